//! Settings from the environment.

/// Returns a setting from the environment, when it is set to something.
#[expect(clippy::disallowed_methods, reason = "the environment is read here")]
pub(crate) fn setting(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

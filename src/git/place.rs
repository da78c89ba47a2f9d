//! Names of commits that nobody can shadow: no tag, no short form, no guess.

use thiserror::Error;

use crate::domain::plan::sharing::is_name;
use crate::domain::text::visible;

/// A full commit id, or the full name of a reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place(String);

/// A text that could mean several things.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("`{}` is not a full commit id, `refs/…` or REMOTE/BRANCH", visible(.0))]
pub(crate) struct NotAPlace(String);

impl Place {
    /// Reads a full commit id, the full name of a reference, or `REMOTE/BRANCH`, which is the branch as it was fetched and
    /// nothing else.
    pub(crate) fn parse(text: &str) -> Result<Self, NotAPlace> {
        let is_id = matches!(text.len(), 40 | 64) && text.bytes().all(|b| b.is_ascii_hexdigit());
        if is_id {
            return Ok(Self(text.to_owned()));
        }
        if !is_name(text) || !text.contains('/') {
            return Err(NotAPlace(text.to_owned()));
        }
        Ok(Self(if text.starts_with("refs/") {
            text.to_owned()
        } else {
            format!("refs/remotes/{text}")
        }))
    }

    /// Returns it in full.
    pub(crate) fn words(&self) -> &str {
        &self.0
    }

    /// Returns the command that gets it, when it is a branch of a remote. A clone that has no history needs none; one that has
    /// it would lose it with `--depth`.
    pub(crate) fn fetch(&self, is_shallow: bool) -> Option<String> {
        let branch = self.0.strip_prefix("refs/remotes/")?;
        let (remote, branch) = branch.split_once('/')?;
        let depth = if is_shallow { " --depth=1" } else { "" };
        Some(format!(
            "git fetch{depth} {remote} +refs/heads/{branch}:refs/remotes/{remote}/{branch}"
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_said_in_full() {
        let id = "9fceb02d0ae598e95dc970b74767f19372d61af8";
        for (text, full) in [
            (id, Some(id)),
            ("origin/main", Some("refs/remotes/origin/main")),
            (
                "origin/release/2.4",
                Some("refs/remotes/origin/release/2.4"),
            ),
            ("refs/heads/main", Some("refs/heads/main")),
            ("refs/tags/v1", Some("refs/tags/v1")),
            ("main", None),
            ("HEAD", None),
            ("9fceb02", None),
            ("origin/main~1", None),
            ("origin/main^{tree}", None),
            ("origin/main:checklists", None),
            ("-x/y", None),
            ("", None),
        ] {
            let place = Place::parse(text).ok();
            assert_eq!(place.as_ref().map(Place::words), full, "{text}");
        }
        let place = Place::parse("origin/main").unwrap();
        for (is_shallow, command) in [
            (
                true,
                "git fetch --depth=1 origin +refs/heads/main:refs/remotes/origin/main",
            ),
            (
                false,
                "git fetch origin +refs/heads/main:refs/remotes/origin/main",
            ),
        ] {
            assert_eq!(place.fetch(is_shallow).unwrap(), command);
        }
        assert_eq!(Place::parse("refs/heads/main").unwrap().fetch(true), None);
    }
}

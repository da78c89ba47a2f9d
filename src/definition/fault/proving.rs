//! What can be wrong with the check of an item when each value is right by itself.

use thiserror::Error;

use crate::definition::quoting::joined;

/// What is wrong with a check.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Proving {
    /// A check that checks nothing.
    #[error("a check needs `run`, `http`, `files`, `changelog` or `tag`")]
    Nothing,
    /// A check of two kinds.
    #[error("a check has either `{first}` or `{second}`")]
    Two {
        first: &'static str,
        second: &'static str,
    },
    /// An address with a secret in it; it is not repeated.
    #[error("the address has a user name or a password in it")]
    Userinfo,
    /// A key that says nothing about this kind of check.
    #[error(
        "`{key}` belongs to a check with {}, and this one has `{kind}`",
        joined(of, "or")
    )]
    Stray {
        key: &'static str,
        kind: &'static str,
        /// The kinds that it belongs to.
        of: Vec<&'static str>,
    },
}

impl Proving {
    /// Returns what the author can do about it.
    pub(crate) fn help(&self) -> String {
        match self {
            Self::Nothing => {
                "write `check: {run: [program, argument]}`, or `check: {http: \"https://…\"}`"
                    .to_owned()
            }
            Self::Two { .. } => {
                "keep one; an item that needs both runs a program that checks both".to_owned()
            }
            Self::Userinfo => {
                "leave them out; for an address that needs a secret, let a program ask".to_owned()
            }
            Self::Stray { key, .. } => format!("leave `{key}` out"),
        }
    }
}

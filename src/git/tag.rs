//! Tags that are signed: whether git, with the keys that it is set up to trust, verifies one.

use std::path::Path;
use std::time::Duration;

use thiserror::Error;

use super::{GitFault, asked, id_of, run};
use crate::domain::text::visible;
use crate::process::Beginning;

/// How long a signature may take to verify: a program with a key server behind it may be asked.
const VERIFYING: Duration = Duration::from_secs(60);

/// The longest tag that is read, and what is kept of what the verifier says, in bytes.
const LONGEST: usize = 64 * 1024;

/// A tag whose signature was verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SignedTag {
    /// The commit that it is on.
    pub(crate) commit: String,
    /// What the program that verified it said.
    pub(crate) said: String,
}

/// Why a tag proves nothing.
#[derive(Debug, Error)]
pub(crate) enum TagFault {
    #[error("there is no tag `{}` here", visible(.0))]
    Missing(String),
    #[error("the tag `{}` has no message and no signature", visible(.0))]
    Lightweight(String),
    #[error("the tag `{}` was signed as `{}`", visible(.0), visible(.1))]
    OtherName(String, String),
    #[error("the tag `{}` is not on a commit", visible(.0))]
    NoCommit(String),
    #[error("git does not verify the tag `{}`: {}", visible(.0), visible(.1))]
    Unverified(String, String),
    #[error(transparent)]
    Git(#[from] GitFault),
}

/// Verifies the tag of this name. Git decides with its own settings which keys count.
///
/// # Errors
///
/// When it is not there, not signed, signed under another name, or git does not verify it.
pub(crate) fn signed(folder: &Path, name: &str) -> Result<SignedTag, TagFault> {
    let named = || name.to_owned();
    let id = id_of(folder, &format!("refs/tags/{name}"))?;
    let id = id.ok_or_else(|| TagFault::Missing(named()))?;
    let text = asked(folder, &["cat-file", "tag", &id])?;
    let text = text.ok_or_else(|| TagFault::Lightweight(named()))?;
    let head = text.lines().take_while(|line| !line.is_empty());
    let head: Vec<(&str, &str)> = head.filter_map(|line| line.split_once(' ')).collect();
    let value = |key: &str| {
        let mut values = head.iter().filter(|(known, _)| *known == key);
        values.next().map_or("", |(_, value)| value)
    };
    // A reference can be moved to the signed tag of another release; what was signed names itself.
    if value("tag") != name {
        return Err(TagFault::OtherName(named(), value("tag").to_owned()));
    }
    if value("type") != "commit" {
        return Err(TagFault::NoCommit(named()));
    }
    let sink = Beginning::of(LONGEST);
    let arguments = ["verify-tag", id.as_str()];
    let finished = run(folder, &arguments, VERIFYING, sink, Beginning::feed)?;
    let said = String::from_utf8_lossy(&finished.stderr).trim().to_owned();
    if finished.status.success() {
        return Ok(SignedTag {
            commit: value("object").to_owned(),
            said,
        });
    }
    let why = said.lines().last().unwrap_or("it says nothing").to_owned();
    Err(TagFault::Unverified(named(), why))
}

//! The key that git signs commits with, where it signs with SSH.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::{ANSWER, GitFault, LONGEST_ANSWER, asked, top};
use crate::process::{self, Beginning, Limits};

/// A key as git's configuration names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Configured {
    /// A path, or a public key.
    pub(crate) text: String,
    /// What a relative path is relative to: the top of the work tree.
    pub(crate) folder: PathBuf,
    /// The setting that names it.
    pub(crate) setting: &'static str,
}

/// Returns the key that git is set up to sign with. A repository's own configuration names no command that is run.
pub(crate) fn configured(folder: &Path) -> Result<Option<Configured>, GitFault> {
    if asked(folder, &["config", "--get", "gpg.format"])?.as_deref() != Some("ssh") {
        return Ok(None);
    }
    let base = top(folder).unwrap_or_else(|| folder.to_owned());
    let of = |text: String, setting| Configured {
        text,
        folder: base.clone(),
        setting,
    };
    if let Some(key) = asked(folder, &["config", "--get", "user.signingkey"])? {
        return Ok(Some(of(key, "user.signingkey")));
    }
    const COMMAND: &str = "gpg.ssh.defaultKeyCommand";
    let scoped = asked(folder, &["config", "--show-scope", "--get", COMMAND])?;
    let command = scoped.as_deref().and_then(|line| line.split_once('\t'));
    let key = match command {
        Some(("global" | "system", command)) => printed_key(folder, command),
        _ => None,
    };
    Ok(key.map(|key| of(key, COMMAND)))
}

/// Returns the key that a command prints on its first line, as git takes it.
fn printed_key(folder: &Path, command: &str) -> Option<String> {
    let mut words = command.split_whitespace();
    let mut program = Command::new(words.next()?);
    program.args(words).current_dir(folder);
    let limits = Limits {
        time: ANSWER,
        is_stopped: &|| false,
    };
    let sink = Beginning::of(LONGEST_ANSWER);
    let finished = process::run(&mut program, &limits, sink, Beginning::feed).ok()?;
    let text = String::from_utf8(finished.sink.bytes).ok()?;
    let first = text.lines().next()?.trim();
    let is_key = first.starts_with("key::") || first.starts_with("ssh-");
    (finished.status.success() && is_key).then(|| first.to_owned())
}

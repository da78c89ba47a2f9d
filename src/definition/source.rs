//! One definition file as it was read, before anybody looked into it.

use std::borrow::Cow;
use std::path::PathBuf;

use super::fault::Fault;

/// The name of the playbook, without its extension.
pub(super) const PLAYBOOK: &str = "playbook";

/// A file and its bytes.
#[derive(Clone, Debug)]
pub(super) struct Source {
    /// The path as it is shown to people.
    pub(super) path: PathBuf,
    /// The path below the library's folder, with `/` and without the extension: what a checklist's id must be.
    pub(super) name: String,
    /// What the file holds.
    pub(super) bytes: Cow<'static, [u8]>,
    /// Why it was not read, if so.
    pub(super) fault: Option<Fault>,
}

impl Source {
    /// Tells whether this is the playbook.
    pub(super) fn is_playbook(&self) -> bool {
        self.name == PLAYBOOK
    }
}

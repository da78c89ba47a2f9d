//! The person's own editor, for texts of several lines.

use std::ffi::OsString;
use std::io::{self, IsTerminal};
use std::path::Path;

use dialoguer::Editor;
use thiserror::Error;

/// Why a text could not be edited.
#[derive(Debug, Error)]
pub(crate) enum EditorError {
    /// Standard input or standard error is not a terminal.
    #[error("an editor needs a terminal")]
    NoTerminal,
    /// The editor could not be run, or what it left behind could not be read.
    #[error("the editor failed")]
    Failed(#[source] dialoguer::Error),
}

/// Opens a text in the editor that VISUAL or EDITOR names, and returns it as it was left, without line feeds at its end.
///
/// # Errors
///
/// When there is no terminal, or the editor cannot be run.
pub(crate) fn edit(text: &str) -> Result<String, EditorError> {
    if !(io::stdin().is_terminal() && io::stderr().is_terminal()) {
        return Err(EditorError::NoTerminal);
    }
    let left = Editor::new()
        .executable(executable())
        .extension(".md")
        .require_save(false)
        .edit(text);
    Ok(left.map_err(EditorError::Failed)?.unwrap_or_default())
}

/// Tells whether a program is there: as a path, or in a folder of `PATH`.
pub(crate) fn is_there(program: &str) -> bool {
    if program.contains(std::path::MAIN_SEPARATOR) {
        return Path::new(program).is_file();
    }
    let folders = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&folders).any(|folder| folder.join(program).is_file())
}

/// Returns the editor of the environment. A blank setting counts as none: the crate would not survive it.
fn executable() -> OsString {
    let is_set = |editor: &OsString| editor.to_str().is_some_and(|text| !text.trim().is_empty());
    let default = if cfg!(windows) { "notepad.exe" } else { "vi" };
    ["VISUAL", "EDITOR"]
        .into_iter()
        .filter_map(std::env::var_os)
        .find(is_set)
        .unwrap_or_else(|| default.into())
}

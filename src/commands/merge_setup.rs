//! How git is set up to merge records here: what `init --git` writes, and what `lint` and `sync` refuse.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

use super::context::Context;
use crate::commands::output::Answer;
use crate::domain::text::visible;
use crate::error::CommandError;
use crate::git;
use crate::git::setup::{self, DRIVER};
use crate::git::share::{ShareFault, merges_with};
use crate::ui::replace_file;

/// The file with the attributes, at the top of the working tree.
const ATTRIBUTES: &str = ".gitattributes";

/// Writes the attribute and the driver, and says what was done.
pub(super) fn set_up(context: &Context) -> Result<Answer, CommandError> {
    let top = setup::work_tree(&context.folder)?.ok_or(ShareFault::NoRepository)?;
    let releases = context
        .releases_in_repository()
        .ok_or(ShareFault::NoRepository)?;
    if is_union(context) {
        return Err(ShareFault::Union(releases).into());
    }
    let line = format!("{} merge={DRIVER}", pattern(&releases));
    let mut text = String::new();
    let attributes = git::seen_from(&context.folder, &top, ATTRIBUTES);
    if add_line(&top.join(ATTRIBUTES), &line)? {
        let _ = writeln!(text, "wrote {attributes}: {}", visible(&line));
    }
    if setup::set_driver(&context.folder)? {
        let command = setup::COMMAND;
        let _ = writeln!(text, "set merge.{DRIVER}.driver in this clone: {command}");
    }
    if text.is_empty() {
        return Ok(Answer::text(
            "git merges records event by event here already\n",
        ));
    }
    Ok(Answer::text(text)
        .hint(format!(
            "commit {attributes}; the driver is a setting of each clone, so each person runs `gonogo init --git` once"
        )))
}

/// Tells whether git would weave the lines of records together.
pub(super) fn is_union(context: &Context) -> bool {
    let Some(releases) = context.releases_in_repository() else {
        return false;
    };
    let Ok(Some(top)) = setup::work_tree(&context.folder) else {
        return false;
    };
    let record = format!("{releases}/0.0.0.toml");
    matches!(merges_with(&top, &record), Ok(Some(how)) if how == "union")
}

/// Returns the pattern of the records in a folder, as `.gitattributes` has it.
fn pattern(releases: &str) -> String {
    let pattern = format!("{releases}/*.toml");
    if pattern.contains(|c: char| c.is_whitespace() || c == '"') {
        format!("\"{}\"", pattern.replace('\\', "\\\\").replace('"', "\\\""))
    } else {
        pattern
    }
}

/// Adds a line to the end of a file, which need not be there, and tells whether it was missing.
fn add_line(path: &Path, line: &str) -> Result<bool, CommandError> {
    let known = match fs::read_to_string(path) {
        Ok(known) => known,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(source) => {
            return Err(CommandError::environment(Unreadable(source))
                .hinted("make it a text file that you may read, and run it again"));
        }
    };
    if known.lines().any(|known| known.trim() == line) {
        return Ok(false);
    }
    let end = if known.contains("\r\n") { "\r\n" } else { "\n" };
    let gap = if known.is_empty() || known.ends_with('\n') {
        ""
    } else {
        end
    };
    let text = format!("{known}{gap}{line}{end}");
    replace_file::replace(path, &text)?;
    Ok(true)
}

/// The file with the attributes cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("cannot read {ATTRIBUTES}; nothing was set up")]
struct Unreadable(#[source] io::Error);

//! `gonogo init`: the embedded checklists are written out, for a team to change.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::context::Context;
use crate::commands::output::Answer;
use crate::definition::unpack::{Unpacked, unpack};
use crate::domain::text::visible;
use crate::error::CommandError;

/// Write the embedded checklists into a folder, to change them
///
/// Files that are there and differ are left alone, and nothing is written, unless `--force` is given.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  gonogo init
  gonogo init ops/checklists

Exit codes:
  0   written, or unchanged
  2   files are there and differ
  3   disk or lock")]
pub(crate) struct InitArgs {
    /// Folder to write into
    #[arg(value_name = "DIR", default_value = "checklists")]
    folder: PathBuf,
    /// Replace files that differ
    #[arg(long)]
    force: bool,
}

impl InitArgs {
    pub(crate) fn run(&self, _: &Context) -> Result<Answer, CommandError> {
        let unpacked = unpack(&self.folder, self.force)?;
        Ok(Answer::text(text(&unpacked, &self.folder))
            .hint("change them, then check them with `gonogo lint`"))
    }
}

fn text(unpacked: &Unpacked, folder: &Path) -> String {
    let mut text = String::new();
    for (paths, done) in [
        (&unpacked.written, "wrote"),
        (&unpacked.replaced, "replaced"),
    ] {
        for path in paths {
            let _ = writeln!(text, "{done} {}", visible(&path.to_string_lossy()));
        }
    }
    let folder = folder.to_string_lossy();
    let same = unpacked.unchanged.len();
    if text.is_empty() {
        let _ = writeln!(text, "{}: all {same} files are unchanged", visible(&folder));
    } else if same > 0 {
        let _ = writeln!(
            text,
            "{}: {same} other files are unchanged",
            visible(&folder)
        );
    }
    text
}

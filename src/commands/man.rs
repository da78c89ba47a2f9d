//! `gonogo man`: manual pages, one for each command.

use std::fs;
use std::path::PathBuf;

use super::context::Context;
use crate::commands::output::Answer;
use crate::domain::text::visible;
use crate::error::CommandError;

/// Write manual pages into a folder, one for each command
///
/// Pages that are already there are replaced.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Example:
  gonogo man ~/.local/share/man/man1
  man gonogo-sign

Exit codes:
  0   written
  3   the folder or a page cannot be written")]
pub(crate) struct ManArgs {
    /// Folder of the pages; made when there is none
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

impl ManArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        fs::create_dir_all(&self.folder).map_err(CommandError::environment)?;
        let command = (context.grammar)();
        clap_mangen::generate_to(command, &self.folder).map_err(CommandError::environment)?;
        let folder = self.folder.to_string_lossy();
        Ok(Answer::text(format!(
            "wrote manual pages into {}; begin with gonogo.1\n",
            visible(&folder)
        )))
    }
}

//! `gonogo init`: a playbook with its checklists is written out, for a team to change.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::context::Context;
use super::merge_setup;
use super::terminal::Console;
use super::walk::stopped;
use crate::commands::output::{Answer, Remark};
use crate::definition::unpack::{Unpacked, unpack};
use crate::definition::{Edition, TeamName, starter_files};
use crate::domain::text::{shell_word, visible};
use crate::error::CommandError;
use crate::ui::streams::can_prompt;
use crate::walk::{Prompter, Stop, TextRequest};

/// Write a playbook and its checklists into a folder
///
/// The minimal playbook has two phases, three roles and 16 items. The full one adds a staged rollout, monitoring,
/// rollback and incidents. At a terminal, init asks which one you want and what your company or product is called;
/// without a terminal it writes the full one unless you give --minimal. Existing files are replaced only with --force.
///
/// `--git` writes no checklists: it adds a line to `.gitattributes` and a driver to the settings of this clone, so that git
/// merges records event by event. It does nothing where that is done already.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  gonogo init
  gonogo init --minimal --name 'Our Company'
  gonogo init --full ops/checklists
  gonogo init --git

Exit codes:
  0   written, or unchanged
  2   files already exist and differ
  3   disk or lock
  130 interrupted")]
pub(crate) struct InitArgs {
    /// Folder to write into
    #[arg(value_name = "DIR", default_value = FOLDER)]
    folder: PathBuf,
    /// Write the minimal playbook
    #[arg(long, conflicts_with = "full")]
    minimal: bool,
    /// Write the full playbook
    #[arg(long)]
    full: bool,
    /// Name of your company or product, for the title of the playbook
    #[arg(long, value_name = "NAME")]
    name: Option<TeamName>,
    /// Replace files that differ
    #[arg(long)]
    force: bool,
    /// Set git up to merge records event by event, and write no checklists
    #[arg(long, conflicts_with_all = ["folder", "minimal", "full", "name", "force"])]
    git: bool,
}

/// The folder that definitions are written into, and looked for in.
pub(super) const FOLDER: &str = "checklists";

/// Nothing was chosen.
#[derive(Debug, thiserror::Error)]
#[error("nothing chosen, nothing written")]
struct NotChosen;

impl InitArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        if self.git {
            return merge_setup::set_up(context);
        }
        let given = match (self.minimal, self.full) {
            (true, _) => Some(Edition::Minimal),
            (_, true) => Some(Edition::Full),
            _ => None,
        };
        let (edition, name) = match given {
            Some(edition) => (edition, self.name.clone()),
            None if can_prompt() => self.ask(context)?,
            None => (Edition::Full, self.name.clone()),
        };
        let files = starter_files(edition, name.as_ref());
        let unpacked = unpack(&self.folder, &files, self.force)?;
        let mut answer = Answer::text(text(&unpacked, &self.folder));
        let left = leftovers(edition, &self.folder);
        if !left.is_empty() {
            let left = left.join(", ");
            let warning = format!("still there from the other playbook, delete: {left}");
            answer.remarks.push(Remark::Warning(warning));
        }
        if given.is_none() && edition == Edition::Full && !can_prompt() {
            let note = "this is the full playbook; `gonogo init --minimal` writes a short one";
            answer.remarks.push(Remark::Note(note.to_owned()));
        }
        let lint = lint_of(&self.folder);
        Ok(answer.hint(format!(
            "change the files to fit your team, then check them with `{lint}`"
        )))
    }

    /// Asks which playbook to write, and for a name that was not given.
    fn ask(&self, context: &Context) -> Result<(Edition, Option<TeamName>), CommandError> {
        let command = match self.folder.as_path() {
            folder if folder == Path::new(FOLDER) => "gonogo init".to_owned(),
            folder => format!("gonogo init {}", shell_word(&folder.to_string_lossy())),
        };
        let mut console =
            Console::take(context, false, command.clone()).map_err(CommandError::environment)?;
        let asked = ask(console.prompter.as_mut(), self.name.as_ref());
        match asked.map_err(|stop| stopped(stop, console.saved(), &command))? {
            Some((edition, Ok(name))) => Ok((edition, name)),
            Some((_, Err(fault))) => Err(CommandError::not_evaluated(fault)),
            None => {
                Err(CommandError::not_evaluated(NotChosen).hinted("give `--minimal` or `--full`"))
            }
        }
    }
}

/// Returns the command that checks what was written into a folder.
pub(super) fn lint_of(folder: &Path) -> String {
    if folder == Path::new(FOLDER) {
        return "gonogo lint".to_owned();
    }
    format!("gonogo lint {}", shell_word(&folder.to_string_lossy()))
}

type Asked = (
    Edition,
    Result<Option<TeamName>, <TeamName as std::str::FromStr>::Err>,
);

/// Asks which playbook to write and for the name of the team; `None` when nothing was chosen.
fn ask(prompter: &mut dyn Prompter, given: Option<&TeamName>) -> Result<Option<Asked>, Stop> {
    let options = [
        "Minimal: two phases, three roles, 16 items".to_owned(),
        "Full: staged rollout, monitoring, rollback, incidents".to_owned(),
    ];
    let edition = match prompter.pick("Which playbook do you want to begin with?", &options)? {
        Some(0) => Edition::Minimal,
        Some(_) => Edition::Full,
        None => return Ok(None),
    };
    let name = match given {
        Some(name) => Ok(Some(name.clone())),
        None => prompter
            .text(&TextRequest::TeamName)?
            .map(|typed| typed.parse())
            .transpose(),
    };
    Ok(Some((edition, name)))
}

/// Returns the files in the folder that only the other playbook has; with this one they do not load.
fn leftovers(edition: Edition, folder: &Path) -> Vec<String> {
    let other = match edition {
        Edition::Minimal => Edition::Full,
        Edition::Full => Edition::Minimal,
    };
    let own = starter_files(edition, None);
    let foreign = starter_files(other, None)
        .into_iter()
        .filter(|(path, _)| own.iter().all(|(own, _)| own != path) && folder.join(path).exists());
    foreign
        .map(|(path, _)| visible(&folder.join(path).to_string_lossy()).into_owned())
        .collect()
}

pub(super) fn text(unpacked: &Unpacked, folder: &Path) -> String {
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

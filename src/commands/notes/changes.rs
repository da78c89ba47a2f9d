//! `gonogo notes changes`: the commits since another release, grouped after Conventional Commits.

use crate::commands::answer;
use crate::commands::args::{Acting, Selected};
use crate::commands::context::Context;
use crate::commands::output::{Answer, Remark};
use crate::domain::event::EventKind;
use crate::domain::rules::changes::{Changes, listed};
use crate::domain::rules::notes::{FieldNotes, find_field};
use crate::error::CommandError;
use crate::git::log::GitLog;
use crate::render;

/// The field that changes are added to.
const FIELD: &str = "notable-changes";

/// List the changes since another release, grouped by Conventional Commits
///
/// A commit and its revert cancel out. A merge counts if its message, or the title of its pull request, follows the
/// convention. A commit that does not follow it is listed under "Other".
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Example:
  gonogo notes changes --from v2.3.0
  gonogo notes changes --from v2.3.0 --to v2.4.0 --add
  gonogo notes changes --from api-2.3.0 --path services/api

Exit codes:
  0   printed or added
  2   unknown revision, a shallow clone, or too many commits
  3   git cannot be run, or does not answer
  4   the record cannot be trusted")]
pub(super) struct ChangesArgs {
    /// Revision of the release before: a tag, a branch or a commit
    #[arg(long, value_name = "REV", allow_hyphen_values = true)]
    from: String,
    /// Revision of this release
    #[arg(
        long,
        value_name = "REV",
        default_value = "HEAD",
        allow_hyphen_values = true
    )]
    to: String,
    /// Only commits that touch this file or folder; may be repeated
    #[arg(long = "path", value_name = "PATH")]
    paths: Vec<String>,
    /// Leave merge commits out
    #[arg(long)]
    no_merges: bool,
    /// Add the changes that the notes do not list yet, instead of printing them
    #[arg(long)]
    add: bool,
    #[command(flatten)]
    selected: Selected,
    #[command(flatten)]
    acting: Acting,
}

impl ChangesArgs {
    pub(super) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        let log = GitLog::between(&context.folder, &self.from, &self.to, &self.paths)?;
        let changes = Changes::of(&log.commits, !self.no_merges, log.touching.as_ref());
        if self.add {
            self.append(context, &changes)
        } else if changes.kept.is_empty() {
            Ok(Answer {
                remarks: vec![Remark::Warning(self.nothing())],
                ..Answer::default()
            })
        } else {
            Ok(Answer::data(render::notes::changes(&listed(&changes.kept))))
        }
    }

    fn nothing(&self) -> String {
        let paths = match self.paths.as_slice() {
            [] => String::new(),
            paths => format!(" in `{}`", paths.join("`, `")),
        };
        format!(
            "no changes{paths}: `{}` has no commits that `{}` lacks, or only merges and what was reverted",
            self.to, self.from
        )
    }

    fn append(&self, context: &Context, changes: &Changes) -> Result<Answer, CommandError> {
        let mut added = 0;
        let mut reverted = Vec::new();
        let mut answer = answer::append(context, &self.selected, &self.acting, |release, _| {
            let field = find_field(release.plan(), FIELD)?;
            let notes = FieldNotes::of(release, field, context.now());
            let shown = changes.reverted.iter().filter(|gone| notes.shows(gone));
            reverted.extend(shown.map(|change| change.short_hash().to_owned()));
            let new = changes.kept.iter().filter(|change| !notes.lists(change));
            let new: Vec<_> = new.cloned().collect();
            added = new.len();
            let kinds = listed(&new).into_iter();
            Ok(kinds
                .map(|list| EventKind::NoteAdded {
                    field: field.id.clone(),
                    text: list.text,
                    commits: list.commits,
                })
                .collect())
        })?;
        if changes.kept.is_empty() {
            answer.remarks.push(Remark::Warning(self.nothing()));
        } else if added == 0 {
            answer.remarks.push(Remark::Note(format!(
                "nothing to do: notes field `{FIELD}` has these changes already"
            )));
        }
        if !reverted.is_empty() {
            let select = self.selected.in_commands();
            answer.remarks.push(Remark::Warning(format!(
                "notes field `{FIELD}` lists commits that were reverted since: {}; `gonogo notes edit {FIELD}{select}` removes them",
                reverted.join(", ")
            )));
        }
        Ok(answer)
    }
}

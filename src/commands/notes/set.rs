//! `gonogo notes set` and `notes add`: one field of the release notes gets a text.

use std::io::{self, Read};

use thiserror::Error;

use crate::commands::answer;
use crate::commands::args::{Acting, Selected};
use crate::commands::context::Context;
use crate::commands::output::{Answer, Remark};
use crate::domain::event::EventKind;
use crate::domain::rules::notes::{FieldNotes, find_field};
use crate::domain::text::LONGEST_TEXT;
use crate::error::CommandError;

/// Write a field of the release notes, and replace what is there
///
/// The text may use simple Markdown: paragraphs, lists, emphasis, code and https links.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Example:
  gonogo notes set summary 'Faster gates, and a walk that resumes'
  gonogo notes set migration-steps - < steps.md

Exit codes:
  0   written, or unchanged
  2   unknown field
  3   disk or lock
  4   the record cannot be trusted")]
pub(super) struct SetArgs {
    #[command(flatten)]
    line: Line,
}

/// Add text to the end of a field of the release notes
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Example:
  gonogo notes add known-issues '- Export to CSV is slow above 10,000 rows'

Exit codes:
  0   added, or already there
  2   unknown field, or no text
  3   disk or lock
  4   the record cannot be trusted")]
pub(super) struct AddArgs {
    #[command(flatten)]
    line: Line,
}

#[derive(clap::Args, Debug)]
struct Line {
    /// Field, or any unique beginning or end of its name
    #[arg(value_name = "FIELD")]
    field: String,
    /// Text; - reads it from standard input
    #[arg(value_name = "TEXT", allow_hyphen_values = true)]
    text: String,
    #[command(flatten)]
    selected: Selected,
    #[command(flatten)]
    acting: Acting,
}

/// Why there is no text to write.
#[derive(Debug, Error)]
enum NoText {
    #[error("cannot read standard input")]
    Unreadable(#[source] io::Error),
    #[error("standard input is not UTF-8")]
    NotUtf8,
    #[error("there is no text to add")]
    Blank,
}

impl SetArgs {
    pub(super) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        let text = self.line.text()?;
        self.line.append(context, |notes| {
            let is_so_already = notes.text() == text && notes.contradiction().is_empty();
            (!is_so_already).then(|| EventKind::NoteWritten {
                field: notes.field.id.clone(),
                text,
            })
        })
    }
}

impl AddArgs {
    pub(super) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        let text = self.line.text()?;
        if text.is_empty() {
            return Err(CommandError::not_evaluated(NoText::Blank));
        }
        self.line.append(context, |notes| {
            let is_so_already = notes.texts.iter().any(|part| part.text == text);
            (!is_so_already).then(|| EventKind::NoteAdded {
                field: notes.field.id.clone(),
                text,
                commits: Vec::new(),
            })
        })
    }
}

impl Line {
    fn text(&self) -> Result<String, CommandError> {
        if self.text != "-" {
            return Ok(tidied(&self.text));
        }
        let mut bytes = Vec::new();
        let input = io::stdin().lock().take(LONGEST_TEXT as u64 * 2);
        { input }
            .read_to_end(&mut bytes)
            .map_err(|error| CommandError::environment(NoText::Unreadable(error)))?;
        let text =
            String::from_utf8(bytes).map_err(|_| CommandError::not_evaluated(NoText::NotUtf8))?;
        Ok(tidied(&text))
    }

    fn append(
        &self,
        context: &Context,
        decide: impl FnOnce(&FieldNotes<'_>) -> Option<EventKind>,
    ) -> Result<Answer, CommandError> {
        let mut is_so_already = None;
        let mut answer = answer::append(context, &self.selected, &self.acting, |release, _| {
            let field = find_field(release.plan(), &self.field)?;
            let kind = decide(&FieldNotes::of(release, field, context.now()));
            if kind.is_none() {
                is_so_already = Some(field.id.clone());
            }
            Ok(kind.into_iter().collect())
        })?;
        if let Some(field) = is_so_already {
            answer.remarks.push(Remark::Note(format!(
                "nothing to do: notes field `{field}` has this text already"
            )));
        }
        Ok(answer)
    }
}

/// Returns a text with the line ends of the record and without blank ends.
pub(super) fn tidied(text: &str) -> String {
    text.replace("\r\n", "\n")
        .trim_end()
        .trim_start_matches('\n')
        .to_owned()
}

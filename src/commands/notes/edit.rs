//! `gonogo notes edit`: the written fields of the release notes in the person's own editor.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::PathBuf;

use thiserror::Error;

use super::buffer;
use super::set::tidied;
use crate::commands::answer;
use crate::commands::args::{Acting, Selected};
use crate::commands::context::Context;
use crate::commands::output::{Answer, Remark};
use crate::domain::event::EventKind;
use crate::domain::id::FieldId;
use crate::domain::rules::hint::Hint;
use crate::domain::rules::notes::{FieldNotes, find_field, is_writable};
use crate::domain::rules::suggestion::Suggestion;
use crate::domain::state::Release;
use crate::error::{CommandError, Kind};
use crate::ui::editor;

/// Edit the release notes in an editor: one field, or all
///
/// The editor is VISUAL or EDITOR. A field that you do not change is not recorded.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Example:
  gonogo notes edit
  EDITOR=nano gonogo notes edit summary

Exit codes:
  0   saved, or nothing changed
  1   someone else changed a field in the meantime
  2   unknown field, or no terminal
  3   disk or lock
  4   the record cannot be trusted")]
pub(super) struct EditArgs {
    /// Field, or any unique beginning or end of its name [default: all]
    #[arg(value_name = "FIELD")]
    field: Option<String>,
    #[command(flatten)]
    selected: Selected,
    #[command(flatten)]
    acting: Acting,
}

/// Why an edit was not recorded.
#[derive(Debug, Error)]
enum EditError {
    #[error("notes field `{0}` is filled from the record")]
    Filled(FieldId),
    #[error("notes field `{0}` was changed by someone else in the meantime")]
    Meanwhile(FieldId),
}

impl EditArgs {
    pub(super) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        let release = context.release(&self.selected)?;
        // Ask who acts before the work, not after it.
        context.actor(&self.acting)?;
        let fields = self.fields(context, &release)?;
        let before = match (&self.field, fields.as_slice()) {
            (Some(_), [only]) => only.text(),
            _ => buffer::compose(&fields),
        };
        let edited = editor::edit(&before)?;
        let changed = self.changed(&edited, &fields);
        if changed.is_empty() {
            let nothing = Remark::Warning("nothing changed, nothing was recorded".to_owned());
            return Ok(Answer {
                remarks: vec![nothing],
                ..Answer::default()
            });
        }
        self.append(context, &fields, &changed)
            .map_err(|error| kept(error, &edited))
    }

    fn fields<'r>(
        &self,
        context: &Context,
        release: &'r Release,
    ) -> Result<Vec<FieldNotes<'r>>, CommandError> {
        let now = context.now();
        let Some(name) = &self.field else {
            let writable = release
                .plan()
                .fields
                .iter()
                .filter(|field| is_writable(field));
            return Ok(writable
                .map(|field| FieldNotes::of(release, field, now))
                .collect());
        };
        let field = find_field(release.plan(), name)?;
        if !is_writable(field) {
            return Err(CommandError::not_evaluated(EditError::Filled(
                field.id.clone(),
            )));
        }
        Ok(vec![FieldNotes::of(release, field, now)])
    }

    fn changed(&self, edited: &str, fields: &[FieldNotes<'_>]) -> Vec<(FieldId, String)> {
        let texts = match (&self.field, fields) {
            (Some(_), [only]) => vec![(only.field.id.clone(), tidied(edited))],
            _ => buffer::split(edited, fields),
        };
        let is_changed = |(id, text): &(FieldId, String)| {
            fields
                .iter()
                .any(|notes| notes.field.id == *id && tidied(&notes.text()) != *text)
        };
        texts.into_iter().filter(is_changed).collect()
    }

    fn append(
        &self,
        context: &Context,
        fields: &[FieldNotes<'_>],
        changed: &[(FieldId, String)],
    ) -> Result<Answer, CommandError> {
        answer::append(context, &self.selected, &self.acting, |release, _| {
            let mut kinds = Vec::new();
            for (id, text) in changed {
                let before = fields
                    .iter()
                    .find(|notes| notes.field.id == *id)
                    .map(FieldNotes::text);
                let present = find_field(release.plan(), id.as_str())
                    .map(|field| FieldNotes::of(release, field, context.now()).text())?;
                if before.is_some_and(|before| before != present) {
                    return Err(
                        CommandError::new(Kind::No, EditError::Meanwhile(id.clone())).hinted(
                            Hint::from("see what it says now with ")
                                .run(Suggestion::Notes)
                                .say(", then edit again"),
                        ),
                    );
                }
                kinds.push(EventKind::NoteWritten {
                    field: id.clone(),
                    text: text.clone(),
                });
            }
            Ok(kinds)
        })
    }
}

/// Keeps what a person wrote when it could not be recorded, and says where.
fn kept(error: CommandError, edited: &str) -> CommandError {
    match keep(edited) {
        Ok(path) => error.hinted(format!("what you wrote is kept in {}", path.display())),
        Err(_) => error,
    }
}

fn keep(edited: &str) -> io::Result<PathBuf> {
    let path = std::env::temp_dir().join(format!("gonogo-notes-{}.md", std::process::id()));
    // Never a file, or a link, that is there already.
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&path)?;
    file.write_all(edited.as_bytes())?;
    Ok(path)
}

//! `gonogo notes changes`: the commits since another release, grouped after Conventional Commits.

use crate::commands::answer;
use crate::commands::args::{Acting, Selected};
use crate::commands::context::Context;
use crate::commands::output::{Answer, Remark};
use crate::domain::changes::grouped;
use crate::domain::event::EventKind;
use crate::domain::notes::{FieldNotes, find_field};
use crate::domain::text::LONGEST_TEXT;
use crate::error::CommandError;
use crate::git::log::GitLog;
use crate::render;

/// The field that changes are added to.
const FIELD: &str = "notable-changes";

/// Print what the commits since another release change, grouped after Conventional Commits
///
/// Merge commits are left out; a commit that does not follow the convention is listed under "Other".
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Example:
  gonogo notes changes --from v2.3.0
  gonogo notes changes --from v2.3.0 --to v2.4.0 --add

Exit codes:
  0   printed or added
  2   git does not know the revision, or too many commits
  3   git cannot be run
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
    /// Add them to the notable changes instead of printing them
    #[arg(long)]
    add: bool,
    #[command(flatten)]
    selected: Selected,
    #[command(flatten)]
    acting: Acting,
}

impl ChangesArgs {
    pub(super) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        let log = GitLog::between(&context.folder, &self.from, &self.to)?;
        let text = render::notes::changes(&grouped(log.commits()));
        if text.is_empty() {
            let nothing = format!(
                "`{}` has no commits that `{}` lacks, merges aside",
                self.to, self.from
            );
            return Ok(Answer {
                remarks: vec![Remark::Warning(nothing)],
                ..Answer::default()
            });
        }
        if self.add {
            self.append(context, &text)
        } else {
            Ok(Answer::data(text + "\n"))
        }
    }

    fn append(&self, context: &Context, text: &str) -> Result<Answer, CommandError> {
        let mut added = 0;
        let mut answer = answer::append(context, &self.selected, &self.acting, |release, _| {
            let field = find_field(release.plan(), FIELD)?;
            let notes = FieldNotes::of(release, field, context.now());
            let is_new = |text: &String| notes.texts.iter().all(|part| part.text != *text);
            let texts = parts(text).into_iter().filter(is_new);
            let kinds: Vec<_> = texts
                .map(|text| EventKind::NoteAdded {
                    field: field.id.clone(),
                    text,
                })
                .collect();
            added = kinds.len();
            Ok(kinds)
        })?;
        if added == 0 {
            answer.remarks.push(Remark::Note(format!(
                "nothing to do: notes field `{FIELD}` has these changes already"
            )));
        }
        Ok(answer)
    }
}

/// Cuts a text between lines into parts that each fit into one event.
fn parts(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    for line in text.lines() {
        match parts.last_mut() {
            Some(part) if part.len() + line.len() < LONGEST_TEXT => {
                if !part.is_empty() {
                    part.push('\n');
                }
                part.push_str(line);
            }
            _ => parts.push(line.to_owned()),
        }
    }
    parts
        .iter()
        .map(|part| part.trim_matches('\n').to_owned())
        .filter(|part| !part.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_list_is_cut_between_lines_into_texts_that_fit() {
        let line = format!("- {}", "x".repeat(98));
        let text = vec![line.as_str(); 300].join("\n");
        let parts = parts(&text);
        assert_eq!(parts.len(), 4);
        assert!(parts.iter().all(|part| part.len() <= LONGEST_TEXT));
        assert_eq!(parts.join("\n"), text);
        assert_eq!(super::parts("**Fixes**\n\n- a"), ["**Fixes**\n\n- a"]);
    }
}

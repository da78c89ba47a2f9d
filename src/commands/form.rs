//! `gonogo form`: what a role is asked, as Markdown for those who use neither git nor this program.

use std::path::Path;

use chrono::{DateTime, Utc};

use super::context::Context;
use crate::commands::args::Selected;
use crate::commands::output::Answer;
use crate::commands::output_file::Output;
use crate::domain::rules::admission::still_open;
use crate::domain::rules::form::Form;
use crate::domain::rules::naming;
use crate::domain::state::Release;
use crate::domain::text::{counted, shell_word};
use crate::error::CommandError;
use crate::render;

/// Write a form with a role's open items and calls
///
/// Plain Markdown for people without git or a terminal: boxes to tick, and lines for evidence and reasons. Send it by mail
/// or paste it into an issue; `gonogo answers` records what comes back. An answer counts only for the text, the rules and
/// the candidate that the form was written for.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  gonogo form --role legal
  gonogo form --role support-engineer -o support.md

Exit codes:
  0   written, or nothing waits for the role
  1   the release is closed
  2   unknown role, or the record cannot be read
  3   disk
  4   the record cannot be trusted")]
pub(crate) struct FormArgs {
    /// Role to ask
    #[arg(long)]
    role: String,
    #[command(flatten)]
    output: Output,
    #[command(flatten)]
    selected: Selected,
}

impl FormArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        context.shown(&self.selected, |release, now| {
            self.form(context, release, now)
        })
    }

    fn form(
        &self,
        context: &Context,
        release: &Release,
        now: DateTime<Utc>,
    ) -> Result<Answer, CommandError> {
        still_open(release)?;
        let role = naming::role(&release.plan().roles, &self.role)?;
        let form = Form::of(release, role, now);
        if form.is_empty() {
            let answer = Answer::text(format!("nothing waits for {}\n", role.id));
            let waivable = form.waivable(now);
            return Ok(match waivable.as_slice() {
                [] => answer,
                [item, ..] => {
                    let (count, select) = (waivable.len(), self.selected.in_commands());
                    answer.hint(format!(
                        "{} signs nothing here, and may waive {}: `gonogo waive{select} {item} --role {} --reason \"…\"`",
                        role.id,
                        counted(count, "open item"),
                        role.id
                    ))
                }
            });
        }
        let text = render::form::markdown(&form);
        let Some(path) = self.output.write(context, &text)? else {
            return Ok(Answer::data(text));
        };
        let said = format!(
            "wrote {path} with {} and {}\n",
            counted(form.items.len(), "item"),
            counted(form.gates.len(), "call")
        );
        let file = self.output.path().map(Path::to_string_lossy);
        let file = shell_word(&file.unwrap_or_default()).into_owned();
        let hint = format!(
            "send it; `gonogo answers {file} --by \"Name <email>\"` records what comes back"
        );
        Ok(Answer::text(said).hint(hint))
    }
}

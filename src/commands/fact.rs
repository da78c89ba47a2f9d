//! `gonogo fact`: a yes/no property of the release is answered.

use super::answer;
use super::context::Context;
use crate::commands::args::{Acting, Printed, Selected};
use crate::commands::output::Answer;
use crate::domain::event::EventKind;
use crate::domain::rules::facts::{self, FactStatus};
use crate::domain::rules::naming;
use crate::domain::rules::suggestion::Suggestion;
use crate::error::CommandError;
use crate::render;
use crate::render::fact::FactsReport;
use crate::render::json::envelope;

/// List the facts, answer one, or change its answer with a reason
///
/// A fact decides which items apply. An unanswered fact counts as yes.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  gonogo fact
  gonogo fact database-migration=no --reason 'the migration moved to 2.5'

Exit codes:
  0   listed, answered, or already answered so
  1   a rule says no
  2   unknown fact, or the reason is missing
  3   disk or lock
  4   the record cannot be trusted")]
pub(crate) struct FactArgs {
    /// Facts and their answers
    #[arg(value_name = "NAME=yes|no", value_parser = fact_answer, conflicts_with_all = ["format", "json"])]
    facts: Vec<FactAnswer>,
    #[command(flatten)]
    printed: Printed,
    /// Why; required to change an answer
    #[arg(long, allow_hyphen_values = true)]
    reason: Option<String>,
    #[command(flatten)]
    selected: Selected,
    #[command(flatten)]
    acting: Acting,
}

/// A fact and its answer, as they stand on the command line.
#[derive(Clone, Debug)]
pub(crate) struct FactAnswer {
    pub(crate) name: String,
    pub(crate) answer: bool,
}

/// Reads `NAME=yes` or `NAME=no`.
pub(crate) fn fact_answer(text: &str) -> Result<FactAnswer, &'static str> {
    let (name, answer) = text
        .split_once('=')
        .ok_or("write it as NAME=yes or NAME=no")?;
    let answer = match answer.to_lowercase().as_str() {
        "yes" | "y" | "true" | "1" | "on" => true,
        "no" | "n" | "false" | "0" | "off" => false,
        _ => return Err("the answer is yes or no"),
    };
    Ok(FactAnswer {
        name: name.to_owned(),
        answer,
    })
}

impl FactArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        if self.facts.is_empty() {
            return self.list(context);
        }
        answer::append(context, &self.selected, &self.acting, |release, _| {
            let mut kinds = Vec::new();
            for FactAnswer { name, answer } in &self.facts {
                let fact = naming::fact(release.plan(), name)?.clone();
                kinds.push(EventKind::FactAnswered {
                    fact,
                    answer: *answer,
                    reason: self.reason.clone(),
                });
            }
            Ok(kinds)
        })
    }

    fn list(&self, context: &Context) -> Result<Answer, CommandError> {
        context.shown(&self.selected, |release, _| {
            if self.printed.is_json() {
                let text = envelope(&FactsReport::of(release));
                return Ok(Answer::data(text));
            }
            let answer = Answer::text(render::fact::list(release, context.stdout));
            let is_open = |fact: &FactStatus<'_>| fact.answer.is_none();
            let open = facts::all(release).find(is_open);
            let open = open.filter(|_| release.outcome().is_none());
            Ok(match open {
                Some(open) => {
                    let step = Suggestion::AnswerFact(&open.fact.id);
                    let command = step.command(&self.selected.in_commands());
                    answer.hint(format!("answer one with `{command}`"))
                }
                None => answer,
            })
        })
    }
}

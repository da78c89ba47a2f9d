//! `gonogo todo`: what waits for a person, over all open releases.

use super::all_records;
use super::context::Context;
use crate::commands::args::{Acting, Printed, Selected};
use crate::commands::output::Answer;
use crate::domain::person::Person;
use crate::domain::plan::incident::Who;
use crate::domain::rules::calls;
use crate::domain::rules::gate::judge_all;
use crate::domain::rules::naming;
use crate::domain::rules::suggestion::Suggestion;
use crate::domain::rules::todo::tasks;
use crate::domain::state::Release;
use crate::error::CommandError;
use crate::render;
use crate::render::json::envelope;
use crate::render::todo::{TodoReport, TodoRow};

/// Show your open work in all open releases, by due time
///
/// Your roles are those that list you as a member. A role without members belongs to everyone.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  gonogo todo
  gonogo todo --role qa-automation-engineer
  gonogo todo --all --json | jq '.tasks[] | select(.due != null)'

Exit codes:
  0   shown
  2   a record could not be read, or it is unknown who you are
  3   disk or lock
  4   a record cannot be trusted (the others are still shown)")]
pub(crate) struct TodoArgs {
    /// Only the work of this role
    #[arg(long, conflicts_with = "all")]
    role: Option<String>,
    /// The work of every role
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    printed: Printed,
    /// Who asks.
    #[arg(
        long,
        help = "Who asks, as \"Name <email>\" [default: git's user.name and user.email]",
        value_name = "PERSON",
        env = "GONOGO_BY",
        hide_env_values = true
    )]
    by: Option<String>,
    #[command(flatten)]
    selected: Selected,
}

impl TodoArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        let person = self.person(context)?;
        let mut rows = Vec::new();
        let mut answer = match &self.selected.release {
            Some(_) => context.shown(&self.selected, |release, _| {
                rows.extend(self.rows(release, person.as_ref(), context)?);
                Ok(Answer::default())
            })?,
            None => {
                // A release whose plan does not have the role has nothing for it; one has to have it.
                let mut unknown = None;
                let mut is_known = false;
                let of_one = |release: Release| self.rows(&release, person.as_ref(), context);
                let damage =
                    all_records::each_release(&context.store(), of_one, |found| match found {
                        Ok(more) => {
                            is_known = true;
                            rows.extend(more);
                        }
                        Err(error) => unknown = Some(error),
                    })?;
                if let Some(error) = unknown.filter(|_| !is_known) {
                    return Err(error);
                }
                damage.told_in(Answer::default())
            }
        };
        rows.sort_by_key(TodoRow::order);
        answer.is_data = self.printed.is_json();
        answer.text = if self.printed.is_json() {
            envelope(&TodoReport { tasks: &rows })
        } else {
            render::todo::list(&rows, context.now(), context.stdout)
        };
        Ok(answer)
    }

    /// Returns who asks; nobody has to be named where the roles are.
    fn person(&self, context: &Context) -> Result<Option<Person>, CommandError> {
        if self.all || self.role.is_some() {
            return Ok(None);
        }
        let acting = Acting {
            by: self.by.clone(),
            ..Acting::default()
        };
        context.actor(&acting).map(Some)
    }

    fn rows(
        &self,
        release: &Release,
        person: Option<&Person>,
        context: &Context,
    ) -> Result<Vec<TodoRow>, CommandError> {
        let only = match &self.role {
            Some(name) => Some(naming::role(&release.plan().roles, name)?.id.clone()),
            None => None,
        };
        let plan = release.plan();
        let is_mine = |who: &Who| match (who, &only, person) {
            (Who::Role(role), Some(only), _) => only == role,
            (Who::Role(role), None, Some(person)) => plan.may_speak(role, person),
            (Who::Person(owner), None, Some(person)) => plan.are_same(owner, person),
            (Who::Person(_), Some(_), _) => false,
            (_, None, None) => true,
        };
        let judgements = judge_all(release, context.now());
        let select = format!(" -r {}", release.header().version);
        let mut tasks = tasks(release, &judgements, &is_mine);
        // The gate waits for the votes of others.
        let has_voted = |step: &Suggestion<'_>| match (step, person) {
            (Suggestion::CallGo { role, phase, .. }, Some(by)) => {
                calls::has_voted(release, phase, role, by)
            }
            _ => false,
        };
        tasks.retain(|task| !task.steps.iter().any(has_voted));
        Ok(tasks
            .iter()
            .map(|task| {
                let person = task.role.and_then(|role| release.assigned(role));
                TodoRow::of(task, person, &select)
            })
            .collect())
    }
}

//! `gonogo incident decide`: back to the release before, or on with a hotfix.

use chrono::{DateTime, Utc};
use clap::ValueEnum;

use super::Picked;
use crate::commands::answer;
use crate::commands::args::{Acting, Selected};
use crate::commands::context::Context;
use crate::commands::output::Answer;
use crate::domain::plan::incident::Mitigation;
use crate::domain::rules::gate::judge_way_back;
use crate::domain::rules::suggestion::Suggestion;
use crate::domain::rules::{draft, settle};
use crate::domain::state::Release;
use crate::domain::verdict::Verdict;
use crate::error::CommandError;

/// Decide on rollback or hotfix
///
/// The role that has this duty in the playbook decides, which also signs the duty. The end of a rollback depends on
/// what was decided since it began.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  gonogo incident decide rollback --reason 'no fix within the hour'
  gonogo incident decide hotfix --role product-manager --reason 'one line, and tested'

Exit codes:
  0   decided, or already decided so
  1   another role decides
  2   the reason is missing; no such role or incident, or several incidents and none is named
  3   disk or lock
  4   the record cannot be trusted")]
pub(crate) struct DecideArgs {
    /// The decision
    #[arg(value_enum, value_name = "DECISION")]
    course: CourseChoice,
    /// Why
    #[arg(long, allow_hyphen_values = true)]
    reason: String,
    /// Role that decides [default: the one whose duty it is]
    #[arg(long)]
    role: Option<String>,
    #[command(flatten)]
    picked: Picked,
    #[command(flatten)]
    selected: Selected,
    #[command(flatten)]
    acting: Acting,
}

/// The ways out.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum CourseChoice {
    /// Roll back to the previous release
    Rollback,
    /// Continue with a fixed candidate
    Hotfix,
}

impl From<CourseChoice> for Mitigation {
    fn from(choice: CourseChoice) -> Self {
        match choice {
            CourseChoice::Rollback => Self::Rollback,
            CourseChoice::Hotfix => Self::Hotfix,
        }
    }
}

impl DecideArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        let course = Mitigation::from(self.course);
        let mut hint = None;
        let mut answer = answer::append(context, &self.selected, &self.acting, |release, by| {
            let incident = self.picked.of(release)?;
            let role = answer::deciding_role(release, self.role.as_deref(), by)?;
            hint = next(release, course, context.now()).map(|step| {
                let select = self.selected.in_commands();
                format!("next: `{}`", step.command(&select))
            });
            Ok(draft::deciding_in(
                release,
                incident.id(),
                &role,
                (course, self.reason.clone()),
                context.now(),
            ))
        })?;
        if let Some(hint) = hint.filter(|_| !self.acting.dry_run) {
            answer = answer.hint(hint);
        }
        Ok(answer)
    }
}

/// Returns what follows from the decision. A rollback can be closed only once its gate is at GO.
fn next(release: &Release, course: Mitigation, now: DateTime<Utc>) -> Option<Suggestion<'_>> {
    let ending = || settle::ending_role(release);
    match (course, release.rolling_back()) {
        (Mitigation::Rollback, None) => Some(Suggestion::Rollback),
        (Mitigation::Rollback, Some(_)) => Some(match judge_way_back(release, now) {
            Some(gate) if gate.verdict != Verdict::Go => Suggestion::Gate(gate.topic.id()),
            _ => Suggestion::CloseRolledBack(ending()),
        }),
        (Mitigation::Hotfix, Some(_)) => Some(Suggestion::CancelRollback(ending())),
        (Mitigation::Hotfix, None) => None,
    }
}

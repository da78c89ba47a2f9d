//! `gonogo risk add`: a risk is raised; and the risks that earlier releases left open are raised again.

use chrono::NaiveDate;

use super::{LevelWord, who};
use crate::commands::args::{Acting, Selected};
use crate::commands::context::Context;
use crate::commands::output::{Answer, Remark};
use crate::commands::{all_records, answer};
use crate::domain::event::{EventKind, RiskEvent};
use crate::domain::person::Person;
use crate::domain::plan::Plan;
use crate::domain::plan::incident::Who;
use crate::domain::reports::carry_over::CarryOver;
use crate::domain::state::Release;
use crate::error::CommandError;

/// Add a risk
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  gonogo risk add 'the migration may lock orders' --likelihood medium --impact high
  gonogo risk add 'the mirror is slow' --owner devops-engineer --mitigation 'upload early'

Exit codes:
  0   added
  1   the release is closed
  2   no such role, or no record
  3   disk or lock
  4   the record cannot be trusted")]
pub(crate) struct AddArgs {
    /// What may happen
    #[arg(allow_hyphen_values = true)]
    text: String,
    /// How likely it is
    #[arg(long, value_enum, value_name = "LEVEL", default_value = "medium")]
    likelihood: LevelWord,
    /// How much harm it would do
    #[arg(long, value_enum, value_name = "LEVEL", default_value = "medium")]
    impact: LevelWord,
    /// Who watches it.
    #[arg(
        long,
        value_name = "ROLE|PERSON",
        help = "Who watches it: a role, or a person as \"Name <email>\" [default: you]"
    )]
    owner: Option<String>,
    /// What is done about it
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    mitigation: Option<String>,
    /// Day, in UTC, by which that is done
    #[arg(long, value_name = "DATE")]
    due: Option<NaiveDate>,
    #[command(flatten)]
    selected: Selected,
    #[command(flatten)]
    acting: Acting,
}

impl AddArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        answer::append(context, &self.selected, &self.acting, |release, by| {
            let owner = match &self.owner {
                Some(name) => who(release, name)?,
                None => Who::Person(by.clone()),
            };
            Ok(vec![EventKind::Risk(RiskEvent::Raised {
                risk: release.next_risk(),
                text: self.text.clone(),
                likelihood: self.likelihood.into(),
                impact: self.impact.into(),
                owner,
                mitigation: self.mitigation.clone(),
                due: self.due,
                from: None,
            })])
        })
    }
}

/// Returns the risks that releases left open when they ended, raised again for a release on this plan that `by` opens, and
/// the records that could not be read for it.
pub(in crate::commands) fn carried_over(
    context: &Context,
    plan: &Plan,
    by: &Person,
) -> Result<(Vec<EventKind>, Vec<Remark>), CommandError> {
    let (mut left, now) = (CarryOver::default(), context.now());
    let of_one = |other: Release| {
        let mut of_one = CarryOver::default();
        of_one.add(&other, now);
        of_one
    };
    let damage = all_records::each_release(&context.store(), of_one, |other| left.join(other))?;
    let remarks = damage.unreadable().iter().map(|record| {
        let said = format!("its risks are not taken over: {}", record.error);
        Remark::Warning(said)
    });
    Ok((left.raised_again(plan, by), remarks.collect()))
}

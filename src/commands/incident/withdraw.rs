//! `gonogo incident withdraw`: it was opened by mistake.

use super::Picked;
use crate::commands::args::{Acting, Selected};
use crate::commands::context::Context;
use crate::commands::output::Answer;
use crate::domain::event::IncidentStep;
use crate::domain::id::RoleId;
use crate::domain::person::Person;
use crate::domain::rules::naming;
use crate::domain::state::{Incident, Release};
use crate::error::CommandError;

/// Withdraw an incident that was opened by mistake
///
/// A withdrawn incident holds no gate, has no duties and counts in no metric. The record and the timeline keep it. Its commander, the person
/// who opened it, and a role that may waive can withdraw it; an incident with a rollback cannot be withdrawn.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  gonogo incident withdraw --reason 'an alarm of the test environment'
  gonogo incident withdraw --incident 2 --role release-manager --reason 'the same as incident 1'

Exit codes:
  0   withdrawn, or already withdrawn
  1   it is resolved, a rollback belongs to it, or the person may not
  2   the reason is missing; no such role or incident, or several incidents and none is named
  3   disk or lock
  4   the record cannot be trusted")]
pub(crate) struct WithdrawArgs {
    /// Why it was a mistake
    #[arg(long, allow_hyphen_values = true)]
    reason: String,
    /// Role that withdraws it [default: none for who opened it, else the one that you hold]
    #[arg(long)]
    role: Option<String>,
    #[command(flatten)]
    picked: Picked,
    #[command(flatten)]
    selected: Selected,
    #[command(flatten)]
    acting: Acting,
}

impl WithdrawArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        self.picked.append(
            context,
            &self.selected,
            &self.acting,
            |release, incident| {
                let by = context.actor(&self.acting)?;
                Ok(IncidentStep::Withdrawn {
                    role: self.role(release, incident, &by)?,
                    reason: self.reason.clone(),
                })
            },
        )
    }

    fn role(
        &self,
        release: &Release,
        incident: Incident<'_>,
        by: &Person,
    ) -> Result<Option<RoleId>, CommandError> {
        let plan = release.plan();
        if let Some(name) = &self.role {
            return Ok(Some(naming::role(&plan.roles, name)?.id.clone()));
        }
        let roles: Vec<RoleId> = incident.roles_to_withdraw().cloned().collect();
        if incident.is_opener_or_commander(by) || roles.is_empty() {
            return Ok(None);
        }
        naming::speaking_role(plan, &roles, by, &"the withdrawal")
            .map(Some)
            .map_err(CommandError::from)
    }
}

//! `gonogo call`: a role answers the poll at a gate.

use clap::ValueEnum;

use super::answer;
use super::context::Context;
use crate::commands::args::{Acting, Represented, Selected};
use crate::commands::output::{Answer, Remark};
use crate::domain::event::Call;
use crate::domain::id::{PhaseId, RoleId};
use crate::domain::person::Person;
use crate::domain::plan::Phase;
use crate::domain::rules::admission::Refusal;
use crate::domain::rules::naming::{self, NameFault};
use crate::domain::rules::{draft, gate, polled, risks};
use crate::domain::state::Release;
use crate::error::CommandError;

/// Call go or no-go at a gate
///
/// Before a GO, the role settles its own items. The gate of the rollout also needs a complete rollout, and the gate
/// of the monitoring windows needs the role's windows closed. A NO-GO needs a reason, and counts until the role
/// calls again; a GO over another person's NO-GO needs a reason as well, and both stay visible at the gate. Any
/// reason of a GO is shown beside it.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  gonogo call go --role qa-automation-engineer
  gonogo call no-go --role devops-engineer --phase rollout --reason 'p99 doubled on the canary'

Exit codes:
  0   called, or already called so
  1   a rule says no
  2   unknown phase or role
  3   disk or lock
  4   the record cannot be trusted
  8   items of the role are outstanding")]
pub(crate) struct CallArgs {
    /// Call to make
    call: CallWord,
    /// Role that calls [default: the only polled role, or the only one you hold]
    #[arg(long)]
    role: Option<String>,
    /// Phase whose gate it is [default: the first that polls the role and is not at GO]
    #[arg(long)]
    phase: Option<String>,
    /// Why; required for a no-go, and for a go over another person's no-go
    #[arg(long, allow_hyphen_values = true)]
    reason: Option<String>,
    #[command(flatten)]
    represented: Represented,
    #[command(flatten)]
    selected: Selected,
    #[command(flatten)]
    acting: Acting,
}

/// A call, as it stands on the command line.
#[derive(ValueEnum, Clone, Copy, Debug)]
pub(super) enum CallWord {
    Go,
    NoGo,
}

impl From<CallWord> for Call {
    fn from(word: CallWord) -> Self {
        match word {
            CallWord::Go => Self::Go,
            CallWord::NoGo => Self::NoGo,
        }
    }
}

impl CallArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        let call = self.call.into();
        let mut risks = None;
        let answer = answer::append_for(
            context,
            (&self.selected, &self.acting),
            &self.represented,
            |release, by| {
                risks = risks::open(release).filter(|_| call == Call::Go);
                let (phase, role) = self.target(context, release, by)?;
                Ok(vec![draft::calling(
                    release,
                    &phase,
                    &role,
                    call,
                    self.reason.clone(),
                )])
            },
        );
        answer.map(|mut answer| {
            answer.remarks.extend(risks.map(Remark::Note));
            answer
        })
    }

    /// Decides at which gate the call is made, and for which role.
    fn target(
        &self,
        context: &Context,
        release: &Release,
        by: &Person,
    ) -> Result<(PhaseId, RoleId), CommandError> {
        let plan = release.plan();
        if let Some(name) = &self.phase {
            let phase = named_phase(release, name)?;
            let asked = plan.phase(&phase).into_iter();
            let poll = asked.flat_map(|phase| release.poll_of(phase));
            let poll: Vec<_> = poll.cloned().collect();
            let role = self.role_among(release, by, &phase, &poll)?;
            return Ok((phase, role));
        }
        let role = if self.role.is_some() {
            self.role_among(release, by, &PhaseId::from(""), &[])?
        } else {
            let speaks = |role: &RoleId| plan.may_speak(role, by);
            let last = || {
                let last = plan.phases.last()?;
                Some((&last.id, release.poll_of(last).cloned().collect()))
            };
            let asked = polled::asked_roles(release, speaks, context.now()).or_else(last);
            match asked {
                Some((phase, poll)) => self.role_among(release, by, phase, &poll)?,
                None => return Err(Refusal::NoPhase(PhaseId::from("")).into()),
            }
        };
        match polled::gates_for(release, &role, context.now()).as_slice() {
            [one] => Ok(((*one).clone(), role)),
            [] => {
                let polls = |phase: &&Phase| release.polls(*phase, &role);
                let polled = plan.phases.iter().rfind(polls);
                let phase = polled.or_else(|| gate::present_phase(release, context.now()));
                let phase = phase.or(plan.phases.last());
                let phase = phase.map_or_else(|| PhaseId::from(""), |phase| phase.id.clone());
                Ok((phase, role))
            }
            several => Err(NameFault::WhichGate {
                phases: several.iter().map(|phase| (*phase).clone()).collect(),
                role,
            }
            .into()),
        }
    }

    fn role_among(
        &self,
        release: &Release,
        by: &Person,
        phase: &PhaseId,
        poll: &[RoleId],
    ) -> Result<RoleId, CommandError> {
        Ok(match &self.role {
            Some(name) => naming::role(&release.plan().roles, name)?.id.clone(),
            None => naming::speaking_role(release.plan(), poll, by, &format!("gate `{phase}`"))?,
        })
    }
}

/// Finds a phase by its name. An amendment may have taken it away, but not the no-go that stands there.
fn named_phase(release: &Release, name: &str) -> Result<PhaseId, CommandError> {
    let mut no_gos = release.no_gos().into_iter();
    match no_gos.find(|(phase, ..)| phase.as_str() == name) {
        Some((phase, ..)) => Ok(phase.clone()),
        None => Ok(naming::phase(release.plan(), name)?.clone()),
    }
}

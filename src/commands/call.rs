//! `gonogo call`: a role answers the poll at a gate.

use clap::ValueEnum;

use super::answer;
use super::context::Context;
use crate::commands::args::{Acting, Selected};
use crate::commands::output::Answer;
use crate::domain::event::Call;
use crate::domain::id::PhaseId;
use crate::domain::rules::{draft, gate, naming};
use crate::domain::state::Release;
use crate::error::CommandError;

/// Call go or no-go at a gate
///
/// Before a GO, the role settles its own items. The gate of the rollout also needs a complete rollout, and the gate
/// of the monitoring windows needs the role's windows closed. A NO-GO needs a reason, and counts until the role
/// calls again.
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
    /// Phase whose gate it is [default: the first that is not GO]
    #[arg(long)]
    phase: Option<String>,
    /// Why; required for a no-go
    #[arg(long, allow_hyphen_values = true)]
    reason: Option<String>,
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
        answer::append(context, &self.selected, &self.acting, |release, by| {
            let phase = self.phase(context, release)?;
            let poll = release
                .plan()
                .phase(&phase)
                .map(|phase| phase.gate.poll.clone())
                .unwrap_or_default();
            let role = match &self.role {
                Some(name) => naming::role(&release.plan().roles, name)?.id.clone(),
                None => {
                    naming::speaking_role(release.plan(), &poll, by, &format!("gate `{phase}`"))?
                }
            };
            Ok(vec![draft::calling(
                release,
                &phase,
                &role,
                call,
                self.reason.clone(),
            )])
        })
    }

    fn phase(&self, context: &Context, release: &Release) -> Result<PhaseId, CommandError> {
        if let Some(name) = &self.phase {
            // An amendment may have taken the phase away, but not the no-go that stands there.
            if let Some((phase, ..)) = release
                .no_gos()
                .into_iter()
                .find(|(phase, ..)| phase.as_str() == name)
            {
                return Ok(phase.clone());
            }
            return Ok(naming::phase(release.plan(), name)?.clone());
        }
        let present = gate::present_phase(release, context.now()).or(release.plan().phases.last());
        Ok(present.map_or_else(|| PhaseId::from(""), |phase| phase.id.clone()))
    }
}

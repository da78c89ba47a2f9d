//! `gonogo rollout call`: a role says whether the rollout goes on from the present stage.

use crate::commands::answer;
use crate::commands::args::{Acting, Selected};
use crate::commands::call::CallWord;
use crate::commands::context::Context;
use crate::commands::output::Answer;
use crate::domain::plan::rollout::Stage;
use crate::domain::rules::admission::{Refusal, RolloutRefusal};
use crate::domain::rules::{draft, naming};
use crate::error::CommandError;

/// Call go or no-go at the current stage
///
/// A GO needs the minimum soak, an observation made after it, and the role's own items settled. If the rules say
/// HOLD, it also needs a reason. A NO-GO needs a reason, and counts until the role calls again.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  gonogo rollout call go --role devops-engineer
  gonogo rollout call no-go --role product-manager --reason 'checkout is slower for everyone'

Exit codes:
  0   called, or already called so
  1   a rule says no
  2   unknown role, or the reason is missing
  3   disk or lock
  4   the record cannot be trusted
  8   too early, or something is outstanding")]
pub(crate) struct CallArgs {
    /// Call to make
    call: CallWord,
    /// Role that calls [default: the only one that decides here, or the only one you hold]
    #[arg(long)]
    role: Option<String>,
    /// Why; required for a no-go, and for a go while the rules say hold
    #[arg(long, allow_hyphen_values = true)]
    reason: Option<String>,
    #[command(flatten)]
    selected: Selected,
    #[command(flatten)]
    acting: Acting,
}

impl CallArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        let call = self.call.into();
        answer::append(context, &self.selected, &self.acting, |release, by| {
            super::planned(release)?;
            let position = release
                .rollout(context.now())
                .and_then(|progress| progress.position);
            let stage = position
                .and_then(|position| position.stage)
                .filter(|_| !release.is_to_start());
            let role = match (&self.role, stage) {
                (Some(name), _) => naming::role(&release.plan().roles, name)?.id.clone(),
                (None, None) => return Err(Refusal::from(RolloutRefusal::NotUnderWay).into()),
                (None, Some((_, Stage { id, roles, .. }))) if roles.is_empty() => {
                    return Err(Refusal::from(RolloutRefusal::NobodyDecides(id.clone())).into());
                }
                (None, Some((_, stage))) => {
                    naming::speaking_role(release.plan(), &stage.roles, by, &"the current stage")?
                }
            };
            let kind = draft::calling_stage(release, &role, call, self.reason.clone());
            kind.map(|kind| vec![kind])
                .ok_or_else(|| Refusal::from(RolloutRefusal::NotUnderWay).into())
        })
    }
}

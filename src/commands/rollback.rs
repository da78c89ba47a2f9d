//! `gonogo rollback`: the rollout stops, and everybody sees the way back.

use super::answer;
use super::context::Context;
use super::{Answer, Remark};
use crate::cli::{Acting, Selected};
use crate::domain::event::{EventKind, RolloutEvent};
use crate::domain::release::Release;
use crate::domain::rollback::last_known_good;
use crate::error::CommandError;
use crate::render;

/// Decide to go back: stop the rollout, and show the way back
///
/// The rollout is aborted in the record with the reason, so that every gate from there on says NO-GO. What the playbook
/// asks of a rollback is printed, with the release that was shipped last. Nothing is deployed.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Example:
  gonogo rollback --reason 'error rate 1.2 points above baseline for 6 minutes'

Exit codes:
  0   the rollout is aborted, or was aborted already
  1   a rule says no
  2   the reason is missing, or the plan has no rollout
  3   disk or lock
  4   the record cannot be trusted
  8   the rollout is not under way")]
pub(crate) struct RollbackArgs {
    /// Why the release goes back
    #[arg(long, allow_hyphen_values = true)]
    reason: String,
    #[command(flatten)]
    selected: Selected,
    #[command(flatten)]
    acting: Acting,
}

impl RollbackArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        let kind = EventKind::Rollout(RolloutEvent::Aborted { reason: self.reason.clone() });
        let mut answer = answer::append(context, &self.selected, &self.acting, |_, _| Ok(vec![kind]))?;
        if self.acting.dry_run {
            return Ok(answer);
        }
        // The rollout is stopped: whatever goes wrong from here on is said, and takes nothing of that back.
        match self.way_back(context, &mut answer) {
            Ok(text) => answer.text.push_str(&text),
            Err(error) => answer.remarks.push(Remark::Warning(format!("the way back cannot be shown: {error}"))),
        }
        let select = self.selected.in_commands();
        Ok(answer.hint(format!("once it is back: `gonogo close --outcome rolled-back --reason …{select}`")))
    }

    fn way_back(&self, context: &Context, answer: &mut Answer) -> Result<String, CommandError> {
        let release = context.release(&self.selected)?;
        let others = self.others(context, &release, answer)?;
        let good = last_known_good(&others);
        Ok(render::rollback::known_good(good) + &render::rollback::way_back(&context.library()?, &release))
    }

    /// Returns the other releases; one that cannot be read is said, and keeps nobody from going back.
    fn others(&self, context: &Context, release: &Release, answer: &mut Answer) -> Result<Vec<Release>, CommandError> {
        let store = context.store();
        let mut others = Vec::new();
        for version in store.versions()?.into_iter().filter(|version| *version != release.header().version) {
            match store.read(&version) {
                Ok(stored) => others.push(stored.release),
                Err(error) => answer.remarks.push(Remark::Warning(CommandError::from(error).to_string())),
            }
        }
        Ok(others)
    }
}

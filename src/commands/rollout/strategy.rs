//! `gonogo rollout strategy`: another strategy is taken.

use crate::commands::answer;
use crate::commands::args::{Acting, Selected};
use crate::commands::context::Context;
use crate::commands::output::Answer;
use crate::domain::event::{EventKind, RolloutEvent};
use crate::domain::id::StrategyId;
use crate::domain::rules::naming::Named;
use crate::error::CommandError;

/// Use a different strategy
///
/// The playbook chooses by the type of the release and its facts. Once the rollout is under way, the strategy stays.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Example:
  gonogo rollout strategy extended-canary --reason 'first release on the new cluster'

Exit codes:
  0   chosen, or already chosen
  1   the rollout is under way
  2   unknown strategy, or the reason is missing
  3   disk or lock
  4   the record cannot be trusted")]
pub(crate) struct StrategyArgs {
    /// Strategy to use
    #[arg(value_name = "NAME")]
    strategy: String,
    /// Why
    #[arg(long, allow_hyphen_values = true)]
    reason: String,
    #[command(flatten)]
    selected: Selected,
    #[command(flatten)]
    acting: Acting,
}

impl StrategyArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        answer::append(context, &self.selected, &self.acting, |release, _| {
            let mut ids = super::planned(release)?
                .strategies
                .iter()
                .map(|strategy| &strategy.id);
            let Some(strategy) = ids.clone().find(|id| id.as_str() == self.strategy).cloned()
            else {
                let known: Vec<&str> = ids.by_ref().map(StrategyId::as_str).collect();
                return Err(answer::not_in_plan(Named::Strategy, &self.strategy, &known));
            };
            Ok(vec![EventKind::Rollout(RolloutEvent::Chosen {
                strategy,
                reason: self.reason.clone(),
            })])
        })
    }
}

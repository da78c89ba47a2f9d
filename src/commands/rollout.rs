//! `gonogo rollout`: stage by stage to all of the traffic, each step decided on what was measured.

mod advance;
mod baseline;
mod call;
mod enter;
mod observe;
mod pause;
mod start;
mod status;
mod strategy;
mod watch;

use clap::Subcommand;

use super::context::Context;
use crate::commands::output::Answer;
use crate::domain::plan::rollout::Rollout;
use crate::domain::rules::admission::{Refusal, RolloutRefusal};
use crate::domain::state::Release;
use crate::error::CommandError;

/// Roll out stage by stage: measure, decide, advance
///
/// No process has to keep running: gonogo computes the soak time from the record and the clock.
#[derive(clap::Args, Debug)]
#[command(
    subcommand_required = true,
    arg_required_else_help = true,
    after_help = "\
Examples:
  gonogo rollout baseline --metric error-rate=0.4 --metric latency-p99=200
  gonogo rollout start --traffic 5
  gonogo rollout observe --prometheus http://localhost:9090
  gonogo rollout call go --role devops-engineer
  gonogo rollout advance

Exit codes:
  0   done, or GO
  1   NO-GO, or a rule says no
  2   could not be evaluated: usage, no record, a plan without a rollout
  3   disk or lock
  4   the record cannot be trusted
  8   HOLD: too early, not measured, or something is outstanding"
)]
pub(crate) struct RolloutArgs {
    #[command(subcommand)]
    command: RolloutCommand,
}

/// What to do with the rollout.
#[derive(Subcommand, Debug)]
enum RolloutCommand {
    Status(status::StatusArgs),
    Strategy(strategy::StrategyArgs),
    Baseline(baseline::BaselineArgs),
    Start(start::StartArgs),
    Observe(observe::ObserveArgs),
    Call(call::CallArgs),
    Advance(advance::AdvanceArgs),
    Pause(pause::PauseArgs),
    Resume(pause::ResumeArgs),
    Abort(pause::AbortArgs),
    Watch(watch::WatchArgs),
}

/// Returns what the plan says of the rollout.
///
/// # Errors
///
/// When it has none.
fn planned(release: &Release) -> Result<&Rollout, CommandError> {
    Ok(release
        .plan()
        .rollout
        .as_ref()
        .ok_or(RolloutRefusal::NoRollout)
        .map_err(Refusal::from)?)
}

impl RolloutArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        match &self.command {
            RolloutCommand::Status(args) => args.run(context),
            RolloutCommand::Strategy(args) => args.run(context),
            RolloutCommand::Baseline(args) => args.run(context),
            RolloutCommand::Start(args) => args.run(context),
            RolloutCommand::Observe(args) => args.run(context),
            RolloutCommand::Call(args) => args.run(context),
            RolloutCommand::Advance(args) => args.run(context),
            RolloutCommand::Pause(args) => args.run(context),
            RolloutCommand::Resume(args) => args.run(context),
            RolloutCommand::Abort(args) => args.run(context),
            RolloutCommand::Watch(args) => args.run(context),
        }
    }
}

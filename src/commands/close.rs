//! `gonogo close`: the release ends.

use clap::ValueEnum;

use super::Answer;
use super::answer;
use super::context::Context;
use crate::cli::{Acting, Selected};
use crate::domain::event::{EventKind, Outcome};
use crate::error::CommandError;

/// End the release
///
/// It can be closed as shipped when every gate says GO. Ending it otherwise needs a reason.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  gonogo close
  gonogo close --outcome abandoned --reason 'superseded by 2.4.1'

Exit codes:
  0   closed
  1   a gate says NO-GO
  2   the reason is missing
  3   disk or lock
  4   the record cannot be trusted
  8   a gate says HOLD")]
pub(crate) struct CloseArgs {
    /// How it ended
    #[arg(long, default_value = "shipped")]
    outcome: OutcomeWord,
    /// Why; required unless it shipped
    #[arg(long, allow_hyphen_values = true)]
    reason: Option<String>,
    #[command(flatten)]
    selected: Selected,
    #[command(flatten)]
    acting: Acting,
}

#[derive(ValueEnum, Clone, Copy, Debug)]
enum OutcomeWord {
    Shipped,
    RolledBack,
    Abandoned,
}

impl CloseArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        let outcome = match self.outcome {
            OutcomeWord::Shipped => Outcome::Shipped,
            OutcomeWord::RolledBack => Outcome::RolledBack,
            OutcomeWord::Abandoned => Outcome::Abandoned,
        };
        let kind = EventKind::Closed { outcome, reason: self.reason.clone() };
        answer::append(context, &self.selected, &self.acting, |_, _| Ok(vec![kind]))
    }
}

//! `gonogo close`: the release ends.

use clap::ValueEnum;

use super::answer;
use super::context::Context;
use crate::commands::args::{Acting, Selected};
use crate::commands::output::Answer;
use crate::domain::event::{EventKind, Outcome};
use crate::error::CommandError;

/// Close the release: shipped, rolled back or abandoned
///
/// To close it as shipped, every gate must be at GO and the release notes must be complete. Any other outcome needs
/// a reason. "Rolled back" also needs a verified rollback, and a role that may end it.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  gonogo close
  gonogo close --outcome abandoned --reason 'superseded by 2.4.1'
  gonogo close --outcome rolled-back --role release-manager --reason 'checkout failed; back on 2.3.0'

Exit codes:
  0   closed
  1   a gate says NO-GO, or the role may not end a rollback
  2   the reason is missing
  3   disk or lock
  4   the record cannot be trusted
  8   a gate says HOLD, the notes lack a field, or the rollback is not confirmed")]
pub(crate) struct CloseArgs {
    /// Outcome
    #[arg(long, default_value = "shipped")]
    outcome: OutcomeWord,
    /// Why; required unless it shipped
    #[arg(long, allow_hyphen_values = true)]
    reason: Option<String>,
    /// Role that ends the rollback
    #[arg(long)]
    role: Option<String>,
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
        answer::append(context, &self.selected, &self.acting, |release, by| {
            let role = match outcome {
                Outcome::Abandoned if release.rolling_back().is_none() => None,
                Outcome::RolledBack | Outcome::Abandoned => {
                    answer::ending_role(release, self.role.as_deref(), by)?
                }
                Outcome::Shipped => None,
            };
            Ok(vec![EventKind::Closed {
                outcome,
                reason: self.reason.clone(),
                role,
            }])
        })
    }
}

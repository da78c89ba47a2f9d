//! `gonogo risk close`: a risk is none any more, or is lived with.

use clap::ValueEnum;

use super::{described, named};
use crate::commands::answer;
use crate::commands::args::{Acting, Selected};
use crate::commands::context::Context;
use crate::commands::output::Answer;
use crate::domain::event::{EventKind, RiskEvent, RiskOutcome};
use crate::error::CommandError;

/// Close a risk
///
/// Also after the release was closed: what stays open is taken over by the next release.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  gonogo risk close 1 --as mitigated --reason 'the migration runs online now'
  gonogo risk close 2 -r 2.4.0 --as occurred --reason 'incident-1'

Exit codes:
  0   closed, or closed already
  2   no such risk, or the reason is missing
  3   disk or lock
  4   the record cannot be trusted")]
pub(crate) struct CloseArgs {
    /// Risk, by its number or its name
    risk: String,
    /// How it ended
    #[arg(long = "as", value_enum, value_name = "OUTCOME")]
    outcome: OutcomeWord,
    /// Why
    #[arg(long, allow_hyphen_values = true)]
    reason: String,
    #[command(flatten)]
    selected: Selected,
    #[command(flatten)]
    acting: Acting,
}

/// How a risk ended.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum OutcomeWord {
    /// It is unlikely or harmless now
    Mitigated,
    /// It stays, and you live with it
    Accepted,
    /// It happened
    Occurred,
    /// It cannot happen any more
    Obsolete,
}

impl From<OutcomeWord> for RiskOutcome {
    fn from(word: OutcomeWord) -> Self {
        match word {
            OutcomeWord::Mitigated => Self::Mitigated,
            OutcomeWord::Accepted => Self::Accepted,
            OutcomeWord::Occurred => Self::Occurred,
            OutcomeWord::Obsolete => Self::Obsolete,
        }
    }
}

impl CloseArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        answer::append(context, &self.selected, &self.acting, |release, _| {
            let risk = named(&self.risk);
            described(release, &risk)?;
            Ok(vec![EventKind::Risk(RiskEvent::Closed {
                risk,
                outcome: self.outcome.into(),
                reason: self.reason.clone(),
            })])
        })
    }
}

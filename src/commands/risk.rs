//! `gonogo risk`: what may go wrong with the release, who watches it, and what is done about it.

mod add;
mod change;
mod close;
mod list;

use clap::{Subcommand, ValueEnum};

use super::context::Context;
use crate::commands::incident::who;
use crate::commands::output::Answer;
use crate::domain::event::RiskLevel;
use crate::domain::id::RiskId;
use crate::domain::rules::admission::{Refusal, RiskRefusal};
use crate::domain::state::{RegisteredRisk, Release};
use crate::domain::text::visible;
use crate::error::CommandError;

pub(super) use add::carried_over;

/// Keep the risk register of a release
///
/// Open risks stand in `status`, `gate`, the walk and the weekly report, the highest first, and change no verdict. `start` takes over
/// those that earlier releases left open.
#[derive(clap::Args, Debug)]
#[command(
    subcommand_required = true,
    arg_required_else_help = true,
    after_help = "\
Examples:
  gonogo risk add 'the migration may lock orders' --likelihood medium --impact high --owner developer
  gonogo risk change 1 --likelihood low --mitigation 'rehearsed on a copy'
  gonogo risk close 1 --as mitigated --reason 'the migration runs online now'
  gonogo risk list

Exit codes:
  0   recorded, or shown
  1   a rule says no
  2   could not be evaluated: usage, no record, no such risk
  3   disk or lock
  4   the record cannot be trusted"
)]
pub(crate) struct RiskArgs {
    #[command(subcommand)]
    command: RiskCommand,
}

/// What to do with the risk register.
#[derive(Subcommand, Debug)]
enum RiskCommand {
    Add(add::AddArgs),
    Change(change::ChangeArgs),
    Close(close::CloseArgs),
    List(list::ListArgs),
}

impl RiskArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        match &self.command {
            RiskCommand::Add(args) => args.run(context),
            RiskCommand::Change(args) => args.run(context),
            RiskCommand::Close(args) => args.run(context),
            RiskCommand::List(args) => args.run(context),
        }
    }
}

/// How likely or how harmful a risk is.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum LevelWord {
    Low,
    Medium,
    High,
}

impl From<LevelWord> for RiskLevel {
    fn from(word: LevelWord) -> Self {
        match word {
            LevelWord::Low => Self::Low,
            LevelWord::Medium => Self::Medium,
            LevelWord::High => Self::High,
        }
    }
}

/// Returns the name of the risk that is meant by its name or its number.
fn named(name: &str) -> RiskId {
    let number = name.parse().map(RiskId::numbered);
    number.unwrap_or_else(|_| RiskId::from(name))
}

/// Finds the descriptions of a risk, mostly one.
fn described<'r>(
    release: &'r Release,
    id: &RiskId,
) -> Result<Vec<RegisteredRisk<'r>>, CommandError> {
    let known = release.risk(id);
    if known.is_empty() {
        let name = RiskId::from(visible(id.as_str()).as_ref());
        return Err(Refusal::from(RiskRefusal::NoRisk(name)).into());
    }
    Ok(known)
}

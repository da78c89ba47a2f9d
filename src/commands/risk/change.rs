//! `gonogo risk change`: an open risk is described differently.

use chrono::NaiveDate;

use super::{LevelWord, described, named, who};
use crate::commands::answer;
use crate::commands::args::{Acting, Selected};
use crate::commands::context::Context;
use crate::commands::output::Answer;
use crate::domain::event::{EventKind, RiskEvent};
use crate::domain::id::RiskId;
use crate::error::CommandError;

/// Change how an open risk is described
///
/// What you leave out stays as it is. The log keeps every description.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  gonogo risk change 1 --likelihood low --mitigation 'rehearsed on a copy'
  gonogo risk change risk-1 --owner devops-engineer --due 2026-12-01

Exit codes:
  0   changed, or described so before
  1   the risk or the release is closed
  2   no such risk or role, or nothing to change
  3   disk or lock
  4   the record cannot be trusted")]
pub(crate) struct ChangeArgs {
    /// Risk, by its number or its name
    risk: String,
    #[command(flatten)]
    new: Described,
    #[command(flatten)]
    selected: Selected,
    #[command(flatten)]
    acting: Acting,
}

/// What is said differently of a risk.
#[derive(clap::Args, Debug)]
#[group(required = true, multiple = true)]
struct Described {
    /// What may happen
    #[arg(long, allow_hyphen_values = true)]
    text: Option<String>,
    /// How likely it is
    #[arg(long, value_enum, value_name = "LEVEL")]
    likelihood: Option<LevelWord>,
    /// How much harm it would do
    #[arg(long, value_enum, value_name = "LEVEL")]
    impact: Option<LevelWord>,
    /// Who watches it.
    #[arg(
        long,
        value_name = "ROLE|PERSON",
        help = "Who watches it: a role, or a person as \"Name <email>\""
    )]
    owner: Option<String>,
    /// What is done about it
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    mitigation: Option<String>,
    /// Day, in UTC, by which that is done
    #[arg(long, value_name = "DATE")]
    due: Option<NaiveDate>,
}

/// After two branches were joined, a name may stand for two risks.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is described in two ways, because two branches were joined")]
struct Ambiguous(RiskId);

impl ChangeArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        answer::append(context, &self.selected, &self.acting, |release, _| {
            let (id, new) = (named(&self.risk), &self.new);
            let known = described(release, &id)?;
            if known.len() > 1 && new.text.is_none() {
                let error = CommandError::not_evaluated(Ambiguous(id));
                return Err(error.hinted("say with `--text` what it stands for, and raise the other with `gonogo risk add`"));
            }
            let Some(risk) = known.first() else {
                return Ok(Vec::new());
            };
            let owner = new.owner.as_deref().map(|name| who(release, name));
            let text = new.text.clone();
            let mitigation = new.mitigation.clone();
            Ok(vec![EventKind::Risk(RiskEvent::Raised {
                risk: id,
                text: text.unwrap_or_else(|| risk.text.to_owned()),
                likelihood: new.likelihood.map_or(risk.likelihood, Into::into),
                impact: new.impact.map_or(risk.impact, Into::into),
                owner: owner.transpose()?.unwrap_or_else(|| risk.owner.clone()),
                mitigation: mitigation.or_else(|| risk.mitigation.map(str::to_owned)),
                due: new.due.or(risk.due),
                from: risk.from.cloned(),
            })])
        })
    }
}

//! `gonogo risk change`: an open risk is described differently.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::{LevelWord, described, named, who};
use crate::commands::answer;
use crate::commands::args::{Acting, Selected};
use crate::commands::context::Context;
use crate::commands::output::Answer;
use crate::domain::event::{EventKind, RiskEvent};
use crate::domain::id::RiskId;
use crate::domain::state::RegisteredRisk;
use crate::domain::text::visible;
use crate::error::CommandError;

/// Change how an open risk is described
///
/// What you leave out stays as it is. The log keeps every description. After two branches raised different risks under one
/// number, --text with the words of one says which keeps it; the other has to be raised again first.
#[derive(clap::Args, Debug)]
#[command(
    override_usage = "gonogo risk change [OPTIONS] <RISK>",
    after_help = "\
Examples:
  gonogo risk change 1 --likelihood low --mitigation 'rehearsed on a copy'
  gonogo risk change risk-1 --owner devops-engineer --due 2026-12-01

Exit codes:
  0   changed, or described so before
  1   the risk or the release is closed
  2   no such risk or role, or nothing to change
  3   disk or lock
  4   the record cannot be trusted"
)]
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

/// After two branches were joined, a name may stand for two risks, or for one that was described in two ways.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is described in several ways, because branches were joined")]
struct Ambiguous(RiskId);

impl ChangeArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        answer::append(context, &self.selected, &self.acting, |release, _| {
            let (id, new) = (named(&self.risk), &self.new);
            let mut known = described(release, &id)?;
            // Whoever gives the text of one means that one.
            let is_meant = |risk: &RegisteredRisk<'_>| Some(risk.text) == new.text.as_deref();
            if known.iter().any(is_meant) {
                known.retain(is_meant);
            }
            let undecided = new.undecided(&known);
            if !undecided.is_empty() {
                let all: Vec<String> = described(release, &id)?.iter().map(line).collect();
                let error = CommandError {
                    details: all,
                    ..CommandError::not_evaluated(Ambiguous(id))
                };
                let hint = format!("say what holds with {}", undecided.join(", "));
                return Err(error.hinted(hint));
            }
            let Some(risk) = known.first() else {
                return Ok(Vec::new());
            };
            let owner = new.owner.as_deref().map(|name| who(release, name));
            let mitigation = || known.iter().find_map(|risk| risk.mitigation);
            Ok(vec![EventKind::Risk(RiskEvent::Raised {
                risk: id,
                text: new.text.clone().unwrap_or_else(|| risk.text.to_owned()),
                likelihood: new.likelihood.map_or(risk.likelihood, Into::into),
                impact: new.impact.map_or(risk.impact, Into::into),
                owner: owner.transpose()?.unwrap_or_else(|| risk.owner.clone()),
                mitigation: new
                    .mitigation
                    .clone()
                    .or_else(|| mitigation().map(str::to_owned)),
                due: new.due.or_else(|| known.iter().find_map(|risk| risk.due)),
                from: risk.from.cloned(),
            })])
        })
    }
}

impl Described {
    /// Returns the options of the values that several descriptions disagree on, and that are not given.
    fn undecided(&self, known: &[RegisteredRisk<'_>]) -> Vec<&'static str> {
        let Some(first) = known.first() else {
            return Vec::new();
        };
        let differ = |is_same: &dyn Fn(&RegisteredRisk<'_>) -> bool| !known.iter().all(is_same);
        let mitigations: BTreeSet<_> = known.iter().filter_map(|it| it.mitigation).collect();
        let days: BTreeSet<_> = known.iter().filter_map(|it| it.due).collect();
        let options = [
            (
                "--text",
                self.text.is_none() && differ(&|it| it.text == first.text),
            ),
            (
                "--likelihood",
                self.likelihood.is_none() && differ(&|it| it.likelihood == first.likelihood),
            ),
            (
                "--impact",
                self.impact.is_none() && differ(&|it| it.impact == first.impact),
            ),
            (
                "--owner",
                self.owner.is_none() && differ(&|it| it.owner == first.owner),
            ),
            (
                "--mitigation",
                self.mitigation.is_none() && mitigations.len() > 1,
            ),
            ("--due", self.due.is_none() && days.len() > 1),
        ];
        let undecided = options.into_iter().filter(|(_, is_open)| *is_open);
        let undecided: Vec<_> = undecided.map(|(option, _)| option).collect();
        // With the text of one, that one is meant.
        match undecided.as_slice() {
            ["--text", ..] => vec!["--text"],
            _ => undecided,
        }
    }
}

/// Says on one line how a risk is described.
fn line(risk: &RegisteredRisk<'_>) -> String {
    format!(
        "{} (likelihood {}, impact {})",
        visible(risk.text),
        risk.likelihood.word(),
        risk.impact.word()
    )
}

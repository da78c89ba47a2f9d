//! `gonogo gate`: may we go?

use clap::ValueEnum;

use super::Answer;
use super::context::Context;
use crate::cli::Selected;
use crate::domain::gate::judge;
use crate::domain::naming;
use crate::error::CommandError;
use crate::render;

/// Ask whether a release may proceed: GO, HOLD or NO-GO, with every reason
///
/// With a PHASE, that gate is judged, over its own items and those of the phases before. Without, every gate is.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  gonogo gate pre-release
  gonogo gate --format json -r 2.4.0

Exit codes:
  0   GO
  1   NO-GO
  2   no record, or one that cannot be read
  3   disk or lock
  4   the record cannot be trusted
  8   HOLD")]
pub(crate) struct GateArgs {
    /// Phase whose gate is asked
    #[arg(value_name = "PHASE")]
    phase: Option<String>,
    /// How to answer
    #[arg(long, default_value = "text")]
    format: Format,
    #[command(flatten)]
    selected: Selected,
}

#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    /// Text for people
    Text,
    /// JSON (gonogo.gate/1)
    Json,
}

impl GateArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        let release = context.release(&self.selected)?;
        let now = context.now();
        let mut judgements = judge(&release, now);
        if let Some(name) = &self.phase {
            let phase = naming::phase(release.plan(), name)?;
            let last = judgements.iter().position(|judgement| judgement.phase.id == *phase);
            judgements.truncate(last.map_or(0, |last| last + 1));
        }
        let Some(verdict) = judgements.last().map(|judgement| judgement.verdict) else {
            return Err(CommandError::not_evaluated(NoGate));
        };
        let select = self.selected.in_commands();
        let answer = match self.format {
            Format::Text => {
                let summary =
                    format!("{} for release {}\n", render::gate::verdict(verdict, context.stdout), release.header().version);
                Answer::text(render::gate::gates(&release, &judgements, context.stdout, &select) + &summary)
            }
            Format::Json => {
                let items: Vec<_> = judgements.iter().flat_map(|judgement| &judgement.items).collect();
                let value = render::json::standing(&release, &judgements, &items, now, &select);
                Answer::data(render::json::envelope("gonogo.gate/1", value))
            }
        };
        Ok(answer.with(verdict))
    }
}

#[derive(Debug, thiserror::Error)]
#[error("the record has no gate, so nothing can be judged")]
struct NoGate;

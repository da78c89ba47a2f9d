//! `gonogo rollout baseline`: what the metrics were before the rollout.

use chrono::TimeDelta;

use crate::commands::answer;
use crate::commands::args::{Acting, Selected};
use crate::commands::context::Context;
use crate::commands::metric_args::{MeasureArgs, notes};
use crate::commands::output::Answer;
use crate::domain::duration;
use crate::domain::rules::draft;
use crate::error::CommandError;
use crate::source::Stretch;

/// Record what the metrics were before the rollout
///
/// Rules compare with it. From a series of samples, such as Prometheus gives, the median counts.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  gonogo rollout baseline --metric error-rate=0.4 --metric latency-p99=200
  gonogo rollout baseline --prometheus http://localhost:9090 --over 1h

Exit codes:
  0   recorded
  2   no measurements, an unknown metric, or the reason is missing
  3   disk or lock
  4   the record cannot be trusted
  8   a metric gives no value")]
pub(crate) struct BaselineArgs {
    #[command(flatten)]
    measure: MeasureArgs,
    /// How far back from now to take a series
    #[arg(long, value_name = "TIME", default_value = "30m", value_parser = duration::parse)]
    over: TimeDelta,
    /// Why you measure it again; required once the rollout is under way
    #[arg(long, allow_hyphen_values = true)]
    reason: Option<String>,
    #[command(flatten)]
    selected: Selected,
    #[command(flatten)]
    acting: Acting,
}

impl BaselineArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        let release = context.release(&self.selected)?;
        let now = context.now();
        let stretch = Stretch {
            from: now - self.over,
            to: now,
        };
        let readings = self.measure.read(context, &release, stretch, true)?;
        let mut answer = answer::append(context, &self.selected, &self.acting, |_, _| {
            Ok(vec![draft::baselining(&readings, self.reason.clone())])
        })?;
        answer.remarks.extend(notes(&readings));
        Ok(answer)
    }
}

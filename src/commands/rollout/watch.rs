//! `gonogo rollout watch`: the present stage, live. Nothing depends on it, and it records nothing.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};

use crate::commands::args::Selected;
use crate::commands::context::Context;
use crate::commands::metric_args::MeasureArgs;
use crate::commands::output::Answer;
use crate::domain::duration::{self, span, span_of};
use crate::domain::event::{Finding, timestamp};
use crate::domain::id::MetricId;
use crate::domain::rules::admission::{Refusal, RolloutRefusal};
use crate::domain::rules::draft;
use crate::domain::state::Release;
use crate::domain::state::rollout::Position;
use crate::error::{CommandError, Kind};
use crate::render;
use crate::source::Stretch;
use crate::ui::soaking::{Frame, Soaking, TICK};
use crate::ui::stopping::Stopping;

/// Watch the current stage soak: the time left, and the metrics against their limits
///
/// It only shows; it records nothing. It ends when the minimum soak is over, and you can stop it at any time.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Example:
  gonogo rollout watch --prometheus http://localhost:9090

Exit codes:
  0    the minimum soak is over
  2    an unknown metric, no record, or a plan without a rollout
  4    the record cannot be trusted
  8    the rollout is not under way
  130  stopped")]
pub(crate) struct WatchArgs {
    #[command(flatten)]
    measure: MeasureArgs,
    /// Time between measurements
    #[arg(long, value_name = "TIME", default_value = "15s", value_parser = duration::parse)]
    interval: TimeDelta,
    #[command(flatten)]
    selected: Selected,
}

/// The values of each metric so far, for the sparklines.
type Trend = HashMap<MetricId, Vec<Option<f64>>>;

/// What was measured last.
#[derive(Default)]
struct Seen {
    findings: Vec<Finding>,
    trend: Trend,
}

impl WatchArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        if self.measure.takes_stdin() {
            return Err(CommandError::not_evaluated(OnlyOnce)
                .hinted("give a file, which is read again each time"));
        }
        let stopping = Stopping::start().map_err(CommandError::environment)?;
        let display = Soaking::start(context.stderr);
        let interval = self.interval.to_std().unwrap_or(Duration::from_secs(15));
        let clock = Clock {
            began: context.now(),
            since: Instant::now(),
        };
        let mut seen = Seen::default();
        let mut measured: Option<Instant> = None;
        loop {
            let now = clock.now(context);
            let release = context.release(&self.selected)?;
            let progress = release
                .rollout(now)
                .ok_or(RolloutRefusal::NoRollout)
                .map_err(Refusal::from)?;
            let position = progress
                .position
                .as_ref()
                .filter(|_| !release.is_to_start());
            let Some(position) = position else {
                return Err(Refusal::from(RolloutRefusal::NotUnderWay).into());
            };
            let is_due = measured.is_none_or(|last| last.elapsed() >= interval);
            if self.measure.is_given()
                && is_due
                && !self.look(context, &release, position, now, &stopping, &mut seen)?
            {
                return Err(stopped(&stopping));
            }
            if is_due || display.is_live() {
                display.show(&moment(position, now, &seen, context));
            }
            if is_due {
                measured = Some(Instant::now());
            }
            if now >= position.soaks_until {
                drop(display);
                let select = self.selected.in_commands();
                let look = context.stdout;
                let text = render::rollout::status(&release, &progress, now, look, &select);
                return Ok(context.doubted(Answer::text(text), &release, now));
            }
            if !stopping.wait(TICK) {
                return Err(stopped(&stopping));
            }
        }
    }

    /// Measures anew; tells whether it came to that before the program was asked to end.
    fn look(
        &self,
        context: &Context,
        release: &Release,
        position: &Position<'_>,
        now: DateTime<Utc>,
        stopping: &Stopping,
        seen: &mut Seen,
    ) -> Result<bool, CommandError> {
        let stretch = Stretch {
            from: position.since.min(now),
            to: now,
        };
        let Some(readings) = self.measure.glance(context, release, stretch, stopping)? else {
            return Ok(false);
        };
        seen.findings = draft::judged(release, &readings, now);
        for reading in &readings {
            let value = reading
                .value()
                .ok()
                .map(crate::domain::decimal::Decimal::to_f64);
            seen.trend
                .entry(reading.metric.clone())
                .or_default()
                .push(value);
        }
        Ok(true)
    }
}

fn stopped(stopping: &Stopping) -> CommandError {
    CommandError::new(Kind::of_signal(stopping.caught()), Stopped)
}

/// Time as it goes by here: a clock that is set forward meanwhile makes no soak shorter.
struct Clock {
    began: DateTime<Utc>,
    since: Instant,
}

impl Clock {
    fn now(&self, context: &Context) -> DateTime<Utc> {
        let gone_by = TimeDelta::from_std(self.since.elapsed()).unwrap_or_default();
        context.now().min(self.began + gone_by)
    }
}

fn moment(position: &Position<'_>, now: DateTime<Utc>, seen: &Seen, context: &Context) -> Frame {
    let soak = position.stage.and_then(|(_, stage)| stage.soak);
    let least = soak.map_or(0, |soak| soak.least);
    let left = position.soaks_until - now;
    let gone_by = i64::try_from(least)
        .unwrap_or(i64::MAX)
        .saturating_sub(left.num_seconds());
    let soaked = u64::try_from(gone_by).unwrap_or(0);
    let headline = if left > TimeDelta::zero() {
        format!(
            "stage {}: {} of {}, {} left",
            position.stage_id,
            span(soaked.min(least)),
            span(least),
            span_of(left)
        )
    } else {
        format!(
            "stage {}: soaked, at {}",
            position.stage_id,
            timestamp(&now)
        )
    };
    let said = |finding: &Finding| {
        let value = finding
            .value
            .map_or_else(|| "-".to_owned(), |value| value.to_string());
        format!("{} {value} {}", finding.metric, finding.ruling.word())
    };
    let measured = seen
        .findings
        .iter()
        .map(said)
        .collect::<Vec<_>>()
        .join(", ");
    let mut below = String::new();
    if !seen.findings.is_empty() {
        below = render::rollout::findings(&seen.findings, context.stderr);
        let mut metrics: Vec<_> = seen.trend.iter().collect();
        metrics.sort_by_key(|(metric, _)| (*metric).clone());
        for (metric, values) in metrics {
            let _ = writeln!(
                below,
                "{metric} {}",
                render::sparkline::sparkline(values, context.stderr)
            );
        }
    }
    Frame {
        soaked,
        least,
        headline,
        below,
        measured,
    }
}

#[derive(Debug, thiserror::Error)]
#[error("standard input can be read only once, and a watch measures again and again")]
struct OnlyOnce;

#[derive(Debug, thiserror::Error)]
#[error("stopped watching; the rollout is unchanged")]
struct Stopped;

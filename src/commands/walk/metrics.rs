//! The metrics that a walk reads by itself: from the Prometheus server that the environment names.

use chrono::TimeDelta;

use crate::commands::context::Context;
use crate::commands::metric_args::MeasureArgs;
use crate::domain::event::reading::Reading;
use crate::domain::state::Release;
use crate::source::Stretch;
use crate::walk::Measures;

/// How long before the rollout a baseline is taken, as `rollout baseline` does unless told otherwise.
const BASELINE: TimeDelta = TimeDelta::minutes(30);

/// The metrics of a release from the Prometheus server of the environment, if it names one.
pub(super) struct Metrics<'c> {
    context: &'c Context,
    measure: MeasureArgs,
}

impl<'c> Metrics<'c> {
    pub(super) fn of(context: &'c Context) -> Self {
        Self {
            context,
            measure: MeasureArgs::of_environment(),
        }
    }
}

impl Measures for Metrics<'_> {
    fn server(&self) -> Option<&str> {
        self.measure.server()
    }

    fn read(&self, release: &Release, is_baseline: bool) -> Result<Vec<Reading>, String> {
        let now = self.context.now();
        let entered = release.entered_at(now);
        let from = match entered {
            Some(since) if !is_baseline => since.min(now),
            _ => now - BASELINE,
        };
        let stretch = Stretch { from, to: now };
        self.measure
            .read(self.context, release, stretch, is_baseline)
            .map_err(|error| error.to_string())
    }
}

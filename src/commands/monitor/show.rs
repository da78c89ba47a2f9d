//! `gonogo monitor` without more: the windows as they stand.

use crate::commands::args::{Printed, Selected};
use crate::commands::context::Context;
use crate::commands::output::Answer;
use crate::domain::rules::admission::{Refusal, RolloutRefusal};
use crate::domain::rules::monitoring;
use crate::error::CommandError;
use crate::render;
use crate::render::json::envelope;
use crate::render::monitor::MonitorReport;

/// How the windows are shown.
#[derive(clap::Args, Debug)]
pub(super) struct ShowArgs {
    #[command(flatten)]
    printed: Printed,
    #[command(flatten)]
    selected: Selected,
}

impl ShowArgs {
    pub(super) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        context.shown(&self.selected, |release, now| {
            let Some(watch) = monitoring::watch(release, now) else {
                return Err(Refusal::from(RolloutRefusal::NoMonitoring).into());
            };
            if self.printed.is_json() {
                let report = MonitorReport::of(release, &watch);
                return Ok(Answer::data(envelope(&report)));
            }
            let select = self.selected.in_commands();
            let text = render::monitor::windows(release, &watch, context.stdout, &select);
            Ok(Answer::text(text))
        })
    }
}

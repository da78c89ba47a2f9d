//! `gonogo incident timeline`: what happened while an incident lasted.

use super::Picked;
use crate::commands::args::{DocumentForms, Printed, Selected};
use crate::commands::context::Context;
use crate::commands::output::Answer;
use crate::error::CommandError;
use crate::render;
use crate::render::incident::timeline::TimelineReport;
use crate::render::json::envelope;

/// Print the timeline of an incident: every event while it lasted, and its notes
///
/// Events are in the order in which they happened. A late note shows both times. The timeline includes all that
/// happened to the release in that time, other incidents too.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  gonogo incident timeline > timeline.md
  gonogo incident timeline --incident 2 --format json

Exit codes:
  0   printed
  2   no record, no incident, or several and none is named
  3   disk or lock
  4   the record cannot be trusted")]
pub(crate) struct TimelineArgs {
    #[command(flatten)]
    printed: Printed<DocumentForms>,
    #[command(flatten)]
    picked: Picked,
    #[command(flatten)]
    selected: Selected,
}

impl TimelineArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        context.shown(&self.selected, |release, _| {
            let timeline = self.picked.of(release)?.timeline();
            Ok(match self.printed.is_json() {
                false => Answer::data(render::incident::timeline::markdown(&timeline)),
                true => Answer::data(envelope(&TimelineReport::of(&timeline))),
            })
        })
    }
}

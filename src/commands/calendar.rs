//! `gonogo calendar`: what has its time in a release, for calendars.

use chrono::TimeDelta;

use super::context::Context;
use crate::commands::args::Selected;
use crate::commands::output::Answer;
use crate::commands::output_file::Output;
use crate::domain::reports::schedule::slots;
use crate::domain::rules::gate::judge_all;
use crate::error::CommandError;
use crate::render;

/// Write what has its time in a release for a calendar
///
/// iCalendar with the release day or the deployment, soaks, monitoring windows, last days of waivers, action items and
/// due days. Import the file, or let a calendar subscribe to where you serve it. What was called off stays in it, and
/// says so. All times are UTC, and a day lasts from midnight to midnight in UTC.
///
/// With `-o` the file is replaced in one step, so that no reader sees half of it.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  gonogo calendar -o release.ics
  gonogo calendar 2.4.0 > release.ics

Exit codes:
  0   written, also when nothing has its time yet
  2   no record, or one that cannot be read
  3   disk
  4   the record cannot be trusted; for its signatures, it is written and says so")]
pub(crate) struct CalendarArgs {
    #[command(flatten)]
    output: Output,
    #[command(flatten)]
    selected: Selected,
}

impl CalendarArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        context.shown(&self.selected, |release, now| {
            let slots = slots(release, &judge_all(release, now), now);
            let text = render::calendar::calendar(release, &slots, now);
            let answer = match self.output.write(context, &text)? {
                None => Answer::data(text),
                Some(path) => {
                    let count = slots.len();
                    let noun = if count == 1 { "entry" } else { "entries" };
                    Answer::text(format!("wrote {path} with {count} {noun}\n"))
                }
            };
            if !slots.is_empty() {
                return Ok(answer);
            }
            let select = self.selected.in_commands();
            let day = (now + TimeDelta::days(7)).date_naive();
            Ok(answer.hint(format!(
                "nothing has its time yet; `gonogo plan{select} {day}` plans the release for that day"
            )))
        })
    }
}

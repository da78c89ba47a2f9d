//! `gonogo incident note`: what was seen or done, for the timeline.

use chrono::{DateTime, Utc};
use thiserror::Error;

use super::Picked;
use crate::commands::args::{Acting, Selected};
use crate::commands::context::Context;
use crate::commands::output::Answer;
use crate::domain::event::IncidentStep;
use crate::domain::text::visible;
use crate::domain::time_of_day::{self, MomentFault};
use crate::error::CommandError;

/// Note what was seen or done in an incident
///
/// Use `--at` for something that happened earlier; the timeline then shows both times. The time cannot be in the
/// future.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  gonogo incident note 'error rate falls'
  gonogo incident note 'first calls from customers' --at 13:40
  gonogo incident note 'alarm went off' --at 2026-11-20T13:38:00+01:00

Exit codes:
  0   noted
  2   the time is not valid, or in the future; no incident, or several and none is named
  3   disk or lock
  4   the record cannot be trusted")]
pub(crate) struct NoteArgs {
    /// What you saw or did
    #[arg(allow_hyphen_values = true)]
    text: String,
    /// When it happened: RFC 3339, or HH:MM in UTC of the last twelve hours [default: now]
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    #[command(flatten)]
    picked: Picked,
    #[command(flatten)]
    selected: Selected,
    #[command(flatten)]
    acting: Acting,
}

#[derive(Debug, Error)]
enum NoMoment {
    #[error("`{}` is not a time", visible(.0))]
    NotATime(String),
    #[error("{0} is not a time of the last twelve hours in UTC")]
    NotLately(String),
}

impl NoteArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        let happened = self
            .at
            .as_deref()
            .map(|at| read(at, context.now()))
            .transpose()?;
        self.picked
            .append(context, &self.selected, &self.acting, |_, _| {
                Ok(IncidentStep::Noted {
                    text: self.text.clone(),
                    happened,
                })
            })
    }
}

fn read(at: &str, now: DateTime<Utc>) -> Result<DateTime<Utc>, CommandError> {
    time_of_day::read(at, now).map_err(|fault| {
        let error = CommandError::not_evaluated(match fault {
            MomentFault::NotATime => NoMoment::NotATime(at.to_owned()),
            MomentFault::NotLately => NoMoment::NotLately(at.to_owned()),
        });
        error.hinted("write `2026-11-20T13:40:00Z`, with an offset such as `+01:00` in place of the `Z`, or `13:40` in UTC")
    })
}

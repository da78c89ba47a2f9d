//! `gonogo show`: one item with everything that is known of it.

use serde_json::json;

use super::context::Context;
use crate::commands::args::{Printed, Selected};
use crate::commands::output::Answer;
use crate::domain::event::{Event, Subject};
use crate::domain::rules::admission::Refusal;
use crate::domain::rules::{item_status, naming};
use crate::error::CommandError;
use crate::render;

/// Show one item: its state, its rules, and who answered when
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Example:
  gonogo show smoke-tests-staging

Exit codes:
  0   shown
  2   unknown item, or no record
  3   disk or lock
  4   the record cannot be trusted")]
pub(crate) struct ShowArgs {
    /// Item's id, or any unique end of it
    #[arg(value_name = "ITEM")]
    item: String,
    #[command(flatten)]
    printed: Printed,
    #[command(flatten)]
    selected: Selected,
}

impl ShowArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        let release = context.release(&self.selected)?;
        let item = naming::item(release.plan(), &self.item)?;
        let is_about_item =
            |event: &&Event| matches!(event.kind.subject(), Subject::Item(id, _) if *id == item.id);
        let events: Vec<&Event> = release.events().iter().filter(is_about_item).collect();
        let now = context.now();
        let Some(standing) = item_status::standing(&release, &item.id, now) else {
            return Err(Refusal::NoItem(item.id.clone()).into());
        };
        if !self.printed.is_json() {
            return Ok(Answer::text(render::item::show(
                &standing,
                &events,
                now,
                context.stdout,
            )));
        }
        let events: Vec<_> = events.into_iter().map(render::json::event).collect();
        let value = json!({"item": render::json::item(&standing), "help": item.help, "link": item.link, "events": events});
        Ok(Answer::data(render::json::envelope("gonogo.show/1", value)))
    }
}

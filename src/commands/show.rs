//! `gonogo show`: one item with everything that is known of it.

use serde::Serialize;

use super::context::Context;
use crate::commands::args::{Printed, Selected};
use crate::commands::output::Answer;
use crate::domain::event::{Event, Subject};
use crate::domain::rules::admission::Refusal;
use crate::domain::rules::{item_status, naming};
use crate::error::CommandError;
use crate::render;
use crate::render::json::{ItemReport, envelope, formats};

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

formats! { ShowReport<'_> = "gonogo.show/1" }

/// One item with everything that is known of it.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct ShowReport<'r> {
    /// The item.
    item: ItemReport<'r>,
    /// What its checklist says about it.
    help: Option<&'r str>,
    /// Where to read more.
    link: Option<&'r str>,
    /// The events about it, oldest first.
    events: Vec<&'r Event>,
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
        Ok(Answer::data(envelope(&ShowReport {
            item: ItemReport::of(&standing),
            help: item.help.as_deref(),
            link: item.link.as_deref(),
            events,
        })))
    }
}

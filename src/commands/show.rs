//! `gonogo show`: one item with everything that is known of it.

use chrono::{DateTime, Utc};
use foldhash::HashSet;
use serde::Serialize;

use super::context::Context;
use crate::commands::args::{Printed, Selected};
use crate::commands::output::Answer;
use crate::domain::digest::Digest;
use crate::domain::event::{Event, Subject};
use crate::domain::id::ItemId;
use crate::domain::plan::Item;
use crate::domain::rules::admission::Refusal;
use crate::domain::rules::{item_status, naming, signed};
use crate::domain::state::Release;
use crate::error::CommandError;
use crate::render;
use crate::render::json::{ItemReport, SignaturesReport, envelope, formats};
use crate::trust::sshsig::armoured;

/// Show one item: its state, its rules, and who answered when
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  gonogo show smoke-tests-staging
  gonogo show smoke-tests-staging --signature

Exit codes:
  0   shown
  2   unknown item, or no record
  3   disk or lock
  4   the record cannot be trusted")]
pub(crate) struct ShowArgs {
    /// Item's id, or any unique end of it
    #[arg(value_name = "ITEM")]
    item: String,
    /// Print the last signature about it, as `ssh-keygen -Y verify -s` reads it
    #[arg(long, conflicts_with_all = ["format", "json"])]
    signature: bool,
    /// Print the bytes that this signature is over
    #[arg(long, conflicts_with_all = ["format", "json", "signature"])]
    signed_bytes: bool,
    #[command(flatten)]
    printed: Printed,
    #[command(flatten)]
    selected: Selected,
}

#[derive(Debug, thiserror::Error)]
#[error("nothing that was said about `{0}` is signed")]
struct NotSigned(ItemId);

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
    /// What is known of their signatures; null when none is signed, and none has to be.
    signatures: Option<SignaturesReport<'r>>,
}

impl ShowArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        context.shown(&self.selected, |release, now| {
            self.shown(context, release, now)
        })
    }

    fn shown(
        &self,
        context: &Context,
        release: &Release,
        now: DateTime<Utc>,
    ) -> Result<Answer, CommandError> {
        let item = naming::item(release.plan(), &self.item)?;
        let is_about_item =
            |event: &&Event| matches!(event.kind.subject(), Subject::Item(id, _) if *id == item.id);
        let events: Vec<&Event> = release.events().iter().filter(is_about_item).collect();
        if self.signature || self.signed_bytes {
            return self.part_of_signature(release, item, &events);
        }
        let Some(standing) = item_status::standing(release, &item.id, now) else {
            return Err(Refusal::NoItem(item.id.clone()).into());
        };
        if !self.printed.is_json() {
            let told: HashSet<Digest> = signed::told(release).map(|event| event.id).collect();
            let lines: Vec<_> = events
                .iter()
                .map(|event| {
                    (
                        *event,
                        told.contains(&event.id).then(|| release.standing(event)),
                    )
                })
                .collect();
            return Ok(Answer::text(render::item::show(
                &standing,
                &lines,
                now,
                context.stdout,
            )));
        }
        Ok(Answer::data(envelope(&ShowReport {
            item: ItemReport::of(&standing),
            help: item.help.as_deref(),
            link: item.link.as_deref(),
            signatures: SignaturesReport::of(release, |event| {
                events.iter().any(|known| known.id == event.id)
            }),
            events,
        })))
    }

    /// Prints what another program needs to check the last signature about an item.
    fn part_of_signature(
        &self,
        release: &Release,
        item: &Item,
        events: &[&Event],
    ) -> Result<Answer, CommandError> {
        let mut signed = events.iter().rev();
        let found = signed.find_map(|event| Some((event, event.signature.as_deref()?)));
        let Some((event, signature)) = found else {
            return Err(CommandError::not_evaluated(NotSigned(item.id.clone())));
        };
        if self.signature {
            return Ok(Answer::data(armoured(signature)));
        }
        let bytes = event.canonical(&release.header().id);
        // The canonical form is made of texts alone.
        let text = String::from_utf8(bytes).map_err(CommandError::environment)?;
        Ok(Answer::data(text))
    }
}

//! What happened: events, what they are about, and the canonical form their ids are computed over.

mod incident;
mod kind;
mod rollback;
mod rollout;
mod window;
mod words;

use std::ops::RangeInclusive;

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};

use super::decimal::Decimal;
use super::digest::{Canonical, Digest};
use super::id::{
    FactId, FieldId, IncidentId, ItemId, PhaseId, RoleId, StageId, StrategyId, WindowId,
};
use super::person::Person;
pub use incident::{IncidentEvent, IncidentStep};
pub use kind::{Call, EventKind, Outcome};
pub use rollback::{KnownGood, RollbackEvent};
pub use rollout::{Overriding, RolloutEvent};
pub use window::WindowClosed;

/// The years of the times and days that a record can hold: those that TOML can write.
pub const YEARS: RangeInclusive<i32> = 0..=9999;

/// The most commits whose times one event holds.
pub const MOST_COMMITS: usize = 10_000;

/// The most texts, or rows, that a list in an event may have.
pub const LONGEST_LIST: usize = 100;

/// One thing that happened, never changed afterwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// SHA-256 over the canonical form.
    pub id: Digest,
    /// When, to the second.
    pub at: DateTime<Utc>,
    /// Who.
    pub by: Person,
    /// What.
    pub kind: EventKind,
    /// The newest events its author had seen.
    pub prev: Vec<Digest>,
    /// Reserved for an SSH signature over the canonical form; kept as it is.
    pub signature: Option<String>,
}

/// What an event is about: where it stands in the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject<'e> {
    /// The release as a whole.
    Release,
    /// A fact.
    Fact(&'e FactId),
    /// An item, and the role that speaks.
    Item(&'e ItemId, &'e RoleId),
    /// A gate, and the role that calls.
    Gate(&'e PhaseId, &'e RoleId),
    /// A field of the release notes.
    Field(&'e FieldId),
    /// The rollout as a whole.
    Rollout,
    /// A stage of a strategy.
    Stage(&'e StrategyId, &'e StageId),
    /// The decision at a stage of a strategy, and the role that calls.
    StageCall(&'e StrategyId, &'e StageId, &'e RoleId),
    /// A monitoring window.
    Window(&'e WindowId),
    /// The rollback as a whole.
    Rollback,
    /// An incident.
    Incident(&'e IncidentId),
}

/// A value of an event, as the canonical form and the record have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Detail<'e> {
    /// A text.
    Text(&'e str),
    /// Texts.
    List(&'e [String]),
    /// Yes or no.
    Flag(bool),
    /// A day.
    Day(NaiveDate),
    /// A digest.
    Digest(&'e Digest),
    /// A whole number.
    Number(u64),
    /// A measured amount.
    Decimal(Decimal),
    /// A time in UTC, to the second.
    Time(DateTime<Utc>),
    /// Times in UTC, to the second.
    Times(&'e [DateTime<Utc>]),
    /// Several things with values of their own.
    Rows(Vec<Vec<(&'static str, Self)>>),
}

impl Event {
    /// Makes an event of the release `release`, with the id that belongs to it. `at` is cut to the second.
    pub fn new(
        release: &str,
        at: DateTime<Utc>,
        by: Person,
        kind: EventKind,
        mut prev: Vec<Digest>,
    ) -> Self {
        prev.sort_unstable();
        let at = DateTime::from_timestamp(at.timestamp(), 0).unwrap_or(at);
        let mut event = Self {
            id: Digest::of_bytes(b""),
            at,
            by,
            kind,
            prev,
            signature: None,
        };
        event.id = event.digest(release);
        event
    }

    /// Computes the id over the canonical form of the event, its subject and the release.
    pub fn digest(&self, release: &str) -> Digest {
        let mut form = Canonical::of("event");
        form.text("release", release);
        match self.kind.subject() {
            Subject::Release => {}
            Subject::Fact(fact) => form.text("about-fact", fact.as_str()),
            Subject::Item(item, role) => {
                form.text("about-item", item.as_str());
                form.text("role", role.as_str());
            }
            Subject::Gate(phase, role) => {
                form.text("about-gate", phase.as_str());
                form.text("role", role.as_str());
            }
            Subject::Field(field) => form.text("about-field", field.as_str()),
            Subject::Rollout => form.text("about", "rollout"),
            Subject::Stage(strategy, stage) => {
                form.text("about-strategy", strategy.as_str());
                form.text("about-stage", stage.as_str());
            }
            Subject::StageCall(strategy, stage, role) => {
                form.text("about-strategy", strategy.as_str());
                form.text("about-stage", stage.as_str());
                form.text("role", role.as_str());
            }
            Subject::Window(window) => form.text("about-window", window.as_str()),
            Subject::Rollback => form.text("about", "rollback"),
            Subject::Incident(incident) => form.text("about-incident", incident.as_str()),
        }
        form.text("kind", self.kind.word());
        form.text("at", &timestamp(&self.at));
        form.text("by", self.by.as_str());
        self.kind
            .details(&mut |name, detail| push_detail(&mut form, name, &detail));
        for prev in &self.prev {
            form.digest("prev", prev);
        }
        form.finish()
    }
}

fn push_detail(form: &mut Canonical, name: &str, detail: &Detail<'_>) {
    match detail {
        Detail::Text(text) => form.text(name, text),
        Detail::List(texts) => form.list(name, *texts),
        Detail::Flag(answer) => form.text(name, if *answer { "true" } else { "false" }),
        Detail::Day(day) => form.text(name, &day.to_string()),
        Detail::Digest(digest) => form.digest(name, digest),
        Detail::Number(number) => form.text(name, &number.to_string()),
        Detail::Decimal(amount) => form.text(name, &amount.to_string()),
        Detail::Time(at) => form.text(name, &timestamp(at)),
        Detail::Times(times) => form.list(name, times.iter().map(timestamp)),
        // The number of fields comes first, so that no two different lists of rows give the same form.
        Detail::Rows(rows) => {
            for row in rows {
                form.text(name, &row.len().to_string());
                for (name, detail) in row {
                    push_detail(form, name, detail);
                }
            }
        }
    }
}

/// Writes a time as the record has it: UTC, to the second, such as `2026-11-20T09:14:03Z`.
pub fn timestamp(at: &DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

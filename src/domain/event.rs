//! What happened: events, what they are about, and the canonical form their ids are computed over.

mod acted_for;
mod call;
mod declare;
mod finding;
mod headline;
mod incident;
mod kind;
pub mod reading;
mod risk;
mod rollout;
mod subject;

use std::borrow::Cow;
use std::ops::RangeInclusive;

use chrono::{DateTime, Datelike as _, SecondsFormat, Timelike as _, Utc};

use super::digest::{Canonical, Digest};
use super::person::Person;
pub use super::schema::Detail;
use super::schema::Row;
pub use acted_for::ActedFor;
pub use call::{Call, Outcome};
pub use declare::Kind;
pub use finding::Finding;
pub use headline::headline;
pub use incident::{IncidentEvent, IncidentStep, KnownGood, RollbackEvent};
pub use kind::EventKind;
pub use risk::{CarriedRisk, RiskEvent, RiskLevel, RiskOutcome};
pub use rollout::{Overriding, RolloutEvent, WindowClosed};
pub use subject::{About, Part, Subject};

/// The years of the times and days that a record can hold: those that TOML can write.
pub(crate) const YEARS: RangeInclusive<i32> = 0..=9999;

/// The most commits whose times one event holds.
pub(crate) const MOST_COMMITS: usize = 10_000;

/// The edition of the rules that a record started now is held to. It goes up with a rule that refuses what was allowed before,
/// and the rule asks for the edition, so that older records stay what they are.
pub(crate) const EDITION: u64 = 2;

/// The most texts, or rows, that a list in an event may have.
pub(crate) const LONGEST_LIST: usize = 100;

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
    /// An SSH signature over the canonical form: the base64 of an SSHSIG on one line, without armour. No part of the id.
    pub signature: Option<String>,
    /// Further signatures over the same form, of copies of the event that were signed apart.
    pub other_signatures: Vec<String>,
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
            other_signatures: Vec::new(),
        };
        event.id = event.digest(release);
        event
    }

    /// Computes the id over the canonical form of the event, its subject and the release.
    pub fn digest(&self, release: &str) -> Digest {
        self.form(release).finish()
    }

    /// Returns the canonical form as bytes: what the id is the digest of, and what is signed.
    pub fn canonical(&self, release: &str) -> Vec<u8> {
        self.form(release).into_bytes()
    }

    fn form(&self, release: &str) -> Canonical {
        let mut form = Canonical::of("event");
        form.text("release", release);
        let address = self.kind.subject().address();
        for (part, name) in &address.parts {
            form.text(part.hash, name);
        }
        if address.parts.is_empty() && address.block != "release" {
            form.text("about", address.block);
        }
        form.text("kind", self.kind.word());
        form.text("at", &timestamp(&self.at));
        form.text("by", self.by.as_str());
        self.kind
            .details(&mut |name, detail| push_detail(&mut form, name, &detail));
        for prev in &self.prev {
            form.digest("prev", prev);
        }
        form
    }
}

impl Event {
    /// Tells whether somebody signed it.
    pub(crate) fn is_signed(&self) -> bool {
        self.signature.is_some()
    }

    /// Returns every signature.
    pub fn signatures(&self) -> impl Iterator<Item = &str> {
        let others = self.other_signatures.iter();
        self.signature.iter().chain(others).map(String::as_str)
    }

    /// Takes over the signatures of a copy of this event, each once.
    pub fn join(&mut self, copy: Self) {
        for signature in copy.signature.into_iter().chain(copy.other_signatures) {
            if self.signatures().any(|known| known == signature) {
                continue;
            }
            match &self.signature {
                None => self.signature = Some(signature),
                Some(_) => self.other_signatures.push(signature),
            }
        }
        // The same, whichever copy came first.
        let mut all: Vec<String> = self.signatures().map(str::to_owned).collect();
        all.sort_unstable();
        let mut all = all.into_iter();
        self.signature = all.next();
        self.other_signatures = all.collect();
    }
}

fn push_detail(form: &mut Canonical, name: &str, detail: &Detail<'_>) {
    match detail {
        Detail::Text(text) => form.text(name, text),
        Detail::List(texts) => form.list(name, texts),
        Detail::Flag(answer) => form.text(name, if *answer { "true" } else { "false" }),
        Detail::Day(day) => form.text(name, &day.to_string()),
        Detail::Digest(digest) => form.digest(name, digest),
        Detail::Number(number) => form.text(name, &number.to_string()),
        Detail::Decimal(amount) => form.text(name, &amount.to_string()),
        Detail::Time(at) => form.text(name, &timestamp(at)),
        Detail::Times(times) => form.list(name, times.iter().map(timestamp)),
        Detail::Row(row) => push_row(form, name, row),
        Detail::Rows(rows) => rows.iter().for_each(|row| push_row(form, name, row)),
    }
}

/// The number of fields comes first, so that no two different lists of rows give the same form.
fn push_row(form: &mut Canonical, name: &str, row: &Row<'_>) {
    form.text(name, &row.len().to_string());
    for (name, detail) in row {
        push_detail(form, name, detail);
    }
}

/// Writes a time as the record has it: UTC, to the second, such as `2026-11-20T09:14:03Z`.
pub fn timestamp(at: &DateTime<Utc>) -> String {
    match stamp(at).as_ref().map(|stamp| std::str::from_utf8(stamp)) {
        Some(Ok(stamp)) => stamp.to_owned(),
        _ => at.to_rfc3339_opts(SecondsFormat::Secs, true),
    }
}

/// Returns the bytes of a time of the years that a record can hold. Every event is hashed with its time, so it is written
/// without the formatter.
fn stamp(at: &DateTime<Utc>) -> Option<[u8; 20]> {
    let at = at.naive_utc();
    let (date, time) = (at.date(), at.time());
    let year = u32::try_from(date.year())
        .ok()
        .filter(|year| *year < 10_000)?;
    let mut stamp = *b"0000-00-00T00:00:00Z";
    let parts = [
        (0, year / 100),
        (2, year % 100),
        (5, date.month()),
        (8, date.day()),
        (11, time.hour()),
        (14, time.minute()),
        (17, time.second()),
    ];
    for (place, number) in parts {
        stamp[place] += u8::try_from(number / 10).ok()?;
        stamp[place + 1] += u8::try_from(number % 10).ok()?;
    }
    Some(stamp)
}

impl Event {
    /// Returns who spoke: the person whose written word was recorded, else the author. Rules about people ask for this one.
    pub fn person(&self) -> &Person {
        let acted_for = self.kind.acted_for();
        acted_for.and_then(ActedFor::speaker).unwrap_or(&self.by)
    }

    /// Returns whose say it was: that of the person in whose place a deputy decided, else of who spoke.
    pub(crate) fn in_name_of(&self) -> &Person {
        let acted_for = self.kind.acted_for();
        acted_for.map_or(&self.by, ActedFor::person)
    }

    /// Returns the name of who spoke; of who recorded it, where that was another person, or in whose place it was.
    pub fn who(&self) -> Cow<'_, str> {
        self.named(Person::name)
    }

    /// Returns what [`Self::who`] does, with the addresses.
    pub(crate) fn who_in_full(&self) -> Cow<'_, str> {
        self.named(Person::as_str)
    }

    fn named<'e>(&'e self, text: fn(&'e Person) -> &'e str) -> Cow<'e, str> {
        let by = text(&self.by);
        match self.kind.acted_for() {
            Some(ActedFor::Word { person, .. }) if !person.is_same(&self.by) => {
                Cow::Owned(format!("{}, recorded by {by}", text(person)))
            }
            Some(ActedFor::Word { person, .. }) => Cow::Borrowed(text(person)),
            Some(ActedFor::Deputy { member }) => {
                Cow::Owned(format!("{by} on behalf of {}", text(member)))
            }
            None => Cow::Borrowed(by),
        }
    }

    /// Tells whether another event says the same, whoever signed it.
    pub(crate) fn is_copy_of(&self, other: &Self) -> bool {
        self.id == other.id
            && self.at == other.at
            && self.by == other.by
            && self.kind == other.kind
            && self.prev == other.prev
    }

    /// Tells whether the event has every signature that a copy has.
    pub(crate) fn has_signatures_of(&self, copy: &Self) -> bool {
        let mut theirs = copy.signatures();
        theirs.all(|theirs| self.signatures().any(|known| known == theirs))
    }

    /// Names the event for a person: what, about what, by whom and when.
    pub(crate) fn in_words(&self) -> String {
        format!(
            "event `{}`{} by {} at {} ({})",
            self.kind.word(),
            self.kind.subject().words(),
            self.by,
            timestamp(&self.at),
            self.id.short()
        )
    }
}

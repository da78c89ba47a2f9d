//! How the values of the domain stand in JSON: names and words as texts, times to the second, and an event as the record
//! has it.

use std::fmt::Display;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use serde::ser::{SerializeMap as _, Serializer};

use crate::domain::digest::Digest;
use crate::domain::event::{Call, Detail, Event, Outcome, RiskLevel, RiskOutcome, timestamp};
use crate::domain::id::{
    Candidate, ClassId, EntryId, FactId, FieldId, IncidentId, ItemId, MetricId, Milestone, PhaseId,
    RiskId, RoleId, StageId, StrategyId, TypeId, WindowId,
};
use crate::domain::person::Person;
use crate::domain::plan::Bound;
use crate::domain::plan::incident::{Mitigation, Severity};
use crate::domain::reports::metrics::{By, Figure};
use crate::domain::reports::retro::Fate;
use crate::domain::reports::weekly::RiskKind;
use crate::domain::rules::item_status::{ItemState, Staleness};
use crate::domain::rules::monitoring::WindowState;
use crate::domain::schema::Text;
use crate::domain::verdict::Verdict;
use crate::domain::version::Version;

macro_rules! texts {
    ($($type:ident)*) => {$(
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(Text::text(self))
            }
        }
    )*};
}

/// Gives types their schema.
macro_rules! schemas {
    ($($type:ident $(<$life:lifetime>)? is $schema:tt)*) => {$(
        #[cfg(test)]
        impl schemars::JsonSchema for $type $(<$life>)? {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($type).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!($schema)
            }
        }
    )*};
}

macro_rules! names_and_words {
    (names: [$($name:ident)*] words: [$($word:ident)*]) => {
        texts! { $($name)* $($word)* }
        schemas! { $($name is {"type": "string"})* $($word is {"enum": ($word::ALL.map($word::word))})* }
    };
}

names_and_words! {
    names: [
        Candidate ClassId EntryId FactId FieldId IncidentId ItemId MetricId Milestone Person PhaseId RiskId RoleId StageId StrategyId
        TypeId Version WindowId
    ]
    words: [
        Bound By Call Fate Figure ItemState Mitigation Outcome RiskKind RiskLevel RiskOutcome Severity Staleness Verdict WindowState
    ]
}

schemas! {
    Digest is {"type": "string"}
    Time is {"type": "string", "format": "date-time"}
    Day is {"type": "string", "format": "date"}
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

/// A time in UTC, to the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Time(pub(crate) DateTime<Utc>);

impl Time {
    /// When an event happened.
    pub(crate) fn of(event: &Event) -> Self {
        Self(event.at)
    }
}

impl From<DateTime<Utc>> for Time {
    fn from(at: DateTime<Utc>) -> Self {
        Self(at)
    }
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&timestamp(&self.0))
    }
}

/// A day.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Day(pub(crate) NaiveDate);

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&self.0)
    }
}

/// Values by name, in their own order.
#[derive(Debug)]
pub(crate) struct ByName<T>(Vec<(String, T)>);

impl<K: Display, T> FromIterator<(K, T)> for ByName<T> {
    fn from_iter<I: IntoIterator<Item = (K, T)>>(all: I) -> Self {
        let named = all
            .into_iter()
            .map(|(name, value)| (name.to_string(), value));
        Self(named.collect())
    }
}

impl<T: Serialize> Serialize for ByName<T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

impl Serialize for Detail<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let pairs = |(name, detail): &(&'static str, Self)| (*name, detail.clone());
        match self {
            Self::Text(text) => to.serialize_str(text),
            Self::List(texts) => texts.serialize(to),
            Self::Flag(answer) => to.serialize_bool(*answer),
            Self::Day(day) => to.collect_str(day),
            Self::Digest(digest) => digest.serialize(to),
            Self::Number(number) => to.serialize_u64(*number),
            Self::Decimal(amount) => to.serialize_f64(amount.to_f64()),
            Self::Time(at) => Time(*at).serialize(to),
            Self::Times(times) => to.collect_seq(times.iter().copied().map(Time)),
            Self::Row(row) => to.collect_map(row.iter().map(pairs)),
            Self::Rows(rows) => to.collect_seq(rows.iter().cloned().map(Self::Row)),
        }
    }
}

/// An event as the record has it, with what it is about.
impl Serialize for Event {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(None)?;
        map.serialize_entry("kind", self.kind.word())?;
        map.serialize_entry("at", &Time(self.at))?;
        map.serialize_entry("by", &self.by)?;
        for (part, name) in self.kind.subject().address().parts {
            map.serialize_entry(part.json, name)?;
        }
        let mut details = Vec::new();
        self.kind
            .details(&mut |name, detail| details.push((name, detail)));
        for (name, detail) in details {
            let name = if name == "item" { "item-digest" } else { name };
            map.serialize_entry(name, &detail)?;
        }
        map.serialize_entry("id", &self.id)?;
        map.serialize_entry("prev", &self.prev)?;
        map.end()
    }
}

#[cfg(test)]
impl<T: schemars::JsonSchema> schemars::JsonSchema for ByName<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        T::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let value = generator.subschema_for::<T>();
        schemars::json_schema!({"type": "object", "additionalProperties": value})
    }
}

#[cfg(test)]
impl schemars::JsonSchema for Event {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Event".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "object",
            "description": "An event as the record has it, with the values of its kind (docs/record-format.md).",
            "properties": {
                "kind": {"description": "What happened.", "type": "string"},
                "at": {"description": "When.", "type": "string", "format": "date-time"},
                "by": {"description": "Who.", "type": "string"},
                "id": {"description": "SHA-256 over the canonical form.", "type": "string"},
                "prev": {
                    "description": "The newest events that its author had seen.",
                    "type": "array",
                    "items": {"type": "string"},
                },
            },
            "additionalProperties": true,
            "required": ["kind", "at", "by", "id", "prev"],
        })
    }
}

//! Takes typed values out of a TOML table, and says where it went wrong.

use std::ops::Range;

use chrono::{DateTime, NaiveDate, TimeZone as _, Utc};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::malformed::{Fault, Malformed};
use crate::domain::decimal::Decimal;
use crate::domain::text::nearest;

/// Every key of a record, to tell what a misspelled one was meant to be.
const KEYS: &[&str] = &[
    "above",
    "above-seconds",
    "action",
    "actions",
    "after",
    "aliases",
    "answer",
    "apply",
    "at",
    "back-to",
    "back-to-candidate",
    "baseline",
    "below",
    "bound",
    "by",
    "call",
    "candidate",
    "cause",
    "check",
    "choice",
    "class",
    "command",
    "commander",
    "commander-role",
    "commits",
    "course",
    "criteria",
    "decision",
    "digest",
    "due",
    "duty",
    "early-reason",
    "ends",
    "event",
    "evidence",
    "expires",
    "facilitator",
    "fact",
    "facts",
    "feature-flag",
    "finding",
    "focus",
    "for-seconds",
    "format",
    "from",
    "from-seconds",
    "from-severity",
    "gate",
    "happened",
    "help",
    "id",
    "if-applicable",
    "incident",
    "incidents",
    "item",
    "items",
    "judged-by",
    "killer",
    "kind",
    "least-soak-seconds",
    "least-traffic",
    "limit",
    "link",
    "margin",
    "marks",
    "max-baseline-age-seconds",
    "may-waive",
    "members",
    "metric",
    "missing",
    "monitoring",
    "most-soak-seconds",
    "most-traffic",
    "note",
    "observation",
    "on-demand",
    "on-strategy",
    "outcome",
    "overridden",
    "override-reason",
    "override-role",
    "owner",
    "owner-role",
    "percent-above-baseline",
    "percent-below-baseline",
    "phase",
    "phase-title",
    "plan",
    "playbook",
    "points-above-baseline",
    "points-below-baseline",
    "policy",
    "prev",
    "query",
    "question",
    "reading",
    "reason",
    "release",
    "removed",
    "role",
    "roles",
    "rollback",
    "rollout",
    "rule",
    "ruling",
    "run",
    "samples",
    "section",
    "separation",
    "severity",
    "signature",
    "signoff",
    "source",
    "stage",
    "starts-at",
    "step-ms",
    "strategy",
    "text",
    "then",
    "timeout-seconds",
    "title",
    "to",
    "to-seconds",
    "traffic",
    "trigger",
    "type",
    "unit",
    "value",
    "version",
    "when",
    "window",
];

/// A place in the text, as a range of bytes.
pub(super) type Span = Range<usize>;

/// The values of one table that have not been taken yet.
pub(super) struct Fields<'i> {
    table: DeTable<'i>,
    span: Span,
}

pub(super) type Taken<T> = Result<T, Malformed>;

impl<'i> Fields<'i> {
    pub(super) fn new(table: DeTable<'i>, span: Span) -> Self {
        Self { table, span }
    }

    /// Returns where the table stands.
    pub(super) fn span(&self) -> Span {
        self.span.clone()
    }

    fn take(&mut self, key: &'static str) -> Option<Spanned<DeValue<'i>>> {
        self.table.remove(key)
    }

    fn missing(&self, key: &'static str) -> Malformed {
        Fault::Missing { key }.at(self.span.clone())
    }

    /// Takes a text that may be left out.
    pub(super) fn text(&mut self, key: &'static str) -> Taken<Option<(String, Span)>> {
        let Some(value) = self.take(key) else {
            return Ok(None);
        };
        let span = value.span();
        match value.into_inner() {
            DeValue::String(text) => Ok(Some((text.into_owned(), span))),
            _ => Err(wrong(key, "a text").at(span)),
        }
    }

    /// Takes a text that must be there.
    pub(super) fn needed(&mut self, key: &'static str) -> Taken<(String, Span)> {
        self.text(key)?.ok_or_else(|| self.missing(key))
    }

    /// Takes a text that may be left out, without its place.
    pub(super) fn optional(&mut self, key: &'static str) -> Taken<Option<String>> {
        Ok(self.text(key)?.map(|(text, _)| text))
    }

    /// Takes a text that must be there and turns it into something else.
    pub(super) fn parsed<T>(
        &mut self,
        key: &'static str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Taken<T> {
        let (text, span) = self.needed(key)?;
        parse(&text).ok_or_else(|| Fault::BadValue { key, value: text }.at(span))
    }

    /// Takes a text that may be left out and turns it into something else.
    pub(super) fn parsed_if_there<T>(
        &mut self,
        key: &'static str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Taken<Option<T>> {
        let Some((text, span)) = self.text(key)? else {
            return Ok(None);
        };
        parse(&text)
            .map(Some)
            .ok_or_else(|| Fault::BadValue { key, value: text }.at(span))
    }

    /// Takes texts; none when the key is left out.
    pub(super) fn texts(&mut self, key: &'static str) -> Taken<Vec<String>> {
        let Some(value) = self.take(key) else {
            return Ok(Vec::new());
        };
        let span = value.span();
        let DeValue::Array(values) = value.into_inner() else {
            return Err(Fault::WrongType {
                key,
                expected: "a list",
            }
            .at(span));
        };
        values
            .into_iter()
            .map(|value| {
                let span = value.span();
                match value.into_inner() {
                    DeValue::String(text) => Ok(text.into_owned()),
                    _ => Err(wrong(key, "a list of texts").at(span)),
                }
            })
            .collect()
    }

    /// Takes texts and turns each into something else.
    pub(super) fn each<T>(
        &mut self,
        key: &'static str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Taken<Vec<T>> {
        let span = self
            .table
            .get(key)
            .map_or_else(|| self.span(), Spanned::span);
        let texts = self.texts(key)?;
        texts
            .into_iter()
            .map(|text| {
                parse(&text).ok_or_else(|| Fault::BadValue { key, value: text }.at(span.clone()))
            })
            .collect()
    }

    /// Takes a yes or no; no when the key is left out.
    pub(super) fn flag(&mut self, key: &'static str) -> Taken<bool> {
        Ok(self.flag_if_there(key)?.unwrap_or(false))
    }

    /// Takes a yes or no that may be left out.
    pub(super) fn flag_if_there(&mut self, key: &'static str) -> Taken<Option<bool>> {
        let Some(value) = self.take(key) else {
            return Ok(None);
        };
        value
            .get_ref()
            .as_bool()
            .map(Some)
            .ok_or_else(|| wrong(key, "true or false").at(value.span()))
    }

    /// Takes a yes or no that must be there.
    pub(super) fn needed_flag(&mut self, key: &'static str) -> Taken<bool> {
        self.flag_if_there(key)?.ok_or_else(|| self.missing(key))
    }

    /// Takes a whole number that may be left out.
    pub(super) fn number(&mut self, key: &'static str) -> Taken<Option<i64>> {
        let Some(value) = self.take(key) else {
            return Ok(None);
        };
        let number = value
            .get_ref()
            .as_integer()
            .and_then(|number| i64::from_str_radix(number.as_str(), number.radix()).ok());
        number
            .map(Some)
            .ok_or_else(|| wrong(key, "a whole number").at(value.span()))
    }

    /// Takes a whole number from 0 that may be left out.
    pub(super) fn count(&mut self, key: &'static str) -> Taken<Option<u64>> {
        let span = self
            .table
            .get(key)
            .map_or_else(|| self.span(), Spanned::span);
        let number = self.number(key)?.map(u64::try_from).transpose();
        number.map_err(|_| wrong(key, "a whole number from 0").at(span))
    }

    /// Takes a whole number from 0 that must be there.
    pub(super) fn needed_count(&mut self, key: &'static str) -> Taken<u64> {
        self.count(key)?.ok_or_else(|| self.missing(key))
    }

    /// Takes a measured amount that may be left out.
    pub(super) fn amount(&mut self, key: &'static str) -> Taken<Option<Decimal>> {
        let Some(value) = self.take(key) else {
            return Ok(None);
        };
        let amount = match value.get_ref() {
            DeValue::Integer(number) if number.radix() == 10 => number.as_str().parse().ok(),
            DeValue::Float(number) => number.as_str().parse().ok(),
            _ => None,
        };
        amount
            .map(Some)
            .ok_or_else(|| wrong(key, "a plain decimal number").at(value.span()))
    }

    /// Takes a measured amount that must be there.
    pub(super) fn needed_amount(&mut self, key: &'static str) -> Taken<Decimal> {
        self.amount(key)?.ok_or_else(|| self.missing(key))
    }

    /// Takes a time in UTC, to the second.
    pub(super) fn time(&mut self, key: &'static str) -> Taken<DateTime<Utc>> {
        self.time_if_there(key)?.ok_or_else(|| self.missing(key))
    }

    /// Takes a time in UTC, to the second, that may be left out.
    pub(super) fn time_if_there(&mut self, key: &'static str) -> Taken<Option<DateTime<Utc>>> {
        let Some(value) = self.take(key) else {
            return Ok(None);
        };
        let time = value.get_ref().as_datetime().and_then(utc).map(Some);
        time.ok_or_else(|| {
            wrong(
                key,
                "a time in UTC to the second, such as 2026-11-20T09:00:00Z,",
            )
            .at(value.span())
        })
    }

    /// Takes a list of times in UTC, to the second.
    pub(super) fn times(&mut self, key: &'static str) -> Taken<Vec<DateTime<Utc>>> {
        let Some(value) = self.take(key) else {
            return Err(self.missing(key));
        };
        let span = value.span();
        let times = value.get_ref().as_array().and_then(|times| {
            times
                .iter()
                .map(|time| time.get_ref().as_datetime().and_then(utc))
                .collect::<Option<Vec<_>>>()
        });
        times.ok_or_else(|| wrong(key, "a list of times in UTC to the second").at(span))
    }

    /// Takes a day that may be left out.
    pub(super) fn day(&mut self, key: &'static str) -> Taken<Option<NaiveDate>> {
        let Some(value) = self.take(key) else {
            return Ok(None);
        };
        let day = value
            .get_ref()
            .as_datetime()
            .filter(|time| time.time.is_none())
            .and_then(|time| naive_date(time.date?));
        day.map(Some)
            .ok_or_else(|| wrong(key, "a day, such as 2026-11-20,").at(value.span()))
    }

    /// Takes a table that may be left out.
    pub(super) fn table(&mut self, key: &'static str) -> Taken<Option<Self>> {
        let Some(value) = self.take(key) else {
            return Ok(None);
        };
        let span = value.span();
        match value.into_inner() {
            DeValue::Table(table) => Ok(Some(Self::new(table, span))),
            _ => Err(wrong(key, "a table").at(span)),
        }
    }

    /// Takes an array of tables; none when the key is left out.
    pub(super) fn tables(&mut self, key: &'static str) -> Taken<Vec<Self>> {
        let Some(value) = self.take(key) else {
            return Ok(Vec::new());
        };
        let span = value.span();
        let DeValue::Array(values) = value.into_inner() else {
            return Err(Fault::WrongType {
                key,
                expected: "a list of tables",
            }
            .at(span));
        };
        values
            .into_iter()
            .map(|value| {
                let span = value.span();
                match value.into_inner() {
                    DeValue::Table(table) => Ok(Self::new(table, span)),
                    _ => Err(wrong(key, "a list of tables").at(span)),
                }
            })
            .collect()
    }

    /// Takes every key and its yes or no.
    pub(super) fn flags(self) -> Taken<Vec<(String, bool, Span)>> {
        self.table
            .into_iter()
            .map(|(key, value)| {
                let answer = value.get_ref().as_bool();
                let answer =
                    answer.ok_or_else(|| wrong("facts", "true or false").at(value.span()))?;
                Ok((key.get_ref().to_string(), answer, key.span()))
            })
            .collect()
    }

    /// Refuses whatever was not taken: nothing in a record is passed over.
    pub(super) fn finish(self) -> Taken<()> {
        let Some((key, _)) = self.table.iter().next() else {
            return Ok(());
        };
        // A known key in a place where it means nothing is no misspelling.
        let near = if KEYS.contains(&key.get_ref().as_ref()) {
            None
        } else {
            nearest(key.get_ref(), KEYS.iter().copied())
        };
        let near = near.map(str::to_owned);
        Err(Fault::UnknownKey {
            key: key.get_ref().to_string(),
            near,
        }
        .at(key.span()))
    }
}

fn wrong(key: &'static str, expected: &'static str) -> Fault {
    Fault::WrongType { key, expected }
}

fn utc(time: &toml::value::Datetime) -> Option<DateTime<Utc>> {
    let (date, clock) = (naive_date(time.date?)?, time.time?);
    if clock.nanosecond.unwrap_or(0) != 0 || time.offset != Some(toml::value::Offset::Z) {
        return None;
    }
    let naive = date.and_hms_opt(clock.hour.into(), clock.minute.into(), clock.second?.into())?;
    Some(Utc.from_utc_datetime(&naive))
}

fn naive_date(date: toml::value::Date) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into())
}

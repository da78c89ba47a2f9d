//! Takes typed values out of a TOML table, and says where it went wrong.

use std::borrow::Cow;
use std::cell::RefCell;
use std::ops::Range;

use chrono::{DateTime, NaiveDate, TimeZone as _, Utc};
use toml::Spanned;
use toml::de::{DeTable, DeValue};
use toml::value::Offset;

use super::malformed::{Fault, Malformed};
use super::read::known_keys;
use crate::domain::decimal::Decimal;
use crate::domain::schema::{Block, Known, Source};
use crate::domain::text::nearest;

/// A place in the text, as a range of bytes.
pub(super) type Span = Range<usize>;

/// A table of a record, as both readers have it: [`Fields`] from a tree, and the one of [`super::read`] that goes through
/// the text.
pub(super) trait Table: Source<Error = Malformed> {
    /// Returns where the table stands.
    fn span(&self) -> Span;

    /// Returns where a value stands; the table when there is none.
    fn span_of(&self, key: &str) -> Span;

    /// Tells whether there is a value that was not taken yet.
    fn has(&self, key: &str) -> bool;

    /// Takes a whole number that may be left out.
    fn number(&mut self, key: &'static str) -> Taken<Option<i64>>;

    /// Takes a table that may be left out.
    fn table<T>(
        &mut self,
        key: &'static str,
        take: impl FnOnce(&mut Self) -> Taken<T>,
    ) -> Taken<Option<T>>;

    /// Takes an array of tables; none when the key is left out.
    fn tables(&mut self, key: &'static str, take: impl FnMut(&mut Self) -> Taken<()>) -> Taken<()>;

    /// Takes a table of keys with a yes or no each; none when it is left out.
    fn flags(&mut self, key: &'static str) -> Taken<Vec<(String, bool, Span)>>;

    /// Refuses whatever was not taken: nothing in a record is passed over.
    fn finish(&mut self) -> Taken<()>;
}

/// The values of one table that have not been taken yet.
pub(super) struct Fields<'i> {
    table: DeTable<'i>,
    span: Span,
    known: &'i RefCell<Known>,
}

pub(super) type Taken<T> = Result<T, Malformed>;

impl<'i> Fields<'i> {
    pub(super) fn new(table: DeTable<'i>, span: Span, known: &'i RefCell<Known>) -> Self {
        Self { table, span, known }
    }

    /// Takes a value and turns it into something else.
    fn take<T>(
        &mut self,
        key: &'static str,
        expected: &'static str,
        turn: impl FnOnce(DeValue<'i>) -> Option<T>,
    ) -> Taken<Option<T>> {
        let Some(value) = self.table.remove(key) else {
            return Ok(None);
        };
        let span = value.span();
        let value = turn(value.into_inner());
        value.map(Some).ok_or_else(|| wrong(key, expected).at(span))
    }

    fn one(&mut self, key: &'static str) -> Taken<Option<Self>> {
        let (span, known) = (self.span_of(key), self.known);
        self.take(key, "a table", |value| match value {
            DeValue::Table(table) => Some(Self::new(table, span, known)),
            _ => None,
        })
    }

    fn several(&mut self, key: &'static str) -> Taken<Vec<Self>> {
        let known = self.known;
        self.array(
            key,
            "a list of tables",
            "a list of tables",
            |value, span| match value {
                DeValue::Table(table) => Some(Self::new(table, span, known)),
                _ => None,
            },
        )
    }

    /// Takes a list, and turns each of its values into something else.
    fn array<T>(
        &mut self,
        key: &'static str,
        expected: &'static str,
        of: &'static str,
        mut turn: impl FnMut(DeValue<'i>, Span) -> Option<T>,
    ) -> Taken<Vec<T>> {
        let values = self.take(key, expected, |value| match value {
            DeValue::Array(values) => Some(values),
            _ => None,
        })?;
        let turned = values.into_iter().flatten().map(|value| {
            let span = value.span();
            turn(value.into_inner(), span.clone()).ok_or_else(|| wrong(key, of).at(span))
        });
        turned.collect()
    }
}

impl Table for Fields<'_> {
    fn span(&self) -> Span {
        self.span.clone()
    }

    fn span_of(&self, key: &str) -> Span {
        self.table
            .get(key)
            .map_or_else(|| self.span(), Spanned::span)
    }

    fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    fn number(&mut self, key: &'static str) -> Taken<Option<i64>> {
        self.take(key, "a whole number", |value| {
            let number = value.as_integer()?;
            i64::from_str_radix(number.as_str(), number.radix()).ok()
        })
    }

    fn table<T>(
        &mut self,
        key: &'static str,
        take: impl FnOnce(&mut Self) -> Taken<T>,
    ) -> Taken<Option<T>> {
        self.one(key)?.map(|mut table| take(&mut table)).transpose()
    }

    fn tables(
        &mut self,
        key: &'static str,
        mut take: impl FnMut(&mut Self) -> Taken<()>,
    ) -> Taken<()> {
        let mut tables = self.several(key)?.into_iter();
        tables.try_for_each(|mut table| take(&mut table))
    }

    fn flags(&mut self, key: &'static str) -> Taken<Vec<(String, bool, Span)>> {
        let table = self.one(key)?.map(|table| table.table);
        let flags = table.into_iter().flatten().map(|(key, value)| {
            let answer = value.get_ref().as_bool();
            let answer = answer.ok_or_else(|| wrong("facts", "true or false").at(value.span()))?;
            Ok((key.get_ref().to_string(), answer, key.span()))
        });
        flags.collect()
    }

    fn finish(&mut self) -> Taken<()> {
        let Some((key, _)) = self.table.iter().next() else {
            return Ok(());
        };
        // A known key in a place where it means nothing is no misspelling.
        let known = known_keys();
        let near = nearest(key.get_ref(), known).filter(|near| near != key.get_ref());
        Err(Fault::UnknownKey {
            key: key.get_ref().to_string(),
            near: near.map(str::to_owned),
        }
        .at(key.span()))
    }
}

impl Source for Fields<'_> {
    type Error = Malformed;

    fn text<T>(
        &mut self,
        key: &'static str,
        parse: impl FnOnce(&str, &mut Known) -> Option<T>,
    ) -> Taken<Option<T>> {
        let span = self.span_of(key);
        let text = self.take(key, "a text", text)?;
        text.map(|text| {
            parse(&text, &mut self.known.borrow_mut()).ok_or_else(|| bad(key, &text).at(span))
        })
        .transpose()
    }

    fn texts<T>(
        &mut self,
        key: &'static str,
        mut parse: impl FnMut(&str, &mut Known) -> Option<T>,
    ) -> Taken<Vec<T>> {
        let span = self.span_of(key);
        let texts = self.array(key, "a list", "a list of texts", |value, _| text(value))?;
        let mut known = self.known.borrow_mut();
        let parsed = texts
            .iter()
            .map(|text| parse(text, &mut known).ok_or_else(|| bad(key, text).at(span.clone())));
        parsed.collect()
    }

    fn flag(&mut self, key: &'static str) -> Taken<Option<bool>> {
        self.take(key, "true or false", |value| value.as_bool())
    }

    fn count(&mut self, key: &'static str) -> Taken<Option<u64>> {
        let span = self.span_of(key);
        let number = self.number(key)?.map(u64::try_from).transpose();
        number.map_err(|_| wrong(key, "a whole number from 0").at(span))
    }

    fn amount(&mut self, key: &'static str) -> Taken<Option<Decimal>> {
        self.take(key, "a plain decimal number", |value| match value {
            DeValue::Integer(number) if number.radix() == 10 => number.as_str().parse().ok(),
            DeValue::Float(number) => number.as_str().parse().ok(),
            _ => None,
        })
    }

    fn day(&mut self, key: &'static str) -> Taken<Option<NaiveDate>> {
        self.take(key, "a day, such as 2026-11-20,", |value| {
            let time = value.as_datetime().filter(|time| time.time.is_none())?;
            naive_date(time.date?)
        })
    }

    fn time(&mut self, key: &'static str) -> Taken<Option<DateTime<Utc>>> {
        let expected = "a time in UTC to the second, such as 2026-11-20T09:00:00Z,";
        self.take(key, expected, |value| value.as_datetime().and_then(utc))
    }

    fn times(&mut self, key: &'static str) -> Taken<Option<Vec<DateTime<Utc>>>> {
        self.take(key, "a list of times in UTC to the second", |value| {
            let times = value.as_array()?.iter();
            times
                .map(|time| time.get_ref().as_datetime().and_then(utc))
                .collect()
        })
    }

    fn row<T: Block>(&mut self, key: &'static str) -> Taken<Option<T>> {
        self.one(key)?.map(whole).transpose()
    }

    fn rows<T: Block>(&mut self, key: &'static str) -> Taken<Vec<T>> {
        self.several(key)?.into_iter().map(whole).collect()
    }

    fn missing(&self, key: &'static str) -> Malformed {
        Fault::Missing { key }.at(self.span())
    }
}

/// Reads a thing that has nothing but its own values.
fn whole<T: Block>(mut fields: Fields<'_>) -> Taken<T> {
    let block = T::read(&mut fields)?;
    fields.finish()?;
    Ok(block)
}

fn text(value: DeValue<'_>) -> Option<Cow<'_, str>> {
    match value {
        DeValue::String(text) => Some(text),
        _ => None,
    }
}

/// Returns the fault of a value that makes no sense for its key.
pub(super) fn bad(key: &'static str, value: &str) -> Fault {
    let value = value.to_owned();
    Fault::BadValue { key, value }
}

fn wrong(key: &'static str, expected: &'static str) -> Fault {
    Fault::WrongType { key, expected }
}

fn utc(time: &toml::value::Datetime) -> Option<DateTime<Utc>> {
    let (date, clock) = (naive_date(time.date?)?, time.time?);
    // Other programs write UTC as `+00:00`.
    let is_utc = matches!(time.offset?, Offset::Z | Offset::Custom { minutes: 0 });
    if clock.nanosecond.unwrap_or(0) != 0 || !is_utc {
        return None;
    }
    let naive = date.and_hms_opt(clock.hour.into(), clock.minute.into(), clock.second?.into())?;
    Some(Utc.from_utc_datetime(&naive))
}

fn naive_date(date: toml::value::Date) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into())
}

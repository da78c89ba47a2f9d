//! What the answer to a query says: one value, one series, or why there is neither.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::domain::digest::Digest;
use crate::domain::duration::span;
use crate::domain::event::reading::Data;
use crate::source::measure::{Timed, series};
use crate::source::{Stretch, missing};

/// How far the time of a value may be from the time that was asked for, in milliseconds.
const OUTDATED: i64 = 60_000;

/// What a server sent.
pub(super) struct Sent {
    /// The status code.
    pub(super) code: u16,
    pub(super) body: Vec<u8>,
}

/// What was asked for.
#[derive(Clone, Copy)]
pub(super) enum Asked {
    /// A value at a time.
    Value(DateTime<Utc>),
    /// Samples over a stretch of time, with the time from one to the next in milliseconds.
    Samples(Stretch, i64),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer<'a> {
    status: String,
    #[serde(borrow)]
    data: Option<&'a RawValue>,
    error_type: Option<String>,
    error: Option<String>,
    warnings: Option<Vec<String>>,
    infos: Option<Vec<String>>,
}

/// How a note begins that a server before Prometheus 3 sends among its warnings.
const NOTE: &str = "PromQL info: ";

/// The most notes that are repeated.
const MOST_NOTES: usize = 3;

impl Answer<'_> {
    /// Returns the first warning that says the data may be wrong or not all of it.
    fn warning(&self) -> Option<&str> {
        let mut warnings = self.warnings.iter().flatten();
        warnings
            .find(|warning| !warning.starts_with(NOTE))
            .map(String::as_str)
    }

    /// Returns what the server says of the query and means as a note.
    fn notes(&self) -> impl Iterator<Item = &str> {
        let among_warnings = self.warnings.iter().flatten();
        among_warnings
            .filter(|warning| warning.starts_with(NOTE))
            .chain(self.infos.iter().flatten())
            .map(|note| note.strip_prefix(NOTE).unwrap_or(note))
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Outcome<'a> {
    result_type: String,
    #[serde(borrow)]
    result: &'a RawValue,
}

#[derive(Deserialize)]
struct OneValue {
    value: Option<Timed>,
}

#[derive(Deserialize)]
struct ManyValues {
    values: Option<Vec<Timed>>,
}

/// Why an answer cannot be used when its form is not known.
const NO_ANSWER: &str = "the answer is not one of a Prometheus server";

/// Returns what an answer says, and the server's notes on the query. `shown` makes the server's own words fit to be
/// repeated.
pub(super) fn data(
    sent: &Sent,
    asked: Asked,
    shown: &dyn Fn(&str) -> String,
) -> (Data, Vec<String>) {
    let digest = Digest::of_bytes(&sent.body);
    let answer = serde_json::from_slice::<Answer<'_>>(&sent.body);
    let notes = answer
        .iter()
        .flat_map(Answer::notes)
        .take(MOST_NOTES)
        .map(shown)
        .collect();
    let data = found(sent.code, answer, asked, digest, shown)
        .unwrap_or_else(|why| missing(why, Some(digest)));
    (data, notes)
}

fn found(
    code: u16,
    answer: serde_json::Result<Answer<'_>>,
    asked: Asked,
    digest: Digest,
    shown: &dyn Fn(&str) -> String,
) -> Result<Data, String> {
    if let Ok(Answer {
        error: Some(error),
        error_type,
        ..
    }) = &answer
    {
        let kind = error_type
            .as_ref()
            .map(|kind| format!("{}: ", shown(kind)))
            .unwrap_or_default();
        return Err(format!("Prometheus says: {kind}{}", shown(error)));
    }
    match code {
        200 => {}
        300..=399 => {
            return Err(format!(
                "the server redirects ({code}), and secrets are not sent on; give the address that it redirects to"
            ));
        }
        401 | 403 => return Err(format!("the server refuses access ({code})")),
        code => return Err(format!("the server answers with status {code}")),
    }
    let answer = answer.map_err(|_| NO_ANSWER)?;
    if let Some(warning) = answer.warning() {
        return Err(format!("Prometheus warns: {}", shown(warning)));
    }
    let outcome: Outcome<'_> = from_json(
        answer
            .data
            .filter(|_| answer.status == "success")
            .ok_or(NO_ANSWER)?,
    )?;
    match (asked, outcome.result_type.as_str()) {
        (Asked::Value(at), "scalar") => value(at, from_json::<Timed>(outcome.result)?, digest),
        (Asked::Value(at), "vector") => {
            let one: OneValue = only(from_json(outcome.result)?)?;
            value(
                at,
                one.value
                    .ok_or("the query gave a histogram, a number is needed")?,
                digest,
            )
        }
        (Asked::Samples(stretch, step), "matrix") => {
            let one: ManyValues = only(from_json(outcome.result)?)?;
            let samples = one
                .values
                .ok_or("the query gave a histogram, numbers are needed")?;
            let samples = samples.into_iter().map(|Timed(sample)| sample).collect();
            series(samples, Some(step), stretch, digest).map(Data::Series)
        }
        (Asked::Value(_), "matrix") => {
            Err("the query gave samples over time, one value is needed".to_owned())
        }
        (_, "string") => Err("the query gave a text, a number is needed".to_owned()),
        _ => Err(NO_ANSWER.to_owned()),
    }
}

fn from_json<'a, T: Deserialize<'a>>(json: &'a RawValue) -> Result<T, String> {
    serde_json::from_str(json.get()).map_err(|_| NO_ANSWER.to_owned())
}

fn only<T>(all: Vec<T>) -> Result<T, String> {
    let count = all.len();
    let one = all.into_iter().next().ok_or("the query gave no data")?;
    if count == 1 {
        Ok(one)
    } else {
        Err(format!("the query gave {count} series, one is needed"))
    }
}

fn value(at: DateTime<Utc>, Timed(sample): Timed, digest: Digest) -> Result<Data, String> {
    let age = at.timestamp_millis().saturating_sub(sample.at);
    if age.abs() > OUTDATED {
        let off = span(age.unsigned_abs() / 1000);
        return Err(format!(
            "the value is {off} {}",
            if age > 0 { "old" } else { "ahead of its time" }
        ));
    }
    let value = sample
        .value
        .ok_or("the value is not a finite number below 10^15")?;
    Ok(Data::Value {
        value,
        digest: Some(digest),
    })
}

#[cfg(test)]
mod tests;

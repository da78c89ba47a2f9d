//! The JSON that says what one metric is: a number, `{"value": 0.4}` or `{"samples": [[time, 0.4], …], "step": "15s"}`.
//!
//! Read into samples directly, one pass over the text, because a document may have a hundred thousand of them.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::number::Number;
use super::{Stretch, missing, quoted};
use crate::domain::digest::Digest;
use crate::domain::duration::span;
use crate::domain::event::reading::{Data, Sample, Series};

/// The keys of an object that is a metric.
const KEYS: &[&str] = &["samples", "step", "value"];

/// The longest time from one sample to the next that can be given, in milliseconds: 24 hours.
const LONGEST_STEP: i64 = 86_400_000;

/// What a document or a command says of one metric.
#[derive(Debug)]
pub(super) enum Measure {
    Value(Number),
    /// Samples, in any order.
    Samples {
        samples: Vec<Sample>,
        /// The time from one to the next, in milliseconds, when it is given.
        step: Option<i64>,
    },
}

impl Measure {
    /// Returns it as data of a stretch of time: samples from before it are left out, and samples from after it, or
    /// two that contradict each other, leave nothing that could be judged.
    pub(super) fn data(self, stretch: Stretch, digest: Digest) -> Data {
        match self {
            Self::Value(Number(Some(value))) => Data::Value {
                value,
                digest: Some(digest),
            },
            Self::Value(Number(None)) => {
                missing("the value is not a finite number below 10^15", Some(digest))
            }
            Self::Samples { samples, step } => match series(samples, step, stretch, digest) {
                Ok(series) => Data::Series(series),
                Err(why) => missing(why, Some(digest)),
            },
        }
    }
}

/// Puts samples in order.
///
/// # Errors
///
/// Why they cannot be judged, as the end of a sentence.
pub(super) fn series(
    mut samples: Vec<Sample>,
    step: Option<i64>,
    stretch: Stretch,
    digest: Digest,
) -> Result<Series, String> {
    let (from, to) = (
        stretch.from.timestamp_millis(),
        stretch.to.timestamp_millis(),
    );
    if !samples.is_sorted_by(|one, next| one.at < next.at) {
        samples = in_order(samples)?;
    }
    let before = samples.partition_point(|sample| sample.at < from);
    samples.drain(..before);
    let last = samples
        .last()
        .ok_or("there are no samples since the beginning")?;
    if last.at > to {
        let ahead = u64::try_from((last.at - to) / 1000).unwrap_or(0);
        return Err(format!("samples lie in the future, up to {}", span(ahead)));
    }
    let step = step
        .or_else(|| median_distance(&samples))
        .ok_or("one sample does not show its step; give `step`")?;
    Ok(Series::new(stretch.from, stretch.to, step, samples, digest))
}

/// Sorts samples by time, and keeps one of those that say the same.
fn in_order(mut samples: Vec<Sample>) -> Result<Vec<Sample>, String> {
    samples.sort_by_key(|sample| sample.at);
    samples.dedup();
    if samples.windows(2).any(|pair| pair[0].at == pair[1].at) {
        return Err("two samples of the same time have different values".to_owned());
    }
    Ok(samples)
}

fn median_distance(samples: &[Sample]) -> Option<i64> {
    let distances = || samples.windows(2).map(|pair| pair[1].at - pair[0].at);
    let first = distances().next()?;
    if distances().all(|distance| distance == first) {
        return Some(first);
    }
    let mut distances: Vec<i64> = distances().collect();
    let middle = (distances.len() - 1) / 2;
    Some(*distances.select_nth_unstable(middle).1)
}

/// Reads a time from one sample to the next, such as `15s`, `500ms`, `1m`, in milliseconds.
fn step_of(text: &str) -> Option<i64> {
    let end = text.find(|c: char| !c.is_ascii_digit())?;
    let number: i64 = text[..end].parse().ok()?;
    let unit = match &text[end..] {
        "ms" => 1,
        "s" => 1_000,
        "m" => 60_000,
        "h" => 3_600_000,
        _ => return None,
    };
    number
        .checked_mul(unit)
        .filter(|step| (1..=LONGEST_STEP).contains(step))
}

/// Reads seconds, which may be broken, in milliseconds, to the nearest.
pub(super) fn milliseconds(seconds: f64) -> Option<i64> {
    // The year 5138. Beyond it somebody counted in milliseconds.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "it is far within the range of the type"
    )]
    (0.0..1e11)
        .contains(&seconds)
        .then_some((seconds * 1000.0 + 0.5) as i64)
}

impl<'de> Deserialize<'de> for Measure {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(MeasureVisitor)
    }
}

struct MeasureVisitor;

impl<'de> Visitor<'de> for MeasureVisitor {
    type Value = Measure;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number, or an object with `value` or `samples`")
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Measure, E> {
        Ok(Measure::Value(Number::of_f64(number)))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Measure, E> {
        Number::deserialize(serde::de::value::U64Deserializer::new(number)).map(Measure::Value)
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Measure, E> {
        Number::deserialize(serde::de::value::I64Deserializer::new(number)).map(Measure::Value)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Measure, E> {
        Number::deserialize(serde::de::value::StrDeserializer::new(text)).map(Measure::Value)
    }

    fn visit_unit<E: Error>(self) -> Result<Measure, E> {
        Ok(Measure::Value(Number(None)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Measure, A::Error> {
        let (mut value, mut samples, mut step) = (None, None, None);
        while let Some(key) = map.next_key::<String>()? {
            let is_second = match key.as_str() {
                "value" => value.replace(map.next_value::<Number>()?).is_some(),
                "samples" => samples.replace(map.next_value::<Samples>()?).is_some(),
                "step" => step.replace(map.next_value::<Step>()?).is_some(),
                other => return Err(Error::unknown_field(&quoted(other), KEYS)),
            };
            if is_second {
                return Err(Error::custom(format_args!("`{key}` is there twice")));
            }
        }
        match (value, samples, step) {
            (Some(value), None, None) => Ok(Measure::Value(value)),
            (None, Some(Samples(samples)), step) => Ok(Measure::Samples {
                samples,
                step: step.map(|Step(step)| step),
            }),
            (Some(_), None, Some(_)) => Err(Error::custom("`step` belongs to `samples`")),
            (Some(_), Some(_), _) => Err(Error::custom("give `value` or `samples`, not both")),
            (None, None, _) => Err(Error::custom("`value` or `samples` is missing")),
        }
    }
}

struct Samples(Vec<Sample>);

impl<'de> Deserialize<'de> for Samples {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(SamplesVisitor)
    }
}

struct SamplesVisitor;

impl<'de> Visitor<'de> for SamplesVisitor {
    type Value = Samples;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("samples as `[[seconds, value], …]`")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut all: A) -> Result<Samples, A::Error> {
        let mut samples = Vec::new();
        while let Some(Timed(sample)) = all.next_element()? {
            samples.push(sample);
        }
        Ok(Samples(samples))
    }
}

/// A sample as `[seconds, value]`.
pub(super) struct Timed(pub(super) Sample);

impl<'de> Deserialize<'de> for Timed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(TimedVisitor)
    }
}

struct TimedVisitor;

impl<'de> Visitor<'de> for TimedVisitor {
    type Value = Timed;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a sample as `[seconds, value]`")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut pair: A) -> Result<Timed, A::Error> {
        let seconds = pair
            .next_element::<f64>()?
            .ok_or_else(|| Error::invalid_length(0, &self))?;
        let at = milliseconds(seconds).ok_or_else(|| {
            Error::custom(format_args!(
                "{seconds} is not a time in seconds since 1970; is it in milliseconds?"
            ))
        })?;
        let Number(value) = pair
            .next_element()?
            .ok_or_else(|| Error::invalid_length(1, &self))?;
        if pair.next_element::<IgnoredAny>()?.is_some() {
            return Err(Error::invalid_length(3, &self));
        }
        Ok(Timed(Sample { at, value }))
    }
}

/// A time from one sample to the next: a text such as `15s`, or seconds.
struct Step(i64);

impl<'de> Deserialize<'de> for Step {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(StepVisitor)
    }
}

struct StepVisitor;

impl Visitor<'_> for StepVisitor {
    type Value = Step;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a step such as `15s`, or seconds")
    }

    fn visit_f64<E: Error>(self, seconds: f64) -> Result<Step, E> {
        let step = milliseconds(seconds).filter(|step| (1..=LONGEST_STEP).contains(step));
        step.map(Step).ok_or_else(|| {
            E::custom(format_args!(
                "{seconds} s is not a step between 1ms and 24h"
            ))
        })
    }

    fn visit_u64<E: Error>(self, seconds: u64) -> Result<Step, E> {
        self.visit_f64(f64::from(u32::try_from(seconds).unwrap_or(u32::MAX)))
    }

    fn visit_i64<E: Error>(self, seconds: i64) -> Result<Step, E> {
        Err(E::custom(format_args!(
            "{seconds} s is not a step between 1ms and 24h"
        )))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Step, E> {
        let fault = || {
            E::custom(format_args!(
                "`{}` is not a step between 1ms and 24h, such as `15s`",
                quoted(text)
            ))
        };
        step_of(text).map(Step).ok_or_else(fault)
    }
}

#[cfg(test)]
mod tests;

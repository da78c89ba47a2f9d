//! What a metric source gives: values, series of samples, or the reason why there is neither.

use chrono::{DateTime, Utc};

use crate::domain::amount::Amount;
use crate::domain::digest::Digest;
use crate::domain::id::MetricId;
use crate::domain::span::span;

/// What was read of one metric.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The metric.
    pub metric: MetricId,
    /// Where it came from, in words: `by hand`, `file metrics.json`, `command ./p99`, `prometheus http://…`. Never a secret.
    pub source: String,
    /// The query that was asked, when it came from Prometheus.
    pub query: Option<String>,
    /// What came.
    pub data: Data,
}

/// What came from a source.
#[derive(Clone, Debug, PartialEq)]
pub enum Data {
    /// One value, of the present moment.
    Value {
        /// The value.
        value: Amount,
        /// The digest of what the source sent, when it sent anything.
        digest: Option<Digest>,
    },
    /// Samples over a stretch of time.
    Series(Series),
    /// Nothing that can be judged: an empty result, several series, not a number, an unreachable server.
    Missing {
        /// Why, as the end of a sentence: `the query gave no data`.
        why: String,
        /// The digest of what the source sent, when it sent anything.
        digest: Option<Digest>,
    },
}

/// Samples over a stretch of time, in order of time.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// Where the stretch that was asked for begins.
    pub from: DateTime<Utc>,
    /// Where it ends.
    pub to: DateTime<Utc>,
    /// The time from one sample to the next, in milliseconds; above 0.
    pub step: i64,
    /// The samples.
    pub samples: Vec<Sample>,
    /// The digest of what the source sent.
    pub digest: Digest,
}

/// A value at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sample {
    /// When, in milliseconds since 1970.
    pub at: i64,
    /// The value; `None` when it is not a number, or infinite.
    pub value: Option<Amount>,
}

/// What the record keeps of a reading: enough to say what was measured, and to hold the raw data against it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measured {
    /// The metric.
    pub metric: MetricId,
    /// The value that was judged; of a series, the newest one, and the median for a baseline.
    pub value: Option<Amount>,
    /// Why there is no value.
    pub missing: Option<String>,
    /// Where it came from, in words.
    pub source: String,
    /// The query that was asked.
    pub query: Option<String>,
    /// Where the series begins and ends.
    pub span: Option<(DateTime<Utc>, DateTime<Utc>)>,
    /// The time from one sample to the next, in milliseconds.
    pub step: Option<u64>,
    /// How many samples the series has.
    pub samples: Option<u64>,
    /// The digest of what the source sent.
    pub digest: Option<Digest>,
}

impl Series {
    /// Makes a series, with its samples in order of time. A step below a millisecond counts as one.
    pub fn new(from: DateTime<Utc>, to: DateTime<Utc>, step: i64, mut samples: Vec<Sample>, digest: Digest) -> Self {
        samples.sort_by_key(|sample| sample.at);
        Self { from, to, step: step.max(1), samples, digest }
    }

    /// Returns the longest distance between neighbours that is no gap, in milliseconds.
    pub fn longest_step(&self) -> i64 {
        self.step.saturating_mul(3) / 2
    }

    /// Returns the newest value.
    ///
    /// # Errors
    ///
    /// Why there is none that speaks for the end of the stretch, as the end of a sentence.
    pub fn newest(&self) -> Result<Amount, String> {
        let last = self.samples.last().ok_or("there are no samples")?;
        let age = self.to.timestamp_millis() - last.at;
        if age > self.longest_step() {
            return Err(format!("the newest sample is {} old", span(u64::try_from(age / 1000).unwrap_or(0))));
        }
        last.value.ok_or_else(|| "the newest sample is not a number".to_owned())
    }

    /// Returns the median, for a baseline; of an even number of samples the lower of the two in the middle.
    ///
    /// # Errors
    ///
    /// Why there is none, as the end of a sentence.
    pub fn median(&self) -> Result<Amount, String> {
        let values: Option<Vec<Amount>> = self.samples.iter().map(|sample| sample.value).collect();
        let mut values = values.ok_or("some samples are not numbers")?;
        values.sort_unstable();
        values.get(values.len().saturating_sub(1) / 2).copied().ok_or_else(|| "there are no samples".to_owned())
    }
}

impl Reading {
    /// Returns the present value.
    ///
    /// # Errors
    ///
    /// Why there is none, as the end of a sentence.
    pub fn value(&self) -> Result<Amount, String> {
        match &self.data {
            Data::Value { value, .. } => Ok(*value),
            Data::Series(series) => series.newest(),
            Data::Missing { why, .. } => Err(why.clone()),
        }
    }

    /// Returns the value that stands for normal: the median of a series.
    ///
    /// # Errors
    ///
    /// Why there is none, as the end of a sentence.
    pub fn usual(&self) -> Result<Amount, String> {
        match &self.data {
            Data::Series(series) => series.median(),
            _ => self.value(),
        }
    }

    /// Returns what the record keeps, with the value that was taken from it.
    pub fn kept(&self, value: Result<Amount, String>) -> Measured {
        let series = match &self.data {
            Data::Series(series) => Some(series),
            Data::Value { .. } | Data::Missing { .. } => None,
        };
        let digest = match &self.data {
            Data::Series(series) => Some(series.digest),
            Data::Value { digest, .. } | Data::Missing { digest, .. } => *digest,
        };
        Measured {
            metric: self.metric.clone(),
            missing: value.as_ref().err().cloned(),
            value: value.ok(),
            source: self.source.clone(),
            query: self.query.clone(),
            span: series.map(|series| (series.from, series.to)),
            step: series.and_then(|series| series.step.try_into().ok()),
            samples: series.and_then(|series| series.samples.len().try_into().ok()),
            digest,
        }
    }
}

//! What a metric source gives: values, series of samples, or the reason why there is neither.

use chrono::{DateTime, Utc};

use crate::domain::decimal::Decimal;
use crate::domain::digest::Digest;
use crate::domain::duration::span;
use crate::domain::id::MetricId;
use crate::domain::schema::block;

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
    /// What the source says about the query and calls a note. It is shown and judges nothing.
    pub notes: Vec<String>,
}

/// What came from a source.
#[derive(Clone, Debug, PartialEq)]
pub enum Data {
    /// One value, of the present moment.
    Value {
        /// The value.
        value: Decimal,
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
    pub value: Option<Decimal>,
}

block! {
    /// What the record keeps of a reading: enough to say what was measured, and to hold the raw data against it.
    pub struct Measured {
        /// The metric.
        pub metric: MetricId as "metric",
        /// The value that was judged; of a series, the newest one, and the median for a baseline.
        pub value: Option<Decimal> as "value",
        /// Why there is no value.
        pub missing: Option<String> as "missing",
        /// Where it came from, in words.
        pub source: String as "source",
        /// The query that was asked.
        pub query: Option<String> as "query",
        /// Where the series begins and ends.
        pub span: Option<(DateTime<Utc>, DateTime<Utc>)> as ["from", "to"],
        /// The time from one sample to the next, in milliseconds.
        pub step: Option<u64> as "step-ms",
        /// How many samples the series has.
        pub samples: Option<u64> as "samples",
        /// The digest of what the source sent.
        pub digest: Option<Digest> as "digest",
    }
}

impl Reading {
    /// Returns a value that a person read off a dashboard.
    pub fn by_hand(metric: MetricId, value: Decimal) -> Self {
        Self {
            metric,
            source: "by hand".to_owned(),
            query: None,
            data: Data::Value {
                value,
                digest: None,
            },
            notes: Vec::new(),
        }
    }
}

impl Series {
    /// Makes a series, with its samples in order of time. A step below a millisecond counts as one.
    pub fn new(
        from: DateTime<Utc>,
        to: DateTime<Utc>,
        step: i64,
        mut samples: Vec<Sample>,
        digest: Digest,
    ) -> Self {
        samples.sort_by_key(|sample| sample.at);
        Self {
            from,
            to,
            step: step.max(1),
            samples,
            digest,
        }
    }

    /// Returns the longest distance between neighbours that is no gap, in milliseconds.
    pub(crate) fn longest_step(&self) -> i64 {
        self.step.saturating_mul(3) / 2
    }

    /// Returns the newest value.
    ///
    /// # Errors
    ///
    /// Why there is none that speaks for the end of the stretch, as the end of a sentence.
    pub fn newest(&self) -> Result<Decimal, String> {
        let last = self.samples.last().ok_or("there are no samples")?;
        let age = self.to.timestamp_millis() - last.at;
        if age > self.longest_step() {
            return Err(format!(
                "the newest sample is {} old",
                span(u64::try_from(age / 1000).unwrap_or(0))
            ));
        }
        last.value
            .ok_or_else(|| "the newest sample is not a number".to_owned())
    }

    /// Returns the highest value; `None` when no sample is a number.
    pub(crate) fn highest(&self) -> Option<Decimal> {
        self.samples.iter().filter_map(|sample| sample.value).max()
    }

    /// Returns the lowest value; `None` when no sample is a number.
    pub(crate) fn lowest(&self) -> Option<Decimal> {
        self.samples.iter().filter_map(|sample| sample.value).min()
    }

    /// Returns the median, for a baseline; of an even number of samples the lower of the two in the middle.
    ///
    /// # Errors
    ///
    /// Why there is none, as the end of a sentence.
    pub fn median(&self) -> Result<Decimal, String> {
        let values: Option<Vec<Decimal>> = self.samples.iter().map(|sample| sample.value).collect();
        let mut values = values.ok_or("some samples are not numbers")?;
        let asked_for = (self.to - self.from).num_milliseconds() / self.step;
        if i64::try_from(values.len()).unwrap_or(i64::MAX) < asked_for / 2 {
            return Err(format!(
                "only {} of some {asked_for} samples are there",
                values.len()
            ));
        }
        values.sort_unstable();
        values
            .get(values.len().saturating_sub(1) / 2)
            .copied()
            .ok_or_else(|| "there are no samples".to_owned())
    }
}

impl Reading {
    /// Returns the present value.
    ///
    /// # Errors
    ///
    /// Why there is none, as the end of a sentence.
    pub fn value(&self) -> Result<Decimal, String> {
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
    pub fn usual(&self) -> Result<Decimal, String> {
        match &self.data {
            Data::Series(series) => series.median(),
            _ => self.value(),
        }
    }

    /// Returns what the record keeps, with the value that was taken from it.
    pub fn kept(&self, value: Result<Decimal, String>) -> Measured {
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Makes a series with a sample a minute; `nan` is not a number.
    fn series(samples: &str) -> Series {
        let sample = |(minute, text): (usize, &str)| Sample {
            at: i64::try_from(minute).unwrap() * 60_000,
            value: (text != "nan").then(|| text.parse().unwrap()),
        };
        let samples: Vec<Sample> = samples.split_whitespace().enumerate().map(sample).collect();
        let to =
            DateTime::from_timestamp_millis(samples.last().map_or(0, |sample| sample.at)).unwrap();
        Series::new(
            DateTime::UNIX_EPOCH,
            to,
            60_000,
            samples,
            Digest::of_bytes(b"raw"),
        )
    }

    fn reading(data: Data) -> Reading {
        Reading {
            metric: "error-rate".into(),
            source: "test".to_owned(),
            query: None,
            data,
            notes: Vec::new(),
        }
    }

    #[test]
    fn the_median_stands_for_what_is_usual_and_needs_every_sample() {
        let median = |samples: &str| {
            reading(Data::Series(series(samples)))
                .usual()
                .map(|amount| amount.to_string())
        };
        assert_eq!(median("3 1 2").as_deref(), Ok("2"));
        assert_eq!(
            median("4 1 3 2").as_deref(),
            Ok("2"),
            "of two in the middle the lower, which is a measured value"
        );
        assert_eq!(
            median("1 100 1 1").as_deref(),
            Ok("1"),
            "a spike does not move it"
        );
        assert_eq!(median("7").as_deref(), Ok("7"));
        assert_eq!(
            median("1 nan 1").unwrap_err(),
            "some samples are not numbers"
        );
        assert_eq!(median("").unwrap_err(), "there are no samples");
    }

    #[test]
    fn the_newest_sample_is_the_last_in_time() {
        let mixed = series("1 2 3");
        let backwards = mixed.samples.iter().rev().copied().collect();
        let sorted = Series::new(mixed.from, mixed.to, mixed.step, backwards, mixed.digest);
        assert_eq!(sorted, mixed);
        assert_eq!(
            reading(Data::Series(sorted))
                .value()
                .map(|amount| amount.to_string())
                .as_deref(),
            Ok("3")
        );
        assert_eq!(
            Series::new(mixed.from, mixed.to, 0, Vec::new(), mixed.digest).step,
            1,
            "no step is no time at all"
        );
    }

    #[test]
    fn a_value_stands_for_itself_and_what_is_missing_says_why() {
        let value = reading(Data::Value {
            value: Decimal::whole(3),
            digest: None,
        });
        assert_eq!(
            (value.value(), value.usual()),
            (Ok(Decimal::whole(3)), Ok(Decimal::whole(3)))
        );
        let missing = reading(Data::Missing {
            why: "the query gave no data".to_owned(),
            digest: None,
        });
        assert_eq!(
            (missing.value(), missing.value()),
            (missing.usual(), Err("the query gave no data".to_owned()))
        );
    }

    #[test]
    fn what_is_kept_of_a_series_can_be_held_against_the_raw_data() {
        let read = reading(Data::Series(series("1 2")));
        let kept = read.kept(read.usual());
        assert_eq!((kept.value, kept.missing), (Some(Decimal::whole(1)), None));
        assert_eq!(
            (kept.step, kept.samples, kept.digest),
            (Some(60_000), Some(2), Some(Digest::of_bytes(b"raw")))
        );
        assert_eq!(
            kept.span.map(|(from, to)| (to - from).num_seconds()),
            Some(60)
        );
        let read = reading(Data::Series(series("1 nan")));
        let kept = read.kept(read.value());
        assert_eq!(
            (kept.value, kept.missing.as_deref()),
            (None, Some("the newest sample is not a number"))
        );
    }
}

//! Metrics in a JSON document, from a file or from standard input: an object with a metric for every name.
//!
//! ```json
//! {"error-rate": 0.4, "latency-p99": {"samples": [[1763629200, 203.7], [1763629215, "NaN"]], "step": "15s"}}
//! ```

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::{fmt, thread};

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, Visitor};
use thiserror::Error;

use super::measure::Measure;
use super::{Stretch, quoted};
use crate::domain::digest::Digest;
use crate::domain::event::reading::Reading;
use crate::domain::id::MetricId;
use crate::domain::plan::rollout::Metric;
use crate::domain::text::{nearest, visible};

/// The largest document that is read, in bytes.
pub(crate) const LARGEST: u64 = 64 * 1024 * 1024;

/// A document that cannot be used as a whole.
#[derive(Debug, Error)]
pub enum DocumentFault {
    /// It cannot be read.
    #[error("cannot read {name}")]
    Unreadable {
        /// What was to be read.
        name: String,
        /// Why it cannot be.
        source: io::Error,
    },
    /// It is too large.
    #[error("{name} is larger than 64 MiB")]
    TooLarge {
        /// The document.
        name: String,
    },
    /// It is no JSON, or no JSON of metrics.
    #[error("{name}:{line}:{column}: {what}")]
    Malformed {
        /// The document.
        name: String,
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
        /// What is wrong there.
        what: String,
    },
    /// It has a metric that is not measured.
    #[error("{name}:{line}:{column}: no metric has the name `{metric}`")]
    UnknownMetric {
        /// The document.
        name: String,
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
        /// The metric.
        metric: String,
        /// The metrics that there are.
        known: Vec<MetricId>,
    },
}

impl DocumentFault {
    /// Returns what can be done about it.
    pub(crate) fn way_out(&self) -> Option<String> {
        match self {
            Self::Unreadable { .. } => None,
            Self::TooLarge { .. } => Some("give fewer samples, or a longer step".to_owned()),
            Self::Malformed { .. } => Some(
                r#"a document is `{"error-rate": 0.4, "latency-p99": {"samples": [[seconds, 203.7]], "step": "15s"}}`"#
                    .to_owned(),
            ),
            Self::UnknownMetric { metric, known, .. } => Some(match nearest(metric, known.iter().map(MetricId::as_str)) {
                Some(name) => format!("did you mean `{name}`?"),
                None => format!("the metrics are: {}", known.iter().map(MetricId::as_str).collect::<Vec<_>>().join(", ")),
            }),
        }
    }
}

/// A document as it was read, before anybody looked into it.
#[derive(Debug)]
pub struct Document {
    /// Where it came from, as an error names it.
    name: String,
    /// Where it came from, as a reading names it.
    source: String,
    bytes: Vec<u8>,
}

impl Document {
    /// Reads a file.
    ///
    /// # Errors
    ///
    /// When it cannot be read or is larger than `LARGEST`.
    pub(crate) fn from_file(path: &Path) -> Result<Self, DocumentFault> {
        let name = visible(&path.display().to_string()).into_owned();
        let file = File::open(path).map_err(|source| DocumentFault::Unreadable {
            name: name.clone(),
            source,
        })?;
        Self::new(format!("file {name}"), name, file)
    }

    /// Reads standard input, which the caller hands over.
    ///
    /// # Errors
    ///
    /// When it cannot be read or is larger than `LARGEST`.
    pub fn from_stdin(stdin: impl Read) -> Result<Self, DocumentFault> {
        Self::new(
            "standard input".to_owned(),
            "standard input".to_owned(),
            stdin,
        )
    }

    fn new(source: String, name: String, reader: impl Read) -> Result<Self, DocumentFault> {
        let mut bytes = Vec::new();
        match reader.take(LARGEST + 1).read_to_end(&mut bytes) {
            Err(source) => Err(DocumentFault::Unreadable { name, source }),
            Ok(_) if bytes.len() as u64 > LARGEST => Err(DocumentFault::TooLarge { name }),
            Ok(_) => Ok(Self {
                name,
                source,
                bytes,
            }),
        }
    }

    /// Returns a reading of every metric that the document has, in its order.
    ///
    /// What is wrong with the samples of one metric is a reading without data; the others can still be judged.
    ///
    /// # Errors
    ///
    /// When it is no JSON of this form, or has a metric that is not among `metrics`, or one twice.
    pub fn readings(
        &self,
        metrics: &[Metric],
        stretch: Stretch,
    ) -> Result<Vec<Reading>, DocumentFault> {
        // A large document takes as long to hash as a third of its reading; both go on at once.
        let (measures, digest) = thread::scope(|scope| {
            let digest = scope.spawn(|| Digest::of_bytes(&self.bytes));
            let measures = self.measures(metrics);
            (
                measures,
                digest
                    .join()
                    .unwrap_or_else(|_| Digest::of_bytes(&self.bytes)),
            )
        });
        let reading = |(metric, measure): (MetricId, Measure)| Reading {
            metric,
            source: self.source.clone(),
            query: None,
            data: measure.data(stretch, digest),
            notes: Vec::new(),
        };
        Ok(measures?.into_iter().map(reading).collect())
    }

    fn measures(&self, metrics: &[Metric]) -> Result<Vec<(MetricId, Measure)>, DocumentFault> {
        let mut unknown = None;
        let mut deserializer = serde_json::Deserializer::from_slice(&self.bytes);
        let measures = Measures {
            known: metrics,
            unknown: &mut unknown,
        };
        let read = measures
            .deserialize(&mut deserializer)
            .and_then(|measures| deserializer.end().map(|()| measures));
        read.map_err(|error| self.fault(&error, unknown, metrics))
    }

    fn fault(
        &self,
        error: &serde_json::Error,
        unknown: Option<String>,
        metrics: &[Metric],
    ) -> DocumentFault {
        let (name, line, column) = (self.name.clone(), error.line(), error.column().max(1));
        match unknown {
            Some(metric) => {
                let known = metrics.iter().map(|metric| metric.id.clone()).collect();
                DocumentFault::UnknownMetric {
                    name,
                    line,
                    column,
                    metric,
                    known,
                }
            }
            None => DocumentFault::Malformed {
                name,
                line,
                column,
                what: without_place(error),
            },
        }
    }
}

/// Returns what is wrong, without the place that `serde_json` puts behind it.
pub(super) fn without_place(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    quoted(text.strip_suffix(&place).unwrap_or(&text))
}

/// Reads the metrics, and says which name is not known.
struct Measures<'a> {
    known: &'a [Metric],
    unknown: &'a mut Option<String>,
}

impl<'de> DeserializeSeed<'de> for Measures<'_> {
    type Value = Vec<(MetricId, Measure)>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Measures<'_> {
    type Value = Vec<(MetricId, Measure)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with a metric for every name")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut measures: Self::Value = Vec::new();
        while let Some(name) = map.next_key::<String>()? {
            let Some(metric) = self.known.iter().find(|metric| metric.id.as_str() == name) else {
                *self.unknown = Some(quoted(&name));
                return Err(A::Error::custom("an unknown metric"));
            };
            if measures.iter().any(|(id, _)| *id == metric.id) {
                return Err(A::Error::custom(format_args!("`{name}` is there twice")));
            }
            measures.push((metric.id.clone(), map.next_value()?));
        }
        Ok(measures)
    }
}

#[cfg(test)]
mod tests;

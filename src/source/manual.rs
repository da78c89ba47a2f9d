//! Values that a person read off a dashboard and typed: `error-rate=0.4`.

use std::str::FromStr;

use thiserror::Error;

use super::number::Number;
use super::quoted;
use crate::domain::decimal::Decimal;
use crate::domain::event::reading::Reading;
use crate::domain::id::{MetricId, is_slug_path};

/// A metric with the value that somebody gave. Whether there is such a metric is for the caller to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Given {
    pub(crate) metric: MetricId,
    pub(crate) value: Decimal,
}

/// A text that is no metric with its value.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub(crate) enum HandFault {
    /// There is no `=`, or no name before it.
    #[error("`{0}` is not a metric with a value; write it as `error-rate=0.4`")]
    Form(String),
    /// The value is not a finite number.
    #[error("`{value}` of `{metric}` is not a number below 10^15; write it as `{metric}=0.4`")]
    Value {
        metric: String,
        /// What stands in place of its value.
        value: String,
    },
}

impl FromStr for Given {
    type Err = HandFault;

    fn from_str(text: &str) -> Result<Self, HandFault> {
        let form = || HandFault::Form(quoted(text));
        let (metric, value) = text.split_once('=').ok_or_else(form)?;
        if !is_slug_path(metric) {
            return Err(form());
        }
        let written = value.parse().ok();
        let amount = written.or_else(|| Number::of_text(value).and_then(|Number(amount)| amount));
        let value = amount.ok_or_else(|| HandFault::Value {
            metric: metric.to_owned(),
            value: quoted(value),
        })?;
        Ok(Self {
            metric: metric.into(),
            value,
        })
    }
}

impl Given {
    pub(crate) fn reading(&self) -> Reading {
        Reading::by_hand(self.metric.clone(), self.value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_by_hand_is_a_name_and_a_number() {
        for (text, value) in [
            ("error-rate=0.4", "0.4"),
            ("error-rate=-12", "-12"),
            ("error-rate=1e3", "1000"),
            (
                "error-rate=123456789012345.123456789",
                "123456789012345.123456789",
            ),
            ("error-rate=0.30000000000000004", "0.3"),
        ] {
            let given: Given = text.parse().unwrap();
            let reading = given.reading();
            assert_eq!(
                (reading.metric.as_str(), reading.source.as_str()),
                ("error-rate", "by hand"),
                "{text}"
            );
            assert_eq!(reading.value(), Ok(value.parse().unwrap()), "{text}");
        }
    }

    #[test]
    fn what_is_no_finite_number_is_refused() {
        for value in ["", "NaN", "inf", "1e15", "0,4", "0.4%", " 0.4", "0.4=0.4"] {
            let fault = format!("error-rate={value}").parse::<Given>().unwrap_err();
            assert_eq!(
                fault,
                HandFault::Value {
                    metric: "error-rate".to_owned(),
                    value: value.trim().to_owned()
                },
                "{value}"
            );
        }
        let fault = "error-rate=fast".parse::<Given>().unwrap_err().to_string();
        assert_eq!(
            fault,
            "`fast` of `error-rate` is not a number below 10^15; write it as `error-rate=0.4`"
        );
    }

    #[test]
    fn what_has_no_name_is_refused() {
        for text in [
            "",
            "0.4",
            "=0.4",
            "error-rate",
            "Error rate=0.4",
            "error-rate 0.4",
            "a\u{1b}[2J=1",
        ] {
            assert_eq!(
                text.parse::<Given>(),
                Err(HandFault::Form(quoted(text))),
                "{text}"
            );
        }
        assert_eq!(
            "\u{1b}=1".parse::<Given>().unwrap_err().to_string(),
            "`\\x1b=1` is not a metric with a value; write it as `error-rate=0.4`"
        );
    }
}

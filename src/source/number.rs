//! Numbers as measuring systems write them: JSON numbers, and texts such as `0.4`, `1e3`, `NaN` and `+Inf`.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, Visitor};

use super::quoted;
use crate::domain::decimal::Decimal;

/// A number; `None` when it is `NaN`, infinite, too large or `null`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Number(pub(super) Option<Decimal>);

/// Above this, a floating-point number is not exact to nine decimal places, though the decimals it stands for may be.
const EXACT_BELOW: f64 = 4_000_000.0;

impl Number {
    /// Reads a number or a word for none; `None` when it is neither.
    pub(super) fn of_text(text: &str) -> Option<Self> {
        text.parse().ok().map(Self::of_f64)
    }

    /// Takes a floating-point number for the shortest decimals that stand for it, to nine decimal places.
    pub(super) fn of_f64(number: f64) -> Self {
        let shortest = || number.to_string().parse().ok();
        let exact = if number.abs() < EXACT_BELOW || number.fract() == 0.0 {
            None
        } else {
            shortest()
        };
        Self(exact.or_else(|| Decimal::from_f64(number)))
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NumberVisitor)
    }
}

struct NumberVisitor;

impl Visitor<'_> for NumberVisitor {
    type Value = Number;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number")
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Number, E> {
        Ok(Number::of_f64(number))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Number, E> {
        // Exact up to 2^53, and ten times that is too large for an amount.
        #[expect(
            clippy::cast_precision_loss,
            reason = "what loses precision is refused"
        )]
        Ok(Number::of_f64(number as f64))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Number, E> {
        #[expect(
            clippy::cast_precision_loss,
            reason = "what loses precision is refused"
        )]
        Ok(Number::of_f64(number as f64))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Number, E> {
        Number::of_text(text)
            .ok_or_else(|| E::custom(format_args!("`{}` is not a number", quoted(text))))
    }

    fn visit_unit<E: Error>(self) -> Result<Number, E> {
        Ok(Number(None))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(text: &str) -> Number {
        Number(Some(text.parse().unwrap()))
    }

    #[test]
    fn decimals_are_what_they_were_written_as() {
        for text in [
            "0.4",
            "-12",
            "250",
            "0",
            "123456789.3",
            "123456789.1",
            "999999999999999",
            "98765432.000001",
            "0.000000001",
        ] {
            assert_eq!(Number::of_text(text), Some(amount(text)), "{text}");
            assert_eq!(
                serde_json::from_str::<Number>(text).unwrap(),
                amount(text),
                "{text}"
            );
            assert_eq!(
                serde_json::from_str::<Number>(&format!("\"{text}\"")).unwrap(),
                amount(text),
                "{text}"
            );
        }
        assert_eq!(Number::of_text("0.30000000000000004"), Some(amount("0.3")));
        assert_eq!(Number::of_text("1e3"), Some(amount("1000")));
        assert_eq!(Number::of_text("2.5e-1"), Some(amount("0.25")));
    }

    #[test]
    fn what_is_no_finite_number_has_no_amount() {
        for text in ["NaN", "+Inf", "-Inf", "Inf", "nan", "1e15", "-1e300"] {
            assert_eq!(Number::of_text(text), Some(Number(None)), "{text}");
        }
        assert_eq!(
            serde_json::from_str::<Number>("null").unwrap(),
            Number(None)
        );
        assert_eq!(
            serde_json::from_str::<Number>("18446744073709551615").unwrap(),
            Number(None)
        );
        assert_eq!(
            serde_json::from_str::<Number>("-9223372036854775808").unwrap(),
            Number(None)
        );
    }

    #[test]
    fn what_is_no_number_is_said() {
        for text in ["", " 1", "1 ", "one", "0x10", "1_000", "1,5", "5%"] {
            assert_eq!(Number::of_text(text), None, "{text}");
        }
        let error = serde_json::from_str::<Number>("\"ab\\u001b[31mc\"").unwrap_err();
        assert_eq!(
            error.to_string(),
            "`ab\\x1b[31mc` is not a number at line 1 column 15"
        );
        assert!(
            serde_json::from_str::<Number>("true").is_err()
                && serde_json::from_str::<Number>("[1]").is_err()
        );
    }
}

//! Measured amounts and limits, compared exactly.
//!
//! Floating point cannot say whether 0.8 is above 0.7 + 0.1, and a threshold must: exactly on it is GO. An amount is
//! kept in billionths, so that the noise of a measuring system's own arithmetic is rounded away as well.

use std::fmt::{self, Display};
use std::str::FromStr;

use thiserror::Error;

/// A number to nine decimal places, between -10^15 and 10^15.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Decimal(i128);

/// A text or a number that is no amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("give a number below 10^15, such as `0.4`")]
pub struct AmountFault;

/// Billionths in one.
const ONE: i128 = 1_000_000_000;

/// The first number that is too large, in billionths.
const BEYOND: i128 = 1_000_000_000_000_000 * ONE;

impl Decimal {
    /// Returns a whole number.
    pub fn whole(number: u32) -> Self {
        Self(i128::from(number) * ONE)
    }

    /// Returns a floating-point number to nine decimal places; `None` when it is no number, infinite or too large.
    pub fn from_f64(number: f64) -> Option<Self> {
        if !number.is_finite() || number.abs() >= 1e15 {
            return None;
        }
        // Whole and broken part apart: each is exact, or off by less than a billionth.
        #[expect(
            clippy::cast_possible_truncation,
            reason = "both are far within the range of the type"
        )]
        let billionths = number.trunc() as i128 * ONE + (number.fract() * 1e9).round() as i128;
        Some(Self(billionths))
    }

    /// Returns the nearest floating-point number.
    #[expect(
        clippy::cast_precision_loss,
        reason = "this is for charts and JSON, never for a comparison"
    )]
    pub(crate) fn to_f64(self) -> f64 {
        (self.0 / ONE) as f64 + (self.0 % ONE) as f64 / 1e9
    }

    /// Returns this much percent of `base`, to nine decimal places.
    pub(crate) fn percent_of(self, base: Self) -> Self {
        let scale = 100 * ONE;
        // Split so that no product leaves the range: the whole units first, then what is left of them.
        Self(base.0 / scale * self.0 + base.0 % scale * self.0 / scale)
    }

    /// Returns the sum.
    #[must_use]
    pub(crate) fn plus(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }

    /// Returns the difference.
    #[must_use]
    pub(crate) fn minus(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }

    /// Returns it when a record can hold it; sums and products of amounts may be larger.
    pub(crate) fn in_range(self) -> Option<Self> {
        (self.0.abs() < BEYOND).then_some(self)
    }

    /// Tells whether it is less than zero.
    pub(crate) fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// Returns it without its sign.
    #[must_use]
    pub(crate) fn abs(self) -> Self {
        Self(self.0.abs())
    }
}

impl FromStr for Decimal {
    type Err = AmountFault;

    /// Reads a plain decimal number, such as `0.4`, `-12` or `250`. More than nine decimal places are refused: nothing
    /// that somebody wrote is rounded away.
    fn from_str(text: &str) -> Result<Self, AmountFault> {
        let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        let is_number = |part: &str, most: usize| {
            (1..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit())
        };
        if !is_number(whole, 15) || !is_number(fraction, 9) {
            return Err(AmountFault);
        }
        let whole: i128 = whole.parse().map_err(|_| AmountFault)?;
        let fraction: i128 = format!("{fraction:0<9}").parse().map_err(|_| AmountFault)?;
        let billionths = whole * ONE + fraction;
        if billionths < BEYOND {
            Ok(Self(sign * billionths))
        } else {
            Err(AmountFault)
        }
    }
}

impl Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, fraction) = (
            self.0.unsigned_abs() / ONE.unsigned_abs(),
            self.0.unsigned_abs() % ONE.unsigned_abs(),
        );
        let text = format!("{sign}{whole}.{fraction:09}");
        f.pad(text.trim_end_matches('0').trim_end_matches('.'))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn amount(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn decimals_are_exact() {
        assert_eq!(amount("0.7").plus(amount("0.1")), amount("0.8"));
        assert_eq!(Decimal::from_f64(0.1 + 0.2), Some(amount("0.3")));
        assert_eq!(Decimal::from_f64(100.0 * 0.005), Some(amount("0.5")));
        assert_eq!(amount("10").percent_of(amount("203.7")), amount("20.37"));
        assert_eq!(
            amount("999999999999999")
                .percent_of(amount("999999999999999"))
                .to_string(),
            "9999999999999980000000000000.01"
        );
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for text in [
            "",
            "-",
            ".",
            "1.",
            ".5",
            "1e3",
            "nan",
            "inf",
            "+1",
            "1,5",
            "0.0000000001",
            "1000000000000000",
            "--1",
            "1 ",
        ] {
            assert!(text.parse::<Decimal>().is_err(), "{text}");
        }
        for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e15, -1e300] {
            assert_eq!(Decimal::from_f64(number), None, "{number}");
        }
    }

    #[test]
    fn an_amount_is_written_without_trailing_zeros() {
        for text in [
            "0",
            "0.4",
            "-0.000000001",
            "250",
            "999999999999999.999999999",
            "10.05",
        ] {
            assert_eq!(amount(text).to_string(), text);
        }
        assert_eq!(amount("-0").to_string(), "0");
        assert_eq!(amount("1.500").to_string(), "1.5");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(billionths in -BEYOND + 1..BEYOND) {
            let amount = Decimal(billionths);
            prop_assert_eq!(amount.to_string().parse(), Ok(amount));
        }

        #[test]
        fn a_float_keeps_its_order(a in -1e9_f64..1e9, b in -1e9_f64..1e9) {
            let (x, y) = (Decimal::from_f64(a).unwrap(), Decimal::from_f64(b).unwrap());
            prop_assert!(a < b || x >= y);
            prop_assert!((x.to_f64() - a).abs() <= 1e-6);
        }
    }
}

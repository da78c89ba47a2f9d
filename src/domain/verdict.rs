//! The two scales that gonogo judges by: the verdict at a gate, and the ruling of a rule on a measurement.

use super::schema::words;

/// May we go? Ordered from good to bad.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Yes.
    Go,
    /// Nothing failed, something is outstanding.
    Hold,
    /// No.
    NoGo,
}

words! {
    /// What a rule says of a measurement. Ordered from good to bad.
    #[derive(PartialOrd, Ord, Hash)]
    pub enum Ruling {
        /// Within the limit.
        Go = "go",
        /// It cannot be told.
        Inconclusive = "inconclusive",
        /// Breached: wait.
        Hold = "hold",
        /// Breached: wait, and look at it at once.
        Investigate = "investigate",
        /// Breached: go back.
        NoGo = "no-go",
    }
}

impl Verdict {
    /// Returns the word shown to people and written to JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Go => "GO",
            Self::Hold => "HOLD",
            Self::NoGo => "NO-GO",
        }
    }
}

impl Ruling {
    /// Returns the verdict that the ruling alone asks for.
    pub fn verdict(self) -> Verdict {
        match self {
            Self::Go => Verdict::Go,
            Self::Inconclusive | Self::Hold | Self::Investigate => Verdict::Hold,
            Self::NoGo => Verdict::NoGo,
        }
    }
}

//! The two scales that gonogo judges by: the verdict at a gate, and the ruling of a rule on a measurement.

use super::schema::words;

words! {
    /// May we go? Ordered from good to bad.
    #[derive(PartialOrd, Ord, Hash)]
    pub enum Verdict {
        /// Yes.
        Go = "GO",
        /// Nothing failed, something is outstanding.
        Hold = "HOLD",
        /// No.
        NoGo = "NO-GO",
    }

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

impl Ruling {
    /// Those that follow from a breach, as a rule of a rollout names one.
    pub(crate) const OF_BREACHES: [Self; 3] = [Self::Hold, Self::Investigate, Self::NoGo];

    /// Returns the verdict that the ruling alone asks for.
    pub fn verdict(self) -> Verdict {
        match self {
            Self::Go => Verdict::Go,
            Self::Inconclusive | Self::Hold | Self::Investigate => Verdict::Hold,
            Self::NoGo => Verdict::NoGo,
        }
    }
}

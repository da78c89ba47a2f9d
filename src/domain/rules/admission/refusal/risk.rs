//! Why an event of the risk register is refused.

use thiserror::Error;

use crate::domain::id::RiskId;
use crate::domain::rules::hint::Hint;
use crate::domain::rules::suggestion::Suggestion;

/// Why an event of the risk register is refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RiskRefusal {
    /// There is no such risk.
    #[error("the release has no `{0}`")]
    NoRisk(RiskId),
    /// Risks are numbered one by one.
    #[error("the next risk is `{0}`")]
    NotNext(RiskId),
    /// The name stands for several risks, and one of them would be lost.
    #[error("`{risk}` stands for {} risks, because branches were joined that both raised it", texts.len())]
    Ambiguous {
        /// The name.
        risk: RiskId,
        /// What may happen, of each.
        texts: Vec<String>,
    },
    /// A closed risk stays as it is.
    #[error("`{0}` is closed")]
    Closed(RiskId),
    /// It is closed already.
    #[error("`{0}` is already closed")]
    ClosedAlready(RiskId),
    /// It is described like this already.
    #[error("`{0}` already says so")]
    Same(RiskId),
    /// A risk stays that of the release that it came from.
    #[error("`{0}` came from elsewhere")]
    OtherOrigin(RiskId),
    /// A text says nothing.
    #[error("{0} is empty")]
    Blank(&'static str),
    /// No record can hold the day.
    #[error("the day is after the year 9999")]
    DueOutOfTime,
}

impl RiskRefusal {
    /// Returns what the person can do about it, when there is something to do.
    pub(super) fn way_out(&self) -> Option<Hint> {
        Some(match self {
            Self::NoRisk(_) => Hint::from("see ").run(Suggestion::Risks),
            Self::Ambiguous { risk, .. } => {
                Hint::from("raise all but one of them again, in the same words, with ")
                    .run(Suggestion::AddRisk)
                    .say("; then say which one keeps the number: ")
                    .run(Suggestion::ChangeRisk(risk))
            }
            Self::Closed(_) => "raise it as a new risk".into(),
            Self::DueOutOfTime => "give a day up to the year 9999".into(),
            _ => return None,
        })
    }

    /// Returns what stands in the way, a line each.
    pub(super) fn details(&self) -> &[String] {
        match self {
            Self::Ambiguous { texts, .. } => texts,
            _ => &[],
        }
    }

    /// Tells whether it names something that does not exist, or leaves something out.
    pub(super) fn is_misuse(&self) -> bool {
        matches!(self, Self::NoRisk(_) | Self::Blank(_) | Self::DueOutOfTime)
    }

    /// Tells whether what was asked for is the case already.
    pub(super) fn is_already_so(&self) -> bool {
        matches!(self, Self::ClosedAlready(_) | Self::Same(_))
    }
}

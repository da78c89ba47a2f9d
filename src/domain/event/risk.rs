//! What can happen to a risk of the release.

use chrono::NaiveDate;

use super::declare::{Kind, events};
use super::subject::{About, Subject};
use crate::domain::id::RiskId;
use crate::domain::plan::incident::Who;
use crate::domain::schema::shape::Field;
use crate::domain::schema::{Source, Take, Value, words};
use crate::domain::version::Version;

events! {
    /// What can happen to a risk.
    pub enum RiskEvent {
        /// A risk was raised, or described differently.
        Raised = "raised" about Risk(risk: RiskId) {
            /// What may happen.
            text: String as "text",
            /// How likely it is.
            likelihood: RiskLevel as "likelihood",
            /// How much harm it would do.
            impact: RiskLevel as "impact",
            /// Who watches it.
            owner: Who as ["owner", "owner-role"],
            /// What is done about it.
            mitigation: Option<String> as "mitigation",
            /// The day by which that is done.
            due: Option<NaiveDate> as "due",
            /// The risk of an earlier release that it carries on.
            from: Option<CarriedRisk> as ["from", "from-risk"],
        }
        /// A risk was closed.
        Closed = "risk-closed" about Risk(risk: RiskId) {
            /// How it ended.
            outcome: RiskOutcome as "outcome",
            /// Why it was done.
            reason: String as "reason",
        }
    }
}

words! {
    /// How likely or how harmful a risk is, and how high it is altogether.
    #[derive(PartialOrd, Ord)]
    pub enum RiskLevel {
        /// Low.
        Low = "low",
        /// Medium.
        Medium = "medium",
        /// High.
        High = "high",
    }

    /// How a risk ended.
    pub enum RiskOutcome {
        /// Something was done, and it is unlikely or harmless now.
        Mitigated = "mitigated",
        /// It stays, and is lived with.
        Accepted = "accepted",
        /// It happened.
        Occurred = "occurred",
        /// It cannot happen any more.
        Obsolete = "obsolete",
    }
}

impl RiskLevel {
    /// Returns how high a risk is: high from high and medium on, low up to low and medium.
    #[must_use]
    pub fn of(likelihood: Self, impact: Self) -> Self {
        match (likelihood.min(impact), likelihood.max(impact)) {
            (Self::Medium | Self::High, Self::High) => Self::High,
            (Self::Low, Self::Low | Self::Medium) => Self::Low,
            _ => Self::Medium,
        }
    }
}

/// A risk of an earlier release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CarriedRisk {
    /// That release.
    pub version: Version,
    /// Its name there.
    pub risk: RiskId,
}

impl Value<[&'static str; 2]> for CarriedRisk {
    fn put<'e>(&'e self, [version, risk]: [&'static str; 2], take: Take<'_, 'e>) {
        self.version.put(version, take);
        self.risk.put(risk, take);
    }

    fn find<S: Source>(
        [version, risk]: [&'static str; 2],
        source: &mut S,
    ) -> Result<Option<Self>, S::Error> {
        let Some(version) = Version::find(version, source)? else {
            return Ok(None);
        };
        let risk = Value::get(risk, source)?;
        Ok(Some(Self { version, risk }))
    }

    fn describe([version, risk]: [&'static str; 2], _: &'static str, fields: &mut Vec<Field>) {
        Version::describe(version, "The earlier release whose risk it is.", fields);
        RiskId::describe(risk, "The name of the risk there.", fields);
    }
}

impl RiskId {
    /// Returns the name of the risk with this number.
    pub fn numbered(number: usize) -> Self {
        Self::from(format!("risk-{number}").as_str())
    }

    /// Tells whether a name is that of a risk: `risk-` and a number.
    pub(crate) fn is_one(name: &str) -> bool {
        let number = name.strip_prefix("risk-");
        number.is_some_and(|number| {
            !number.is_empty()
                && !number.starts_with('0')
                && number.bytes().all(|b| b.is_ascii_digit())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::RiskLevel::{self, High, Low, Medium};

    #[test]
    fn a_risk_is_as_high_as_its_likelihood_and_its_impact_together() {
        for (one, other, expected) in [
            (Low, Low, Low),
            (Low, Medium, Low),
            (Low, High, Medium),
            (Medium, Medium, Medium),
            (Medium, High, High),
            (High, High, High),
        ] {
            assert_eq!(RiskLevel::of(one, other), expected, "{one:?} {other:?}");
            assert_eq!(RiskLevel::of(other, one), expected, "{other:?} {one:?}");
        }
    }
}

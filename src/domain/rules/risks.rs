//! The risk register in words.

use chrono::{DateTime, Utc};

use crate::domain::rules::lateness::Deadline;
use crate::domain::state::{RegisteredRisk, Release};
use crate::domain::text::counted;

/// Says how many risks are open, and which, the highest first; `None` when none is.
pub fn open(release: &Release) -> Option<String> {
    let risks = release.open_risks();
    let named: Vec<String> = risks
        .iter()
        .map(|risk| format!("{} ({})", risk.id, risk.level().word()))
        .collect();
    let is_are = if risks.len() == 1 { "is" } else { "are" };
    let count = counted(risks.len(), "risk");
    (!risks.is_empty()).then(|| format!("{count} {is_are} open: {}", named.join(", ")))
}

/// Says how high a risk is or how it ended, what may happen, who watches it, and by when something is done: one line, not
/// escaped yet for where it goes.
pub fn matter(risk: &RegisteredRisk<'_>, now: DateTime<Utc>) -> String {
    let state = match risk.end {
        Some((outcome, _)) => outcome.word(),
        None => risk.level().word(),
    };
    let due = match risk.due.filter(|_| risk.is_open()) {
        Some(day) => format!(", {}", Deadline::on(day, now).words()),
        None => String::new(),
    };
    format!("{state}: {} [{}{due}]", risk.text, risk.owner.name())
}

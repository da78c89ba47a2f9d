//! The risk register, for people and as JSON.

use std::fmt::Write as _;

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::json::{Day, Time};
use super::markdown::escape;
use crate::domain::event::{RiskLevel, RiskOutcome};
use crate::domain::id::{RiskId, RoleId};
use crate::domain::person::Person;
use crate::domain::plan::incident::Who;
use crate::domain::rules::risks::matter;
use crate::domain::state::{RegisteredRisk, Release};
use crate::domain::text::visible;
use crate::domain::version::Version;
use crate::style::OutputStyle;

/// The most risks that a short page lists.
const MOST: usize = 20;

/// A risk of the register.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) struct RegisterEntry<'r> {
    /// Its name.
    risk: &'r RiskId,
    /// What may happen.
    text: &'r str,
    /// How likely it is.
    likelihood: RiskLevel,
    /// How much harm it would do.
    impact: RiskLevel,
    /// How high it is, by both.
    level: RiskLevel,
    /// The person who watches it; null for a role.
    owner: Option<&'r Person>,
    /// The role that watches it; null for a person.
    owner_role: Option<&'r RoleId>,
    /// What is done about it.
    mitigation: Option<&'r str>,
    /// The day by which that is done, in UTC.
    due: Option<Day>,
    /// Whether that day is over, and the risk open.
    overdue: bool,
    /// The earlier release whose risk it carries on; null for a new one.
    from: Option<&'r Version>,
    /// The name of the risk there.
    from_risk: Option<&'r RiskId>,
    /// Who raised it.
    raised_by: &'r Person,
    /// When.
    raised_at: Time,
    /// How it ended; null while it is open.
    outcome: Option<RiskOutcome>,
    /// Who closed it; null while it is open.
    closed_by: Option<&'r Person>,
    /// When; null while it is open.
    closed_at: Option<Time>,
    /// Why; null while it is open.
    reason: Option<&'r str>,
}

impl<'r> RegisterEntry<'r> {
    /// Reports a risk as it stands at `now`.
    pub(crate) fn of(risk: &RegisteredRisk<'r>, now: DateTime<Utc>) -> Self {
        let (owner, owner_role) = match risk.owner {
            Who::Person(person) => (Some(person), None),
            Who::Role(role) => (None, Some(role)),
        };
        let closed = risk.end.map(|(_, event)| event);
        Self {
            risk: risk.id,
            text: risk.text,
            likelihood: risk.likelihood,
            impact: risk.impact,
            level: risk.level(),
            owner,
            owner_role,
            mitigation: risk.mitigation,
            due: risk.due.map(Day),
            overdue: risk.is_overdue(now),
            from: risk.from.map(|from| &from.version),
            from_risk: risk.from.map(|from| &from.risk),
            raised_by: &risk.raised.by,
            raised_at: Time::of(risk.raised),
            outcome: risk.end.map(|(outcome, _)| outcome),
            closed_by: closed.map(|event| &event.by),
            closed_at: closed.map(Time::of),
            reason: closed.and_then(|event| event.kind.reason()),
        }
    }
}

/// Returns the open risks of a release that is open under a heading, the highest first; nothing when there are none.
pub(super) fn open(release: &Release, now: DateTime<Utc>, look: OutputStyle) -> String {
    let risks = release.open_risks();
    if risks.is_empty() || release.outcome().is_some() {
        return String::new();
    }
    let lines: String = risks.iter().map(|risk| line(risk, now, look)).collect();
    format!("{}\n{lines}", look.strong("Open risks"))
}

/// Returns the open risks of a release that is open as Markdown, behind a blank line; nothing when there are none.
pub(super) fn markdown(release: &Release, now: DateTime<Utc>) -> String {
    let risks = release.open_risks();
    if risks.is_empty() || release.outcome().is_some() {
        return String::new();
    }
    let shown = risks.iter().take(MOST);
    let mut text = String::from("\n**Open risks**\n\n");
    for risk in shown {
        let _ = writeln!(text, "- {}: {}", risk.id, escape(&matter(risk, now)));
    }
    if risks.len() > MOST {
        text.push_str("- and more: `gonogo risk list` lists all\n");
    }
    text
}

/// Returns a risk on a line: its name, how high it is, and what may happen.
fn line(risk: &RegisteredRisk<'_>, now: DateTime<Utc>, look: OutputStyle) -> String {
    let said = visible(&matter(risk, now)).into_owned();
    let said = match risk.level() {
        _ if !risk.is_open() => look.faint(&said),
        _ if risk.is_overdue(now) => look.bad(&said),
        RiskLevel::High => look.bad(&said),
        RiskLevel::Medium | RiskLevel::Low => look.waiting(&said),
    };
    format!("  {}  {said}\n", risk.id)
}

/// Returns the register with everything that is known of each risk.
pub(crate) fn register(
    risks: &[RegisteredRisk<'_>],
    now: DateTime<Utc>,
    look: OutputStyle,
) -> String {
    let mut text = String::new();
    for risk in risks {
        text.push_str(line(risk, now, look).trim_start());
        let mut say = |label: &str, said: &str| {
            let _ = writeln!(text, "    {label:<11} {}", visible(said));
        };
        let (likelihood, impact) = (risk.likelihood.word(), risk.impact.word());
        say(
            "rating",
            &format!("likelihood {likelihood}, impact {impact}"),
        );
        if let Some(mitigation) = risk.mitigation {
            say("mitigation", mitigation);
        }
        if let Some(from) = risk.from {
            say("from", &format!("{} of {}", from.risk, from.version));
        }
        if let Some((_, event)) = risk.end {
            let reason = event.kind.reason().unwrap_or_default();
            say("closed", &format!("{reason} ({})", event.who()));
        }
    }
    text
}

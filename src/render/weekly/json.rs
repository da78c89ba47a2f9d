//! The weekly status as data: `gonogo.weekly/1`.

use serde::Serialize;

use crate::domain::event::Outcome;
use crate::domain::id::{Candidate, IncidentId, PhaseId, RiskId, RoleId, TypeId};
use crate::domain::person::Person;
use crate::domain::plan::incident::Severity;
use crate::domain::reports::carry_over::LeftRisk;
use crate::domain::reports::weekly::{
    Ended, InFlight, OpenIncident, Present, Risk, RiskKind, Turn, Weekly,
};
use crate::domain::verdict::Verdict;
use crate::domain::version::Version;
use crate::render::incident::{CommandersReport, OpenActionReport};
use crate::render::json::{ByName, Day, Time, envelope, formats};
use crate::render::retro::{DebtReport, SignalReport};
use crate::render::unreadable::Unreadable;

formats! { WeeklyReport<'_> = "gonogo.weekly/1" }

/// The weekly status over all releases.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
struct WeeklyReport<'w> {
    /// The time that it is told from.
    as_of: Time,
    /// Since when what ended is told.
    since: Time,
    /// The releases that are open.
    in_flight: Vec<InFlightReport<'w>>,
    /// The releases that ended within the week.
    ended: Vec<EndedReport<'w>>,
    /// The incidents of releases that ended, which are not over themselves.
    incidents: Vec<OpenIncidentReport<'w>>,
    /// The risks of releases that ended, which are open and which no later release carries on.
    left_risks: Vec<LeftRiskReport<'w>>,
    /// The records that could not be read.
    unreadable: &'w [Unreadable],
    /// The actions that no one has done, over all releases.
    actions: Vec<OpenActionReport<'w>>,
}

/// Returns the weekly status as JSON, with the records that it had to leave out.
pub(crate) fn json(weekly: &Weekly, damaged: &[Unreadable]) -> String {
    let actions = weekly.actions();
    envelope(&WeeklyReport {
        as_of: Time(weekly.now),
        since: Time(weekly.since),
        in_flight: weekly
            .in_flight
            .iter()
            .map(|release| InFlightReport::of(weekly, release))
            .collect(),
        ended: weekly.ended.iter().map(EndedReport::of).collect(),
        incidents: weekly
            .incidents
            .iter()
            .map(OpenIncidentReport::of)
            .collect(),
        left_risks: weekly.left_risks().map(LeftRiskReport::of).collect(),
        unreadable: damaged,
        actions: actions
            .iter()
            .map(|action| OpenActionReport::of(action, weekly.now))
            .collect(),
    })
}

/// How an open release stands.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
struct InFlightReport<'w> {
    /// Its version.
    version: &'w Version,
    /// Its type.
    #[serde(rename = "type")]
    kind: &'w TypeId,
    /// The commit or the artifact digest under release.
    candidate: Option<&'w Candidate>,
    /// Who the roles are in it, by role.
    assigned: ByName<&'w Person>,
    /// When it was started.
    opened: Option<Time>,
    /// The verdict over all gates; null without a gate, and for a record that cannot be trusted.
    verdict: Option<Verdict>,
    /// Since when it is rolled back; null when it is not.
    rolling_back: Option<Time>,
    /// The phase it is in; null when every gate is at GO, and for a record that cannot be trusted.
    phase: Option<PhaseReport<'w>>,
    /// How many items on the path are settled.
    settled: usize,
    /// Of how many.
    items: usize,
    /// The roles that the current gate waits for.
    turns: Vec<TurnReport<'w>>,
    /// What puts it at risk.
    risks: Vec<RiskReport<'w>>,
    /// The items that earlier releases had waived as well.
    waived_again: Vec<DebtReport>,
    /// Signs that someone signed without looking.
    signals: Vec<SignalReport<'w>>,
    /// The commands that come next.
    next: &'w [String],
}

impl<'w> InFlightReport<'w> {
    fn of(weekly: &Weekly, release: &'w InFlight) -> Self {
        let signal = |(kind, text): &'w (&'static str, String)| SignalReport {
            kind,
            text: text.into(),
        };
        Self {
            version: &release.version,
            kind: &release.kind,
            candidate: release.candidate.as_ref(),
            assigned: release
                .assigned
                .iter()
                .map(|(role, person)| (role, person))
                .collect(),
            opened: release.opened.map(Time),
            verdict: release.verdict,
            rolling_back: release.rolling_back.map(Time),
            phase: release.phase.as_ref().map(PhaseReport::of),
            settled: release.settled,
            items: release.items,
            turns: release.turns.iter().map(TurnReport::of).collect(),
            risks: release.risks.iter().map(RiskReport::of).collect(),
            waived_again: weekly
                .debts(release)
                .into_iter()
                .map(DebtReport::from)
                .collect(),
            signals: release.signals.iter().map(signal).collect(),
            next: &release.steps,
        }
    }
}

/// The phase that a release is in.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct PhaseReport<'w> {
    /// Its id.
    id: &'w PhaseId,
    /// Its title.
    title: &'w str,
    /// The verdict of its gate.
    verdict: Verdict,
}

impl<'w> PhaseReport<'w> {
    fn of(phase: &'w Present) -> Self {
        Self {
            id: &phase.id,
            title: &phase.title,
            verdict: phase.verdict,
        }
    }
}

/// What one role has to do now.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct TurnReport<'w> {
    /// The role.
    role: &'w RoleId,
    /// Its title.
    title: &'w str,
    /// How many items wait for it.
    items: usize,
    /// How many gates wait for its call.
    calls: usize,
    /// How many other things wait for it: stages, windows, incidents.
    others: usize,
}

impl<'w> TurnReport<'w> {
    fn of(turn: &'w Turn) -> Self {
        Self {
            role: &turn.role,
            title: &turn.title,
            items: turn.items,
            calls: turn.calls,
            others: turn.others,
        }
    }
}

/// Something that puts a release at risk.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct RiskReport<'w> {
    /// What kind of risk it is.
    kind: RiskKind,
    /// What it is about.
    about: &'w str,
    /// What is the matter.
    text: &'w str,
    /// Who said so.
    by: Option<&'w str>,
    /// Since when.
    since: Option<Time>,
    /// The last day on which it is accepted.
    until: Option<Day>,
}

impl<'w> RiskReport<'w> {
    fn of(risk: &'w Risk) -> Self {
        Self {
            kind: risk.kind,
            about: &risk.about,
            text: &risk.text,
            by: risk.by.as_deref(),
            since: risk.since.map(Time),
            until: risk.until.map(Day),
        }
    }
}

/// An incident that outlasts its release.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct OpenIncidentReport<'w> {
    /// The release.
    version: &'w Version,
    /// Its id.
    id: &'w IncidentId,
    /// What is the matter.
    title: &'w str,
    /// How bad it is.
    severity: Severity,
    /// When it was opened.
    opened: Option<Time>,
    #[serde(flatten)]
    commanders: CommandersReport<'w>,
}

impl<'w> OpenIncidentReport<'w> {
    fn of(incident: &'w OpenIncident) -> Self {
        Self {
            version: &incident.version,
            id: &incident.id,
            title: &incident.title,
            severity: incident.severity,
            opened: incident.opened.map(Time),
            commanders: CommandersReport::of(incident.commanders.iter()),
        }
    }
}

/// A risk that outlasts its release.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct LeftRiskReport<'w> {
    /// The release.
    version: &'w Version,
    /// Its name there.
    risk: &'w RiskId,
    /// How high it is, what may happen, and who watches it.
    text: &'w str,
}

impl<'w> LeftRiskReport<'w> {
    fn of(left: &'w LeftRisk) -> Self {
        Self {
            version: &left.origin.version,
            risk: &left.origin.risk,
            text: &left.matter,
        }
    }
}

/// A release that ended within the week.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct EndedReport<'w> {
    /// Its version.
    version: &'w Version,
    /// Its type.
    #[serde(rename = "type")]
    kind: &'w TypeId,
    /// How it ended.
    outcome: Outcome,
    /// When.
    at: Time,
    /// The name of the person who closed it.
    by: &'w str,
    /// Why, where a reason was given.
    reason: Option<&'w str>,
}

impl<'w> EndedReport<'w> {
    fn of(ended: &'w Ended) -> Self {
        Self {
            version: &ended.version,
            kind: &ended.kind,
            outcome: ended.outcome,
            at: Time(ended.at),
            by: &ended.by,
            reason: ended.reason.as_deref(),
        }
    }
}

//! The JSON that programs read: an envelope with a versioned `format`, and the words of `docs/record-format.md`.
//!
//! Each command has one [`Report`]; what several of them tell stands here.

mod gates;
mod item;
#[cfg(test)]
pub(crate) mod schema;
mod signatures;
mod values;

use std::collections::BTreeMap;
use std::iter;

use chrono::{DateTime, Utc};
use serde::Serialize;

use self::gates::GateStanding;
pub(crate) use self::item::ItemReport;
pub(crate) use self::signatures::SignaturesReport;
pub(crate) use self::values::{ByName, Day, Time};
use super::incident::IncidentBrief;
use super::monitor::WindowReport;
use super::risk::RegisterEntry;
use super::rollout::RolloutBrief;
use crate::domain::event::{Event, Outcome};
use crate::domain::id::{Candidate, FactId, ItemId, PhaseId, RoleId, TypeId};
use crate::domain::person::Person;
use crate::domain::rules::ahead::{self, SignedAhead};
use crate::domain::rules::before_go::{self, BeforeGo};
use crate::domain::rules::facts::{self, Unanswered};
use crate::domain::rules::item_status::ItemStatus;
use crate::domain::rules::judgement::{Judgement, overall};
use crate::domain::rules::monitoring::{self, Watch};
use crate::domain::rules::overruled::Overruled;
use crate::domain::rules::suggestion::Suggestion;
use crate::domain::rules::uncalled;
use crate::domain::rules::{clock, gate};
use crate::domain::state::Release;
use crate::domain::text::is_deceptive;
use crate::domain::verdict::Verdict;
use crate::domain::version::Version;

/// What a command answers a program.
pub(crate) trait Report: Serialize {
    /// The name and the version of its format, such as `gonogo.gate/1`.
    const FORMAT: &'static str;
}

/// Declares the format of a module's report, and holds it to its schema under `docs/schema`.
macro_rules! formats {
    ($report:ident $(<$life:lifetime>)? = $format:literal) => {
        impl $crate::render::json::Report for $report $(<$life>)? {
            const FORMAT: &'static str = $format;
        }

        #[cfg(test)]
        mod format {
            #[test]
            fn has_its_schema() {
                $crate::render::json::schema::is_committed::<super::$report>();
            }
        }
    };
}
pub(crate) use formats;

/// Returns a report in its envelope, as text.
pub(crate) fn envelope<R: Report>(report: &R) -> String {
    #[derive(Serialize)]
    struct Envelope<'r, R> {
        format: &'static str,
        #[serde(flatten)]
        report: &'r R,
    }
    let format = R::FORMAT;
    pretty(&Envelope { format, report }) + "\n"
}

/// Returns an envelope with these elements in the list `name` of it, which is empty: as text, in parts.
pub(crate) fn with_elements<E: Iterator<Item = String>>(
    envelope: &str,
    name: &str,
    elements: E,
) -> impl Iterator<Item = String> + use<E> {
    // Quotes are escaped in texts, so that none looks like this.
    let list = format!("\n  \"{name}\": [");
    let (head, tail) = envelope
        .split_once(&format!("{list}]"))
        .unwrap_or((envelope, ""));
    let mut before = "";
    let elements = elements.map(move |element| {
        let before = std::mem::replace(&mut before, ",");
        format!("{before}\n    {element}")
    });
    iter::once(format!("{head}{list}"))
        .chain(elements)
        .chain(iter::once(format!("\n  ]{tail}")))
}

/// Returns what stands in a list of [`with_elements`].
pub(crate) fn element(element: &impl Serialize) -> String {
    // Only between values does a line end in JSON.
    pretty(element).replace('\n', "\n    ")
}

fn pretty(value: &impl Serialize) -> String {
    harmless(serde_json::to_string_pretty(value).unwrap_or_default())
}

/// A part of a report, kept longer than the release that it was made from.
pub(crate) type Kept = serde_json::Value;

/// Keeps a part of a report.
pub(crate) fn kept(part: &impl Serialize) -> Kept {
    serde_json::to_value(part).unwrap_or_default()
}

/// Escapes what a terminal or a CI runner would act upon. In JSON it can only be part of a string, where the escape
/// means the same.
fn harmless(json: String) -> String {
    let is_harmless = |c: char| c == '\n' || !is_deceptive(c);
    if json.chars().all(is_harmless) && !json.contains("##[") {
        return json;
    }
    let mut text = String::with_capacity(json.len());
    for c in json.chars() {
        if c == '\n' || !is_deceptive(c) {
            text.push(c);
        } else {
            let mut units = [0; 2];
            text.extend(
                c.encode_utf16(&mut units)
                    .iter()
                    .map(|unit| format!("\\u{unit:04x}")),
            );
        }
    }
    text.replace("##[", "##\\u005b")
}

formats! { StandingReport<'_> = "gonogo.status/1" }

/// How a release stands, with its gates and items.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) struct StandingReport<'r> {
    /// The release.
    release: ReleaseReport<'r>,
    /// The verdict over all gates that are told; null when there are none.
    pub(super) verdict: Option<Verdict>,
    /// The facts that no one has answered, which are treated as yes; null when all are answered.
    unanswered: Option<UnansweredReport>,
    /// The gates, in the order of the phases.
    gates: Vec<GateStanding<'r>>,
    /// The items.
    items: Vec<ItemReport<'r>>,
    /// The staged rollout; null when the playbook has none.
    rollout: Option<RolloutBrief<'r>>,
    /// The deployments that began before GO.
    before_go: Vec<BeforeGoReport<'r>>,
    /// What was signed ahead of a gate, gate by gate; a deployment stands under `before-go`.
    signed_ahead: Vec<SignedAheadReport<'r>>,
    /// The events that continued although a threshold said HOLD or NO-GO.
    overridden: Vec<&'r Event>,
    /// The events that closed a monitoring window before its end.
    closed_early: Vec<&'r Event>,
    /// The events that ended the wait at a gate before its time, for the present candidate.
    waits_ended: Vec<&'r Event>,
    /// The incidents, oldest first.
    incidents: Vec<IncidentBrief<'r>>,
    /// The risks that are open, the highest first.
    risks: Vec<RegisterEntry<'r>>,
    /// The amendments since which no gate has been called.
    amended: Vec<&'r Event>,
    /// The ids of the events that are dated later than the clock.
    ahead_of_clock: Vec<String>,
    /// The monitoring windows; null when the playbook has none.
    windows: Option<Vec<WindowReport<'r>>>,
    /// What is known of the signatures; null when nothing is signed, and nothing has to be.
    signatures: Option<SignaturesReport<'r>>,
    /// How the record stands beside the branch it is shared through; null when nothing was fetched from one.
    sharing: Option<SharingReport>,
}

/// What a record and the branch it is shared through lack of each other, as of the last fetch.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) struct SharingReport {
    /// The branch as it was fetched last, such as `origin/main`.
    pub(crate) branch: String,
    /// How many events of the record the branch lacks; null when the record there is not known here.
    pub(crate) not_shared: Option<usize>,
    /// How many events of the branch are not in the record; null when the record there is not known here.
    pub(crate) not_here: Option<usize>,
}

impl<'r> StandingReport<'r> {
    /// Adds how the record stands beside the branch it is shared through.
    pub(crate) fn shared(self, sharing: Option<SharingReport>) -> Self {
        Self { sharing, ..self }
    }

    /// Reports a release with these gates and items; `select` is `" -r VERSION"` when commands have to name the release.
    pub(crate) fn new(
        release: &'r Release,
        judgements: &[Judgement<'r>],
        items: impl IntoIterator<Item = &'r ItemStatus<'r>>,
        now: DateTime<Utc>,
        select: &str,
    ) -> Self {
        let windows = |watch: Watch<'r>| watch.windows.iter().map(WindowReport::of).collect();
        Self {
            release: ReleaseReport::of(release),
            verdict: overall(judgements),
            unanswered: UnansweredReport::of(release),
            gates: GateStanding::all(release, judgements, select),
            items: items.into_iter().map(ItemReport::of).collect(),
            rollout: release
                .rollout(now)
                .map(|progress| RolloutBrief::of(release, &progress, now)),
            before_go: before_go::before_go(release)
                .iter()
                .map(BeforeGoReport::of)
                .collect(),
            signed_ahead: ahead::signed_ahead(release)
                .into_iter()
                .map(SignedAheadReport::of)
                .collect(),
            overridden: release.overrides().collect(),
            closed_early: monitoring::closed_early(release)
                .map(|(_, closing)| closing)
                .collect(),
            waits_ended: gate::waits_ended_now(release)
                .map(|(_, ending)| ending)
                .collect(),
            incidents: release
                .incidents()
                .map(|incident| IncidentBrief::of(incident, now))
                .collect(),
            risks: release
                .open_risks()
                .iter()
                .map(|risk| RegisterEntry::of(risk, now))
                .collect(),
            amended: uncalled::since_last_called(release)
                .iter()
                .map(|it| it.event)
                .collect(),
            ahead_of_clock: dated_ahead(release, now),
            windows: monitoring::watch(release, now).map(windows),
            sharing: None,
            signatures: SignaturesReport::of(release, |_| true),
        }
    }
}

/// Returns the ids of the events that are dated later than the clock `now`.
pub(crate) fn dated_ahead(release: &Release, now: DateTime<Utc>) -> Vec<String> {
    let ahead = clock::dated_ahead(release, now);
    ahead.map(|event| event.id.to_string()).collect()
}

/// What a release is.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct ReleaseReport<'r> {
    /// Its version.
    version: &'r Version,
    /// The random id that binds every event to the release.
    id: &'r str,
    /// Its type, such as `minor`.
    #[serde(rename = "type")]
    kind: &'r TypeId,
    /// The playbook that it was started with: `embedded`, or the folder.
    playbook: &'r str,
    /// The commit or the artifact digest under release; null while none is named.
    candidate: Option<&'r Candidate>,
    /// The facts with their answers; null for one that no one has answered.
    facts: BTreeMap<&'r FactId, Option<bool>>,
    /// When it was started.
    opened: Option<Time>,
    /// The day that it is planned for; null when it is planned for none.
    planned: Option<Day>,
    /// How it ended; null while it is open.
    outcome: Option<Outcome>,
    /// Who the roles are in this release, by role; those that no one was named for are left out.
    assigned: BTreeMap<&'r RoleId, &'r Person>,
    /// The ids of its newest events.
    heads: Vec<String>,
}

impl<'r> ReleaseReport<'r> {
    pub(crate) fn of(release: &'r Release) -> Self {
        let header = release.header();
        let facts = release.plan().facts.iter();
        Self {
            version: &header.version,
            id: &header.id,
            kind: &header.kind,
            playbook: &header.playbook,
            candidate: release.candidate(),
            facts: facts
                .map(|fact| (&fact.id, release.fact(&fact.id)))
                .collect(),
            opened: release.start().map(Time::of),
            planned: release.planned().map(Day),
            outcome: release.outcome(),
            assigned: release
                .plan()
                .roles
                .iter()
                .filter_map(|role| Some((&role.id, release.assigned(&role.id)?)))
                .collect(),
            heads: release.heads().iter().map(ToString::to_string).collect(),
        }
    }
}

/// A deployment that began before GO.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct BeforeGoReport<'r> {
    /// The item that was signed; null for a stage of the rollout.
    item: Option<&'r ItemId>,
    /// The phase whose gate was not at GO.
    gate: &'r PhaseId,
    /// What the gate said.
    verdict: Verdict,
    /// What happened, in a sentence.
    text: String,
    /// The event that began it.
    event: &'r Event,
}

impl<'r> BeforeGoReport<'r> {
    pub(super) fn of(begun: &BeforeGo<'r>) -> Self {
        Self {
            item: begun.item.map(|item| &item.id),
            gate: begun.phase,
            verdict: begun.verdict,
            text: begun.sentence(),
            event: begun.event,
        }
    }
}

/// What was signed ahead of one gate: a milestone, or the other items of a phase.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct SignedAheadReport<'r> {
    /// The phase whose gate was not at GO.
    gate: &'r PhaseId,
    /// The phase of the items.
    phase: &'r PhaseId,
    /// The item, when it marks a milestone.
    item: Option<&'r ItemId>,
    /// What happened, in a sentence.
    text: String,
    /// The sign-offs, oldest first.
    events: Vec<&'r Event>,
}

impl<'r> SignedAheadReport<'r> {
    pub(super) fn of(signed: SignedAhead<'r>) -> Self {
        Self {
            gate: signed.gate,
            phase: signed.phase,
            item: signed.milestone.map(|item| &item.id),
            text: signed.sentence(),
            events: signed.events,
        }
    }
}

/// A NO-GO that someone else overruled.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(super) struct OverruledReport<'r> {
    /// The role that both spoke for.
    role: &'r RoleId,
    /// The NO-GO.
    no_go: &'r Event,
    /// The GO that cleared it.
    go: &'r Event,
    /// Who said what, in a sentence.
    text: String,
}

impl<'r> OverruledReport<'r> {
    pub(super) fn of(call: &Overruled<'r>) -> Self {
        Self {
            role: call.role,
            no_go: call.no_go,
            go: call.go,
            text: call.sentence(),
        }
    }
}

/// Returns the commands among suggestions.
pub(super) fn commands(steps: &[Suggestion<'_>], select: &str) -> Vec<String> {
    let commands = steps.iter().filter(|step| step.until().is_none());
    commands.map(|step| step.command(select)).collect()
}

/// Returns until when only time is missing, when it is.
pub(super) fn until(steps: &[Suggestion<'_>]) -> Option<Time> {
    steps
        .iter()
        .filter_map(Suggestion::until)
        .min()
        .map(Time::from)
}

/// How many facts no one has answered.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct UnansweredReport {
    /// How many facts.
    facts: usize,
    /// How many items apply because of them.
    items: usize,
}

impl UnansweredReport {
    pub(super) fn of(release: &Release) -> Option<Self> {
        let Unanswered { facts, items } = facts::unanswered(release)?;
        Some(Self { facts, items })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_carries_nothing_that_a_terminal_or_a_ci_runner_acts_upon() {
        #[derive(Serialize)]
        struct Hostile {
            text: &'static str,
        }
        impl Report for Hostile {
            const FORMAT: &'static str = "gonogo.test/1";
        }
        let hostile = "##[error]x \u{9b}31m \u{202e} \u{e0041} \u{1b}[0m 日本";
        let text = envelope(&Hostile { text: hostile });
        assert!(
            !text.contains(|c| c != '\n' && is_deceptive(c)) && !text.contains("##["),
            "{text}"
        );
        let read: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(read["text"], hostile);
        assert_eq!(read["format"], "gonogo.test/1");
    }
}

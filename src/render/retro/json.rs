//! The retrospective as data: `gonogo.retro/1`.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::domain::event::Event;
use crate::domain::id::{
    Candidate, FactId, ItemId, Milestone, PhaseId, RoleId, StageId, StrategyId, TypeId, WindowId,
};
use crate::domain::plan::rollout::{Stage, Strategy};
use crate::domain::reports::carry_over::Debt;
use crate::domain::reports::retro::{
    Block, FactTold, Fate, LateStage, Moment, PhaseTime, Retro, StaleSignOff, Waiver, What, Where,
    WindowTold,
};
use crate::domain::reports::rubber_stamping::Signal;
use crate::domain::rules::amended::{self, Amended};
use crate::domain::rules::item_status::Staleness;
use crate::domain::rules::{gate, monitoring};
use crate::domain::state::Incident;
use crate::domain::version::Version;
use crate::render::incident::timeline::EntryReport;
use crate::render::incident::{ActionReport, IncidentBrief, OpenActionReport};
use crate::render::json::{
    BeforeGoReport, OverruledReport, ReleaseReport, SignedAheadReport, Time, envelope, formats,
};
use crate::render::monitor::WindowReport;
use crate::render::risk::RegisterEntry;
use crate::render::unreadable::Unreadable;

formats! { RetroReport<'_> = "gonogo.retro/1" }

/// The retrospective of a release.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
struct RetroReport<'r> {
    /// The release.
    release: ReleaseReport<'r>,
    /// The time that it is told from.
    as_of: Time,
    /// When the release was closed; null while it is open.
    closed: Option<Time>,
    /// How long it took, so far when it is open.
    seconds: i64,
    /// What was planned.
    planned: PlannedReport<'r>,
    /// What happened, oldest first.
    happened: Vec<MomentReport<'r>>,
    /// How much time was spent in which phase.
    phases: Vec<TimeReport<'r>>,
    /// Every waiver, oldest first.
    waivers: Vec<WaiverReport<'r>>,
    /// The items that earlier releases had waived as well.
    waived_again: Vec<DebtReport>,
    /// The deployments that began before GO, oldest first.
    before_go: Vec<BeforeGoReport<'r>>,
    /// What was signed ahead of a gate, gate by gate.
    signed_ahead: Vec<SignedAheadReport<'r>>,
    /// The NO-GOs on the last candidate that someone else overruled.
    overruled: Vec<OverruledReport<'r>>,
    /// The events that continued although a threshold said HOLD or NO-GO.
    overrides: &'r [&'r Event],
    /// The events that closed a monitoring window before its end.
    closed_early: Vec<&'r Event>,
    /// The events that ended the wait at a gate before its time.
    waits_ended: Vec<&'r Event>,
    /// The amendments after which the plan asked less than before, oldest first.
    loosened: Vec<&'r Event>,
    /// The monitoring windows that had begun.
    windows: Vec<WindowReportLate<'r>>,
    /// The stages that were decided on too late.
    late_stages: Vec<LateStageReport<'r>>,
    /// The sign-offs that held no longer after a respin or an amendment.
    stale: Vec<StaleReport<'r>>,
    /// The blockers, oldest first.
    blockers: Vec<BlockReport<'r>>,
    /// The incidents.
    incidents: Vec<IncidentReport<'r>>,
    /// The risks that were raised, in that order.
    risks: Vec<RegisterEntry<'r>>,
    /// The actions of earlier releases that are still open.
    carried: Vec<OpenActionReport<'r>>,
    /// The records that could not be read.
    unreadable: &'r [Unreadable],
    /// Signs that someone signed without looking.
    signals: Vec<SignalReport<'r>>,
    /// What people have to answer themselves.
    questions: Vec<String>,
}

/// Returns the retrospective as JSON, with the records that could not be read for what they leave behind.
pub(crate) fn json(retro: &Retro<'_>, damaged: &[Unreadable]) -> String {
    let closed_early = monitoring::closed_early(retro.release);
    envelope(&RetroReport {
        release: ReleaseReport::of(retro.release),
        as_of: Time(retro.now),
        closed: retro.release.closing().map(Time::of),
        seconds: retro.length().num_seconds(),
        planned: PlannedReport::of(retro),
        happened: retro.moments.iter().map(MomentReport::of).collect(),
        phases: retro.times.iter().map(TimeReport::of).collect(),
        waivers: retro.waivers.iter().map(WaiverReport::of).collect(),
        waived_again: retro.debts.iter().cloned().map(DebtReport::from).collect(),
        before_go: retro.before_go.iter().map(BeforeGoReport::of).collect(),
        signed_ahead: retro
            .signed_ahead
            .iter()
            .cloned()
            .map(SignedAheadReport::of)
            .collect(),
        overruled: retro.overruled.iter().map(OverruledReport::of).collect(),
        overrides: &retro.overrides,
        closed_early: closed_early.map(|(_, event)| event).collect(),
        waits_ended: gate::waits_ended(retro.release)
            .map(|(_, event)| event)
            .collect(),
        loosened: amended::all(retro.release)
            .filter(Amended::is_loosened)
            .map(|it| it.event)
            .collect(),
        windows: retro.windows.iter().map(WindowReportLate::of).collect(),
        late_stages: retro.late_stages.iter().map(LateStageReport::of).collect(),
        stale: retro.stale.iter().map(StaleReport::of).collect(),
        blockers: retro.blocks.iter().map(BlockReport::of).collect(),
        incidents: retro
            .incidents
            .iter()
            .map(|it| IncidentReport::of(*it, retro.now))
            .collect(),
        risks: retro
            .release
            .risks()
            .map(|risk| RegisterEntry::of(&risk, retro.now))
            .collect(),
        carried: retro
            .carried
            .iter()
            .map(|it| OpenActionReport::of(it, retro.now))
            .collect(),
        unreadable: damaged,
        signals: retro.signals.iter().map(SignalReport::of).collect(),
        questions: retro.questions(),
    })
}

/// What was planned.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
struct PlannedReport<'r> {
    /// The type of the release.
    #[serde(rename = "type")]
    kind: &'r TypeId,
    /// The commit or the artifact digest under release at the start.
    candidate: Option<&'r Candidate>,
    /// The facts, in the playbook's order.
    facts: Vec<FactReport<'r>>,
    /// How many items the path asks.
    items: usize,
    /// How many of them do not apply, because of a fact.
    ruled_out: usize,
    /// The phases on the path.
    phases: Vec<PhaseReport<'r>>,
    /// The strategy of the rollout.
    strategy: Option<StrategyReport<'r>>,
    /// The monitoring windows.
    windows: Vec<PlannedWindow<'r>>,
}

impl<'r> PlannedReport<'r> {
    fn of(retro: &'r Retro<'_>) -> Self {
        let (planned, plan) = (&retro.planned, retro.release.plan());
        let windows = plan
            .monitoring
            .iter()
            .flat_map(|monitoring| &monitoring.windows);
        Self {
            kind: &retro.release.header().kind,
            candidate: planned.candidate,
            facts: planned.facts.iter().map(FactReport::of).collect(),
            items: planned.items(),
            ruled_out: planned.ruled_out(),
            phases: planned
                .phases
                .iter()
                .map(|&(phase, items, ruled_out)| PhaseReport {
                    phase: &phase.id,
                    title: &phase.title,
                    items,
                    ruled_out,
                })
                .collect(),
            strategy: planned.strategy.map(StrategyReport::of),
            windows: windows
                .map(|window| PlannedWindow {
                    id: &window.id,
                    from_seconds: window.from,
                    to_seconds: window.to,
                    role: &window.role,
                })
                .collect(),
        }
    }
}

/// A fact, and what was answered.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
struct FactReport<'r> {
    /// The fact.
    fact: &'r FactId,
    /// The answer at the start; null when it was not answered.
    at_start: Option<bool>,
    /// The answer in the end; null when it was not answered, which is treated as yes.
    answer: Option<bool>,
}

impl<'r> FactReport<'r> {
    fn of(told: &FactTold<'r>) -> Self {
        Self {
            fact: &told.fact.id,
            at_start: told.at_start,
            answer: told.in_the_end,
        }
    }
}

/// A phase as it was planned.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
struct PhaseReport<'r> {
    /// The phase.
    phase: &'r PhaseId,
    /// Its title.
    title: &'r str,
    /// How many items it asks.
    items: usize,
    /// How many of them do not apply, because of a fact.
    ruled_out: usize,
}

/// A monitoring window as it was planned.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
struct PlannedWindow<'r> {
    /// Its id.
    id: &'r WindowId,
    /// When it begins, in seconds after the milestone.
    from_seconds: u64,
    /// When it ends, in seconds after the milestone.
    to_seconds: u64,
    /// The role that watches.
    role: &'r RoleId,
}

/// The strategy of a rollout.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct StrategyReport<'r> {
    /// Its id.
    id: &'r StrategyId,
    /// Its stages, in order.
    stages: Vec<StageReport<'r>>,
}

/// A stage of a strategy.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct StageReport<'r> {
    /// Its id.
    stage: &'r StageId,
    /// The traffic that it takes in percent: `25`, or `1-5`.
    traffic: String,
}

impl<'r> StrategyReport<'r> {
    fn of(strategy: &'r Strategy) -> Self {
        let stage = |stage: &'r Stage| StageReport {
            stage: &stage.id,
            traffic: stage.traffic.text(),
        };
        Self {
            id: &strategy.id,
            stages: strategy.stages.iter().map(stage).collect(),
        }
    }
}

/// Something that happened.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct MomentReport<'r> {
    /// When.
    at: Time,
    #[serde(flatten)]
    what: WhatReport<'r>,
}

/// What happened: an event, a milestone that was reached, or a gate that opened or shut.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged)]
enum WhatReport<'r> {
    /// An event.
    Event {
        /// The event.
        event: &'r Event,
    },
    /// A milestone was reached.
    Milestone {
        /// The milestone.
        milestone: &'r Milestone,
    },
    /// A gate opened or shut.
    Gate {
        /// The phase that it ends.
        gate: &'r PhaseId,
        /// Whether it is at GO from then on.
        go: bool,
    },
}

impl<'r> MomentReport<'r> {
    fn of(moment: &Moment<'r>) -> Self {
        let what = match moment.what {
            What::Event(event) => WhatReport::Event { event },
            What::Milestone(milestone) => WhatReport::Milestone { milestone },
            What::Gate(phase, go) => WhatReport::Gate {
                gate: &phase.id,
                go,
            },
        };
        Self {
            at: Time(moment.at),
            what,
        }
    }
}

/// The time that was spent in a phase.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct TimeReport<'r> {
    /// The phase; null for the time after every gate was at GO.
    phase: Option<&'r PhaseId>,
    /// How many seconds.
    seconds: i64,
    /// How often it was entered.
    entered: usize,
    /// When it was entered first.
    from: Time,
    /// When it was left last.
    to: Time,
}

impl<'r> TimeReport<'r> {
    fn of(time: &PhaseTime<'r>) -> Self {
        Self {
            phase: match time.place {
                Where::Phase(phase) => Some(&phase.id),
                Where::Cleared => None,
            },
            seconds: time.spent.num_seconds(),
            entered: time.visits,
            from: Time(time.from),
            to: Time(time.to),
        }
    }
}

/// A waiver, and what became of it.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct WaiverReport<'r> {
    /// The item.
    item: &'r ItemId,
    /// What became of it.
    fate: Fate,
    /// The waiver.
    event: &'r Event,
}

impl<'r> WaiverReport<'r> {
    fn of(waiver: &Waiver<'r>) -> Self {
        Self {
            item: waiver.item,
            fate: waiver.fate,
            event: waiver.event,
        }
    }
}

/// An item that earlier releases had waived as well.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::render) struct DebtReport {
    /// The item.
    item: ItemId,
    /// The releases that had waived it.
    before: Vec<Version>,
}

impl From<Debt> for DebtReport {
    fn from(Debt { item, before }: Debt) -> Self {
        Self { item, before }
    }
}

/// A monitoring window that had begun.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
struct WindowReportLate<'r> {
    #[serde(flatten)]
    window: WindowReport<'r>,
    /// How many seconds after its end it was closed; null when that was in time.
    late_seconds: Option<i64>,
}

impl<'r> WindowReportLate<'r> {
    fn of(told: &WindowTold<'r>) -> Self {
        Self {
            window: WindowReport::of(&told.standing),
            late_seconds: told.late.map(|late| late.num_seconds()),
        }
    }
}

/// A stage that was decided on too late.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
struct LateStageReport<'r> {
    /// The strategy.
    strategy: &'r StrategyId,
    /// The stage.
    stage: &'r StageId,
    /// When it was entered.
    entered: Time,
    /// When it was left; null when it was not.
    left: Option<Time>,
    /// How many seconds after its maximum soak.
    late_seconds: i64,
}

impl<'r> LateStageReport<'r> {
    fn of(told: &LateStage<'r>) -> Self {
        Self {
            strategy: told.strategy,
            stage: told.stage,
            entered: Time::of(told.entered),
            left: told.left.map(Time::of),
            late_seconds: told.late.num_seconds(),
        }
    }
}

/// A sign-off that held no longer after a respin or an amendment.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct StaleReport<'r> {
    /// The item.
    item: &'r ItemId,
    /// The role.
    role: &'r RoleId,
    /// Why it went stale.
    why: Staleness,
    /// The sign-off.
    signed: &'r Event,
    /// The next sign-off of the role; null when there is none.
    again: Option<&'r Event>,
    /// Whether the item still waits for the role.
    waiting: bool,
}

impl<'r> StaleReport<'r> {
    fn of(stale: &StaleSignOff<'r>) -> Self {
        Self {
            item: stale.item,
            role: stale.role,
            why: stale.why,
            signed: stale.signed,
            again: stale.again,
            waiting: stale.is_waiting,
        }
    }
}

/// A blocker.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
struct BlockReport<'r> {
    /// The item.
    item: &'r ItemId,
    /// The event that said stop.
    blocked: &'r Event,
    /// The event that cleared it; null while it stands.
    cleared: Option<&'r Event>,
    /// How many seconds it stood.
    stood_seconds: i64,
}

impl<'r> BlockReport<'r> {
    fn of(block: &Block<'r>) -> Self {
        Self {
            item: block.item,
            blocked: block.blocked,
            cleared: block.cleared,
            stood_seconds: block.stood.num_seconds(),
        }
    }
}

/// An incident, with its timeline and its actions.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct IncidentReport<'r> {
    #[serde(flatten)]
    brief: IncidentBrief<'r>,
    /// What caused it; null until it is resolved.
    cause: Option<&'r str>,
    /// What happened while it lasted, oldest first.
    timeline: Vec<EntryReport<'r>>,
    /// What has to be done about it.
    actions: Vec<ActionReport<'r>>,
}

impl<'r> IncidentReport<'r> {
    fn of(incident: Incident<'r>, now: DateTime<Utc>) -> Self {
        Self {
            brief: IncidentBrief::of(incident, now),
            cause: incident.cause(),
            timeline: EntryReport::all(&incident.timeline()),
            actions: incident
                .actions()
                .map(|it| ActionReport::of(&it, now))
                .collect(),
        }
    }
}

/// A sign that someone signed without looking.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::render) struct SignalReport<'r> {
    /// The stable word for the kind of sign.
    pub(in crate::render) kind: &'static str,
    /// What there is to see, in a sentence.
    pub(in crate::render) text: Cow<'r, str>,
}

impl SignalReport<'_> {
    fn of(signal: &Signal<'_>) -> Self {
        Self {
            kind: signal.word(),
            text: signal.sentence().into(),
        }
    }
}

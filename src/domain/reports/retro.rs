//! The retrospective of a release: what was planned, what happened, and what people should talk about.
//!
//! All of it is computed from the record, the present time, and what earlier releases left behind. How people felt about
//! it the record does not know; that is what the open questions are for.

mod blocks;
mod milestones;
mod passage;
mod stale;
mod watching;

use chrono::{DateTime, TimeDelta, Utc};

pub use blocks::Block;
pub use milestones::{Moment, What};
pub use passage::{PhaseTime, Turn, Where};
pub use stale::StaleSignOff;
pub use watching::{LateStage, WindowTold};

use super::carry_over::{self, CarryOver, Debt, OpenAction};
use super::rubber_stamping::{self, Signal};
use crate::domain::event::{Event, EventKind};
use crate::domain::id::{Candidate, FactId, ItemId};
use crate::domain::plan::rollout::Strategy;
use crate::domain::plan::{Fact, Phase};
use crate::domain::rules::ahead::{SignedAhead, signed_ahead};
use crate::domain::rules::before_go::{BeforeGo, before_go};
use crate::domain::rules::item_status::{self, ItemState, NotApplicable};
use crate::domain::rules::overruled::{self, Overruled};
use crate::domain::schema::words;
use crate::domain::state::{Incident, Release};
use crate::domain::text::counted;

/// The retrospective of a release.
#[derive(Clone, Debug)]
pub struct Retro<'r> {
    /// The release.
    pub release: &'r Release,
    /// The present time.
    pub now: DateTime<Utc>,
    /// The moment that it is told from: the end of the release, or the present time while it goes on.
    pub until: DateTime<Utc>,
    /// What was planned.
    pub planned: Planned<'r>,
    /// What happened, oldest first.
    pub moments: Vec<Moment<'r>>,
    /// How much time was spent in which phase.
    pub times: Vec<PhaseTime<'r>>,
    /// Every waiver, oldest first.
    pub waivers: Vec<Waiver<'r>>,
    /// The monitoring windows that had begun.
    pub windows: Vec<WindowTold<'r>>,
    /// The stages that were decided on too late.
    pub late_stages: Vec<LateStage<'r>>,
    /// The sign-offs that held no longer after a respin or an amendment, oldest first.
    pub stale: Vec<StaleSignOff<'r>>,
    /// The blockers, oldest first.
    pub blocks: Vec<Block<'r>>,
    /// The deployments that began before GO, oldest first.
    pub before_go: Vec<BeforeGo<'r>>,
    /// What was signed ahead of a gate.
    pub signed_ahead: Vec<SignedAhead<'r>>,
    /// The NO-GOs on the last candidate that somebody else overruled, gate by gate and then at the stages.
    pub overruled: Vec<Overruled<'r>>,
    /// Every time that somebody went on although something stood in the way, oldest first.
    pub overrides: Vec<&'r Event>,
    /// The incidents.
    pub incidents: Vec<Incident<'r>>,
    /// The action items of earlier releases that are still open.
    pub carried: Vec<OpenAction>,
    /// The items that earlier releases had waived as well.
    pub debts: Vec<Debt>,
    /// Signs that somebody signed without looking.
    pub signals: Vec<Signal<'r>>,
}

/// What was planned.
#[derive(Clone, Debug)]
pub struct Planned<'r> {
    /// What was under release at the start.
    pub candidate: Option<&'r Candidate>,
    /// The facts, in the playbook's order.
    pub facts: Vec<FactTold<'r>>,
    /// The phases on the path, with the number of items that each asks and how many of them a fact ruled out.
    pub phases: Vec<(&'r Phase, usize, usize)>,
    /// The strategy of the rollout.
    pub strategy: Option<&'r Strategy>,
}

/// A fact, and what was answered.
#[derive(Clone, Copy, Debug)]
pub struct FactTold<'r> {
    /// The fact.
    pub fact: &'r Fact,
    /// The answer at the start.
    pub at_start: Option<bool>,
    /// The answer in the end. What nobody answered counts as yes.
    pub in_the_end: Option<bool>,
}

/// A waiver, and what became of it.
#[derive(Clone, Copy, Debug)]
pub struct Waiver<'r> {
    /// The item.
    pub item: &'r ItemId,
    /// The waiver.
    pub event: &'r Event,
    /// What became of it.
    pub fate: Fate,
}

words! {
    /// What became of a waiver.
    pub enum Fate {
        /// It holds: the item was left undone.
        Holds = "holds",
        /// Its last day is over, and the item is open again.
        Expired = "expired",
        /// The item was done after all, or does not apply.
        Settled = "settled",
        /// Another answer took its place, or it was taken back.
        Replaced = "replaced",
    }
}

impl Fate {
    /// Returns the words shown to people.
    pub fn words(self) -> &'static str {
        match self {
            Self::Holds => "skipped",
            Self::Expired => "expired",
            Self::Settled => "settled after all",
            Self::Replaced => "no longer valid",
        }
    }
}

/// What a team asks itself after every release.
const QUESTIONS: [&str; 5] = [
    "What went well, and should stay as it is?",
    "What went badly, or was only luck, and what did it cost?",
    "What surprised us, and what would have told us sooner?",
    "Which items helped, which were only ticked, and which were missing?",
    "What do we change before the next release, who does it, and by when?",
];

impl<'r> Retro<'r> {
    /// Looks back at a release from `now`, with what earlier releases left behind.
    pub fn of(release: &'r Release, now: DateTime<Utc>, earlier: &CarryOver) -> Self {
        let until = release.closing().map_or(now, |closing| closing.at);
        let passage = passage::passage(release, until);
        Self {
            release,
            now,
            until,
            planned: Planned::of(release, until),
            moments: milestones::moments(release, &passage.turns, until),
            times: passage.times,
            waivers: waivers(release, until),
            windows: watching::windows(release, until),
            late_stages: watching::late_stages(release, until),
            stale: stale::stale(release, until),
            blocks: blocks::blocks(release, until),
            before_go: before_go(release),
            signed_ahead: signed_ahead(release),
            overruled: overruled::all(release),
            overrides: release.overrides().collect(),
            incidents: release.incidents().collect(),
            carried: earlier.actions().into_iter().cloned().collect(),
            debts: earlier.debts(release, until),
            signals: rubber_stamping::signals(release, until),
        }
    }

    /// Returns how long the release took, so far when it is open.
    pub fn length(&self) -> TimeDelta {
        let start = self.release.start().map_or(self.until, |event| event.at);
        (self.until - start).max(TimeDelta::zero())
    }

    /// Returns the action items of this release that nobody has done.
    pub(crate) fn open_actions(&self) -> impl Iterator<Item = OpenAction> {
        carry_over::open_actions(self.release)
    }

    /// Returns what people have to answer themselves: what every team asks, and what this release gives reason to ask.
    pub fn questions(&self) -> Vec<String> {
        let mut questions: Vec<String> = QUESTIONS
            .iter()
            .map(|question| (*question).to_owned())
            .collect();
        if let Some(longest) = self.blocks.iter().max_by_key(|block| block.stood) {
            questions.push(format!(
                "What would have cleared the blocker of {} sooner?",
                longest.item
            ));
        }
        if self.release.rollbacks().next().is_some() {
            questions.push(
                "Which check before the deployment would have caught the cause of the rollback?"
                    .to_owned(),
            );
        }
        if !self.stale.is_empty() {
            let count = counted(self.stale.len(), "sign-off");
            questions.push(format!(
                "Why did {count} go stale, and could we have known before?"
            ));
        }
        if self.windows.iter().any(|window| window.late.is_some()) || !self.late_stages.is_empty() {
            questions.push("Why was a decision late, and who could have noticed?".to_owned());
        }
        let debt = |debt: &Debt| {
            format!(
                "{} was waived again: do we do it next time, or do we drop it?",
                debt.item
            )
        };
        questions.extend(self.debts.iter().map(debt));
        questions
    }
}

impl<'r> Planned<'r> {
    fn of(release: &'r Release, until: DateTime<Utc>) -> Self {
        let candidate = release.start().and_then(|event| match &event.kind {
            EventKind::Started { candidate, .. } => candidate.as_ref(),
            _ => None,
        });
        let at_start = |fact: &FactId| release.header().facts.get(fact).copied();
        let facts = release.plan().facts.iter();
        let told = |fact: &'r Fact| FactTold {
            fact,
            at_start: at_start(&fact.id),
            in_the_end: release.fact(&fact.id),
        };
        Self {
            candidate,
            facts: facts.map(told).collect(),
            phases: release
                .plan()
                .phases
                .iter()
                .map(|phase| size(release, phase, until))
                .collect(),
            strategy: release
                .rollout(until)
                .and_then(|progress| progress.strategy),
        }
    }

    /// Counts the items that were asked, without those that a fact ruled out.
    pub fn items(&self) -> usize {
        self.phases.iter().map(|(_, items, _)| items).sum()
    }

    /// Counts the items that a fact ruled out.
    pub fn ruled_out(&self) -> usize {
        self.phases.iter().map(|(_, _, ruled_out)| ruled_out).sum()
    }
}

fn size<'r>(
    release: &'r Release,
    phase: &'r Phase,
    until: DateTime<Utc>,
) -> (&'r Phase, usize, usize) {
    let items = release.plan().asked().filter(|item| item.phase == phase.id);
    let (mut asked, mut ruled_out) = (0, 0);
    for standing in items.filter_map(|item| item_status::standing(release, &item.id, until)) {
        match standing.ruled_out {
            Some(NotApplicable::Fact(_)) => ruled_out += 1,
            _ => asked += 1,
        }
    }
    (phase, asked, ruled_out)
}

fn waivers(release: &Release, until: DateTime<Utc>) -> Vec<Waiver<'_>> {
    release
        .events()
        .iter()
        .filter_map(|event| waiver(release, event, until))
        .collect()
}

fn waiver<'r>(release: &'r Release, event: &'r Event, until: DateTime<Utc>) -> Option<Waiver<'r>> {
    let EventKind::Waived { item, .. } = &event.kind else {
        return None;
    };
    Some(Waiver {
        item,
        event,
        fate: fate(release, item, event, until),
    })
}

fn fate(release: &Release, item: &ItemId, waiver: &Event, until: DateTime<Utc>) -> Fate {
    let standing = item_status::standing(release, item, until);
    let Some(standing) =
        standing.filter(|standing| standing.waivers.iter().any(|event| event.id == waiver.id))
    else {
        return Fate::Replaced;
    };
    match standing.state {
        ItemState::Done | ItemState::NotApplicable => Fate::Settled,
        _ if standing.waiver_expired => Fate::Expired,
        _ => Fate::Holds,
    }
}

#[cfg(test)]
mod tests;

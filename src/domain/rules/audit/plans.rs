//! The plans that a release has had, made again from the one in the file and from what each amendment says it changed.
//!
//! A plan is known only when its digest is the one that an event names.

use std::collections::HashMap;

use crate::domain::digest::Digest;
use crate::domain::event::EventKind;
use crate::domain::plan::Plan;
use crate::domain::plan::change::{Change, redone, undone};
use crate::domain::state::{Release, Seq};

/// How many items all the plans of a release have together, at most: a hostile record does not fill the memory.
const MOST_ITEMS: usize = 1_000_000;

/// The plans of a release.
pub(super) struct Plans<'r> {
    release: &'r Release,
    known: HashMap<Digest, Plan>,
    named: Vec<(Seq, Digest)>,
    /// What is wrong with an amendment.
    pub(super) faults: Vec<(Seq, &'static str)>,
}

/// An amendment, and the plans that its author knew.
struct Amended<'r> {
    seq: Seq,
    before: Vec<Digest>,
    after: Digest,
    changes: &'r [Change],
}

impl<'r> Plans<'r> {
    /// Makes every plan again that can be. `must_tell` says that an amendment which does not tell what it changed is a fault.
    pub(super) fn of(release: &'r Release, must_tell: bool) -> Self {
        let file_plan = release.plan().frozen();
        let mut plans = Self {
            release,
            known: HashMap::from([(file_plan.digest(release.header()), file_plan)]),
            named: Vec::new(),
            faults: Vec::new(),
        };
        let mut amended = Vec::new();
        for (seq, event) in (0..).zip(release.events()) {
            match &event.kind {
                EventKind::Started { plan, .. } => plans.named.push((seq, *plan)),
                EventKind::Amended { plan, changes, .. } => {
                    let before = plans.before(seq);
                    plans.named.push((seq, *plan));
                    let after = *plan;
                    amended.push(Amended {
                        seq,
                        before,
                        after,
                        changes,
                    });
                }
                _ => {}
            }
        }
        amended
            .iter()
            .rev()
            .for_each(|it| plans.go_back(it, must_tell));
        amended.iter().for_each(|it| plans.go_on(it));
        plans
    }

    fn go_back(&mut self, amended: &Amended<'_>, must_tell: bool) {
        let is_same = amended.before.contains(&amended.after);
        if amended.changes.is_empty() && !is_same && must_tell {
            self.faults
                .push((amended.seq, "an amendment says what it changes"));
        }
        let Some(new) = self.known.get(&amended.after) else {
            return;
        };
        if !amended.changes.is_empty() {
            let old = undone(new, amended.changes);
            self.keep(amended, old, &amended.before);
        }
    }

    fn go_on(&mut self, amended: &Amended<'_>) {
        if amended.changes.is_empty() || self.known.contains_key(&amended.after) {
            return;
        }
        let known = amended.before.iter().filter_map(|it| self.known.get(it));
        let made: Vec<Plan> = known
            .filter_map(|old| redone(old, amended.changes))
            .filter(|new| new.digest(self.release.header()) == amended.after)
            .collect();
        let is_known = amended.before.iter().any(|it| self.known.contains_key(it));
        if is_known {
            self.keep(amended, made.into_iter().next(), &[amended.after]);
        }
    }

    /// Keeps a plan that was made again, when an event names it.
    fn keep(&mut self, amended: &Amended<'_>, plan: Option<Plan>, named: &[Digest]) {
        let items: usize = self.known.values().map(|plan| plan.items.len()).sum();
        let plan = plan.map(|plan| (plan.digest(self.release.header()), plan));
        match plan.filter(|(digest, _)| named.contains(digest)) {
            Some((_, plan)) if items + plan.items.len() > MOST_ITEMS => {
                self.faults.push((
                    amended.seq,
                    "the plan was amended too often to judge the record",
                ));
            }
            Some((digest, plan)) => {
                self.known.entry(digest).or_insert(plan);
            }
            None => {
                let fault = "the changes it names do not lead from the plan before it to its own";
                self.faults.push((amended.seq, fault));
            }
        }
    }

    /// Returns the digests of the plans that were in force for the author of an event: several after two amendments that did
    /// not know of each other, none before the start.
    pub(super) fn before(&self, seq: Seq) -> Vec<Digest> {
        let history = self.release.history();
        let mut in_force: Vec<(Seq, Digest)> = Vec::new();
        let seen = self.named.iter().filter(|(by, _)| *by != seq);
        for (by, plan) in seen.filter(|(by, _)| history.sees(seq, *by)) {
            in_force.retain(|(earlier, _)| !history.sees(*by, *earlier));
            in_force.push((*by, *plan));
        }
        let mut digests: Vec<Digest> = in_force.into_iter().map(|(_, plan)| plan).collect();
        digests.dedup();
        digests
    }

    /// Returns how many amendments and starts there are.
    pub(super) fn count(&self) -> usize {
        self.named.len()
    }

    /// Returns the plan with this digest, if it is known.
    pub(super) fn get(&self, digest: &Digest) -> Option<&Plan> {
        self.known.get(digest)
    }
}

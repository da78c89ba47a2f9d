//! How items were answered over many releases: those that hardly ever apply are asked too widely.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use crate::domain::id::{FactId, ItemId};
use crate::domain::plan::Against;
use crate::domain::rules::item_status::{self, ItemState, ItemStatus, NotApplicable};
use crate::domain::state::Release;
use crate::domain::text::yes_or_no;

/// How many releases must have answered an item before anything follows from their answers.
const LEAST_RELEASES: usize = 5;

/// How many of a hundred answers must be "not applicable".
const MOST_PERCENT: usize = 90;

/// The answers to every item, over the releases that were added.
#[derive(Clone, Debug, Default)]
pub(crate) struct Habits {
    items: BTreeMap<ItemId, Answers>,
}

/// How one item was answered, once for each release.
#[derive(Clone, Debug, Default)]
struct Answers {
    /// It was signed or waived.
    applied: usize,
    /// A person said that it does not apply.
    by_person: usize,
    /// A fact said so.
    by_fact: usize,
    facts: BTreeSet<(FactId, bool)>,
    /// Whether some release had it as a killer item.
    is_killer: bool,
}

/// What one release says of an item, the strongest last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Said<'r> {
    ByFact(Against<'r>),
    ByPerson,
    Applied,
}

/// An item that hardly ever applies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RarelyApplies {
    /// The item, as the checklists name it.
    pub item: ItemId,
    /// In how many releases it did not apply.
    pub times: usize,
    /// Of how many that were asked.
    pub of: usize,
    /// Who said so.
    pub because: Because,
}

/// Who says that an item does not apply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Because {
    /// A person, each time anew.
    People,
    /// These facts; with each the answer by which the item applies.
    Facts(Vec<(FactId, bool)>),
}

impl Habits {
    /// Adds the answers of a release, as it stands at `now`. What nobody has answered does not count.
    pub(crate) fn add(&mut self, release: &Release, now: DateTime<Utc>) {
        let mut said: BTreeMap<&ItemId, (Said<'_>, bool)> = BTreeMap::new();
        // The duties of several incidents are one item.
        for standing in item_status::standings(release, now) {
            let Some(answer) = answer(&standing) else {
                continue;
            };
            let (known, is_killer) = said
                .entry(release.plan().model(standing.item))
                .or_insert((answer, false));
            *known = answer.max(*known);
            *is_killer |= standing.item.killer;
        }
        for (item, (answer, is_killer)) in said {
            let answers = self.items.entry(item.clone()).or_default();
            answers.is_killer |= is_killer;
            match answer {
                Said::Applied => answers.applied += 1,
                Said::ByPerson => answers.by_person += 1,
                Said::ByFact(against) => {
                    answers.by_fact += 1;
                    answers.facts.insert(against.way_out());
                }
            }
        }
    }

    /// Takes over the answers of other releases.
    pub(crate) fn join(&mut self, other: Self) {
        for (item, more) in other.items {
            let answers = self.items.entry(item).or_default();
            answers.applied += more.applied;
            answers.by_person += more.by_person;
            answers.by_fact += more.by_fact;
            answers.facts.extend(more.facts);
            answers.is_killer |= more.is_killer;
        }
    }

    /// Returns the items that hardly ever apply. Facts and people count apart: where a fact rules an item out nobody is
    /// asked, so people are judged by the releases in which they were. A killer item may well wait behind a fact for the
    /// one release that needs it.
    pub(crate) fn seldom(&self) -> Vec<RarelyApplies> {
        self.items
            .iter()
            .flat_map(|(item, answers)| answers.seldom(item))
            .collect()
    }
}

impl Answers {
    fn seldom(&self, item: &ItemId) -> Vec<RarelyApplies> {
        let asked = self.applied + self.by_person;
        let mut found = Vec::new();
        let mut push = |times, of, because| {
            if are_nearly_all(times, of) {
                found.push(RarelyApplies {
                    item: item.clone(),
                    times,
                    of,
                    because,
                });
            }
        };
        push(self.by_person, asked, Because::People);
        if !self.is_killer {
            push(
                self.by_fact,
                asked + self.by_fact,
                Because::Facts(self.facts.iter().cloned().collect()),
            );
        }
        found
    }
}

fn are_nearly_all(times: usize, of: usize) -> bool {
    of >= LEAST_RELEASES && times * 100 >= of * MOST_PERCENT
}

fn answer<'r>(standing: &ItemStatus<'r>) -> Option<Said<'r>> {
    match (standing.state, standing.ruled_out) {
        (ItemState::NotApplicable, Some(NotApplicable::Fact(against))) => {
            Some(Said::ByFact(against))
        }
        (ItemState::NotApplicable, Some(NotApplicable::Person(_))) => Some(Said::ByPerson),
        (ItemState::Done | ItemState::Waived, _) => Some(Said::Applied),
        _ => None,
    }
}

/// Says which of the facts give an answer; `None` when none does.
fn saying(facts: &[(FactId, bool)], answer: bool) -> Option<String> {
    let names = facts.iter().filter(|(_, wanted)| *wanted == answer);
    let names: Vec<_> = names.map(|(fact, _)| format!("`{fact}`")).collect();
    let (facts, say) = match names.len() {
        0 => return None,
        1 => ("the fact", "says"),
        _ => ("the facts", "say"),
    };
    let answer = yes_or_no(answer);
    Some(format!("{facts} {} {say} {answer}", names.join(", ")))
}

impl RarelyApplies {
    /// Returns what there is to see, on one line.
    pub(crate) fn sentence(&self) -> String {
        let Self {
            item, times, of, ..
        } = self;
        match &self.because {
            Because::People => format!(
                "people answered `{item}` with \"not applicable\" in {times} of {of} releases"
            ),
            Because::Facts(_) => {
                format!("a fact made `{item}` not applicable in {times} of {of} releases")
            }
        }
    }

    /// Returns what the author of the checklists can do about it.
    pub(crate) fn help(&self) -> String {
        match &self.because {
            Because::People => {
                "give it a `when:` that says in which releases it applies, or drop it".to_owned()
            }
            Because::Facts(facts) => {
                let said: Vec<_> = [true, false]
                    .into_iter()
                    .filter_map(|answer| saying(facts, answer))
                    .collect();
                format!("drop it, unless it matters when {}", said.join(" or "))
            }
        }
    }
}

#[cfg(test)]
mod tests;

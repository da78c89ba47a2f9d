//! The facts of a release: their answers, who gave them, and what they decide.

use crate::domain::event::{Event, EventKind};
use crate::domain::plan::{Fact, Item};
use crate::domain::state::Release;
use crate::domain::text::counted;

/// A fact with its answer and its effect.
#[derive(Clone, Debug)]
pub struct FactStatus<'r> {
    /// The fact.
    pub fact: &'r Fact,
    /// The answer that is in force; `None` when nobody has answered.
    pub answer: Option<bool>,
    /// The event that answered it last: the start of the release, when it was answered there.
    pub event: Option<&'r Event>,
    /// How many items depend on its answer; they apply while there is none.
    pub items: usize,
}

/// The facts that nobody has answered, and so count as yes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unanswered {
    /// How many facts.
    pub facts: usize,
    /// How many items apply because of them.
    pub items: usize,
}

impl Unanswered {
    /// Returns it on one line: `10 facts unanswered, treated as yes: 21 more items`.
    pub fn sentence(self) -> String {
        let facts = counted(self.facts, "fact");
        match self.items {
            0 => format!("{facts} unanswered, treated as yes"),
            1 => format!("{facts} unanswered, treated as yes: 1 more item"),
            items => format!("{facts} unanswered, treated as yes: {items} more items"),
        }
    }
}

/// Returns every fact of the plan, in its order.
pub fn all(release: &Release) -> impl Iterator<Item = FactStatus<'_>> {
    release.plan().facts.iter().map(|fact| FactStatus {
        fact,
        answer: release.fact(&fact.id),
        event: answering(release, fact),
        items: items_by_fact(release)
            .filter(|item| item.when.names(&fact.id))
            .count(),
    })
}

/// Returns the facts that decide something and that nobody has answered, in the plan's order.
pub fn open(release: &Release) -> impl Iterator<Item = &Fact> {
    release
        .plan()
        .deciding_facts()
        .filter(|fact| release.fact(&fact.id).is_none())
}

/// Counts the facts that decide something and that nobody has answered; `None` when all are answered.
pub fn unanswered(release: &Release) -> Option<Unanswered> {
    let facts = open(release);
    let is_certain = |item: &Item| item.when.is_known_to_hold(|fact| release.fact(fact));
    let added = |item: &&Item| release.facts_against(item).is_none() && !is_certain(item);
    let unanswered = Unanswered {
        facts: facts.count(),
        items: items_by_fact(release).filter(added).count(),
    };
    (unanswered.facts > 0).then_some(unanswered)
}

/// Returns the items on the path that a fact can rule out.
fn items_by_fact(release: &Release) -> impl Iterator<Item = &Item> {
    release
        .plan()
        .present()
        .filter(|item| item.incident.is_none() && !release.is_dormant(&item.phase))
        .filter(|item| !item.when.is_empty())
}

fn answering<'r>(release: &'r Release, fact: &Fact) -> Option<&'r Event> {
    let is_answer = |event: &&Event| matches!(&event.kind, EventKind::FactAnswered { fact: answered, .. } if *answered == fact.id);
    let answered = release.events().iter().rfind(is_answer);
    let at_start = || release.header().facts.contains_key(&fact.id);
    answered.or_else(|| release.start().filter(|_| at_start()))
}

#[cfg(test)]
mod tests;

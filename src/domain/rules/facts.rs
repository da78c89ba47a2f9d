//! The facts of a release: their answers, who gave them, and what they decide.

use crate::domain::event::{Event, EventKind};
use crate::domain::id::FactId;
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
    /// How many items apply only when it is answered yes, or not answered.
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

impl Release {
    /// Returns every fact of the plan, in its order.
    pub fn facts(&self) -> impl Iterator<Item = FactStatus<'_>> {
        self.plan().facts.iter().map(|fact| FactStatus {
            fact,
            answer: self.fact(&fact.id),
            event: self.answering(fact),
            items: self
                .items_by_fact()
                .filter(|item| item.when.contains(&fact.id))
                .count(),
        })
    }

    /// Returns the facts that nobody has answered; `None` when all are.
    pub fn unanswered(&self) -> Option<Unanswered> {
        let is_open = |fact: &FactId| self.fact(fact).is_none();
        let facts = self.plan().facts.iter().filter(|fact| is_open(&fact.id));
        let added =
            |item: &&Item| self.fact_against(item).is_none() && item.when.iter().any(is_open);
        let unanswered = Unanswered {
            facts: facts.count(),
            items: self.items_by_fact().filter(added).count(),
        };
        (unanswered.facts > 0).then_some(unanswered)
    }

    /// Returns the items on the path that a fact can rule out.
    fn items_by_fact(&self) -> impl Iterator<Item = &Item> {
        self.plan()
            .present()
            .filter(|item| item.incident.is_none() && !self.is_dormant(&item.phase))
            .filter(|item| !item.when.is_empty())
    }

    fn answering(&self, fact: &Fact) -> Option<&Event> {
        let is_answer = |event: &&Event| matches!(&event.kind, EventKind::FactAnswered { fact: answered, .. } if *answered == fact.id);
        let answered = self.events().iter().rfind(is_answer);
        let at_start = || self.header().facts.contains_key(&fact.id);
        answered.or_else(|| self.start().filter(|_| at_start()))
    }
}

#[cfg(test)]
mod tests;

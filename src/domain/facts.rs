//! The facts of a release: their answers, who gave them, and what they decide.

use super::event::{Event, EventKind};
use super::id::FactId;
use super::plan::{Fact, Item, Plan};
use super::release::Release;
use super::rollout::Rollout;
use super::text::counted;

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

impl Plan {
    /// Returns the facts that decide something in this plan: which items and notes fields it has, how it is rolled out.
    pub fn deciding_facts(&self) -> impl Iterator<Item = &Fact> {
        self.facts.iter().filter(|fact| self.decides(&fact.id))
    }

    fn decides(&self, fact: &FactId) -> bool {
        let is_rolled_out_by = |rollout: &Rollout| {
            let mut choices = rollout.choices.iter();
            rollout.feature_flag.as_ref() == Some(fact)
                || choices.any(|choice| choice.when.contains(fact))
        };
        self.present().any(|item| item.when.contains(fact))
            || self
                .fields
                .iter()
                .any(|field| field.when.as_ref() == Some(fact))
            || self.rollout.as_ref().is_some_and(is_rolled_out_by)
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

    /// Returns the facts that decide something and that nobody has answered, in the plan's order.
    pub fn open_facts(&self) -> impl Iterator<Item = &Fact> {
        self.plan()
            .deciding_facts()
            .filter(|fact| self.fact(&fact.id).is_none())
    }

    /// Counts the facts that decide something and that nobody has answered; `None` when all are answered.
    pub fn unanswered(&self) -> Option<Unanswered> {
        let is_open = |fact: &FactId| self.fact(fact).is_none();
        let facts = self.open_facts();
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

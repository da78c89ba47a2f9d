//! Advice on definitions that are correct: what makes a checklist hard to run.

use std::collections::HashMap;

use crate::definition::advice::{Advice, MOST_ITEMS};
use crate::definition::page::Page;
use crate::definition::raw;
use crate::definition::tree::Place;
use crate::definition::wording::has_verb;
use crate::domain::plan::library::{ListedChoice, ReleaseType};
use crate::domain::plan::rollout::{Limit, Rule};
use crate::domain::plan::{Bound, Item, When};
use crate::domain::verdict::Ruling;

pub(super) fn section(page: &Page<'_>, place: Place, title: &str, count: usize) {
    if count > MOST_ITEMS {
        page.advise(
            place,
            Advice::Long {
                title: title.to_owned(),
                count,
            },
        );
    }
}

pub(super) fn item(page: &Page<'_>, place: Place, raw: &raw::Item, item: &Item) {
    let name = || item.id.as_str().to_owned();
    if item.roles.is_empty() && !item.killer {
        page.advise(place, Advice::NoRole { item: name() });
    }
    if let Some(text) = raw
        .text
        .as_ref()
        .filter(|_| !item.text.is_empty() && !has_verb(&item.text))
    {
        page.advise(text.place, Advice::NoVerb { item: name() });
    }
    if item.killer && !item.evidence_required {
        page.advise(place, Advice::KillerWithoutEvidence { item: name() });
    }
}

pub(super) fn duty(page: &Page<'_>, place: Place, item: &Item) {
    if item.bound == Bound::Candidate {
        page.advise(
            place,
            Advice::BoundDuty {
                item: item.id.as_str().to_owned(),
            },
        );
    }
}

/// Advises on no-go rules that leave a mild rule of the same metric and the same kind of limit nothing to say.
pub(super) fn rules(page: &Page<'_>, rules: &[(Rule, Place)]) {
    let goes_first = |no_go: &Rule, mild: &Rule| {
        let ((kind, limit, unit), (mild_kind, mild_limit, mild_unit)) =
            (no_go.limit.parts(), mild.limit.parts());
        let is_same_kind = no_go.metric == mild.metric && (kind, unit) == (mild_kind, mild_unit);
        // Of limits below which a metric must not fall, the higher one is reached first.
        let is_stricter = if matches!(no_go.limit, Limit::FixedLeast(_)) {
            limit > mild_limit
        } else {
            limit < mild_limit
        };
        is_same_kind && (is_stricter || limit == mild_limit && no_go.lasting <= mild.lasting)
    };
    for (no_go, place) in rules.iter().filter(|(rule, _)| rule.then == Ruling::NoGo) {
        let mut mild = rules.iter().filter(|(rule, _)| rule.then != Ruling::NoGo);
        if let Some((_, mild)) = mild.find(|(mild, _)| goes_first(no_go, mild)) {
            page.advise(*place, Advice::NoGoFirst { line: mild.line });
        }
    }
}

/// Advises on choices that are never taken.
pub(super) fn choices(page: &Page<'_>, choices: &[(ListedChoice, Place)], types: &[ReleaseType]) {
    for (at, (listed, place)) in choices.iter().enumerate() {
        let is_taken_before = |kind: &ReleaseType| {
            let fits = |other: &ListedChoice| {
                other.is_for(&kind.id) && asks_no_more(&other.choice.when, &listed.choice.when)
            };
            choices[..at].iter().any(|(other, _)| fits(other))
        };
        if types
            .iter()
            .filter(|kind| listed.is_for(&kind.id))
            .all(is_taken_before)
        {
            page.advise(*place, Advice::NeverChosen);
        }
    }
}

/// Tells whether a condition holds wherever another one does, as far as their facts show.
fn asks_no_more(when: &When, other: &When) -> bool {
    when.all.iter().all(|fact| other.all.contains(fact))
        && when.not.iter().all(|fact| other.not.contains(fact))
        && (when.any.is_empty()
            || when.any.iter().any(|fact| other.all.contains(fact))
            || !other.any.is_empty() && other.any.iter().all(|fact| when.any.contains(fact)))
}

/// What one item asks, for the comparison with the items of other checklists.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) item: String,
    /// Where its id stands.
    pub(super) id: Place,
    /// Its text, as [`sameness`](crate::domain::text::sameness) has it.
    pub(super) text: String,
    /// Where the text stands.
    pub(super) place: Place,
}

/// Advises on texts that stand in two checklists.
pub(super) fn across(checklists: &[(&Page<'_>, &[Asked])]) {
    let mut seen: HashMap<&str, (&str, usize)> = HashMap::new();
    for (list, (page, items)) in checklists.iter().enumerate() {
        for asked in *items {
            let (other, first) = *seen.entry(&asked.text).or_insert((&asked.item, list));
            if first != list {
                page.advise(
                    asked.place,
                    Advice::SameText {
                        other: other.to_owned(),
                    },
                );
            }
        }
    }
}

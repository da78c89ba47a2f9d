//! Advice on definitions that are correct: what makes a checklist hard to run. It never makes `lint` fail.

use std::collections::HashMap;

use thiserror::Error;

use super::fault::shown;
use super::page::Page;
use super::raw;
use super::tree::Place;
use super::wording::has_verb;
use crate::domain::plan::library::{ListedChoice, ReleaseType};
use crate::domain::plan::rollout::{Consequence, Limit, Rule};
use crate::domain::plan::{Bound, Item};
use crate::domain::text::nearest;

/// The most items that people work through without a pause.
const MOST_ITEMS: usize = 9;

/// Something that is allowed and worth a second thought.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Advice {
    /// Many items without a pause.
    #[error("`{}` asks {count} items without a pause", shown(title))]
    Long {
        /// The section.
        title: String,
        /// How many items it has.
        count: usize,
    },
    /// An item that is nobody's.
    #[error("no role answers for the item `{}`", shown(item))]
    NoRole {
        /// The item.
        item: String,
    },
    /// A text that names a thing and not what to do.
    #[error(
        "the text of `{}` names a thing, but not what to do with it",
        shown(item)
    )]
    NoVerb {
        /// The item.
        item: String,
    },
    /// A text that stands in two checklists.
    #[error("the item `{}` asks for the same", shown(other))]
    SameText {
        /// The other item.
        other: String,
    },
    /// A killer item whose sign-off shows nothing.
    #[error("the killer item `{}` asks for no evidence", shown(item))]
    KillerWithoutEvidence {
        /// The item.
        item: String,
    },
    /// A duty whose sign-off holds for one candidate.
    #[error(
        "the sign-off of the duty `{}` goes stale with the candidate of a hotfix",
        shown(item)
    )]
    BoundDuty {
        /// The duty.
        item: String,
    },
    /// A no-go rule that comes before a mild rule of the same metric.
    #[error("nothing holds before this no-go: the rule in line {line} allows as much or more")]
    NoGoFirst {
        /// Where the mild rule stands.
        line: usize,
    },
    /// A text that YAML ends at a `#`.
    #[error(
        "the text ends before `{}`: YAML takes that for a comment",
        shown(comment)
    )]
    CutShort {
        /// The comment, from its `#` on.
        comment: String,
    },
    /// A role, fact or metric without effect.
    #[error("nothing uses the {what} `{}`", shown(name))]
    Unused {
        /// What it is.
        what: &'static str,
        /// Its name.
        name: String,
    },
    /// An alias that means something else already.
    #[error(
        "the alias `{}` means the role `{}` already",
        shown(alias),
        shown(role)
    )]
    UselessAlias {
        /// The alias.
        alias: String,
        /// The role that the name leads to.
        role: String,
    },
    /// A gate where no role calls.
    #[error("no role is polled at the gate `{}`", shown(title))]
    NoPoll {
        /// The gate's title.
        title: String,
    },
    /// A choice that others are always taken before.
    #[error("this choice is never taken: those before it fit all that it fits")]
    NeverChosen,
    /// A milestone that an item waits for and nothing marks.
    #[error("nothing marks `{}`, so this is asked at once", shown(milestone))]
    NeverMarked {
        /// The milestone.
        milestone: String,
        /// The milestones that are marked.
        known: Vec<String>,
    },
}

impl Advice {
    /// Says that nothing uses what is called `name`.
    pub(super) fn unused(what: &'static str, name: &str) -> Self {
        Self::Unused {
            what,
            name: name.to_owned(),
        }
    }

    /// Returns what the author can do about it.
    pub fn help(&self) -> String {
        match self {
            Self::Long { .. } => {
                format!("split it where people pause anyway; {MOST_ITEMS} items are enough at once")
            }
            Self::NoRole { .. } => "give the item, the section or the checklist `roles`".to_owned(),
            Self::NoVerb { .. } => {
                "say what is done or verified: \"Complete the …\", \"… is reviewed\"".to_owned()
            }
            Self::SameText { .. } => "ask once, or say what is different".to_owned(),
            Self::KillerWithoutEvidence { .. } => "add `evidence: required`".to_owned(),
            Self::BoundDuty { .. } => {
                "leave `bound` out, unless it is to be done again for every candidate".to_owned()
            }
            Self::NoGoFirst { line } => {
                format!("give the rule in line {line} a stricter limit, or leave it out")
            }
            Self::CutShort { .. } => {
                "quote the whole text, or put a space after the `#` of a comment".to_owned()
            }
            Self::Unused { what: "metric", .. } => "write a rule on it, or leave it out".to_owned(),
            Self::Unused { what: "fact", .. } => "name it in a `when`, or leave it out".to_owned(),
            Self::Unused { .. } => {
                "give it items, a poll or another duty, or leave it out".to_owned()
            }
            Self::UselessAlias { .. } => "leave it out, or name another".to_owned(),
            Self::NoPoll { .. } => {
                "add a `poll`, or leave `gate` out when the items alone decide".to_owned()
            }
            Self::NeverChosen => "put it before them, or leave it out".to_owned(),
            Self::NeverMarked { milestone, known } => {
                match nearest(milestone, known.iter().map(String::as_str)) {
                    Some(near) => format!("did you mean `{}`?", shown(near)),
                    None => "take `after` off, or let an item or a stage mark it".to_owned(),
                }
            }
        }
    }
}

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
    for (no_go, place) in rules
        .iter()
        .filter(|(rule, _)| rule.then == Consequence::NoGo)
    {
        let mut mild = rules
            .iter()
            .filter(|(rule, _)| rule.then != Consequence::NoGo);
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
                other.is_for(&kind.id)
                    && other
                        .choice
                        .when
                        .iter()
                        .all(|fact| listed.choice.when.contains(fact))
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

/// What one item asks, for the comparison with the items of other checklists.
#[derive(Debug)]
pub(super) struct Asked {
    /// The item.
    pub(super) item: String,
    /// Where its id stands.
    pub(super) id: Place,
    /// Its text, as [`sameness`](super::wording::sameness) has it.
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

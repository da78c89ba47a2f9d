//! Advice on definitions that are correct: what makes a checklist hard to run. It never makes `lint` fail.

#![expect(
    missing_docs,
    reason = "the message of a variant says what its fields are"
)]

use thiserror::Error;

use super::quoting::shown;
use crate::domain::text::nearest;

/// The most items that people work through without a pause.
pub(super) const MOST_ITEMS: usize = 9;

/// Something that is allowed and worth a second thought.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Advice {
    /// Many items without a pause.
    #[error("`{}` asks {count} items without a pause", shown(title))]
    Long { title: String, count: usize },
    /// An item that is nobody's.
    #[error("no role answers for the item `{}`", shown(item))]
    NoRole { item: String },
    /// A text that names a thing and not what to do.
    #[error(
        "the text of `{}` names a thing, but not what to do with it",
        shown(item)
    )]
    NoVerb { item: String },
    /// A text that stands in two checklists.
    #[error("the item `{}` asks for the same", shown(other))]
    SameText { other: String },
    /// A killer item whose sign-off shows nothing.
    #[error("the killer item `{}` asks for no evidence", shown(item))]
    KillerWithoutEvidence { item: String },
    /// A duty whose sign-off holds for one candidate.
    #[error(
        "the sign-off of the duty `{}` goes stale with the candidate of a hotfix",
        shown(item)
    )]
    BoundDuty { item: String },
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
    /// A principal of `allowed_signers` that no address matches.
    #[error(
        "a principal with upper-case letters matches no one: addresses are compared in lower case"
    )]
    UpperCasePrincipal,
    /// A role, fact or metric without effect.
    #[error("nothing uses the {what} `{}`", shown(name))]
    Unused { what: &'static str, name: String },
    /// An alias that means something else already.
    #[error(
        "the alias `{}` already means the role `{}`",
        shown(alias),
        shown(role)
    )]
    UselessAlias {
        alias: String,
        /// The role that the name leads to.
        role: String,
    },
    /// A gate where no role calls.
    #[error("no role is polled at the gate `{}`", shown(title))]
    NoPoll { title: String },
    /// A type that leaves the phase of a polled gate without items.
    #[error(
        "the type `{}` has nothing to do in the phase `{}`, so its gate polls no role",
        shown(kind),
        shown(phase)
    )]
    EmptyGate { kind: String, phase: String },
    /// A polled gate of a phase where nothing is said of one candidate.
    #[error(
        "a respin asks for the calls at this gate again, though no item of the phase `{}`, or before it, is bound to the candidate",
        shown(phase)
    )]
    UnboundGate { phase: String },
    /// A section of one item that is to be signed in order.
    #[error("a section of one item has no order")]
    NothingInOrder,
    /// A choice that others are always taken before.
    #[error("this choice is never used: earlier ones match all that it matches")]
    NeverChosen,
    /// A milestone that an item waits for and only a later phase reaches.
    #[error(
        "the gate of this phase waits for the item, and the item for `{}`, which phase `{}` reaches only after that gate",
        shown(milestone),
        shown(phase)
    )]
    WaitsForLater { milestone: String, phase: String },
    /// A milestone that an item waits for and nothing marks.
    #[error("nothing marks `{}`, so this is asked at once", shown(milestone))]
    NeverMarked {
        milestone: String,
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
    pub(crate) fn help(&self) -> String {
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
            Self::UpperCasePrincipal => "write the address in lower case".to_owned(),
            Self::Unused { what: "metric", .. } => "write a rule on it, or leave it out".to_owned(),
            Self::Unused { what: "list", .. } => {
                "name it in the `for-each` of an item, or leave it out".to_owned()
            }
            Self::Unused { what: "fact", .. } => "name it in a `when`, or leave it out".to_owned(),
            Self::Unused { .. } => {
                "give it items, a poll or another duty, or leave it out".to_owned()
            }
            Self::UselessAlias { .. } => "leave it out, or name another".to_owned(),
            Self::NoPoll { .. } => {
                "add a `poll`, or leave `gate` out when the items alone decide".to_owned()
            }
            Self::EmptyGate { phase, .. } => {
                format!("leave it so, or give the type `poll: {{{phase}: […]}}`")
            }
            Self::UnboundGate { .. } => {
                "add `bound: release` to the gate, when its decision outlives the candidate"
                    .to_owned()
            }
            Self::NothingInOrder => {
                "leave `in-order` out, or add the items that come before".to_owned()
            }
            Self::NeverChosen => "put it before them, or leave it out".to_owned(),
            Self::WaitsForLater { phase, .. } => {
                format!(
                    "move the item to `phase: {}`, or remove `after`",
                    shown(phase)
                )
            }
            Self::NeverMarked { milestone, known } => {
                match nearest(milestone, known.iter().map(String::as_str)) {
                    Some(near) => format!("did you mean `{}`?", shown(near)),
                    None => "remove `after`, or let an item or a stage mark it".to_owned(),
                }
            }
        }
    }
}

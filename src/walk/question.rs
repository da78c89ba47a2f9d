//! What the walk asks and says, as plain values: everything that is to be shown, and nothing of how.

use super::scope::Place;
use super::summary::Summary;
use crate::domain::event::{Call, Event, EventKind};
use crate::domain::id::RoleId;
use crate::domain::person::Person;
use crate::domain::plan::incident::Mitigation;
use crate::domain::plan::{Fact, Item, Phase};
use crate::domain::rules::admission::{Caution, Refusal};
use crate::domain::rules::item_status::ItemStatus;
use crate::domain::rules::judgement::Judgement;
use crate::domain::rules::naming::NameFault;
use crate::domain::state::Release;
use crate::domain::verdict::Verdict;

/// An answer that one key or one number gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Choice {
    /// The item is done.
    Done,
    /// The item does not apply.
    NotApplicable,
    /// Decide on the way out of an incident, which does the item.
    Decide(Mitigation),
    /// Stop the release here.
    Block,
    /// Clear the blocker.
    Clear,
    /// Leave the item undone and accept the risk.
    Waive,
    /// Take back what was answered.
    Reopen,
    /// Add evidence to the coming sign-off.
    Evidence,
    /// Add a remark to the coming sign-off.
    Note,
    /// Yes.
    Yes,
    /// No.
    No,
    /// Go.
    Go,
    /// No-go.
    NoGo,
    /// Ask another time.
    Later,
    /// Return to the question before.
    Back,
    /// Go to another item.
    Jump,
    /// End the walk.
    Quit,
}

impl Choice {
    /// Returns the key that gives this answer.
    pub fn key(self) -> char {
        match self {
            Self::Done => 'd',
            Self::NotApplicable | Self::No | Self::NoGo => 'n',
            Self::Decide(Mitigation::Rollback) => 'r',
            Self::Decide(Mitigation::Hotfix) => 'h',
            Self::Block => 'b',
            Self::Clear => 'c',
            Self::Waive => 'w',
            Self::Reopen => 'o',
            Self::Evidence => 'e',
            Self::Note => 'm',
            Self::Yes => 'y',
            Self::Go => 'g',
            Self::Later => 'l',
            Self::Back => 'u',
            Self::Jump => 'j',
            Self::Quit => 'q',
        }
    }
}

/// One item, asked of one role.
#[derive(Clone, Debug)]
pub struct ItemQuestion<'r> {
    /// The phase that asks for it.
    pub phase: &'r Phase,
    /// Where the item stands in the walk; nowhere when a fact rules it out.
    pub place: Option<Place>,
    /// The role that is asked.
    pub role: &'r RoleId,
    /// The item, its state and its earlier answers.
    pub standing: ItemStatus<'r>,
    /// The evidence that goes with the coming sign-off.
    pub evidence: &'r [String],
    /// The remark that goes with the coming sign-off.
    pub note: Option<&'r str>,
    /// The answers that are admitted.
    pub choices: Vec<Choice>,
    /// Why the role cannot sign, when that is not plain from the item's state.
    pub obstacle: Option<Refusal>,
}

impl<'r> ItemQuestion<'r> {
    /// Returns the item.
    pub fn item(&self) -> &'r Item {
        self.standing.item
    }
}

/// Something other than an item that is answered with one key.
#[derive(Clone, Debug)]
pub struct Request<'r> {
    /// What is asked.
    pub about: About<'r>,
    /// The answers that are admitted.
    pub choices: Vec<Choice>,
}

/// What a [`Request`] is about.
#[derive(Clone, Debug)]
pub enum About<'r> {
    /// A fact.
    Fact {
        /// The fact.
        fact: &'r Fact,
        /// Which of the questions this is, from 1.
        number: usize,
        /// How many there are.
        total: usize,
        /// The answer so far.
        answer: Option<bool>,
    },
    /// A role's call at a gate.
    Call {
        /// The phase.
        phase: &'r Phase,
        /// The role that is asked.
        role: &'r RoleId,
        /// What the role said before, if anything.
        earlier: Option<(Call, &'r Event)>,
        /// Why the role cannot say go.
        obstacle: Option<Refusal>,
    },
    /// Whether to go on although a gate is not at GO.
    GoOn {
        /// The phase whose gate it is.
        shut: &'r Phase,
        /// What the gate says.
        verdict: Verdict,
        /// The phase that would come next.
        next: &'r Phase,
    },
}

/// A text that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextRequest<'r> {
    /// Why the item does not apply.
    WhyNotApplicable,
    /// Why the release must stop.
    WhyBlock,
    /// Why it is safe to go on.
    WhyClear,
    /// Why the item can be left undone.
    WhyWaive {
        /// The role that accepts the risk.
        role: &'r RoleId,
    },
    /// Why the answer is taken back.
    WhyReopen,
    /// Why it is this way out of an incident.
    WhyCourse(Mitigation),
    /// Why it is no-go.
    WhyNoGo,
    /// Why a fact changed.
    WhyChanged,
    /// A URL, a file digest or a text.
    Evidence {
        /// Whether the sign-off cannot do without.
        is_required: bool,
    },
    /// A remark.
    Note,
    /// The last day of a waiver; an empty text is none.
    LastDay,
    /// The item to jump to.
    Target,
    /// Who is answering.
    Identity,
    /// The name of a company or product; may be left out.
    TeamName,
}

impl TextRequest<'_> {
    /// Tells whether the text may be long, so that an editor is offered.
    pub fn is_prose(self) -> bool {
        !matches!(
            self,
            Self::LastDay | Self::Target | Self::Identity | Self::TeamName
        )
    }
}

/// Something that is said.
#[derive(Clone, Debug)]
pub enum Notice<'r> {
    /// The walk begins.
    Welcome {
        /// The release.
        release: &'r Release,
        /// Who answers.
        by: &'r Person,
        /// The role that is walked, when it is only one.
        role: Option<&'r RoleId>,
        /// How many questions wait.
        waiting: usize,
    },
    /// An answer is in the record.
    Saved {
        /// What was recorded.
        kind: &'r EventKind,
        /// How many answers this walk has recorded.
        answers: usize,
    },
    /// An answer was refused.
    Refused(&'r Refusal),
    /// Something that is allowed and should be said.
    Caution(&'r Caution),
    /// Evidence or a remark is kept for the sign-off.
    Kept,
    /// Evidence or a remark was left behind unsigned.
    Dropped,
    /// There is no question before this one.
    AtFirst,
    /// No item of the walk goes by this name, or several do.
    NotFound(&'r NameFault),
    /// The day is not one.
    NotADay(&'r str),
    /// The text does not name a person.
    NotAPerson(&'r str),
    /// These items were put off.
    PutOff(&'r [&'r Item]),
    /// A phase's end.
    Verdict(&'r Judgement<'r>),
    /// The walk's end.
    Summary(&'r Summary<'r>),
}

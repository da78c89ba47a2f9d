//! What the walk asks and says, as plain values: everything that is to be shown, and nothing of how.

use chrono::{DateTime, Utc};

use super::became::Became;
use super::scope::Place;
use super::speaker::Speaker;
use super::summary::Summary;
use crate::domain::decimal::Decimal;
use crate::domain::event::{Call, Event, EventKind, Finding};
use crate::domain::id::{PhaseId, RoleId};
use crate::domain::person::Person;
use crate::domain::plan::incident::Mitigation;
use crate::domain::plan::rollout::{Metric, Stage, Traffic};
use crate::domain::plan::{Check, Fact, Field, Item, Phase, Topic};
use crate::domain::rules::admission::{Caution, Refusal};
use crate::domain::rules::checks::Shown;
use crate::domain::rules::facts::Unanswered;
use crate::domain::rules::item_status::ItemStatus;
use crate::domain::rules::judgement::Judgement;
use crate::domain::rules::monitoring::WindowStatus;
use crate::domain::rules::naming::NameFault;
use crate::domain::rules::progress::Progress;
use crate::domain::rules::reason::Reason;
use crate::domain::rules::suggestion::selecting;
use crate::domain::rules::tally::Tally;
use crate::domain::state::{RegisteredRisk, Release};
use crate::domain::verdict::Verdict;
use crate::domain::version::Version;

/// An answer that one key or one number gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Choice {
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
    /// Run the item's check.
    Check,
    /// Add evidence to the coming sign-off.
    Evidence,
    /// Add a remark to the coming sign-off.
    Note,
    Yes,
    No,
    Go,
    NoGo,
    /// Record another share of the traffic.
    OtherShare,
    /// Measure with the playbook's Prometheus server.
    Prometheus,
    /// Type the numbers.
    TypeIn,
    /// Measure the stage again.
    Remeasure,
    /// Continue although the rules or something else say stop.
    Override,
    /// Abort the rollout.
    Abort,
    /// Begin the rollback.
    RollBack,
    /// Close the window: there was nothing to see.
    Clean,
    /// Close the window with what there was to see.
    Found,
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
    pub(crate) fn key(self) -> char {
        match self {
            Self::Done => 'd',
            Self::NotApplicable | Self::No | Self::NoGo => 'n',
            Self::Decide(Mitigation::Rollback) => 'r',
            Self::Decide(Mitigation::Hotfix) => 'h',
            Self::Block => 'b',
            Self::Clear => 'c',
            Self::Waive => 'w',
            Self::Reopen => 'o',
            Self::Check => 'k',
            Self::Evidence => 'e',
            Self::Note => 'm',
            Self::Yes => 'y',
            Self::OtherShare => 'o',
            Self::Prometheus => 'p',
            Self::TypeIn => 't',
            Self::Remeasure => 'm',
            Self::Override => 'v',
            Self::Abort => 'a',
            Self::RollBack => 'r',
            Self::Clean => 'c',
            Self::Found => 'f',
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
pub(crate) struct ItemQuestion<'r> {
    /// What it is asked with: its phase, or the incidents.
    pub(crate) topic: Topic<'r>,
    /// Where the item stands in the walk; nowhere when a fact rules it out.
    pub(crate) place: Option<Place>,
    /// The role that is asked.
    pub(crate) role: &'r RoleId,
    /// The item, its state and its earlier answers.
    pub(crate) standing: ItemStatus<'r>,
    /// The evidence that goes with the coming sign-off.
    pub(crate) evidence: &'r [String],
    /// The remark that goes with the coming sign-off.
    pub(crate) note: Option<&'r str>,
    /// The answers that are admitted.
    pub(crate) choices: Vec<Choice>,
    /// Why the role cannot sign, when that is not plain from the item's state.
    pub(crate) obstacle: Option<Refused>,
    /// When the item is due, if it is not yet.
    pub(crate) due: Option<String>,
}

impl<'r> ItemQuestion<'r> {
    pub(crate) fn item(&self) -> &'r Item {
        self.standing.item
    }
}

/// What the record does not admit, and what to do about it.
#[derive(Clone, Debug)]
pub(crate) struct Refused {
    pub(crate) refusal: Refusal,
    /// What the person can do, with commands that name the release.
    pub(crate) way_out: Option<String>,
}

impl Refused {
    pub(crate) fn of(refusal: Refusal, release: &Release) -> Self {
        let select = selecting(&release.header().version);
        let way_out = refusal.way_out().map(|hint| hint.text(&select));
        Self { refusal, way_out }
    }
}

/// Something other than an item that is answered with one key.
#[derive(Clone, Debug)]
pub(crate) struct Request<'r> {
    /// What is asked.
    pub(crate) about: About<'r>,
    /// The answers that are admitted.
    pub(crate) choices: Vec<Choice>,
}

/// What a [`Request`] is about.
#[derive(Clone, Debug)]
pub(crate) enum About<'r> {
    Fact {
        fact: &'r Fact,
        /// Which of the questions this is, from 1.
        number: usize,
        /// How many there are.
        total: usize,
        answer: Option<bool>,
    },
    /// A role's call at a gate.
    Call {
        phase: &'r Phase,
        /// The role that is asked.
        role: &'r RoleId,
        /// What the role said before, if anything; where its people vote, what this one did.
        earlier: Option<(Call, &'r Event)>,
        /// How the vote stands, where the people of the role vote.
        tally: Option<Tally<'r>>,
        /// Why the role cannot say go.
        obstacle: Option<Refused>,
    },
    /// Whether the traffic is at the next stage.
    Enter {
        stage: &'r Stage,
        /// Which of the strategy's stages it is, from 1.
        number: usize,
        /// How many there are.
        total: usize,
    },
    /// How to measure a stage, or the baseline when there is none.
    Measure {
        stage: Option<&'r Stage>,
        /// The Prometheus server.
        server: &'r str,
    },
    /// What to do about a rollout that is stopped.
    Stopped {
        /// What stops it.
        obstacles: &'r [Reason<'r>],
        /// The commands that may settle it.
        commands: Vec<String>,
    },
    /// A role's call at a stage.
    StageCall {
        stage: &'r Stage,
        /// The role that is asked.
        role: &'r RoleId,
        /// Why the role cannot say go.
        obstacle: Option<Refused>,
    },
    /// Whether a role confirms the rollback under way.
    Rollback {
        /// The role that decides.
        role: &'r RoleId,
        /// Why the rollback began.
        reason: &'r str,
    },
    /// A monitoring window that is over.
    Window(&'r WindowStatus<'r>),
    /// Whether to close the release as shipped.
    Close(&'r Version),
    /// Whether to record the answers of a form.
    Answers {
        /// How many there are.
        count: usize,
        /// Who answered.
        by: &'r Person,
    },
    /// Whether to go on although a gate is not at GO.
    GoOn {
        /// The phase whose gate it is.
        shut: Topic<'r>,
        /// What the gate says.
        verdict: Verdict,
        /// The phase that would come next.
        next: Topic<'r>,
    },
}

/// A text that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TextRequest<'r> {
    /// Why the item does not apply.
    WhyNotApplicable,
    /// Why the release must stop.
    WhyBlock,
    /// Why it is safe to continue.
    WhyClear,
    /// Why a milestone is signed ahead of a gate.
    WhyAhead {
        /// The phase whose gate is not at GO.
        gate: &'r PhaseId,
    },
    /// Why the item can be left undone.
    WhyWaive {
        /// The role that accepts the risk.
        role: &'r RoleId,
    },
    /// Why the answer is taken back.
    WhyReopen,
    /// Why it is this way out of an incident.
    WhyCourse(Mitigation),
    WhyNoGo,
    /// Why it is go although somebody else called no-go.
    WhyGoAnyway,
    /// Why a fact changed.
    WhyChanged,
    /// Why the rollout continues although something stops it.
    WhyOverride,
    /// Why the rollout is aborted.
    WhyAbort,
    /// Why you roll back.
    WhyRollback,
    /// Why the rollout starts again.
    WhyAgain,
    /// The value of a metric, or of it and those after it.
    Metric {
        metric: &'r Metric,
        baseline: Option<Decimal>,
        /// How many metrics come after it.
        more: usize,
    },
    Share(Traffic),
    /// What you saw in a monitoring window.
    Found,
    /// A field of the release notes.
    Field(&'r Field),
    /// A URL, a file digest or a text.
    Evidence {
        /// Whether the sign-off cannot do without.
        is_required: bool,
    },
    /// A remark.
    Note,
    /// Why it is done although it has a check and is blocked.
    WhyUnproven,
    /// The last day of a waiver; an empty text is none.
    LastDay,
    /// The item to jump to.
    Target,
    /// Who is answering.
    Identity,
    /// Who a role is in this release; an empty text leaves it open.
    Assignee(&'r RoleId),
    /// The name of a company or product; may be left out.
    TeamName,
}

impl TextRequest<'_> {
    /// Tells whether the text may be long, so that an editor is offered.
    pub(crate) fn is_prose(self) -> bool {
        !matches!(
            self,
            Self::LastDay
                | Self::Target
                | Self::Identity
                | Self::Assignee(_)
                | Self::TeamName
                | Self::Metric { .. }
                | Self::Share(_)
        )
    }
}

/// Something that is said.
#[derive(Clone, Debug)]
pub(crate) enum Notice<'r> {
    /// The walk begins.
    Welcome {
        release: &'r Release,
        /// Who answers.
        speaker: &'r Speaker,
        /// The role that is walked, when it is only one.
        role: Option<&'r RoleId>,
        /// What the walk takes in, and how much of it is done.
        progress: Progress,
        /// The facts that nobody has answered.
        unanswered: Option<Unanswered>,
    },
    /// The facts are answered, and this is open.
    Open(Progress),
    /// An answer is in the record.
    Saved {
        /// What was recorded.
        kind: &'r EventKind,
        /// How many answers of this walk are in it.
        answers: usize,
        /// Why it does not settle what was asked, when somebody else wrote meanwhile.
        but: Option<Became<'r>>,
    },
    /// Somebody put back an earlier state of the record, and so many answers of this walk are no longer in it.
    PutBack(usize),
    /// Others did this meanwhile.
    News(&'r [Event]),
    /// What was recorded could not be shared; it is saved.
    NotShared(&'r str),
    /// An answer was refused.
    Refused(&'r Refused),
    /// Something that is allowed and should be said.
    Caution(&'r Caution),
    /// The check of an item runs now.
    Checking(&'r Check),
    /// What the check of an item showed.
    Checked(&'r Shown),
    /// The check of an item could not be run, which says nothing about it.
    NotChecked(&'r str),
    /// What a check showed is about another candidate or text, and no longer goes with the sign-off.
    Outdated,
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
    /// These risks are open, before a gate is called at.
    Risks(&'r [RegisteredRisk<'r>], DateTime<Utc>),
    /// These items were put off.
    PutOff(&'r [&'r Item]),
    /// The text is not a number, or more numbers than there are metrics.
    NotANumber(&'r str),
    /// The share is not one that the stage takes.
    NotAShare(&'r str, Traffic),
    /// The metrics of a stage, or of the baseline when there is none, are asked for.
    Measuring(Option<&'r Stage>),
    /// The Prometheus server could not be asked.
    NotMeasured(&'r str),
    /// What the rules say of a measurement.
    Findings(&'r [Finding]),
    /// A stage soaks.
    Soaking {
        stage: &'r Stage,
        /// Until when, in words.
        until: String,
        /// What can be answered meanwhile.
        meanwhile: usize,
    },
    /// The rollout cannot start yet.
    CannotStart(&'r [Reason<'r>]),
    /// A phase's end, and how much of the phase is done.
    Verdict(&'r Judgement<'r>, Progress),
    /// The walk's end.
    Summary(&'r Summary<'r>),
}

//! The votes of a role at a gate, counted.

use crate::domain::event::Event;
use crate::domain::person::Person;
use crate::domain::plan::Plan;
use crate::domain::text::counted;

/// Why a go at a gate holds no longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outdated {
    /// It was said of another candidate.
    Candidate,
    /// The rollout has entered a stage since, so it was said of another deployment.
    Rollout,
    /// A rollback has begun since.
    Rollback,
    /// The plan was amended since, and what is decided at the gate with it.
    Plan,
}

impl Outdated {
    /// Says when it was called, as the end of a sentence.
    pub fn words(self) -> &'static str {
        match self {
            Self::Candidate => "on another candidate",
            Self::Rollout => "at an earlier state of the rollout",
            Self::Rollback => "before this rollback began",
            Self::Plan => "before the plan was amended",
        }
    }
}

/// The people who were heard where several have to decide: each counts once, however many a deputy represents.
#[derive(Debug)]
pub(super) struct Voices<'r> {
    plan: &'r Plan,
    heard: Vec<&'r Person>,
}

impl<'r> Voices<'r> {
    pub(super) fn of(plan: &'r Plan) -> Self {
        Self {
            plan,
            heard: Vec::new(),
        }
    }

    /// Hears who decided an event, and tells whether that is one more person.
    pub(super) fn hear(&mut self, event: &'r Event) -> bool {
        let person = event.person();
        let is_known = self
            .heard
            .iter()
            .any(|heard| self.plan.are_same(heard, person));
        if !is_known {
            self.heard.push(person);
        }
        !is_known
    }
}

/// The votes of a role at a gate: one of each person, the last that the person cast.
#[derive(Clone, Debug)]
pub struct Tally<'r> {
    /// How many gos it takes.
    pub needed: u64,
    /// The votes for go that hold.
    pub gos: Vec<&'r Event>,
    /// The votes against it that hold.
    pub no_gos: Vec<&'r Event>,
    /// Why each of the votes that hold no longer does not, like ones side by side.
    pub stale: Vec<Outdated>,
}

impl Tally<'_> {
    /// Tells whether the role says go: enough votes for it, and more than against it.
    pub fn is_go(&self) -> bool {
        u64::try_from(self.gos.len()).is_ok_and(|gos| gos >= self.needed)
            && self.gos.len() > self.no_gos.len()
    }

    /// Says how the vote stands: "2 of 3 votes, 1 no-go".
    pub fn sentence(&self) -> String {
        let against = match self.no_gos.len() {
            0 => String::new(),
            some => format!(", {}", counted(some, "no-go")),
        };
        let stale = self.stale.chunk_by(|one, other| one == other);
        let stale: String = stale
            .filter_map(|alike| Some(format!("; {} {}", alike.len(), alike.first()?.words())))
            .collect();
        format!(
            "{} of {} votes{against}{stale}",
            self.gos.len(),
            self.needed
        )
    }
}

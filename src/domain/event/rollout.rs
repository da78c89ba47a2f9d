//! What can happen to a staged rollout, and the end of a monitoring window.

use super::call::Call;
use super::declare::{Kind, events};
use super::finding::Finding;
use super::reading::Measured;
use super::subject::{About, Subject};
use crate::domain::decimal::Decimal;
use crate::domain::digest::Digest;
use crate::domain::id::{Candidate, RoleId, StageId, StrategyId, WindowId};
use crate::domain::schema::shape::{Field, Shape};
use crate::domain::schema::{InRows, Source, Take, Text as _, Value};
use crate::domain::verdict::Ruling;

events! {
    /// What happened to the rollout.
    pub enum RolloutEvent {
        /// The values before the rollout were measured.
        Baselined = "baselined" about Rollout {
            /// Why they changed, when the rollout had begun.
            reason: Option<String> as "reason",
            /// What was measured.
            readings: Vec<Measured> as InRows("reading"),
        }
        /// Another strategy was taken.
        Chosen = "chosen" about Rollout {
            /// The strategy.
            strategy: StrategyId as "strategy",
            /// Why it was done.
            reason: String as "reason",
        }
        /// The candidate took the traffic of a stage.
        Entered = "entered" about Stage(strategy: StrategyId, stage: StageId) {
            /// What was rolled out.
            candidate: Option<Candidate> as "candidate",
            /// Why the rollout begins again, after it was aborted.
            reason: Option<String> as "reason",
            /// The share of the traffic, in percent.
            traffic: Decimal as "traffic",
            /// What the command that shifted the traffic printed, or other evidence.
            evidence: Vec<String> as "evidence",
            /// What stood in the way and was overridden.
            overriding: Option<Overriding> as ["override-role", "override-reason", "overridden"],
        }
        /// The metrics were measured at a stage, and judged.
        Observed = "observed" about Stage(strategy: StrategyId, stage: StageId) {
            /// What the rules say, all together: the worst of the findings.
            ruling: Ruling as "ruling",
            /// What was measured.
            readings: Vec<Measured> as InRows("reading"),
            /// What each rule says.
            findings: Vec<Finding> as InRows("finding"),
            /// The digest of the rules and the baseline that it was judged by.
            judged_by: Digest as "judged-by",
        }
        /// A role called go or no-go at a stage.
        StageCalled = "stage-called" about StageCall(strategy: StrategyId, stage: StageId, role: RoleId) {
            /// What was called.
            call: Call as "call",
            /// Always there for a no-go.
            reason: Option<String> as "reason",
            /// The candidate the call was made on.
            candidate: Option<Candidate> as "candidate",
            /// The observation the call was made on.
            observation: Option<Digest> as "observation",
        }
        /// What the last stage waits for was overridden: it has no next stage.
        Overridden = "overridden" about Stage(strategy: StrategyId, stage: StageId) {
            /// Who accepts it, and why.
            overriding: Overriding as ["override-role", "override-reason", "overridden"],
        }
        /// The rollout was paused.
        Paused = "paused" about Rollout {
            /// Why it was done.
            reason: String as "reason",
        }
        /// The rollout continues after a pause.
        Resumed = "resumed" about Rollout {
            /// Why it is safe.
            reason: String as "reason",
        }
        /// The rollout was given up.
        Aborted = "aborted" about Rollout {
            /// Why it was done.
            reason: String as "reason",
        }
    }
}

/// The decision to go on although something stands in the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overriding {
    /// The role that accepts the risk.
    pub role: RoleId,
    /// Why.
    pub reason: String,
    /// What stood in the way, in words.
    pub obstacles: Vec<String>,
}

impl Value<[&'static str; 3]> for Overriding {
    fn put<'e>(&'e self, [role, reason, obstacles]: [&'static str; 3], take: Take<'_, 'e>) {
        self.role.put(role, take);
        self.reason.put(reason, take);
        self.obstacles.put(obstacles, take);
    }

    fn find<S: Source>(
        [role, reason, obstacles]: [&'static str; 3],
        source: &mut S,
    ) -> Result<Option<Self>, S::Error> {
        let Some(role) = RoleId::find(role, source)? else {
            return Ok(None);
        };
        Ok(Some(Self {
            role,
            reason: Value::get(reason, source)?,
            obstacles: Value::get(obstacles, source)?,
        }))
    }

    fn describe(
        [role, reason, obstacles]: [&'static str; 3],
        _: &'static str,
        fields: &mut Vec<Field>,
    ) {
        fields.extend([
            Field::of(role, "The role that accepts the risk.", RoleId::shape()),
            Field::of(reason, "Why the risk is accepted.", Shape::Text),
            Field::of(
                obstacles,
                "What was overridden, in words.",
                Shape::List(Box::new(Shape::Text)),
            )
            .or_left_out(),
        ]);
    }
}

impl RolloutEvent {
    /// Returns who went on although something stood in the way, if that is what happened.
    pub fn overriding(&self) -> Option<&Overriding> {
        match self {
            Self::Entered { overriding, .. } => overriding.as_ref(),
            Self::Overridden { overriding, .. } => Some(overriding),
            _ => None,
        }
    }
}

events! {
    /// A role closed its monitoring window.
    pub struct WindowClosed = "window-closed" about Window(window: WindowId) {
        /// The role that watched.
        role: RoleId as "role",
        /// What was watched.
        candidate: Option<Candidate> as "candidate",
        /// What you saw.
        note: Option<String> as "note",
        /// Why it was closed before its end; none when it was closed as clean.
        early: Option<String> as "early-reason",
        /// What was measured.
        readings: Vec<Measured> as InRows("reading") => if readings,
        /// What the rules say of it.
        findings: Vec<Finding> as InRows("finding") => if readings,
    }
}

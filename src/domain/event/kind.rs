//! The kinds of events: what can happen to a release.

use chrono::{DateTime, NaiveDate, Utc};

use super::acted_for::ActedFor;
use super::call::{Call, Outcome};
use super::declare::{Kind, events};
use super::incident::{IncidentEvent, IncidentStep, RollbackEvent};
use super::risk::RiskEvent;
use super::rollout::{RolloutEvent, WindowClosed};
use super::subject::{About, Subject};
use crate::domain::digest::Digest;
use crate::domain::id::{Candidate, FactId, FieldId, IncidentId, ItemId, PhaseId, RoleId};
use crate::domain::person::Person;
use crate::domain::plan::change::Change;
use crate::domain::schema::{Detail, OrDefault, SomeRows, Source, Take, Value};

events! {
    /// What happened, and about what.
    pub enum EventKind {
        /// The release was opened with a plan.
        Started = "started" about Release {
            /// What is under release, once it is known.
            candidate: Option<Candidate> as "candidate",
            /// The digest of the header and the plan.
            plan: Digest as "plan",
            /// The edition of the rules that the record is held to; none in records from before there were editions.
            rules: Option<u64> as "rules",
        }
        /// A changed library was taken over.
        Amended = "amended" about Release {
            /// Why; always there when the plan asks less than before.
            reason: Option<String> as "reason",
            /// The digest of the header and the new plan.
            plan: Digest as "plan",
            /// What changed; nothing in records from before it was kept.
            changes: Vec<Change> as SomeRows("change"),
            /// The role that amends; none when items were added and nothing else.
            role: Option<RoleId> as "role",
        }
        /// Another candidate took the place of the one before.
        Respun = "respun" about Release {
            /// What is under release from now on.
            candidate: Candidate as "candidate",
            /// Why it was done.
            reason: Option<String> as "reason",
        }
        /// The release ended.
        Closed = "closed" about Release {
            /// How it ended.
            outcome: Outcome as "outcome",
            /// Always there unless it shipped.
            reason: Option<String> as "reason",
            /// The role that answers for it, where one has to.
            role: Option<RoleId> as "role",
        }
        /// The commits that the release brings were read from git.
        CommitsRead = "committed" about Release {
            /// The candidate of the release before; its commits are not counted.
            from: Candidate as "from",
            /// The candidate whose commits they are.
            candidate: Candidate as "candidate",
            /// When each was committed, oldest first.
            commits: Vec<DateTime<Utc>> as "commits",
        }
        /// The release was planned for a day, or for another one.
        Planned = "planned" about Release {
            /// The day in UTC.
            day: NaiveDate as "day",
            /// Why it moves; always there when it was planned for another day before.
            reason: Option<String> as "reason",
        }
        /// A person was named who acts for a role in this release; the assignment before is over.
        Assigned = "assigned" about Release {
            /// The role that speaks.
            role: RoleId as "role",
            /// Who acts for the role.
            person: Person as "person",
        }
        /// A fact was answered, or answered differently.
        FactAnswered = "answered" about Fact(fact: FactId) {
            /// Why it changed.
            reason: Option<String> as "reason",
            /// The answer.
            answer: bool as "answer",
        }
        /// A role said that an item is done.
        Signed = "signed" about Item(item: ItemId, role: RoleId) {
            /// The candidate it holds for, when the item is bound to one.
            candidate: Option<Candidate> as "candidate",
            /// What the person added.
            note: Option<String> as "note",
            /// URLs, file digests or text that show it.
            evidence: Vec<String> as "evidence",
            /// The digest of the text and rules that were signed.
            digest: Digest as "item",
            /// The first gate before the item's phase that was not at GO.
            ahead: Option<PhaseId> as "ahead",
            /// Why it was signed anyway; always there for a milestone.
            ahead_reason: Option<String> as "ahead-reason",
            /// For whom its author acted, when not for the author alone.
            acted_for: Option<ActedFor> as ["for", "via", "on-behalf-of"],
        }
        /// A person said that an item does not apply to this release.
        NotApplicable = "not-applicable" about Item(item: ItemId, role: RoleId) {
            /// The candidate it holds for, when the item is bound to one.
            candidate: Option<Candidate> as "candidate",
            /// Why it was done.
            reason: String as "reason",
            /// The digest of the text and rules that were judged.
            digest: Digest as "item",
            /// For whom its author acted, when not for the author alone.
            acted_for: Option<ActedFor> as ["for", "via", "on-behalf-of"],
        }
        /// An item was left undone on purpose.
        Waived = "waived" about Item(item: ItemId, role: RoleId) {
            /// The candidate it holds for, when the item is bound to one.
            candidate: Option<Candidate> as "candidate",
            /// Why it was done.
            reason: String as "reason",
            /// The last day, in UTC, on which the waiver holds.
            expires: Option<NaiveDate> as "expires",
            /// The digest of the text and rules that were waived.
            digest: Digest as "item",
            /// For whom its author acted, when not for the author alone.
            acted_for: Option<ActedFor> as ["for", "via", "on-behalf-of"],
        }
        /// A role said stop.
        Blocked = "blocked" about Item(item: ItemId, role: RoleId) {
            /// Why it was done.
            reason: String as "reason",
            /// Whether a check of the item placed it; the next one that passes clears it.
            by_check: bool as OrDefault("by-check"),
            /// For whom its author acted, when not for the author alone.
            acted_for: Option<ActedFor> as ["for", "via", "on-behalf-of"],
        }
        /// A blocker was cleared.
        Unblocked = "unblocked" about Item(item: ItemId, role: RoleId) {
            /// Why it is safe to continue.
            reason: String as "reason",
        }
        /// Earlier answers were retracted.
        Reopened = "reopened" about Item(item: ItemId, role: RoleId) {
            /// Why it was done.
            reason: String as "reason",
        }
        /// A role called go or no-go.
        Called = "called" about Gate(phase: PhaseId, role: RoleId) {
            /// What was called.
            call: Call as "call",
            /// Always there for a no-go.
            reason: Option<String> as "reason",
            /// The candidate the call was made on.
            candidate: Option<Candidate> as "candidate",
            /// For whom its author acted, when not for the author alone.
            acted_for: Option<ActedFor> as ["for", "via", "on-behalf-of"],
        }
        /// The wait at a gate was ended before its time.
        Shortened = "shortened" about Gate(phase: PhaseId, role: RoleId) {
            /// Why it was ended.
            reason: String as "reason",
            /// The candidate it holds for.
            candidate: Option<Candidate> as "candidate",
        }
        /// The text of a field of the release notes was replaced.
        NoteWritten = "written" about Field(field: FieldId) {
            /// The whole text of the field.
            text: String as "text",
        }
        /// A line was added to a field of the release notes.
        NoteAdded = "added" about Field(field: FieldId) {
            /// The text.
            text: String as "text",
            /// The full hashes of the commits that it lists.
            commits: Vec<String> as "commits",
        }
    } with {
        /// Something happened to the rollout.
        Rollout(RolloutEvent),
        /// A monitoring window was closed.
        WindowClosed(WindowClosed),
        /// Something happened to the rollback.
        Rollback(RollbackEvent),
        /// Something happened in an incident.
        Incident(IncidentEvent),
        /// Something happened to a risk.
        Risk(RiskEvent),
    }
}

impl EventKind {
    /// Returns the reason that was given, if any; for an override that of the override, for a window that was closed early
    /// that of closing it, for a milestone that was signed ahead of a gate that of signing it.
    pub fn reason(&self) -> Option<&str> {
        let mut reason = None;
        self.details(&mut |key, detail| {
            if let (
                "reason" | "override-reason" | "early-reason" | "ahead-reason",
                Detail::Text(text),
            ) = (key, detail)
            {
                reason.get_or_insert(text);
            }
        });
        reason
    }
}

impl EventKind {
    /// Returns for whom its author acted, when not for the author alone.
    pub fn acted_for(&self) -> Option<&ActedFor> {
        match self {
            Self::Signed { acted_for, .. }
            | Self::NotApplicable { acted_for, .. }
            | Self::Waived { acted_for, .. }
            | Self::Blocked { acted_for, .. }
            | Self::Called { acted_for, .. } => acted_for.as_ref(),
            _ => None,
        }
    }

    /// Returns it as done for a person; what is never done for others stays as it is.
    #[must_use]
    pub fn said_by(mut self, person: Option<ActedFor>) -> Self {
        match &mut self {
            Self::Signed { acted_for, .. }
            | Self::NotApplicable { acted_for, .. }
            | Self::Waived { acted_for, .. }
            | Self::Blocked { acted_for, .. }
            | Self::Called { acted_for, .. } => *acted_for = person,
            _ => {}
        }
        self
    }
}

impl EventKind {
    /// Returns the role that speaks by this event, as it is about it or names it.
    pub fn role(&self) -> Option<&str> {
        let parts = self.subject().address().parts;
        let part = parts.into_iter().rfind(|(part, _)| part.key == "role");
        let mut role = part.map(|(_, role)| role);
        self.details(&mut |key, detail| {
            if let ("role", Detail::Text(text)) = (key, detail) {
                role.get_or_insert(text);
            }
        });
        role
    }
}

impl EventKind {
    /// Reads an event of the release, or one that names itself what it is about, because an amendment took that out of
    /// the plan. `None` when there is no such kind, or none that stands there: items, incidents and risks never leave a record.
    ///
    /// # Errors
    ///
    /// A value that is missing, or cannot be.
    pub(crate) fn read_naming<S: Source>(
        word: &str,
        source: &mut S,
    ) -> Result<Option<Self>, S::Error> {
        match Self::about(word) {
            None | Some(About::Item | About::Incident | About::Risk) => Ok(None),
            Some(about) => about.read(source, |subject, source| Self::read(word, subject, source)),
        }
    }

    /// Returns every kind.
    pub fn all() -> Vec<Kind> {
        let mut kinds = Vec::new();
        Self::kinds(&mut kinds);
        kinds
    }

    /// Returns every key that an event can have beside those that all have.
    pub(crate) fn all_keys() -> Vec<&'static str> {
        let mut known = Vec::new();
        About::keys(&mut known);
        let kinds = Self::all();
        let fields = kinds.iter().flat_map(|kind| &kind.fields);
        known.extend(fields.map(|field| field.key));
        known
    }
}

impl IncidentStep {
    /// Returns this as an event of the incident.
    pub fn of(self, incident: &IncidentId) -> EventKind {
        EventKind::Incident(IncidentEvent {
            incident: incident.clone(),
            what: self,
        })
    }
}

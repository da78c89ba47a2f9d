//! The kinds of events: what can happen to a release.

use chrono::{DateTime, NaiveDate, Utc};

use super::incident::IncidentEvent;
use super::rollback::RollbackEvent;
use super::rollout::RolloutEvent;
use super::window::WindowClosed;
use super::{Detail, Subject};
use crate::domain::digest::Digest;
use crate::domain::id::{Candidate, FactId, FieldId, ItemId, PhaseId, RoleId};

/// What happened, and about what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EventKind {
    /// The release was opened with a plan.
    Started {
        /// The digest of the header and the plan.
        plan: Digest,
        /// What is under release, once it is known.
        candidate: Option<Candidate>,
    },
    /// A changed library was taken over.
    Amended {
        /// The digest of the header and the new plan.
        plan: Digest,
        /// Why items were removed.
        reason: Option<String>,
    },
    /// Another candidate took the place of the one before.
    Respun {
        /// What is under release from now on.
        candidate: Candidate,
        /// Why.
        reason: Option<String>,
    },
    /// The release ended.
    Closed {
        /// How.
        outcome: Outcome,
        /// Why; always there unless it shipped.
        reason: Option<String>,
        /// The role that answers for it, where one has to.
        role: Option<RoleId>,
    },
    /// The commits that the release brings were read from git.
    CommitsRead {
        /// The candidate of the release before; its commits are not counted.
        from: Candidate,
        /// The candidate whose commits they are.
        candidate: Candidate,
        /// When each was committed, oldest first.
        commits: Vec<DateTime<Utc>>,
    },
    /// A fact was answered, or answered differently.
    FactAnswered {
        /// The fact.
        fact: FactId,
        /// Yes or no.
        answer: bool,
        /// Why it changed.
        reason: Option<String>,
    },
    /// A role said that an item is done.
    Signed {
        /// The item.
        item: ItemId,
        /// The role that says so.
        role: RoleId,
        /// The digest of the text and rules that were signed.
        digest: Digest,
        /// The candidate it holds for, when the item is bound to one.
        candidate: Option<Candidate>,
        /// URLs, file digests or text that show it.
        evidence: Vec<String>,
        /// A remark.
        note: Option<String>,
    },
    /// A person said that an item does not apply to this release.
    NotApplicable {
        /// The item.
        item: ItemId,
        /// The role that says so.
        role: RoleId,
        /// The digest of the text and rules that were judged.
        digest: Digest,
        /// Why.
        reason: String,
    },
    /// An item was knowingly left undone.
    Waived {
        /// The item.
        item: ItemId,
        /// The role that accepts the risk.
        role: RoleId,
        /// The digest of the text and rules that were waived.
        digest: Digest,
        /// Why.
        reason: String,
        /// The last day, in UTC, on which the waiver holds.
        expires: Option<NaiveDate>,
    },
    /// A role said stop.
    Blocked {
        /// The item.
        item: ItemId,
        /// The role that says so.
        role: RoleId,
        /// Why.
        reason: String,
    },
    /// A blocker was cleared.
    Unblocked {
        /// The item.
        item: ItemId,
        /// The role that answers for it.
        role: RoleId,
        /// Why it is safe to go on.
        reason: String,
    },
    /// Earlier answers were retracted.
    Reopened {
        /// The item.
        item: ItemId,
        /// The role that says so.
        role: RoleId,
        /// Why.
        reason: String,
    },
    /// A role called go or no-go.
    Called {
        /// The phase whose gate it is.
        phase: PhaseId,
        /// The role.
        role: RoleId,
        /// The call.
        call: Call,
        /// Why; always there for a no-go.
        reason: Option<String>,
        /// The candidate the call was made on.
        candidate: Option<Candidate>,
    },
    /// A field of the release notes was written anew.
    NoteWritten {
        /// The field.
        field: FieldId,
        /// Its whole text.
        text: String,
    },
    /// A line was added to a field of the release notes.
    NoteAdded {
        /// The field.
        field: FieldId,
        /// The added text.
        text: String,
        /// The full hashes of the commits that it lists.
        commits: Vec<String>,
    },
    /// Something happened to the rollout.
    Rollout(RolloutEvent),
    /// A monitoring window was closed.
    WindowClosed(WindowClosed),
    /// Something happened to the rollback.
    Rollback(RollbackEvent),
    /// Something happened in an incident.
    Incident(IncidentEvent),
}

/// A role's answer at a gate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    /// Go.
    Go,
    /// No-go.
    NoGo,
}

/// How a release ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is out.
    Shipped,
    /// It was out and was taken back.
    RolledBack,
    /// It never got out.
    Abandoned,
}

impl Call {
    /// Returns the word used on the command line and in TOML.
    pub fn word(self) -> &'static str {
        match self {
            Self::Go => "go",
            Self::NoGo => "no-go",
        }
    }
}

impl Outcome {
    /// Returns the word used on the command line and in TOML.
    pub fn word(self) -> &'static str {
        match self {
            Self::Shipped => "shipped",
            Self::RolledBack => "rolled-back",
            Self::Abandoned => "abandoned",
        }
    }
}

impl EventKind {
    /// Returns the word of the record's `kind`.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Started { .. } => "started",
            Self::Amended { .. } => "amended",
            Self::Respun { .. } => "respun",
            Self::Closed { .. } => "closed",
            Self::FactAnswered { .. } => "answered",
            Self::Signed { .. } => "signed",
            Self::NotApplicable { .. } => "not-applicable",
            Self::Waived { .. } => "waived",
            Self::Blocked { .. } => "blocked",
            Self::Unblocked { .. } => "unblocked",
            Self::Reopened { .. } => "reopened",
            Self::Called { .. } => "called",
            Self::NoteWritten { .. } => "written",
            Self::NoteAdded { .. } => "added",
            Self::Rollout(event) => event.word(),
            Self::WindowClosed(_) => "window-closed",
            Self::CommitsRead { .. } => "committed",
            Self::Rollback(event) => event.word(),
            Self::Incident(event) => event.what.word(),
        }
    }

    /// Returns what the event is about.
    pub fn subject(&self) -> Subject<'_> {
        match self {
            Self::Started { .. }
            | Self::Amended { .. }
            | Self::Respun { .. }
            | Self::Closed { .. }
            | Self::CommitsRead { .. } => Subject::Release,
            Self::FactAnswered { fact, .. } => Subject::Fact(fact),
            Self::Signed { item, role, .. }
            | Self::NotApplicable { item, role, .. }
            | Self::Waived { item, role, .. }
            | Self::Blocked { item, role, .. }
            | Self::Unblocked { item, role, .. }
            | Self::Reopened { item, role, .. } => Subject::Item(item, role),
            Self::Called { phase, role, .. } => Subject::Gate(phase, role),
            Self::NoteWritten { field, .. } | Self::NoteAdded { field, .. } => {
                Subject::Field(field)
            }
            Self::Rollout(event) => event.subject(),
            Self::WindowClosed(closing) => Subject::Window(&closing.window),
            Self::Rollback(_) => Subject::Rollback,
            Self::Incident(event) => Subject::Incident(&event.incident),
        }
    }

    /// Returns the reason that was given, if any.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Amended { reason, .. }
            | Self::Respun { reason, .. }
            | Self::Closed { reason, .. }
            | Self::FactAnswered { reason, .. }
            | Self::Called { reason, .. } => reason.as_deref(),
            Self::NotApplicable { reason, .. }
            | Self::Waived { reason, .. }
            | Self::Blocked { reason, .. }
            | Self::Unblocked { reason, .. }
            | Self::Reopened { reason, .. } => Some(reason),
            Self::Started { .. }
            | Self::CommitsRead { .. }
            | Self::Signed { .. }
            | Self::NoteWritten { .. }
            | Self::NoteAdded { .. } => None,
            Self::Rollout(event) => event.reason(),
            Self::WindowClosed(closing) => closing.early.as_deref(),
            Self::Rollback(event) => Some(event.reason()),
            Self::Incident(event) => event.what.reason(),
        }
    }

    /// Hands every value that the subject does not say to `take`, in the order of the canonical form.
    pub fn details<'e>(&'e self, take: &mut dyn FnMut(&'static str, Detail<'e>)) {
        use Detail::{Flag, Text};
        let mut optional = |name, value: Option<&'e str>| {
            if let Some(value) = value {
                take(name, Text(value));
            }
        };
        match self {
            Self::Started { plan, candidate } => {
                optional("candidate", candidate.as_ref().map(Candidate::as_str));
                take("plan", Detail::Digest(plan));
            }
            Self::Amended { plan, reason } => {
                optional("reason", reason.as_deref());
                take("plan", Detail::Digest(plan));
            }
            Self::Respun { candidate, reason } => {
                optional("candidate", Some(candidate.as_str()));
                optional("reason", reason.as_deref());
            }
            Self::Closed {
                outcome,
                reason,
                role,
            } => {
                optional("outcome", Some(outcome.word()));
                optional("reason", reason.as_deref());
                optional("role", role.as_ref().map(RoleId::as_str));
            }
            Self::CommitsRead {
                from,
                candidate,
                commits,
            } => {
                optional("from", Some(from.as_str()));
                optional("candidate", Some(candidate.as_str()));
                take("commits", Detail::Times(commits));
            }
            Self::FactAnswered { answer, reason, .. } => {
                optional("reason", reason.as_deref());
                take("answer", Flag(*answer));
            }
            Self::Called {
                call,
                reason,
                candidate,
                ..
            } => {
                optional("call", Some(call.word()));
                optional("reason", reason.as_deref());
                optional("candidate", candidate.as_ref().map(Candidate::as_str));
            }
            Self::NoteWritten { text, .. } => optional("text", Some(text)),
            Self::NoteAdded { text, commits, .. } => {
                optional("text", Some(text));
                if !commits.is_empty() {
                    take("commits", Detail::List(commits));
                }
            }
            Self::Rollout(event) => event.details(take),
            Self::WindowClosed(closing) => closing.details(take),
            Self::Rollback(event) => event.details(take),
            Self::Incident(event) => event.what.details(take),
            Self::Signed { .. }
            | Self::NotApplicable { .. }
            | Self::Waived { .. }
            | Self::Blocked { .. }
            | Self::Unblocked { .. }
            | Self::Reopened { .. } => self.item_details(take),
        }
    }

    /// Does what [`Self::details`] does, for what is about an item.
    fn item_details<'e>(&'e self, take: &mut dyn FnMut(&'static str, Detail<'e>)) {
        use Detail::{Day, List, Text};
        let mut optional = |name, value: Option<&'e str>| {
            if let Some(value) = value {
                take(name, Text(value));
            }
        };
        match self {
            Self::Signed {
                digest,
                candidate,
                evidence,
                note,
                ..
            } => {
                optional("candidate", candidate.as_ref().map(Candidate::as_str));
                optional("note", note.as_deref());
                if !evidence.is_empty() {
                    take("evidence", List(evidence));
                }
                take("item", Detail::Digest(digest));
            }
            Self::NotApplicable { digest, reason, .. } => {
                optional("reason", Some(reason));
                take("item", Detail::Digest(digest));
            }
            Self::Waived {
                digest,
                reason,
                expires,
                ..
            } => {
                optional("reason", Some(reason));
                if let Some(expires) = expires {
                    take("expires", Day(*expires));
                }
                take("item", Detail::Digest(digest));
            }
            Self::Blocked { reason, .. }
            | Self::Unblocked { reason, .. }
            | Self::Reopened { reason, .. } => {
                optional("reason", Some(reason));
            }
            _ => {}
        }
    }
}

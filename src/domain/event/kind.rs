//! The kinds of events: what can happen to a release.

use chrono::{DateTime, NaiveDate, Utc};

use super::incident::{IncidentEvent, RollbackEvent};
use super::rollout::{RolloutEvent, WindowClosed};
use super::{About, Subject};
use crate::domain::digest::Digest;
use crate::domain::id::{Candidate, FactId, FieldId, ItemId, PhaseId, RoleId};
use crate::domain::person::Person;
use crate::domain::schema::{Detail, Key, Source, Take, Value, words};

/// Declares kinds of events: the word of each, what it is about, and its values with their keys. The order of the values
/// is that of the canonical form and of the record, and is frozen with the first event that is written.
macro_rules! events {
    // Every kind says what it is about; `with` are kinds that are declared elsewhere.
    ($(#[$attr:meta])* pub enum $name:ident {
        $($(#[$doc:meta])* $variant:ident = $word:literal about $about:ident
            $(($($part:ident: $part_type:ty),+))? { $($values:tt)* })*
    } $(with { $($(#[$other_doc:meta])* $other:ident($other_type:ty),)* })?) => {
        events! { @core $(#[$attr])* $name {
            $($(#[$doc])* $variant = $word [$($($part: $part_type),+)?] { $($values)* })*
        } { $($($(#[$other_doc])* $other($other_type),)*)? } }

        impl $name {
            /// Returns what the event is about.
            pub fn subject(&self) -> Subject<'_> {
                match self {
                    $(Self::$variant { $($($part,)+)? .. } => Subject::$about $(($($part),+))?,)*
                    $($(Self::$other(event) => event.subject(),)*)?
                }
            }

            /// Returns what events of this kind are about; `None` for a word that is no kind. Of a word that two kinds
            /// share, such as `reopened`, that of the first.
            pub(super) fn about(word: &str) -> Option<About> {
                match word {
                    $($word => Some(About::$about),)*
                    _ => None$($(.or_else(|| <$other_type>::about(word)))*)?,
                }
            }

            /// Reads what happened to `subject`; `None` when no such thing can happen to it.
            ///
            /// # Errors
            ///
            /// A value that is missing, or cannot be.
            pub fn read<S: Source>(
                word: &str,
                subject: Subject<'_>,
                source: &mut S,
            ) -> Result<Option<Self>, S::Error> {
                match (word, subject) {
                    $(($word, Subject::$about $(($($part),+))?) => {
                        events!(@read source $variant [$($($part: $part.clone(),)+)?] $($values)*)
                    })*
                    _ => {
                        $($(if let Some(event) = <$other_type>::read(word, subject, source)? {
                            return Ok(Some(Self::$other(event)));
                        })*)?
                        Ok(None)
                    }
                }
            }
        }
    };
    // What they are about stands beside them.
    ($(#[$attr:meta])* pub enum $name:ident {
        $($(#[$doc:meta])* $variant:ident = $word:literal { $($values:tt)* })*
    }) => {
        events! { @core $(#[$attr])* $name { $($(#[$doc])* $variant = $word [] { $($values)* })* } {} }

        impl $name {
            const WORDS: &[&str] = &[$($word),*];

            fn read<S: Source>(word: &str, source: &mut S) -> Result<Option<Self>, S::Error> {
                match word {
                    $($word => events!(@read source $variant [] $($values)*),)*
                    _ => Ok(None),
                }
            }
        }
    };
    // There is one kind, with a type of its own. A value with `=> if other` is left out when `other` is empty.
    ($(#[$attr:meta])* pub struct $name:ident = $word:literal about $about:ident($part:ident: $part_type:ty) {
        $($(#[$value_doc:meta])* $value:ident: $type:ty as $key:expr $(=> if $other:ident)?,)*
    }) => {
        $(#[$attr])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $name {
            #[doc = concat!("The ", stringify!($part), ".")]
            pub $part: $part_type,
            $($(#[$value_doc])* #[doc = concat!("\n\nIn the record: `", stringify!($key), "`.")] pub $value: $type,)*
        }

        impl $name {
            pub(super) fn word(&self) -> &'static str {
                $word
            }

            pub(super) fn subject(&self) -> Subject<'_> {
                Subject::$about(&self.$part)
            }

            pub(super) fn details<'e>(&'e self, take: Take<'_, 'e>) {
                $(if true $(&& !self.$other.is_empty())? {
                    Value::put(&self.$value, $key, take);
                })*
            }

            pub(super) fn about(word: &str) -> Option<About> {
                (word == $word).then_some(About::$about)
            }

            pub(super) fn read<S: Source>(
                word: &str,
                subject: Subject<'_>,
                source: &mut S,
            ) -> Result<Option<Self>, S::Error> {
                match (word, subject) {
                    ($word, Subject::$about($part)) => Ok(Some(Self {
                        $part: $part.clone(),
                        $($value: Value::get($key, source)?,)*
                    })),
                    _ => Ok(None),
                }
            }

            pub(super) fn keys(known: &mut Vec<&'static str>) {
                $(known.extend(Key::names(&$key));)*
            }
        }
    };
    (@core $(#[$attr:meta])* $name:ident {
        $($(#[$doc:meta])* $variant:ident = $word:literal [$($part:ident: $part_type:ty),*] {
            $($(#[$value_doc:meta])* $value:ident: $type:ty as $key:expr,)*
        })*
    } { $($(#[$other_doc:meta])* $other:ident($other_type:ty),)* }) => {
        $(#[$attr])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum $name {
            $($(#[$doc])* $variant {
                $(#[doc = concat!("The ", stringify!($part), ".")] $part: $part_type,)*
                $($(#[$value_doc])* #[doc = concat!("\n\nIn the record: `", stringify!($key), "`.")] $value: $type,)*
            },)*
            $($(#[$other_doc])* $other($other_type),)*
        }

        impl $name {
            /// Returns the word of the record's `kind`.
            pub fn word(&self) -> &'static str {
                match self {
                    $(Self::$variant { .. } => $word,)*
                    $(Self::$other(event) => event.word(),)*
                }
            }

            /// Hands every value that the subject does not say to `take`, in the order of the canonical form.
            pub fn details<'e>(&'e self, take: Take<'_, 'e>) {
                match self {
                    $(Self::$variant { $($value,)* .. } => { $(Value::put($value, $key, take);)* })*
                    $(Self::$other(event) => event.details(take),)*
                }
            }

            /// Adds the keys of all values to `known`.
            pub(super) fn keys(known: &mut Vec<&'static str>) {
                $($(known.extend(Key::names(&$key));)*)*
                $(<$other_type>::keys(known);)*
            }
        }
    };
    (@read $source:ident $variant:ident [$($parts:tt)*]
        $($(#[$value_doc:meta])* $value:ident: $type:ty as $key:expr,)*) => {
        Ok(Some(Self::$variant { $($parts)* $($value: Value::get($key, $source)?,)* }))
    };
}
pub(super) use events;

events! {
    /// What happened, and about what.
    pub enum EventKind {
        /// The release was opened with a plan.
        Started = "started" about Release {
            /// What is under release, once it is known.
            candidate: Option<Candidate> as "candidate",
            /// The digest of the header and the plan.
            plan: Digest as "plan",
        }
        /// A changed library was taken over.
        Amended = "amended" about Release {
            /// Why items were removed.
            reason: Option<String> as "reason",
            /// The digest of the header and the new plan.
            plan: Digest as "plan",
        }
        /// Another candidate took the place of the one before.
        Respun = "respun" about Release {
            /// What is under release from now on.
            candidate: Candidate as "candidate",
            reason: Option<String> as "reason",
        }
        /// The release ended.
        Closed = "closed" about Release {
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
        /// A person was named who acts for a role in this release; the assignment before is over.
        Assigned = "assigned" about Release {
            role: RoleId as "role",
            person: Person as "person",
        }
        /// A fact was answered, or answered differently.
        FactAnswered = "answered" about Fact(fact: FactId) {
            /// Why it changed.
            reason: Option<String> as "reason",
            answer: bool as "answer",
        }
        /// A role said that an item is done.
        Signed = "signed" about Item(item: ItemId, role: RoleId) {
            /// The candidate it holds for, when the item is bound to one.
            candidate: Option<Candidate> as "candidate",
            note: Option<String> as "note",
            /// URLs, file digests or text that show it.
            evidence: Vec<String> as "evidence",
            /// The digest of the text and rules that were signed.
            digest: Digest as "item",
        }
        /// A person said that an item does not apply to this release.
        NotApplicable = "not-applicable" about Item(item: ItemId, role: RoleId) {
            reason: String as "reason",
            /// The digest of the text and rules that were judged.
            digest: Digest as "item",
        }
        /// An item was knowingly left undone.
        Waived = "waived" about Item(item: ItemId, role: RoleId) {
            reason: String as "reason",
            /// The last day, in UTC, on which the waiver holds.
            expires: Option<NaiveDate> as "expires",
            /// The digest of the text and rules that were waived.
            digest: Digest as "item",
        }
        /// A role said stop.
        Blocked = "blocked" about Item(item: ItemId, role: RoleId) {
            reason: String as "reason",
        }
        /// A blocker was cleared.
        Unblocked = "unblocked" about Item(item: ItemId, role: RoleId) {
            /// Why it is safe to go on.
            reason: String as "reason",
        }
        /// Earlier answers were retracted.
        Reopened = "reopened" about Item(item: ItemId, role: RoleId) {
            reason: String as "reason",
        }
        /// A role called go or no-go.
        Called = "called" about Gate(phase: PhaseId, role: RoleId) {
            call: Call as "call",
            /// Always there for a no-go.
            reason: Option<String> as "reason",
            /// The candidate the call was made on.
            candidate: Option<Candidate> as "candidate",
        }
        /// A field of the release notes was written anew.
        NoteWritten = "written" about Field(field: FieldId) {
            /// The whole text of the field.
            text: String as "text",
        }
        /// A line was added to a field of the release notes.
        NoteAdded = "added" about Field(field: FieldId) {
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
    }
}

words! {
    /// A role's answer at a gate.
    pub enum Call {
        /// Go.
        Go = "go",
        /// No-go.
        NoGo = "no-go",
    }

    /// How a release ended.
    pub enum Outcome {
        /// It is out.
        Shipped = "shipped",
        /// It was out and was taken back.
        RolledBack = "rolled-back",
        /// It never got out.
        Abandoned = "abandoned",
    }
}

impl EventKind {
    /// Returns the reason that was given, if any; for an override that of the override, for a window that was closed early
    /// that of closing it.
    pub fn reason(&self) -> Option<&str> {
        let mut reason = None;
        self.details(&mut |key, detail| {
            if let ("reason" | "override-reason" | "early-reason", Detail::Text(text)) =
                (key, detail)
            {
                reason.get_or_insert(text);
            }
        });
        reason
    }
}

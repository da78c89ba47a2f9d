//! What is known of the signatures of a record's events: computed from keys elsewhere, and judged by the rules as data.

use std::sync::Arc;

use foldhash::{HashMap, HashSet};

use super::digest::Digest;

/// What is known of the signature of one event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Standing {
    /// A key that may sign for the person made it.
    Verified(Proof),
    /// There is none.
    #[default]
    Unsigned,
    /// There is one, and nothing that says whose keys are whose.
    Unlisted,
    /// There is one that proves nothing.
    Refused(Flaw),
}

/// Whose key made a signature, and where that stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// The key, such as `ssh-ed25519 SHA256:…`.
    pub key: String,
    /// The place of the line that says whose it is, such as `checklists/allowed_signers:3`.
    pub line: String,
    /// The other signatures of the event that prove nothing; anyone who can write the record can add one.
    pub flawed: Vec<Flaw>,
}

/// Why a signature proves nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// Why, in words.
    pub why: String,
    /// What kind of reason it is.
    pub cause: Cause,
    /// The key, when the signature names one.
    pub key: Option<String>,
    /// The place of the line that says so, when there is one.
    pub line: Option<String>,
}

/// What kind of reason a signature proves nothing for: it decides what can be done about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// The signature cannot be read, or does not belong to the event.
    Wrong,
    /// The key, or what it rests on, is revoked, or no one can tell.
    Revoked,
    /// No line lets the key sign for the person.
    NoLine,
    /// A line does, and not at that time.
    Outdated,
}

impl Cause {
    /// Returns what can be done about it.
    pub(crate) fn way_out(self) -> &'static str {
        match self {
            Self::Wrong => {
                "a signature that does not belong to its event: compare the record with git; else the person says it again with `--key`"
            }
            Self::Revoked => {
                "what a revoked key signed is said again by someone whose key counts; for the plan: `gonogo amend --reason '…'`"
            }
            Self::NoLine => {
                "if the key was theirs, give it a line that holds, for someone who left with `valid-before`; else it is said again by \
                 someone whose key counts, and for the plan: `gonogo amend --reason '…'`"
            }
            Self::Outdated => {
                "it counts only within the time of its line or certificate: it is said again by someone whose key counts; for the plan: `gonogo amend --reason '…'`"
            }
        }
    }
}

/// What is known of the signatures of a record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standings(Arc<HashMap<Digest, Standing>>);

impl Standings {
    /// Returns what is known of an event.
    pub fn of(&self, event: &Digest) -> &Standing {
        const UNKNOWN: &Standing = &Standing::Unsigned;
        self.0.get(event).unwrap_or(UNKNOWN)
    }

    /// Adds what is known of an event.
    pub fn add(&mut self, event: Digest, standing: Standing) {
        Arc::make_mut(&mut self.0).insert(event, standing);
    }
}

/// What is known of the signatures of a record, and the events that do not count because of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Weighed {
    /// What is known of each event.
    pub standings: Standings,
    /// The events that change nothing when they are applied.
    pub passed_over: Arc<HashSet<Digest>>,
    /// The events that count although nothing proves them: they take the place of nothing that was said before.
    pub beside: Arc<HashSet<Digest>>,
}

impl FromIterator<(Digest, Standing)> for Standings {
    fn from_iter<T: IntoIterator<Item = (Digest, Standing)>>(standings: T) -> Self {
        Self(Arc::new(standings.into_iter().collect()))
    }
}

impl Standing {
    /// Returns the word for it.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Verified(_) => "verified",
            Self::Unsigned | Self::Unlisted => "unverified",
            Self::Refused(_) => "refused",
        }
    }

    /// Tells whether a key that may sign for the person made it.
    pub fn is_verified(&self) -> bool {
        matches!(self, Self::Verified(_))
    }

    /// Returns it on one line: the word, and what it rests on.
    pub fn sentence(&self) -> String {
        match self {
            Self::Verified(proof) => {
                let mut said = format!("verified ({}, {})", proof.key, proof.line);
                for flaw in &proof.flawed {
                    said.push_str("; another signature of it proves nothing (");
                    said.push_str(&flaw.sentence());
                    said.push(')');
                }
                said
            }
            Self::Unsigned => "unverified (no signature)".to_owned(),
            Self::Unlisted => "unverified (no allowed_signers says whose key it is)".to_owned(),
            Self::Refused(flaw) => format!("refused ({})", flaw.sentence()),
        }
    }
}

impl Flaw {
    /// Returns why, with the key and the line, on one line.
    pub fn sentence(&self) -> String {
        let parts = [Some(&self.why), self.key.as_ref(), self.line.as_ref()];
        let parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
        parts.join(", ")
    }
}

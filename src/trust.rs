//! Who signed: SSH signatures of events, held against the lines of `allowed_signers` and `revoked_keys`.
//!
//! It answers for each event whether a key that may sign for its author made its signature. What follows from that, the domain
//! says. It reads no record and no checklist: files come in as bytes.

mod agent;
pub(crate) mod allowed_signers;
pub(crate) mod dsse;
mod krl;
mod pattern;
pub(crate) mod revoked_keys;
pub(crate) mod signing_key;
pub(crate) mod sshsig;

use std::collections::hash_map::Entry;
use std::num::NonZero;
use std::thread;

use chrono::{DateTime, TimeDelta, Utc};
use foldhash::{HashMap, HashMapExt as _};
use ssh_key::public::KeyData;

use self::allowed_signers::{AllowedSigners, Moment, NotAllowed};
use self::revoked_keys::RevokedKeys;
use self::sshsig::Signature;
use crate::domain::digest::Digest;
use crate::domain::event::Event;
use crate::domain::person::Person;
use crate::domain::standing::{Cause, Flaw, Proof, Standing, Standings};

/// How much later than the clock of the reader an event may be dated.
const TOLERANCE: TimeDelta = TimeDelta::minutes(5);

/// How many signatures one thread checks before another one is worth its start.
const WORTH_A_THREAD: usize = 64;

/// The files that say whose keys count.
#[derive(Debug, Clone)]
pub struct Trust {
    /// Where `allowed_signers` is, for people.
    pub(crate) allowed_at: String,
    /// Where `revoked_keys` is, for people.
    pub(crate) revoked_at: String,
    /// Whose keys are whose; none when there is no such file.
    pub(crate) allowed: Option<AllowedSigners>,
    /// The keys that count no more.
    pub(crate) revoked: RevokedKeys,
}

impl Trust {
    /// Reads the files from their bytes: `allowed_signers`, and `revoked_keys` where there is one.
    pub fn of_files(allowed: &[u8], revoked: Option<&[u8]>) -> Self {
        Self {
            allowed_at: "allowed_signers".to_owned(),
            revoked_at: "revoked_keys".to_owned(),
            allowed: Some(AllowedSigners::parse(allowed)),
            revoked: revoked.map_or(RevokedKeys::Absent, RevokedKeys::parse),
        }
    }

    /// Tells what is known of the signature of every event of a release that has one, as of `now`; on all cores. `release` is
    /// the random id of the release, and `is_demanded` whether anything in it has to be signed.
    pub fn standings(
        &self,
        events: &[Event],
        release: &str,
        is_demanded: bool,
        now: DateTime<Utc>,
    ) -> Standings {
        let newest = newest_seen(events);
        let signed: Vec<&Event> = events.iter().filter(|event| event.is_signed()).collect();
        let of = |event: &&Event| {
            let moment = Moment {
                is_ahead: event.at > now + TOLERANCE,
                ..Moment::after(event.at, newest.get(&event.id).copied())
            };
            (event.id, self.standing(event, release, is_demanded, moment))
        };
        let cores = thread::available_parallelism().map_or(1, NonZero::get);
        let size = signed.len().div_ceil(cores).max(WORTH_A_THREAD);
        thread::scope(|scope| {
            let parts: Vec<_> = signed.chunks(size).collect();
            let Some((first, others)) = parts.split_first() else {
                return Standings::default();
            };
            let others: Vec<_> = others
                .iter()
                .map(|part| scope.spawn(|| part.iter().map(of).collect::<Vec<_>>()))
                .collect();
            let mut found: Vec<(Digest, Standing)> = first.iter().map(of).collect();
            // A thread that failed leaves its events unverified, which is never more than they are.
            found.extend(others.into_iter().filter_map(|it| it.join().ok()).flatten());
            found.into_iter().collect()
        })
    }

    /// Tells what is known of the signatures of one event. One that counts is enough: the others are named beside it, since
    /// anyone who can write the record can add one that proves nothing. Where none counts, the first that proves nothing is the
    /// reason. Where signatures are demanded, a missing list of keys names nobody.
    pub(crate) fn standing(
        &self,
        event: &Event,
        release: &str,
        is_demanded: bool,
        moment: Moment,
    ) -> Standing {
        let message = event.canonical(release);
        let mut best = Standing::Unsigned;
        let mut flawed = Vec::new();
        for signature in event.signatures() {
            match self.of_one(signature, &message, &event.by, moment) {
                Standing::Refused(flaw) => flawed.push(flaw),
                Standing::Unlisted if is_demanded => flawed.push(Flaw {
                    why: "there is no such file".to_owned(),
                    cause: Cause::NoLine,
                    key: None,
                    line: Some(self.allowed_at.clone()),
                }),
                _ if best.is_verified() => {}
                standing => best = standing,
            }
        }
        match best {
            Standing::Verified(proof) => Standing::Verified(Proof { flawed, ..proof }),
            standing => match flawed.into_iter().next() {
                Some(flaw) => Standing::Refused(flaw),
                None => standing,
            },
        }
    }

    fn of_one(&self, text: &str, message: &[u8], by: &Person, moment: Moment) -> Standing {
        let signature = match Signature::parse(text) {
            Ok(signature) => signature,
            Err(fault) => return refused(fault.to_string(), Cause::Wrong, None, None),
        };
        let key = signature.key();
        if let Err(fault) = signature.check(message) {
            return refused(fault.to_string(), Cause::Wrong, Some(key), None);
        }
        self.vouches(by, key, moment)
    }

    /// Tells what a signature of a key proves that belongs to what a person says: whether the key may sign for the person at a
    /// moment. For what was signed and for what will be.
    pub(crate) fn vouches(&self, person: &Person, key: &KeyData, moment: Moment) -> Standing {
        if let Some(revoked) = self.revoked.says(key) {
            let line = match revoked.line() {
                Some(line) => format!("{}:{line}", self.revoked_at),
                None => self.revoked_at.clone(),
            };
            return refused(revoked.to_string(), Cause::Revoked, Some(key), Some(line));
        }
        let Some(allowed) = &self.allowed else {
            return Standing::Unlisted;
        };
        match allowed.line_for(&person.key(), key, moment) {
            Ok(line) => Standing::Verified(Proof {
                key: sshsig::named(key),
                line: format!("{}:{line}", self.allowed_at),
                flawed: Vec::new(),
            }),
            Err(NotAllowed { why, line }) => {
                let line = line.map_or_else(
                    || self.allowed_at.clone(),
                    |line| format!("{}:{line}", self.allowed_at),
                );
                refused(why.to_string(), why.cause(), Some(key), Some(line))
            }
        }
    }
}

fn refused(why: String, cause: Cause, key: Option<&KeyData>, line: Option<String>) -> Standing {
    let key = key.map(sshsig::named);
    Standing::Refused(Flaw {
        why,
        cause,
        key,
        line,
    })
}

/// Returns for every event the newest time among its own and those of all that its author had seen.
fn newest_seen(events: &[Event]) -> HashMap<Digest, DateTime<Utc>> {
    let by_id: HashMap<Digest, &Event> = events.iter().map(|event| (event.id, event)).collect();
    let mut newest: HashMap<Digest, DateTime<Utc>> = HashMap::with_capacity(events.len());
    // Each event is entered once, and left once all that it follows were left; a circle of a forger is not followed round.
    let mut open: Vec<(&Event, bool)> = events.iter().rev().map(|event| (event, false)).collect();
    while let Some((event, is_entered)) = open.pop() {
        if is_entered {
            let seen = event.prev.iter().filter_map(|prev| newest.get(prev));
            let latest = seen.max().copied().unwrap_or(event.at);
            newest.insert(event.id, latest.max(event.at));
        } else if let Entry::Vacant(place) = newest.entry(event.id) {
            place.insert(event.at);
            open.push((event, true));
            let earlier = event.prev.iter().filter_map(|prev| by_id.get(prev));
            open.extend(earlier.map(|earlier| (*earlier, false)));
        }
    }
    newest
}

#[cfg(test)]
mod tests;

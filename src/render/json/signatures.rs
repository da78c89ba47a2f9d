//! What is known of signatures, for programs.

use std::borrow::Cow;

use foldhash::HashMap;
use serde::Serialize;

use crate::domain::digest::Digest;
use crate::domain::event::Event;
use crate::domain::rules::signed::{self, Unproven};
use crate::domain::standing::Standing;
use crate::domain::state::Release;

/// What is known of signatures.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct SignaturesReport<'r> {
    /// What has to be signed: nothing (`off`), what some roles say (`roles`), or everything (`all`).
    demanded: &'static str,
    /// The events that are signed, or have to be, oldest first.
    events: Vec<SignatureReport<'r>>,
}

/// What is known of the signature of an event.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct SignatureReport<'r> {
    /// The id of the event.
    event: &'r Digest,
    /// The word for it: `verified`, `unverified` or `refused`.
    standing: &'static str,
    /// The key that signed; null when none is known.
    key: Option<&'r str>,
    /// The line that says whose key it is, or that it counts for nothing; null when there is none.
    line: Option<&'r str>,
    /// Why it is refused, or why a good signature does not prove who said it; null otherwise.
    why: Option<Cow<'r, str>>,
    /// What becomes of an event that has to be signed and is not verified; null when it counts.
    effect: Option<&'static str>,
}

impl<'r> SignaturesReport<'r> {
    /// Reports the signatures of some events; `None` when none is signed, and none has to be.
    pub(crate) fn of(release: &'r Release, is_meant: impl Fn(&Event) -> bool) -> Option<Self> {
        let unproven = signed::unproven(release).into_iter();
        let unproven: HashMap<Digest, Unproven<'r>> = unproven
            .map(|unproven| (unproven.event.id, unproven))
            .collect();
        let told = signed::told(release).filter(|event| is_meant(event));
        let events: Vec<_> = told
            .map(|event| {
                SignatureReport::of(event, release.standing(event), unproven.get(&event.id))
            })
            .collect();
        (!events.is_empty()).then(|| Self {
            demanded: release.plan().policy.signatures.word(),
            events,
        })
    }
}

impl<'r> SignatureReport<'r> {
    fn of(event: &'r Event, standing: &'r Standing, unproven: Option<&Unproven<'r>>) -> Self {
        let (key, line, why) = match standing {
            Standing::Verified(proof) => (Some(&proof.key), Some(&proof.line), None),
            Standing::Refused(flaw) => {
                let why = Some(Cow::Borrowed(flaw.why.as_str()));
                (flaw.key.as_ref(), flaw.line.as_ref(), why)
            }
            Standing::Unsigned | Standing::Unlisted => (None, None, None),
        };
        Self {
            event: &event.id,
            standing: standing.word(),
            key: key.map(String::as_str),
            line: line.map(String::as_str),
            why: why.or_else(|| unproven?.claim().map(Cow::Owned)),
            effect: unproven.map(|unproven| unproven.effect.word()),
        }
    }
}

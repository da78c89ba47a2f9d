//! What binds the boxes of a form to what was asked.

use std::collections::BTreeSet;
use std::fmt;

use crate::domain::digest::{Canonical, Digest};
use crate::domain::event::{Call, Event, EventKind};
use crate::domain::id::{ItemId, PhaseId, RoleId, is_slug, is_slug_path};
use crate::domain::plan::Bound;
use crate::domain::rules::amended::concern;
use crate::domain::state::Release;

/// What the comment at the top of a form begins with; the version of the release follows.
const HEADER: &str = "gonogo form ";

/// Returns the comment at the top of a form for this release.
pub fn header(release: &Release) -> String {
    format!("{HEADER}{}", release.header().version)
}

/// Returns the version that the comment at the top of a form names; `None` for any other comment.
pub fn version_in(comment: &str) -> Option<&str> {
    comment.trim().strip_prefix(HEADER).map(str::trim)
}

/// What a box is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// An item, which the role signs.
    Item(ItemId),
    /// A call at the gate of a phase.
    Call(PhaseId, Call),
}

impl About {
    /// Returns the name of the item or the phase.
    pub fn subject(&self) -> &str {
        match self {
            Self::Item(item) => item.as_str(),
            Self::Call(phase, _) => phase.as_str(),
        }
    }
}

impl fmt::Display for About {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Item(item) => write!(f, "sign {item}"),
            Self::Call(phase, call) => write!(f, "{} {phase}", call.word()),
        }
    }
}

/// What a box bears in a comment, as five words: `gonogo`, the role, `sign` or `go` or `no-go`, the item or phase, the digest.
///
/// The digest binds it to the release, the role, the text that is shown, the rules of the item, the candidate, and what has
/// happened that an answer has to know of, so that it never counts for anything else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The role that is asked.
    pub role: RoleId,
    /// What about.
    pub about: About,
    /// The first twelve hexadecimal digits of the digest.
    pub digest: String,
}

impl Mark {
    /// Returns the mark that a box about this has now; `None` when the plan has no such item or phase.
    pub fn of(release: &Release, role: &RoleId, about: About) -> Option<Self> {
        let mut form = Canonical::of("form");
        form.text("release", &release.header().id);
        form.text("role", role.as_str());
        form.text("about", &about.to_string());
        let is_bound = match &about {
            About::Item(id) => {
                let item = release.item(id)?;
                form.text("text", &item.text);
                form.digest("item", &release.digest_of(id)?);
                item.bound == Bound::Candidate
            }
            About::Call(phase, _) => {
                form.text("gate", &release.plan().phase(phase)?.gate.title);
                true
            }
        };
        if let Some(candidate) = release.candidate().filter(|_| is_bound) {
            form.text("candidate", candidate.as_str());
        }
        for id in outdating(release, role, &about, is_bound) {
            form.digest("since", &id);
        }
        Some(Self {
            role: role.clone(),
            about,
            digest: form.finish().short(),
        })
    }

    /// Reads the mark in a comment; `None` for any other comment.
    pub fn read(comment: &str) -> Option<Self> {
        let words: Vec<&str> = comment.split_whitespace().collect();
        let ["gonogo", role, what, about, digest] = words[..] else {
            return None;
        };
        let about = match what {
            "sign" if is_slug_path(about) => About::Item(about.into()),
            "go" if is_slug(about) => About::Call(about.into(), Call::Go),
            "no-go" if is_slug(about) => About::Call(about.into(), Call::NoGo),
            _ => return None,
        };
        is_slug(role).then(|| Self {
            role: role.into(),
            about,
            digest: digest.to_owned(),
        })
    }
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "gonogo {} {} {}", self.role, self.about, self.digest)
    }
}

/// Returns the ids of the events that make older answers hold no longer: a form that was written before one of them is none
/// for what is asked after it.
fn outdating(release: &Release, role: &RoleId, about: &About, is_bound: bool) -> BTreeSet<Digest> {
    let is_meant = |event: &&Event| match (&event.kind, about) {
        (EventKind::Respun { .. }, _) => is_bound,
        (EventKind::Reopened { item, .. }, About::Item(id)) => item == id,
        (EventKind::Amended { changes, .. }, About::Call(phase, _)) => {
            concern(release.plan(), changes, phase)
        }
        (
            EventKind::Called {
                phase,
                role: of,
                call: Call::NoGo,
                ..
            },
            About::Call(id, Call::Go),
        ) => phase == id && of == role,
        _ => false,
    };
    let own = release.events().iter().filter(is_meant);
    let went_on = || {
        let entered = release.entries().map(|(event, _)| event).last();
        entered.into_iter().chain(release.rollbacks())
    };
    let is_call = matches!(about, About::Call(..));
    let went_on = is_call.then(went_on).into_iter().flatten();
    own.chain(went_on).map(|event| event.id).collect()
}

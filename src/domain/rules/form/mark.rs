//! What binds the boxes of a form to what was asked.

use std::fmt;

use crate::domain::digest::Canonical;
use crate::domain::event::Call;
use crate::domain::id::{ItemId, PhaseId, RoleId, is_slug, is_slug_path};
use crate::domain::plan::Bound;
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
/// The digest binds it to the release, the role, the text that is shown, the rules of the item and the candidate, so that an
/// answer never counts for anything else.
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

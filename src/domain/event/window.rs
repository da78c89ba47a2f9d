//! The end of a monitoring window.

use super::Detail;
use super::rollout::{rows_of_findings, rows_of_readings};
use crate::domain::id::{Candidate, RoleId, WindowId};
use crate::domain::rollout::judge::Finding;
use crate::domain::rollout::reading::Measured;

/// A role closed its monitoring window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WindowClosed {
    /// The window.
    pub window: WindowId,
    /// The role that watched.
    pub role: RoleId,
    /// What was watched.
    pub candidate: Option<Candidate>,
    /// What there was to see.
    pub note: Option<String>,
    /// Why it was closed before its end; none when it was closed as clean.
    pub early: Option<String>,
    /// What was measured.
    pub readings: Vec<Measured>,
    /// What the rules say of it.
    pub findings: Vec<Finding>,
}

impl WindowClosed {
    /// Hands every value that the subject does not say to `take`, in the order of the canonical form.
    pub(super) fn details<'e>(&'e self, take: &mut dyn FnMut(&'static str, Detail<'e>)) {
        take("role", Detail::Text(self.role.as_str()));
        let texts = [
            ("candidate", self.candidate.as_ref().map(Candidate::as_str)),
            ("note", self.note.as_deref()),
            ("early-reason", self.early.as_deref()),
        ];
        for (name, text) in texts {
            if let Some(text) = text {
                take(name, Detail::Text(text));
            }
        }
        if !self.readings.is_empty() {
            take("reading", rows_of_readings(&self.readings));
            take("finding", rows_of_findings(&self.findings));
        }
    }
}

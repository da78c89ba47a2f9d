//! What is asked about together: a phase with its gate, or the incidents of a release, which have none.

use std::sync::LazyLock;

use super::incident::PHASE;
use super::phase::{Phase, Polled};
use crate::domain::id::PhaseId;

/// A phase, or the incidents of a release.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic<'p> {
    /// A phase, on the path or of the rollback.
    Phase(&'p Phase),
    /// The incidents, with the duties that count at no gate.
    Incidents,
}

impl<'p> From<&'p Phase> for Topic<'p> {
    fn from(phase: &'p Phase) -> Self {
        Self::Phase(phase)
    }
}

impl<'p> Topic<'p> {
    /// Returns the phase, when it is one.
    pub fn phase(self) -> Option<&'p Phase> {
        match self {
            Self::Phase(phase) => Some(phase),
            Self::Incidents => None,
        }
    }

    /// Returns the name that commands know it by: the phase's, or the word reserved for incidents.
    pub fn id(self) -> &'p PhaseId {
        static INCIDENTS: LazyLock<PhaseId> = LazyLock::new(|| PhaseId::from(PHASE));
        self.phase().map_or(&INCIDENTS, |phase| &phase.id)
    }

    /// Returns its title.
    pub fn title(self) -> &'p str {
        self.phase().map_or("Incidents", |phase| &phase.title)
    }

    /// Returns the title of its gate, or what is said of incidents instead.
    pub(crate) fn gate_title(self) -> &'p str {
        self.phase()
            .map_or("Incidents settled", |phase| &phase.gate.title)
    }

    /// Returns the roles that its gate polls, whatever the facts; incidents poll none.
    pub fn poll(self) -> &'p [Polled] {
        self.phase().map_or(&[], |phase| phase.gate.poll.as_slice())
    }
}

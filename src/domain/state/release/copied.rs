//! The events that stood in a record more than once.

use super::Release;
use crate::domain::digest::Digest;

impl Release {
    /// Returns the ids of the events that stood in the record more than once, each time the same, as a merge of two
    /// branches may leave them. Each counts once, and is written once.
    pub fn copied(&self) -> &[Digest] {
        &self.copied
    }

    /// Adds the ids of events whose copies were dropped before the replay.
    #[must_use]
    pub(crate) fn with_copied(mut self, copied: Vec<Digest>) -> Self {
        self.copied.extend(copied);
        self.copied.sort_unstable();
        self.copied.dedup();
        self
    }
}

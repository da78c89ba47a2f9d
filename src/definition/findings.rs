//! What was found in one file, kept small whatever the file holds.

use super::fault::Fault;
use super::tree::Place;

/// The most findings that are kept of one file.
const MOST: usize = 100;

/// A problem at a place; without one it concerns the whole file.
pub(super) type Finding = (Option<Place>, Fault);

/// A list of findings that stays small whatever a file holds.
#[derive(Debug, Default)]
pub(super) struct Findings {
    pub(super) list: Vec<Finding>,
    pub(super) dropped: usize,
}

impl Findings {
    /// Tells whether no more findings are kept.
    pub(super) fn is_full(&self) -> bool {
        self.list.len() >= MOST
    }

    pub(super) fn push(&mut self, place: Option<Place>, fault: Fault) {
        if self.is_full() {
            self.dropped += 1;
        } else {
            self.list.push((place, fault));
        }
    }
}

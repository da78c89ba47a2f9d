//! The record of a release: the plan as it stood, and every event.

use foldhash::{HashMap, HashMapExt as _};

use crate::domain::digest::Digest;
use crate::domain::event::Event;
use crate::domain::plan::{Header, Plan};

/// The plan as it stood, and every event; all else is derived from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// What the release is.
    pub header: Header,
    /// What is asked in it.
    pub plan: Plan,
    /// What happened. In replay order once it went through [`super::Release::replay`].
    pub events: Vec<Event>,
}

impl Record {
    /// Makes one event of the copies that differ in their signatures alone, as merges leave them. A copy that differs in
    /// anything else stays: it is a forgery.
    pub fn join_copies(&mut self) {
        if !self.events.iter().any(Event::is_signed) {
            return;
        }
        let mut places: HashMap<Digest, usize> = HashMap::with_capacity(self.events.len());
        let mut joined: Vec<Event> = Vec::with_capacity(self.events.len());
        for event in self.events.drain(..) {
            let place = places.get(&event.id).map(|place| &mut joined[*place]);
            match place.filter(|known| is_copy(known, &event)) {
                Some(known) => known.join(event),
                None => {
                    places.insert(event.id, joined.len());
                    joined.push(event);
                }
            }
        }
        self.events = joined;
    }
}

/// Tells whether two events are the same, but for who signed them.
fn is_copy(one: &Event, other: &Event) -> bool {
    let is_signed = one.is_signed() || other.is_signed();
    is_signed
        && (one.id, one.at) == (other.id, other.at)
        && (&one.by, &one.kind, &one.prev) == (&other.by, &other.kind, &other.prev)
}

//! The graph that `prev` makes of the events: their order, and who had seen what.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::sync::Arc;

use crate::domain::digest::Digest;
use crate::domain::event::Event;

/// The place of an event in replay order, from 0.
pub(in crate::domain) type Seq = usize;

/// The events so far, and for each of them which others its author had seen.
///
/// Events are laid into chains; each event knows how far along every other chain its author could see. That view
/// changes only where branches fork or join, so a record without branches keeps a single one.
#[derive(Clone, Debug, Default)]
pub(in crate::domain) struct History {
    places: HashMap<Digest, Seq>,
    entries: Vec<Entry>,
    chains: Vec<Seq>,
    heads: Vec<Digest>,
}

#[derive(Clone, Debug)]
struct Entry {
    chain: usize,
    step: usize,
    /// How many events of each chain were seen when this stretch of the chain began.
    view: Arc<[usize]>,
}

impl History {
    /// Adds an event whose `prev` are all here already, and returns its place.
    pub(in crate::domain) fn push(&mut self, event: &Event) -> Seq {
        let seq = self.entries.len();
        let seen: Vec<Seq> = event
            .prev
            .iter()
            .filter_map(|id| self.places.get(id).copied())
            .collect();
        let continued = seen
            .iter()
            .copied()
            .find(|prev| self.chains[self.entries[*prev].chain] == *prev);
        let entry = match (continued, seen.as_slice()) {
            (Some(prev), [_]) => {
                let Entry { chain, step, view } = &self.entries[prev];
                Entry {
                    chain: *chain,
                    step: step + 1,
                    view: Arc::clone(view),
                }
            }
            (Some(prev), _) => {
                let Entry { chain, step, .. } = self.entries[prev];
                Entry {
                    chain,
                    step: step + 1,
                    view: self.view_of(&seen),
                }
            }
            (None, _) => Entry {
                chain: self.chains.len(),
                step: 0,
                view: self.view_of(&seen),
            },
        };
        if entry.chain == self.chains.len() {
            self.chains.push(seq);
        } else {
            self.chains[entry.chain] = seq;
        }
        self.entries.push(entry);
        self.places.insert(event.id, seq);
        self.heads.retain(|head| !event.prev.contains(head));
        self.heads.push(event.id);
        seq
    }

    fn view_of(&self, seen: &[Seq]) -> Arc<[usize]> {
        let mut view = vec![0; self.chains.len()];
        for entry in seen.iter().map(|seq| &self.entries[*seq]) {
            for (steps, known) in view.iter_mut().zip(entry.view.iter()) {
                *steps = (*steps).max(*known);
            }
            view[entry.chain] = view[entry.chain].max(entry.step + 1);
        }
        view.into()
    }

    /// Tells whether the author of `later` had seen `earlier`; an event has seen itself.
    pub(in crate::domain) fn sees(&self, later: Seq, earlier: Seq) -> bool {
        let (later, earlier) = (&self.entries[later], &self.entries[earlier]);
        if later.chain == earlier.chain {
            return later.step >= earlier.step;
        }
        later
            .view
            .get(earlier.chain)
            .is_some_and(|steps| *steps > earlier.step)
    }

    /// Returns the newest events: those that nobody has seen yet.
    pub(in crate::domain) fn heads(&self) -> &[Digest] {
        &self.heads
    }

    /// Returns the place of an event.
    pub(in crate::domain) fn place(&self, id: &Digest) -> Option<Seq> {
        self.places.get(id).copied()
    }
}

/// Puts events into replay order: every event after what its author had seen, then by time, then by id.
///
/// Events whose `prev` are missing, or that come after such an event, are returned apart, in the order given.
pub(in crate::domain) fn in_order(events: Vec<Event>) -> (Vec<Event>, Vec<Event>) {
    let followers = Followers::of(&events);
    let mut waiting: Vec<usize> = events.iter().map(|event| event.prev.len()).collect();
    let key = |place: usize| Reverse((events[place].at, events[place].id, place));
    let mut ready: BinaryHeap<_> = (0..events.len())
        .filter(|place| waiting[*place] == 0)
        .map(key)
        .collect();
    let mut order = Vec::with_capacity(events.len());
    while let Some(Reverse((_, _, place))) = ready.pop() {
        order.push(place);
        for follower in followers.after(place) {
            waiting[*follower] -= 1;
            if waiting[*follower] == 0 {
                ready.push(key(*follower));
            }
        }
    }
    let mut slots: Vec<Option<Event>> = events.into_iter().map(Some).collect();
    let ordered = order
        .into_iter()
        .filter_map(|place| slots[place].take())
        .collect();
    (ordered, slots.into_iter().flatten().collect())
}

/// For every event the events that name it in `prev`, all in one list, sorted by the event that is named.
struct Followers {
    starts: Vec<usize>,
    list: Vec<usize>,
}

impl Followers {
    fn of(events: &[Event]) -> Self {
        let places: HashMap<&Digest, usize> = events
            .iter()
            .enumerate()
            .map(|(place, event)| (&event.id, place))
            .collect();
        let mut links: Vec<(usize, usize)> = Vec::with_capacity(events.len());
        for (place, event) in events.iter().enumerate() {
            links.extend(
                event
                    .prev
                    .iter()
                    .filter_map(|id| places.get(id))
                    .map(|prev| (*prev, place)),
            );
        }
        links.sort_unstable();
        let starts = (0..=events.len())
            .map(|place| links.partition_point(|(prev, _)| *prev < place))
            .collect();
        Self {
            starts,
            list: links.into_iter().map(|(_, follower)| follower).collect(),
        }
    }

    fn after(&self, place: usize) -> &[usize] {
        &self.list[self.starts[place]..self.starts[place + 1]]
    }
}

/// Values that stand side by side because no author had seen the other's; a later one replaces what it has seen.
#[derive(Clone, Debug)]
pub(in crate::domain) struct Frontier<T>(Vec<(Seq, T)>);

impl<T> Default for Frontier<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Frontier<T> {
    /// Adds a value and drops those its author had seen.
    pub(in crate::domain) fn replace(&mut self, history: &History, seq: Seq, value: T) {
        self.clear_seen(history, seq);
        self.0.push((seq, value));
    }

    /// Adds a value beside the others.
    pub(in crate::domain) fn add(&mut self, seq: Seq, value: T) {
        self.0.push((seq, value));
    }

    /// Drops the values that the author of `seq` had seen.
    pub(in crate::domain) fn clear_seen(&mut self, history: &History, seq: Seq) {
        self.0.retain(|(earlier, _)| !history.sees(seq, *earlier));
    }

    /// Tells whether the author of `seq` had seen every value.
    pub(in crate::domain) fn is_seen_by(&self, history: &History, seq: Seq) -> bool {
        self.0
            .iter()
            .all(|(earlier, _)| history.sees(seq, *earlier))
    }

    /// Returns the values with the places of their events.
    pub(in crate::domain) fn iter(&self) -> impl DoubleEndedIterator<Item = &(Seq, T)> {
        self.0.iter()
    }

    /// Returns the value of the last event in replay order.
    pub(in crate::domain) fn last(&self) -> Option<&T> {
        self.0.last().map(|(_, value)| value)
    }

    /// Tells whether there is no value.
    pub(in crate::domain) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests;

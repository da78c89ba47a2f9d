//! The graph that `prev` makes of the events: their order, and who had seen what.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::sync::Arc;

use foldhash::{HashMap, HashMapExt as _, HashSet};

use crate::domain::digest::Digest;
use crate::domain::event::Event;

/// The place of an event in replay order, from 0.
pub(in crate::domain) type Seq = usize;

/// The events so far, and for each of them which others its author had seen.
///
/// Events are laid into chains; each event knows how far along other chains its author could see. That changes only where
/// branches fork or join: a chain that forks from one event says which, and only where chains join it is spelled out what
/// was seen of each. Joins that would take more room than the events before them have earned are not spelled out: those who
/// ask follow them. So what is kept grows with the events and their links, and with nothing else.
#[derive(Clone, Debug, Default)]
pub(in crate::domain) struct History {
    places: HashMap<Digest, Seq>,
    entries: Vec<Entry>,
    chains: Vec<Chain>,
    heads: BTreeMap<Seq, Digest>,
    /// How many more parts of views may be spelled out.
    credit: i64,
}

/// How many parts of views each link of an event to another one earns.
const EARNED: i64 = 4;

#[derive(Clone, Debug)]
struct Entry {
    chain: usize,
    step: usize,
    view: View,
}

/// What was seen of other chains where chains joined last.
#[derive(Clone, Debug)]
enum View {
    /// How many events of which chain, in the order of the chains.
    Spelled(Arc<[(usize, usize)]>),
    /// What those events had seen, and they themselves.
    Joined(Arc<Joined>),
}

#[derive(Debug)]
struct Joined {
    events: Vec<Seq>,
    /// How many parts it has at most when it is spelled out.
    most: usize,
}

impl Default for View {
    fn default() -> Self {
        Self::Spelled(Arc::default())
    }
}

impl View {
    fn most(&self) -> usize {
        match self {
            Self::Spelled(parts) => parts.len(),
            Self::Joined(joined) => joined.most,
        }
    }
}

#[derive(Clone, Debug)]
struct Chain {
    last: Seq,
    /// The event of another chain that it forks from; none for one that begins with a join, which has it in its view.
    origin: Option<Seq>,
}

impl History {
    /// Returns a history to which events will be added that are known to have these places.
    fn of_places(places: HashMap<Digest, Seq>) -> Self {
        Self {
            entries: Vec::with_capacity(places.len() + 1),
            places,
            ..Self::default()
        }
    }

    /// Returns the history of events in any order: each after what its author had seen. Orphans are left out, and so are copies.
    pub(in crate::domain) fn over(events: &[Event]) -> Self {
        let known: HashMap<Digest, usize> = known_places(events);
        let followers = Followers::of(events, &known);
        let (places, count) = replay_places(events, &followers);
        let mut order = vec![None; count];
        for (event, place) in events.iter().zip(places) {
            if let Some(place) = place {
                order[place] = Some(event);
            }
        }
        let mut history = Self::default();
        for event in order.into_iter().flatten() {
            if !history.places.contains_key(&event.id) {
                history.push(event);
            }
        }
        history
    }

    /// Tells whether every event that will be added has one known place: no two share an id, and none is an orphan.
    pub(super) fn has_places(&self) -> bool {
        !self.places.is_empty()
    }

    /// Tells whether an event with this id was added, or is known to come at another place than the next one.
    pub(in crate::domain) fn is_taken(&self, id: &Digest) -> bool {
        let is_ahead = self.places.len() > self.entries.len();
        !is_ahead && self.places.contains_key(id)
    }

    /// Adds an event whose `prev` are all here already, and returns its place.
    pub(in crate::domain) fn push(&mut self, event: &Event) -> Seq {
        let seq = self.entries.len();
        // Most events follow the only newest one.
        let newest = match (self.heads.len(), self.heads.last_key_value()) {
            (1, Some((seq, id))) if event.prev == [*id] => Some(*seq),
            _ => None,
        };
        let several: Vec<Seq>;
        let seen = match &newest {
            Some(seq) => std::slice::from_ref(seq),
            None => {
                several = event.prev.iter().filter_map(|id| self.place(id)).collect();
                &several
            }
        };
        self.credit += EARNED * i64::try_from(seen.len()).unwrap_or(i64::MAX);
        let continued = seen
            .iter()
            .map(|prev| &self.entries[*prev])
            .zip(seen)
            .find(|(entry, prev)| self.chains[entry.chain].last == **prev)
            .map(|(entry, _)| entry);
        let (chain, step) = match continued {
            Some(entry) => (entry.chain, entry.step + 1),
            None => (self.chains.len(), 0),
        };
        let view = match (seen, continued) {
            ([_], Some(entry)) => entry.view.clone(),
            ([] | [_], _) => View::default(),
            _ => self.join(seen),
        };
        if step > 0 {
            self.chains[chain].last = seq;
        } else {
            let origin = match seen {
                [origin] => Some(*origin),
                _ => None,
            };
            self.chains.push(Chain { last: seq, origin });
        }
        for prev in seen {
            self.heads.remove(prev);
        }
        self.entries.push(Entry { chain, step, view });
        if self.places.len() <= seq {
            self.places.insert(event.id, seq);
        }
        self.heads.insert(seq, event.id);
        seq
    }

    /// Returns what is seen by an event that joins these; spelled out while there is credit for it.
    fn join(&mut self, seen: &[Seq]) -> View {
        let parts = seen
            .iter()
            .flat_map(|seq| self.with_origins(*seq))
            .map(|entry| entry.view.most().saturating_add(1));
        let most = parts.fold(0, usize::saturating_add).min(self.chains.len());
        if i64::try_from(most).is_ok_and(|most| most <= self.credit) {
            let parts = self.parts_of(seen);
            self.credit -= i64::try_from(parts.len()).unwrap_or(i64::MAX);
            return View::Spelled(parts);
        }
        View::Joined(Arc::new(Joined {
            events: seen.to_vec(),
            most,
        }))
    }

    fn parts_of(&self, seen: &[Seq]) -> Arc<[(usize, usize)]> {
        let mut parts = BTreeMap::new();
        let mut add = |chain: usize, steps: usize| {
            let known = parts.entry(chain).or_insert(steps);
            *known = steps.max(*known);
        };
        let mut to_follow = seen.to_vec();
        let mut followed: HashSet<Seq> = seen.iter().copied().collect();
        while let Some(seq) = to_follow.pop() {
            for entry in self.with_origins(seq) {
                add(entry.chain, entry.step + 1);
                match &entry.view {
                    View::Spelled(parts) => {
                        parts.iter().for_each(|(chain, steps)| add(*chain, *steps));
                    }
                    View::Joined(joined) => {
                        to_follow.extend(joined.events.iter().filter(|seq| followed.insert(**seq)));
                    }
                }
            }
        }
        parts.into_iter().collect()
    }

    /// Returns an event, and those that its chain forks from, back to the first.
    fn with_origins(&self, seq: Seq) -> impl Iterator<Item = &Entry> {
        std::iter::successors(Some(&self.entries[seq]), |entry| {
            let origin = self.chains[entry.chain].origin?;
            Some(&self.entries[origin])
        })
    }

    /// Tells whether the author of `later` had seen `earlier`; an event has seen itself.
    pub(in crate::domain) fn sees(&self, later: Seq, earlier: Seq) -> bool {
        let mut joins = Vec::new();
        if self.is_seen_along(later, earlier, &mut joins) {
            return true;
        }
        let mut followed = HashSet::default();
        while let Some(joined) = joins.pop() {
            // Nobody has seen what comes after his own event.
            let events = joined.events.iter().filter(|seq| **seq >= earlier);
            for seq in events {
                if followed.insert(*seq) && self.is_seen_along(*seq, earlier, &mut joins) {
                    return true;
                }
            }
        }
        false
    }

    /// Tells whether an event had seen `earlier`, as far as is spelled out; the joins that are not are left to follow.
    fn is_seen_along<'h>(&'h self, later: Seq, earlier: Seq, joins: &mut Vec<&'h Joined>) -> bool {
        let earlier = &self.entries[earlier];
        for entry in self.with_origins(later) {
            if entry.chain == earlier.chain {
                return entry.step >= earlier.step;
            }
            match &entry.view {
                View::Spelled(parts) => {
                    let found = parts.binary_search_by_key(&earlier.chain, |(chain, _)| *chain);
                    if let Ok(place) = found {
                        return parts[place].1 > earlier.step;
                    }
                }
                View::Joined(joined) => joins.push(joined),
            }
        }
        false
    }

    /// Returns how many events were added.
    pub(super) fn count(&self) -> usize {
        self.entries.len()
    }

    /// Returns the newest events: those that nobody has seen yet.
    pub(in crate::domain) fn heads(&self) -> Vec<Digest> {
        self.heads.values().copied().collect()
    }

    /// Returns the places of those events.
    pub(in crate::domain) fn newest(&self) -> impl Iterator<Item = Seq> {
        self.heads.keys().copied()
    }

    /// Returns the place of an event that was added.
    pub(in crate::domain) fn place(&self, id: &Digest) -> Option<Seq> {
        let place = self.places.get(id).copied();
        place.filter(|place| *place < self.entries.len())
    }

    /// Tells whether these are the newest events, all of them: what an author names who has seen everything.
    pub(in crate::domain) fn are_heads(&self, ids: &[Digest]) -> bool {
        let mut heads = self.heads.values();
        match (heads.next(), ids) {
            (None, []) => true,
            (Some(head), [id]) => head == id && self.heads.len() == 1,
            _ => {
                self.heads.len() == ids.len() && self.heads.values().all(|head| ids.contains(head))
            }
        }
    }

    /// Returns what to sort events by, so that those which follow each other without a fork stand together, and chains that
    /// fork from one event do.
    pub(in crate::domain) fn by_chain(&self, seq: Seq) -> (Option<Seq>, usize, Seq) {
        let chain = self.entries[seq].chain;
        (self.chains[chain].origin, chain, seq)
    }
}

/// Drops the copies of events that are there already, as a merge of two branches may leave them, and keeps their
/// signatures. Returns the ids of the events that were there more than once; events that share an id and say different
/// things stay.
pub(in crate::domain) fn without_copies(events: &mut Vec<Event>) -> Vec<Digest> {
    let mut places: HashMap<Digest, usize> = HashMap::with_capacity(events.len());
    let mut copied = Vec::new();
    let mut kept: Vec<Event> = Vec::with_capacity(events.len());
    for event in events.drain(..) {
        let known = places.get(&event.id).copied();
        match known.map(|place| &mut kept[place]) {
            Some(first) if first.is_copy_of(&event) => {
                copied.push(event.id);
                first.join(event);
            }
            _ => {
                places.entry(event.id).or_insert(kept.len());
                kept.push(event);
            }
        }
    }
    *events = kept;
    copied.sort_unstable();
    copied.dedup();
    copied
}

/// Puts events into replay order: every event after what its author had seen, then by time, then by id.
///
/// Events whose `prev` are missing, or that come after such an event, are returned apart, in the order given. The history
/// that is returned has none of the events yet.
pub(in crate::domain) fn in_order(mut events: Vec<Event>) -> (Vec<Event>, Vec<Event>, History) {
    let mut known = known_places(&events);
    let followers = Followers::of(&events, &known);
    let (places, count) = replay_places(&events, &followers);
    drop(followers);
    // Those that are never ready stay behind the others.
    let orphans = events.len() - count;
    let mut behind = count..;
    let mut places: Vec<usize> = places
        .into_iter()
        .filter_map(|place| place.or_else(|| behind.next()))
        .collect();
    // Of two events with one id neither place is known; nor is any when some events have no place.
    let history = if orphans == 0 && known.len() == events.len() {
        known.values_mut().for_each(|place| *place = places[*place]);
        History::of_places(known)
    } else {
        History::default()
    };
    for at in 0..events.len() {
        while places[at] != at {
            let place = places[at];
            events.swap(at, place);
            places.swap(at, place);
        }
    }
    let orphans = events.split_off(events.len() - orphans);
    (events, orphans, history)
}

fn known_places(events: &[Event]) -> HashMap<Digest, usize> {
    let mut known = HashMap::with_capacity(events.len() + 1);
    let places = events.iter().enumerate();
    known.extend(places.map(|(place, event)| (event.id, place)));
    known
}

/// Returns for every event its place in replay order, none for an orphan, and how many have one.
fn replay_places(events: &[Event], followers: &Followers) -> (Vec<Option<usize>>, usize) {
    let mut waiting: Vec<usize> = events.iter().map(|event| event.prev.len()).collect();
    let key = |place: usize| Reverse((events[place].at, events[place].id, place));
    let mut ready: BinaryHeap<_> = (0..events.len())
        .filter(|place| waiting[*place] == 0)
        .map(key)
        .collect();
    let mut places = vec![None; events.len()];
    let mut count = 0;
    while let Some(Reverse((_, _, place))) = ready.pop() {
        places[place] = Some(count);
        count += 1;
        for follower in followers.after(place) {
            waiting[*follower] -= 1;
            if waiting[*follower] == 0 {
                ready.push(key(*follower));
            }
        }
    }
    (places, count)
}

/// For every event the events that name it in `prev`, all in one list, sorted by the event that is named.
struct Followers {
    starts: Vec<usize>,
    list: Vec<usize>,
}

impl Followers {
    fn of(events: &[Event], places: &HashMap<Digest, usize>) -> Self {
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
        // One place further, so that each becomes the start of the next one while the list is filled.
        let mut starts = vec![0; events.len() + 2];
        for (prev, _) in &links {
            starts[prev + 2] += 1;
        }
        for place in 2..starts.len() {
            starts[place] += starts[place - 1];
        }
        let mut list = vec![0; links.len()];
        for (prev, follower) in links {
            let next = &mut starts[prev + 1];
            list[*next] = follower;
            *next += 1;
        }
        Self { starts, list }
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

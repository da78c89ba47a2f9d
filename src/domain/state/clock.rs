//! When events happened, as far as the clocks of their authors can be believed.
//!
//! A time later than the reader's own clock, by more than [`TOLERANCE`], has not come yet. In records of the second edition on, such a
//! time starts and ends nothing that waits: what is known is only that the event came after what its author had seen, and
//! before what was recorded by those who had seen it.

use chrono::{DateTime, TimeDelta, Utc};

use super::history::Seq;
use super::release::Release;
use crate::domain::event::Event;

/// How far two clocks may be apart before they disagree.
pub(crate) const TOLERANCE: TimeDelta = TimeDelta::minutes(5);

/// The first edition of the rules that believes no time which has not come yet.
const FIRST_EDITION: u64 = 2;

/// Tells whether a time is later than the clock `now` by more than [`TOLERANCE`].
pub(crate) fn is_ahead(at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    at - now > TOLERANCE
}

impl Release {
    fn is_believed(&self, at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
        !is_ahead(at, now) || self.edition().is_none_or(|edition| edition < FIRST_EDITION)
    }

    /// Returns the earliest time at which an event can have happened.
    pub(in crate::domain) fn not_before(&self, event: &Event, now: DateTime<Utc>) -> DateTime<Utc> {
        if self.is_believed(event.at, now) {
            return event.at;
        }
        let Some(place) = self.history().place(&event.id) else {
            return DateTime::UNIX_EPOCH;
        };
        let before = (0..place).zip(self.events());
        before
            .filter(|(seq, it)| self.is_believed(it.at, now) && self.history().sees(place, *seq))
            .map(|(_, it)| it.at)
            .max()
            .unwrap_or(DateTime::UNIX_EPOCH)
    }

    /// Returns the latest time at which an event can have happened: `now`, when nobody with a clock that is believed has
    /// recorded anything since.
    pub(in crate::domain) fn not_after(&self, event: &Event, now: DateTime<Utc>) -> DateTime<Utc> {
        if self.is_believed(event.at, now) {
            return event.at;
        }
        let place = self.history().place(&event.id);
        let later = place.and_then(|place| self.next_believed(place, now));
        later.map_or(now, |later| {
            self.event(later).at.max(self.not_before(event, now))
        })
    }

    /// Returns the latest time in the record up to the event at this place, of which `latest` is what the record says: a
    /// clock that jumped back makes no wait shorter. It is `now` when the event is dated later, and nothing says by when it
    /// had happened.
    pub(super) fn latest_until(
        &self,
        place: Seq,
        latest: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> DateTime<Utc> {
        if self.is_believed(latest, now) {
            return latest;
        }
        let is_known = self.is_believed(self.event(place).at, now);
        let until = is_known.then_some(place);
        let Some(until) = until.or_else(|| self.next_believed(place, now)) else {
            return now;
        };
        let times = self.events()[..=until].iter().map(|event| event.at);
        times
            .filter(|at| self.is_believed(*at, now))
            .max()
            .unwrap_or(now)
    }

    /// Returns the place of the first event with a time that is believed whose author had seen the one at `place`.
    fn next_believed(&self, place: Seq, now: DateTime<Utc>) -> Option<Seq> {
        let mut later = place + 1..self.events().len();
        later.find(|seq| {
            self.is_believed(self.event(*seq).at, now) && self.history().sees(*seq, place)
        })
    }
}

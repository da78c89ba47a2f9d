//! What has its time in a release as iCalendar (RFC 5545), for the calendars of those who take part.
//!
//! Every time is in UTC and every entry has an end, because readers disagree about everything else. What does not take place
//! says so in its summary as well, because readers show cancelled entries like others.

use chrono::{DateTime, TimeDelta, Utc};
use icalendar::{Calendar, Component as _, Event, EventLike as _, EventStatus, Property};

use super::schedule::title;
use crate::domain::plan::incident::Who;
use crate::domain::reports::schedule::{About, BORDERS, Slot, SlotState};
use crate::domain::rules::signed;
use crate::domain::state::Release;
use crate::domain::text::visible;

/// Returns the calendar of a release with these entries.
pub(crate) fn calendar(release: &Release, slots: &[Slot<'_>], now: DateTime<Utc>) -> String {
    let mut calendar = Calendar::empty();
    let name = format!("Release {}", release.header().version);
    for (key, value) in [
        ("VERSION", "2.0"),
        (
            "PRODID",
            concat!("-//gonogo//gonogo ", env!("CARGO_PKG_VERSION"), "//EN"),
        ),
        ("CALSCALE", "GREGORIAN"),
        ("X-WR-CALNAME", &name),
    ] {
        calendar.append_property(Property::new(key, value));
    }
    if let Some(distrust) = signed::distrust(release) {
        let said = format!("The record {distrust}.");
        calendar.append_property(Property::new("X-WR-CALDESC", said));
    }
    for slot in slots {
        calendar.push(entry(release, slot, now));
    }
    calendar.to_string()
}

fn entry(release: &Release, slot: &Slot<'_>, now: DateTime<Utc>) -> Event {
    let header = release.header();
    let events = release.events();
    let newest = events.iter().map(|event| event.at).max();
    let (passed, revised) = slot.revised(newest.unwrap_or(slot.begins), now);
    // An event counts for more than its begin and end together: a day that is moved ahead of now takes both back.
    let revisions = events.len() * (BORDERS + 1) + passed;
    let mut entry = Event::new();
    entry
        .uid(&format!("{}@{}", slot.about.name(), header.id))
        .timestamp(revised)
        .sequence(u32::try_from(revisions).unwrap_or(u32::MAX))
        .summary(&summary(release, slot))
        .starts(slot.begins)
        // An entry ends later than it begins (RFC 5545, 3.8.2.2).
        .ends(slot.ends.max(slot.begins + TimeDelta::minutes(1)))
        .status(match slot.state {
            SlotState::Cancelled => EventStatus::Cancelled,
            _ => EventStatus::Confirmed,
        });
    let description = description(slot);
    if !description.is_empty() {
        entry.description(&description);
    }
    // It tells when something is; it takes up no time.
    entry.add_property("TRANSP", "TRANSPARENT");
    entry.done()
}

/// Returns what an entry is called: with how it stands, where that is more than a question of time.
fn summary(release: &Release, slot: &Slot<'_>) -> String {
    let state = match slot.state {
        SlotState::Ahead | SlotState::UnderWay | SlotState::Over => String::new(),
        state => format!("{}: ", state.word()),
    };
    format!("{state}{} ({})", title(slot), release.header().version)
}

fn description(slot: &Slot<'_>) -> String {
    let lines: Vec<String> = match &slot.about {
        About::Deployment | About::Soak(_) | About::Phase(_) => Vec::new(),
        About::Window(window) => {
            let focus = window
                .focus
                .iter()
                .map(|it| format!("Watch for: {}", visible(it)));
            let actions = window
                .actions
                .iter()
                .map(|it| format!("Do: {}", visible(it)));
            let role = format!("Closed by: {}", window.role);
            focus.chain(actions).chain([role]).collect()
        }
        About::Waiver(_, role, event) => {
            let reason = visible(event.kind.reason().unwrap_or_default()).into_owned();
            let who = format!("Waived by {} as {role}: {reason}", event.who());
            vec![who, "Last day on which it holds.".to_owned()]
        }
        About::Action(_, action) => {
            let owner = match action.owner {
                Who::Role(role) => role.to_string(),
                Who::Person(person) => visible(person.name()).into_owned(),
            };
            vec![format!("Owner: {owner}")]
        }
        About::Items(_, _, items) => {
            let lines = items.iter();
            lines
                .map(|item| format!("{}: {}", item.id, visible(&item.text)))
                .collect()
        }
    };
    lines.join("\n")
}

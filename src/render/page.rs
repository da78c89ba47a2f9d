//! A release as one HTML page, and all releases as a board: what reports tell, for those without a terminal.
//!
//! A page holds everything it shows, runs no script, and forbids itself to load or run anything (`frame`). Every text passes
//! [`parts::shown`], which makes deceptive characters visible; maud escapes what HTML would read as more than text.
//! Nothing here decides: what stands in a page comes from the same rows and sentences that the terminal prints.

mod board;
mod chart;
mod frame;
mod incidents;
mod items;
mod notes;
mod parts;
mod phases;
mod rollout;
mod time_line;

use chrono::{DateTime, Utc};
use maud::{Markup, html};

pub(crate) use self::board::{Board, board};
use self::frame::{Frame, framed};
use self::parts::{badge, shown, table, time};
use super::gate::accepted;
use super::signatures;
use super::status::{self, TURNS, TURNS_NUMBERS};
use crate::domain::event::EventKind;
use crate::domain::rules::item_status::ItemState;
use crate::domain::rules::judgement::{self, Judgement};
use crate::domain::rules::{facts, progress, signed, todo};
use crate::domain::state::Release;
use crate::domain::text::counted;
use crate::domain::verdict::Verdict;
use crate::style::OutputStyle;

/// How tables of the terminal look whose cells stand in a page.
const LOOK: OutputStyle = OutputStyle {
    color: false,
    unicode: true,
    width: None,
};

/// Returns the page of a release.
pub(crate) fn release(
    release: &Release,
    judgements: &[Judgement<'_>],
    now: DateTime<Utc>,
) -> String {
    let version = release.header().version.to_string();
    let sections = [
        Section::new("turn", "Who it waits for", turn(release, judgements)),
        Section::new("phases", "Phases", phases::phases(release, judgements)),
        Section::new("risks", "Accepted risks", risks(release, judgements)),
        Section::new("rollout", "Rollout", rollout::rollout(release, now)),
        Section::new("times", "Times", time_line::times(release, judgements, now)),
        Section::new("incidents", "Incidents", incidents::all(release, now)),
        Section::new("notes", "Release notes", notes::notes(release, now)),
        Section::new("record", "Record", record(release)),
    ];
    let sections: Vec<Section> = sections.into_iter().flatten().collect();
    framed(&Frame {
        title: &format!("Release {version}"),
        head: &head(release, judgements, now),
        sections: &sections,
        many: items::is_many(judgements),
        now,
    })
}

/// A part of a page with a heading of its own.
pub(super) struct Section {
    id: &'static str,
    title: &'static str,
    content: Markup,
}

impl Section {
    /// Returns a section, unless there is nothing in it.
    fn new(id: &'static str, title: &'static str, content: Markup) -> Option<Self> {
        (!content.0.is_empty()).then_some(Self { id, title, content })
    }
}

/// Returns what stands at the top: what it is, the verdict, and everything that says NO-GO.
fn head(release: &Release, judgements: &[Judgement<'_>], now: DateTime<Utc>) -> Markup {
    let header = release.header();
    let present = judgement::present(judgements).or(judgements.last());
    let progress = progress::count(release, &|_| true, &|_| true, now);
    let no_gos = todo::no_gos(release, judgements);
    html! {
        h1 { "Release " (shown(header.version.as_str())) }
        p.verdict {
            @if let Some(distrust) = signed::distrust(release) {
                strong.badge.bad { (distrust) } " · "
            } @else if let Some(judgement) = present {
                (badge(judgement.verdict))
                " at " (shown(judgement.topic.gate_title())) " · "
            }
            (progress.words(" · "))
            @if let Some(outcome) = release.outcome() { " · closed as " (outcome.word()) }
        }
        dl {
            div { dt { "Type" } dd { (shown(header.kind.as_str())) } }
            div { dt { "Candidate" } dd { @match release.candidate() {
                Some(candidate) => code { (shown(candidate.as_str())) },
                None => "none yet",
            } } }
            @if let Some(start) = release.start() {
                div { dt { "Opened" } dd { (time(start.at)) " by " (shown(start.by.name())) } }
            }
            @if let Some(day) = release.planned() {
                div { dt { "Planned for" } dd { time { (day) } (status::in_days(day, now)) } }
            }
            @if let Some(unanswered) = facts::unanswered(release) {
                div { dt { "Facts" } dd { (unanswered.sentence()) } }
            }
        }
        @if !no_gos.is_empty() {
            section aria-labelledby="no-gos" {
                h2 #no-gos { "What says " (Verdict::NoGo.word()) }
                ul.reasons { @for (reason, _) in &no_gos { (phases::reason(reason)) } }
            }
        }
    }
}

fn turn(release: &Release, judgements: &[Judgement<'_>]) -> Markup {
    let mut rows = status::turn_rows(release, judgements);
    for row in &mut rows {
        let mut roles = release.plan().roles.iter();
        if let Some(role) = roles.find(|role| role.id.as_str() == row[0]) {
            row[0].clone_from(&role.title);
        }
    }
    html! {
        @if !rows.is_empty() {
            (table("What each role still has to do", &TURNS, &TURNS_NUMBERS, &rows))
        } @else if release.outcome().is_none() {
            p { "The release waits for no role." }
        }
    }
}

/// Returns the waivers, and what else was accepted.
fn risks(release: &Release, judgements: &[Judgement<'_>]) -> Markup {
    let items = judgements.iter().flat_map(|judgement| &judgement.items);
    let waived = items.filter(|standing| standing.state == ItemState::Waived);
    let waived = waived.flat_map(|standing| {
        let waivers = standing.waivers.iter();
        waivers.map(move |event| {
            let expires = match &event.kind {
                EventKind::Waived { expires, .. } => expires.map(|day| day.to_string()),
                _ => None,
            };
            vec![
                standing.item.id.to_string(),
                standing.item.text.clone(),
                event.who().into_owned(),
                expires.unwrap_or_else(|| "for good".to_owned()),
                event.kind.reason().unwrap_or_default().to_owned(),
            ]
        })
    });
    let waived: Vec<Vec<String>> = waived.collect();
    let topics = judgements.iter().map(|judgement| judgement.topic.id());
    let accepted = topics.flat_map(|topic| accepted(release, topic));
    let accepted: Vec<Vec<String>> = accepted.map(|(about, said)| vec![about, said]).collect();
    html! {
        @if !waived.is_empty() {
            (table(
                "Waived: it applies, and is left undone on purpose",
                &["Item", "What", "Waived by", "Until", "Reason"],
                &[],
                &waived,
            ))
        }
        @if !accepted.is_empty() {
            (table("Also accepted", &["About", "What"], &[], &accepted))
        }
    }
}

/// Says what the page was made from, and how that is checked.
fn record(release: &Release) -> Markup {
    let heads = release.heads();
    let doubts = signatures::doubts(release);
    html! {
        p {
            "Made from a record with " (counted(release.events().len(), "event")) ". Every event, link and rule of it was checked. "
            "To check it again: " code { "gonogo verify " (shown(release.header().version.as_str())) }
        }
        p { "Newest events:" @for head in &heads { " " code { (head) } } }
        @match signatures::counts(release) {
            Some(counts) => p { "Signatures: " (counts) "." },
            None => p { "Nothing in it is signed, and nothing has to be." },
        }
        @if !doubts.is_empty() { ul { @for doubt in &doubts { li { (shown(doubt)) } } } }
    }
}

//! The items of a release as a task list, as GitHub reads it.
//!
//! A box stands at the beginning of a line of its own with a `-`, every bracket of a text is escaped, and the name of the item
//! comes as a comment at the end: what several readers of Markdown take for something else does not appear.

use std::fmt::Write as _;

use super::{Exported, reason, why_not};
use crate::domain::event::{Event, EventKind};
use crate::domain::rules::item_status::{ItemState, ItemStatus};
use crate::domain::text::counted;
use crate::render::markdown::{escape, prose};

/// How many characters the body of an issue may have on GitHub.
const LONGEST_BODY: usize = 65_536;

/// How much is told of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Told {
    /// Everything: how it stands, its help and its link.
    All,
    /// How it stands.
    Standing,
    /// How it stands, and nothing of settled ones.
    Unsettled,
}

/// Returns all items with everything that is told of them.
pub(super) fn all(exported: &Exported<'_>) -> String {
    written(exported, Told::All, usize::MAX)
}

/// Returns as much as an issue takes: without help, without settled items, or with the first items alone.
pub(super) fn issue(exported: &Exported<'_>) -> String {
    let fits = |text: &String| text.encode_utf16().count() <= LONGEST_BODY;
    let mut whole = [Told::All, Told::Standing, Told::Unsettled].into_iter();
    if let Some(text) =
        whole.find_map(|told| Some(written(exported, told, usize::MAX)).filter(fits))
    {
        return text;
    }
    // The most items that fit lie between none and all.
    let items = exported.judgements.iter().map(|it| it.items.len());
    let (mut fitting, mut too_many) = (0, items.sum::<usize>() + 1);
    while too_many - fitting > 1 {
        let middle = fitting + (too_many - fitting) / 2;
        if fits(&written(exported, Told::Unsettled, middle)) {
            fitting = middle;
        } else {
            too_many = middle;
        }
    }
    written(exported, Told::Unsettled, fitting)
}

fn written(exported: &Exported<'_>, told: Told, most: usize) -> String {
    let version = escape(exported.release.header().version.as_str());
    let mut text = format!("# Release {version}\n\n{}\n", escape(&exported.standing()));
    let mut left = most;
    let mut omitted = 0;
    for judgement in exported.judgements {
        let title = judgement.topic.title();
        let _ = writeln!(text, "\n## {}", escape(title));
        if let Some(nothing) = judgement.nothing_to_do {
            let _ = writeln!(text, "\n{}", nothing.sentence());
        }
        let sections = judgement
            .items
            .chunk_by(|one, other| one.item.section == other.item.section);
        for items in sections {
            let section = items.first().map_or("", |it| it.item.section.as_str());
            let is_told = |it: &&ItemStatus<'_>| told != Told::Unsettled || !it.state.is_settled();
            let (shown, hidden): (Vec<_>, Vec<_>) = items.iter().partition(is_told);
            if !section.is_empty() && section != title {
                let _ = writeln!(text, "\n### {}", escape(section));
            }
            text.push('\n');
            for standing in &shown {
                if left == 0 {
                    omitted += 1;
                    continue;
                }
                left -= 1;
                item(&mut text, standing, told);
            }
            if !hidden.is_empty() {
                // Without the blank line it would belong to the last item of the list.
                let gap = if shown.is_empty() { "" } else { "\n" };
                let _ = writeln!(text, "{gap}{} settled", counted(hidden.len(), "item"));
            }
        }
    }
    if omitted > 0 {
        let _ = writeln!(text, "\n{}", counted(omitted, "more item"));
    }
    text
}

fn item(text: &mut String, standing: &ItemStatus<'_>, told: Told) {
    let item = standing.item;
    let is_ticked = matches!(standing.state, ItemState::Done | ItemState::NotApplicable);
    let mark = if is_ticked { 'x' } else { ' ' };
    let _ = writeln!(
        text,
        "- [{mark}] {} <!-- {} -->",
        escape(&item.text),
        item.id
    );
    for line in standing_lines(standing) {
        let _ = writeln!(text, "  - {line}");
    }
    if told != Told::All {
        return;
    }
    if let Some(link) = &item.link {
        let _ = writeln!(text, "  - {}", prose(link));
    }
    if let Some(help) = &item.help {
        text.push('\n');
        for line in prose(help).lines() {
            let _ = writeln!(text, "{}", format!("  {line}").trim_end());
        }
        text.push('\n');
    }
}

/// Says how an item stands as Markdown, line by line; nothing of one that is open.
fn standing_lines(standing: &ItemStatus<'_>) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for slot in &standing.sign_offs {
        let Some(event) = slot.event else { continue };
        let stale = if slot.holds() {
            ""
        } else {
            ", no longer holds"
        };
        let (by, day) = (event.who(), event.at.date_naive());
        let said = escape(&format!("Signed as {} by {by}, {day}{stale}", slot.role));
        lines.push(format!("{said}{}", shown_by(event)));
    }
    let blockers = standing.blockers.iter();
    let blockers = blockers.map(|event| format!("Blocked: {}", reason(event)));
    let waivers = standing.waivers.iter().map(|event| {
        let until = match &event.kind {
            EventKind::Waived {
                expires: Some(day), ..
            } => format!(" until {day}"),
            _ => String::new(),
        };
        format!("Waived{until}: {}", reason(event))
    });
    let ruled_out = why_not(standing).map(|why| format!("Does not apply: {why}"));
    let others = blockers.chain(waivers).chain(ruled_out);
    lines.extend(others.map(|line| escape(&line)));
    lines
}

/// Returns the evidence of a sign-off as Markdown, behind a colon.
fn shown_by(event: &Event) -> String {
    match &event.kind {
        EventKind::Signed { evidence, .. } if !evidence.is_empty() => {
            let shown = evidence.iter().map(|text| super::evidence(text));
            format!(": {}", shown.collect::<Vec<_>>().join(", "))
        }
        _ => String::new(),
    }
}

//! The words of notices: what both prompters say without asking.

use std::fmt::Write as _;

use super::prompts::{said, standing_at};
use super::text_buffer::{Paint, Sheet};
use crate::domain::admission::Caution;
use crate::domain::admission::Refusal;
use crate::domain::event::EventKind;
use crate::domain::gate::{Judgement, Reason, Verdict};
use crate::domain::id::RoleId;
use crate::domain::item_status::ItemState;
use crate::domain::person::Person;
use crate::domain::plan::Item;
use crate::domain::release::Release;
use crate::domain::text::{counted, yes_or_no};
use crate::domain::todo::OpenWork;
use crate::style::OutputStyle;
use crate::walk::question::Notice;
use crate::walk::summary::Summary;

/// How many reasons or items a list shows before it only counts.
const LONGEST_LIST: usize = 8;

/// Adds a notice.
pub(super) fn notice(sheet: &mut Sheet, notice: &Notice<'_>) {
    match notice {
        Notice::Welcome {
            release,
            by,
            role,
            waiting,
        } => welcome(sheet, release, by, *role, *waiting),
        Notice::Saved { kind, answers } => {
            let mark = if sheet.look().unicode { "✓ " } else { "" };
            sheet.painted(
                OutputStyle::good,
                "  ",
                &format!("{mark}{} ({answers} saved)", what(kind)),
            );
        }
        Notice::Refused(refusal) => refused(sheet, refusal),
        Notice::Caution(caution) => {
            let label = match caution {
                Caution::ActsForOthers { .. } | Caution::ThinEvidence { .. } => "note",
                Caution::BeforeGo { .. } => "warning",
            };
            let text = format!("{label}: {}", caution.sentence());
            sheet.painted(OutputStyle::waiting, "  ", &text);
        }
        Notice::Kept => sheet.under("  ", "will be saved when you sign"),
        Notice::Dropped => sheet.painted(
            OutputStyle::waiting,
            "  ",
            "evidence and remarks are only saved with a sign-off: nothing saved",
        ),
        Notice::AtFirst => sheet.under("  ", "this is the first question"),
        Notice::NotFound(fault) => sheet.under("  ", &fault.to_string()),
        Notice::NotADay(typed) => sheet.under(
            "  ",
            &format!("`{typed}` is not a date; write it as 2026-12-31"),
        ),
        Notice::NotAPerson(typed) => sheet.under(
            "  ",
            &format!("`{typed}` is not a name with an e-mail; write `Name <email>`"),
        ),
        Notice::PutOff(items) => {
            sheet.blank();
            put_off(sheet, items);
        }
        Notice::Verdict(judgement) => verdict(sheet, judgement),
        Notice::Summary(summary) => self::summary(sheet, summary),
    }
}

fn welcome(
    sheet: &mut Sheet,
    release: &Release,
    by: &Person,
    role: Option<&RoleId>,
    waiting: usize,
) {
    let header = release.header();
    let mut parts = vec![format!("Release {} ({})", header.version, header.kind)];
    parts.extend(
        release
            .candidate()
            .map(|candidate| format!("candidate {candidate}")),
    );
    parts.push(by.to_string());
    parts.extend(role.map(|role| format!("as {role}")));
    let heading = parts.join(sheet.look().dot());
    sheet.painted(OutputStyle::strong, "", &heading);
    let whose = role.map_or_else(|| "to answer".to_owned(), |role| format!("for {role}"));
    sheet.line(&format!(
        "{} {whose}. Every answer is saved before the next question.",
        counted(waiting, "item")
    ));
}

fn what(kind: &EventKind) -> String {
    match kind {
        EventKind::Signed { .. } => "done".to_owned(),
        EventKind::NotApplicable { .. } => "not applicable".to_owned(),
        EventKind::Unblocked { .. } => "blocker cleared".to_owned(),
        EventKind::Called { call, .. } => call.word().to_owned(),
        EventKind::FactAnswered { answer, .. } => yes_or_no(*answer).to_owned(),
        _ => kind.word().to_owned(),
    }
}

fn refused(sheet: &mut Sheet, refusal: &Refusal) {
    sheet.painted(OutputStyle::bad, "  ", &format!("not saved: {refusal}"));
    if let Some(way_out) = refusal.way_out() {
        sheet.under("  ", &way_out);
    }
}

fn put_off(sheet: &mut Sheet, items: &[&Item]) {
    sheet.line(&format!("Skipped: {}", counted(items.len(), "item")));
    listed(sheet, items, |sheet, item| {
        sheet.under("  ", &format!("{}: {}", item.id, item.text));
    });
}

fn verdict(sheet: &mut Sheet, judgement: &Judgement<'_>) {
    let phase = judgement.phase;
    sheet.blank();
    let gate = if phase.gate.title.is_empty() {
        String::new()
    } else {
        format!("{}{}", sheet.look().dot(), phase.gate.title)
    };
    sheet.painted(
        paint(judgement.verdict),
        "",
        &format!("{}{gate}: {}", phase.title, judgement.verdict.word()),
    );
    let settled = judgement
        .items
        .iter()
        .filter(|standing| standing.state.is_settled())
        .count();
    sheet.under(
        "  ",
        &format!(
            "{settled} of {} settled",
            counted(judgement.items.len(), "item")
        ),
    );
    listed(sheet, &judgement.reasons, reason);
    if judgement.reasons.is_empty() && judgement.verdict != Verdict::Go {
        sheet.under("  ", "waiting for an earlier gate");
    }
    for standing in judgement
        .items
        .iter()
        .filter(|standing| standing.state == ItemState::Waived)
    {
        if let Some(waiver) = standing.waiver {
            sheet.painted(
                OutputStyle::waiting,
                "  ",
                &format!("waived {} {}", standing.item.id, said(waiver)),
            );
        }
    }
}

fn reason(sheet: &mut Sheet, reason: &Reason<'_>) {
    let mut text = format!("{}  {}", reason.about(), reason.sentence());
    let roles = reason.roles();
    if matches!(reason, Reason::Item(_)) && !roles.is_empty() {
        let roles: Vec<&str> = roles.iter().map(|role| role.as_str()).collect();
        let _ = write!(text, " [{}]", roles.join(", "));
    }
    sheet.painted(paint(reason.verdict()), "  ", &text);
}

fn summary(sheet: &mut Sheet, summary: &Summary<'_>) {
    sheet.blank();
    sheet.painted(
        OutputStyle::strong,
        "",
        &match summary.saved {
            0 => "Nothing new to save.".to_owned(),
            saved => format!("Saved {}.", counted(saved, "answer")),
        },
    );
    if !summary.put_off.is_empty() {
        put_off(sheet, &summary.put_off);
    }
    match summary.present {
        Some((phase, verdict)) => sheet.painted(
            paint(verdict),
            "",
            &format!("{} is {}.", phase.title, standing_at(verdict)),
        ),
        None => sheet.painted(OutputStyle::good, "", "Every gate is at GO."),
    }
    if !summary.whose_turn.is_empty() {
        sheet.line("Waiting for:");
    }
    for due in &summary.whose_turn {
        sheet.under("  ", &format!("{}: {}", due.role, outstanding(due)));
    }
    sheet.line("Next:");
    let select = format!(" -r {}", summary.release.header().version);
    for step in &summary.next {
        sheet.command(&step.command(&select));
    }
}

fn outstanding(due: &OpenWork<'_>) -> String {
    let parts = [
        (due.to_sign(), "item"),
        (due.blocked(), "blocked item"),
        (due.calls.len(), "call"),
    ];
    let parts: Vec<String> = parts
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| counted(count, word))
        .collect();
    parts.join(", ")
}

fn listed<T>(sheet: &mut Sheet, things: &[T], show: fn(&mut Sheet, &T)) {
    for thing in things.iter().take(LONGEST_LIST) {
        show(sheet, thing);
    }
    if let Some(rest) = things
        .len()
        .checked_sub(LONGEST_LIST)
        .filter(|rest| *rest > 0)
    {
        sheet.painted(OutputStyle::faint, "  ", &format!("and {rest} more"));
    }
}

fn paint(verdict: Verdict) -> Paint {
    match verdict {
        Verdict::Go => OutputStyle::good,
        Verdict::Hold => OutputStyle::waiting,
        Verdict::NoGo => OutputStyle::bad,
    }
}

/// Returns what is said when a walk is stopped.
pub fn farewell(saved: usize, command: &str) -> String {
    format!(
        "stopped; {} saved; go on with: {command}",
        counted(saved, "answer")
    )
}

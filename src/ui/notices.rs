//! The words of notices: what both prompters say without asking.

mod check;

use std::fmt::Write as _;

use chrono::{DateTime, Utc};

use super::prompts::{said, stands};
use super::text_buffer::{Paint, Sheet};
use crate::domain::event::{Event, EventKind, RiskLevel, RolloutEvent, headline};
use crate::domain::id::RoleId;
use crate::domain::plan::Item;
use crate::domain::rules::admission::Caution;
use crate::domain::rules::facts::Unanswered;
use crate::domain::rules::item_status::{ItemState, Staleness};
use crate::domain::rules::judgement::Judgement;
use crate::domain::rules::progress::Progress;
use crate::domain::rules::reason::Reason;
use crate::domain::rules::risks::matter;
use crate::domain::rules::suggestion::{Suggestion, selecting};
use crate::domain::rules::todo::OpenWork;
use crate::domain::state::{RegisteredRisk, Release};
use crate::domain::text::{counted, yes_or_no};
use crate::domain::verdict::Verdict;
use crate::style::OutputStyle;
use crate::walk::Speaker;
use crate::walk::became::Became;
use crate::walk::question::{Notice, Refused};
use crate::walk::summary::Summary;

/// How many reasons or items a list shows before it only counts.
const LONGEST_LIST: usize = 8;

pub(super) fn notice(sheet: &mut Sheet, notice: &Notice<'_>) {
    match notice {
        Notice::Welcome {
            release,
            speaker,
            role,
            progress,
            unanswered,
        } => {
            welcome(sheet, release, speaker, *role);
            open(sheet, *progress, *role);
            facts(sheet, *unanswered);
        }
        Notice::Open(progress) => {
            sheet.blank();
            sheet.line(&format!("{} open.", progress.open_words()));
        }
        Notice::Saved { kind, answers, but } => recorded(sheet, kind, *answers, *but),
        Notice::PutBack(count) => {
            let is_gone = if *count == 1 { "is gone" } else { "are gone" };
            sheet.painted(
                OutputStyle::bad,
                "  ",
                &format!(
                    "an earlier state of the record was put back: {} of this walk {is_gone}",
                    counted(*count, "answer")
                ),
            );
        }
        Notice::News(events) => news(sheet, events),
        Notice::NotShared(why) => {
            sheet.painted(OutputStyle::waiting, "  ", &format!("not shared: {why}"));
        }
        Notice::Refused(what) => refused(sheet, what),
        Notice::Caution(caution) => self::caution(sheet, caution),
        Notice::Checking(_) | Notice::Checked(_) | Notice::NotChecked(_) | Notice::Outdated => {
            check::notice(sheet, notice);
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
        Notice::NotANumber(_)
        | Notice::NotAShare(..)
        | Notice::Measuring(_)
        | Notice::NotMeasured(_)
        | Notice::Findings(_)
        | Notice::Soaking { .. }
        | Notice::CannotStart(_) => rollout(sheet, notice),
        Notice::NotAPerson(typed) => sheet.under(
            "  ",
            &format!("`{typed}` is not a name with an e-mail; write `Name <email>`"),
        ),
        Notice::Risks(risks, now) => self::risks(sheet, risks, *now),
        Notice::PutOff(items) => {
            sheet.blank();
            put_off(sheet, items);
        }
        Notice::Verdict(judgement, progress) => verdict(sheet, judgement, *progress),
        Notice::Summary(summary) => self::summary(sheet, summary),
    }
}

/// Says what the rollout waits for or shows.
fn rollout(sheet: &mut Sheet, notice: &Notice<'_>) {
    match notice {
        Notice::NotANumber(typed) => sheet.under(
            "  ",
            &format!("`{typed}` is not one number a metric; write them as `0.4 210`"),
        ),
        Notice::NotAShare(typed, traffic) => sheet.under(
            "  ",
            &format!("`{typed}` is not a share from {} percent", traffic.text()),
        ),
        Notice::Measuring(stage) => {
            sheet.blank();
            sheet.painted(
                OutputStyle::strong,
                "",
                &match stage {
                    Some(stage) => format!("Stage {}: what are the metrics now?", stage.id),
                    None => "Baseline: what are the metrics before the rollout?".to_owned(),
                },
            );
        }
        Notice::NotMeasured(why) => {
            sheet.painted(OutputStyle::bad, "  ", &format!("not measured: {why}"));
        }
        Notice::Findings(findings) => {
            for finding in *findings {
                let text = format!("{}: {}", finding.ruling.word(), finding.text);
                sheet.painted(paint(finding.ruling.verdict()), "  ", &text);
            }
        }
        Notice::Soaking {
            stage,
            until,
            meanwhile,
        } => {
            sheet.blank();
            let items = match meanwhile {
                0 => String::new(),
                count => format!("; meanwhile: {}", counted(*count, "item")),
            };
            let text = format!("Stage {} soaks until {until}{items}.", stage.id);
            sheet.painted(OutputStyle::waiting, "", &text);
        }
        Notice::CannotStart(obstacles) => {
            sheet.blank();
            sheet.line("The rollout cannot start yet:");
            listed(sheet, obstacles, |sheet, obstacle| {
                sheet.painted(paint(obstacle.verdict()), "  ", &obstacle.explain().line());
            });
        }
        _ => {}
    }
}

fn welcome(sheet: &mut Sheet, release: &Release, speaker: &Speaker, role: Option<&RoleId>) {
    let header = release.header();
    let mut parts = vec![format!("Release {} ({})", header.version, header.kind)];
    parts.extend(
        release
            .candidate()
            .map(|candidate| format!("candidate {}", candidate.short())),
    );
    parts.push(match &speaker.member {
        Some(member) => format!("{} on behalf of {member}", speaker.by),
        None => speaker.by.to_string(),
    });
    parts.extend(role.map(|role| format!("as {role}")));
    let heading = parts.join(sheet.look().dot());
    sheet.painted(OutputStyle::strong, "", &heading);
}

/// Says what is open.
fn open(sheet: &mut Sheet, progress: Progress, role: Option<&RoleId>) {
    let whose = role.map(|role| format!(" for {role}")).unwrap_or_default();
    if progress.is_done() {
        sheet.line(&format!("Nothing is open{whose}."));
        return;
    }
    sheet.line(&format!(
        "{} open{whose}. Every answer is saved before the next question.",
        progress.open_words()
    ));
}

fn facts(sheet: &mut Sheet, unanswered: Option<Unanswered>) {
    if let Some(unanswered) = unanswered {
        let text = format!("{}.", unanswered.sentence());
        sheet.painted(OutputStyle::waiting, "", &text);
    }
}

fn recorded(sheet: &mut Sheet, kind: &EventKind, answers: usize, but: Option<Became<'_>>) {
    let what = what(kind);
    let Some(but) = but else {
        let mark = if sheet.look().unicode { "✓ " } else { "" };
        let text = format!("{mark}{what} ({answers} saved)");
        sheet.painted(OutputStyle::good, "  ", &text);
        return;
    };
    let text = format!("{what} ({answers} saved), but {}", meanwhile(but));
    sheet.painted(OutputStyle::waiting, "  ", &text);
}

/// Says why an answer does not settle what was asked.
fn meanwhile(but: Became<'_>) -> String {
    match but {
        Became::Blocked(event) => {
            let reason = event.kind.reason().unwrap_or_default();
            format!("blocked by {}: {reason}", event.who())
        }
        Became::Stale(Staleness::Text) => {
            "its text or rules changed meanwhile: look again".to_owned()
        }
        Became::Stale(Staleness::Candidate) => {
            "the candidate changed meanwhile: look again".to_owned()
        }
        Became::Stale(Staleness::Age) => "it is too old by now: look again".to_owned(),
    }
}

/// Says what others did meanwhile.
fn news(sheet: &mut Sheet, events: &[Event]) {
    sheet.line("Meanwhile, others recorded:");
    listed(sheet, events, |sheet, event| {
        sheet.under("  ", &format!("{}: {}", event.who(), headline(&event.kind)));
    });
}

fn caution(sheet: &mut Sheet, caution: &Caution) {
    let label = match caution {
        Caution::ActsForOthers { .. } | Caution::ThinEvidence { .. } => "note",
        Caution::NotDue { .. }
        | Caution::Ahead { .. }
        | Caution::BeforeGo { .. }
        | Caution::ClockAhead { .. } => "warning",
    };
    let text = format!("{label}: {}", caution.sentence());
    sheet.painted(OutputStyle::waiting, "  ", &text);
}

fn what(kind: &EventKind) -> String {
    match kind {
        EventKind::Signed { .. } => "done".to_owned(),
        EventKind::NotApplicable { .. } => "not applicable".to_owned(),
        EventKind::Unblocked { .. } => "blocker cleared".to_owned(),
        EventKind::Called { call, .. } => call.word().to_owned(),
        EventKind::FactAnswered { answer, .. } => yes_or_no(*answer).to_owned(),
        EventKind::Shortened { .. } => "wait ended".to_owned(),
        EventKind::NoteWritten { .. } => "written".to_owned(),
        EventKind::WindowClosed(_) => "window closed".to_owned(),
        EventKind::Rollout(RolloutEvent::Baselined { .. }) => "baseline".to_owned(),
        EventKind::Rollout(RolloutEvent::Entered { stage, traffic, .. }) => {
            format!("stage {stage} at {traffic} %")
        }
        EventKind::Rollout(RolloutEvent::StageCalled { call, .. }) => call.word().to_owned(),
        EventKind::Rollback(_)
        | EventKind::Incident(_)
        | EventKind::Risk(_)
        | EventKind::Assigned { .. }
        | EventKind::CommitsRead { .. }
        | EventKind::Rollout(RolloutEvent::Chosen { .. } | RolloutEvent::Observed { .. }) => {
            headline(kind)
        }
        _ => kind.word().to_owned(),
    }
}

fn refused(sheet: &mut Sheet, Refused { refusal, way_out }: &Refused) {
    sheet.painted(OutputStyle::bad, "  ", &format!("not saved: {refusal}"));
    if let Some(way_out) = way_out {
        sheet.under("  ", way_out);
    }
}

fn put_off(sheet: &mut Sheet, items: &[&Item]) {
    sheet.line(&format!("Skipped: {}", counted(items.len(), "item")));
    listed(sheet, items, |sheet, item| {
        sheet.under("  ", &format!("{}: {}", item.id, item.text));
    });
}

fn risks(sheet: &mut Sheet, risks: &[RegisteredRisk<'_>], now: DateTime<Utc>) {
    sheet.blank();
    sheet.line(&format!("Open: {}", counted(risks.len(), "risk")));
    for risk in risks.iter().take(LONGEST_LIST) {
        let is_high = risk.level() == RiskLevel::High || risk.is_overdue(now);
        let paint = if is_high {
            OutputStyle::bad
        } else {
            OutputStyle::waiting
        };
        let text = format!("{}  {}", risk.id, matter(risk, now));
        sheet.painted(paint, "  ", &text);
    }
    let rest = risks.len().saturating_sub(LONGEST_LIST);
    if rest > 0 {
        sheet.painted(OutputStyle::faint, "  ", &format!("and {rest} more"));
    }
}

fn verdict(sheet: &mut Sheet, judgement: &Judgement<'_>, progress: Progress) {
    let topic = judgement.topic;
    sheet.blank();
    let gate = if topic.gate_title().is_empty() {
        String::new()
    } else {
        format!("{}{}", sheet.look().dot(), topic.gate_title())
    };
    sheet.painted(
        paint(judgement.verdict),
        "",
        &format!("{}{gate}: {}", topic.title(), judgement.verdict.word()),
    );
    sheet.under("  ", &done(progress));
    listed(sheet, &judgement.reasons, reason);
    if judgement.reasons.is_empty() && judgement.verdict != Verdict::Go {
        sheet.under("  ", "waiting for an earlier gate");
    }
    for standing in judgement
        .items
        .iter()
        .filter(|standing| standing.state == ItemState::Waived)
    {
        for waiver in &standing.waivers {
            sheet.painted(
                OutputStyle::waiting,
                "  ",
                &format!("waived {} {}", standing.item.id, said(waiver)),
            );
        }
    }
}

fn reason(sheet: &mut Sheet, reason: &Reason<'_>) {
    let explained = reason.explain();
    let mut text = format!("{}  {}", explained.about, explained.sentence);
    let roles = explained.owners;
    if matches!(reason, Reason::Item(_)) && !roles.is_empty() {
        let roles: Vec<&str> = roles.iter().map(|role| role.as_str()).collect();
        let _ = write!(text, " [{}]", roles.join(", "));
    }
    sheet.painted(paint(explained.verdict), "  ", &text);
}

fn summary(sheet: &mut Sheet, summary: &Summary<'_>) {
    let select = selecting(&summary.release.header().version);
    sheet.blank();
    no_go(sheet, &summary.no_go, &select);
    sheet.painted(OutputStyle::strong, "", &saved(summary.saved));
    if !summary.put_off.is_empty() {
        put_off(sheet, &summary.put_off);
    }
    sheet.line(&format!("{}.", done(summary.progress)));
    facts(sheet, summary.unanswered);
    if let Some(until) = &summary.until {
        let nothing = format!("Nothing to do until {until}. Continue then with:");
        sheet.painted(OutputStyle::waiting, "", &nothing);
        sheet.command(summary.command);
        return;
    }
    match (summary.release.outcome(), summary.present) {
        (Some(outcome), _) => {
            let text = format!("Closed as {}.", outcome.word());
            sheet.painted(OutputStyle::good, "", &text);
        }
        (None, Some((topic, verdict))) => {
            sheet.painted(paint(verdict), "", &stands(topic, verdict));
        }
        (None, None) => sheet.painted(OutputStyle::good, "", "Every gate is GO."),
    }
    if !summary.whose_turn.is_empty() {
        sheet.line("Waiting for:");
    }
    for due in &summary.whose_turn {
        sheet.under("  ", &format!("{}: {}", due.role, outstanding(due)));
    }
    if !summary.next.is_empty() {
        sheet.line("Next:");
    }
    for step in &summary.next {
        sheet.command(&step.command(&select));
    }
}

/// Says what is NO-GO, each with the first command that clears it.
fn no_go(sheet: &mut Sheet, reasons: &[(Reason<'_>, Vec<Suggestion<'_>>)], select: &str) {
    if reasons.is_empty() {
        return;
    }
    sheet.painted(OutputStyle::bad, "", "NO-GO");
    for (no_go, steps) in reasons {
        reason(sheet, no_go);
        if let Some(step) = steps.first() {
            sheet.command(&step.command(select));
        }
    }
    sheet.blank();
}

/// Returns how much is done.
fn done(Progress { items, calls }: Progress) -> String {
    let items = format!("{} of {} done", items.done, counted(items.total, "item"));
    if calls.total == 0 {
        return items;
    }
    format!(
        "{items}, {} of {}",
        calls.done,
        counted(calls.total, "call")
    )
}

/// Returns how many answers the walk has recorded.
fn saved(count: usize) -> String {
    match count {
        0 => "Nothing new to save.".to_owned(),
        _ => format!("Saved {}.", counted(count, "answer")),
    }
}

fn outstanding(due: &OpenWork<'_>) -> String {
    let parts = [
        (due.to_sign(), "item"),
        (due.blocked(), "blocked item"),
        (due.calls.len(), "call"),
    ];
    let mut parts: Vec<String> = parts
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| counted(count, word))
        .collect();
    let later = due.items.len() - due.due_items().count();
    if later > 0 {
        parts.push(format!("{} not due yet", counted(later, "item")));
    }
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
pub(crate) fn farewell(count: usize, command: &str) -> String {
    let saved = match count {
        0 => "nothing new to save".to_owned(),
        _ => format!("saved {}", counted(count, "answer")),
    };
    format!("stopped; {saved}; continue with: {command}")
}

#[cfg(test)]
mod tests;

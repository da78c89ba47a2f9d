//! The verdict at the gates, for people.

use std::fmt::Write as _;

use crate::domain::event::{Event, EventKind, Subject};
use crate::domain::id::{PhaseId, RoleId};
use crate::domain::rules::ahead::signed_ahead;
use crate::domain::rules::before_go::before_gate;
use crate::domain::rules::item_status::ItemState;
use crate::domain::rules::judgement::Judgement;
use crate::domain::rules::lateness::Deadline;
use crate::domain::rules::reason::Reason;
use crate::domain::rules::suggestion::Suggestion;
use crate::domain::rules::{facts, gate, monitoring, overruled, todo, uncalled};
use crate::domain::state::Release;
use crate::domain::text::visible;
use crate::domain::verdict::Verdict;
use crate::style::OutputStyle;

/// Returns the verdicts of these gates with every reason: what says NO-GO at any of them first, with the commands that
/// clear it. The reasons of earlier phases stand under those phases.
pub fn gates(
    release: &Release,
    judgements: &[Judgement<'_>],
    look: OutputStyle,
    select: &str,
) -> String {
    let first = match judgements {
        [_] => String::new(),
        several => no_gos(release, several, look, select),
    };
    let mut text = if first.is_empty() {
        first
    } else {
        first + "\n"
    };
    let is_told = !text.is_empty();
    for judgement in judgements {
        let title = format!(
            "{} ({})",
            visible(judgement.topic.gate_title()),
            judgement.topic.id()
        );
        if let Some(nothing) = judgement.nothing_to_do {
            let _ = writeln!(text, "-  {title}: {}", nothing.sentence());
        } else {
            let _ = writeln!(
                text,
                "{}  {}",
                verdict(judgement.verdict, look),
                look.strong(&title)
            );
        }
        if let Some(deadline) = judgement.deadline(release) {
            let _ = writeln!(text, "  {}", self::deadline(&deadline, look));
        }
        for reason in judgement.reasons_by_weight() {
            if !self::is_told(reason) {
                continue;
            }
            let is_told = is_told && reason.verdict() == Verdict::NoGo;
            let steps = if is_told {
                Vec::new()
            } else {
                judgement.steps(release, reason)
            };
            push_reason(&mut text, reason, &steps, look, select);
        }
        push_waivers(&mut text, judgement, look);
        for (about, said) in accepted(release, judgement.topic.id()) {
            let _ = writeln!(text, "  {about}  {}", look.waiting(&said));
        }
        let is_gate = judgement.nothing_to_do.is_none();
        for polled in judgement.topic.poll().iter().filter(|_| is_gate) {
            if let Some(against) = release.facts_against_poll(polled) {
                let said = format!("not polled: {}", against.sentence());
                let about = format!("{}: {}", judgement.topic.id(), polled.role);
                let _ = writeln!(text, "  {about}  {}", look.faint(&said));
            }
        }
        if is_gate && judgement.reasons.is_empty() && judgement.verdict != Verdict::Go {
            text.push_str("  waiting for an earlier gate\n");
        }
    }
    for suggestion in todo::without_steps(release, judgements) {
        let _ = writeln!(text, "      {}", step(&suggestion, look, select));
    }
    text
}

/// Returns by when something is done, in its colour.
pub(super) fn deadline(deadline: &Deadline, look: OutputStyle) -> String {
    let words = deadline.words();
    let said = if deadline.is_over() {
        look.bad(&words)
    } else {
        look.faint(&words)
    };
    said.into_owned()
}

/// Returns everything that says NO-GO at these gates, with the commands that clear it; nothing when nothing does.
pub(super) fn no_gos(
    release: &Release,
    judgements: &[Judgement<'_>],
    look: OutputStyle,
    select: &str,
) -> String {
    let mut text = String::new();
    for (reason, steps) in todo::no_gos(release, judgements) {
        if text.is_empty() {
            let _ = writeln!(text, "{}", verdict(Verdict::NoGo, look));
        }
        push_reason(&mut text, reason, &steps, look, select);
    }
    text
}

/// Returns the facts that nobody has answered, on a line with the command that shows them; nothing when all are answered.
pub(crate) fn unanswered(release: &Release, look: OutputStyle, select: &str) -> String {
    let Some(unanswered) = facts::unanswered(release).filter(|_| release.outcome().is_none())
    else {
        return String::new();
    };
    let command = Suggestion::Facts.command(select);
    format!(
        "{} ({})\n",
        look.waiting(&unanswered.sentence()),
        look.command(&command)
    )
}

/// Returns a suggestion in its colour.
pub(super) fn step(step: &Suggestion<'_>, look: OutputStyle, select: &str) -> String {
    let text = step.command(select);
    match step.until() {
        Some(_) => look.waiting(&text).into_owned(),
        None => look.command(&text).into_owned(),
    }
}

/// Tells whether a reason says more than which stage comes later, while others say what is missing before it.
pub(super) fn is_told(reason: &Reason<'_>) -> bool {
    !matches!(
        reason,
        Reason::Unfinished {
            is_ready: false,
            ..
        }
    )
}

/// Returns the word of a verdict in its colour.
pub(crate) fn verdict(verdict: Verdict, look: OutputStyle) -> String {
    match verdict {
        Verdict::Go => look.good(verdict.word()),
        Verdict::Hold => look.waiting(verdict.word()),
        Verdict::NoGo => look.bad(verdict.word()),
    }
    .into_owned()
}

fn push_reason(
    text: &mut String,
    reason: &Reason<'_>,
    steps: &[Suggestion<'_>],
    look: OutputStyle,
    select: &str,
) {
    let explained = reason.explain();
    let sentence = match explained.verdict {
        Verdict::NoGo => look.bad(&explained.sentence),
        _ => look.waiting(&explained.sentence),
    };
    let _ = write!(text, "  {}  {sentence}", explained.about);
    let roles = explained.owners;
    if !matches!(reason, Reason::Call { .. }) && !roles.is_empty() {
        let roles: Vec<_> = roles.iter().map(|role| role.as_str()).collect();
        let _ = write!(text, " [{}]", roles.join(", "));
    }
    if let Some(item) = reason.item() {
        let _ = write!(text, "  {}", look.shown(&item.text));
    }
    text.push('\n');
    for suggestion in steps {
        let _ = writeln!(text, "      {}", step(suggestion, look, select));
    }
}

fn push_waivers(text: &mut String, judgement: &Judgement<'_>, look: OutputStyle) {
    for standing in judgement
        .items
        .iter()
        .filter(|standing| standing.state == ItemState::Waived)
    {
        for event in &standing.waivers {
            let _ = writeln!(
                text,
                "  {}  {}",
                standing.item.id,
                look.waiting(&waiver(event))
            );
        }
    }
}

/// Says who accepted which risk until when.
pub(super) fn waiver(event: &Event) -> String {
    let until = match &event.kind {
        EventKind::Waived {
            expires: Some(day), ..
        } => format!(" until {day}"),
        _ => String::new(),
    };
    format!(
        "waived{until} by {}: {}",
        event.who(),
        visible(event.kind.reason().unwrap_or_default())
    )
}

/// Returns the NO-GOs at the gate of a phase that somebody else overruled, and the GOs that were called with a reason.
fn with_reasons(release: &Release, phase: &PhaseId) -> Vec<(String, String)> {
    let about = |role: &RoleId| format!("{phase}: {role}");
    let overruled = overruled::at_gate(release, phase);
    let overruled = overruled.iter().map(|it| (about(it.role), it.sentence()));
    let conditional = overruled::conditional(release, phase);
    overruled
        .chain(conditional.map(|it| (about(it.role), it.sentence())))
        .chain(overruled::votes(release, phase).map(|(role, said)| (about(role), said)))
        .collect()
}

/// Returns what somebody knowingly accepted at the gate, in the rollout and the monitoring windows of a phase: shown for ever, as
/// waivers are.
pub(super) fn accepted(release: &Release, phase: &PhaseId) -> Vec<(String, String)> {
    let begun = before_gate(release, phase);
    let begun = begun.iter().map(|begun| {
        let said = format!("{} ({})", visible(&begun.sentence()), begun.event.who());
        (begun.about().to_owned(), said)
    });
    let mut accepted: Vec<_> = begun.collect();
    let ahead = signed_ahead(release).into_iter();
    accepted.extend(ahead.filter(|it| it.gate == phase).map(|it| {
        let said = format!("{} ({})", visible(&it.sentence()), visible(&it.who()));
        (it.about().to_owned(), said)
    }));
    accepted.extend(with_reasons(release, phase));
    let ended = gate::waits_ended_now(release).filter(|(at, _)| *at == phase);
    accepted.extend(ended.map(|(phase, event)| {
        let reason = visible(event.kind.reason().unwrap_or_default());
        (
            format!("gate {phase}"),
            format!("wait ended early by {}: {reason}", event.who()),
        )
    }));
    if uncalled::next_called(release) == Some(phase) && release.outcome().is_none() {
        let amended = uncalled::since_last_called(release);
        accepted.extend(amended.iter().map(|it| ("plan".to_owned(), it.sentence())));
    }
    let plan = release.plan();
    // An amendment may take the rollout or the windows out of the plan, but not what was accepted in them.
    let last = plan.phases.last().map(|phase| &phase.id);
    if plan.home_of_rollout().or(last) == Some(phase) {
        accepted.extend(
            release
                .overrides()
                .map(|event| ("rollout".to_owned(), super::rollout::overridden(event))),
        );
        let overruled = overruled::at_stages(release);
        accepted.extend(overruled.iter().map(|call| {
            let stage = match call.no_go.kind.subject() {
                Subject::StageCall(_, stage, _) => stage.as_str(),
                _ => "",
            };
            (format!("stage {stage}: {}", call.role), call.sentence())
        }));
    }
    if plan.home_of_monitoring().or(last) == Some(phase) {
        accepted.extend(monitoring::closed_early(release).map(|(window, event)| {
            let reason = visible(event.kind.reason().unwrap_or_default());
            (
                format!("window {window}"),
                format!("closed before its end by {}: {reason}", event.who()),
            )
        }));
    }
    accepted
}

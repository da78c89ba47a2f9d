//! The verdict at the gates, for people.

use std::fmt::Write as _;

use crate::domain::event::Event;
use crate::domain::event::EventKind;
use crate::domain::gate::{Judgement, Reason, Verdict};
use crate::domain::id::PhaseId;
use crate::domain::item_status::ItemState;
use crate::domain::release::Release;
use crate::domain::text::visible;
use crate::style::OutputStyle;

/// Returns the verdicts of these gates with every reason. The reasons of earlier phases stand under those phases.
pub fn gates(
    release: &Release,
    judgements: &[Judgement<'_>],
    look: OutputStyle,
    select: &str,
) -> String {
    let mut text = String::new();
    for judgement in judgements {
        let title = format!(
            "{} ({})",
            visible(&judgement.phase.gate.title),
            judgement.phase.id
        );
        let _ = writeln!(
            text,
            "{}  {}",
            verdict(judgement.verdict, look),
            look.strong(&title)
        );
        for reason in &judgement.reasons {
            push_reason(&mut text, reason, look, select);
        }
        push_waivers(&mut text, judgement, look);
        for (about, said) in accepted(release, &judgement.phase.id) {
            let _ = writeln!(text, "  {about}  {}", look.waiting(&said));
        }
        if judgement.reasons.is_empty() && judgement.verdict != Verdict::Go {
            text.push_str("  nothing outstanding here; an earlier gate holds it\n");
        }
    }
    text
}

/// Returns the word of a verdict in its colour.
pub fn verdict(verdict: Verdict, look: OutputStyle) -> String {
    match verdict {
        Verdict::Go => look.good(verdict.word()),
        Verdict::Hold => look.waiting(verdict.word()),
        Verdict::NoGo => look.bad(verdict.word()),
    }
    .into_owned()
}

fn push_reason(text: &mut String, reason: &Reason<'_>, look: OutputStyle, select: &str) {
    let sentence = reason.sentence();
    let sentence = match reason.verdict() {
        Verdict::NoGo => look.bad(&sentence),
        _ => look.waiting(&sentence),
    };
    let _ = write!(text, "  {}  {sentence}", reason.about());
    let roles = reason.roles();
    if !matches!(reason, Reason::Call { .. }) && !roles.is_empty() {
        let roles: Vec<_> = roles.iter().map(|role| role.as_str()).collect();
        let _ = write!(text, " [{}]", roles.join(", "));
    }
    text.push('\n');
    for step in reason.steps() {
        let _ = writeln!(text, "      {}", look.command(&step.command(select)));
    }
}

fn push_waivers(text: &mut String, judgement: &Judgement<'_>, look: OutputStyle) {
    for standing in judgement
        .items
        .iter()
        .filter(|standing| standing.state == ItemState::Waived)
    {
        if let Some(event) = standing.waiver {
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
        event.by.name(),
        visible(event.kind.reason().unwrap_or_default())
    )
}

/// Returns what somebody knowingly accepted in the rollout and the monitoring windows of a phase: shown for ever, as
/// waivers are.
pub(super) fn accepted(release: &Release, phase: &PhaseId) -> Vec<(String, String)> {
    let mut accepted = Vec::new();
    let plan = release.plan();
    // An amendment may take the rollout or the windows out of the plan, but not what was accepted in them.
    let last = plan.phases.last().map(|phase| &phase.id);
    if plan.home_of_rollout().or(last) == Some(phase) {
        accepted.extend(
            release
                .overrides()
                .map(|event| ("rollout".to_owned(), super::rollout::overridden(event))),
        );
    }
    if plan.home_of_monitoring().or(last) == Some(phase) {
        accepted.extend(release.closed_early().map(|(window, event)| {
            let reason = visible(event.kind.reason().unwrap_or_default());
            (
                format!("window {window}"),
                format!("closed before its end by {}: {reason}", event.by.name()),
            )
        }));
    }
    accepted
}

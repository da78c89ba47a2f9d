//! What was late.

use crate::domain::duration::span_of;
use crate::domain::event::{EventKind, timestamp};
use crate::domain::reports::retro::{Fate, LateStage, Retro, Waiver, WindowTold};
use crate::render::markdown::escape;
use crate::render::markdown::parts::list;

pub(super) fn overdue(retro: &Retro<'_>) -> String {
    let mut lines: Vec<String> = retro.windows.iter().filter_map(late_window).collect();
    lines.extend(retro.late_stages.iter().map(late_stage));
    lines.extend(expired(retro));
    let late_actions = retro
        .open_actions()
        .filter(|action| action.is_overdue(retro.now));
    lines.extend(late_actions.map(|action| {
        let due = action.due.map(|due| due.to_string()).unwrap_or_default();
        format!(
            "action item {} of {}: due {due}",
            action.number,
            escape(action.incident.as_str())
        )
    }));
    list(&lines, "Nothing.")
}

fn expired(retro: &Retro<'_>) -> Vec<String> {
    let expired = retro
        .waivers
        .iter()
        .filter(|waiver| waiver.fate == Fate::Expired);
    let line = |waiver: &Waiver<'_>| match &waiver.event.kind {
        EventKind::Waived {
            expires: Some(day), ..
        } => format!(
            "{}: its waiver ended on {day}",
            escape(waiver.item.as_str())
        ),
        _ => escape(waiver.item.as_str()),
    };
    expired.map(line).collect()
}

fn late_window(told: &WindowTold<'_>) -> Option<String> {
    let late = span_of(told.late?);
    let standing = &told.standing;
    let id = escape(standing.window.id.as_str());
    Some(match standing.closing {
        Some(event) => format!(
            "window {id}: closed {late} after its end by {}",
            escape(&event.who())
        ),
        None => format!(
            "window {id}: not closed {late} after its end, {} watches",
            escape(standing.window.role.as_str())
        ),
    })
}

fn late_stage(told: &LateStage<'_>) -> String {
    let late = span_of(told.late);
    let end = told.left.map_or_else(
        || "not decided".to_owned(),
        |event| format!("decided {}", timestamp(&event.at)),
    );
    let (stage, strategy) = (escape(told.stage.as_str()), escape(told.strategy.as_str()));
    format!(
        "stage {stage} of {strategy}, entered {}: {end}, {late} after its maximum soak",
        timestamp(&told.entered.at)
    )
}

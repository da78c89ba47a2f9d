//! The words of the questions about a rollout and monitoring windows.

use super::text_buffer::Sheet;
use crate::domain::decimal::Decimal;
use crate::domain::duration::span;
use crate::domain::plan::rollout::{Metric, Stage};
use crate::domain::rules::monitoring::WindowStatus;
use crate::domain::rules::reason::Reason;
use crate::domain::verdict::Verdict;
use crate::style::OutputStyle;

/// Adds what entering a stage means.
pub(super) fn enter(sheet: &mut Sheet, stage: &Stage, number: usize) {
    sheet.line(&format!(
        "Shift {} % of the traffic to the candidate, then answer yes.",
        stage.traffic.text()
    ));
    if stage.traffic.is_range() {
        sheet.under("  ", &format!("yes records {} %", stage.traffic.least));
    }
    if let Some(soak) = &stage.soak {
        let (least, most) = (span(soak.least), span(soak.most));
        let soak = if least == most {
            least
        } else {
            format!("{least} to {most}")
        };
        sheet.under("  ", &format!("the stage soaks for {soak}"));
    }
    if stage.apply.is_some() {
        let command = if number == 1 { "start" } else { "advance" };
        sheet.under(
            "  ",
            &format!("the playbook has a command for it: gonogo rollout {command} --run"),
        );
    }
}

/// Adds what stops the rollout, with the commands that may settle it.
pub(super) fn stopped(sheet: &mut Sheet, obstacles: &[Reason<'_>], commands: &[String]) {
    let verdict = obstacles.iter().map(Reason::verdict).max();
    sheet.line(match verdict {
        Some(Verdict::NoGo) => "The rollout is NO-GO. What now?",
        _ => "The rollout is on HOLD. What now?",
    });
    for obstacle in obstacles {
        let paint = match obstacle.verdict() {
            Verdict::NoGo => OutputStyle::bad,
            _ => OutputStyle::waiting,
        };
        sheet.painted(paint, "  ", &obstacle.explain().line());
    }
    for command in commands {
        sheet.command(command);
    }
}

/// Adds what was to be watched in a window.
pub(super) fn window(sheet: &mut Sheet, status: &WindowStatus<'_>) {
    let window = status.window;
    sheet.line(&format!(
        "The window from {} to {} has ended. Clean, or did you find something?",
        span(window.from),
        span(window.to)
    ));
    let parts = [("focus", &window.focus), ("actions", &window.actions)];
    for (name, text) in parts {
        if let Some(text) = text {
            sheet.under("  ", &format!("{name}: {text}"));
        }
    }
}

/// Returns the question for the value of a metric, or of it and those after it.
pub(super) fn metric_question(metric: &Metric, baseline: Option<Decimal>, more: usize) -> String {
    let baseline = baseline
        .map(|baseline| format!(" (baseline {baseline})"))
        .unwrap_or_default();
    let all = match more {
        0 => "",
        1 => ", or this number and the next one",
        _ => ", or all the numbers in one line",
    };
    // A count is in no unit.
    let unit = match metric.unit.as_str() {
        "count" => String::new(),
        unit => format!(" in {unit}"),
    };
    format!("{}{unit}{baseline}{all}", metric.title)
}

//! The rollout, for people and programs: where it stands, on which numbers, and what stands in the way.

mod json;

use std::fmt::Write as _;

use chrono::{DateTime, TimeDelta, Utc};

pub(in crate::render) use self::json::RolloutBrief;
pub(crate) use self::json::RolloutReport;
pub(in crate::render) use self::json::stage_verdict;
use super::gate::verdict;
use super::table::table;
use crate::domain::decimal::Decimal;
use crate::domain::duration::{seconds, span, span_of};
use crate::domain::event::{Event, EventKind, Finding, RolloutEvent, Subject, timestamp};
use crate::domain::id::RoleId;
use crate::domain::plan::rollout::{Rollout, Stage};
use crate::domain::rules::gate::judge;
use crate::domain::rules::reason::Reason;
use crate::domain::rules::suggestion::Suggestion;
use crate::domain::rules::{possible, readiness, settle, signed};
use crate::domain::state::Release;
use crate::domain::state::rollout::{Because, Position, Progress, observation};
use crate::domain::text::visible;
use crate::domain::verdict::{Ruling, Verdict};
use crate::style::OutputStyle;

/// Returns where the rollout stands.
pub(crate) fn status(
    release: &Release,
    progress: &Progress<'_>,
    now: DateTime<Utc>,
    look: OutputStyle,
    select: &str,
) -> String {
    let mut text = head(release, progress, look);
    text.push_str(&stages(release, progress, look));
    if let Some(position) = &progress.position {
        let _ = writeln!(text, "\n{}", soak(position, now));
        if let Some(event) = position.observation
            && let Some(seen) = observation(event)
        {
            let _ = writeln!(
                text,
                "\n{} {} by {}",
                look.strong("Observed"),
                timestamp(&event.at),
                event.who()
            );
            text.push_str(&findings(seen.findings, look));
        }
    }
    text.push_str(&baseline(release, progress.rollout, look));
    text.push_str(&overrides(release, look));
    text.push_str(&in_the_way(release, now, look, select));
    text
}

/// Says the strategy and why, in half a line.
pub(crate) fn strategy(release: &Release, progress: &Progress<'_>) -> String {
    let name = progress
        .strategy
        .map_or("no strategy", |strategy| strategy.id.as_str());
    let because = match &progress.because {
        Because::Choice(when) if when.is_empty() => format!("for type {}", release.header().kind),
        Because::Choice(when) => {
            format!("for type {} with {}", release.header().kind, when.words())
        }
        Because::Chosen(event) => {
            format!(
                "chosen by {}: {}",
                event.who(),
                visible(event.kind.reason().unwrap_or_default())
            )
        }
        Because::Started if release.rolling_back().is_some() => {
            "stopped by the rollback".to_owned()
        }
        Because::Started if release.is_to_start() => "stopped".to_owned(),
        Because::Started => "under way".to_owned(),
        Because::Nothing => "none fits".to_owned(),
    };
    let flag = progress
        .rollout
        .feature_flag
        .as_ref()
        .filter(|fact| release.fact(fact) != Some(false));
    let flag = if flag.is_some() {
        ", behind a feature flag"
    } else {
        ""
    };
    format!("{name} ({because}){flag}")
}

/// Says in half a line where the candidate is.
pub(super) fn whereabouts(
    release: &Release,
    progress: &Progress<'_>,
    now: DateTime<Utc>,
) -> String {
    let Some(position) = &progress.position else {
        return "not started".to_owned();
    };
    let verdict = stage_verdict(release, now).word();
    let traffic = entered_with(position.entered)
        .map(|traffic| format!(" ({traffic} %)"))
        .unwrap_or_default();
    let left = match position.soaks_until - now {
        _ if release.rolling_back().is_some() => ", rolling back".to_owned(),
        _ if release.is_to_start() => ", has to start again".to_owned(),
        left if left > TimeDelta::zero() => format!(", {} left to soak", span_of(left)),
        _ => String::new(),
    };
    format!("stage {}{traffic}: {verdict}{left}", position.stage_id)
}

fn head(release: &Release, progress: &Progress<'_>, look: OutputStyle) -> String {
    let title = format!("Rollout of {}", release.header().version);
    format!(
        "{}{}{}\n\n",
        look.strong(&title),
        look.dot(),
        strategy(release, progress)
    )
}

fn stages(release: &Release, progress: &Progress<'_>, look: OutputStyle) -> String {
    match stage_rows(release, progress).as_slice() {
        [] => String::new(),
        rows => table(look, &STAGES, &STAGES_NUMBERS, rows),
    }
}

/// The heading over [`stage_rows`].
pub(super) const STAGES: [&str; 6] = ["", "Stage", "Traffic", "Soak", "Entered", "Decide"];

/// Which of [`STAGES`] are numbers.
pub(super) const STAGES_NUMBERS: [usize; 1] = [2];

/// Returns the stages of the strategy, with a mark before the present one; none without a strategy.
pub(super) fn stage_rows(release: &Release, progress: &Progress<'_>) -> Vec<Vec<String>> {
    let Some(strategy) = progress.strategy else {
        return Vec::new();
    };
    let here = progress.position.as_ref().map(|position| position.stage_id);
    let row = |stage: &Stage| {
        let entry = release.entries().find(|(_, id)| **id == stage.id);
        let traffic = entry.and_then(|(event, _)| entered_with(event));
        vec![
            if here == Some(&stage.id) {
                ">".to_owned()
            } else {
                String::new()
            },
            stage.id.to_string(),
            traffic.map_or_else(
                || format!("{} %", stage.traffic.text()),
                |traffic| format!("{traffic} %"),
            ),
            stage.soak.map_or_else(
                || "-".to_owned(),
                |soak| format!("{}..{}", span(soak.least), span(soak.most)),
            ),
            entry.map_or_else(String::new, |(event, _)| timestamp(&event.at)),
            stage
                .roles
                .iter()
                .map(RoleId::as_str)
                .collect::<Vec<_>>()
                .join(", "),
        ]
    };
    strategy.stages.iter().map(row).collect()
}

fn entered_with(event: &Event) -> Option<Decimal> {
    match &event.kind {
        EventKind::Rollout(RolloutEvent::Entered { traffic, .. }) => Some(*traffic),
        _ => None,
    }
}

fn soak(position: &Position<'_>, now: DateTime<Utc>) -> String {
    let Some((_, stage)) = position.stage else {
        return format!("stage {} is no longer in the plan", position.stage_id);
    };
    let Some(soak) = stage.soak else {
        return format!("stage {}: nothing to soak", stage.id);
    };
    if now < position.soaks_until {
        let left = position.soaks_until - now;
        let (soaked, left) = (span_of(seconds(soak.least) - left), span_of(left));
        format!(
            "stage {}: {soaked} soaked, {left} to go (minimum {}), until {}",
            stage.id,
            span(soak.least),
            timestamp(&position.soaks_until)
        )
    } else {
        format!(
            "stage {}: soaked since {} (minimum {})",
            stage.id,
            timestamp(&position.soaks_until),
            span(soak.least)
        )
    }
}

/// Returns what the rules say, as a table with value, limit and margin, and a sentence for all that is not go.
pub(crate) fn findings(findings: &[Finding], look: OutputStyle) -> String {
    let shown = |amount: Option<Decimal>| {
        amount.map_or_else(|| "-".to_owned(), |amount| amount.to_string())
    };
    let row = |finding: &Finding| {
        let metric = if finding.unit == "count" {
            finding.metric.to_string()
        } else {
            format!("{} ({})", finding.metric, visible(&finding.unit))
        };
        let lasting = finding.lasting.map(span).unwrap_or_default();
        let amounts = [
            finding.value,
            finding.baseline,
            finding.limit,
            finding.margin,
        ]
        .map(shown);
        std::iter::once(metric)
            .chain(amounts)
            .chain([lasting, finding.ruling.word().to_owned()])
            .collect()
    };
    let rows: Vec<Vec<String>> = findings.iter().map(row).collect();
    let mut text = table(
        look,
        &[
            "Metric", "Value", "Baseline", "Limit", "Margin", "For", "Ruling",
        ],
        &[1, 2, 3, 4, 5],
        &rows,
    );
    for finding in findings
        .iter()
        .filter(|finding| finding.ruling != Ruling::Go)
    {
        let sentence = format!("{}: {}", finding.ruling.word(), visible(&finding.text));
        let painted = if finding.ruling == Ruling::NoGo {
            look.bad(&sentence)
        } else {
            look.waiting(&sentence)
        };
        let _ = writeln!(text, "  {painted}");
    }
    text
}

fn baseline(release: &Release, rollout: &Rollout, look: OutputStyle) -> String {
    let line = |metric: &crate::domain::plan::rollout::Metric| {
        let (amount, event) = release.baseline(&metric.id)?;
        let unit = if metric.unit == "count" {
            String::new()
        } else {
            format!(" {}", visible(&metric.unit))
        };
        Some(format!(
            "  {} {amount}{unit}, {}\n",
            metric.id,
            timestamp(&event.at)
        ))
    };
    let lines: String = rollout.metrics.iter().filter_map(line).collect();
    if lines.is_empty() {
        lines
    } else {
        format!("\n{}\n{lines}", look.strong("Baseline"))
    }
}

/// Returns who went on although something stood in the way: shown for ever.
pub(crate) fn overrides(release: &Release, look: OutputStyle) -> String {
    let mut text = String::new();
    for event in release.overrides() {
        if text.is_empty() {
            let _ = writeln!(text, "\n{}", look.strong("Overridden"));
        }
        let _ = writeln!(text, "  {}", look.waiting(&overridden(event)));
        for obstacle in obstacles_of(event) {
            let _ = writeln!(text, "      {}", visible(obstacle));
        }
    }
    text
}

/// Says who overrode what stood in the way of which stage, and why.
pub(super) fn overridden(event: &Event) -> String {
    let EventKind::Rollout(kind) = &event.kind else {
        return String::new();
    };
    let Some(overriding) = kind.overriding() else {
        return String::new();
    };
    let what = match kind.subject() {
        Subject::Stage(_, stage) if matches!(kind, RolloutEvent::Entered { .. }) => {
            format!("stage {stage} entered")
        }
        Subject::Stage(_, stage) => format!("stage {stage} overridden"),
        _ => "overridden".to_owned(),
    };
    let (by, at) = (event.who(), timestamp(&event.at));
    format!(
        "{what} by {by} as {} at {at}: {}",
        overriding.role,
        visible(&overriding.reason)
    )
}

fn obstacles_of(event: &Event) -> &[String] {
    match &event.kind {
        EventKind::Rollout(kind) => kind
            .overriding()
            .map(|overriding| overriding.obstacles.as_slice())
            .unwrap_or_default(),
        _ => &[],
    }
}

/// Returns what keeps the rollout from its next stage, or that nothing does.
fn in_the_way(release: &Release, now: DateTime<Utc>, look: OutputStyle, select: &str) -> String {
    let obstacles = readiness::here(release, &judge(release, now), now);
    let worst = readiness::verdict(&obstacles);
    let next = release.next_stage(now);
    let goal = next.map_or_else(
        || "the end of the rollout".to_owned(),
        |(_, stage)| format!("stage {}", stage.id),
    );
    let mut text = match signed::distrust(release) {
        Some(distrust) => format!("\n{}\n", look.bad(&distrust)),
        None => format!("\n{} for {goal}\n", verdict(worst, look)),
    };
    let mut obstacles = obstacles;
    obstacles.sort_by_key(|obstacle| std::cmp::Reverse(obstacle.verdict()));
    for (place, obstacle) in obstacles.iter().enumerate() {
        let line = obstacle.explain().line();
        let painted = if obstacle.verdict() == Verdict::NoGo {
            look.bad(&line)
        } else {
            look.waiting(&line)
        };
        let _ = writeln!(text, "  {painted}");
        // What settles several of them is said below the last one.
        let later: Vec<_> = obstacles[place + 1..]
            .iter()
            .flat_map(|it| possible(release, it, now))
            .collect();
        for step in possible(release, obstacle, now)
            .iter()
            .filter(|it| !later.contains(it))
        {
            let _ = writeln!(text, "      {}", super::gate::step(step, look, select));
        }
    }
    let ahead = readiness::step_ahead(release, now)
        .filter(|_| obstacles.is_empty() && release.outcome().is_none());
    for step in possible::among(release, ahead, now) {
        let _ = writeln!(text, "      {}", super::gate::step(&step, look, select));
    }
    text
}

fn possible<'r>(
    release: &'r Release,
    obstacle: &Reason<'r>,
    now: DateTime<Utc>,
) -> Vec<Suggestion<'r>> {
    possible::among(release, settle::suggestions(release, obstacle), now)
}

//! Where a release stands: phase by phase, role by role, and what to do next.

mod markdown;

use std::fmt::Write as _;

use chrono::{DateTime, NaiveDate, Utc};

use crate::domain::event::timestamp;
use crate::domain::id::{ItemId, RoleId};
use crate::domain::plan::Item;
use crate::domain::rules::item_status::{ItemState, ItemStatus};
use crate::domain::rules::judgement::{self, Judgement};
use crate::domain::rules::lateness::Deadline;
use crate::domain::rules::monitoring;
use crate::domain::rules::progress;
use crate::domain::rules::reason::Reason;
use crate::domain::rules::signed;
use crate::domain::rules::suggestion::Suggestion;
use crate::domain::rules::timing::Timing;
use crate::domain::rules::todo::{due, next_steps};
use crate::domain::state::Release;
use crate::domain::text::{counted, visible};
use crate::domain::verdict::{Ruling, Verdict};
use crate::style::OutputStyle;

pub(crate) use self::markdown::markdown;

use super::gate::{accepted, deadline, verdict, waiver};
use super::item::{mark, state};
use super::table::table;

/// What to show of the status.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StatusView<'a> {
    /// Only what concerns this role.
    pub(crate) role: Option<&'a RoleId>,
    /// Every item, not only what is outstanding.
    pub(crate) all: bool,
    /// The present time.
    pub(crate) now: DateTime<Utc>,
    /// `" -r VERSION"` when the release has to be said in commands, else empty.
    pub(crate) select: &'a str,
}

/// Returns the status of a release.
pub(crate) fn status(
    release: &Release,
    judgements: &[Judgement<'_>],
    view: StatusView<'_>,
    look: OutputStyle,
) -> String {
    let mut text = head(release, judgements, view.now, look);
    text.push_str(&super::gate::unanswered(release, look, view.select));
    let no_gos = super::gate::no_gos(release, judgements, look, view.select);
    if !no_gos.is_empty() {
        let _ = write!(text, "\n{no_gos}");
    }
    match view.role {
        Some(role) => text.push_str(&role_part(release, judgements, role, view, look)),
        None => {
            text.push_str(&phases(release, judgements, look));
            text.push_str(&under_way(release, judgements, view.now, look));
            text.push_str(&whose_turn(release, judgements, look));
            text.push_str(&concerns(release, judgements, look));
            let risks = super::risk::open(release, view.now, look);
            if !risks.is_empty() {
                let _ = write!(text, "\n{risks}");
            }
        }
    }
    if view.all {
        text.push_str(&items(judgements, view.role, look));
    }
    text.push_str(&next(release, judgements, view, look));
    text
}

fn head(
    release: &Release,
    judgements: &[Judgement<'_>],
    now: DateTime<Utc>,
    look: OutputStyle,
) -> String {
    let header = release.header();
    let candidate = release.candidate().map_or_else(
        || "no candidate".to_owned(),
        |candidate| format!("candidate {}", visible(candidate.short())),
    );
    let dot = look.dot();
    let mut text = format!(
        "{}{dot}{}{dot}{candidate}",
        look.strong(&format!("Release {}", header.version)),
        header.kind
    );
    if let Some(start) = release.start() {
        let _ = write!(
            text,
            "{dot}opened {} by {}",
            timestamp(&start.at),
            start.by.name()
        );
    }
    text = look.wrapped("", &text).join("\n") + "\n";
    if let Some(outcome) = release.outcome() {
        let _ = writeln!(text, "closed as {}", outcome.word());
    }
    text.push_str(&super::people::assigned(release, look));
    if let Some(day) = release.planned().filter(|_| release.outcome().is_none()) {
        let _ = writeln!(text, "planned for {day}{}", in_days(day, now));
    }
    let present = judgement::present(judgements).or(judgements.last());
    if let Some(judgement) = present {
        let progress = progress::count(release, &|_| true, &|_| true, now);
        let standing = match signed::distrust(release) {
            Some(distrust) => look.bad(&distrust).into_owned(),
            None => format!(
                "{} at \"{}\"",
                verdict(judgement.verdict, look),
                visible(judgement.topic.gate_title())
            ),
        };
        let line = format!("{standing}{dot}{}", progress.words(dot));
        let _ = writeln!(text, "{}", look.wrapped("", &line).join("\n"));
    }
    text.push_str(&super::signatures::summary(release));
    text
}

/// Says how far a day is from now: `, in 3 days`, `, today`, `, 2 days ago`.
pub(super) fn in_days(day: NaiveDate, now: DateTime<Utc>) -> String {
    let days = day.signed_duration_since(now.date_naive()).num_days();
    let count = counted(usize::try_from(days.unsigned_abs()).unwrap_or(0), "day");
    match days {
        0 => ", today".to_owned(),
        1.. => format!(", in {count}"),
        _ => format!(", {count} ago"),
    }
}

fn phases(release: &Release, judgements: &[Judgement<'_>], look: OutputStyle) -> String {
    let rows = phase_rows(release, judgements, look);
    let text = table(look, &PHASES, &PHASES_NUMBERS, &rows);
    format!("\n{text}")
}

/// The heading over [`phase_rows`].
pub(super) const PHASES: [&str; 9] = [
    "Phase", "Done", "Open", "Stale", "Blocked", "Waived", "N/A", "Go calls", "Gate",
];

/// Which of [`PHASES`] are numbers.
pub(super) const PHASES_NUMBERS: [usize; 7] = [1, 2, 3, 4, 5, 6, 7];

/// Returns how many items of each phase are in which state, its calls and its gate.
pub(super) fn phase_rows(
    release: &Release,
    judgements: &[Judgement<'_>],
    look: OutputStyle,
) -> Vec<Vec<String>> {
    let none = if look.unicode { "·" } else { "." };
    let rows = judgements.iter().map(|judgement| {
        let count = |wanted: ItemState| match judgement
            .items
            .iter()
            .filter(|standing| standing.state == wanted)
            .count()
        {
            0 => none.to_owned(),
            some => some.to_string(),
        };
        let poll = release.poll_of(judgement.topic).count();
        let called = judgement
            .reasons
            .iter()
            .filter(|reason| matches!(reason, Reason::Call { .. }))
            .count();
        let calls = if poll == 0 {
            none.to_owned()
        } else {
            format!("{}/{poll}", poll - called)
        };
        let states = [
            ItemState::Done,
            ItemState::Open,
            ItemState::Stale,
            ItemState::Blocked,
            ItemState::Waived,
            ItemState::NotApplicable,
        ];
        let row = std::iter::once(visible(judgement.topic.title()).into_owned());
        row.chain(states.map(count))
            .chain([calls, gate_word(judgement).to_owned()])
            .collect()
    });
    rows.collect()
}

fn gate_word(judgement: &Judgement<'_>) -> &'static str {
    match judgement.nothing_to_do {
        Some(_) => "nothing to do",
        None => judgement.verdict.word(),
    }
}

/// Says in a line each which gate waits for a time, and how the rollout, the monitoring windows and every incident stand
/// that is not settled.
fn under_way(
    release: &Release,
    judgements: &[Judgement<'_>],
    now: DateTime<Utc>,
    look: OutputStyle,
) -> String {
    let mut text = String::new();
    for reason in judgements.iter().flat_map(|judgement| &judgement.reasons) {
        if let Reason::Wait { until: Some(_), .. } = reason {
            let _ = writeln!(text, "{}  {}", look.strong("Wait"), reason.explain().line());
        }
    }
    if let Some(progress) = release.rollout(now) {
        let at = super::rollout::whereabouts(release, &progress, now);
        let _ = writeln!(
            text,
            "{}  {}{}{at}",
            look.strong("Rollout"),
            super::rollout::strategy(release, &progress),
            look.dot()
        );
    }
    if let Some(watch) = monitoring::watch(release, now).filter(|watch| watch.since.is_some()) {
        let windows: Vec<_> = watch.windows.iter().map(super::monitor::brief).collect();
        let _ = writeln!(
            text,
            "{}  {}",
            look.strong("Monitoring"),
            windows.join(look.dot())
        );
    }
    for line in release
        .incidents()
        .filter_map(|incident| super::incident::line(incident, now, look))
    {
        let _ = writeln!(text, "{}  {line}", look.strong("Incident"));
    }
    if text.is_empty() {
        text
    } else {
        format!("\n{text}")
    }
}

fn whose_turn(release: &Release, judgements: &[Judgement<'_>], look: OutputStyle) -> String {
    let rows = turn_rows(release, judgements);
    if rows.is_empty() {
        return String::new();
    }
    format!("\n{}", table(look, &TURNS, &TURNS_NUMBERS, &rows))
}

/// The heading over [`turn_rows`].
pub(super) const TURNS: [&str; 5] = ["Waiting for", "Now", "Items", "Calls", "Next item"];

/// Which of [`TURNS`] are numbers.
pub(super) const TURNS_NUMBERS: [usize; 3] = [1, 2, 3];

/// Returns what each role still has to do, and what of it comes first.
pub(super) fn turn_rows(release: &Release, judgements: &[Judgement<'_>]) -> Vec<Vec<String>> {
    let dues = due(release, judgements);
    let rows = dues.iter().map(|due| {
        let last_part = |id: &ItemId| {
            id.as_str()
                .rsplit('/')
                .next()
                .unwrap_or_default()
                .to_owned()
        };
        let first = due.due_items().next().map(|due| last_part(&due.item.id));
        let first = first.or_else(|| due.calls.first().map(|phase| format!("call at {phase}")));
        let first = first.or_else(|| due.others.first().map(|step| step.command("")));
        let first = first.or_else(|| {
            let later = due.items.first()?;
            let timing = later.timing.sentence()?;
            Some(format!("{} ({timing})", last_part(&later.item.id)))
        });
        vec![
            super::people::role(release, due.role),
            due.count_now(release, judgements).to_string(),
            due.items.len().to_string(),
            due.calls.len().to_string(),
            first.unwrap_or_default(),
        ]
    });
    rows.collect()
}

/// Returns what needs attention and does not say NO-GO: stale sign-offs, waivers, pauses, overrides.
fn concerns(release: &Release, judgements: &[Judgement<'_>], look: OutputStyle) -> String {
    let mut concerns: Vec<(String, String)> = Vec::new();
    for standing in judgements.iter().flat_map(|judgement| &judgement.items) {
        let said: Vec<String> = match standing.state {
            ItemState::Waived => standing.waivers.iter().map(|it| waiver(it)).collect(),
            ItemState::Stale => vec![standing.sentence()],
            _ => continue,
        };
        let said = said.iter().map(|said| look.waiting(said).into_owned());
        concerns.extend(said.map(|said| (standing.item.id.to_string(), said)));
    }
    for reason in judgements.iter().flat_map(|judgement| &judgement.reasons) {
        if is_concern(reason) && reason.verdict() != Verdict::NoGo {
            let explained = reason.explain();
            concerns.push((explained.about, look.bad(&explained.sentence).into_owned()));
        }
    }
    for judgement in judgements {
        let late = judgement.deadline(release).filter(Deadline::is_over);
        concerns.extend(late.map(|it| (judgement.topic.id().to_string(), deadline(&it, look))));
        let accepted = accepted(release, judgement.topic.id()).into_iter();
        concerns.extend(accepted.map(|(about, said)| (about, look.waiting(&said).into_owned())));
    }
    let lines: String = concerns
        .iter()
        .map(|(about, said)| format!("  {about}  {said}\n"))
        .collect();
    if lines.is_empty() {
        lines
    } else {
        format!("\n{}\n{lines}", look.strong("Needs attention"))
    }
}

/// Tells whether a reason is more than work that is still to be done.
fn is_concern(reason: &Reason<'_>) -> bool {
    match reason {
        Reason::Call { tally: Some(_), .. }
        | Reason::Call { call: Some(_), .. }
        | Reason::Candidates(_)
        | Reason::Plans
        | Reason::Ended(..) => true,
        Reason::Paused(_) => true,
        Reason::Finding(_, finding, _) => finding.ruling != Ruling::Inconclusive,
        _ => reason.explain().overdue,
    }
}

fn role_part(
    release: &Release,
    judgements: &[Judgement<'_>],
    role: &RoleId,
    view: StatusView<'_>,
    look: OutputStyle,
) -> String {
    let title = release
        .plan()
        .role(role)
        .map_or(role.as_str(), |role| role.title.as_str());
    let dues = due(release, judgements);
    let Some(due) = dues.iter().find(|due| due.role == role) else {
        return format!("\n{} has nothing to do\n", visible(title));
    };
    let mut text = format!("\n{}\n", look.strong(&visible(title)));
    if !view.all {
        for due in &due.items {
            text.push_str(&item_line(due.item, due.state, due.timing, look));
        }
    }
    for step in &due.others {
        let _ = writeln!(text, "  {}", super::gate::step(step, look, view.select));
    }
    for phase in &due.calls {
        let gate = release
            .plan()
            .phase(phase)
            .map_or("", |phase| phase.gate.title.as_str());
        let _ = writeln!(text, "  call for gate {phase} \"{}\"", visible(gate));
    }
    text
}

fn item_line(item: &Item, state: ItemState, timing: Timing<'_>, look: OutputStyle) -> String {
    let timing = timing.sentence().map(|due| format!(" ({due})"));
    let timing = timing.unwrap_or_default();
    let text = format!("{}  {}{timing}", item.id, visible(&item.text));
    let indent = format!("  {} ", mark(state, look));
    look.wrapped(&indent, &text).join("\n") + "\n"
}

/// Returns every item, phase by phase and section by section.
fn items(judgements: &[Judgement<'_>], role: Option<&RoleId>, look: OutputStyle) -> String {
    let mut text = String::new();
    for judgement in judgements {
        let mut heading = String::new();
        let wanted =
            |standing: &&ItemStatus<'_>| role.is_none_or(|role| standing.item.roles.contains(role));
        for standing in judgement.items.iter().filter(wanted) {
            let present = format!(
                "{} / {}",
                visible(judgement.topic.title()),
                visible(&standing.item.section)
            );
            if present != heading {
                let _ = writeln!(text, "\n{}", look.strong(&present));
                heading = present;
            }
            text.push_str(&item_line(
                standing.item,
                standing.state,
                standing.timing,
                look,
            ));
            let roles: Vec<_> = standing.item.roles.iter().map(RoleId::as_str).collect();
            let _ = writeln!(
                text,
                "      {}{}{}",
                state(standing.state, look),
                look.dot(),
                look.faint(&roles.join(", "))
            );
        }
    }
    text
}

fn next(
    release: &Release,
    judgements: &[Judgement<'_>],
    view: StatusView<'_>,
    look: OutputStyle,
) -> String {
    let mut steps = next_steps(release, judgements, view.role);
    let present = judgement::present(judgements).filter(|_| release.outcome().is_none());
    steps.extend(present.map(|judgement| Suggestion::Gate(judgement.topic.id())));
    if steps.is_empty() {
        return String::new();
    }
    let lines: String = steps
        .iter()
        .map(|step| format!("  {}\n", super::gate::step(step, look, view.select)))
        .collect();
    format!("\n{}\n{lines}", look.strong("Next"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::rules::gate::judge_all;
    use crate::domain::testing::{Story, at, plan};

    #[test]
    fn the_first_lines_fit_into_a_narrow_terminal() {
        let release = Story::of(plan(&["pre/a dev"])).release();
        let look = OutputStyle {
            width: Some(40),
            ..OutputStyle::PLAIN
        };
        let judgements = judge_all(&release, at("2026-11-20T09:00:00Z"));
        let text = head(&release, &judgements, at("2026-11-20T09:00:00Z"), look);
        assert!(text.contains("opened "), "{text}");
        for line in text.lines() {
            assert!(line.chars().count() < 40, "{text}");
        }
    }
}

//! The weekly status over all releases, as Markdown and as JSON. In Markdown everything from the records is plain text
//! ([`escape`]).

mod json;

pub(crate) use self::json::json;
use crate::domain::event::timestamp;
use crate::domain::reports::carry_over::LeftRisk;
use crate::domain::reports::weekly::{Ended, InFlight, OpenIncident, Risk, Turn, Weekly};
use crate::domain::text::counted;
use crate::domain::verdict::Verdict;
use crate::render::markdown::parts::{list, open_action, section, table};
use crate::render::markdown::{code, escape};

/// The most roles that the table names; each release has all of them below.
const MOST_NAMED: usize = 3;

/// Returns the weekly status as Markdown.
pub(crate) fn markdown(weekly: &Weekly) -> String {
    let ended: Vec<String> = weekly.ended.iter().map(ended).collect();
    let actions: Vec<String> = weekly
        .actions()
        .iter()
        .map(|action| open_action(action, weekly.now))
        .collect();
    let mut parts = vec![
        format!("# Weekly status, {}", weekly.now.date_naive()),
        section("In flight", &overview(weekly)),
    ];
    parts.extend(weekly.in_flight.iter().map(|release| part(weekly, release)));
    if !weekly.incidents.is_empty() {
        let incidents: Vec<String> = weekly.incidents.iter().map(incident).collect();
        parts.push(section(
            "Incidents still open after their release",
            &list(&incidents, ""),
        ));
    }
    let left: Vec<String> = weekly.left_risks().map(left_risk).collect();
    if !left.is_empty() {
        parts.push(section(
            "Risks still open after their release",
            &list(&left, ""),
        ));
    }
    parts.push(section(
        &format!("Ended since {}", timestamp(&weekly.since)),
        &list(&ended, "None."),
    ));
    parts.push(section("Open action items", &list(&actions, "None.")));
    parts.join("\n\n") + "\n"
}

fn overview(weekly: &Weekly) -> String {
    let row = |release: &InFlight| {
        let phase = match &release.phase {
            Some(phase) => escape(&phase.title),
            None if release.distrust.is_some() => "-".to_owned(),
            None => "every gate".to_owned(),
        };
        let now: Vec<String> = release
            .turns
            .iter()
            .map(|turn| escape(&turn.title))
            .collect();
        vec![
            escape(release.version.as_str()),
            escape(release.kind.as_str()),
            status(release),
            phase,
            format!("{}/{}", release.settled, release.items),
            release.risks.len().to_string(),
            few(&now),
        ]
    };
    let rows: Vec<Vec<String>> = weekly.in_flight.iter().map(row).collect();
    table(
        &[
            "Release",
            "Type",
            "Status",
            "At",
            "Settled",
            "Risks",
            "Waiting for",
        ],
        &rows,
        "No release is open.",
    )
}

/// Returns the first few names, and how many more there are.
fn few(names: &[String]) -> String {
    match names.len().saturating_sub(MOST_NAMED) {
        0 => names.join(", "),
        more => format!("{} and {more} more", names[..MOST_NAMED].join(", ")),
    }
}

/// Returns the verdict over all gates: what stops a later one is told before the release gets there. That it goes back is
/// said before it, and that the record cannot be trusted in its place.
fn status(release: &InFlight) -> String {
    let back = if release.rolling_back.is_some() {
        "rolling back, "
    } else {
        ""
    };
    let verdict = release.verdict.map_or("HOLD", Verdict::word);
    format!(
        "{back}**{}**",
        release.distrust.as_deref().unwrap_or(verdict)
    )
}

/// Says who the roles are in a release, where that was said.
fn people(release: &InFlight) -> String {
    let named = release.assigned.iter();
    let named: Vec<String> = named
        .map(|(role, person)| format!("{role}: {}", escape(person.name())))
        .collect();
    if named.is_empty() {
        return String::new();
    }
    format!("\n\n{}", named.join(", "))
}

fn part(weekly: &Weekly, release: &InFlight) -> String {
    let candidate = release.candidate.as_ref().map_or_else(
        || "no candidate".to_owned(),
        |candidate| code(candidate.as_str()),
    );
    let opened = release
        .opened
        .map(|at| format!(", opened {}", timestamp(&at)))
        .unwrap_or_default();
    let mut blocks = vec![
        format!(
            "### {} ({})",
            escape(release.version.as_str()),
            escape(release.kind.as_str())
        ),
        format!(
            "{} on {candidate}{opened}{}",
            status(release),
            people(release)
        ),
        format!(
            "Waiting for:\n\n{}",
            list(
                &release.turns.iter().map(turn).collect::<Vec<_>>(),
                "No one."
            )
        ),
        format!("Risks:\n\n{}", list(&risks(weekly, release), "None known.")),
    ];
    let signals: Vec<String> = release
        .signals
        .iter()
        .map(|(_, sentence)| escape(sentence))
        .collect();
    if !signals.is_empty() {
        blocks.push(format!(
            "Unusual signing patterns:\n\n{}",
            list(&signals, "")
        ));
    }
    let steps: Vec<String> = release.steps.iter().map(|step| code(step)).collect();
    blocks.push(format!("Next steps:\n\n{}", list(&steps, "None.")));
    blocks.join("\n\n")
}

fn turn(turn: &Turn) -> String {
    let parts = [
        (turn.items, "item"),
        (turn.calls, "call"),
        (turn.others, "other duty"),
    ];
    let said = parts
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| match word {
            "other duty" if count > 1 => format!("{count} other duties"),
            word => counted(count, word),
        });
    format!(
        "{}: {}",
        escape(&turn.title),
        said.collect::<Vec<_>>().join(", ")
    )
}

fn risks(weekly: &Weekly, release: &InFlight) -> Vec<String> {
    let mut lines: Vec<String> = release.risks.iter().map(risk).collect();
    lines.extend(weekly.debts(release).iter().map(|debt| {
        let before: Vec<String> = debt
            .before
            .iter()
            .map(|version| escape(version.as_str()))
            .collect();
        format!(
            "**waived again** {}: before in {}",
            escape(debt.item.as_str()),
            before.join(", ")
        )
    }));
    lines
}

fn risk(risk: &Risk) -> String {
    let until = risk.until.map(|day| format!("until {day}"));
    let since = risk.since.map(|at| timestamp(&at));
    let who: Vec<String> = risk
        .by
        .iter()
        .map(|by| escape(by))
        .chain(since)
        .chain(until)
        .collect();
    let who = if who.is_empty() {
        String::new()
    } else {
        format!(" ({})", who.join(", "))
    };
    format!(
        "**{}** {}: {}{who}",
        risk.kind.words(),
        escape(&risk.about),
        escape(&risk.text)
    )
}

fn incident(incident: &OpenIncident) -> String {
    let (id, version) = (
        escape(incident.id.as_str()),
        escape(incident.version.as_str()),
    );
    let commanders: Vec<String> = incident
        .commanders
        .iter()
        .map(|who| escape(who.as_str()))
        .collect();
    let commanders = if commanders.is_empty() {
        "none".to_owned()
    } else {
        commanders.join(", ")
    };
    let since = incident
        .opened
        .map(|at| format!(", since {}", timestamp(&at)))
        .unwrap_or_default();
    format!(
        "{id} of {version}: {} ({}, commander: {commanders}{since})",
        escape(&incident.title),
        incident.severity.word()
    )
}

fn left_risk(left: &LeftRisk) -> String {
    let (risk, version) = (&left.origin.risk, &left.origin.version);
    let version = escape(version.as_str());
    format!("{risk} of {version}: {}", escape(&left.matter))
}

fn ended(ended: &Ended) -> String {
    let reason = ended
        .reason
        .as_ref()
        .map(|reason| format!(": {}", escape(reason)))
        .unwrap_or_default();
    let distrust = ended.distrust.as_ref();
    let distrust = distrust.map(|distrust| format!("; **the record {distrust}**"));
    let distrust = distrust.unwrap_or_default();
    let (version, kind) = (escape(ended.version.as_str()), escape(ended.kind.as_str()));
    format!(
        "{version} ({kind}), **{}** {} by {}{reason}{distrust}",
        ended.outcome.word(),
        timestamp(&ended.at),
        escape(&ended.by)
    )
}

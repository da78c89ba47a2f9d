//! `gonogo status --format markdown`: where a release stands, short, for a comment on a pull request or a chat.

use std::fmt::Write as _;

use super::StatusView;
use crate::domain::id::RoleId;
use crate::domain::rules::judgement::{self, Judgement};
use crate::domain::rules::progress;
use crate::domain::rules::signed;
use crate::domain::rules::todo::{self, due};
use crate::domain::state::Release;
use crate::domain::verdict::Verdict;
use crate::render::markdown::escape;
use crate::render::markdown::parts::table;
use crate::render::risk::markdown as open_risks;
use crate::render::signatures::counts;

/// The most reasons and roles that are listed.
const MOST: usize = 20;

/// Returns the status as a page of Markdown. With a role, only its work is counted; with `all`, every item follows as a
/// task.
pub(crate) fn markdown(
    release: &Release,
    judgements: &[Judgement<'_>],
    view: StatusView<'_>,
) -> String {
    let mut text = head(release, judgements, view);
    let _ = write!(text, "\n{}\n", phases(release, judgements, view));
    for (place, (reason, _)) in todo::no_gos(release, judgements).iter().enumerate() {
        if place == 0 {
            let _ = write!(text, "\n**{}**\n\n", Verdict::NoGo.word());
        }
        if place == MOST {
            text.push_str("- and more: `gonogo gate` lists all\n");
            break;
        }
        let explained = reason.explain();
        let (about, said) = (escape(&explained.about), escape(&explained.sentence));
        let _ = writeln!(text, "- {about}: {said}");
    }
    text.push_str(&open_risks(release, view.now));
    let rows: Vec<Vec<String>> = due(release, judgements)
        .iter()
        .filter(|due| view.role.is_none_or(|role| role == due.role))
        .take(MOST)
        .map(|due| {
            vec![
                escape(due.role.as_str()),
                due.count_now(release, judgements).to_string(),
                due.items.len().to_string(),
                due.calls.len().to_string(),
            ]
        })
        .collect();
    if !rows.is_empty() {
        let heading = ["Waiting for", "Now", "Items", "Calls"];
        let _ = write!(text, "\n{}\n", table(&heading, &rows, ""));
    }
    if view.all {
        text.push_str(&items(judgements, view));
    }
    text
}

fn head(release: &Release, judgements: &[Judgement<'_>], view: StatusView<'_>) -> String {
    let header = release.header();
    let distrust = signed::distrust(release);
    let standing = match (release.outcome(), judgement::present(judgements)) {
        _ if distrust.is_some() => distrust.unwrap_or_default(),
        (Some(outcome), _) => format!("closed as {}", outcome.word()),
        (None, Some(judgement)) => format!(
            "{} at {}",
            judgement.verdict.word(),
            escape(judgement.topic.gate_title())
        ),
        (None, None) => Verdict::Go.word().to_owned(),
    };
    let candidate = release.candidate().map_or_else(
        || "no candidate".to_owned(),
        |candidate| format!("candidate {}", escape(candidate.as_str())),
    );
    let has_role = |role: &RoleId| view.role.is_none_or(|only| only == role);
    let done = progress::count(release, &|_| true, &has_role, view.now).words(", ");
    let people = super::super::people::named(release);
    let people = if people.is_empty() {
        people
    } else {
        format!("\n{}\n", escape(&people))
    };
    let signatures = counts(release);
    let signatures = signatures.map_or_else(String::new, |it| format!("\nSignatures: {it}\n"));
    format!(
        "### Release {}: {standing}\n\n{}, {candidate}: {done}\n{people}{signatures}",
        escape(header.version.as_str()),
        escape(header.kind.as_str())
    )
}

fn phases(release: &Release, judgements: &[Judgement<'_>], view: StatusView<'_>) -> String {
    let is_meant = |role: &RoleId| view.role.is_none_or(|only| only == role);
    let row = |judgement: &Judgement<'_>| {
        let items = judgement
            .items
            .iter()
            .filter(|standing| standing.is_asked() && standing.item.roles.iter().any(is_meant));
        let settled = items.clone().filter(|standing| standing.state.is_settled());
        let poll = release.poll_of(judgement.topic);
        let poll: Vec<_> = poll.filter(|role| is_meant(role)).collect();
        let called = poll.iter().filter(|role| !judgement.waits_for_call(role));
        vec![
            escape(judgement.topic.title()),
            format!("{} of {}", settled.count(), items.count()),
            format!("{} of {}", called.count(), poll.len()),
            judgement.verdict.word().to_owned(),
        ]
    };
    let rows: Vec<_> = judgements.iter().map(row).collect();
    table(&["Phase", "Items", "Go calls", "Gate"], &rows, "No gate.")
}

fn items(judgements: &[Judgement<'_>], view: StatusView<'_>) -> String {
    let mut text = String::new();
    for judgement in judgements {
        let items = judgement.items.iter();
        let wanted: Vec<_> = items
            .filter(|standing| {
                let roles = &standing.item.roles;
                view.role.is_none_or(|role| roles.contains(role))
            })
            .collect();
        if !wanted.is_empty() {
            let _ = write!(text, "\n**{}**\n\n", escape(judgement.topic.title()));
        }
        for standing in wanted {
            let mark = if standing.state.is_settled() {
                'x'
            } else {
                ' '
            };
            let _ = writeln!(
                text,
                "- [{mark}] {}: {} ({})",
                escape(standing.item.id.as_str()),
                escape(&standing.item.text),
                standing.state.word()
            );
        }
    }
    text
}

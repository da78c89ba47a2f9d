//! `gonogo gate --format markdown`: the report, short, for a comment on a pull request, a chat or the summary of a job.

use std::fmt::Write as _;

use chrono::{DateTime, Utc};

use super::GateReport;
use super::matter::Matter;
use crate::domain::verdict::Verdict;
use crate::render::markdown::escape;
use crate::render::risk::markdown as open_risks;

/// How much a page may hold.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Room {
    /// The most rows of the table.
    pub(crate) rows: usize,
    /// The most bytes of the page.
    pub(crate) bytes: usize,
}

impl Room {
    /// What somebody reads in a comment.
    pub(crate) const COMMENT: Self = Self {
        rows: 20,
        bytes: 60_000,
    };
}

/// What the words around a table that is cut need, in bytes.
const REST: usize = 200;

impl GateReport<'_> {
    /// Returns the report as a page of Markdown, cut with "n more" where it would take more room.
    pub(crate) fn markdown(&self, now: DateTime<Utc>, select: &str, room: Room) -> String {
        let verdict = self.verdict();
        let version = escape(self.release.header().version.as_str());
        let phases: Vec<String> = self
            .phases
            .iter()
            .map(|phase| escape(phase.as_str()))
            .collect();
        let about = match phases.as_slice() {
            [] => format!("release {version}"),
            phases => phases.join(", "),
        };
        let mut text = format!(
            "### {} for {about}\n\nRelease {version}, {}: {}\n",
            verdict.word(),
            escape(&self.recorded()),
            self.progress(now).words(", ")
        );
        if let [_, _, ..] = self.judgements.as_slice() {
            let gates = self.judgements.iter().map(|judgement| {
                let phase = escape(judgement.topic.id().as_str());
                format!("{phase} {}", judgement.verdict.word())
            });
            let _ = writeln!(text, "\nGates: {}", gates.collect::<Vec<_>>().join(", "));
        }
        if let Some(other) = self.other_candidate() {
            let _ = writeln!(text, "\n**{}**: {}", Verdict::NoGo.word(), escape(&other));
        }
        text.push_str(&open_risks(self.release, now));
        let mut matters = self.matters(select);
        matters.sort_by_key(|matter| std::cmp::Reverse(matter.verdict));
        rows(&mut text, &matters, room);
        text
    }
}

/// Adds the table of what keeps the gates shut and of what was accepted.
fn rows(text: &mut String, matters: &[Matter<'_>], room: Room) {
    if matters.is_empty() {
        return;
    }
    text.push_str("\n| Verdict | What | Why | Waiting for |\n| --- | --- | --- | --- |\n");
    let mut left = matters.len();
    for matter in matters.iter().take(room.rows) {
        let row = row(matter);
        if text.len() + row.len() + REST > room.bytes {
            break;
        }
        text.push_str(&row);
        left -= 1;
    }
    if left > 0 {
        let _ = writeln!(
            text,
            "\n{left} more: `gonogo gate` lists {}",
            if left == 1 { "it" } else { "them" }
        );
    }
}

fn row(matter: &Matter<'_>) -> String {
    let word = match matter.verdict {
        Verdict::Go => "accepted",
        verdict => verdict.word(),
    };
    let what = match matter.item {
        Some(item) => format!("{}: {}", escape(&matter.about), escape(&item.text)),
        None => escape(&matter.about),
    };
    let roles: Vec<String> = matter
        .owners
        .iter()
        .map(|role| escape(role.as_str()))
        .collect();
    format!(
        "| {word} | {what} | {} | {} |\n",
        escape(&matter.sentence),
        roles.join(", ")
    )
}

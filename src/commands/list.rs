//! `gonogo list`: all records.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::all_records;
use super::context::Context;
use crate::commands::args::Printed;
use crate::commands::output::{Answer, Remark};
use crate::domain::event::timestamp;
use crate::domain::id::PhaseId;
use crate::domain::rules::gate::judge_all;
use crate::domain::rules::judgement::{Judgement, is_in_hand, overall, present};
use crate::domain::rules::progress::{self, Progress};
use crate::domain::rules::reason::Reason;
use crate::domain::rules::signed;
use crate::domain::state::Release;
use crate::domain::verdict::Verdict;
use crate::domain::version::Version;
use crate::error::CommandError;
use crate::render;
use crate::render::json::{Kept, ReleaseReport, envelope, formats, kept};
use crate::render::list::ListRow;

/// List all releases and their status
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  gonogo list
  gonogo list --json | jq '.releases[].verdict'

Exit codes:
  0   listed
  2   a record could not be read
  3   disk or lock
  4   a record cannot be trusted (the others are still listed)")]
pub(crate) struct ListArgs {
    #[command(flatten)]
    printed: Printed,
}

impl ListArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        let store = context.store();
        let mut answer = Answer {
            is_data: self.printed.is_json(),
            ..Answer::default()
        };
        let mut rows = Vec::new();
        let mut values = Vec::new();
        let now = context.now();
        let is_json = self.printed.is_json();
        let told = |release: Release| {
            let judgements = judge_all(&release, now);
            if is_json {
                let entry = Entry::Read(ReleaseStanding::of(&release, &judgements));
                Told::Value(kept(&entry))
            } else {
                Told::Row(row(&release, &judgements, now))
            }
        };
        let mut is_empty = true;
        let damage = all_records::each(&store, told, |version, read| {
            is_empty = false;
            match read {
                Ok(Told::Value(value)) => values.push(value),
                Ok(Told::Row(row)) => rows.push(row),
                Err(error) if is_json => values.push(kept(&Entry::Unreadable { version, error })),
                Err(_) => {}
            }
        })?;
        answer.text = match is_json {
            true => envelope(&ListReport { releases: values }),
            false if rows.is_empty() => String::new(),
            false => render::list::list(rows, context.stdout),
        };
        let mut answer = damage.told_in(answer);
        if is_empty {
            answer.remarks.push(Remark::Hint(format!(
                "there is no record in {}; start one with `gonogo walk VERSION`",
                store.folder().display()
            )));
        }
        Ok(answer)
    }
}

/// What is kept of a release until all are read.
enum Told {
    Row(ListRow),
    Value(Kept),
}

/// Returns how a release stands, for a table of all of them.
pub(super) fn row(release: &Release, judgements: &[Judgement<'_>], now: DateTime<Utc>) -> ListRow {
    let Progress { items, calls } = progress::count(release, &|_| true, &|_| true, now);
    let waiting = present(judgements);
    let overdue = overdue(release, judgements);
    let back = if release.rolling_back().is_some() {
        "rolling back, "
    } else {
        ""
    };
    let distrust = signed::distrust(release);
    let standing = match (release.outcome(), waiting) {
        _ if distrust.is_some() => distrust.unwrap_or_default(),
        (Some(outcome), _) => format!("closed as {}", outcome.word()),
        (None, Some(judgement)) => {
            let phases = late(release, judgements);
            let late = if phases.is_empty() {
                String::new()
            } else {
                format!(", late: {}", phases.join(", "))
            };
            let overdue = if overdue.is_empty() {
                String::new()
            } else {
                format!(", overdue: {}", overdue.join(", "))
            };
            format!(
                "{back}{} at {}{late}{overdue}",
                judgement.verdict.word(),
                judgement.topic.id()
            )
        }
        (None, None) => "ready to close".to_owned(),
    };
    ListRow {
        version: release.header().version.to_string(),
        kind: release.header().kind.to_string(),
        opened: release
            .start()
            .map(|event| timestamp(&event.at))
            .unwrap_or_default(),
        standing,
        items: format!("{}/{}", items.done, items.total),
        calls: format!("{}/{}", calls.done, calls.total),
    }
}

/// Returns the phases whose day is over and whose gates are open.
fn late(release: &Release, judgements: &[Judgement<'_>]) -> Vec<String> {
    let is_late = |it: &&Judgement<'_>| it.deadline(release).is_some_and(|it| it.is_over());
    let late = judgements.iter().filter(is_late);
    late.map(|judgement| judgement.topic.id().to_string())
        .collect()
}

/// Returns what is overdue in a release that is still open, and that somebody can act on.
fn overdue(release: &Release, judgements: &[Judgement<'_>]) -> Vec<String> {
    let open = judgements
        .iter()
        .filter(|judgement| release.outcome().is_none() && is_in_hand(release, judgement));
    let reasons = open.flat_map(|judgement| &judgement.reasons);
    reasons
        .map(Reason::explain)
        .filter(|explained| explained.overdue)
        .map(|explained| explained.about)
        .collect()
}

formats! { ListReport = "gonogo.list/1" }

/// All releases.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct ListReport {
    /// The releases, by version.
    #[cfg_attr(test, schemars(with = "Vec<Entry<'static>>"))]
    releases: Vec<Kept>,
}

/// A release, or why it could not be read.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged)]
enum Entry<'r> {
    /// A release that could be read.
    Read(ReleaseStanding<'r>),
    /// A record that could not be read.
    Unreadable {
        /// The version that its file names.
        version: &'r Version,
        /// What is wrong with it.
        error: &'r str,
    },
}

/// A release and how it stands.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct ReleaseStanding<'r> {
    #[serde(flatten)]
    release: ReleaseReport<'r>,
    /// The verdict over all gates; null without a gate, and for a record that cannot be trusted.
    verdict: Option<Verdict>,
    /// What is overdue.
    overdue: Vec<String>,
    /// The phases whose day is over and whose gates are open.
    late: Vec<String>,
    /// The phase it is in; null when every gate is at GO.
    phase: Option<&'r PhaseId>,
}

impl<'r> ReleaseStanding<'r> {
    fn of(release: &'r Release, judgements: &[Judgement<'r>]) -> Self {
        Self {
            release: ReleaseReport::of(release),
            verdict: overall(judgements).filter(|_| signed::distrust(release).is_none()),
            overdue: overdue(release, judgements),
            late: late(release, judgements),
            phase: present(judgements).map(|judgement| judgement.topic.id()),
        }
    }
}

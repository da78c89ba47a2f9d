//! `gonogo metrics`: how well releases are delivered, over all records.

use chrono::{DateTime, NaiveDate, Utc};

use thiserror::Error;

use super::all_records;
use super::context::Context;
use crate::commands::args::{Format, Printed, TableForms};
use crate::commands::output::{Answer, Remark};
use crate::commands::output_file::Output;
use crate::domain::reports::metrics::{Asked, By, Delivery, Gap, Ledger, Unread};
use crate::error::CommandError;
use crate::git::log::{LogError, commit_times};
use crate::render;
use crate::render::metrics::labels::{Label, label, repeated};

/// Compute delivery metrics over all releases
///
/// Deployment frequency, lead time for changes, change failure rate, failed deployment recovery time (MTTR),
/// rollback frequency, deployment duration and rework rate. Each has the number of its cases, and lists what it
/// leaves out and why. docs/metrics.md has the definitions. All times are UTC.
///
/// With `-o` the file is replaced in one step, so that no reader sees half of it.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  gonogo metrics
  gonogo metrics --since 2026-07-01 --by month --git
  gonogo metrics --by type --json
  gonogo metrics --format openmetrics --label repository=shop -o /var/lib/node_exporter/shop.prom

Exit codes:
  0   computed
  2   a record could not be read (the others are still counted), or wrong usage, or `--git` in a shallow clone
  3   disk or lock, or `--git` without git
  4   a record cannot be trusted (the others are still counted)")]
pub(crate) struct MetricsArgs {
    /// First day to count, by the time of deployment
    #[arg(long, value_name = "DATE")]
    since: Option<NaiveDate>,
    /// Group figures by month, week or type
    #[arg(long, value_name = "WHAT", value_parser = by)]
    by: Option<By>,
    #[command(flatten)]
    printed: Printed<TableForms>,
    /// Label of every metric of `openmetrics`; can be given several times
    #[arg(long = "label", value_name = "NAME=VALUE", value_parser = label)]
    labels: Vec<Label>,
    #[command(flatten)]
    output: Output,
    /// Ask git for the commit times that no record has: those since the previous deployment
    #[arg(long)]
    git: bool,
}

fn by(text: &str) -> Result<By, &'static str> {
    By::from_word(text).ok_or("write `month`, `week` or `type`")
}

impl MetricsArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        if let Some(name) = repeated(&self.labels) {
            return Err(CommandError::not_evaluated(LabelTwice(name.to_owned())));
        }
        if !self.labels.is_empty() && self.printed.format() != Format::OpenMetrics {
            return Err(
                CommandError::not_evaluated(NoLabels).hinted("give `--format openmetrics` as well")
            );
        }
        let mut ledger = Ledger::default();
        let store = context.store();
        let damage = all_records::each_release(
            &store,
            |release| Delivery::of(&release),
            |delivery| ledger.push(delivery),
        )?;
        let damaged = damage.unreadable();
        if self.git {
            for unread in ledger.unread() {
                let commits = asked_of_git(context, &unread)?;
                ledger.answer(&unread, commits);
            }
        }
        let report = ledger.report(&Asked {
            since: self.since,
            by: self.by,
            now: context.now(),
        });
        let answer = match self.printed.format() {
            Format::Json => Answer::data(render::metrics::json(&report, damaged)),
            Format::Csv => Answer::data(render::metrics::csv(&report, damaged)),
            Format::OpenMetrics => {
                Answer::data(render::metrics::openmetrics(&report, damaged, &self.labels))
            }
            _ => Answer::text(render::metrics::table(&report, damaged, context.stdout)),
        };
        let is_empty = report.releases == 0 && damaged.is_empty();
        let mut answer = damage.told_in(answer);
        if self.output.write(context, &answer.text)?.is_some() {
            answer.text.clear();
        }
        if is_empty {
            let folder = store.folder().display().to_string();
            answer.remarks.push(Remark::Hint(format!(
                "there is no record in {folder}; open one with `gonogo walk VERSION`"
            )));
        }
        Ok(answer)
    }
}

#[derive(Debug, Error)]
#[error("the label `{0}` is given twice")]
struct LabelTwice(String);

#[derive(Debug, Error)]
#[error("only `openmetrics` has labels")]
struct NoLabels;

/// Asks git for the commits of one deployment. What it cannot say of this one is a gap; that it does not run at all is a
/// failure.
fn asked_of_git(
    context: &Context,
    unread: &Unread,
) -> Result<Result<Vec<DateTime<Utc>>, Gap>, LogError> {
    let Some(candidate) = &unread.candidate else {
        return Ok(Err(Gap::NoCandidate));
    };
    let Some(from) = &unread.from else {
        return Ok(Err(Gap::First));
    };
    let gap = match commit_times(&context.folder, from.as_str(), candidate.as_str()) {
        Ok(read) => return Ok(Ok(read.times)),
        Err(error @ (LogError::Git(_) | LogError::Shallow)) => return Err(error),
        Err(LogError::TooMany(_) | LogError::TooLong) => Gap::TooManyCommits,
        Err(LogError::NotARevision(_) | LogError::Unknown(_) | LogError::Ambiguous(_)) => {
            Gap::UnknownToGit
        }
        Err(LogError::Failed(_) | LogError::OutOfTime | LogError::Outside(_)) => Gap::GitFailed,
    };
    Ok(Err(gap))
}

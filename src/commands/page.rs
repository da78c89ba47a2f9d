//! `gonogo page`: a release, or all of them, as one HTML page for those without a terminal.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use thiserror::Error;

use super::all_records;
use super::context::Context;
use super::list;
use super::signing::vouched;
use crate::commands::args::Selected;
use crate::commands::output::{Answer, Remark};
use crate::domain::reports::metrics::{Asked, Delivery, Ledger};
use crate::domain::rules::gate::judge_all;
use crate::domain::rules::signed;
use crate::domain::state::Release;
use crate::domain::text::visible;
use crate::error::{CommandError, Kind};
use crate::render;
use crate::render::list::ListRow;
use crate::render::page::Board;
use crate::ui::replace_file::replace;
use crate::ui::stopping::Stopping;

/// How often `--watch` looks whether a record changed.
const LOOK: Duration = Duration::from_millis(500);

/// How old a page gets under `--watch` before it is written again: a soak ends, or a waiver, without a word in the record.
const OLD: Duration = Duration::from_secs(60);

/// Write a release as one HTML page
///
/// The page shows the verdict, who the release waits for, the phases with every item and who signed it, waivers, the rollout with
/// its metrics, what has its time, incidents and the release notes. It needs no script and loads nothing: mail it, attach
/// it to a build, or serve it. `--all` shows all releases and the delivery metrics. All times are UTC.
///
/// With `-o` the file is replaced in one step, so that no reader sees half of it.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  gonogo page -o release.html
  gonogo page 2.4.0 -o release.html --watch
  gonogo page --all -o board.html

Exit codes:
  0    written, whatever the verdict (ask `gonogo gate` for that)
  2    no record, or one that cannot be read
  3    disk
  4    a record cannot be trusted (with --all, the others are still shown); for its signatures,
       it is written and says so
  130  stopped watching")]
pub(crate) struct PageArgs {
    /// All releases on one board
    #[arg(long)]
    all: bool,
    /// File to write [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Write the file again when a record changes, and every minute, until you stop it
    #[arg(long, requires = "output")]
    watch: bool,
    #[command(flatten)]
    selected: Selected,
}

impl PageArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        if let Some(version) = self.selected.release.as_ref().filter(|_| self.all) {
            return Err(CommandError::not_evaluated(OneOrAll(version.clone()))
                .hinted("leave out the version, or unset GONOGO_RELEASE"));
        }
        match &self.output {
            None => self.page(context),
            Some(path) if self.watch => self.keep_writing(path, context),
            Some(path) => self.write(path, context),
        }
    }

    fn page(&self, context: &Context) -> Result<Answer, CommandError> {
        if self.all {
            return board(context);
        }
        let release = context.release(&self.selected)?;
        let now = context.now();
        let judgements = judge_all(&release, now);
        let answer = Answer {
            remarks: Context::clock_warnings(&release, now),
            ..Answer::data(render::page::release(&release, &judgements, now))
        };
        Ok(vouched(answer, &release))
    }

    fn write(&self, path: &Path, context: &Context) -> Result<Answer, CommandError> {
        let mut answer = self.page(context)?;
        replace(path, &answer.text).map_err(CommandError::environment)?;
        answer.text = format!("wrote {}\n", visible(&path.to_string_lossy()));
        answer.is_data = false;
        Ok(answer)
    }

    /// Writes the file again and again, until the program is asked to end. What is wrong with a record at first ends it;
    /// later, as while branches are joined, it is told, and the page stays as it was.
    fn keep_writing(&self, path: &Path, context: &Context) -> Result<Answer, CommandError> {
        let stopping = Stopping::start().map_err(CommandError::environment)?;
        let mut seen = self.state(context)?;
        let mut told = self.write(path, context)?;
        loop {
            tell(context, &told);
            let written = Instant::now();
            loop {
                if !stopping.wait(LOOK) {
                    return Err(CommandError::new(
                        Kind::of_signal(stopping.caught()),
                        Stopped,
                    ));
                }
                let state = self.state(context)?;
                if state != seen || written.elapsed() >= OLD {
                    let is_new = std::mem::replace(&mut seen, state) != seen;
                    told = self.write(path, context).unwrap_or_else(|error| Answer {
                        remarks: vec![Remark::Warning(error.to_string())],
                        ..Answer::default()
                    });
                    if !is_new {
                        told.text.clear();
                    }
                    break;
                }
            }
        }
    }

    /// Returns the names, the sizes and the times of the files that the page is made from.
    fn state(&self, context: &Context) -> Result<Vec<FileState>, CommandError> {
        let store = context.store();
        let versions = match self.all {
            true => store.versions()?,
            false => vec![context.version(self.selected.release.as_deref())?],
        };
        let state = |path: PathBuf| {
            let known = fs::metadata(&path).ok();
            let size = known.as_ref().map_or(0, fs::Metadata::len);
            (path, size, known.and_then(|known| known.modified().ok()))
        };
        let paths = versions.iter().map(|version| store.path(version));
        Ok(paths.map(state).collect())
    }
}

/// A file, its size in bytes, and when it was written.
type FileState = (PathBuf, u64, Option<SystemTime>);

fn board(context: &Context) -> Result<Answer, CommandError> {
    let now = context.now();
    let mut ledger = Ledger::default();
    let mut rows = Vec::new();
    let of_one = |release: Release| {
        let row = list::row(&release, &judge_all(&release, now), now);
        (Delivery::of(&release), row, signed::distrust(&release))
    };
    let mut distrusted = Vec::new();
    let take = |(delivery, row, distrust): (Delivery, ListRow, Option<String>)| {
        ledger.push(delivery);
        distrusted.extend(distrust.map(|distrust| (row.version.clone(), distrust)));
        rows.push(row);
    };
    let mut damage = all_records::each_release(&context.store(), of_one, take)?;
    for (version, distrust) in &distrusted {
        damage.distrust(version, distrust);
    }
    rows.reverse();
    let metrics = ledger.report(&Asked {
        since: None,
        by: None,
        now,
    });
    let board = Board {
        rows,
        metrics: &metrics,
        unreadable: damage.unreadable(),
    };
    let text = render::page::board(board, now);
    Ok(damage.told_in(Answer::data(text)))
}

/// Says what was written, and what is wrong, while the program goes on.
fn tell(context: &Context, answer: &Answer) {
    if !answer.text.is_empty() {
        context.notice(&answer.text);
    }
    for remark in &answer.remarks {
        let (label, text) = match remark {
            Remark::Warning(text) => ("warning", text),
            Remark::Note(text) => ("note", text),
            Remark::Hint(text) => ("hint", text),
        };
        context.notice(&format!("{label}: {}\n", visible(text)));
    }
}

#[derive(Debug, Error)]
#[error("`--all` is every release, and {} is one", visible(.0))]
struct OneOrAll(String);

#[derive(Debug, Error)]
#[error("stopped watching; the page stays")]
struct Stopped;

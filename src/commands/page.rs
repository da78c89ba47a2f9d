//! `gonogo page`: a release, or all of them, as one HTML page for those without a terminal.

use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant, SystemTime};

use thiserror::Error;

use super::all_records;
use super::context::Context;
use super::list;
use crate::commands::args::Selected;
use crate::commands::output::{Answer, Remark, said};
use crate::commands::output_file::Output;
use crate::domain::reports::metrics::{Asked, Delivery, Ledger};
use crate::domain::rules::gate::judge_all;
use crate::domain::state::Release;
use crate::domain::text::visible;
use crate::domain::version::Version;
use crate::error::{CommandError, Kind};
use crate::render;
use crate::render::list::ListRow;
use crate::render::page::Board;
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
  130  stopped watching with Ctrl-C; 129 or 143 when a signal ended it")]
pub(crate) struct PageArgs {
    /// All releases on one board
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    output: Output,
    /// Write the file again when a record changes, and every minute, until you stop it
    #[arg(long)]
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
        if self.watch && self.output.path().is_none() {
            return Err(CommandError::not_evaluated(NoFile).hinted("give `--output FILE`"));
        }
        let shown = match self.all {
            true => Shown::All,
            false => Shown::One(context.version(self.selected.release.as_deref())?),
        };
        if self.watch {
            self.keep_writing(&shown, context)
        } else {
            self.write(&shown, context)
        }
    }

    fn write(&self, shown: &Shown, context: &Context) -> Result<Answer, CommandError> {
        let mut answer = shown.page(context)?;
        if let Some(path) = self.output.write(context, &answer.text)? {
            answer.text = format!("wrote {path}\n");
            answer.is_data = false;
        }
        Ok(answer)
    }

    /// Writes the file again and again, until the program is asked to end. What is wrong at first ends it; later, as while
    /// branches are joined, it is told, and the page stays as it was.
    fn keep_writing(&self, shown: &Shown, context: &Context) -> Result<Answer, CommandError> {
        let stopping = Stopping::start().map_err(CommandError::environment)?;
        let mut seen = shown.state(context);
        let mut told = self.write(shown, context)?;
        context.notice(&told.text);
        context.notice(&said(&told.remarks, context.stderr));
        let mut written = Instant::now();
        loop {
            if !stopping.wait(LOOK) {
                return Err(CommandError::new(
                    Kind::of_signal(stopping.caught()),
                    Stopped,
                ));
            }
            let state = shown.state(context);
            let is_new = state != seen;
            if !is_new && written.elapsed() < OLD {
                continue;
            }
            let again = self.write(shown, context).unwrap_or_else(|error| Answer {
                remarks: Remark::of_failure("", &error, ""),
                ..Answer::default()
            });
            if is_new {
                context.notice(&again.text);
            }
            // What was said a minute ago need not be said again.
            if is_new || again.remarks != told.remarks {
                context.notice(&said(&again.remarks, context.stderr));
            }
            (seen, told, written) = (state, again, Instant::now());
        }
    }
}

/// What a page shows: the same release for as long as it is watched, whichever others are started or closed.
enum Shown {
    All,
    One(Version),
}

impl Shown {
    fn page(&self, context: &Context) -> Result<Answer, CommandError> {
        let Self::One(version) = self else {
            return board(context);
        };
        let release = context.store().release(version)?;
        let now = context.now();
        let judgements = judge_all(&release, now);
        let answer = Answer::data(render::page::release(&release, &judgements, now));
        Ok(context.doubted(answer, &release, now))
    }

    /// Returns the names, the sizes and the times of the files that the page is made from; none of a folder that cannot be read.
    fn state(&self, context: &Context) -> Vec<FileState> {
        let store = context.store();
        let versions = match self {
            Self::All => store.versions().unwrap_or_default(),
            Self::One(version) => vec![version.clone()],
        };
        let state = |path: PathBuf| {
            let known = fs::metadata(&path).ok();
            let size = known.as_ref().map_or(0, fs::Metadata::len);
            (path, size, known.and_then(|known| known.modified().ok()))
        };
        let paths = versions.iter().map(|version| store.path(version));
        paths.map(state).collect()
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
        (Delivery::of(&release), row)
    };
    let take = |(delivery, row): (Delivery, ListRow)| {
        ledger.push(delivery);
        rows.push(row);
    };
    let damage = all_records::each_release(&context.store(), of_one, take)?;
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

#[derive(Debug, Error)]
#[error("`--all` is every release, and {} is one", visible(.0))]
struct OneOrAll(String);

#[derive(Debug, Error)]
#[error("`--watch` writes a file again and again, and standard output is none")]
struct NoFile;

#[derive(Debug, Error)]
#[error("stopped watching; the page stays")]
struct Stopped;

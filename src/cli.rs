//! The command line: how it is read, and what the program prints in the end.

mod completion;
mod grammar;
#[cfg(test)]
mod mentions;
#[cfg(test)]
mod ways_out;

use std::borrow::Cow;
use std::ffi::OsString;
use std::fmt::Write as _;
use std::io::{self, BufWriter, Write as _};
use std::iter;
use std::process::ExitCode;

use clap::{FromArgMatches as _, Parser};
use thiserror::Error;

use crate::commands::Command;
use crate::commands::args::{Global, Selected};
use crate::commands::context::Context;
use crate::commands::explain::topics::EXIT_CODES;
use crate::commands::output::{Answer, said};
use crate::domain::text::{visible, visible_lines};
use crate::error::{CommandError, Kind};
use crate::style::OutputStyle;
use crate::ui::clock::now;
use crate::ui::step_files::StepFiles;
use crate::ui::streams::{is_reader_gone, stderr_look, stdout_look, tell};

/// Run a release team through its checklists, and answer: may we go?
///
/// Every sign-off, waiver, blocker and go/no-go call of a release is kept in one TOML file,
/// releases/VERSION.toml, which lives in git beside the code.
#[derive(Parser, Debug)]
#[command(name = "gonogo", version, max_term_width = 100, after_help = format!("{MORE_HELP}{}", EXIT_CODES.trim_end()))]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
    /// The release that the command is about, so that what is suggested can name it.
    #[arg(skip)]
    pub(crate) selected: Selected,
}

const MORE_HELP: &str = "\
The version of a release is the first word after the command, or `-r VERSION`, or GONOGO_RELEASE;
the default is the only open release. If a command takes other words, a first word such as 2.4.0
or v2.4 (digits and a dot) is the version: gonogo sign 2.4.0 smoke-tests

A first release:
  gonogo walk 1.0.0        answer the checklists item by item; opens the record
  gonogo status            what is missing, and who it waits for
  gonogo gate              may we go?

";

/// How many bytes of a result in parts are collected before they are written.
const WRITTEN_AT_ONCE: usize = 64 << 10;

/// Runs the program, and returns its exit code.
pub fn run() -> ExitCode {
    #[cfg(unix)]
    crate::ui::signals::survive_file_limits();
    match completion::answered() {
        Ok(false) => {}
        Ok(true) => return ExitCode::SUCCESS,
        Err(error) => {
            tell(&visible_lines(&error.to_string()));
            return ExitCode::from(2);
        }
    }
    let cli = match parsed(std::env::args_os()) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are answers; anything else is a wrong use, and is said where nothing more can be said.
            if error.use_stderr() {
                match harmless(&error) {
                    Some(harmless) => {
                        let _ = harmless.print();
                    }
                    None => tell(&visible_lines(&error.to_string())),
                }
                return ExitCode::from(2);
            }
            return ExitCode::from(printed(error.print(), 0, false, OutputStyle::PLAIN));
        }
    };
    let context = Context {
        stdout: stdout_look(cli.global.color),
        stderr: stderr_look(cli.global.color),
        global: cli.global,
        folder: std::env::current_dir().unwrap_or_default(),
        clock: now,
        step: StepFiles::of_environment(),
        grammar: grammar::command,
    };
    let answer = cli.command.run(&context);
    ExitCode::from(finish(answer, &context, &cli.selected.in_commands()))
}

fn parsed(words: impl Iterator<Item = OsString>) -> Result<Cli, clap::Error> {
    let command = grammar::command();
    let words = grammar::with_topics(&command, words.collect());
    let words = grammar::with_release_option(&command, words);
    let matches = command.try_get_matches_from(words)?;
    let mut cli = Cli::from_arg_matches(&matches)?;
    cli.selected = grammar::selected(&matches)?;
    Ok(cli)
}

/// Returns what is wrong with the command line, said of the words as they can be shown: they may come from anywhere.
/// `None` when nothing else is wrong with it than how the words look.
fn harmless(error: &clap::Error) -> Option<clap::Error> {
    let words =
        std::env::args_os().map(|word| visible(&word.to_string_lossy()).into_owned().into());
    parsed(words)
        .err()
        .filter(|harmless| harmless.kind() == error.kind())
}

/// Prints an answer or a failure, and returns the exit code. What people read is told in the characters that the
/// stream has; data goes out as it is. Output that cannot be written is a failure of its own, unless the reader simply
/// had enough. `select` is what the commands of a hint need to name the release.
fn finish(answer: Result<Answer, CommandError>, context: &Context, select: &str) -> u8 {
    let look = context.stderr;
    let (answer, remarks, code) = match answer {
        Ok(answer) => {
            let (remarks, code) = (said(&answer.remarks, look), answer.outcome.code());
            (answer, remarks, code)
        }
        Err(error) => (
            error
                .report
                .as_deref()
                .map_or_else(Answer::default, Answer::data),
            explained(&error, look, select),
            error.kind.code(),
        ),
    };
    let has_recorded = answer.has_recorded;
    let outcome = written(answer, context.stdout);
    context.notice(&remarks);
    printed(outcome, code, has_recorded, look)
}

/// Writes an answer to standard output, its parts as they come.
fn written(answer: Answer, look: OutputStyle) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(WRITTEN_AT_ONCE, io::stdout().lock());
    for part in iter::once(answer.text).chain(answer.parts.0) {
        let text = if answer.is_data {
            Cow::Borrowed(part.as_str())
        } else {
            look.in_characters(&part)
        };
        out.write_all(text.as_bytes())?;
    }
    out.flush()
}

/// Returns the exit code after something was printed on standard output. `has_recorded` says that a record was written
/// before.
fn printed(outcome: io::Result<()>, code: u8, has_recorded: bool, look: OutputStyle) -> u8 {
    match outcome {
        Err(error) if !is_reader_gone(&error) => {
            let mut failure = CommandError::environment(Unprinted(error));
            if has_recorded {
                failure = failure.hinted("the record is saved: `gonogo log` shows it");
            }
            tell(&look.in_characters(&explained(&failure, look, "")));
            failure.kind.code()
        }
        _ => code,
    }
}

/// What a command did stands, but its result could not be shown.
#[derive(Debug, Error)]
#[error("cannot write the result to standard output")]
struct Unprinted(#[source] io::Error);

fn explained(error: &CommandError, look: OutputStyle, select: &str) -> String {
    let said = error.to_string();
    let mut text = match error.kind {
        Kind::Interrupted | Kind::Signal(_) => format!("{}\n", visible(&said)),
        _ => format!("{} {}\n", look.bad("error:"), visible(&said)),
    };
    for detail in &error.details {
        let _ = writeln!(text, "  {}", visible(detail));
    }
    for hint in &error.hints {
        let _ = writeln!(
            text,
            "{} {}",
            look.strong("hint:"),
            visible(&hint.text(select))
        );
    }
    text
}

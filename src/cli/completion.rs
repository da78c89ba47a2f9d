//! What a shell offers when a person presses Tab: the commands and options that clap knows, and the names of the release at
//! hand. A name that cannot be read, for whatever reason, is not offered.

use std::ffi::{OsStr, OsString};

use clap::builder::StyledStr;
use clap::{Args as _, Command, FromArgMatches as _};
use clap_complete::CompletionCandidate;
use clap_complete::engine::{ArgValueCandidates, ArgValueCompleter};

use super::grammar;
use crate::commands::args::{Global, Selected, VERSION_WORD};
use crate::commands::completions::VARIABLE;
use crate::commands::context::Context;
use crate::domain::state::Release;
use crate::domain::text::visible;
use crate::style::OutputStyle;
use crate::ui::clock::now;
use crate::ui::step_files::StepFiles;

/// Answers a shell that asks for completions; tells whether one did.
pub(super) fn answered() -> clap::error::Result<bool> {
    let folder = std::env::current_dir().ok();
    clap_complete::CompleteEnv::with_factory(command)
        .var(VARIABLE)
        .try_complete(std::env::args_os(), folder.as_deref())
}

/// A kind of names that a release has.
type Names = fn(&Release) -> Vec<(String, String)>;

/// Returns the command line with names of the release for the values that are names.
fn command() -> Command {
    with_names(grammar::command())
}

fn with_names(command: Command) -> Command {
    let command = command.mut_args(|argument| {
        let id = argument.get_id().as_str();
        let value = argument
            .get_value_names()
            .and_then(|names| names.first())
            .map(ToString::to_string);
        match value.as_deref() {
            _ if id == "release" || id == VERSION_WORD => {
                argument.add(ArgValueCandidates::new(versions))
            }
            Some("ITEM") => argument.add(ArgValueCompleter::new(items)),
            Some("ROLE") => argument.add(ArgValueCandidates::new(|| offered(roles))),
            Some("PHASE") => argument.add(ArgValueCandidates::new(|| offered(phases))),
            Some("NAME=yes|no") => argument.add(ArgValueCandidates::new(|| offered(facts))),
            Some("FIELD") => argument.add(ArgValueCandidates::new(|| offered(fields))),
            _ if id == "role" || id == "as_role" => {
                argument.add(ArgValueCandidates::new(|| offered(roles)))
            }
            _ => argument,
        }
    });
    command.mut_subcommands(with_names)
}

/// Returns what the words of the unfinished command line say of where records are and which release is meant.
fn context() -> Option<(Context, Selected)> {
    let words = std::env::args_os().skip_while(|word| word != "--").skip(2);
    let command = Selected::augment_args(Global::augment_args(Command::default()));
    let command = grammar::without_empty_variables(command).ignore_errors(true);
    let words: Vec<OsString> = words.collect();
    let first = words
        .iter()
        .filter_map(|word| word.to_str())
        .find(|word| grammar::looks_like_version(word));
    let matches = command
        .try_get_matches_from(
            std::iter::once(OsString::from("gonogo")).chain(words.iter().cloned()),
        )
        .ok()?;
    let mut selected = Selected::from_arg_matches(&matches).ok()?;
    selected.release = selected.release.or(first.map(str::to_owned));
    let context = Context {
        global: Global::from_arg_matches(&matches).ok()?,
        folder: std::env::current_dir().ok()?,
        stdout: OutputStyle::PLAIN,
        stderr: OutputStyle::PLAIN,
        clock: now,
        step: StepFiles::of_environment(),
        grammar: grammar::command,
    };
    Some((context, selected))
}

fn release() -> Option<Release> {
    let (context, selected) = context()?;
    context.release(&selected).ok()
}

fn offered(names: Names) -> Vec<CompletionCandidate> {
    release()
        .map(|release| names(&release))
        .unwrap_or_default()
        .into_iter()
        .map(candidate)
        .collect()
}

fn candidate((name, about): (String, String)) -> CompletionCandidate {
    CompletionCandidate::new(name).help(Some(StyledStr::from(visible(&about).into_owned())))
}

fn versions() -> Vec<CompletionCandidate> {
    let versions = context()
        .and_then(|(context, _)| context.store().versions().ok())
        .unwrap_or_default();
    versions
        .into_iter()
        .map(|version| CompletionCandidate::new(version.to_string()))
        .collect()
}

/// Offers items by the beginning of their id, and by that of its last part, which names an item as well.
fn items(typed: &OsStr) -> Vec<CompletionCandidate> {
    let Some(release) = release() else {
        return Vec::new();
    };
    let typed = typed.to_string_lossy();
    let items = release.plan().items.iter().filter(|item| !item.removed);
    let begun = items.filter_map(|item| {
        let id = item.id.as_str();
        let last = id.rsplit('/').next().unwrap_or(id);
        let name = [id, last]
            .into_iter()
            .find(|name| name.starts_with(&*typed))?;
        Some(candidate((name.to_owned(), item.text.clone())))
    });
    begun.collect()
}

fn roles(release: &Release) -> Vec<(String, String)> {
    release
        .plan()
        .roles
        .iter()
        .map(|role| (role.id.to_string(), role.title.clone()))
        .collect()
}

fn phases(release: &Release) -> Vec<(String, String)> {
    release
        .plan()
        .phases
        .iter()
        .map(|phase| (phase.id.to_string(), phase.title.clone()))
        .collect()
}

fn facts(release: &Release) -> Vec<(String, String)> {
    let facts = release.plan().facts.iter();
    facts
        .flat_map(|fact| {
            ["yes", "no"].map(|answer| (format!("{}={answer}", fact.id), fact.question.clone()))
        })
        .collect()
}

fn fields(release: &Release) -> Vec<(String, String)> {
    release
        .plan()
        .fields
        .iter()
        .map(|field| (field.id.to_string(), field.title.clone()))
        .collect()
}

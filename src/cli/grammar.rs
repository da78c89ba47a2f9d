//! The command line as clap sees it: what the derived arguments do not say by themselves.
//!
//! VERSION follows one rule. A command about a release takes it as the first word after the command, or as `-r`. Where a
//! command has words of its own, such as `sign ITEM…`, a first word is the version when it looks like one: an optional
//! `v`, a digit, and a dot somewhere behind. No name in a plan has a dot.

use std::ffi::{OsStr, OsString};
use std::fmt::Write as _;

use clap::builder::Resettable;
use clap::{Arg, ArgMatches, Command, CommandFactory, FromArgMatches as _};

use crate::cli::Cli;
use crate::commands::args::{Selected, VERSION_WORD};
use crate::domain::version::Version;

/// The commands by what they are for, in the order of `gonogo help`.
const GROUPS: [(&str, &[&str]); 7] = [
    ("Start here", &["walk", "status", "todo", "gate"]),
    (
        "Answer",
        &[
            "sign", "na", "waive", "block", "unblock", "reopen", "check", "call", "fact", "assign",
            "form", "answers",
        ],
    ),
    (
        "Ask",
        &[
            "list", "show", "log", "verify", "whoami", "page", "calendar", "export",
        ],
    ),
    ("Share", &["sync", "merge", "merge-driver"]),
    (
        "Rollout, incidents and risks",
        &["rollout", "monitor", "rollback", "incident", "risk"],
    ),
    (
        "Afterwards",
        &["notes", "close", "retro", "report", "metrics"],
    ),
    (
        "Set up",
        &[
            "init",
            "import",
            "lint",
            "schema",
            "start",
            "amend",
            "respin",
            "plan",
            "completions",
            "man",
            "explain",
            "doctor",
            "attest-key",
        ],
    ),
];

const TEMPLATE: &str = "{about-with-newline}\n{usage-heading} {usage}\n\n{before-help}{after-help}";

/// Returns the whole command line: VERSION as a word, and the commands in groups.
pub(super) fn command() -> Command {
    // What is started is not open yet.
    let required = |word: Arg| {
        word.help("Version of the release")
            .required_unless_present("release")
    };
    let command = with_version_words(Cli::command()).mut_subcommands(|command| {
        if command.get_name() == "start" {
            command.mut_arg(VERSION_WORD, required)
        } else {
            command
        }
    });
    let groups = groups(&command);
    // Looked at argument by argument only where it matters: every command waits for this.
    let command = if std::env::vars_os().any(|(_, value)| value.is_empty()) {
        without_empty_variables(command)
    } else {
        command
    };
    command
        .override_usage("gonogo <COMMAND>")
        .help_template(TEMPLATE)
        .before_help(groups)
}

/// Has an option take nothing from a variable of the environment that is empty: a CI job sets those so for which it has no
/// value.
pub(super) fn without_empty_variables(command: Command) -> Command {
    let is_empty = |name: &OsStr| std::env::var_os(name).is_some_and(|value| value.is_empty());
    let command = command.mut_args(|argument| {
        if argument.get_env().is_some_and(is_empty) {
            argument.env(Resettable::Reset)
        } else {
            argument
        }
    });
    command.mut_subcommands(without_empty_variables)
}

/// Adds the word VERSION to every command about a release that has no words of its own.
fn with_version_words(command: Command) -> Command {
    let is_to_have = is_about_release(&command) && !has_own_words(&command);
    let command = if is_to_have {
        command.arg(
            Arg::new(VERSION_WORD)
                .value_name("VERSION")
                .help("Version of the release [default: the only open one]"),
        )
    } else {
        command
    };
    command.mut_subcommands(with_version_words)
}

fn is_about_release(command: &Command) -> bool {
    command
        .get_arguments()
        .any(|argument| argument.get_id() == "release")
}

/// Returns the release that the command line names.
pub(super) fn selected(matches: &ArgMatches) -> Result<Selected, clap::Error> {
    let mut matches = matches;
    while let Some((_, of_subcommand)) = matches.subcommand() {
        matches = of_subcommand;
    }
    match matches.try_contains_id("release") {
        Ok(_) => Selected::from_arg_matches(matches),
        Err(_) => Ok(Selected::default()),
    }
}

fn has_own_words(command: &Command) -> bool {
    command
        .get_positionals()
        .any(|word| word.get_id() != VERSION_WORD)
}

/// Returns the commands in their groups, with the first line of what each does, and the options of every command.
fn groups(command: &Command) -> String {
    let mut text = String::new();
    for (title, names) in GROUPS {
        let _ = writeln!(text, "{title}:");
        for name in names {
            let about = command
                .find_subcommand(name)
                .and_then(Command::get_about)
                .map(ToString::to_string)
                .unwrap_or_default();
            let _ = writeln!(text, "  {name:<13}{about}");
        }
        text.push('\n');
    }
    text.push_str("Options of every command:\n");
    for option in command
        .get_arguments()
        .filter(|option| option.is_global_set())
    {
        let long = option.get_long().unwrap_or_default();
        let takes_value = option.get_action().takes_values();
        let names = option.get_value_names().filter(|_| takes_value);
        let value = names
            .and_then(|names| names.first())
            .map(|name| format!(" {name}"))
            .unwrap_or_default();
        let help = option
            .get_help()
            .map(ToString::to_string)
            .unwrap_or_default();
        let _ = writeln!(text, "      {:<19}{help}", format!("--{long}{value}"));
    }
    text.push_str(
        "  -h, --help             Show help, also for one command: gonogo help COMMAND\n",
    );
    text.push_str("                         and for a topic: gonogo help environment|formats|files|exit-codes\n");
    text.push_str("  -V, --version          Show the version");
    text
}

/// Returns the command line with `help TOPIC` as `explain TOPIC`: clap's help knows commands alone.
pub(super) fn with_topics(command: &Command, mut words: Vec<OsString>) -> Vec<OsString> {
    if let [_, verb, topic, ..] = words.as_mut_slice()
        && verb == "help"
        && topic != "help"
        && !topic.as_encoded_bytes().starts_with(b"-")
        && command.find_subcommand(&*topic).is_none()
    {
        *verb = "explain".into();
    }
    words
}

/// Returns the command line with a version in front of a command's own words given as `--release`.
pub(super) fn with_release_option(
    command: &Command,
    words: impl IntoIterator<Item = OsString>,
) -> Vec<OsString> {
    let mut words: Vec<OsString> = words.into_iter().collect();
    let mut present = command;
    let mut place = 1;
    while let Some(word) = words.get(place) {
        if let Some(sub) = present.find_subcommand(word) {
            present = sub;
            place += 1;
        } else if std::ptr::eq(present, command) && is_option(word) {
            // Every option of the program itself takes a value.
            place += if has_value(word) { 1 } else { 2 };
        } else {
            break;
        }
    }
    if is_about_release(present)
        && has_own_words(present)
        && let Some(word) = words.get_mut(place)
        && word.to_str().is_some_and(looks_like_version)
    {
        let mut option = OsString::from("--release=");
        option.push(&*word);
        *word = option;
    }
    words
}

fn is_option(word: &OsStr) -> bool {
    word.as_encoded_bytes().starts_with(b"--") && word.len() > 2
}

fn has_value(option: &OsStr) -> bool {
    option.as_encoded_bytes().contains(&b'=')
}

pub(super) fn looks_like_version(word: &str) -> bool {
    let number = word.strip_prefix('v').unwrap_or(word);
    number.starts_with(|c: char| c.is_ascii_digit())
        && number.contains('.')
        && word.parse::<Version>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaves<'c>(command: &'c Command, path: &str, found: &mut Vec<(String, &'c Command)>) {
        let path = format!("{path} {}", command.get_name());
        for sub in command.get_subcommands() {
            leaves(sub, &path, found);
        }
        if !command.is_subcommand_required_set() {
            found.push((path.trim().to_owned(), command));
        }
    }

    fn has(command: &Command, id: &str) -> bool {
        command
            .get_arguments()
            .any(|argument| argument.get_id() == id)
    }

    #[test]
    fn every_command_stands_in_one_group() {
        let command = command();
        let mut grouped: Vec<&str> = GROUPS
            .iter()
            .flat_map(|(_, names)| *names)
            .copied()
            .collect();
        let mut known: Vec<&str> = command.get_subcommands().map(Command::get_name).collect();
        grouped.sort_unstable();
        known.sort_unstable();
        assert_eq!(grouped, known);
    }

    #[test]
    fn every_command_that_prints_data_has_json_and_format() {
        let command = command();
        let mut all = Vec::new();
        leaves(&command, "", &mut all);
        assert!(
            all.iter()
                .all(|(_, leaf)| has(leaf, "json") == has(leaf, "format"))
        );
        // What records has `--dry-run`. Of the others, two write files, three print what editors, shells and verifiers read, two talk
        // to a person at the terminal, three print what people fill in, look at, and put into their calendars, and three join
        // records.
        let lacking: Vec<&str> = all
            .iter()
            .filter(|(_, leaf)| !has(leaf, "dry_run") && !has(leaf, "json"))
            .map(|(path, _)| path.as_str())
            .collect();
        assert_eq!(
            lacking,
            [
                "gonogo init",
                "gonogo schema",
                "gonogo completions",
                "gonogo man",
                "gonogo walk",
                "gonogo attest-key",
                "gonogo rollout watch",
                "gonogo form",
                "gonogo page",
                "gonogo calendar",
                "gonogo sync",
                "gonogo merge",
                "gonogo merge-driver"
            ]
        );
    }

    #[test]
    fn every_command_about_a_release_takes_its_version_as_a_word_and_as_an_option() {
        let command = command();
        let mut all = Vec::new();
        leaves(&command, "", &mut all);
        let mut versioned = 0;
        for (path, leaf) in all.iter().filter(|(_, leaf)| has(leaf, "release")) {
            let words = path.split(' ').chain(["2.4.0"]).map(OsString::from);
            let words = with_release_option(&command, words);
            let is_taken = words.last().is_some_and(|word| word == "--release=2.4.0");
            assert!(is_taken != has(leaf, VERSION_WORD), "{path}: {words:?}");
            versioned += 1;
        }
        assert!(versioned > 30, "{versioned}");
    }

    #[test]
    fn only_a_first_word_that_looks_like_a_version_is_one() {
        let command = command();
        let read = |line: &str| {
            let words = with_release_option(&command, line.split(' ').map(OsString::from));
            let words: Vec<_> = words
                .iter()
                .map(|word| word.to_string_lossy().into_owned())
                .collect();
            words.join(" ")
        };
        for (line, meant) in [
            ("g sign 2.4.0 ci-green", "g sign --release=2.4.0 ci-green"),
            ("g sign v2.4 ci-green", "g sign --release=v2.4 ci-green"),
            ("g gate 2.4.0 rollout", "g gate --release=2.4.0 rollout"),
            (
                "g --releases x sign 2.4.0 a",
                "g --releases x sign --release=2.4.0 a",
            ),
            (
                "g --releases=x rollout call 2.4.0 go",
                "g --releases=x rollout call --release=2.4.0 go",
            ),
            ("g sign ci-green 2.4.0", "g sign ci-green 2.4.0"),
            ("g incident note 2", "g incident note 2"),
            ("g incident note -- 2.4.0", "g incident note -- 2.4.0"),
            ("g status 2.4.0", "g status 2.4.0"),
        ] {
            assert_eq!(read(line), meant, "{line}");
        }
    }
}

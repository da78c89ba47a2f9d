//! `gonogo explain`: what a code means, and what is good to know beside the commands.

pub(crate) mod topics;

use std::fmt::Write as _;

use serde::Serialize;
use thiserror::Error;

use self::topics::{Topic, topics};
use super::context::Context;
use crate::commands::args::{Format, Printed, StatusForms};
use crate::commands::output::Answer;
use crate::definition::code::Rule;
use crate::domain::explanation::{Explanation, Kind};
use crate::domain::rules::reason::Code;
use crate::domain::text::nearest;
use crate::error::CommandError;
use crate::render::json::{envelope, formats};
use crate::style::OutputStyle;

/// Explain a code of lint or of a gate, or a topic
///
/// A code is the word that `lint` and `gate` give to programs: `code` and `kind` in JSON, the title of an annotation,
/// `ruleId` in SARIF, `type` in JUnit (with `gonogo.` in front). Without a word, all of them are listed, with the topics.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  gonogo explain unquoted
  gonogo explain gonogo.stale-call
  gonogo explain exit-codes
  gonogo explain

Exit codes:
  0   explained
  2   no such code or topic
  3   standard output cannot be written")]
pub(crate) struct ExplainArgs {
    /// Code, topic or exit code [default: list all]
    #[arg(value_name = "CODE")]
    word: Option<String>,
    #[command(flatten)]
    printed: Printed<StatusForms>,
}

#[derive(Debug, Error)]
#[error("there is no code or topic `{}`", crate::domain::text::visible(.0))]
struct Unknown(String);

formats! { ExplainReport<'_> = "gonogo.explain/1" }

/// Codes and topics, explained.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct ExplainReport<'r> {
    /// The codes, kind by kind.
    codes: Vec<CodeReport>,
    /// The topics.
    topics: &'r [Topic],
}

/// One code.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
struct CodeReport {
    /// The code.
    code: &'static str,
    /// `problem` (lint fails), `suggestion` (lint does not fail) or `reason` (a gate or a rollout is not at GO).
    kind: &'static str,
    /// What is the matter.
    meaning: &'static str,
    /// What to do about it.
    way_out: &'static str,
}

impl CodeReport {
    fn of(explanation: &Explanation) -> Self {
        Self {
            code: explanation.word,
            kind: explanation.kind.word(),
            meaning: explanation.meaning,
            way_out: explanation.way_out,
        }
    }
}

/// Returns every code, kind by kind.
fn codes() -> Vec<&'static Explanation> {
    Rule::EXPLANATIONS
        .iter()
        .chain(Code::EXPLANATIONS)
        .collect()
}

impl ExplainArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        let (mut codes, mut topics) = (codes(), topics(&(context.grammar)()));
        if let Some(word) = &self.word {
            let meant = meant(word);
            codes.retain(|code| code.word == meant);
            let known: Vec<&str> = topics.iter().map(|topic| topic.name).collect();
            if codes.is_empty() && !known.contains(&meant) {
                return Err(unknown(word, &known, context));
            }
            topics.retain(|topic| topic.name == meant);
        }
        let is_list = self.word.is_none();
        Ok(match self.printed.format() {
            Format::Json => Answer::data(envelope(&ExplainReport {
                codes: codes.into_iter().map(CodeReport::of).collect(),
                topics: &topics,
            })),
            Format::Markdown => Answer::data(markdown(&codes, &topics)),
            _ if is_list => Answer::text(list(&codes, &topics, context.stdout))
                .hint("`gonogo explain CODE` says what to do"),
            _ => {
                let codes = codes.iter().map(|code| one(code, context.stdout));
                let topics = topics.into_iter().map(|topic| topic.text);
                Answer::text(codes.chain(topics).collect::<String>())
            }
        })
    }
}

/// Returns the code or topic that a word means: reports in JUnit have `gonogo.` in front, and a number is an exit code.
fn meant(word: &str) -> &str {
    if word.parse::<u8>().is_ok() {
        return topics::EXIT_CODES_TOPIC;
    }
    word.strip_prefix("gonogo.").unwrap_or(word)
}

fn unknown(word: &str, topics: &[&str], context: &Context) -> CommandError {
    let error = CommandError::not_evaluated(Unknown(word.to_owned()));
    let grammar = (context.grammar)();
    let commands: Vec<&str> = grammar
        .get_subcommands()
        .map(clap::Command::get_name)
        .collect();
    let known = codes().into_iter().map(|code| code.word);
    let near = nearest(
        meant(word),
        known
            .chain(topics.iter().copied())
            .chain(commands.iter().copied()),
    );
    match near {
        Some(command) if commands.contains(&command) => {
            error.hinted(format!("`gonogo help {command}` explains the command"))
        }
        Some(near) => error.hinted(format!("did you mean `{near}`?")),
        None => error.hinted("`gonogo explain` lists all of them"),
    }
}

/// Returns one code with all that is said of it.
fn one(code: &Explanation, look: OutputStyle) -> String {
    let what = match code.kind {
        Kind::Problem => "a problem that `gonogo lint` finds",
        Kind::Suggestion => "a suggestion of `gonogo lint`",
        Kind::Reason => "a reason of a gate or a rollout",
    };
    let mut text = format!("{}: {what}\n", look.strong(code.word));
    for (label, said) in [("", code.meaning), ("What to do: ", code.way_out)] {
        text.push('\n');
        let said = format!("{label}{said}");
        for line in look.wrapped("", &said) {
            let _ = writeln!(text, "{line}");
        }
    }
    text
}

/// Returns all topics and codes, one a line.
fn list(codes: &[&Explanation], topics: &[Topic], look: OutputStyle) -> String {
    let width = codes.iter().map(|code| code.word.len()).max().unwrap_or(0);
    let entry = |word: &str, about: &str| {
        let lines = look
            .wrapped(&format!("  {word:width$}  "), about)
            .into_iter();
        lines.fold(String::new(), |text, line| text + &line + "\n")
    };
    let mut text = format!("{}\n", look.strong("Topics:"));
    text.extend(topics.iter().map(|topic| entry(topic.name, topic.about)));
    for kind in Kind::ALL {
        let title = format!("{}:", kind.title());
        let _ = writeln!(text, "\n{}", look.strong(&title));
        let of_kind = codes.iter().filter(|code| code.kind == kind);
        text.extend(of_kind.map(|code| entry(code.word, first(code.meaning))));
    }
    text
}

/// Returns the first sentence, or what stands before its colon; a colon in code is no such one.
fn first(text: &str) -> &str {
    let is_outside = |at: &usize| text[..*at].matches('`').count().is_multiple_of(2);
    let mut colons = text.match_indices(": ").map(|(at, _)| at);
    let end = text.find(". ").or_else(|| colons.find(is_outside));
    end.map_or(text.trim_end_matches('.'), |end| &text[..end])
}

/// Returns what is explained as Markdown. No explanation has a `|`.
fn markdown(codes: &[&Explanation], topics: &[Topic]) -> String {
    let mut text = String::new();
    for kind in Kind::ALL {
        let of_kind: Vec<_> = codes.iter().filter(|code| code.kind == kind).collect();
        if of_kind.is_empty() {
            continue;
        }
        let _ = write!(
            text,
            "## {}\n\n| code | what it means | what to do |\n|---|---|---|\n",
            kind.title()
        );
        for code in of_kind {
            let Explanation {
                word,
                meaning,
                way_out,
                ..
            } = code;
            let _ = writeln!(text, "| `{word}` | {meaning} | {way_out} |");
        }
        text.push('\n');
    }
    for topic in topics {
        let _ = write!(text, "## {}\n\n```text\n{}```\n\n", topic.about, topic.text);
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_explained_once_in_sentences_that_a_table_can_hold() {
        let mut words = Vec::new();
        for code in codes() {
            for text in [code.meaning, code.way_out] {
                assert!(text.ends_with(['.', '`']), "{}: {text}", code.word);
                assert!(!text.contains(['|', '\n']), "{}: {text}", code.word);
            }
            words.push(code.word);
        }
        words.extend(
            topics(&clap::Command::new("gonogo"))
                .iter()
                .map(|topic| topic.name),
        );
        let count = words.len();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), count);
        assert!(count > 150, "{count}");
    }

    #[test]
    fn a_word_is_meant_with_its_prefix_and_a_number_is_an_exit_code() {
        for (word, expected) in [
            ("stale", "stale"),
            ("gonogo.stale", "stale"),
            ("8", "exit-codes"),
            ("143", "exit-codes"),
            ("1.0", "1.0"),
        ] {
            assert_eq!(meant(word), expected, "{word}");
        }
    }

    #[test]
    fn a_list_has_the_first_sentence() {
        for (text, expected) in [
            ("One. Two.", "One"),
            ("Only one.", "Only one"),
            ("It waits: for this.", "It waits"),
            ("A key such as `a: b`: it waits.", "A key such as `a: b`"),
        ] {
            assert_eq!(first(text), expected);
        }
    }
}

//! Options that commands share: where things are, which release, and who acts. Decides nothing.

use std::fmt::Debug;
use std::marker::PhantomData;
use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Args, FromArgMatches, ValueEnum};

use crate::ui::streams::ColorChoice;

/// The heading under which help shows the options that every command has.
const COMMON: &str = "Common options";

/// Options that every command has. `gonogo help` shows them once.
#[derive(Args, Debug, Clone)]
pub(crate) struct Global {
    /// Folder with the checklists [default: checklists/ here or in a parent]
    #[arg(long, global = true, hide = true, help_heading = COMMON, env = "GONOGO_CHECKLISTS", value_name = "DIR", hide_env_values = true)]
    pub(crate) checklists: Option<PathBuf>,
    /// Folder with the records [default: releases/ at the top of the repository]
    #[arg(long, global = true, hide = true, help_heading = COMMON, env = "GONOGO_RELEASES", value_name = "DIR", hide_env_values = true)]
    pub(crate) releases: Option<PathBuf>,
    /// When to use colour: auto, always or never
    #[arg(long, global = true, hide = true, help_heading = COMMON, value_name = "WHEN", default_value = "auto", hide_default_value = true)]
    pub(crate) color: ColorChoice,
    /// Write although this clock lies before the newest event
    #[arg(long, global = true, hide = true, help_heading = COMMON)]
    pub(crate) clock_is_right: bool,
}

/// The id of the word VERSION, which a command about a release has when it has no other words.
pub(crate) const VERSION_WORD: &str = "version-word";

/// Which release a command is about: `-r`, the word VERSION, or `GONOGO_RELEASE`.
#[derive(Debug, Clone, Default)]
pub(crate) struct Selected {
    /// The version as it was given; none means the only open release.
    pub(crate) release: Option<String>,
}

impl Args for Selected {
    fn augment_args(command: clap::Command) -> clap::Command {
        command.arg(
            Arg::new("release")
                .short('r')
                .long("release")
                .value_name("VERSION")
                .env("GONOGO_RELEASE")
                .action(ArgAction::Append)
                .hide_env_values(true)
                .help(
                    "Version of the release, also as the first word [default: the only open one]",
                ),
        )
    }

    fn augment_args_for_update(command: clap::Command) -> clap::Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Selected {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let options = matches.get_many::<String>("release");
        let mut options = options.into_iter().flatten();
        let word = matches.try_get_one::<String>(VERSION_WORD).ok().flatten();
        let release = word.or_else(|| options.next());
        let is_option_typed = matches.value_source("release") == Some(ValueSource::CommandLine);
        match (release, options.find(|option| Some(*option) != release)) {
            (Some(release), Some(other)) if is_option_typed => Err(clap::Error::raw(
                ErrorKind::ArgumentConflict,
                format!("`{release}` and `--release {other}` are two releases; name one\n"),
            )),
            _ => Ok(Self {
                release: release.cloned(),
            }),
        }
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

/// A form in which a command prints its data.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// Text for people
    Text,
    /// A table for people
    #[value(alias = "text")]
    Table,
    /// Markdown
    #[value(alias = "text")]
    Markdown,
    /// JSON in a versioned envelope
    Json,
    /// Comma-separated values, RFC 4180
    Csv,
    /// Annotations, a summary and outputs for GitHub Actions
    #[value(name = "github")]
    GitHub,
    /// JUnit XML
    #[value(name = "junit")]
    JUnit,
    /// SARIF 2.1.0
    Sarif,
    /// Metrics for Prometheus
    #[value(name = "openmetrics")]
    OpenMetrics,
    /// The body of an issue on GitHub
    #[value(name = "github-issue")]
    GitHubIssue,
    /// What an auditor asks for, in Markdown
    Audit,
}

/// The forms that a command has; the first one is for people, and the default.
pub(crate) trait Forms: Clone + Debug + Send + Sync + 'static {
    const ALL: &'static [Format];
}

/// Text or JSON.
#[derive(Clone, Debug)]
pub(crate) struct TextForms;

/// A Markdown document or JSON.
#[derive(Clone, Debug)]
pub(crate) struct DocumentForms;

/// Text, Markdown or JSON.
#[derive(Clone, Debug)]
pub(crate) struct StatusForms;

/// What a pipeline reads of a verdict.
#[derive(Clone, Debug)]
pub(crate) struct GateForms;

/// What a pipeline reads of problems in files.
#[derive(Clone, Debug)]
pub(crate) struct LintForms;

/// A table, JSON, CSV or `OpenMetrics`.
#[derive(Clone, Debug)]
pub(crate) struct TableForms;

/// A release for others.
#[derive(Clone, Debug)]
pub(crate) struct ExportForms;

impl Forms for TextForms {
    const ALL: &'static [Format] = &[Format::Text, Format::Json];
}

impl Forms for DocumentForms {
    const ALL: &'static [Format] = &[Format::Markdown, Format::Json];
}

impl Forms for StatusForms {
    const ALL: &'static [Format] = &[Format::Text, Format::Json, Format::Markdown];
}

impl Forms for GateForms {
    const ALL: &'static [Format] = &[
        Format::Text,
        Format::Json,
        Format::Markdown,
        Format::GitHub,
        Format::JUnit,
    ];
}

impl Forms for LintForms {
    const ALL: &'static [Format] = &[Format::Text, Format::Json, Format::GitHub, Format::Sarif];
}

impl Forms for TableForms {
    const ALL: &'static [Format] = &[
        Format::Table,
        Format::Json,
        Format::Csv,
        Format::OpenMetrics,
    ];
}

impl Forms for ExportForms {
    const ALL: &'static [Format] = &[
        Format::Markdown,
        Format::GitHubIssue,
        Format::Csv,
        Format::Audit,
        Format::Json,
    ];
}

/// In which form a command prints its data. Every command that prints data has it.
#[derive(Args, Debug, Clone)]
pub(crate) struct Printed<F: Forms = TextForms> {
    /// Form of the output; the first is the default
    #[arg(long, value_name = "FORMAT", value_parser = form::<F>())]
    format: Option<Format>,
    /// Print JSON: short for `--format json`
    #[arg(long, conflicts_with = "format")]
    json: bool,
    #[arg(skip)]
    forms: PhantomData<F>,
}

impl<F: Forms> Printed<F> {
    /// Returns the form that was asked for, or the one for people.
    pub(crate) fn format(&self) -> Format {
        match self.format {
            _ if self.json => Format::Json,
            Some(format) => format,
            None => F::ALL.first().copied().unwrap_or(Format::Text),
        }
    }

    /// Tells whether JSON was asked for.
    pub(crate) fn is_json(&self) -> bool {
        self.format() == Format::Json
    }
}

/// Reads one of the forms of a command.
fn form<F: Forms>() -> impl clap::builder::TypedValueParser<Value = Format> {
    let values = F::ALL.iter().filter_map(ValueEnum::to_possible_value);
    PossibleValuesParser::new(values).try_map(|word| {
        let is_meant = |form: &&Format| {
            form.to_possible_value()
                .is_some_and(|value| value.matches(&word, false))
        };
        F::ALL.iter().find(is_meant).copied().ok_or("no such form")
    })
}

/// Who acts, and whether the record is really written.
#[derive(Args, Debug, Clone, Default)]
pub(crate) struct Acting {
    /// Who acts.
    #[arg(
        long,
        help = "Who acts, as \"Name <email>\" [default: git's user.name and user.email]",
        value_name = "PERSON",
        env = "GONOGO_BY",
        hide_env_values = true
    )]
    pub(crate) by: Option<String>,
    /// Key to sign with: a file, or a public key that an agent has
    #[arg(long, value_name = "KEY", env = "GONOGO_KEY", hide_env_values = true)]
    pub(crate) key: Option<String>,
    /// Show what would be recorded
    #[arg(short = 'n', long)]
    pub(crate) dry_run: bool,
}

/// For whom a command acts, when not for who acts alone.
#[derive(Args, Debug, Clone, Default)]
pub(crate) struct Represented {
    /// Person whose written word you record.
    #[arg(
        long = "for",
        help = "Person whose written word you record, as \"Name <email>\"; needs `--via`",
        value_name = "PERSON"
    )]
    pub(crate) person: Option<String>,
    /// Where that word is, such as a mail, a link or the digest of a file
    #[arg(
        long,
        value_name = "TEXT",
        requires = "person",
        allow_hyphen_values = true
    )]
    pub(crate) via: Option<String>,
    /// Person in whose place you decide, as a deputy.
    #[arg(
        long,
        help = "Person in whose place you decide, as a deputy that the playbook names",
        value_name = "PERSON",
        conflicts_with = "person"
    )]
    pub(crate) on_behalf_of: Option<String>,
}

impl Selected {
    /// Returns how the release is said in a proposed command: not at all when it was picked by itself.
    pub(crate) fn in_commands(&self) -> String {
        self.release
            .as_ref()
            .map(|version| format!(" -r {version}"))
            .unwrap_or_default()
    }
}

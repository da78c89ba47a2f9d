//! One file per command. A command loads, asks the domain, renders, and answers; it prints nothing itself.

mod amend;
mod answer;
mod block;
mod call;
mod close;
pub mod context;
mod fact;
mod gate;
mod git;
mod git_log;
mod incident;
mod init;
mod lint;
mod list;
mod log;
mod measuring;
mod metrics;
mod monitor;
mod na;
mod notes;
mod records;
mod reopen;
mod report;
mod respin;
mod retro;
mod rollback;
mod rollout;
mod running;
mod show;
mod sign;
mod start;
mod status;
mod terminal;
mod unblock;
mod verify;
mod waive;
mod walk;

use clap::Subcommand;

use crate::domain::gate::Verdict;
use crate::error::CommandError;
use context::Context;

/// What a command has to say.
#[derive(Debug, Default)]
pub struct Answer {
    /// The result, for standard output.
    pub text: String,
    /// Whether the result is data for a program or a file, and goes out byte for byte whatever the stream can show.
    pub is_data: bool,
    /// What a person should know besides, for standard error.
    pub remarks: Vec<Remark>,
    /// What it means for the exit code.
    pub outcome: Outcome,
}

/// A line for the person, beside the result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remark {
    /// Something that is allowed and should be known.
    Warning(String),
    /// Something that is so already, or is good to know.
    Note(String),
    /// What to do next.
    Hint(String),
}

/// What a command that could be carried out came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Outcome {
    /// Done, or GO.
    #[default]
    Done,
    /// Something is outstanding.
    Hold,
    /// No.
    No,
    /// The definitions, or some record, could not be evaluated.
    NotEvaluated,
    /// Some record could not be read for reasons of the environment.
    Environment,
    /// Some record cannot be trusted.
    Trust,
}

impl Outcome {
    /// Returns the exit code (`design.md` §5).
    pub fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::No => 1,
            Self::NotEvaluated => 2,
            Self::Environment => 3,
            Self::Trust => 4,
            Self::Hold => 8,
        }
    }
}

impl From<Verdict> for Outcome {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Go => Self::Done,
            Verdict::Hold => Self::Hold,
            Verdict::NoGo => Self::No,
        }
    }
}

impl Answer {
    /// Answers with data: JSON, TOML, Markdown or what a template makes.
    pub fn data(text: impl Into<String>) -> Self {
        Self {
            is_data: true,
            ..Self::text(text)
        }
    }

    /// Answers with a text for people.
    pub fn text(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }

    /// Sets what it means for the exit code.
    #[must_use]
    pub fn with(mut self, outcome: impl Into<Outcome>) -> Self {
        self.outcome = outcome.into();
        self
    }

    /// Adds what to do next.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.remarks.push(Remark::Hint(hint.into()));
        self
    }
}

/// What to do.
#[derive(Subcommand, Debug)]
pub(crate) enum Command {
    Init(init::InitArgs),
    Lint(lint::LintArgs),
    Start(start::StartArgs),
    Walk(walk::WalkArgs),
    Status(status::StatusArgs),
    Sign(sign::SignArgs),
    Na(na::NaArgs),
    Waive(waive::WaiveArgs),
    Block(block::BlockArgs),
    Unblock(unblock::UnblockArgs),
    Reopen(reopen::ReopenArgs),
    Call(call::CallArgs),
    Gate(gate::GateArgs),
    Rollout(rollout::RolloutArgs),
    Monitor(monitor::MonitorArgs),
    Rollback(rollback::RollbackArgs),
    Incident(incident::IncidentArgs),
    Fact(fact::FactArgs),
    Respin(respin::RespinArgs),
    Amend(amend::AmendArgs),
    Show(show::ShowArgs),
    Log(log::LogArgs),
    Notes(notes::NotesArgs),
    Verify(verify::VerifyArgs),
    List(list::ListArgs),
    Metrics(metrics::MetricsArgs),
    Retro(retro::RetroArgs),
    Report(report::ReportArgs),
    Close(close::CloseArgs),
}

impl Command {
    /// Carries the command out.
    ///
    /// # Errors
    ///
    /// When it could not do what it was asked.
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        match self {
            Self::Init(args) => args.run(context),
            Self::Lint(args) => args.run(context),
            Self::Start(args) => args.run(context),
            Self::Walk(args) => args.run(context),
            Self::Status(args) => args.run(context),
            Self::Sign(args) => args.run(context),
            Self::Na(args) => args.run(context),
            Self::Waive(args) => args.run(context),
            Self::Block(args) => args.run(context),
            Self::Unblock(args) => args.run(context),
            Self::Reopen(args) => args.run(context),
            Self::Call(args) => args.run(context),
            Self::Gate(args) => args.run(context),
            Self::Rollout(args) => args.run(context),
            Self::Monitor(args) => args.run(context),
            Self::Rollback(args) => args.run(context),
            Self::Incident(args) => args.run(context),
            Self::Fact(args) => args.run(context),
            Self::Respin(args) => args.run(context),
            Self::Amend(args) => args.run(context),
            Self::Show(args) => args.run(context),
            Self::Log(args) => args.run(context),
            Self::Notes(args) => args.run(context),
            Self::Verify(args) => args.run(context),
            Self::List(args) => args.run(context),
            Self::Metrics(args) => args.run(context),
            Self::Retro(args) => args.run(context),
            Self::Report(args) => args.run(context),
            Self::Close(args) => args.run(context),
        }
    }
}

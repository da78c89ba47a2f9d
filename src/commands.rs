//! One file per command. A command loads, asks the domain, renders, and answers; it prints nothing itself.

mod all_records;
mod amend;
mod answer;
mod answers;
pub(crate) mod args;
mod assign;
mod attest_key;
mod block;
mod calendar;
mod call;
mod check;
mod close;
pub(crate) mod completions;
pub(crate) mod context;
mod doctor;
pub(crate) mod explain;
mod export;
mod fact;
mod form;
mod gate;
mod import;
mod in_order;
mod incident;
mod init;
mod lint;
mod list;
mod log;
mod man;
mod merge;
mod merge_setup;
mod metric_args;
mod metrics;
mod monitor;
mod na;
mod notes;
pub(crate) mod output;
mod output_file;
mod page;
mod plan;
mod policy;
mod program;
mod reading;
mod report;
mod respin;
mod retro;
mod risk;
mod rollback;
mod rollout;
mod schema;
mod show;
mod sign;
mod signing;
mod start;
mod status;
mod sync;
mod terminal;
mod todo;
mod verify;
mod waive;
mod walk;
mod whoami;

use clap::Subcommand;

use crate::error::CommandError;
use context::Context;
use output::Answer;

/// What to do.
#[derive(Subcommand, Debug)]
pub(crate) enum Command {
    Init(init::InitArgs),
    Import(import::ImportArgs),
    Lint(lint::LintArgs),
    Schema(schema::SchemaArgs),
    Completions(completions::CompletionsArgs),
    Man(man::ManArgs),
    Explain(explain::ExplainArgs),
    Doctor(doctor::DoctorArgs),
    Start(start::StartArgs),
    Walk(walk::WalkArgs),
    Status(status::StatusArgs),
    Todo(todo::TodoArgs),
    Whoami(whoami::WhoamiArgs),
    Sign(sign::SignArgs),
    Na(na::NaArgs),
    Waive(waive::WaiveArgs),
    Block(block::BlockArgs),
    Unblock(block::UnblockArgs),
    Reopen(block::ReopenArgs),
    Call(call::CallArgs),
    Check(check::CheckArgs),
    Gate(gate::GateArgs),
    AttestKey(attest_key::AttestKeyArgs),
    Rollout(rollout::RolloutArgs),
    Monitor(monitor::MonitorArgs),
    Rollback(rollback::RollbackArgs),
    Incident(incident::IncidentArgs),
    Risk(risk::RiskArgs),
    Fact(fact::FactArgs),
    Assign(assign::AssignArgs),
    Form(form::FormArgs),
    Answers(answers::AnswersArgs),
    Plan(plan::PlanArgs),
    Respin(respin::RespinArgs),
    Amend(amend::AmendArgs),
    Show(show::ShowArgs),
    Log(log::LogArgs),
    Notes(notes::NotesArgs),
    Page(page::PageArgs),
    Export(export::ExportArgs),
    Calendar(calendar::CalendarArgs),
    Verify(verify::VerifyArgs),
    Sync(sync::SyncArgs),
    Merge(merge::MergeArgs),
    MergeDriver(merge::MergeDriverArgs),
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
            Self::Import(args) => args.run(context),
            Self::Lint(args) => args.run(context),
            Self::Schema(args) => args.run(),
            Self::Completions(args) => args.run(),
            Self::Man(args) => args.run(context),
            Self::Explain(args) => args.run(context),
            Self::Doctor(args) => args.run(context),
            Self::Start(args) => args.run(context),
            Self::Walk(args) => args.run(context),
            Self::Status(args) => args.run(context),
            Self::Todo(args) => args.run(context),
            Self::Whoami(args) => args.run(context),
            Self::Sign(args) => args.run(context),
            Self::Na(args) => args.run(context),
            Self::Waive(args) => args.run(context),
            Self::Block(args) => args.run(context),
            Self::Unblock(args) => args.run(context),
            Self::Reopen(args) => args.run(context),
            Self::Call(args) => args.run(context),
            Self::Check(args) => args.run(context),
            Self::Gate(args) => args.run(context),
            Self::AttestKey(args) => args.run(context),
            Self::Rollout(args) => args.run(context),
            Self::Monitor(args) => args.run(context),
            Self::Rollback(args) => args.run(context),
            Self::Incident(args) => args.run(context),
            Self::Risk(args) => args.run(context),
            Self::Fact(args) => args.run(context),
            Self::Assign(args) => args.run(context),
            Self::Form(args) => args.run(context),
            Self::Answers(args) => args.run(context),
            Self::Plan(args) => args.run(context),
            Self::Respin(args) => args.run(context),
            Self::Amend(args) => args.run(context),
            Self::Show(args) => args.run(context),
            Self::Log(args) => args.run(context),
            Self::Notes(args) => args.run(context),
            Self::Page(args) => args.run(context),
            Self::Export(args) => args.run(context),
            Self::Calendar(args) => args.run(context),
            Self::Verify(args) => args.run(context),
            Self::Sync(args) => args.run(context),
            Self::Merge(args) => args.run(context),
            Self::MergeDriver(args) => args.run(),
            Self::List(args) => args.run(context),
            Self::Metrics(args) => args.run(context),
            Self::Retro(args) => args.run(context),
            Self::Report(args) => args.run(context),
            Self::Close(args) => args.run(context),
        }
    }
}

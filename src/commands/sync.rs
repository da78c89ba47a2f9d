//! `gonogo sync`: shares records with others, and takes in what they did.

mod exchange;
mod standing;

use std::fmt::Write as _;

use super::context::Context;
use super::merge::PlanOf;
use crate::commands::args::Selected;
use crate::commands::output::{Answer, Outcome, Remark};
use crate::definition;
use crate::domain::event::Event;
use crate::domain::plan::sharing::Sharing;
use crate::domain::state::Keep;
use crate::domain::text::{counted, visible};
use crate::domain::version::Version;
use crate::error::CommandError;
use crate::git::share::{Settled, Shared};
use crate::render;

pub(super) use exchange::Exchange;
pub(super) use standing::{Unshared, unshared};

/// The most events of others that are told one by one.
const MOST_TOLD: usize = 20;

/// Share records through git, and take in what others did
///
/// It fetches the branch, joins every record with yours event by event, and pushes one commit with records and nothing else.
/// What you have committed stays unpushed, and what you have staged stays staged. When others push first, it tries again. The
/// branch is the one that yours follows, or the one under `sharing` in the playbook.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  gonogo sync
  gonogo sync 2.4.0
  gonogo sync --branch gonogo

Exit codes:
  0   the others have what you have, and you have what they have
  2   nothing says where to share, or a record cannot be read
  3   the remote cannot be reached or refuses; nothing is lost
  4   a record cannot be trusted
  8   both sides amended the plan: say whose stands with --keep-plan")]
pub(crate) struct SyncArgs {
    /// Remote to share through [default: that of the playbook or of your branch]
    #[arg(long, value_name = "REMOTE")]
    remote: Option<String>,
    /// Branch there; one that is not there yet is made [default: that of the playbook or of your branch]
    #[arg(long, value_name = "BRANCH")]
    branch: Option<String>,
    /// Whose plan stands where both sides amended it
    #[arg(long, value_name = "SIDE")]
    keep_plan: Option<PlanOf>,
    #[command(flatten)]
    selected: Selected,
}

impl SyncArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        let only = self.selected.release.as_deref();
        let only = only.map(|_| context.version(only)).transpose()?;
        let sharing = Sharing {
            remote: self.remote.clone(),
            branch: self.branch.clone(),
        };
        let place = place(context, sharing)?;
        let keep = PlanOf::keep(self.keep_plan);
        let mut exchange = exchange::exchange(context, &place, only.as_ref(), keep)?;
        if only.is_some() || exchange.failures.is_empty() {
            return Ok(answer(context, &exchange));
        }
        let failures = std::mem::take(&mut exchange.failures);
        Err(failed(context, &exchange, failures))
    }
}

/// Returns the gravest of the failures with the others beside it, and what the exchange came to for the other records.
fn failed(
    context: &Context,
    exchange: &Exchange,
    mut failures: Vec<(Version, CommandError)>,
) -> CommandError {
    failures.sort_by_key(|(_, error)| Outcome::from(error.kind).rank());
    let mut failures = failures.into_iter();
    let Some((_, mut first)) = failures.next() else {
        return CommandError::environment("nothing failed");
    };
    for (version, error) in failures {
        first.details.push(not_shared(&version, &error));
        for hint in error.hints {
            if !first.hints.contains(&hint) {
                first.hints.push(hint);
            }
        }
    }
    let answer = answer(context, exchange);
    for remark in answer.remarks {
        let (Remark::Warning(said) | Remark::Note(said) | Remark::Hint(said)) = remark;
        first.details.push(said);
    }
    if !(exchange.shared.is_empty() && exchange.news.is_empty()) {
        first.report = Some(context.stdout.in_characters(&answer.text).into_owned());
    }
    first
}

fn not_shared(version: &Version, error: &CommandError) -> String {
    format!("{version} is not shared: {error}")
}

/// Returns where records are shared: as this says, else as the playbook says, else where the checked-out branch leads.
pub(super) fn place(context: &Context, given: Sharing) -> Result<Shared, CommandError> {
    let said = match context.checklists() {
        Some(folder) => definition::load(&folder)?.playbook.sharing,
        None => Sharing::default(),
    };
    let remote = given.remote.or(said.remote);
    let branch = given.branch.or(said.branch);
    Ok(Shared::of(
        &context.folder,
        remote.as_deref(),
        branch.as_deref(),
    )?)
}

/// Shares one release; what came in is returned.
pub(super) fn share(
    context: &Context,
    place: &Shared,
    version: &Version,
) -> Result<Exchange, CommandError> {
    exchange::exchange(context, place, Some(version), Keep::Neither)
}

/// What is said in front of why something that was recorded could not be shared.
pub(super) const NOT_SHARED: &str = "not shared: ";

/// Shares what a command has recorded, and adds to its answer what came of that. What was recorded stays recorded.
pub(super) fn add_to(mut answer: Answer, context: &Context, selected: &Selected) -> Answer {
    let shared = context
        .version(selected.release.as_deref())
        .and_then(|version| {
            let place = place(context, Sharing::default())?;
            share(context, &place, &version)
        });
    match shared {
        Ok(exchange) => {
            let said = self::answer(context, &exchange);
            answer.text.push_str(&said.text);
            answer.remarks.extend(said.remarks);
        }
        Err(error) => {
            let remarks = Remark::of_failure(NOT_SHARED, &error, &selected.in_commands());
            answer.remarks.extend(remarks);
            answer.outcome = Outcome::gravest([answer.outcome, error.kind.into()]);
        }
    }
    answer
}

/// Says what an exchange came to.
pub(super) fn answer(context: &Context, exchange: &Exchange) -> Answer {
    let branch = exchange.branch.words();
    let mut text = String::new();
    for (version, count) in &exchange.shared {
        let events = counted(*count, "event");
        let _ = writeln!(text, "{version}: shared {events}");
    }
    for (version, events) in &exchange.news {
        let _ = writeln!(
            text,
            "{version}: {} came in",
            counted(events.len(), "event")
        );
        for event in events.iter().take(MOST_TOLD) {
            let _ = writeln!(text, "  {}", told(context, event));
        }
        let more = events.len().saturating_sub(MOST_TOLD);
        if more > 0 {
            let _ = writeln!(text, "  and {more} more");
        }
    }
    if text.is_empty() && exchange.failures.is_empty() {
        let _ = writeln!(text, "{branch} has what is here, and nothing else");
    }
    let mut answer = Answer::text(text);
    if exchange.is_new_branch {
        let said = format!("made the branch {branch}, which holds records alone");
        answer.remarks.push(Remark::Note(said));
    }
    if exchange.lost > 0 {
        let times = counted(exchange.lost as usize, "time");
        let said = format!("others pushed first {times}, so it was tried again");
        answer.remarks.push(Remark::Note(said));
    }
    if exchange.settled == Some(Settled::Committed) {
        let said =
            "your branch is not where the remote is: it has a commit of its own with the records";
        answer.remarks.push(Remark::Note(said.to_owned()));
    }
    answer
        .remarks
        .extend(exchange.warnings.iter().cloned().map(Remark::Warning));
    let failures = exchange.failures.iter();
    answer
        .remarks
        .extend(failures.map(|(version, error)| Remark::Warning(not_shared(version, error))));
    answer
}

fn told(context: &Context, event: &Event) -> String {
    let done = render::event::done(event, context.stdout);
    let by = visible(&event.who()).into_owned();
    format!("{done}{}{by}", context.stdout.dot())
}

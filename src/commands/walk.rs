//! `gonogo walk`: a person is asked everything that waits, and each answer is recorded before the next question.

mod opening;

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use thiserror::Error;

use super::context::Context;
use super::fact::{FactAnswer, fact_answer};
use super::respin::candidate;
use super::{Answer, Outcome, Remark};
use crate::cli::{Acting, Selected};
use crate::domain::gate::judge;
use crate::domain::id::Candidate;
use crate::domain::naming;
use crate::domain::person::Person;
use crate::domain::plan::Plan;
use crate::domain::release::Release;
use crate::domain::version::Version;
use crate::error::{CommandError, Kind};
use crate::record::journal::{Journal, JournalError};
use crate::render::status::{StatusView, status};
use crate::ui::prompt_lines::LinesPrompter;
use crate::ui::streams::{can_prompt, is_dumb};
use crate::walk::question::{Notice, TextRequest};
use crate::walk::{Ending, How, Prompter, Scope, Stop, walk};

/// Walk through the checklists, answer what waits, and take the polls
///
/// Opens the record when there is none. Every answer is in the record before the next question, so a walk can be
/// stopped at any moment and goes on where it was left. Answers are single keys; `?` explains them, Enter alone means
/// later.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  gonogo walk 2.4.0
  gonogo walk 2.4.0 --role qa-automation-engineer
  gonogo walk 2.4.0 --type patch --fact database-migration=no --accessible

Exit codes: 0 walked or quit; 2 no terminal, unknown role or phase, bad checklists; 3; 4; 130 interrupted")]
pub(crate) struct WalkArgs {
    /// Version of the release [default: the only open one]
    #[arg(value_name = "VERSION")]
    version: Option<String>,
    /// Ask only what this role answers for
    #[arg(long)]
    role: Option<String>,
    /// Ask only what belongs to this phase
    #[arg(long)]
    phase: Option<String>,
    /// Ask in plain lines, without cursor movement; answers may come from a pipe
    #[arg(long, env = "GONOGO_ACCESSIBLE", hide_env = true, value_parser = clap::builder::FalseyValueParser::new())]
    accessible: bool,
    /// Type of a release that has no record yet
    #[arg(long = "type", value_name = "TYPE")]
    kind: Option<String>,
    /// Answer to a fact of a release that has no record yet; may be repeated
    #[arg(long = "fact", value_name = "NAME=yes|no", value_parser = fact_answer)]
    facts: Vec<FactAnswer>,
    /// Commit or artifact digest of a release that has no record yet [default: git's HEAD]
    #[arg(long, value_name = "ID", value_parser = candidate)]
    candidate: Option<Candidate>,
    /// Who answers, as "Name <email>" [default: git's user.name and user.email]
    #[arg(long, value_name = "PERSON", env = "GONOGO_BY", hide_env_values = true)]
    by: Option<String>,
    #[command(flatten)]
    selected: Selected,
}

/// Why a walk did not come to its end.
#[derive(Debug, Error)]
enum Halted {
    #[error("there is no terminal to ask at")]
    NoTerminal,
    #[error("{0}")]
    Stopped(String),
    #[error("the input ended within a question; {0}")]
    InputEnded(String),
    #[error("the terminal cannot be used")]
    Terminal(#[source] std::io::Error),
    #[error("`{0}` belongs to the start of a release, and {1} has its record already")]
    Started(&'static str, Version),
}

/// The person at the terminal, in whichever way is possible.
struct Console {
    prompter: Box<dyn Prompter>,
    tally: Arc<AtomicUsize>,
}

impl WalkArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        let version = context.version(self.version.as_deref().or(self.selected.release.as_deref()))?;
        let known = self.known(context, &version)?;
        if let Some(release) = &known {
            self.scope(release.plan())?;
        }
        if !self.accessible && !can_prompt() {
            return self.without_terminal(context, version, known);
        }
        let mut console = self.console(context, &version).map_err(|error| CommandError::environment(Halted::Terminal(error)))?;
        let saved = |console: &Console| console.tally.load(std::sync::atomic::Ordering::SeqCst);
        match self.converse(context, &version, known, console.prompter.as_mut()) {
            Ok(()) => Ok(Answer::default()),
            Err(Halt::Failed(error)) => Err(error),
            Err(Halt::Stopped(stop)) => Err(stopped(stop, saved(&console), &self.command(&version))),
        }
    }

    /// Opens the record when there is none, then walks.
    fn converse(
        &self,
        context: &Context,
        version: &Version,
        known: Option<Release>,
        prompter: &mut dyn Prompter,
    ) -> Result<(), Halt> {
        let by = self.person(context, prompter)?;
        let is_new = known.is_none();
        let journal = match known {
            Some(release) => Some(Journal::new(context.store(), release, by.clone(), context.clock)),
            None => self.open(context, version, &by, prompter)?,
        };
        let Some(mut journal) = journal else { return Ok(()) };
        let scope = Scope { are_facts_asked: is_new, ..self.scope(journal.release().plan())? };
        let Ending { how, .. } = walk(&mut journal, prompter, &scope, &by, context.clock);
        match how {
            How::Finished => Ok(()),
            How::Stopped(stop) => Err(stop.into()),
            How::Failed(error) => Err(Halt::Failed(match error.downcast::<JournalError>() {
                Ok(error) => (*error).into(),
                Err(error) => CommandError::environment(error),
            })),
        }
    }

    /// Returns the release, when it has a record.
    fn known(&self, context: &Context, version: &Version) -> Result<Option<Release>, CommandError> {
        let store = context.store();
        if !store.versions()?.contains(version) {
            return Ok(None);
        }
        let release = store.read(version)?.release;
        let given =
            [(self.kind.is_some(), "--type"), (!self.facts.is_empty(), "--fact"), (self.candidate.is_some(), "--candidate")];
        match given.into_iter().find(|(is_given, _)| *is_given) {
            Some((_, flag)) => Err(CommandError::not_evaluated(Halted::Started(flag, version.clone()))
                .hinted("leave it out, or see `gonogo fact` and `gonogo respin`")),
            None => Ok(Some(release)),
        }
    }

    fn scope(&self, plan: &Plan) -> Result<Scope, CommandError> {
        let role = self.role.as_deref().map(|name| naming::role(&plan.roles, name)).transpose()?;
        let phase = self.phase.as_deref().map(|name| naming::phase(plan, name)).transpose()?;
        Ok(Scope { role: role.map(|role| role.id.clone()), phase: phase.cloned(), are_facts_asked: false })
    }

    /// Returns who answers, and asks when nobody is named.
    fn person(&self, context: &Context, prompter: &mut dyn Prompter) -> Result<Person, Halt> {
        let acting = Acting { by: self.by.clone(), dry_run: false };
        let unknown = match context.actor(&acting) {
            Ok(person) => return Ok(person),
            Err(error) if self.by.is_some() => return Err(error.into()),
            Err(error) => error,
        };
        loop {
            let Some(typed) = prompter.text(&TextRequest::Identity)? else { return Err(unknown.into()) };
            match typed.parse() {
                Ok(person) => return Ok(person),
                Err(_) => prompter.tell(&Notice::NotAPerson(&typed))?,
            }
        }
    }

    fn console(&self, context: &Context, version: &Version) -> std::io::Result<Console> {
        let is_plain = self.accessible || is_dumb();
        #[cfg(unix)]
        {
            use crate::ui::prompt_terminal::TerminalPrompter;
            use crate::ui::signals::Watch;
            use crate::ui::terminal::Keyboard;
            let watch = Watch::start(self.command(version))?;
            let tally = watch.tally();
            let keyboard = Keyboard::new(watch);
            let prompter: Box<dyn Prompter> = if is_plain {
                Box::new(LinesPrompter::new(keyboard, std::io::stderr(), context.stderr, Arc::clone(&tally)))
            } else {
                Box::new(TerminalPrompter::new(keyboard, context.global.color))
            };
            Ok(Console { prompter, tally })
        }
        #[cfg(not(unix))]
        {
            let _ = (is_plain, version);
            let tally = Arc::default();
            let lines = crate::ui::prompt_lines::stdin_lines();
            let prompter = Box::new(LinesPrompter::new(lines, std::io::stderr(), context.stderr, Arc::clone(&tally)));
            Ok(Console { prompter, tally })
        }
    }

    /// Returns the command that goes on with this walk.
    fn command(&self, version: &Version) -> String {
        let mut command = format!("gonogo walk {version}");
        for (flag, value) in [("--role", &self.role), ("--phase", &self.phase)] {
            if let Some(value) = value {
                let quote = if value.contains(' ') { "'" } else { "" };
                let _ = write!(command, " {flag} {quote}{value}{quote}");
            }
        }
        if self.accessible {
            command.push_str(" --accessible");
        }
        command
    }

    /// Shows what would be asked, and which commands answer it without a terminal.
    fn without_terminal(&self, context: &Context, version: Version, known: Option<Release>) -> Result<Answer, CommandError> {
        let has_record = known.is_some();
        let release = match known {
            Some(release) => release,
            None => self.preview(context, version)?,
        };
        let scope = self.scope(release.plan())?;
        let select = format!(" -r {}", release.header().version);
        let judgements = judge(&release, context.now());
        let judgements: Vec<_> = judgements.into_iter().filter(|judgement| scope.has_phase(&judgement.phase.id)).collect();
        let view = StatusView { role: scope.role.as_ref(), all: true, select: &select };
        let text = status(&release, &judgements, view, context.stdout);
        let open = if has_record { "" } else { "`gonogo start` opens the record; " };
        let hint = format!(
            "{open}`gonogo sign`, `na`, `waive`, `block`, `fact` and `call` answer without a terminal; `--accessible` reads answers from a pipe"
        );
        let said = Remark::Warning(Halted::NoTerminal.to_string());
        Ok(Answer { text, remarks: vec![said, Remark::Hint(hint)], outcome: Outcome::NotEvaluated })
    }
}

/// What ends a walk at once.
enum Halt {
    Stopped(Stop),
    Failed(CommandError),
}

impl From<Stop> for Halt {
    fn from(stop: Stop) -> Self {
        Self::Stopped(stop)
    }
}

impl From<CommandError> for Halt {
    fn from(error: CommandError) -> Self {
        Self::Failed(error)
    }
}

fn stopped(stop: Stop, saved: usize, command: &str) -> CommandError {
    let farewell = crate::ui::farewell(saved, command);
    match stop {
        Stop::Signal(2) => CommandError::new(Kind::Interrupted, Halted::Stopped(farewell)),
        Stop::Signal(signal) => {
            CommandError::new(Kind::Signal(u8::try_from(signal).unwrap_or_default()), Halted::Stopped(farewell))
        }
        Stop::Ended => CommandError::not_evaluated(Halted::InputEnded(farewell)),
        Stop::Broken(error) => CommandError::environment(Halted::Terminal(error)).hinted(farewell),
    }
}

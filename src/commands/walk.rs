//! `gonogo walk`: a person is asked everything that is open, and each answer is recorded before the next question.

mod checks;
mod halt;
mod metrics;
mod opening;
mod scope;
mod sharing;
mod unattended;

use super::context::Context;
use super::fact::{FactAnswer, fact_answer};
use super::respin::candidate;
use super::signing::vouched;
use super::sync;
use super::terminal::Console;
use crate::commands::args::{Acting, Selected};
use crate::commands::output::{Answer, Outcome, Remark, said};
use crate::commands::start::{lookalike, looks_like};
use crate::domain::id::{Candidate, FactId};
use crate::domain::person::Person;
use crate::domain::plan::Plan;
use crate::domain::plan::sharing::Sharing;
use crate::domain::rules::admission::may_represent;
use crate::domain::rules::hint::Hint;
use crate::domain::rules::signed;
use crate::domain::rules::suggestion::Suggestion;
use crate::domain::state::Release;
use crate::domain::version::Version;
use crate::error::CommandError;
use crate::record::journal::{Journal, JournalError, Signer};
use crate::record::store::Stored;
use crate::ui::streams::{can_prompt, wants_accessible};
use crate::walk::question::{Notice, TextRequest};
use crate::walk::{Ending, Prompter, Speaker, walk};
use checks::Checker;
pub(super) use halt::stopped;
use halt::{Halt, Halted};
use metrics::Metrics;
use sharing::{SharedJournal, Sharer};

/// Answer open items and record the calls, from the first fact to the close
///
/// Opens the record when there is none. Every answer is saved before the next question, so you can stop at any moment and
/// continue later with the same command. Leads through facts, items, calls, rollout stages and monitoring windows. When
/// only time is missing, it says until when and ends with 8. Answers are single keys; `?` explains them, Enter skips.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  gonogo walk 2.4.0
  gonogo walk 2.4.0 --role qa-automation-engineer
  gonogo walk 2.4.0 --type patch --fact database-migration=no --accessible

Exit codes:
  0   walked or quit
  8   nothing to do before the time that is said
  2   no terminal, unknown role or phase, bad checklists
  3   disk or lock
  4   the record cannot be trusted
  130 interrupted")]
pub(crate) struct WalkArgs {
    /// Ask only what this role answers for
    #[arg(long)]
    role: Option<String>,
    /// Ask only what belongs to this phase
    #[arg(long)]
    phase: Option<String>,
    /// Ask only what your own roles answer for, by `members` in the playbook; everything when no role names you
    #[arg(long, conflicts_with = "role")]
    mine: bool,
    /// Ask in plain lines, without cursor movement, as ACCESSIBLE=1 does; answers may come from a pipe
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
    /// Open the record even though the version looks like that of another, such as 1.2.0 beside v1.2.0
    #[arg(long)]
    new: bool,
    /// Share every answer at once, and see what others did before the next question
    #[arg(long)]
    sync: bool,
    /// Who answers.
    #[arg(
        long,
        help = "Who answers, as \"Name <email>\" [default: git's user.name and user.email]",
        value_name = "PERSON",
        env = "GONOGO_BY",
        hide_env_values = true
    )]
    by: Option<String>,
    /// Person in whose place you decide, as a deputy that the playbook names
    #[arg(long, value_name = "PERSON")]
    on_behalf_of: Option<String>,
    /// Key to sign with: a file, or a public key that an agent has
    #[arg(long, value_name = "KEY", env = "GONOGO_KEY", hide_env_values = true)]
    key: Option<String>,
    #[command(flatten)]
    selected: Selected,
}

impl WalkArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        let version = context.version(self.selected.release.as_deref())?;
        if self.sync {
            sharing::take_in(context, &version)?;
        }
        let known = self.known(context, &version)?;
        let scope = match &known {
            Some(stored) => self.entered_scope(&stored.release)?,
            None => self.coming_scope(context)?,
        };
        let is_asked = self.is_plain() || can_prompt();
        if !is_asked {
            return match lookalike(context, &version)?.filter(|_| !self.new) {
                Some(like) => Err(looks_like(&version, &like)),
                None => {
                    let release = known.as_ref().map(|stored| &stored.release);
                    Ok(self.without_terminal(&version, release))
                }
            };
        }
        let command = self.command(&version, &scope);
        let distrust = known.as_ref().map(|stored| &stored.release);
        if let Some(distrust) = distrust.and_then(signed::distrust) {
            let warning = Remark::Warning(format!("the record {distrust}"));
            context.notice(&said(&[warning], context.stderr));
        }
        // A passphrase is asked before the first question, once.
        let signer = context.signer(&self.acting())?;
        let mut console = Console::take(context, self.accessible, command.clone())
            .map_err(|error| CommandError::environment(Halted::Terminal(error)))?;
        match self.converse(context, &version, known, signer, console.prompter.as_mut()) {
            Ok(answer) => Ok(answer),
            Err(Halt::Failed(error)) => Err(error),
            Err(Halt::Stopped(stop)) => Err(stopped(stop, console.saved(), &command)),
        }
    }

    /// Opens the record when there is none, then walks. What is wrong with its signatures is told in the end.
    fn converse(
        &self,
        context: &Context,
        version: &Version,
        known: Option<Stored>,
        signer: Signer,
        prompter: &mut dyn Prompter,
    ) -> Result<Answer, Halt> {
        let by = self.person(context, prompter)?;
        let journal = match known {
            Some(known) => Some(
                Journal::on(context.store(), known, context.writer(by.clone(), signer))
                    .map_err(CommandError::from)?,
            ),
            None => self.open(context, version, &by, signer, prompter)?,
        };
        let Some(mut journal) = journal else {
            return Ok(Answer::default());
        };
        let speaker = self.speaker(journal.release().plan(), by)?;
        let scope = self.scope_of(journal.release().plan(), speaker.in_name_of(), version)?;
        let metrics = Metrics::of(context);
        let checks = Checker::of(context, self.is_plain());
        let clock = context.clock;
        let mut sharing = None;
        if self.sync {
            let place = sync::place(context, Sharing::default())?;
            sharing = Some(Sharer::new(context, place, version.clone()));
        }
        let mut recorder = SharedJournal {
            journal: &mut journal,
            sharing,
        };
        let outcome = match walk(
            &mut recorder,
            prompter,
            &metrics,
            &checks,
            &scope,
            &speaker,
            clock,
        ) {
            Ending::Finished => Ok(Outcome::Done),
            Ending::Waiting => Ok(Outcome::Hold),
            Ending::Stopped(stop) => Err(stop.into()),
            Ending::Failed(error) => Err(Halt::Failed(match error.downcast::<JournalError>() {
                Ok(error) => (*error).into(),
                Err(error) => CommandError::environment(error),
            })),
        };
        let answer = Answer::default().with(outcome?);
        Ok(vouched(answer, journal.release()))
    }

    /// Returns who answers, and in whose place.
    fn speaker(&self, plan: &Plan, by: Person) -> Result<Speaker, CommandError> {
        let Some(text) = &self.on_behalf_of else {
            return Ok(Speaker::of(by));
        };
        let member = Context::person(text, "--on-behalf-of")?;
        may_represent(plan, &by, &member)?;
        Ok(Speaker {
            by,
            member: Some(member),
        })
    }

    /// Tells whether plain lines are asked for.
    fn is_plain(&self) -> bool {
        self.accessible || wants_accessible()
    }

    /// Returns who acts, as the options say.
    fn acting(&self) -> Acting {
        Acting {
            by: self.by.clone(),
            key: self.key.clone(),
            dry_run: false,
        }
    }

    /// Returns the record, when there is one.
    fn known(&self, context: &Context, version: &Version) -> Result<Option<Stored>, CommandError> {
        let store = context.store();
        if !store.versions()?.contains(version) {
            return Ok(None);
        }
        let stored = store.read(version)?;
        match self.contradicts(&stored.release) {
            Some(flag) => Err(
                CommandError::not_evaluated(Halted::Started(flag, version.clone())).hinted(
                    Hint::from("leave it out, or see ")
                        .run(Suggestion::Facts)
                        .say(" and ")
                        .run(Suggestion::Respin),
                ),
            ),
            None => Ok(Some(stored)),
        }
    }

    /// Returns the option that says something else about the start than the record does.
    fn contradicts(&self, release: &Release) -> Option<&'static str> {
        let is_other_fact = |given: &FactAnswer| {
            release.fact(&FactId::from(given.name.as_str())) != Some(given.answer)
        };
        let is_other_candidate = |given: &Candidate| release.candidate() != Some(given);
        if self
            .kind
            .as_ref()
            .is_some_and(|kind| release.header().kind.as_str() != kind)
        {
            Some("--type")
        } else if self.facts.iter().any(is_other_fact) {
            Some("--fact")
        } else {
            self.candidate
                .as_ref()
                .is_some_and(is_other_candidate)
                .then_some("--candidate")
        }
    }

    /// Returns who answers, and asks when nobody is named.
    fn person(&self, context: &Context, prompter: &mut dyn Prompter) -> Result<Person, Halt> {
        let unknown = match context.actor(&self.acting()) {
            Ok(person) => return Ok(person),
            Err(error) if self.by.is_some() => return Err(error.into()),
            Err(error) => error,
        };
        loop {
            let Some(typed) = prompter.text(&TextRequest::Identity)? else {
                return Err(unknown.into());
            };
            match typed.parse() {
                Ok(person) => return Ok(person),
                Err(_) => prompter.tell(&Notice::NotAPerson(&typed))?,
            }
        }
    }
}

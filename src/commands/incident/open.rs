//! `gonogo incident open`: something is wrong, and from now on it has a name, a commander and duties.

use clap::ValueEnum;

use super::who;
use crate::commands::answer;
use crate::commands::args::{Acting, Selected};
use crate::commands::context::Context;
use crate::commands::output::{Answer, Remark};
use crate::commands::terminal::Console;
use crate::commands::walk::stopped;
use crate::domain::event::IncidentStep;
use crate::domain::id::{ClassId, IncidentId};
use crate::domain::plan::Topic;
use crate::domain::plan::incident::{Incidents, Severity, Who};
use crate::domain::rules::suggestion::Suggestion;
use crate::domain::rules::{draft, duties};
use crate::domain::state::Release;
use crate::error::CommandError;
use crate::ui::streams::can_prompt;
use crate::walk::Stop;

/// Open an incident, with the duties of each role
///
/// The class names the commander. If it names none, you are asked at a terminal after the incident is in the
/// record. `gonogo incident commander` sets it later. The severity decides which duties are open: a low incident
/// has only the duties of its commander. The release may be closed.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  gonogo incident open --title 'checkout fails' --class application --severity critical
  gonogo incident open -r 2.4.0 --title 'invoices are wrong since the release'
  gonogo incident open --title 'odd logins' --class security --commander 'Grace Hopper <grace@octoacme.example>'

Exit codes:
  0   opened
  2   no such class or role, no record, or a plan without incidents
  3   disk or lock
  4   the record cannot be trusted
  130 interrupted at the question for the commander; the incident is open")]
pub(crate) struct OpenArgs {
    /// Short description
    #[arg(long, allow_hyphen_values = true)]
    title: String,
    /// Class of the incident [default: the playbook's last, for an unknown cause]
    #[arg(long, value_name = "NAME")]
    class: Option<String>,
    /// How severe it is
    #[arg(long, value_enum, value_name = "SEVERITY", default_value = "high")]
    severity: SeverityChoice,
    /// Who commands.
    #[arg(
        long,
        value_name = "ROLE|PERSON",
        help = "Who commands: a role, or a person as \"Name <email>\" [default: the role that the class names]"
    )]
    commander: Option<String>,
    /// Ask in plain lines, without cursor movement, as ACCESSIBLE=1 does
    #[arg(long, env = "GONOGO_ACCESSIBLE", hide_env = true, value_parser = clap::builder::FalseyValueParser::new())]
    accessible: bool,
    #[command(flatten)]
    selected: Selected,
    #[command(flatten)]
    acting: Acting,
}

/// How bad an incident is.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum SeverityChoice {
    /// The service is down, or data or security is at stake
    Critical,
    /// Major impact for many users, or an important feature fails
    High,
    /// Impact for some users
    Medium,
    /// Minor impact
    Low,
}

impl From<SeverityChoice> for Severity {
    fn from(choice: SeverityChoice) -> Self {
        match choice {
            SeverityChoice::Critical => Self::Critical,
            SeverityChoice::High => Self::High,
            SeverityChoice::Medium => Self::Medium,
            SeverityChoice::Low => Self::Low,
        }
    }
}

impl OpenArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        let mut opened = None;
        let answer = answer::append(context, &self.selected, &self.acting, |release, _| {
            let commander = self
                .commander
                .as_deref()
                .map(|name| who(release, name))
                .transpose()?;
            let class = self.class(release.plan().incidents.as_ref())?;
            opened = Some(release.next_incident());
            Ok(vec![draft::opening(
                release,
                self.title.clone(),
                class,
                self.severity.into(),
                commander,
            )])
        })?;
        match opened {
            Some(id) if !self.acting.dry_run => self.lead(context, answer, &id),
            _ => Ok(answer),
        }
    }

    /// Returns the class that was given, or the one for what is not known yet.
    fn class(&self, incidents: Option<&Incidents>) -> Result<ClassId, CommandError> {
        let classes = incidents
            .map(|incidents| incidents.classes.as_slice())
            .unwrap_or_default();
        match (self.class.as_deref(), classes.last()) {
            (Some(name), Some(_)) => answer::class(classes, name),
            (None, Some(last)) => Ok(last.id.clone()),
            // The validator says that there is nothing ready for incidents.
            (given, None) => Ok(ClassId::from(given.unwrap_or_default())),
        }
    }

    /// Says what comes next, and asks who commands when nobody does. The incident is in the record: whatever goes wrong
    /// from here on is said, and takes nothing of that back.
    fn lead(
        &self,
        context: &Context,
        mut answer: Answer,
        id: &IncidentId,
    ) -> Result<Answer, CommandError> {
        let select = self.selected.in_commands();
        let release = match context.release(&self.selected) {
            Ok(release) => release,
            Err(error) => {
                answer.remarks.push(Remark::Warning(format!(
                    "its duties cannot be shown: {error}"
                )));
                return Ok(answer);
            }
        };
        let Some(incident) = release.incident(id) else {
            return Ok(answer);
        };
        let command = Suggestion::Command(id).command(&select);
        let mut is_commanded = incident.commanders().next().is_some();
        if !is_commanded
            && can_prompt()
            && let Some(commander) = self.ask(context, &release, &command)?
        {
            let step = IncidentStep::Commanded { commander };
            match answer::append(context, &self.selected, &self.acting, |_, _| {
                Ok(vec![step.of(id)])
            }) {
                Ok(commanded) => {
                    is_commanded = true;
                    answer.text.push_str(&commanded.text);
                    answer.remarks.extend(commanded.remarks);
                }
                Err(error) => answer.remarks.push(Remark::Warning(format!(
                    "the commander was not recorded: {error}"
                ))),
            }
        }
        if !is_commanded {
            answer = answer.hint(format!("no incident commander yet: `{command}`"));
        }
        if duties::of(incident, context.now()).next().is_some() {
            let version = &release.header().version;
            let walk = Suggestion::Walk {
                version,
                role: None,
                phase: Some(Topic::Incidents.id()),
            };
            answer = answer.hint(format!("its duties: `{}`", walk.command(&select)));
        }
        Ok(answer)
    }

    /// Asks which role commands; `None` when nobody does yet, or the terminal is gone.
    fn ask(
        &self,
        context: &Context,
        release: &Release,
        command: &str,
    ) -> Result<Option<Who>, CommandError> {
        let Ok(mut console) = Console::take(context, self.accessible, command.to_owned()) else {
            return Ok(None);
        };
        let roles = &release.plan().roles;
        let mut options: Vec<String> = roles.iter().map(|role| role.title.clone()).collect();
        options.push("none yet".to_owned());
        match console.prompter.pick("Who commands?", &options) {
            Ok(picked) => Ok(picked
                .and_then(|place| roles.get(place))
                .map(|role| Who::Role(role.id.clone()))),
            Err(stop @ Stop::Signal(_)) => Err(stopped(stop, 1, command)),
            Err(Stop::Ended | Stop::Broken(_)) => Ok(None),
        }
    }
}

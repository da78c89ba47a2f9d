//! `gonogo assign`: who a role is in this release.

use super::answer;
use super::context::{Context, Unclear};
use crate::commands::args::{Acting, Selected};
use crate::commands::output::Answer;
use crate::domain::event::EventKind;
use crate::domain::person::Person;
use crate::domain::plan::Role;
use crate::domain::rules::naming;
use crate::error::CommandError;

/// Say who a role is in this release
///
/// The name stands in `status`, reports and notes from then on. Another person takes the place of the one before; who may
/// answer for the role, `members` in the playbook say.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  gonogo assign release-manager 'Maria Lopez <maria@octoacme.example>'
  gonogo assign 2.4.0 on-call-engineer 'Quinn Diaz <quinn@octoacme.example>'

Exit codes:
  0   assigned, or assigned already
  1   the person is no member of the role
  2   unknown role, or no person
  3   disk or lock
  4   the record cannot be trusted")]
pub(crate) struct AssignArgs {
    /// Role
    role: String,
    #[arg(help = "Person, as \"Name <email>\"")]
    person: String,
    #[command(flatten)]
    selected: Selected,
    #[command(flatten)]
    acting: Acting,
}

/// A role and who it is, as they stand on the command line.
#[derive(Clone, Debug)]
pub(crate) struct Assignment {
    role: String,
    person: String,
}

/// Reads `ROLE=PERSON`.
pub(crate) fn assignment(text: &str) -> Result<Assignment, &'static str> {
    let (role, person) = text
        .split_once('=')
        .ok_or("write it as ROLE=PERSON, such as \"qa=Priya Rao <priya@octoacme.example>\"")?;
    Ok(Assignment {
        role: role.to_owned(),
        person: person.to_owned(),
    })
}

impl Assignment {
    /// Returns the event that assigns the role.
    pub(crate) fn event(&self, roles: &[Role]) -> Result<EventKind, CommandError> {
        Ok(EventKind::Assigned {
            role: naming::role(roles, &self.role)?.id.clone(),
            person: person(&self.person)?,
        })
    }
}

impl AssignArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        let assignment = Assignment {
            role: self.role.clone(),
            person: self.person.clone(),
        };
        answer::append(context, &self.selected, &self.acting, |release, _| {
            Ok(vec![assignment.event(&release.plan().roles)?])
        })
    }
}

fn person(text: &str) -> Result<Person, CommandError> {
    text.parse().map_err(|_| {
        let text = text.to_owned();
        CommandError::not_evaluated(Unclear::NotAPerson { text })
            .hinted("write the person as \"Name <email>\"")
    })
}

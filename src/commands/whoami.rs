//! `gonogo whoami`: who you are here, with which keys, for which roles, and how much waits for you.

use std::fmt::Write as _;

use serde::Serialize;

use super::all_records;
use super::context::Context;
use super::signing::unusable;
use crate::commands::args::{Acting, Printed};
use crate::commands::output::Answer;
use crate::domain::id::RoleId;
use crate::domain::person::Person;
use crate::domain::plan::incident::Who;
use crate::domain::rules::gate::judge_all;
use crate::domain::rules::todo::tasks;
use crate::domain::standing::Standing;
use crate::domain::state::Release;
use crate::domain::text::{counted, visible};
use crate::domain::version::Version;
use crate::error::CommandError;
use crate::render::json::{envelope, formats};
use crate::trust::allowed_signers::Moment;
use crate::trust::sshsig;
use crate::ui::streams::setting;

/// Show who you are here: name, key, roles, and how many tasks you have
///
/// The name is the one that `--by`, `GONOGO_BY` or git gives, and the key the one that would sign. Nothing is signed, but a
/// key that is locked is opened.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Example:
  gonogo whoami

Exit codes:
  0   shown
  2   it is unknown who you are, or the key cannot be used
  3   disk
  4   some record cannot be trusted")]
pub(crate) struct WhoamiArgs {
    #[command(flatten)]
    printed: Printed,
    /// Who acts.
    #[arg(
        long,
        help = "Who acts, as \"Name <email>\" [default: git's user.name and user.email]",
        value_name = "PERSON",
        env = "GONOGO_BY",
        hide_env_values = true
    )]
    by: Option<String>,
    /// Key to sign with: a file, or a public key that an agent has
    #[arg(long, value_name = "KEY", env = "GONOGO_KEY", hide_env_values = true)]
    key: Option<String>,
}

formats! { WhoamiReport = "gonogo.whoami/1" }

/// Who acts here.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct WhoamiReport {
    /// The person.
    person: Person,
    /// Where the name comes from.
    from: &'static str,
    /// The key that would sign; null when there is none.
    key: Option<KeyReport>,
    /// The roles in each open release, and the tasks there.
    releases: Vec<ReleaseRoles>,
}

/// A key that would sign.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct KeyReport {
    /// The key: its type and its fingerprint.
    key: String,
    /// Where it comes from.
    from: &'static str,
    /// The line that says that it is the person's; null when there is none.
    line: Option<String>,
    /// Why its signatures would be refused now; null when they would not.
    refused: Option<String>,
}

/// What a person is in a release.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
struct ReleaseRoles {
    /// The version.
    version: Version,
    /// The roles that list the person as a member, or are assigned to the person.
    roles: Vec<RoleId>,
    /// The people in whose place the person may decide.
    deputy_of: Vec<Person>,
    /// How much waits for the person.
    tasks: usize,
}

impl WhoamiArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        let acting = Acting {
            by: self.by.clone(),
            ..Acting::default()
        };
        let person = context.actor(&acting)?;
        let from = match (&self.by, setting("GONOGO_BY")) {
            (Some(by), Some(set)) if *by == set => "GONOGO_BY",
            (Some(_), _) => "--by",
            (None, _) => "git's user.name and user.email",
        };
        let mut releases = Vec::new();
        let of_one = |release: Release| of_release(context, &release, &person);
        let damage = all_records::each_release(&context.store(), of_one, |found| {
            releases.extend(found);
        })?;
        let report = WhoamiReport {
            key: self.key(context, &person)?,
            person,
            from,
            releases,
        };
        let answer = if self.printed.is_json() {
            Answer::data(envelope(&report))
        } else {
            text(&report)
        };
        Ok(damage.told_in(answer))
    }

    fn key(&self, context: &Context, person: &Person) -> Result<Option<KeyReport>, CommandError> {
        let named = self.key.as_deref();
        let found = match named {
            Some(text) => {
                let key = context.open_key(text, &context.folder);
                let from = if setting("GONOGO_KEY").as_deref() == named {
                    "GONOGO_KEY"
                } else {
                    "--key"
                };
                Some((key.map_err(unusable)?, from))
            }
            None => context.git_key()?.map(|(key, git)| (key, git.setting)),
        };
        let Some((key, from)) = found else {
            return Ok(None);
        };
        let trust = context.trust();
        let moment = Moment::after(context.now(), None);
        let (line, refused) = match trust.vouches(person, key.public(), moment) {
            Standing::Verified(proof) => (Some(proof.line), None),
            Standing::Refused(flaw) => (None, Some(flaw.why)),
            Standing::Unlisted | Standing::Unsigned => {
                (None, Some(format!("there is no {}", trust.allowed_at)))
            }
        };
        Ok(Some(KeyReport {
            key: sshsig::named(key.public()),
            from,
            line,
            refused,
        }))
    }
}

/// Returns what a person is in a release that is open.
fn of_release(context: &Context, release: &Release, person: &Person) -> Option<ReleaseRoles> {
    if release.outcome().is_some() {
        return None;
    }
    let plan = release.plan();
    let is_own = |role: &RoleId| {
        let members = plan.role(role).map(|role| role.members.as_slice());
        let assigned = release.assigned(role);
        assigned.is_some_and(|assigned| plan.are_same(assigned, person))
            || members.is_some_and(|members| plan.is_among(person, members))
    };
    let is_mine = |who: &Who| match who {
        Who::Role(role) => is_own(role),
        Who::Person(owner) => plan.are_same(owner, person),
    };
    let judgements = judge_all(release, context.now());
    let tasks = tasks(release, &judgements, &is_mine).len();
    let roles = plan.roles.iter().map(|role| &role.id);
    Some(ReleaseRoles {
        version: release.header().version.clone(),
        roles: roles.filter(|role| is_own(role)).cloned().collect(),
        deputy_of: plan.represented_by(person).cloned().collect(),
        tasks,
    })
}

fn text(report: &WhoamiReport) -> Answer {
    let mut text = format!(
        "{}\n  from   {}\n",
        visible(report.person.as_str()),
        report.from
    );
    match &report.key {
        None => text.push_str("  key    none\n"),
        Some(key) => {
            let _ = writeln!(text, "  key    {}, from {}", key.key, key.from);
            let stands = match (&key.line, &key.refused) {
                (Some(line), _) => format!("it counts by {line}"),
                (None, Some(why)) => format!("it would be refused: {}", visible(why)),
                (None, None) => "nothing is known of it".to_owned(),
            };
            let _ = writeln!(text, "         {stands}");
        }
    }
    for release in &report.releases {
        let roles: Vec<&str> = release.roles.iter().map(RoleId::as_str).collect();
        let roles = if roles.is_empty() {
            "no role by name".to_owned()
        } else {
            roles.join(", ")
        };
        let tasks = counted(release.tasks, "task");
        let _ = writeln!(text, "  {}  {roles}, {tasks}", release.version);
        for member in &release.deputy_of {
            let _ = writeln!(text, "      deputy of {}", visible(member.as_str()));
        }
    }
    let waits = report.releases.iter().any(|release| release.tasks > 0);
    let answer = Answer::text(text);
    if waits {
        answer.hint("`gonogo todo` lists your tasks")
    } else {
        answer
    }
}

//! `gonogo rollback`: the release goes back, and everybody is led through it.

mod cancel;
mod confirm;

use super::context::Context;
use super::{all_records, answer};
use crate::commands::args::{Acting, Selected};
use crate::commands::output::{Answer, Remark};
use crate::domain::event::{EventKind, KnownGood, Outcome};
use crate::domain::id::RoleId;
use crate::domain::person::Person;
use crate::domain::rules::admission::Refusal;
use crate::domain::rules::gate::judge_way_back;
use crate::domain::rules::suggestion::Suggestion;
use crate::domain::rules::{draft, naming, settle};
use crate::domain::state::Release;
use crate::domain::state::rollback::Search;
use crate::error::CommandError;
use crate::render;

/// Roll back to the last known-good release
///
/// Anyone can begin it once the deployment has started. It opens an incident if none is open, stops the rollout,
/// and opens the rollback items of the playbook. Every gate says NO-GO until the rollback ends. The role that the
/// playbook names confirms it: at once if that role begins it, otherwise with `gonogo rollback confirm`. gonogo
/// deploys nothing. The default release is the open one that has been deployed, or else the one that shipped last.
#[derive(clap::Args, Debug)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    after_help = "\
Examples:
  gonogo rollback --reason 'error rate 1.2 points above baseline for 6 minutes' --trigger error-rate
  gonogo rollback --reason 'checkout fails' --class application
  gonogo rollback --reason 'checkout fails' --role product-manager
  gonogo rollback confirm --role product-manager
  gonogo rollback cancel --role release-manager --reason 'fixed by 9fceb02, which goes out as a hotfix'

Exit codes:
  0   the rollback has begun, or had begun already
  1   nothing is deployed, or the release was closed with another outcome
  2   the reason is missing, or there is no such trigger or class
  3   disk or lock
  4   the record cannot be trusted"
)]
pub(crate) struct RollbackArgs {
    #[command(subcommand)]
    command: Option<RollbackCommand>,
    /// Why you roll back
    #[arg(long, required = true, allow_hyphen_values = true)]
    reason: Option<String>,
    /// Trigger in the playbook
    #[arg(long, value_name = "NAME")]
    trigger: Option<String>,
    /// Class of the incident that is opened [default: the trigger's, else the playbook's last]
    #[arg(long, value_name = "NAME")]
    class: Option<String>,
    /// Role that begins it; one that the playbook names to decide confirms it at once [default: that role, for its members]
    #[arg(long)]
    role: Option<String>,
    #[command(flatten)]
    selected: Selected,
    #[command(flatten)]
    acting: Acting,
}

#[derive(clap::Subcommand, Debug)]
enum RollbackCommand {
    Confirm(confirm::ConfirmArgs),
    Cancel(cancel::CancelArgs),
}

impl RollbackArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        match &self.command {
            Some(RollbackCommand::Confirm(args)) => return args.run(context),
            Some(RollbackCommand::Cancel(args)) => return args.run(context),
            None => {}
        }
        // The others are read before the lock is taken: nobody waits for that.
        let selected = selected(context, &self.selected)?;
        let mut remarks = Vec::new();
        let good = known_good(context, &selected, &mut remarks)?;
        let mut confirming = None;
        let mut answer = answer::append(context, &selected, &self.acting, |release, by| {
            confirming = self.confirming_role(release, by)?;
            self.events(release, good)
        })?;
        answer.remarks.extend(remarks);
        if self.acting.dry_run {
            return Ok(answer);
        }
        if let Some(role) = confirming {
            self.confirm(context, &selected, &role, &mut answer);
        }
        Ok(lead(context, &selected, answer))
    }

    /// Returns the role that confirms the rollback by beginning it: the one that was given, else one that the person is
    /// named for, when it is for that role to decide.
    fn confirming_role(
        &self,
        release: &Release,
        by: &Person,
    ) -> Result<Option<RoleId>, CommandError> {
        let plan = release.plan();
        let deciding = plan
            .decision()
            .map(|duty| duty.roles.as_slice())
            .unwrap_or_default();
        if let Some(name) = &self.role {
            let role = &naming::role(&plan.roles, name)?.id;
            return Ok(deciding.contains(role).then(|| role.clone()));
        }
        let is_member = |role: &&RoleId| {
            plan.role(role)
                .is_some_and(|role| plan.is_among(by, &role.members))
        };
        Ok(deciding.iter().find(is_member).cloned())
    }

    /// Confirms the rollback that has begun. When that is refused, the rollback stands and the refusal is said.
    fn confirm(&self, context: &Context, selected: &Selected, role: &RoleId, answer: &mut Answer) {
        let confirmed = answer::append(context, selected, &self.acting, |release, _| {
            Ok(draft::confirming(release, role, context.now()).map_err(Refusal::from)?)
        });
        match confirmed {
            Ok(confirmed) => {
                answer.text.push_str(&confirmed.text);
                answer.remarks.extend(confirmed.remarks);
            }
            Err(error) => answer
                .remarks
                .push(Remark::Warning(format!("not confirmed: {error}"))),
        }
    }

    /// Returns what begins the rollback, and opens an incident when none is open.
    fn events(
        &self,
        release: &Release,
        back_to: Option<KnownGood>,
    ) -> Result<Vec<EventKind>, CommandError> {
        let incidents = release.plan().incidents.as_ref();
        let triggers = incidents
            .map(|incidents| incidents.triggers.as_slice())
            .unwrap_or_default();
        let trigger = self
            .trigger
            .as_deref()
            .map(|name| answer::trigger(triggers, name))
            .transpose()?;
        let classes = incidents
            .map(|incidents| incidents.classes.as_slice())
            .unwrap_or_default();
        let class = self
            .class
            .as_deref()
            .filter(|_| incidents.is_some())
            .map(|name| answer::class(classes, name))
            .transpose()?;
        let reason = self.reason.clone().unwrap_or_default();
        Ok(draft::beginning_rollback(
            release, reason, trigger, class, back_to,
        ))
    }
}

/// Shows what the rollback asks, and what comes next. The rollback has begun: whatever goes wrong from here on is said, and
/// takes nothing of that back.
fn lead(context: &Context, selected: &Selected, mut answer: Answer) -> Answer {
    let release = match context.release(selected) {
        Ok(release) => release,
        Err(error) => {
            answer.remarks.push(Remark::Warning(format!(
                "the rollback cannot be shown: {error}"
            )));
            return answer;
        }
    };
    answer
        .text
        .push_str(&render::rollback::known_good(&release));
    let select = selected.in_commands();
    let Some(judgement) = judge_way_back(&release, context.now()) else {
        let hint = format!(
            "the plan has no rollback phase; add it from the checklists: `gonogo amend{select}`"
        );
        return answer.hint(hint);
    };
    answer
        .text
        .push_str(&render::rollback::way_back(&judgement));
    if release.course().is_none() && release.plan().decision().is_some() {
        answer = answer.hint(format!(
            "to be confirmed: `{}`",
            Suggestion::ConfirmRollback(settle::confirming_role(&release)).command(&select)
        ));
    }
    if let Some(incident) = release
        .unresolved()
        .next()
        .filter(|incident| incident.commanders().next().is_none())
    {
        answer = answer.hint(format!(
            "no incident commander yet: `{}`",
            Suggestion::Command(incident.id()).command(&select)
        ));
    }
    let version = &release.header().version;
    answer.hint(format!(
        "walk through it: `gonogo walk {version} --phase {}`",
        judgement.topic.id()
    ))
}

/// Returns the release that is meant: the one that was given, else the open one that has been deployed, else the one that
/// shipped last.
fn selected(context: &Context, given: &Selected) -> Result<Selected, CommandError> {
    if given.release.is_some() {
        return Ok(given.clone());
    }
    let store = context.store();
    let mut open = Vec::new();
    let mut shipped = None;
    for version in store.versions()? {
        let release = store
            .read(&version)
            .map_err(|error| {
                CommandError::from(error).hinted("say which with `--release VERSION`")
            })?
            .release;
        match (release.outcome(), release.closing()) {
            (None, _) if release.has_begun_deployment() => open.push(version),
            (Some(Outcome::Shipped), Some(closing))
                if shipped.as_ref().is_none_or(|(at, _)| *at <= closing.at) =>
            {
                shipped = Some((closing.at, version));
            }
            _ => {}
        }
    }
    let version = match (open.as_slice(), shipped) {
        ([only], _) => only.clone(),
        ([], Some((_, version))) => version,
        _ => context.version(None)?,
    };
    // The commands that are printed name the release only where it has to be named.
    let is_default = context
        .version(None)
        .is_ok_and(|default| default == version);
    Ok(Selected {
        release: (!is_default).then(|| version.to_string()),
    })
}

/// Returns the last known-good release among the records, and names those that cannot be read: they keep nobody from going
/// back.
fn known_good(
    context: &Context,
    selected: &Selected,
    remarks: &mut Vec<Remark>,
) -> Result<Option<KnownGood>, CommandError> {
    let release = context.release(selected)?;
    let mut search = Search::from(&release);
    let start = search.clone();
    let of_one = |other: Release| {
        let mut search = start.clone();
        if other.header().version != release.header().version {
            search.consider(&other);
        }
        search
    };
    let damage = all_records::each_release(&context.store(), of_one, |other| search.join(other));
    match damage {
        Ok(damage) => remarks.extend(damage.told_in(Answer::default()).remarks),
        Err(error) => remarks.push(Remark::Warning(error.to_string())),
    }
    Ok(search.found())
}

//! `gonogo rollback`: the release goes back, and everybody is led through it.

mod cancel;

use super::all_records;
use super::answer;
use super::context::Context;
use crate::commands::args::{Acting, Selected};
use crate::commands::output::{Answer, Remark};
use crate::domain::event::{EventKind, KnownGood, RollbackEvent};
use crate::domain::gate::judge_way_back;
use crate::domain::id::{ClassId, TriggerId};
use crate::domain::incident::{Incidents, Severity};
use crate::domain::release::Release;
use crate::domain::rollback::Search;
use crate::domain::suggestion::Suggestion;
use crate::domain::text::beginning;
use crate::error::CommandError;
use crate::render;

/// The most bytes of the reason that become the title of the incident.
const LONGEST_TITLE: usize = 120;

/// Go back to the last known-good release: record the decision, and enter the rollback phase
///
/// Anybody may begin it, from the moment the deployment started. It opens an incident when none is open, stops the
/// rollout, and asks what the playbook asks of a rollback; every gate of the release says NO-GO until it has ended.
/// Nothing is deployed.
#[derive(clap::Args, Debug)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    after_help = "\
Examples:
  gonogo rollback --reason 'error rate 1.2 points above baseline for 6 minutes' --trigger error-rate
  gonogo rollback --reason 'checkout fails' --class application
  gonogo rollback cancel --role release-manager --reason 'fixed by 9fceb02, which goes out as a hotfix'

Exit codes:
  0   the rollback has begun, or had begun already
  1   nothing has been deployed that could be taken back, or the release was closed otherwise
  2   the reason is missing, or there is no such trigger or class
  3   disk or lock
  4   the record cannot be trusted"
)]
pub(crate) struct RollbackArgs {
    #[command(subcommand)]
    command: Option<RollbackCommand>,
    /// Why the release goes back
    #[arg(long, required = true, allow_hyphen_values = true)]
    reason: Option<String>,
    /// Which of the playbook's triggers it is
    #[arg(long, value_name = "NAME")]
    trigger: Option<String>,
    /// Class of the incident that is opened [default: the trigger's, else the playbook's last]
    #[arg(long, value_name = "NAME")]
    class: Option<String>,
    #[command(flatten)]
    selected: Selected,
    #[command(flatten)]
    acting: Acting,
}

#[derive(clap::Subcommand, Debug)]
enum RollbackCommand {
    Cancel(cancel::CancelArgs),
}

impl RollbackArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        if let Some(RollbackCommand::Cancel(args)) = &self.command {
            return args.run(context);
        }
        // The others are read before the lock is taken: nobody waits for that.
        let mut remarks = Vec::new();
        let good = known_good(context, &self.selected, &mut remarks)?;
        let mut answer = answer::append(context, &self.selected, &self.acting, |release, _| {
            self.events(release, good)
        })?;
        answer.remarks.extend(remarks);
        if self.acting.dry_run {
            return Ok(answer);
        }
        self.lead(context, answer)
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
        let reason = self.reason.clone().unwrap_or_default();
        let class = self.class(incidents, trigger.as_ref())?;
        let title = beginning(reason.lines().next().unwrap_or_default(), LONGEST_TITLE)
            .trim()
            .to_owned();
        let mut kinds = vec![EventKind::Rollback(RollbackEvent::Begun {
            reason,
            trigger,
            back_to,
        })];
        if let Some(class) = class
            && release.unresolved().next().is_none()
            && release.rolling_back().is_none()
        {
            // A rollback says that what was deployed fails; how badly, only people know.
            kinds.push(release.opening(title, class, Severity::High, None));
        }
        Ok(kinds)
    }

    /// Returns the class of the incident: the one that was given, the trigger's, or the playbook's last.
    fn class(
        &self,
        incidents: Option<&Incidents>,
        trigger: Option<&TriggerId>,
    ) -> Result<Option<ClassId>, CommandError> {
        let Some(incidents) = incidents else {
            return Ok(None);
        };
        if let Some(name) = &self.class {
            return answer::class(&incidents.classes, name).map(Some);
        }
        let of_trigger = trigger
            .and_then(|id| incidents.trigger(id))
            .and_then(|trigger| trigger.class.clone());
        Ok(of_trigger.or_else(|| incidents.classes.last().map(|class| class.id.clone())))
    }

    /// Shows the way back, and what comes next. The rollback has begun: whatever goes wrong from here on is said, and
    /// takes nothing of that back.
    fn lead(&self, context: &Context, mut answer: Answer) -> Result<Answer, CommandError> {
        let release = match context.release(&self.selected) {
            Ok(release) => release,
            Err(error) => {
                answer.remarks.push(Remark::Warning(format!(
                    "the way back cannot be shown: {error}"
                )));
                return Ok(answer);
            }
        };
        answer
            .text
            .push_str(&render::rollback::known_good(&release));
        let select = self.selected.in_commands();
        let Some(judgement) = judge_way_back(&release, context.now()) else {
            let hint = format!(
                "the plan has no rollback phase; take it over from the checklists: `gonogo amend{select}`"
            );
            return Ok(answer.hint(hint));
        };
        answer
            .text
            .push_str(&render::rollback::way_back(&judgement));
        if let Some(incident) = release
            .unresolved()
            .next()
            .filter(|incident| incident.commanders().next().is_none())
        {
            answer = answer.hint(format!(
                "nobody commands: `{}`",
                Suggestion::Command(incident.id()).command(&select)
            ));
        }
        let version = &release.header().version;
        Ok(answer.hint(format!(
            "walk through it: `gonogo walk {version} --phase {}`",
            judgement.phase.id
        )))
    }
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
    let damage = all_records::each(&context.store(), |version, read| {
        if let Ok(other) = read
            && *version != release.header().version
        {
            search.consider(&other);
        }
    });
    match damage {
        Ok(damage) => remarks.extend(damage.told_in(Answer::default()).remarks),
        Err(error) => remarks.push(Remark::Warning(error.to_string())),
    }
    Ok(search.found())
}

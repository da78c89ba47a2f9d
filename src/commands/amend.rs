//! `gonogo amend`: a changed library is taken over into a running release.

use chrono::{DateTime, Utc};

use super::answer::said;
use super::context::Context;
use super::start::tailored;
use crate::commands::args::{Acting, Selected};
use crate::commands::output::{Answer, Remark};
use crate::domain::id::{PhaseId, RoleId};
use crate::domain::person::Person;
use crate::domain::plan::Plan;
use crate::domain::plan::change::told::{Alteration, told};
use crate::domain::plan::change::{Change, changes};
use crate::domain::rules::admission::Refusal;
use crate::domain::rules::draft;
use crate::domain::rules::gate::judge;
use crate::domain::rules::naming;
use crate::domain::rules::signed::is_plan_unproven;
use crate::domain::rules::tailor::{amendment, with_item};
use crate::domain::state::Release;
use crate::domain::verdict::Verdict;
use crate::error::CommandError;
use crate::record::journal;

/// Apply checklist changes to an open release, or add an item
///
/// New items open and reworded items become stale; no answer is lost. What asks less than before needs a reason, and stays
/// visible at the gates until one has been called again. With --add, this release alone gets one more item, and the
/// checklists stay as they are. Where nothing changed and the plan has no signature that counts, --reason and a key
/// confirm it.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  gonogo amend --reason 'the load test moved to the nightly run'
  gonogo amend --add 'Rotate the signing key' --role devops-engineer --phase deployment

Exit codes:
  0   amended, or nothing to amend
  1   the release is closed, or the role may not amend
  2   bad checklists, or the reason is missing
  3   disk or lock
  4   the record cannot be trusted")]
pub(crate) struct AmendArgs {
    /// Text of an item that this release alone gets
    #[arg(long, value_name = "TEXT", requires = "role")]
    add: Option<String>,
    /// Role that you amend for [default: the first that may and that you hold]; with --add, the role that signs the item
    #[arg(long)]
    role: Option<String>,
    /// Phase of the added item [default: the first one whose gate is not at GO]
    #[arg(long, requires = "add")]
    phase: Option<String>,
    /// Why; required when the plan asks less than before
    #[arg(long, allow_hyphen_values = true)]
    reason: Option<String>,
    #[command(flatten)]
    selected: Selected,
    #[command(flatten)]
    acting: Acting,
}

impl AmendArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        if let (Some(text), Some(role)) = (&self.add, &self.role) {
            return self.add(context, text, role);
        }
        let library = context.library()?;
        let (store, version) = (
            context.store(),
            context.version(self.selected.release.as_deref())?,
        );
        let by = context.actor(&self.acting)?;
        let release = store.read(&version)?.release;
        let new = tailored(&library, &release.header().kind)?;
        let (_, difference) = amendment(&release, new.clone());
        if difference.is_nothing() && !release.has_rival_plans() && !is_plan_unproven(&release) {
            let remark = Remark::Note(format!("nothing to do: {}", Refusal::NothingToAmend));
            return Ok(Answer {
                remarks: vec![remark],
                ..Answer::default()
            });
        }
        let plan = amendment(&release, new.clone()).0;
        let changes = changes(release.plan(), &plan);
        self.check_reason(&changes)?;
        let changes: String = lines(&changes)
            .iter()
            .map(|line| format!("{line}\n"))
            .collect();
        let signer = context.signer(&self.acting)?;
        let author = context.author(&by, context.now(), &signer);
        if self.acting.dry_run {
            let role = self.role(&release, &by)?;
            let kinds = vec![draft::amending(&release, &plan, self.reason.clone(), role)];
            let mut answer = said(
                context,
                &self.acting,
                &journal::preview(release, kinds, author)?,
            );
            answer.text.insert_str(0, &format!("{changes}\n"));
            return Ok(answer);
        }
        let appended = journal::amend::<_, CommandError>(&store, &version, author, |release| {
            let plan = amendment(release, new).0;
            let role = self.role(release, &by)?;
            let kind = draft::amending(release, &plan, self.reason.clone(), role);
            Ok((plan, kind))
        })?;
        let mut answer = said(context, &self.acting, &appended);
        answer.text.push_str(&changes);
        Ok(answer)
    }

    /// Returns the role that amends.
    fn role(&self, release: &Release, by: &Person) -> Result<Option<RoleId>, CommandError> {
        let plan = release.plan();
        if let Some(name) = &self.role {
            return Ok(Some(naming::role(&plan.roles, name)?.id.clone()));
        }
        let amenders = plan.amenders();
        let own = amenders.iter().find(|role| plan.may_speak(role, by));
        Ok(own.or(amenders.first()).map(|role| (*role).clone()))
    }

    /// What asks less is amended for a reason.
    fn check_reason(&self, changes: &[Change]) -> Result<(), CommandError> {
        let is_reason_missing = self
            .reason
            .as_deref()
            .is_none_or(|reason| reason.trim().is_empty());
        if told(changes).iter().any(|change| change.is_loosened) && is_reason_missing {
            return Err(CommandError {
                details: lines(changes),
                ..Refusal::ReasonMissing("loosening the plan").into()
            });
        }
        Ok(())
    }

    /// Adds an item to this release alone.
    fn add(&self, context: &Context, text: &str, role: &str) -> Result<Answer, CommandError> {
        let version = context.version(self.selected.release.as_deref())?;
        let by = context.actor(&self.acting)?;
        let signer = context.signer(&self.acting)?;
        let author = context.author(&by, context.now(), &signer);
        let reason = Some(match &self.reason {
            Some(reason) => format!("added \"{}\": {reason}", text.trim()),
            None => format!("added \"{}\"", text.trim()),
        });
        let mut added = String::new();
        let mut with_item = |release: &Release| -> Result<Plan, CommandError> {
            let plan = release.plan();
            let role = naming::role(&plan.roles, role)?.id.clone();
            let phase = match &self.phase {
                Some(name) => naming::phase(plan, name)?.clone(),
                None => present_phase(release, context.now())?,
            };
            let (plan, id) = with_item(plan, text, role, phase).map_err(|fault| {
                let hint = fault.way_out();
                let mut error = CommandError::not_evaluated(fault);
                error.hints.extend(hint);
                error
            })?;
            added = format!("  added    {id}\n");
            Ok(plan)
        };
        if self.acting.dry_run {
            let release = context.store().read(&version)?.release;
            let plan = with_item(&release)?;
            let kinds = vec![draft::amending(&release, &plan, reason, None)];
            let appended = journal::preview(release, kinds, author)?;
            return Ok(said(context, &self.acting, &appended));
        }
        let appended =
            journal::amend::<_, CommandError>(&context.store(), &version, author, |release| {
                let plan = with_item(release)?;
                let kind = draft::amending(release, &plan, reason, None);
                Ok((plan, kind))
            })?;
        let mut answer = said(context, &self.acting, &appended);
        answer.text.push_str(&added);
        Ok(answer)
    }
}

/// Returns the first phase whose gate is not at GO, or the last one.
fn present_phase(release: &Release, now: DateTime<Utc>) -> Result<PhaseId, CommandError> {
    let judgements = judge(release, now);
    judgements
        .iter()
        .find(|judgement| judgement.verdict != Verdict::Go)
        .or(judgements.last())
        .map(|judgement| judgement.topic.id().clone())
        .ok_or_else(|| CommandError::not_evaluated(NoPhase).hinted("give `--phase`"))
}

/// A plan without phases.
#[derive(Debug, thiserror::Error)]
#[error("the plan has no phase")]
struct NoPhase;

/// Returns a line for every change, those that loosen the plan first.
fn lines(changes: &[Change]) -> Vec<String> {
    let told = told(changes);
    let sentences = told.iter().map(Alteration::sentence);
    sentences.map(|sentence| format!("  {sentence}")).collect()
}

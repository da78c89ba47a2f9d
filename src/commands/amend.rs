//! `gonogo amend`: a changed library is taken over into a running release.

use super::answer::said;
use super::context::Context;
use super::start::tailored;
use crate::commands::args::{Acting, Selected};
use crate::commands::output::{Answer, Remark};
use crate::domain::admission::Refusal;
use crate::domain::event::EventKind;
use crate::domain::tailor::{Difference, amendment};
use crate::error::CommandError;
use crate::record::journal::{self, Author};

/// Take over changed checklists into a running release
///
/// New items open, reworded items go stale, removed items need a reason; nothing that was recorded is lost.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Example:
  gonogo amend --reason 'the load test moved to the nightly run'

Exit codes:
  0   amended, or nothing to amend
  1   the release is closed
  2   bad checklists, or the reason is missing
  3   disk or lock
  4   the record cannot be trusted")]
pub(crate) struct AmendArgs {
    /// Why; required when items are removed
    #[arg(long, allow_hyphen_values = true)]
    reason: Option<String>,
    #[command(flatten)]
    selected: Selected,
    #[command(flatten)]
    acting: Acting,
}

impl AmendArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        let library = context.library()?;
        let (store, version) = (
            context.store(),
            context.version(self.selected.release.as_deref())?,
        );
        let by = context.actor(&self.acting)?;
        let release = store.read(&version)?.release;
        let new = tailored(&library, &release.header().kind)?;
        let (_, difference) = amendment(&release, new.clone());
        if difference.is_nothing() && !release.has_rival_plans() {
            let remark = Remark::Note(format!("nothing to do: {}", Refusal::NothingToAmend));
            return Ok(Answer {
                remarks: vec![remark],
                ..Answer::default()
            });
        }
        let is_reason_missing = self
            .reason
            .as_deref()
            .is_none_or(|reason| reason.trim().is_empty());
        if !difference.removed.is_empty() && is_reason_missing {
            return Err(CommandError {
                details: lines(&difference),
                ..Refusal::ReasonMissing("removing items").into()
            });
        }
        let changes: String = lines(&difference)
            .iter()
            .map(|line| format!("{line}\n"))
            .collect();
        let author = Author {
            by: &by,
            at: context.now(),
        };
        if self.acting.dry_run {
            let plan = amendment(&release, new).0.digest(release.header());
            let kinds = vec![EventKind::Amended {
                plan,
                reason: self.reason.clone(),
            }];
            let mut answer = said(
                context,
                &self.acting,
                &journal::preview(release, kinds, author)?,
            );
            answer.text.insert_str(0, &format!("{changes}\n"));
            return Ok(answer);
        }
        let appended = journal::amend::<_, CommandError>(
            &store,
            &version,
            author,
            self.reason.clone(),
            |release| Ok(amendment(release, new).0),
        )?;
        let mut answer = said(context, &self.acting, &appended);
        answer.text.push_str(&changes);
        Ok(answer)
    }
}

fn lines(difference: &Difference) -> Vec<String> {
    let added = difference
        .added
        .iter()
        .map(|item| format!("  added    {}", item.id));
    let changed = difference
        .changed
        .iter()
        .map(|item| format!("  changed  {}", item.id));
    let removed = difference
        .removed
        .iter()
        .map(|item| format!("  removed  {}", item.id));
    let other = difference.is_other.then(|| {
        "  changed  roles, gates, notes fields, rollout, rollback, incidents, help or order"
            .to_owned()
    });
    added.chain(changed).chain(removed).chain(other).collect()
}

//! `gonogo status`: where a release stands, and the next commands.

use super::context::Context;
use crate::commands::args::{Format, Printed, Selected, StatusForms};
use crate::commands::output::{Answer, Remark};
use crate::domain::plan::change::changes;
use crate::domain::plan::change::told::told;
use crate::domain::rules::gate::judge_all;
use crate::domain::rules::item_status::ItemStatus;
use crate::domain::rules::naming;
use crate::domain::rules::tailor::drift;
use crate::domain::state::Release;
use crate::error::CommandError;
use crate::render;
use crate::render::json::{StandingReport, envelope};
use crate::render::status::StatusView;

/// Show where a release stands, who it waits for, and the next commands
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  gonogo status
  gonogo status --role qa-automation-engineer
  gonogo status --format markdown
  gonogo status --json | jq '.items[] | select(.state == \"blocked\")'

Exit codes:
  0   shown, whatever the verdict (ask `gonogo gate` for that)
  2   no record, or one that cannot be read
  3   disk or lock
  4   the record cannot be trusted")]
pub(crate) struct StatusArgs {
    /// Only what concerns this role
    #[arg(long)]
    role: Option<String>,
    /// Every item, not only what is outstanding
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    printed: Printed<StatusForms>,
    #[command(flatten)]
    selected: Selected,
}

impl StatusArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        let release = context.release(&self.selected)?;
        let now = context.now();
        let judgements = judge_all(&release, now);
        let role = self
            .role
            .as_deref()
            .map(|name| naming::role(&release.plan().roles, name))
            .transpose()?
            .map(|role| &role.id);
        let select = self.selected.in_commands();
        let remarks = || {
            let mut remarks = Context::clock_warnings(&release, now);
            remarks.extend(drift_note(context, &release, &select));
            remarks
        };
        if self.printed.is_json() {
            let wanted = |standing: &&ItemStatus<'_>| {
                role.is_none_or(|role| standing.item.roles.contains(role))
            };
            let items = judgements
                .iter()
                .flat_map(|judgement| &judgement.items)
                .filter(wanted);
            let report = StandingReport::new(&release, &judgements, items, now, &select);
            return Ok(Answer {
                remarks: remarks(),
                ..Answer::data(envelope(&report))
            });
        }
        let view = StatusView {
            role,
            all: self.all,
            now,
            select: &select,
        };
        let answer = match self.printed.format() {
            Format::Markdown => Answer::data(render::status::markdown(&release, &judgements, view)),
            _ => Answer::text(render::status::status(
                &release,
                &judgements,
                view,
                context.stdout,
            )),
        };
        Ok(Answer {
            remarks: remarks(),
            ..answer
        })
    }
}

/// Says that the checklists of an open release have changed since its plan was made. Checklists that cannot be loaded are
/// the business of `lint`.
fn drift_note(context: &Context, release: &Release, select: &str) -> Option<Remark> {
    if release.outcome().is_some() {
        return None;
    }
    let (plan, difference) = drift(release, &context.library().ok()?)?;
    let changes = changes(release.plan(), &plan);
    let is_loosened = told(&changes).iter().any(|change| change.is_loosened);
    let reason = if is_loosened { " --reason \"…\"" } else { "" };
    Some(Remark::Note(format!(
        "the checklists changed since this release started ({}); apply the changes with `gonogo amend{select}{reason}`",
        difference.summary()
    )))
}

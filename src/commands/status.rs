//! `gonogo status`: where a release stands, and the next commands.

use super::context::Context;
use super::sync::{self, Unshared};
use crate::commands::args::{Format, Printed, Selected, StatusForms};
use crate::commands::output::{Answer, Remark};
use crate::domain::plan::change::changes;
use crate::domain::plan::change::told::told;
use crate::domain::rules::gate::judge_all;
use crate::domain::rules::item_status::ItemStatus;
use crate::domain::rules::naming;
use crate::domain::rules::tailor::drift;
use crate::domain::state::Release;
use crate::domain::text::counted;
use crate::error::CommandError;
use crate::render;
use crate::render::json::{SharingReport, StandingReport, envelope};
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
  4   the record cannot be trusted; for its signatures, it is shown and says so")]
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
        let unshared = sync::unshared(context, &release);
        let remarks = || {
            let mut remarks: Vec<Remark> =
                drift_note(context, &release, &select).into_iter().collect();
            remarks.extend(unshared.as_ref().and_then(sharing_note));
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
            let sharing = unshared.as_ref().map(|it| SharingReport {
                branch: it.branch.words(),
                not_shared: it.lacking.map(|it| it.there),
                not_here: it.lacking.map(|it| it.here),
            });
            let report = StandingReport::new(&release, &judgements, items, now, &select);
            let report = report.shared(sharing);
            let answer = Answer {
                remarks: remarks(),
                ..Answer::data(envelope(&report))
            };
            return Ok(context.doubted(answer, &release, now));
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
        let answer = Answer {
            remarks: remarks(),
            ..answer
        };
        Ok(context.doubted(answer, &release, now))
    }
}

/// Says what is not shared yet, and what others have shared that is not here, as of the last fetch.
fn sharing_note(unshared: &Unshared) -> Option<Remark> {
    let branch = unshared.branch.words();
    let Some(lacking) = unshared.lacking else {
        return Some(Remark::Note(format!(
            "what {branch} has of this release is not known here; `gonogo sync` gets it"
        )));
    };
    let mut parts = Vec::new();
    if lacking.there > 0 {
        let verb = if lacking.there == 1 { "is" } else { "are" };
        parts.push(format!(
            "{} {verb} not yet on {branch}",
            counted(lacking.there, "event")
        ));
    }
    if lacking.here > 0 {
        let events = counted(lacking.here, "event");
        parts.push(format!("{branch} has {events} more"));
    }
    let said = parts.join("; ");
    (!parts.is_empty()).then(|| {
        Remark::Note(format!(
            "{said}, as of the last fetch; share with `gonogo sync`"
        ))
    })
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

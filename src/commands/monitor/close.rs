//! `gonogo monitor close`: a role says what it saw in its window.

use crate::commands::answer;
use crate::commands::args::{Acting, Selected};
use crate::commands::context::Context;
use crate::commands::metric_args::{MeasureArgs, notes};
use crate::commands::output::Answer;
use crate::domain::plan::monitoring::Window;
use crate::domain::rules::admission::{Refusal, RolloutRefusal};
use crate::domain::rules::naming::{self, Named};
use crate::domain::rules::{draft, monitoring};
use crate::domain::state::Release;
use crate::error::CommandError;
use crate::source::Stretch;

/// Close a monitoring window
///
/// After its end, you can close it as clean if all measurements are within their limits. Before its end, it needs
/// `--early` and a reason.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  gonogo monitor close short-term --role devops-engineer --note 'one retry storm at 11:20, gone by itself'
  gonogo monitor close immediate --metric error-rate=0.41
  gonogo monitor close long-term --early --reason 'superseded by 2.4.1'

Exit codes:
  0   closed, or closed already
  1   a rule says no-go, or the window belongs to another role
  2   unknown window or role, or the reason is missing
  3   disk or lock
  4   the record cannot be trusted
  8   the window has not ended, or is not clean")]
pub(crate) struct CloseArgs {
    /// Window to close
    #[arg(value_name = "WINDOW")]
    window: String,
    /// Role that watched [default: the window's]
    #[arg(long)]
    role: Option<String>,
    /// What you saw
    #[arg(long, allow_hyphen_values = true)]
    note: Option<String>,
    /// Close it before its end
    #[arg(long, requires = "reason")]
    early: bool,
    /// Why it is closed before its end
    #[arg(long, allow_hyphen_values = true, requires = "early")]
    reason: Option<String>,
    #[command(flatten)]
    measure: MeasureArgs,
    #[command(flatten)]
    selected: Selected,
    #[command(flatten)]
    acting: Acting,
}

impl CloseArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        let release = context.release(&self.selected)?;
        let window = self.window(&release)?;
        let readings = if self.measure.is_asked_for() {
            let now = context.now();
            let watch = monitoring::watch(&release, now);
            let standing = watch
                .iter()
                .flat_map(|watch| &watch.windows)
                .find(|standing| standing.window.id == window.id);
            let (begins, ends) = standing
                .and_then(|standing| standing.span)
                .unwrap_or((now, now));
            self.measure.read(
                context,
                &release,
                Stretch {
                    from: begins.min(now),
                    to: ends.min(now),
                },
                false,
            )?
        } else {
            Vec::new()
        };
        let mut answer = answer::append(context, &self.selected, &self.acting, |release, _| {
            let window = self.window(release)?;
            let role = match &self.role {
                Some(name) => naming::role(&release.plan().roles, name)?.id.clone(),
                None => window.role.clone(),
            };
            let (note, early) = (self.note.clone(), self.reason.clone());
            Ok(vec![draft::closing_window(
                release,
                &window.id,
                &role,
                note,
                early,
                &readings,
                context.now(),
            )])
        })?;
        answer.remarks.extend(notes(&readings));
        Ok(answer)
    }

    fn window<'r>(&self, release: &'r Release) -> Result<&'r Window, CommandError> {
        let Some(monitoring) = &release.plan().monitoring else {
            return Err(Refusal::from(RolloutRefusal::NoMonitoring).into());
        };
        let found = monitoring
            .windows
            .iter()
            .find(|window| window.id.as_str() == self.window);
        found.ok_or_else(|| {
            let names: Vec<&str> = monitoring
                .windows
                .iter()
                .map(|window| window.id.as_str())
                .collect();
            answer::not_in_plan(Named::Window, &self.window, &names)
        })
    }
}

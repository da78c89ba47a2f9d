//! The checks that a walk runs, as `gonogo check --run` does.

use crate::commands::check::proof::Subject;
use crate::commands::context::Context;
use crate::domain::plan::Check;
use crate::domain::rules::checks::Shown;
use crate::domain::state::Release;
use crate::domain::text::visible;
use crate::error::CommandError;
use crate::ui::checking::Checking;
use crate::ui::stopping::Stopping;
use crate::walk::Checks;

/// Runs the checks that a person asks for in a walk.
pub(super) struct Checker<'c> {
    context: &'c Context,
    /// Whether nothing is drawn meanwhile.
    is_plain: bool,
}

impl<'c> Checker<'c> {
    pub(super) fn of(context: &'c Context, is_plain: bool) -> Self {
        Self { context, is_plain }
    }

    fn shown(&self, release: &Release, check: &Check) -> Result<Shown, CommandError> {
        let subject = Subject::of(self.context, release)?;
        let stopping = Stopping::start().map_err(CommandError::environment)?;
        let progress = (!self.is_plain).then(Checking::start);
        if let Some(progress) = &progress {
            progress.show(visible(&check.line()).into_owned());
        }
        subject.shown(check, &stopping)
    }
}

impl Checks for Checker<'_> {
    fn run(&self, release: &Release, check: &Check) -> Result<Shown, String> {
        self.shown(release, check)
            .map_err(|error| error.to_string())
    }
}

//! What every command does that only shows a release: it says beside it what is wrong with the record.

use chrono::{DateTime, Utc};

use super::context::Context;
use super::signing::vouched;
use crate::commands::args::Selected;
use crate::commands::output::Answer;
use crate::domain::state::Release;
use crate::error::CommandError;

impl Context {
    /// Reads the release that was selected and answers with what `show` makes of it, and says what is wrong with the times of its
    /// events and with their signatures. Of a record that cannot be trusted it says so, with the exit code of `gate`.
    pub(crate) fn shown(
        &self,
        selected: &Selected,
        show: impl FnOnce(&Release, DateTime<Utc>) -> Result<Answer, CommandError>,
    ) -> Result<Answer, CommandError> {
        let release = self.release(selected)?;
        let now = self.now();
        let answer = show(&release, now)?;
        Ok(self.doubted(answer, &release, now))
    }

    /// Says beside an answer what is wrong with the release that it shows, as [`Self::shown`] does.
    pub(crate) fn doubted(
        &self,
        mut answer: Answer,
        release: &Release,
        now: DateTime<Utc>,
    ) -> Answer {
        let ahead = Self::clock_warnings(release, now);
        answer.remarks.splice(0..0, ahead);
        vouched(answer, release)
    }
}

//! The check of an item, run because the person asked for it: a pass goes with the coming sign-off, a failure blocks.

use super::choices::Checked;
use super::question::Notice;
use super::scope::Turn;
use super::session::{Halt, Session};
use crate::domain::plan::Check;
use crate::domain::rules::checks::{Shown, blocker, clearing};
use crate::domain::rules::item_status;
use crate::domain::state::Release;

/// Runs the checks of a release.
pub(crate) trait Checks {
    /// Runs a check to its end, and returns what it showed.
    ///
    /// # Errors
    ///
    /// Why it could not be run, on one line; that says nothing about the item.
    fn run(&self, release: &Release, check: &Check) -> Result<Shown, String>;
}

impl Session<'_> {
    /// Runs the check of a turn, and records what `gonogo check --run` would but for the sign-off: that is for the person to give.
    pub(super) fn check(&mut self, turn: &Turn) -> Result<(), Halt> {
        let release = self.recorder.release();
        let item = release.item(&turn.item);
        let Some(check) = item.and_then(|item| item.check.clone()) else {
            return Ok(());
        };
        let (candidate, item) = (release.candidate().cloned(), release.digest_of(&turn.item));
        self.prompter.tell(&Notice::Checking(&check))?;
        let shown = match self.checks.run(self.recorder.release(), &check) {
            Ok(shown) => shown,
            Err(why) => return Ok(self.prompter.tell(&Notice::NotChecked(&why))?),
        };
        self.prompter.tell(&Notice::Checked(&shown))?;
        let draft = self.drafts.entry(turn.clone()).or_default();
        draft.show(match &shown {
            Shown::Passed(evidence) => Some(Checked {
                evidence: evidence.clone(),
                candidate,
                item,
            }),
            Shown::Failed(_) => None,
        });
        let standing = item_status::standing(self.recorder.release(), &turn.item, self.now());
        let follows = standing.and_then(|standing| match &shown {
            Shown::Passed(_) => clearing(&standing, &turn.role),
            Shown::Failed(why) => blocker(&standing, &turn.role, why),
        });
        if let Some(kind) = follows {
            self.record(&kind)?;
        }
        Ok(())
    }

    /// Takes the evidence of a check out of the coming sign-off when it is about another candidate or another text.
    pub(super) fn drop_outdated(&mut self, turn: &Turn) -> Result<(), Halt> {
        let release = self.recorder.release();
        let (candidate, item) = (release.candidate(), release.digest_of(&turn.item));
        let is_outdated =
            |checked: &Checked| checked.candidate.as_ref() != candidate || checked.item != item;
        if let Some(draft) = self.drafts.get_mut(turn)
            && draft.checked.as_ref().is_some_and(is_outdated)
        {
            draft.show(None);
            self.prompter.tell(&Notice::Outdated)?;
        }
        Ok(())
    }
}

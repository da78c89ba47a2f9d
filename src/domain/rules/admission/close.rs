//! Whether a release may end.

use super::{Admitted, Case, Refusal, given};
use crate::domain::event::Outcome;
use crate::domain::id::{FieldId, RoleId};
use crate::domain::rules::gate::judge;
use crate::domain::rules::notes::{Gap, ReleaseNotes};
use crate::domain::verdict::Verdict;

impl Case<'_> {
    pub(super) fn close(
        &self,
        outcome: Outcome,
        reason: Option<&str>,
        role: Option<&RoleId>,
    ) -> Admitted {
        if outcome != Outcome::Shipped {
            given(reason, "closing a release that did not ship")?;
        }
        match outcome {
            Outcome::Abandoned if self.release.rolling_back().is_some() => {
                self.answer_for_end(role)
            }
            Outcome::Abandoned => Ok(Vec::new()),
            Outcome::RolledBack => self.close_rolled_back(role),
            Outcome::Shipped => match judge(self.release, self.now)
                .last()
                .map_or(Verdict::Hold, |last| last.verdict)
            {
                Verdict::Go => self.notes_are_written(),
                verdict => Err(Refusal::GateShut { verdict }),
            },
        }
    }

    /// What is shipped is told of: the fields of the notes that people have to write are written.
    fn notes_are_written(&self) -> Admitted {
        let notes = ReleaseNotes::of(self.release, self.now);
        let missing = notes.gaps().into_iter().filter_map(|gap| match gap {
            Gap::Missing(notes) => Some(notes.field.id.clone()),
            Gap::Contradicting(..) => None,
        });
        let fields: Vec<FieldId> = missing.collect();
        if fields.is_empty() {
            Ok(Vec::new())
        } else {
            Err(Refusal::NotesMissing { fields })
        }
    }
}

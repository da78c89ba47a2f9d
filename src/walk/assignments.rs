//! Who the roles are in this release: asked at the start, where the playbook says so.

use super::question::{Notice, TextRequest};
use super::session::{Halt, Recorded, Session};
use crate::domain::event::EventKind;
use crate::domain::id::RoleId;

impl Session<'_> {
    /// Asks who the roles are that the playbook wants to know of, and that nobody was named for.
    pub(super) fn assignments(&mut self) -> Result<(), Halt> {
        let release = self.recorder.release();
        if release.outcome().is_some() {
            return Ok(());
        }
        let roles = release.plan().policy.assign.iter();
        let open: Vec<RoleId> = roles
            .filter(|role| release.assigned(role).is_none())
            .cloned()
            .collect();
        for role in open {
            self.assignment(&role)?;
        }
        Ok(())
    }

    fn assignment(&mut self, role: &RoleId) -> Result<(), Halt> {
        while let Some(typed) = self.prompter.text(&TextRequest::Assignee(role))? {
            let Ok(person) = typed.parse() else {
                self.prompter.tell(&Notice::NotAPerson(&typed))?;
                continue;
            };
            let kind = EventKind::Assigned {
                role: role.clone(),
                person,
            };
            if self.record(&kind)? == Recorded::Saved {
                break;
            }
        }
        Ok(())
    }
}

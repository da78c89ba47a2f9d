//! Who may amend a plan, and when it takes a reason.

use super::refusal::Refusal;
use super::{Admitted, Case, given};
use crate::domain::digest::Digest;
use crate::domain::id::RoleId;
use crate::domain::plan::change::Change;
use crate::domain::plan::change::told::{is_only_adding, told};
use crate::domain::rules::signed::is_plan_unproven;

/// The first edition of the rules that asks who amends.
const FIRST_EDITION: u64 = 2;

impl Case<'_> {
    pub(super) fn amend(
        &self,
        plan: &Digest,
        reason: Option<&str>,
        changes: &[Change],
        role: Option<&RoleId>,
    ) -> Admitted {
        let release = self.release;
        if *plan == release.plan().digest(release.header()) && !release.has_rival_plans() {
            // Somebody whose key counts confirms the plan. On reading, nobody may know any more that it had to be.
            let is_confirmed = given(reason, "confirming the plan");
            if self.is_new && is_plan_unproven(release) {
                is_confirmed?;
            } else if self.is_new || is_confirmed.is_err() {
                return Err(Refusal::NothingToAmend);
            }
        }
        if self.edition.is_none_or(|edition| edition < FIRST_EDITION) {
            return Ok(Vec::new());
        }
        if told(changes).iter().any(|change| change.is_loosened) {
            given(reason, "loosening the plan")?;
        }
        match role {
            Some(role) => self.amends_as(role),
            // To ask more is free, as blocking is.
            None if is_only_adding(changes) => Ok(Vec::new()),
            None => Err(Refusal::AmenderMissing(self.amenders())),
        }
    }

    fn amends_as(&self, role: &RoleId) -> Admitted {
        self.known(role)?;
        let may = self.amenders();
        if !may.contains(role) {
            return Err(Refusal::MayNotAmend {
                role: role.clone(),
                may,
            });
        }
        self.member(role).map(|()| Vec::new())
    }

    fn amenders(&self) -> Vec<RoleId> {
        self.release
            .plan()
            .amenders()
            .into_iter()
            .cloned()
            .collect()
    }
}

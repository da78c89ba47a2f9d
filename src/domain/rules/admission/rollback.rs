//! The rules of a rollback: beginning it is free, ending it is answered for.

use super::{Admitted, Case, IncidentRefusal, Refusal, given};
use crate::domain::event::RollbackEvent;
use crate::domain::id::RoleId;
use crate::domain::plan::incident::Mitigation;
use crate::domain::rules::gate::judge_way_back;
use crate::domain::verdict::Verdict;

impl Case<'_> {
    pub(super) fn rollback(&self, event: &RollbackEvent) -> Admitted {
        match event {
            RollbackEvent::Begun {
                reason, trigger, ..
            } => {
                given(Some(reason), "a rollback")?;
                if let Some(trigger) = trigger
                    && self
                        .release
                        .plan()
                        .incidents
                        .as_ref()
                        .is_none_or(|incidents| incidents.trigger(trigger).is_none())
                {
                    return Err(IncidentRefusal::NoTrigger(trigger.clone()).into());
                }
                if self.release.rolling_back().is_some() {
                    return Err(IncidentRefusal::RollingBack.into());
                }
                self.has_been_deployed()?;
                Ok(Vec::new())
            }
            RollbackEvent::Cancelled { role, reason } => {
                given(Some(reason), "cancelling a rollback")?;
                self.may_end(role.as_ref(), Mitigation::Hotfix)
            }
        }
    }

    fn has_been_deployed(&self) -> Result<(), Refusal> {
        let after = self
            .release
            .plan()
            .rollback
            .as_ref()
            .and_then(|rollback| rollback.after.clone());
        match after.filter(|_| !self.release.has_begun_deployment()) {
            Some(after) => {
                let item = self
                    .release
                    .plan()
                    .present()
                    .find(|item| item.marks.as_ref() == Some(&after));
                Err(IncidentRefusal::NothingDeployed {
                    item: item.map(|item| item.id.clone()),
                    after,
                }
                .into())
            }
            None => Ok(()),
        }
    }

    /// Checks that the release may be closed as rolled back: its rollback is verified. A record whose plan knows no
    /// rollback takes anybody's word for it.
    pub(super) fn close_rolled_back(&self, role: Option<&RoleId>) -> Admitted {
        if self.release.plan().rollback.is_none() && self.release.rolling_back().is_none() {
            return Ok(Vec::new());
        }
        let cautions = self.may_end(role, Mitigation::Rollback)?;
        match judge_way_back(self.release, self.now) {
            Some(judgement) if judgement.verdict != Verdict::Go => {
                Err(IncidentRefusal::NotVerified {
                    phase: judgement.topic.id().clone(),
                    verdict: judgement.verdict,
                }
                .into())
            }
            _ => Ok(cautions),
        }
    }

    /// Checks that a rollback is under way, that somebody decided that it ends like this, and that the role answers for it.
    fn may_end(&self, role: Option<&RoleId>, course: Mitigation) -> Admitted {
        if self.release.rolling_back().is_none() {
            return Err(IncidentRefusal::NotRollingBack.into());
        }
        let cautions = self.answer_for_end(role)?;
        if self.release.plan().decision().is_some() && self.release.course() != Some(course) {
            return Err(IncidentRefusal::Undecided {
                course,
                titles: self.deciding_titles(),
            }
            .into());
        }
        Ok(cautions)
    }

    /// Returns the titles of the roles that decide on rollback or hotfix.
    fn deciding_titles(&self) -> String {
        let plan = self.release.plan();
        let roles = plan.decision().map(|duty| duty.roles.as_slice());
        let titles: Vec<_> = roles
            .unwrap_or_default()
            .iter()
            .map(|id| plan.role(id).map_or(id.as_str(), |role| &role.title))
            .collect();
        titles.join(" or ")
    }

    /// Checks that the role answers for the end of a rollback, and the person for the role.
    pub(super) fn answer_for_end(&self, role: Option<&RoleId>) -> Admitted {
        let rollback = self.release.plan().rollback.as_ref();
        let ends = rollback
            .map(|rollback| rollback.ends.as_slice())
            .unwrap_or_default();
        if !ends.is_empty() && role.is_none_or(|role| !ends.contains(role)) {
            return Err(IncidentRefusal::EndsNot {
                roles: ends.to_vec(),
            }
            .into());
        }
        match role {
            Some(role) => {
                self.known(role)?;
                self.act(role)
            }
            None => Ok(Vec::new()),
        }
    }
}

#[cfg(test)]
mod tests;

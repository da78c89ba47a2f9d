//! A rollback in a walk: it begins from a rollout that is stopped, and the role that decides confirms it once.

use super::question::{About, Choice, Request, TextRequest};
use super::rollout::Stepped;
use super::scope::Turn;
use super::session::{Halt, Move, Recorded, Session};
use crate::domain::event::EventKind;
use crate::domain::id::{IncidentId, RoleId};
use crate::domain::plan::incident::Mitigation;
use crate::domain::rules::draft;

impl Session<'_> {
    /// Begins the rollback, for a reason that is asked for. The walk goes on with what it asks.
    pub(super) fn begin_rollback(&mut self) -> Result<Stepped, Halt> {
        let Some(reason) = self.prompter.text(&TextRequest::WhyRollback)? else {
            return Ok(Stepped::Left);
        };
        let good = self.recorder.known_good();
        let release = self.recorder.release();
        let kinds = draft::beginning_rollback(release, reason, None, None, good);
        self.record_all(&kinds)?;
        Ok(match self.recorder.release().rolling_back() {
            Some(_) => Stepped::Quit,
            None => Stepped::Left,
        })
    }

    /// Asks a role that decides to confirm the rollback under way, while nobody has decided. The item that restates the
    /// decision is not asked by itself then.
    pub(super) fn confirm_rollback(&mut self) -> Result<Move, Halt> {
        while let Some((incident, role)) = self.deciding() {
            let reason = self.reason_of_rollback();
            let request = Request {
                about: About::Rollback {
                    role: &role,
                    reason: &reason,
                },
                choices: vec![
                    Choice::Yes,
                    Choice::Decide(Mitigation::Hotfix),
                    Choice::Later,
                    Choice::Quit,
                ],
            };
            let decided = match self.prompter.choice(&request)? {
                Choice::Yes => (Mitigation::Rollback, reason),
                Choice::Decide(course) => {
                    match self.prompter.text(&TextRequest::WhyCourse(course))? {
                        Some(why) => (course, why),
                        None => continue,
                    }
                }
                Choice::Quit => return Ok(Move::Quit),
                _ => {
                    self.put_off_decision(&incident);
                    return Ok(Move::Next);
                }
            };
            let (release, now) = (self.recorder.release(), self.now());
            let kinds = draft::deciding_in(release, &incident, &role, decided, now);
            if self.record_all(&kinds)? == Recorded::Refused {
                return Ok(Move::Next);
            }
        }
        Ok(Move::Next)
    }

    /// Returns the incident of the rollback, and the role of the scope that decides there; `None` when nothing is to be
    /// decided.
    fn deciding(&self) -> Option<(IncidentId, RoleId)> {
        let (release, now) = (self.recorder.release(), self.now());
        let duty = release.plan().decision()?;
        let incident = release.incident_of_rollback(release.rolling_back()?)?;
        if release.course().is_some() {
            return None;
        }
        let admits = |role: &&RoleId| {
            let decided = (Mitigation::Rollback, self.reason_of_rollback());
            let kinds = draft::deciding_in(release, incident.id(), role, decided, now);
            let first = kinds.first();
            first.is_some_and(|kind| self.speaker.may(release, kind, now).is_ok())
        };
        let mut roles = duty.roles.iter().filter(|role| self.scope.has_role(role));
        Some((incident.id().clone(), roles.find(admits)?.clone()))
    }

    fn reason_of_rollback(&self) -> String {
        let begun = self.recorder.release().rolling_back();
        let reason = begun.and_then(|begun| begun.kind.reason());
        reason.unwrap_or_default().to_owned()
    }

    fn put_off_decision(&mut self, incident: &IncidentId) {
        let Some(duty) = self.recorder.release().plan().decision() else {
            return;
        };
        let turn = |role: &RoleId| Turn {
            item: incident.duty(&duty.id),
            role: role.clone(),
        };
        let turns: Vec<Turn> = duty.roles.iter().map(turn).collect();
        for turn in turns {
            self.put_off(&turn);
        }
    }

    /// Records events until one is refused.
    fn record_all(&mut self, kinds: &[EventKind]) -> Result<Recorded, Halt> {
        for kind in kinds {
            if self.record(kind)? == Recorded::Refused {
                return Ok(Recorded::Refused);
            }
        }
        Ok(Recorded::Saved)
    }
}

//! What a record says of its incidents and of its rollback: which events count.

use super::history::{Frontier, History, Seq};
use crate::domain::event::{IncidentStep, RollbackEvent};
use crate::domain::id::IncidentId;
use crate::domain::plan::incident::Mitigation;

/// The events of one incident.
#[derive(Clone, Debug)]
pub(in crate::domain) struct IncidentLog {
    pub(in crate::domain) id: IncidentId,
    /// Its openings: more than one after two branches opened the same one.
    pub(in crate::domain) opened: Vec<Seq>,
    /// Who was named as its commander; more than one after two branches did.
    pub(in crate::domain) commanded: Frontier<()>,
    pub(in crate::domain) notes: Vec<Seq>,
    /// What has to be done, and the event that says that it was.
    pub(in crate::domain) actions: Vec<(Seq, Option<Seq>)>,
    pub(in crate::domain) decided: Frontier<Mitigation>,
    /// Its ends: resolutions and withdrawals.
    pub(in crate::domain) ended: Vec<Seq>,
    pub(in crate::domain) reopened: Vec<Seq>,
    /// Everything that was said of it.
    pub(in crate::domain) told: Vec<Seq>,
    /// The places of its duties in the plan.
    pub(in crate::domain) duties: Vec<usize>,
}

/// The rollbacks of a release.
#[derive(Clone, Debug, Default)]
pub(in crate::domain) struct RollbackLog {
    /// The beginnings that nobody has cancelled.
    pub(in crate::domain) under_way: Frontier<()>,
    /// Every beginning.
    pub(in crate::domain) begun: Vec<Seq>,
}

impl IncidentLog {
    pub(super) fn new(id: IncidentId) -> Self {
        Self {
            id,
            opened: Vec::new(),
            commanded: Frontier::default(),
            notes: Vec::new(),
            actions: Vec::new(),
            decided: Frontier::default(),
            ended: Vec::new(),
            reopened: Vec::new(),
            told: Vec::new(),
            duties: Vec::new(),
        }
    }

    pub(super) fn apply(&mut self, history: &History, seq: Seq, step: &IncidentStep) {
        self.told.push(seq);
        match step {
            IncidentStep::Opened { commander, .. } => {
                self.opened.push(seq);
                if commander.is_some() {
                    self.commanded.replace(history, seq, ());
                }
            }
            IncidentStep::Commanded { .. } => self.commanded.replace(history, seq, ()),
            IncidentStep::Noted { .. } => self.notes.push(seq),
            IncidentStep::ActionAdded { .. } => self.actions.push((seq, None)),
            IncidentStep::ActionDone { action, .. } => {
                let asked = history.place(action);
                if let Some((_, done)) = self
                    .actions
                    .iter_mut()
                    .find(|(added, _)| Some(*added) == asked)
                {
                    done.get_or_insert(seq);
                }
            }
            IncidentStep::Decided { course, .. } => self.decided.replace(history, seq, *course),
            IncidentStep::Resolved { .. } | IncidentStep::Withdrawn { .. } => self.ended.push(seq),
            IncidentStep::Reopened { .. } => self.reopened.push(seq),
        }
    }
}

impl RollbackLog {
    pub(super) fn apply(&mut self, history: &History, seq: Seq, event: &RollbackEvent) {
        match event {
            RollbackEvent::Begun { .. } => {
                self.under_way.add(seq, ());
                self.begun.push(seq);
            }
            RollbackEvent::Cancelled { .. } => self.under_way.clear_seen(history, seq),
        }
    }
}

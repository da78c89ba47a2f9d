//! What a record says of one risk: which events count.

use super::history::{Frontier, History, Seq};
use crate::domain::event::RiskEvent;
use crate::domain::id::RiskId;

/// The events of one risk.
#[derive(Clone, Debug)]
pub(in crate::domain) struct RiskLog {
    pub(super) id: RiskId,
    /// The event that raised it.
    pub(super) first: Seq,
    /// How it is described; in two ways after two branches raised or changed the same one.
    pub(super) described: Frontier<()>,
    pub(super) closed: Vec<Seq>,
}

impl RiskLog {
    pub(super) fn new(id: RiskId, first: Seq) -> Self {
        Self {
            id,
            first,
            described: Frontier::default(),
            closed: Vec::new(),
        }
    }

    pub(super) fn apply(&mut self, history: &History, seq: Seq, event: &RiskEvent) {
        match event {
            RiskEvent::Raised { .. } => self.described.replace(history, seq, ()),
            RiskEvent::Closed { .. } => self.closed.push(seq),
        }
    }
}

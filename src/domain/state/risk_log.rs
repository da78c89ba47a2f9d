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
    /// The events that raised it without knowing of each other: several after branches were joined that raised different risks
    /// under one name.
    roots: Vec<Seq>,
}

impl RiskLog {
    pub(super) fn new(id: RiskId, first: Seq) -> Self {
        Self {
            id,
            first,
            described: Frontier::default(),
            closed: Vec::new(),
            roots: Vec::new(),
        }
    }

    /// Tells whether the name stands for several risks that nobody has told apart yet.
    pub(super) fn is_ambiguous(&self) -> bool {
        self.roots.len() > 1 && self.described.iter().count() > 1
    }

    fn note_root(&mut self, history: &History, seq: Seq) {
        let seen = |root: &&Seq| history.sees(seq, **root);
        match self.roots.iter().filter(seen).count() {
            0 => self.roots.push(seq),
            all if all == self.roots.len() => self.roots.truncate(1),
            _ => {}
        }
    }

    /// Applies an event of the risk. A description that nothing proves stands beside the others.
    pub(super) fn apply(
        &mut self,
        history: &History,
        seq: Seq,
        event: &RiskEvent,
        is_beside: bool,
    ) {
        if matches!(event, RiskEvent::Raised { .. }) {
            self.note_root(history, seq);
        }
        match event {
            RiskEvent::Raised { .. } if is_beside => self.described.add(seq, ()),
            RiskEvent::Raised { .. } => self.described.replace(history, seq, ()),
            RiskEvent::Closed { .. } => self.closed.push(seq),
        }
    }
}

//! What is still in force of the answers on one item, of the calls at one gate, and of the texts in one field.
//!
//! The only place that decides which event replaces which within a subject.

use std::collections::BTreeMap;

use super::history::{Frontier, History, Seq};
use crate::domain::event::{Call, EventKind};
use crate::domain::id::RoleId;
use crate::domain::plan::Item;

/// The answers on one item that are still in force, as places of events.
#[derive(Clone, Debug, Default)]
pub(in crate::domain) struct ItemLog {
    pub(in crate::domain) signed: Vec<Option<Seq>>,
    /// The sign-off of each person, by what tells people apart, for every role; of an item that several people sign.
    pub(in crate::domain) signers: Vec<BTreeMap<String, Seq>>,
    pub(in crate::domain) ruled_out: Option<Seq>,
    pub(in crate::domain) waived: Option<Seq>,
    /// The waivers of an item that several roles waive together, role by role.
    pub(in crate::domain) waived_by: Vec<Option<Seq>>,
    pub(in crate::domain) blocked: Frontier<()>,
    reopened: Frontier<()>,
}

/// Where a role stands among those that sign an item, and among those that waive it together.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slots {
    pub(super) signs: Option<usize>,
    pub(super) waives: Option<usize>,
}

impl Slots {
    pub(super) fn of(item: &Item, role: &RoleId) -> Self {
        let place = |roles: &[RoleId]| roles.iter().position(|known| known == role);
        Self {
            signs: place(&item.roles),
            waives: place(&item.waived_by),
        }
    }
}

/// The calls of one role at one gate that are still in force.
#[derive(Clone, Debug, Default)]
pub(in crate::domain) struct CallLog {
    pub(in crate::domain) go: Option<Seq>,
    pub(in crate::domain) no_go: Frontier<()>,
}

/// What was written into one field of the release notes and still stands.
#[derive(Clone, Debug, Default)]
pub(super) struct FieldLog {
    pub(super) written: Frontier<()>,
    pub(super) added: Vec<Seq>,
}

impl ItemLog {
    pub(super) fn of(item: &Item) -> Self {
        Self {
            signed: vec![None; item.roles.len()],
            signers: item
                .signers
                .map(|_| vec![BTreeMap::new(); item.roles.len()])
                .unwrap_or_default(),
            waived_by: vec![None; item.waived_by.len()],
            ..Self::default()
        }
    }

    pub(super) fn apply(
        &mut self,
        history: &History,
        seq: Seq,
        slots: Slots,
        by: impl FnOnce() -> String,
        kind: &EventKind,
    ) {
        match kind {
            EventKind::Blocked { .. } => self.blocked.add(seq, ()),
            EventKind::Unblocked { .. } => self.blocked.clear_seen(history, seq),
            EventKind::Reopened { .. } => self.restart(history, seq),
            _ if !self.reopened.is_seen_by(history, seq) => {}
            EventKind::Signed { .. } => {
                if let Some(slot) = slots.signs {
                    self.signed[slot] = Some(seq);
                    if let Some(signers) = self.signers.get_mut(slot) {
                        signers.insert(by(), seq);
                    }
                }
            }
            EventKind::NotApplicable { .. } => self.ruled_out = Some(seq),
            EventKind::Waived { .. } => {
                self.waived = Some(seq);
                if let Some(slot) = slots.waives {
                    self.waived_by[slot] = Some(seq);
                }
            }
            _ => {}
        }
    }
}

impl ItemLog {
    /// Retracts every answer, and those to come whose authors have not seen `seq`.
    pub(super) fn restart(&mut self, history: &History, seq: Seq) {
        self.reopened.replace(history, seq, ());
        self.signed.fill(None);
        self.signers.iter_mut().for_each(BTreeMap::clear);
        self.ruled_out = None;
        self.waived = None;
        self.waived_by.fill(None);
    }
}

impl CallLog {
    pub(super) fn apply(&mut self, history: &History, seq: Seq, call: Call) {
        match call {
            Call::Go => {
                self.no_go.clear_seen(history, seq);
                self.go = Some(seq);
            }
            Call::NoGo => self.no_go.replace(history, seq, ()),
        }
    }
}

impl FieldLog {
    pub(super) fn write(&mut self, history: &History, seq: Seq) {
        self.written.replace(history, seq, ());
        self.added.retain(|added| !history.sees(seq, *added));
    }
}

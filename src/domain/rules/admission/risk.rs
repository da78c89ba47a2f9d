//! The rules of the risk register: raising a risk is free, and it has an owner and says something.

use chrono::Datelike as _;

use super::refusal::RiskRefusal;
use super::{Admitted, Case, given};
use crate::domain::event::{EventKind, RiskEvent, YEARS};
use crate::domain::id::RiskId;
use crate::domain::state::RegisteredRisk;
use crate::domain::text::visible;

impl Case<'_> {
    pub(super) fn risk(&self, event: &RiskEvent) -> Admitted {
        match event {
            RiskEvent::Raised { risk, .. } => self.raise(risk, event),
            RiskEvent::Closed { risk, reason, .. } => self.close_risk(risk, reason),
        }
    }

    fn raise(&self, id: &RiskId, event: &RiskEvent) -> Admitted {
        let RiskEvent::Raised {
            text,
            owner,
            mitigation,
            due,
            from,
            ..
        } = event
        else {
            return Ok(Vec::new());
        };
        let is_blank = |text: &str| text.trim().is_empty();
        if is_blank(text) {
            return Err(RiskRefusal::Blank("the risk").into());
        }
        if mitigation.as_deref().is_some_and(is_blank) {
            return Err(RiskRefusal::Blank("the mitigation").into());
        }
        if due.is_some_and(|due| !YEARS.contains(&due.year())) {
            return Err(RiskRefusal::DueOutOfTime.into());
        }
        self.known_who(Some(owner))?;
        let known = self.release.risk(id);
        let next = self.release.next_risk();
        let refusal = match known.as_slice() {
            [] if *id != next => RiskRefusal::NotNext(next),
            [] => return Ok(Vec::new()),
            [risk, ..] if !risk.is_open() => RiskRefusal::Closed(id.clone()),
            several if self.is_new && self.loses_a_risk(several, text) => self.ambiguous(id),
            several if several.iter().all(|risk| risk.from != from.as_ref()) => {
                RiskRefusal::OtherOrigin(id.clone())
            }
            [risk] if risk.described.kind == EventKind::Risk(event.clone()) => {
                RiskRefusal::Same(id.clone())
            }
            _ => return Ok(Vec::new()),
        };
        Err(refusal.into())
    }

    /// Tells whether one of several risks under one name would be told of nowhere any more.
    fn loses_a_risk(&self, known: &[RegisteredRisk<'_>], text: &str) -> bool {
        let is_kept = |one: &RegisteredRisk<'_>| {
            let mut others = self.release.risks().filter(|other| other.id != one.id);
            one.text == text || others.any(|other| other.text == one.text)
        };
        let is_ambiguous = known
            .first()
            .is_some_and(|risk| self.release.is_ambiguous_risk(risk.id));
        is_ambiguous && !known.iter().all(is_kept)
    }

    fn ambiguous(&self, id: &RiskId) -> RiskRefusal {
        let known = self.release.risk(id);
        RiskRefusal::Ambiguous {
            risk: id.clone(),
            texts: known.iter().map(|risk| visible(risk.text).into()).collect(),
        }
    }

    fn close_risk(&self, id: &RiskId, reason: &str) -> Admitted {
        if self.is_new && self.release.is_ambiguous_risk(id) {
            return Err(self.ambiguous(id).into());
        }
        match self.release.risk(id).first() {
            None => Err(RiskRefusal::NoRisk(id.clone()).into()),
            Some(risk) if !risk.is_open() => Err(RiskRefusal::ClosedAlready(id.clone()).into()),
            Some(_) => given(Some(reason), "closing a risk").map(|()| Vec::new()),
        }
    }
}

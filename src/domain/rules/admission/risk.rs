//! The rules of the risk register: raising a risk is free, and it has an owner and says something.

use chrono::Datelike as _;

use super::refusal::RiskRefusal;
use super::{Admitted, Case, given};
use crate::domain::event::{EventKind, RiskEvent, YEARS};
use crate::domain::id::RiskId;

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

    fn close_risk(&self, id: &RiskId, reason: &str) -> Admitted {
        match self.release.risk(id).first() {
            None => Err(RiskRefusal::NoRisk(id.clone()).into()),
            Some(risk) if !risk.is_open() => Err(RiskRefusal::ClosedAlready(id.clone()).into()),
            Some(_) => given(Some(reason), "closing a risk").map(|()| Vec::new()),
        }
    }
}

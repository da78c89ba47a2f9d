//! The risk register of a release: what was raised, and what is closed.

use std::cmp::Reverse;

use chrono::{DateTime, NaiveDate, Utc};

use super::history::Seq;
use super::incident::is_past;
use super::release::Release;
use super::risk_log::RiskLog;
use crate::domain::event::{CarriedRisk, Event, EventKind, RiskEvent, RiskLevel, RiskOutcome};
use crate::domain::id::RiskId;
use crate::domain::plan::incident::Who;

/// A risk of the register, as it is described.
#[derive(Clone, Copy, Debug)]
pub struct RegisteredRisk<'r> {
    /// Its name.
    pub id: &'r RiskId,
    /// What may happen.
    pub text: &'r str,
    /// How likely it is.
    pub likelihood: RiskLevel,
    /// How much harm it would do.
    pub impact: RiskLevel,
    /// Who watches it.
    pub owner: &'r Who,
    /// What is done about it.
    pub mitigation: Option<&'r str>,
    /// The day by which that is done.
    pub due: Option<NaiveDate>,
    /// The risk of an earlier release that it carries on.
    pub from: Option<&'r CarriedRisk>,
    /// The event that raised it.
    pub raised: &'r Event,
    /// The event that described it last.
    pub described: &'r Event,
    /// How it ended, and the event that closed it.
    pub end: Option<(RiskOutcome, &'r Event)>,
}

impl Release {
    pub(super) fn apply_risk(&mut self, seq: Seq, event: &RiskEvent, is_beside: bool) {
        let (RiskEvent::Raised { risk, .. } | RiskEvent::Closed { risk, .. }) = event;
        let known = self.risks.iter().position(|log| log.id == *risk);
        let place = known.unwrap_or_else(|| {
            self.risks.push(RiskLog::new(risk.clone(), seq));
            self.risks.len() - 1
        });
        self.risks[place].apply(&self.history, seq, event, is_beside);
    }

    /// Returns the risks in the order in which they were raised. One that two branches described differently is there once
    /// for each description.
    pub fn risks(&self) -> impl Iterator<Item = RegisteredRisk<'_>> {
        self.risks.iter().flat_map(|log| self.registered(log))
    }

    /// Returns how a risk is described: mostly in one way, and in none when there is no such risk.
    pub fn risk(&self, id: &RiskId) -> Vec<RegisteredRisk<'_>> {
        self.risks().filter(|risk| risk.id == id).collect()
    }

    /// Tells whether a name stands for several risks, because branches that raised them were joined, and nobody has told
    /// them apart yet.
    pub(crate) fn is_ambiguous_risk(&self, id: &RiskId) -> bool {
        self.risks
            .iter()
            .any(|log| log.id == *id && log.is_ambiguous())
    }

    /// Returns the risks that are not closed, the highest first.
    pub(crate) fn open_risks(&self) -> Vec<RegisteredRisk<'_>> {
        let mut open: Vec<_> = self.risks().filter(RegisteredRisk::is_open).collect();
        open.sort_by_key(|risk| Reverse(risk.level()));
        open
    }

    /// Returns the name of the next risk.
    pub(crate) fn next_risk(&self) -> RiskId {
        let is_free = |id: &RiskId| self.risks.iter().all(|log| log.id != *id);
        let mut names = (1..).map(RiskId::numbered);
        names.find(is_free).unwrap_or_else(|| RiskId::numbered(1))
    }

    fn registered<'r>(&'r self, log: &'r RiskLog) -> impl Iterator<Item = RegisteredRisk<'r>> {
        let end = self.end_of_risk(log);
        let raised = self.event(log.first);
        let descriptions = log.described.iter();
        descriptions.filter_map(move |(seq, ())| {
            let described = self.event(*seq);
            let EventKind::Risk(RiskEvent::Raised {
                risk,
                text,
                likelihood,
                impact,
                owner,
                mitigation,
                due,
                from,
            }) = &described.kind
            else {
                return None;
            };
            Some(RegisteredRisk {
                id: risk,
                text,
                likelihood: *likelihood,
                impact: *impact,
                owner,
                mitigation: mitigation.as_deref(),
                due: *due,
                from: from.as_ref(),
                raised,
                described,
                end,
            })
        })
    }

    /// A risk is closed when the author of its end knew how it is described everywhere.
    fn end_of_risk(&self, log: &RiskLog) -> Option<(RiskOutcome, &Event)> {
        let knows = |closed: &&Seq| log.described.is_seen_by(&self.history, **closed);
        let event = self.event(*log.closed.iter().rev().find(knows)?);
        match &event.kind {
            EventKind::Risk(RiskEvent::Closed { outcome, .. }) => Some((*outcome, event)),
            _ => None,
        }
    }
}

impl RegisteredRisk<'_> {
    /// Tells whether it is not closed.
    pub fn is_open(&self) -> bool {
        self.end.is_none()
    }

    /// Returns how high it is, by its likelihood and its impact.
    pub fn level(&self) -> RiskLevel {
        RiskLevel::of(self.likelihood, self.impact)
    }

    /// Tells whether it is open, and the day for what is done about it is over, in UTC.
    pub(crate) fn is_overdue(&self, now: DateTime<Utc>) -> bool {
        self.is_open() && is_past(self.due, now)
    }
}

//! Which monitoring windows may be closed.

use crate::domain::event::WindowClosed;
use crate::domain::event::reading::Measured;
use crate::domain::id::MetricId;
use crate::domain::rules::admission::refusal::RolloutRefusal;
use crate::domain::rules::admission::{Admitted, Case, given};
use crate::domain::rules::judge::overall;
use crate::domain::rules::monitoring::{self, WindowState};
use crate::domain::verdict::{Ruling, Verdict};

impl Case<'_> {
    pub(in crate::domain::rules::admission) fn close_window(
        &self,
        closing: &WindowClosed,
    ) -> Admitted {
        let watch =
            monitoring::watch(self.release, self.now).ok_or(RolloutRefusal::NoMonitoring)?;
        let standing = watch
            .windows
            .iter()
            .find(|standing| standing.window.id == closing.window);
        let standing = standing.ok_or_else(|| RolloutRefusal::NoWindow(closing.window.clone()))?;
        let window = standing.window;
        if window.role != closing.role {
            let (window, role) = (window.id.clone(), window.role.clone());
            return Err(RolloutRefusal::NotYourWindow {
                window,
                role,
                given: closing.role.clone(),
            }
            .into());
        }
        let id = || window.id.clone();
        let Some((begins, ends)) = standing.span else {
            return Err(RolloutRefusal::Unwatched(watch.monitoring.starts_at.clone()).into());
        };
        match (standing.state, &closing.early) {
            (WindowState::Closed, _) | (WindowState::ClosedEarly, Some(_)) => {
                return Err(RolloutRefusal::WindowClosed(id()).into());
            }
            (WindowState::Ahead, None) => {
                return Err(RolloutRefusal::WindowAhead {
                    window: id(),
                    begins,
                }
                .into());
            }
            (_, None) if self.now < ends => {
                return Err(RolloutRefusal::WindowOpen { window: id(), ends }.into());
            }
            (_, Some(reason)) => given(Some(reason), "closing a window early")?,
            (_, None) => {}
        }
        self.are_known(&closing.readings)?;
        let is_measured = |metric: &MetricId| {
            let mut readings = closing.readings.iter();
            readings.any(|reading| reading.metric == *metric)
        };
        if self.release.edition().is_some() {
            self.follow(is_measured, &closing.readings, &closing.findings)?;
        }
        let unclean = closing
            .findings
            .iter()
            .filter(|finding| finding.ruling != Ruling::Go);
        let mut findings: Vec<String> = unclean.map(|finding| finding.text.clone()).collect();
        // What no rule judges has at least to be there.
        let is_judged = |reading: &&Measured| {
            closing
                .findings
                .iter()
                .any(|finding| finding.metric == reading.metric)
        };
        let unjudged = closing
            .readings
            .iter()
            .filter(|reading| !is_judged(reading));
        findings.extend(unjudged.filter_map(|it| {
            Some(format!(
                "{} was not measured: {}",
                it.metric,
                it.missing.as_ref()?
            ))
        }));
        // A window that is closed early has a reason; what was measured is kept beside the reason.
        if !findings.is_empty() && closing.early.is_none() {
            let verdict = overall(&closing.findings).verdict().max(Verdict::Hold);
            return Err(RolloutRefusal::NotClean {
                window: id(),
                findings,
                verdict,
            }
            .into());
        }
        self.act(&closing.role)
    }
}

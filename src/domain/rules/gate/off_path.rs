//! The gates off the path: that of a rollback, and what incidents ask for.

use chrono::{DateTime, Utc};

use super::{Judgement, Reason, is_unpolled, judge, no_go, poll_reasons, unsettled};
use crate::domain::plan::incident;
use crate::domain::rules::item_status::{self, ItemStatus};
use crate::domain::state::Release;
use crate::domain::verdict::Verdict;

/// Judges whatever is asked of the release at `now`: the way back first while it is rolled back, then every gate on the
/// path, and last its incidents, when it had any.
pub fn judge_all(release: &Release, now: DateTime<Utc>) -> Vec<Judgement<'_>> {
    let mut judgements: Vec<_> = judge_way_back(release, now).into_iter().collect();
    judgements.extend(judge(release, now));
    judgements.extend(judge_incidents(release, now));
    judgements
}

/// Tells whether somebody can act on what a gate waits for: while the release goes back, nobody can on its path.
pub fn is_in_hand(release: &Release, judgement: &Judgement<'_>) -> bool {
    release.rolling_back().is_none() || !judgement.is_on_path(release.plan())
}

/// Judges the gate of the rollback, while the release is rolled back: over the items of its phase, and the duties of
/// incidents that name it.
pub fn judge_way_back(release: &Release, now: DateTime<Utc>) -> Option<Judgement<'_>> {
    let phase = release.entered_way_back()?;
    let items: Vec<_> = item_status::standings(release, now)
        .filter(|standing| standing.item.phase == phase.id)
        .collect();
    let mut reasons: Vec<_> = unsettled(&items).collect();
    reasons.extend(release.has_rival_plans().then_some(Reason::Plans));
    reasons.extend(poll_reasons(release, phase));
    reasons.extend(
        release
            .no_gos()
            .iter()
            .filter(|no_go| is_unpolled(phase, no_go))
            .map(no_go),
    );
    let had_items = release
        .plan()
        .items
        .iter()
        .any(|item| item.phase == phase.id);
    if (had_items || phase.gate.poll.is_empty()) && !items.iter().any(ItemStatus::is_asked) {
        reasons.push(Reason::EmptyPlan);
    }
    let verdict = reasons
        .iter()
        .map(Reason::verdict)
        .max()
        .unwrap_or(Verdict::Go);
    Some(Judgement {
        phase,
        verdict,
        reasons,
        items,
        is_of_incidents: false,
        now,
    })
}

/// Judges the incidents of a release, when it had any: whether they are over, and their duties settled.
pub fn judge_incidents(release: &Release, now: DateTime<Utc>) -> Option<Judgement<'_>> {
    release.incidents().next()?;
    let way_back = release.entered_way_back().map(|phase| &phase.id);
    let is_own = |standing: &ItemStatus<'_>| {
        standing.item.incident.is_some() && Some(&standing.item.phase) != way_back
    };
    let items: Vec<_> = item_status::standings(release, now)
        .filter(is_own)
        .collect();
    let mut reasons: Vec<_> = release.unresolved().map(Reason::Incident).collect();
    reasons.extend(unsettled(&items));
    let verdict = reasons
        .iter()
        .map(Reason::verdict)
        .max()
        .unwrap_or(Verdict::Go);
    Some(Judgement {
        phase: incident::phase(),
        verdict,
        reasons,
        items,
        is_of_incidents: true,
        now,
    })
}

//! What another candidate makes stale, and what stays.

use chrono::{DateTime, Utc};

use crate::domain::event::{Event, EventKind};
use crate::domain::id::{Candidate, ItemId, PhaseId, RoleId};
use crate::domain::rules::{calls, item_status};
use crate::domain::state::Release;

/// What a respin does to the answers and calls of a release.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Effect {
    /// The items that were settled and have to be answered again.
    pub stale_items: Vec<ItemId>,
    /// The items that stay settled.
    pub kept_items: Vec<ItemId>,
    /// The roles whose GO goes stale, each with the phase of the gate.
    pub stale_calls: Vec<(PhaseId, RoleId)>,
    /// The roles whose GO stays.
    pub kept_calls: Vec<(PhaseId, RoleId)>,
}

impl Effect {
    /// Says on a line each what goes stale and what stays.
    pub(crate) fn sentences(&self) -> Vec<String> {
        let items = |items: &[ItemId]| items.iter().map(ToString::to_string).collect();
        let calls = |calls: &[(PhaseId, RoleId)]| {
            let calls = calls.iter().map(|(phase, role)| format!("{phase}: {role}"));
            calls.collect()
        };
        let parts: [(&str, Vec<String>); 4] = [
            ("stale", items(&self.stale_items)),
            ("stale calls", calls(&self.stale_calls)),
            ("stays", items(&self.kept_items)),
            ("calls that stay", calls(&self.kept_calls)),
        ];
        parts
            .iter()
            .filter(|(_, names)| !names.is_empty())
            .map(|(what, names)| format!("{what}: {}", names.join(", ")))
            .collect()
    }
}

/// Returns what the release on another candidate would lose and keep at `now`, in the plan's order.
pub fn effect(release: &Release, candidate: &Candidate, now: DateTime<Utc>) -> Option<Effect> {
    let kind = EventKind::Respun {
        candidate: candidate.clone(),
        reason: None,
    };
    let by = release.start()?.by.clone();
    let event = Event::new(&release.header().id, now, by, kind, release.heads());
    let after = release.clone().after(event);
    let mut effect = Effect::default();
    for before in
        item_status::standings(release, now).filter(|it| it.state.is_settled() && it.is_asked())
    {
        let id = &before.item.id;
        let stays = item_status::standing(&after, id, now).is_some_and(|it| it.state.is_settled());
        let place = if stays {
            &mut effect.kept_items
        } else {
            &mut effect.stale_items
        };
        place.push(id.clone());
    }
    for phase in &release.plan().phases {
        for role in release
            .poll_of(phase)
            .filter(|role| calls::is_go(release, phase, role))
        {
            let stays = calls::is_go(&after, phase, role);
            let place = if stays {
                &mut effect.kept_calls
            } else {
                &mut effect.stale_calls
            };
            place.push((phase.id.clone(), role.clone()));
        }
    }
    Some(effect)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::testing::{Story, plan};

    #[test]
    fn answers_and_calls_that_hold_for_one_candidate_go_stale() {
        let mut plan = plan(&[
            "pre/a dev",
            "pre/b dev bound",
            "pre/c dev bound maybe",
            "pre/d dev bound",
            "gate pre dev",
            "ship/e dev",
            "gate ship qa",
        ]);
        plan.phases[1].gate.holds_for_release = true;
        let story = Story::of(plan).tell(&[
            "dev signs a",
            "dev signs b",
            "dev rules out c because no such thing",
            "rm waives d because later",
            "dev calls go at pre",
            "qa calls go at ship",
        ]);
        let (now, release) = (story.now, story.clone().release());
        assert_eq!(
            effect(&release, &"c2".into(), now).unwrap().sentences(),
            [
                "stale: pre/b, pre/c, pre/d",
                "stale calls: pre: dev",
                "stays: pre/a",
                "calls that stay: ship: qa",
            ]
        );
        let story = story.tell(&["respin c2"]);
        let (now, release) = (story.now, story.clone().release());
        let said = |id: &str| {
            let standing = item_status::standing(&release, &id.into(), now).unwrap();
            (standing.state.word(), standing.sentence())
        };
        assert_eq!(
            said("pre/d"),
            ("stale", "waived, but for another candidate".to_owned())
        );
        assert_eq!(
            said("pre/c"),
            (
                "stale",
                "\"not applicable\", but for another candidate".to_owned()
            )
        );
        let back = story.tell(&["respin c1"]);
        let (now, release) = (back.now, back.release());
        let standing = item_status::standing(&release, &"pre/d".into(), now).unwrap();
        assert_eq!(
            standing.state.word(),
            "waived",
            "it holds again for its candidate"
        );
    }
}

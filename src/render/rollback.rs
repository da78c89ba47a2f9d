//! The way back, for people.

use std::fmt::Write as _;

use crate::domain::event::{EventKind, RollbackEvent};
use crate::domain::id::{Candidate, RoleId};
use crate::domain::rules::judgement::Judgement;
use crate::domain::state::Release;
use crate::domain::text::visible;

/// Says which release the rollback that is under way goes back to.
pub(crate) fn known_good(release: &Release) -> String {
    match release.rolling_back().map(|event| &event.kind) {
        Some(EventKind::Rollback(RollbackEvent::Begun {
            back_to: Some(good),
            ..
        })) => {
            let candidate = good
                .candidate
                .as_ref()
                .map_or("no candidate", Candidate::as_str);
            format!(
                "the last known-good release is {}, {}\n",
                good.version,
                visible(candidate)
            )
        }
        _ => "no earlier shipped release on record; choose the version to go back to\n".to_owned(),
    }
}

/// Returns what is asked in the rollback that is under way, and of whom.
pub(crate) fn way_back(judgement: &Judgement<'_>) -> String {
    let mut text = format!("\n{}\n", visible(judgement.topic.title()));
    for standing in judgement
        .items
        .iter()
        .filter(|standing| standing.is_asked())
    {
        let roles: Vec<&str> = standing.item.roles.iter().map(RoleId::as_str).collect();
        let mark = if standing.state.is_settled() {
            'x'
        } else {
            ' '
        };
        let _ = writeln!(
            text,
            "  [{mark}] {}  [{}]",
            visible(&standing.item.text),
            roles.join(", ")
        );
    }
    text
}

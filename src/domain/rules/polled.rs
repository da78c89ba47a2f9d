//! At which gate a role calls when nobody names one.

use chrono::{DateTime, Utc};

use crate::domain::id::{PhaseId, RoleId};
use crate::domain::rules::gate::judge_all;
use crate::domain::rules::judgement::{Judgement, is_in_hand};
use crate::domain::rules::reason::Reason;
use crate::domain::state::Release;
use crate::domain::verdict::Verdict;

/// Returns the gates that a call of this role may be meant for: the first that polls it and is not at GO, or, when calls
/// of the role hold no longer, every gate where it has to call again. Empty when no gate asks for it.
pub(crate) fn gates_for<'r>(
    release: &'r Release,
    role: &RoleId,
    now: DateTime<Utc>,
) -> Vec<&'r PhaseId> {
    let judgements = judge_all(release, now);
    let shut: Vec<_> = shut(release, &judgements)
        .filter(|judgement| release.polls(judgement.topic, role))
        .collect();
    let waits = |judgement: &Judgement<'_>, is_again: bool| {
        judgement.reasons.iter().any(|reason| {
            matches!(reason, Reason::Call { role: of, outdated, .. }
                if *of == role && outdated.is_some() == is_again)
        })
    };
    let again: Vec<_> = shut.iter().filter(|it| waits(it, true)).collect();
    if again.is_empty() {
        return shut.first().map(|it| it.topic.id()).into_iter().collect();
    }
    // A gate that was never called at comes into question once the others have to be called again anyway.
    let first = shut.iter().find(|it| waits(it, false));
    let meant = |it: &&&Judgement<'r>| {
        waits(it, true) || first.is_some_and(|first| first.topic == it.topic)
    };
    shut.iter().filter(meant).map(|it| it.topic.id()).collect()
}

/// Returns the roles that the first gate asks for which is not at GO and polls somebody for whom `speaks` holds; all of
/// the first gate's when there is none.
pub(crate) fn asked_roles(
    release: &Release,
    speaks: impl Fn(&RoleId) -> bool,
    now: DateTime<Utc>,
) -> Option<(&PhaseId, Vec<RoleId>)> {
    let judgements = judge_all(release, now);
    let polls = || {
        shut(release, &judgements).map(|judgement| {
            let topic = judgement.topic;
            (
                topic.id(),
                release.poll_of(topic).cloned().collect::<Vec<_>>(),
            )
        })
    };
    polls()
        .find(|(_, poll)| poll.iter().any(&speaks))
        .or_else(|| polls().next())
}

/// Returns the gates that are not at GO and that somebody can act on: on the path, or those off it while the release goes back.
fn shut<'j, 'r>(
    release: &'r Release,
    judgements: &'j [Judgement<'r>],
) -> impl Iterator<Item = &'j Judgement<'r>> {
    judgements.iter().filter(|judgement| {
        judgement.verdict != Verdict::Go
            && !judgement.is_of_incidents()
            && is_in_hand(release, judgement)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::testing::{Story, plan};

    fn gates(role: &str, lines: &[&str]) -> Vec<String> {
        let plan = plan(&[
            "pre/a dev",
            "gate pre dev+qa",
            "mid/b dev",
            "gate mid qa",
            "ship/c dev",
            "gate ship dev",
        ]);
        let story = Story::of(plan).tell(lines);
        let now = story.now;
        let release = story.release();
        let found = gates_for(&release, &role.into(), now);
        found.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_call_goes_to_the_first_gate_that_polls_the_role_and_is_not_at_go() {
        let pre = ["dev signs a", "dev calls go at pre", "qa calls go at pre"];
        let done = [
            &pre[..],
            &["dev signs b", "qa calls go at mid", "dev signs c"],
        ]
        .concat();
        let respun = [&done[..], &["dev calls go at ship", "respin c2"]].concat();
        let once = [&respun[..], &["dev calls go at pre"]].concat();
        for (role, lines, expected) in [
            ("dev", &[][..], &["pre"][..]),
            ("dev", &pre[..2], &["pre"]),
            // The gate between polls another role.
            ("dev", &pre, &["ship"]),
            ("qa", &pre, &["mid"]),
            ("dev", &done, &["ship"]),
            ("rm", &done, &[]),
            // After a respin, the first one is not meant just because it is the oldest.
            ("dev", &respun, &["pre", "ship"]),
            ("dev", &once, &["ship"]),
        ] {
            assert_eq!(gates(role, lines), expected, "{role} after {lines:?}");
        }
    }

    #[test]
    fn a_gate_that_was_never_called_at_is_a_choice_beside_those_to_call_at_again() {
        let lines = ["dev signs a", "dev calls go at pre", "respin c2"];
        assert_eq!(gates("dev", &lines), ["pre", "ship"]);
    }
}

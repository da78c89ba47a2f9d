//! What can be said of a release to those who do not read its record: the properties that a GO showed, as words that a policy
//! engine compares.

use crate::domain::plan::{Separation, Signatures};
use crate::domain::rules::gate::wait_ended;
use crate::domain::rules::item_status::ItemState;
use crate::domain::rules::judgement::Judgement;
use crate::domain::state::Release;
use crate::domain::verdict::Verdict;

/// What every property begins with: whose words they are.
const SCOPE: &str = "GONOGO";

/// Returns the properties that these judgements show, each as upper-case words after [`SCOPE`], joined by `_`: for every gate at
/// GO one with the name of its phase, then what held for all of them. `is_held` says that the plan was held against a policy.
pub fn properties(release: &Release, judgements: &[Judgement<'_>], is_held: bool) -> Vec<String> {
    let plan = release.plan();
    let gos = judgements.iter().filter(|it| it.verdict == Verdict::Go);
    let mut properties: Vec<String> = gos
        .map(|it| format!("{SCOPE}_GATE_{}_GO", word(it.topic.id().as_str())))
        .collect();
    let of_all = [
        (
            matches!(plan.policy.signatures, Signatures::All),
            "SIGNED_ALL",
        ),
        (
            matches!(plan.policy.signatures, Signatures::Roles(_)),
            "SIGNED_ROLES",
        ),
        (
            plan.policy.separation == Separation::Enforce,
            "SEPARATION_ENFORCED",
        ),
        (
            !judgements.iter().any(|it| is_waived(release, it)),
            "NO_WAIVERS",
        ),
        (is_held, "POLICY_HELD"),
    ];
    let of_all = of_all.into_iter().filter(|(is_so, _)| *is_so);
    properties.extend(of_all.map(|(_, property)| format!("{SCOPE}_{property}")));
    properties
}

/// Tells whether something was left undone on purpose: an item was waived, or a wait ended before its time.
fn is_waived(release: &Release, judgement: &Judgement<'_>) -> bool {
    let is_waived = |state: ItemState| state == ItemState::Waived;
    let phase = release.plan().phase(judgement.topic.id());
    judgement.items.iter().any(|item| is_waived(item.state))
        || phase.is_some_and(|phase| wait_ended(release, phase).is_some())
}

fn word(name: &str) -> String {
    name.to_ascii_uppercase().replace('-', "_")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::plan::Plan;
    use crate::domain::rules::gate::judge_all;
    use crate::domain::testing::{Story, plan};

    fn two_gates() -> Plan {
        plan(&[
            "pre/a dev",
            "pre/b dev",
            "gate pre dev",
            "ship-it/c ops",
            "gate ship-it ops",
        ])
    }

    #[track_caller]
    fn case(name: &str, plan: &Plan, script: &[&str], expected: &[&str]) {
        let story = Story::of(plan.clone()).tell(script);
        let now = story.now;
        let release = story.release();
        let judged = judge_all(&release, now);
        let scoped = expected.iter().map(|word| format!("{SCOPE}_{word}"));
        let expected: Vec<String> = scoped.collect();
        assert_eq!(properties(&release, &judged, false), expected, "{name}");
    }

    #[test]
    fn a_property_is_said_of_what_was_verified_alone() {
        let ready = ["dev signs a", "dev signs b", "dev calls go at pre"];
        let plain = two_gates();
        case("nothing", &plain, &[], &["NO_WAIVERS"]);
        case("one gate", &plain, &ready, &["GATE_PRE_GO", "NO_WAIVERS"]);
        let all = [&ready[..], &["ops signs c", "ops calls go at ship-it"]].concat();
        let gates = ["GATE_PRE_GO", "GATE_SHIP_IT_GO"];
        case(
            "both",
            &plain,
            &all,
            &[&gates[..], &["NO_WAIVERS"]].concat(),
        );
        let waived = [
            "dev signs a",
            "rm waives b because later",
            "dev calls go at pre",
        ];
        case("a waiver", &plain, &waived, &["GATE_PRE_GO"]);
        let waits = plan(&[
            "pre/a dev bound marks=vote-called",
            "gate pre dev wait=vote-called+72h",
        ]);
        let early = [
            "dev signs a",
            "dev calls go at pre",
            "rm shortens pre because all have voted",
        ];
        case("a wait that was ended", &waits, &early, &["GATE_PRE_GO"]);
        for (signatures, expected) in [
            (Signatures::All, "SIGNED_ALL"),
            (Signatures::Roles(vec!["dev".into()]), "SIGNED_ROLES"),
        ] {
            let mut plan = two_gates();
            plan.policy.signatures = signatures;
            case(expected, &plan, &[], &[expected, "NO_WAIVERS"]);
        }
        let mut strict = two_gates();
        strict.policy.separation = Separation::Enforce;
        case(
            "separation",
            &strict,
            &[],
            &["SEPARATION_ENFORCED", "NO_WAIVERS"],
        );
        let release = Story::of(plain).release();
        let held = properties(&release, &[], true);
        assert!(held[1].ends_with("_POLICY_HELD"), "{held:?}");
    }
}

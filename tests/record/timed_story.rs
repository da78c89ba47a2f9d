//! The story of a release with everything that depends on time or on several hands: a day that it is planned for, a gate that
//! waits, a sign-off that runs out, and a waiver of two roles.

use chrono::NaiveDate;
use gonogo::domain::event::{Call, EventKind};
use gonogo::domain::id::RoleId;
use gonogo::domain::plan::{After, Bound, Due, Item, Plan};
use gonogo::domain::rules::draft;
use gonogo::domain::state::Release;

use crate::support::{Teller, header, item, phase, wide_plan};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn timed_plan() -> Plan {
    let mut plan = wide_plan(0);
    plan.phases[0].gate.due = Due::parse("-7d");
    plan.phases[0].gate.wait = After::parse("vote-called + 72h");
    plan.phases.push(phase("launch", "Launch", &["qa"]));
    plan.items = vec![
        Item {
            bound: Bound::Candidate,
            marks: Some("vote-called".into()),
            ..item("pre-release/call-vote", "Call the vote", &["developer"])
        },
        Item {
            fresh: Some(86_400),
            due: Due::parse("-21d"),
            ..item("pre-release/smoke", "Run the smoke tests", &["qa"])
        },
        Item {
            signers: None,
            waived_by: ["qa", "writer"].map(RoleId::from).into(),
            ..item("launch/docs", "Publish the manual", &["writer"])
        },
    ];
    plan
}

fn waived(story: &mut Teller, name: &str, role: &str) {
    let (item, role) = ("launch/docs".into(), role.into());
    let reason = "the old manual still holds".to_owned();
    let kind = draft::waiving(&story.release, &item, &role, reason, None).expect("an item");
    story.tell(name, kind);
}

fn shortened(story: &mut Teller) {
    let (phase, role) = ("pre-release".into(), "manager".into());
    let reason = "everybody has voted".to_owned();
    let kind = draft::shortening(&story.release, &phase, role, reason);
    story.tell("Mary", kind);
}

/// The vote is cut short on two candidates, the release day slips, a sign-off runs out, and two roles waive an item; an
/// amendment changes each of the rules. In the end a check blocks an item.
pub(crate) fn timed() -> Release {
    let mut story = Teller::under(Some(1), header(&[]), timed_plan(), Some("9fceb02"));
    let planned = |day, reason: Option<&str>| EventKind::Planned {
        day,
        reason: reason.map(str::to_owned),
    };
    story.tell("Mary", planned(day("2026-12-11"), None));
    story.sign("Joan", "pre-release/smoke", "qa");
    story.sign("Grace", "pre-release/call-vote", "developer");
    shortened(&mut story);
    story.tell("Mary", planned(day("2026-12-18"), Some("a respin")));
    let respun = EventKind::Respun {
        candidate: "c0ffee".into(),
        reason: Some("the licence was missing".to_owned()),
    };
    story.tell("Grace", respun);
    story.sign("Grace", "pre-release/call-vote", "developer");
    story.seconds += 90_000;
    story.sign("Joan", "pre-release/smoke", "qa");
    shortened(&mut story);
    let phase = "pre-release".into();
    let go = draft::calling(&story.release, &phase, &"manager".into(), Call::Go, None);
    story.tell("Mary", go);
    waived(&mut story, "Joan", "qa");
    waived(&mut story, "Ada", "writer");
    let mut plan = story.release.plan().clone();
    plan.phases[0].gate.due = Due::parse("-3d");
    plan.phases[0].gate.wait = After::parse("vote-called + 24h");
    plan.items[1].fresh = Some(172_800);
    plan.items[1].due = None;
    plan.items[2].waived_by = vec!["qa".into()];
    story.amend("Mary", plan);
    waived(&mut story, "Joan", "qa");
    let blocked = EventKind::Blocked {
        item: "pre-release/smoke".into(),
        role: "qa".into(),
        reason: "the check failed: exit code 1".to_owned(),
        by_check: true,
        acted_for: None,
    };
    story.tell("Joan", blocked);
    story.release
}

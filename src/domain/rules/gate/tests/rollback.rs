//! The way back and incidents at the gates.

use super::{brief, briefs};
use crate::domain::event::{Event, Outcome};
use crate::domain::plan::incident::Mitigation;
use crate::domain::rules::draft;
use crate::domain::rules::gate::{judge, judge_all, judge_incidents, judge_way_back};
use crate::domain::rules::judgement::overall;
use crate::domain::rules::readiness;
use crate::domain::rules::tailor::merge;
use crate::domain::testing::{Story, incident_plan, person, plan, rollout_plan, side_by_side};
use crate::domain::verdict::Verdict;

const SHIPPED: [&str; 2] = ["ops signs b", "rm calls go at ship"];
const BACK: &str = "ops rolls back because it burns";

fn after(lines: &[&str]) -> Story {
    Story::of(incident_plan()).tell(&SHIPPED).tell(lines)
}

/// Returns what every gate says, those off the path too.
fn all(story: &Story) -> Vec<String> {
    let release = story.clone().release();
    judge_all(&release, story.now).iter().map(brief).collect()
}

#[test]
fn the_way_back_is_asked_once_a_rollback_has_begun() {
    let before = after(&[]);
    assert_eq!(
        all(&before),
        ["GO ship"],
        "and before, nobody is asked for it"
    );
    let begun = after(&[BACK]);
    assert_eq!(
        all(&begun),
        [
            "HOLD back: undo open, qa uncalled",
            "NO-GO ship: rolling back"
        ]
    );
    let verified = begun.tell(&["ops signs undo", "qa calls go at back"]);
    assert_eq!(
        all(&verified),
        ["GO back", "NO-GO ship: rolling back"],
        "the release itself does not go"
    );
}

#[test]
fn duties_that_name_the_way_back_count_at_its_gate() {
    let story = after(&[BACK, "qa opens incident checkout fails", "ops signs undo"]);
    assert_eq!(
        all(&story),
        [
            "HOLD back: verified open, qa uncalled",
            "NO-GO ship: rolling back, incident-1 open",
            "HOLD incident: incident-1 open, restore open, course open",
        ]
    );
    let ended = story.tell(&["qa signs incident-1/verified", "qa calls go at back"]);
    assert_eq!(all(&ended)[0], "GO back");
}

#[test]
fn an_incident_holds_the_path_until_it_is_over_and_its_duties_hold_nothing() {
    let story = after(&["qa opens incident checkout fails"]);
    let incident = "HOLD incident: incident-1 open, restore open, verified open, course open";
    assert_eq!(all(&story), ["HOLD ship: incident-1 open", incident]);
    let over = story.tell(&["ops resolves 1 because a bad index"]);
    assert_eq!(
        all(&over),
        [
            "GO ship",
            "HOLD incident: restore open, verified open, course open"
        ]
    );
    let release = over.clone().release();
    assert_eq!(
        overall(&judge_all(&release, over.now)),
        Some(Verdict::Go),
        "the duties may outlast the release"
    );
    let blocked = over.tell(&["ops blocks incident-1/restore because the disk is gone"]);
    assert_eq!(
        all(&blocked)[1],
        "NO-GO incident: restore blocked, verified open, course open"
    );
}

#[test]
fn a_second_rollback_asks_everything_anew() {
    let first = [
        BACK,
        "qa opens incident x",
        "ops signs undo",
        "qa signs incident-1/verified",
        "qa calls go at back",
    ];
    let again = [
        "pm decides hotfix in 1 because small",
        "rm cancels the rollback because small",
        BACK,
    ];
    let story = after(&first).tell(&again);
    assert_eq!(
        all(&story)[0],
        "HOLD back: undo open, verified open, qa stale",
        "its duties of the incident too"
    );
}

#[test]
fn an_answer_from_a_branch_that_knew_only_the_first_rollback_does_not_count_for_the_second() {
    let before = [
        SHIPPED[0],
        SHIPPED[1],
        BACK,
        "qa opens incident x",
        "pm decides hotfix in 1 because small",
    ];
    let (left, right) = (
        ["rm cancels the rollback because small", BACK],
        ["ops signs undo"],
    );
    side_by_side(&incident_plan(), &before, &left, &right, |release, now| {
        let gate = judge_way_back(release, now).expect("a rollback");
        assert_eq!(
            brief(&gate),
            "HOLD back: undo open, verified open, qa uncalled"
        );
    });
}

#[test]
fn a_rollback_that_one_branch_began_stands_beside_what_the_other_did() {
    let ready = [SHIPPED[0], SHIPPED[1]];
    side_by_side(
        &incident_plan(),
        &ready,
        &[BACK],
        &["close shipped"],
        |release, now| {
            assert_eq!(release.outcome(), None, "the careful one wins");
            assert_eq!(briefs(release, now), ["NO-GO ship: rolling back"]);
        },
    );
    let decided = [
        "ops signs b",
        BACK,
        "qa opens incident x",
        "pm decides hotfix in 1 because small",
    ];
    // Whoever cancels one rollback has not cancelled the next, which began elsewhere.
    let late = [
        "rm cancels the rollback because small",
        "ops rolls back because again",
    ];
    side_by_side(
        &incident_plan(),
        &decided,
        &late,
        &["rm cancels the rollback because small"],
        |release, _| {
            assert!(release.rolling_back().is_some());
        },
    );
}

#[test]
fn the_end_of_a_rollback_is_the_end_of_the_release() {
    let verified = [
        "ops signs undo",
        "qa signs incident-1/verified",
        "qa calls go at back",
    ];
    let story = after(&[BACK, "qa opens incident x"]).tell(&verified);
    let story = story.tell(&[
        "pm decides rollback in 1 because safe",
        "close rolled-back by rm because it burns",
    ]);
    assert_eq!(
        all(&story)[1],
        "NO-GO ship: rolled-back: it burns, incident-1 open"
    );
}

#[test]
fn a_shipped_release_that_goes_back_is_open_again() {
    let story = after(&["close shipped", BACK]);
    let release = story.clone().release();
    assert_eq!(release.outcome(), None);
    assert_eq!(
        all(&story),
        [
            "HOLD back: undo open, qa uncalled",
            "NO-GO ship: rolling back"
        ]
    );
    let decided = story.tell(&[
        "qa opens incident x",
        "pm decides hotfix in 1 because small",
    ]);
    let on = decided.tell(&[
        "rm cancels the rollback because small",
        "ops resolves 1 because a bad index",
    ]);
    assert_eq!(
        on.clone().release().outcome(),
        None,
        "and stays open until somebody closes it again"
    );
    assert_eq!(
        all(&on)[0],
        "HOLD ship: rm stale",
        "on another word than that from before the rollback"
    );
    let again = on.tell(&["rm calls go at ship", "close shipped"]);
    assert_eq!(
        again.release().outcome().map(Outcome::word),
        Some("shipped")
    );
}

#[test]
fn whoever_goes_on_after_a_rollback_rolls_out_anew() {
    let staged = || {
        plan(&[
            "ship/b ops",
            "rollout ship",
            "choice direct",
            "strategy direct: full 100",
            "rollback back",
        ])
    };
    let enter = "ops enters full at 100 rm overriding because urgent";
    let told = |lines: &[&str]| {
        let story = Story::of(staged()).tell(lines);
        (story.clone().release(), story.now)
    };
    let lines = [
        "ops signs b",
        enter,
        "close shipped",
        BACK,
        "rm cancels the rollback because small",
    ];
    let (release, now) = told(&lines);
    assert_eq!(
        briefs(&release, now),
        ["NO-GO ship: rollout rollout-aborted"]
    );
    let (release, now) = told(&[&lines[..], &["ops enters full at 100 because fixed"]].concat());
    assert_eq!(briefs(&release, now), ["GO ship"]);
    let (release, now) = told(&[&lines[..], &["respin c2", "ops enters full at 100"]].concat());
    assert_eq!(briefs(&release, now), ["GO ship"]);
}

#[test]
fn an_incident_keeps_the_rollout_from_its_next_stage_until_a_hotfix_was_decided_on() {
    let staged = [
        "ship/b ops",
        "rollout ship",
        "choice direct",
        "strategy direct: full 100",
        "class app dev",
        "decision course pm",
    ];
    let words = |lines: &[&str]| {
        let story = Story::of(plan(&staged)).tell(lines);
        let release = story.clone().release();
        readiness::ahead(&release, &judge(&release, story.now), story.now)
            .iter()
            .map(|reason| reason.explain().code.word())
            .collect::<Vec<_>>()
    };
    assert_eq!(words(&[]), [""; 0]);
    assert_eq!(words(&["qa opens incident x"]), ["incident"]);
    assert_eq!(
        words(&[
            "qa opens incident x",
            "pm decides rollback in 1 because safe"
        ]),
        ["incident"]
    );
    assert_eq!(
        words(&[
            "qa opens incident x",
            "pm decides hotfix in 1 because small"
        ]),
        [""; 0]
    );
    assert_eq!(
        words(&["qa opens incident x", "dev resolves 1 because a bad index"]),
        [""; 0]
    );
}

#[test]
fn a_stage_that_was_entered_without_knowing_of_a_rollback_is_stopped_by_it() {
    let staged = plan(&[
        "ship/b ops",
        "rollout ship",
        "choice direct",
        "strategy direct: full 100",
        "rollback back",
    ]);
    let (left, right) = (
        [BACK, "rm cancels the rollback because small"],
        ["ops enters full at 100"],
    );
    side_by_side(&staged, &["ops signs b"], &left, &right, |release, now| {
        assert_eq!(
            briefs(release, now),
            ["NO-GO ship: rollout rollout-aborted"]
        );
    });
}

#[test]
fn an_end_that_did_not_know_of_a_rollback_ends_nothing() {
    let decided = ["ops signs b", "rm calls go at ship"];
    for end in ["close shipped", "close abandoned because no budget"] {
        side_by_side(
            &incident_plan(),
            &decided,
            &[BACK],
            &[end],
            |release, now| {
                assert_eq!(release.outcome(), None, "{end}");
                assert!(judge_way_back(release, now).is_some(), "{end}");
            },
        );
    }
}

#[test]
fn a_decision_that_is_taken_back_decides_nothing() {
    let story = after(&[
        BACK,
        "qa opens incident x",
        "pm decides hotfix in 1 because small",
        "pm signs incident-1/course",
    ]);
    assert_eq!(story.clone().release().course(), Some(Mitigation::Hotfix));
    let taken_back = story.tell(&["pm reopens incident-1/course because it is not"]);
    assert_eq!(taken_back.clone().release().course(), None);
    let mut taken_back = taken_back;
    assert!(
        taken_back.try_line("pm signs incident-1/course").is_err(),
        "and has to be made anew"
    );
}

#[test]
fn an_amendment_that_moves_a_duty_leaves_one_of_it() {
    let story = after(&["qa opens incident x", "dev signs incident-1/restore"]);
    let mut moved = incident_plan();
    for duty in &mut moved.incidents.as_mut().expect("incidents").duties {
        duty.id = duty
            .id
            .as_str()
            .replace("incident/", "response/")
            .as_str()
            .into();
    }
    let release = story.clone().release();
    let (plan, _) = merge(release.plan(), moved);
    let kind = draft::amending(&release, &plan, Some("moved".to_owned()), None);
    let event = Event::new(
        &release.header().id,
        story.now,
        person("rm"),
        kind,
        release.heads().to_vec(),
    );
    let release = release.amended(plan, event);
    let named = release
        .plan()
        .items
        .iter()
        .filter(|item| item.id.as_str() == "incident-1/restore")
        .count();
    assert_eq!(named, 1);
    let incidents = release.plan().incidents.as_ref().expect("incidents");
    let names: Vec<_> = incidents
        .duties_of(&"incident-1".into())
        .map(|duty| (duty.id.to_string(), duty.removed))
        .collect();
    let expected =
        ["restore", "verified", "course"].map(|name| (format!("incident-1/{name}"), false));
    assert_eq!(names, expected, "the record has a slot for each, once");
}

#[test]
fn an_amendment_takes_no_rollback_away() {
    let story = after(&[BACK, "qa opens incident x"]);
    let release = story.clone().release();
    let bare = plan(&["ship/b ops marks=out", "gate ship rm"]);
    let (plan, _) = merge(release.plan(), bare);
    let kind = draft::amending(&release, &plan, None, None);
    let event = Event::new(
        &release.header().id,
        story.now,
        person("rm"),
        kind,
        release.heads().to_vec(),
    );
    let release = release.amended(plan, event);
    let gate = judge_way_back(&release, story.now).expect("a rollback");
    assert_eq!(
        brief(&gate),
        "HOLD back: qa uncalled, empty",
        "its items are removed, so nothing can be verified; its poll stays"
    );
    let duties = judge_incidents(&release, story.now).expect("an incident");
    assert_eq!(
        brief(&duties),
        "HOLD incident: incident-1 open",
        "and so are the duties"
    );
}

#[test]
fn a_rollback_stops_the_rollout_for_good_until_it_starts_again() {
    let plan = || {
        let mut plan = rollout_plan();
        plan.rollback =
            incident_plan()
                .rollback
                .map(|rollback| crate::domain::plan::rollback::Rollback {
                    after: None,
                    ..rollback
                });
        plan
    };
    let story = Story::of(plan()).tell(&["ops rolls back because it burns"]);
    let release = story.clone().release();
    let lines: Vec<_> = readiness::ahead(&release, &judge(&release, story.now), story.now)
        .iter()
        .map(|reason| reason.explain().code.word())
        .collect();
    assert_eq!(
        lines,
        ["rollback"],
        "nothing starts while the release goes back"
    );
    assert!(
        judge(&release, story.now)
            .iter()
            .all(|judgement| judgement.verdict == Verdict::NoGo)
    );
}

/// Tells every story of these lines up to a length, as far as the rules allow it.
fn every_story(story: &Story, lines: &[&str], length: usize, check: &mut dyn FnMut(&Story)) {
    check(story);
    if length == 0 {
        return;
    }
    for line in lines {
        let mut next = story.clone();
        if next.try_line(line).is_ok() {
            every_story(&next, lines, length - 1, check);
        }
    }
}

#[test]
fn no_story_gets_past_a_rollback() {
    let lines = [
        BACK,
        "ops signs undo",
        "qa signs incident-1/verified",
        "ops reopens undo because not yet",
        "retract course",
        "qa calls go at back",
        "qa calls no-go at back because it smells",
        "pm decides hotfix in 1 because small",
        "pm decides rollback in 1 because safe",
        "rm cancels the rollback because small",
        "qa resolves 1 because a bad index",
        "qa withdraws 1 because a test",
        "close rolled-back by rm because it burns",
        "close abandoned by rm because hopeless",
        "close shipped",
    ];
    let (mut verified, mut ended) = (0, 0);
    every_story(
        &after(&["qa opens incident x", BACK]),
        &lines,
        5,
        &mut |story| {
            let release = story.clone().release();
            let Some(begun) = release.rolling_back() else {
                return;
            };
            let path = judge(&release, story.now);
            assert!(
                path.iter()
                    .all(|judgement| judgement.verdict == Verdict::NoGo),
                "{:?}",
                all(story)
            );
            assert_ne!(release.outcome().map(Outcome::word), Some("shipped"));
            let since: Vec<&str> = release
                .events()
                .iter()
                .skip_while(|event| event.id != begun.id)
                .map(|event| event.kind.word())
                .collect();
            if judge_way_back(&release, story.now).is_some_and(|gate| gate.verdict == Verdict::Go) {
                verified += 1;
                assert!(
                    since.contains(&"signed") && since.contains(&"called"),
                    "{since:?}"
                );
            }
            if release.outcome() == Some(Outcome::RolledBack) {
                ended += 1;
                assert!(since.contains(&"decided"), "{since:?}");
            }
        },
    );
    assert!(
        verified > 10 && ended > 0,
        "{verified} verified and {ended} ended: the stories come that far"
    );
}

//! What the writer wrote is sound, on branches too; what it would not have written is named.

use proptest::prelude::*;

use super::*;
use crate::domain::event::{Call, Outcome, RolloutEvent};
use crate::domain::person::Person;
use crate::domain::plan::{Plan, Signatures};
use crate::domain::standing::{Proof, Standing};
use crate::domain::testing::{Story, incident_plan, person, plan, rollout_plan, side_by_side};
use crate::domain::verdict::Ruling;

/// Everything that a release can have at once.
fn whole_plan() -> Plan {
    let incidents = incident_plan();
    let mut whole = plan(&[
        "pre/a dev",
        "pre/c dev+qa proof",
        "pre/d qa maybe",
        "pre/k dev killer",
        "gate pre dev+qa",
        "fact db",
    ]);
    let rollout = rollout_plan();
    whole.items.extend(
        rollout
            .items
            .into_iter()
            .filter(|item| item.phase.as_str() == "ship"),
    );
    whole.items.extend(
        incidents
            .items
            .iter()
            .filter(|item| item.phase.as_str() == "back")
            .cloned(),
    );
    whole.phases.push(rollout.phases[1].clone());
    whole.rollout = rollout.rollout;
    whole.rollback = incidents.rollback;
    whole.incidents = incidents.incidents;
    whole
}

/// What people may do, in an order in which much of it is allowed.
const LINES: [&str; 64] = [
    "dev signs a",
    "dev signs c with https://ci/1",
    "qa signs c with https://ci/2",
    "qa rules out d because no such thing",
    "qa reopens d because wrong",
    "qa signs d",
    "rm waives d because later",
    "qa blocks a because it burns",
    "qa unblocks a because it is out",
    "fact db = no because nothing to migrate",
    "fact db = yes because after all",
    "dev signs k",
    "dev calls no-go at pre because it burns",
    "dev calls go at pre",
    "qa calls go at pre",
    "ops baselines errors=0.4",
    "rm takes quick because x",
    "ops enters canary at 5",
    "ops observes errors=0.4",
    "wait 14m",
    "ops observes errors=0.4/0.5/0.4",
    "qa calls go on canary",
    "ops observes errors=0.6",
    "qa calls go on canary because known",
    "ops pauses because x",
    "ops resumes because x",
    "ops baselines errors=0.5 because x",
    "ops enters full at 100",
    "ops enters quarter at 25",
    "rm enters quarter at 25 rm overriding because x",
    "wait 30m",
    "qa calls go on quarter",
    "dev calls go on quarter",
    "ops observes errors=1.9",
    "ops enters full at 100 rm overriding because we must",
    "ops signs b",
    "rm calls go at ship",
    "reword a",
    "retract d",
    "unpoll qa",
    "allow errors 9",
    "drop stage quarter",
    "respin c2",
    "respin c1",
    "rm reads c0 c1 2026-11-20T08:00:00Z",
    "qa opens critical app incident checkout fails",
    "dev commands 1",
    "ops notes 1 pods restart",
    "qa asks dev in 1 to write it up",
    "dev does action 1 in 1",
    "ops rolls back because it burns",
    "pm decides rollback in 1 because worse",
    "pm decides hotfix in 1 because small",
    "dev signs restore",
    "ops signs restore",
    "qa signs verified",
    "ops signs undo",
    "qa calls go at back",
    "rm cancels the rollback because fixed",
    "rm resolves 1 because a bad index",
    "qa withdraws 1 because a test",
    "close shipped",
    "close rolled-back rm because it burns",
    "close abandoned rm because no budget",
];

/// Lines in their order, with some left out, some again elsewhere, on three branches that meet now and then. One branch
/// alone amends the plan, as git would leave a conflict otherwise.
fn stories() -> impl Strategy<Value = Vec<String>> {
    let step = (0..LINES.len(), 0..10_usize, 0..8_usize);
    prop::collection::vec(step, 1..90).prop_map(|steps| {
        let mut at = 0;
        let mut told = Vec::new();
        for (elsewhere, branch, jump) in steps {
            at = if jump == 0 {
                elsewhere
            } else {
                (at + 1) % LINES.len()
            };
            let line = LINES[at];
            let is_amendment = ["reword", "retract", "unpoll", "allow", "drop"]
                .iter()
                .any(|word| line.starts_with(word));
            told.push(match branch {
                _ if is_amendment => format!("left: {line}"),
                0 => format!("left: {line}"),
                1 => format!("right: {line}"),
                2 => "merge".to_owned(),
                _ => line.to_owned(),
            });
        }
        told
    })
}

fn faults(record: Record) -> Vec<String> {
    match replay(record) {
        Ok(_) => Vec::new(),
        Err(faults) => faults.iter().map(ToString::to_string).collect(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn every_story_that_the_writer_made_is_accepted_by_the_reader(lines in stories()) {
        let mut story = Story::of(whole_plan());
        for line in &lines {
            let _ = story.try_line(line);
        }
        let release = story.release();
        prop_assert_eq!(faults(release.record().clone()), Vec::<String>::new());
        prop_assert_eq!(unjudged(&release), 0);
    }
}

#[test]
fn a_record_with_the_duties_of_an_incident_in_its_plan_is_replayed_without_them() {
    let release = Story::of(whole_plan())
        .tell(&[
            "ops baselines errors=0.4",
            "ops enters canary at 5",
            "ops rolls back because it burns",
            "ops signs undo",
            "qa calls go at back",
            "qa opens critical app incident checkout fails",
        ])
        .release();
    let duties = release.plan().items.iter();
    assert!(duties.filter(|item| item.incident.is_some()).count() > 0);
    assert_eq!(faults(release.record().clone()), Vec::<String>::new());
}

#[test]
fn the_random_stories_get_somewhere() {
    let mut story = Story::of(whole_plan());
    let allowed = LINES
        .iter()
        .filter(|line| story.try_line(line).is_ok())
        .map(|line| line.split(' ').nth(1).unwrap_or_default())
        .collect::<Vec<_>>();
    assert!(allowed.len() > 40, "{allowed:?}");
    assert!(faults(story.release().record().clone()).is_empty());
}

/// Adds an event that nobody admitted.
fn forge(release: &Release, by: &Person, kind: EventKind) -> Record {
    let at = release.events().last().unwrap().at;
    let heads = release.heads();
    let event = Event::new(&release.header().id, at, by.clone(), kind, heads);
    release.clone().after(event).record().clone()
}

#[test]
fn an_event_that_was_never_allowed_is_named_with_its_author_and_the_rule() {
    let mut closed = plan(&["pre/a dev", "pre/b dev", "gate pre dev"]);
    closed.roles[0].members = vec![person("dev")];
    let release = Story::of(closed).tell(&["dev signs a"]).release();
    let digest = release.digest_of(&"pre/b".into()).unwrap();
    let signed = EventKind::Signed {
        item: "pre/b".into(),
        role: "dev".into(),
        candidate: None,
        note: None,
        evidence: Vec::new(),
        digest,
        ahead: None,
        ahead_reason: None,
        acted_for: None,
    };
    assert!(faults(forge(&release, &person("dev"), signed.clone())).is_empty());
    let [fault] = &faults(forge(&release, &person("Eve"), signed))[..] else {
        panic!("one fault");
    };
    assert!(
        fault.starts_with("event `signed` of item `pre/b` for `dev` by Eve <"),
        "{fault}"
    );
    assert!(
        fault.ends_with(
            "was never allowed: Eve <Eve@octoacme.example> is not a member of role `dev`"
        ),
        "{fault}"
    );
    let go = EventKind::Called {
        phase: "pre".into(),
        role: "dev".into(),
        call: Call::Go,
        reason: None,
        candidate: release.candidate().cloned(),
        acted_for: None,
    };
    let closed = EventKind::Closed {
        outcome: Outcome::Shipped,
        reason: None,
        role: None,
    };
    for (kind, rule) in [
        (go, "`dev` must finish 1 item first: `pre/b`"),
        (closed, "can't close as shipped: on HOLD"),
    ] {
        let found = faults(forge(&release, &person("dev"), kind));
        assert!(found[0].ends_with(rule), "{found:?}");
    }
}

#[test]
fn what_was_never_allowed_is_named_whoever_signed_it() {
    let mut plan = plan(&["pre/a dev", "pre/b dev", "gate pre dev"]);
    plan.policy.signatures = Signatures::All;
    let release = Story::of(plan).tell(&["dev signs a"]).release();
    let go = EventKind::Called {
        phase: "pre".into(),
        role: "dev".into(),
        call: Call::Go,
        reason: None,
        candidate: release.candidate().cloned(),
        acted_for: None,
    };
    let verified = Standing::Verified(Proof {
        key: "ssh-ed25519 SHA256:x".to_owned(),
        line: "allowed_signers:1".to_owned(),
        flawed: Vec::new(),
    });
    let record = forge(&release, &person("dev"), go);
    let standings = record.events.iter();
    let standings = standings
        .map(|event| (event.id, verified.clone()))
        .collect();
    let found = replay_weighed(record, &Recomputed::default(), standings).unwrap_err();
    let found: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert_eq!(found.len(), 1, "{found:?}");
    let rule = "was never allowed: `dev` must finish 1 item first: `pre/b`";
    assert!(found[0].ends_with(rule), "{found:?}");
}

#[test]
fn on_a_branch_only_what_its_author_had_seen_counts() {
    // Each side was allowed; in the order of the whole record neither would be.
    let plan = plan(&["pre/a dev", "pre/b dev", "gate pre dev"]);
    side_by_side(
        &plan,
        &["dev signs a", "dev signs b"],
        &["dev calls go at pre", "dev reopens a because wrong"],
        &[
            "qa blocks b because it burns",
            "dev calls no-go at pre because x",
        ],
        |release, _| assert_eq!(faults(release.record().clone()), [""; 0]),
    );
}

#[test]
fn an_event_is_judged_on_the_plan_of_its_time() {
    let mut before = plan(&["pre/a dev", "pre/b dev", "gate pre dev+qa"]);
    before.roles[0].members = vec![person("dev")];
    let story = Story::of(before).tell(&[
        "dev signs a",
        "qa calls go at pre",
        "reword a",
        "unpoll qa",
        "retract b",
        "dev signs a",
        "dev calls go at pre",
    ]);
    let release = story.release();
    assert_eq!(faults(release.record().clone()), [""; 0]);
    let told = release
        .events()
        .iter()
        .filter_map(|event| match &event.kind {
            EventKind::Amended { changes, .. } => Some(changes.len()),
            _ => None,
        });
    assert_eq!(told.collect::<Vec<_>>(), [1, 1, 1]);
}

#[test]
fn an_amendment_that_does_not_say_what_it_changed_hides_what_came_before_in_old_records_alone() {
    let release = Story::of(plan(&["pre/a dev", "gate pre dev"]))
        .tell(&["dev signs a", "dev calls go at pre"])
        .release();
    let mut weaker = release.plan().clone();
    weaker.phases[0].gate.poll.clear();
    let amended = |release: &Release, changes: &dyn Fn(Vec<_>) -> Vec<_>| {
        let EventKind::Amended {
            plan,
            reason,
            changes: known,
            role,
        } = crate::domain::rules::draft::amending(
            release,
            &weaker,
            Some("less".to_owned()),
            Some("rm".into()),
        )
        else {
            panic!("an amendment");
        };
        let kind = EventKind::Amended {
            plan,
            reason,
            changes: changes(known),
            role,
        };
        let at = release.events().last().unwrap().at;
        let event = Event::new(
            &release.header().id,
            at,
            person("rm"),
            kind,
            release.heads(),
        );
        release.clone().amended(weaker.clone(), event)
    };
    let record = |release: Release| release.record().clone();
    assert_eq!(faults(record(amended(&release, &|known| known))), [""; 0]);
    let silent = amended(&release, &|_| Vec::new());
    let found = faults(record(silent));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].ends_with("never allowed: an amendment says what it changes"));
    let lying = amended(&release, &|mut known: Vec<
        crate::domain::plan::change::Change,
    >| {
        known[0].old.clear();
        known
    });
    let found = faults(record(lying));
    assert!(
        found[0].ends_with("do not lead from the plan before it to its own"),
        "{found:?}"
    );

    let old = old_edition(&release);
    let silent = amended(&old, &|_| Vec::new());
    assert_eq!(faults(record(silent.clone())), [""; 0]);
    assert_eq!(unjudged(&silent), 3, "all but the start");
}

/// Returns the same release, started by a gonogo from before there were editions.
fn old_edition(release: &Release) -> Release {
    let Record {
        header,
        plan,
        events,
    } = release.record().clone();
    let mut old = Release::unstarted(header, plan.frozen());
    for event in events {
        let kind = match event.kind {
            EventKind::Started {
                candidate, plan, ..
            } => EventKind::Started {
                candidate,
                plan,
                rules: None,
            },
            kind => kind,
        };
        let event = Event::new(&old.header().id, event.at, event.by, kind, old.heads());
        old.append(event);
    }
    old
}

#[test]
fn an_observation_is_judged_again() {
    let release = Story::of(rollout_plan())
        .tell(&[
            "dev signs a",
            "dev calls go at pre",
            "ops baselines errors=0.4",
            "ops enters canary at 5",
            "ops observes errors=0.6",
        ])
        .release();
    let EventKind::Rollout(honest) = release.events().last().unwrap().kind.clone() else {
        panic!("an observation");
    };
    type Change = fn(&mut RolloutEvent);
    fn parts(
        event: &mut RolloutEvent,
    ) -> (
        &mut Ruling,
        &mut Vec<crate::domain::event::Finding>,
        &mut Vec<crate::domain::event::reading::Measured>,
        &mut Digest,
    ) {
        match event {
            RolloutEvent::Observed {
                ruling,
                findings,
                readings,
                judged_by,
                ..
            } => (ruling, findings, readings, judged_by),
            _ => panic!("an observation"),
        }
    }
    let cases: [(&str, Change); 10] = [
        ("the ruling", |it| *parts(it).0 = Ruling::Go),
        ("a finding's ruling", |it| {
            parts(it).1[0].ruling = Ruling::Go;
            *parts(it).0 = Ruling::Go;
        }),
        ("the value", |it| parts(it).2[0].value = "0.1".parse().ok()),
        ("the value of the finding", |it| {
            parts(it).1[0].value = "0.1".parse().ok();
        }),
        ("the limit", |it| parts(it).1[0].limit = "9".parse().ok()),
        ("the margin", |it| parts(it).1[0].margin = None),
        ("the baseline", |it| {
            parts(it).1[0].baseline = "9".parse().ok();
        }),
        ("a finding less", |it| drop(parts(it).1.remove(0))),
        ("no findings", |it| {
            parts(it).1.clear();
            *parts(it).0 = Ruling::Go;
        }),
        ("other rules", |it| {
            *parts(it).3 = Digest::of_bytes(b"other");
        }),
    ];
    let by = person("ops");
    let same = EventKind::Rollout(honest.clone());
    assert_eq!(faults(forge(&release, &by, same)), [""; 0]);
    for (name, change) in cases {
        let mut forged = honest.clone();
        change(&mut forged);
        let found = faults(forge(&release, &by, EventKind::Rollout(forged)));
        assert_eq!(found.len(), 1, "{name}: {found:?}");
    }
}

#[test]
fn links_are_those_that_the_writer_makes() {
    let release = Story::of(plan(&["pre/a dev"]))
        .tell(&["dev signs a"])
        .release();
    let start = release.events()[0].id;
    let head = release.heads()[0];
    let blocked = EventKind::Blocked {
        item: "pre/a".into(),
        role: "dev".into(),
        reason: "x".to_owned(),
        by_check: false,
        acted_for: None,
    };
    let linked = |prev: Vec<Digest>| {
        let mut event = Event::new(
            &release.header().id,
            release.events()[1].at,
            person("dev"),
            blocked.clone(),
            Vec::new(),
        );
        event.prev = prev;
        event.id = event.digest(&release.header().id);
        let mut record = release.record().clone();
        record.events.push(event);
        faults(record)
    };
    let mut both = [start, head];
    both.sort_unstable();
    assert_eq!(linked(vec![head]), [""; 0]);
    assert_eq!(linked(vec![start]), [""; 0]);
    for (prev, rule) in [
        (
            vec![],
            "every event but the first names what its author had seen",
        ),
        (vec![head, head], "are not in order, or are named twice"),
        (
            vec![both[1], both[0]],
            "are not in order, or are named twice",
        ),
        (
            both.to_vec(),
            "it names an event, and one that came after it",
        ),
    ] {
        let found = linked(prev);
        assert!(found.len() == 1 && found[0].ends_with(rule), "{found:?}");
    }
}

//! The stories that the golden records tell, and the records themselves.

use std::path::PathBuf;

use gonogo::domain::event::{Call, EventKind, Outcome};
use gonogo::domain::id::{Candidate, FactId, FieldId, ItemId, Milestone, PhaseId, RoleId};
use gonogo::domain::plan::{
    Bound, Check, Fact, Field, FieldSource, Item, Plan, Policy, Program, Role, When,
};
use gonogo::domain::rules::tailor::merge;
use gonogo::domain::state::Release;
use gonogo::record::read;

use crate::conditional_story::{conditional, listed, voted};
use crate::recorded_story::recorded;
use crate::risk_story::risky;
use crate::rollback_story::{prepared_late, rolled_back, unprepared, withdrawn};
use crate::rollout_story::{staged, unstaged};
use crate::support::{Teller, at, blocked, header, item, person, phase, role, signed, wide_plan};
use crate::timed_story::timed;

/// A golden record's name, and how the release it tells of came about.
pub(crate) type Golden = (&'static str, fn() -> Release);

/// The golden records of format 1, each with the story it tells.
pub(crate) const GOLDEN: [Golden; 19] = [
    ("part-way", part_way),
    ("two-heads", two_heads),
    ("hostile-texts", hostile_texts),
    ("displaced", displaced),
    ("staged", staged),
    ("unstaged", unstaged),
    ("rolled-back", rolled_back),
    ("unprepared", unprepared),
    ("prepared-late", prepared_late),
    ("withdrawn", withdrawn),
    ("assigned", assigned),
    ("amended", amended),
    ("conditional", conditional),
    ("listed", listed),
    ("voted", voted),
    ("timed", timed),
    ("recorded", recorded),
    ("risky", risky),
    ("signed", by_keys),
];

/// Returns the file of a golden record.
pub(crate) fn golden_path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/records/format-1")
        .join(format!("{name}.toml"))
}

/// Returns a golden record.
pub(crate) fn golden(name: &str) -> String {
    let path = golden_path(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Returns what the program wrote: without the keys, no story can be told again as it was signed.
fn by_keys() -> Release {
    let record = read::record(&golden("signed")).unwrap_or_else(|error| panic!("{error:?}"));
    Release::replay(record).unwrap_or_else(|faults| panic!("{faults:?}"))
}

fn field(id: &str, source: FieldSource) -> Field {
    Field {
        id: FieldId::from(id),
        title: id.replace('-', " "),
        owner: RoleId::from("manager"),
        source,
        when: None,
    }
}

/// Returns a plan that uses everything a plan can say.
pub(crate) fn full_plan() -> Plan {
    let ready = ItemId::from("pre-release/docs-ready");
    Plan {
        policy: Policy::default(),
        people: Vec::new(),
        roles: vec![
            role("developer"),
            Role {
                aliases: vec!["QA Specialist".to_owned()],
                ..role("qa")
            },
            Role {
                may_waive: true,
                may_amend: false,
                members: vec![person("Mary"), person("Ada")],
                ..role("manager")
            },
        ],
        facts: vec![
            Fact {
                id: FactId::from("database-migration"),
                question: "Does this release migrate a database?".to_owned(),
            },
            Fact {
                id: FactId::from("downtime"),
                question: "Does it need downtime?".to_owned(),
            },
        ],
        phases: vec![
            phase("pre-release", "Pre-release", &["qa"]),
            phase("deployment", "Deployment", &[]),
        ],
        items: vec![
            Item {
                bound: Bound::Candidate,
                ..item(
                    "pre-release/ci-green",
                    "All CI pipelines pass",
                    &["developer"],
                )
            },
            Item {
                evidence_required: true,
                link: Some("https://wiki.example/smoke".to_owned()),
                ..item(
                    "pre-release/smoke-tests",
                    "Run smoke tests",
                    &["developer", "qa"],
                )
            },
            Item {
                if_applicable: true,
                ..item("pre-release/docs-ready", "Update documentation", &["qa"])
            },
            Item {
                when: When::from_iter(["database-migration".into()]),
                killer: true,
                marks: Some(Milestone::from("staged")),
                check: Some(Check::Program {
                    program: Program {
                        run: vec!["./backup.sh".to_owned(), "--check".to_owned()],
                        timeout: Some(300),
                        env: Vec::new(),
                    },
                    folder: None,
                    code: None,
                    retries: None,
                }),
                help: Some("Restore it once.\nThen sign.".to_owned()),
                ..item("deployment/backup", "Back the database up", &["developer"])
            },
            item("deployment/announce", "Announce the window", &["manager"]),
        ],
        rollout: None,
        monitoring: None,
        rollback: None,
        incidents: None,
        fields: vec![
            field("version", FieldSource::Version),
            Field {
                when: Some(FactId::from("downtime")),
                ..field("summary", FieldSource::Text)
            },
            field("known-issues", FieldSource::KnownIssues),
            field("support", FieldSource::Checklist(vec![ready])),
        ],
    }
}

/// A release part-way: signed, waived, blocked, called, respun, answered, reopened, amended, and notes written.
pub(crate) fn part_way() -> Release {
    let mut story = Teller::start(header(&[("downtime", false)]), full_plan(), Some("9fceb02"));
    let (smoke, qa) = (ItemId::from("pre-release/smoke-tests"), RoleId::from("qa"));
    story.sign("Grace", "pre-release/ci-green", "developer");
    let EventKind::Signed {
        item,
        role,
        digest,
        candidate,
        ..
    } = signed(&story.release, smoke.as_str(), "qa")
    else {
        unreachable!("a sign-off is one")
    };
    let evidence = vec![
        "https://ci.example/run/881".to_owned(),
        "sha256:report".to_owned(),
    ];
    let note = Some("flaky twice,\nthen green".to_owned());
    story.tell(
        "Joan",
        EventKind::Signed {
            item,
            role,
            digest,
            candidate,
            evidence,
            note,
            ahead: None,
            ahead_reason: None,
            acted_for: None,
        },
    );
    story.tell(
        "Joan",
        blocked(smoke.as_str(), "manager", "the licence server is down"),
    );
    let called = |call, reason: Option<&str>, candidate: &str| EventKind::Called {
        phase: PhaseId::from("pre-release"),
        role: RoleId::from("qa"),
        call,
        reason: reason.map(str::to_owned),
        candidate: Some(Candidate::from(candidate)),
        acted_for: None,
    };
    story.tell("Joan", called(Call::NoGo, Some("blocked"), "9fceb02"));
    let reason = "it is up again".to_owned();
    story.tell(
        "Ada",
        EventKind::Unblocked {
            item: smoke.clone(),
            role: RoleId::from("manager"),
            reason,
        },
    );
    let reason = "the run was on the wrong branch".to_owned();
    story.tell(
        "Joan",
        EventKind::Reopened {
            item: smoke.clone(),
            role: qa.clone(),
            reason,
        },
    );
    story.tell(
        "Ada",
        EventKind::Respun {
            candidate: Candidate::from("1d2e3f4"),
            reason: Some("fix".to_owned()),
        },
    );
    let docs = ItemId::from("pre-release/docs-ready");
    let digest = story.release.digest_of(&docs).expect("an item");
    story.tell(
        "Joan",
        EventKind::NotApplicable {
            candidate: None,
            item: docs,
            role: qa,
            digest,
            reason: "no change for users".to_owned(),
            acted_for: None,
        },
    );
    let announce = ItemId::from("deployment/announce");
    let digest = story.release.digest_of(&announce).expect("an item");
    let expires = Some(at(86_400 * 9).date_naive());
    let reason = "an internal release".to_owned();
    story.tell(
        "Mary",
        EventKind::Waived {
            candidate: None,
            item: announce,
            role: RoleId::from("manager"),
            digest,
            reason,
            expires,
            acted_for: None,
        },
    );
    let fact = FactId::from("database-migration");
    story.tell(
        "Ada",
        EventKind::FactAnswered {
            fact,
            answer: true,
            reason: None,
        },
    );
    amend_items(&mut story);
    story.tell(
        "Ada",
        EventKind::NoteWritten {
            field: FieldId::from("summary"),
            text: "Faster.\n\n- twice\n".to_owned(),
        },
    );
    story.tell(
        "Mary",
        EventKind::NoteAdded {
            field: FieldId::from("summary"),
            text: "And smaller.".to_owned(),
            commits: Vec::new(),
        },
    );
    story.tell(
        "Grace",
        blocked("deployment/backup", "developer", "the disk is full"),
    );
    story.release
}

/// An amendment took away a fact, a poll and a field about which something had been said.
pub(crate) fn displaced() -> Release {
    let mut story = Teller::start(header(&[]), full_plan(), None);
    let fact = FactId::from("downtime");
    story.tell(
        "Ada",
        EventKind::FactAnswered {
            fact,
            answer: true,
            reason: None,
        },
    );
    let (phase, role) = (PhaseId::from("pre-release"), RoleId::from("qa"));
    story.tell(
        "Joan",
        EventKind::Called {
            phase,
            role,
            call: Call::NoGo,
            reason: Some("no".to_owned()),
            candidate: None,
            acted_for: None,
        },
    );
    story.tell(
        "Mary",
        EventKind::NoteWritten {
            field: FieldId::from("summary"),
            text: "Soon.".to_owned(),
        },
    );
    story.tell(
        "Mary",
        EventKind::NoteAdded {
            field: FieldId::from("summary"),
            text: "Very.".to_owned(),
            commits: Vec::new(),
        },
    );
    let mut new = full_plan();
    new.facts.pop();
    new.phases[0].gate.poll.clear();
    new.fields.clear();
    new.items.truncate(1);
    amend(&mut story, new);
    story.release
}

/// Takes a reworded item, a new one and a removed one over.
fn amend_items(story: &mut Teller) {
    let mut new = full_plan();
    new.items[0].text = "All CI pipelines pass twice".to_owned();
    new.items
        .retain(|item| item.id.as_str() != "deployment/announce");
    new.items
        .push(item("deployment/tag", "Tag the commit", &["developer"]));
    amend(story, new);
}

/// A release that is held to the first edition of the rules, and whose amendments say what they changed: one item reworded
/// and moved, one added, a role taken off the poll, another given a member.
fn amended() -> Release {
    let mut story = Teller::under(Some(1), header(&[]), wide_plan(3), Some("9fceb02"));
    story.sign("Grace", "pre-release/item-000", "developer");
    story.tell("Grace", blocked("pre-release/item-001", "qa", "not yet"));
    let mut plan = story.release.plan().clone();
    plan.items[2].text = "Do thing 2 with care".to_owned();
    plan.items.swap(0, 2);
    plan.items
        .push(item("pre-release/tag", "Tag the commit", &["developer"]));
    story.amend("Mary", plan.clone());
    story.sign("Grace", "pre-release/tag", "developer");
    plan.phases[0].gate.poll.clear();
    plan.roles[0].members = vec![person("Grace")];
    story.amend("Mary", plan);
    story.release
}

pub(crate) fn amend(story: &mut Teller, new: Plan) {
    let (plan, _) = merge(story.release.plan(), new);
    // Before there were editions, an amendment did not say what it changed.
    let kind = EventKind::Amended {
        plan: plan.digest(story.release.header()),
        reason: Some("announced by mail".to_owned()),
        changes: Vec::new(),
        role: None,
    };
    let by = person("Ada");
    story.seconds += 61;
    let heads = story.release.heads().to_vec();
    let event = gonogo::domain::event::Event::new(
        &story.release.header().id,
        at(story.seconds),
        by,
        kind,
        heads,
    );
    story.release = story.release.clone().amended(plan, event);
}

/// Two people who had not seen each other's event, on two branches: one blocked what the other closed.
pub(crate) fn two_heads() -> Release {
    let plan = Plan {
        phases: vec![phase("pre-release", "Pre-release", &[])],
        ..full_plan()
    };
    let plan = Plan {
        items: plan.items.into_iter().take(1).collect(),
        ..plan
    };
    let mut base = Teller::start(header(&[]), plan, None);
    base.sign("Grace", "pre-release/ci-green", "developer");
    let mut left = Teller::resume(base.release.clone(), base.seconds);
    left.tell(
        "Joan",
        blocked("pre-release/ci-green", "qa", "red on my machine"),
    );
    let mut right = Teller::resume(base.release.clone(), base.seconds + 7);
    right.tell(
        "Ada",
        EventKind::Closed {
            outcome: Outcome::Abandoned,
            reason: Some("next year".to_owned()),
            role: None,
        },
    );
    let mut record = left.release.record().clone();
    record
        .events
        .push(right.release.events().last().expect("an event").clone());
    Release::replay(record).expect("a sound record")
}

/// A role that was assigned, and assigned again on two branches that had not seen each other's event.
pub(crate) fn assigned() -> Release {
    let assigned = |role: &str, name: &str| EventKind::Assigned {
        role: RoleId::from(role),
        person: person(name),
    };
    let mut plan = full_plan();
    plan.phases = vec![phase("pre-release", "Pre-release", &[])];
    plan.items.truncate(1);
    let mut base = Teller::start(header(&[]), plan, None);
    base.tell("Ada", assigned("developer", "Grace"));
    base.tell("Ada", assigned("qa", "Joan"));
    let mut left = Teller::resume(base.release.clone(), base.seconds + 7);
    left.tell("Ada", assigned("qa", "Mary"));
    let mut right = Teller::resume(base.release.clone(), base.seconds);
    right.tell("Grace", assigned("qa", "Grace"));
    let mut record = left.release.record().clone();
    record
        .events
        .push(right.release.events().last().expect("an event").clone());
    Release::replay(record).expect("a sound record")
}

/// Texts that want to be something else: TOML, a conflict, an escape sequence, a line of another direction.
pub(crate) fn hostile_texts() -> Release {
    let mut plan = full_plan();
    plan.items.truncate(1);
    plan.items[0].text = "Press \u{1b}[31m\"red\"\u{1b}[0m \\ C:\\new".to_owned();
    plan.items[0].section = "[[item]]".to_owned();
    plan.fields.truncate(2);
    let mut story = Teller::start(header(&[]), plan, Some("refs/heads/\u{202e}niam"));
    let texts = [
        "<<<<<<< HEAD\n=======\n>>>>>>> theirs",
        "\"\"\"\nid = \"sha256:0\"\n[[item]]\n\"\"\"",
        "\n\nstarts and ends with line feeds\n\n",
        "a\r\nb\rc\td\u{0}e\u{7f}f\u{85}g\u{2028}h\u{feff}i\u{e0041}j",
        "日本語 ✓ — é e\u{301} 👩‍💻",
        "'''\\u0041\\",
    ];
    for text in texts {
        story.tell(
            "Ada",
            EventKind::NoteAdded {
                field: FieldId::from("summary"),
                text: text.to_owned(),
                commits: Vec::new(),
            },
        );
    }
    let EventKind::Signed {
        item,
        role,
        digest,
        candidate,
        ..
    } = signed(&story.release, "pre-release/ci-green", "developer")
    else {
        unreachable!("a sign-off is one")
    };
    let evidence = texts.iter().map(|text| (*text).to_owned()).collect();
    story.tell(
        "Grace",
        EventKind::Signed {
            item,
            role,
            digest,
            candidate,
            evidence,
            note: Some(String::new()),
            ahead: None,
            ahead_reason: None,
            acted_for: None,
        },
    );
    story.release
}

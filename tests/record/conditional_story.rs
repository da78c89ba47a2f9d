//! The stories of a release whose items and polls depend on facts in every way that a playbook can say, of one whose items
//! are asked for each entry of a list, and of one that is voted on.

use gonogo::domain::event::{Call, EventKind};
use gonogo::domain::id::{EntryId, FactId};
use gonogo::domain::plan::{Item, Plan, When};
use gonogo::domain::rules::draft;
use gonogo::domain::state::Release;

use crate::story::full_plan;
use crate::support::{Teller, header, item, wide_plan};

fn facts(names: &[&str]) -> Vec<FactId> {
    names.iter().map(|name| FactId::from(*name)).collect()
}

pub(crate) fn conditional_plan() -> Plan {
    let mut plan = full_plan();
    plan.items[0].when.not = facts(&["downtime"]);
    plan.items[1].when.any = facts(&["database-migration", "downtime"]);
    let poll = &mut plan.phases[0].gate.poll;
    poll.push("developer".into());
    poll[1].when = When {
        all: facts(&["database-migration"]),
        any: Vec::new(),
        not: facts(&["downtime"]),
    };
    plan
}

fn answered(fact: &str, answer: bool, reason: Option<&str>) -> EventKind {
    EventKind::FactAnswered {
        fact: FactId::from(fact),
        answer,
        reason: reason.map(str::to_owned),
    }
}

/// The developer is polled until downtime is announced; an amendment polls him whatever the downtime.
pub(crate) fn conditional() -> Release {
    let header = header(&[("database-migration", true)]);
    let mut story = Teller::under(Some(1), header, conditional_plan(), Some("9fceb02"));
    story.sign("Grace", "pre-release/ci-green", "developer");
    let phase = "pre-release".into();
    let no_go = draft::calling(
        &story.release,
        &phase,
        &"developer".into(),
        Call::NoGo,
        Some("not on Friday".to_owned()),
    );
    story.tell("Grace", no_go);
    story.tell("Mary", answered("downtime", true, None));
    let mut plan = story.release.plan().clone();
    plan.phases[0].gate.poll[1].when = When {
        all: Vec::new(),
        any: facts(&["database-migration", "downtime"]),
        not: Vec::new(),
    };
    plan.items[1].when.any = facts(&["downtime"]);
    story.amend("Mary", plan);
    story.tell("Mary", answered("downtime", false, Some("moved to May")));
    story.release
}

/// Items for each entry of a list, in order, and an amendment that adds an entry.
pub(crate) fn listed() -> Release {
    let mut plan = wide_plan(2);
    let made = |entry: &str| Item {
        entry: Some(EntryId::from(entry)),
        in_order: true,
        text: format!("Boot {entry} once"),
        ..item(&format!("pre-release/boots/{entry}"), "", &["qa"])
    };
    plan.items.extend(["kde", "server"].map(made));
    let mut story = Teller::under(Some(1), header(&[]), plan, Some("9fceb02"));
    let settled: Vec<_> = story.release.plan().items[..2].to_vec();
    for item in &settled {
        for role in &item.roles {
            story.sign("Grace", item.id.as_str(), role.as_str());
        }
    }
    story.sign("Joan", "pre-release/boots/server", "qa");
    let mut plan = story.release.plan().clone();
    plan.items.push(made("iot"));
    story.amend("Mary", plan);
    story.sign("Joan", "pre-release/boots/iot", "qa");
    story.sign("Joan", "pre-release/boots/kde", "qa");
    story.release
}

/// A vote in which a person changes his mind, and one on the next candidate that passes against one no-go; an amendment
/// asks for fewer votes.
pub(crate) fn voted() -> Release {
    let mut plan = wide_plan(1);
    plan.phases[0].gate.poll = vec!["qa".into()];
    plan.phases[0].gate.poll[0].votes = Some(3);
    let mut story = Teller::under(Some(1), header(&[]), plan, Some("9fceb02"));
    story.sign("Grace", "pre-release/item-000", "developer");
    let vote = |story: &mut Teller, name: &str, call: Call| {
        let reason = (call == Call::NoGo).then(|| "the licence is missing".to_owned());
        let phase = "pre-release".into();
        let kind = draft::calling(&story.release, &phase, &"qa".into(), call, reason);
        story.tell(name, kind);
    };
    vote(&mut story, "Ada", Call::NoGo);
    vote(&mut story, "Joan", Call::Go);
    story.tell(
        "Grace",
        EventKind::Respun {
            candidate: "c0ffee".into(),
            reason: Some("with its licence".to_owned()),
        },
    );
    vote(&mut story, "Joan", Call::NoGo);
    vote(&mut story, "Joan", Call::Go);
    vote(&mut story, "Mary", Call::NoGo);
    vote(&mut story, "Grace", Call::Go);
    let mut plan = story.release.plan().clone();
    plan.phases[0].gate.poll[0].votes = Some(2);
    story.amend("Mary", plan);
    story.release
}

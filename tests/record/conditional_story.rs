//! The story of a release whose items and polls depend on facts in every way that a playbook can say.

use gonogo::domain::event::{Call, EventKind};
use gonogo::domain::id::FactId;
use gonogo::domain::plan::{Plan, When};
use gonogo::domain::rules::draft;
use gonogo::domain::state::Release;

use crate::story::full_plan;
use crate::support::{Teller, header};

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

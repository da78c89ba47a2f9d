//! The story of a release in which one person records what others wrote: in mails, and in a form.

use gonogo::domain::event::{ActedFor, Call, EventKind};
use gonogo::domain::id::{ItemId, RoleId};
use gonogo::domain::plan::{Item, Plan};
use gonogo::domain::rules::draft;
use gonogo::domain::state::Release;

use crate::support::{Teller, blocked, header, item, person, signed, wide_plan};

fn plan() -> Plan {
    let mut plan = wide_plan(1);
    plan.roles[0].members = vec![person("Grace")];
    plan.items.push(Item {
        if_applicable: true,
        ..item("pre-release/freeze", "Freeze the code", &["developer"])
    });
    plan.items
        .push(item("pre-release/docs", "Write the manual", &["developer"]));
    plan
}

/// Returns what was written by a person in a mail.
fn written(name: &str, kind: EventKind) -> EventKind {
    kind.said_by(Some(ActedFor::Word {
        person: person(name),
        via: Some("mail of 20 November".to_owned()),
    }))
}

/// Mary records what Grace wrote, of every kind that can be recorded so.
pub(crate) fn recorded() -> Release {
    let mut story = Teller::under(Some(2), header(&[]), plan(), Some("9fceb02"));
    let (developer, manager) = (RoleId::from("developer"), RoleId::from("manager"));
    let first = ItemId::from("pre-release/item-000");
    let stop = blocked("pre-release/docs", "developer", "the screenshots are old");
    story.tell("Mary", written("Grace", stop));
    let kind = signed(&story.release, first.as_str(), "developer");
    story.tell("Mary", written("Grace", kind));
    let freeze = "pre-release/freeze".into();
    let reason = "trunk-based".to_owned();
    let kind = draft::ruling_out(&story.release, &freeze, &developer, reason);
    story.tell("Mary", written("Grace", kind.expect("an item")));
    let docs = "pre-release/docs".into();
    let reason = "the old manual still holds".to_owned();
    let kind = draft::waiving(&story.release, &docs, &manager, reason, None);
    story.tell("Joan", written("Mary", kind.expect("an item")));
    let phase = "pre-release".into();
    let why = Some("the manual is late".to_owned());
    let call = draft::calling(&story.release, &phase, &manager, Call::NoGo, why);
    story.tell("Joan", written("Mary", call));
    story.release
}

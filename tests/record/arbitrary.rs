//! Arbitrary texts and events, for the property tests.

use chrono::NaiveDate;
use gonogo::domain::digest::Digest;
use gonogo::domain::event::{Call, EventKind, Outcome};
use gonogo::domain::id::{Candidate, FactId, FieldId, ItemId, PhaseId, RoleId};
use gonogo::domain::plan::Plan;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

/// Pieces that texts break at.
const PIECES: &[&str] = &[
    "\n",
    "\r\n",
    "\r",
    "\"",
    "\"\"\"",
    "'",
    "'''",
    "\\",
    "\\n",
    "\t",
    "\u{0}",
    "\u{1b}[2J",
    "\u{85}",
    "\u{202e}",
    "\u{feff}",
    "<<<<<<< ",
    "=======",
    ">>>>>>> ",
    "|||||||",
    "[[item]]",
    "id = ",
    "#",
    " ",
    "é",
    "👩‍💻",
    "\u{e0041}",
    "word",
];

/// Any text, with a liking for what breaks files.
pub(crate) fn text() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), vec(select(PIECES), 0..12).prop_map(|pieces| pieces.concat())]
}

fn digest() -> impl Strategy<Value = Digest> {
    any::<[u8; 4]>().prop_map(|bytes| Digest::of_bytes(&bytes))
}

fn candidate() -> impl Strategy<Value = Candidate> {
    prop_oneof![select(vec!["c1", "c2"]).prop_map(str::to_owned), text()].prop_map(|text| Candidate::from(text.as_str()))
}

/// Any event that a record of this plan can hold but a start and an amendment, admitted or not. The sign-offs name the
/// present text, mostly.
pub(crate) fn event(plan: &Plan) -> BoxedStrategy<EventKind> {
    let items: Vec<(ItemId, Digest)> = plan.items.iter().map(|item| (item.id.clone(), item.digest())).collect();
    let roles: Vec<RoleId> = plan.roles.iter().map(|role| role.id.clone()).collect();
    let facts: Vec<FactId> = plan.facts.iter().map(|fact| fact.id.clone()).collect();
    let fields: Vec<FieldId> = plan.fields.iter().map(|field| field.id.clone()).collect();
    let polls: Vec<(PhaseId, RoleId)> =
        (plan.phases.iter()).flat_map(|phase| phase.gate.poll.iter().map(|role| (phase.id.clone(), role.clone()))).collect();
    prop_oneof![
        8 => about_item(items, roles),
        1 => (candidate(), option::of(text())).prop_map(|(candidate, reason)| EventKind::Respun { candidate, reason }),
        1 => (select(vec![Outcome::Shipped, Outcome::RolledBack, Outcome::Abandoned]), option::of(text()))
            .prop_map(|(outcome, reason)| EventKind::Closed { outcome, reason }),
        2 => (select(facts), any::<bool>(), option::of(text()))
            .prop_map(|(fact, answer, reason)| EventKind::Answered { fact, answer, reason }),
        3 => (select(polls), any::<bool>(), option::of(text()), option::of(candidate())).prop_map(
            |((phase, role), is_go, reason, candidate)| {
                let call = if is_go { Call::Go } else { Call::NoGo };
                EventKind::Called { phase, role, call, reason, candidate }
            }
        ),
        2 => (select(fields), text(), any::<bool>()).prop_map(|(field, text, is_new)| {
            if is_new { EventKind::Written { field, text } } else { EventKind::Added { field, text } }
        }),
    ]
    .boxed()
}

fn about_item(items: Vec<(ItemId, Digest)>, roles: Vec<RoleId>) -> impl Strategy<Value = EventKind> {
    let day = (1_i32..=9999, 1_u32..=366).prop_map(|(year, day)| NaiveDate::from_yo_opt(year, day));
    let subject = (select(items), select(roles), option::weighted(0.2, digest()));
    let words = (text(), vec(text(), 0..4), option::of(text()), option::of(candidate()), option::of(day));
    (subject, words, 0..6).prop_map(|(((item, present), role, other), (reason, evidence, note, candidate, day), which)| {
        let digest = other.unwrap_or(present);
        match which {
            0 => EventKind::Signed { item, role, digest, candidate, evidence, note },
            1 => EventKind::RuledOut { item, role, digest, reason },
            2 => EventKind::Waived { item, role, digest, reason, expires: day.flatten() },
            3 => EventKind::Blocked { item, role, reason },
            4 => EventKind::Unblocked { item, role, reason },
            _ => EventKind::Reopened { item, role, reason },
        }
    })
}

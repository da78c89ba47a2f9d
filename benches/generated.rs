//! Generated releases of any size: items of one role each, and a linear story of sign-offs on them.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use gonogo::domain::event::{Event, EventKind};
use gonogo::domain::id::{Candidate, ItemId, Milestone, PhaseId, RoleId, TypeId};
use gonogo::domain::person::Person;
use gonogo::domain::plan::milestones::DEPLOYED;
use gonogo::domain::plan::{Bound, Gate, Header, Item, Phase, Plan, Role, When};
use gonogo::domain::state::Release;
use gonogo::record::journal::{self, Author, JournalError, Signer, started};
use gonogo::record::store::Store;
use gonogo::record::write;

/// The role that signs everything.
pub(crate) const ROLE: &str = "developer";

/// Returns the moment at which every generated release starts.
pub(crate) fn start() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_000_000, 0).expect("a fixed time")
}

/// Returns the person who signs everything.
pub(crate) fn signer() -> Person {
    "Grace Hopper <grace@octoacme.example>"
        .parse()
        .expect("a person")
}

/// Returns a release of `items` items with `events` events each.
pub(crate) fn release(items: usize, events: usize) -> Release {
    release_of("2.4.0", items, events)
}

/// Returns a release of this version.
pub(crate) fn release_of(version: &str, items: usize, events: usize) -> Release {
    let header = Header {
        version: version.parse().expect("a version"),
        id: "0b6e2f4a5c3d1e0f0b6e2f4a5c3d1e0f".to_owned(),
        kind: TypeId::from("minor"),
        playbook: "generated".to_owned(),
        facts: BTreeMap::new(),
    };
    let candidate = Candidate::from("9fceb02d0ae598e95dc970b74767f19372d61af8");
    let mut release = started(
        header,
        plan(items),
        Some(candidate.clone()),
        Vec::new(),
        Author {
            by: &signer(),
            at: start(),
            is_clock_right: true,
            signer: &Signer::none(),
        },
    )
    .expect("no commits");
    for round in 0..events {
        for place in 0..items {
            let item = &release.plan().items[place];
            let kind = EventKind::Signed {
                item: item.id.clone(),
                role: item.roles[0].clone(),
                digest: release.digest_of(&item.id).expect("a known item"),
                candidate: (item.bound == Bound::Candidate).then(|| candidate.clone()),
                evidence: vec![format!("https://ci.example/run/{place}/{round}")],
                note: None,
                ahead: None,
                ahead_reason: None,
                acted_for: None,
            };
            let at = start()
                + TimeDelta::seconds(i64::try_from(round * items + place).expect("few events"));
            let event = Event::new(&release.header().id, at, signer(), kind, release.heads());
            release = release.after(event);
        }
    }
    release
}

/// Returns the text of the record of such a release.
pub(crate) fn text(items: usize, events: usize) -> String {
    write::text(release(items, events).record())
}

fn plan(items: usize) -> Plan {
    let phase = PhaseId::from("pre-release");
    let role = RoleId::from(ROLE);
    let item = |place: usize| Item {
        id: ItemId::from(format!("generated/item-{place}").as_str()),
        phase: phase.clone(),
        section: format!("Section {}", place / 9),
        text: format!("Verify that part number {place} of the release does what it should"),
        roles: vec![role.clone()],
        when: When::default(),
        if_applicable: false,
        evidence_required: place.is_multiple_of(10),
        bound: if place.is_multiple_of(3) {
            Bound::Candidate
        } else {
            Bound::Release
        },
        killer: false,
        marks: (place + 1 == items).then(|| Milestone::from(DEPLOYED)),
        after: None,
        fresh: None,
        signers: None,
        waived_by: Vec::new(),
        due: None,
        in_order: false,
        entry: None,
        check: None,
        help: Some("The dashboard shows green for this part for at least ten minutes.".to_owned()),
        link: None,
        removed: false,
        from_severity: None,
        incident: None,
    };
    let gate = Gate {
        holds_for_release: false,
        due: None,
        wait: None,
        title: "Go for deployment".to_owned(),
        facilitator: None,
        poll: vec![role.clone().into()],
    };
    Plan {
        roles: vec![Role {
            id: role.clone(),
            title: "Developer".to_owned(),
            aliases: Vec::new(),
            may_waive: true,
            may_amend: false,
            members: Vec::new(),
        }],
        phases: vec![Phase {
            id: phase.clone(),
            title: "Pre-release".to_owned(),
            gate,
        }],
        items: (0..items).map(item).collect(),
        ..Plan::default()
    }
}

/// Appends one event to the generated release, as `gonogo sign` does.
pub(crate) fn append_once(store: &Store) {
    let version = "2.4.0".parse().expect("a version");
    let by = signer();
    let author = Author {
        by: &by,
        at: start(),
        // The generated events go on for days after the start.
        is_clock_right: true,
        signer: &Signer::none(),
    };
    journal::append(store, &version, None, author, |release| {
        let item = &release.plan().items[1];
        let (item, role) = (item.id.clone(), item.roles[0].clone());
        Ok::<_, JournalError>(vec![EventKind::Blocked {
            item,
            role,
            reason: "measured".to_owned(),
            by_check: false,
            acted_for: None,
        }])
    })
    .expect("an admitted event");
}

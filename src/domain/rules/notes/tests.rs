//! The notes of small releases, told as events.

use std::collections::BTreeMap;

use super::*;
use crate::domain::digest::Digest;
use crate::domain::event::{EDITION, Outcome};
use crate::domain::id::{FieldId, ItemId, Milestone, PhaseId, TypeId};
use crate::domain::plan::{Bound, Gate, Phase, When};

const NOW: &str = "2026-11-20T12:00:00Z";

fn at(time: &str) -> DateTime<Utc> {
    time.parse().unwrap()
}

fn item(id: &str, marks: Option<&str>) -> Item {
    Item {
        id: ItemId::from(id),
        phase: PhaseId::from("p"),
        section: String::new(),
        text: format!("do {id}"),
        roles: vec![RoleId::from("dev")],
        when: When::default(),
        if_applicable: false,
        evidence_required: false,
        bound: Bound::Release,
        killer: false,
        marks: marks.map(Milestone::from),
        after: None,
        fresh: None,
        signers: None,
        waived_by: Vec::new(),
        due: None,
        in_order: false,
        entry: None,
        check: None,
        help: None,
        link: None,
        removed: false,
        from_severity: None,
        incident: None,
    }
}

fn field(id: &str, source: FieldSource, when: Option<&str>) -> Field {
    let when = when.map(FactId::from);
    Field {
        id: FieldId::from(id),
        title: id.to_uppercase(),
        owner: RoleId::from("dev"),
        source,
        when,
    }
}

fn plan() -> Plan {
    let role = |id: &str| Role {
        id: RoleId::from(id),
        title: "Developer".to_owned(),
        aliases: Vec::new(),
        may_waive: true,
        may_amend: false,
        members: Vec::new(),
    };
    Plan {
        roles: vec![role("dev")],
        phases: vec![Phase {
            id: PhaseId::from("p"),
            title: String::new(),
            gate: Gate::default(),
        }],
        items: vec![
            item("p/a", None),
            item("p/deploy", Some("deployed")),
            item("p/announce", Some("announced")),
        ],
        fields: vec![
            field("release", FieldSource::Version, None),
            field("date", FieldSource::Date, None),
            field("summary", FieldSource::Text, None),
            field("migration-steps", FieldSource::Text, Some("migrates")),
            field("known-issues", FieldSource::KnownIssues, None),
            field(
                "support",
                FieldSource::Checklist(vec![ItemId::from("p/a"), ItemId::from("p/none")]),
                None,
            ),
            field(
                "left-out",
                FieldSource::Checklist(vec![ItemId::from("p/none")]),
                None,
            ),
        ],
        ..Plan::default()
    }
}

/// A release on which events are told, each having seen all before it unless said otherwise.
struct Told {
    release: Release,
    now: DateTime<Utc>,
}

impl Told {
    fn new(facts: &[(&str, bool)]) -> Self {
        let header = Header {
            version: "2.4.0".parse().unwrap(),
            id: "0b6e".to_owned(),
            kind: TypeId::from("minor"),
            playbook: String::new(),
            facts: facts
                .iter()
                .map(|(fact, answer)| (FactId::from(*fact), *answer))
                .collect::<BTreeMap<_, _>>(),
        };
        let plan = plan();
        let kind = EventKind::Started {
            plan: plan.digest(&header),
            candidate: None,
            rules: Some(EDITION),
        };
        let told = Self {
            release: Release::unstarted(header, plan),
            now: at("2026-11-01T09:00:00Z"),
        };
        told.then(kind)
    }

    fn heads(&self) -> Vec<Digest> {
        self.release.heads().to_vec()
    }

    fn then(self, kind: EventKind) -> Self {
        let prev = self.heads();
        self.having_seen(prev, kind)
    }

    fn having_seen(mut self, prev: Vec<Digest>, kind: EventKind) -> Self {
        self.now += chrono::Duration::days(1);
        let by = "Ada <ada@octoacme.example>".parse().unwrap();
        self.release = self
            .release
            .after(Event::new("0b6e", self.now, by, kind, prev));
        self
    }

    fn signed(self, id: &str) -> Self {
        let item = ItemId::from(id);
        let digest = self.release.digest_of(&item).unwrap();
        let role = RoleId::from("dev");
        self.then(EventKind::Signed {
            item,
            role,
            digest,
            candidate: None,
            evidence: Vec::new(),
            note: None,
            ahead: None,
            ahead_reason: None,
            acted_for: None,
        })
    }

    fn waived(self, id: &str, expires: Option<&str>) -> Self {
        let item = ItemId::from(id);
        let digest = self.release.digest_of(&item).unwrap();
        let expires = expires.map(|day| day.parse().unwrap());
        self.then(EventKind::Waived {
            candidate: None,
            item,
            role: RoleId::from("dev"),
            digest,
            reason: "risk".to_owned(),
            expires,
            acted_for: None,
        })
    }

    fn blocked(self, id: &str) -> Self {
        let reason = "broken".to_owned();
        self.then(EventKind::Blocked {
            item: ItemId::from(id),
            role: RoleId::from("dev"),
            reason,
            by_check: false,
            acted_for: None,
        })
    }

    fn notes(&self) -> ReleaseNotes<'_> {
        ReleaseNotes::of(&self.release, at(NOW))
    }

    /// Returns the gaps, as `field: missing` or `field: text | text`.
    fn gaps(&self) -> Vec<String> {
        let brief = |gap: &Gap<'_, '_>| match gap {
            Gap::Missing(notes) => format!("{}: missing", notes.field.id),
            Gap::Contradicting(notes, texts) => {
                format!(
                    "{}: {}",
                    notes.field.id,
                    texts
                        .iter()
                        .map(|text| text.text)
                        .collect::<Vec<_>>()
                        .join(" | ")
                )
            }
        };
        self.notes().gaps().iter().map(brief).collect()
    }

    fn text(&self, field: &str) -> String {
        self.notes()
            .fields
            .iter()
            .find(|notes| notes.field.id.as_str() == field)
            .unwrap()
            .text()
    }
}

fn written(field: &str, text: &str) -> EventKind {
    EventKind::NoteWritten {
        field: FieldId::from(field),
        text: text.to_owned(),
    }
}

fn added(field: &str, text: &str) -> EventKind {
    EventKind::NoteAdded {
        field: FieldId::from(field),
        text: text.to_owned(),
        commits: Vec::new(),
    }
}

#[test]
fn a_field_is_missing_until_somebody_writes_it_or_the_record_fills_it() {
    #[track_caller]
    fn case(name: &str, told: &Told, expected: &[&str]) {
        assert_eq!(told.gaps(), expected, "{name}");
    }
    let all = [
        "summary: missing",
        "migration-steps: missing",
        "known-issues: missing",
    ];
    case(
        "nothing written; a fact without an answer counts as yes",
        &Told::new(&[]),
        &all,
    );
    case(
        "a fact says no",
        &Told::new(&[("migrates", false)]),
        &["summary: missing", "known-issues: missing"],
    );
    let told = Told::new(&[("migrates", false)]).then(written("summary", "Hello"));
    case("written", &told, &["known-issues: missing"]);
    case("a waiver is a known issue", &told.waived("p/a", None), &[]);
    let told = Told::new(&[("migrates", false)])
        .then(added("summary", "Hello"))
        .blocked("p/a");
    case("added, and a blocker is a known issue", &told, &[]);
    let told = told.then(written("summary", "  \n"));
    case("a blank text is none", &told, &["summary: missing"]);
    let told = Told::new(&[("migrates", false)])
        .then(written("summary", "x"))
        .waived("p/a", Some("2026-11-10"));
    case(
        "an expired waiver is no known issue",
        &told,
        &["known-issues: missing"],
    );
}

#[test]
fn a_gap_is_filled_by_a_text_or_by_saying_that_the_field_is_not_needed() {
    let commands = |told: &Told| -> Vec<String> {
        let (notes, command) = (told.notes(), |step: &Suggestion<'_>| step.command(""));
        notes
            .gaps()
            .iter()
            .flat_map(|gap| gap.steps().iter().map(command).collect::<Vec<_>>())
            .collect()
    };
    let told = Told::new(&[])
        .then(written("known-issues", "none"))
        .then(written("summary", "Hello"));
    let seen = told.heads();
    let set = "gonogo notes set migration-steps \"…\"";
    assert_eq!(
        commands(&told),
        [set, "gonogo fact migrates=no --reason \"…\""]
    );
    let told = told.having_seen(seen.clone(), written("migration-steps", "mine"));
    assert_eq!(
        commands(&told.having_seen(seen, written("migration-steps", "yours"))),
        [set]
    );
}

#[test]
fn texts_of_two_branches_stand_side_by_side_and_contradict_each_other() {
    let told = Told::new(&[("migrates", false)])
        .then(written("known-issues", "none"))
        .then(added("summary", "old"));
    let seen = told.heads();
    let told = told.having_seen(seen.clone(), written("summary", "mine"));
    let same = Told {
        release: told.release.clone(),
        now: told.now,
    };
    let told = told.having_seen(seen.clone(), written("summary", "yours"));
    assert_eq!(told.gaps(), ["summary: mine | yours"]);
    assert_eq!(told.text("summary"), "mine\n\nyours");
    assert_eq!(told.then(written("summary", "ours")).gaps(), [""; 0]);
    let same = same.having_seen(seen.clone(), written("summary", "mine\n"));
    assert_eq!(
        same.gaps(),
        [""; 0],
        "the same text twice is no contradiction"
    );
    assert_eq!(same.text("summary"), "mine");
    let beside = same.having_seen(seen, added("summary", "more"));
    assert_eq!(beside.gaps(), [""; 0], "an addition contradicts nothing");
    assert_eq!(beside.text("summary"), "mine\n\nmore");
}

#[test]
fn the_date_is_that_of_the_announcement_else_the_deployment_else_the_end_else_today() {
    #[track_caller]
    fn case(told: &Told, day: &str, basis: Basis) {
        assert_eq!(
            told.notes().date,
            ReleaseDate {
                day: day.parse().unwrap(),
                basis
            }
        );
    }
    let told = Told::new(&[]);
    case(&told, "2026-11-20", Basis::Planned);
    let closed = Told::new(&[]).then(EventKind::Closed {
        outcome: Outcome::Abandoned,
        reason: None,
        role: None,
    });
    case(&closed, "2026-11-03", Basis::Closed(Outcome::Abandoned));
    let told = told.signed("p/deploy");
    case(&told, "2026-11-03", Basis::Deployed);
    case(&told.signed("p/announce"), "2026-11-04", Basis::Announced);
}

#[test]
fn waivers_and_blockers_are_known_issues_while_they_stand() {
    let told = Told::new(&[])
        .waived("p/a", Some("2026-12-01"))
        .blocked("p/deploy")
        .blocked("p/a");
    let notes = told.notes();
    let Filled::KnownIssues(risks) = &notes.fields[4].filled else {
        panic!("not known issues")
    };
    let brief: Vec<_> = risks
        .iter()
        .map(|risk| (risk.id(), risk.is_waiver(), risk.event.kind.reason()))
        .collect();
    assert_eq!(
        brief,
        [
            ("p/a", true, Some("risk")),
            ("p/a", false, Some("broken")),
            ("p/deploy", false, Some("broken"))
        ]
    );
}

#[test]
fn what_is_left_undone_in_an_incident_is_no_known_issue() {
    use crate::domain::testing::{Story, incident_plan};

    let plan = Plan {
        fields: vec![field("known-issues", FieldSource::KnownIssues, None)],
        ..incident_plan()
    };
    let story = Story::of(plan).tell(&[
        "ops blocks b because it burns",
        "qa opens incident checkout fails",
        "rm waives incident-1/restore because nobody was hit",
        "qa blocks incident-1/verified because no access",
    ]);
    let (release, now) = (story.clone().release(), story.now);
    let about: Vec<_> = risks(&release, now)
        .iter()
        .map(|risk| risk.id().to_owned())
        .collect();
    assert_eq!(about, ["ship/b"]);
}

#[test]
fn a_checklist_lists_the_items_that_the_plan_has_and_is_not_needed_without_any() {
    let told = Told::new(&[]).signed("p/a");
    let notes = told.notes();
    let Filled::Checklist(items) = &notes.fields[5].filled else {
        panic!("not a checklist")
    };
    assert_eq!(
        items.iter().map(|item| item.state).collect::<Vec<_>>(),
        [ItemState::Done]
    );
    assert_eq!(notes.fields[5].not_needed, None);
    assert_eq!(notes.fields[6].not_needed, Some(NotNeeded::NoItems));
}

#[test]
fn a_field_is_found_by_any_unique_beginning_or_end_of_its_name() {
    #[track_caller]
    fn case(name: &str, expected: &str) {
        let plan = plan();
        let found = find_field(&plan, name)
            .map(|field| field.id.to_string())
            .unwrap_or_else(|fault| fault.to_string());
        assert_eq!(found, expected);
    }
    case("summary", "summary");
    case("known", "known-issues");
    case("issues", "known-issues");
    case(
        "s",
        "`s` could be `summary`, `migration-steps`, `known-issues`, `support`",
    );
    case(
        "sumary",
        "there is no notes field `sumary`; did you mean `summary`?",
    );
    case("", "there is no notes field ``");
}

//! What the tests of the record share: plans made in code, people, times, and the program itself.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use chrono::{DateTime, Duration, Utc};
use gonogo::domain::digest::Digest;
use gonogo::domain::event::{Event, EventKind};
use gonogo::domain::id::{Candidate, FactId, ItemId, PhaseId, RoleId, TypeId};
use gonogo::domain::person::Person;
use gonogo::domain::plan::{Bound, Gate, Header, Item, Phase, Plan, Polled, Role, When};
use gonogo::domain::rules::admission::admit;
use gonogo::domain::rules::draft;
use gonogo::domain::state::Release;
use gonogo::domain::version::Version;
use gonogo::record::store::Store;
use tempfile::TempDir;

/// The version that these tests release.
pub(crate) const VERSION: &str = "2.4.0";

/// Returns the time so many seconds after these tests' start.
pub(crate) fn at(seconds: i64) -> DateTime<Utc> {
    let start: DateTime<Utc> = "2026-11-20T09:00:00Z".parse().expect("a time");
    start + Duration::seconds(seconds)
}

/// Returns the person of a first name.
pub(crate) fn person(name: &str) -> Person {
    format!("{name} <{}@octoacme.example>", name.to_lowercase())
        .parse()
        .expect("a person")
}

pub(crate) fn version() -> Version {
    VERSION.parse().expect("a version")
}

/// Returns a header whose random part is fixed, so that every digest is the same on every run.
pub(crate) fn header(facts: &[(&str, bool)]) -> Header {
    Header {
        version: version(),
        id: "0b6e7d1c9a5f4e3d8c2b1a0f9e8d7c6b".to_owned(),
        kind: TypeId::from("minor"),
        playbook: "embedded".to_owned(),
        facts: facts
            .iter()
            .map(|(fact, answer)| (FactId::from(*fact), *answer))
            .collect::<BTreeMap<_, _>>(),
    }
}

/// Returns a role that anybody may hold.
pub(crate) fn role(id: &str) -> Role {
    Role {
        id: RoleId::from(id),
        title: id.replace('-', " "),
        aliases: Vec::new(),
        may_waive: false,
        may_amend: false,
        members: Vec::new(),
    }
}

/// Returns an item that asks for nothing special.
pub(crate) fn item(id: &str, text: &str, roles: &[&str]) -> Item {
    Item {
        id: ItemId::from(id),
        phase: PhaseId::from(id.split('/').next().expect("a checklist")),
        section: "Readiness".to_owned(),
        text: text.to_owned(),
        roles: roles.iter().map(|role| RoleId::from(*role)).collect(),
        when: When::default(),
        if_applicable: false,
        evidence_required: false,
        bound: Bound::Release,
        killer: false,
        marks: None,
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

pub(crate) fn phase(id: &str, title: &str, poll: &[&str]) -> Phase {
    let gate = Gate {
        due: None,
        wait: None,
        holds_for_release: false,
        title: format!("Go after {id}"),
        facilitator: None,
        poll: poll.iter().map(|role| Polled::from(*role)).collect(),
    };
    Phase {
        id: PhaseId::from(id),
        title: title.to_owned(),
        gate,
    }
}

/// The roles of [`wide_plan`].
pub(crate) const ROLES: [&str; 5] = ["developer", "devops", "manager", "qa", "writer"];

/// Returns a plan of many items with one to three roles each; the manager may waive.
pub(crate) fn wide_plan(items: usize) -> Plan {
    let roles_of = |place: usize| {
        (0..=place % 3)
            .map(|step| ROLES[(place / 3 + step) % ROLES.len()])
            .collect::<Vec<_>>()
    };
    let item_at = |place: usize| {
        item(
            &format!("pre-release/item-{place:03}"),
            &format!("Do thing {place}"),
            &roles_of(place),
        )
    };
    Plan {
        roles: ROLES
            .iter()
            .map(|id| Role {
                may_waive: *id == "manager",
                may_amend: false,
                ..role(id)
            })
            .collect(),
        phases: vec![phase("pre-release", "Pre-release", &["manager"])],
        items: (0..items).map(item_at).collect(),
        ..Plan::default()
    }
}

/// Tells a release event by event, each admitted as a command would have it.
pub(crate) struct Teller {
    pub(crate) release: Release,
    pub(crate) seconds: i64,
}

impl Teller {
    pub(crate) fn start(header: Header, plan: Plan, candidate: Option<&str>) -> Self {
        Self::under(None, header, plan, candidate)
    }

    /// Starts a record that is held to an edition of the rules, or one from before there were editions, as the oldest
    /// golden records are.
    pub(crate) fn under(
        rules: Option<u64>,
        header: Header,
        plan: Plan,
        candidate: Option<&str>,
    ) -> Self {
        let kind = EventKind::Started {
            candidate: candidate.map(Candidate::from),
            plan: plan.digest(&header),
            rules,
        };
        let event = Event::new(&header.id, at(0), person("Ada"), kind, Vec::new());
        let release = Release::unstarted(header, plan).after(event);
        Self {
            release,
            seconds: 0,
        }
    }

    /// Goes on from a release that was read.
    pub(crate) fn resume(release: Release, seconds: i64) -> Self {
        Self { release, seconds }
    }

    pub(crate) fn tell(&mut self, name: &str, kind: EventKind) -> Digest {
        self.seconds += 61;
        let (by, now) = (person(name), at(self.seconds));
        admit(&self.release, &kind, &by, now)
            .unwrap_or_else(|refusal| panic!("{kind:?}: {refusal}"));
        let event = Event::new(
            &self.release.header().id,
            now,
            by,
            kind,
            self.release.heads().to_vec(),
        );
        let id = event.id;
        self.release = self.release.clone().after(event);
        id
    }

    /// Amends the plan, as the program does.
    pub(crate) fn amend(&mut self, name: &str, plan: Plan) {
        self.seconds += 61;
        let kind = draft::amending(&self.release, &plan, None, None);
        let heads = self.release.heads();
        let event = Event::new(
            &self.release.header().id,
            at(self.seconds),
            person(name),
            kind,
            heads,
        );
        self.release = self.release.clone().amended(plan, event);
    }

    pub(crate) fn sign(&mut self, name: &str, item: &str, role: &str) -> Digest {
        let kind = signed(&self.release, item, role);
        self.tell(name, kind)
    }
}

/// Returns a sign-off of an item as it stands.
pub(crate) fn signed(release: &Release, item: &str, role: &str) -> EventKind {
    let id = ItemId::from(item);
    let is_bound = release.item(&id).expect("an item").bound == Bound::Candidate;
    EventKind::Signed {
        digest: release.digest_of(&id).expect("an item"),
        item: id,
        role: RoleId::from(role),
        candidate: release.candidate().filter(|_| is_bound).cloned(),
        evidence: Vec::new(),
        note: None,
        ahead: None,
        ahead_reason: None,
        acted_for: None,
    }
}

pub(crate) fn blocked(item: &str, role: &str, reason: &str) -> EventKind {
    EventKind::Blocked {
        item: ItemId::from(item),
        role: RoleId::from(role),
        reason: reason.to_owned(),
        by_check: false,
        acted_for: None,
    }
}

/// A folder for one test, with `releases/` in it.
pub(crate) struct Scratch(TempDir);

impl Scratch {
    pub(crate) fn new() -> Self {
        Self(TempDir::with_prefix("gonogo-record-").expect("a folder"))
    }

    /// Makes a folder with the record of a release that has just started.
    pub(crate) fn with_plan(plan: Plan) -> Self {
        let scratch = Self::new();
        let release = Teller::start(header(&[]), plan, Some("9fceb02")).release;
        scratch.store().create(release).expect("a record");
        scratch
    }

    /// Makes a folder with these bytes as the record.
    pub(crate) fn with_bytes(bytes: impl AsRef<[u8]>) -> Self {
        let scratch = Self::new();
        std::fs::create_dir(scratch.releases()).expect("a folder");
        std::fs::write(scratch.record(), bytes).expect("a record");
        scratch
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn releases(&self) -> PathBuf {
        self.path().join("releases")
    }

    pub(crate) fn record(&self) -> PathBuf {
        self.releases().join(format!("{VERSION}.toml"))
    }

    pub(crate) fn store(&self) -> Store {
        Store::new(self.releases())
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        std::fs::read(self.record()).expect("a record")
    }

    pub(crate) fn release(&self) -> Release {
        self.store()
            .read(&version())
            .unwrap_or_else(|error| panic!("{error}: {error:?}"))
            .release
    }

    /// Returns the program, ready to run in this folder and cut off from the machine's settings.
    pub(crate) fn gonogo(&self, arguments: &[&str]) -> Command {
        let mut command = self.program(env!("CARGO_BIN_EXE_gonogo"));
        command
            .args(arguments)
            .env("GONOGO_RELEASES", "releases")
            .env("GONOGO_BY", person("Grace").as_str());
        command
    }

    /// Returns another program, cut off from the machine's settings in the same way.
    pub(crate) fn program(&self, name: &str) -> Command {
        let mut command = Command::new(name);
        command
            .current_dir(self.path())
            .env_clear()
            .env("HOME", self.path())
            .env("NO_COLOR", "1")
            .env("LC_ALL", "C.UTF-8");
        command
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1");
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command
    }

    /// Runs the program and returns its exit code, its output, and its complaints with this folder's name cut out.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        Ran::from(&self.gonogo(arguments).output().expect("gonogo runs"))
    }
}

/// What a run of the program came to.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl From<&Output> for Ran {
    fn from(output: &Output) -> Self {
        Self {
            code: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

/// Says on standard error, even when the test passes, that something was left out.
pub(crate) fn left_out(what: &str, program: &str) {
    use std::io::Write as _;

    // Written past the test harness, which would swallow the words of a test that passes.
    let _ = writeln!(
        std::io::stderr(),
        "\nLEFT OUT: {what}, because `{program}` is not on this machine"
    );
    assert!(
        std::env::var_os("GONOGO_TESTS_COMPLETE").is_none(),
        "`{program}` is not on this machine"
    );
}

/// Tells whether a program is on this machine.
pub(crate) fn has_program(name: &str) -> bool {
    Command::new(name)
        .arg("--version")
        .output()
        .is_ok_and(|output| output.status.success())
}

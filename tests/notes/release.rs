//! A folder with one release in it: signed, waived, blocked and partly written, always at the same times.

use std::path::PathBuf;
use std::process::Command as Process;

use chrono::{DateTime, Utc};
use gonogo::domain::event::{Event, EventKind};
use gonogo::domain::id::{FactId, FieldId, ItemId, Milestone, PhaseId, RoleId, TypeId};
use gonogo::domain::person::Person;
use gonogo::domain::plan::{
    Bound, Fact, Field, FieldSource, Gate, Header, Item, Phase, Plan, Role, When,
};
use gonogo::domain::state::Release;
use gonogo::record::journal::{Author, Signer, started};
use gonogo::record::store::Store;
use snapbox::Assert;
use snapbox::cmd::{Command, cargo_bin};

/// A folder with one release in it.
pub(crate) struct Folder(tempfile::TempDir);

impl Folder {
    /// Makes a folder with a release that was deployed on 2026-11-20, with a waiver and a blocker, and whose notes
    /// lack the customer impact.
    pub(crate) fn with_release() -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        let by = person();
        let author = Author {
            by: &by,
            at: clock(),
            is_clock_right: true,
            signer: &Signer::none(),
        };
        let release = started(header(), plan(), None, Vec::new(), author).unwrap();
        let told = |release: Release, kind| {
            let prev = release.heads().to_vec();
            release.after(Event::new("0b6e0b6e", clock(), person(), kind, prev))
        };
        let kinds = events(&|id| release.digest_of(&ItemId::from(id)).unwrap());
        Store::new(folder.path("releases"))
            .create(kinds.into_iter().fold(release, told))
            .unwrap();
        folder
    }

    /// Returns a path in the folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Writes a file.
    pub(crate) fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).unwrap();
    }

    /// Returns a call of the program in the folder, free of the environment of who runs the test.
    pub(crate) fn gonogo(&self, arguments: &[&str]) -> Command {
        Command::new(cargo_bin("gonogo"))
            // A backslash is no path separator here.
            .with_assert(Assert::new().action_env("SNAPSHOTS").normalize_paths(false))
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.0.path())
            .env("GONOGO_BY", "Grace Hopper <grace@octoacme.example>")
            .env("GONOGO_NOW", "2026-11-21T09:00:00Z")
            .current_dir(self.0.path())
            .args(arguments)
    }

    /// Returns what a call that succeeds prints.
    pub(crate) fn stdout(&self, arguments: &[&str]) -> String {
        let output = self
            .gonogo(arguments)
            .assert()
            .success()
            .get_output()
            .stdout
            .clone();
        String::from_utf8(output).unwrap()
    }

    /// Returns what a call on a terminal shows, with this editor.
    #[cfg(unix)]
    pub(crate) fn in_terminal(&self, arguments: &[&str], editor: &str) -> String {
        let mut command = Process::new(cargo_bin("gonogo"));
        command
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.0.path());
        command
            .env("GONOGO_BY", "Grace Hopper <grace@octoacme.example>")
            .env("EDITOR", editor)
            .env("TERM", "dumb");
        command.args(arguments).current_dir(self.0.path());
        use expectrl::Expect as _;
        let mut session = expectrl::Session::spawn(command).unwrap();
        session.set_expect_timeout(Some(std::time::Duration::from_secs(20)));
        let shown = session.expect(expectrl::Eof).unwrap();
        String::from_utf8_lossy(shown.as_bytes()).into_owned()
    }

    /// Runs git in the folder.
    pub(crate) fn git(&self, arguments: &[&str]) {
        let status = Process::new("git")
            .args([
                "-c",
                "user.name=Ada",
                "-c",
                "user.email=ada@octoacme.example",
                "-c",
                "commit.gpgSign=false",
            ])
            .args(arguments)
            .env("HOME", self.0.path())
            .env("GIT_AUTHOR_DATE", "2026-11-01T09:00:00Z")
            .env("GIT_COMMITTER_DATE", "2026-11-01T09:00:00Z")
            .current_dir(self.0.path())
            .status()
            .unwrap();
        assert!(status.success(), "git {arguments:?}");
    }

    /// Makes an empty commit.
    pub(crate) fn commit(&self, message: &str) {
        self.git(&["commit", "-q", "--allow-empty", "-m", message]);
    }
}

fn clock() -> DateTime<Utc> {
    "2026-11-20T09:00:00Z".parse().unwrap()
}

fn person() -> Person {
    "Ada Lovelace <ada@octoacme.example>".parse().unwrap()
}

fn header() -> Header {
    Header {
        version: "2.4.0".parse().unwrap(),
        id: "0b6e0b6e".to_owned(),
        kind: TypeId::from("minor"),
        playbook: "embedded".to_owned(),
        facts: [(FactId::from("migration-steps"), false)].into(),
    }
}

fn role(id: &str, title: &str) -> Role {
    Role {
        id: RoleId::from(id),
        title: title.to_owned(),
        aliases: Vec::new(),
        may_waive: true,
        may_amend: false,
        members: Vec::new(),
    }
}

fn item(id: &str, text: &str, marks: Option<&str>) -> Item {
    Item {
        id: ItemId::from(id),
        phase: PhaseId::from("deployment"),
        section: "Deployment".to_owned(),
        text: text.to_owned(),
        roles: vec![RoleId::from("release-manager")],
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

fn field(id: &str, title: &str, owner: &str, source: FieldSource) -> Field {
    let when = (id == "migration-steps").then(|| FactId::from(id));
    Field {
        id: FieldId::from(id),
        title: title.to_owned(),
        owner: RoleId::from(owner),
        source,
        when,
    }
}

fn plan() -> Plan {
    use FieldSource::{Checklist, Date, KnownIssues, Text, Version};
    let support = ["deployment/told", "deployment/help", "deployment/load"]
        .map(ItemId::from)
        .to_vec();
    let (manager, writer) = ("release-manager", "technical-writer");
    Plan {
        roles: vec![
            role(manager, "Release Manager"),
            role(writer, "Technical Writer"),
            role("account-executive", "Account Executive"),
        ],
        facts: vec![Fact {
            id: FactId::from("migration-steps"),
            question: "Do users have to migrate?".to_owned(),
        }],
        phases: vec![Phase {
            id: PhaseId::from("deployment"),
            title: "Deployment".to_owned(),
            gate: Gate::default(),
        }],
        items: vec![
            item("deployment/told", "Tell support", None),
            item("deployment/help", "Update the help center | FAQ", None),
            item("deployment/load", "Run the load test", None),
            item(
                "deployment/verified",
                "Deployment verified",
                Some("deployed"),
            ),
        ],
        fields: vec![
            field("release", "Release name / number", manager, Version),
            field("date", "Date", manager, Date),
            field("summary", "Summary", writer, Text),
            field("notable-changes", "Notable changes", writer, Text),
            field("migration-steps", "Migration steps", manager, Text),
            field("known-issues", "Known issues", writer, KnownIssues),
            field(
                "customer-impact",
                "Customer impact",
                "account-executive",
                Text,
            ),
            field(
                "support-readiness",
                "Support readiness checklist",
                writer,
                Checklist(support),
            ),
        ],
        ..Plan::default()
    }
}

fn events(digest: &dyn Fn(&str) -> gonogo::domain::digest::Digest) -> Vec<EventKind> {
    let role = || RoleId::from("release-manager");
    let signed = |id: &str| EventKind::Signed {
        item: ItemId::from(id),
        role: role(),
        digest: digest(id),
        candidate: None,
        evidence: Vec::new(),
        note: None,
        ahead: None,
        ahead_reason: None,
        acted_for: None,
    };
    let written = |field: &str, text: &str| EventKind::NoteWritten {
        field: FieldId::from(field),
        text: text.to_owned(),
    };
    vec![
        signed("deployment/told"),
        signed("deployment/verified"),
        EventKind::Waived {
            candidate: None,
            item: ItemId::from("deployment/load"),
            role: role(),
            digest: digest("deployment/load"),
            reason: "the load generator is down, see #12 <b>".to_owned(),
            expires: Some("2099-12-01".parse().unwrap()),
            acted_for: None,
        },
        EventKind::Blocked {
            item: ItemId::from("deployment/help"),
            role: role(),
            reason: "screenshots\nare old".to_owned(),
            by_check: false,
            acted_for: None,
        },
        written(
            "summary",
            "Gates answer **faster**.\n\n<script>alert(1)</script>",
        ),
        written("notable-changes", "- A *new* walk"),
        written(
            "known-issues",
            "- Export is slow, see [the issue](https://octoacme.example/i/7)",
        ),
    ]
}

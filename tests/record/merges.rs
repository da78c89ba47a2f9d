//! Real git merges records of two people who had not seen each other's events.

use std::collections::BTreeSet;
use std::fs;

use gonogo::domain::event::{Event, EventKind};
use gonogo::domain::id::RoleId;
use gonogo::domain::rules::draft;
use gonogo::domain::rules::item_status::{self, ItemState};
use gonogo::domain::state::Release;
use gonogo::record::store::StoreError;

use crate::agreement::agreed;
use crate::support::{Ran, Scratch, Teller, at, blocked, person, signed, version, wide_plan};

/// A git repository with a record in it.
pub(crate) struct Repository(pub(crate) Scratch);

impl Repository {
    fn new(items: usize) -> Self {
        Self::with(Scratch::with_plan(wide_plan(items)))
    }

    pub(crate) fn with(scratch: Scratch) -> Self {
        let repository = Self(scratch);
        repository.git(&["init", "--quiet", "--initial-branch=main"]);
        repository.commit("start");
        repository
    }

    pub(crate) fn try_git(&self, arguments: &[&str]) -> Ran {
        let mut git = self.0.program("git");
        git.args([
            "-c",
            "user.name=Git",
            "-c",
            "user.email=git@octoacme.example",
            "-c",
            "core.autocrlf=false",
            "-c",
            "gc.auto=0",
        ]);
        git.args(["-c", "core.fsync=none"]);
        Ran::from(&git.args(arguments).output().expect("git runs"))
    }

    #[track_caller]
    pub(crate) fn git(&self, arguments: &[&str]) {
        let ran = self.try_git(arguments);
        assert_eq!(ran.code, Some(0), "git {arguments:?}: {ran:?}");
    }

    #[track_caller]
    pub(crate) fn commit(&self, message: &str) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--message", message]);
    }

    /// Lets somebody add events on a branch of their own that starts at `main`, in as many commits as there are batches.
    pub(crate) fn branch(&self, name: &str, batches: &[Vec<EventKind>]) {
        self.git(&["switch", "--quiet", "--create", name, "main"]);
        for (place, batch) in batches.iter().enumerate() {
            self.append(
                name,
                batch,
                i64::try_from(place).unwrap_or_default() * 600 + 60,
            );
            self.commit("sign-offs");
        }
        self.git(&["switch", "--quiet", "main"]);
    }

    pub(crate) fn append(&self, name: &str, kinds: &[EventKind], seconds: i64) {
        let updated = self.0.store().update(&version(), None, |mut release| {
            for (second, kind) in (seconds..).zip(kinds) {
                let heads = release.heads().to_vec();
                let event = Event::new(
                    &release.header().id,
                    at(second),
                    person(name),
                    kind.clone(),
                    heads,
                );
                release = release.after(event);
            }
            Ok::<_, StoreError>((release, true))
        });
        updated.unwrap_or_else(|error| panic!("{error}"));
    }

    pub(crate) fn sides(&self, left: EventKind, right: EventKind) -> Ran {
        self.branch("Ada", &[vec![left]]);
        self.branch("Grace", &[vec![right]]);
        self.git(&["merge", "--quiet", "Ada"]);
        self.try_git(&["merge", "--quiet", "--no-edit", "Grace"])
    }
}

/// Repeatable random numbers: xorshift.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit as u64).unwrap_or_default()
    }
}

/// Returns the sign-offs of every role of every item, in random order.
fn all_sign_offs(release: &Release, dice: &mut Dice) -> Vec<EventKind> {
    let slots = release
        .plan()
        .items
        .iter()
        .flat_map(|item| item.roles.iter().map(move |role| (item, role)));
    let mut kinds: Vec<_> = slots
        .map(|(item, role)| signed(release, item.id.as_str(), role.as_str()))
        .collect();
    for place in (1..kinds.len()).rev() {
        kinds.swap(place, dice.below(place + 1));
    }
    kinds
}

/// Merges one branch per person, each with that many sign-offs, none of the same slot.
fn merge_trial(seed: u64, sizes: &[usize]) -> Release {
    let repository = Repository::new(100);
    let release = repository.0.release();
    let mut kinds = all_sign_offs(&release, &mut Dice(seed)).into_iter();
    let names = ["Ada", "Grace", "Joan", "Mary", "Radia", "Barbara"];
    let mut given = BTreeSet::new();
    for (name, size) in names.iter().zip(sizes) {
        let own: Vec<_> = kinds.by_ref().take(*size).collect();
        given.extend(own.iter().map(|kind| format!("{name}: {kind:?}")));
        let batches: Vec<_> = own.chunks(10).map(<[EventKind]>::to_vec).collect();
        repository.branch(name, &batches);
    }
    for (name, _) in names.iter().zip(sizes) {
        let ran = repository.try_git(&["merge", "--quiet", "--no-edit", name]);
        assert_eq!(ran.code, Some(0), "seed {seed}, {name}: {ran:?}");
    }
    agreed(&String::from_utf8(repository.0.bytes()).expect("a text"));
    let release = repository.0.release();
    let kept: BTreeSet<_> = release.events()[1..]
        .iter()
        .map(|event| format!("{}: {:?}", event.by.name(), event.kind))
        .collect();
    assert_eq!(kept, given, "seed {seed}: every event is kept");
    assert_eq!(
        release.events().len(),
        1 + sizes.iter().sum::<usize>(),
        "seed {seed}: and once"
    );
    assert_eq!(
        release.heads().len(),
        sizes.len(),
        "seed {seed}: every branch has its head"
    );
    repository.append("Ada", &[kinds.next().expect("one is left")], 10_000);
    let after = repository.0.release();
    let mut heads = release.heads().to_vec();
    heads.sort();
    assert_eq!(
        after.events().last().expect("an event").prev,
        heads,
        "seed {seed}: the next event names every head"
    );
    assert_eq!(after.heads().len(), 1, "seed {seed}");
    after
}

#[test]
fn two_branches_that_sign_different_slots_always_merge() {
    for trial in 0..20 {
        let mut dice = Dice(0x9e37_79b9 + trial);
        let sizes = [5 + dice.below(26), 5 + dice.below(26)];
        merge_trial(dice.0, &sizes);
    }
}

#[test]
fn six_branches_that_sign_different_slots_merge() {
    merge_trial(0x51ee_d123, &[25, 25, 25, 25, 25, 25]);
}

#[test]
fn different_roles_of_one_item_merge() {
    let repository = Repository::new(9);
    let release = repository.0.release();
    let item = release.plan().items[2].id.to_string();
    let roles: Vec<String> = release.plan().items[2]
        .roles
        .iter()
        .map(RoleId::to_string)
        .collect();
    assert_eq!(roles.len(), 3);
    for (name, role) in ["Ada", "Grace", "Joan"].iter().zip(&roles) {
        repository.branch(name, &[vec![signed(&release, &item, role)]]);
    }
    for name in ["Ada", "Grace", "Joan"] {
        repository.git(&["merge", "--quiet", "--no-edit", name]);
    }
    let release = repository.0.release();
    assert_eq!(
        item_status::standing(&release, &item.as_str().into(), at(9_000))
            .unwrap()
            .state,
        ItemState::Done
    );
}

#[test]
fn after_a_merge_the_next_sign_off_joins_the_heads() {
    let repository = Repository::new(9);
    let release = repository.0.release();
    let (one, other) = ("pre-release/item-000", "pre-release/item-003");
    let ran = repository.sides(
        signed(&release, one, "developer"),
        signed(&release, other, "devops"),
    );
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let heads: BTreeSet<_> = repository.0.release().heads().iter().copied().collect();
    assert_eq!(heads.len(), 2);
    let ran = repository.0.run(&["sign", "item-006", "--role", "manager"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let release = repository.0.release();
    assert_eq!(
        release
            .events()
            .last()
            .unwrap()
            .prev
            .iter()
            .copied()
            .collect::<BTreeSet<_>>(),
        heads
    );
    let verified = repository.0.run(&["verify"]);
    assert_eq!(
        verified.stdout,
        format!("2.4.0 is sound: 4 events\nhead {}\n", release.heads()[0])
    );
}

#[test]
fn a_contradiction_about_one_slot_is_a_conflict_that_names_its_line_and_the_way_out() {
    for style in ["merge", "diff3", "zdiff3"] {
        let repository = Repository::new(3);
        repository.git(&["config", "merge.conflictStyle", style]);
        let (release, item) = (repository.0.release(), "pre-release/item-000");
        let ran = repository.sides(
            signed(&release, item, "developer"),
            blocked(item, "developer", "it is red"),
        );
        assert_eq!(ran.code, Some(1), "{style}: {ran:?}");
        let text = fs::read_to_string(repository.0.record()).unwrap();
        let line = text
            .lines()
            .position(|line| line.starts_with("<<<<<<<"))
            .unwrap()
            + 1;
        for arguments in [
            &["gate"][..],
            &["verify"],
            &["sign", "item-001", "--role", "developer"],
        ] {
            let ran = repository.0.run(arguments);
            assert_eq!(
                (ran.code, ran.stdout.as_str()),
                (Some(2), ""),
                "{style} {arguments:?}"
            );
            let said = format!(
                "error: releases/2.4.0.toml:{line}:1: a git merge left this conflict unresolved\n\
                 hint: `git checkout --conflict=diff3 -- releases/2.4.0.toml` shows the events of both sides whole: \
                 keep both, remove the marker lines, then run `gonogo verify`\n"
            );
            assert_eq!(ran.stderr, said, "{style} {arguments:?}");
        }
        assert_eq!(
            fs::read_to_string(repository.0.record()).unwrap(),
            text,
            "nothing was written"
        );

        repository.git(&["checkout", "--conflict=diff3", "--", "releases/2.4.0.toml"]);
        let whole = fs::read_to_string(repository.0.record()).unwrap();
        fs::write(repository.0.record(), without_markers(&whole)).unwrap();
        assert_eq!(repository.0.run(&["verify"]).code, Some(0), "{style}");
        let release = repository.0.release();
        assert_eq!(
            (release.events().len(), release.heads().len()),
            (3, 2),
            "{style}: the events of both sides"
        );
        let standing = item_status::standing(&release, &item.into(), at(9_000)).unwrap();
        assert_eq!(
            standing.state,
            ItemState::Blocked,
            "{style}: the careful one wins"
        );
        assert_eq!(repository.0.run(&["gate"]).code, Some(1), "{style}");
    }
}

/// Does what the hint says.
pub(crate) fn without_markers(text: &str) -> String {
    let is_marker = |line: &&str| {
        ["<<<<<<<", "|||||||", "=======", ">>>>>>>"]
            .iter()
            .any(|marker| line.starts_with(marker))
    };
    text.split_inclusive('\n')
        .filter(|line| !is_marker(line))
        .collect()
}

#[test]
fn a_block_and_a_sign_off_of_different_roles_merge_and_the_careful_one_wins() {
    let repository = Repository::new(9);
    let (release, item) = (repository.0.release(), "pre-release/item-001");
    let ran = repository.sides(
        signed(&release, item, "developer"),
        blocked(item, "writer", "not yet"),
    );
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let standing_of = |release: &Release| {
        item_status::standing(release, &item.into(), at(9_000))
            .unwrap()
            .state
    };
    assert_eq!(standing_of(&repository.0.release()), ItemState::Blocked);
    assert_eq!(
        repository.0.run(&["sign", item, "--role", "devops"]).code,
        Some(0)
    );
    assert_eq!(
        standing_of(&repository.0.release()),
        ItemState::Blocked,
        "a sign-off clears no blocker"
    );
    assert_eq!(
        repository
            .0
            .run(&["unblock", item, "--role", "writer", "--reason", "green now"])
            .code,
        Some(0)
    );
    assert_eq!(standing_of(&repository.0.release()), ItemState::Done);
}

#[test]
fn what_a_union_merge_makes_is_refused_or_whole() {
    let mut refused = 0;
    for (place, (left, right)) in [(0, 0), (0, 1), (1, 2), (2, 2), (0, 3)]
        .into_iter()
        .enumerate()
    {
        let repository = Repository::new(4);
        fs::write(
            repository.0.path().join(".gitattributes"),
            "releases/*.toml merge=union\n",
        )
        .unwrap();
        repository.commit("union");
        let release = repository.0.release();
        let kinds = |item: usize| {
            let item = &release.plan().items[item];
            item.roles
                .iter()
                .map(|role| signed(&release, item.id.as_str(), role.as_str()))
                .collect::<Vec<_>>()
        };
        repository.branch("Ada", &[kinds(left)]);
        repository.branch("Grace", &[kinds(right)]);
        repository.git(&["merge", "--quiet", "Ada"]);
        let ran = repository.try_git(&["merge", "--quiet", "--no-edit", "Grace"]);
        assert_eq!(
            ran.code,
            Some(0),
            "{place}: a union never conflicts: {ran:?}"
        );
        match repository.0.store().read(&version()) {
            Ok(stored) => {
                let expected = 1 + kinds(left).len() + kinds(right).len();
                assert_eq!(
                    stored.release.events().len(),
                    expected,
                    "{place}: no event got lost"
                );
            }
            Err(StoreError::Malformed { .. } | StoreError::Broken { .. }) => refused += 1,
            Err(other) => panic!("{place}: {other}"),
        }
    }
    assert!(refused > 0, "a union merge of one slot is refused");
}

#[test]
fn an_amendment_and_a_sign_off_on_two_branches_merge() {
    let repository = Repository::new(9);
    let release = repository.0.release();
    repository.git(&["switch", "--quiet", "--create", "Ada"]);
    let amended = repository.0.store().update(&version(), None, |release| {
        let mut plan = release.plan().clone();
        plan.items[8].text = "Do thing 8 well".to_owned();
        let kind = draft::amending(&release, &plan, None, None);
        let event = Event::new(
            &release.header().id,
            at(60),
            person("Ada"),
            kind,
            release.heads().to_vec(),
        );
        Ok::<_, StoreError>((release.amended(plan, event), true))
    });
    amended.unwrap();
    repository.commit("amend");
    repository.git(&["switch", "--quiet", "main"]);
    repository.branch(
        "Grace",
        &[vec![signed(&release, "pre-release/item-000", "developer")]],
    );
    repository.git(&["merge", "--quiet", "Ada"]);
    repository.git(&["merge", "--quiet", "--no-edit", "Grace"]);
    let mut story = Teller::resume(repository.0.release(), 9_000);
    assert_eq!(story.release.heads().len(), 2);
    story.sign("Joan", "pre-release/item-008", "manager");
    assert_eq!(story.release.plan().items[8].text, "Do thing 8 well");
}

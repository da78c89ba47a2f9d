//! Many clones of one repository share a record at once, and processes are killed while they do.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::process::Stdio;
use std::sync::Barrier;
use std::thread;
use std::time::{Duration, Instant};

use gonogo::domain::state::Release;
use gonogo::record::read;

use crate::sync::Hub;

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

/// How a contest is held.
#[derive(Clone, Copy)]
struct Contest {
    clones: usize,
    items: usize,
    rounds: usize,
    /// Whether everybody works on the same items for the same roles, with blocks and respins.
    is_shared: bool,
    /// Whether plain git carries the records instead: commit, pull with a rebase, push, until that succeeds.
    is_by_git: bool,
}

/// What a contest came to.
#[derive(Debug, Default)]
struct Figures {
    pushes: usize,
    lost: usize,
    times: Vec<Duration>,
}

impl Figures {
    fn line(&self, name: &str) -> String {
        let mut times = self.times.clone();
        times.sort();
        let median = times[times.len() / 2].as_millis();
        let slowest = times[times.len() - 1].as_millis();
        let Self { pushes, lost, .. } = self;
        format!(
            "{name}: {pushes} pushes, {lost} lost races, median {median} ms, slowest {slowest} ms"
        )
    }
}

fn name(clone: usize) -> String {
    format!("person{clone}")
}

/// Makes a hub with a wide library, and a clone for everybody, each with a file that is staged, and every other one with a commit that was
/// not pushed.
fn hub(contest: Contest) -> Hub {
    let hub = Hub::bare();
    let roles: Vec<String> = (0..contest.clones).map(|it| format!("role{it}")).collect();
    let role_lines: String = roles
        .iter()
        .map(|it| format!("  {it}: {{title: {it}}}\n"))
        .collect();
    let playbook = format!(
        "format: 1\ntitle: Wide\nroles:\n{role_lines}types:\n  minor: {{title: Minor}}\nphases:\n  - id: all\n    title: All\n    \
         checklists: [all]\n    gate: {{title: Go, poll: [role0]}}\npolicy: {{separation: \"off\"}}\n"
    );
    let mut list = "id: all\ntitle: All\npurpose: To be wide\nphase: all\nitems:\n".to_owned();
    for item in 0..contest.items {
        let own = &roles[item % contest.clones];
        let text = format!("Do thing number {item}");
        let _ = writeln!(
            list,
            "  - {{id: item-{item}, text: {text}, roles: [{own}]}}"
        );
    }
    let checklists = hub.path("ada/checklists");
    fs::create_dir_all(&checklists).unwrap();
    fs::write(checklists.join("playbook.yaml"), playbook).unwrap();
    fs::write(checklists.join("all.yaml"), list).unwrap();
    hub.git("ada", "add -A");
    hub.git("ada", "commit --quiet -m first");
    hub.git("ada", "push --quiet -u origin main");
    let mut start = hub.gonogo("ada");
    let args = [
        "--checklists",
        "checklists",
        "start",
        "2.4.0",
        "--type",
        "minor",
        "--candidate",
        "c1",
    ];
    assert!(start.args(args).output().unwrap().status.success());
    hub.ok("ada", "--checklists checklists sync");
    for clone in 0..contest.clones {
        let who = name(clone);
        hub.git("", &format!("clone --quiet origin.git {who}"));
        if !contest.is_by_git && clone % 2 == 0 {
            fs::write(hub.path(&format!("{who}/unpushed.txt")), &who).unwrap();
            hub.git(&who, "add unpushed.txt");
            hub.git(&who, "commit --quiet -m unpushed");
        }
        if !contest.is_by_git {
            fs::write(hub.path(&format!("{who}/staged.txt")), &who).unwrap();
            hub.git(&who, "add staged.txt");
        }
    }
    hub
}

/// Does something in a round, and returns whether it was taken.
fn act(hub: &Hub, contest: Contest, clone: usize, round: usize, dice: &mut Dice) -> usize {
    let who = name(clone);
    let line = if contest.is_shared {
        let item = dice.below(6);
        let role = item % contest.clones;
        match dice.below(5) {
            0 => format!("respin --candidate c{}", dice.below(4)),
            1 => {
                format!("block all/item-{item} --role role{role} --reason 'round {round} of {who}'")
            }
            2 => format!(
                "unblock all/item-{item} --role role{role} --reason 'round {round} of {who}'"
            ),
            _ => format!("sign all/item-{item} --role role{role} --note 'round {round} of {who}'"),
        }
    } else {
        let item = clone + round * contest.clones;
        format!("sign all/item-{} --role role{clone}", item % contest.items)
    };
    let output = hub.run(&who, &format!("--checklists checklists {line}"));
    let code = output.status.code();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        matches!(code, Some(0 | 1 | 2 | 8)),
        "{who}: {line}: {code:?} {said}"
    );
    usize::from(code == Some(0) && !said.contains("nothing to do"))
}

/// Shares with `sync`, and returns how often others were first.
fn share(hub: &Hub, who: &str) -> usize {
    let output = hub.run(who, "--checklists checklists sync");
    let text = String::from_utf8(output.stdout).unwrap() + &String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{who}: {text}");
    let first = text
        .lines()
        .find_map(|line| line.strip_prefix("note: others pushed first "));
    first.map_or(0, |rest| rest.split(' ').next().unwrap().parse().unwrap())
}

/// Shares by plain git, and returns how often others were first.
fn share_by_git(hub: &Hub, who: &str) -> usize {
    let git = |line: &str| {
        let mut git = hub.program("git", who);
        git.args(line.split(' '))
            .stderr(Stdio::null())
            .stdout(Stdio::null());
        git.status().unwrap().success()
    };
    git("commit --quiet -am signed");
    for lost in 0..200 {
        assert!(git("pull --quiet --rebase"), "{who}: a conflict");
        if git("push --quiet") {
            return lost;
        }
    }
    panic!("{who}: lost every race");
}

fn ids(text: &str) -> (BTreeSet<String>, Release) {
    let release = Release::replay(read::record(text).unwrap()).unwrap();
    let ids = release.events().iter().map(|event| event.id.to_string());
    (ids.collect(), release)
}

fn held(contest: Contest) -> Figures {
    let hub = hub(contest);
    let barrier = Barrier::new(contest.clones);
    let (hub, barrier) = (&hub, &barrier);
    let mut figures = Figures::default();
    let mut taken = 1;
    thread::scope(|scope| {
        let people: Vec<_> = (0..contest.clones)
            .map(|clone| {
                scope.spawn(move || {
                    let mut dice = Dice(0x9e37_79b9 + clone as u64);
                    let (mut own, mut acts) = (Figures::default(), 0);
                    for round in 0..contest.rounds {
                        acts += act(hub, contest, clone, round, &mut dice);
                        barrier.wait();
                        let began = Instant::now();
                        let who = name(clone);
                        let by_git = contest.is_by_git;
                        own.lost += if by_git {
                            share_by_git(hub, &who)
                        } else {
                            share(hub, &who)
                        };
                        own.times.push(began.elapsed());
                        barrier.wait();
                    }
                    (own, acts)
                })
            })
            .collect();
        for person in people {
            let (own, acts) = person.join().unwrap();
            figures.lost += own.lost;
            figures.times.extend(own.times);
            taken += acts;
        }
    });
    if contest.is_by_git {
        figures.pushes = figures.lost + contest.clones * contest.rounds;
        return figures;
    }
    // Once more for everybody, so that all have what the last ones shared.
    let mut all = BTreeSet::new();
    for clone in 0..contest.clones {
        share(hub, &name(clone));
    }
    let shared = hub.git("", "-C origin.git show main:releases/2.4.0.toml") + "\n";
    for clone in 0..contest.clones {
        let who = name(clone);
        share(hub, &who);
        assert_eq!(hub.record(&who), shared, "{who} has what everybody has");
        assert_eq!(
            hub.git(&who, "status --porcelain"),
            "A  staged.txt",
            "{who}"
        );
        let (ids, release) = ids(&hub.record(&who));
        assert!(release.copied().is_empty(), "{who}");
        all.extend(ids);
    }
    assert_eq!(all.len(), taken, "every event, once");
    let files = hub.git("", "-C origin.git ls-tree -r --name-only main");
    assert!(
        !files.contains("unpushed") && !files.contains("staged"),
        "{files}"
    );
    assert_eq!(hub.git("", "-C origin.git log --merges --oneline main"), "");
    let commits = hub.git("", "-C origin.git rev-list --count main");
    figures.pushes = commits.parse::<usize>().unwrap() - 2 + figures.lost;
    figures
}

const SMALL: Contest = Contest {
    clones: 4,
    items: 24,
    rounds: 3,
    is_shared: false,
    is_by_git: false,
};

#[test]
fn clones_that_share_at_once_all_end_with_every_event_once() {
    let apart = held(SMALL);
    let shares = SMALL.clones * SMALL.rounds;
    assert_eq!(
        apart.pushes - apart.lost,
        shares,
        "every share is one commit, and those without news are none: {apart:?}"
    );
    held(Contest {
        is_shared: true,
        ..SMALL
    });
}

/// The contest that docs/sharing.md has the figures of: `cargo test --test cli -- --ignored --nocapture eight_clones`, with
/// `GONOGO_BIN` the program to measure.
#[test]
#[ignore = "it takes minutes"]
fn eight_clones_share_twenty_rounds() {
    let big = Contest {
        clones: 8,
        items: 300,
        rounds: 20,
        is_shared: false,
        is_by_git: false,
    };
    println!("{}", held(big).line("own roles"));
    println!(
        "{}",
        held(Contest {
            is_shared: true,
            ..big
        })
        .line("shared slots")
    );
    println!(
        "{}",
        held(Contest {
            is_by_git: true,
            ..big
        })
        .line("own roles, pull --rebase and push")
    );
}

/// Kills a sync at so many random moments, and lets the next one finish its work.
fn killed(times: usize) {
    let contest = Contest {
        clones: 2,
        items: 40,
        ..SMALL
    };
    let hub = hub(contest);
    let mut dice = Dice(0x51ee_d123);
    let began = Instant::now();
    share(&hub, &name(0));
    let most = usize::try_from(began.elapsed().as_micros()).unwrap() * 5 / 4;
    let mut taken = 1;
    for round in 0..times {
        let clone = round % 2;
        let who = name(clone);
        let reason = format!(
            "block all/item-{} --role role{clone} --reason 'round {round}'",
            clone + 2 * dice.below(20)
        );
        hub.ok(&who, &format!("--checklists checklists {reason}"));
        taken += 1;
        let mut sync = hub.gonogo(&who);
        sync.args(["--checklists", "checklists", "sync"]);
        let mut child = sync
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // The moment is what is tried here; nothing waits for it.
        thread::sleep(Duration::from_micros(dice.below(most) as u64));
        child.kill().unwrap();
        child.wait().unwrap();
        let before = ids(&hub.record(&who)).0;
        assert!(before.len() > 1, "{who} has a whole record");
        if round % 5 == 4 {
            share(&hub, &who);
            let (there, _) =
                ids(&(hub.git("", "-C origin.git show main:releases/2.4.0.toml") + "\n"));
            assert!(before.is_subset(&there), "nothing of {who} is lost");
        }
    }
    for clone in [0, 1, 0] {
        share(&hub, &name(clone));
    }
    assert_eq!(hub.record(&name(0)), hub.record(&name(1)));
    assert_eq!(
        ids(&hub.record(&name(0))).0.len(),
        taken,
        "every event, once"
    );
    for clone in [0, 1] {
        let status = hub.git(&name(clone), "status --porcelain");
        assert_eq!(status, "A  staged.txt");
        let left = fs::read_dir(hub.path(&format!("{}/.git", name(clone)))).unwrap();
        let left = left.filter(|it| {
            let name = it.as_ref().unwrap().file_name().into_string().unwrap();
            // The lock of a sync stays, and is no leftover: `gonogo-sync.lock`.
            name == "index.lock" || name.starts_with("gonogo-sync.") && name != "gonogo-sync.lock"
        });
        let left: Vec<_> = left.map(|it| it.unwrap().file_name()).collect();
        assert!(left.is_empty(), "temporary files are left: {left:?}");
    }
}

#[test]
fn a_sync_that_is_killed_loses_nothing_and_the_next_one_completes() {
    killed(15);
}

#[test]
#[ignore = "it takes minutes"]
fn two_hundred_syncs_that_are_killed_lose_nothing() {
    killed(200);
}

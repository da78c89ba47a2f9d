//! A newcomer who knows nothing but what is printed: the first command of `gonogo gate`, else of `gonogo status`, is run
//! again and again, with its placeholders filled, until the release has ended.

use chrono::NaiveDateTime;

use crate::releasing::{EMBEDDED, settle};
use crate::team::Team;

/// What fills the placeholders.
const FILLED: [(&str, &str); 6] = [
    ("\"…\"", "'because of the story'"),
    ("--evidence URL", "--evidence https://ci.example/run/881"),
    ("failed-health-checks=NUMBER", "failed-health-checks=0"),
    ("=NUMBER", "=0.4"),
    ("COMMIT", "9fceb02"),
    ("ROLE", "developer"),
];

/// What only shows something, or needs a terminal.
const LOOKS: [&str; 7] = [
    "walk",
    "gate",
    "status",
    "fact",
    "notes",
    "rollout watch",
    "incident status",
];

const WAIT: &str = "nothing to do until ";

/// Returns the lines of a screen that say what to do.
fn printed(screen: &str) -> impl Iterator<Item = &str> {
    let lines = screen.lines().map(str::trim);
    lines.filter(|line| line.starts_with("gonogo ") || line.starts_with(WAIT))
}

fn is_change(line: &str) -> bool {
    let command = line.strip_prefix("gonogo ");
    let is_look = |command: &str| {
        let mut looks = LOOKS.iter();
        looks.any(|look| command == *look || command.starts_with(&format!("{look} ")))
            && !command.starts_with("notes set")
    };
    command.is_some_and(|command| !is_look(command))
}

/// Fills the placeholders of a command.
fn filled(line: &str) -> String {
    let mut line = line.strip_prefix("gonogo ").unwrap().to_owned();
    for (placeholder, value) in FILLED {
        line = line.replace(placeholder, value);
    }
    let words: Vec<String> = line.split(' ').map(range).collect();
    words.join(" ")
}

/// Takes the least of a range such as `1-5`.
fn range(word: &str) -> String {
    match word.split_once('-') {
        Some((least, most)) if least.parse::<u8>().is_ok() && most.parse::<u8>().is_ok() => {
            least.to_owned()
        }
        _ => word.to_owned(),
    }
}

/// Follows what is printed until the release has ended, and returns what was typed, waits included.
#[track_caller]
fn follow(team: &Team, choose: impl Fn(&str) -> bool) -> Vec<String> {
    let mut typed: Vec<String> = Vec::new();
    let screen = |team: &Team, line: &str| String::from_utf8(team.run(line).stdout).unwrap();
    loop {
        assert!(typed.len() < 250, "no end: {:#?}", &typed[200..]);
        let mut shown = screen(team, "gate");
        if !printed(&shown).any(|line| is_change(line) && choose(line)) {
            shown += &screen(team, "status");
        }
        if shown.contains("\nclosed as ") {
            return typed;
        }
        let mut changes = printed(&shown).filter(|line| is_change(line) && choose(line));
        let Some(first) = changes.next() else {
            typed.push(waited(team, &shown));
            continue;
        };
        // Signing one item takes no other sign-off away.
        let is_sign = |line: &&str| line.starts_with("gonogo sign ");
        let more = changes.filter(|line| is_sign(&first) && is_sign(line));
        for line in std::iter::once(first).chain(more) {
            let line = filled(line);
            let output = team.run(&line);
            assert!(
                output.status.success(),
                "gonogo {line}: {}\n{shown}",
                String::from_utf8_lossy(&output.stderr)
            );
            typed.push(line);
        }
    }
}

/// Moves the clock to the time that a screen names.
#[track_caller]
fn waited(team: &Team, shown: &str) -> String {
    let until = printed(shown).find_map(|line| line.strip_prefix(WAIT));
    let until = until.unwrap_or_else(|| panic!("nothing to do:\n{shown}"));
    let time = NaiveDateTime::parse_from_str(until, "%Y-%m-%d %H:%M UTC").unwrap();
    team.set_clock(&time.format("%Y-%m-%dT%H:%M:%SZ").to_string());
    format!("wait until {until}")
}

/// Everything but the start is printed.
fn started(line: &str) -> Team {
    let team = Team::new().with("GONOGO_CHECKLISTS", EMBEDDED);
    team.quietly(line);
    team
}

#[track_caller]
fn shipped(line: &str) {
    let team = started(line);
    let typed = follow(&team, |_| true);
    assert_eq!(typed.last().map(String::as_str), Some("close"));
    let status = String::from_utf8(team.run("status").stdout).unwrap();
    assert!(status.contains("closed as shipped"), "{status}");
    assert_eq!(printed(&status).count(), 0, "{status}");
}

#[test]
fn a_patch_is_shipped_by_what_is_printed() {
    shipped("start 2.4.1 --type patch --candidate 9fceb02 --fact critical=yes");
}

#[test]
fn a_minor_release_is_shipped_by_what_is_printed() {
    shipped("start 2.4.0 --type minor --candidate 9fceb02");
}

#[test]
fn a_major_release_is_shipped_by_what_is_printed() {
    shipped("start 3.0.0 --type major --candidate 9fceb02");
}

#[test]
fn a_rollback_is_ended_by_what_is_printed() {
    let team = started("start 2.4.0 --type minor --candidate 9fceb02 --fact critical=no");
    settle(&team, "pre-release");
    settle(&team, "deployment");
    team.quietly(
        "rollout baseline --metric error-rate=0.4 --metric latency-p99=200 --metric failed-health-checks=0
         rollout start --traffic 5
         rollback --reason 'checkout fails'",
    );
    let typed = follow(&team, |line| !line.contains("decide hotfix"));
    let is_end = |line: &String| line.starts_with("close --outcome rolled-back");
    assert!(typed.iter().any(is_end), "{typed:#?}");
    let status = String::from_utf8(team.run("status").stdout).unwrap();
    assert!(status.contains("closed as rolled-back"), "{status}");
}

use std::path::PathBuf;

use snapbox::Data;

use crate::team::Team;

/// The widest line that help may have.
const WIDEST: usize = 100;

fn help(team: &Team, command: &[&str]) -> String {
    let output = team
        .gonogo()
        .args(command)
        .arg("--help")
        .env_remove("GONOGO_CHECKLISTS")
        .output()
        .unwrap();
    assert!(
        output.status.success() && output.stderr.is_empty(),
        "{command:?}"
    );
    String::from_utf8(output.stdout).unwrap()
}

/// The headings under which help lists commands.
const HEADINGS: [&str; 8] = [
    "Start here:",
    "Answer:",
    "Ask:",
    "Share:",
    "Rollout, incidents and risks:",
    "Afterwards:",
    "Set up:",
    "Commands:",
];

/// Returns the commands that a help text lists.
fn listed(help: &str) -> Vec<String> {
    let mut is_list = false;
    let commands = help.lines().filter(|line| {
        is_list = HEADINGS.contains(line) || is_list && !line.is_empty();
        is_list
    });
    let is_name = |line: &&str| line.starts_with("  ") && !line.starts_with("   ");
    commands
        .filter(is_name)
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .map(str::to_owned)
        .collect()
}

/// Returns every command with its words, subcommands included.
pub(crate) fn commands(team: &Team) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    let mut waiting = vec![Vec::new()];
    while let Some(command) = waiting.pop() {
        let words: Vec<&str> = command.iter().map(String::as_str).collect();
        let below = listed(&help(team, &words));
        waiting.extend(
            below
                .into_iter()
                .map(|name| command.iter().cloned().chain([name]).collect()),
        );
        if !command.is_empty() {
            found.push(command);
        }
    }
    found.sort();
    found
}

#[test]
fn every_command_has_help_with_an_example_and_its_exit_codes() {
    let team = Team::new();
    let commands = commands(&team);
    assert!(commands.len() >= 80, "{commands:?}");
    for command in commands {
        let words: Vec<&str> = command.iter().map(String::as_str).collect();
        let text = help(&team, &words);
        let name = command.join(" ");
        assert!(
            text.lines()
                .any(|line| line == "Example:" || line == "Examples:"),
            "{name} has no example"
        );
        assert!(
            text.lines()
                .any(|line| line.starts_with(&["  gonogo ", &name].concat())),
            "{name} has no example of itself"
        );
        assert!(
            text.contains("Exit codes:"),
            "{name} does not say its exit codes"
        );
    }
}

#[test]
fn no_help_is_wider_than_a_terminal() {
    let team = Team::new();
    for command in commands(&team).into_iter().chain([Vec::new()]) {
        let words: Vec<&str> = command.iter().map(String::as_str).collect();
        for line in help(&team, &words).lines() {
            assert!(
                line.chars().count() <= WIDEST,
                "{}: {line}",
                command.join(" ")
            );
        }
    }
}

#[test]
fn every_help_text_is_as_it_was_last_read() {
    let team = Team::new();
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/cli/help");
    for command in commands(&team).into_iter().chain([Vec::new()]) {
        let words: Vec<&str> = command.iter().map(String::as_str).collect();
        let name = if command.is_empty() {
            "gonogo".to_owned()
        } else {
            command.join("-")
        };
        let file = folder.join([&name, ".txt"].concat());
        let action = snapbox::Assert::new().action_env(snapbox::assert::DEFAULT_ACTION_ENV);
        action.eq(
            help(&team, &words),
            snapbox::IntoData::raw(Data::read_from(&file, None)),
        );
    }
}

#[test]
fn the_short_and_the_long_way_to_help_agree() {
    let team = Team::new();
    for command in ["sign", "gate", "start"] {
        let long = team.gonogo().args([command, "--help"]).output().unwrap();
        let by_name = team.gonogo().args(["help", command]).output().unwrap();
        assert_eq!(long.stdout, by_name.stdout, "{command}");
    }
    assert_eq!(
        team.gonogo().output().unwrap().status.code(),
        Some(2),
        "no command is a wrong use"
    );
}

//! A folder in which a team works, and transcripts of what it typed and saw.

use std::cell::RefCell;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

use crate::schemas;

/// The library that most tests use: three roles, two facts, three types, three phases, nine items.
const LIBRARY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/library");

/// When every test begins. The clock stands still until a test moves it.
const NOW: &str = "2026-11-20T09:00:00Z";

/// Everything that a minor release needs before its first gate is asked.
pub(crate) const START: &str = "start 2.4.0 --type minor --candidate c1 --fact database-migration=no --fact user-facing-change=yes";

/// A folder in which Ada works with the fixture library, without git.
pub(crate) struct Team {
    folder: TempDir,
    now: RefCell<String>,
    settings: Vec<(String, String)>,
}

impl Team {
    /// Gives the team an empty folder.
    pub(crate) fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            now: RefCell::new(NOW.to_owned()),
            settings: Vec::new(),
        }
    }

    /// Gives the team a minor release 2.4.0, without a database migration.
    pub(crate) fn on_release() -> Self {
        let team = Self::new();
        team.quietly(START);
        team
    }

    /// Moves the clock.
    pub(crate) fn at(self, now: &str) -> Self {
        self.now.replace(now.to_owned());
        self
    }

    /// Moves the clock of a team that goes on.
    pub(crate) fn set_clock(&self, now: &str) {
        self.now.replace(now.to_owned());
    }

    /// Sets an environment variable.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.settings.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Copies the library into the team's folder, so that it can be changed, and uses it from now on.
    pub(crate) fn with_own_library(self) -> Self {
        let own = self.path("checklists");
        fs::create_dir(&own).unwrap();
        for entry in fs::read_dir(LIBRARY).unwrap() {
            let entry = entry.unwrap();
            fs::copy(entry.path(), own.join(entry.file_name())).unwrap();
        }
        let own = own.to_str().unwrap().to_owned();
        self.with("GONOGO_CHECKLISTS", &own)
    }

    /// Returns a path in the team's folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Returns the text of a file in the team's folder.
    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// Replaces the one place of `old` in a file of the team's folder.
    #[track_caller]
    pub(crate) fn replace(&self, name: &str, old: &str, new: &str) {
        let text = self.read(name);
        assert_eq!(text.matches(old).count(), 1, "`{old}` in {name}");
        fs::write(self.path(name), text.replace(old, new)).unwrap();
    }

    /// Returns the program with an environment that holds nothing but what a test says.
    pub(crate) fn gonogo(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_gonogo"));
        command
            .env_clear()
            .env("GONOGO_NOW", &*self.now.borrow())
            .env("GONOGO_BY", "Ada Lovelace <ada@octoacme.example>")
            .env("GONOGO_CHECKLISTS", LIBRARY)
            .env("HOME", self.folder.path())
            .env("PATH", "")
            .env("LC_ALL", "C.UTF-8")
            .envs(self.settings.iter().map(|(name, value)| (name, value)))
            .current_dir(self.folder.path())
            .stdin(Stdio::null());
        command
    }

    /// Runs the program with a line of arguments.
    pub(crate) fn run(&self, line: &str) -> Output {
        let output = self.gonogo().args(words(line)).output().unwrap();
        schemas::holds(&output.stdout, line);
        output
    }

    /// Runs lines that must succeed and are not what the test is about.
    #[track_caller]
    pub(crate) fn quietly(&self, lines: &str) {
        for line in script(lines) {
            if let Some(now) = line.strip_prefix("at ") {
                self.now.replace(now.to_owned());
                continue;
            }
            let output = self.run(line);
            assert!(
                output.status.success(),
                "gonogo {line}\n{}",
                String::from_utf8_lossy(&output.stderr)
            );
        }
    }

    /// Runs lines and returns what was typed and seen: standard output as it is, standard error behind `! `, the exit
    /// code behind `= `. A line such as `at 2026-11-20T10:00:00Z` moves the clock.
    pub(crate) fn transcript(&self, lines: &str) -> String {
        let mut text = String::new();
        for line in script(lines) {
            if let Some(now) = line.strip_prefix("at ") {
                self.now.replace(now.to_owned());
                text.push_str(&["@ ", now, "\n"].concat());
                continue;
            }
            let output = self.run(line);
            text.push_str(&["$ gonogo ", line, "\n"].concat());
            text.push_str(&String::from_utf8(output.stdout).unwrap());
            for error in String::from_utf8(output.stderr).unwrap().lines() {
                text.push_str(&["! ", error, "\n"].concat());
            }
            text.push_str(&["= ", &output.status.code().unwrap().to_string(), "\n"].concat());
        }
        self.redacted(&text)
    }

    /// Checks that each line prints what it would record and leaves the releases folder as it was, byte for byte.
    #[track_caller]
    pub(crate) fn rehearses(&self, lines: &str) -> String {
        let before = snapshot(&self.path("releases"));
        let text = self.transcript(lines);
        assert!(
            before == snapshot(&self.path("releases")),
            "a dry run changed the records\n{text}"
        );
        text
    }

    /// Replaces what differs from run to run: digests, random ids, and folders.
    pub(crate) fn redacted(&self, text: &str) -> String {
        let folder = self.folder.path().to_str().unwrap();
        let text = text
            .replace(folder, "[FOLDER]")
            .replace(LIBRARY, "[LIBRARY]");
        without_hashes(&text)
    }
}

/// Puts `[HASH]` in the place of every digest: each release has an id of its own.
pub(crate) fn without_hashes(text: &str) -> String {
    let mut redacted = String::new();
    let mut word = String::new();
    for c in text.chars().chain(['\0']) {
        if c.is_ascii_alphanumeric() {
            word.push(c);
            continue;
        }
        let is_hex = word.len() >= 12
            && word
                .bytes()
                .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        redacted.push_str(if is_hex { "[HASH]" } else { &word });
        word.clear();
        redacted.push(c);
    }
    redacted.pop();
    redacted
}

/// Compares a transcript with the expected one.
macro_rules! shows {
    ($actual:expr, $expected:expr $(,)?) => {
        snapbox::assert_data_eq!($actual, snapbox::IntoData::raw($expected))
    };
}
pub(crate) use shows;

fn script(lines: &str) -> impl Iterator<Item = &str> {
    lines.lines().map(str::trim).filter(|line| !line.is_empty())
}

/// Splits a line as a shell would, with single quotes and nothing else.
pub(crate) fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = None;
    let mut is_quoted = false;
    for c in line.chars() {
        match c {
            '\'' => {
                is_quoted = !is_quoted;
                word.get_or_insert_with(String::new);
            }
            ' ' if !is_quoted => words.extend(word.take()),
            c => word.get_or_insert_with(String::new).push(c),
        }
    }
    words.extend(word);
    words
}

/// Returns every file below a folder with its bytes.
pub(crate) fn snapshot(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(snapshot(&path));
        } else {
            files.push((path.clone(), fs::read(path).unwrap()));
        }
    }
    files.sort();
    files
}

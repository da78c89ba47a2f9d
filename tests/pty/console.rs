//! A person at a pseudo-terminal: starts the program, waits for what it shows, and presses keys.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Duration;

use expectrl::process::unix::WaitStatus;
use expectrl::session::OsSession;
use expectrl::{Any, Expect, Needle, Session};

/// The moment at which everything happens.
pub(crate) const NOW: &str = "2026-11-20T09:00:00Z";

/// How long the program may take to react. Generous, because the machine may be busy; nothing waits for it to pass.
const PATIENCE: Duration = Duration::from_secs(20);

/// What ends every question that one key answers.
pub(crate) const KEY: &str = "help\r\n> ";

/// What ends a question for a text.
pub(crate) const TEXT: &str = "  > ";

/// What ends the question whether to go on.
pub(crate) const GO_ON: &str = "[y/N] ";

/// A folder with its own releases, home and git settings.
pub(crate) struct Folder {
    folder: tempfile::TempDir,
}

impl Folder {
    pub(crate) fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn record(&self, version: &str) -> PathBuf {
        self.path().join("releases").join(format!("{version}.toml"))
    }

    /// Returns a command in a clean environment.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.path()).env_clear();
        let path = std::env::var_os("PATH").unwrap_or_default();
        command
            .env("PATH", path)
            .env("HOME", self.path())
            .env("TERM", "xterm-256color")
            .env("LANG", "C.UTF-8");
        command
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1");
        command
            .env("NO_COLOR", "1")
            .env("GONOGO_NOW", NOW)
            .env("GONOGO_BY", "Ada Lovelace <ada@octo.example>");
        command
    }

    /// Runs the program without a terminal.
    pub(crate) fn run(&self, arguments: &str) -> Output {
        self.command(PROGRAM)
            .args(arguments.split_whitespace())
            .output()
            .unwrap()
    }

    /// Runs the program without a terminal, and checks how it ends.
    #[track_caller]
    pub(crate) fn expect_code(&self, arguments: &str, code: i32) -> String {
        let output = self.run(arguments);
        let shown = String::from_utf8_lossy(&output.stdout).into_owned();
        assert_eq!(
            output.status.code(),
            Some(code),
            "{arguments}\n{shown}{}",
            String::from_utf8_lossy(&output.stderr)
        );
        shown
    }
}

/// The program under test.
pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_gonogo");

/// A program on a terminal of its own.
pub(crate) struct Console {
    session: OsSession,
    last_key: char,
    /// How many keys were pressed as answers.
    pub(crate) keys: usize,
    /// How many lines were typed.
    pub(crate) lines: usize,
    /// What was shown before the last thing that was waited for.
    pub(crate) before: String,
    /// Everything that was shown.
    pub(crate) screen: String,
}

impl Console {
    /// Starts a command on a new terminal.
    pub(crate) fn start(command: Command) -> Self {
        let mut session = Session::spawn(command).unwrap();
        session.set_expect_timeout(Some(PATIENCE));
        Self {
            session,
            last_key: '\0',
            keys: 0,
            lines: 0,
            before: String::new(),
            screen: String::new(),
        }
    }

    /// Starts a walk by a person.
    pub(crate) fn walk(folder: &Folder, by: &str, arguments: &str) -> Self {
        Self::walk_at(folder, by, arguments, NOW)
    }

    /// Starts a walk by a person at a moment.
    pub(crate) fn walk_at(folder: &Folder, by: &str, arguments: &str, now: &str) -> Self {
        let mut command = folder.command(PROGRAM);
        command
            .env("GONOGO_BY", by)
            .env("GONOGO_NOW", now)
            .arg("walk")
            .args(arguments.split_whitespace());
        Self::start(command)
    }

    pub(crate) fn resize(&mut self, columns: u16, rows: u16) {
        self.session
            .get_process_mut()
            .set_window_size(columns, rows)
            .unwrap();
    }

    pub(crate) fn pid(&self) -> i32 {
        self.session.get_process().pid().as_raw()
    }

    /// Waits until one of these is shown, and returns which.
    #[track_caller]
    pub(crate) fn wait_for<'n>(&mut self, needles: &[&'n str]) -> &'n str {
        let any: Vec<Box<dyn Needle>> = needles
            .iter()
            .map(|needle| Box::new((*needle).to_owned()) as Box<dyn Needle>)
            .collect();
        let found = self.session.expect(Any::boxed(any));
        let found = found.unwrap_or_else(|error| {
            let mut unread = vec![0; 10_000];
            let count = self.session.try_read(&mut unread).unwrap_or_default();
            panic!(
                "no {needles:?} ({error}) after\n{}{}",
                self.screen,
                String::from_utf8_lossy(&unread[..count])
            );
        });
        self.before = String::from_utf8_lossy(found.before()).into_owned();
        let matched = String::from_utf8_lossy(found.get(0).unwrap()).into_owned();
        self.screen.push_str(&self.before);
        self.screen.push_str(&matched);
        needles.iter().find(|needle| **needle == matched).unwrap()
    }

    /// Presses one key. The same key twice in a row waits, so another one goes between.
    #[track_caller]
    pub(crate) fn press(&mut self, key: char) {
        if key == self.last_key {
            self.press_raw('?');
            self.wait_for(&[KEY]);
        }
        self.press_raw(key);
        self.keys += 1;
    }

    pub(crate) fn press_raw(&mut self, key: char) {
        self.session.send(key.to_string()).unwrap();
        self.last_key = key;
    }

    /// Presses a key until it has its effect: right after many keys at once, the program waits for quiet.
    #[track_caller]
    pub(crate) fn press_until(&mut self, key: char, needle: &str) {
        self.session
            .set_expect_timeout(Some(Duration::from_millis(500)));
        let shown = (0..40).any(|_| {
            self.press_raw(key);
            self.session.expect(needle).is_ok()
        });
        self.session.set_expect_timeout(Some(PATIENCE));
        assert!(shown, "no {needle:?} after\n{}", self.screen);
    }

    pub(crate) fn type_line(&mut self, text: &str) {
        self.session.send(format!("{text}\r")).unwrap();
        self.lines += 1;
    }

    pub(crate) fn send(&mut self, bytes: &[u8]) {
        self.session.send(bytes).unwrap();
    }

    /// Waits for the program's end and returns its exit code, or 128 and the signal that killed it.
    #[track_caller]
    pub(crate) fn code(&mut self) -> i32 {
        // What is still shown has to be read, or the program could not write it.
        if let Ok(rest) = self.session.expect(expectrl::Eof) {
            self.screen
                .push_str(&String::from_utf8_lossy(rest.get(0).unwrap_or_default()));
        }
        match self.session.get_process().wait().unwrap() {
            WaitStatus::Exited(_, code) => code,
            WaitStatus::Signaled(_, signal, _) => 128 + signal as i32,
            other => panic!("{other:?} after\n{}", self.screen),
        }
    }

    /// Answers every question that comes, up to the end of the walk: facts with `fact`, but `critical` with its own answer;
    /// items with done, calls with go, windows with clean; numbers, evidence and notes with a text.
    #[track_caller]
    pub(crate) fn answer_everything(&mut self, fact: char, critical: char) {
        loop {
            let ends = ["Next:", "Nothing to do until", "Closed as "];
            match self.wait_for(&[&[KEY, TEXT, GO_ON], &ends[..]].concat()) {
                GO_ON => {
                    self.send(b"y");
                    self.keys += 1;
                }
                TEXT => {
                    let text = text_for(&self.before);
                    self.type_line(text);
                    // The text is shown again once it is taken.
                    self.wait_for(&["will be saved when you sign", " saved)"]);
                }
                KEY => {
                    let question = self.before.rsplit("\r\n\r\n").next();
                    let question = question.unwrap_or_default().trim_start();
                    let key = key_for(question, fact, critical);
                    self.press(key);
                }
                _ => return,
            }
        }
    }
}

/// Returns the key that takes a release further.
fn key_for(question: &str, fact: char, critical: char) -> char {
    let offers = |choice: &str| question.contains(choice);
    match question {
        question if question.starts_with("Facts") && offers("urgent fix") => critical,
        question if question.starts_with("Facts") => fact,
        _ if offers("[d]one") => 'd',
        _ if offers("[g]o") => 'g',
        _ if offers("[c]lean") => 'c',
        _ if offers("[y]es") => 'y',
        _ => 'l',
    }
}

/// Returns the text that takes a release further: all metrics in one line, a note, or evidence.
fn text_for(asked: &str) -> &'static str {
    let asked = asked.rsplit("\r\n\r\n").next().unwrap_or_default();
    if asked.contains("all the numbers") {
        "0.4 200 0"
    } else if asked.contains("the next one") {
        "0.4 200"
    } else {
        "https://ci.example/run/881"
    }
}

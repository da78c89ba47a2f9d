//! The walk on a real pseudo-terminal: whole releases, interruptions, held keys, resizes, and terminals that go away.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "pty/console.rs"]
mod console;

use console::{Console, Folder, GO_ON, KEY, NOW, PROGRAM, TEXT};

const ADA: &str = "Ada Lovelace <ada@octo.example>";
const GRACE: &str = "Grace Hopper <grace@octo.example>";
const LINUS: &str = "Linus Torvalds <linus@octo.example>";
const MARY: &str = "Mary Shelley <mary@octo.example>";

/// Every role of the embedded playbook, with the person who holds it.
const TEAM: [(&str, &str); 13] = [
    (ADA, "developer"),
    (ADA, "ux-designer"),
    (GRACE, "qa-automation-engineer"),
    (GRACE, "subject-matter-expert"),
    (LINUS, "devops-engineer"),
    (LINUS, "on-call-engineer"),
    (MARY, "release-manager"),
    (MARY, "project-manager"),
    (MARY, "product-manager"),
    (MARY, "technical-writer"),
    (MARY, "account-executive"),
    (MARY, "external-stakeholder"),
    (MARY, "customer-support-lead"),
];

/// Starts a patch without facts to ask, and waits for its first question.
fn started(folder: &Folder, arguments: &str) -> Console {
    folder.expect_code("start 1.4.0 --type patch", 0);
    for fact in ["user-facing-change", "database-migration"] {
        folder.run(&format!("fact {fact}=no"));
    }
    let mut console = Console::walk(folder, ADA, arguments);
    loop {
        console.wait_for(&[KEY]);
        if !console.before.contains("Facts") {
            return console;
        }
        console.press('n');
    }
}

fn signed(folder: &Folder) -> usize {
    let record = std::fs::read_to_string(folder.record("1.4.0")).unwrap();
    record
        .lines()
        .filter(|line| *line == "kind = \"signed\"")
        .count()
}

/// What a whole release takes of its only person.
#[derive(Debug, PartialEq, Eq)]
struct Effort {
    /// Keys that answer a question.
    keys: usize,
    /// Lines of evidence, numbers and release notes.
    lines: usize,
    /// Walks: one, and one after each wait.
    walks: usize,
}

/// Takes a release from its first question to its close with nothing but walks. Whenever only time is missing, the next
/// walk begins at the time that the last one named.
#[track_caller]
fn walked_to_the_close(kind: &str, fact: char, critical: char) -> Effort {
    let folder = Folder::new();
    let mut now = NOW.to_owned();
    let mut arguments = format!("2.4.0 --type {kind}");
    let mut effort = Effort {
        keys: 0,
        lines: 0,
        walks: 0,
    };
    loop {
        let mut console = Console::walk_at(&folder, ADA, &arguments, &now);
        console.answer_everything(fact, critical);
        let code = console.code();
        effort.keys += console.keys;
        effort.lines += console.lines;
        effort.walks += 1;
        assert!(effort.walks < 20, "{}", console.screen);
        let Some(until) = waits_until(&console.screen, &now) else {
            assert_eq!(code, 0, "{}", console.screen);
            assert!(console.screen.contains("Closed as shipped."));
            break;
        };
        assert_eq!(code, 8, "{}", console.screen);
        assert!(until > now, "{until}");
        now = until;
        arguments = "2.4.0".to_owned();
    }
    let gate = folder
        .command(PROGRAM)
        .args(["gate", "-r", "2.4.0"])
        .env("GONOGO_NOW", now)
        .output()
        .unwrap();
    assert_eq!(gate.status.code(), Some(0), "{gate:?}");
    folder.expect_code("verify -r 2.4.0", 0);
    effort
}

/// Returns the time that a walk names at its end: `09:15 UTC`, or with its day when it is another one.
fn waits_until(screen: &str, now: &str) -> Option<String> {
    let named = screen.rsplit_once("Nothing to do until ")?.1;
    let named = named.split_once(" UTC")?.0;
    let (day, time) = named.split_once(' ').unwrap_or((&now[..10], named));
    Some(format!("{day}T{time}:00Z"))
}

#[test]
fn four_people_take_a_patch_up_to_its_rollout() {
    let folder = Folder::new();
    let mut console = Console::walk(&folder, ADA, "1.4.0 --type patch --role developer");
    console.answer_everything('y', 'y');
    assert_eq!(console.code(), 0);
    // Some wait for what others do first, such as the deployment.
    for (by, role) in TEAM.iter().chain(&TEAM) {
        let mut console = Console::walk(&folder, by, &format!("1.4.0 --role {role}"));
        console.answer_everything('n', 'n');
    }
    folder.expect_code("gate deployment -r 1.4.0", 0);
    let record = std::fs::read_to_string(folder.record("1.4.0")).unwrap();
    for by in [ADA, GRACE, LINUS, MARY] {
        assert!(record.contains(by), "{by}");
    }
}

#[test]
fn walks_take_an_urgent_patch_to_its_close() {
    let effort = walked_to_the_close("patch", 'n', 'y');
    let expected = Effort {
        keys: 63,
        lines: 13,
        walks: 5,
    };
    assert_eq!(effort, expected);
}

#[test]
fn walks_take_a_minor_release_to_its_close() {
    let effort = walked_to_the_close("minor", 'n', 'n');
    let expected = Effort {
        keys: 108,
        lines: 17,
        walks: 8,
    };
    assert_eq!(effort, expected);
}

#[test]
fn walks_take_a_major_release_to_its_close() {
    let effort = walked_to_the_close("major", 'y', 'y');
    let expected = Effort {
        keys: 177,
        lines: 20,
        walks: 9,
    };
    assert_eq!(effort, expected);
}

#[test]
fn ctrl_c_says_what_is_saved_leaves_the_terminal_as_it_was_and_the_walk_resumes() {
    let folder = Folder::new();
    let script = format!(
        "trap : INT; stty -a >before; {PROGRAM} walk 1.4.0 --type patch; echo code=$?; stty -a >after; echo end"
    );
    let mut command = folder.command("sh");
    command.arg("-c").arg(script);
    let mut console = Console::start(command);
    for _ in 0..3 {
        console.wait_for(&[KEY]);
        console.press('n');
    }
    console.wait_for(&[KEY]);
    console.send(b"\x03");
    console.wait_for(&["end"]);
    // The record is open before the first fact is asked, and has each answer.
    assert!(
        console
            .before
            .contains("stopped; saved 3 answers; continue with: gonogo walk 1.4.0"),
        "{}",
        console.before
    );
    assert!(console.before.contains("code=130"), "{}", console.before);
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
    assert_eq!(read("before"), read("after"));
    let mut console = Console::walk(&folder, ADA, "1.4.0");
    console.wait_for(&[KEY]);
    assert!(
        console.before.contains("facts unanswered") && console.before.contains("Facts · 1/"),
        "{}",
        console.before
    );
    console.press('q');
    assert_eq!(console.code(), 0);
}

#[test]
fn a_walk_that_was_interrupted_goes_on_where_it_was_left() {
    let folder = Folder::new();
    let mut console = started(&folder, "1.4.0 --role developer");
    console.press('d');
    console.wait_for(&[KEY]);
    console.press('d');
    console.wait_for(&[KEY]);
    console.send(b"\x03");
    assert_eq!(console.code(), 130);
    let saved = format!(
        "stopped; saved {} answers; continue with: gonogo walk 1.4.0 --role developer",
        saved_so_far(&console)
    );
    assert!(console.screen.contains(&saved), "{}", console.screen);
    assert_eq!(signed(&folder), 2);
    let mut console = Console::walk(&folder, ADA, "1.4.0 --role developer");
    console.wait_for(&[KEY]);
    assert!(
        !console.before.contains("Facts") && !console.before.contains("· 1/"),
        "{}",
        console.before
    );
    console.press('q');
    assert_eq!(console.code(), 0);
}

#[test]
fn a_record_that_is_written_by_others_between_question_and_answer_is_told_with_the_answer() {
    let folder = Folder::new();
    let mut console = started(&folder, "1.4.0 --role developer");
    let earlier = std::fs::read(folder.record("1.4.0")).unwrap();
    console.press('d');
    console.wait_for(&["(10 saved)"]);
    console.wait_for(&[KEY]);
    // What `git checkout` does.
    std::fs::write(folder.record("1.4.0"), earlier).unwrap();
    console.press('d');
    console
        .wait_for(&["an earlier state of the record was put back: 1 answer of this walk is gone"]);
    console.wait_for(&["(10 saved)"]);
    console.wait_for(&[KEY]);
    assert!(console.before.contains("Confirm that the unit tests pass"));
    folder.expect_code("respin --candidate abc1234", 0);
    console.press('d');
    console.wait_for(&["but the candidate changed meanwhile: look again"]);
    console.wait_for(&[KEY]);
    assert!(console.before.contains("Confirm that the unit tests pass"));
    console.press('q');
    assert_eq!(console.code(), 0);
}

/// Returns the count in the last "(7 saved)".
fn saved_so_far(console: &Console) -> &str {
    let shown = console.screen.rsplit_once(" saved)").unwrap().0;
    shown.rsplit_once('(').unwrap().1
}

#[test]
fn ctrl_c_in_a_text_and_in_the_editor_stops_too() {
    let folder = Folder::new();
    folder.expect_code("start 1.4.0 --type patch", 0);
    let script = format!(
        "trap : INT; stty -a >before; {PROGRAM} walk 1.4.0; echo code=$?; stty -a >after; echo end"
    );
    for (name, keys) in [("text", None), ("editor", Some(":e"))] {
        let mut command = folder.command("sh");
        command
            .env("EDITOR", "sh -c 'echo editing; exec sleep 1000'")
            .arg("-c")
            .arg(&script);
        let mut console = Console::start(command);
        loop {
            console.wait_for(&[KEY]);
            if !console.before.contains("Facts") {
                break;
            }
            console.press('n');
        }
        console.press('b');
        console.wait_for(&[TEXT]);
        if let Some(keys) = keys {
            console.type_line(keys);
            console.wait_for(&["editing"]);
        }
        console.send(b"\x03");
        console.wait_for(&["end"]);
        assert!(
            console.before.contains("stopped; "),
            "{name}: {}",
            console.before
        );
        assert!(
            console.before.contains("code=130"),
            "{name}: {}",
            console.before
        );
        let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
        assert_eq!(read("before"), read("after"), "{name}");
    }
}

#[test]
fn a_signal_ends_the_walk_with_its_own_code() {
    for (signal, code, is_text) in [
        ("TERM", 143, false),
        ("HUP", 129, false),
        ("INT", 130, false),
        ("QUIT", 131, false),
        ("TERM", 143, true),
        ("QUIT", 131, true),
    ] {
        let folder = Folder::new();
        let mut console = started(&folder, "1.4.0");
        console.press('d');
        console.wait_for(&[" saved)"]);
        console.wait_for(&[KEY]);
        if is_text {
            console.press('b');
            console.wait_for(&[TEXT]);
        }
        let killed = folder
            .command("kill")
            .args([&format!("-{signal}"), &console.pid().to_string()])
            .status()
            .unwrap();
        assert!(killed.success());
        assert_eq!(console.code(), code, "{signal}");
        assert!(
            console.screen.contains("stopped; "),
            "{signal}: {}",
            console.screen
        );
        folder.expect_code("verify -r 1.4.0", 0);
    }
}

#[test]
fn enter_held_down_signs_nothing() {
    let folder = Folder::new();
    folder.expect_code("start 1.4.0 --type patch", 0);
    let before = std::fs::read(folder.record("1.4.0")).unwrap();
    let mut console = Console::walk(&folder, ADA, "1.4.0");
    // Every question is answered with Enter, as a held key would, down to the end of the walk.
    while console.wait_for(&[KEY, TEXT, GO_ON, "Next:"]) != "Next:" {
        console.send(b"\r");
    }
    assert_eq!(console.code(), 0);
    assert!(
        console.screen.contains("Nothing new to save."),
        "{}",
        console.screen
    );
    assert_eq!(std::fs::read(folder.record("1.4.0")).unwrap(), before);
}

#[test]
fn a_key_held_down_signs_exactly_one_item() {
    let folder = Folder::new();
    let mut console = started(&folder, "1.4.0 --role developer");
    console.press('d');
    // As a keyboard repeats: first after 660 ms, then thirty times a second. The pauses are what is tested here.
    std::thread::sleep(std::time::Duration::from_millis(660));
    for _ in 0..60 {
        console.send(b"d");
        std::thread::sleep(std::time::Duration::from_millis(33));
    }
    console.wait_for(&[KEY]);
    console.press_until('q', "Next:");
    assert_eq!(console.code(), 0);
    assert_eq!(signed(&folder), 1, "{}", console.screen);
}

#[test]
fn a_key_held_down_while_saving_is_slow_signs_exactly_one_item() {
    let folder = Folder::new();
    let mut console = started(&folder, "1.4.0 --role developer");
    console.press('d');
    console.wait_for(&["done"]);
    // The program cannot run for longer than a key has to rest, as when the disk is slow; the key goes on repeating.
    let signal = |name: &str| {
        folder
            .command("kill")
            .args([name, &console.pid().to_string()])
            .status()
            .unwrap()
    };
    signal("-STOP");
    std::thread::sleep(std::time::Duration::from_millis(1000));
    console.send(b"ddd");
    let pid = console.pid().to_string();
    folder
        .command("kill")
        .args(["-CONT", &pid])
        .status()
        .unwrap();
    for _ in 0..20 {
        console.send(b"d");
        std::thread::sleep(std::time::Duration::from_millis(33));
    }
    console.wait_for(&[KEY]);
    console.press_until('q', "Next:");
    assert_eq!(signed(&folder), 1, "{}", console.screen);
}

#[test]
fn what_is_pasted_or_typed_ahead_signs_nothing() {
    let folder = Folder::new();
    let mut console = started(&folder, "1.4.0 --role developer");
    console.send("d\nd\ng\n".repeat(1000).as_bytes());
    console.send(b"\x03");
    assert_eq!(console.code(), 130);
    assert_eq!(signed(&folder), 0, "{}", console.screen);
}

#[test]
fn lines_wrap_to_the_width_of_the_moment() {
    let folder = Folder::new();
    let mut console = started(&folder, "1.4.0");
    for (columns, rows) in [(40, 12), (1, 1), (10_000, 3), (60, 20)] {
        console.resize(columns, rows);
        console.press('l');
        console.wait_for(&[KEY]);
        let width = usize::from(columns).clamp(20, 200);
        let question = console.before.rsplit("\r\n\r\n").next().unwrap();
        for line in question.lines() {
            assert!(line.chars().count() < width, "{columns}: {line:?}");
        }
    }
    console.press('q');
    assert_eq!(console.code(), 0);
}

#[test]
fn a_terminal_that_goes_away_ends_the_program_and_the_record_is_whole() {
    let folder = Folder::new();
    folder.expect_code("start 1.4.0 --type patch", 0);
    // The outer shell leads the session; when it dies, the terminal hangs up on the program. The inner one stays to
    // tell how the program ended.
    let inner =
        format!("trap : HUP; {PROGRAM} walk 1.4.0 2>&1; echo code=$? >code.new; mv code.new code");
    let mut command = folder.command("sh");
    command
        .env("INNER", inner)
        .args(["-c", "sh -c \"$INNER\"; true"]);
    let mut console = Console::start(command);
    console.wait_for(&[KEY]);
    drop(console);
    let code = folder.path().join("code");
    let started = std::time::Instant::now();
    while !code.exists() {
        assert!(
            started.elapsed() < std::time::Duration::from_secs(20),
            "the program is still running"
        );
        std::thread::yield_now();
    }
    assert_eq!(std::fs::read_to_string(code).unwrap(), "code=129\n");
    folder.expect_code("verify -r 1.4.0", 0);
}

#[test]
fn a_program_that_was_killed_leaves_a_record_that_goes_on() {
    let folder = Folder::new();
    let mut console = started(&folder, "1.4.0 --role developer");
    console.press('d');
    console.wait_for(&[" saved)"]);
    let killed = folder
        .command("kill")
        .args(["-KILL", &console.pid().to_string()])
        .status()
        .unwrap();
    assert!(killed.success());
    assert_eq!(console.code(), 137);
    folder.expect_code("verify -r 1.4.0", 0);
    assert_eq!(signed(&folder), 1);
    let mut console = Console::walk(&folder, ADA, "1.4.0 --role developer");
    console.wait_for(&[KEY]);
    console.press('d');
    console.wait_for(&["(1 saved)"]);
    assert_eq!(signed(&folder), 2);
}

#[test]
fn colour_and_characters_follow_the_environment() {
    let folder = Folder::new();
    folder.expect_code("start 1.4.0 --type patch", 0);
    for (settings, has_color, is_ascii) in [
        (&[("NO_COLOR", "1"), ("LANG", "C.UTF-8")][..], false, false),
        (&[("LANG", "C.UTF-8")], true, false),
        (&[("LC_ALL", "C"), ("LANG", "C.UTF-8")], true, true),
    ] {
        let mut command = folder.command(PROGRAM);
        command
            .env_remove("NO_COLOR")
            .envs(settings.iter().copied())
            .args(["walk", "1.4.0"]);
        let mut console = Console::start(command);
        console.wait_for(&["help"]);
        assert_eq!(
            console.screen.contains("\u{1b}["),
            has_color,
            "{settings:?} {:?}",
            console.screen
        );
        assert_eq!(
            console.screen.is_ascii(),
            is_ascii,
            "{settings:?} {:?}",
            console.screen
        );
        console.send(b"\x03");
        assert_eq!(console.code(), 130);
    }
}

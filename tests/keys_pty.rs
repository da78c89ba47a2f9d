//! Keys and texts on a real pseudo-terminal: timed presses, keys held down, every editing key, pastes, Escape, signals,
//! narrow and dumb terminals.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "pty/console.rs"]
#[expect(dead_code, reason = "shared with other tests, which use the rest")]
mod console;

use std::process::Command;
use std::time::{Duration, Instant};

use console::{Console, Folder, GO_ON, KEY, PROGRAM, TEXT};

/// What the line editor writes when it begins to read.
const EDITING: &str = "\u{1b}[?2004h";

/// What it writes when it is done.
const DONE: &str = "\u{1b}[?2004l";

/// A folder with a playbook of 25 items, none of which needs evidence, and an open record.
fn folder() -> Folder {
    let folder = Folder::new();
    let checklists = folder.path().join("checklists");
    std::fs::create_dir(&checklists).unwrap();
    let playbook = "format: 1\ntitle: P\nroles: {ops: {title: Ops, may-waive: true}}\ntypes: {minor: {}}\nphases:\n\
        - {id: pre, title: Pre, checklists: [pre], gate: {title: Go, facilitator: ops, poll: [ops]}}\n\
        - {id: post, title: Post, checklists: [post], gate: {title: End, facilitator: ops, poll: [ops]}}\n";
    std::fs::write(checklists.join("playbook.yaml"), playbook).unwrap();
    let items: String = (1..=25)
        .map(|number| format!("  - {{id: item-{number}, text: Check thing {number}}}\n"))
        .collect();
    let pre = format!("id: pre\ntitle: Pre\nphase: pre\nroles: [ops]\nitems:\n{items}");
    std::fs::write(checklists.join("pre.yaml"), pre).unwrap();
    let post = "id: post\ntitle: Post\nphase: post\nroles: [ops]\nitems:\n  - {id: last, text: Check the last thing}\n";
    std::fs::write(checklists.join("post.yaml"), post).unwrap();
    folder.expect_code("start 1.0.0 --type minor --candidate 9fceb02", 0);
    folder
}

fn walk(folder: &Folder) -> Command {
    let mut command = folder.command(PROGRAM);
    command.args(["walk", "1.0.0"]);
    command
}

/// Starts a walk, and waits for its first question.
fn walked(folder: &Folder) -> Console {
    let mut console = Console::start(walk(folder));
    console.wait_for(&[KEY]);
    console
}

fn record(folder: &Folder) -> String {
    std::fs::read_to_string(folder.record("1.0.0")).unwrap()
}

fn count(folder: &Folder, kind: &str) -> usize {
    let line = format!("kind = \"{kind}\"");
    record(folder)
        .lines()
        .filter(|found| *found == line)
        .count()
}

fn kill(folder: &Folder, signal: &str, pid: &str) {
    let killed = folder.command("kill").args([signal, pid]).status().unwrap();
    assert!(killed.success(), "{signal} {pid}");
}

/// Sends a stream of keys, each at its time in ms from now. The times are what is tested.
fn send_timed(console: &mut Console, stream: impl Iterator<Item = u64>, key: &str) {
    let start = Instant::now();
    for at in stream {
        std::thread::sleep(Duration::from_millis(at).saturating_sub(start.elapsed()));
        console.send(key.as_bytes());
    }
}

#[test]
fn twenty_presses_of_one_key_sign_twenty_items() {
    let folder = folder();
    let mut console = walked(&folder);
    send_timed(&mut console, (0..20).map(|count| count * 250), "d");
    console.wait_for(&["(20 saved)"]);
    console.wait_for(&[KEY]);
    console.press('q');
    assert_eq!(console.code(), 0);
    assert_eq!(count(&folder, "signed"), 20);
    assert!(!console.screen.contains("ignored"), "{}", console.screen);
}

#[test]
fn a_key_held_down_signs_one_item_and_is_said_once() {
    for (first, interval) in [(400, 25), (250, 33)] {
        let folder = folder();
        let mut console = walked(&folder);
        let repeats = (0..).map(|count| first + count * interval);
        let held = std::iter::once(0).chain(repeats.take_while(|at| *at <= 800));
        send_timed(&mut console, held, "d");
        console.wait_for(&["key held down: ignored\r\n> "]);
        console.press_until('q', "Next:");
        assert_eq!(console.code(), 0);
        assert_eq!(count(&folder, "signed"), 1, "{}", console.screen);
        assert_eq!(
            console.screen.matches("held down").count(),
            1,
            "{}",
            console.screen
        );
    }
}

#[test]
fn keys_that_are_no_answer_are_said() {
    let folder = folder();
    let mut console = walked(&folder);
    console.send(b"\x1b[A");
    console.wait_for(&["that key is not an answer here"]);
    console.wait_for(&[KEY]);
    console.send(b"dnb\r");
    console.wait_for(&["several keys at once: ignored"]);
    console.press_until('q', "Next:");
    assert_eq!(console.code(), 0);
    assert_eq!(count(&folder, "signed"), 0);
}

#[test]
fn what_is_typed_before_the_first_question_is_said_and_answers_nothing() {
    let folder = folder();
    let mut command = folder.command("sh");
    command.args([
        "-c",
        &format!("echo ready; read line; {PROGRAM} walk 1.0.0"),
    ]);
    let mut console = Console::start(command);
    console.wait_for(&["ready"]);
    console.send(b"\rd");
    console.wait_for(&["typed before the first question: ignored"]);
    console.wait_for(&[KEY]);
    console.press('q');
    assert_eq!(console.code(), 0);
    assert_eq!(count(&folder, "signed"), 0);
}

#[test]
fn texts_are_edited_with_the_keys_of_a_shell() {
    let folder = folder();
    let mut console = walked(&folder);
    for (name, keys, text) in [
        ("Ctrl-A", "two\x01one ", "one two"),
        ("Ctrl-E", "one\x01\x05 two", "one two"),
        ("Ctrl-U", "wrong\x15right", "right"),
        ("Ctrl-W", "one two\x17three", "one three"),
        ("Ctrl-K", "one two\x1b[D\x1b[D\x1b[D\x0bthree", "one three"),
        ("Home", "two\x1b[Hone ", "one two"),
        ("Home, as others send it", "two\x1b[1~one ", "one two"),
        ("Home, as an application", "two\x1bOHone ", "one two"),
        ("End", "one\x01\x1b[F two", "one two"),
        ("Delete", "xone\x01\x1b[3~", "one"),
        ("Ctrl-Left", "one three\x1b[1;5Dtwo ", "one two three"),
        ("Alt-B", "one three\x1bbtwo ", "one two three"),
        ("Backspace", "onee\x7f", "one"),
        ("Ctrl-H", "onee\x08", "one"),
        ("wide characters", "日本x\x1b[D\x1b[D語", "日語本x"),
        ("a combining character is one", "ae\u{301}\x7fb", "ab"),
        ("spaces around it", "  one  ", "one"),
        ("Tab", "one\ttwo", "one"),
    ] {
        console.press('m');
        console.wait_for(&[TEXT]);
        console.type_line(keys);
        console.wait_for(&["remark for your sign-off: "]);
        console.wait_for(&["\r\n"]);
        if name == "Tab" {
            assert!(
                console.before.starts_with(text),
                "{name}: {}",
                console.before
            );
        } else {
            assert_eq!(console.before, text, "{name}");
        }
        console.wait_for(&[KEY]);
    }
    console.press('q');
    assert_eq!(console.code(), 0);
}

#[test]
fn a_paste_of_several_lines_is_kept_whole_and_saved_with_enter() {
    let folder = folder();
    let mut console = walked(&folder);
    console.press('b');
    console.wait_for(&["pasted lines are kept"]);
    console.wait_for(&[TEXT]);
    console.send(b"\x1b[200~login fails:\r- on \x1b[31mstaging\x03\r\n- on QA\n\x1b[201~");
    console.wait_for(&["- on QA"]);
    assert_eq!(count(&folder, "blocked"), 0, "a paste does not press Enter");
    console.send(b"\r");
    console.wait_for(&["blocked (1 saved)"]);
    console.wait_for(&[KEY]);
    console.press('q');
    assert_eq!(console.code(), 0);
    let reason = "reason = \"\"\"\nlogin fails:\n- on staging\n- on QA\"\"\"\n";
    assert!(record(&folder).contains(reason), "{}", record(&folder));
    for command in ["log", "status", "gate", "show item-1", "walk 1.0.0"] {
        let output = folder.run(command);
        let shown = [output.stdout, output.stderr].concat();
        let shown = String::from_utf8_lossy(&shown);
        assert!(
            !shown.lines().any(|line| line.starts_with("- on")),
            "{command}: {shown}"
        );
    }
    folder.expect_code("verify", 0);
}

#[test]
fn escape_cancels_at_every_kind_of_question() {
    let folder = folder();
    let mut console = walked(&folder);
    // A text, empty or not, and with Ctrl-D in place of Escape.
    for keys in ["\x1b", "ab\x1b", "\x04"] {
        console.press('b');
        console.wait_for(&[TEXT]);
        console.send(keys.as_bytes());
        console.wait_for(&["cancelled"]);
        console.wait_for(&[KEY]);
    }
    // Each question of a waiver.
    console.press('w');
    console.wait_for(&[TEXT]);
    console.send(b"\x1b");
    console.wait_for(&["cancelled"]);
    console.wait_for(&[KEY]);
    console.press('w');
    console.wait_for(&[TEXT]);
    console.type_line("no time");
    console.wait_for(&["Enter: never, Esc: cancel"]);
    console.wait_for(&[TEXT]);
    console.send(b"\x1b");
    console.wait_for(&["cancelled"]);
    // A question of one key: later.
    console.wait_for(&[KEY]);
    console.send(b"\x1b");
    console.wait_for(&["later"]);
    console.wait_for(&["2/26"]);
    console.wait_for(&[KEY]);
    // A confirmation: no.
    console.send(b"\r");
    while console.wait_for(&[KEY, GO_ON]) != GO_ON {
        console.send(b"\r");
    }
    console.send(b"\x1b");
    console.wait_for(&["no"]);
    assert_eq!(console.code(), 0);
    assert_eq!(
        record(&folder).matches("kind = ").count(),
        1,
        "{}",
        record(&folder)
    );
}

#[test]
fn enter_alone_says_what_is_required_and_a_refused_day_keeps_the_reason() {
    let folder = folder();
    let mut console = walked(&folder);
    console.press('b');
    console.wait_for(&[TEXT]);
    console.send(b"\r");
    console.wait_for(&["cancelled: a reason is required"]);
    console.wait_for(&[KEY]);
    console.press('w');
    console.wait_for(&[TEXT]);
    console.type_line("no time");
    for (day, said) in [
        ("tomorrow", "`tomorrow` is not a date"),
        ("2026-11-19", "not saved: that date is in the past"),
    ] {
        console.wait_for(&["Waiver expires on"]);
        console.wait_for(&[TEXT]);
        console.type_line(day);
        console.wait_for(&[said]);
    }
    console.wait_for(&["Waiver expires on"]);
    console.wait_for(&[TEXT]);
    console.type_line("2026-12-31");
    console.wait_for(&["waived (1 saved)"]);
    console.wait_for(&[KEY]);
    console.press('q');
    assert_eq!(console.code(), 0);
    assert!(record(&folder).contains("reason = \"no time\""));
}

#[test]
fn typed_characters_that_are_no_utf_8_are_asked_for_again() {
    let folder = folder();
    let mut console = walked(&folder);
    console.press('m');
    console.wait_for(&[TEXT]);
    console.send(b"a\xffb");
    console.wait_for(&["that was not UTF-8; type it again"]);
    console.wait_for(&[TEXT]);
    console.type_line("again");
    console.wait_for(&["remark for your sign-off: again"]);
    console.wait_for(&[KEY]);
    console.press('q');
    assert_eq!(console.code(), 0);
}

#[test]
fn a_signal_within_a_text_gives_the_terminal_back() {
    for (signal, code) in [("-TERM", 143), ("-HUP", 129), ("-INT", 130)] {
        let folder = folder();
        let script = format!(
            "trap : HUP INT; stty -a >before; sh -c 'echo $$ >pid; exec {PROGRAM} walk 1.0.0'; echo code=$?; stty -a >after; echo end"
        );
        let mut command = folder.command("sh");
        command.arg("-c").arg(script);
        let mut console = Console::start(command);
        console.wait_for(&[KEY]);
        console.press('b');
        console.wait_for(&[TEXT]);
        console.send(b"half a rea");
        console.wait_for(&["rea"]);
        let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
        kill(&folder, signal, read("pid").trim());
        console.wait_for(&["end"]);
        let said = format!("code={code}");
        assert!(
            console.before.contains(&said),
            "{signal}: {}",
            console.before
        );
        assert!(
            console.before.contains("stopped; nothing new to save"),
            "{}",
            console.before
        );
        assert!(
            console.before.contains(DONE),
            "{signal}: {:?}",
            console.before
        );
        assert_eq!(read("before"), read("after"), "{signal}");
    }
}

#[test]
fn a_text_goes_on_after_the_program_was_stopped() {
    let folder = folder();
    let mut console = walked(&folder);
    console.press('m');
    console.wait_for(&[TEXT]);
    console.send(b"ab");
    console.wait_for(&["ab"]);
    for stop in ["key", "signal"] {
        let pid = console.pid().to_string();
        if stop == "key" {
            console.send(b"\x1a");
        } else {
            kill(&folder, "-TSTP", &pid);
        }
        console.wait_for(&[DONE]);
        let status = format!("/proc/{pid}/stat");
        let is_stopped = || std::fs::read_to_string(&status).unwrap().contains(") T ");
        let began = Instant::now();
        while !is_stopped() {
            assert!(began.elapsed() < Duration::from_secs(20), "{stop}");
            std::thread::yield_now();
        }
        kill(&folder, "-CONT", &pid);
        console.wait_for(&[EDITING]);
        if stop == "key" {
            // The text is drawn anew.
            console.wait_for(&["ab"]);
        }
    }
    console.send(b"\x01x\r");
    console.wait_for(&["remark for your sign-off: xab\r\n"]);
    console.wait_for(&[KEY]);
    console.press('q');
    assert_eq!(console.code(), 0);
}

#[test]
fn texts_can_be_edited_in_the_narrowest_terminals() {
    let folder = folder();
    let mut console = walked(&folder);
    for columns in 1..=5 {
        console.resize(columns, 3);
        console.press('m');
        console.wait_for(&[EDITING]);
        console.send("ab日e\u{301}\x1b[D\x1b[D\x7f\x01x".as_bytes());
        console.resize(columns + 1, 2);
        console.send(b"\r");
        console.wait_for(&[KEY]);
    }
    console.resize(80, 24);
    console.press('d');
    console.wait_for(&["done (1 saved)"]);
    console.wait_for(&[KEY]);
    console.press('q');
    assert_eq!(console.code(), 0);
    assert!(
        record(&folder).contains("note = \"xa日e\u{301}\""),
        "{}",
        record(&folder)
    );
}

#[test]
fn nothing_that_is_asked_goes_to_standard_output() {
    let folder = folder();
    let mut command = folder.command("sh");
    command.args(["-c", &format!("{PROGRAM} walk 1.0.0 >out")]);
    let mut console = Console::start(command);
    console.wait_for(&[KEY]);
    console.press('b');
    console.wait_for(&[TEXT]);
    console.type_line("broken");
    console.wait_for(&["blocked (1 saved)"]);
    console.wait_for(&[KEY]);
    console.press('q');
    assert_eq!(console.code(), 0);
    assert_eq!(
        std::fs::read_to_string(folder.path().join("out")).unwrap(),
        ""
    );
}

#[test]
fn plain_lines_are_asked_for_by_the_environment_and_write_no_escape_code() {
    for (name, value, is_plain) in [
        ("TERM", "dumb", true),
        ("ACCESSIBLE", "1", true),
        ("ACCESSIBLE", "no", false),
        ("NO_COLOR", "1", false),
    ] {
        let folder = folder();
        let mut command = walk(&folder);
        command.env(name, value);
        let mut console = Console::start(command);
        let asked = console.wait_for(&[KEY, "Enter for later: "]);
        assert_eq!(asked != KEY, is_plain, "{name}={value}");
        if is_plain {
            console.type_line("block");
            console.wait_for(&["Text: "]);
            // What a cooked line makes of Left, and a paste of two lines.
            console.type_line("lo\x1b[Dgin fails\r- on QA");
            console.wait_for(&["Only the first line is kept; the others are ignored."]);
            console.wait_for(&["blocked (1 saved)"]);
            console.wait_for(&["Enter for later: "]);
            console.type_line("waive");
            for answer in ["no time", "\x1b"] {
                console.wait_for(&["Text: "]);
                console.type_line(answer);
            }
            console.wait_for(&["cancelled"]);
            console.wait_for(&["Enter for later: "]);
            console.type_line("quit");
            console.wait_for(&["is NO-GO"]);
            assert_eq!(console.code(), 0);
            assert!(
                record(&folder).contains("reason = \"login fails\""),
                "{}",
                record(&folder)
            );
            // The terminal itself shows an Escape that is typed as `^[`.
            assert!(!console.screen.contains('\u{1b}'), "{:?}", console.screen);
        } else {
            console.press('q');
            assert_eq!(console.code(), 0);
        }
    }
}

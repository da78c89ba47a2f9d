//! `rollout watch` on a real pseudo-terminal and without one: it draws, it can be stopped at any time, and it ends by
//! itself when the minimum soak is over.
#![cfg(all(unix, debug_assertions))] // The clock can be set in debug builds only.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#![expect(dead_code, reason = "the console knows more than a watch asks for")]

#[path = "pty/console.rs"]
mod console;

use std::process::{Command, Stdio};

use console::{Console, Folder, PROGRAM};

const WATCH: &str = "rollout watch --metric error-rate=0.45 --metric latency-p99=225 --metric failed-health-checks=0";

/// Opens a patch whose canary was entered at the moment at which everything happens.
fn on_canary() -> Folder {
    let folder = Folder::new();
    folder.expect_code(
        "start 1.4.0 --type patch --candidate c1 --fact critical=no --fact breaking-change=no",
        0,
    );
    folder.expect_code(
        "rollout baseline --metric error-rate=0.4 --metric latency-p99=200",
        0,
    );
    folder.expect_code("rollout start --traffic 5 --override --reason test", 0);
    folder
}

fn at(folder: &Folder, now: &str) -> Command {
    let mut command = folder.command(PROGRAM);
    command
        .env("GONOGO_NOW", now)
        .args(WATCH.split_whitespace());
    command
}

#[test]
fn a_watch_draws_until_it_is_stopped_and_records_nothing() {
    let folder = on_canary();
    let before = std::fs::read(folder.record("1.4.0")).unwrap();
    let mut console = Console::start(at(&folder, "2026-11-20T09:05:00Z"));
    console.wait_for(&["stage canary: 5m of 15m, 10m left"]);
    console.wait_for(&["hold: P99 latency 225 ms"]);
    console.wait_for(&["latency-p99 ▁"]);
    console.send(b"\x03");
    console.wait_for(&["stopped watching; the rollout is unchanged"]);
    assert_eq!(console.code(), 130);
    assert_eq!(std::fs::read(folder.record("1.4.0")).unwrap(), before);
}

#[test]
fn a_watch_ends_by_itself_when_the_least_soak_is_over() {
    let folder = on_canary();
    let mut console = Console::start(at(&folder, "2026-11-20T09:15:00Z"));
    console.wait_for(&["HOLD for stage full"]);
    console.wait_for(&["stage canary: has not been observed"]);
    assert_eq!(console.code(), 0);
}

#[test]
fn without_a_terminal_a_watch_prints_plain_lines() {
    let folder = on_canary();
    let output = at(&folder, "2026-11-20T09:15:00Z")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0));
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(
        said,
        "stage canary: soaked, at 2026-11-20T09:15:00Z: error-rate 0.45 go, latency-p99 225 hold, failed-health-checks 0 go, \
         error-rate 0.45 go, latency-p99 225 go\n"
    );
    assert!(
        String::from_utf8(output.stdout)
            .unwrap()
            .contains("HOLD for stage full")
    );
    let mut watching = at(&folder, "2026-11-20T09:05:00Z")
        .stderr(Stdio::piped())
        .stdin(Stdio::null())
        .spawn()
        .unwrap();
    let mut first = String::new();
    std::io::BufRead::read_line(
        &mut std::io::BufReader::new(watching.stderr.as_mut().unwrap()),
        &mut first,
    )
    .unwrap();
    assert!(
        first.starts_with("stage canary: 5m of 15m, 10m left: error-rate 0.45 go"),
        "{first}"
    );
    rustix::process::kill_process(
        rustix::process::Pid::from_child(&watching),
        rustix::process::Signal::TERM,
    )
    .unwrap();
    assert_eq!(watching.wait().unwrap().code(), Some(143));
}

#[cfg(feature = "prometheus")]
#[test]
fn a_watch_that_waits_for_a_server_can_be_stopped() {
    let folder = on_canary();
    // It takes connections, and never answers.
    let server = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://127.0.0.1:{}", server.local_addr().unwrap().port());
    let mut command = folder.command(PROGRAM);
    command.env("GONOGO_NOW", "2026-11-20T09:05:00Z").args([
        "rollout",
        "watch",
        "--timeout",
        "10m",
        "--prometheus",
        &url,
    ]);
    let mut console = Console::start(command);
    let (_connection, _) = server.accept().unwrap();
    console.send(b"\x03");
    console.wait_for(&["stopped watching; the rollout is unchanged"]);
    assert_eq!(console.code(), 130);
}

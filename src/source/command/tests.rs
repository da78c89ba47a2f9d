use std::fs;
use std::path::Path;
use std::sync::LazyLock;
use std::time::Instant;

use super::*;
use crate::process::MOST_ERRORS;

fn sh(script: &str, timeout: Option<u64>) -> Program {
    Program {
        run: ["sh", "-c", script].map(str::to_owned).to_vec(),
        timeout,
        env: Vec::new(),
    }
}

/// What programs are given in the tests that ask for nothing else.
static ENVIRONMENT: LazyLock<Environment> =
    LazyLock::new(|| Environment::of(std::env::vars_os(), &[]));

fn run_of(program: &Program) -> Run<'_> {
    Run {
        program,
        folder: None,
        environment: &ENVIRONMENT,
        told: &[],
        is_stopped: &|| false,
    }
}

fn output(script: &str) -> Output {
    run(&run_of(&sh(script, None))).unwrap()
}

fn metric() -> Metric {
    let (id, title, unit) = (
        "latency-p99".into(),
        "P99 latency".to_owned(),
        "ms".to_owned(),
    );
    Metric {
        id,
        title,
        unit,
        query: None,
        command: None,
    }
}

fn stretch() -> Stretch {
    Stretch {
        from: "2026-11-20T09:00:00Z".parse().unwrap(),
        to: "2026-11-20T09:30:00Z".parse().unwrap(),
    }
}

fn reading(script: &str) -> Reading {
    read(&metric(), &run_of(&sh(script, Some(20))), stretch())
}

/// Tells whether a process whose number is in a file is gone, or dead and not yet reaped by its parent.
fn is_gone(file: &Path) -> bool {
    let Ok(number) = fs::read_to_string(file)
        .unwrap_or_default()
        .trim()
        .parse::<u32>()
    else {
        return true;
    };
    let state = fs::read_to_string(format!("/proc/{number}/stat")).unwrap_or_default();
    state
        .rsplit(')')
        .next()
        .is_none_or(|rest| rest.trim().is_empty() || rest.trim().starts_with('Z'))
}

/// Waits until something holds, and fails when it takes too long.
#[track_caller]
fn assert_soon(what: &str, holds: impl Fn() -> bool) {
    let start = Instant::now();
    while !holds() {
        assert!(start.elapsed() < Duration::from_secs(20), "{what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn a_number_that_a_command_prints_is_the_value() {
    for (script, value) in [
        ("echo 203.7", "203.7"),
        ("printf ' -1e1\\n\\n'", "-10"),
        ("echo '{\"value\": 0.4}'", "0.4"),
    ] {
        let reading = reading(script);
        assert_eq!(reading.value(), Ok(value.parse().unwrap()), "{script}");
        assert!(
            matches!(
                reading.data,
                Data::Value {
                    digest: Some(_),
                    ..
                }
            ),
            "{script}"
        );
    }
    assert_eq!(reading("echo 1").source, "command sh -c 'echo 1'");
}

#[test]
fn samples_that_a_command_prints_are_a_series() {
    let start = stretch().from.timestamp();
    let reading = reading(&format!(
        r#"echo '{{"samples": [[{start}, 1], [{}, 2]], "step": "15s"}}'"#,
        start + 15
    ));
    assert!(
        matches!(reading.data, Data::Series(series) if series.samples.len() == 2 && series.step == 15_000)
    );
}

#[test]
fn whatever_a_command_does_wrong_is_a_reading_without_data() {
    #[track_caller]
    fn case(script: &str, expected: &str) {
        assert_eq!(
            reading(script).value(),
            Err(expected.to_owned()),
            "{script}"
        );
    }
    case("true", "the command printed nothing");
    case(
        "echo fast",
        "the command printed `fast`, which is not a number",
    );
    case(
        "echo 1 2",
        "the command printed `1 2`, which is not a number",
    );
    case("echo NaN", "the value is not a finite number below 10^15");
    case(
        "echo '{\"value\": true}'",
        "the command printed JSON that is not a metric: invalid type: boolean `true`, expected a number, line 1, column 14",
    );
    case(
        "echo '{\"value\": 1} 2'",
        "the command printed JSON that is not a metric: trailing characters, line 1, column 14",
    );
    case("echo 0.4; exit 3", "the command ended with exit code 3");
    case(
        "echo 0.4; echo >&2; echo 'no route\u{1b}[2J' >&2; echo more >&2; exit 1",
        "the command ended with exit code 1: no route\\x1b[2J",
    );
    case(
        "kill -9 $$",
        "the command was ended by a signal (signal: 9 (SIGKILL))",
    );
    case(
        "echo 1; head -c 1100000 /dev/zero",
        "the command printed more than 1 MiB",
    );
}

#[test]
fn a_command_that_does_not_start_is_a_reading_without_data() {
    let program = Program {
        run: vec!["./no-such-program".to_owned()],
        timeout: None,
        env: Vec::new(),
    };
    let why = read(&metric(), &run_of(&program), stretch())
        .value()
        .unwrap_err();
    assert!(
        why.starts_with("cannot start `./no-such-program`: "),
        "{why}"
    );
    assert!(matches!(
        run(&run_of(&Program {
            run: Vec::new(),
            timeout: None,
            env: Vec::new(),
        })),
        Err(CommandFault::Empty)
    ));
}

#[test]
fn the_arguments_are_not_read_by_a_shell() {
    let program = Program {
        run: ["printf", "%s", "$HOME; `id` *"]
            .map(str::to_owned)
            .to_vec(),
        timeout: None,
        env: Vec::new(),
    };
    assert_eq!(run(&run_of(&program)).unwrap().stdout, b"$HOME; `id` *");
}

#[test]
fn a_command_is_told_what_it_is_for_and_has_nothing_to_read() {
    let program = sh("cat; echo $GONOGO_STAGE $GONOGO_METRIC $PATH", None);
    let told = [
        ("GONOGO_STAGE", "canary".to_owned()),
        (METRIC, "latency-p99".to_owned()),
    ];
    let output = run(&Run {
        program: &program,
        folder: None,
        environment: &ENVIRONMENT,
        told: &told,
        is_stopped: &|| false,
    })
    .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.starts_with("canary latency-p99 /"), "{said}");
    assert_eq!(
        reading("[ $GONOGO_METRIC = latency-p99 ] && echo 1").value(),
        Ok("1".parse().unwrap())
    );
}

#[test]
fn a_command_sees_what_it_is_given_and_told_and_nothing_else() {
    let all = [
        ("PATH", "/usr/bin:/bin"),
        ("SECRET", "s"),
        ("API_TOKEN", "s3cret"),
        ("GONOGO_PROMETHEUS_TOKEN", "s"),
    ];
    let all = all.map(|(name, value)| (name.into(), value.into()));
    let environment = Environment::of(all, &["API_TOKEN".to_owned()]);
    let program = sh("env; echo $API_TOKEN >&2", None);
    let told = [("GONOGO_TRAFFIC", "5".to_owned())];
    let output = run(&Run {
        environment: &environment,
        told: &told,
        ..run_of(&program)
    })
    .unwrap();
    let said = String::from_utf8(output.stdout.clone()).unwrap();
    // A shell sets these by itself.
    let is_own = |line: &&str| {
        !["PWD=", "SHLVL=", "_=", "OLDPWD="]
            .iter()
            .any(|own| line.starts_with(own))
    };
    let mut lines: Vec<&str> = said.lines().filter(is_own).collect();
    lines.sort_unstable();
    assert_eq!(
        lines,
        ["API_TOKEN=***", "GONOGO_TRAFFIC=5", "PATH=/usr/bin:/bin"]
    );
    assert_eq!(output.stderr, b"***\n");
    assert_eq!(output.digest, Digest::of_bytes(&output.stdout));
}

#[test]
fn a_command_runs_in_the_folder_that_is_named() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("here"), "found").unwrap();
    let program = sh("cat here; exit 3", None);
    let output = run(&Run {
        folder: Some(folder.path()),
        ..run_of(&program)
    })
    .unwrap();
    assert_eq!(output.stdout, b"found");
    assert_eq!(output.failure_unless(3), None);
    let why = output.failure_unless(4);
    assert_eq!(
        why.as_deref(),
        Some("the command ended with exit code 3, not 4")
    );
}

#[test]
fn output_and_errors_are_kept_apart_and_cut() {
    let output = output("echo out; echo err >&2; exit 7");
    assert_eq!(
        (
            output.stdout.as_slice(),
            output.stderr.as_slice(),
            output.is_cut
        ),
        (&b"out\n"[..], &b"err\n"[..], false)
    );
    assert_eq!(
        (output.status.code(), output.digest),
        (Some(7), Digest::of_bytes(b"out\n"))
    );
    let output = self::output("head -c 3000000 /dev/zero; head -c 3000000 /dev/zero >&2");
    assert_eq!(
        (output.stdout.len(), output.stderr.len(), output.is_cut),
        (MOST_OUTPUT, MOST_ERRORS, true)
    );
    assert!(output.status.success(), "it could write to the end");
}

#[test]
fn a_command_that_takes_too_long_is_ended_with_all_that_it_started() {
    let folder = tempfile::tempdir().unwrap();
    let child = folder.path().join("child");
    let program = sh(
        &format!("sleep 1000 & echo $! > {}; wait", child.display()),
        Some(1),
    );
    let fault = run(&run_of(&program)).unwrap_err();
    assert_eq!(
        fault.to_string(),
        "`sh` took longer than 1s and was stopped"
    );
    assert_soon("the child of the command runs on", || is_gone(&child));
}

#[test]
fn a_command_that_ignores_being_told_to_end_is_made_to() {
    let folder = tempfile::tempdir().unwrap();
    let child = folder.path().join("child");
    let program = sh(
        &format!(
            "trap '' TERM; echo $$ > {}; while :; do sleep 0.01; done",
            child.display()
        ),
        Some(1),
    );
    assert!(matches!(
        run(&run_of(&program)),
        Err(CommandFault::TimedOut { .. })
    ));
    assert_soon("the command runs on", || is_gone(&child));
}

#[test]
fn a_person_can_stop_a_command() {
    let folder = tempfile::tempdir().unwrap();
    let child = folder.path().join("child");
    let program = sh(
        &format!("echo $$ > {}; exec sleep 1000", child.display()),
        None,
    );
    let has_started = || fs::read_to_string(&child).is_ok_and(|text| text.ends_with('\n'));
    let fault = run(&Run {
        program: &program,
        folder: None,
        environment: &ENVIRONMENT,
        told: &[],
        is_stopped: &has_started,
    })
    .unwrap_err();
    assert_eq!(fault.to_string(), "`sh` was stopped");
    assert_soon("the command runs on", || is_gone(&child));
}

#[test]
fn what_a_command_leaves_behind_ends_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let child = folder.path().join("child");
    let output = output(&format!(
        "sleep 1000 & echo $! > {}; echo done",
        child.display()
    ));
    assert_eq!(
        (output.stdout.as_slice(), output.is_cut),
        (&b"done\n"[..], false)
    );
    assert_soon("what it left behind runs on", || is_gone(&child));
}

#[test]
fn what_leaves_the_group_cannot_hold_the_output_open() {
    let folder = tempfile::tempdir().unwrap();
    let ready = folder.path().join("ready").display().to_string();
    let script = format!(
        "setsid sh -c 'echo > {ready}; sleep 5' & while [ ! -e {ready} ]; do sleep 0.01; done; echo done"
    );
    let start = Instant::now();
    let output = output(&script);
    assert_eq!(
        (output.stdout.as_slice(), output.is_cut),
        (&b"done\n"[..], true)
    );
    assert!(
        start.elapsed() < Duration::from_secs(4),
        "it was waited for"
    );
}

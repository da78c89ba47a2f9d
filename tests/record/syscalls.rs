//! The real program, with every system call of an append made to fail in turn by `strace`.

#![cfg(target_os = "linux")]

use std::os::unix::process::ExitStatusExt as _;
use std::{fs, thread};

use gonogo::domain::state::Release;
use gonogo::record::read;

use crate::support::{Ran, Scratch, has_program, left_out, wide_plan};

const CALLS: [&str; 8] = [
    "openat",
    "read",
    "write",
    "fsync",
    "rename,renameat,renameat2",
    "flock",
    "mkdir,mkdirat",
    "fchmod",
];

const FAULTS: [&str; 4] = ["error=EIO", "error=ENOSPC", "error=EINTR", "signal=KILL"];

/// One run: what it came to, and whether the fault struck.
struct Struck {
    ran: Ran,
    was_killed: bool,
    is_struck: bool,
}

fn run_with(scratch: &Scratch, calls: &str, fault: &str, when: usize) -> Struck {
    let trace = scratch.path().join("trace");
    let gonogo = scratch.gonogo(&["sign", "item-000", "--role", "developer"]);
    let mut strace = scratch.program("strace");
    strace.envs(
        gonogo
            .get_envs()
            .filter_map(|(name, value)| Some((name, value?))),
    );
    strace.args([
        "-f",
        "-qq",
        "-e",
        &format!("trace={calls}"),
        "-e",
        &format!("inject={calls}:{fault}:when={when}"),
        "-o",
    ]);
    let output = strace
        .arg(&trace)
        .arg("--")
        .arg(gonogo.get_program())
        .args(gonogo.get_args())
        .output()
        .expect("strace runs");
    let trace = fs::read_to_string(trace).expect("a trace");
    let was_killed = output.status.signal() == Some(9);
    Struck {
        ran: Ran::from(&output),
        was_killed,
        is_struck: trace.contains("(INJECTED)") || was_killed,
    }
}

/// Strikes at each call of one kind, until a run is not struck any more; returns how many were.
fn sweep(calls: &str, fault: &str) -> usize {
    for when in 1..200 {
        let case = format!("{fault} at {calls} number {when}");
        let scratch = Scratch::with_plan(wide_plan(3));
        let old = scratch.bytes();
        let Struck {
            ran,
            was_killed,
            is_struck,
        } = run_with(&scratch, calls, fault, when);
        let new = scratch.bytes();
        let text = String::from_utf8(new.clone()).expect("UTF-8");
        let release =
            Release::replay(read::record(&text).expect("a record")).expect("a sound record");
        let is_new = release.events().len() == 2;
        assert!(is_new || new == old, "{case}: neither old nor new");
        assert_eq!(ran.code.is_none(), was_killed, "{case}: {ran:?}");
        if ran.code == Some(0) {
            assert!(is_new, "{case}: success means saved: {ran:?}");
        }
        assert_ne!(ran.code, Some(101), "{case}: {ran:?}");
        let next = scratch.run(&["sign", "item-001", "--role", "developer"]);
        assert_eq!(next.code, Some(0), "{case}: then {next:?}");
        assert_eq!(
            scratch.release().events().len(),
            if is_new { 3 } else { 2 },
            "{case}"
        );
        if !is_struck {
            assert_eq!(ran.code, Some(0), "{case}: {ran:?}");
            return when - 1;
        }
    }
    panic!("{calls}: there is no end to the calls")
}

#[test]
fn whatever_system_call_fails_the_record_is_the_old_or_the_new_one() {
    if !has_program("strace") {
        left_out("failing system calls one by one", "strace");
        return;
    }
    let cases: Vec<(&str, &str)> = CALLS
        .iter()
        .flat_map(|calls| FAULTS.map(|fault| (*calls, fault)))
        .collect();
    let workers = thread::available_parallelism().map_or(2, usize::from);
    let struck: Vec<(&str, usize)> = thread::scope(|scope| {
        let cases = &cases;
        let work = |first: usize| {
            move || {
                cases
                    .iter()
                    .skip(first)
                    .step_by(workers)
                    .map(|(c, f)| (*c, sweep(c, f)))
                    .collect::<Vec<_>>()
            }
        };
        let workers: Vec<_> = (0..workers).map(|first| scope.spawn(work(first))).collect();
        workers
            .into_iter()
            .flat_map(|worker| worker.join().expect("every case holds"))
            .collect()
    });
    for (calls, least) in [
        ("openat", 4),
        ("read", 2),
        ("write", 2),
        ("fsync", 2),
        ("rename,renameat,renameat2", 1),
        ("flock", 1),
    ] {
        for (_, count) in struck.iter().filter(|(name, _)| *name == calls) {
            assert!(
                *count >= least,
                "{calls} was struck {count} times: the append does not sync or lock any more"
            );
        }
    }
}

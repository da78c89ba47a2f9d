//! `gonogo gate --wait` and `--require`.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, ChildStderr, Stdio};

use snapbox::str;

use crate::team::{Team, shows};

/// Starts a gate that waits, and returns it with its standard error once it has said so.
fn waiting(team: &Team, line: &str) -> (Child, BufReader<ChildStderr>) {
    let mut child = team
        .gonogo()
        .args(crate::team::words(line))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    said.read_line(&mut line).unwrap();
    assert!(line.ends_with("calls; waiting\n"), "{line}");
    (child, said)
}

#[test]
fn it_waits_until_somebody_has_signed() {
    let team = Team::on_release();
    let (child, _said) = waiting(&team, "gate pre-release --wait --interval 1s");
    team.quietly(
        "sign ci-green code-reviewed --role developer
         sign code-reviewed pre-release/smoke-tests load-test --role QA --evidence https://ci.example/run/881
         call go --role developer --phase pre-release
         call go --role QA --phase pre-release",
    );
    let output = child.wait_with_output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{text}");
    assert!(
        text.starts_with("GO  Go for deployment") && text.lines().count() <= 3,
        "{text}"
    );
}

#[test]
fn a_no_go_ends_the_wait() {
    let team = Team::on_release();
    let (child, _said) = waiting(&team, "gate pre-release --wait --interval 1s --timeout 1h");
    team.quietly("block ci-green --reason 'red again'");
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn when_the_time_is_over_hold_is_the_answer() {
    let team = Team::on_release();
    let output = team.run("gate pre-release --wait --timeout 1s --interval 1h --format json");
    assert_eq!(output.status.code(), Some(8));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["verdict"], "HOLD");
}

#[cfg(unix)]
#[test]
fn a_wait_can_be_stopped() {
    let team = Team::on_release();
    let (mut child, mut said) = waiting(&team, "gate pre-release --wait --interval 1h");
    let id = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(id, rustix::process::Signal::INT).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130));
    let mut rest = String::new();
    std::io::Read::read_to_string(&mut said, &mut rest).unwrap();
    assert_eq!(rest, "stopped waiting; the verdict was HOLD\n");
}

#[test]
fn every_phase_that_is_required_must_be_at_go() {
    let team = Team::on_release();
    team.quietly(
        "sign ci-green code-reviewed --role developer
         sign code-reviewed pre-release/smoke-tests load-test --role QA --evidence https://ci.example/run/881
         call go --role developer --phase pre-release
         call go --role QA --phase pre-release",
    );
    shows!(
        team.transcript(
            "gate --require pre-release
             gate --require pre-release --require deployment
             gate pre-release --require deployment
             gate --require nonsense
             gate --timeout 1s"
        ),
        str![[r#"
$ gonogo gate --require pre-release
GO  Go for deployment (pre-release)
GO for pre-release: release 2.4.0, candidate c1, 4 of 8 items, 2 of 3 calls
= 0
$ gonogo gate --require pre-release --require deployment
GO  Go for deployment (pre-release)
HOLD  Deployment verified (deployment)
  deployment/deployed  open [developer]  Deploy the candidate to production
      gonogo sign deployment/deployed
  deployment/smoke-tests  open [qa-automation-engineer]  Repeat the smoke tests in production
      gonogo sign deployment/smoke-tests
  deployment: qa-automation-engineer  has not called
HOLD for pre-release, deployment: release 2.4.0, candidate c1, 4 of 8 items, 2 of 3 calls
= 8
$ gonogo gate pre-release --require deployment
! error: the argument '[PHASE]' cannot be used with '--require <PHASE>'
! 
! Usage: gonogo gate <PHASE>
! 
! For more information, try '--help'.
= 2
$ gonogo gate --require nonsense
! error: there is no phase `nonsense`
! hint: the plan has pre-release, deployment, post-release
= 2
$ gonogo gate --timeout 1s
! error: the following required arguments were not provided:
!   --wait
! 
! Usage: gonogo gate --wait --timeout <TIME> [PHASE]
! 
! For more information, try '--help'.
= 2

"#]]
    );
}

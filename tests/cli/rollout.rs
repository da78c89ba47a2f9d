//! Staged rollouts by commands alone, with the library that the program carries and a clock that the test moves.

use crate::releasing::{
    EMBEDDED, FACTS, HEALTHY, before_the_rollout, json, settle, sign_items, write_notes,
};
use crate::team::{Team, shows};

#[test]
fn a_minor_release_goes_through_every_stage_and_window() {
    let team = before_the_rollout("minor");
    let canary = team.transcript(&format!(
        "at 2026-11-20T10:00:00Z
         rollout status
         rollout start --traffic 5
         rollout baseline --metric error-rate=0.4 --metric latency-p99=200 --metric failed-health-checks=0
         rollout start
         rollout start --traffic 6
         rollout start --traffic 5
         rollout start --traffic 5
         rollout advance
         gate rollout
         at 2026-11-20T10:14:59Z
         {HEALTHY}
         rollout advance
         at 2026-11-20T10:15:00Z
         rollout call go --role devops-engineer
         {HEALTHY}
         rollout advance
         rollout call go --role devops-engineer"
    ));
    shows!(canary, snapbox::file!["rollout/canary.txt"]);
    sign_items(&team, "rollout");
    let quarter = team.transcript(&format!(
        "rollout call go --role devops-engineer
         rollout call go --role product-manager
         rollout status
         rollout advance
         status
         at 2026-11-20T10:45:00Z
         {HEALTHY}
         rollout call go --role devops-engineer
         rollout call go --role product-manager
         rollout advance
         at 2026-11-20T12:00:00Z
         status
         list
         {HEALTHY}
         rollout call go --role devops-engineer
         rollout call go --role product-manager
         rollout advance
         rollout advance
         gate rollout
         {HEALTHY}
         gate rollout
         rollout status"
    ));
    shows!(quarter, snapbox::file!["rollout/quarter.txt"]);
    settle(&team, "rollout");
    assert_eq!(team.run("gate rollout").status.code(), Some(0));
    sign_items(&team, "monitoring");
    let windows = team.transcript(
        "monitor
         monitor close immediate
         at 2026-11-20T12:30:00Z
         monitor close immediate --role qa-automation-engineer
         monitor close immediate --note 'two retries, gone by themselves' --metric error-rate=0.41
         monitor close immediate
         gate monitoring
         at 2026-11-20T16:00:00Z
         monitor close short-term --metric error-rate=0.6
         monitor close short-term --metric error-rate=0.41
         monitor close extended --early --reason 'the next release replaces this one'
         at 2026-11-24T12:00:00Z
         status
         list
         gate monitoring
         monitor close long-term
         monitor",
    );
    shows!(windows, snapbox::file!["rollout/windows.txt"]);
    settle(&team, "monitoring");
    settle(&team, "post-release");
    let end = team.run("gate");
    assert_eq!(
        end.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&end.stdout)
    );
    write_notes(&team);
    team.quietly("close\n verify");
}

#[test]
fn in_the_grey_zone_somebody_may_go_on_and_it_is_shown_for_ever() {
    let team = before_the_rollout("minor");
    team.quietly(
        "at 2026-11-20T10:00:00Z
         rollout baseline --metric error-rate=0.4 --metric latency-p99=200
         rollout start --traffic 1
         at 2026-11-20T10:20:00Z",
    );
    sign_items(&team, "rollout");
    let grey = team.transcript(
        "rollout observe --metric error-rate=0.5 --metric latency-p99=220 --metric failed-health-checks=0
         rollout observe --metric error-rate=0.52 --metric latency-p99=205 --metric failed-health-checks=0
         rollout call go --role devops-engineer
         rollout call go --role devops-engineer --reason 'the load test, see INC-12'
         rollout call go --role product-manager --reason 'the load test, see INC-12'
         rollout advance
         rollout advance --reason 'because'
         rollout advance --override
         rollout advance --override --role developer --reason 'the load test'
         rollout advance --override --reason 'the errors are those of the load test, see INC-12'
         rollout status
         gate rollout
         log --json",
    );
    let (told, log) = grey.split_once("$ gonogo log --json").unwrap();
    shows!(told, snapbox::file!["rollout/grey.txt"]);
    assert!(
        log.contains("\"override-reason\": \"the errors are those of the load test, see INC-12\""),
        "{log}"
    );
    let rest = team.transcript(
        "rollout pause --reason 'waiting for the load test to end'
         at 2026-11-20T11:20:00Z
         rollout observe --metric error-rate=0.45 --metric latency-p99=205 --metric failed-health-checks=0
         rollout resume --reason 'it has ended'
         rollout status",
    );
    shows!(rest, snapbox::file!["rollout/paused.txt"]);
}

#[test]
fn at_the_last_stage_too_somebody_may_go_on_until_the_next_observation() {
    let team = before_the_rollout("patch");
    team.quietly(
        "rollout strategy direct --reason 'nobody else is on this service'
         rollout baseline --metric error-rate=0.4 --metric latency-p99=200
         rollout start",
    );
    sign_items(&team, "rollout");
    let told = team.transcript(
        "rollout observe --metric error-rate=0.52 --metric latency-p99=205 --metric failed-health-checks=0
         rollout call go
         call go --phase rollout --role devops-engineer
         rollout advance
         rollout advance --override
         rollout advance --override --reason 'the errors are those of the load test, see INC-12'
         rollout advance --override --reason 'the errors are those of the load test, see INC-12'
         call go --phase rollout --role devops-engineer
         gate rollout
         rollout observe --metric error-rate=0.4 --metric latency-p99=260 --metric failed-health-checks=0
         gate rollout
         verify",
    );
    shows!(told, snapbox::file!["rollout/last.txt"]);
}

#[test]
fn a_gate_before_the_rollout_that_shuts_again_keeps_it_from_the_next_stage() {
    let team = before_the_rollout("minor");
    team.quietly(
        "at 2026-11-20T10:00:00Z
         rollout baseline --metric error-rate=0.4 --metric latency-p99=200
         rollout start --traffic 5
         at 2026-11-20T10:15:00Z",
    );
    sign_items(&team, "rollout");
    team.quietly(&format!(
        "{HEALTHY}
         rollout call go --role devops-engineer
         rollout call go --role product-manager
         reopen ci-green --reason 'the run was of another branch'"
    ));
    let shut = team.run("rollout advance");
    assert_eq!(shut.status.code(), Some(8));
    assert!(String::from_utf8_lossy(&shut.stderr).contains("gate \"Go for deployment\" says HOLD"));
    team.quietly("sign ci-green --evidence https://ci.example/2\nrollout advance");
}

#[test]
fn without_a_rollout_in_the_plan_every_command_says_so() {
    let team = Team::on_release();
    for line in [
        "status",
        "strategy standard --reason x",
        "baseline --metric error-rate=1",
        "start",
        "observe --metric error-rate=1",
        "call go",
        "call no-go --role developer --reason x",
        "advance",
        "pause --reason x",
        "resume --reason x",
        "abort --reason x",
        "watch",
    ] {
        let output = team.run(&format!("rollout {line}"));
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(
            (
                output.status.code(),
                said.contains("the plan has no staged rollout")
            ),
            (Some(2), true),
            "{line}: {said}"
        );
    }
    assert_eq!(team.run("monitor").status.code(), Some(2));
    assert_eq!(team.run("monitor close immediate").status.code(), Some(2));
}

#[test]
fn a_rollback_stops_the_rollout_whatever_else_is_broken() {
    let team = before_the_rollout("patch");
    team.quietly(
        "rollout baseline --metric error-rate=0.4 --metric latency-p99=200
         rollout start --traffic 5",
    );
    let told = team.transcript(
        "rollback --reason 'errors everywhere' --dry-run
         rollback --reason 'errors everywhere'
         rollback --reason 'errors everywhere'
         gate rollout",
    );
    shows!(told, snapbox::file!["rollout/rollback.txt"]);
    let broken = Team::new().with("GONOGO_CHECKLISTS", EMBEDDED);
    broken.quietly(&format!(
        "start 2.4.0 --type patch --candidate 9fceb02 {FACTS}"
    ));
    broken.quietly("rollout baseline --metric error-rate=0.4 --metric latency-p99=200");
    broken.quietly("rollout start --traffic 5 --override --reason 'dry run of the tool'");
    let nowhere = broken.path("nowhere").to_str().unwrap().to_owned();
    let broken = broken.with("GONOGO_CHECKLISTS", &nowhere);
    let output = broken.run("rollback --reason 'errors everywhere'");
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let shown = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        shown.contains("[ ] Initiate and execute the documented rollback procedure"),
        "{shown}"
    );
    assert!(
        broken
            .read("releases/2.4.0.toml")
            .contains("kind = \"rollback-begun\"")
    );
}

#[test]
fn a_breached_no_go_threshold_ends_the_rollout() {
    let team = before_the_rollout("minor");
    team.quietly(
        "at 2026-11-20T10:00:00Z
         rollout baseline --metric error-rate=0.4 --metric latency-p99=200
         rollout start --traffic 5
         at 2026-11-20T10:10:00Z",
    );
    let no_go = team.transcript(
        "rollout observe --metric error-rate=0.4 --metric latency-p99=260 --metric failed-health-checks=2
         gate rollout
         rollout observe --metric error-rate=0.4 --metric latency-p99=200 --metric failed-health-checks=0
         at 2026-11-20T10:20:00Z
         rollout observe --metric error-rate=0.4 --metric latency-p99=200 --metric failed-health-checks=0
         rollout call go --role devops-engineer
         rollout advance
         rollout abort --reason 'p99 has doubled for a tenth of the users'
         rollout status
         rollout advance
         rollout start --traffic 5
         status",
    );
    shows!(no_go, snapbox::file!["rollout/no-go.txt"]);
}

#[test]
fn a_release_that_ended_is_not_rolled_out_further() {
    let unit = "title: Error rate\n      unit: \"%\"";
    let team = with_own_playbook(
        Team::new(),
        unit,
        &format!("{unit}\n      command: {{run: [./errors.sh]}}"),
    );
    team.quietly(&format!(
        "start 2.4.0 --type patch --candidate 9fceb02 {FACTS}"
    ));
    team.quietly("rollout start --traffic 5 --override --reason 'dry run of the tool'");
    script(&team, "errors.sh", "#!/bin/sh\necho ran > ran; echo 0.4\n");
    team.quietly("close --outcome abandoned --reason enough");
    for line in [
        "rollout start",
        "rollout advance",
        "rollout observe --run",
        "rollout baseline --run",
    ] {
        let output = team.run(&format!("{line} -r 2.4.0"));
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(
            said.starts_with("error: release 2.4.0 was closed as abandoned\n"),
            "{line}: {said}"
        );
        assert_eq!(output.status.code(), Some(1), "{line}");
    }
    assert!(!team.path("ran").exists());
    let status = json(&team, "rollout status -r 2.4.0 --json");
    assert_eq!(status["verdict"], "NO-GO");
    assert_eq!(
        status["obstacles"][0]["text"],
        "was closed as abandoned: enough (Ada Lovelace, 2026-11-20T09:00:00Z)"
    );
}

#[test]
fn nothing_to_do_at_the_last_stage_is_no_go_where_somebody_said_stop() {
    let team = before_the_rollout("patch");
    team.quietly(
        "rollout baseline --metric error-rate=0.4 --metric latency-p99=200
         rollout strategy direct --reason 'one changed line'
         rollout start
         rollout advance",
    );
    assert_eq!(
        team.run("rollout observe --metric latency-p99=300")
            .status
            .code(),
        Some(1)
    );
    let output = team.run("rollout advance");
    assert_eq!(output.status.code(), Some(1));
    assert!(
        String::from_utf8(output.stderr)
            .unwrap()
            .contains("block the end of the rollout\n")
    );
}

#[test]
fn the_strategy_follows_type_and_facts() {
    for (kind, facts, strategy) in [
        (
            "patch",
            "--fact critical=yes --fact breaking-change=no",
            "direct",
        ),
        (
            "patch",
            "--fact critical=no --fact breaking-change=no",
            "quick-canary",
        ),
        ("patch", "", "quick-canary"),
        (
            "patch",
            "--fact critical=yes --fact breaking-change=yes",
            "quick-canary",
        ),
        ("minor", "", "standard"),
        ("minor", "--fact critical=yes", "standard"),
        ("major", "", "extended-canary"),
    ] {
        let team = Team::new().with("GONOGO_CHECKLISTS", EMBEDDED);
        team.quietly(&format!("start 2.4.0 --type {kind} {facts}"));
        let status = json(&team, "rollout status --json");
        assert_eq!(status["strategy"], strategy, "{kind} {facts}");
    }
    let team = Team::new().with("GONOGO_CHECKLISTS", EMBEDDED);
    team.quietly("start 2.4.0 --type patch --fact critical=no --fact breaking-change=yes");
    let changed = team.transcript(
        "rollout strategy standard
         rollout strategy standrad --reason 'first release on the new cluster'
         rollout strategy standard --reason 'first release on the new cluster'
         rollout strategy standard --reason 'first release on the new cluster'
         rollout status",
    );
    shows!(changed, snapbox::file!["rollout/strategy.txt"]);
}

/// Copies the embedded library into the team's folder, where it can be changed.
fn with_own_playbook(team: Team, old: &str, new: &str) -> Team {
    let own = team.path("checklists");
    std::fs::create_dir_all(own.join("roles")).unwrap();
    for folder in ["", "roles"] {
        for entry in std::fs::read_dir(std::path::Path::new(EMBEDDED).join(folder)).unwrap() {
            let entry = entry.unwrap();
            if entry.path().is_file() {
                std::fs::copy(entry.path(), own.join(folder).join(entry.file_name())).unwrap();
            }
        }
    }
    team.replace("checklists/playbook.yaml", old, new);
    let own = own.to_str().unwrap().to_owned();
    team.with("GONOGO_CHECKLISTS", &own)
}

fn script(team: &Team, name: &str, text: &str) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::write(team.path(name), text).unwrap();
    std::fs::set_permissions(team.path(name), std::fs::Permissions::from_mode(0o755)).unwrap();
}

#[cfg(unix)]
#[test]
fn a_stages_command_runs_only_when_asked_and_its_output_is_evidence() {
    let canary = "quick-canary:\n      - {stage: canary, traffic: 1-5, soak: 15m..15m";
    let team = with_own_playbook(
        Team::new(),
        &format!("{canary}}}"),
        &format!("{canary}, apply: {{run: [./shift.sh, canary]}}}}"),
    );
    team.quietly(&format!(
        "start 2.4.0 --type patch --candidate 9fceb02 {FACTS}"
    ));
    team.quietly("rollout baseline --metric error-rate=0.4 --metric latency-p99=200");
    script(
        &team,
        "shift.sh",
        "#!/bin/sh\nread x; echo ran > ran; echo 'no route' >&2; exit 3\n",
    );
    let refused = team.transcript(
        "rollout start --traffic 5 --run
         rollout start --traffic 5 --run --override --reason 'dry run of the tool' --dry-run",
    );
    assert!(
        !team.path("ran").exists(),
        "it ran although nothing may be entered, or nothing was to be written\n{refused}"
    );
    let failed = team
        .transcript("rollout start --traffic 5 --run --override --reason 'dry run of the tool'");
    assert!(team.path("ran").exists());
    assert!(
        !team
            .read("releases/2.4.0.toml")
            .contains("kind = \"entered\""),
        "{failed}"
    );
    script(
        &team,
        "shift.sh",
        "#!/bin/sh\necho \"$1 $GONOGO_STAGE $GONOGO_TRAFFIC $GONOGO_VERSION $GONOGO_CANDIDATE [$GONOGO_PROMETHEUS_TOKEN]\"\n",
    );
    let team = team.with("GONOGO_PROMETHEUS_TOKEN", "s3cret");
    let ran = team.transcript(
        "rollout start --traffic 4.5 --run --override --reason 'dry run of the tool' --evidence https://ci.example/9
         rollout advance --run --override --reason 'dry run of the tool'",
    );
    let record = team.read("releases/2.4.0.toml");
    assert!(
        record.contains("canary canary 4.5 2.4.0 9fceb02 []")
            && record.contains("https://ci.example/9"),
        "{record}"
    );
    shows!(failed + &ran, snapbox::file!["rollout/apply.txt"]);
}

#[cfg(unix)]
#[test]
fn nobody_enters_another_stage_than_the_one_whose_traffic_was_shifted() {
    let until = "standard:\n      - {stage: canary, traffic: 1-5, soak: 15m..30m}\n      - {stage: quarter, traffic: 25, soak: 30m..60m";
    let team = with_own_playbook(
        Team::new(),
        &format!("{until}}}"),
        &format!("{until}, apply: {{run: [./shift.sh]}}}}"),
    );
    team.quietly(&format!(
        "start 2.4.0 --type minor --candidate 9fceb02 {FACTS}"
    ));
    team.quietly("rollout start --traffic 5 --override --reason 'dry run of the tool'");
    // A program does not see who works here.
    let other = format!(
        "GONOGO_NOW=2026-11-20T09:00:00Z GONOGO_BY='Ada Lovelace <ada@octoacme.example>' {} rollout advance --override --reason 'in a hurry'",
        env!("CARGO_BIN_EXE_gonogo")
    );
    script(&team, "shift.sh", &format!("#!/bin/sh\n{other}\n"));
    let overtaken = team.run("rollout advance --run --override --reason 'dry run of the tool'");
    let said = String::from_utf8(overtaken.stderr).unwrap();
    assert!(
        said.contains("error: the rollout is under way, at stage `quarter`"),
        "{said}"
    );
    assert!(
        said.contains(
            "hint: the command that shifts the traffic has run, but the stage is not in the record"
        ),
        "{said}"
    );
    assert_eq!(overtaken.status.code(), Some(1));
    assert_eq!(
        json(&team, "rollout status --json")["stage"]["id"],
        "quarter"
    );
}

#[cfg(unix)]
#[test]
fn a_metric_is_read_from_a_document_and_from_a_command_only_when_asked() {
    let unit = "title: Error rate\n      unit: \"%\"";
    let team = with_own_playbook(
        Team::new(),
        unit,
        &format!("{unit}\n      command: {{run: [./errors.sh]}}"),
    );
    team.quietly(&format!(
        "start 2.4.0 --type patch --candidate 9fceb02 {FACTS}"
    ));
    team.quietly("rollout baseline --metric error-rate=0.4 --metric latency-p99=200");
    team.quietly("rollout start --traffic 5 --override --reason 'dry run of the tool'");
    script(
        &team,
        "errors.sh",
        "#!/bin/sh\necho ran >> ran; echo 0.43\n",
    );
    std::fs::write(
        team.path("metrics.json"),
        r#"{"latency-p99": 210, "failed-health-checks": 0}"#,
    )
    .unwrap();
    let told = team.transcript(
        "rollout observe --from metrics.json
         rollout observe --from metrics.json --run
         rollout observe --from metrics.json --run --metric error-rate=0.41
         rollout observe --from metrics.json --run --metric error-rate=0.41 --metric error-rate=0.42
         rollout observe --metric error-rat=0.41",
    );
    assert_eq!(
        team.read("ran"),
        "ran\n",
        "it runs once, when asked and when nothing else gives the metric"
    );
    shows!(told, snapbox::file!["rollout/sources.txt"]);
}

#[test]
fn what_was_accepted_is_shown_when_an_amendment_took_the_rollout_away() {
    let team = with_own_playbook(
        Team::new(),
        "title: OctoAcme release playbook",
        "title: Our playbook",
    );
    team.quietly(&format!(
        "start 2.4.0 --type patch --candidate 9fceb02 {FACTS}"
    ));
    team.quietly(
        "rollout strategy direct --reason 'nobody else is on this service'
         rollout start --override --reason 'it is urgent'
         monitor close immediate --early --reason 'everybody looks anyway'",
    );
    let playbook = team.read("checklists/playbook.yaml");
    let (head, rest) = playbook.split_once("\nrollout:\n").unwrap();
    let (_, tail) = rest.split_once("\nincidents:\n").unwrap();
    std::fs::write(
        team.path("checklists/playbook.yaml"),
        format!("{head}\nincidents:\n{tail}"),
    )
    .unwrap();
    assert_eq!(
        team.run("amend").status.code(),
        Some(2),
        "it takes a reason"
    );
    team.quietly("amend --reason 'one service, one step'");
    assert_eq!(
        team.run("rollout status").status.code(),
        Some(2),
        "the plan has no rollout any more"
    );
    for line in ["gate", "status"] {
        let shown = String::from_utf8(team.run(line).stdout).unwrap();
        assert!(
            shown.contains("it is urgent") && shown.contains("everybody looks anyway"),
            "{line}\n{shown}"
        );
    }
    let shown = json(&team, "gate --format json");
    assert_eq!(shown["overridden"][0]["override-reason"], "it is urgent");
    assert_eq!(
        shown["closed-early"][0]["early-reason"],
        "everybody looks anyway"
    );
}

#[test]
fn the_server_of_the_environment_is_asked_for_no_window_that_nobody_asked_to_measure() {
    let team = Team::new().with("GONOGO_CHECKLISTS", EMBEDDED);
    team.quietly(&format!(
        "start 2.4.0 --type patch --candidate 9fceb02 {FACTS}"
    ));
    team.quietly(
        "rollout strategy direct --reason 'nobody else is on this service'
         rollout start --override --reason 'dry run of the tool'
         at 2026-11-20T09:30:00Z",
    );
    // Nobody listens there: whoever asks gets nothing that could be clean.
    let team = team.with("GONOGO_PROMETHEUS", "http://127.0.0.1:9");
    assert_eq!(
        team.run("monitor close immediate --prometheus http://127.0.0.1:10")
            .status
            .code(),
        Some(8)
    );
    team.quietly("monitor close immediate");
}

#[test]
fn a_watch_takes_no_standard_input() {
    let team = Team::new().with("GONOGO_CHECKLISTS", EMBEDDED);
    team.quietly(&format!(
        "start 2.4.0 --type patch --candidate 9fceb02 {FACTS}"
    ));
    let output = team.run("rollout watch --from -");
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(
        said.starts_with("error: standard input can be read only once")
            && said.contains("hint: give a file"),
        "{said}"
    );
}

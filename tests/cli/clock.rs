//! Clocks that disagree: of a laptop ten years ahead, of one from before 1970, and time zones that make no difference.

use snapbox::str;

use crate::releasing::{HEALTHY, before_the_rollout, json, sign_items};
use crate::team::{Team, shows};

/// A metric is measured and a stage entered; between the two a laptop that is ten years ahead signs something.
#[test]
fn a_laptop_ten_years_ahead_stops_no_rollout_for_ten_years() {
    let team = before_the_rollout("minor");
    team.quietly(
        "at 2026-11-20T10:00:00Z
         rollout baseline --metric error-rate=0.4 --metric latency-p99=200 --metric failed-health-checks=0",
    );
    let ahead = team.transcript(
        "at 2036-11-20T10:00:00Z
         notes set known-issues None --by 'Eve <eve@octoacme.example>'
         at 2026-11-20T10:01:00Z
         rollout start --traffic 5
         rollout start --traffic 5 --clock-is-right
         rollout status",
    );
    shows!(ahead, snapbox::file!["clock/ahead.txt"]);
    sign_items(&team, "rollout");
    let soaked = team.transcript(&format!(
        "at 2026-11-20T10:16:00Z
         {HEALTHY}
         rollout call go --role devops-engineer
         rollout call go --role product-manager
         rollout advance"
    ));
    shows!(soaked, snapbox::file!["clock/soaked.txt"]);
}

#[test]
fn what_is_dated_later_than_the_clock_is_named_everywhere() {
    let team = Team::on_release();
    team.quietly("at 2036-11-20T09:00:00Z\n sign ci-green\n at 2026-11-20T09:00:00Z");
    let named = team.transcript("gate pre-release\n status\n verify\n log\n show ci-green");
    shows!(named, snapbox::file!["clock/named.txt"]);
    let heads = json(&team, "verify --json")["release"]["heads"].clone();
    for line in [
        "gate --json",
        "status --json",
        "verify --json",
        "log --json",
    ] {
        assert_eq!(json(&team, line)["ahead-of-clock"], heads, "{line}");
    }
}

#[test]
fn a_clock_that_lies_before_the_newest_event_writes_nothing() {
    let team = Team::on_release();
    let before = team.read("releases/2.4.0.toml");
    shows!(
        team.transcript(
            "at 2026-11-20T08:54:59Z
             sign ci-green
             sign ci-green --dry-run
             amend --add 'Rotate the key' --role developer
             walk --accessible
             sign no-such-item"
        ),
        str![[r#"
@ 2026-11-20T08:54:59Z
$ gonogo sign ci-green
! error: this clock says 2026-11-20T08:54:59Z, which is 5m 1s before the newest event `started` by Ada Lovelace <ada@octoacme.example> at 2026-11-20T09:00:00Z ([HASH])
! hint: set the clock; if it is right, and that of the event was wrong, repeat the command with `--clock-is-right`
= 3
$ gonogo sign ci-green --dry-run
! error: this clock says 2026-11-20T08:54:59Z, which is 5m 1s before the newest event `started` by Ada Lovelace <ada@octoacme.example> at 2026-11-20T09:00:00Z ([HASH])
! hint: set the clock; if it is right, and that of the event was wrong, repeat the command with `--clock-is-right`
= 3
$ gonogo amend --add 'Rotate the key' --role developer
! error: this clock says 2026-11-20T08:54:59Z, which is 5m 1s before the newest event `started` by Ada Lovelace <ada@octoacme.example> at 2026-11-20T09:00:00Z ([HASH])
! hint: set the clock; if it is right, and that of the event was wrong, repeat the command with `--clock-is-right`
= 3
$ gonogo walk --accessible
! error: this clock says 2026-11-20T08:54:59Z, which is 5m 1s before the newest event `started` by Ada Lovelace <ada@octoacme.example> at 2026-11-20T09:00:00Z ([HASH])
! hint: set the clock; if it is right, and that of the event was wrong, repeat the command with `--clock-is-right`
= 3
$ gonogo sign no-such-item
! error: there is no item `no-such-item`
! hint: the plan has pre-release/ci-green, pre-release/code-reviewed, pre-release/smoke-tests, pre-release/load-test, deployment/backup-completed, deployment/deployed and 3 more: `gonogo status --all`
= 2

"#]]
    );
    assert_eq!(team.read("releases/2.4.0.toml"), before);
    shows!(
        team.transcript("at 2026-11-20T08:55:00Z\n sign ci-green\n sign ci-green\n at 2026-11-20T08:00:00Z\n sign ci-green"),
        str![[r#"
@ 2026-11-20T08:55:00Z
$ gonogo sign ci-green
signed pre-release/ci-green as developer
= 0
$ gonogo sign ci-green
! note: nothing to do: item `pre-release/ci-green` was already signed for `developer` by Ada Lovelace <ada@octoacme.example> at 2026-11-20T08:55:00Z
= 0
@ 2026-11-20T08:00:00Z
$ gonogo sign ci-green
! note: nothing to do: item `pre-release/ci-green` was already signed for `developer` by Ada Lovelace <ada@octoacme.example> at 2026-11-20T08:55:00Z
= 0

"#]]
    );
}

#[test]
fn a_clock_long_after_the_newest_event_is_said_once() {
    let team = Team::on_release();
    shows!(
        team.transcript("at 2027-01-20T09:00:00Z\n sign ci-green\n sign load-test"),
        str![[r#"
@ 2027-01-20T09:00:00Z
$ gonogo sign ci-green
signed pre-release/ci-green as developer
! warning: this clock is 61d ahead of the newest event before this one; check that it is right
= 0
$ gonogo sign load-test
signed pre-release/load-test as qa-automation-engineer
= 0

"#]]
    );
}

#[test]
fn before_1970_a_record_is_read_and_not_written() {
    let team = Team::new();
    shows!(
        team.transcript("at 1969-12-31T23:59:59Z\n start 1.0.0 --type patch --candidate c1"),
        str![[r#"
@ 1969-12-31T23:59:59Z
$ gonogo start 1.0.0 --type patch --candidate c1
! error: this clock says 1969-12-31T23:59:59Z, which cannot be right
! hint: set the clock
= 3

"#]]
    );
    assert!(!team.path("releases/1.0.0.toml").exists());
    team.quietly("at 2026-11-20T09:00:00Z\n start 1.0.0 --type patch --candidate c1");
    shows!(
        team.transcript("at 1969-12-31T23:59:59Z\n verify\n sign ci-green --clock-is-right"),
        str![[r#"
@ 1969-12-31T23:59:59Z
$ gonogo verify
1.0.0 is sound: 1 event
head sha256:[HASH]
! warning: event `started` by Ada Lovelace <ada@octoacme.example> at 2026-11-20T09:00:00Z ([HASH]) is dated 20777d 9h later than this clock: no soak, window or other wait counts from it
! warning: every event is dated later than this clock: set it
= 0
$ gonogo sign ci-green --clock-is-right
! error: this clock says 1969-12-31T23:59:59Z, which cannot be right
! hint: set the clock
= 3

"#]]
    );
}

/// Times are those of UTC, whatever zone the machine is in, and whether it knows that zone or not.
#[test]
fn the_time_zone_changes_nothing() {
    let lines = "log\n status\n verify\n gate";
    let expected = Team::on_release().transcript(lines);
    for zone in [
        "Asia/Kathmandu",
        "Europe/Berlin",
        "right/UTC",
        ":bad",
        "",
        "XXX99:99:99",
    ] {
        assert_eq!(
            Team::on_release().with("TZ", zone).transcript(lines),
            expected,
            "{zone}"
        );
    }
}

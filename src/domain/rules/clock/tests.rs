use super::*;
use crate::domain::testing::{Story, at, plan};

/// Checks a clock against a release that was told, as the refusal or the caution.
#[track_caller]
fn said(script: &[&str], now: &str, is_right: bool) -> String {
    let release = Story::of(plan(&["pre/a dev", "pre/b dev"]))
        .tell(script)
        .release();
    match check(&release, at(now), is_right) {
        Ok(None) => "right".to_owned(),
        Ok(Some(caution)) => caution.sentence(),
        Err(fault) => fault.to_string(),
    }
}

#[test]
fn a_clock_may_lie_five_minutes_before_the_newest_event() {
    let script = ["dev signs a"];
    assert_eq!(said(&script, "2026-11-20T08:56:00Z", false), "right");
    let behind = said(&script, "2026-11-20T08:55:59Z", false);
    let expected = "this clock says 2026-11-20T08:55:59Z, which is 5m 1s before the newest event `signed` of item `pre/a` for `dev`";
    assert!(behind.starts_with(expected), "{behind}");
    assert_eq!(
        said(&script, "2026-11-20T08:55:59Z", true),
        "right",
        "says its owner"
    );
}

#[test]
fn once_a_right_clock_has_written_the_others_need_not_say_so_again() {
    let ahead = ["at 2036-11-20T12:00:00Z", "dev signs a"];
    assert!(said(&ahead, "2026-11-20T09:05:00Z", false).starts_with("this clock says"));
    let settled = [&ahead[..], &["at 2026-11-20T09:05:00Z", "dev signs b"]].concat();
    assert_eq!(said(&settled, "2026-11-20T09:06:00Z", false), "right");
    assert!(said(&settled, "2026-11-20T08:06:00Z", false).starts_with("this clock says"));
    let beside = [
        "left: dev signs b",
        "at 2036-11-20T12:00:00Z",
        "right: dev signs a",
        "merge",
    ];
    let unsettled = said(&beside, "2026-11-20T09:05:00Z", false);
    assert!(unsettled.starts_with("this clock says"), "{unsettled}");
}

#[test]
fn a_clock_long_past_the_newest_event_is_said() {
    assert_eq!(said(&[], "2026-12-20T09:00:00Z", false), "right");
    assert_eq!(
        said(&[], "2026-12-20T09:00:01Z", false),
        "this clock is 30d ahead of the newest event before this one; check that it is right"
    );
}

#[test]
fn no_clock_is_right_before_1970_or_after_9999() {
    for (now, is_possible) in [
        ("1969-12-31T23:59:59Z", false),
        ("1970-01-01T00:00:00Z", true),
        ("9999-12-31T23:59:59Z", true),
        ("+10000-01-01T00:00:00Z", false),
    ] {
        assert_eq!(is_in_time(at(now)).is_ok(), is_possible, "{now}");
        let said = said(&[], now, true);
        assert_eq!(said.ends_with("cannot be right"), !is_possible, "{said}");
    }
}

#[test]
fn what_is_dated_later_than_the_clock_is_said_and_not_a_hundred_times() {
    let story = Story::of(plan(&["pre/a dev", "pre/b dev"])).tell(&["dev signs a"]);
    let release = story.release();
    assert_eq!(
        warnings(&release, at("2026-11-20T08:56:00Z")),
        Vec::<String>::new()
    );
    let warnings = |now| warnings(&release, at(now));
    let one = warnings("2026-11-20T08:55:59Z");
    assert_eq!(one.len(), 1);
    assert!(
        one[0].ends_with(
            "is dated 5m 1s later than this clock: no soak, window or other wait counts from it"
        ),
        "{one:?}"
    );
    let all = warnings("2025-11-20T08:55:59Z");
    assert_eq!(all.len(), 3);
    assert_eq!(all[2], "every event is dated later than this clock: set it");
    let script = [
        "at 2036-11-20T12:00:00Z",
        "dev signs a",
        "dev reopens a because x",
        "dev signs a",
        "dev reopens a because x",
        "dev signs a",
    ];
    let release = Story::of(plan(&["pre/a dev", "pre/b dev"]))
        .tell(&script)
        .release();
    let many = super::warnings(&release, at("2026-11-20T09:00:00Z"));
    assert_eq!(many.len(), 4);
    assert_eq!(many[3], "2 more events dated later than this clock");
}

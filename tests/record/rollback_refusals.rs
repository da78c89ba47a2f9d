//! Blocks and events of a rollback and of incidents that no gonogo wrote are refused, with their place.

use gonogo::record::read;

use crate::rollout_refusals::refused;
use crate::story::golden;

/// Changes the golden record of a rollback, and holds the fault and the text it stands at against what is expected.
#[track_caller]
fn case(from: &str, to: &str, at: &str, said: &str) {
    refused("rolled-back", from, to, at, said);
}

#[test]
fn unknown_keys_are_refused_in_every_block() {
    for heading in [
        "[rollback]",
        "[[rollback.event]]",
        "[incidents]",
        "[[class]]",
        "[[trigger]]",
        "[[duty]]",
        "[[incident]]",
        "[[incident.event]]",
        "[[incident.duty]]",
        "[[incident.duty.event]]",
        "[[incident.duty.signoff]]",
        "[[incident.duty.signoff.event]]",
    ] {
        case(
            &format!("{heading}\n"),
            &format!("{heading}\nspeed = 1\n"),
            "speed",
            "unknown key `speed`",
        );
    }
}

#[test]
fn values_of_another_type_are_refused() {
    case(
        "severity = \"high\"",
        "severity = \"bad\"",
        "\"bad\"",
        "`severity` cannot be `bad`",
    );
    case(
        "course = \"hotfix\"",
        "course = \"wait\"",
        "\"wait\"",
        "`course` cannot be `wait`",
    );
    case(
        "back-to = \"2.3.0\"",
        "back-to = \"..\"",
        "\"..\"",
        "`back-to` cannot be `..`",
    );
    case(
        "due = 2026-11-20\n",
        "due = \"soon\"\n",
        "\"soon\"",
        "`due` must be a day, such as 2026-11-20,",
    );
    case(
        "commander = \"Joan <joan@octoacme.example>\"",
        "commander = \"Joan\"",
        "\"Joan\"",
        "`commander` cannot be `Joan`",
    );
    case(
        "id = \"incident-2\"",
        "id = \"incident-02\"",
        "\"incident-02\"",
        "`id` cannot be `incident-02`",
    );
    case(
        "decision = \"incident/decided\"",
        "decision = \"Decided\"",
        "\"Decided\"",
        "`decision` cannot be `Decided`",
    );
    case(
        "on-demand = true",
        "on-demand = \"yes\"",
        "\"yes\"",
        "`on-demand` must be true or false",
    );
    let said = "`commits` must be a list of times in UTC to the second";
    case("commits = [2026", "commits = [1, 2026", "[1, 2026", said);
    case(
        "commits = [2026-11-19T08:00:00Z",
        "commits = [2026-11-19",
        "[2026-11-19,",
        said,
    );
}

#[test]
fn a_rollback_whose_phase_is_not_the_one_on_demand_is_refused() {
    case(
        "on-demand = true\n",
        "",
        "\"rollback\"\nafter",
        "`phase` cannot be `rollback`",
    );
    let (from, to) = (
        "[rollback]\nphase = \"rollback\"",
        "[rollback]\nphase = \"rollout\"",
    );
    case(
        from,
        to,
        "\"rollout\"\nafter",
        "`phase` cannot be `rollout`",
    );
    case(
        from,
        "[rollback]\nphase = \"Back\"",
        "\"Back\"",
        "`phase` cannot be `Back`",
    );
}

#[test]
fn a_duty_that_the_plan_does_not_have_is_refused() {
    let said = "`id` cannot be `incident-1/gone`";
    case(
        "id = \"incident-1/report\"",
        "id = \"incident-1/gone\"",
        "[[incident.duty]]\nid = \"incident-1/gone\"",
        said,
    );
    let said = "`id` cannot be `incident-2/report`";
    case(
        "id = \"incident-1/report\"",
        "id = \"incident-2/report\"",
        "[[incident.duty]]\nid = \"incident-2/report\"",
        said,
    );
}

#[test]
fn an_event_stands_where_its_kind_belongs() {
    for (kind, other) in [
        ("opened", "rollback-begun"),
        ("rollback-begun", "opened"),
        ("noted", "signed"),
        ("resolved", "closed"),
    ] {
        let said = format!("an event of kind `{other}` cannot be here");
        let (from, to) = (format!("kind = \"{kind}\""), format!("kind = \"{other}\""));
        refused_kind(&from, &to, &said);
    }
}

/// As [`case`], without the place: the kinds stand in other blocks too.
#[track_caller]
fn refused_kind(from: &str, to: &str, said: &str) {
    let text = golden("rolled-back");
    assert!(text.contains(from), "{from}");
    let malformed = read::record(&text.replacen(from, to, 1)).expect_err("no record");
    assert_eq!(malformed.fault.to_string(), said);
}

#[test]
fn nothing_stands_there_twice_and_nothing_is_half_there() {
    let text = golden("rolled-back");
    let fault = |text: &str| read::record(text).expect_err("no record").fault.to_string();
    let gate = "[[gate]]\nphase = \"rollout\"\nphase-title = \"Rollout\"\n";
    let second = text.replacen(gate, &format!("{gate}on-demand = true\n"), 1);
    assert_eq!(fault(&second), "the block `gate` is here twice");
    let cut = |from: &str, to: &str| {
        let (start, end) = (
            text.find(from).expect("a start"),
            text.find(to).expect("an end"),
        );
        fault(&format!("{}{}", &text[..start], &text[end..]))
    };
    assert_eq!(cut("[rollback]", "[incidents]"), "`rollback` is missing");
    assert_eq!(cut("[incidents]", "[[class]]"), "`incidents` is missing");
}

//! Blocks and events of a rollout that no gonogo wrote are refused, with their place.

use gonogo::record::read;

use crate::story::golden;

/// Changes the golden record of a rollout, and holds the fault and the text it stands at against what is expected.
#[track_caller]
fn case(from: &str, to: &str, at: &str, said: &str) {
    refused("staged", from, to, at, said);
}

/// Changes a golden record, and holds the fault and the text it stands at against what is expected.
#[track_caller]
pub(crate) fn refused(name: &str, from: &str, to: &str, at: &str, said: &str) {
    let text = golden(name);
    assert!(text.contains(from), "{from}");
    let text = text.replacen(from, to, 1);
    let Err(malformed) = read::record(&text) else {
        panic!("{to} is taken for part of a record")
    };
    let place = text.find(at).unwrap_or_else(|| panic!("{at} is not in it"));
    let line_start = text[..place].rfind('\n').map_or(0, |at| at + 1);
    let expected = (
        text[..place].matches('\n').count() + 1,
        place - line_start + 1,
    );
    assert_eq!(malformed.fault.to_string(), said, "{to}");
    assert_eq!(malformed.place(&text), expected, "{to}");
}

#[test]
fn unknown_keys_are_refused_in_every_block() {
    for heading in [
        "[rollout]",
        "[[metric]]",
        "[[rule]]",
        "[[choice]]",
        "[[strategy]]",
        "[[strategy.stage]]",
        "[monitoring]",
        "[[window]]",
    ] {
        case(
            &format!("{heading}\n"),
            &format!("{heading}\nspeed = 1\n"),
            "speed",
            "unknown key `speed`",
        );
    }
    for heading in [
        "[[rollout.event]]",
        "[[strategy.stage.event]]",
        "[[strategy.stage.call]]",
        "[[strategy.stage.call.event]]",
        "[[window.event]]",
    ] {
        case(
            &format!("{heading}\n"),
            &format!("{heading}\nspeed = 1\n"),
            "speed",
            "unknown key `speed`",
        );
    }
    case(
        "{metric = \"error-rate\", value",
        "{speed = 1, metric = \"error-rate\", value",
        "speed",
        "unknown key `speed`",
    );
    case(
        "{metric = \"error-rate\", ruling",
        "{speed = 1, metric = \"error-rate\", ruling",
        "speed",
        "unknown key `speed`",
    );
    case(
        "apply = {",
        "apply = {speed = 1, ",
        "speed",
        "unknown key `speed`",
    );
    case(
        "most-soak-seconds = 1800\n",
        "most-soak-second = 1800\n",
        "[[strategy.stage]]",
        "`most-soak-seconds` is missing",
    );
    case(
        "least-soak-seconds = 900\n",
        "",
        "most-soak-seconds",
        "unknown key `most-soak-seconds`",
    );
    case(
        "override-role = \"manager\"\n",
        "",
        "overridden",
        "unknown key `overridden`",
    );
}

#[test]
fn values_of_another_type_are_refused() {
    case(
        "criteria = [\"rollout/smoke-tests\"]",
        "criteria = \"all\"",
        "\"all\"",
        "`criteria` must be a list",
    );
    case(
        "to-seconds = 1800",
        "to-seconds = \"1800\"",
        "\"1800\"",
        "`to-seconds` must be a whole number",
    );
    case(
        "to-seconds = 1800",
        "to-seconds = -1",
        "-1\n",
        "`to-seconds` must be a whole number from 0",
    );
    case(
        "for-seconds = 300\n",
        "for-seconds = 300.0\n",
        "300.0",
        "`for-seconds` must be a whole number",
    );
    case(
        "samples = 3",
        "samples = 3.0",
        "3.0",
        "`samples` must be a whole number",
    );
    case(
        "step-ms = 60000",
        "step-ms = -60000",
        "-60000",
        "`step-ms` must be a whole number from 0",
    );
    case(
        "then = \"hold\"",
        "then = \"wait\"",
        "\"wait\"",
        "`then` cannot be `wait`",
    );
    case(
        "ruling = \"go\"",
        "ruling = \"fine\"",
        "\"fine\"",
        "`ruling` cannot be `fine`",
    );
    case(
        "ruling = \"no-go\"\nreading",
        "ruling = \"hold\"\nreading",
        "\"hold\"\nreading",
        "`ruling` cannot be `hold`",
    );
    case(
        "call = \"go\"",
        "call = \"maybe\"",
        "\"maybe\"",
        "`call` cannot be `maybe`",
    );
    case(
        "role = \"qa\"\n\n[[strategy.stage.call.event]]",
        "role = \"Q A\"\n\n[[strategy.stage.call.event]]",
        "\"Q A\"",
        "`role` cannot be `Q A`",
    );
    case(
        "judged-by = \"sha256:",
        "judged-by = \"sha1:",
        "\"sha1:",
        &format!("`judged-by` cannot be `sha1:{}`", judged_by()),
    );
    case(
        "from = 2026-11-20T08:58:00Z",
        "from = 2026-11-20T08:58:00.5Z",
        "2026-11-20T08:58:00.5Z",
        TIME,
    );
    case(
        "from = 2026-11-20T08:58:00Z",
        "from = 2026-11-20",
        "2026-11-20,",
        TIME,
    );
}

const TIME: &str = "`from` must be a time in UTC to the second, such as 2026-11-20T09:00:00Z,";

fn judged_by() -> String {
    let text = golden("staged");
    let rest = text
        .split("judged-by = \"sha256:")
        .nth(1)
        .expect("an observation");
    rest[..64].to_owned()
}

#[test]
fn what_is_no_plain_decimal_number_is_no_amount() {
    let said = "`traffic` must be a plain decimal number";
    for amount in [
        "1e3",
        "1.0e0",
        "nan",
        "inf",
        "-inf",
        "0x10",
        "1000000000000000",
        "0.0000000001",
        "\"5\"",
        "true",
        "+5",
    ] {
        case(
            "traffic = 0.5\ne",
            &format!("traffic = {amount}\ne"),
            &format!("{amount}\ne"),
            said,
        );
    }
    case(
        "value = 0.4,",
        "value = 1e-3,",
        "1e-3",
        "`value` must be a plain decimal number",
    );
    case(
        "points-above-baseline = 0.1",
        "points-above-baseline = nan",
        "nan",
        "`points-above-baseline` must be a plain decimal number",
    );
}

#[test]
fn a_rule_has_one_limit() {
    case(
        "above = 0\n",
        "",
        "[[rule]]\nmetric = \"failed",
        "`above` is missing",
    );
    case(
        "points-above-baseline = 0.1\n",
        "points-above-baseline = 0.1\npercent-above-baseline = 10\n",
        "[[rule]]",
        "the limit of a rule on `error-rate` is here twice",
    );
}

#[test]
fn nothing_stands_there_twice() {
    let twice = |block: &str, at: &str, said: &str| {
        let text = golden("staged");
        let start = text.find(block).expect("the block");
        let end = text[start + 1..]
            .find("\n[")
            .map_or(text.len(), |at| start + at + 2);
        let copy = &text[start..end];
        let doubled = format!("{}{copy}{}", &text[..end], &text[end..]);
        let malformed = read::record(&doubled).expect_err("no record");
        assert_eq!(malformed.fault.to_string(), said);
        let line = doubled
            .lines()
            .nth(malformed.place(&doubled).0 - 1)
            .expect("a line");
        assert_eq!(line, at, "{said}");
    };
    twice(
        "[[metric]]\n",
        "[[metric]]",
        "metric `error-rate` is here twice",
    );
    twice(
        "[[window]]\nid = \"short",
        "[[window]]",
        "window `short-term` is here twice",
    );
    twice(
        "[[strategy]]\nid = \"direct\"",
        "[[strategy]]",
        "strategy `direct` is here twice",
    );
    case(
        "id = \"full\"",
        "id = \"canary\"",
        "[[strategy.stage]]\nid = \"canary\"\nleast-traffic = 100",
        "stage `canary` is here twice",
    );
    case(
        "role = \"developer\"\n\n[[strategy",
        "role = \"qa\"\n\n[[strategy",
        "[[strategy.stage.call]]\nrole = \"qa\"\n\n[[strategy.stage.call.event]]\nkind = \"stage-called\"\nat = 2026-11-20T09:28",
        "the slot of role `qa` is here twice",
    );
}

#[test]
fn a_stretch_of_time_has_two_ends() {
    let row = "{metric = \"error-rate\", value = 0.4, source = \"prometheus";
    case(
        "from = 2026-11-20T08:58:00Z, ",
        "",
        row,
        "`from` is missing",
    );
    case(", to = 2026-11-20T09:00:00Z", "", row, "`to` is missing");
}

#[test]
fn what_belongs_to_a_block_that_is_not_there_is_refused() {
    let text = golden("staged");
    let cut = |from: &str, to: &str| {
        let (start, end) = (
            text.find(from).expect("a start"),
            text.find(to).expect("an end"),
        );
        read::record(&format!("{}{}", &text[..start], &text[end..]))
            .expect_err("no record")
            .fault
            .to_string()
    };
    assert_eq!(cut("[rollout]", "[[metric]]"), "`rollout` is missing");
    assert_eq!(cut("[monitoring]", "[[window]]"), "`monitoring` is missing");
}

#[test]
fn an_event_stands_where_its_kind_belongs() {
    case(
        "kind = \"paused\"",
        "kind = \"observed\"",
        "\"observed\"",
        "an event of kind `observed` cannot be here",
    );
    case(
        "kind = \"entered\"",
        "kind = \"paused\"",
        "\"paused\"\nat = 2026-11-20T09:04:04Z",
        "an event of kind `paused` cannot be here",
    );
    case(
        "kind = \"stage-called\"",
        "kind = \"called\"",
        "\"called\"",
        "an event of kind `called` cannot be here",
    );
    case(
        "kind = \"window-closed\"",
        "kind = \"closed\"",
        "\"closed\"",
        "an event of kind `closed` cannot be here",
    );
    case(
        "kind = \"signed\"",
        "kind = \"entered\"",
        "\"entered\"",
        "an event of kind `entered` cannot be here",
    );
}

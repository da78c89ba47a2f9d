//! Staged rollout and monitoring windows: what a playbook says of them in the domain's types, and every message.

use gonogo::domain::plan::Program;
use gonogo::domain::plan::library::{ListedChoice, PlaybookRollout};
use gonogo::domain::plan::monitoring::{Monitoring, Window};
use gonogo::domain::plan::rollout::{
    Choice, Limit, Metric, Rollout, Rule, Soak, Stage, Strategy, Traffic,
};
use gonogo::domain::verdict::Ruling;

use super::{LIST, PLAYBOOK, assert_data_eq, folder, load, playbook, said, str};
use snapbox::IntoData as _;

const ROLLOUT: &str = "\
rollout:
  phase: pre-release
  roles: [developer]
  metrics:
    error-rate: {title: Error rate, unit: '%'}
  rules:
    - {metric: error-rate, above-baseline: 0.1 points, then: hold}
  strategies:
    standard:
      - {stage: canary, traffic: 1-5, soak: 15m..30m}
      - {stage: full, traffic: 100, marks: deployed}
  choose:
    - {strategy: standard}
";

const MONITORING: &str = "\
monitoring:
  phase: pre-release
  starts-at: deployed
  windows:
    - {id: immediate, title: Immediate, from: 0m, to: 30m, role: developer}
";

/// What a check says about a good playbook with a rollout and windows, with these parts changed.
fn with(changes: &[(&str, &str)]) -> String {
    playbook(&changed(changes))
}

fn changed(changes: &[(&str, &str)]) -> String {
    let mut text = format!("{PLAYBOOK}{ROLLOUT}{MONITORING}");
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replace(from, to);
    }
    text
}

#[test]
fn a_good_rollout_has_nothing_said_about_it() {
    assert_data_eq!(with(&[]), str![].raw());
    assert_data_eq!(with(&[(MONITORING, "")]), str![].raw());
    assert_data_eq!(
        with(&[(MONITORING, ""), (", marks: deployed", "")]),
        str![].raw()
    );
}

#[test]
fn every_key_of_a_rollout_is_carried_into_the_library() {
    let text = "\
rollout:
  phase: pre-release
  roles: [developer]
  criteria: [list/ci-green]
  feature-flag: database-migration
  metrics:
    error-rate: {title: Error rate, unit: '%', query: up, command: {run: [./errors, --now], timeout: 30s}}
    failures: {title: Failures, unit: count}
  rules:
    - {metric: error-rate, above-baseline: 0.1 points, then: hold}
    - {metric: error-rate, above-baseline: 25 percent, for: 5m, then: no-go}
    - {metric: failures, above: 0, then: investigate}
  strategies:
    standard:
      - {stage: canary, traffic: 1-5, soak: 15m..30m, apply: {run: [./shift, '5']}, marks: exposed}
      - {stage: half, traffic: 50, roles: [qa-automation-engineer]}
      - {stage: full, traffic: 100, marks: deployed}
    direct:
      - {stage: full, traffic: 100, roles: [developer], marks: deployed}
  choose:
    - {when: {type: minor, fact: database-migration}, strategy: standard}
    - {strategy: direct}
monitoring:
  phase: pre-release
  starts-at: deployed
  windows:
    - {id: immediate, title: Immediate, from: 0m, to: 30m, focus: Failures, actions: Look, role: developer}
    - {id: later, title: Later, from: 30m, to: 4h, role: qa-automation-engineer}
";
    let folder = folder(&[
        ("playbook.yaml", format!("{PLAYBOOK}{text}").as_bytes()),
        ("list.yaml", LIST.as_bytes()),
    ]);
    let playbook = load(folder.path()).unwrap().playbook;
    let amount = |text: &str| text.parse().unwrap();
    let share = |least: &str, most: &str| Traffic {
        least: amount(least),
        most: amount(most),
    };
    let program = |run: &[&str], timeout| Program {
        run: run.iter().map(|word| (*word).to_owned()).collect(),
        timeout,
        env: Vec::new(),
    };
    let stage = |id: &str, traffic, roles: &[&str], marks: Option<&str>| Stage {
        id: id.into(),
        traffic,
        soak: None,
        roles: roles.iter().map(|role| (*role).into()).collect(),
        apply: None,
        marks: marks.map(Into::into),
    };
    let rule = |metric: &str, limit, lasting, then| Rule {
        metric: metric.into(),
        limit,
        lasting,
        then,
    };
    let metric = |id: &str, title: &str, unit: &str| Metric {
        id: id.into(),
        title: title.to_owned(),
        unit: unit.to_owned(),
        query: None,
        command: None,
    };
    let rollout = Rollout {
        phase: "pre-release".into(),
        max_baseline_age: Some(86_400),
        feature_flag: Some("database-migration".into()),
        criteria: vec!["list/ci-green".into()],
        metrics: vec![
            Metric {
                query: Some("up".to_owned()),
                command: Some(program(&["./errors", "--now"], Some(30))),
                ..metric("error-rate", "Error rate", "%")
            },
            metric("failures", "Failures", "count"),
        ],
        rules: vec![
            rule(
                "error-rate",
                Limit::PointsAboveBaseline(amount("0.1")),
                None,
                Ruling::Hold,
            ),
            rule(
                "error-rate",
                Limit::PercentAboveBaseline(amount("25")),
                Some(300),
                Ruling::NoGo,
            ),
            rule(
                "failures",
                Limit::Fixed(amount("0")),
                None,
                Ruling::Investigate,
            ),
        ],
        choices: Vec::new(),
        strategies: vec![
            Strategy {
                id: "standard".into(),
                stages: vec![
                    Stage {
                        soak: Some(Soak {
                            least: 900,
                            most: 1800,
                        }),
                        apply: Some(program(&["./shift", "5"], None)),
                        ..stage("canary", share("1", "5"), &["developer"], Some("exposed"))
                    },
                    stage("half", share("50", "50"), &["qa-automation-engineer"], None),
                    stage("full", share("100", "100"), &[], Some("deployed")),
                ],
            },
            Strategy {
                id: "direct".into(),
                stages: vec![stage(
                    "full",
                    share("100", "100"),
                    &["developer"],
                    Some("deployed"),
                )],
            },
        ],
    };
    let choice = |types: &[&str], facts: &[&str], strategy: &str| ListedChoice {
        choice: Choice {
            when: facts.iter().map(|fact| (*fact).into()).collect(),
            strategy: strategy.into(),
        },
        types: types.iter().map(|kind| (*kind).into()).collect(),
    };
    let choices = vec![
        choice(&["minor"], &["database-migration"], "standard"),
        choice(&[], &[], "direct"),
    ];
    assert_eq!(playbook.rollout, Some(PlaybookRollout { rollout, choices }));
    let window = |id: &str, title: &str, from, to, role: &str| Window {
        id: id.into(),
        title: title.to_owned(),
        from,
        to,
        focus: None,
        actions: None,
        role: role.into(),
    };
    let windows = vec![
        Window {
            focus: Some("Failures".to_owned()),
            actions: Some("Look".to_owned()),
            ..window("immediate", "Immediate", 0, 1800, "developer")
        },
        window("later", "Later", 1800, 14400, "qa-automation-engineer"),
    ];
    assert_eq!(
        playbook.monitoring,
        Some(Monitoring {
            phase: "pre-release".into(),
            starts_at: "deployed".into(),
            windows
        })
    );
}

#[test]
fn a_playbook_may_do_without_a_rollout_and_windows() {
    let folder = folder(&[
        ("playbook.yaml", PLAYBOOK.as_bytes()),
        ("list.yaml", LIST.as_bytes()),
    ]);
    let playbook = load(folder.path()).unwrap().playbook;
    assert_eq!((playbook.rollout, playbook.monitoring), (None, None));
}

#[test]
fn the_phases_have_usual_names() {
    let phases = "phases:\n  - {id: rollout, title: R, checklists: [list], gate: {title: R, poll: [developer]}}\n  - {id: monitoring, title: M, gate: {title: M, poll: [developer]}}\n";
    let text = format!(
        "{}{phases}{ROLLOUT}{MONITORING}",
        PLAYBOOK.split("phases:").next().unwrap()
    )
    .replace("  phase: pre-release\n", "");
    let folder = folder(&[
        ("playbook.yaml", text.as_bytes()),
        (
            "list.yaml",
            LIST.replace("pre-release", "rollout").as_bytes(),
        ),
    ]);
    let playbook = load(folder.path()).unwrap().playbook;
    assert_eq!(playbook.rollout.unwrap().rollout.phase, "rollout".into());
    assert_eq!(playbook.monitoring.unwrap().phase, "monitoring".into());
}

#[test]
fn a_phase_whose_gate_would_not_wait_is_named() {
    assert_data_eq!(
        with(&[("  phase: pre-release\n", "")]),
        str![[r#"
error[rollout-no-phase]: no phase is called `rollout`, so no gate would wait for this
  --> playbook.yaml:16:3
   |
16 |   roles: [developer]
   |   ^
   = help: name the phase whose gate waits, with `phase: …`

error[rollout-no-phase]: no phase is called `monitoring`, so no gate would wait for this
  --> playbook.yaml:28:3
   |
28 |   starts-at: deployed
   |   ^
   = help: name the phase whose gate waits, with `phase: …`

"#]]
        .raw()
    );
    assert_data_eq!(
        with(&[
            (
                "rollout:\n  phase: pre-release",
                "rollout:\n  phase: pre-relaese"
            ),
            (
                "monitoring:\n  phase: pre-release",
                "monitoring:\n  phase: rollback"
            ),
            (
                "phases:\n",
                "phases:\n  - {id: rollback, title: Rollback, on-demand: true, gate: {title: Back, poll: [developer]}}\n"
            )
        ]),
        str![[r#"
error[unknown-name]: unknown phase `pre-relaese`
  --> playbook.yaml:17:10
   |
17 |   phase: pre-relaese
   |          ^^^^^^^^^^^
   = help: did you mean `pre-release`?

error[rollout-on-demand]: the phase `rollback` is entered on demand, so its gate would not wait for this
  --> playbook.yaml:30:10
   |
30 |   phase: rollback
   |          ^^^^^^^^
   = help: name a phase on the path of a release

"#]]
        .raw()
    );
}

#[test]
fn a_stage_that_nobody_leads_on_from_is_named() {
    assert_data_eq!(
        with(&[("  roles: [developer]\n  metrics", "  metrics")]),
        str![[r#"
error[rollout-nobody-decides]: no role decides whether the rollout continues after the stage `canary`
  --> playbook.yaml:23:17
   |
23 |       - {stage: canary, traffic: 1-5, soak: 15m..30m}
   |                 ^^^^^^
   = help: give the stage `roles`, or the rollout `roles` for all of its stages

"#]]
        .raw()
    );
    assert_data_eq!(
        with(&[("soak: 15m..30m", "roles: []")]),
        str![[r#"
error[rollout-nobody-decides]: no role decides whether the rollout continues after the stage `canary`
  --> playbook.yaml:24:17
   |
24 |       - {stage: canary, traffic: 1-5, roles: []}
   |                 ^^^^^^
   = help: give the stage `roles`, or the rollout `roles` for all of its stages

"#]]
        .raw()
    );
    assert_data_eq!(
        with(&[
            ("  roles: [developer]\n  metrics", "  metrics"),
            ("soak: 15m..30m", "roles: [developer]")
        ]),
        str![].raw()
    );
    assert_data_eq!(
        with(&[
            (
                "  roles: [developer]\n  metrics",
                "  roles: [developr]\n  metrics"
            ),
            ("soak: 15m..30m", "roles: [developre]")
        ]),
        str![[r#"
error[unknown-name]: unknown role `developr`
  --> playbook.yaml:17:11
   |
17 |   roles: [developr]
   |           ^^^^^^^^
   = help: did you mean `developer`?

error[unknown-name]: unknown role `developre`
  --> playbook.yaml:24:47
   |
24 |       - {stage: canary, traffic: 1-5, roles: [developre]}
   |                                               ^^^^^^^^^
   = help: did you mean `developer`?

"#]]
        .raw()
    );
}

#[test]
fn traffic_grows_up_to_all_of_it() {
    assert_data_eq!(
        with(&[(
            "      - {stage: full, traffic: 100, marks: deployed}\n",
            "      - {stage: half, traffic: 3-50}\n      - {stage: again, traffic: 50}\n      - {stage: quarter, traffic: 25}\n      - {stage: full, traffic: 50-100, marks: deployed}\n"
        )]),
        str![[r#"
error[rollout-less-traffic]: traffic can go down here, from `1-5` to `3-50`
  --> playbook.yaml:25:32
   |
25 |       - {stage: half, traffic: 3-50}
   |                                ^^^^
   = help: begin with 5 percent or more, or change the order of the stages

error[rollout-less-traffic]: traffic can go down here, from `50` to `25`
  --> playbook.yaml:27:35
   |
27 |       - {stage: quarter, traffic: 25}
   |                                   ^^
   = help: begin with 50 percent or more, or change the order of the stages

error[rollout-not-all-traffic]: the strategy `standard` can end with less than all of the traffic
  --> playbook.yaml:28:32
   |
28 |       - {stage: full, traffic: 50-100, marks: deployed}
   |                                ^^^^^^
   = help: write `traffic: 100` for its last stage, or add such a stage

"#]]
        .raw()
    );
}

#[test]
fn a_rule_stands_once() {
    assert_data_eq!(
        with(&[(
            "points, then: hold}\n",
            "points, then: hold}\n    - {metric: error-rate, above-baseline: 0.10 points, for: 5m, then: hold}\n    - {metric: error-rate, above: 0.1, then: hold}\n    - {metric: error-rate, above-baseline: 0.1 percent, then: hold}\n    - {metric: error-rate, above: 0.10, then: hold}\n    - {metric: error-rate, above: 0.1, then: no-go}\n"
        )]),
        str![[r#"
error[duplicate-name]: the rule `error-rate: above-baseline 0.1 points` appears twice
  --> playbook.yaml:22:7
   |
22 |     - {metric: error-rate, above-baseline: 0.10 points, for: 5m, then: hold}
   |       ^
   = help: it first appears on line 21

error[duplicate-name]: the rule `error-rate: above 0.1` appears twice
  --> playbook.yaml:25:7
   |
25 |     - {metric: error-rate, above: 0.10, then: hold}
   |       ^
   = help: it first appears on line 23

"#]]
        .raw()
    );
}

#[test]
fn every_release_has_a_strategy() {
    let types = ("  minor: {}\n", "  minor: {}\n  major: {}\n");
    assert_data_eq!(
        with(&[
            types,
            (
                "{strategy: standard}",
                "{when: {type: minor}, strategy: standard}"
            )
        ]),
        str![[r#"
error[rollout-no-choice]: releases of type `major` may fit none of these choices
  --> playbook.yaml:28:5
   |
28 |     - {when: {type: minor}, strategy: standard}
   |     ^
   = help: end with a choice without facts: `{when: {type: major}, strategy: …}`

"#]]
        .raw()
    );
    assert_data_eq!(
        with(&[
            types,
            (
                "{strategy: standard}",
                "{when: {type: minor, fact: database-migration}, strategy: standard}"
            )
        ]),
        str![[r#"
error[rollout-no-choice]: releases of type `minor` or `major` may fit none of these choices
  --> playbook.yaml:28:5
   |
28 |     - {when: {type: minor, fact: database-migration}, strategy: standard}
   |     ^
   = help: end with a choice without facts for each, or with one for all: `{strategy: …}`

"#]]
        .raw()
    );
    assert_data_eq!(
        with(&[("  choose:\n    - {strategy: standard}\n", "  choose: []\n")]),
        str![[r#"
error[rollout-no-choice]: releases of type `minor` may fit none of these choices
  --> playbook.yaml:26:11
   |
26 |   choose: []
   |           ^
   = help: end with a choice without facts: `{when: {type: minor}, strategy: …}`

"#]]
        .raw()
    );
    assert_data_eq!(
        with(&[(
            "  choose:\n    - {strategy: standard}\n",
            "  choose: standard\n"
        )]),
        str![[r#"
error[wrong-shape]: `choose` needs a list, but has a text
  --> playbook.yaml:26:11
   |
26 |   choose: standard
   |           ^^^^^^^^
   = help: write `choose: [first, second]`, or one `- entry` a line

"#]]
        .raw()
    );
    let rest = &ROLLOUT[ROLLOUT.find("  strategies:").unwrap()..];
    assert_data_eq!(
        with(&[(rest, ""), ("starts-at: deployed", "starts-at: deployd")]),
        str![[r#"
error[missing-key]: the key `strategies` is missing
  --> playbook.yaml:16:3
   |
16 |   phase: pre-release
   |   ^

error[missing-key]: the key `choose` is missing
  --> playbook.yaml:16:3
   |
16 |   phase: pre-release
   |   ^

error[unknown-name]: unknown milestone `deployd`
  --> playbook.yaml:24:14
   |
24 |   starts-at: deployd
   |              ^^^^^^^
   = help: let an item or a stage have `marks: deployd`

"#]]
        .raw()
    );
}

#[test]
fn windows_begin_at_a_milestone_that_is_reached_and_follow_each_other() {
    assert_data_eq!(
        with(&[("  starts-at: deployed\n", "")]),
        str![[r#"
error[missing-key]: the key `starts-at` is missing
  --> playbook.yaml:29:3
   |
29 |   phase: pre-release
   |   ^

"#]]
        .raw()
    );
    assert_data_eq!(
        with(&[("starts-at: deployed", "starts-at: deployd")]),
        str![[r#"
error[unknown-name]: unknown milestone `deployd`
  --> playbook.yaml:30:14
   |
30 |   starts-at: deployd
   |              ^^^^^^^
   = help: did you mean `deployed`?

"#]]
        .raw()
    );
    assert_data_eq!(
        with(&[(
            "  choose:",
            "    direct:\n      - {stage: full, traffic: 100}\n  choose:"
        )]),
        str![[r#"
error[rollout-never-marked]: the strategy `direct` never reaches `deployed`, so the monitoring windows would never begin
  --> playbook.yaml:26:5
   |
26 |     direct:
   |     ^^^^^^
   = help: add `marks: deployed` to its last stage

"#]]
        .raw()
    );
    assert_data_eq!(
        with(&[(
            "role: developer}\n",
            "role: developer}\n    - {id: second, title: Second, from: 30m, to: 4h, role: developer}\n    - {id: third, title: Third, from: 20m, to: 4h, role: developer}\n    - {id: fourth, title: Fourth, from: 20m, to: 1h, role: developer}\n"
        )]),
        str![[r#"
error[rollout-out-of-order]: the window begins at `20m`, and the one before it only at `30m`
  --> playbook.yaml:34:39
   |
34 |     - {id: third, title: Third, from: 20m, to: 4h, role: developer}
   |                                       ^^^
   = help: put the windows in the order in which they begin

"#]]
        .raw()
    );
}

#[test]
fn an_item_that_every_release_is_asked_may_mark_the_milestone_instead() {
    let text = changed(&[(", marks: deployed", "")]);
    let case = |list: &str| {
        said(&[
            ("playbook.yaml", text.as_bytes()),
            ("list.yaml", list.as_bytes()),
        ])
    };
    assert_data_eq!(case(&format!("{LIST}    marks: deployed\n")), str![].raw());
    assert_data_eq!(
        case(&format!(
            "{LIST}    marks: deployed\n    when: database-migration\n"
        )),
        str![[r#"
error[rollout-never-marked]: the strategy `standard` never reaches `deployed`, so the monitoring windows would never begin
  --> playbook.yaml:23:5
   |
23 |     standard:
   |     ^^^^^^^^
   = help: add `marks: deployed` to its last stage

"#]]
        .raw()
    );
}

#[test]
fn criteria_are_items_that_are_asked_in_time() {
    let text = changed(&[
        (
            "  roles: [developer]\n  metrics",
            "  roles: [developer]\n  criteria: [list/ci-green, list/ci-gren, list/late, list/ci-green]\n  feature-flag: databse-migration\n  metrics",
        ),
        (
            "phases:\n",
            "phases:\n  - {id: rollback, title: Rollback, on-demand: true, gate: {title: Back, poll: [developer]}}\n",
        ),
        (
            "monitoring:\n  phase: pre-release",
            "monitoring:\n  phase: later",
        ),
        (
            "rollout:\n",
            "  - {id: later, title: Later, checklists: [list], gate: {title: Later, poll: [developer]}}\nrollout:\n",
        ),
    ]);
    let list = format!("{LIST}  - {{id: late, text: Look at it again, phase: later}}\n");
    assert_data_eq!(
        said(&[
            ("playbook.yaml", text.as_bytes()),
            ("list.yaml", list.as_bytes())
        ]),
        str![[r#"
error[unknown-name]: unknown item `list/ci-gren`
  --> playbook.yaml:20:29
   |
20 |   criteria: [list/ci-green, list/ci-gren, list/late, list/ci-green]
   |                             ^^^^^^^^^^^^
   = help: did you mean `list/ci-green`?

error[rollout-not-yet-asked]: the item `list/late` is asked in no phase up to `pre-release`, so it cannot count at a stage
  --> playbook.yaml:20:43
   |
20 |   criteria: [list/ci-green, list/ci-gren, list/late, list/ci-green]
   |                                           ^^^^^^^^^
   = help: name items of this phase or of one before it

error[duplicate-name]: the item `list/ci-green` appears twice
  --> playbook.yaml:20:54
   |
20 |   criteria: [list/ci-green, list/ci-gren, list/late, list/ci-green]
   |                                                      ^^^^^^^^^^^^^
   = help: it first appears on line 20

error[unknown-name]: unknown fact `databse-migration`
  --> playbook.yaml:21:17
   |
21 |   feature-flag: databse-migration
   |                 ^^^^^^^^^^^^^^^^^
   = help: did you mean `database-migration`?

"#]]
        .raw()
    );
}

#[test]
fn values_of_a_rollout_have_their_form() {
    assert_data_eq!(
        with(&[
            ("soak: 15m..30m", "soak: 15m, roles: [devloper], apply: {run: [], timeout: 0s}, marks: Half!"),
            ("unit: '%'", "unit: '%', command: {timeout: 5m}"),
            ("0.1 points", "0.0000000001 points"),
            ("points, then: hold}\n", "points, then: hold}\n    - {metric: error-rate, above: -1, then: hold}\n"),
            ("traffic: 1-5", "traffic: 5-1"),
        ]),
        str![[r#"
error[missing-key]: the key `run` is missing
  --> playbook.yaml:19:57
   |
19 |     error-rate: {title: Error rate, unit: '%', command: {timeout: 5m}}
   |                                                         ^

error[not-a-value]: `0.0000000001 points` is not a threshold over the baseline
  --> playbook.yaml:21:44
   |
21 |     - {metric: error-rate, above-baseline: 0.0000000001 points, then: hold}
   |                                            ^^^^^^^^^^^^^^^^^^^
   = help: write a number and its unit, such as `0.1 points` or `10 percent`

error[not-a-value]: `-1` is not a number of at least 0
  --> playbook.yaml:22:35
   |
22 |     - {metric: error-rate, above: -1, then: hold}
   |                                   ^^
   = help: write a number such as `0` or `2.5`

error[not-a-value]: `5-1` is not a share of traffic
  --> playbook.yaml:25:34
   |
25 |       - {stage: canary, traffic: 5-1, soak: 15m, roles: [devloper], apply: {run: [], timeout: 0s}, marks: Half!}
   |                                  ^^^
   = help: write percent, such as `25` or `1-5`

error[not-a-value]: `15m` is not a time to soak
  --> playbook.yaml:25:45
   |
25 |       - {stage: canary, traffic: 5-1, soak: 15m, roles: [devloper], apply: {run: [], timeout: 0s}, marks: Half!}
   |                                             ^^^
   = help: write the least and the most, such as `30m..60m`

error[unknown-name]: unknown role `devloper`
  --> playbook.yaml:25:58
   |
25 |       - {stage: canary, traffic: 5-1, soak: 15m, roles: [devloper], apply: {run: [], timeout: 0s}, marks: Half!}
   |                                                          ^^^^^^^^
   = help: did you mean `developer`?

error[empty-list]: `run` is empty
  --> playbook.yaml:25:82
   |
25 | …ry, traffic: 5-1, soak: 15m, roles: [devloper], apply: {run: [], timeout: 0s}, marks: Half!}
   |                                                               ^
   = help: write the program and its arguments as a list

error[not-a-value]: `0s` is not a duration
  --> playbook.yaml:25:95
   |
25 | …5-1, soak: 15m, roles: [devloper], apply: {run: [], timeout: 0s}, marks: Half!}
   |                                                               ^^
   = help: write numbers with their unit, such as `30s`, `5m` or `1h30m`

error[not-a-name]: `Half!` cannot be the name of a milestone
  --> playbook.yaml:25:107
   |
25 | …5m, roles: [devloper], apply: {run: [], timeout: 0s}, marks: Half!}
   |                                                               ^^^^^
   = help: names are lower-case letters and digits, in words joined by `-`: `half`

"#]]
        .raw()
    );
}

#[test]
fn a_rule_has_one_limit_and_it_may_be_a_lower_one() {
    assert_data_eq!(
        with(&[(
            "points, then: hold}\n",
            "points, then: hold}\n    - {metric: error-rate, below: 0.1, then: hold}\n    - {metric: error-rate, below: 0.2, then: no-go}\n    - {metric: error-rate, below-baseline: 3 points, then: hold}\n    - {metric: error-rate, below-baseline: 100 percent, then: no-go}\n"
        )]),
        str![[r#"
suggestion[no-go-first]: nothing holds before this no-go: the rule in line 22 allows as much or more
  --> playbook.yaml:23:7
   |
23 |     - {metric: error-rate, below: 0.2, then: no-go}
   |       ^
   = help: give the rule in line 22 a stricter limit, or leave it out

"#]]
        .raw()
    );
    assert_data_eq!(
        with(&[(
            "points, then: hold}\n",
            "points, then: hold}\n    - {metric: error-rate, above: 1, below: 2, then: hold}\n    - {metric: error-rate, then: hold}\n    - {metric: error-rate, below-baseline: 101 percent, then: hold}\n    - {metric: error-rate, below: 3 points, then: hold}\n"
        )]),
        str![[r#"
error[rollout-one-limit]: a rule needs exactly one of `above`, `above-baseline`, `below` and `below-baseline`
  --> playbook.yaml:22:7
   |
22 |     - {metric: error-rate, above: 1, below: 2, then: hold}
   |       ^
   = help: write one limit per rule, and a second rule for a second limit

error[rollout-one-limit]: a rule needs exactly one of `above`, `above-baseline`, `below` and `below-baseline`
  --> playbook.yaml:23:7
   |
23 |     - {metric: error-rate, then: hold}
   |       ^
   = help: write one limit per rule, and a second rule for a second limit

error[not-a-value]: `101 percent` is not a threshold under the baseline
  --> playbook.yaml:24:44
   |
24 |     - {metric: error-rate, below-baseline: 101 percent, then: hold}
   |                                            ^^^^^^^^^^^
   = help: write a number and its unit, such as `0.1 points` or `10 percent`

error[not-a-value]: `3 points` is not a number of at least 0
  --> playbook.yaml:25:35
   |
25 |     - {metric: error-rate, below: 3 points, then: hold}
   |                                   ^^^^^^^^
   = help: write a number such as `0` or `2.5`

"#]]
        .raw()
    );
}

#[test]
fn a_baseline_has_an_age_and_a_query_placeholders() {
    let text = changed(&[
        (
            "unit: '%'}",
            "unit: '%', query: 'errors{v=\"{{version}}\", c=\"{{candidate}}\"}'}",
        ),
        (
            "  roles: [developer]\n  metrics",
            "  roles: [developer]\n  max-baseline-age: 90m\n  metrics",
        ),
    ]);
    let folder = folder(&[
        ("playbook.yaml", text.as_bytes()),
        ("list.yaml", LIST.as_bytes()),
    ]);
    let library = load(folder.path()).unwrap();
    let rollout = library.playbook.rollout.unwrap().rollout;
    assert_eq!(rollout.max_baseline_age, Some(5_400));
    assert_eq!(
        rollout.metrics[0].query.as_deref(),
        Some("errors{v=\"{{version}}\", c=\"{{candidate}}\"}")
    );
    assert_data_eq!(
        with(&[
            (
                "unit: '%'}",
                "unit: '%', query: 'errors{v=\"{{versoin}}\"}'}\n    other: {title: Other, unit: ms, query: 'errors{v={{version}}}'}"
            ),
            (
                "  roles: [developer]\n  metrics",
                "  roles: [developer]\n  max-baseline-age: soon\n  metrics"
            ),
        ]),
        str![[r#"
error[not-a-value]: `soon` is not a duration
  --> playbook.yaml:18:21
   |
18 |   max-baseline-age: soon
   |                     ^^^^
   = help: write numbers with their unit, such as `30s`, `5m` or `1h30m`

error[rollout-unknown-placeholder]: a query has no placeholder `{{versoin}}`
  --> playbook.yaml:20:55
   |
20 |     error-rate: {title: Error rate, unit: '%', query: 'errors{v="{{versoin}}"}'}
   |                                                       ^^^^^^^^^^^^^^^^^^^^^^^^^
   = help: use `{{version}}` or `{{candidate}}`

error[rollout-unquoted-placeholder]: `{{version}}` is outside quotes in the query
  --> playbook.yaml:21:44
   |
21 |     other: {title: Other, unit: ms, query: 'errors{v={{version}}}'}
   |                                            ^^^^^^^^^^^^^^^^^^^^^^^
   = help: put it into quotes, such as `{version="{{version}}"}`; backticks do not escape

"#]]
        .raw()
    );
}

#[test]
fn advice_is_given_on_rules_and_choices_without_effect() {
    assert_data_eq!(
        with(&[
            (
                "points, then: hold}\n",
                "points, then: hold}\n    - {metric: error-rate, above-baseline: 0.05 points, for: 5m, then: no-go}\n    - {metric: error-rate, above: 2, for: 5m, then: investigate}\n    - {metric: error-rate, above: 2, then: no-go}\n    - {metric: error-rate, above: 3, for: 6m, then: no-go}\n    - {metric: error-rate, above-baseline: 4 percent, then: hold}\n"
            ),
            (
                "    - {strategy: standard}\n",
                "    - {when: database-migration, strategy: standard}\n    - {when: {type: minor}, strategy: standard}\n    - {strategy: standard}\n"
            )
        ]),
        str![[r#"
suggestion[no-go-first]: nothing holds before this no-go: the rule in line 21 allows as much or more
  --> playbook.yaml:22:7
   |
22 |     - {metric: error-rate, above-baseline: 0.05 points, for: 5m, then: no-go}
   |       ^
   = help: give the rule in line 21 a stricter limit, or leave it out

suggestion[no-go-first]: nothing holds before this no-go: the rule in line 23 allows as much or more
  --> playbook.yaml:24:7
   |
24 |     - {metric: error-rate, above: 2, then: no-go}
   |       ^
   = help: give the rule in line 23 a stricter limit, or leave it out

suggestion[never-chosen]: this choice is never used: earlier ones match all that it matches
  --> playbook.yaml:34:7
   |
34 |     - {strategy: standard}
   |       ^
   = help: put it before them, or leave it out

"#]]
        .raw()
    );
}

#[test]
fn the_example_in_the_documentation_is_good() {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/definitions.md"))
        .unwrap();
    let blocks: Vec<&str> = page
        .split("```yaml\n")
        .filter_map(|rest| rest.split("```").next())
        .filter(|block| block.starts_with("rollout:") || block.starts_with("monitoring:"))
        .collect();
    assert_eq!(blocks.len(), 2);
    let playbook = "\
format: 1
title: Example
roles: {product-manager: {title: PM}, devops-engineer: {title: DevOps}}
facts: {critical: Is it urgent?, breaking-change: Does it break anything?}
types: {patch: {}, minor: {}}
phases:
  - {id: rollout, title: Rollout, checklists: [rollout], gate: {title: Rollout, poll: [devops-engineer]}}
  - {id: monitoring, title: Monitoring, gate: {title: Stable, poll: [devops-engineer]}}
";
    let list = "\
id: rollout
title: Rollout
phase: rollout
roles: [devops-engineer]
items:
  - {id: flows-verified, text: Validate the key user flows}
  - {id: no-alerts, text: Confirm that no alerts were triggered}
";
    let playbook = format!("{playbook}{}", blocks.concat());
    assert_data_eq!(
        said(&[
            ("playbook.yaml", playbook.as_bytes()),
            ("rollout.yaml", list.as_bytes())
        ]),
        str![].raw()
    );
}

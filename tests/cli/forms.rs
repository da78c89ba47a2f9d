//! Every command that prints data has `--json` and `--format`, and both mean the same.

use serde_json::Value;
use snapbox::str;

use crate::releasing::{before_the_rollout, json};
use crate::team::{Team, shows};

/// The commands that print data, and the format in the envelope.
pub(crate) const FORMATS: [(&str, &str); 26] = [
    ("todo --all", "gonogo.todo/1"),
    ("fact", "gonogo.fact/1"),
    ("status", "gonogo.status/1"),
    ("gate", "gonogo.gate/1"),
    ("gate pre-release", "gonogo.gate/1"),
    ("risk list", "gonogo.risks/1"),
    ("list", "gonogo.list/1"),
    ("log", "gonogo.log/1"),
    ("show incident-1/service-restored", "gonogo.show/1"),
    ("verify", "gonogo.verify/1"),
    ("whoami", "gonogo.whoami/1"),
    ("notes", "gonogo.notes/1"),
    ("notes check", "gonogo.notes-check/1"),
    ("metrics", "gonogo.metrics/1"),
    ("retro", "gonogo.retro/1"),
    ("report weekly", "gonogo.weekly/1"),
    ("rollout status", "gonogo.rollout/1"),
    ("monitor", "gonogo.monitor/1"),
    ("lint", "gonogo.lint/1"),
    ("incident list", "gonogo.incident-list/1"),
    ("incident status", "gonogo.incidents/1"),
    ("incident timeline", "gonogo.timeline/1"),
    ("explain", "gonogo.explain/1"),
    ("doctor", "gonogo.doctor/1"),
    ("check", "gonogo.check/1"),
    ("export", "gonogo.export/1"),
];

#[test]
fn json_and_format_json_are_the_same() {
    let team = before_the_rollout("minor");
    team.quietly("incident open --title 'checkout fails' --class application --severity low");
    for (command, format) in FORMATS {
        let short = team.run(&format!("{command} --json"));
        let long = team.run(&format!("{command} --format json"));
        let said = String::from_utf8_lossy(&short.stderr);
        let value: Value = serde_json::from_slice(&short.stdout)
            .unwrap_or_else(|error| panic!("{command}: {error}: {said}"));
        assert_eq!(value["format"], format, "{command}");
        assert_eq!(short.stdout, long.stdout, "{command}");
        assert_eq!(short.status, long.status, "{command}");
        let plain = team.run(command);
        let text = team.run(&format!("{command} --format text"));
        assert_eq!(plain.stdout, text.stdout, "{command}");
        assert_ne!(plain.stdout, short.stdout, "{command}");
        assert_eq!(plain.status, short.status, "{command}");
    }
}

#[test]
fn a_form_that_a_command_does_not_have_is_refused_with_those_it_has() {
    let team = Team::on_release();
    shows!(
        team.transcript(
            "status --format csv
             notes --json --template x
             retro --json --format json",
        ),
        str![[r#"
$ gonogo status --format csv
! error: invalid value 'csv' for '--format <FORMAT>'
!   [possible values: text, json, markdown]
! 
! For more information, try '--help'.
= 2
$ gonogo notes --json --template x
! error: the argument '--json' cannot be used with '--template <FILE>'
! 
! Usage: gonogo notes --json [VERSION]
! 
! For more information, try '--help'.
= 2
$ gonogo retro --json --format json
! error: the argument '--json' cannot be used with '--format <FORMAT>'
! 
! Usage: gonogo retro --json [VERSION]
! 
! For more information, try '--help'.
= 2

"#]]
    );
}

#[test]
fn what_is_sound_and_what_is_missing_is_data() {
    let team = Team::on_release();
    shows!(
        team.transcript("verify --json\n notes check --json\n lint --json"),
        str![[r#"
$ gonogo verify --json
{
  "format": "gonogo.verify/1",
  "release": {
    "version": "2.4.0",
    "id": "[HASH]",
    "type": "minor",
    "playbook": "tests/fixtures/library sha256:[HASH]",
    "candidate": "c1",
    "facts": {
      "database-migration": false,
      "user-facing-change": true
    },
    "opened": "2026-11-20T09:00:00Z",
    "planned": null,
    "outcome": null,
    "assigned": {},
    "heads": [
      "sha256:[HASH]"
    ]
  },
  "sound": true,
  "events": 1,
  "copied": [],
  "unjudged": 0,
  "against": null,
  "ahead-of-clock": [],
  "signatures": null
}
= 0
$ gonogo notes check --json
{
  "format": "gonogo.notes-check/1",
  "version": "2.4.0",
  "complete": false,
  "gaps": [
    {
      "field": "summary",
      "title": "Summary",
      "owner": "release-manager",
      "kind": "missing",
      "authors": [],
      "commands": [
        "gonogo notes set summary \"…\""
      ]
    }
  ]
}
= 8
$ gonogo lint --json
{
  "format": "gonogo.lint/1",
  "checklists": 3,
  "sound": true,
  "remarks": [
    {
      "grade": "advice",
      "code": "no-poll",
      "path": "[LIBRARY]/playbook.yaml",
      "line": 47,
      "column": 7,
      "item": null,
      "text": "no role is polled at the gate `Release done`",
      "help": "add a `poll`, or leave `gate` out when the items alone decide"
    }
  ]
}
= 0

"#]]
    );
    let team = Team::new().with_own_library();
    let path = "checklists/deployment.yaml";
    let text = team.read(path);
    std::fs::write(team.path(path), text.replacen("roles:", "rolls:", 1)).unwrap();
    let found = json(&team, "lint --json");
    assert_eq!(found["sound"], false);
    let remark = &found["remarks"][0];
    assert_eq!(remark["grade"], "error", "{found}");
    assert!(
        remark["line"].is_u64() && remark["text"].as_str().unwrap().contains("rolls"),
        "{found}"
    );
}

use snapbox::str;

use crate::team::{Team, shows};

#[test]
fn the_log_tells_what_happened_oldest_first() {
    let team = Team::on_release();
    team.quietly(
        "sign pre-release/smoke-tests --evidence https://ci.example/run/881 --note 'flaky once'
         fact database-migration=yes --reason 'found one'
         waive load-test --reason later --expires 2026-12-01
         call no-go --role QA --reason 'login fails'
         respin --candidate c2 --reason 'fix for the login'
         close --outcome abandoned --reason 'no budget'",
    );
    shows!(
        team.transcript("log -r 2.4.0"),
        str![[r#"
$ gonogo log -r 2.4.0
2026-11-20T09:00:00Z  started on candidate c1  by Ada Lovelace <ada@octoacme.example>
2026-11-20T09:00:00Z  signed pre-release/smoke-tests as qa-automation-engineer  by Ada Lovelace <ada@octoacme.example>
    evidence: https://ci.example/run/881
    note: flaky once
2026-11-20T09:00:00Z  fact database-migration = yes  by Ada Lovelace <ada@octoacme.example>
    reason: found one
2026-11-20T09:00:00Z  waived pre-release/load-test as release-manager, until 2026-12-01  by Ada Lovelace <ada@octoacme.example>
    reason: later
2026-11-20T09:00:00Z  called no-go at gate pre-release as qa-automation-engineer  by Ada Lovelace <ada@octoacme.example>
    reason: login fails
2026-11-20T09:00:00Z  respun on candidate c2  by Ada Lovelace <ada@octoacme.example>
    reason: fix for the login
2026-11-20T09:00:00Z  closed as abandoned  by Ada Lovelace <ada@octoacme.example>
    reason: no budget
= 0

"#]]
    );
}

#[test]
fn its_json_is_this() {
    let team = Team::new();
    team.quietly("start 1.0.0 --type patch --candidate c1\n sign ci-green");
    shows!(
        team.transcript("log --json"),
        str![[r#"
$ gonogo log --json
{
  "format": "gonogo.log/1",
  "release": {
    "version": "1.0.0",
    "id": "[HASH]",
    "type": "patch",
    "playbook": "tests/fixtures/library sha256:[HASH]",
    "candidate": "c1",
    "facts": {
      "database-migration": null,
      "user-facing-change": null
    },
    "opened": "2026-11-20T09:00:00Z",
    "planned": null,
    "outcome": null,
    "assigned": {},
    "heads": [
      "sha256:[HASH]"
    ]
  },
  "events": [
    {
      "kind": "started",
      "at": "2026-11-20T09:00:00Z",
      "by": "Ada Lovelace <ada@octoacme.example>",
      "candidate": "c1",
      "plan": "sha256:[HASH]",
      "rules": 2,
      "id": "sha256:[HASH]",
      "prev": []
    },
    {
      "kind": "signed",
      "at": "2026-11-20T09:00:00Z",
      "by": "Ada Lovelace <ada@octoacme.example>",
      "item": "pre-release/ci-green",
      "role": "developer",
      "candidate": "c1",
      "item-digest": "sha256:[HASH]",
      "id": "sha256:[HASH]",
      "prev": [
        "sha256:[HASH]"
      ]
    }
  ],
  "ahead-of-clock": [],
  "signatures": null
}
= 0

"#]]
    );
}

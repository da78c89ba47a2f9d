//! Who is who in a release: roles with people, people with several addresses, items that several people sign.

use std::fs;
use std::io::Write as _;
use std::process::Stdio;

use snapbox::str;

use crate::team::{START, Team, shows};

const MARIA: &str = "Maria Lopez <maria@octoacme.example>";

fn team(old: &str, new: &str) -> Team {
    let team = Team::new().with_own_library();
    team.replace("checklists/playbook.yaml", old, new);
    team
}

#[test]
fn a_role_is_assigned_to_a_person_and_named_where_it_is_waited_for() {
    let team = team(
        "    title: Developer\n",
        "    title: Developer\n    members: ['Ada <ada@octoacme.example>', 'Bo <bo@octoacme.example>']\n",
    );
    team.quietly(&format!("{START} --assign 'release-manager={MARIA}'"));
    shows!(
        team.transcript(
            "assign developer 'Bo <bo@octoacme.example>'
             assign developer 'Bo <bo@octoacme.example>'
             assign developer 'Eve <eve@octoacme.example>'
             assign developer Bo
             assign nobody 'Bo <bo@octoacme.example>'
             assign -n developer 'Ada <ada@octoacme.example>'
             status
             status --format markdown
             todo --role developer
             log"
        ),
        str![[r#"
$ gonogo assign developer 'Bo <bo@octoacme.example>'
assigned Bo as developer
= 0
$ gonogo assign developer 'Bo <bo@octoacme.example>'
! note: nothing to do: `developer` is Bo <bo@octoacme.example> in this release already
= 0
$ gonogo assign developer 'Eve <eve@octoacme.example>'
! error: Eve <eve@octoacme.example> is not a member of role `developer`
! hint: ask a member of the role to sign, or add the person to `members` in the playbook and `gonogo amend`
= 1
$ gonogo assign developer Bo
! error: `Bo` needs an e-mail: "Name <email>"
! hint: write the person as "Name <email>"
= 2
$ gonogo assign nobody 'Bo <bo@octoacme.example>'
! error: there is no role `nobody`
! hint: the plan has release-manager, developer, qa-automation-engineer
= 2
$ gonogo assign -n developer 'Ada <ada@octoacme.example>'
[[release.event]]
kind = "assigned"
at = 2026-11-20T09:00:00Z
by = "Ada Lovelace <ada@octoacme.example>"
role = "developer"
person = "Ada <ada@octoacme.example>"
id = "sha256:[HASH]"
prev = ["sha256:[HASH]"]
! hint: dry run: nothing was written
= 0
$ gonogo status
Release 2.4.0 · minor · candidate c1 · opened 2026-11-20T09:00:00Z by Ada Lovelace
release-manager: Maria Lopez · developer: Bo
HOLD at "Go for deployment" · 0 of 8 items · 0 of 3 calls

 Phase          Done   Open   Stale   Blocked   Waived   N/A   Go calls   Gate
───────────────────────────────────────────────────────────────────────────────
 Pre-release       ·      4       ·         ·        ·     ·        0/2   HOLD
 Deployment        ·      2       ·         ·        ·     1        0/1   HOLD
 Post-release      ·      2       ·         ·        ·     ·          ·   HOLD

 Waiting for                     Now   Items   Calls   Next item
──────────────────────────────────────────────────────────────────────
 release-manager (Maria Lopez)     0       2       0   customers-told
 developer (Bo)                    2       3       1   ci-green
 qa-automation-engineer            3       4       2   code-reviewed

Next
  gonogo walk 2.4.0 --role qa-automation-engineer
  gonogo walk 2.4.0 --role developer
  gonogo gate pre-release
= 0
$ gonogo status --format markdown
### Release 2.4.0: HOLD at Go for deployment

minor, candidate c1: 0 of 8 items, 0 of 3 calls

release-manager: Maria Lopez, developer: Bo

| Phase | Items | Go calls | Gate |
| --- | --- | --- | --- |
| Pre-release | 0 of 4 | 0 of 2 | HOLD |
| Deployment | 0 of 2 | 0 of 1 | HOLD |
| Post-release | 0 of 2 | 0 of 0 | HOLD |

| Waiting for | Now | Items | Calls |
| --- | --- | --- | --- |
| release-manager | 0 | 2 | 0 |
| developer | 2 | 3 | 1 |
| qa-automation-engineer | 3 | 4 | 2 |
= 0
$ gonogo todo --role developer
2.4.0  pre-release/ci-green  Run all CI/CD pipelines on the candidate  [developer: Bo]
    gonogo sign pre-release/ci-green -r 2.4.0
2.4.0  pre-release/code-reviewed  Review every merged change  [developer: Bo]
    gonogo sign pre-release/code-reviewed --role developer -r 2.4.0
= 0
$ gonogo log
2026-11-20T09:00:00Z  started on candidate c1  by Ada Lovelace <ada@octoacme.example>
2026-11-20T09:00:00Z  assigned Maria Lopez as release-manager  by Ada Lovelace <ada@octoacme.example>
2026-11-20T09:00:00Z  assigned Bo as developer  by Ada Lovelace <ada@octoacme.example>
= 0

"#]]
    );
}

#[test]
fn whoami_says_who_with_which_key_for_which_roles() {
    let keys = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/keys");
    let team = team(
        "    title: Developer\n",
        "    title: Developer\n    members: ['Ada <ada@octoacme.example>']\n",
    );
    fs::copy(format!("{keys}/ada"), team.path("ada")).unwrap();
    team.quietly(START);
    team.quietly("assign qa-automation-engineer 'Ada Lovelace <ada@octoacme.example>'");
    let public = fs::read_to_string(format!("{keys}/ada.pub")).unwrap();
    let shown = team.transcript("whoami\n whoami --key ada\n whoami --key none");
    fs::write(
        team.path("checklists/allowed_signers"),
        format!("ada@octoacme.example {public}"),
    )
    .unwrap();
    let listed = team
        .transcript("whoami --key ada --json\n whoami --by 'Eve <eve@octoacme.example>' --key ada");
    shows!(
        shown + &listed,
        str![[r#"
$ gonogo whoami
Ada Lovelace <ada@octoacme.example>
  from   GONOGO_BY
  key    none
  2.4.0  developer, qa-automation-engineer, 5 tasks
! hint: `gonogo todo` lists your tasks
= 0
$ gonogo whoami --key ada
Ada Lovelace <ada@octoacme.example>
  from   GONOGO_BY
  key    ssh-ed25519 SHA256:OZxaCrPNKhitPk/0aEL+6pdS1iN87ZVlmOh+JD8xOLw, from --key
         it would be refused: there is no [FOLDER]/checklists/allowed_signers
  2.4.0  developer, qa-automation-engineer, 5 tasks
! hint: `gonogo todo` lists your tasks
= 0
$ gonogo whoami --key none
! error: cannot read the key [FOLDER]/none: No such file or directory (os error 2)
! hint: `--key` and GONOGO_KEY take a file, or a public key whose private one an agent has
= 2
$ gonogo whoami --key ada --json
{
  "format": "gonogo.whoami/1",
  "person": "Ada Lovelace <ada@octoacme.example>",
  "from": "GONOGO_BY",
  "key": {
    "key": "ssh-ed25519 SHA256:OZxaCrPNKhitPk/0aEL+6pdS1iN87ZVlmOh+JD8xOLw",
    "from": "--key",
    "line": "[FOLDER]/checklists/allowed_signers:1",
    "refused": null
  },
  "releases": [
    {
      "version": "2.4.0",
      "roles": [
        "developer",
        "qa-automation-engineer"
      ],
      "deputy-of": [],
      "tasks": 5
    }
  ]
}
= 0
$ gonogo whoami --by 'Eve <eve@octoacme.example>' --key ada
Eve <eve@octoacme.example>
  from   --by
  key    ssh-ed25519 SHA256:OZxaCrPNKhitPk/0aEL+6pdS1iN87ZVlmOh+JD8xOLw, from --key
         it would be refused: the key is that of ada@octoacme.example
  2.4.0  no role by name, 0 tasks
= 0

"#]]
    );
}

#[test]
fn the_walk_asks_who_the_roles_are() {
    let team = team("\nnotes:\n", "\nassign: [release-manager]\n\nnotes:\n");
    let mut walk = team.gonogo();
    walk.args(["walk", "2.4.0", "--type", "minor", "--accessible"]);
    walk.args([
        "--fact",
        "database-migration=no",
        "--fact",
        "user-facing-change=no",
    ]);
    walk.stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = walk.spawn().unwrap();
    let answers = format!("Maria\n{MARIA}\n");
    child
        .stdin
        .take()
        .unwrap()
        .write_all(answers.as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    let said =
        String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
    assert!(
        said.contains("Who is release-manager in this release?"),
        "{said}"
    );
    let status = String::from_utf8(team.run("status").stdout).unwrap();
    assert!(status.contains("release-manager: Maria Lopez"), "{status}");
}

#[test]
fn a_person_is_one_under_every_address() {
    let team = team(
        "  separation: off\n",
        "  separation: enforce\n\npeople:\n  - {person: 'Ada Lovelace <ada@octoacme.example>', aliases: [ada@home.example]}\n",
    );
    team.quietly(START);
    team.quietly("sign ci-green --evidence u");
    shows!(
        team.transcript(
            "sign pre-release/smoke-tests --role qa-automation-engineer --evidence https://ci.example/2 --by 'A. L. <ADA@home.example>'
             sign pre-release/smoke-tests --role qa-automation-engineer --evidence https://ci.example/2 --by 'Bo <bo@home.example>'"
        ),
        str![[r#"
$ gonogo sign pre-release/smoke-tests --role qa-automation-engineer --evidence https://ci.example/2 --by 'A. L. <ADA@home.example>'
! error: A. L. <ADA@home.example> has already acted as `developer`, and the policy asks for a second person
! hint: ask another person, or set `policy: {separation: warn}` in the playbook and `gonogo amend`
= 1
$ gonogo sign pre-release/smoke-tests --role qa-automation-engineer --evidence https://ci.example/2 --by 'Bo <bo@home.example>'
signed pre-release/smoke-tests as qa-automation-engineer
= 0

"#]]
    );
}

#[test]
fn a_deputy_decides_in_the_place_of_a_member_and_both_are_named() {
    let team = Team::new().with_own_library();
    team.replace(
        "checklists/playbook.yaml",
        "  separation: off\n",
        "  separation: enforce\n\npeople:\n  - {person: 'Grace Hopper <grace@octoacme.example>', deputies: ['Ada Lovelace <ada@octoacme.example>']}\n",
    );
    team.replace(
        "checklists/playbook.yaml",
        "    aliases: [QA Specialist, QA]\n",
        "    aliases: [QA Specialist, QA]\n    members: ['Grace Hopper <grace@octoacme.example>']\n",
    );
    team.quietly(START);
    shows!(
        team.transcript(
            "sign pre-release/smoke-tests --evidence https://ci.example/2
             sign pre-release/smoke-tests --evidence https://ci.example/2 --on-behalf-of Grace
             sign pre-release/smoke-tests --evidence https://ci.example/2 --on-behalf-of 'Bo <bo@octoacme.example>'
             sign pre-release/smoke-tests --evidence https://ci.example/2 --on-behalf-of 'Grace Hopper <grace@octoacme.example>' --for 'Bo <bo@octoacme.example>' --via mail
             sign pre-release/smoke-tests --evidence https://ci.example/2 --on-behalf-of 'Grace Hopper <grace@octoacme.example>'
             sign ci-green --evidence https://ci.example/3
             show pre-release/smoke-tests
             log
             whoami
             verify"
        ),
        str![[r#"
$ gonogo sign pre-release/smoke-tests --evidence https://ci.example/2
! error: Ada Lovelace <ada@octoacme.example> is not a member of role `qa-automation-engineer`
! hint: ask a member of the role to sign, or add the person to `members` in the playbook and `gonogo amend`
= 1
$ gonogo sign pre-release/smoke-tests --evidence https://ci.example/2 --on-behalf-of Grace
! error: `Grace` needs an e-mail: "Name <email>"
! hint: write `--on-behalf-of "Name <email>"`
= 2
$ gonogo sign pre-release/smoke-tests --evidence https://ci.example/2 --on-behalf-of 'Bo <bo@octoacme.example>'
! error: Ada Lovelace <ada@octoacme.example> is not a deputy of Bo <bo@octoacme.example>
! hint: Ada Lovelace is a deputy of Grace Hopper: `--on-behalf-of 'Grace Hopper <grace@octoacme.example>'`
= 1
$ gonogo sign pre-release/smoke-tests --evidence https://ci.example/2 --on-behalf-of 'Grace Hopper <grace@octoacme.example>' --for 'Bo <bo@octoacme.example>' --via mail
! error: the argument '--on-behalf-of <PERSON>' cannot be used with '--for <PERSON>'
! 
! Usage: gonogo sign --evidence <EVIDENCE> --on-behalf-of <PERSON> --via <TEXT> --by <PERSON> <ITEM>...
! 
! For more information, try '--help'.
= 2
$ gonogo sign pre-release/smoke-tests --evidence https://ci.example/2 --on-behalf-of 'Grace Hopper <grace@octoacme.example>'
signed pre-release/smoke-tests as qa-automation-engineer, on behalf of Grace Hopper
= 0
$ gonogo sign ci-green --evidence https://ci.example/3
! error: Ada Lovelace <ada@octoacme.example> has already acted as `qa-automation-engineer`, and the policy asks for a second person
! hint: ask another person, or set `policy: {separation: warn}` in the playbook and `gonogo amend`
= 1
$ gonogo show pre-release/smoke-tests
pre-release/smoke-tests
Run the smoke tests in staging

  state      done
  phase      pre-release
  section    Tests
  role       qa-automation-engineer: signed by Ada Lovelace <ada@octoacme.example> on behalf of Grace Hopper <grace@octoacme.example> at 2026-11-20T09:00:00Z
  rule       needs evidence

What happened
2026-11-20T09:00:00Z  signed pre-release/smoke-tests as qa-automation-engineer  by Ada Lovelace <ada@octoacme.example> on behalf of Grace Hopper <grace@octoacme.example>
    evidence: https://ci.example/2
= 0
$ gonogo log
2026-11-20T09:00:00Z  started on candidate c1  by Ada Lovelace <ada@octoacme.example>
2026-11-20T09:00:00Z  signed pre-release/smoke-tests as qa-automation-engineer  by Ada Lovelace <ada@octoacme.example> on behalf of Grace Hopper <grace@octoacme.example>
    evidence: https://ci.example/2
= 0
$ gonogo whoami
Ada Lovelace <ada@octoacme.example>
  from   GONOGO_BY
  key    none
  2.4.0  no role by name, 0 tasks
      deputy of Grace Hopper <grace@octoacme.example>
= 0
$ gonogo verify
2.4.0 is sound: 2 events
head sha256:[HASH]
= 0

"#]]
    );
    let record = team.read("releases/2.4.0.toml");
    assert!(
        record.contains("on-behalf-of = \"Grace Hopper <grace@octoacme.example>\""),
        "{record}"
    );
}

#[test]
fn an_item_waits_for_as_many_people_as_it_says() {
    let team = Team::new().with_own_library();
    team.replace(
        "checklists/pre-release.yaml",
        "text: Run all CI/CD pipelines on the candidate",
        "text: Run all CI/CD pipelines on the candidate\n        signers: 2",
    );
    team.replace(
        "checklists/playbook.yaml",
        "  separation: off\n",
        "  separation: off\n\npeople:\n  - {person: 'Ada Lovelace <ada@octoacme.example>', aliases: [ada@home.example]}\n",
    );
    team.quietly(START);
    shows!(
        team.transcript(
            "sign ci-green --evidence u
             sign ci-green --evidence u
             sign ci-green --evidence u --by 'Ada <ada@home.example>'
             show ci-green
             sign ci-green --evidence v --by 'Bo <bo@home.example>'
             show ci-green
             sign ci-green --evidence v --by 'Cy <cy@home.example>'
             verify"
        ),
        str![[r#"
$ gonogo sign ci-green --evidence u
signed pre-release/ci-green as developer
! warning: the evidence for pre-release/ci-green is the word "u"; a link or a file digest shows more
= 0
$ gonogo sign ci-green --evidence u
! note: nothing to do: item `pre-release/ci-green` was already signed for `developer` by Ada Lovelace <ada@octoacme.example> at 2026-11-20T09:00:00Z
= 0
$ gonogo sign ci-green --evidence u --by 'Ada <ada@home.example>'
! note: nothing to do: item `pre-release/ci-green` was already signed for `developer` by Ada Lovelace <ada@octoacme.example> at 2026-11-20T09:00:00Z
= 0
$ gonogo show ci-green
pre-release/ci-green
Run all CI/CD pipelines on the candidate

  state      open
  phase      pre-release
  section    Code
  role       developer: signed by Ada Lovelace <ada@octoacme.example>, waits for 1 more
  rule       is signed by 2 people of each role
  rule       holds for one candidate

What happened
2026-11-20T09:00:00Z  signed pre-release/ci-green as developer  by Ada Lovelace <ada@octoacme.example>
    evidence: u
= 0
$ gonogo sign ci-green --evidence v --by 'Bo <bo@home.example>'
signed pre-release/ci-green as developer
! warning: the evidence for pre-release/ci-green is the word "v"; a link or a file digest shows more
= 0
$ gonogo show ci-green
pre-release/ci-green
Run all CI/CD pipelines on the candidate

  state      done
  phase      pre-release
  section    Code
  role       developer: signed by Ada Lovelace <ada@octoacme.example>, Bo <bo@home.example>
  rule       is signed by 2 people of each role
  rule       holds for one candidate

What happened
2026-11-20T09:00:00Z  signed pre-release/ci-green as developer  by Ada Lovelace <ada@octoacme.example>
    evidence: u
2026-11-20T09:00:00Z  signed pre-release/ci-green as developer  by Bo <bo@home.example>
    evidence: v
= 0
$ gonogo sign ci-green --evidence v --by 'Cy <cy@home.example>'
! note: nothing to do: item `pre-release/ci-green` was already signed for `developer` by Bo <bo@home.example> at 2026-11-20T09:00:00Z
= 0
$ gonogo verify
2.4.0 is sound: 3 events
head sha256:[HASH]
= 0

"#]]
    );
}

#[test]
fn lint_names_people_and_numbers_that_do_not_add_up() {
    let team = team(
        "policy:\n",
        "assign: [nobody]\n\npeople:\n  - {person: Ada, aliases: [x]}\n  - {person: 'Ada <a@x>', aliases: [A@x, 'b c']}\n  - {aliases: []}\n\npolicy:\n",
    );
    team.replace(
        "checklists/pre-release.yaml",
        "text: Run all CI/CD pipelines on the candidate",
        "text: Run all CI/CD pipelines on the candidate\n        signers: 1",
    );
    shows!(
        team.transcript("lint"),
        str![[r#"
$ gonogo lint
error[unknown-name]: unknown role `nobody`
  --> [FOLDER]/checklists/playbook.yaml:50:10
   |
50 | assign: [nobody]
   |          ^^^^^^
   = help: there are `release-manager`, `developer` and `qa-automation-engineer`

error[not-a-value]: `Ada` is not a person
  --> [FOLDER]/checklists/playbook.yaml:53:14
   |
53 |   - {person: Ada, aliases: [x]}
   |              ^^^
   = help: write a person as `Name <email>`

error[duplicate-name]: the address `a@x` appears twice
  --> [FOLDER]/checklists/playbook.yaml:54:37
   |
54 |   - {person: 'Ada <a@x>', aliases: [A@x, 'b c']}
   |                                     ^^^
   = help: it first appears on line 54

error[not-a-value]: `b c` is not an address
  --> [FOLDER]/checklists/playbook.yaml:54:42
   |
54 |   - {person: 'Ada <a@x>', aliases: [A@x, 'b c']}
   |                                          ^^^^^
   = help: write the address alone, such as `ada@home.example`

error[missing-key]: the key `person` is missing
  --> [FOLDER]/checklists/playbook.yaml:55:5
   |
55 |   - {aliases: []}
   |     ^

error[not-a-value]: `1` is not a number of people
  --> [FOLDER]/checklists/pre-release.yaml:11:18
   |
11 |         signers: 1
   |                  ^
   = help: write how many people have to sign, from 2, such as `2`

[FOLDER]/checklists: 6 problems in 3 checklists
= 2

"#]]
    );
}

//! A form goes out, comes back in many ways, and is recorded.

use snapbox::str;

use crate::team::{START, Team, shows};

const QA: &str = "--by 'Mia Chen <mia@octoacme.example>'";

/// Writes the form of a role as it goes out.
fn form(team: &Team, role: &str) -> String {
    team.quietly(&format!("form --role {role} -o form.md"));
    team.read("form.md")
}

/// Fills the form of QA in: the smoke tests are done, the rest is open.
fn filled(form: &str) -> String {
    form.replace("- [ ] Run the smoke tests", "- [x] Run the smoke tests")
        .replace(
            "Evidence (required):",
            "Evidence (required): https://ci.example/run/881",
        )
}

fn write(team: &Team, name: &str, text: &str) {
    std::fs::write(team.path(name), text).unwrap();
}

#[test]
fn a_form_goes_out_and_its_answers_are_recorded() {
    let team = Team::on_release();
    shows!(
        team.transcript(
            "form --role qa
             form --role qa -o qa.md
             form --role release-manager
             form --role nobody"
        ),
        str![[r#"
$ gonogo form --role qa
# Release 2.4.0: QA Automation Engineer

<!-- gonogo form 2.4.0 -->

To answer, put an x between the brackets of what is done, and write behind the
colons. Leave the rest as it is: a box without an x stays open. Keep the comments
at the ends of the lines, they say which box it is. Then send all of it back.

Candidate: c1

## Pre-release

### Code

- [ ] Review every merged change <!-- gonogo qa-automation-engineer sign pre-release/code-reviewed [HASH] -->
  - Evidence:
  - Remark:
  - Blocked, because:

### Tests

- [ ] Run the smoke tests in staging <!-- gonogo qa-automation-engineer sign pre-release/smoke-tests [HASH] -->
  - Evidence (required):
  - Remark:
  - Blocked, because:

- [ ] Run the load test <!-- gonogo qa-automation-engineer sign pre-release/load-test [HASH] -->
  - Evidence:
  - Remark:
  - Blocked, because:

## Deployment

- [ ] Repeat the smoke tests in production <!-- gonogo qa-automation-engineer sign deployment/smoke-tests [HASH] -->
  - Evidence:
  - Remark:
  - Blocked, because:

## Go for deployment: go or no-go

- [ ] GO <!-- gonogo qa-automation-engineer go pre-release [HASH] -->
- [ ] NO-GO <!-- gonogo qa-automation-engineer no-go pre-release [HASH] -->
  - Reason (required for a NO-GO):

## Deployment verified: go or no-go

- [ ] GO <!-- gonogo qa-automation-engineer go deployment [HASH] -->
- [ ] NO-GO <!-- gonogo qa-automation-engineer no-go deployment [HASH] -->
  - Reason (required for a NO-GO):

= 0
$ gonogo form --role qa -o qa.md
wrote qa.md with 4 items and 2 calls
! hint: send it; `gonogo answers qa.md --by "Name <email>"` records what comes back
= 0
$ gonogo form --role release-manager
# Release 2.4.0: Release Manager

<!-- gonogo form 2.4.0 -->

To answer, put an x between the brackets of what is done, and write behind the
colons. Leave the rest as it is: a box without an x stays open. Keep the comments
at the ends of the lines, they say which box it is. Then send all of it back.

Candidate: c1

## Post-release

- [ ] Tell the customers what changed <!-- gonogo release-manager sign post-release/customers-told [HASH] -->
  - Evidence:
  - Remark:
  - Skip at our risk, because:
  - Blocked, because:

- [ ] Update the training materials <!-- gonogo release-manager sign post-release/training-updated [HASH] -->
  - Evidence:
  - Remark:
  - Does not apply, because:
  - Skip at our risk, because:
  - Blocked, because:

= 0
$ gonogo form --role nobody
! error: there is no role `nobody`
! hint: the plan has release-manager, developer, qa-automation-engineer
= 2

"#]]
    );
    write(&team, "back.md", &filled(&team.read("qa.md")));
    shows!(
        team.transcript(&format!(
            "answers back.md {QA}
             answers back.md {QA} --dry-run --via 'mail of 20 November'
             answers back.md {QA} --via 'mail of 20 November' --yes
             answers back.md {QA} --yes
             show pre-release/smoke-tests
             form --role qa"
        )),
        str![[r#"
$ gonogo answers back.md --by 'Mia Chen <mia@octoacme.example>'
 Line   Item or gate              Answer   Written
──────────────────────────────────────────────────────────────────────
   22   pre-release/smoke-tests   done     https://ci.example/run/881

Answers of Mia Chen, recorded by Ada Lovelace. The record keeps sha256:[HASH].
! warning: there is no terminal to ask at; nothing recorded
! hint: give `--yes` to record this
= 2
$ gonogo answers back.md --by 'Mia Chen <mia@octoacme.example>' --dry-run --via 'mail of 20 November'
# item pre-release/smoke-tests, role qa-automation-engineer

[[item.signoff.event]]
kind = "signed"
at = 2026-11-20T09:00:00Z
by = "Ada Lovelace <ada@octoacme.example>"
evidence = ["https://ci.example/run/881"]
item = "sha256:[HASH]"
for = "Mia Chen <mia@octoacme.example>"
via = "form sha256:[HASH], mail of 20 November"
id = "sha256:[HASH]"
prev = ["sha256:[HASH]"]
! hint: dry run: nothing was written
= 0
$ gonogo answers back.md --by 'Mia Chen <mia@octoacme.example>' --via 'mail of 20 November' --yes
signed pre-release/smoke-tests as qa-automation-engineer, as Mia Chen wrote
= 0
$ gonogo answers back.md --by 'Mia Chen <mia@octoacme.example>' --yes
nothing to record
! warning: back.md:22: `pre-release/smoke-tests`: item `pre-release/smoke-tests` was already signed for `qa-automation-engineer` by Mia Chen <mia@octoacme.example> at 2026-11-20T09:00:00Z
= 0
$ gonogo show pre-release/smoke-tests
pre-release/smoke-tests
Run the smoke tests in staging

  state      done
  phase      pre-release
  section    Tests
  role       qa-automation-engineer: signed by Mia Chen <mia@octoacme.example>, recorded by Ada Lovelace <ada@octoacme.example> at 2026-11-20T09:00:00Z
  rule       needs evidence

What happened
2026-11-20T09:00:00Z  signed pre-release/smoke-tests as qa-automation-engineer  by Mia Chen <mia@octoacme.example>, recorded by Ada Lovelace <ada@octoacme.example>
    evidence: https://ci.example/run/881
    via: form sha256:[HASH], mail of 20 November
= 0
$ gonogo form --role qa
# Release 2.4.0: QA Automation Engineer

<!-- gonogo form 2.4.0 -->

To answer, put an x between the brackets of what is done, and write behind the
colons. Leave the rest as it is: a box without an x stays open. Keep the comments
at the ends of the lines, they say which box it is. Then send all of it back.

Candidate: c1

## Pre-release

### Code

- [ ] Review every merged change <!-- gonogo qa-automation-engineer sign pre-release/code-reviewed [HASH] -->
  - Evidence:
  - Remark:
  - Blocked, because:

### Tests

- [ ] Run the load test <!-- gonogo qa-automation-engineer sign pre-release/load-test [HASH] -->
  - Evidence:
  - Remark:
  - Blocked, because:

## Deployment

- [ ] Repeat the smoke tests in production <!-- gonogo qa-automation-engineer sign deployment/smoke-tests [HASH] -->
  - Evidence:
  - Remark:
  - Blocked, because:

## Go for deployment: go or no-go

- [ ] GO <!-- gonogo qa-automation-engineer go pre-release [HASH] -->
- [ ] NO-GO <!-- gonogo qa-automation-engineer no-go pre-release [HASH] -->
  - Reason (required for a NO-GO):

## Deployment verified: go or no-go

- [ ] GO <!-- gonogo qa-automation-engineer go deployment [HASH] -->
- [ ] NO-GO <!-- gonogo qa-automation-engineer no-go deployment [HASH] -->
  - Reason (required for a NO-GO):

= 0

"#]]
    );
}

#[test]
fn what_cannot_be_recorded_is_named_and_the_rest_is() {
    let team = Team::on_release();
    let form = form(&team, "qa");
    let answers = filled(&form)
        .replace(
            "- [ ] Review every merged change",
            "- [x] Review some merged changes",
        )
        .replace("- [ ] Run the load test", "- [X] Run the load test")
        .replacen("  - Blocked, because:", "  - Blocked, because: it burns", 1)
        .replace("- [ ] Repeat", "- [x] Repeat")
        .replace(" [ ] GO", " [x] GO")
        .replace(" [ ] NO-GO", " [x] NO-GO");
    write(&team, "mixed.md", &answers);
    write(
        &team,
        "twice.md",
        &format!("{}\n{}", filled(&form), filled(&form)),
    );
    write(
        &team,
        "none.md",
        "# Notes\n\n- [x] Run the smoke tests in staging\n",
    );
    write(&team, "latin.md", "caf\u{e9}");
    std::fs::write(team.path("latin.md"), b"caf\xe9").unwrap();
    shows!(
        team.transcript(&format!(
            "answers mixed.md {QA} --yes
             answers twice.md {QA} --yes
             answers none.md {QA} --yes
             answers latin.md {QA} --yes
             answers missing.md {QA} --yes
             answers form.md {QA} --yes
             answers mixed.md --by Mia --yes
             answers mixed.md --yes
             answers mixed.md {QA} -r 2.5.0 --yes"
        )),
        str![[r#"
$ gonogo answers mixed.md --by 'Mia Chen <mia@octoacme.example>' --yes
signed pre-release/smoke-tests as qa-automation-engineer, as Mia Chen wrote
signed pre-release/load-test as qa-automation-engineer, as Mia Chen wrote
signed deployment/smoke-tests as qa-automation-engineer, ahead of gate pre-release, as Mia Chen wrote
! warning: gate `pre-release` is not at GO yet: the record keeps that this was signed ahead of it
! warning: mixed.md:15: `pre-release/code-reviewed`: its text was edited in the form, so it is not clear what was answered
! warning: mixed.md:41: `pre-release`: the answer is ambiguous: go and no-go; keep one
! warning: mixed.md:42: `pre-release`: the answer is ambiguous: go and no-go; keep one
! warning: mixed.md:47: `deployment`: the answer is ambiguous: go and no-go; keep one
! warning: mixed.md:48: `deployment`: the answer is ambiguous: go and no-go; keep one
= 0
$ gonogo answers twice.md --by 'Mia Chen <mia@octoacme.example>' --yes
nothing to record
! warning: twice.md:22: `pre-release/smoke-tests`: answered twice, on lines 22 and 73; keep one
! warning: twice.md:73: `pre-release/smoke-tests`: answered twice, on lines 22 and 73; keep one
= 1
$ gonogo answers none.md --by 'Mia Chen <mia@octoacme.example>' --yes
! error: none.md has no box of a form
! hint: `gonogo form --role ROLE` writes one; the comments at the ends of its lines have to come back
= 2
$ gonogo answers latin.md --by 'Mia Chen <mia@octoacme.example>' --yes
! error: latin.md:1:4: the byte 0xe9 is not UTF-8 (offset 3)
! hint: send the form as plain text in UTF-8
= 2
$ gonogo answers missing.md --by 'Mia Chen <mia@octoacme.example>' --yes
! error: cannot read missing.md: No such file or directory (os error 2)
= 2
$ gonogo answers form.md --by 'Mia Chen <mia@octoacme.example>' --yes
nothing to record
= 0
$ gonogo answers mixed.md --by Mia --yes
! error: `Mia` needs an e-mail: "Name <email>"
! hint: write `--by "Name <email>"`
= 2
$ gonogo answers mixed.md --yes
! error: the following required arguments were not provided:
!   --by <PERSON>
! 
! Usage: gonogo answers --by <PERSON> --yes --bearer <PERSON> <FILE>
! 
! For more information, try '--help'.
= 2
$ gonogo answers mixed.md --by 'Mia Chen <mia@octoacme.example>' -r 2.5.0 --yes
! error: mixed.md is a form of release 2.4.0, not of 2.5.0
! hint: leave `-r` out
= 2

"#]]
    );
}

#[test]
fn a_form_that_comes_late_signs_nothing_else() {
    let team = Team::on_release();
    let dev = form(&team, "developer")
        .replace("- [ ] Run all CI", "- [x] Run all CI")
        .replace("- [ ] Review", "- [x] Review");
    write(&team, "dev.md", &dev);
    shows!(
        team.transcript(&format!(
            "respin --candidate c2 --reason 'fixes the crash'
             answers dev.md {QA} --yes
             close --outcome abandoned --reason 'no budget'
             answers dev.md {QA} --yes
             form --role developer"
        )),
        str![[r#"
$ gonogo respin --candidate c2 --reason 'fixes the crash'
respun on candidate c2
! hint: `gonogo status` shows what has to be signed and called again
= 0
$ gonogo answers dev.md --by 'Mia Chen <mia@octoacme.example>' --yes
signed pre-release/code-reviewed as developer, as Mia Chen wrote
! warning: dev.md:15: `pre-release/ci-green`: its text, its rules, the candidate or what is known of it changed since the form was written; ask again with a new form
= 0
$ gonogo close --outcome abandoned --reason 'no budget'
closed as abandoned
= 0
$ gonogo answers dev.md --by 'Mia Chen <mia@octoacme.example>' --yes
nothing to record
! warning: dev.md:15: `pre-release/ci-green`: its text, its rules, the candidate or what is known of it changed since the form was written; ask again with a new form
! warning: dev.md:20: `pre-release/code-reviewed`: item `pre-release/code-reviewed` was already signed for `developer` by Mia Chen <mia@octoacme.example> at 2026-11-20T09:00:00Z
= 1
$ gonogo form --role developer
! error: release 2.4.0 was closed as abandoned
! hint: start a new release; only its notes and its incidents may still change
= 1

"#]]
    );
}

#[test]
fn an_amended_item_is_not_signed_by_an_old_form() {
    let team = Team::new().with_own_library();
    team.quietly(START);
    write(&team, "back.md", &filled(&form(&team, "qa")));
    team.replace(
        "checklists/pre-release.yaml",
        "Run the smoke tests in staging",
        "Run all tests in staging",
    );
    shows!(
        team.transcript(&format!(
            "amend --reason 'more tests'
             answers back.md {QA} --yes"
        )),
        str![[r#"
$ gonogo amend --reason 'more tests'
amended the plan as release-manager
  item pre-release/smoke-tests: text: Run the smoke tests in staging -> Run all tests in staging
= 0
$ gonogo answers back.md --by 'Mia Chen <mia@octoacme.example>' --yes
nothing to record
! warning: back.md:22: `pre-release/smoke-tests`: its text, its rules, the candidate or what is known of it changed since the form was written; ask again with a new form
= 1

"#]]
    );
}

#[test]
fn only_members_of_the_role_answer_its_form() {
    let team = Team::new().with_own_library();
    team.replace(
        "checklists/playbook.yaml",
        "    aliases: [QA Specialist, QA]\n",
        "    aliases: [QA Specialist, QA]\n    members: ['Ben Okafor <ben@octoacme.example>']\n",
    );
    team.quietly(START);
    write(&team, "back.md", &filled(&form(&team, "qa")));
    shows!(
        team.transcript(&format!("answers back.md {QA} --yes")),
        str![[r#"
$ gonogo answers back.md --by 'Mia Chen <mia@octoacme.example>' --yes
nothing to record
! warning: back.md:22: `pre-release/smoke-tests`: Mia Chen <mia@octoacme.example> is not a member of role `qa-automation-engineer`
= 1

"#]]
    );
}

#[test]
fn mail_may_quote_wrap_and_prettify_a_form() {
    let team = Team::on_release();
    let back = filled(&form(&team, "qa"));
    let quoted: String = back.lines().map(|line| format!("> {line}\r\n")).collect();
    let pretty = quoted
        .replace("<!--", "<!\u{2014}")
        .replace("-->", "\u{2014}>");
    write(
        &team,
        "mail.txt",
        &format!(
            "Hello Ada,\r\n\r\nhere it is.\r\n\r\n{}",
            pretty.replace("tests in", "tests\r\nin")
        ),
    );
    shows!(
        team.transcript(&format!("answers mail.txt {QA} --yes")),
        str![[r#"
$ gonogo answers mail.txt --by 'Mia Chen <mia@octoacme.example>' --yes
signed pre-release/smoke-tests as qa-automation-engineer, as Mia Chen wrote
= 0

"#]]
    );
}

#[test]
fn the_roles_that_an_item_names_are_asked_for_its_waiver() {
    let team = Team::new().with_own_library();
    for (file, indent, text, roles) in [
        (
            "pre-release",
            8,
            "Review every merged change",
            "developer, qa-automation-engineer",
        ),
        (
            "post-release",
            4,
            "Tell the customers what changed",
            "developer",
        ),
    ] {
        let named = format!("text: {text}\n{:indent$}waived-by: [{roles}]", "");
        let file = format!("checklists/{file}.yaml");
        team.replace(&file, &format!("text: {text}"), &named);
    }
    team.quietly(START);
    let asked = |role: &str, text: &str| {
        let form = form(&team, role);
        let (_, item) = form.split_once(text).unwrap();
        let (item, _) = item.split_once("\n\n").unwrap();
        item.contains("Skip at our risk, because:")
    };
    assert!(asked(
        "qa-automation-engineer",
        "Review every merged change"
    ));
    assert!(!asked("release-manager", "Tell the customers what changed"));
    assert!(asked("release-manager", "Update the training materials"));
}

#[test]
fn a_role_that_only_waives_is_told_how() {
    let team = Team::new().with_own_library();
    team.replace(
        "checklists/pre-release.yaml",
        "        text: Run the load test\n",
        "        text: Run the load test\n        waived-by: [risk-owner]\n",
    );
    team.replace(
        "checklists/playbook.yaml",
        "\nroles:\n",
        "\nroles:\n  risk-owner:\n    title: Risk Owner\n",
    );
    team.quietly(START);
    shows!(
        team.transcript("form --role risk-owner -o form.md"),
        str![[r#"
$ gonogo form --role risk-owner -o form.md
nothing waits for risk-owner
! hint: risk-owner signs nothing here, and may waive 1 open item: `gonogo waive pre-release/load-test --role risk-owner --reason "…"`
= 0

"#]]
    );
    assert!(!team.path("form.md").exists());
}

use snapbox::str;

use crate::releasing::before_the_rollout;
use crate::team::{Team, shows};

#[test]
fn it_shows_what_waits_for_the_roles_of_a_person() {
    let team = Team::new().with_own_library();
    team.replace(
        "checklists/playbook.yaml",
        "    title: QA Automation Engineer\n",
        "    title: QA Automation Engineer\n    members: [\"Grace Hopper <grace@octoacme.example>\"]\n",
    );
    team.quietly(crate::team::START);
    team.quietly("start 2.5.0 --type patch --candidate c9");
    shows!(
        team.transcript(
            "todo
             todo --by 'Grace Hopper <grace@octoacme.example>' -r 2.4.0
             todo --role qa -r 2.5.0
             todo --role nobody"
        ),
        str![[r#"
$ gonogo todo
2.4.0  pre-release/ci-green  Run all CI/CD pipelines on the candidate  [developer]
    gonogo sign pre-release/ci-green -r 2.4.0
2.4.0  pre-release/code-reviewed  Review every merged change  [developer]
    gonogo sign pre-release/code-reviewed --role developer -r 2.4.0
2.5.0  pre-release/ci-green  Run all CI/CD pipelines on the candidate  [developer]
    gonogo sign pre-release/ci-green -r 2.5.0
2.5.0  pre-release/code-reviewed  Review every merged change  [developer]
    gonogo sign pre-release/code-reviewed --role developer -r 2.5.0
= 0
$ gonogo todo --by 'Grace Hopper <grace@octoacme.example>' -r 2.4.0
2.4.0  pre-release/ci-green  Run all CI/CD pipelines on the candidate  [developer]
    gonogo sign pre-release/ci-green -r 2.4.0
2.4.0  pre-release/code-reviewed  Review every merged change  [developer]
    gonogo sign pre-release/code-reviewed --role developer -r 2.4.0
2.4.0  pre-release/code-reviewed  Review every merged change  [qa-automation-engineer]
    gonogo sign pre-release/code-reviewed --role qa-automation-engineer -r 2.4.0
2.4.0  pre-release/smoke-tests  Run the smoke tests in staging  [qa-automation-engineer]
    gonogo sign pre-release/smoke-tests --evidence URL -r 2.4.0
2.4.0  pre-release/load-test  Run the load test  [qa-automation-engineer]
    gonogo sign pre-release/load-test -r 2.4.0
= 0
$ gonogo todo --role qa -r 2.5.0
2.5.0  pre-release/code-reviewed  Review every merged change  [qa-automation-engineer]
    gonogo sign pre-release/code-reviewed --role qa-automation-engineer -r 2.5.0
2.5.0  pre-release/smoke-tests  Run the smoke tests in staging  [qa-automation-engineer]
    gonogo sign pre-release/smoke-tests --evidence URL -r 2.5.0
= 0
$ gonogo todo --role nobody
! error: there is no role `nobody`
! hint: the plan has release-manager, developer, qa-automation-engineer
= 2

"#]]
    );
}

#[test]
fn what_is_due_comes_first_by_time() {
    let team = before_the_rollout("minor");
    team.quietly(
        "rollout baseline --metric error-rate=0.4 --metric latency-p99=200
         rollout strategy direct --reason 'small'
         rollout start
         incident open --title 'slow search' --class application
         incident action 'add an index' --owner developer --due 2026-11-19
         incident action 'tell support' --owner 'Ada Lovelace <ada@octoacme.example>'",
    );
    shows!(
        team.transcript(
            "todo --role developer
             todo --role developer --json
             close --outcome abandoned --reason 'superseded'
             todo --role product-manager"
        ),
        str![[r#"
$ gonogo todo --role developer
2.4.0  incident-1 action 1  add an index  [developer]  due 2026-11-19, 1 day late
    gonogo incident done 1 --incident incident-1 -r 2.4.0
2.4.0  rollout/data-intact  Confirm that no data integrity issues were detected  [developer]
    gonogo sign rollout/data-intact -r 2.4.0
2.4.0  incident-1  is open: slow search (high, commander: developer)  [developer]
    gonogo incident resolve --incident incident-1 --cause "…" -r 2.4.0
2.4.0  incident-1/application-investigated  Investigate application logs and errors  [developer]
    gonogo sign incident-1/application-investigated -r 2.4.0
2.4.0  incident-1/failures-explained  Identify the root cause of application failures  [developer]
    gonogo sign incident-1/failures-explained -r 2.4.0
2.4.0  incident-1/hotfix-implemented  Implement a hotfix where the rollback is not sufficient  [developer]
    gonogo sign incident-1/hotfix-implemented -r 2.4.0
2.4.0  incident-1/bugs-fixed  Create post-incident bug fixes  [developer]
    gonogo sign incident-1/bugs-fixed -r 2.4.0
= 0
$ gonogo todo --role developer --json
{
  "format": "gonogo.todo/1",
  "tasks": [
    {
      "version": "2.4.0",
      "role": "developer",
      "person": null,
      "about": "incident-1 action 1",
      "text": "add an index",
      "due": "2026-11-19T23:59:59Z",
      "not_due": null,
      "until": null,
      "commands": [
        "gonogo incident done 1 --incident incident-1 -r 2.4.0"
      ]
    },
    {
      "version": "2.4.0",
      "role": "developer",
      "person": null,
      "about": "rollout/data-intact",
      "text": "Confirm that no data integrity issues were detected",
      "due": null,
      "not_due": null,
      "until": null,
      "commands": [
        "gonogo sign rollout/data-intact -r 2.4.0"
      ]
    },
    {
      "version": "2.4.0",
      "role": "developer",
      "person": null,
      "about": "incident-1",
      "text": "is open: slow search (high, commander: developer)",
      "due": null,
      "not_due": null,
      "until": null,
      "commands": [
        "gonogo incident resolve --incident incident-1 --cause \"…\" -r 2.4.0"
      ]
    },
    {
      "version": "2.4.0",
      "role": "developer",
      "person": null,
      "about": "incident-1/application-investigated",
      "text": "Investigate application logs and errors",
      "due": null,
      "not_due": null,
      "until": null,
      "commands": [
        "gonogo sign incident-1/application-investigated -r 2.4.0"
      ]
    },
    {
      "version": "2.4.0",
      "role": "developer",
      "person": null,
      "about": "incident-1/failures-explained",
      "text": "Identify the root cause of application failures",
      "due": null,
      "not_due": null,
      "until": null,
      "commands": [
        "gonogo sign incident-1/failures-explained -r 2.4.0"
      ]
    },
    {
      "version": "2.4.0",
      "role": "developer",
      "person": null,
      "about": "incident-1/hotfix-implemented",
      "text": "Implement a hotfix where the rollback is not sufficient",
      "due": null,
      "not_due": null,
      "until": null,
      "commands": [
        "gonogo sign incident-1/hotfix-implemented -r 2.4.0"
      ]
    },
    {
      "version": "2.4.0",
      "role": "developer",
      "person": null,
      "about": "incident-1/bugs-fixed",
      "text": "Create post-incident bug fixes",
      "due": null,
      "not_due": null,
      "until": null,
      "commands": [
        "gonogo sign incident-1/bugs-fixed -r 2.4.0"
      ]
    }
  ]
}
= 0
$ gonogo close --outcome abandoned --reason 'superseded'
closed as abandoned
= 0
$ gonogo todo --role product-manager
2.4.0  incident-1/impact-assessed  Assess the customer impact and prioritize the response  [product-manager]
    gonogo sign incident-1/impact-assessed -r 2.4.0
2.4.0  incident-1/customers-told  Communicate with affected customers  [product-manager]
    gonogo sign incident-1/customers-told -r 2.4.0
2.4.0  incident-1/course-decided  Decide on feature rollback or hotfix  [product-manager]
    gonogo incident decide rollback --incident incident-1 --role product-manager --reason "…" -r 2.4.0
    gonogo incident decide hotfix --incident incident-1 --role product-manager --reason "…" -r 2.4.0
2.4.0  incident-1/support-coordinated  Coordinate with the support team  [product-manager]
    gonogo sign incident-1/support-coordinated -r 2.4.0
= 0

"#]]
    );
}

#[test]
fn nothing_may_wait() {
    shows!(
        Team::new().transcript("todo\n todo --all --json\n todo -r 9.9.9"),
        str![[r#"
$ gonogo todo
nothing to do for you
= 0
$ gonogo todo --all --json
{
  "format": "gonogo.todo/1",
  "tasks": []
}
= 0
$ gonogo todo -r 9.9.9
! error: there is no record releases/9.9.9.toml
! hint: `gonogo list` shows the records, `gonogo start VERSION` opens one
= 2

"#]]
    );
}

use serde_json::Value;
use snapbox::str;

use crate::team::{Team, shows};

/// Gives the team no checklists but those that it writes itself.
fn alone() -> Team {
    Team::new().with("GONOGO_CHECKLISTS", "checklists")
}

fn json(team: &Team, line: &str) -> Value {
    serde_json::from_slice(&team.run(line).stdout).unwrap()
}

#[test]
fn a_playbook_is_written_and_can_be_checked() {
    shows!(
        alone().transcript(
            "init --minimal --name 'Our Company'
             lint
             init --minimal --name 'Our Company'
             init --minimal --name 'Other Company'
             init --minimal --full
             init --minimal --name ' '"
        ),
        str![[r#"
$ gonogo init --minimal --name 'Our Company'
wrote checklists/.schema/checklist.json
wrote checklists/.schema/playbook.json
wrote checklists/playbook.yaml
wrote checklists/prepare.yaml
wrote checklists/release.yaml
! hint: change the files to fit your team, then check them with `gonogo lint`
= 0
$ gonogo lint
checklists: no problems in 2 checklists
= 0
$ gonogo init --minimal --name 'Our Company'
checklists: all 5 files are unchanged
! hint: change the files to fit your team, then check them with `gonogo lint`
= 0
$ gonogo init --minimal --name 'Other Company'
! error: a file is already there and different: checklists/playbook.yaml
! hint: give `--force` to replace them, or another folder
= 2
$ gonogo init --minimal --full
! error: the argument '--minimal' cannot be used with '--full'
! 
! Usage: gonogo init --minimal [DIR]
! 
! For more information, try '--help'.
= 2
$ gonogo init --minimal --name ' '
! error: invalid value ' ' for '--name <NAME>': a name is one line of up to 80 visible characters
! 
! For more information, try '--help'.
= 2

"#]]
    );
    shows!(
        alone().transcript("init ops/checklists\n lint ops/checklists"),
        str![[r#"
$ gonogo init ops/checklists
wrote ops/checklists/.schema/checklist.json
wrote ops/checklists/.schema/playbook.json
wrote ops/checklists/deployment.yaml
wrote ops/checklists/incident.yaml
wrote ops/checklists/monitoring.yaml
wrote ops/checklists/playbook.yaml
wrote ops/checklists/post-release.yaml
wrote ops/checklists/pre-release.yaml
wrote ops/checklists/roles/account-executive.yaml
wrote ops/checklists/roles/developer.yaml
wrote ops/checklists/roles/devops-engineer.yaml
wrote ops/checklists/roles/external-stakeholder.yaml
wrote ops/checklists/roles/product-manager.yaml
wrote ops/checklists/roles/project-manager.yaml
wrote ops/checklists/roles/qa-automation-engineer.yaml
wrote ops/checklists/roles/subject-matter-expert.yaml
wrote ops/checklists/roles/technical-writer.yaml
wrote ops/checklists/roles/ux-designer.yaml
wrote ops/checklists/rollback.yaml
wrote ops/checklists/rollout.yaml
! note: this is the full playbook; `gonogo init --minimal` writes a short one
! hint: change the files to fit your team, then check them with `gonogo lint ops/checklists`
= 0
$ gonogo lint ops/checklists
ops/checklists: no problems in 17 checklists
= 0

"#]]
    );
}

#[test]
fn what_is_written_speaks_of_nobody_else() {
    for edition in ["--minimal", "--full"] {
        let team = alone();
        team.quietly(&format!("init {edition} --name 'Our Company'"));
        for (path, bytes) in crate::team::snapshot(&team.path("checklists")) {
            let text = String::from_utf8(bytes).unwrap();
            for word in ["OctoAcme", "the documents", "The documents", "Our choice"] {
                assert!(!text.contains(word), "{}: {word}", path.display());
            }
        }
        assert!(
            team.read("checklists/playbook.yaml")
                .contains("title: \"Our Company release playbook\"\n")
        );
    }
}

#[test]
fn the_minimal_playbook_leads_from_start_to_close() {
    let team = alone();
    team.quietly("init --minimal");
    assert_eq!(
        String::from_utf8(team.run("lint").stdout).unwrap(),
        "checklists: no problems in 2 checklists\n"
    );
    team.quietly(
        "start 1.0.0 --type minor --candidate c1 --fact database-migration=no --fact downtime=yes",
    );
    let status = json(&team, "status --json");
    let items = status["items"].as_array().unwrap();
    assert!((12..=18).contains(&items.len()), "{}", items.len());
    assert_eq!(status["gates"].as_array().unwrap().len(), 2);
    let roles: std::collections::BTreeSet<&str> = items
        .iter()
        .flat_map(|item| item["roles"].as_array().unwrap())
        .map(|role| role.as_str().unwrap())
        .collect();
    assert_eq!(roles.len(), 3, "{roles:?}");
    let sign = |phase: &str| {
        for item in items {
            if item["phase"] != phase || item["state"] != "open" {
                continue;
            }
            let id = item["id"].as_str().unwrap();
            team.quietly(&format!("sign {id} --evidence https://ci.example/run/881"));
        }
    };
    sign("prepare");
    for role in ["release-manager", "developer", "tester"] {
        team.quietly(&format!("call go --role {role}"));
    }
    team.quietly("gate prepare");
    sign("release");
    team.quietly(
        "notes set changes 'Search is fast'
         notes set known-issues none
         call go --role release-manager
         gate
         close
         verify",
    );
    let status = json(&team, "status --json");
    assert_eq!(status["release"]["outcome"], "shipped");
}

#[test]
fn files_that_only_the_other_playbook_has_are_named() {
    shows!(
        alone().transcript(
            "init --minimal
             init --full --force
             lint"
        ),
        str![[r#"
$ gonogo init --minimal
wrote checklists/.schema/checklist.json
wrote checklists/.schema/playbook.json
wrote checklists/playbook.yaml
wrote checklists/prepare.yaml
wrote checklists/release.yaml
! hint: change the files to fit your team, then check them with `gonogo lint`
= 0
$ gonogo init --full --force
wrote checklists/deployment.yaml
wrote checklists/incident.yaml
wrote checklists/monitoring.yaml
wrote checklists/post-release.yaml
wrote checklists/pre-release.yaml
wrote checklists/roles/account-executive.yaml
wrote checklists/roles/developer.yaml
wrote checklists/roles/devops-engineer.yaml
wrote checklists/roles/external-stakeholder.yaml
wrote checklists/roles/product-manager.yaml
wrote checklists/roles/project-manager.yaml
wrote checklists/roles/qa-automation-engineer.yaml
wrote checklists/roles/subject-matter-expert.yaml
wrote checklists/roles/technical-writer.yaml
wrote checklists/roles/ux-designer.yaml
wrote checklists/rollback.yaml
wrote checklists/rollout.yaml
replaced checklists/playbook.yaml
checklists: 2 other files are unchanged
! warning: still there from the other playbook, delete: checklists/prepare.yaml, checklists/release.yaml
! hint: change the files to fit your team, then check them with `gonogo lint`
= 0
$ gonogo lint
error[unlisted-checklist]: no phase and no incident duty lists the checklist `prepare`
 --> checklists/prepare.yaml
  = help: list it under `checklists` of a phase in playbook.yaml, or delete the file

error[unknown-name]: unknown phase `prepare`
 --> checklists/prepare.yaml:5:8
  |
5 | phase: prepare
  |        ^^^^^^^
  = help: there are `pre-release`, `deployment`, `rollout`, `monitoring`, `post-release` and `rollback`

error[unknown-name]: unknown role `tester`
  --> checklists/prepare.yaml:29:13
   |
29 |     roles: [tester]
   |             ^^^^^^
   = help: there are `release-manager`, `project-manager`, `product-manager`, `devops-engineer`, `qa-automation-engineer`, `developer`, `ux-designer`, `technical-writer`, `subject-matter-expert`, `account-executive`, `external-stakeholder`, `customer-support-lead` and `on-call-engineer`

error[unlisted-checklist]: no phase and no incident duty lists the checklist `release`
 --> checklists/release.yaml
  = help: list it under `checklists` of a phase in playbook.yaml, or delete the file

error[unknown-name]: unknown phase `release`
 --> checklists/release.yaml:5:8
  |
5 | phase: release
  |        ^^^^^^^
  = help: there are `pre-release`, `deployment`, `rollout`, `monitoring`, `post-release` and `rollback`

error[unknown-name]: unknown role `tester`
  --> checklists/release.yaml:25:13
   |
25 |     roles: [tester]
   |             ^^^^^^
   = help: there are `release-manager`, `project-manager`, `product-manager`, `devops-engineer`, `qa-automation-engineer`, `developer`, `ux-designer`, `technical-writer`, `subject-matter-expert`, `account-executive`, `external-stakeholder`, `customer-support-lead` and `on-call-engineer`

checklists: 6 problems in 19 checklists
= 2

"#]]
    );
}

#[test]
fn every_file_names_its_schema_which_comes_along() {
    for edition in ["--minimal", "--full"] {
        let team = alone();
        team.quietly(&format!("init {edition}"));
        for (path, bytes) in crate::team::snapshot(&team.path("checklists")) {
            if path
                .extension()
                .is_some_and(|extension| extension == "json")
            {
                continue;
            }
            let text = String::from_utf8(bytes).unwrap();
            let (first, _) = text.split_once('\n').unwrap();
            let schema = first
                .strip_prefix("# yaml-language-server: $schema=")
                .unwrap();
            let schema = std::fs::read_to_string(path.parent().unwrap().join(schema)).unwrap();
            let is_playbook = path.file_stem().is_some_and(|name| name == "playbook");
            let kind = if is_playbook { "playbook" } else { "checklist" };
            let printed = team.run(&format!("schema {kind}")).stdout;
            assert_eq!(
                schema,
                String::from_utf8(printed).unwrap(),
                "{}",
                path.display()
            );
        }
        // Nothing of it is taken for a checklist, and a second time changes nothing.
        let lint = String::from_utf8(team.run("lint").stdout).unwrap();
        assert!(lint.contains("no problems"), "{lint}");
        let again = String::from_utf8(team.run(&format!("init {edition}")).stdout).unwrap();
        assert!(again.contains("files are unchanged"), "{again}");
    }
}

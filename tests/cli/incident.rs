//! Incidents by commands alone, with the library that the program carries and a clock that the test moves.

use crate::releasing::{EMBEDDED, FACTS, json};
use crate::team::{Team, shows};
use snapbox::str;

/// A checkout that fails and whoever hands it on: the incident of most tests.
const OPEN: &str = "incident open --title 'checkout fails' --class application --severity critical";

/// Opens a patch release.
fn team() -> Team {
    let team = Team::new().with("GONOGO_CHECKLISTS", EMBEDDED);
    team.quietly(&format!(
        "start 2.4.0 --type patch --candidate 9fceb02 {FACTS}"
    ));
    team
}

/// Returns the team with an incident open since ten.
fn team_in_trouble() -> Team {
    let team = team().at("2026-11-20T10:00:00Z");
    team.quietly(OPEN);
    team
}

#[test]
fn an_incident_is_opened_commanded_noted_decided_and_resolved() {
    let story = team().transcript(&format!(
        "incident status
         incident timeline
         incident note 'too early'
         at 2026-11-20T10:00:00Z
         {OPEN}
         at 2026-11-20T10:05:00Z
         incident note 'error rate at 12 %'
         incident note 'the first customers called' --at 09:50
         incident commander 'DevOps Engineer'
         incident commander devops-engineer
         at 2026-11-20T10:20:00Z
         incident commander 'Grace Hopper <grace@octoacme.example>'
         sign service-restored --by 'Grace Hopper <grace@octoacme.example>'
         incident decide hotfix --reason 'one line, and tested'
         incident action 'alarm on failed checkouts' --owner devops-engineer --due 2026-11-27
         incident action 'write the report' --owner 'Grace Hopper <grace@octoacme.example>'
         at 2026-11-20T10:40:00Z
         status
         incident resolve --cause 'the migration left out an index'
         incident resolve --cause 'something else'
         incident done 2 --note https://wiki.example/report-7
         incident done 2
         incident done 3
         at 2026-11-28T00:00:00Z
         incident status
         incident timeline
         status
         log"
    ));
    shows!(story, snapbox::file!["incident/story.txt"]);
}

#[test]
fn who_spoke_and_who_recorded_it_are_both_on_the_timeline() {
    let team = team_in_trouble();
    team.quietly(
        "incident commander devops-engineer
         sign service-restored --for 'Priya Nair <priya@octoacme.example>' --via 'chat of Friday'",
    );
    for line in ["incident timeline", "page"] {
        let shown = String::from_utf8(team.run(line).stdout).unwrap();
        let happened = shown
            .split(['\n', '>'])
            .any(|line| line.contains("Priya Nair") && line.contains("recorded by Ada Lovelace"));
        assert!(happened, "{line}: {shown}");
    }
}

#[test]
fn programs_read_where_an_incident_stands() {
    let team = team_in_trouble();
    team.quietly(
        "at 2026-11-20T10:05:00Z
         incident note 'the first customers called' --at 09:50
         incident commander devops-engineer
         incident action 'alarm on failed checkouts' --owner devops-engineer --due 2026-11-27",
    );
    let expected = serde_json::json!([{
        "id": "incident-1",
        "title": "checkout fails",
        "titles": ["checkout fails"],
        "class": "application",
        "severity": "critical",
        "commander-role": "devops-engineer",
        "commander": null,
        "commanders": [{"commander-role": "devops-engineer", "commander": null}],
        "opened": "2026-11-20T10:00:00Z",
        "resolved": null,
        "withdrawn": null,
        "duties": {"settled": 0, "total": 32},
        "open-actions": 1,
    }]);
    assert_eq!(json(&team, "status --json")["incidents"], expected);
    let timeline = team.transcript("incident timeline --format json");
    shows!(timeline, snapbox::file!["incident/timeline_json.txt"]);
    let status = json(&team, "incident status --json");
    let incident = &status["incidents"][0];
    assert_eq!(status["format"], "gonogo.incidents/1");
    assert_eq!(incident["duties"]["items"].as_array().unwrap().len(), 32);
    assert_eq!(incident["duties"]["items"][0]["state"], "open");
    assert_eq!(incident["actions"][0]["state"], "open");
    assert_eq!(incident["commanded"].as_array().unwrap().len(), 2);
    assert_eq!(
        incident["commands"][1],
        "gonogo incident resolve --incident incident-1 --cause \"…\""
    );
    let overdue = team.at("2026-11-28T00:00:00Z");
    let mut actions = json(&overdue, "incident status --json")["incidents"][0]["actions"].take();
    assert_eq!(actions[0]["state"], "overdue");
    assert_eq!(actions[0]["owner-role"], "devops-engineer");
    assert_eq!(
        json(&overdue, "retro --format json")["incidents"][0]["actions"],
        actions,
        "the same for the retrospective"
    );
    let place = [
        ("version", "2.4.0"),
        ("incident", "incident-1"),
        ("title", "checkout fails"),
    ];
    place
        .into_iter()
        .for_each(|(key, value)| actions[0][key] = value.into());
    assert_eq!(
        json(&overdue, "report weekly --format json")["actions"],
        actions,
        "and its place for the weekly status"
    );
}

#[test]
fn of_several_incidents_the_one_is_named() {
    let team = team_in_trouble();
    let several = team.transcript(
        "incident open --title 'odd logins' --class security
         incident note 'which one'
         incident commander security-lead --incident 2
         incident commander qa-automation-engineer --incident 2
         incident note 'a new address' --incident incident-2
         incident note 'neither' --incident 3
         sign service-restored
         sign incident-2/service-restored
         sign 'incident-1/*' --role devops-engineer
         sign 'incident-1/*' --role product-manager
         incident decide rollback --reason 'it burns' --incident 1
         incident resolve --incident 1 --cause 'an index'
         incident note 'the other is over'
         incident timeline
         incident status --incident 1
         incident list",
    );
    shows!(several, snapbox::file!["incident/several.txt"]);
}

#[test]
fn an_incident_shows_after_the_release_is_closed() {
    let team = team();
    team.quietly("close --outcome abandoned --reason 'superseded by 2.4.1'");
    let after = team.transcript(
        "at 2026-11-21T09:00:00Z
         incident open --title 'invoices are wrong since the release' --class data
         incident commander developer
         sign root-cause-triaged --role release-manager
         waive customers-told --role release-manager --reason 'nobody was billed'
         block service-restored --reason 'no access'
         unblock service-restored --reason 'access given'
         reopen root-cause-triaged --reason 'it was another one'
         sign ci-green
         incident resolve --cause 'a rounding error'
         status
         walk 2.4.0 --phase incident",
    );
    shows!(after, snapbox::file!["incident/after_the_end.txt"]);
}

#[test]
fn who_commands_and_decides_is_in_the_plan() {
    let refused = team_in_trouble().transcript(
        "incident open --title x --class weather
         incident open --title x --commander nobody
         incident open --title ' '
         incident open --title x --severity terrible
         incident commander Ada
         incident action x --owner nobody
         incident action x --owner developer --due tomorrow
         incident decide hotfix --role developer --reason small
         incident decide hotfix --role product-manager --reason ''
         incident decide hotfix
         incident decide retreat --reason x
         incident note x --at 10:01
         incident note x --at 2026-11-20T10:00:01Z
         incident note x --at soon
         incident note ''
         incident resolve --cause ''
         sign incident-1/course-decided --role product-manager
         incident",
    );
    shows!(refused, snapbox::file!["incident/refused.txt"]);
}

#[test]
fn a_plan_with_nothing_ready_for_incidents_says_so() {
    let bare = Team::on_release().transcript(
        "incident open --title 'checkout fails'
         incident open --title 'checkout fails' --class application
         incident status
         incident list
         incident list --json",
    );
    shows!(bare, snapbox::file!["incident/bare.txt"]);
}

#[test]
fn nothing_is_written_by_a_dry_run() {
    let team = team_in_trouble();
    team.quietly("incident action 'write it up' --owner developer");
    let rehearsed = team.rehearses(
        "incident open --title 'odd logins' -n
         incident commander devops-engineer -n
         incident note 'it began' --at 2026-11-20T08:00:00Z -n
         incident action 'alarm on it' --owner developer --due 2026-12-01 -n
         incident done 1 -n
         incident decide hotfix --reason small -n
         incident resolve --cause 'an index' -n",
    );
    shows!(rehearsed, snapbox::file!["incident/dry_run.txt"]);
}

#[test]
fn hostile_texts_do_no_harm_wherever_they_are_shown() {
    let team = team().at("2026-11-20T10:00:00Z");
    let hostile = "\u{1b}[31mdown\u{1b}[0m\n# all clear\n- [x](https://evil.example) <img src=x> @everyone #1 ::error::x ##[x] \u{202e}";
    let mut said = String::new();
    for line in [
        ["incident", "open", "--title", hostile].as_slice(),
        &["incident", "note", hostile],
        &["incident", "action", hostile, "--owner", "developer"],
        &["incident", "done", "1", "--note", hostile],
        &["incident", "decide", "hotfix", "--reason", hostile],
        &[
            "incident",
            "commander",
            &format!("{} <x@octoacme.example>", "Eve ](https://evil.example)"),
        ],
        &["incident", "resolve", "--cause", hostile],
    ] {
        let output = team.gonogo().args(line).output().unwrap();
        assert!(output.status.success(), "{line:?}");
        said.push_str(&String::from_utf8(output.stdout).unwrap());
        said.push_str(&String::from_utf8(output.stderr).unwrap());
    }
    let shown = said + &team.transcript("incident status\nincident timeline\nincident list\nlog");
    for (lead, what) in [
        ("\u{1b}", "an escape"),
        ("\u{202e}", "a bidi control"),
        ("\n# all", "a heading"),
        ("##[", "a command"),
    ] {
        assert!(!shown.contains(lead), "{what} got through\n{shown}");
    }
    shows!(shown, snapbox::file!["incident/hostile.txt"]);
    for line in [
        "incident status --json",
        "incident timeline --format json",
        "incident list --json",
        "status --json",
        "log --json",
    ] {
        let output = String::from_utf8(team.run(line).stdout).unwrap();
        assert!(
            !output.contains(['\u{1b}', '\u{202e}']) && !output.contains("##["),
            "{line}"
        );
        assert!(output.contains("all clear"), "{line}");
    }
}

#[test]
fn the_list_names_the_records_that_cannot_be_read() {
    let team = team_in_trouble();
    std::fs::write(team.path("releases/2.3.0.toml"), "not a record").unwrap();
    std::fs::write(
        team.path("releases/2.5.0.toml"),
        team.read("releases/2.4.0.toml").replace("2.4.0", "2.5.0"),
    )
    .unwrap();
    shows!(
        team.transcript("incident list\nincident list --json"),
        snapbox::file!["incident/damaged.txt"]
    );
}

#[test]
fn an_incident_opened_by_mistake_is_withdrawn_and_may_be_reopened() {
    let told = team_in_trouble().transcript(
        "at 2026-11-20T10:05:00Z
         incident withdraw --reason 'a test' --by 'Grace Hopper <grace@octoacme.example>' --role qa-automation-engineer
         incident withdraw --reason ' '
         incident withdraw --reason 'an alarm of the test environment'
         incident withdraw --reason 'again'
         incident resolve --cause 'none'
         incident note 'the alarm is moved'
         sign incident-1/service-restored
         status
         incident status
         incident list
         retro
         incident timeline
         gate incident
         at 2026-11-20T10:30:00Z
         incident reopen --reason 'customers call'
         incident reopen --reason 'again'
         incident status
         incident resolve --cause 'an index was missing'
         incident withdraw --reason 'a test'
         incident reopen --reason 'it fails again'
         incident list
         log",
    );
    shows!(told, snapbox::file!["incident/withdrawn.txt"]);
}

#[test]
fn a_low_incident_brings_the_duties_of_its_commander() {
    let team = team();
    let duties = |line: &str| {
        team.quietly(line);
        let number = team.run("incident list").stdout;
        let number = String::from_utf8(number)
            .unwrap()
            .matches("incident-")
            .count();
        json(
            &team,
            &format!("incident status --incident {number} --json"),
        )["incidents"][0]["duties"]
            .take()
    };
    let low = duties("incident open --title 'slow search' --class application --severity low");
    let ids: Vec<_> = low["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["id"].as_str().unwrap())
        .collect();
    let expected = [
        "incident-1/application-investigated",
        "incident-1/failures-explained",
        "incident-1/hotfix-implemented",
        "incident-1/bugs-fixed",
    ];
    assert_eq!(ids, expected);
    let total = |severity: &str| {
        duties(&format!(
            "incident open --title x --class application --severity {severity}"
        ))["total"]
            .take()
    };
    assert_eq!(total("medium"), 21);
    assert_eq!(total("high"), 32);
    assert_eq!(total("critical"), 32);
}

#[test]
fn a_number_in_the_place_of_a_version_is_told_to_be_an_incident() {
    let team = Team::on_release();
    shows!(
        team.transcript(
            "incident resolve 1 --cause 'it burned'
             incident withdraw incident-1 --reason 'no harm'
             incident reopen 2 --reason again
             incident status 9.9.9
             monitor show"
        ),
        str![[r#"
$ gonogo incident resolve 1 --cause 'it burned'
! error: there is no record releases/1.toml
! hint: to say which incident: `--incident 1`
= 2
$ gonogo incident withdraw incident-1 --reason 'no harm'
! error: there is no record releases/incident-1.toml
! hint: to say which incident: `--incident 1`
= 2
$ gonogo incident reopen 2 --reason again
! error: there is no record releases/2.toml
! hint: to say which incident: `--incident 2`
= 2
$ gonogo incident status 9.9.9
! error: there is no record releases/9.9.9.toml
! hint: `gonogo list` shows the records, `gonogo start VERSION` opens one
= 2
$ gonogo monitor show
! error: there is no record releases/show.toml
! hint: `gonogo monitor` alone shows the windows
= 2

"#]]
    );
}

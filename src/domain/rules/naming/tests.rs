use super::*;
use crate::domain::testing::{person, plan};

#[test]
fn a_star_stands_for_any_text() {
    for (pattern, text, expected) in [
        ("pre-release/*", "pre-release/ci-green", true),
        ("*", "anything/at-all", true),
        ("roles/*", "roles/developer/code-review", true),
        ("*smoke*", "deployment/smoke-tests-staging", true),
        ("*/smoke*", "deployment/smoke", true),
        ("a*b*c", "a-b-b-c", true),
        ("pre-release/*", "deployment/ci-green", false),
        ("a*b", "a", false),
        ("a*a", "a", false),
        ("*x", "y", false),
    ] {
        assert_eq!(
            matches_pattern(pattern, text),
            expected,
            "{pattern} on {text}"
        );
    }
}

fn checklist() -> Plan {
    let mut plan = plan(&[
        "pre/smoke-tests dev",
        "pre/tests dev+qa",
        "pre/ci-green dev",
        "ship/ci-green ops",
        "ship/old-green ops",
        "ship/backup ops",
    ]);
    plan.items[4].removed = true;
    plan
}

#[test]
fn an_item_answers_to_any_end_of_its_name_that_no_other_has() {
    #[track_caller]
    fn case(name: &str, expected: Result<&str, &str>) {
        let plan = checklist();
        let found = item(&plan, name)
            .map(|item| item.id.to_string())
            .map_err(|fault| fault.to_string());
        assert_eq!(
            found.as_deref().map_err(String::as_str),
            expected,
            "{name:?}"
        );
    }
    case("pre/smoke-tests", Ok("pre/smoke-tests"));
    case("smoke-tests", Ok("pre/smoke-tests"));
    case("oke-tests", Ok("pre/smoke-tests"));
    case("tests", Ok("pre/tests"));
    case("backup", Ok("ship/backup"));
    case("old-green", Ok("ship/old-green"));
    case(
        "ci-green",
        Err("`ci-green` could be `pre/ci-green`, `ship/ci-green`"),
    );
    case(
        "green",
        Err("`green` could be `pre/ci-green`, `ship/ci-green`"),
    );
    case(
        "bakcup",
        Err("there is no item `bakcup`; did you mean `ship/backup`?"),
    );
    case(
        "pre/smoke-test",
        Err("there is no item `pre/smoke-test`; did you mean `pre/smoke-tests`?"),
    );
    case("moon", Err("there is no item `moon`"));
    case("", Err("there is no item ``"));
    case("x\u{1b}[31m", Err("there is no item `x\\x1b[31m`"));
}

#[test]
fn a_pattern_means_every_present_item_it_matches() {
    let plan = checklist();
    let found = |pattern: &str| -> Result<Vec<String>, String> {
        let items = items(&plan, &Ends::of(&plan), pattern).map_err(|fault| fault.to_string())?;
        Ok(items.iter().map(|item| item.id.to_string()).collect())
    };
    assert_eq!(
        found("ship/*").unwrap(),
        ["ship/ci-green", "ship/backup"],
        "a removed item is not taken"
    );
    assert_eq!(found("*green").unwrap(), ["pre/ci-green", "ship/ci-green"]);
    assert_eq!(found("backup").unwrap(), ["ship/backup"]);
    assert_eq!(found("moon/*").unwrap_err(), "there is no item `moon/*`");
}

#[test]
fn a_role_answers_to_its_name_its_title_and_its_other_titles() {
    let mut roles = checklist().roles;
    roles[2].title = "DevOps Engineer".to_owned();
    roles[2].aliases = vec!["DevOps/Infrastructure Engineer".to_owned()];
    roles[0].aliases = vec!["OPS".to_owned()];
    let found = |name: &str| {
        role(&roles, name)
            .map(|role| role.id.to_string())
            .map_err(|fault| fault.to_string())
    };
    for name in [
        "ops",
        "DevOps Engineer",
        "devops engineer",
        "DEVOPS/Infrastructure Engineer",
    ] {
        assert_eq!(found(name).as_deref(), Ok("ops"), "{name}");
    }
    assert_eq!(
        found("opps").unwrap_err(),
        "there is no role `opps`; did you mean `ops`?"
    );
    assert_eq!(found("lawyer").unwrap_err(), "there is no role `lawyer`");
}

#[test]
fn a_phase_or_fact_that_is_nearly_right_is_proposed() {
    let plan = checklist();
    assert_eq!(
        phase(&plan, "shp").unwrap_err().to_string(),
        "there is no phase `shp`; did you mean `ship`?"
    );
    assert_eq!(phase(&plan, "ship").unwrap().as_str(), "ship");
    assert_eq!(
        fact(&plan, "bd").unwrap_err().to_string(),
        "there is no fact `bd`; did you mean `db`?"
    );
    assert_eq!(fact(&plan, "db").unwrap().as_str(), "db");
}

#[test]
fn a_person_who_does_not_say_a_role_speaks_for_the_only_one_possible() {
    #[track_caller]
    fn case(name: &str, held: &[&str], candidates: &[&str], expected: Result<&str, &str>) {
        let mut plan = checklist();
        let ada = person("ada");
        plan.roles
            .iter_mut()
            .filter(|role| held.contains(&role.id.as_str()))
            .for_each(|role| role.members.push(ada.clone()));
        let candidates: Vec<RoleId> = candidates.iter().map(|role| RoleId::from(*role)).collect();
        let found = speaking_role(&plan, &candidates, &ada, &"`x`")
            .map(|role| role.to_string())
            .map_err(|fault| fault.to_string());
        assert_eq!(found.as_deref().map_err(String::as_str), expected, "{name}");
    }
    case("there is one", &[], &["dev"], Ok("dev"));
    case("she holds one of two", &["qa"], &["dev", "qa"], Ok("qa"));
    case(
        "she holds both",
        &["dev", "qa"],
        &["dev", "qa"],
        Err("for `x`, say for which role: `--role dev` or `--role qa`"),
    );
    case(
        "she holds neither",
        &[],
        &["dev", "qa"],
        Err("for `x`, say for which role: `--role dev` or `--role qa`"),
    );
}

#[test]
fn an_incident_is_picked_by_number_or_name_or_because_no_other_can_be_meant() {
    use crate::domain::testing::{Story, incident_plan};
    #[track_caller]
    fn case(name: &str, script: &[&str], given: Option<&str>, expected: Result<&str, &str>) {
        let release = Story::of(incident_plan()).tell(script).release();
        let found = incident(&release, given)
            .map(|incident| incident.id().to_string())
            .map_err(|fault| fault.to_string());
        assert_eq!(found.as_deref().map_err(String::as_str), expected, "{name}");
    }
    let two = [
        "qa opens incident checkout fails",
        "qa opens incident disks\u{1b}[31m are full",
    ];
    let over = |numbers: &[&'static str]| [&two, numbers].concat();
    case("none", &[], None, Err("release 2.4.0 has no incident"));
    case(
        "none by number",
        &[],
        Some("1"),
        Err("there is no incident `1`"),
    );
    case("the only one", &two[..1], None, Ok("incident-1"));
    case(
        "the only one, over",
        &["qa opens incident x", "qa resolves 1 because y"],
        None,
        Ok("incident-1"),
    );
    case(
        "one of two is over",
        &over(&["qa resolves 1 because y"]),
        None,
        Ok("incident-2"),
    );
    let several = "the release has several incidents: `incident-1` (checkout fails), `incident-2` (disks\\x1b[31m are full)";
    case("two are open", &two, None, Err(several));
    case(
        "two are over",
        &over(&["qa resolves 1 because y", "qa resolves 2 because y"]),
        None,
        Err(several),
    );
    case("by number", &two, Some("2"), Ok("incident-2"));
    case("by name", &two, Some("incident-2"), Ok("incident-2"));
    case(
        "by another number",
        &two,
        Some("3"),
        Err("there is no incident `3`"),
    );
    case(
        "by a name that is near",
        &two,
        Some("incident2"),
        Err("there is no incident `incident2`; did you mean `incident-2`?"),
    );
    case("by nothing", &two, Some(""), Err("there is no incident ``"));
}

#[test]
fn somebody_is_a_role_or_a_person() {
    #[track_caller]
    fn case(name: &str, expected: Result<&str, &str>) {
        let plan = plan(&["pre/a dev"]);
        let found = who(&plan.roles, name)
            .map(|who| who.as_str().to_owned())
            .map_err(|fault| fault.to_string());
        assert_eq!(found.as_deref().map_err(String::as_str), expected, "{name}");
    }
    case("dev", Ok("dev"));
    case("DEV", Ok("dev"));
    case(
        "Ada Lovelace <ada@octoacme.example>",
        Ok("Ada Lovelace <ada@octoacme.example>"),
    );
    case("rn", Err("there is no role `rn`; did you mean `rm`?"));
    case("Ada", Err("there is no role `Ada`"));
}

#[test]
fn every_end_of_an_id_means_the_same_item_with_the_items_sorted_by_their_ends() {
    let mut plan = plan(&[
        "pre/a qa",
        "pre/aa qa",
        "pre/b-a qa",
        "ship/a-b qa",
        "ship/b qa",
        "ship/bb qa",
        "ship/aa-bb qa",
        "pre/gone qa",
        "ship/\u{e9}a qa",
    ]);
    let gone = plan
        .items
        .iter_mut()
        .find(|item| item.id.as_str() == "pre/gone");
    gone.unwrap().removed = true;
    let ends = Ends::of(&plan);
    let mut found = 0;
    for listed in &plan.items {
        let id = listed.id.as_str();
        let names = (0..=id.len()).filter_map(|at| id.get(at..));
        for name in names.chain(["x", "pre/a/", "/", "e/a"]) {
            let expected = item(&plan, name).map(|item| vec![item]);
            assert_eq!(items(&plan, &ends, name), expected, "{name:?}");
            found += usize::from(ends.only(name).is_some());
        }
    }
    assert!(found > 30, "{found}");
}

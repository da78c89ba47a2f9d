use super::*;
use crate::domain::testing::{Story, at, incident_plan, plan};

const NOW: &str = "2026-12-02T00:00:00Z";

fn told(version: &str, opened: &str, plan: &Plan, lines: &[&str]) -> Release {
    Story::of_version(version, opened, plan.clone())
        .tell(lines)
        .release()
}

#[test]
fn open_action_items_are_carried_until_they_are_done() {
    let plan = incident_plan();
    let lines = [
        "qa opens incident checkout fails",
        "qa asks dev in 1 to write it up",
        "qa asks Ada in 1 by 2026-12-01 to add an index",
        "qa asks ops in 1 by 2026-11-30 to page earlier",
        "qa asks ops in 1 to buy a pager",
        "dev does action 4 in 1",
        "rm resolves 1 because a bad index",
        "close abandoned because no budget",
    ];
    let mut carried = CarryOver::default();
    carried.add(
        &told("2.3.0", "2026-11-01T09:00:00Z", &plan, &lines),
        at(NOW),
    );
    carried.add(
        &told("2.4.0", "2026-11-20T09:00:00Z", &plan, &lines[..2]),
        at(NOW),
    );
    let brief = |action: &OpenAction, now| {
        let late = if action.is_overdue(at(now)) {
            " overdue"
        } else {
            ""
        };
        format!(
            "{} {} {} {}{late}",
            action.version,
            action.number,
            action.owner.as_str(),
            action.text
        )
    };
    let found: Vec<_> = carried
        .actions()
        .into_iter()
        .map(|action| brief(action, NOW))
        .collect();
    let expected = [
        "2.3.0 3 ops page earlier overdue",
        "2.3.0 2 Ada <Ada@octoacme.example> add an index overdue",
        "2.3.0 1 dev write it up",
        "2.4.0 1 dev write it up",
    ];
    assert_eq!(found, expected);
    let on_its_day = carried
        .actions()
        .into_iter()
        .filter(|action| action.is_overdue(at("2026-12-01T23:59:59Z")))
        .count();
    assert_eq!(on_its_day, 1, "the whole day may be used");
}

#[test]
fn an_item_that_is_waived_again_is_a_debt() {
    #[track_caller]
    fn case(name: &str, before: &[&[&str]], lines: &[&str], expected: &[&str]) {
        let plan = plan(&["pre/a dev", "pre/b dev", "pre/c dev maybe"]);
        let mut carried = CarryOver::default();
        for (number, lines) in before.iter().enumerate() {
            let opened = format!("2026-11-{:02}T09:00:00Z", number + 1);
            carried.add(
                &told(&format!("2.{}.0", number + 1), &opened, &plan, lines),
                at(NOW),
            );
        }
        let release = told("2.9.0", "2026-11-20T09:00:00Z", &plan, lines);
        // The release itself and a later one are among the records; neither comes before it.
        carried.add(&release, at(NOW));
        carried.add(
            &told(
                "3.0.0",
                "2026-11-21T09:00:00Z",
                &plan,
                &["rm waives a because later"],
            ),
            at(NOW),
        );
        let brief = |debt: Debt| {
            format!(
                "{} {}",
                debt.item,
                debt.before
                    .iter()
                    .map(Version::as_str)
                    .collect::<Vec<_>>()
                    .join(" ")
            )
        };
        let found: Vec<_> = carried
            .debts(&release, at(NOW))
            .into_iter()
            .map(brief)
            .collect();
        assert_eq!(found, expected, "{name}");
    }
    let (a, b) = ("rm waives a because later", "rm waives b because later");
    case("waived once", &[&[]], &[a], &[]);
    case(
        "waived before, and done now",
        &[&[a]],
        &["dev signs a"],
        &[],
    );
    case(
        "waived again",
        &[&[a], &[], &[a, b]],
        &[a],
        &["pre/a 2.1.0 2.3.0"],
    );
    case("another item", &[&[b]], &[a], &[]);
    case(
        "done after all, before",
        &[&[a, "dev reopens a because there is time", "dev signs a"]],
        &[a],
        &[],
    );
    case(
        "done after all, now",
        &[&[a]],
        &[a, "dev reopens a because there is time", "dev signs a"],
        &[],
    );
    case(
        "twice in one release",
        &[&[a, "dev reopens a because wrong", a]],
        &[a],
        &["pre/a 2.1.0"],
    );
    case(
        "expired, and nothing came after",
        &[&["rm waives a until 2026-11-20 because later"]],
        &[a],
        &["pre/a 2.1.0"],
    );
}

#[test]
fn only_releases_that_were_opened_before_leave_something_behind() {
    let plan = incident_plan();
    let lines = ["qa opens incident x", "qa asks dev in 1 to write it up"];
    let release = told("2.4.0", "2026-11-20T09:00:00Z", &plan, &[]);
    let count = |version: &str, opened: &str| {
        let mut carried = CarryOver::default();
        carried.add_before(&told(version, opened, &plan, &lines), &release, at(NOW));
        carried.actions().len()
    };
    assert_eq!(count("2.5.0", "2026-11-20T08:59:59Z"), 1);
    assert_eq!(count("2.3.0", "2026-11-20T09:00:01Z"), 0);
    assert_eq!(
        count("2.3.0", "2026-11-20T09:00:00Z"),
        1,
        "at one time the version decides"
    );
    assert_eq!(
        count("2.4.0", "2026-11-20T09:00:00Z"),
        0,
        "a release does not come before itself"
    );
}

#[test]
fn a_duty_is_known_by_the_name_that_the_checklists_have() {
    let release = told(
        "2.4.0",
        "2026-11-20T09:00:00Z",
        &incident_plan(),
        &["qa opens incident x"],
    );
    let names: Vec<_> = release
        .plan()
        .items
        .iter()
        .map(|item| format!("{} {}", item.id, release.plan().model(item)))
        .collect();
    assert_eq!(names[0], "ship/b ship/b");
    assert!(
        names.contains(&"incident-1/restore incident/restore".to_owned()),
        "{names:?}"
    );
}

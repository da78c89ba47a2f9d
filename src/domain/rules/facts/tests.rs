use super::{all, unanswered};
use crate::domain::testing::{Story, plan};

#[test]
fn a_fact_that_nobody_answered_counts_as_yes_and_says_what_it_adds() {
    #[track_caller]
    fn case(name: &str, script: &[&str], sentence: Option<&str>, facts: &[&str]) {
        let plan = plan(&["pre/a dev when=db", "pre/b dev when=db+ui", "pre/c dev"]);
        let release = Story::of(plan).tell(script).release();
        let found = unanswered(&release).map(super::Unanswered::sentence);
        assert_eq!(found.as_deref(), sentence, "{name}");
        let told: Vec<String> = all(&release)
            .map(|it| {
                let by = it.event.map_or("nobody", |event| event.by.name());
                format!("{} {:?} by {by}: {}", it.fact.id, it.answer, it.items)
            })
            .collect();
        assert_eq!(told, facts, "{name}");
    }
    case(
        "nothing answered",
        &[],
        Some("2 facts unanswered, treated as yes: 2 more items"),
        &["db None by nobody: 2", "ui None by nobody: 1"],
    );
    case(
        "one item is left to the other fact",
        &["dev as fact db = yes"],
        Some("1 fact unanswered, treated as yes: 1 more item"),
        &["db Some(true) by dev: 2", "ui None by nobody: 1"],
    );
    case(
        "the other adds nothing any more",
        &["dev as fact db = no"],
        Some("1 fact unanswered, treated as yes"),
        &["db Some(false) by dev: 2", "ui None by nobody: 1"],
    );
    case(
        "all answered, the last answer counts",
        &[
            "dev as fact db = no",
            "qa as fact db = yes because it does",
            "dev as fact ui = no",
        ],
        None,
        &["db Some(true) by qa: 2", "ui Some(false) by dev: 1"],
    );
}

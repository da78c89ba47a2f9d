//! `gonogo lint --json`: what is wrong and what could be better, for programs.

use serde::Serialize;
use serde_json::json;

use super::Subject;
use crate::definition::problem::Problem;
use crate::domain::reports::applicability::RarelyApplies;
use crate::render::json::envelope;

/// One problem, or one piece of advice.
#[derive(Serialize)]
struct Remark {
    /// `error` or `advice`.
    grade: &'static str,
    /// The file; none when it follows from the records.
    path: Option<String>,
    line: Option<usize>,
    column: Option<usize>,
    /// The item; none when the file has it.
    item: Option<String>,
    text: String,
    help: Option<String>,
}

impl Remark {
    fn of(problem: &Problem, grade: &'static str) -> Self {
        let spot = problem.spot.as_ref();
        Self {
            grade,
            path: Some(problem.path.to_string_lossy().into_owned()),
            line: spot.map(|spot| spot.line),
            column: spot.map(|spot| spot.column),
            item: None,
            text: problem.fault.to_string(),
            help: problem.fault.help(),
        }
    }

    fn of_records(seldom: &RarelyApplies) -> Self {
        Self {
            grade: "advice",
            path: None,
            line: None,
            column: None,
            item: Some(seldom.item.to_string()),
            text: seldom.sentence(),
            help: Some(seldom.help()),
        }
    }
}

/// Returns everything that was found (gonogo.lint/1).
pub(super) fn json(subjects: &[Subject], seldom: &[RarelyApplies]) -> String {
    let mut remarks = Vec::new();
    for subject in subjects {
        let checked = &subject.checked;
        remarks.extend(checked.problems.iter().map(|it| Remark::of(it, "error")));
        remarks.extend(checked.advice.iter().map(|it| Remark::of(it, "advice")));
    }
    remarks.extend(seldom.iter().map(Remark::of_records));
    let checklists = subjects.iter().map(|subject| subject.checked.checklists);
    let value = json!({
        "checklists": checklists.sum::<usize>(),
        "sound": subjects.iter().all(|subject| subject.checked.problems.is_empty()),
        "remarks": remarks,
    });
    envelope("gonogo.lint/1", value)
}

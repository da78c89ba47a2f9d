//! `gonogo lint` for programs: what is wrong and what could be better, as JSON, as annotations and as SARIF.

mod sarif;

use serde::Serialize;

use super::Subject;
use crate::definition::code::Rule;
use crate::definition::problem::Problem;
use crate::domain::reports::applicability::RarelyApplies;
use crate::domain::text::counted;
use crate::render::annotations::{Annotation, Level, Place, annotations};
use crate::render::json::{envelope, formats};

pub(super) use self::sarif::sarif;

formats! { LintReport<'_> = "gonogo.lint/1" }

/// Everything that is wrong with checklists, or could be better.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct LintReport<'r> {
    /// How many checklists were read.
    checklists: usize,
    /// Whether there is no error.
    sound: bool,
    /// The problems and the advice, file by file.
    remarks: &'r [Remark],
}

/// A problem, or a piece of advice.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Remark {
    /// `error` or `advice`.
    grade: &'static str,
    /// The stable word for what it is about.
    code: &'static str,
    /// The file; null when it follows from the records.
    path: Option<String>,
    /// The line, from 1.
    line: Option<usize>,
    /// The column in characters, from 1.
    column: Option<usize>,
    /// The item; null when the file says what it is about.
    item: Option<String>,
    /// What is the matter, in a sentence.
    text: String,
    /// What to do about it.
    help: Option<String>,
}

impl Remark {
    fn of(problem: &Problem, grade: &'static str) -> Self {
        let spot = problem.spot.as_ref();
        Self {
            grade,
            code: problem.fault.rule().word(),
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
            code: Rule::RarelyApplies.word(),
            path: None,
            line: None,
            column: None,
            item: Some(seldom.item.to_string()),
            text: seldom.sentence(),
            help: Some(seldom.help()),
        }
    }

    fn is_error(&self) -> bool {
        self.grade == "error"
    }

    /// Returns what it is, and what to do about it.
    fn sentence(&self) -> String {
        match &self.help {
            Some(help) => format!("{}; {help}", self.text),
            None => self.text.clone(),
        }
    }
}

/// Returns everything that was found, file by file.
pub(super) fn remarks(subjects: &[Subject], seldom: &[RarelyApplies]) -> Vec<Remark> {
    let mut remarks = Vec::new();
    for subject in subjects {
        let checked = &subject.checked;
        remarks.extend(checked.problems.iter().map(|it| Remark::of(it, "error")));
        remarks.extend(checked.advice.iter().map(|it| Remark::of(it, "advice")));
    }
    remarks.extend(seldom.iter().map(Remark::of_records));
    remarks
}

/// Returns everything that was found (gonogo.lint/1).
pub(super) fn json(subjects: &[Subject], remarks: &[Remark]) -> String {
    let checklists = subjects.iter().map(|subject| subject.checked.checklists);
    envelope(&LintReport {
        checklists: checklists.sum(),
        sound: subjects
            .iter()
            .all(|subject| subject.checked.problems.is_empty()),
        remarks,
    })
}

/// Returns everything that was found as annotations: problems as errors, advice as notices.
pub(super) fn github(remarks: &[Remark]) -> String {
    let list: Vec<Annotation> = remarks
        .iter()
        .map(|remark| Annotation {
            level: if remark.is_error() {
                Level::Error
            } else {
                Level::Notice
            },
            title: remark.code.to_owned(),
            text: remark.sentence(),
            place: remark.path.as_ref().map(|path| Place {
                file: path.clone(),
                spot: remark.line.zip(remark.column),
            }),
        })
        .collect();
    let problems = remarks.iter().filter(|remark| remark.is_error()).count();
    let found = format!(
        "{}, {}\n",
        counted(problems, "problem"),
        counted(remarks.len() - problems, "suggestion")
    );
    annotations(&list, "`gonogo lint` lists all of them") + &found
}

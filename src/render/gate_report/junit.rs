//! `gonogo gate --format junit`: the report as JUnit XML, in which nothing that a gate waits for passes.
//!
//! Every reader takes `skipped` for green, folds cases of the same name, and shows one `failure` of a case at most. So a
//! gate is a case of its own that fails on HOLD and NO-GO, names are unique, and a case has one child at most. What is
//! skipped keeps no gate shut: items that do not apply or are waived.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::time::Duration;

use quick_junit::{NonSuccessKind, Report, SerializeError, TestCase, TestCaseStatus, TestSuite};

use super::matter::{self, Matter};
use super::{GateReport, Verdict};
use crate::domain::rules::item_status::{ItemState, ItemStatus, NotApplicable};
use crate::domain::rules::judgement::Judgement;
use crate::domain::rules::reason::Code;
use crate::domain::text::visible;

/// Where the verdict of every gate stands.
const GATE: &str = "gate";

impl GateReport<'_> {
    /// Returns the report for readers of JUnit. `file` is the record, which readers name as the place of every case.
    ///
    /// # Errors
    ///
    /// Never: memory takes what is written.
    pub(crate) fn junit(&self, select: &str, file: &str) -> Result<String, SerializeError> {
        let version = &self.release.header().version;
        let mut report = report(&format!(
            "gonogo gate: release {version}, {}",
            self.recorded()
        ));
        if let Some(other) = self.other_candidate() {
            let said = format!("{}: {other}", Verdict::NoGo.word());
            let mut suite = suite("candidate");
            let status = failed(&kind(Code::OtherCandidate), &said, &[]);
            suite.add_test_case(case(GATE, "candidate", file, status));
            report.add_test_suite(suite);
        }
        for judgement in &self.judgements {
            report.add_test_suite(self.suite(judgement, select, file));
        }
        report.to_string()
    }

    /// Returns the cases of one gate: its verdict, its items, its calls, and whatever else keeps it shut.
    fn suite(&self, judgement: &Judgement<'_>, select: &str, file: &str) -> TestSuite {
        let phase = judgement.topic.id().as_str();
        let matters = matter::of(self.release, judgement, select);
        let mut shut: Vec<&Matter<'_>> = matters
            .iter()
            .filter(|matter| matter.verdict != Verdict::Go)
            .collect();
        let mut suite = suite(phase);
        let verdict = self.status(judgement.verdict, || {
            let title = visible(judgement.topic.gate_title()).into_owned();
            let said = format!("{}: {title}", judgement.verdict.word());
            let lines: Vec<String> = match shut.as_slice() {
                [] => vec!["waiting for an earlier gate".to_owned()],
                shut => shut
                    .iter()
                    .map(|matter| format!("{}  {}", matter.about, matter.line()))
                    .collect(),
            };
            (kind(judgement.verdict.into()), said, lines)
        });
        suite.add_test_case(case(GATE, phase, file, verdict));
        let mut names = HashSet::new();
        let mut add = |name: &str, status| {
            let mut unique = name.to_owned();
            let mut number = 1;
            while !names.insert(unique.clone()) {
                number += 1;
                unique = format!("{name} ({number})");
            }
            suite.add_test_case(case(phase, &unique, file, status));
        };
        let mut take = |is_it: &dyn Fn(&Matter<'_>) -> bool| {
            let place = shut.iter().position(|matter| is_it(matter))?;
            Some(shut.remove(place))
        };
        for standing in &judgement.items {
            let id = &standing.item.id;
            let matter = take(&|matter| matter.is_of_item(id));
            let status = match matter {
                Some(matter) => self.told(matter),
                None => settled(standing, &matters),
            };
            add(id.as_str(), status);
        }
        for polled in judgement.topic.poll() {
            let role = &polled.role;
            let matter = take(&|matter| matter.caller == Some(role));
            let status = match matter {
                Some(matter) => self.told(matter),
                None => match self.release.facts_against_poll(polled) {
                    Some(against) => skipped(&format!("not polled: {}", against.sentence())),
                    None => TestCaseStatus::success(),
                },
            };
            add(&format!("call: {role}"), status);
        }
        for matter in shut {
            let name = match matter.caller {
                Some(role) => format!("call: {role}"),
                None => matter.about.clone(),
            };
            add(&name, self.told(matter));
        }
        suite
    }

    fn told(&self, matter: &Matter<'_>) -> TestCaseStatus {
        self.status(matter.verdict, || {
            let said = format!("{}: {}", matter.verdict.word(), matter.line());
            (kind(matter.code), said, matter.steps.clone())
        })
    }

    /// Returns a failure, unless it keeps nothing shut: at GO, only the duties of incidents are outstanding, which no gate
    /// waits for.
    fn status(
        &self,
        verdict: Verdict,
        failure: impl FnOnce() -> (String, String, Vec<String>),
    ) -> TestCaseStatus {
        if verdict == Verdict::Go {
            return TestCaseStatus::success();
        }
        let (kind, said, lines) = failure();
        if self.verdict() == Verdict::Go {
            return skipped(&format!("no gate waits for this; {said}"));
        }
        failed(&kind, &said, &lines)
    }
}

/// Returns a report that says why nothing could be judged.
///
/// # Errors
///
/// Never: memory takes what is written.
pub(crate) fn unevaluated(
    phases: &str,
    error: &str,
    hints: &[String],
) -> Result<String, SerializeError> {
    let mut report = report("gonogo gate");
    let mut suite = suite(GATE);
    let name = if phases.is_empty() { "release" } else { phases };
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
    fill(
        &mut status,
        &kind(Code::NotEvaluated),
        &format!("not evaluated: {}", visible(error)),
        hints,
    );
    suite.add_test_case(case(GATE, name, "", status));
    report.add_test_suite(suite);
    report.to_string()
}

fn report(name: &str) -> Report {
    let mut report = Report::new(xml(name));
    report.set_time(Duration::ZERO);
    report
}

fn suite(name: &str) -> TestSuite {
    let mut suite = TestSuite::new(xml(name));
    suite.set_time(Duration::ZERO);
    suite
}

fn case(class: &str, name: &str, file: &str, status: TestCaseStatus) -> TestCase {
    let mut case = TestCase::new(xml(name), status);
    case.set_classname(xml(class)).set_time(Duration::ZERO);
    if !file.is_empty() {
        case.extra.insert("file".into(), xml(file).into());
        case.extra.insert("line".into(), "1".into());
    }
    case
}

/// Returns why an item that is settled is skipped, or that it passed.
fn settled(standing: &ItemStatus<'_>, matters: &[Matter<'_>]) -> TestCaseStatus {
    match standing.state {
        ItemState::Waived => {
            let is_its = |matter: &&Matter<'_>| matter.is_of_item(&standing.item.id);
            let said = matters.iter().find(is_its);
            skipped(said.map_or("waived", |matter| &matter.sentence))
        }
        ItemState::NotApplicable => skipped(&match standing.ruled_out {
            Some(NotApplicable::Fact(against)) => format!("not applicable: {}", against.sentence()),
            Some(NotApplicable::Person(event)) => format!(
                "not applicable: {} ({})",
                event.kind.reason().unwrap_or_default(),
                event.who()
            ),
            None => "not applicable".to_owned(),
        }),
        _ => TestCaseStatus::success(),
    }
}

fn skipped(said: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::skipped();
    status.set_message(xml(said));
    status
}

fn failed(kind: &str, said: &str, lines: &[String]) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
    fill(&mut status, kind, said, lines);
    status
}

/// Writes the message into the body too, where some readers alone look.
fn fill(status: &mut TestCaseStatus, kind: &str, said: &str, lines: &[String]) {
    let mut body = xml(said);
    for line in lines {
        let _ = write!(body, "\n  {}", xml(line));
    }
    status
        .set_type(kind)
        .set_message(xml(said))
        .set_description(body);
}

/// Returns the `type` of a failure. The name in front keeps it from being a word that some reader takes for a type of data.
fn kind(code: Code) -> String {
    format!("gonogo.{}", code.word())
}

/// Returns the text on one line with everything spelled out that XML cannot hold or that a reader would change.
fn xml(text: &str) -> String {
    visible(text)
        .replace('\u{fffe}', "\\u{fffe}")
        .replace('\u{ffff}', "\\u{ffff}")
}

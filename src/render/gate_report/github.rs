//! `gonogo gate --format github`: annotations for the log of a job, and outputs of its step.

use chrono::{DateTime, Utc};

use super::GateReport;
use crate::domain::text::visible;
use crate::domain::verdict::Verdict;
use crate::render::annotations::{Annotation, Level, annotations};
use crate::style::OutputStyle;

impl GateReport<'_> {
    /// Returns the annotations, and the verdict on the last line: errors say NO-GO, warnings say HOLD, notices tell what was
    /// knowingly accepted.
    pub(crate) fn github(&self, now: DateTime<Utc>, select: &str) -> String {
        let mut list: Vec<Annotation> = self
            .other_candidate()
            .map(|text| annotation(Level::Error, "NO-GO: candidate", text))
            .into_iter()
            .collect();
        list.extend(self.matters(select).into_iter().map(|matter| {
            let (level, word) = match matter.verdict {
                Verdict::NoGo => (Level::Error, "NO-GO: "),
                Verdict::Hold => (Level::Warning, "HOLD: "),
                Verdict::Go => (Level::Notice, ""),
            };
            annotation(level, &format!("{word}{}", matter.about), matter.line())
        }));
        let headline = self.headline(now, OutputStyle::PLAIN);
        annotations(&list, "the summary of the job lists all of them") + &headline + "\n"
    }

    /// Returns the outputs of the step by their names; the values are on one line.
    pub(crate) fn outputs(&self, now: DateTime<Utc>, select: &str) -> Vec<(&'static str, String)> {
        let progress = self.progress(now);
        let matters = self.matters(select);
        let count = |verdict| {
            let found = matters.iter().filter(|matter| matter.verdict == verdict);
            found.count().to_string()
        };
        let heads: Vec<String> = self
            .release
            .heads()
            .iter()
            .map(ToString::to_string)
            .collect();
        let phases: Vec<&str> = self.phases.iter().map(|phase| phase.as_str()).collect();
        let candidate = self.candidate.recorded.unwrap_or_default();
        vec![
            ("verdict", self.verdict().word().to_owned()),
            ("version", self.release.header().version.to_string()),
            ("phase", phases.join(" ")),
            ("candidate", visible(candidate).into_owned()),
            ("head", heads.join(" ")),
            ("no-gos", count(Verdict::NoGo)),
            ("holds", count(Verdict::Hold)),
            ("accepted", count(Verdict::Go)),
            ("items-done", progress.items.done.to_string()),
            ("items", progress.items.total.to_string()),
            ("calls-done", progress.calls.done.to_string()),
            ("calls", progress.calls.total.to_string()),
        ]
    }
}

/// Returns the annotation that says why nothing could be judged.
pub(crate) fn unevaluated(phases: &str, error: &str, hints: &[String]) -> String {
    let title = match phases {
        "" => "not evaluated".to_owned(),
        phases => format!("not evaluated: {phases}"),
    };
    let hints: String = hints.iter().map(|hint| format!("; {hint}")).collect();
    annotations(
        &[annotation(Level::Error, &title, format!("{error}{hints}"))],
        "",
    )
}

fn annotation(level: Level, title: &str, text: String) -> Annotation {
    Annotation {
        level,
        title: title.to_owned(),
        text,
        place: None,
    }
}

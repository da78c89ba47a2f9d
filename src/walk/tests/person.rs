//! A person who answers from a script, and notes what was asked and said.

use std::collections::VecDeque;

use crate::domain::rules::checks::Shown;
use crate::domain::rules::reason::Reason;
use crate::walk::became::Became;
use crate::walk::question::{About, Choice, ItemQuestion, Notice, Request, TextRequest};
use crate::walk::summary::Summary;
use crate::walk::{Prompter, Stop};

/// Answers one word after the other: a key such as `d`, a text after a key that asks for one, `-` for Enter alone, `esc`
/// for Escape, `_` for a space.
pub(super) struct Scripted {
    answers: VecDeque<String>,
    /// Every question and notice, in short.
    pub(super) seen: Vec<String>,
}

impl Scripted {
    pub(super) fn new(script: &str) -> Self {
        Self {
            answers: script.split_whitespace().map(str::to_owned).collect(),
            seen: Vec::new(),
        }
    }

    fn next(&mut self) -> Result<String, Stop> {
        self.answers.pop_front().ok_or(Stop::Signal(2))
    }

    fn pick_choice(&mut self, choices: &[Choice]) -> Result<Choice, Stop> {
        let key = self.next()?;
        let found = choices
            .iter()
            .copied()
            .find(|choice| choice.key().to_string() == key);
        Ok(found
            .unwrap_or_else(|| panic!("`{key}` is not among {choices:?}, after {:#?}", self.seen)))
    }
}

impl Prompter for Scripted {
    fn item(&mut self, question: &ItemQuestion<'_>) -> Result<Choice, Stop> {
        let place = question.place.map_or_else(
            || "-".to_owned(),
            |place| format!("{}/{}", place.number, place.total),
        );
        self.seen
            .push(format!("{place} {} {}", question.item().id, question.role));
        self.pick_choice(&question.choices)
    }

    fn choice(&mut self, request: &Request<'_>) -> Result<Choice, Stop> {
        self.seen.push(match &request.about {
            About::Fact { fact, .. } => format!("fact {}", fact.id),
            About::Call {
                phase,
                role,
                obstacle,
                ..
            } => {
                format!(
                    "poll {} {role}{}",
                    phase.id,
                    if obstacle.is_some() {
                        " (cannot go)"
                    } else {
                        ""
                    }
                )
            }
            About::Enter {
                stage,
                number,
                total,
            } => format!("enter {} {number}/{total}", stage.id),
            About::Measure { stage, server } => {
                let what = stage.map_or("baseline", |stage| stage.id.as_str());
                format!("measure {what} with {server}")
            }
            About::Stopped { obstacles, .. } => {
                let verdict = obstacles.iter().map(Reason::verdict).max();
                let lines: Vec<String> = obstacles.iter().map(|it| it.explain().line()).collect();
                format!("stopped {}: {}", verdict.unwrap().word(), lines.join("; "))
            }
            About::StageCall {
                stage,
                role,
                obstacle,
            } => {
                let cannot = if obstacle.is_some() {
                    " (cannot go)"
                } else {
                    ""
                };
                format!("poll {} {role}{cannot}", stage.id)
            }
            About::Rollback { role, reason } => format!("confirm {reason}? {role}"),
            About::Window(window) => format!("window {} {}", window.window.id, window.window.role),
            About::Close(version) => format!("close {version}?"),
            About::Answers { count, .. } => format!("record {count}?"),
            About::GoOn {
                shut,
                verdict,
                next,
            } => format!("{} is {}, on to {}?", shut.id(), verdict.word(), next.id()),
        });
        self.pick_choice(&request.choices)
    }

    fn text(&mut self, request: &TextRequest<'_>) -> Result<Option<String>, Stop> {
        self.seen.push(match request {
            TextRequest::Metric {
                metric,
                baseline,
                more,
            } => {
                let baseline = baseline.map(|baseline| format!(" from {baseline}"));
                format!("{}{} +{more}", metric.id, baseline.unwrap_or_default())
            }
            TextRequest::Share(traffic) => format!("share {}", traffic.text()),
            TextRequest::Field(field) => format!("notes {}", field.id),
            request => format!("{request:?}"),
        });
        let typed = self.next()?;
        Ok(match (typed.as_str(), request) {
            ("-", TextRequest::LastDay) => Some(String::new()),
            ("-" | "esc", _) => None,
            _ => Some(typed.replace('_', " ")),
        })
    }

    fn pick(&mut self, title: &str, _options: &[String]) -> Result<Option<usize>, Stop> {
        self.seen.push(title.to_owned());
        Ok(self.next()?.parse().ok())
    }

    fn tell(&mut self, notice: &Notice<'_>) -> Result<(), Stop> {
        self.seen.push(match notice {
            Notice::Welcome {
                progress,
                unanswered,
                ..
            } => {
                let facts = unanswered.map(|it| format!("; {}", it.sentence()));
                format!(
                    "{} open{}",
                    progress.open_words(),
                    facts.unwrap_or_default()
                )
            }
            Notice::Open(progress) => format!("{} open", progress.open_words()),
            Notice::Measuring(stage) => {
                format!(
                    "numbers of {}",
                    stage.map_or("baseline", |stage| stage.id.as_str())
                )
            }
            Notice::Findings(findings) => {
                let words: Vec<&str> = findings.iter().map(|it| it.ruling.word()).collect();
                format!("findings {}", words.join(" "))
            }
            Notice::Soaking {
                stage,
                until,
                meanwhile,
            } => format!("{} soaks until {until}, {meanwhile} meanwhile", stage.id),
            Notice::CannotStart(obstacles) => {
                let lines: Vec<String> = obstacles.iter().map(|it| it.explain().line()).collect();
                format!("cannot start: {}", lines.join("; "))
            }
            Notice::Checking(check) => format!("checking {}", check.line()),
            Notice::Checked(Shown::Passed(evidence)) => format!("passed: {evidence}"),
            Notice::Checked(Shown::Failed(why)) => format!("failed: {why}"),
            Notice::NotChecked(why) => format!("not checked: {why}"),
            Notice::Saved {
                answers, but: None, ..
            } => format!("saved {answers}"),
            Notice::Saved {
                answers,
                but: Some(but),
                ..
            } => {
                let why = match but {
                    Became::Blocked(event) => format!("blocked by {}", event.by.name()),
                    Became::Stale(why) => format!("stale {}", why.word()),
                };
                format!("saved {answers}, but {why}")
            }
            Notice::PutBack(count) => format!("put back {count}"),
            Notice::Refused(refused) => format!("refused: {}", refused.refusal),
            Notice::PutOff(items) => format!("put off {}", items.len()),
            Notice::Verdict(judgement, _) => {
                format!(
                    "{} {} for {} reasons",
                    judgement.topic.id(),
                    judgement.verdict.word(),
                    judgement.reasons.len()
                )
            }
            Notice::Risks(risks, _) => {
                let ids: Vec<String> = risks.iter().map(|risk| risk.id.to_string()).collect();
                format!("open {}", ids.join(" "))
            }
            Notice::Summary(summary) => end(summary),
            Notice::NotFound(fault) => format!("not found: {fault}"),
            other => format!("{other:?}")
                .split([' ', '('])
                .next()
                .unwrap()
                .to_lowercase(),
        });
        Ok(())
    }
}

fn end(summary: &Summary<'_>) -> String {
    let no_go = summary.no_go.iter().map(|(reason, steps)| {
        let clears = steps.first().map(|step| step.command(""));
        format!(
            "no-go {}: {}; ",
            reason.explain().about,
            clears.unwrap_or_default()
        )
    });
    let no_go: String = no_go.collect();
    if let Some(until) = &summary.until {
        return format!("{no_go}end: {} saved, {until}", summary.saved);
    }
    let turns: Vec<String> = summary
        .whose_turn
        .iter()
        .map(|due| {
            format!(
                "{} {}+{}+{}",
                due.role,
                due.to_sign(),
                due.blocked(),
                due.calls.len()
            )
        })
        .collect();
    format!(
        "{no_go}end: {} saved, {} put off, {}",
        summary.saved,
        summary.put_off.len(),
        turns.join(" ")
    )
}

//! The words of questions: what both prompters say, whatever the form.

use super::rollout_prompts::{enter, metric_question, stopped, window};
use super::text_buffer::Sheet;
use crate::domain::event::{Call, Event, EventKind, timestamp};
use crate::domain::plan::{Check, Topic};
use crate::domain::rules::item_status::{NotApplicable, SignOff, Staleness};
use crate::domain::text::{counted, yes_or_no};
use crate::domain::verdict::Verdict;
use crate::style::OutputStyle;
use crate::walk::question::{About, Choice, ItemQuestion, Refused, TextRequest};

/// Adds the text of an item, its rules and what was answered so far.
pub(super) fn item_body(sheet: &mut Sheet, question: &ItemQuestion<'_>) {
    let item = question.item();
    sheet.line(&item.text);
    let rules = [
        (item.evidence_required, "needs evidence"),
        (item.killer, "can never be waived"),
        (item.if_applicable, "if applicable"),
    ];
    let rules: Vec<&str> = rules
        .into_iter()
        .filter(|(holds, _)| *holds)
        .map(|(_, words)| words)
        .collect();
    if !rules.is_empty() {
        sheet.painted(OutputStyle::faint, "  ", &rules.join(", "));
    }
    if let Some(check) = &item.check {
        sheet.under("  ", &format!("check: {}{}", check.line(), terms(check)));
    }
    answers(sheet, question);
    for evidence in question.evidence {
        let more = if evidence.trim().contains('\n') {
            " …"
        } else {
            ""
        };
        let first = evidence.trim().lines().next().unwrap_or_default();
        sheet.under("  ", &format!("evidence for your sign-off: {first}{more}"));
    }
    if let Some(note) = question.note {
        sheet.under("  ", &format!("remark for your sign-off: {note}"));
    }
    if let Some(due) = &question.due {
        sheet.painted(OutputStyle::waiting, "  ", &format!("not due yet: {due}"));
    }
    if let Some(obstacle) = &question.obstacle {
        sheet.painted(
            OutputStyle::waiting,
            "  ",
            &format!("cannot be signed: {}", obstacle.refusal),
        );
        if let Some(way_out) = &obstacle.way_out {
            sheet.under("  ", way_out);
        }
    }
}

/// Returns the terms of a check, behind what it checks.
fn terms(check: &Check) -> String {
    match check.terms() {
        terms if terms.is_empty() => terms,
        terms => format!(" ({terms})"),
    }
}

fn answers(sheet: &mut Sheet, question: &ItemQuestion<'_>) {
    let standing = &question.standing;
    for slot in standing
        .sign_offs
        .iter()
        .filter(|slot| slot.event.is_some())
    {
        sheet.under("  ", &signed(slot));
    }
    for waiver in &standing.waivers {
        let over = if standing.waiver_expired {
            " (expired)"
        } else {
            ""
        };
        sheet.painted(
            OutputStyle::waiting,
            "  ",
            &format!("waived{over} {}", said(waiver)),
        );
    }
    match standing.ruled_out {
        Some(NotApplicable::Fact(against)) => {
            sheet.under("  ", &format!("does not apply: {}", against.sentence()));
        }
        Some(NotApplicable::Person(event)) => {
            sheet.under("  ", &format!("does not apply, {}", said(event)));
        }
        None => {}
    }
    for blocker in &standing.blockers {
        sheet.painted(
            OutputStyle::bad,
            "  ",
            &format!("blocked {}", said(blocker)),
        );
    }
}

fn signed(slot: &SignOff<'_>) -> String {
    let Some(event) = slot.event else {
        return String::new();
    };
    let stale = match slot.stale {
        Some(Staleness::Candidate) => ", stale: for another candidate",
        Some(Staleness::Age) => ", stale: signed too long ago",
        Some(Staleness::Text) => ", stale: the item was changed since",
        None => "",
    };
    let evidence = match &event.kind {
        EventKind::Signed { evidence, .. } if !evidence.is_empty() => {
            format!("; evidence: {}", evidence.join(", "))
        }
        _ => String::new(),
    };
    let note = match &event.kind {
        EventKind::Signed {
            note: Some(note), ..
        } => format!("; remark: {note}"),
        _ => String::new(),
    };
    format!(
        "signed for {} by {} at {}{stale}{evidence}{note}",
        slot.role,
        event.who(),
        timestamp(&event.at)
    )
}

/// Returns who said something, when and why.
pub(super) fn said(event: &Event) -> String {
    let why = event
        .kind
        .reason()
        .map(|reason| format!(": {reason}"))
        .unwrap_or_default();
    let until = match &event.kind {
        EventKind::Waived {
            expires: Some(day), ..
        } => format!(", until {day}"),
        _ => String::new(),
    };
    format!("by {} at {}{until}{why}", event.who(), timestamp(&event.at))
}

/// Returns the parts of a request's heading; none where its text is enough.
pub(super) fn heading(about: &About<'_>) -> Vec<String> {
    let rollout = |parts: &[&str]| {
        let parts = parts.iter().map(|part| (*part).to_owned());
        std::iter::once("Rollout".to_owned()).chain(parts).collect()
    };
    match about {
        About::Fact { number, total, .. } => vec!["Facts".to_owned(), format!("{number}/{total}")],
        About::Call { phase, role, .. } => {
            vec![phase.title.clone(), "poll".to_owned(), role.to_string()]
        }
        About::Enter {
            stage,
            number,
            total,
        } => rollout(&[&format!("stage {}", stage.id), &format!("{number}/{total}")]),
        About::Measure { stage: None, .. } => rollout(&["baseline"]),
        About::Measure {
            stage: Some(stage), ..
        } => rollout(&[&format!("stage {}", stage.id), "measure"]),
        About::Stopped { .. } => rollout(&["stopped"]),
        About::StageCall { stage, role, .. } => {
            rollout(&[&format!("stage {}", stage.id), "poll", role.as_str()])
        }
        About::Rollback { role, .. } => vec!["Rollback".to_owned(), role.to_string()],
        About::Window(window) => vec![
            "Monitoring".to_owned(),
            window.window.title.clone(),
            window.window.role.to_string(),
        ],
        About::Close(_) => vec!["Close".to_owned()],
        About::Answers { .. } | About::GoOn { .. } => Vec::new(),
    }
}

/// Adds what a request is about, after its heading.
pub(super) fn request_body(sheet: &mut Sheet, about: &About<'_>) {
    match about {
        About::Fact { fact, answer, .. } => {
            sheet.line(&fact.question);
            if let Some(answer) = answer {
                sheet.under("  ", &format!("answered {} so far", yes_or_no(*answer)));
            }
        }
        About::Call {
            phase,
            role,
            earlier,
            tally,
            obstacle,
        } => {
            sheet.line(&format!("{}: go or no-go for {role}?", phase.gate.title));
            if let Some(tally) = tally {
                sheet.under("  ", &format!("so far {}", tally.sentence()));
            }
            if let Some((call, event)) = earlier {
                let stale = if *call == Call::Go { " (stale)" } else { "" };
                sheet.under(
                    "  ",
                    &format!("called {}{stale} {}", call.word(), said(event)),
                );
            }
            no_go_yet(sheet, obstacle.as_ref());
        }
        About::Enter { stage, number, .. } => enter(sheet, stage, *number),
        About::Measure { server, .. } => sheet.line(&format!(
            "Ask Prometheus at {server} for the numbers, or type them?"
        )),
        About::Stopped {
            obstacles,
            commands,
        } => stopped(sheet, obstacles, commands),
        About::StageCall {
            stage,
            role,
            obstacle,
        } => {
            sheet.line(&format!(
                "Go or no-go for {role}: may the rollout continue after stage {}?",
                stage.id
            ));
            no_go_yet(sheet, obstacle.as_ref());
        }
        About::Rollback { reason, .. } => {
            sheet.line("Confirm the rollback?");
            sheet.under("  ", &format!("began because: {reason}"));
        }
        About::Window(status) => window(sheet, status),
        About::Close(version) => {
            sheet.line(&format!("Every gate is GO. Close {version} as shipped?"));
        }
        About::Answers { count, by } => {
            let answers = counted(*count, "answer");
            sheet.line(&format!("Record {answers} of {}?", by.name()));
        }
        About::GoOn {
            shut,
            verdict,
            next,
        } => {
            sheet.line(&format!(
                "{} Continue to {} anyway?",
                stands(*shut, *verdict),
                next.title()
            ));
        }
    }
}

/// Says what the gate of a phase says.
pub(super) fn stands(topic: Topic<'_>, verdict: Verdict) -> String {
    match verdict {
        Verdict::Hold => format!("{} is on HOLD.", topic.title()),
        _ => format!("{} is {}.", topic.title(), verdict.word()),
    }
}

/// Says why a role cannot call go, if it cannot.
fn no_go_yet(sheet: &mut Sheet, obstacle: Option<&Refused>) {
    let Some(obstacle) = obstacle else { return };
    let text = match obstacle.refusal.details() {
        [] => format!("can't call go yet: {}", obstacle.refusal),
        details => format!("can't call go yet: {}", details.join("; ")),
    };
    sheet.painted(OutputStyle::waiting, "  ", &text);
    if let Some(way_out) = &obstacle.way_out {
        sheet.under("  ", way_out);
    }
}

/// Returns the answer that Enter alone gives.
pub(super) fn on_enter(choices: &[Choice]) -> Choice {
    if choices.contains(&Choice::Later) {
        Choice::Later
    } else {
        Choice::No
    }
}

/// Returns what Enter alone does, in words. Escape does the same.
pub(super) fn enter_words(choices: &[Choice]) -> &'static str {
    if choices.contains(&Choice::Later) {
        "Enter or Esc: later"
    } else {
        "Enter or Esc: no"
    }
}

/// Returns the question that asks for a text, with what Enter alone does.
pub(super) fn text_question(request: &TextRequest<'_>) -> String {
    let question = match request {
        TextRequest::WhyNotApplicable => "Why does it not apply?".to_owned(),
        TextRequest::WhyBlock => "What must stop the release?".to_owned(),
        TextRequest::WhyAhead { gate } => {
            format!("Gate {gate} is not at GO yet. Why do you sign this ahead of it?")
        }
        TextRequest::WhyClear => "Why is it safe to continue?".to_owned(),
        TextRequest::WhyWaive { role } => {
            format!("Why is it OK to skip this? You accept the risk as {role}.")
        }
        TextRequest::WhyReopen => "Why are you reopening it?".to_owned(),
        TextRequest::WhyCourse(course) => format!("Why {}?", course.word()),
        TextRequest::WhyNoGo => "Why is it no-go?".to_owned(),
        TextRequest::WhyGoAnyway => "Why is it go although someone else called no-go?".to_owned(),
        TextRequest::WhyChanged => "Why did the answer change?".to_owned(),
        TextRequest::WhyOverride => "Why is it OK to continue anyway?".to_owned(),
        TextRequest::WhyAbort => "Why are you aborting the rollout?".to_owned(),
        TextRequest::WhyRollback => "Why are you rolling back?".to_owned(),
        TextRequest::WhyAgain => "Why does the rollout start again?".to_owned(),
        TextRequest::Metric {
            metric,
            baseline,
            more,
        } => metric_question(metric, *baseline, *more),
        TextRequest::Share(traffic) => {
            format!("Share of the traffic in percent, {}", traffic.text())
        }
        TextRequest::Found => "What did you find?".to_owned(),
        TextRequest::Field(field) => format!("Release notes, {} ({})", field.title, field.owner),
        TextRequest::Evidence { .. } => "Evidence: a URL, a file digest or a text".to_owned(),
        TextRequest::Note => "Remark".to_owned(),
        TextRequest::WhyUnproven => {
            "It has a check and is blocked. Why is it done anyway?".to_owned()
        }
        TextRequest::LastDay => "Waiver expires on YYYY-MM-DD".to_owned(),
        TextRequest::Target => "Jump to: an item's number, or the end of its name".to_owned(),
        TextRequest::Identity => "Who are you? Write `Name <email>`".to_owned(),
        TextRequest::Assignee(role) => {
            format!("Who is {role} in this release? Write `Name <email>`")
        }
        TextRequest::TeamName => "Name of your company or product".to_owned(),
    };
    let on_enter = match (request, required(request)) {
        (TextRequest::LastDay, _) => "Enter: never, Esc: cancel",
        (_, Some(_)) => "Enter: cancel",
        (_, None) => "Enter: skip",
    };
    format!("{question} ({on_enter})")
}

/// Returns what cannot be left out; `None` where Enter alone skips the text.
fn required(request: &TextRequest<'_>) -> Option<&'static str> {
    match request {
        TextRequest::LastDay
        | TextRequest::TeamName
        | TextRequest::Assignee(_)
        | TextRequest::Note
        | TextRequest::Target
        | TextRequest::Field(_)
        | TextRequest::Evidence { is_required: false } => None,
        TextRequest::Metric { .. } | TextRequest::Share(_) => Some("a number"),
        TextRequest::Found => Some("a note"),
        TextRequest::Evidence { is_required: true } => Some("evidence"),
        TextRequest::Identity => Some("a name"),
        _ => Some("a reason"),
    }
}

/// Returns a text as the answer to its question, and says so when there is none where one is required.
pub(super) fn answer_of(
    sheet: &mut Sheet,
    request: &TextRequest<'_>,
    text: String,
) -> Option<String> {
    if !text.is_empty() || *request == TextRequest::LastDay {
        return Some(text);
    }
    if let Some(what) = required(request) {
        sheet.under("  ", &format!("cancelled: {what} is required"));
    }
    None
}

/// Returns a typed or pasted text without what a terminal adds to it: escape sequences and control characters other
/// than tabs and line feeds.
pub(super) fn cleaned(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut clean = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\u{1b}' => match chars.clone().next() {
                Some('[') => {
                    // A sequence ends with its first letter or mark from `@` on.
                    chars.next();
                    let _ = chars.find(|c| ('@'..='~').contains(c));
                }
                Some('O') => {
                    chars.nth(1);
                }
                _ => {}
            },
            '\n' | '\t' => clean.push(c),
            c if c.is_control() => {}
            c => clean.push(c),
        }
    }
    clean.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_adds_to_a_text_is_taken_out() {
        for (typed, text) in [
            ("  login fails ", "login fails"),
            ("a\r\nb\rc\n", "a\nb\nc"),
            ("a\tb", "a\tb"),
            ("a\u{3}b\u{7f}c\u{9b}d", "abcd"),
            ("ab\u{1b}[Dc\u{1b}[1;5Cd\u{1b}OHe", "abcde"),
            ("a\u{1b}", "a"),
            ("a\u{1b}[12", "a"),
            ("a\u{1b}Ob", "a"),
            ("日本 e\u{301} 👩‍🔬", "日本 e\u{301} 👩‍🔬"),
            ("\u{1b}", ""),
        ] {
            assert_eq!(cleaned(typed), text, "{typed:?}");
        }
    }
}

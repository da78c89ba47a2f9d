//! The words of questions: what both prompters say, whatever the form.

use super::text_buffer::Sheet;
use crate::domain::event::{Call, Event, EventKind, timestamp};
use crate::domain::incident::Mitigation;
use crate::domain::item_status::{NotApplicable, SignOff, Staleness};
use crate::domain::text::yes_or_no;
use crate::style::OutputStyle;
use crate::walk::question::{About, Choice, ItemQuestion, TextRequest};

/// Returns the answer in full words.
pub(super) fn words(choice: Choice) -> &'static str {
    match choice {
        Choice::Done => "done",
        Choice::NotApplicable => "not applicable",
        Choice::Decide(course) => course.word(),
        Choice::Block => "block",
        Choice::Clear => "clear the blocker",
        Choice::Waive => "waive",
        Choice::Reopen => "reopen",
        Choice::Evidence => "add evidence",
        Choice::Note => "add a remark",
        Choice::Yes => "yes",
        Choice::No => "no",
        Choice::Go => "go",
        Choice::NoGo => "no-go",
        Choice::Later => "later",
        Choice::Back => "back",
        Choice::Jump => "jump",
        Choice::Quit => "quit",
    }
}

/// Returns the answer with its key in brackets.
pub(super) fn hint(choice: Choice) -> &'static str {
    match choice {
        Choice::Done => "[d]one",
        Choice::NotApplicable => "[n]ot applicable",
        Choice::Decide(Mitigation::Rollback) => "[r]ollback",
        Choice::Decide(Mitigation::Hotfix) => "[h]otfix",
        Choice::Block => "[b]lock",
        Choice::Clear => "[c]lear blocker",
        Choice::Waive => "[w]aive",
        Choice::Reopen => "re[o]pen",
        Choice::Evidence => "[e]vidence",
        Choice::Note => "re[m]ark",
        Choice::Yes => "[y]es",
        Choice::No => "[n]o",
        Choice::Go => "[g]o",
        Choice::NoGo => "[n]o-go",
        Choice::Later => "[l]ater",
        Choice::Back => "[u] back",
        Choice::Jump => "[j]ump",
        Choice::Quit => "[q]uit",
    }
}

/// Returns what the answer means, for the help.
pub(super) fn meaning(choice: Choice) -> &'static str {
    match choice {
        Choice::Done => "the item is done: sign it off",
        Choice::NotApplicable => "the item does not apply to this release; asks why",
        Choice::Decide(Mitigation::Rollback) => {
            "decide to go back, and sign the item off; asks why"
        }
        Choice::Decide(Mitigation::Hotfix) => {
            "decide to go on with a hotfix, and sign the item off; asks why"
        }
        Choice::Block => "stop: the release must not go on like this; asks why",
        Choice::Clear => "clear the blocker; asks why it is safe to go on",
        Choice::Waive => "leave the item undone and accept the risk; asks why, and until when",
        Choice::Reopen => "take back what was answered; asks why",
        Choice::Evidence => "add a URL, a file digest or a text to the coming sign-off",
        Choice::Note => "add a remark to the coming sign-off",
        Choice::Yes => "yes",
        Choice::No => "no",
        Choice::Go => "this role says go",
        Choice::NoGo => "this role says no-go; asks why",
        Choice::Later => "record nothing and ask another time",
        Choice::Back => "return to the question before",
        Choice::Jump => "go to an item, by its number or the end of its name",
        Choice::Quit => "stop here; every saved answer stays",
    }
}

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
    answers(sheet, question);
    for evidence in question.evidence {
        sheet.under("  ", &format!("evidence for your sign-off: {evidence}"));
    }
    if let Some(note) = question.note {
        sheet.under("  ", &format!("remark for your sign-off: {note}"));
    }
    if let Some(obstacle) = &question.obstacle {
        sheet.painted(
            OutputStyle::waiting,
            "  ",
            &format!("cannot be signed: {obstacle}"),
        );
        if let Some(way_out) = obstacle.way_out() {
            sheet.under("  ", &way_out);
        }
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
    if let Some(waiver) = standing.waiver {
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
        Some(NotApplicable::Fact(fact)) => sheet.under(
            "  ",
            &format!("does not apply: fact `{fact}` is answered no"),
        ),
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
        event.by.name(),
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
    format!(
        "by {} at {}{until}{why}",
        event.by.name(),
        timestamp(&event.at)
    )
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
            obstacle,
        } => {
            sheet.line(&format!("{}: go or no-go for {role}?", phase.gate.title));
            if let Some((call, event)) = earlier {
                let stale = if *call == Call::Go { " (stale)" } else { "" };
                sheet.under(
                    "  ",
                    &format!("called {}{stale} {}", call.word(), said(event)),
                );
            }
            if let Some(obstacle) = obstacle {
                sheet.painted(
                    OutputStyle::waiting,
                    "  ",
                    &format!("cannot say go: {obstacle}"),
                );
                if let Some(way_out) = obstacle.way_out() {
                    sheet.under("  ", &way_out);
                }
            }
        }
        About::GoOn {
            shut,
            verdict,
            next,
        } => {
            sheet.line(&format!(
                "{} is at {}. Go on with {} anyway?",
                shut.title,
                verdict.word(),
                next.title
            ));
        }
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

/// Returns what Enter alone does, in words.
pub(super) fn enter_words(choices: &[Choice]) -> &'static str {
    if choices.contains(&Choice::Later) {
        "Enter: later"
    } else {
        "Enter: no"
    }
}

/// Returns the question that asks for a text.
pub(super) fn text_question(request: &TextRequest<'_>) -> String {
    match request {
        TextRequest::WhyNotApplicable => "Why does it not apply?".to_owned(),
        TextRequest::WhyBlock => "What must stop the release?".to_owned(),
        TextRequest::WhyClear => "Why is it safe to go on?".to_owned(),
        TextRequest::WhyWaive { role } => {
            format!("Why may it be left undone? {role} accepts the risk.")
        }
        TextRequest::WhyReopen => "Why is the answer taken back?".to_owned(),
        TextRequest::WhyCourse(course) => format!("Why {}?", course.word()),
        TextRequest::WhyNoGo => "Why is it no-go?".to_owned(),
        TextRequest::WhyChanged => "Why did the answer change?".to_owned(),
        TextRequest::Evidence => "Evidence: a URL, a file digest or a text".to_owned(),
        TextRequest::Note => "Remark".to_owned(),
        TextRequest::LastDay => "Last day of the waiver, as 2026-12-31; Enter for none".to_owned(),
        TextRequest::Target => "Jump to: an item's number, or the end of its name".to_owned(),
        TextRequest::Identity => "Who are you? Write `Name <email>`".to_owned(),
        TextRequest::TeamName => "Name of your company or product (optional)".to_owned(),
    }
}

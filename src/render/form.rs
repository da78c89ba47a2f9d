//! A form as Markdown that mail, chats and issue trackers leave readable: boxes, and lines to write on.

use std::fmt::Write as _;

use super::markdown::escape;
use crate::domain::event::{Call, EventKind};
use crate::domain::plan::{Item, Phase};
use crate::domain::rules::form::{About, Bearer, Form, Judged, Label, Mark, Stray, header};
use crate::domain::text::visible;
use crate::style::OutputStyle;

const HOW: &str = "\
To answer, put an x between the brackets of what is done, and write behind the
colons. Leave the rest as it is: a box without an x stays open. Keep the comments
at the ends of the lines, they say which box it is. Then send all of it back.
";

/// Returns a form as Markdown.
pub(crate) fn markdown(form: &Form<'_>) -> String {
    let release = form.release;
    let version = escape(release.header().version.as_str());
    let mut text = format!("# Release {version}: {}\n\n", escape(&form.role.title));
    let _ = writeln!(text, "<!-- {} -->\n\n{HOW}", header(release));
    if let Some(candidate) = release.candidate() {
        let _ = writeln!(text, "Candidate: {}\n", escape(candidate.as_str()));
    }
    let (mut phase, mut title, mut section) = (None, "", None);
    for item in &form.items {
        if phase != Some(&item.phase) {
            phase = Some(&item.phase);
            section = None;
            let known = release.plan().phase(&item.phase);
            title = known.map_or(item.phase.as_str(), |phase| phase.title.as_str());
            let _ = writeln!(text, "## {}\n", escape(title));
        }
        if section != Some(&item.section) && item.section != title && !item.section.is_empty() {
            section = Some(&item.section);
            let _ = writeln!(text, "### {}\n", escape(&item.section));
        }
        write_item(&mut text, form, item);
    }
    for phase in &form.gates {
        write_call(&mut text, form, phase);
    }
    text
}

fn write_item(text: &mut String, form: &Form<'_>, item: &Item) {
    write_box(text, form, &item.text, About::Item(item.id.clone()));
    if let Some(help) = &item.help {
        write_line(text, Label::Help, "", &escape(help));
    }
    if let Some(link) = &item.link {
        write_line(text, Label::Link, "", link);
    }
    let needed = if item.evidence_required {
        " (required)"
    } else {
        ""
    };
    write_line(text, Label::Evidence, needed, "");
    write_line(text, Label::Remark, "", "");
    if item.if_applicable {
        write_line(text, Label::NotApplicable, "", "");
    }
    let waivers = form.release.plan().waivers(item);
    if waivers.contains(&&form.role.id) && !item.killer {
        write_line(text, Label::Waived, "", "");
    }
    write_line(text, Label::Blocked, "", "");
    text.push('\n');
}

fn write_call(text: &mut String, form: &Form<'_>, phase: &Phase) {
    let _ = writeln!(text, "## {}: go or no-go\n", escape(&phase.gate.title));
    for call in [Call::Go, Call::NoGo] {
        let about = About::Call(phase.id.clone(), call);
        write_box(text, form, &call.word().to_uppercase(), about);
    }
    write_line(text, Label::Reason, " (required for a NO-GO)", "");
    text.push('\n');
}

fn write_box(text: &mut String, form: &Form<'_>, shown: &str, about: About) {
    if let Some(mark) = Mark::of(form.release, &form.role.id, about) {
        let _ = writeln!(text, "- [ ] {} <!-- {mark} -->", escape(shown));
    }
}

fn write_line(text: &mut String, label: Label, remark: &str, said: &str) {
    let line = format!("  - {}{remark}: {said}", label.words());
    text.push_str(line.trim_end());
    text.push('\n');
}

/// Returns what would be recorded as a table: line, item or gate, answer, and what was written; below it whose answers they
/// are, and what the record keeps of the file.
pub(crate) fn table(judged: &[Judged], bearer: &Bearer<'_>, look: OutputStyle) -> String {
    let rows = judged.iter().filter_map(|judged| {
        let kind = judged.outcome.as_ref().ok()?;
        let (answer, written) = match kind {
            EventKind::Signed { evidence, note, .. } => {
                let written: Vec<&str> = evidence.iter().chain(note).map(String::as_str).collect();
                ("done", written.join("; "))
            }
            EventKind::NotApplicable { reason, .. } => ("not applicable", reason.clone()),
            EventKind::Waived { reason, .. } => ("waived", reason.clone()),
            EventKind::Blocked { reason, .. } => ("blocked", reason.clone()),
            EventKind::Called { call, reason, .. } => {
                (call.word(), reason.clone().unwrap_or_default())
            }
            _ => return None,
        };
        Some(vec![
            judged.line.to_string(),
            judged.about.subject().to_owned(),
            answer.to_owned(),
            visible(&written).into_owned(),
        ])
    });
    let rows: Vec<Vec<String>> = rows.collect();
    let heading = ["Line", "Item or gate", "Answer", "Written"];
    let table = super::table::table(look, &heading, &[0], &rows);
    let (person, by) = (bearer.person.name(), bearer.by.name());
    let via = bearer.via.map(|via| format!(" ({})", look.shown(via)));
    format!(
        "{table}\nAnswers of {person}, recorded by {by}{}. The record keeps {}.\n",
        via.unwrap_or_default(),
        bearer.file
    )
}

/// Returns why answers and lines are not recorded, each with its place in the file.
pub(crate) fn refusals(judged: &[Judged], stray: &[(usize, Stray)], path: &str) -> Vec<String> {
    let refused = judged.iter().filter_map(|judged| {
        let fault = judged.outcome.as_ref().err()?;
        let about = judged.about.subject();
        Some((judged.line, format!("`{about}`: {fault}")))
    });
    let stray = stray.iter().map(|(line, stray)| (*line, stray.to_string()));
    let mut refusals: Vec<(usize, String)> = refused.chain(stray).collect();
    refusals.sort_by_key(|(line, _)| *line);
    let refusals = refusals.into_iter();
    refusals
        .map(|(line, said)| format!("{path}:{line}: {said}"))
        .collect()
}

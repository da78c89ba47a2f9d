//! What is missing in the release notes, for people.

use serde::Serialize;

use crate::domain::rules::notes::{Gap, ReleaseNotes, Text};
use crate::domain::rules::suggestion::Suggestion;
use crate::domain::text::{counted, visible};
use crate::domain::version::Version;
use crate::render::json::{envelope, formats};
use crate::render::table::table;
use crate::style::OutputStyle;

/// Returns the fields that are missing or contradict themselves, each with its owner and the command that settles it.
///
/// `select` is `" -r VERSION"` when the release has to be said in commands, else empty.
pub(crate) fn check(
    notes: &ReleaseNotes<'_>,
    gaps: &[Gap<'_, '_>],
    select: &str,
    look: OutputStyle,
) -> String {
    let version = &notes.header.version;
    if gaps.is_empty() {
        return format!(
            "{}\n",
            look.good(&format!("the release notes of {version} are complete"))
        );
    }
    let fields = counted(gaps.len(), "field");
    let rows: Vec<_> = gaps.iter().map(|gap| row(gap, select, look)).collect();
    let head = format!("the release notes of {version} still need {fields}");
    format!(
        "{}\n\n{}",
        look.waiting(&head),
        table(look, &["Field", "Owner", "What", "Command"], &[], &rows)
    )
}

formats! { CheckReport<'_> = "gonogo.notes-check/1" }

/// What is missing in the release notes.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct CheckReport<'n> {
    /// The release.
    version: &'n Version,
    /// Whether nothing is missing.
    complete: bool,
    /// The fields that are missing or contradict themselves.
    gaps: Vec<GapReport<'n>>,
}

/// A field that is missing or contradicts itself.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct GapReport<'n> {
    /// The field.
    field: &'n str,
    /// Its title.
    title: &'n str,
    /// The role that answers for it.
    owner: &'n str,
    /// `missing` or `contradicting`.
    kind: &'static str,
    /// Who wrote the texts that contradict each other.
    authors: Vec<&'n str>,
    /// The commands that settle it.
    commands: Vec<String>,
}

/// Returns the same as JSON (gonogo.notes-check/1).
pub(crate) fn check_json(notes: &ReleaseNotes<'_>, gaps: &[Gap<'_, '_>], select: &str) -> String {
    let gaps: Vec<_> = gaps.iter().map(|gap| GapReport::of(gap, select)).collect();
    envelope(&CheckReport {
        version: &notes.header.version,
        complete: gaps.is_empty(),
        gaps,
    })
}

impl<'n> GapReport<'n> {
    fn of(gap: &'n Gap<'_, '_>, select: &str) -> Self {
        let field = gap.notes().field;
        let (kind, authors) = match gap {
            Gap::Missing(_) => ("missing", Vec::new()),
            Gap::Contradicting(_, texts) => (
                "contradicting",
                texts.iter().map(|text| text.event.by.as_str()).collect(),
            ),
        };
        Self {
            field: field.id.as_str(),
            title: &field.title,
            owner: field.owner.as_str(),
            kind,
            authors,
            commands: gap
                .steps()
                .iter()
                .map(|step| step.command(select))
                .collect(),
        }
    }
}

fn row(gap: &Gap<'_, '_>, select: &str, look: OutputStyle) -> Vec<String> {
    let what = match gap {
        Gap::Missing(_) => "missing".to_owned(),
        Gap::Contradicting(_, texts) => format!("written by {}", authors(texts)),
    };
    let notes = gap.notes();
    let command = commands(&gap.steps(), select);
    vec![
        notes.field.id.to_string(),
        visible(notes.owner_title()).into_owned(),
        what,
        look.command(&command).into_owned(),
    ]
}

fn authors(texts: &[Text<'_>]) -> String {
    texts
        .iter()
        .map(|text| visible(&text.event.who()).into_owned())
        .collect::<Vec<_>>()
        .join(" and ")
}

fn commands(steps: &[Suggestion<'_>], select: &str) -> String {
    let mut commands = steps.iter().map(|step| step.command(select));
    let first = commands.next().unwrap_or_default();
    let others: String = commands.map(|command| format!(" (or {command})")).collect();
    first + &others
}

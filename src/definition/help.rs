//! What the author of a definition can do about a fault.

use super::fault::{Fault, Shape};
use super::quoting::{joined, list_of, shown};
use crate::domain::id::is_slug;
use crate::domain::text::nearest;

impl Fault {
    /// Returns what the author can do about it.
    pub fn help(&self) -> Option<String> {
        Some(match self {
            Self::Syntax(syntax) => return syntax.help(),
            Self::Advice(advice) => return Some(advice.help()),
            Self::Staging(staging) => return Some(staging.help()),
            Self::OffPath(off_path) => return Some(off_path.help()),
            Self::TooLarge { .. } => "split it into several checklists".to_owned(),
            Self::Utf16 | Self::NotUtf8 { .. } => "save the file as UTF-8".to_owned(),
            Self::DuplicateKey { first, .. } => {
                format!("it first appears on line {first}; keep one of them")
            }
            Self::UnknownKey { key, known } => near(key, known, || {
                format!("the keys here are {}", list_of(known))
            }),
            Self::MissingKey { key: "format" } => "add `format: 1`".to_owned(),
            Self::MissingKey { .. } => return None,
            Self::NoValue { .. } => "write a value, or leave the key out".to_owned(),
            Self::WrongShape {
                key,
                is_entry: false,
                wanted: Shape::List,
                present: Shape::Text,
            } if is_slug(key) => {
                format!("write `{key}: [first, second]`, or one `- entry` a line")
            }
            Self::Unquoted { text, .. } => format!("quote it: \"{}\"", shown(text)),
            Self::NotTrueOrFalse { text, .. } => match text.to_ascii_lowercase().as_str() {
                "yes" | "on" | "y" | "true" => "write `true`".to_owned(),
                "no" | "off" | "n" | "false" => "write `false`".to_owned(),
                _ => return None,
            },
            Self::UnknownWord { word, known, .. } => {
                near(word, known, || format!("it can be {}", joined(known, "or")))
            }
            Self::UnknownFormat { is_newer: true, .. } => "upgrade gonogo to read it".to_owned(),
            Self::UnknownFormat {
                is_newer: false, ..
            } => "write `format: 1`".to_owned(),
            Self::NotAName { name, .. } => as_slug(name).map_or_else(
                || "names are lower-case letters and digits, in words joined by `-`".to_owned(),
                |slug| {
                    format!(
                        "names are lower-case letters and digits, in words joined by `-`: `{slug}`"
                    )
                },
            ),
            Self::Deceptive { .. } => {
                "delete it; it can make a text look different from what it is".to_owned()
            }
            Self::Unknown { what, name, known } => {
                near(name, known, || declared(what, name, known))
            }
            Self::Duplicate { first, .. } => format!("it first appears on line {first}"),
            Self::SameText { first, .. } => {
                format!("its text is on line {first}; ask once, or say what is different")
            }
            Self::EmptyList { help, .. } | Self::NotA { help, .. } => (*help).to_owned(),
            Self::Unlisted { .. } => {
                "list it under `checklists` of a phase in playbook.yaml, or delete the file"
                    .to_owned()
            }
            Self::NeverAsked { phase, .. } => {
                format!(
                    "list the checklist under `checklists` of the phase `{}`, or name another phase",
                    shown(phase)
                )
            }
            Self::NoPhase { .. } => {
                "give the checklist, the section or the item a `phase`".to_owned()
            }
            Self::TakesNothing { .. } => {
                "take it off the list, or give items this `phase`".to_owned()
            }
            Self::NotEnoughPeople { .. } => {
                "add `members` to these roles, leave one without, or set `separation: warn`"
                    .to_owned()
            }
            Self::NotAPerson { .. } => "write a person as `Name <email>`".to_owned(),
            Self::NotADuration { .. } => {
                "write numbers with their unit, such as `30s`, `5m` or `1h30m`".to_owned()
            }
            Self::LinkOut => "put the file itself there".to_owned(),
            Self::SameName { .. } => "keep one of them".to_owned(),
            Self::More { .. } => "correct those above first".to_owned(),
            Self::Empty
            | Self::NotKeys
            | Self::WrongShape { .. }
            | Self::Blank { .. }
            | Self::TooLong { .. }
            | Self::ItemsAndSections
            | Self::IdIsNotPath { .. }
            | Self::TooMany { .. }
            | Self::NoType
            | Self::NobodySigns
            | Self::OneOf(..) => return None,
        })
    }
}

/// Says what there is instead of a name that nothing declares.
fn declared(what: &str, name: &str, known: &[String]) -> String {
    match known.len() {
        0 if what == "milestone" => format!("let an item or a stage have `marks: {}`", shown(name)),
        0 => format!("the playbook declares no {what}"),
        1 => format!("the only one is {}", list_of(known)),
        _ => format!("there are {}", list_of(known)),
    }
}

/// Points at the nearest of the names that could stand there, or lists them.
fn near(name: &str, known: &[impl AsRef<str>], otherwise: impl FnOnce() -> String) -> String {
    match nearest(name, known.iter().map(AsRef::as_ref)) {
        Some(near) => format!("did you mean `{}`?", shown(near)),
        None => otherwise(),
    }
}

/// Returns the slug that a name was probably meant to be.
fn as_slug(name: &str) -> Option<String> {
    let words: Vec<String> = name
        .chars()
        .take(80)
        .collect::<String>()
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    let slug = words.join("-");
    is_slug(&slug).then_some(slug)
}

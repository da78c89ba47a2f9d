//! What the author of a definition can do about a fault.

use super::fault::{Fault, Shape};
use super::quoting::{joined, list_of, shown};
use crate::domain::id::is_slug;
use crate::domain::text::nearest;

/// What a name is.
const NAMES: &str = "names are lower-case letters and digits, in words joined by `-`";

impl Fault {
    /// Returns what the author can do about it.
    pub(crate) fn help(&self) -> Option<String> {
        Some(match self {
            Self::Advice(advice) => advice.help(),
            Self::Proving(proving) => proving.help(),
            Self::Staging(staging) => staging.help(),
            Self::OffPath(off_path) => off_path.help(),
            Self::DuplicateKey { first, .. } => {
                format!("it first appears on line {first}; keep one of them")
            }
            Self::UnknownKey { key, known } => near(key, known, || {
                format!("the keys here are {}", list_of(known))
            }),
            Self::WrongShape {
                key,
                is_entry: false,
                wanted: Shape::List,
                present: Shape::Text,
            } if is_slug(key) => {
                format!("write `{key}: [first, second]`, or one `- entry` a line")
            }
            Self::WrongShape {
                key,
                is_entry: false,
                wanted: Shape::Map,
                ..
            } if matches!(key.as_str(), "check" | "command" | "apply") => {
                format!("write `{key}: {{run: [program, argument]}}`")
            }
            Self::Unquoted { text, .. } => format!("quote it: \"{}\"", shown(text)),
            Self::UnknownWord { word, known, .. } => {
                near(word, known, || format!("it can be {}", joined(known, "or")))
            }
            Self::NotAName { name, .. } => {
                as_slug(name).map_or_else(|| NAMES.to_owned(), |slug| format!("{NAMES}: `{slug}`"))
            }
            Self::Unknown { what, name, known } => {
                near(name, known, || declared(what, name, known))
            }
            Self::Duplicate { first, .. } => format!("it first appears on line {first}"),
            Self::SameText { first, .. } => {
                format!("its text is on line {first}; ask once, or say what is different")
            }
            Self::Contradiction { first, .. } => {
                format!("line {first} asks for it to hold; keep one of them")
            }
            Self::TwoAny { first } => {
                format!("that of the section is on line {first}; keep one, or split the section")
            }
            Self::NeverAsked { phase, .. } => {
                format!(
                    "list the checklist under `checklists` of the phase `{}`, or name another phase",
                    shown(phase)
                )
            }
            _ => return self.plain_help().map(str::to_owned),
        })
    }

    /// Returns what the author can do where that names nothing of the file.
    fn plain_help(&self) -> Option<&'static str> {
        Some(match self {
            Self::Syntax(syntax) => return syntax.help(),
            Self::TooLarge { .. } => "split it into several checklists",
            Self::Utf16 | Self::NotUtf8 { .. } => "save the file as UTF-8",
            Self::MissingKey { key: "format" } => "add `format: 1`",
            Self::NoValue { .. } => "write a value, or leave the key out",
            Self::NotTrueOrFalse { text, .. } => match text.to_ascii_lowercase().as_str() {
                "yes" | "on" | "y" | "true" => "write `true`",
                "no" | "off" | "n" | "false" => "write `false`",
                _ => return None,
            },
            Self::UnknownFormat { is_newer: true, .. } => "upgrade gonogo to read it",
            Self::UnknownFormat { .. } => "write `format: 1`",
            Self::Deceptive { .. } => {
                "delete it; it can make a text look different from what it is"
            }
            Self::EmptyList { help, .. } | Self::NotA { help, .. } => help,
            Self::Unlisted { .. } => {
                "list it under `checklists` of a phase in playbook.yaml, or delete the file"
            }
            Self::NoPhase { .. } => "give the checklist, the section or the item a `phase`",
            Self::TakesNothing { .. } => "remove it from the list, or give items this `phase`",
            Self::NotEnoughPeople { .. } => {
                "add `members` to these roles, leave one without, or set `separation: warn`"
            }
            Self::VoidKeyLine(_) => "as long as it stands there, no signature counts by it",
            Self::UnreadableRevocation(_) => {
                "write public keys, one a line, or make a list with `ssh-keygen -k`"
            }
            Self::PollByType => {
                "give the type a `poll` of its own: `types: {TYPE: {poll: {PHASE: [ROLE]}}}`"
            }
            Self::TooFewSigners { .. } => "lower `signers`, or add `members` to the role",
            Self::TooFewVoters { .. } => "ask for fewer votes, or add `members` to the role",
            Self::DueOnDemand => "leave `due` out",
            Self::FreshMilestone => "leave `fresh` or `marks` out",
            Self::KillerWaived => "leave `waived-by` or `killer` out",
            Self::WaitOnDemand => "leave `wait` and `since` out",
            Self::AskedOnce { .. } => "leave `for-each` out, or write an item for each",
            Self::NoEntry => "add `for-each` with the name of a list, or write what is meant",
            Self::NeverFits { .. } => "change the `when` of one of them",
            Self::EntryHasAny { .. } => "keep one, or write the entry's items out",
            Self::ItemIsChecklist { .. } => "give the item another id",
            Self::UnionMerge => "take it out, and run `gonogo init --git`",
            Self::LinkOut => "put the file itself there",
            Self::SameName { .. } => "keep one of them",
            Self::PolledElsewhere { .. } => "add it to `phases` of the type, or leave the poll out",
            Self::More { .. } => "correct those above first",
            _ => return None,
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

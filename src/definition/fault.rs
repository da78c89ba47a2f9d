//! Everything that can be wrong with a definition, named by the fact. What to do about it stands in `help`.

#![expect(
    missing_docs,
    reason = "the message of a variant says what its fields are"
)]

mod off_path;
mod proving;
mod staging;

use std::fmt;

use thiserror::Error;

pub use self::off_path::OffPath;
pub use self::proving::Proving;
pub use self::staging::Staging;

use super::quoting::{list_of, shown};
use super::syntax::Syntax;

/// What is wrong with a definition.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Fault {
    /// The file is larger than what is read.
    #[error("the file is larger than {} MiB", limit >> 20)]
    TooLarge {
        /// The limit in bytes.
        limit: u64,
    },
    /// A link to something outside of the folder, or to a folder.
    #[error("a link that does not lead to a file of this folder is not followed")]
    LinkOut,
    /// Two files that differ only in their extension.
    #[error("this checklist is also in {}", shown(other))]
    SameName { other: String },
    /// The file is in UTF-16.
    #[error("the file is in UTF-16")]
    Utf16,
    /// A byte that UTF-8 does not have there.
    #[error("the byte 0x{byte:02x} is not UTF-8")]
    NotUtf8 { byte: u8 },
    /// Nothing in the file.
    #[error("the file is empty")]
    Empty,
    /// A list or a text where the whole file should be keys and values.
    #[error("a definition file holds keys and values")]
    NotKeys,
    /// Something that is not plain YAML.
    #[error(transparent)]
    Syntax(Syntax),
    /// A poll for a phase that the type does not go through.
    #[error("this type does not go through the phase `{}`", shown(phase))]
    PolledElsewhere { phase: String },
    /// A key that stands twice in one map.
    #[error("the key `{}` appears twice", shown(key))]
    DuplicateKey {
        key: String,
        /// The line where it stands first.
        first: usize,
    },
    /// A key that nothing reads.
    #[error("unknown key `{}`", shown(key))]
    UnknownKey {
        key: String,
        known: &'static [&'static str],
    },
    /// A key that must be there.
    #[error("the key `{key}` is missing")]
    MissingKey { key: &'static str },
    /// A key without a value.
    #[error("{} has no value", whose(key, *is_entry))]
    NoValue {
        key: String,
        /// Whether it is an entry of the list under that key.
        is_entry: bool,
    },
    /// A value of the wrong shape.
    #[error("{} needs {wanted}, but has {present}", whose(key, *is_entry))]
    WrongShape {
        key: String,
        /// Whether it is an entry of the list under that key.
        is_entry: bool,
        wanted: Shape,
        present: Shape,
    },
    /// A text that YAML readers disagree about.
    #[error("`{}` must be text, but is {looks} to many YAML readers", shown(text))]
    Unquoted {
        text: String,
        /// What they take it for.
        looks: &'static str,
    },
    /// A yes or no that is neither `true` nor `false`.
    #[error("`{}` must be `true` or `false`, but is `{}`", shown(key), shown(text))]
    NotTrueOrFalse { key: String, text: String },
    /// A word that is none of those that can stand there.
    #[error("`{}` cannot be `{}`", shown(key), shown(word))]
    UnknownWord {
        key: String,
        word: String,
        known: Vec<&'static str>,
    },
    /// A format that this version does not read.
    #[error("format `{}` is unknown", shown(found))]
    UnknownFormat {
        found: String,
        /// Whether it is newer than this program.
        is_newer: bool,
    },
    /// A name that is not a slug.
    #[error("`{}` cannot be the name of {what}", shown(name))]
    NotAName {
        /// What it names, such as "an item".
        what: &'static str,
        name: String,
    },
    /// A character that changes how the text around it looks.
    #[error("the character U+{:04X}, {}, in {what}", u32::from(*character), kind_of(*character))]
    Deceptive {
        /// Where it stands, such as "a text".
        what: &'static str,
        character: char,
    },
    /// A text that is empty or only blanks.
    #[error("`{key}` is blank")]
    Blank { key: &'static str },
    /// A text that is too long to be read by a person.
    #[error("`{key}` is longer than {limit} bytes")]
    TooLong { key: &'static str, limit: usize },
    /// A name that nothing declares.
    #[error("unknown {what} `{}`", shown(name))]
    Unknown {
        /// What it names, such as "role".
        what: &'static str,
        name: String,
        known: Vec<String>,
    },
    /// A name that stands twice where it may stand once.
    #[error("the {what} `{}` appears twice", shown(name))]
    Duplicate {
        /// What it names, such as "item".
        what: &'static str,
        name: String,
        first: usize,
    },
    /// Two items of one checklist that ask the same.
    #[error("the item `{}` asks for the same already", shown(other))]
    SameText {
        other: String,
        /// Where its text stands.
        first: usize,
    },
    /// A list that needs at least one entry.
    #[error("{what} is empty")]
    EmptyList {
        /// What is empty, such as "the section".
        what: &'static str,
        help: &'static str,
    },
    /// A checklist with both ways to write items.
    #[error("a checklist has either `items` or `sections`")]
    ItemsAndSections,
    /// A checklist whose id is not its path.
    #[error(
        "the id of this checklist must be `{}`, as its path says",
        shown(wanted)
    )]
    IdIsNotPath {
        /// The id that the path asks for.
        wanted: String,
    },
    /// A checklist that nothing asks for.
    #[error(
        "no phase and no incident duty lists the checklist `{}`",
        shown(checklist)
    )]
    Unlisted { checklist: String },
    /// An item that would never be asked.
    #[error(
        "the phase `{}` does not list `{}`, so this item would never be asked",
        shown(phase),
        shown(checklist)
    )]
    NeverAsked { phase: String, checklist: String },
    /// An item without a phase.
    #[error("the item `{}` belongs to no phase", shown(item))]
    NoPhase { item: String },
    /// A phase that takes nothing from a checklist that it lists.
    #[error("the checklist `{}` has no item for this phase", shown(checklist))]
    TakesNothing { checklist: String },
    /// Roles that no set of different people can fill.
    #[error("{people} can never act for {} as different people", list_of(roles))]
    NotEnoughPeople { people: People, roles: Vec<String> },
    /// Something that is not a value of its kind.
    #[error("`{}` is not {what}", shown(text))]
    NotA {
        /// What it must be, such as "a share of traffic".
        what: &'static str,
        text: String,
        help: &'static str,
    },
    /// An attribute that has git weave the lines of two events into one.
    #[error("git merges records with `union`")]
    UnionMerge,
    /// A list that is longer than any release needs.
    #[error("more than {limit} {what}s in one list")]
    TooMany {
        /// What is listed, such as "role".
        what: &'static str,
        limit: usize,
    },
    /// An item that nobody can sign and nobody can waive.
    #[error("a killer item needs a role: this one cannot be signed, and it can never be waived")]
    NobodySigns,
    /// A fact that must hold and may not.
    #[error("the fact `{}` must hold here, and must not", shown(fact))]
    Contradiction {
        fact: String,
        /// The line that asks for it to hold.
        first: usize,
    },
    /// More votes than people who may cast them.
    #[error(
        "the role `{}` has {}, and {votes} votes are needed",
        shown(role),
        crate::domain::text::counted(*members, "member")
    )]
    TooFewVoters {
        role: String,
        members: usize,
        votes: u64,
    },
    /// An item that asks for more people than a role has.
    #[error("{signers} people of the role `{}` have to sign, and it has {}", shown(role), crate::domain::text::counted(*members, "member"))]
    TooFewSigners {
        role: String,
        members: usize,
        signers: u64,
    },
    /// A day on which a phase that is entered on demand would be over.
    #[error("a phase on demand is planned for no day, so it has no `due`")]
    DueOnDemand,
    /// A sign-off of a milestone that would run out.
    #[error("a milestone stays reached: an item with `marks` has no `fresh`")]
    FreshMilestone,
    /// Roles that would waive a killer item.
    #[error("a killer item is never waived, so it has no `waived-by`")]
    KillerWaived,
    /// A wait at the gate of a phase that is entered on demand.
    #[error("a phase on demand is entered at any time, so its gate has no `wait`")]
    WaitOnDemand,
    /// An item for each entry of a list that can only be asked once.
    #[error("{what}, and not for each entry of a list")]
    AskedOnce { what: &'static str },
    /// A text that names an entry where there is no list.
    #[error("`{{{{entry}}}}` names an entry, but the item has no `for-each`")]
    NoEntry,
    /// An entry that no release is asked an item for.
    #[error("no release fits both this item and the entry `{}`", shown(entry))]
    NeverFits { entry: String },
    /// A choice of facts in an item, and another one in an entry.
    #[error("both this item and the entry `{}` have `any`", shown(entry))]
    EntryHasAny { entry: String },
    /// An item for each entry of a list, with the name of a checklist.
    #[error(
        "`{}` is also a checklist, so its items and these entries could share names",
        shown(item)
    )]
    ItemIsChecklist { item: String },
    /// A choice of facts in an item, and another one in its section.
    #[error("both this item and its section have `any`")]
    TwoAny {
        /// Where that of the section stands.
        first: usize,
    },
    /// A polled role that depends on the release type.
    #[error("whether a role is polled cannot depend on the type here")]
    PollByType,
    /// An item and its section that no release type has both of.
    #[error("no release type fits both this item and its section")]
    NoType,
    /// Two keys of which one must be there.
    #[error("`{0}` or `{1}` is required")]
    OneOf(&'static str, &'static str),
    /// A check that does not add up.
    #[error(transparent)]
    Proving(Proving),
    /// A rollout or monitoring windows that do not add up.
    #[error(transparent)]
    Staging(Staging),
    /// A rollback or incidents that do not add up.
    #[error(transparent)]
    OffPath(OffPath),
    /// A line of `allowed_signers` that counts for nothing.
    #[error("the line is void: {0}")]
    VoidKeyLine(String),
    /// A `revoked_keys` that cannot be read.
    #[error("every signature is refused: {0}")]
    UnreadableRevocation(String),
    /// More problems than anyone reads at once.
    #[error("{count} more problems are not shown")]
    More { count: usize },
    /// An author's choice that is allowed and worth a second thought.
    #[error(transparent)]
    Advice(super::advice::Advice),
}

/// The shape of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A scalar.
    Text,
    /// `true` or `false`.
    Bool,
    /// A list.
    List,
    /// A map.
    Map,
}

/// A number of people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct People(pub usize);

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text => "a text",
            Self::Bool => "`true` or `false`",
            Self::List => "a list",
            Self::Map => "keys and values",
        })
    }
}

impl fmt::Display for People {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            1 => f.write_str("one person"),
            count => write!(f, "{count} people"),
        }
    }
}

fn whose(key: &str, is_entry: bool) -> String {
    if is_entry {
        format!("an entry of `{}`", shown(key))
    } else {
        format!("`{}`", shown(key))
    }
}

fn kind_of(character: char) -> &'static str {
    match character {
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            "which turns the direction of text"
        }
        '\u{a0}' | '\u{2007}' | '\u{202f}' => "a no-break space",
        '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' => "a control character",
        _ => "which is invisible",
    }
}

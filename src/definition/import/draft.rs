//! Definitions drafted from an [`Outline`]: which items, in which sections and phases, of which roles.

use std::collections::{HashMap, HashSet};

use serde::Serialize;
use serde_yaml::{SerializerOptions, to_string_with_options};

use super::no_items::NoItems;
use super::outline::{Entry, Kind, Mark, Outline, Piece, Skipped, joined, plain};
use super::role::{RoleDraft, named, tagged};
use crate::domain::digest::Digest;
use crate::domain::plan::Role;
use crate::domain::plan::incident::PHASE;
use crate::domain::text::{is_deceptive, sameness};

/// The role of the items that name none, in a playbook that is drafted too.
pub(crate) const FALLBACK: &str = "release-manager";

/// Words that make an item one that may not apply.
const IF_APPLICABLE: [&str; 9] = [
    "if applicable",
    "as applicable",
    "where applicable",
    "if needed",
    "as needed",
    "when needed",
    "if necessary",
    "if required",
    "if any",
];

/// Words that say when an item is asked, in a way that only a person can turn into a rule.
const CONDITIONS: [&str; 6] = [
    "[optional]",
    "(optional)",
    "optional:",
    " only:",
    "only for ",
    "[only ",
];

/// The longest paragraph that is taken for the title of a section, in characters.
const LONGEST_LABEL: usize = 80;

/// What is asked of the draft.
#[derive(Debug)]
pub(crate) struct Wanted<'w> {
    /// The name of the checklist.
    pub(crate) id: &'w str,
    /// The phase of every item; without one, headings become phases.
    pub(crate) phase: Option<&'w str>,
    /// Whether list items without a box are items, where no item has one.
    pub(crate) steps: bool,
    /// The roles of the playbook that is there.
    pub(crate) known: &'w [Role],
}

/// A checklist that was drafted.
#[derive(Debug)]
pub(crate) struct Draft {
    pub(super) title: String,
    sections: Vec<Section>,
    /// The phases that headings became, in order, by id and title.
    pub(super) phases: Vec<(String, String)>,
    pub(super) roles: Vec<RoleDraft>,
    /// What became no item, by line.
    pub(crate) skipped: Vec<Skipped>,
    /// What a person should look at, by line.
    pub(crate) suggestions: Vec<(usize, String)>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
struct Section {
    title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    phase: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    roles: Option<[String; 1]>,
    items: Vec<Item>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
struct Item {
    id: String,
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    roles: Option<[String; 1]>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    if_applicable: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    link: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<String>,
}

impl Draft {
    /// Drafts a checklist.
    ///
    /// # Errors
    ///
    /// When the document has no item.
    pub(crate) fn of(outline: Outline, text: &str, wanted: &Wanted<'_>) -> Result<Self, NoItems> {
        let parts = Parts::of(&outline, wanted.steps);
        if !parts.0.contains(&Part::Item) {
            return Err(NoItems::of(&outline, text));
        }
        let mut drafting = Drafting::new(outline, parts, wanted);
        drafting.take_all();
        Ok(drafting.finished())
    }

    /// Returns how many items and sections there are.
    pub(crate) fn size(&self) -> (usize, usize) {
        let items = self.sections.iter().map(|section| section.items.len());
        (items.sum(), self.sections.len())
    }

    /// Returns the roles that the checklist names and the playbook does not know.
    pub(crate) fn new_roles(&self) -> impl Iterator<Item = &str> {
        self.roles.iter().map(|role| role.id.as_str())
    }

    /// Returns the checklist as YAML; `role` is that of the items that name none.
    pub(crate) fn checklist(&self, id: &str, phase: Option<&str>, role: &str) -> String {
        #[derive(Serialize)]
        struct Checklist<'d> {
            id: &'d str,
            title: &'d str,
            #[serde(skip_serializing_if = "Option::is_none")]
            phase: Option<&'d str>,
            roles: [&'d str; 1],
            sections: &'d [Section],
        }
        yaml(&Checklist {
            id,
            title: &self.title,
            phase,
            roles: [role],
            sections: &self.sections,
        })
    }
}

/// What an entry becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Item,
    /// It has no state of its own: its children are the work.
    Group,
    /// It says more about the item around it.
    Detail(usize),
    Skipped,
}

struct Parts(Vec<Part>);

impl Parts {
    fn of(outline: &Outline, steps: bool) -> Self {
        let entries = &outline.entries;
        let is_task = |entry: &Entry| matches!(entry.mark, Mark::Task { .. });
        let wanted = if entries.iter().any(is_task) || !steps {
            None
        } else {
            let has_steps = entries
                .iter()
                .any(|entry| entry.mark == Mark::Step && entry.depth == 0);
            Some(if has_steps { Mark::Step } else { Mark::Bullet })
        };
        let is_item = |entry: &Entry| match wanted {
            Some(mark) => entry.mark == mark && entry.depth == 0,
            None => is_task(entry),
        };
        let mut has_items_below = vec![false; entries.len()];
        for entry in entries.iter().filter(|entry| is_item(entry)) {
            let mut above = entry.parent;
            while let Some(place) = above {
                has_items_below[place] = true;
                above = entries[place].parent;
            }
        }
        let mut roles = Vec::with_capacity(entries.len());
        for (place, entry) in entries.iter().enumerate() {
            let is_container = has_items_below[place]
                && (!is_item(entry) || plain(&entry.text).ends_with([':', '：']));
            let role = match entry.parent.map(|parent| (parent, roles[parent])) {
                _ if is_container => Part::Group,
                _ if is_item(entry) => Part::Item,
                Some((parent, Part::Item)) => Part::Detail(parent),
                Some((_, Part::Detail(of))) => Part::Detail(of),
                _ => Part::Skipped,
            };
            roles.push(role);
        }
        Self(roles)
    }
}

struct Drafting<'w> {
    outline: Outline,
    becomes: Parts,
    wanted: &'w Wanted<'w>,
    draft: Draft,
    /// How many headings above are the title and what all items share.
    shared: usize,
    /// What tells the sections apart: title, phase and roles.
    kinds: Vec<(String, Option<String>, Option<[String; 1]>)>,
    ids: HashSet<String>,
    /// The texts of the items so far: no two of a checklist ask the same.
    texts: HashSet<String>,
    /// The lines of the paragraphs that became titles.
    titles: HashSet<usize>,
    /// Where each entry that became an item stands.
    places: HashMap<usize, (usize, usize)>,
}

impl<'w> Drafting<'w> {
    fn new(outline: Outline, becomes: Parts, wanted: &'w Wanted<'w>) -> Self {
        let entries = || {
            outline
                .entries
                .iter()
                .zip(&becomes.0)
                .filter(|(_, role)| **role == Part::Item)
        };
        let mut shared = 0;
        while entries().all(|(entry, _)| entry.path.len() > shared + 1)
            && entries()
                .zip(entries().skip(1))
                .all(|((a, _), (b, _))| a.path[shared] == b.path[shared])
        {
            shared += 1;
        }
        if outline.title.is_some() {
            shared = shared.max(1);
        }
        let first = entries()
            .next()
            .and_then(|(entry, _)| entry.path.first().filter(|_| shared > 0).cloned());
        let title = outline
            .title
            .clone()
            .or(first)
            .unwrap_or_else(|| title_of(wanted.id));
        Self {
            draft: Draft {
                title: clean(&title),
                sections: Vec::new(),
                phases: Vec::new(),
                roles: Vec::new(),
                skipped: Vec::new(),
                suggestions: Vec::new(),
            },
            outline,
            becomes,
            wanted,
            shared,
            kinds: Vec::new(),
            ids: HashSet::new(),
            texts: HashSet::new(),
            titles: HashSet::new(),
            places: HashMap::new(),
        }
    }

    fn take_all(&mut self) {
        let entries = std::mem::take(&mut self.outline.entries);
        for place in 0..entries.len() {
            match self.becomes.0[place] {
                Part::Item => self.item(&entries, place),
                Part::Group => self.group(&entries[place]),
                Part::Detail(of) => self.detail(&entries, of, place),
                Part::Skipped if self.is_named(&entries[place]) => {}
                Part::Skipped => {
                    let entry = &entries[place];
                    self.draft.skipped.push(Skipped {
                        line: entry.line,
                        what: if entry.mark == Mark::Step {
                            Kind::Step
                        } else {
                            Kind::Bullet
                        },
                        beginning: plain(&entry.text).chars().take(60).collect(),
                    });
                }
            }
        }
    }

    fn item(&mut self, entries: &[Entry], place: usize) {
        let entry = &entries[place];
        let section = self.section(entries, entry);
        let (text, link) = words(&entry.text);
        let (role, text) = match tagged(&text) {
            Some((role, rest)) => (Some(self.role(role)), rest.to_owned()),
            None => (None, text),
        };
        let low = text.to_lowercase();
        if CONDITIONS.iter().any(|words| low.contains(words)) {
            let hint = "it is not always asked: give it a `when`, or `if-applicable: true`";
            self.draft.suggestions.push((entry.line, hint.to_owned()));
        }
        let part_of = entry
            .parent
            .filter(|parent| self.becomes.0[*parent] == Part::Item);
        let part_of = part_of.map(|parent| words(&entries[parent].text).0);
        let help = part_of.iter().map(|parent| format!("Part of: {parent}"));
        let help: Vec<String> = help.chain(entry.details.iter().cloned()).collect();
        let of = part_of.unwrap_or_else(|| self.draft.sections[section].title.clone());
        let text = self.unlike(&text, &of);
        let item = Item {
            id: self.id(&plain(&entry.text)),
            if_applicable: IF_APPLICABLE.iter().any(|words| low.contains(words)),
            text,
            roles: role.map(|role| [role]),
            link,
            help: (!help.is_empty()).then(|| clean_lines(&help.join("\n\n"))),
        };
        let items = &mut self.draft.sections[section].items;
        items.push(item);
        self.places.insert(place, (section, items.len() - 1));
    }

    /// Tells whether the box of an entry was named already, as none.
    fn is_named(&self, entry: &Entry) -> bool {
        let mut skipped = self.outline.skipped.iter();
        skipped.any(|it| it.what == Kind::NoBox && it.line == entry.line)
    }

    /// Returns a text that no item before has: the first time as it is, else with what it belongs to, else with a number.
    fn unlike(&mut self, text: &str, of: &str) -> String {
        let mut unlike = text.to_owned();
        let mut number = 1;
        while !self.texts.insert(sameness(&unlike)) {
            number += 1;
            unlike = match number {
                2 => format!("{text} ({of})"),
                _ => format!("{text} ({of}, {number})"),
            };
        }
        unlike
    }

    /// Names what a group says beyond its first line: its sections have only a title.
    fn group(&mut self, entry: &Entry) {
        let details = entry.details.iter().map(|detail| Skipped {
            line: entry.line,
            what: Kind::Prose,
            beginning: joined(detail).chars().take(60).collect(),
        });
        self.draft.skipped.extend(details);
    }

    fn detail(&mut self, entries: &[Entry], of: usize, place: usize) {
        let Some((section, item)) = self.places.get(&of).copied() else {
            return;
        };
        let entry = &entries[place];
        let indent = "  ".repeat(entry.depth.saturating_sub(entries[of].depth + 1));
        let mark = if entry.mark == Mark::Step { "1." } else { "-" };
        let mut lines = vec![format!("{indent}{mark} {}", clean(&words(&entry.text).0))];
        let within = entry.details.iter().flat_map(|detail| detail.lines());
        lines.extend(within.map(|line| format!("{indent}  {line}")));
        let help = &mut self.draft.sections[section].items[item].help;
        let before = help.take().map(|help| help + "\n").unwrap_or_default();
        *help = Some(clean_lines(&(before + &lines.join("\n"))));
    }

    /// Returns the section of an entry: the last one when it is the same, else a new one.
    fn section(&mut self, entries: &[Entry], entry: &Entry) -> usize {
        let mut labels: Vec<String> = entry
            .path
            .iter()
            .skip(self.shared)
            .map(|text| clean(text))
            .collect();
        let phase = match (self.wanted.phase, labels.first()) {
            (Some(_), _) => None,
            (None, Some(_)) => {
                let title = labels.remove(0);
                Some(self.phase(&title))
            }
            (None, None) => Some(self.phase("Release")),
        };
        let label = |text: &str| clean(text.trim_end_matches([':', '：']));
        let lead_in = entry.lead_in.as_ref();
        if let Some((line, text)) =
            lead_in.filter(|(_, text)| text.chars().count() <= LONGEST_LABEL)
        {
            self.titles.insert(*line);
            labels.push(label(text));
        }
        let mut groups = Vec::new();
        let mut above = entry.parent;
        while let Some(place) = above {
            if self.becomes.0[place] == Part::Group {
                groups.push(label(&words(&entries[place].text).0));
            }
            above = entries[place].parent;
        }
        labels.extend(groups.into_iter().rev());
        labels.retain(|label| !label.is_empty());
        let mut inner_first = labels.iter().rev().chain(entry.path.iter().rev());
        let role = inner_first.find_map(|label| named(label));
        let roles = role.map(|role| [self.role(role)]);
        let title = match labels.as_slice() {
            [] => entry
                .path
                .last()
                .map_or_else(|| self.draft.title.clone(), |text| clean(text)),
            labels => labels.join(" / "),
        };
        let kind = (title, phase, roles);
        if let Some(known) = self.kinds.iter().position(|known| *known == kind) {
            return known;
        }
        let (title, phase, roles) = kind.clone();
        self.kinds.push(kind);
        let title = self.title(&title, phase.as_deref());
        let sections = &mut self.draft.sections;
        sections.push(Section {
            title,
            phase,
            roles,
            items: Vec::new(),
        });
        sections.len() - 1
    }

    /// Returns a title that no section before has: as it is, else behind its phase's, else with a number.
    fn title(&self, title: &str, phase: Option<&str>) -> String {
        let is_free = |title: &String| self.draft.sections.iter().all(|it| it.title != *title);
        let mut phases = self.draft.phases.iter();
        let of = phases.find(|(id, _)| Some(id.as_str()) == phase);
        let behind = of.map(|(_, phase)| format!("{phase} / {title}"));
        let numbered = (2..).map(|number| format!("{title} ({number})"));
        let mut titles = std::iter::once(title.to_owned())
            .chain(behind)
            .chain(numbered);
        titles.find(is_free).unwrap_or_default()
    }

    fn phase(&mut self, title: &str) -> String {
        let mut id = slug(title);
        if id == PHASE {
            id.push_str("-work");
        }
        if self.draft.phases.iter().all(|(known, _)| *known != id) {
            self.draft.phases.push((id.clone(), title.to_owned()));
        }
        id
    }

    fn role(&mut self, role: RoleDraft) -> String {
        let known = self.wanted.known.iter().find(|known| {
            let aliases = known.aliases.iter().map(String::as_str);
            let mut names = aliases.chain([known.title.as_str()]);
            known.id.as_str() == role.id || names.any(|name| name.eq_ignore_ascii_case(&role.title))
        });
        if let Some(known) = known {
            return known.id.to_string();
        }
        let id = role.id.clone();
        let is_fallback = self.wanted.known.is_empty() && id == FALLBACK;
        if !is_fallback && self.draft.roles.iter().all(|known| known.id != id) {
            self.draft.roles.push(role);
        }
        id
    }

    fn id(&mut self, text: &str) -> String {
        let first = slug(text);
        let mut id = first.clone();
        let mut number = 1;
        while !self.ids.insert(id.clone()) {
            number += 1;
            id = format!("{first}-{number}");
        }
        id
    }

    fn finished(mut self) -> Draft {
        let is_title = |it: &Skipped| it.what == Kind::Prose && self.titles.contains(&it.line);
        self.outline.skipped.retain(|it| !is_title(it));
        self.draft.skipped.append(&mut self.outline.skipped);
        self.draft.skipped.sort_by_key(|skipped| skipped.line);
        self.draft
    }
}

/// Returns a text for a checklist, with the one address that a person can open; others stand behind what they belong to.
fn words(pieces: &[Piece]) -> (String, Option<String>) {
    let is_web = |target: &str| target.starts_with("https://") || target.starts_with("http://");
    let links = pieces.iter().filter_map(|piece| match piece {
        Piece::Link { target, .. } if is_web(target) => Some(target),
        _ => None,
    });
    let links: Vec<&String> = links.collect();
    let link = match links.as_slice() {
        [only] if !only.contains(is_deceptive) && !only.contains(' ') => Some((*only).clone()),
        _ => None,
    };
    let said = pieces.iter().map(|piece| match piece {
        Piece::Text(text) => text.clone(),
        Piece::Code(code) => format!("`{code}`"),
        Piece::Link { text, target } if text == target || link.as_ref() == Some(target) => {
            text.clone()
        }
        Piece::Link { text, target } => format!("{text} ({target})"),
    });
    (clean(&joined(&said.collect::<String>())), link)
}

/// Takes out what no reader would see.
fn clean(text: &str) -> String {
    text.chars()
        .filter(|c| !is_deceptive(*c))
        .collect::<String>()
        .trim()
        .to_owned()
}

fn clean_lines(text: &str) -> String {
    let text = text.replace('\t', "    ");
    let kept = text.chars().filter(|c| *c == '\n' || !is_deceptive(*c));
    kept.collect::<String>().trim().to_owned()
}

/// Returns a name from the first words of a text; from its digest where no word is ASCII.
pub(crate) fn slug(text: &str) -> String {
    const LONGEST: usize = 48;
    let mut id = String::new();
    let words = text.split(|c: char| !c.is_ascii_alphanumeric());
    for word in words.filter(|word| !word.is_empty()).take(7) {
        if !id.is_empty() && id.len() + 1 + word.len() > LONGEST {
            break;
        }
        if !id.is_empty() {
            id.push('-');
        }
        id.extend(word.chars().take(LONGEST).map(|c| c.to_ascii_lowercase()));
    }
    if id.is_empty() {
        let digest = Digest::of_bytes(text.as_bytes()).to_string();
        let hex = digest.rsplit(':').next().unwrap_or_default();
        id = format!("item-{}", &hex[..8.min(hex.len())]);
    }
    id
}

pub(super) fn title_of(id: &str) -> String {
    let mut title = id.replace('-', " ");
    if let Some(first) = title.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    title
}

pub(super) fn yaml(value: &impl Serialize) -> String {
    let mut options = SerializerOptions::default();
    // Texts stay on one line, as checklists are written; help of several lines is a block.
    options.folded_wrap_chars = usize::MAX;
    options.compact_list_indent = false;
    to_string_with_options(value, options).unwrap_or_default()
}

#[cfg(test)]
mod tests;

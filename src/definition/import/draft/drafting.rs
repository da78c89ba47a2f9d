//! Takes the list items of a document one by one, into sections, phases and roles.

use foldhash::{HashMap, HashSet};
use memchr::memmem::Finder;

use super::parts::{Part, Parts};
use super::{Draft, FALLBACK, Item, Section, Wanted};
use crate::definition::import::role::{RoleDraft, named, tagged};
use crate::definition::import::unique::Unique;
use crate::definition::import::words::{
    clean, clean_lines, cut_help, cut_item, is_silent, label, slug, title_of, words,
};
use crate::domain::id::is_slug;
use crate::domain::plan::incident::PHASE;
use crate::domain::text::sameness;
use crate::markdown::outline::{Entry, Kind, Mark, Outline, Skipped, plain};

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

/// Words, one of which each of [`IF_APPLICABLE`] has.
const IF_APPLICABLE_WORDS: [&str; 5] = ["applicable", "needed", "necessary", "required", "if any"];

/// Words that say when an item is asked, in a way that only a person can turn into a rule.
const CONDITIONS: [&str; 6] = [
    "[optional]",
    "(optional)",
    "optional:",
    " only:",
    "only for ",
    "[only ",
];

/// Words, one of which each of [`CONDITIONS`] has.
const CONDITION_WORDS: [&str; 2] = ["optional", "only"];

/// The longest paragraph that is taken for the title of a section, in characters.
const LONGEST_LEAD_IN: usize = 80;

/// The deepest indent of a line of help, in levels.
const DEEPEST: usize = 8;

/// Phrases to look for, behind the words that they have: most texts have none of these.
struct Phrases {
    words: Vec<Finder<'static>>,
    phrases: &'static [&'static str],
}

impl Phrases {
    fn of(words: &'static [&'static str], phrases: &'static [&'static str]) -> Self {
        Self {
            words: words.iter().map(|word| Finder::new(*word)).collect(),
            phrases,
        }
    }

    /// Tells whether a text in lower case has one of the phrases.
    fn are_in(&self, text: &[u8]) -> bool {
        let has = |phrase: &&str| memchr::memmem::find(text, phrase.as_bytes()).is_some();
        self.words.iter().any(|word| word.find(text).is_some()) && self.phrases.iter().any(has)
    }
}

/// What tells the sections apart: title, phase and roles.
type SectionKey = (String, Option<String>, Option<[String; 1]>);

/// Where an item stands: the heading, the lead-in and the group around it, by their places.
type Around = (Option<usize>, Option<usize>, Option<usize>);

pub(super) struct Drafting<'w> {
    outline: &'w Outline,
    parts: Parts,
    wanted: &'w Wanted<'w>,
    draft: Draft,
    /// The labels of the headings, by their places; one without words is empty.
    headings: Vec<String>,
    /// How many headings above are the title and what all items share.
    shared: usize,
    sections: HashMap<SectionKey, usize>,
    /// The sections of the places that were met.
    met: HashMap<Around, usize>,
    section_titles: Unique,
    phase_titles: HashMap<String, String>,
    roles: HashSet<String>,
    ids: Unique,
    /// The texts of the items so far: no two of a checklist ask the same.
    texts: Unique,
    /// The labels of the list items with others below.
    labels: HashMap<usize, String>,
    /// The lines of the paragraphs that became titles.
    titles: HashSet<usize>,
    /// The lines of the boxes that GitHub takes for none.
    no_boxes: HashSet<usize>,
    if_applicable: Phrases,
    conditions: Phrases,
    /// The names that `export` wrote behind items, by the places of their entries.
    exported: HashMap<usize, String>,
    /// Where each entry that became an item stands.
    places: HashMap<usize, (usize, usize)>,
}

impl<'w> Drafting<'w> {
    pub(super) fn new(outline: &'w Outline, parts: Parts, wanted: &'w Wanted<'w>) -> Self {
        let labels = outline.headings.iter().map(|it| label(&it.text, it.line));
        let (headings, cut): (Vec<String>, Vec<Option<Skipped>>) = labels.unzip();
        let titled = outline.title.filter(|title| !headings[*title].is_empty());
        let paths = paths(outline, &parts, &headings);
        let shared = shared(&paths, &headings).max(usize::from(titled.is_some()));
        let first = paths.first().and_then(|path| path.first());
        let title = titled.or(first.copied().filter(|_| shared > 0));
        let title = title.map_or_else(|| title_of(wanted.id), |title| headings[title].clone());
        let no_boxes = outline.skipped.iter().filter(|it| it.what == Kind::NoBox);
        Self {
            draft: Draft {
                title,
                sections: Vec::new(),
                phases: Vec::new(),
                roles: Vec::new(),
                skipped: cut.into_iter().flatten().collect(),
                suggestions: Vec::new(),
            },
            no_boxes: no_boxes.map(|it| it.line).collect(),
            outline,
            parts,
            wanted,
            headings,
            shared,
            sections: HashMap::default(),
            met: HashMap::default(),
            section_titles: Unique::default(),
            phase_titles: HashMap::default(),
            roles: HashSet::default(),
            ids: Unique::default(),
            texts: Unique::default(),
            labels: HashMap::default(),
            titles: HashSet::default(),
            if_applicable: Phrases::of(&IF_APPLICABLE_WORDS, &IF_APPLICABLE),
            conditions: Phrases::of(&CONDITION_WORDS, &CONDITIONS),
            exported: exported(outline),
            places: HashMap::default(),
        }
    }

    pub(super) fn take_all(&mut self) {
        for (place, entry) in self.outline.entries.iter().enumerate() {
            match self.parts.get(place) {
                Part::Item => self.item(place, entry),
                Part::Group => self.group(entry),
                Part::Detail(of) => self.detail(of, entry),
                Part::Skipped => self.skip(entry),
            }
        }
    }

    fn item(&mut self, place: usize, entry: &Entry) {
        let section = self.section(place, entry);
        let (text, link) = words(&entry.text);
        let (role, mut text) = match tagged(&text) {
            Some((role, rest)) => (Some(self.role(role)), rest.to_owned()),
            None => (None, text),
        };
        self.draft.skipped.extend(cut_item(&mut text, entry.line));
        let low = text.to_ascii_lowercase();
        let low = low.as_bytes();
        if self.conditions.are_in(low) {
            let hint = "it is not always asked: give it a `when`, or `if-applicable: true`";
            self.draft.suggestions.push((entry.line, hint.to_owned()));
        }
        let parent = entry.parent;
        let parent = parent.filter(|parent| self.parts.get(*parent) == Part::Item);
        let part_of = parent.map(|parent| self.label_of(parent).to_owned());
        let mut help = String::new();
        if let Some(parent) = &part_of {
            help.extend(["Part of: ", parent]);
        }
        for detail in &entry.details {
            if !help.is_empty() {
                help.push_str("\n\n");
            }
            help.push_str(detail);
        }
        let of = part_of.unwrap_or_else(|| self.draft.sections[section].title.clone());
        let item = Item {
            line: entry.line,
            said: text.clone(),
            id: self.id(place, entry),
            if_applicable: self.if_applicable.are_in(low),
            text: self.unlike(text, &of),
            roles: role.map(|role| [role]),
            link,
            help,
        };
        let items = &mut self.draft.sections[section].items;
        items.push(item);
        self.places.insert(place, (section, items.len() - 1));
    }

    /// Returns a text that no item before has: the first time as it is, else with what it belongs to, else with a number.
    fn unlike(&mut self, text: String, of: &str) -> String {
        let mut same = sameness(&text);
        if self.texts.take(same.clone()) {
            return text;
        }
        // What is the same of two texts in a row is what is the same of each.
        same.push(' ');
        same.push_str(&sameness(of));
        let same = same.trim().to_owned();
        let name = |number: usize| match number {
            2 => same.clone(),
            _ => format!("{same} {number}").trim().to_owned(),
        };
        match self.texts.number(same.clone(), 2, name) {
            2 => format!("{text} ({of})"),
            number => format!("{text} ({of}, {number})"),
        }
    }

    fn id(&mut self, place: usize, entry: &Entry) -> String {
        let first = match (self.exported.remove(&place), &entry.named) {
            (Some(name), _) => name,
            (None, Some(named)) => slug(named),
            (None, None) => slug(&plain(&entry.text)),
        };
        if self.ids.take(first.clone()) {
            return first;
        }
        let numbered = |number: usize| format!("{first}-{number}");
        numbered(self.ids.number(first.clone(), 2, numbered))
    }

    /// Names what a group says beyond its first line: its sections have only a title.
    fn group(&mut self, entry: &Entry) {
        self.note_silent(entry);
        self.note_details(entry);
    }

    fn skip(&mut self, entry: &Entry) {
        self.note_silent(entry);
        let is_task = matches!(entry.mark, Mark::Task { .. });
        if !is_task && !self.no_boxes.contains(&entry.line) {
            let what = match entry.mark {
                Mark::Step => Kind::Step,
                Mark::Task { .. } | Mark::Bullet => Kind::Bullet,
            };
            let skipped = Skipped::of(entry.line, what, &plain(&entry.text));
            self.draft.skipped.push(skipped);
        }
        self.note_details(entry);
    }

    /// Names a box without a text, which is nothing to do.
    fn note_silent(&mut self, entry: &Entry) {
        if matches!(entry.mark, Mark::Task { .. }) && is_silent(&entry.text) {
            let skipped = Skipped::of(entry.line, Kind::NoText, "");
            self.draft.skipped.push(skipped);
        }
    }

    fn note_details(&mut self, entry: &Entry) {
        let details = entry.details.iter();
        let skipped = details.map(|detail| Skipped::of(entry.line, Kind::Prose, detail));
        self.draft.skipped.extend(skipped);
    }

    fn detail(&mut self, of: usize, entry: &Entry) {
        self.note_silent(entry);
        let Some((section, item)) = self.places.get(&of).copied() else {
            return;
        };
        let below = self.outline.entries[of].depth + 1;
        let indent = "  ".repeat(entry.depth.saturating_sub(below).min(DEEPEST));
        let mark = if entry.mark == Mark::Step { "1." } else { "-" };
        let help = &mut self.draft.sections[section].items[item].help;
        let mut line = |words: [&str; 3]| {
            if !help.is_empty() {
                help.push('\n');
            }
            help.extend(words);
        };
        let (text, _) = words(&entry.text);
        if !text.is_empty() {
            line([&format!("{indent}{mark}"), " ", &text]);
        }
        for detail in entry.details.iter().flat_map(|detail| detail.lines()) {
            line([&indent, "  ", detail]);
        }
    }

    /// Returns what a list item is called where it stands around others.
    fn label_of(&mut self, place: usize) -> &str {
        let entry = &self.outline.entries[place];
        self.labels.entry(place).or_insert_with(|| {
            let (text, _) = words(&entry.text);
            let (label, rest) = label(text.trim_end_matches([':', '：']), entry.line);
            // What an item says beyond its label stands in its text.
            if self.parts.get(place) == Part::Group {
                self.draft.skipped.extend(rest);
            }
            label
        })
    }

    /// Returns the section of an entry: the last one when it is the same, else a new one.
    fn section(&mut self, place: usize, entry: &Entry) -> usize {
        let group = self.parts.group_of(place);
        let around = (entry.heading, entry.lead_in, group);
        if let Some(known) = self.met.get(&around) {
            return *known;
        }
        let key = self.key(around, entry.line);
        let section = match self.sections.get(&key) {
            Some(known) => *known,
            None => self.add(key),
        };
        self.met.insert(around, section);
        section
    }

    fn key(&mut self, (heading, lead_in, group): Around, line: usize) -> SectionKey {
        let path: Vec<String> = told(self.outline, &self.headings, heading)
            .map(|place| self.headings[place].clone())
            .collect();
        let mut labels: Vec<String> = path.iter().skip(self.shared).cloned().collect();
        let phase = match (self.wanted.phase, labels.is_empty()) {
            (Some(_), _) => None,
            (None, true) => Some(self.phase("Release")),
            (None, false) => Some(self.phase(&labels.remove(0))),
        };
        labels.extend(lead_in.and_then(|lead_in| self.lead_in(lead_in)));
        let mut groups: Vec<usize> =
            std::iter::successors(group, |group| self.parts.group_of(*group)).collect();
        groups.reverse();
        for group in groups {
            labels.push(self.label_of(group).to_owned());
        }
        labels.retain(|label| !label.is_empty());
        let mut inner_first = labels.iter().rev().chain(path.iter().rev());
        let role = inner_first.find_map(|label| named(label));
        let roles = role.map(|role| [self.role(role)]);
        let title = if labels.is_empty() {
            path.last().unwrap_or(&self.draft.title).clone()
        } else {
            let (title, rest) = label(&labels.join(" / "), line);
            self.draft.skipped.extend(rest);
            title
        };
        (title, phase, roles)
    }

    fn lead_in(&mut self, place: usize) -> Option<String> {
        let (line, text) = &self.outline.lead_ins[place];
        if text.chars().nth(LONGEST_LEAD_IN).is_some() {
            return None;
        }
        self.titles.insert(*line);
        Some(clean(text.trim_end_matches([':', '：'])))
    }

    fn add(&mut self, key: SectionKey) -> usize {
        let place = self.draft.sections.len();
        self.sections.insert(key.clone(), place);
        let (title, phase, roles) = key;
        let section = Section {
            title: self.title(title, phase.as_deref()),
            phase,
            roles,
            items: Vec::new(),
        };
        self.draft.sections.push(section);
        place
    }

    /// Returns a title that no section before has: as it is, else behind its phase's, else with a number.
    fn title(&mut self, title: String, phase: Option<&str>) -> String {
        if self.section_titles.take(title.clone()) {
            return title;
        }
        let of = phase.and_then(|phase| self.phase_titles.get(phase));
        let behind = of.map(|phase| format!("{phase} / {title}"));
        if let Some(behind) = behind.filter(|it| self.section_titles.take(it.clone())) {
            return behind;
        }
        let numbered = |number: usize| format!("{title} ({number})");
        numbered(self.section_titles.number(title.clone(), 2, numbered))
    }

    fn phase(&mut self, title: &str) -> String {
        let mut id = slug(title);
        if id == PHASE {
            id.push_str("-work");
        }
        if !self.phase_titles.contains_key(&id) {
            self.phase_titles.insert(id.clone(), title.to_owned());
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
        if !is_fallback && self.roles.insert(id.clone()) {
            self.draft.roles.push(role);
        }
        id
    }

    /// Returns the draft, and the lines of the paragraphs that became titles.
    pub(super) fn finished(mut self) -> (Draft, HashSet<usize>) {
        let sections = self.draft.sections.iter_mut();
        for item in sections.flat_map(|section| &mut section.items) {
            item.help = clean_lines(&item.help);
            let rest = cut_help(&mut item.help, item.line);
            self.draft.skipped.extend(rest);
        }
        (self.draft, self.titles)
    }
}

/// Returns the names of the items that came from `export`, by the places of their entries.
fn exported(outline: &Outline) -> HashMap<usize, String> {
    let named = outline.comments.iter().filter_map(|comment| {
        let name = exported_name(&comment.text)?;
        Some((comment.entry?, name.to_owned()))
    });
    named.collect()
}

/// Returns the name of an item without its checklist, when a comment is what `export` writes behind it: `checklist/item`.
pub(super) fn exported_name(comment: &str) -> Option<&str> {
    let mut parts = comment.trim().split('/');
    let (Some(name), Some(list)) = (parts.next_back(), parts.next()) else {
        return None;
    };
    (is_slug(name) && is_slug(list) && parts.all(is_slug)).then_some(name)
}

/// Returns the headings that say something, from the outermost down to this one.
fn told<'h>(
    outline: &Outline,
    headings: &'h [String],
    heading: Option<usize>,
) -> impl Iterator<Item = usize> + use<'h> {
    let path = outline.path(heading).into_iter();
    path.filter(|place| !headings[*place].is_empty())
}

/// Returns the paths of headings above the items, those in a row that are the same once.
fn paths(outline: &Outline, parts: &Parts, headings: &[String]) -> Vec<Vec<usize>> {
    let items = parts.items().map(|place| outline.entries[place].heading);
    let mut above: Vec<Option<usize>> = items.collect();
    above.dedup();
    let paths = above.into_iter();
    paths
        .map(|heading| told(outline, headings, heading).collect())
        .collect()
}

/// Counts the headings that all paths begin with; the last of the shortest path is none of them.
fn shared(paths: &[Vec<usize>], headings: &[String]) -> usize {
    let shortest = paths.iter().map(Vec::len).min().unwrap_or_default();
    let is_same = |level: &usize| {
        let mut pairs = paths.windows(2);
        pairs.all(|pair| headings[pair[0][*level]] == headings[pair[1][*level]])
    };
    (0..shortest.saturating_sub(1)).take_while(is_same).count()
}

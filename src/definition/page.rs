//! One file under check: its text, what was found in it, and the small questions that every check asks.

use std::cell::RefCell;

use super::advice::Advice;
use super::fault::{Fault, Proving, Staging};
use super::findings::{Finding, Findings};
use super::names::Names;
use super::reader::{Placed, Plain, Readable, Reader, Text};
use super::source::Source;
use super::tree::{Kind, Place};
use super::{comment, parse, text};
use crate::domain::duration;
use crate::domain::id::{Milestone, is_slug, is_slug_path};
use crate::domain::plan::Due;
use crate::domain::text::{LONGEST_TEXT, is_deceptive};

/// The most names that are looked at in one list.
const MOST_NAMES: usize = 100;

/// One file and what was found in it.
#[derive(Debug)]
pub(super) struct Page<'s> {
    pub(super) source: &'s Source,
    pub(super) text: &'s str,
    pub(super) problems: RefCell<Findings>,
    pub(super) advice: RefCell<Findings>,
}

impl<'s> Page<'s> {
    /// Opens a file; one that is not text gets a problem and no text.
    pub(super) fn open(source: &'s Source) -> Self {
        let (text, problem) = match (&source.fault, text::decode(&source.bytes)) {
            (Some(fault), _) => ("", Some((None, fault.clone()))),
            (None, Ok(text)) => (text, None),
            (None, Err(problem)) => ("", Some(problem)),
        };
        let page = Self {
            source,
            text,
            problems: RefCell::default(),
            advice: RefCell::default(),
        };
        if let Some((place, fault)) = problem {
            page.problems.borrow_mut().push(place, fault);
        }
        page
    }

    /// Reads the file as `T`, or returns `None` when it is no YAML.
    pub(super) fn read<T: Readable>(&self) -> Option<Placed<T>> {
        if !self.is_sound() {
            return None;
        }
        let parsed = parse::parse(self.text, &mut self.problems.borrow_mut());
        match parsed {
            Ok(node) if matches!(node.kind, Kind::Map(_)) => {
                for (place, comment) in comment::cutting(self.text, &node) {
                    self.advise(place, Advice::CutShort { comment });
                }
                Some(Placed::read(Reader::new(&node, &self.problems)))
            }
            Ok(node) => {
                self.note(node.place, Fault::NotKeys);
                None
            }
            Err((place, fault)) => {
                self.problems.borrow_mut().push(place, fault);
                None
            }
        }
    }

    /// Tells whether the file has no problems. One that has some may have lost items or names to them.
    pub(super) fn is_sound(&self) -> bool {
        self.problems.borrow().list.is_empty()
    }

    /// Notes a problem; a key that is missing only where there is something that could have keys.
    pub(super) fn note(&self, place: Place, fault: Fault) {
        let is_echo =
            |(at, noted): &Finding| *at == Some(place) && matches!(noted, Fault::WrongShape { .. });
        let is_about_content = matches!(
            fault,
            Fault::MissingKey { .. }
                | Fault::OneOf(..)
                | Fault::Proving(Proving::Nothing)
                | Fault::Staging(Staging::NoChoice { .. } | Staging::OneLimit)
        );
        if is_about_content && self.problems.borrow().list.iter().any(is_echo) {
            return;
        }
        self.problems.borrow_mut().push(Some(place), fault);
    }

    pub(super) fn note_file(&self, fault: Fault) {
        self.problems.borrow_mut().push(None, fault);
    }

    pub(super) fn advise(&self, place: Place, advice: Advice) {
        self.advice
            .borrow_mut()
            .push(Some(place), Fault::Advice(advice));
    }

    /// Notes a list that stands there and holds nothing; one that could not be read was noted by the reader.
    pub(super) fn not_empty<T>(
        &self,
        list: &Placed<Vec<T>>,
        what: &'static str,
        help: &'static str,
    ) {
        if list.value.is_empty()
            && self
                .text
                .get(list.place.start..)
                .is_some_and(|rest| rest.starts_with('['))
        {
            self.note(list.place, Fault::EmptyList { what, help });
        }
    }

    /// Returns a text that must be there, fit for one line; without it notes that at `parent`.
    pub(super) fn line(&self, parent: Place, key: &'static str, text: Option<&Text>) -> String {
        match text {
            Some(text) => self.checked(key, text, is_deceptive),
            None => {
                self.note(parent, Fault::MissingKey { key });
                String::new()
            }
        }
    }

    /// Returns a text that may be left out, fit for one line.
    pub(super) fn maybe_line(&self, key: &'static str, text: Option<&Text>) -> Option<String> {
        text.map(|text| self.checked(key, text, is_deceptive))
    }

    /// Returns a text that may be left out and may have several lines.
    pub(super) fn maybe_lines(&self, key: &'static str, text: Option<&Text>) -> Option<String> {
        text.map(|text| self.checked(key, text, |c| c != '\n' && is_deceptive(c)))
    }

    fn checked(&self, key: &'static str, text: &Text, is_bad: impl Fn(char) -> bool) -> String {
        let trimmed = text.value.trim();
        if trimmed.is_empty() {
            self.note_blank(key, text);
        } else if let Some(character) = trimmed.chars().find(|c| is_bad(*c)) {
            self.note(
                self.place_of(character, text.place),
                Fault::Deceptive {
                    what: "a text",
                    character,
                },
            );
        } else if trimmed.len() > LONGEST_TEXT {
            self.note(
                text.place,
                Fault::TooLong {
                    key,
                    limit: LONGEST_TEXT,
                },
            );
        }
        trimmed.to_owned()
    }

    /// Notes a text that was written and is blank; one that could not be read was noted by the reader.
    fn note_blank(&self, key: &'static str, text: &Text) {
        if self
            .text
            .get(text.place.start..)
            .is_some_and(|rest| rest.starts_with(['"', '\'', '|', '>']))
        {
            self.note(text.place, Fault::Blank { key });
        }
    }

    /// Returns an address on the web that may be left out; notes a text that is none.
    pub(super) fn web_address(&self, key: &'static str, raw: Option<&Text>) -> Option<String> {
        let address = self.maybe_line(key, raw)?;
        let host = address
            .strip_prefix("https://")
            .or_else(|| address.strip_prefix("http://"));
        let is_good = host.is_some_and(|host| {
            !host.is_empty() && !host.starts_with('/') && !host.contains(char::is_whitespace)
        });
        if let Some(raw) = raw.filter(|_| !is_good && !address.is_empty()) {
            let fault = Fault::NotA {
                what: "an address on the web",
                text: address.clone(),
                help: "write an address that starts with `https://` or `http://`",
            };
            self.note(raw.place, fault);
        }
        Some(address)
    }

    /// Returns a name that must be there and be a slug, or `None` after noting why it is not.
    pub(super) fn name<'t>(
        &self,
        parent: Place,
        key: &'static str,
        what: &'static str,
        name: Option<&'t Text>,
    ) -> Option<&'t Text> {
        let Some(name) = name else {
            self.note(parent, Fault::MissingKey { key });
            return None;
        };
        self.slug(what, name).then_some(name)
    }

    /// Tells whether a name is a slug; notes it when not.
    pub(super) fn slug(&self, what: &'static str, name: &Text) -> bool {
        self.named_well(what, name, is_slug(&name.value))
    }

    /// Tells whether a name is a path of slugs; notes it when not.
    pub(super) fn slug_path(&self, what: &'static str, name: &Text) -> bool {
        self.named_well(what, name, is_slug_path(&name.value))
    }

    fn named_well(&self, what: &'static str, name: &Text, is_good: bool) -> bool {
        if is_good {
            return true;
        }
        match name.value.chars().find(|c| is_deceptive(*c)) {
            Some(character) => {
                let fault = Fault::Deceptive {
                    what: "a name",
                    character,
                };
                self.note(self.place_of(character, name.place), fault);
            }
            None if name.value.is_empty() => self.note_blank("name", name),
            None => self.note(
                name.place,
                Fault::NotAName {
                    what,
                    name: name.value.clone(),
                },
            ),
        }
        false
    }

    /// Tells whether a name is declared; notes it when not. With `None` nothing is known and everything passes.
    pub(super) fn known(&self, name: &Text, names: Option<&Names>) -> bool {
        let Some(names) = names else { return true };
        if names.has(&name.value) {
            return true;
        }
        if name.value.is_empty() {
            self.note_blank(names.what, name);
        } else {
            let known = if self.problems.borrow().is_full() {
                Vec::new()
            } else {
                names.order.clone()
            };
            self.note(
                name.place,
                Fault::Unknown {
                    what: names.what,
                    name: name.value.clone(),
                    known,
                },
            );
        }
        false
    }

    /// Returns the names of a list that are declared, once each; notes the others and those that stand twice.
    pub(super) fn all_known<'t>(
        &self,
        list: &'t [Text],
        what: &'static str,
        names: Option<&Names>,
    ) -> Vec<&'t str> {
        let mut seen: Vec<&Text> = Vec::new();
        for name in list.iter().take(MOST_NAMES) {
            match seen.iter().find(|other| other.value == name.value) {
                Some(first) => {
                    let fault = Fault::Duplicate {
                        what,
                        name: name.value.clone(),
                        first: first.place.line,
                    };
                    self.note(name.place, fault);
                }
                None if self.known(name, names) => seen.push(name),
                None => {}
            }
        }
        if let Some(first) = list.get(MOST_NAMES) {
            self.note(
                first.place,
                Fault::TooMany {
                    what,
                    limit: MOST_NAMES,
                },
            );
        }
        seen.into_iter().map(|name| name.value.as_str()).collect()
    }

    /// Returns the ids of a list, as [`all_known`](Self::all_known) does.
    pub(super) fn ids<'t, T: From<&'t str>>(
        &self,
        list: &'t [Text],
        what: &'static str,
        names: Option<&Names>,
    ) -> Vec<T> {
        let known = self.all_known(list, what, names);
        known.into_iter().map(T::from).collect()
    }

    /// Returns the id of a name that may be left out; notes one that is not declared.
    pub(super) fn id<'t, T: From<&'t str>>(
        &self,
        name: Option<&'t Text>,
        names: &Names,
    ) -> Option<T> {
        name.filter(|name| self.known(name, Some(names)))
            .map(|name| T::from(&name.value))
    }

    /// Returns a milestone that may be left out; notes one that is no slug.
    pub(super) fn milestone(&self, name: Option<&Text>) -> Option<Milestone> {
        name.filter(|name| self.slug("a milestone", name))
            .map(|name| Milestone::from(name.value.as_str()))
    }

    /// Returns a name that must be there and be declared, or nothing after noting why it is not.
    pub(super) fn known_name<'t>(
        &self,
        parent: Place,
        key: &'static str,
        name: Option<&'t Text>,
        names: &Names,
    ) -> &'t str {
        match name {
            Some(name) if self.known(name, Some(names)) => &name.value,
            Some(_) => "",
            None => {
                self.note(parent, Fault::MissingKey { key });
                ""
            }
        }
    }

    /// Returns what a scalar says in its notation, or `None` after noting that it says nothing.
    pub(super) fn scalar<T>(
        &self,
        scalar: &Placed<Plain>,
        what: &'static str,
        help: &'static str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let text = &scalar.value.0;
        let value = read(text);
        if value.is_none() && !text.is_empty() {
            self.note(
                scalar.place,
                Fault::NotA {
                    what,
                    text: text.clone(),
                    help,
                },
            );
        }
        value
    }

    /// Returns a duration of at least so many seconds that may be left out, in seconds.
    pub(super) fn duration(&self, text: Option<&Placed<Plain>>, least: u64) -> Option<u64> {
        let help = "write numbers with their unit, such as `30s`, `5m` or `1h30m`";
        self.scalar(text?, "a duration", help, |text| {
            duration::read(text).filter(|seconds| *seconds >= least)
        })
    }

    /// Finds a character in what stands at a place; when it is written as an escape, the place itself.
    /// Returns a day that is counted from the release day and may be left out.
    pub(super) fn due(&self, text: Option<&Placed<Plain>>) -> Option<Due> {
        let help = "write days before the release day as `-21d`, or after it as `+3d`";
        self.scalar(text?, "a number of days", help, Due::parse)
    }

    fn place_of(&self, character: char, place: Place) -> Place {
        let end = if place.end > place.start {
            place.end
        } else {
            self.text.len()
        };
        let Some(rest) = self
            .text
            .get(place.start..end)
            .filter(|_| character != '\n')
        else {
            return place;
        };
        let (mut line, mut column) = (place.line, place.column);
        for (offset, c) in rest.char_indices() {
            if c == character {
                let start = place.start + offset;
                return Place {
                    end: start + c.len_utf8(),
                    ..Place::at(line, column, start)
                };
            }
            (line, column) = if c == '\n' {
                (line + 1, 1)
            } else {
                (line, column + 1)
            };
        }
        place
    }
}

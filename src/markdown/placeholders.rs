//! Placeholders in a document: filled where a text was given for their name, and found where not.
//!
//! The forms are those of 154 real release checklists: `X.Y.Z`, `{{ version }}`, `${VERSION}`, `$VERSION`, `<version>`,
//! `{version}`, `[VERSION]`, `YYYY-MM-DD`, `____`. Nothing is filled whose name was not given.

use std::collections::HashMap;
use std::str::FromStr;

use super::outline::{Outline, Piece, plain};
use crate::domain::text::beginning;

/// A text for the placeholders of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Variable {
    pub(crate) name: String,
    pub(crate) text: String,
}

/// What is no `NAME=TEXT`.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("write it as `NAME=TEXT`, such as `X.Y.Z=2.4.0`")]
pub(crate) struct NoVariable;

impl FromStr for Variable {
    type Err = NoVariable;

    fn from_str(given: &str) -> Result<Self, NoVariable> {
        let (name, text) = given.split_once('=').ok_or(NoVariable)?;
        let name = name.trim();
        if name.is_empty() {
            return Err(NoVariable);
        }
        Ok(Self {
            name: name.to_owned(),
            text: text.to_owned(),
        })
    }
}

/// A placeholder that a document has.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Placeholder {
    /// As it is written the first time.
    pub(crate) text: String,
    /// The name that fills it; none of a blank such as `____`.
    pub(crate) name: Option<String>,
    /// Its lines, from 1, in order.
    pub(crate) lines: Vec<usize>,
}

impl Variable {
    /// Fills the placeholders of this name in a text.
    fn fill(&self, text: &mut String) {
        if !text.contains(&self.name) {
            return;
        }
        let is_word = self.name.chars().all(is_of_word);
        let mut filled = String::with_capacity(text.len());
        let mut rest = text.as_str();
        while let Some(at) = rest.find(&self.name) {
            let behind = at + self.name.len();
            match around(&rest[..at], &rest[behind..], is_word) {
                Some((before, after)) => {
                    filled.push_str(&rest[..before]);
                    filled.push_str(&self.text);
                    rest = &rest[behind + after..];
                }
                None => {
                    filled.push_str(&rest[..behind]);
                    rest = &rest[behind..];
                }
            }
        }
        filled.push_str(rest);
        *text = filled;
    }
}

/// Returns where a placeholder begins before its name, and how long it is behind; none when the name stands there as a word.
fn around(before: &str, after: &str, is_word: bool) -> Option<(usize, usize)> {
    let blank_before = before.trim_end_matches(' ');
    let blank_after = after.trim_start_matches(' ');
    if let (Some(start), true) = (
        blank_before.strip_suffix("{{"),
        blank_after.starts_with("}}"),
    ) {
        return Some((start.len(), after.len() - blank_after.len() + 2));
    }
    for (open, close) in [("${", "}"), ("{", "}"), ("<", ">"), ("[", "]")] {
        if let (Some(start), true) = (before.strip_suffix(open), after.starts_with(close)) {
            return Some((start.len(), close.len()));
        }
    }
    if !is_word {
        return Some((before.len(), 0));
    }
    let start = before.strip_suffix('$')?;
    (!after.starts_with(is_of_word)).then_some((start.len(), 0))
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Fills what a document says, and returns the names that it does not have. What an item is named after stays as it was.
pub(crate) fn fill<'v>(outline: &mut Outline, variables: &'v [Variable]) -> Vec<&'v str> {
    let mut unused: Vec<&str> = Vec::new();
    for variable in variables {
        let mut is_used = false;
        let mut fill = |text: &mut String| {
            let before = text.len();
            let was = text.contains(&variable.name).then(|| text.clone());
            variable.fill(text);
            is_used |= before != text.len() || was.is_some_and(|was| was != *text);
        };
        outline
            .headings
            .iter_mut()
            .for_each(|it| fill(&mut it.text));
        outline.lead_ins.iter_mut().for_each(|(_, text)| fill(text));
        for entry in &mut outline.entries {
            let before = entry.named.take().unwrap_or_else(|| plain(&entry.text));
            for piece in &mut entry.text {
                match piece {
                    Piece::Text(text) | Piece::Code(text) => fill(text),
                    Piece::Link { text, target } => {
                        fill(text);
                        fill(target);
                    }
                }
            }
            entry.named = Some(before);
            entry.details.iter_mut().for_each(&mut fill);
        }
        if !is_used {
            unused.push(&variable.name);
        }
    }
    unused
}

/// Finds the placeholders that a document has, in the order in which they come first.
pub(crate) fn left(outline: &Outline) -> Vec<Placeholder> {
    let mut found = Found::default();
    for entry in &outline.entries {
        for (number, piece) in entry.text.iter().enumerate() {
            match piece {
                // A tag at the beginning names a role or a condition.
                Piece::Text(text) if number == 0 && text.starts_with('[') => {
                    found.look(&text[1..], entry.line, true);
                }
                Piece::Text(text) => found.look(text, entry.line, true),
                // What a shell fills is not ours.
                Piece::Code(text) => found.look(text, entry.line, false),
                Piece::Link { text, target } => {
                    found.look(text, entry.line, true);
                    found.look(target, entry.line, true);
                }
            }
        }
        for detail in &entry.details {
            found.look(detail, entry.line, false);
        }
    }
    for heading in &outline.headings {
        found.look(&heading.text, heading.line, true);
    }
    let mut left = found.placeholders;
    for placeholder in &mut left {
        placeholder.lines.sort_unstable();
        placeholder.lines.dedup();
    }
    left.sort_by_key(|it| it.lines.first().copied());
    left
}

#[derive(Default)]
struct Found {
    placeholders: Vec<Placeholder>,
    places: HashMap<String, usize>,
}

impl Found {
    fn look(&mut self, text: &str, line: usize, with_shell: bool) {
        let mut rest = text;
        while let Some(at) = rest.find(['{', '<', '[', '$', 'X', 'x', 'Y', '_']) {
            let from = &rest[at..];
            let length = match placeholder(from, with_shell) {
                Ok((length, name)) => {
                    self.add(&from[..length], name, line);
                    length
                }
                Err(length) => length,
            };
            rest = &from[length..];
        }
    }

    fn add(&mut self, text: &str, name: Option<&str>, line: usize) {
        let key = name.unwrap_or("____");
        let next = self.placeholders.len();
        let place = *self.places.entry(key.to_owned()).or_insert(next);
        if place == next {
            self.placeholders.push(Placeholder {
                text: text.to_owned(),
                name: name.map(str::to_owned),
                lines: Vec::new(),
            });
        }
        self.placeholders[place].lines.push(line);
    }
}

/// Returns the length and the name of the placeholder that a text begins with, or how much of it is none.
fn placeholder(text: &str, with_shell: bool) -> Result<(usize, Option<&str>), usize> {
    let first = text.chars().next().map_or(1, char::len_utf8);
    let within = |open: &str, close: &str| {
        // Where much is opened and nothing closed, the rest would be looked through each time.
        let inner = beginning(text.strip_prefix(open)?, LONGEST + 2 * close.len());
        let inner = &inner[..inner.find(close)?];
        let name = inner.trim();
        let is_short = !name.is_empty() && name.len() <= LONGEST && !name.contains('\n');
        is_short.then_some((open.len() + inner.len() + close.len(), name))
    };
    let is_name = |name: &str| name.chars().all(|c| is_of_word(c) || "-.".contains(c));
    let is_loud = |name: &str| {
        name.len() > 2
            && name
                .bytes()
                .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || b"_-.".contains(&c))
    };
    if let Some((length, name)) = within("{{", "}}") {
        return Ok((length, Some(name)));
    }
    if text.starts_with('$') {
        let braced = within("${", "}").filter(|(_, name)| is_name(name));
        let bare = || {
            let name = &text[1..];
            let end = name.find(|c: char| !is_of_word(c)).unwrap_or(name.len());
            Some((end + 1, &name[..end])).filter(|(_, name)| is_loud(name))
        };
        let found = braced.or_else(bare);
        let found = found.map(|(length, name)| (length, Some(name)));
        return match found {
            Some(found) if with_shell => Ok(found),
            Some((length, _)) => Err(length),
            None => Err(1),
        };
    }
    if let Some((length, name)) = within("<", ">").filter(|(_, name)| is_tag_name(name)) {
        return if is_html(name) {
            Err(length)
        } else {
            Ok((length, Some(name)))
        };
    }
    if let Some((length, name)) = within("{", "}").filter(|(_, name)| is_name(name)) {
        return Ok((length, Some(name)));
    }
    if let Some((length, name)) = within("[", "]").filter(|(_, name)| is_loud(name)) {
        return Ok((length, Some(name)));
    }
    for literal in ["X.Y.Z", "x.y.z", "X.Y", "x.y", "YYYY-MM-DD"] {
        if let Some(behind) = text.strip_prefix(literal)
            && !behind.starts_with(char::is_alphanumeric)
        {
            return Ok((literal.len(), Some(&text[..literal.len()])));
        }
    }
    let blank = text.len() - text.trim_start_matches('_').len();
    if blank > 2 {
        Ok((blank, None))
    } else {
        Err(first)
    }
}

/// The longest name, in bytes.
const LONGEST: usize = 40;

/// Tells whether a name between `<` and `>` can be that of a tag: what the parser takes for HTML.
fn is_tag_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-_. ".contains(c))
}

/// Tells whether HTML is a placeholder that somebody meant as text: `<version>`, a tag that GitHub shows to no one.
pub(super) fn is_placeholder(html: &str) -> bool {
    let name = html
        .strip_prefix('<')
        .and_then(|html| html.strip_suffix('>'));
    name.is_some_and(|name| is_tag_name(name) && !is_html(name))
}

/// Tells whether GitHub keeps a tag of this name (the elements that github/html-pipeline's sanitization lets through).
fn is_html(name: &str) -> bool {
    const KEPT: [&str; 66] = [
        "a",
        "abbr",
        "b",
        "bdo",
        "blockquote",
        "br",
        "caption",
        "cite",
        "code",
        "dd",
        "del",
        "details",
        "dfn",
        "div",
        "dl",
        "dt",
        "em",
        "figcaption",
        "figure",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "h7",
        "h8",
        "hr",
        "i",
        "img",
        "input",
        "ins",
        "kbd",
        "li",
        "mark",
        "ol",
        "p",
        "picture",
        "pre",
        "q",
        "rp",
        "rt",
        "ruby",
        "s",
        "samp",
        "section",
        "small",
        "source",
        "span",
        "strike",
        "strong",
        "sub",
        "summary",
        "sup",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "time",
        "tr",
        "tt",
        "ul",
        "var",
        "wbr",
    ];
    KEPT.iter().any(|kept| kept.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(text: &str, given: &[&str]) -> String {
        let mut text = text.to_owned();
        for variable in given {
            variable.parse::<Variable>().unwrap().fill(&mut text);
        }
        text
    }

    #[test]
    fn a_name_is_filled_in_the_forms_of_placeholders_and_nowhere_else() {
        for (text, given, expected) in [
            ("{{ version }} {{version}}", "version=2.4.0", "2.4.0 2.4.0"),
            (
                "${VERSION}-$VERSION,$VERSIONS",
                "VERSION=2.4.0",
                "2.4.0-2.4.0,$VERSIONS",
            ),
            ("<version> {version} [version]", "version=2", "2 2 2"),
            (
                "the version of version",
                "version=2",
                "the version of version",
            ),
            (
                "Tag vX.Y.Z as `vX.Y.Z`",
                "X.Y.Z=2.4.0",
                "Tag v2.4.0 as `v2.4.0`",
            ),
            ("{{ release date }}", "release date=Friday", "Friday"),
            ("{version", "version=2", "{version"),
            ("on YYYY-MM-DD", "YYYY-MM-DD=2026-12-01", "on 2026-12-01"),
            ("${VERSION}", "VERSION=${VERSION}", "${VERSION}"),
        ] {
            assert_eq!(filled(text, &[given]), expected);
        }
        for wrong in ["VERSION", "=2", ""] {
            assert_eq!(wrong.parse::<Variable>(), Err(NoVariable));
        }
    }

    #[test]
    fn what_is_left_is_found_with_its_lines() {
        let text = "# Release X.Y.Z\n- [ ] Tag vX.Y.Z on `$HOST` for $TEAM\n- [ ] Ask <owner>, not <br>, see [the {page}](https://a/{{ x }}) and <https://b>\n- [ ] Sign ____ [QA] [OWNER] [link](a)\n\n  ${A}\n";
        let outline = Outline::of(text);
        let found: Vec<String> = left(&outline)
            .into_iter()
            .map(|it| {
                format!(
                    "{} {:?} {:?}",
                    it.text,
                    it.name.unwrap_or_default(),
                    it.lines
                )
            })
            .collect();
        assert_eq!(
            found,
            [
                "X.Y.Z \"X.Y.Z\" [1, 2]",
                "$TEAM \"TEAM\" [2]",
                "<owner> \"owner\" [3]",
                "{page} \"page\" [3]",
                "{{ x }} \"x\" [3]",
                "____ \"\" [4]",
                "[OWNER] \"OWNER\" [4]",
            ]
        );
    }

    #[test]
    fn what_is_opened_and_never_closed_takes_no_longer_than_its_size() {
        for open in ["{{", "${", "{", "<", "[", "$A", "_ ", "X."] {
            let outline = Outline::of(&format!("- [ ] a {}\n", open.repeat(200_000)));
            assert!(left(&outline).len() <= 1, "{open}");
        }
    }

    #[test]
    fn a_document_is_filled_and_its_items_are_named_as_before() {
        let mut outline =
            Outline::of("# V X.Y.Z\n- [ ] Tag <v> `$v` [a](https://x/{v})\n\n  Then {{ v }}.\n");
        let variables = ["v=2".parse().unwrap(), "other=3".parse().unwrap()];
        assert_eq!(fill(&mut outline, &variables), ["other"]);
        let entry = &outline.entries[0];
        assert_eq!(plain(&entry.text), "Tag 2 2 a");
        assert_eq!(entry.details, ["Then 2."]);
        assert_eq!(entry.named.as_deref(), Some("Tag <v> $v a"));
        assert!(entry.text.contains(&Piece::Link {
            text: "a".to_owned(),
            target: "https://x/2".to_owned()
        }));
    }
}

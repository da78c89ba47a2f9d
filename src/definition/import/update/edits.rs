//! Changes of a text, made all at once, and told as a diff.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::ops::Range;

use crate::definition::tree::Place;
use crate::domain::text::visible;

/// Changes of a YAML text.
pub(super) struct Edits<'t> {
    text: &'t str,
    end_of_line: &'static str,
    edits: Vec<Edit>,
    /// Where entries of lists end, by their beginnings: many may be added below one.
    ends: HashMap<usize, usize>,
    /// Where what is added above entries begins, by their beginnings.
    tops: HashMap<usize, usize>,
}

struct Edit {
    at: Range<usize>,
    kind: Kind,
    with: String,
}

/// What an edit is about: at one place, the keys of an item come before the next item, and this before the next section.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Key,
    Item,
    Section,
}

impl<'t> Edits<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        Self {
            text,
            end_of_line: if text.contains("\r\n") { "\r\n" } else { "\n" },
            edits: Vec::new(),
            ends: HashMap::new(),
            tops: HashMap::new(),
        }
    }

    /// Tells whether a map stands in braces.
    pub(super) fn is_flow(&self, map: Place) -> bool {
        self.text[map.start..].starts_with('{')
    }

    /// Returns the column of the dash before an entry of a list, when it stands on the line where the entry begins.
    pub(super) fn dash_of(&self, entry: Place) -> Option<usize> {
        let before = &self.text[self.start_of_line(entry.start)..entry.start];
        let dash = before.trim_end().strip_suffix('-')?;
        dash.bytes().all(|byte| byte == b' ').then_some(dash.len())
    }

    /// Adds items or sections below one whose dash stands in a column.
    pub(super) fn add_below(&mut self, entry: Place, dash: usize, kind: Kind, text: &str) {
        let end = match self.ends.get(&entry.start) {
            Some(end) => *end,
            None => self.end_of_block(entry.start, dash),
        };
        self.ends.insert(entry.start, end);
        let text = format!("\n{}", indented(text, dash));
        self.push(end..end, kind, &text);
    }

    /// Adds items above one whose dash stands in a column, and above the comments on it.
    pub(super) fn add_above(&mut self, entry: Place, dash: usize, text: &str) {
        let start = match self.tops.get(&entry.start) {
            Some(top) => *top,
            None => self.above_comments(entry.start),
        };
        self.tops.insert(entry.start, start);
        let text = format!("{}\n", indented(text, dash));
        self.push(start..start, Kind::Item, &text);
    }

    /// Returns where the line begins that a byte stands in, or the comments right above it.
    fn above_comments(&self, at: usize) -> usize {
        let mut start = self.start_of_line(at);
        while let Some(before) = self.text[..start].strip_suffix('\n') {
            let line = &before[before.rfind('\n').map_or(0, |at| at + 1)..];
            if !line.trim_start().starts_with('#') {
                break;
            }
            start -= line.len() + 1;
        }
        start
    }

    /// Replaces the value of a key.
    pub(super) fn replace(&mut self, key: Place, value: Place, text: &str) {
        let (head, body) = split(text);
        let (at, end) = if let Some(header) = self.header(key, value) {
            let line = self.end_of_line_at(header.start);
            self.push(header, Kind::Key, head);
            (line, self.end_of_scalar(line, key.column - 1))
        } else if value.end == value.start {
            let at = self.behind_colon(key);
            self.push(at..at, Kind::Key, &format!(" {head}"));
            let line = self.end_of_line_at(at);
            (line, line)
        } else {
            self.push(value.start..value.end, Kind::Key, head);
            let line = self.end_of_line_at(value.end);
            (line, line)
        };
        if at != end || body.is_some() {
            let body = body.map(|body| format!("\n{}", indented(body, key.column - 1)));
            self.push(at..end, Kind::Key, &body.unwrap_or_default());
        }
    }

    /// Adds a key below another one.
    pub(super) fn add_key(&mut self, key: Place, value: Place, text: &str) {
        let end = match self.header(key, value) {
            Some(header) => self.end_of_scalar(self.end_of_line_at(header.start), key.column - 1),
            None => self.end_of_line_at(value.end),
        };
        let text = format!("\n{}", indented(text, key.column - 1));
        self.push(end..end, Kind::Key, &text);
    }

    /// Adds a text behind a value between braces.
    pub(super) fn add_within(&mut self, value: Place, text: &str) {
        self.push(value.end..value.end, Kind::Key, text);
    }

    fn behind_colon(&self, key: Place) -> usize {
        let colon = self.text[key.end..].find(':');
        key.end + colon.map_or(0, |at| at + 1)
    }

    /// Returns where the value of a key begins as a block scalar, of which the reader knows no end: `|-`.
    fn header(&self, key: Place, value: Place) -> Option<Range<usize>> {
        let behind = self.behind_colon(key);
        let rest = &self.text[behind..];
        let start = behind + rest.len() - rest.trim_start_matches([' ', '\t']).len();
        let rest = &self.text[start..];
        let is_block = value.start == value.end && rest.starts_with(['|', '>']);
        is_block.then(|| start..start + rest.find(char::is_whitespace).unwrap_or(rest.len()))
    }

    fn push(&mut self, at: Range<usize>, kind: Kind, with: &str) {
        let with = if self.end_of_line == "\n" {
            with.to_owned()
        } else {
            with.replace('\n', self.end_of_line)
        };
        self.edits.push(Edit { at, kind, with });
    }

    fn start_of_line(&self, at: usize) -> usize {
        self.text[..at].rfind('\n').map_or(0, |at| at + 1)
    }

    /// Returns where the line ends that a byte stands in, before its line end.
    fn end_of_line_at(&self, at: usize) -> usize {
        let rest = &self.text[at..];
        let line = &rest[..rest.find('\n').unwrap_or(rest.len())];
        at + line.trim_end_matches('\r').len()
    }

    /// Returns where the entry of a list ends: before the next line that is indented no deeper than its dash.
    fn end_of_block(&self, at: usize, dash: usize) -> usize {
        self.end_of_lines(self.end_of_line_at(at), true, |indent, _| indent > dash)
    }

    /// Returns where a block scalar ends whose first line is behind `at`, of a key in a column.
    fn end_of_scalar(&self, at: usize, key: usize) -> usize {
        self.end_of_lines(at, false, |indent, first| indent > key && indent >= first)
    }

    /// Returns where lines end that belong together by their indents, the first of which is told; blank ones at the end do not.
    /// Comments may stand in any column between them, except in a scalar.
    fn end_of_lines(
        &self,
        at: usize,
        with_comments: bool,
        belongs: impl Fn(usize, usize) -> bool,
    ) -> usize {
        let mut end = at;
        let mut next = at;
        let mut first = None;
        while let Some(behind) = self.text[next..].find('\n') {
            let start = next + behind + 1;
            next = self.end_of_line_at(start);
            let line = &self.text[start..next];
            let indent = line.len() - line.trim_start_matches(' ').len();
            let is_comment = with_comments && line[indent..].starts_with('#');
            let is_of_it = is_comment && belongs(indent, indent);
            if line.trim().is_empty() || (is_comment && !is_of_it) {
                continue;
            }
            if !belongs(indent, *first.get_or_insert(indent)) {
                break;
            }
            end = next;
        }
        end
    }

    /// Makes the changes, and returns the text and the diff.
    pub(super) fn finished(mut self) -> (String, String) {
        self.edits.sort_by_key(|it| (it.at.start, it.kind));
        let mut text = String::with_capacity(self.text.len());
        let mut hunks: Vec<Hunk> = Vec::new();
        let mut done = 0;
        for Edit { at, with, .. } in &self.edits {
            text.push_str(&self.text[done..at.start]);
            let hunk = Range {
                start: self.start_of_line(at.start),
                end: self.end_of_line_at(at.end),
            };
            match hunks.last_mut().filter(|last| last.old.end >= hunk.start) {
                Some(last) => {
                    last.new.push_str(&self.text[done..at.start]);
                    last.old.end = hunk.end;
                    last.new.push_str(with);
                }
                None => {
                    finish(&mut hunks, self.text, done);
                    let before = &self.text[hunk.start..at.start];
                    hunks.push(Hunk {
                        new: format!("{before}{with}"),
                        old: hunk,
                    });
                }
            }
            text.push_str(with);
            done = at.end;
        }
        finish(&mut hunks, self.text, done);
        text.push_str(&self.text[done..]);
        let diff = told(self.text, &hunks);
        (text, diff)
    }
}

/// Some whole lines, and what becomes of them.
struct Hunk {
    old: Range<usize>,
    new: String,
}

/// Adds what follows the last change on its line.
fn finish(hunks: &mut [Hunk], text: &str, done: usize) {
    if let Some(last) = hunks.last_mut() {
        last.new
            .push_str(&text[done.min(last.old.end)..last.old.end]);
    }
}

/// Writes hunks as a unified diff with up to two lines around each.
fn told(text: &str, hunks: &[Hunk]) -> String {
    const AROUND: usize = 2;
    let lines: Vec<&str> = text.lines().collect();
    let mut diff = String::new();
    let mut shift = 0;
    let mut counted = (0, 0);
    let mut changes: Vec<(Range<usize>, Vec<&str>)> = Vec::new();
    for hunk in hunks {
        // Hunks come in order: what was counted is not counted again.
        let (at, line) = counted;
        let first = line + text[at..hunk.old.start].matches('\n').count();
        counted = (hunk.old.start, first);
        let old: Vec<&str> = text[hunk.old.clone()].split('\n').collect();
        let mut new: Vec<&str> = hunk.new.split('\n').collect();
        let head = old.iter().zip(&new).take_while(|(old, new)| old == new);
        let head = head.count();
        let most = old.len().min(new.len()) - head;
        let both = old.iter().rev().zip(new.iter().rev()).take(most);
        let tail = both.take_while(|(old, new)| old == new).count();
        new.drain(new.len() - tail..);
        new.drain(..head);
        changes.push((first + head..first + old.len() - tail, new));
    }
    let mut rest = changes.as_slice();
    while let Some((first, _)) = rest.first() {
        let near = rest
            .windows(2)
            .take_while(|pair| pair[1].0.start <= pair[0].0.end + 2 * AROUND);
        let (group, others) = rest.split_at(near.count() + 1);
        rest = others;
        let start = first.start.saturating_sub(AROUND);
        let last = group.last().map_or(first.end, |(old, _)| old.end);
        let end = (last + AROUND).min(lines.len());
        let mut body = String::new();
        let mut at = start;
        let (mut removed, mut added) = (0, 0);
        for (old, new) in group {
            lines[at..old.start]
                .iter()
                .for_each(|line| put(&mut body, ' ', line));
            lines[old.clone()]
                .iter()
                .for_each(|line| put(&mut body, '-', line));
            new.iter().for_each(|line| put(&mut body, '+', line));
            at = old.end;
            removed += old.len();
            added += new.len();
        }
        lines[at..end]
            .iter()
            .for_each(|line| put(&mut body, ' ', line));
        let (old, new) = (end - start, end - start - removed + added);
        let _ = write!(
            diff,
            "@@ -{},{old} +{},{new} @@\n{body}",
            start + 1,
            start + 1 + shift
        );
        shift = shift + added - removed;
    }
    diff
}

fn put(body: &mut String, mark: char, line: &str) {
    let line = visible(line.trim_end_matches('\r'));
    let _ = writeln!(body, "{mark}{line}");
}

/// Splits a value into what stands behind the key and the lines below.
fn split(text: &str) -> (&str, Option<&str>) {
    match text.split_once('\n') {
        Some((head, body)) => (head, Some(body)),
        None => (text, None),
    }
}

fn indented(text: &str, by: usize) -> String {
    let mut indented = String::with_capacity(text.len() + 64);
    for (number, line) in text.split('\n').enumerate() {
        if number > 0 {
            indented.push('\n');
        }
        if !line.is_empty() {
            indented.extend(std::iter::repeat_n(' ', by));
            indented.push_str(line);
        }
    }
    indented
}

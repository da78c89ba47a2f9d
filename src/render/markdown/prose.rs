//! What a person wrote as Markdown: what is kept of it and what is shown as plain text.
//!
//! Kept: paragraphs, `-`, `*`, `+` and numbered lists, nested by indentation, emphasis, code spans, fenced code, and
//! links whose address is plain `https`. All else (HTML, headings, quotes, tables, images, other links, references,
//! mentions) is escaped. The text is read line by line and written anew, so what comes out holds nothing else.

use super::inline::inline;
use super::{inert_code, longest_run};
use crate::domain::text::legible_lines;

/// Lists nested deeper than this are drawn at this depth.
const DEEPEST: usize = 6;

/// Fenced code in these languages is drawn by GitHub instead of shown.
const DRAWN: [&str; 5] = ["geojson", "math", "mermaid", "stl", "topojson"];

/// Returns the text as Markdown that holds only paragraphs, lists, emphasis, code and `https` links.
///
/// It ends without a line feed. Doing it twice shows nothing else.
pub(crate) fn prose(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\t', "    ");
    let text = legible_lines(&text);
    let lines: Vec<&str> = text.split('\n').map(str::trim_end).collect();
    let mut writer = Writer::default();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        at += 1;
        let Some(fence) = Fence::opened_by(line) else {
            writer.line(line);
            continue;
        };
        match lines[at..].iter().position(|line| fence.is_closed_by(line)) {
            Some(length) => {
                writer.fence(&fence, &lines[at..at + length]);
                at += length + 1;
            }
            None => writer.line(line),
        }
    }
    writer.out
}

/// The beginning of fenced code.
struct Fence<'l> {
    indent: usize,
    mark: char,
    length: usize,
    language: &'l str,
}

impl<'l> Fence<'l> {
    fn opened_by(line: &'l str) -> Option<Self> {
        let trimmed = line.trim_start();
        let mark = trimmed.chars().next().filter(|c| matches!(c, '`' | '~'))?;
        let info = trimmed.trim_start_matches(mark);
        let length = trimmed.len() - info.len();
        if length < 3 || info.contains('`') {
            return None;
        }
        let word = info.trim();
        let is_language = word.len() <= 20
            && word
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"+-_".contains(&b));
        let is_shown = is_language && !DRAWN.contains(&word.to_ascii_lowercase().as_str());
        Some(Self {
            indent: line.len() - trimmed.len(),
            mark,
            length,
            language: if is_shown { word } else { "" },
        })
    }

    fn is_closed_by(&self, line: &str) -> bool {
        let trimmed = line.trim_start();
        trimmed.len() >= self.length && trimmed.chars().all(|c| c == self.mark)
    }
}

/// The mark of a list item.
struct Marker<'l> {
    /// The number of an item in a numbered list.
    number: Option<&'l str>,
    /// How much of the line the mark and the spaces after it take.
    width: usize,
    /// What the item says.
    content: &'l str,
}

impl<'l> Marker<'l> {
    fn of(trimmed: &'l str) -> Option<Self> {
        let digits = trimmed.len()
            - trimmed
                .trim_start_matches(|c: char| c.is_ascii_digit())
                .len();
        let is_mark = match trimmed[digits..].chars().next()? {
            '-' | '*' | '+' => digits == 0,
            '.' | ')' => (1..=9).contains(&digits),
            _ => false,
        };
        let content = trimmed[digits + usize::from(is_mark)..]
            .strip_prefix(' ')?
            .trim_start();
        let is_rule = digits == 0 && is_thematic_break(trimmed);
        let number = (digits > 0).then_some(&trimmed[..digits]);
        let width = (trimmed.len() - content.len()).min(digits + 5);
        (is_mark && !is_rule && !content.is_empty()).then_some(Self {
            number,
            width,
            content,
        })
    }
}

/// Whether a line is a thematic break (`CommonMark` 0.31.2, 4.1): three or more of one mark, and spaces.
fn is_thematic_break(trimmed: &str) -> bool {
    let mut marks = trimmed.chars().filter(|c| *c != ' ');
    marks.next().is_some_and(|first| {
        let is_same = |mark: &char| *mark == first;
        "-*_".contains(first) && marks.clone().all(|c| is_same(&c)) && marks.count() >= 2
    })
}

/// An open list item.
#[derive(Clone, Copy)]
struct Level {
    /// Where the item's text begins in the text that is read.
    read_at: usize,
    /// Where it begins in the text that is written.
    written_at: usize,
    is_numbered: bool,
}

/// Writes the text anew, keeping track of the list items that are open.
#[derive(Default)]
struct Writer {
    out: String,
    levels: Vec<Level>,
    after_blank: bool,
}

impl Writer {
    fn line(&mut self, line: &str) {
        let trimmed = line.trim_start();
        let indent = line.len() - trimmed.len();
        if trimmed.is_empty() {
            self.after_blank = true;
            return;
        }
        match Marker::of(trimmed) {
            Some(marker) => self.item(indent, &marker),
            None => {
                self.place(indent);
                self.new_line();
                inline(trimmed, &mut self.out);
            }
        }
    }

    fn item(&mut self, indent: usize, marker: &Marker<'_>) {
        let is_sibling = self
            .levels
            .iter()
            .find(|level| level.read_at > indent)
            .map(|level| level.is_numbered);
        self.leave(indent);
        self.levels.truncate(DEEPEST - 1);
        // A number other than 1 would not begin a list right after a paragraph.
        let may_interrupt = match marker.number {
            Some(number) => is_sibling == Some(true) || number == "1",
            None => true,
        };
        self.after_blank |= !may_interrupt;
        self.new_line();
        let mark = marker
            .number
            .map_or_else(|| "- ".to_owned(), |number| format!("{number}. "));
        self.out.push_str(&mark);
        let written_at = self.offset() + mark.len();
        self.levels.push(Level {
            read_at: indent + marker.width,
            written_at,
            is_numbered: marker.number.is_some(),
        });
        inline(marker.content, &mut self.out);
    }

    fn fence(&mut self, fence: &Fence<'_>, inside: &[&str]) {
        self.place(fence.indent);
        let inside: Vec<String> = inside
            .iter()
            .map(|line| inert_code(without_indent(line, fence.indent)))
            .collect();
        let longest = inside
            .iter()
            .map(|line| longest_run(line))
            .max()
            .unwrap_or_default();
        let mark = "`".repeat(longest.max(2) + 1);
        self.new_line();
        self.out.push_str(&mark);
        self.out.push_str(fence.language);
        for line in inside {
            if line.is_empty() {
                self.out.push('\n');
            } else {
                self.new_line();
                self.out.push_str(&line);
            }
        }
        self.new_line();
        self.out.push_str(&mark);
    }

    /// Closes the list items that a paragraph or code at this indentation does not belong to.
    fn place(&mut self, indent: usize) {
        if self.after_blank {
            self.leave(indent);
        }
    }

    fn leave(&mut self, indent: usize) {
        while self
            .levels
            .last()
            .is_some_and(|level| level.read_at > indent)
        {
            self.levels.pop();
        }
    }

    fn offset(&self) -> usize {
        self.levels.last().map_or(0, |level| level.written_at)
    }

    /// Ends the line before and indents the next one, after one blank line when there was any.
    fn new_line(&mut self) {
        if !self.out.is_empty() {
            self.out
                .push_str(if self.after_blank { "\n\n" } else { "\n" });
        }
        self.after_blank = false;
        self.out.push_str(&" ".repeat(self.offset()));
    }
}

fn without_indent(line: &str, indent: usize) -> &str {
    let spaces = line.len() - line.trim_start_matches(' ').len();
    &line[spaces.min(indent)..]
}

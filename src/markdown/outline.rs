//! A Markdown document as an outline: its list items under their headings, and what is none.
//!
//! Tasks are those of GitHub (GFM 0.29, 5.3 "Task list items"): a list item whose first block is a paragraph that begins with
//! `[ ]`, `[x]` or `[X]`, a space, and a text. What stands in a fence, a quote, a table or HTML is no task.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::placeholders::is_placeholder;

/// What a Markdown document holds, in its order.
#[derive(Debug, Default)]
pub(crate) struct Outline {
    /// The place among the headings of the only one of the first level, when the document begins with it.
    pub(crate) title: Option<usize>,
    /// The headings.
    pub(crate) headings: Vec<Heading>,
    /// The paragraphs that introduce lists, by line.
    pub(crate) lead_ins: Vec<(usize, String)>,
    /// The list items, those without a box among them.
    pub(crate) entries: Vec<Entry>,
    /// What is no list item.
    pub(crate) skipped: Vec<Skipped>,
    /// The comments, in their order; they are among what is skipped too.
    pub(crate) comments: Vec<Comment>,
}

/// An HTML comment.
#[derive(Debug)]
pub(crate) struct Comment {
    /// Its first line in the file, from 1.
    pub(crate) line: usize,
    /// The place among the entries of the list item that it stands in.
    pub(crate) entry: Option<usize>,
    /// What it says.
    pub(crate) text: String,
}

/// A heading.
#[derive(Debug)]
pub(crate) struct Heading {
    /// Its line in the file, from 1.
    pub(crate) line: usize,
    /// What it says, on one line.
    pub(crate) text: String,
    /// The place among the headings of the one that it belongs under.
    pub(crate) above: Option<usize>,
}

/// A list item.
#[derive(Debug)]
pub(crate) struct Entry {
    /// Its line in the file, from 1.
    pub(crate) line: usize,
    /// What marks it.
    pub(crate) mark: Mark,
    /// How many list items stand around it.
    pub(crate) depth: usize,
    /// The place among the entries of the list item around it.
    pub(crate) parent: Option<usize>,
    /// The place among the headings of the innermost one above it.
    pub(crate) heading: Option<usize>,
    /// The place among the lead-ins of the one that introduces the outermost list around it.
    pub(crate) lead_in: Option<usize>,
    /// What it says, on one line.
    pub(crate) text: Vec<Piece>,
    /// What it said before its placeholders were filled.
    pub(crate) named: Option<String>,
    /// The other blocks in it, as they are written; list items are entries of their own.
    pub(crate) details: Vec<String>,
}

/// What marks a list item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    /// A box.
    Task {
        /// Whether it is ticked.
        ticked: bool,
    },
    /// A number.
    Step,
    /// Nothing but the bullet.
    Bullet,
}

/// A part of a line of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    Text(String),
    Code(String),
    Link { text: String, target: String },
}

/// Lines that no item is made of.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Skipped {
    /// The first line, from 1.
    pub(crate) line: usize,
    /// What stands there.
    pub(crate) what: Kind,
    /// What it begins with.
    pub(crate) beginning: String,
}

impl Skipped {
    /// Names lines by their beginning.
    pub(crate) fn of(line: usize, what: Kind, text: &str) -> Self {
        const LONGEST: usize = 60;
        let mut beginning = String::new();
        let mut left = LONGEST;
        for word in text.split_whitespace() {
            if !beginning.is_empty() && left > 0 {
                beginning.push(' ');
                left -= 1;
            }
            let end = word.char_indices().nth(left);
            let word = &word[..end.map_or(word.len(), |(end, _)| end)];
            beginning.push_str(word);
            left -= word.chars().count();
            if left == 0 {
                break;
            }
        }
        Self {
            line,
            what,
            beginning,
        }
    }
}

/// What lines that no item is made of are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    FrontMatter,
    Prose,
    Quote,
    Table,
    /// A fence, with as many lines that look like tasks.
    Fence(usize),
    Comment,
    Html,
    /// A box that GitHub takes for none.
    NoBox,
    /// A box with nothing beside it that a reader would see.
    NoText,
    /// What a title, a text or a help has beyond what a definition may hold.
    Rest,
    Bullet,
    Step,
    /// A field of a form.
    Field,
}

impl Kind {
    /// Returns what it is, as the beginning of a line of a report.
    pub(crate) fn words(self) -> String {
        let words = match self {
            Self::FrontMatter => "front matter",
            Self::Prose => "text",
            Self::Quote => "a quote",
            Self::Table => "a table",
            Self::Fence(0) => "a code block",
            Self::Fence(1) => "a code block with 1 line that looks like a task",
            Self::Fence(count) => {
                return format!("a code block with {count} lines that look like tasks");
            }
            Self::Comment => "a comment",
            Self::Html => "HTML",
            Self::NoBox => "a box that GitHub takes for none",
            Self::NoText => "a box without a text",
            Self::Rest => "the rest of a long text",
            Self::Bullet => "a bullet without a box",
            Self::Step => "a numbered step without a box",
            Self::Field => "a field of the form",
        };
        words.to_owned()
    }
}

/// Returns what a list of pieces says, without markup and targets.
pub(crate) fn plain(pieces: &[Piece]) -> String {
    if let [Piece::Text(text)] = pieces {
        return joined(text);
    }
    let parts = pieces.iter().map(|piece| match piece {
        Piece::Text(text) | Piece::Code(text) | Piece::Link { text, .. } => text.as_str(),
    });
    joined(&parts.collect::<String>())
}

/// Reads a line of Markdown without blocks.
pub(crate) fn pieces(line: &str) -> Vec<Piece> {
    // Behind a box stands a paragraph, whatever it begins with.
    let item = format!("- [ ] {}", joined(line));
    let mut entries = Outline::of(&item).entries.into_iter();
    entries.next().map(|entry| entry.text).unwrap_or_default()
}

/// Puts a text on one line.
pub(crate) fn joined(text: &str) -> String {
    if is_joined(text.as_bytes()) {
        return text.to_owned();
    }
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// Tells whether a text is of printable ASCII words with one space between them, as most are.
fn is_joined(text: &[u8]) -> bool {
    let mut before = b' ';
    let is_plain = text.iter().all(|byte| {
        let is_plain = byte.is_ascii_graphic() || (*byte == b' ' && before != b' ');
        before = *byte;
        is_plain
    });
    is_plain && (before != b' ' || text.is_empty())
}

impl Outline {
    /// Reads a document.
    pub(crate) fn of(text: &str) -> Self {
        let body = front_matter(text);
        let mut reading = Reading::new(text);
        if body > 0 {
            reading.skip(Kind::FrontMatter, 0..body);
        }
        let options =
            Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
        for (event, range) in Parser::new_ext(&text[body..], options).into_offset_iter() {
            reading.take(event, range.start + body..range.end + body);
        }
        reading.finished()
    }

    /// Returns the places of the headings from the outermost down to this one: six at most.
    pub(crate) fn path(&self, heading: Option<usize>) -> Vec<usize> {
        let above = |place: &usize| self.headings[*place].above;
        let mut path: Vec<usize> = std::iter::successors(heading, above).collect();
        path.reverse();
        path
    }
}

/// Returns where a document begins after its front matter: `---`, keys with values, `---`.
fn front_matter(text: &str) -> usize {
    let mut lines = text.split_inclusive('\n');
    let is_fence = |line: &str| line.trim_end() == "---";
    let Some(first) = lines.next().filter(|line| is_fence(line)) else {
        return 0;
    };
    let mut length = first.len();
    let mut has_key = false;
    for line in lines {
        length += line.len();
        if is_fence(line) {
            return if has_key { length } else { 0 };
        }
        let key = line.split(':').next().filter(|key| key.len() < line.len());
        let is_word = |key: &str| {
            !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || "-_".contains(c))
        };
        has_key |= key.is_some_and(|key| is_word(key.trim_end()));
    }
    0
}

enum Frame {
    List { ordered: bool },
    Item { entry: usize, is_read: bool },
}

/// What the inline text that is being read belongs to.
enum Target {
    Entry(usize),
    Heading(HeadingLevel, usize),
    Paragraph(Range<usize>),
}

struct Reading<'t> {
    text: &'t str,
    starts: Vec<usize>,
    outline: Outline,
    frames: Vec<Frame>,
    /// The headings above what is read, by their places.
    headings: Vec<(HeadingLevel, usize)>,
    /// The level of the first heading, and how many are of the first level.
    first: Option<HeadingLevel>,
    titles: usize,
    target: Option<Target>,
    pieces: Vec<Piece>,
    /// The text and the target of the link that is being read.
    link: Option<(String, String)>,
    /// A block that is taken as a whole.
    whole: Range<usize>,
    /// The paragraph just before, which may introduce a list.
    before: Option<(usize, String)>,
    lead_in: Option<usize>,
}

impl<'t> Reading<'t> {
    fn new(text: &'t str) -> Self {
        let bytes = text.as_bytes();
        let ends = memchr::memchr2_iter(b'\n', b'\r', bytes)
            .filter(|at| bytes[*at] == b'\n' || bytes.get(at + 1) != Some(&b'\n'));
        Self {
            text,
            starts: std::iter::once(0).chain(ends.map(|at| at + 1)).collect(),
            outline: Outline::default(),
            frames: Vec::new(),
            headings: Vec::new(),
            first: None,
            titles: 0,
            target: None,
            pieces: Vec::new(),
            link: None,
            whole: 0..0,
            before: None,
            lead_in: None,
        }
    }

    fn line(&self, at: usize) -> usize {
        self.starts.partition_point(|start| *start <= at)
    }

    fn skip(&mut self, what: Kind, range: Range<usize>) {
        let line = self.line(range.start);
        let skipped = Skipped::of(line, what, &self.text[range]);
        self.outline.skipped.push(skipped);
    }

    fn take(&mut self, event: Event<'_>, range: Range<usize>) {
        if range.start >= self.whole.start && range.end <= self.whole.end {
            return;
        }
        match event {
            Event::Start(tag) => self.start(&tag, range),
            Event::End(tag) => self.end(tag),
            Event::TaskListMarker(ticked) => self.mark(ticked, &range),
            Event::Text(text) => self.say(&text),
            Event::Code(text) => match &mut self.link {
                Some((said, _)) => said.push_str(&text),
                None => self.pieces.push(Piece::Code(text.into_string())),
            },
            Event::SoftBreak | Event::HardBreak => self.say(" "),
            Event::Rule => self.before = None,
            Event::InlineHtml(html) if is_placeholder(&html) => self.say(&html),
            Event::InlineHtml(_) if self.target.is_some() => self.html(range),
            _ => {}
        }
    }

    fn html(&mut self, range: Range<usize>) {
        let what = self.kind_of_html(&range);
        if what == Kind::Comment {
            self.comment(&range);
        }
        self.skip(what, range);
    }

    fn kind_of_html(&self, range: &Range<usize>) -> Kind {
        if self.text[range.clone()].trim_start().starts_with("<!--") {
            Kind::Comment
        } else {
            Kind::Html
        }
    }

    fn comment(&mut self, range: &Range<usize>) {
        let text = self.text[range.clone()].trim();
        let text = text.strip_prefix("<!--").unwrap_or(text);
        self.outline.comments.push(Comment {
            line: self.line(range.start),
            entry: self.around(),
            text: text.split("-->").next().unwrap_or_default().to_owned(),
        });
    }

    fn say(&mut self, text: &str) {
        match (&mut self.link, self.pieces.last_mut()) {
            (Some((said, _)), _) => said.push_str(text),
            (None, Some(Piece::Text(said))) => said.push_str(text),
            (None, _) => self.pieces.push(Piece::Text(text.to_owned())),
        }
    }

    fn start(&mut self, tag: &Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::List(first) => {
                self.settle();
                if self.frames.is_empty() {
                    self.lead_in = self.before.take().map(|before| {
                        self.outline.lead_ins.push(before);
                        self.outline.lead_ins.len() - 1
                    });
                }
                let ordered = first.is_some();
                self.frames.push(Frame::List { ordered });
            }
            Tag::Item => self.open(range.start),
            Tag::Paragraph => match self.frames.last() {
                Some(Frame::Item { is_read: false, .. }) => {}
                Some(_) => self.detail(range),
                None => self.begin(Target::Paragraph(range)),
            },
            Tag::Heading { level, .. } if self.frames.is_empty() => {
                self.before = None;
                self.begin(Target::Heading(*level, self.line(range.start)));
            }
            Tag::Link { dest_url, .. } => self.link = Some((String::new(), dest_url.to_string())),
            Tag::CodeBlock(kind) => {
                let body = &self.text[range.clone()];
                let tasks = match kind {
                    CodeBlockKind::Fenced(_) => {
                        body.lines().filter(|line| looks_like_task(line)).count()
                    }
                    CodeBlockKind::Indented => 0,
                };
                self.block(Kind::Fence(tasks), range);
            }
            Tag::HtmlBlock => {
                let what = self.kind_of_html(&range);
                self.block(what, range);
            }
            Tag::BlockQuote(_) => self.block(Kind::Quote, range),
            Tag::Table(_) => self.block(Kind::Table, range),
            Tag::Heading { .. } => self.block(Kind::Prose, range),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Item => {
                self.settle();
                self.frames.pop();
            }
            TagEnd::List(_) => drop(self.frames.pop()),
            TagEnd::Paragraph | TagEnd::Heading(_) => self.settle(),
            TagEnd::Link => {
                if let Some((text, target)) = self.link.take() {
                    self.pieces.push(Piece::Link { text, target });
                }
            }
            _ => {}
        }
    }

    fn begin(&mut self, target: Target) {
        self.pieces.clear();
        self.target = Some(target);
    }

    fn open(&mut self, at: usize) {
        let parent = self.around();
        let is_ordered = matches!(self.frames.last(), Some(Frame::List { ordered: true }));
        let entry = Entry {
            line: self.line(at),
            mark: if is_ordered { Mark::Step } else { Mark::Bullet },
            depth: parent.map_or(0, |parent| self.outline.entries[parent].depth + 1),
            parent,
            heading: self.headings.last().map(|(_, place)| *place),
            lead_in: self.lead_in,
            text: Vec::new(),
            named: None,
            details: Vec::new(),
        };
        let place = self.outline.entries.len();
        self.outline.entries.push(entry);
        self.frames.push(Frame::Item {
            entry: place,
            is_read: false,
        });
        self.begin(Target::Entry(place));
    }

    /// Takes a box for the mark of the item whose text begins, when GitHub does.
    fn mark(&mut self, ticked: bool, range: &Range<usize>) {
        let Some(Target::Entry(entry)) = self.target else {
            return;
        };
        let mark = self
            .text
            .get(range.start..range.start + 3)
            .unwrap_or_default();
        let rest = self.text.get(range.start + 3..).unwrap_or_default();
        let has_text = rest.starts_with([' ', '\t', '\n', '\r'])
            && !rest.lines().next().unwrap_or_default().trim().is_empty();
        if matches!(mark, "[ ]" | "[x]" | "[X]") && has_text {
            self.outline.entries[entry].mark = Mark::Task { ticked };
        } else {
            let line = rest.find(['\n', '\r']).unwrap_or(rest.len());
            self.skip(Kind::NoBox, range.start..range.start + 3 + line);
        }
    }

    /// Ends the text that is being read.
    fn settle(&mut self) {
        let pieces = std::mem::take(&mut self.pieces);
        match self.target.take() {
            Some(Target::Entry(entry)) => self.outline.entries[entry].text = pieces,
            Some(Target::Heading(level, line)) => {
                self.first.get_or_insert(level);
                self.titles += usize::from(level == HeadingLevel::H1);
                self.headings.retain(|(above, _)| *above < level);
                let above = self.headings.last().map(|(_, place)| *place);
                let places = &mut self.outline.headings;
                self.headings.push((level, places.len()));
                places.push(Heading {
                    line,
                    text: plain(&pieces),
                    above,
                });
            }
            Some(Target::Paragraph(range)) => {
                self.before = Some((self.line(range.start), plain(&pieces)));
                self.skip(Kind::Prose, range);
            }
            None => {}
        }
        if let Some(Frame::Item { is_read, .. }) = self.frames.last_mut() {
            *is_read = true;
        }
    }

    /// Takes a block as a whole: what an item says further, or what belongs to none.
    fn block(&mut self, what: Kind, range: Range<usize>) {
        self.settle();
        self.before = None;
        if what == Kind::Comment {
            self.comment(&range);
        }
        if self.frames.is_empty() || what == Kind::Comment {
            self.skip(what, range.clone());
            self.whole = range;
        } else {
            self.detail(range);
        }
    }

    /// Returns the list item that is being read.
    fn around(&self) -> Option<usize> {
        self.frames.iter().rev().find_map(|frame| match frame {
            Frame::Item { entry, .. } => Some(*entry),
            Frame::List { .. } => None,
        })
    }

    fn detail(&mut self, range: Range<usize>) {
        self.settle();
        if let Some(entry) = self.around() {
            let start = self.starts[self.line(range.start) - 1];
            let indent = self.text[start..range.start].chars().count();
            let detail = unindented(&self.text[range.clone()], indent);
            self.outline.entries[entry].details.push(detail);
        }
        self.whole = range;
    }

    fn finished(mut self) -> Outline {
        let begins_with_it = self.first == Some(HeadingLevel::H1) && self.titles == 1;
        self.outline.title = begins_with_it.then_some(0);
        self.outline
    }
}

fn looks_like_task(line: &str) -> bool {
    let line = line.trim_start();
    ["- [ ] ", "* [ ] ", "+ [ ] ", "- [x] ", "* [x] ", "+ [x] "]
        .iter()
        .any(|mark| line.starts_with(mark))
}

/// Takes the indent of its first line from every line of a block.
fn unindented(block: &str, indent: usize) -> String {
    let lines = block.lines().enumerate().map(|(number, line)| {
        let blank = line.chars().take(indent).take_while(|c| *c == ' ').count();
        if number == 0 { line } else { &line[blank..] }
    });
    lines.collect::<Vec<_>>().join("\n").trim_end().to_owned()
}

#[cfg(test)]
mod tests;

//! A form that came back: boxes by the marks in their comments, and what stands behind the colons below them.

use super::mended::Mended;
use super::outline::{Comment, Entry, Mark as Bullet, Outline, plain};
use crate::domain::rules::form::{Answer, Answers, Label, Line, Mark, Stray, version_in};
use crate::domain::text::is_deceptive;

/// Reads a form, as it is or as mail and trackers leave it: quoted, wrapped, with other line ends, dashes and bullets.
pub(crate) fn read(text: &str) -> Answers {
    let mended = Mended::of(text);
    let outline = Outline::of(&mended.text);
    let lines: Vec<&str> = mended.text.lines().collect();
    let mut reading = Reading {
        lines: &lines,
        numbers: &mended.numbers,
        answers: Answers::default(),
    };
    let mut comments = outline.comments.iter().peekable();
    for (place, entry) in outline.entries.iter().enumerate() {
        let is_before = |it: &&Comment| it.line < entry.line && it.entry != Some(place);
        while let Some(comment) = comments.next_if(is_before) {
            reading.loose(comment);
        }
        let own = |it: &&Comment| it.entry == Some(place);
        let mut mark = None;
        while let Some(comment) = comments.next_if(own) {
            mark = Mark::read(&comment.text).or(mark);
        }
        let end = outline
            .entries
            .get(place + 1)
            .map_or(lines.len() + 1, |next| next.line);
        reading.entry(entry, mark, end);
    }
    comments.for_each(|comment| reading.loose(comment));
    reading.answers
}

struct Reading<'m> {
    lines: &'m [&'m str],
    numbers: &'m [usize],
    answers: Answers,
}

impl Reading<'_> {
    /// Takes a comment that stands in no list item: the header, or a mark whose box is gone.
    fn loose(&mut self, comment: &Comment) {
        if let Some(version) = version_in(&comment.text) {
            let known = &mut self.answers.version;
            known.get_or_insert_with(|| version.to_owned());
        } else if let Some(mark) = Mark::read(&comment.text) {
            self.open(comment.line, mark, String::new(), None);
        }
    }

    fn open(&mut self, line: usize, mark: Mark, text: String, ticked: Option<bool>) {
        self.answers.boxes.push(Answer {
            line: self.number(line),
            mark,
            text,
            ticked,
            lines: Vec::new(),
        });
    }

    /// Takes a list item; the next one begins at `end`.
    fn entry(&mut self, entry: &Entry, mark: Option<Mark>, end: usize) {
        let ticked = match entry.mark {
            Bullet::Task { ticked } => Some(ticked),
            Bullet::Step | Bullet::Bullet => None,
        };
        match (mark, ticked) {
            (Some(mark), _) => self.open(entry.line, mark, plain(&entry.text), ticked),
            (None, Some(true)) => self.stray(entry.line, Stray::NoMark),
            (None, Some(false)) => {}
            (None, None) => self.label(entry, end),
        }
        for detail in &entry.details {
            self.stray(entry.line, Stray::Loose(beginning(detail)));
        }
    }

    /// Takes a line under a box: its label, and what was written behind the colon and on the lines after it.
    fn label(&mut self, entry: &Entry, end: usize) {
        let first = self.lines[entry.line - 1].trim_start();
        let first = first.trim_start_matches(|c: char| "-*+.)".contains(c) || c.is_ascii_digit());
        let read = first
            .split_once(':')
            .map(|(words, said)| (Label::read(words), said));
        let Some((Some(label), said)) = read else {
            return self.stray(entry.line, Stray::NoLabel(beginning(first)));
        };
        let more = self.lines[entry.line..end.saturating_sub(1).max(entry.line)].iter();
        let more = more.take_while(|line| !line.trim().is_empty() && !line.starts_with('#'));
        let said: Vec<&str> = [said].into_iter().chain(more.copied()).collect();
        let text = cleaned(&said.join(" "));
        let is_asked = !matches!(label, Label::Help | Label::Link);
        if !is_asked || is_nothing(&text) {
            return;
        }
        let line = self.number(entry.line);
        match self.answers.boxes.last_mut() {
            Some(answer) => answer.lines.push(Line { line, label, text }),
            None => self.stray(entry.line, Stray::NoLabel(beginning(first))),
        }
    }

    /// Notes what is not understood; before the first box it is the letter around the form.
    fn stray(&mut self, line: usize, stray: Stray) {
        if !self.answers.boxes.is_empty() || stray == Stray::NoMark {
            self.answers.stray.push((self.number(line), stray));
        }
    }

    fn number(&self, line: usize) -> usize {
        self.numbers.get(line - 1).copied().unwrap_or(line)
    }
}

fn beginning(text: &str) -> String {
    let line = text.trim().lines().next().unwrap_or_default();
    line.chars().take(60).collect()
}

/// Puts what was written on one line, without what no reader would see, and an address without the brackets around it.
fn cleaned(text: &str) -> String {
    let plain = |c: char| if c.is_whitespace() { ' ' } else { c };
    let seen: String = text
        .chars()
        .map(plain)
        .filter(|c| !is_deceptive(*c))
        .collect();
    let words = seen.split_whitespace().map(|word| {
        let inner = word
            .strip_prefix('<')
            .and_then(|word| word.strip_suffix('>'));
        inner.filter(|inner| inner.contains("://")).unwrap_or(word)
    });
    words.collect::<Vec<_>>().join(" ")
}

/// Tells whether somebody wrote that there is nothing to write.
fn is_nothing(text: &str) -> bool {
    const NOTHING: [&str; 6] = ["", "no", "none", "nothing", "n/a", "na"];
    let text = text.trim_matches(['-', '_', '.', '\u{2013}', '\u{2014}', '\u{2026}', ' ']);
    NOTHING.contains(&text.to_lowercase().as_str())
}

#[cfg(test)]
mod tests;

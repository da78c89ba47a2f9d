//! A form that came back, as it was read: boxes with their marks, and what stands under them.

use thiserror::Error;

use super::mark::Mark;
use crate::domain::text::{is_deceptive, visible};

/// What a line under a box is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    /// A URL, a file digest or text that shows it.
    Evidence,
    /// A remark on the sign-off.
    Remark,
    /// Why the item does not apply.
    NotApplicable,
    /// Why the release must stop.
    Blocked,
    /// Why the role accepts the risk of leaving the item undone.
    Waived,
    /// Why it is go or no-go.
    Reason,
    /// What the playbook says about the item; nobody answers there.
    Help,
    /// Where to look; nobody answers there.
    Link,
}

impl Label {
    /// Every label.
    pub const ALL: [Self; 8] = [
        Self::Evidence,
        Self::Remark,
        Self::NotApplicable,
        Self::Blocked,
        Self::Waived,
        Self::Reason,
        Self::Help,
        Self::Link,
    ];

    /// Returns the words before the colon.
    pub fn words(self) -> &'static str {
        match self {
            Self::Evidence => "Evidence",
            Self::Remark => "Remark",
            Self::NotApplicable => "Does not apply, because",
            Self::Blocked => "Blocked, because",
            Self::Waived => "Skip at our risk, because",
            Self::Reason => "Reason",
            Self::Help => "Help",
            Self::Link => "Link",
        }
    }

    /// Reads what stands before a colon, whatever its case, with or without a remark in brackets.
    pub fn read(words: &str) -> Option<Self> {
        let words = words.split('(').next().unwrap_or_default();
        let words = words.trim().trim_matches(['*', '_']).to_lowercase();
        let mut all = Self::ALL.into_iter();
        all.find(|label| label.words().to_lowercase() == words)
    }
}

/// A line under a box, with what somebody wrote behind its colon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Where it stands, from 1.
    pub line: usize,
    /// What it is for.
    pub label: Label,
    /// What was written; not empty.
    pub text: String,
}

/// A box of a form that came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The line of the box, from 1.
    pub line: usize,
    /// The mark it bears.
    pub mark: Mark,
    /// The text beside it; empty where the box cannot be read.
    pub text: String,
    /// Whether it is ticked; `None` when the box cannot be read.
    pub ticked: Option<bool>,
    /// What was written under it.
    pub lines: Vec<Line>,
}

impl Answer {
    /// Tells whether somebody answered here.
    pub(crate) fn is_given(&self) -> bool {
        self.ticked != Some(false) || !self.lines.is_empty()
    }

    /// Returns what was written for a label, joined with spaces; `None` when nothing was.
    pub fn said(&self, label: Label) -> Option<String> {
        let lines = self.lines.iter().filter(|line| line.label == label);
        let said: Vec<&str> = lines.map(|line| line.text.as_str()).collect();
        (!said.is_empty()).then(|| said.join(" "))
    }

    /// Returns the pieces of evidence: every line is one, or every address where it holds nothing but addresses.
    pub fn evidence(&self) -> Vec<String> {
        let lines = self.lines.iter().filter(|it| it.label == Label::Evidence);
        let is_address = |word: &str| word.starts_with("https://") || word.starts_with("http://");
        let pieces = |line: &Line| -> Vec<String> {
            if line.text.split_whitespace().all(is_address) {
                line.text.split_whitespace().map(str::to_owned).collect()
            } else {
                vec![line.text.clone()]
            }
        };
        lines.flat_map(pieces).collect()
    }
}

/// A form that came back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    /// The release that it says it is for.
    pub version: Option<String>,
    /// The boxes that bear a mark.
    pub boxes: Vec<Answer>,
    /// The lines that may be an answer and cannot be understood as one.
    pub stray: Vec<(usize, Stray)>,
}

/// Why a line is not understood.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Stray {
    /// A ticked box whose comment is gone.
    #[error("the comment at the end of the line is missing, so it is not clear which box this is")]
    NoMark,
    /// A list item that is none of the form's.
    #[error("`{}` is not a line of the form", visible(.0))]
    NoLabel(String),
    /// Something written below a box, on no line of the form.
    #[error("write `{}` behind `Evidence:` or `Remark:`", visible(.0))]
    Loose(String),
}

/// Returns a text as it is held against another that mail or a tracker may have changed on its way: one space between
/// words, plain quotes and hyphens, nothing invisible. What a reader would see as another text stays another.
pub fn folded(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{2018}'..='\u{201b}' => plain.push('\''),
            '\u{201c}'..='\u{201f}' => plain.push('"'),
            // Programs make one dash of two or three hyphens.
            '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' if plain.ends_with('-') => {}
            '\u{2010}'..='\u{2015}' | '\u{2212}' => plain.push('-'),
            '\u{2026}' => plain.push_str("..."),
            c if c.is_whitespace() => plain.push(' '),
            c if is_deceptive(c) => {}
            c => plain.push(c),
        }
    }
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

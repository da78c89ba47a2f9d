//! What a command says: the result, remarks beside it, and what they mean for the exit code. Prints nothing.

use std::fmt;
use std::iter;

use crate::domain::text::visible;
use crate::domain::verdict::Verdict;
use crate::style::OutputStyle;

/// What a command has to say.
#[derive(Debug, Default)]
pub(crate) struct Answer {
    /// The result, for standard output.
    pub(crate) text: String,
    /// What follows that text, in parts that are made while they are printed.
    pub(crate) parts: Parts,
    /// Whether the result is data for a program or a file, and goes out byte for byte whatever the stream can show.
    pub(crate) is_data: bool,
    /// What a person should know besides, for standard error.
    pub(crate) remarks: Vec<Remark>,
    /// What it means for the exit code.
    pub(crate) outcome: Outcome,
    /// Whether something was written into a record.
    pub(crate) has_recorded: bool,
}

/// The parts of a long result: no more than one of them is in memory.
pub(crate) struct Parts(pub(crate) Box<dyn Iterator<Item = String>>);

impl Default for Parts {
    fn default() -> Self {
        Self(Box::new(iter::empty()))
    }
}

impl fmt::Debug for Parts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Parts").finish_non_exhaustive()
    }
}

/// A line for the person, beside the result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Remark {
    /// Something that is allowed and should be known.
    Warning(String),
    /// Something that is so already, or is good to know.
    Note(String),
    /// What to do next.
    Hint(String),
}

/// Writes remarks for standard error, a line each.
pub(crate) fn said(remarks: &[Remark], look: OutputStyle) -> String {
    let line = |remark: &Remark| {
        let (label, text) = match remark {
            Remark::Warning(text) => (look.waiting("warning:"), text),
            Remark::Note(text) => (look.strong("note:"), text),
            Remark::Hint(text) => (look.strong("hint:"), text),
        };
        format!("{label} {}\n", visible(text))
    };
    remarks.iter().map(line).collect()
}

/// What a command that could be carried out came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Done, or GO.
    #[default]
    Done,
    /// Something is outstanding.
    Hold,
    No,
    /// The definitions, or some record, could not be evaluated.
    NotEvaluated,
    /// Some record could not be read for reasons of the environment.
    Environment,
    /// Some record cannot be trusted.
    Trust,
}

impl Outcome {
    /// Returns the exit code.
    pub(crate) fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::No => 1,
            Self::NotEvaluated => 2,
            Self::Environment => 3,
            Self::Trust => 4,
            Self::Hold => 8,
        }
    }
}

impl From<Verdict> for Outcome {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Go => Self::Done,
            Verdict::Hold => Self::Hold,
            Verdict::NoGo => Self::No,
        }
    }
}

impl Answer {
    /// Answers with data: JSON, TOML, Markdown or what a template makes.
    pub(crate) fn data(text: impl Into<String>) -> Self {
        Self {
            is_data: true,
            ..Self::text(text)
        }
    }

    /// Answers with a text for people.
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }

    /// Answers with a text for people, part by part.
    pub(crate) fn stream(parts: impl Iterator<Item = String> + 'static) -> Self {
        Self {
            parts: Parts(Box::new(parts)),
            ..Self::default()
        }
    }

    /// Answers with data, part by part.
    pub(crate) fn data_stream(parts: impl Iterator<Item = String> + 'static) -> Self {
        Self {
            is_data: true,
            ..Self::stream(parts)
        }
    }

    /// Sets what it means for the exit code.
    #[must_use]
    pub(crate) fn with(mut self, outcome: impl Into<Outcome>) -> Self {
        self.outcome = outcome.into();
        self
    }

    /// Adds what to do next.
    #[must_use]
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.remarks.push(Remark::Hint(hint.into()));
        self
    }
}

//! What a command says: the result, remarks beside it, and what they mean for the exit code. Prints nothing.

use std::fmt;
use std::iter;

use crate::domain::text::visible;
use crate::domain::verdict::Verdict;
use crate::error::{CommandError, Kind};
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

impl Remark {
    /// Returns what is said of a failure that does not end the command: `what` failed, why, and what to do about it.
    pub(crate) fn of_failure(what: &str, error: &CommandError, select: &str) -> Vec<Self> {
        let details = error.details.iter().cloned().map(Self::Note);
        let hints = error.hints.iter();
        let hints = hints.map(|hint| Self::Hint(hint.text(select)));
        iter::once(Self::Warning(format!("{what}{error}")))
            .chain(details)
            .chain(hints)
            .collect()
    }
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

    /// Returns its place among several, of which the first decides the exit code: 3, 2, 4, 1, 8, 0.
    pub(crate) fn rank(self) -> u8 {
        match self {
            Self::Environment => 0,
            Self::NotEvaluated => 1,
            Self::Trust => 2,
            Self::No => 3,
            Self::Hold => 4,
            Self::Done => 5,
        }
    }

    /// Returns what several come to.
    pub(crate) fn gravest(several: impl IntoIterator<Item = Self>) -> Self {
        let gravest = several.into_iter().min_by_key(|outcome| outcome.rank());
        gravest.unwrap_or_default()
    }
}

impl From<Kind> for Outcome {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::No => Self::No,
            Kind::Environment => Self::Environment,
            Kind::Trust => Self::Trust,
            Kind::Hold => Self::Hold,
            Kind::NotEvaluated | Kind::Interrupted | Kind::Signal(_) => Self::NotEvaluated,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_3_2_4_1_8_0_decides() {
        use Outcome::{Done, Environment, Hold, No, NotEvaluated, Trust};
        let all = [Environment, NotEvaluated, Trust, No, Hold, Done];
        assert_eq!(all.map(Outcome::code), [3, 2, 4, 1, 8, 0]);
        for first in 0..all.len() {
            let several = all[first..].iter().rev().copied();
            assert_eq!(Outcome::gravest(several), all[first]);
        }
        assert_eq!(Outcome::gravest([]), Done);
    }
}

//! What to do about something, in words and commands.

use super::suggestion::{CommandLine, Suggestion};

/// Advice in words and commands. Whoever prints it knows whether its commands have to name the release.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hint(Vec<Part>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Words(String),
    Command(CommandLine),
}

impl Hint {
    /// Goes on with these words.
    #[must_use]
    pub fn say(mut self, words: impl Into<String>) -> Self {
        self.0.push(Part::Words(words.into()));
        self
    }

    /// Goes on with the command of a suggestion, in backquotes.
    #[must_use]
    pub fn run(mut self, suggestion: Suggestion<'_>) -> Self {
        self.0.push(Part::Command(suggestion.line()));
        self
    }

    /// Returns what to print; `select` is `" -r VERSION"` when the release has to be said, else empty.
    pub fn text(&self, select: &str) -> String {
        let part = |part: &Part| match part {
            Part::Words(words) => words.clone(),
            Part::Command(line) => format!("`{}`", line.text(select)),
        };
        self.0.iter().map(part).collect()
    }
}

impl From<String> for Hint {
    fn from(words: String) -> Self {
        Self::default().say(words)
    }
}

impl From<&str> for Hint {
    fn from(words: &str) -> Self {
        Self::default().say(words)
    }
}

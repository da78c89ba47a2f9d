//! Annotations: what a GitHub runner shows beside the log of a job, and at the lines of its files.
//!
//! A runner takes a line `::error title=…::…` for a command. Whatever came from a file is on one line, spelled out and
//! escaped before it stands there, so that no text ends an annotation or begins another.

use std::fmt::Write as _;

use crate::domain::text::visible;

/// The most annotations of one level that GitHub shows of a step.
const MOST: usize = 10;

/// How grave an annotation is. Ordered from grave to mild.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Level {
    Error,
    Warning,
    Notice,
}

/// A place in a file: its path, and the line and the column from 1.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) file: String,
    pub(crate) spot: Option<(usize, usize)>,
}

/// One annotation.
#[derive(Clone, Debug)]
pub(crate) struct Annotation {
    pub(crate) level: Level,
    pub(crate) title: String,
    pub(crate) text: String,
    pub(crate) place: Option<Place>,
}

impl Level {
    const ALL: [Self; 3] = [Self::Error, Self::Warning, Self::Notice];

    fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Notice => "notice",
        }
    }
}

/// Returns the annotations as lines, at most ten of a level; the last one then says how many more there are, and `rest`
/// where they are.
pub(crate) fn annotations(list: &[Annotation], rest: &str) -> String {
    let mut lines = String::new();
    for level in Level::ALL {
        let of_level: Vec<_> = list.iter().filter(|one| one.level == level).collect();
        let shown = if of_level.len() > MOST {
            MOST - 1
        } else {
            of_level.len()
        };
        for one in &of_level[..shown] {
            push(&mut lines, one);
        }
        let left = of_level.len() - shown;
        if left > 0 {
            push(
                &mut lines,
                &Annotation {
                    level,
                    title: format!("{left} more"),
                    text: rest.to_owned(),
                    place: None,
                },
            );
        }
    }
    lines
}

fn push(lines: &mut String, one: &Annotation) {
    let mut place = String::new();
    if let Some(Place { file, spot }) = &one.place {
        let _ = write!(place, "file={},", property(file));
        if let Some((line, column)) = spot {
            let _ = write!(place, "line={line},col={column},");
        }
    }
    let (level, title) = (one.level.word(), property(&one.title));
    let _ = writeln!(lines, "::{level} {place}title={title}::{}", data(&one.text));
}

/// Escapes what would end a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// Puts a text on one line, and escapes what a runner unescapes.
fn data(text: &str) -> String {
    visible(text).replace('%', "%25")
}

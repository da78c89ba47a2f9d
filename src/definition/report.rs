//! Problems as text in the manner of compilers: what is wrong, where, the line with a mark under it, and what to do.

use std::fmt::Write as _;

use super::problem::Problem;
use crate::domain::text::visible;
use crate::style::OutputStyle;

/// How grave the problems are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grade {
    /// The definitions cannot be used.
    Error,
    /// They can, and could be better.
    Advice,
}

impl Grade {
    /// Returns the heading of a problem, with the code that `gonogo explain` knows.
    fn heading(self, code: &str, look: OutputStyle) -> String {
        match self {
            Self::Error => look.bad(&format!("error[{code}]")).into_owned(),
            Self::Advice => look.waiting(&format!("suggestion[{code}]")).into_owned(),
        }
    }
}

/// Returns one problem as text; the last line ends with a line feed.
pub(crate) fn problem(problem: &Problem, grade: Grade, look: OutputStyle) -> String {
    let mut out = format!(
        "{}: {}\n",
        grade.heading(problem.fault.rule().word(), look),
        look.strong(&problem.fault.to_string())
    );
    let path = problem.path.to_string_lossy();
    let path = visible(&path);
    let digits = problem
        .spot
        .as_ref()
        .map_or(1, |spot| spot.line.to_string().len());
    let gutter = " ".repeat(digits);
    let (arrow, bar, help) = (look.faint("-->"), look.faint("|"), look.faint("="));
    match &problem.spot {
        None => {
            let _ = writeln!(out, "{gutter}{arrow} {path}");
        }
        Some(spot) => {
            let number = spot.line.to_string();
            let marks = "^".repeat(spot.width);
            let _ = writeln!(out, "{gutter}{arrow} {path}:{}:{}", spot.line, spot.column);
            let _ = writeln!(out, "{gutter} {bar}");
            let _ = writeln!(
                out,
                "{} {bar} {}",
                look.faint(&number),
                spot.text.trim_end()
            );
            let _ = writeln!(
                out,
                "{gutter} {bar} {}{}",
                " ".repeat(spot.before),
                look.bad(&marks)
            );
        }
    }
    if let Some(text) = problem.fault.help() {
        let _ = writeln!(out, "{gutter} {help} help: {text}");
    }
    out
}

/// Returns problems as text, with an empty line between them.
pub fn problems(list: &[Problem], grade: Grade, look: OutputStyle) -> String {
    list.iter()
        .map(|one| problem(one, grade, look))
        .collect::<Vec<_>>()
        .join("\n")
}

//! The commands that definitions name: for an item, a metric or a stage.

use crate::definition::fault::Fault;
use crate::definition::page::Page;
use crate::definition::raw;
use crate::definition::reader::Placed;
use crate::domain::plan::Program;

/// Checks a command and returns it.
pub(super) fn check(page: &Page<'_>, command: &Placed<raw::Command>) -> Program {
    let raw = &command.value;
    match &raw.run {
        Some(run) => page.not_empty(
            run,
            "`run`",
            "write the program and its arguments as a list",
        ),
        None => page.note(command.place, Fault::MissingKey { key: "run" }),
    }
    let words = raw.run.as_ref().map_or(&[][..], |run| &run.value);
    for word in words {
        page.line(word.place, "run", Some(word));
    }
    Program {
        run: words.iter().map(|word| word.value.clone()).collect(),
        timeout: page.duration(raw.timeout.as_ref(), 1),
    }
}

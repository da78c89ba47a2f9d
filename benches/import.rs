//! What it takes to import Markdown, beside reading it, and how that grows where parts are many, long or deep.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::Duration;

use gonogo::definition::import::checklist;
use pulldown_cmark::{Options, Parser};

use super::{Goals, worked};

/// Holds the import of real checklists at what it comes to beside their parser, of which a quarter is the reading and more than a
/// quarter the YAML, and ten times of a hostile shape at twenty times.
pub(super) fn markdown(goals: &mut Goals, _: &Path) {
    let real = real();
    let parser = || {
        let options =
            Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
        worked(|| Parser::new_ext(&real, options).into_offset_iter().count())
    };
    goals.hold_ratio(
        "import of real checklists / pulldown-cmark on the same bytes",
        10.0,
        15,
        || import(&real),
        parser,
    );
    for (name, shape) in SHAPES {
        let (small, large) = (shape(3_000), shape(30_000));
        goals.hold_ratio(
            &format!("import, {name}, 30,000 / 3,000"),
            24.0,
            9,
            || import(&large),
            || import(&small),
        );
    }
}

fn import(text: &str) -> Duration {
    worked(|| checklist("measured", text).expect("items"))
}

/// Returns the checklists of the tests, over and over, up to 1 MiB.
fn real() -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/markdown");
    let mut all = String::new();
    for number in 1..=43 {
        let path = folder.join(format!("{number:02}.md"));
        let _ = writeln!(all, "{}\n", fs::read_to_string(path).expect("a checklist"));
    }
    all.repeat((1 << 20) / all.len())
}

/// A document whose size grows with a number.
type Shape = fn(usize) -> String;

const SHAPES: [(&str, Shape); 6] = [
    ("equal items", |count| "- [ ] a\n".repeat(count)),
    ("sections of their own", |count| {
        let section = |at: usize| format!("## P{at}\n### S\n- [ ] a\n");
        (0..count).map(section).collect()
    }),
    ("below a long heading", |count| {
        let group = |at: usize| format!("- g{at}\n  - [ ] a\n");
        let groups: String = (0..count).map(group).collect();
        format!("## {}\n{groups}", "long ".repeat(count * 3))
    }),
    ("below a long item", |count| {
        let below = "  - [ ] a\n".repeat(count);
        format!("- [ ] {}\n{below}", "long ".repeat(count * 3))
    }),
    ("bullets of one item", |count| {
        format!("- [ ] a\n{}", "  - b\n".repeat(count))
    }),
    ("deep on one line", |count| {
        format!("- [ ] a\n  {}b\n", "- ".repeat(count))
    }),
];

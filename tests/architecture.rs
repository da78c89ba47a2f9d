//! Guards the direction of dependencies and the habits that no lint knows. Failures print `path:line: word`.

#![expect(
    clippy::unwrap_used,
    reason = "a file that cannot be read fails the test"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The modules between the commands and the domain; they do not import each other.
const MIDDLE: [&str; 8] = [
    "walk",
    "definition",
    "git",
    "record",
    "render",
    "source",
    "trust",
    "ui",
];

/// The imports among them that are allowed: ports of the walk, implemented elsewhere.
const PORTS: [(&str, &str); 2] = [("ui", "walk"), ("record", "walk")];

/// The longest a source file may be, tests apart.
const LONGEST_FILE: usize = 600;

/// A line of code: comments are cut off.
struct Line {
    path: PathBuf,
    number: usize,
    code: String,
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(files_below(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

fn is_test(path: &Path) -> bool {
    path.ends_with("testing.rs")
        || path.file_name().is_some_and(|name| name == "tests.rs")
        || path
            .components()
            .any(|part| part.as_os_str() == "tests" || part.as_os_str() == "testing")
}

/// Returns the lines of code of a module, or of all, up to a file's own test module.
fn code(module: &str) -> Vec<Line> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let belongs = |path: &PathBuf| {
        module.is_empty()
            || path.starts_with(source.join(module))
            || *path == source.join(format!("{module}.rs"))
    };
    let files = files_below(&source)
        .into_iter()
        .filter(|path| belongs(path) && !is_test(path));
    files.flat_map(|path| lines_of(&source, &path)).collect()
}

fn lines_of(source: &Path, path: &Path) -> Vec<Line> {
    let text = fs::read_to_string(path).unwrap();
    let path = path.strip_prefix(source.parent().unwrap()).unwrap();
    let lines = text
        .lines()
        .enumerate()
        .take_while(|(_, line)| line.trim() != "mod tests {");
    let line = |(number, line): (usize, &str)| {
        let code = if line.trim_start().starts_with("//") {
            ""
        } else {
            line.split(" // ").next().unwrap_or_default()
        };
        Line {
            path: path.to_owned(),
            number: number + 1,
            code: code.to_owned(),
        }
    };
    lines
        .map(line)
        .filter(|line| !line.code.trim().is_empty())
        .collect()
}

/// Tells whether `word` stands in `code` and is not the tail of a longer name.
fn has_word(code: &str, word: &str) -> bool {
    code.match_indices(word).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        let after = code[at + word.len()..].chars().next();
        let joins = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
        !joins(before) && (!word.ends_with(char::is_alphanumeric) || !joins(after))
    })
}

fn offences(lines: &[Line], words: &[&str]) -> Vec<String> {
    let found = |line: &Line| -> Vec<String> {
        let has = words.iter().filter(|word| has_word(&line.code, word));
        has.map(|word| format!("{}:{}: {word}", line.path.display(), line.number))
            .collect()
    };
    lines.iter().flat_map(found).collect()
}

#[track_caller]
fn assert_none(rule: &str, offences: &[String]) {
    assert!(offences.is_empty(), "{rule}:\n{}", offences.join("\n"));
}

#[test]
fn the_domain_knows_no_files_clock_environment_terminal_or_format() {
    let words = [
        "std::fs",
        "std::io",
        "std::env",
        "std::process",
        "std::net",
        "std::thread",
        "SystemTime",
        "Instant",
        "::now()",
        "println!",
        "eprintln!",
        "print!",
        "eprint!",
        "clap",
        "dialoguer",
        "console",
        "comfy_table",
        "toml",
        "serde",
        "serde_yaml",
        "serde_json",
        "tempfile",
        "rustix",
        "ureq",
        "crate::commands",
        "crate::cli",
        "crate::error",
        "crate::style",
        "crate::walk",
        "crate::definition",
        "crate::git",
        "crate::process",
        "crate::record",
        "crate::render",
        "crate::source",
        "crate::trust",
        "crate::ui",
    ];
    assert_none("the domain is pure", &offences(&code("domain"), &words));
}

/// The floors of the domain, from the ground up. A module may import those of its own floor and of the floors below; what
/// stands beside them in `src/domain` is a leaf below them all.
const FLOORS: [&str; 5] = ["plan", "event", "state", "rules", "reports"];

/// The modules of the domain, each with those that it imports.
fn imports_of_the_domain() -> BTreeMap<String, BTreeSet<String>> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files: Vec<PathBuf> = files_below(&source.join("domain"))
        .into_iter()
        .filter(|path| !is_test(path))
        .collect();
    let name = |path: &PathBuf| {
        let path = path.strip_prefix(source.join("domain")).unwrap();
        path.with_extension("").to_str().unwrap().replace('/', "::")
    };
    let modules: BTreeSet<String> = files.iter().map(name).collect();
    let imports = |path: &PathBuf| {
        let module = name(path);
        let paths = paths_in(&lines_of(&source, path));
        let found = paths
            .iter()
            .filter_map(|path| resolved(&module, path, &modules));
        let others: BTreeSet<String> = found.filter(|other| *other != module).collect();
        (module, others)
    };
    files.iter().map(imports).collect()
}

/// Returns every path in these lines, those of an import one by one.
fn paths_in(lines: &[Line]) -> Vec<String> {
    let mut paths = Vec::new();
    let mut import = String::new();
    for line in lines {
        let code = line.code.trim();
        let begins = code.starts_with("use ") || code.starts_with("pub") && code.contains(" use ");
        if begins || !import.is_empty() {
            import.push_str(code);
            if code.ends_with(';') {
                let tree = import.split_once("use ").unwrap().1.replace([' ', ';'], "");
                expand("", &tree, &mut paths);
                import.clear();
            }
        } else {
            let is_joint = |c: char| !c.is_alphanumeric() && c != '_' && c != ':';
            let words = code.split(is_joint).filter(|word| word.contains("::"));
            paths.extend(words.map(str::to_owned));
        }
    }
    paths
}

/// Takes an import apart: `a::{b, c::{d, e}}` into `a::b`, `a::c::d` and `a::c::e`.
fn expand(before: &str, tree: &str, paths: &mut Vec<String>) {
    let Some((start, rest)) = tree.split_once('{') else {
        paths.push(format!("{before}{tree}"));
        return;
    };
    let inner = rest.strip_suffix('}').unwrap();
    let mut depth = 0;
    let parts = inner.split(|c: char| {
        depth += i32::from(c == '{') - i32::from(c == '}');
        c == ',' && depth == 0
    });
    for part in parts.filter(|part| !part.is_empty()) {
        expand(&format!("{before}{start}"), part, paths);
    }
}

/// Returns the module of the domain that a path in `module` leads into.
fn resolved(module: &str, path: &str, modules: &BTreeSet<String>) -> Option<String> {
    let mut parts: Vec<&str> = path.split("::").collect();
    let mut base: Vec<&str> = module.split("::").collect();
    match *parts.first()? {
        "crate" if parts.get(1) == Some(&"domain") => {
            parts.drain(..2);
            base.clear();
        }
        "self" => drop(parts.remove(0)),
        "super" => {
            while parts.first() == Some(&"super") {
                parts.remove(0);
                base.pop();
            }
        }
        child if parts.len() > 1 && modules.contains(&format!("{module}::{child}")) => {}
        _ => return None,
    }
    let mut full = [base, parts].concat();
    while !full.is_empty() {
        if let Some(found) = modules.get(&full.join("::")) {
            return Some(found.clone());
        }
        full.pop();
    }
    None
}

#[test]
fn no_modules_of_the_domain_import_each_other_in_a_circle() {
    let mut left = imports_of_the_domain();
    assert!(
        left.len() > 90 && left["rules::gate"].contains("plan"),
        "the imports are found: {left:?}"
    );
    // Whoever imports nothing that is left is on no circle.
    loop {
        let done: Vec<String> = left
            .iter()
            .filter(|(_, others)| others.iter().all(|other| !left.contains_key(other)))
            .map(|(module, _)| module.clone())
            .collect();
        if done.is_empty() {
            break;
        }
        left.retain(|module, _| !done.contains(module));
    }
    let circles: Vec<String> = left
        .iter()
        .map(|(module, others)| {
            let others: Vec<&str> = others
                .iter()
                .filter(|other| left.contains_key(*other))
                .map(String::as_str)
                .collect();
            format!("{module} imports {}", others.join(", "))
        })
        .collect();
    assert_none("the domain has no circle of imports", &circles);
}

#[test]
fn the_floors_of_the_domain_stand_on_the_ones_below() {
    let floor = |module: &str| {
        let first = module.split("::").next().unwrap();
        FLOORS.iter().position(|floor| *floor == first)
    };
    let imports = imports_of_the_domain();
    let mut upward = Vec::new();
    for (module, others) in &imports {
        let above = others.iter().filter(|other| floor(other) > floor(module));
        upward.extend(above.map(|other| format!("{module} imports {other}")));
    }
    assert_none("no floor imports one above it", &upward);
    let abroad: Vec<Line> = code("domain/rules")
        .into_iter()
        .chain(code("domain/reports"))
        .filter(|line| line.code.starts_with("impl Release "))
        .collect();
    assert_none(
        "the rules are functions over the release, and no methods of it",
        &offences(&abroad, &["impl Release"]),
    );
}

#[test]
fn the_modules_in_the_middle_do_not_import_each_other() {
    let mut found = Vec::new();
    for module in MIDDLE {
        let others = MIDDLE
            .iter()
            .filter(|other| **other != module && !PORTS.contains(&(module, other)));
        let words: Vec<String> = others.map(|other| format!("crate::{other}")).collect();
        let words: Vec<&str> = words
            .iter()
            .map(String::as_str)
            .chain(["crate::commands", "crate::cli"])
            .collect();
        found.extend(offences(&code(module), &words));
    }
    assert_none("only ports of the walk are shared", &found);
}

#[test]
fn each_outside_crate_has_one_home() {
    let homes = [
        ("dialoguer", "src/ui"),
        ("rustyline", "src/ui"),
        ("console", "src/ui"),
        ("signal_hook", "src/ui"),
        ("comfy_table", "src/render"),
        ("icalendar", "src/render"),
        ("maud", "src/render"),
        ("minijinja", "src/render"),
        ("pulldown_cmark", "src/markdown src/render"),
        (
            "serde_yaml",
            "src/definition/parse.rs src/definition/import/emit.rs",
        ),
        ("toml", "src/record"),
        ("clap", "src/cli src/commands"),
        ("sha2", "src/domain/digest.rs"),
        ("strsim", "src/domain/text.rs"),
        ("ureq", "src/source"),
        ("base64", "src/source src/trust"),
        ("ssh_key", "src/trust"),
    ];
    let all = code("");
    let mut found = Vec::new();
    for (name, home) in homes {
        let is_at_home = |line: &&Line| {
            home.split(' ').any(|home| {
                line.path.starts_with(home) || line.path == Path::new(&format!("{home}.rs"))
            })
        };
        let (word, import) = (format!("{name}::"), format!("use {name}"));
        let abroad = all.iter().filter(|line| {
            !is_at_home(line) && (has_word(&line.code, &word) || line.code.contains(&import))
        });
        found.extend(abroad.map(|line| format!("{}:{}: {name}", line.path.display(), line.number)));
    }
    assert_none("an outside crate is used in one place", &found);
}

#[test]
fn programs_are_started_in_three_places() {
    let homes = ["src/git.rs", "src/git", "src/source", "src/trust"];
    let abroad: Vec<Line> = code("")
        .into_iter()
        .filter(|line| !homes.iter().any(|home| line.path.starts_with(home)))
        .collect();
    assert_none(
        "git is run by `git`, ssh-keygen by `trust`, everything else by `source`",
        &offences(&abroad, &["Command::new"]),
    );
    let homes = [
        "src/git.rs",
        "src/git",
        "src/process.rs",
        "src/process",
        "src/source",
        "src/trust",
    ];
    let abroad: Vec<Line> = code("")
        .into_iter()
        .filter(|line| !homes.iter().any(|home| line.path.starts_with(home)))
        .collect();
    assert_none(
        "`process` is used by these alone",
        &offences(&abroad, &["crate::process"]),
    );
}

#[test]
fn every_program_has_a_time_limit() {
    let abroad: Vec<Line> = code("")
        .into_iter()
        .filter(|line| !line.path.starts_with("src/process"))
        .collect();
    assert_none(
        "a child is started by `process`, which ends it in time",
        &offences(&abroad, &[".spawn()", ".output()", ".status()"]),
    );
}

#[test]
fn processes_know_nothing_of_releases() {
    assert_none(
        "`process` stands below everything else",
        &offences(&code("process"), &["crate::"]),
    );
}

#[test]
fn nothing_prints_but_the_one_place_that_writes_to_the_streams() {
    assert_none(
        "print macros are nowhere",
        &offences(
            &code(""),
            &["println!", "eprintln!", "print!", "eprint!", "dbg!"],
        ),
    );
}

#[test]
fn documents_name_who_spoke_and_not_who_recorded_it() {
    assert_none(
        "`Event::who` names the person spoken for, and who recorded it",
        &offences(&code("render"), &["event.by.name()"]),
    );
}

#[test]
fn standard_error_is_written_by_the_terminal_side_alone() {
    let abroad: Vec<Line> = code("")
        .into_iter()
        .filter(|line| !line.path.starts_with("src/ui"))
        .collect();
    assert_none(
        "a command says a notice through its context",
        &offences(&abroad, &["stderr()"]),
    );
}

#[test]
fn no_file_is_longer_than_a_reader_can_hold() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let long = files_below(&source)
        .into_iter()
        .filter(|path| !is_test(path))
        .filter_map(|path| {
            let lines = fs::read_to_string(&path)
                .unwrap()
                .lines()
                .take_while(|line| line.trim() != "mod tests {")
                .count();
            (lines > LONGEST_FILE).then(|| {
                format!(
                    "{}:{lines}: lines",
                    path.strip_prefix(&source).unwrap().display()
                )
            })
        });
    assert_none(
        "a file is split before 600 lines",
        &long.collect::<Vec<_>>(),
    );
}

#[test]
fn every_module_says_what_it_is_for() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let silent = files_below(&source)
        .into_iter()
        .filter(|path| path.file_name().is_some_and(|name| name != "tests.rs"));
    let silent = silent.filter(|path| {
        !fs::read_to_string(path).unwrap().starts_with("//! ") && !path.ends_with("main.rs")
    });
    let silent: Vec<_> = silent
        .map(|path| format!("{}:1: //!", path.strip_prefix(&source).unwrap().display()))
        .collect();
    assert_none("a module opens with its responsibility", &silent);
}

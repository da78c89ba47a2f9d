//! Rejects the phrases that CONTRIBUTING.md rules out, in every text that a person reads, and documents that name files
//! which do not exist.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};

/// Phrases in lower case; each is searched as whole words.
const PHRASES: [&str; 31] = [
    "all the same",
    "in the way of",
    "stands in the",
    "stand here",
    "whoever",
    "anew",
    "nobody",
    "somebody",
    "anybody",
    "everybody",
    "not to be overlooked",
    "whose turn",
    "what waits",
    "put off",
    "way back",
    "going back",
    "goes back",
    "taken back",
    "take back",
    "takes back",
    "comes next",
    "goes on",
    "go on to",
    "in force",
    "least soak",
    "longest soak",
    "present stage",
    "not over",
    "says so already",
    "behind the record",
    "knowingly",
];

#[test]
fn no_text_for_people_has_a_phrase_that_is_ruled_out() {
    let mut found = Vec::new();
    for path in texts() {
        let text = std::fs::read_to_string(&path).expect("a text");
        let text = if path.extension().is_some_and(|it| it == "rs") {
            for_people(&path, &text)
        } else {
            text
        };
        let words = words(&text);
        let of = |phrase: &&&str| words.contains(&format!(" {phrase} "));
        found.extend(
            PHRASES
                .iter()
                .filter(of)
                .map(|phrase| format!("{}: {phrase}", path.display())),
        );
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn the_search_sees_strings_over_lines_and_help_but_no_code() {
    let source = "/// Go on\n/// to it.\nOpen,\n/// Anew.\nfn nobody() {\n// whoever\nlet a = \"all the \\\n   same\"; let b = '\"'; }";
    let help = for_people(Path::new("src/commands/x.rs"), source);
    assert_eq!(words(&help), " go on to it all the same ");
    let other = for_people(Path::new("src/domain/x.rs"), source);
    assert_eq!(words(&other), " all the same ");
}

#[test]
fn every_source_file_that_a_document_names_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    collect(&root.join("src"), &["rs"], &mut files);
    let mut missing = Vec::new();
    for path in texts()
        .into_iter()
        .filter(|it| it.extension().is_some_and(|it| it == "md"))
    {
        let text = std::fs::read_to_string(&path).expect("a document");
        for name in text.split('`').skip(1).step_by(2) {
            let is_file = name.ends_with(".rs") && !name.contains(['{', '*', ' ']);
            let exists = files.iter().any(|file| file.ends_with(name)) || root.join(name).is_file();
            if is_file && !exists {
                missing.push(format!("{}: {name}", path.display()));
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

/// Returns what a person reads in a source file: its strings, and in commands the help texts in doc comments. Tests are
/// left out.
fn for_people(path: &Path, source: &str) -> String {
    let source = source
        .split("#[cfg(test)]\nmod tests {")
        .next()
        .unwrap_or_default();
    let has_help =
        path.components().any(|part| part.as_os_str() == "commands") || path.ends_with("cli.rs");
    let mut help = String::new();
    let mut code = String::new();
    let mut comment = String::new();
    for line in source.lines().map(str::trim) {
        if let Some(line) = line.strip_prefix("///") {
            comment += line;
            continue;
        }
        if line.starts_with("//") {
            continue;
        }
        // What stands above a function is for developers.
        if has_help && !line.contains("fn ") {
            help += &comment;
        }
        if !line.starts_with("#[") {
            comment.clear();
        }
        code += line;
        code.push('\n');
    }
    help + "\n" + &strings(&code)
}

/// Returns the contents of the string literals of a source text.
fn strings(code: &str) -> String {
    let code = code
        .replace("'\"'", " ")
        .replace("\\\"", " ")
        .replace("\\\\", " ");
    let inside = code.split('"').skip(1).step_by(2);
    inside.flat_map(|text| [text, "\n"]).collect()
}

/// Returns the words of a text in lower case, each between single spaces.
fn words(text: &str) -> String {
    let lower = text.replace("\\n", " ").to_lowercase();
    let words = lower
        .split(|c: char| !c.is_alphanumeric() && c != '-')
        .filter(|word| !word.is_empty());
    words.fold(" ".to_owned(), |all, word| all + word + " ")
}

fn texts() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = sources();
    for folder in ["docs", "checklists", "src/definition/minimal"] {
        collect(&root.join(folder), &["md", "yaml"], &mut found);
    }
    found.push(root.join("README.md"));
    found
}

/// Returns the source files of the program, without its tests.
fn sources() -> Vec<PathBuf> {
    let mut found = Vec::new();
    collect(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &["rs"],
        &mut found,
    );
    let is_test = |path: &PathBuf| {
        path.components().any(|part| {
            let name = part.as_os_str();
            name == "tests" || name == "tests.rs" || name == "testing" || name == "testing.rs"
        })
    };
    found.retain(|path| !is_test(path));
    found
}

fn collect(folder: &Path, extensions: &[&str], found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, extensions, found);
        } else if path
            .extension()
            .is_some_and(|it| extensions.iter().any(|one| it == *one))
        {
            found.push(path);
        }
    }
}

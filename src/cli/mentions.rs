//! Every command that a hint, a help text or a document names is one that exists: with these subcommands and options.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use clap::error::ErrorKind;

/// Returns the files below a folder with this ending.
fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, ending));
        } else if path.extension().is_some_and(|it| it == ending) {
            found.push(path);
        }
    }
    found
}

/// Returns the commands that a text names: between backticks, and on lines of their own.
///
/// What stands after two spaces or a semicolon is not the command.
fn named(text: &str) -> Vec<String> {
    let text = text.replace("\\\n", " ");
    // A document has its commands in fences, and prose around them.
    let is_fenced = text.contains("\n```");
    let blocks = text.split("\n```").enumerate();
    let code = blocks.filter(|(place, _)| !is_fenced || place % 2 == 1);
    let lines = code.flat_map(|(_, block)| block.lines());
    let of_lines = lines
        .map(str::trim)
        .map(|line| line.strip_prefix("$ ").unwrap_or(line))
        .filter(|line| line.starts_with("gonogo "));
    let mut between = text.split('`');
    between.next();
    let of_backticks = between.filter(|part| part.starts_with("gonogo ") && !part.contains('\n'));
    let commands = of_lines.chain(of_backticks);
    commands
        .map(|line| line.split("  ").next().unwrap_or_default())
        .map(|line| line.split("; ").next().unwrap_or_default().to_owned())
        .collect()
}

/// Cuts a command as a shell does, up to where another one begins, and fills what stands for something.
pub(super) fn words(command: &str) -> Vec<OsString> {
    let command = command.replace("\\\"", "\"");
    let mut words = vec![String::new()];
    let mut quote = None;
    for c in command.chars() {
        match (c, quote) {
            (' ', None) => words.push(String::new()),
            ('"' | '\'', None) => quote = Some(c),
            (c, Some(open)) if c == open => quote = None,
            (c, _) => words.last_mut().unwrap().push(c),
        }
    }
    let ends = ["|", "<", ">", "&&", "||", "#"];
    let words = words.into_iter().filter(|word| !word.is_empty());
    let words = words.take_while(|word| !ends.contains(&word.as_str()));
    words.map(|word| OsString::from(filled(&word))).collect()
}

fn filled(word: &str) -> String {
    if word == "ID" || word.starts_with("sha256:") {
        return format!("sha256:{}", "0".repeat(64));
    }
    if word == "COMMAND" {
        return "status".to_owned();
    }
    let word = word
        .replace("{select}", "")
        .replace("{reason}", "")
        .replace("{day}", "2026-12-01");
    let word = match word.split_once('{') {
        Some((before, rest)) => match rest.split_once('}') {
            Some((_, after)) => format!("{before}x{after}"),
            None => word,
        },
        None => word,
    };
    match word.split_once('|') {
        Some((first, _)) => first.to_owned(),
        None => word.replace('…', "x"),
    }
}

#[test]
fn every_command_that_is_named_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = files(&root.join("src"), "rs");
    paths.retain(|path| !path.ends_with("mentions.rs") && !path.to_string_lossy().contains("test"));
    paths.extend(files(&root.join("docs"), "md"));
    paths.push(root.join("README.md"));
    let mut wrong = Vec::new();
    let mut count = 0;
    for path in paths {
        for command in named(&fs::read_to_string(&path).unwrap()) {
            count += 1;
            let Err(error) = super::parsed(words(&command).into_iter()) else {
                continue;
            };
            // A command that is only named leaves out what it needs.
            let is_named = matches!(
                error.kind(),
                ErrorKind::MissingRequiredArgument
                    | ErrorKind::DisplayHelp
                    | ErrorKind::DisplayVersion
                    | ErrorKind::MissingSubcommand
                    | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
            );
            if !is_named {
                let file = path.strip_prefix(root).unwrap().display();
                wrong.push(format!("{file}: {command}: {:?}", error.kind()));
            }
        }
    }
    assert!(count > 200, "{count} commands are named");
    assert_eq!(wrong, [""; 0], "{wrong:#?}");
}

//! A file that is imported: read, repaired, filled, drafted, and what is to be said of it.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::path::Path;

use super::{ImportArgs, ImportFault, Kind};
use crate::commands::output::Remark;
use crate::definition::import::draft::{Draft, Wanted};
use crate::definition::import::encoding::{Repair, mixed, repaired};
use crate::definition::import::from::Dialect;
use crate::definition::load::{NotText, read_bytes, read_text};
use crate::domain::text::{counted, shell_word, visible};
use crate::error::CommandError;
use crate::markdown::outline::{Kind as Skip, Skipped};
use crate::markdown::placeholders::{Placeholder, fill, left};

/// The most lines that are named of a placeholder.
const MOST_LINES: usize = 5;

/// A file as it was read.
pub(super) struct Document {
    pub(super) draft: Draft,
    repairs: Vec<Repair>,
    /// The lines that look damaged, each with the first such text.
    damaged: Vec<(usize, String)>,
    /// The placeholders that stay.
    left: Vec<Placeholder>,
    /// The names of which it has no placeholder.
    unused: Vec<String>,
}

impl ImportArgs {
    /// Reads a file.
    pub(super) fn document(
        &self,
        path: &Path,
        wanted: &Wanted<'_>,
    ) -> Result<Document, CommandError> {
        let (text, repairs) = if self.fix_encoding {
            let bytes = read_bytes(path)?.map_err(not_text)?;
            repaired(&bytes)
        } else {
            (text_of(path)?, Vec::new())
        };
        let is_yaml = path
            .extension()
            .is_some_and(|it| it == "yaml" || it == "yml");
        let shown = visible(&path.to_string_lossy()).into_owned();
        let dialect = match self.from {
            Kind::Markdown => Dialect::Markdown,
            Kind::GithubIssueForm => Dialect::IssueForm,
            Kind::List if is_yaml => Dialect::YamlList,
            Kind::List => Dialect::TextList,
            Kind::SmartChecklist => Dialect::SmartChecklist,
        };
        let outline = dialect.outline(&text);
        let mut outline = outline.map_err(|fault| {
            let path = shown.clone();
            CommandError::not_evaluated(ImportFault::NotOfKind { path, fault })
        })?;
        let unused = fill(&mut outline, &self.variables);
        let unused = unused.into_iter().map(str::to_owned).collect();
        let mut left = left(&outline);
        let draft = Draft::of(outline, &text, wanted).map_err(|none| {
            let hint = match &none {
                _ if is_yaml && self.from == Kind::Markdown => {
                    "it is YAML by its name: `--from github-issue-form` or `--from list` reads that"
                }
                none if none.steps + none.bullets > 0 && !wanted.steps => {
                    "`--steps` takes numbered steps, or bullets where there are none"
                }
                none if none.fence.is_some() => "take the list out of the code block",
                _ => "write each item as `- [ ] text`, or name what it is written in with `--from`",
            };
            let said = none.sentence();
            CommandError::not_evaluated(ImportFault::NoItems { path: shown, said }).hinted(hint)
        })?;
        // What is left out is named already.
        let is_out = |it: &&Skipped| matches!(it.what, Skip::Bullet | Skip::Step);
        let out = draft.skipped.iter().filter(is_out).map(|it| it.line);
        let out: HashSet<usize> = out.collect();
        for placeholder in &mut left {
            placeholder.lines.retain(|line| !out.contains(line));
        }
        left.retain(|placeholder| !placeholder.lines.is_empty());
        Ok(Document {
            draft,
            repairs,
            damaged: if self.fix_encoding {
                Vec::new()
            } else {
                mixed(&text)
            },
            left,
            unused,
        })
    }
}

/// Reads a text that is UTF-8.
pub(super) fn text_of(path: &Path) -> Result<String, CommandError> {
    let text = read_text(path)?;
    text.map(|file| file.text).map_err(not_text)
}

fn not_text(fault: NotText) -> CommandError {
    let help = fault.help();
    let way = fault
        .is_encoding()
        .then(|| ", or give `--fix-encoding`".to_owned());
    let help = help.map(|help| help + &way.unwrap_or_default());
    let error = CommandError::not_evaluated(fault);
    help.into_iter().fold(error, CommandError::hinted)
}

impl Document {
    /// Says what was found, repaired and left, and what became no item.
    pub(super) fn tell(&self, text: &mut String, path: &Path) {
        let path = visible(&path.to_string_lossy()).into_owned();
        let (items, sections) = self.draft.size();
        let (items, sections) = (counted(items, "item"), counted(sections, "section"));
        let _ = writeln!(text, "{path}: {items} in {sections}");
        for repair in &self.repairs {
            let _ = writeln!(
                text,
                "  {path}:{}: repaired: {}",
                repair.line,
                visible(&repair.what)
            );
        }
        for (line, found) in &self.damaged {
            let found = visible(found);
            let _ = writeln!(
                text,
                "  {path}:{line}: `{found}` looks damaged: `--fix-encoding` repairs it"
            );
        }
        for (line, hint) in &self.draft.suggestions {
            let _ = writeln!(text, "  {path}:{line}: {hint}");
        }
        for placeholder in &self.left {
            let _ = writeln!(text, "  {path}:{}", stays(placeholder));
        }
        for skipped in &self.draft.skipped {
            let _ = write!(
                text,
                "  {path}:{}: left out {}",
                skipped.line,
                skipped.what.words()
            );
            if !skipped.beginning.is_empty() {
                let _ = write!(text, ": {}", visible(&skipped.beginning));
            }
            text.push('\n');
        }
    }

    /// Warns of the names that fill nothing.
    pub(super) fn unused(&self, path: &Path) -> Option<Remark> {
        let names: Vec<String> = self.unused.iter().map(|it| format!("`{it}`")).collect();
        let path = path.to_string_lossy();
        let warning = format!("{path} has no placeholder {}", names.join(", "));
        (!names.is_empty()).then_some(Remark::Warning(warning))
    }
}

/// Names a placeholder that stays, with its lines and what fills it.
fn stays(placeholder: &Placeholder) -> String {
    let lines = placeholder
        .lines
        .iter()
        .take(MOST_LINES)
        .map(usize::to_string);
    let mut said = lines.collect::<Vec<_>>().join(", ");
    if placeholder.lines.len() > MOST_LINES {
        let _ = write!(said, " and {} more", placeholder.lines.len() - MOST_LINES);
    }
    let _ = write!(
        said,
        ": the placeholder `{}` stays",
        visible(&placeholder.text)
    );
    if let Some(name) = &placeholder.name {
        let name = visible(name);
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
        let _ = if name.chars().all(is_plain) {
            write!(said, ": `--var {name}=TEXT` fills it")
        } else {
            write!(
                said,
                ": `--var {}` fills it",
                shell_word(&format!("{name}=TEXT"))
            )
        };
    }
    said
}

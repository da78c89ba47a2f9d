//! `gonogo import`: a Markdown checklist becomes a checklist of gonogo.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::context::Context;
use super::init;
use crate::commands::output::{Answer, Remark};
use crate::definition::import::draft::{Draft, FALLBACK, Wanted, slug};
use crate::definition::import::outline::Outline;
use crate::definition::import::playbook::playbook;
use crate::definition::unpack::unpack;
use crate::domain::plan::library::Library;
use crate::domain::text::{counted, visible};
use crate::error::CommandError;

/// The largest file that is read, in bytes: as for definitions.
const LARGEST: u64 = 1024 * 1024;

/// Turn Markdown checklists into checklists of gonogo
///
/// Takes the task items of GitHub (`- [ ] text`) with their headings, links, and what stands under them. Without a
/// playbook in the folder it writes one: headings become phases, and names such as "QA" or "Release Captain Tasks"
/// become roles. With a playbook, give the --phase that asks for the items. What becomes no item is listed with its
/// line.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  gonogo import .github/ISSUE_TEMPLATE/release.md
  gonogo import RELEASING.md --steps --dry-run
  gonogo import docs/deploy.md --phase deployment

Exit codes:
  0   written, or shown with --dry-run
  2   no items, a file that cannot be read as text, or files already exist and differ
  3   disk")]
pub(crate) struct ImportArgs {
    /// Markdown files
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// Folder to write into
    #[arg(long, value_name = "DIR", default_value = "checklists")]
    into: PathBuf,
    /// Phase that asks for the items [default: from the headings]
    #[arg(long, value_name = "PHASE")]
    phase: Option<String>,
    /// Take list items without a box, in files where no item has one
    #[arg(long)]
    steps: bool,
    /// Show the YAML and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Replace files that differ
    #[arg(long)]
    force: bool,
}

/// Why a file is no checklist.
#[derive(Debug, thiserror::Error)]
enum ImportFault {
    #[error("cannot read {path}")]
    Unreadable { path: String, source: io::Error },
    #[error("{path}: larger than 1 MiB")]
    TooLarge { path: String },
    #[error("{path}: no UTF-8 text: byte {byte} is 0x{value:02x}")]
    NoText {
        path: String,
        byte: usize,
        value: u8,
    },
    #[error("{path}: {said}")]
    NoItems { path: String, said: String },
    #[error("two files would become the checklist `{0}`")]
    Twice(String),
    #[error("{folder} has a playbook with the phases {phases}")]
    WhichPhase { folder: String, phases: String },
    #[error("{folder}: the playbook has no phase `{phase}`")]
    NoPhase { folder: String, phase: String },
}

impl ImportArgs {
    pub(crate) fn run(&self, _: &Context) -> Result<Answer, CommandError> {
        let library = self.library()?;
        let known = library
            .as_ref()
            .map_or(&[][..], |library| library.playbook.roles.as_slice());
        let fallback = known.iter().find(|role| role.may_waive).or(known.first());
        let fallback = fallback.map_or(FALLBACK, |role| role.id.as_str());
        let mut ids: Vec<String> = Vec::new();
        for path in &self.files {
            let stem = path.file_stem().unwrap_or_default().to_string_lossy();
            let id = match slug(&stem) {
                id if id == "playbook" => "release-checklist".to_owned(),
                id => id,
            };
            if ids.contains(&id) {
                return Err(CommandError::not_evaluated(ImportFault::Twice(id))
                    .hinted("rename one of them"));
            }
            ids.push(id);
        }
        let mut drafts = Vec::new();
        for (path, id) in self.files.iter().zip(&ids) {
            let wanted = Wanted {
                id,
                phase: self.phase.as_deref(),
                steps: self.steps,
                known,
            };
            drafts.push((id.as_str(), draft(path, &wanted)?));
        }
        let mut text = String::new();
        let mut files = Vec::new();
        for (path, (id, draft)) in self.files.iter().zip(&drafts) {
            tell(&mut text, path, draft);
            let checklist = draft.checklist(id, self.phase.as_deref(), fallback);
            files.push((format!("{id}.yaml"), checklist));
        }
        let new_roles: Vec<String> = drafts
            .iter()
            .flat_map(|(_, draft)| draft.new_roles())
            .map(|role| format!("`{role}`"))
            .collect();
        if library.is_none() {
            files.push((
                "playbook.yaml".to_owned(),
                playbook(&drafts, self.phase.as_deref()),
            ));
        }
        let files: Vec<(&str, &str)> = files
            .iter()
            .map(|(path, text)| (path.as_str(), text.as_str()))
            .collect();
        let mut answer = if self.dry_run {
            for (path, yaml) in &files {
                let _ = write!(
                    text,
                    "\n# {}\n{yaml}",
                    visible(&self.into.join(path).to_string_lossy())
                );
            }
            Answer::text(text)
        } else {
            let unpacked = unpack(&self.into, &files, self.force)?;
            text.push_str(&init::text(&unpacked, &self.into));
            Answer::text(text)
        };
        if library.is_some() && !new_roles.is_empty() {
            let warning = format!("the playbook has no role {}", new_roles.join(", "));
            answer.remarks.push(Remark::Warning(warning));
        }
        Ok(answer.hint(self.next(library.is_some(), &ids)))
    }

    /// Says what is left to do.
    fn next(&self, has_playbook: bool, ids: &[String]) -> String {
        match &self.phase {
            Some(phase) if has_playbook => {
                let ids: Vec<String> = ids.iter().map(|id| format!("`{id}`")).collect();
                let playbook =
                    visible(&self.into.join("playbook.yaml").to_string_lossy()).into_owned();
                format!(
                    "add {} to the checklists of phase `{phase}` in {playbook}, then check them with `gonogo lint`",
                    ids.join(", ")
                )
            }
            _ => "read what was written, then check it with `gonogo lint`".to_owned(),
        }
    }

    /// Returns the playbook of the folder with its checklists, when it has one; then the phase has to be one of its.
    fn library(&self) -> Result<Option<Library>, CommandError> {
        if !self.into.join("playbook.yaml").exists() {
            return Ok(None);
        }
        let library = crate::definition::load(&self.into)?;
        let folder = visible(&self.into.to_string_lossy()).into_owned();
        let phases = || {
            library
                .playbook
                .phases
                .iter()
                .map(|phase| phase.phase.id.to_string())
        };
        match &self.phase {
            None => {
                let phases = phases().collect::<Vec<_>>().join(", ");
                Err(CommandError::not_evaluated(ImportFault::WhichPhase { folder, phases })
                    .hinted("name the phase that asks for the items with `--phase`, or give another folder with `--into`"))
            }
            Some(phase) if phases().all(|known| known != *phase) => {
                let hint = format!("it has {}", phases().collect::<Vec<_>>().join(", "));
                let phase = visible(phase).into_owned();
                Err(
                    CommandError::not_evaluated(ImportFault::NoPhase { folder, phase })
                        .hinted(hint),
                )
            }
            Some(_) => Ok(Some(library)),
        }
    }
}

fn draft(path: &Path, wanted: &Wanted<'_>) -> Result<Draft, CommandError> {
    let text = read(path).map_err(|fault| match fault {
        ImportFault::NoText { .. } => CommandError::not_evaluated(fault).hinted("save it as UTF-8"),
        fault => CommandError::not_evaluated(fault),
    })?;
    Draft::of(Outline::of(&text), &text, wanted).map_err(|none| {
        let hint = match &none {
            none if none.steps + none.bullets > 0 && !wanted.steps => {
                "`--steps` takes numbered steps, or bullets where there are none"
            }
            none if none.fence.is_some() => "take the list out of the code block",
            _ => "write each item as `- [ ] text`",
        };
        let path = visible(&path.to_string_lossy()).into_owned();
        let said = none.sentence();
        CommandError::not_evaluated(ImportFault::NoItems { path, said }).hinted(hint)
    })
}

fn read(path: &Path) -> Result<String, ImportFault> {
    let named = || visible(&path.to_string_lossy()).into_owned();
    let unreadable = |source| ImportFault::Unreadable {
        path: named(),
        source,
    };
    if fs::metadata(path).map_err(unreadable)?.len() > LARGEST {
        return Err(ImportFault::TooLarge { path: named() });
    }
    let bytes = fs::read(path).map_err(unreadable)?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let byte = error.utf8_error().valid_up_to();
        let value = error.as_bytes()[byte];
        ImportFault::NoText {
            path: named(),
            byte,
            value,
        }
    })?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned())
}

/// Says what was found, and what became no item.
fn tell(text: &mut String, path: &Path, draft: &Draft) {
    let path = visible(&path.to_string_lossy()).into_owned();
    let (items, sections) = draft.size();
    let _ = writeln!(
        text,
        "{path}: {} in {}",
        counted(items, "item"),
        counted(sections, "section")
    );
    for (line, hint) in &draft.suggestions {
        let _ = writeln!(text, "  {path}:{line}: {hint}");
    }
    for skipped in &draft.skipped {
        let beginning = visible(&skipped.beginning);
        let _ = writeln!(
            text,
            "  {path}:{}: left out {}: {beginning}",
            skipped.line,
            skipped.what.words()
        );
    }
}

//! `gonogo import`: a Markdown checklist becomes a checklist of gonogo.

mod document;
mod update;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::PathBuf;

use super::context::Context;
use super::init;
use crate::commands::output::{Answer, Remark};
use crate::definition::fault::Fault;
use crate::definition::import::draft::{Draft, FALLBACK, Wanted};
use crate::definition::import::from::FromFault;
use crate::definition::import::playbook::playbook;
use crate::definition::import::update::UpdateFault;
use crate::definition::import::words::slug;
use crate::definition::load::{first_fault, playbook_of};
use crate::definition::unpack::unpack;
use crate::domain::id::is_slug;
use crate::domain::plan::Role;
use crate::domain::plan::incident::PHASE;
use crate::domain::plan::library::Library;
use crate::domain::text::visible;
use crate::error::CommandError;
use crate::markdown::placeholders::Variable;

/// Turn Markdown checklists into checklists of gonogo
///
/// Takes the task items of GitHub (`- [ ] text`) with their headings, links, and what stands under them. Without a
/// playbook in the folder it writes one: headings become phases, and names such as "QA" or "Release Captain Tasks"
/// become roles. With a playbook, give the --phase that asks for the items. What becomes no item is listed with its
/// line.
///
/// With --update it changes the checklist that an earlier import wrote, and shows what changes: items keep their names while
/// their texts are the same or alike, new ones are added where they stand, and what the file no longer has stays and is
/// named.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  gonogo import .github/ISSUE_TEMPLATE/release.md
  gonogo import RELEASING.md --steps --dry-run
  gonogo import docs/deploy.md --phase deployment
  gonogo import docs/release.md --var X.Y.Z=2.4.0
  gonogo import .github/ISSUE_TEMPLATE/release.yml --from github-issue-form
  gonogo import RELEASING.md --update --dry-run

Exit codes:
  0   written, or shown with --dry-run
  2   no items, a file that cannot be read as text, or files already exist and differ
  3   disk")]
pub(crate) struct ImportArgs {
    /// Markdown files, or files of another kind with --from
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// Folder to write into
    #[arg(long, value_name = "DIR", default_value = init::FOLDER)]
    into: PathBuf,
    /// Phase that asks for the items [default: from the headings]
    #[arg(long, value_name = "PHASE")]
    phase: Option<String>,
    /// Take list items without a box, in files where no item has one
    #[arg(long)]
    steps: bool,
    /// What the files are written in
    #[arg(long, value_name = "KIND", value_enum, default_value_t)]
    from: Kind,
    /// Text for the placeholders of a name: `{{ NAME }}`, `${NAME}`, `$NAME`, `<NAME>`, `{NAME}`, `[NAME]`, or a NAME such
    /// as X.Y.Z itself
    #[arg(long = "var", value_name = "NAME=TEXT")]
    variables: Vec<Variable>,
    /// Read files that are not UTF-8, or were damaged on the way, and name every repair
    #[arg(long)]
    fix_encoding: bool,
    /// Show the YAML and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Replace files that differ
    #[arg(long)]
    force: bool,
    /// Change the checklists that are there: names, comments and what you added stay
    #[arg(long, conflicts_with_all = ["phase", "force"])]
    update: bool,
}

/// What a file is written in.
#[derive(clap::ValueEnum, Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Kind {
    /// Task lists under headings, as GitHub reads them
    #[default]
    Markdown,
    /// A GitHub issue form: the options of its checkboxes
    GithubIssueForm,
    /// A list of texts: YAML in a `.yaml` or `.yml` file, else a text on each line
    List,
    /// The markup of Smart Checklist for Jira
    SmartChecklist,
}

/// Why a file is no checklist.
#[derive(Debug, thiserror::Error)]
enum ImportFault {
    #[error("{path}: {said}")]
    NoItems { path: String, said: String },
    #[error("two files would become the checklist `{0}`")]
    Twice(String),
    #[error("{folder} has a playbook with the phases {phases}")]
    WhichPhase { folder: String, phases: String },
    #[error("{folder}: the playbook has no phase `{phase}`")]
    NoPhase { folder: String, phase: String },
    #[error("`{0}` cannot be the name of a phase")]
    NoPhaseName(String),
    #[error("{path} would have a problem: {fault}")]
    Unsound { path: String, fault: Fault },
    #[error("there is no checklist {0} to update")]
    NothingThere(String),
    #[error("{path}: {fault}")]
    NotUpdated { path: String, fault: UpdateFault },
    #[error("{path}:{fault}")]
    NotOfKind { path: String, fault: FromFault },
}

impl ImportArgs {
    pub(crate) fn run(&self, _: &Context) -> Result<Answer, CommandError> {
        let ids = self.ids()?;
        if self.update {
            return self.updated(&ids);
        }
        let library = self.library()?;
        let known = roles(library.as_ref());
        let (mut text, mut warnings, mut drafts) = (String::new(), Vec::new(), Vec::new());
        for (path, id) in self.files.iter().zip(&ids) {
            let wanted = Wanted {
                id,
                phase: self.phase.as_deref(),
                steps: self.steps,
                known,
            };
            let document = self.document(path, &wanted)?;
            document.tell(&mut text, path);
            warnings.extend(document.unused(path));
            drafts.push((id.as_str(), document.draft));
        }
        let files = self.yaml(&drafts, library.as_ref())?;
        if self.dry_run {
            for (path, yaml) in &files {
                let path = self.into.join(path);
                let _ = write!(text, "\n# {}\n{yaml}", visible(&path.to_string_lossy()));
            }
        } else {
            let files: Vec<(&str, &str)> = files
                .iter()
                .map(|(path, yaml)| (path.as_str(), yaml.as_str()))
                .collect();
            let unpacked = unpack(&self.into, &files, self.force)?;
            text.push_str(&init::text(&unpacked, &self.into));
        }
        let mut answer = Answer::text(text);
        answer.remarks.extend(warnings);
        if library.is_some() {
            let new_roles = drafts.iter().flat_map(|(_, it)| it.new_roles());
            answer.remarks.extend(unknown("role", new_roles));
        }
        Ok(answer.hint(self.next(library.is_some(), &ids)))
    }

    /// Names the checklists after their files.
    fn ids(&self) -> Result<Vec<String>, CommandError> {
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
        Ok(ids)
    }

    /// Returns the files to write, by their paths in the folder; a playbook where none is known.
    fn yaml(
        &self,
        drafts: &[(&str, Draft)],
        library: Option<&Library>,
    ) -> Result<Vec<(String, String)>, CommandError> {
        let known = roles(library);
        let fallback = known.iter().find(|role| role.may_waive).or(known.first());
        let fallback = fallback.map_or(FALLBACK, |role| role.id.as_str());
        let phase = self.phase.as_deref();
        let mut files = Vec::new();
        for (id, draft) in drafts {
            let checklist = draft.checklist(id, phase, fallback)?;
            sound(id, &format!("{id}.yaml"), &checklist)?;
            files.push((format!("{id}.yaml"), checklist));
        }
        if library.is_none() {
            files.push(("playbook.yaml".to_owned(), playbook(drafts, phase)?));
        }
        Ok(files)
    }

    /// Says what is left to do.
    fn next(&self, has_playbook: bool, ids: &[String]) -> String {
        let lint = init::lint_of(&self.into);
        match &self.phase {
            Some(phase) if has_playbook => {
                let ids: Vec<String> = ids.iter().map(|id| format!("`{id}`")).collect();
                format!(
                    "add {} to the checklists of phase `{phase}` in {}, then check them with `{lint}`",
                    ids.join(", "),
                    self.playbook()
                )
            }
            _ => format!("read what was written, then check it with `{lint}`"),
        }
    }

    /// Returns the file of the playbook as it is shown.
    fn playbook(&self) -> String {
        let playbook = playbook_of(&self.into).unwrap_or_default();
        visible(&playbook.to_string_lossy()).into_owned()
    }

    /// Returns the playbook of the folder with its checklists, when it has one; then the phase has to be one of its.
    fn library(&self) -> Result<Option<Library>, CommandError> {
        if playbook_of(&self.into).is_none() {
            self.check_phase()?;
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

    /// Checks the name of a phase that is not there yet.
    fn check_phase(&self) -> Result<(), CommandError> {
        let Some(name) = self
            .phase
            .as_deref()
            .filter(|it| !is_slug(it) || *it == PHASE)
        else {
            return Ok(());
        };
        let fault = ImportFault::NoPhaseName(visible(name).into_owned());
        let hint = match slug(name) {
            _ if name == PHASE => "the checklists of incidents have it: take another".to_owned(),
            slug => format!("names are lower-case words with hyphens: `--phase {slug}`"),
        };
        Err(CommandError::not_evaluated(fault).hinted(hint))
    }
}

/// Holds that a checklist has no problem of its own.
fn sound(id: &str, path: &str, yaml: &str) -> Result<(), CommandError> {
    let Some(fault) = first_fault(id, yaml) else {
        return Ok(());
    };
    let path = path.to_owned();
    let help = fault.help();
    let error = CommandError::not_evaluated(ImportFault::Unsound { path, fault });
    Err(help.into_iter().fold(error, CommandError::hinted))
}

fn roles(library: Option<&Library>) -> &[Role] {
    library.map_or(&[], |library| &library.playbook.roles)
}

/// Warns of names that the playbook does not know.
fn unknown<'n>(what: &str, names: impl Iterator<Item = &'n str>) -> Option<Remark> {
    let names: BTreeSet<&str> = names.collect();
    let names: Vec<String> = names.iter().map(|it| format!("`{it}`")).collect();
    let warning = format!("the playbook has no {what} {}", names.join(", "));
    (!names.is_empty()).then_some(Remark::Warning(warning))
}

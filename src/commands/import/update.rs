//! `gonogo import --update`: a checklist that is there follows the document that it came from.

use std::fmt::Write as _;
use std::path::PathBuf;

use super::document::text_of;
use super::{ImportArgs, ImportFault, roles, sound, unknown};
use crate::commands::init;
use crate::commands::output::Answer;
use crate::definition::import::draft::Wanted;
use crate::definition::import::update::{UpdateFault, phase_of, update};
use crate::definition::load::load;
use crate::definition::unpack::unpack;
use crate::domain::text::visible;
use crate::error::CommandError;

impl ImportArgs {
    /// Updates the checklists with these names, and shows what changes.
    pub(super) fn updated(&self, ids: &[String]) -> Result<Answer, CommandError> {
        let library = load(&self.into)?;
        let (mut text, mut unused) = (String::new(), Vec::new());
        let mut files: Vec<(String, String)> = Vec::new();
        let (mut new_roles, mut new_phases): (Vec<String>, Vec<String>) = Default::default();
        for (file, id) in self.files.iter().zip(ids) {
            let name = self.checklist_of(id)?;
            let path = self.into.join(&name);
            let there = text_of(&path)?;
            let path = visible(&path.to_string_lossy()).into_owned();
            let phase = phase_of(&there).map_err(|fault| refused(&path, fault))?;
            let document = self.document(
                file,
                &Wanted {
                    id,
                    phase: phase.as_deref(),
                    steps: self.steps,
                    known: roles(Some(&library)),
                },
            )?;
            let updated = update(&there, &document.draft).map_err(|fault| refused(&path, fault))?;
            sound(id, &path, &updated.text)?;
            document.tell(&mut text, file);
            unused.extend(document.unused(file));
            for note in &updated.notes {
                let _ = writeln!(text, "  {path}: {}", visible(note));
            }
            if updated.diff.is_empty() {
                let _ = writeln!(text, "{path}: nothing changes");
            } else {
                let _ = write!(text, "\n--- {path}\n+++ {path}\n{}", updated.diff);
                files.push((name, updated.text));
            }
            new_phases.extend(updated.phases);
            new_roles.extend(updated.roles);
        }
        if !self.dry_run && !files.is_empty() {
            let _ = writeln!(text);
            let unpacked = unpack(&self.into, &as_texts(&files), true)?;
            text.push_str(&init::text(&unpacked, &self.into));
        }
        let playbook = &library.playbook;
        new_phases.retain(|it| {
            playbook
                .phases
                .iter()
                .all(|known| known.phase.id.as_str() != it)
        });
        new_roles.retain(|it| playbook.roles.iter().all(|known| known.id.as_str() != it));
        let is_known = new_phases.is_empty() && new_roles.is_empty();
        let mut answer = Answer::text(text);
        answer.remarks.extend(unused);
        let warnings = [("phase", &new_phases), ("role", &new_roles)];
        let warnings = warnings
            .into_iter()
            .filter_map(|(what, names)| unknown(what, names.iter().map(String::as_str)));
        answer.remarks.extend(warnings);
        let lint = init::lint_of(&self.into);
        Ok(match files.len() {
            0 => answer,
            _ if self.dry_run => answer.hint("leave `--dry-run` out to write this"),
            _ if is_known => answer.hint(format!("check what was written with `{lint}`")),
            _ => answer.hint(format!(
                "add them to {}, then check everything with `{lint}`",
                self.playbook()
            )),
        })
    }

    /// Returns the file of a checklist in the folder.
    fn checklist_of(&self, id: &str) -> Result<String, CommandError> {
        let mut names = ["yaml", "yml"].iter().map(|end| format!("{id}.{end}"));
        let there = names.find(|name| self.into.join(name).is_file());
        there.ok_or_else(|| {
            let path: PathBuf = self.into.join(format!("{id}.yaml"));
            let path = visible(&path.to_string_lossy()).into_owned();
            CommandError::not_evaluated(ImportFault::NothingThere(path))
                .hinted("leave `--update` out to import it for the first time")
        })
    }
}

fn as_texts(files: &[(String, String)]) -> Vec<(&str, &str)> {
    let files = files.iter();
    files
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect()
}

/// Says why a checklist cannot be updated, and what to do.
fn refused(path: &str, fault: UpdateFault) -> CommandError {
    let hint = match &fault {
        UpdateFault::Flow(_) => "write the items one below another, each behind its own `- `",
        _ => "import into another folder with `--into`, and take over what changed by hand",
    };
    let path = path.to_owned();
    CommandError::not_evaluated(ImportFault::NotUpdated { path, fault }).hinted(hint)
}

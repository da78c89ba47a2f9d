//! The library that is built into the program: the project's own `checklists/`.

use std::borrow::Cow;
use std::path::Path;

use super::source::Source;
use super::{LoadFailure, check, usable};
use crate::domain::library::Library;

/// What stands for a folder in the source of the embedded library.
const ORIGIN: &str = "embedded";

macro_rules! files {
    ($($path:literal,)*) => {
        &[$(($path, include_str!(concat!("../../checklists/", $path))),)*]
    };
}

const FILES: &[(&str, &str)] = files![
    "deployment.yaml",
    "incident.yaml",
    "monitoring.yaml",
    "playbook.yaml",
    "post-release.yaml",
    "pre-release.yaml",
    "roles/account-executive.yaml",
    "roles/developer.yaml",
    "roles/devops-engineer.yaml",
    "roles/external-stakeholder.yaml",
    "roles/product-manager.yaml",
    "roles/project-manager.yaml",
    "roles/qa-automation-engineer.yaml",
    "roles/subject-matter-expert.yaml",
    "roles/technical-writer.yaml",
    "roles/ux-designer.yaml",
    "rollback.yaml",
    "rollout.yaml",
];

/// Returns the files of the embedded library: their paths below the folder, sorted, and their texts.
pub fn embedded_files() -> &'static [(&'static str, &'static str)] {
    FILES
}

/// Loads the embedded library.
///
/// # Errors
///
/// Never in a released program: a test loads it.
pub fn embedded() -> Result<Library, LoadFailure> {
    usable(ORIGIN, checked())
}

/// Checks the embedded library.
pub(super) fn checked() -> check::Checked {
    let sources: Vec<Source> = FILES
        .iter()
        .map(|(path, text)| Source {
            path: Path::new("checklists").join(path),
            name: path.trim_end_matches(".yaml").to_owned(),
            bytes: Cow::Borrowed(text.as_bytes()),
            fault: None,
        })
        .collect();
    check::library(ORIGIN, &sources)
}

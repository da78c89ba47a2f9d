//! The libraries that are built into the program: the project's own `checklists/`, and a minimal one to begin with.

use std::borrow::Cow;
use std::path::Path;
use std::str::FromStr;

use super::form::{checklist_schema, playbook_schema};
use super::source::{PLAYBOOK, Source};
use super::{LoadFailure, check, usable};
use crate::domain::plan::library::Library;
use crate::domain::text::is_deceptive;

/// What stands for a folder in the source of the embedded library.
const ORIGIN: &str = "embedded";

macro_rules! files {
    ($folder:literal: $($path:literal,)*) => {
        &[$(($path, include_str!(concat!($folder, $path))),)*]
    };
}

const FULL: &[(&str, &str)] = files!["../../checklists/":
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

const MINIMAL: &[(&str, &str)] = files!["minimal/":
    "playbook.yaml",
    "prepare.yaml",
    "release.yaml",
];

/// The titles that the playbooks have here, before a team puts its name into them.
const TITLES: [&str; 2] = ["OctoAcme release playbook", "Release playbook"];

/// The longest name of a team, in characters.
const LONGEST_NAME: usize = 80;

/// How much a team begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Edition {
    /// Two phases, three roles, no rollout.
    Minimal,
    /// Everything: staged rollout, monitoring, rollback, incidents.
    Full,
}

/// The name of a company or product, for the title of its playbook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TeamName(String);

/// A text that cannot be the name of a company or product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a name is one line of up to {LONGEST_NAME} visible characters")]
pub(crate) struct TeamNameFault;

impl FromStr for TeamName {
    type Err = TeamNameFault;

    fn from_str(text: &str) -> Result<Self, TeamNameFault> {
        let name = text.trim();
        if name.is_empty() || name.chars().count() > LONGEST_NAME || name.chars().any(is_deceptive)
        {
            return Err(TeamNameFault);
        }
        Ok(Self(name.to_owned()))
    }
}

impl TeamName {
    /// Returns the title of the team's playbook as a YAML scalar.
    fn title(&self) -> String {
        let name = self.0.replace('\\', "\\\\").replace('"', "\\\"");
        format!("\"{name} release playbook\"")
    }
}

/// Returns the files of the embedded library: their paths below the folder, sorted, and their texts.
pub fn embedded_files() -> &'static [(&'static str, &'static str)] {
    FULL
}

/// The folder of the schemas below that of the checklists. A name that begins with a dot is passed over by `lint`.
const SCHEMAS: &str = ".schema";

/// Returns the files that a team begins with: their paths below the folder, and their texts. Each definition names its
/// schema, for editors, and the schemas come along: an editor marks a definition whose schema is missing as wrong.
pub(crate) fn starter_files(
    edition: Edition,
    name: Option<&TeamName>,
) -> Vec<(&'static str, String)> {
    let files = match edition {
        Edition::Minimal => MINIMAL,
        Edition::Full => FULL,
    };
    let title = name.map_or_else(|| TITLES[1].to_owned(), TeamName::title);
    let line = |line: &str| match line.strip_prefix("title: ") {
        Some(old) if TITLES.contains(&old) => format!("title: {title}\n"),
        _ => format!("{line}\n"),
    };
    let named = |(path, text): &(&'static str, &'static str)| {
        let is_playbook = path.trim_end_matches(".yaml") == PLAYBOOK;
        let kind = if is_playbook { PLAYBOOK } else { "checklist" };
        let up = "../".repeat(path.matches('/').count());
        let schema = format!("# yaml-language-server: $schema={up}{SCHEMAS}/{kind}.json\n");
        let text: String = if is_playbook {
            text.lines().map(line).collect()
        } else {
            (*text).to_owned()
        };
        (*path, schema + &text)
    };
    let schemas = [
        (".schema/checklist.json", checklist_schema()),
        (".schema/playbook.json", playbook_schema()),
    ];
    let schemas = schemas.map(|(path, schema)| (path, format!("{schema:#}\n")));
    schemas.into_iter().chain(files.iter().map(named)).collect()
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
    let sources: Vec<Source> = FULL
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_team_is_the_title_and_stays_text() {
        for (name, title) in [
            ("Our Company", r#"title: "Our Company release playbook""#),
            (
                r#"  A "B" \ C: #1  "#,
                r#"title: "A \"B\" \\ C: #1 release playbook""#,
            ),
        ] {
            let name: TeamName = name.parse().unwrap();
            for edition in [Edition::Minimal, Edition::Full] {
                let files = starter_files(edition, Some(&name));
                let (_, playbook) = files
                    .iter()
                    .find(|(path, _)| *path == "playbook.yaml")
                    .unwrap();
                assert_eq!(playbook.lines().nth(2), Some(title), "{edition:?}");
            }
        }
        for wrong in ["", " \t", "a\nb", "a\u{202e}b", &"x".repeat(81)] {
            assert_eq!(wrong.parse::<TeamName>(), Err(TeamNameFault), "{wrong:?}");
        }
    }
}

//! What every command works with: where records and checklists are, who acts, and what time it is.

use std::path::{Component, Path, PathBuf};

use chrono::{DateTime, Utc};
use thiserror::Error;

use crate::commands::args::{Acting, Global, Represented, Selected};
use crate::commands::in_order::in_order;
use crate::commands::output::Remark;
use crate::domain::event::{ActedFor, EventKind};
use crate::domain::person::Person;
use crate::domain::plan::library::Library;
use crate::domain::rules::clock;
use crate::domain::state::Release;
use crate::domain::version::{Version, VersionFault};
use crate::error::CommandError;
use crate::record::glance::Glance;
use crate::record::journal::{self, Appended, Author, Clock, Signer, Writer};
use crate::record::store::Store;
use crate::style::OutputStyle;
use crate::ui::step_files::StepFiles;
use crate::ui::streams::tell;
use crate::{definition, git};

/// What to do when several releases could be meant.
const SAY_WHICH: &str = "say which with `-r VERSION`";

/// The most open releases that are named when it is not clear which is meant.
const MOST_NAMED: usize = 5;

/// What every command works with.
#[derive(Clone, Debug)]
pub(crate) struct Context {
    /// The options that every command has.
    pub(crate) global: Global,
    /// The folder the program was started in.
    pub(crate) folder: PathBuf,
    /// What standard output can show.
    pub(crate) stdout: OutputStyle,
    /// What standard error can show.
    pub(crate) stderr: OutputStyle,
    pub(crate) clock: fn() -> DateTime<Utc>,
    /// The files that a CI runner gives to the step.
    pub(crate) step: StepFiles,
    /// The whole command line, for those who describe it.
    pub(crate) grammar: fn() -> clap::Command,
}

/// Why it is not clear what a command is about, or who speaks.
#[derive(Debug, Error)]
pub(crate) enum Unclear {
    /// There is no release to pick.
    #[error("there is no open release in {}", folder.display())]
    NoRelease { folder: PathBuf },
    /// Several releases are open.
    #[error("several releases are open: {}", versions.join(", "))]
    SeveralReleases { versions: Vec<String> },
    #[error("`{}` is not a version: {fault}", crate::domain::text::visible(text))]
    NotAVersion { text: String, fault: VersionFault },
    /// It is unknown who acts.
    #[error("who are you?")]
    Nobody,
    /// The named person cannot be one.
    #[error(
        "`{}` needs an e-mail: \"Name <email>\"",
        crate::domain::text::visible(text)
    )]
    NotAPerson { text: String },
}

impl Context {
    /// Returns the present time.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        (self.clock)()
    }

    /// Says something on standard error, in the characters it has.
    pub(crate) fn notice(&self, text: &str) {
        tell(&self.stderr.in_characters(text));
    }

    /// Returns the store of records: `--releases`, or `releases/` at the top of the repository or in this folder.
    pub(crate) fn store(&self) -> Store {
        let folder = self.global.releases.clone().unwrap_or_else(|| {
            let near = self
                .folder
                .ancestors()
                .take_while(|folder| !folder.join(".git").exists());
            let near = near
                .map(|folder| folder.join("releases"))
                .find(|folder| folder.is_dir());
            let top = || {
                git::top(&self.folder)
                    .unwrap_or_else(|| self.folder.clone())
                    .join("releases")
            };
            let folder = near.unwrap_or_else(top);
            match folder.starts_with(&self.folder) {
                true => from_here(&self.folder, &folder),
                false => folder,
            }
        });
        Store::new(folder).vetted(self.vet())
    }

    /// Returns the path of the releases folder from the top of the repository, with `/` between its parts.
    pub(crate) fn releases_in_repository(&self) -> Option<String> {
        let top = git::top(&self.folder)?;
        let folder = git::without_dots(&self.folder.join(self.store().folder()));
        let inside: &Path = folder.strip_prefix(&top).ok()?;
        let parts = inside.iter().map(|part| part.to_str());
        Some(parts.collect::<Option<Vec<_>>>()?.join("/")).filter(|inside| !inside.is_empty())
    }

    /// Returns the folder of the checklists: `--checklists`, or the one of this folder or a parent, or none when the
    /// embedded ones are used. It is said from here, so that messages are short.
    pub(crate) fn checklists(&self) -> Option<PathBuf> {
        let found = || {
            Some(from_here(
                &self.folder,
                &definition::find_folder(&self.folder)?,
            ))
        };
        self.global.checklists.clone().or_else(found)
    }

    /// Loads the checklists.
    pub(crate) fn library(&self) -> Result<Library, CommandError> {
        Ok(match self.checklists() {
            Some(folder) => definition::load(&folder),
            None => definition::embedded(),
        }?)
    }

    /// Returns who acts: `--by`, `GONOGO_BY`, or git's identity.
    pub(crate) fn actor(&self, acting: &Acting) -> Result<Person, CommandError> {
        if let Some(text) = acting.by.as_ref().filter(|text| !text.is_empty()) {
            return Self::person(text, "--by");
        }
        match git::identity() {
            Ok(Some(person)) => Ok(person),
            Ok(None) => Err(CommandError::not_evaluated(Unclear::Nobody).hinted(
                "give `--by \"Name <email>\"`, set GONOGO_BY, or set git's user.name and user.email",
            )),
            // Who acts is missing, not git: it is not asked once somebody says so.
            Err(fault) => Err(CommandError::not_evaluated(fault)
                .hinted("say who you are: `--by \"Name <email>\"`, or GONOGO_BY")),
        }
    }

    /// Returns for whom an event is, if not for who acts alone.
    pub(crate) fn acted_for(represented: &Represented) -> Result<Option<ActedFor>, CommandError> {
        if let Some(text) = &represented.on_behalf_of {
            let member = Self::person(text, "--on-behalf-of")?;
            return Ok(Some(ActedFor::Deputy { member }));
        }
        let Some(text) = &represented.person else {
            return Ok(None);
        };
        Ok(Some(ActedFor::Word {
            person: Self::person(text, "--for")?,
            via: represented.via.clone(),
        }))
    }

    /// Reads a person as an option has it.
    pub(crate) fn person(text: &str, option: &str) -> Result<Person, CommandError> {
        text.parse().map_err(|_| {
            let text = text.to_owned();
            CommandError::not_evaluated(Unclear::NotAPerson { text })
                .hinted(format!("write `{option} \"Name <email>\"`"))
        })
    }

    /// Returns the version that was given, or that of the only open release.
    pub(crate) fn version(&self, given: Option<&str>) -> Result<Version, CommandError> {
        match given {
            Some(text) => parse_version(text),
            None => self.only_open(),
        }
    }

    fn only_open(&self) -> Result<Version, CommandError> {
        let store = self.store();
        let versions = store.versions()?;
        if let [only] = versions.as_slice() {
            return Ok(only.clone());
        }
        // The command reads what was picked whole; the past need not be read for it.
        let is_open = |version: &Version| {
            Ok(match store.glance(version)? {
                Glance::Open => true,
                Glance::Closed => false,
                Glance::Unclear => store.release(version)?.outcome().is_none(),
            })
        };
        let mut known = Vec::with_capacity(versions.len());
        in_order(&versions, is_open, |is_open| known.push(is_open));
        only_open(store.folder(), versions.into_iter().zip(known))
    }

    /// Reads the release that was selected.
    pub(crate) fn release(&self, selected: &Selected) -> Result<Release, CommandError> {
        let version = self.version(selected.release.as_deref())?;
        Ok(self.store().release(&version)?)
    }

    /// Returns who appends, at this time.
    pub(crate) fn author<'a>(
        &self,
        by: &'a Person,
        at: DateTime<Utc>,
        signer: &'a Signer,
    ) -> Author<'a> {
        Author {
            by,
            at,
            is_clock_right: self.global.clock_is_right,
            signer,
        }
    }

    /// Returns a person who appends answer by answer.
    pub(crate) fn writer(&self, by: Person, signer: Signer) -> Writer {
        Writer {
            by,
            clock: Clock {
                now: self.clock,
                is_right: self.global.clock_is_right,
            },
            signer,
        }
    }

    /// Returns what is said of events that are dated later than the clock `now`.
    pub(crate) fn clock_warnings(release: &Release, now: DateTime<Utc>) -> Vec<Remark> {
        let warnings = clock::warnings(release, now).into_iter();
        warnings.map(Remark::Warning).collect()
    }

    /// Appends what `decide` derives from the release, or previews it with `--dry-run`.
    pub(crate) fn append(
        &self,
        selected: &Selected,
        acting: &Acting,
        decide: impl FnOnce(&Release, &Person) -> Result<Vec<EventKind>, CommandError>,
    ) -> Result<Appended, CommandError> {
        self.append_at(selected, acting, self.now(), decide)
    }

    /// Does what [`Self::append`] does, for something that happened at `at`, a moment ago.
    pub(crate) fn append_at(
        &self,
        selected: &Selected,
        acting: &Acting,
        at: DateTime<Utc>,
        decide: impl FnOnce(&Release, &Person) -> Result<Vec<EventKind>, CommandError>,
    ) -> Result<Appended, CommandError> {
        let version = self.version(selected.release.as_deref())?;
        let by = self.actor(acting)?;
        let signer = if acting.dry_run {
            Signer::none()
        } else {
            self.signer(acting)?
        };
        let author = self.author(&by, at, &signer);
        let store = self.store();
        if acting.dry_run {
            let release = store.release(&version)?;
            let kinds = decide(&release, &by)?;
            return Ok(journal::preview(release, kinds, author)?);
        }
        let (_, appended) = journal::append(&store, &version, None, author, |release| {
            decide(release, &by)
        })?;
        Ok(appended)
    }
}

/// Returns a path as it is said from a folder; `.` for the folder itself.
fn from_here(here: &Path, path: &Path) -> PathBuf {
    let near = here.ancestors().enumerate();
    let mut near = near.filter_map(|(up, near)| Some((up, path.strip_prefix(near).ok()?)));
    let Some((up, rest)) = near.next() else {
        return path.to_owned();
    };
    let up = std::iter::repeat_n(Component::ParentDir, up);
    let said: PathBuf = up.chain(rest.components()).collect();
    if said.as_os_str().is_empty() {
        return PathBuf::from(".");
    }
    said
}

/// Returns the only version whose release is open, of those that come with whether they are.
pub(super) fn only_open(
    folder: &Path,
    versions: impl Iterator<Item = (Version, Result<bool, CommandError>)>,
) -> Result<Version, CommandError> {
    let mut open = Vec::new();
    for (version, is_open) in versions {
        if is_open.map_err(|error| error.hinted(SAY_WHICH))? {
            open.push(version);
        }
    }
    match open.as_slice() {
        [only] => Ok(only.clone()),
        [] => Err(CommandError::not_evaluated(Unclear::NoRelease {
            folder: folder.to_owned(),
        })
        .hinted("open one with `gonogo walk VERSION` or `gonogo start VERSION --type TYPE`")),
        several => {
            let newest = several
                .iter()
                .rev()
                .take(MOST_NAMED)
                .map(ToString::to_string);
            let rest = several.len().saturating_sub(MOST_NAMED);
            let versions = newest
                .chain((rest > 0).then(|| format!("and {rest} more")))
                .collect();
            Err(
                CommandError::not_evaluated(Unclear::SeveralReleases { versions })
                    .hinted(SAY_WHICH),
            )
        }
    }
}

pub(crate) fn parse_version(text: &str) -> Result<Version, CommandError> {
    text.parse().map_err(|fault| {
        let error = CommandError::not_evaluated(Unclear::NotAVersion {
            text: text.to_owned(),
            fault,
        });
        match Version::spelled_like(text) {
            Some(version) => error.hinted(format!("`{version}` is accepted")),
            None => error,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_said_from_where_one_is() {
        for (here, path, expected) in [
            ("/x", "/x/releases", "releases"),
            ("/x/releases", "/x/releases", "."),
            ("/x/releases/old", "/x/releases", ".."),
            ("/x/src", "/x/releases", "../releases"),
        ] {
            let said = from_here(Path::new(here), Path::new(path));
            assert_eq!(said.to_str(), Some(expected), "{path} from {here}");
        }
    }
}

//! Every failure of a command: what went wrong, what to do about it, and the exit code.

use std::error::Error;
use std::fmt;
use std::io;

use crate::definition::LoadFailure;
use crate::definition::import::emit::EmitFault;
use crate::definition::report::{self, Grade};
use crate::definition::unpack::UnpackFailure;
use crate::domain::rules::admission::Refusal;
use crate::domain::rules::hint::Hint;
use crate::domain::rules::naming::{NameFault, listed};
use crate::domain::rules::suggestion::Suggestion;
use crate::domain::state::{IntegrityFault, JoinFault};
use crate::domain::text::{shell_word, visible};
use crate::domain::verdict::Verdict;
use crate::git::GitFault;
use crate::git::log::LogError;
use crate::git::place::NotAPlace;
use crate::git::share::ShareFault;
use crate::git::tree::TreeError;
use crate::record::journal::{JournalError, Unsigned};
use crate::record::store::{JoinError, StoreError};
use crate::source::command::CommandFault;
use crate::source::document::DocumentFault;
use crate::source::prometheus::ServerFault;
use crate::style::OutputStyle;
use crate::ui::editor::EditorError;
use crate::ui::replace_file::ReplaceError;

/// What kind of failure it is; each kind has its exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A rule said no: 1.
    No,
    /// It could not be evaluated: usage, bad definitions, a bad or missing record, no terminal: 2.
    NotEvaluated,
    /// The environment failed: disk, lock, an internal fault: 3.
    Environment,
    /// The record cannot be trusted: 4.
    Trust,
    /// Something is outstanding: 8.
    Hold,
    /// The person stopped it: 130.
    Interrupted,
    /// The program was told to end by this signal: 128 and its number.
    Signal(u8),
}

impl Kind {
    /// Returns what a signal that asked the program to end means: 2 is Ctrl-C.
    pub(crate) fn of_signal(signal: Option<u8>) -> Self {
        signal
            .filter(|number| *number != 2)
            .map_or(Self::Interrupted, Self::Signal)
    }

    /// Returns the exit code.
    pub fn code(self) -> u8 {
        match self {
            Self::No => 1,
            Self::NotEvaluated => 2,
            Self::Environment => 3,
            Self::Trust => 4,
            Self::Hold => 8,
            Self::Interrupted => 130,
            Self::Signal(number) => 128_u8.saturating_add(number),
        }
    }
}

/// A command that did not do what it was asked.
#[derive(Debug)]
pub struct CommandError {
    /// What kind of failure it is.
    pub kind: Kind,
    /// What went wrong, with its causes.
    pub error: Box<dyn Error + Send + Sync>,
    /// Single faults, when there are several.
    pub details: Vec<String>,
    /// What to do about it.
    pub hints: Vec<Hint>,
    /// The failure in the format that a program asked for, for standard output.
    pub report: Option<String>,
}

impl CommandError {
    /// Makes a failure of this kind.
    pub fn new(kind: Kind, error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self {
            kind,
            error: error.into(),
            details: Vec::new(),
            hints: Vec::new(),
            report: None,
        }
    }

    /// Makes a failure because it could not be evaluated.
    pub(crate) fn not_evaluated(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::new(Kind::NotEvaluated, error)
    }

    /// Makes a failure of the environment.
    pub fn environment(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::new(Kind::Environment, error)
    }

    /// Says instead of other hints what was probably meant, when no record has the word that was read as a VERSION.
    #[must_use]
    pub(crate) fn no_version(mut self, meant: impl Fn(&str) -> Option<Hint>) -> Self {
        if let Some(StoreError::NotFound { path }) = self.error.downcast_ref::<StoreError>() {
            let word = path.file_stem().and_then(|stem| stem.to_str());
            if let Some(hint) = word.and_then(meant) {
                self.hints = vec![hint];
            }
        }
        self
    }

    /// Adds what to do about it.
    #[must_use]
    pub(crate) fn hinted(mut self, hint: impl Into<Hint>) -> Self {
        self.hints.push(hint.into());
        self
    }
}

impl fmt::Display for CommandError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.error)?;
        let mut cause = self.error.source();
        while let Some(error) = cause {
            write!(f, ": {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}

impl From<Refusal> for CommandError {
    fn from(refusal: Refusal) -> Self {
        let kind = match refusal {
            _ if refusal.is_misuse() => Kind::NotEvaluated,
            _ if refusal.verdict() == Verdict::Hold => Kind::Hold,
            _ => Kind::No,
        };
        let hints = refusal.way_out().into_iter().collect();
        Self {
            details: refusal.details().to_vec(),
            hints,
            ..Self::new(kind, refusal)
        }
    }
}

impl From<JournalError> for CommandError {
    fn from(error: JournalError) -> Self {
        match error {
            JournalError::Refused(refusal) => refusal.into(),
            JournalError::Clock(fault) => {
                let hint = fault.way_out();
                Self::environment(fault).hinted(hint)
            }
            JournalError::Unsigned(fault) => fault.into(),
            JournalError::Store(error) => error.into(),
        }
    }
}

impl From<Unsigned> for CommandError {
    fn from(fault: Unsigned) -> Self {
        let kind = match &fault {
            Unsigned::NoKey { .. } | Unsigned::BadKey { .. } => Kind::NotEvaluated,
            Unsigned::Failed { .. } => Kind::Environment,
            Unsigned::Useless { .. } => Kind::Trust,
        };
        let hint = match &fault {
            Unsigned::NoKey { hint, .. }
            | Unsigned::Useless { hint, .. }
            | Unsigned::Failed { hint, .. } => hint.clone(),
            Unsigned::BadKey { .. } => {
                "it is the key that git signs with; `--key` takes another one".to_owned()
            }
        };
        Self::new(kind, fault).hinted(hint)
    }
}

impl From<StoreError> for CommandError {
    fn from(error: StoreError) -> Self {
        let kind = match &error {
            StoreError::NotFound { .. }
            | StoreError::Exists { .. }
            | StoreError::NotAFile { .. }
            | StoreError::NotAFolder { .. }
            | StoreError::TooLarge { .. }
            | StoreError::OtherCase { .. }
            | StoreError::Stray { .. } => Kind::NotEvaluated,
            StoreError::NotText { .. }
            | StoreError::Malformed { .. }
            | StoreError::OtherVersion { .. } => Kind::NotEvaluated,
            StoreError::Broken { .. } => Kind::Trust,
            StoreError::Locked { .. }
            | StoreError::LockDenied { .. }
            | StoreError::Read { .. }
            | StoreError::Write { .. }
            | StoreError::NotDurable { .. } => Kind::Environment,
        };
        let details = match &error {
            StoreError::Broken { faults, .. } => faults.iter().map(ToString::to_string).collect(),
            _ => Vec::new(),
        };
        let hint = match &error {
            StoreError::Broken { faults, .. } if matches!(faults.as_slice(), [IntegrityFault::PlanChanged]) => Some(
                Hint::from("after a merge of two amendments: take the plan of one side whole, keep the events of both, then ")
                    .run(Suggestion::Amend)
                    .say("; otherwise restore the record from git"),
            ),
            StoreError::Broken { .. } => {
                Some("compare with the version in git: `git log -p` on the record; restore it from there".into())
            }
            StoreError::Malformed { path, malformed, .. } => malformed.fault.way_out(path).map(Hint::from),
            StoreError::NotFound { .. } => Some("`gonogo list` shows the records, `gonogo start VERSION` opens one".into()),
            StoreError::Exists { path } => path.file_stem().map(|version| {
                let version = shell_word(&version.to_string_lossy()).into_owned();
                Hint::from(format!("`gonogo walk {version}` continues it, `gonogo status -r {version}` shows where it stands"))
            }),
            StoreError::Stray { .. } => Some("a record is named VERSION.toml: rename it, or move it elsewhere".into()),
            StoreError::Locked { .. } => Some("try again; the lock is freed when the other process ends".into()),
            StoreError::LockDenied { .. } => {
                Some("ask that user to remove it; it holds nothing, and gonogo makes it again".into())
            }
            StoreError::OtherCase { .. } => {
                Some("write the version as it is there, or choose another".into())
            }
            StoreError::Write { source, .. }
                if matches!(
                    source.kind(),
                    io::ErrorKind::FileTooLarge
                        | io::ErrorKind::StorageFull
                        | io::ErrorKind::QuotaExceeded
                ) =>
            {
                Some("make room, or raise the limit on files (`ulimit -f`, quota); then run it again".into())
            }
            StoreError::Write { source, .. } | StoreError::Read { source, .. }
                if matches!(
                    source.kind(),
                    io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem
                ) =>
            {
                Some("change its permissions, or choose another folder with `--releases DIR`".into())
            }
            StoreError::NotAFile { .. } => Some("links are not followed: put the record itself there".into()),
            StoreError::NotAFolder { .. } => Some("links are not followed: put the folder itself there".into()),
            _ => None,
        };
        Self {
            details,
            hints: hint.into_iter().collect(),
            ..Self::new(kind, error)
        }
    }
}

/// The most problems of the definitions that are told by a command that is about something else.
const MOST_PROBLEMS: usize = 5;

impl From<LoadFailure> for CommandError {
    fn from(failure: LoadFailure) -> Self {
        let kind = if failure.is_environment() {
            Kind::Environment
        } else {
            Kind::NotEvaluated
        };
        let problems = failure.problems();
        let told = report::problems(
            &problems[..problems.len().min(MOST_PROBLEMS)],
            Grade::Error,
            OutputStyle::PLAIN,
        );
        let details = told.lines().map(str::to_owned).collect();
        let hints = match &failure {
            LoadFailure::Faulty { .. } => vec!["`gonogo lint` shows every problem".into()],
            LoadFailure::NoPlaybook { .. } => {
                vec!["`gonogo init` writes a playbook and checklists to start from".into()]
            }
            LoadFailure::Unreadable { .. } | LoadFailure::TooMuch { .. } => Vec::new(),
        };
        Self {
            details,
            hints,
            ..Self::new(kind, failure)
        }
    }
}

impl From<ReplaceError> for CommandError {
    fn from(error: ReplaceError) -> Self {
        let way_out = error.way_out();
        Self::environment(error).hinted(way_out)
    }
}

impl From<EmitFault> for CommandError {
    fn from(fault: EmitFault) -> Self {
        Self::environment(fault)
    }
}

impl From<UnpackFailure> for CommandError {
    fn from(failure: UnpackFailure) -> Self {
        let (kind, hint) = match &failure {
            UnpackFailure::Differs { .. } => (
                Kind::NotEvaluated,
                Some("give `--force` to replace them, or another folder"),
            ),
            UnpackFailure::InTheWay { .. } => (Kind::NotEvaluated, None),
            UnpackFailure::Unwritable { .. } => (Kind::Environment, None),
        };
        Self {
            hints: hint.into_iter().map(Hint::from).collect(),
            ..Self::new(kind, failure)
        }
    }
}

impl From<GitFault> for CommandError {
    fn from(fault: GitFault) -> Self {
        let hint = match fault {
            GitFault::NoGit(_) => "install git",
            GitFault::TooSlow(_) => "find out what git waits for, and try again",
        };
        Self::environment(fault).hinted(hint)
    }
}

impl From<LogError> for CommandError {
    fn from(error: LogError) -> Self {
        let hint = match error {
            LogError::Git(fault) => return fault.into(),
            LogError::NotARevision(_) => "give a tag, a branch or a commit",
            LogError::Unknown(_) => "`git tag` lists the tags",
            LogError::Outside(_) => "give files and folders of this repository, from here",
            LogError::Ambiguous(_) => {
                "write it in full: `refs/heads/…`, `refs/tags/…`, `refs/remotes/…` or the whole id of the commit"
            }
            LogError::Shallow => "get the rest first: `git fetch --unshallow`",
            LogError::TooLong | LogError::TooMany(_) => {
                "choose revisions that are closer to each other"
            }
            LogError::OutOfTime => "choose revisions that do not have it between them",
            LogError::Failed(_) => return Self::not_evaluated(error),
        };
        Self::not_evaluated(error).hinted(hint)
    }
}

impl From<NotAPlace> for CommandError {
    fn from(fault: NotAPlace) -> Self {
        Self::not_evaluated(fault).hinted(
            "write `origin/main` for the branch as it was fetched, or `refs/heads/main` in full",
        )
    }
}

impl From<TreeError> for CommandError {
    fn from(error: TreeError) -> Self {
        match error {
            TreeError::Revision(LogError::Unknown(revision)) => {
                Self::not_evaluated(LogError::Unknown(revision))
                    .hinted("fetch it first: `git fetch origin BRANCH`, and give `origin/BRANCH`")
            }
            TreeError::Revision(error) => error.into(),
            TreeError::Git(fault) => fault.into(),
            TreeError::NotFetched { .. } => {
                Self::environment(error).hinted("try again once the remote answers")
            }
            TreeError::Failed { .. } | TreeError::TooLarge { .. } => Self::not_evaluated(error),
        }
    }
}

impl From<JoinError> for CommandError {
    fn from(error: JoinError) -> Self {
        let fault = match error {
            JoinError::Store(error) => return error.into(),
            JoinError::Apart { ref fault, .. } => fault,
        };
        let (kind, hint) = match fault {
            JoinFault::OtherRelease => (
                Kind::NotEvaluated,
                Hint::from("agree on one of them, and move the other file away"),
            ),
            JoinFault::Altered { .. } => (
                Kind::Trust,
                Hint::from("compare with the version in git: `git log -p` on the record"),
            ),
            JoinFault::TwoAmendments { .. } => (
                Kind::Hold,
                Hint::from(
                    "say whose plan stands with `--keep-plan mine` or `--keep-plan theirs`, then ",
                )
                .run(Suggestion::Amend),
            ),
        };
        Self::new(kind, error).hinted(hint)
    }
}

impl From<ShareFault> for CommandError {
    fn from(fault: ShareFault) -> Self {
        let hint = match &fault {
            ShareFault::Git(_) => None,
            ShareFault::NoRepository => Some("run it inside of a git repository, or `git init` first".to_owned()),
            ShareFault::Detached => Some("say where with `--branch BRANCH`, or `git switch BRANCH`".to_owned()),
            ShareFault::NoUpstream(branch) => Some(format!(
                "`git push -u origin {}` once, give `--branch BRANCH`, or write `sharing: {{branch: BRANCH}}` into the playbook",
                shell_word(branch)
            )),
            ShareFault::NoRemote(_) => Some("`git remote -v` lists the remotes".to_owned()),
            ShareFault::NotAName { .. } => Some("write it as git does, such as `origin` or `release/2.4`".to_owned()),
            ShareFault::MoreThanAName { meant, .. } => Some(format!("write `{}`", visible(meant))),
            ShareFault::Outside(_) => {
                Some("run it in the repository that has the records".to_owned())
            }
            ShareFault::Unmerged(path) => Some(format!("`gonogo merge {0}`, then `git add {0}`", shell_word(path))),
            ShareFault::Sparse(path) => Some(format!(
                "`git sparse-checkout add {}`",
                shell_word(path.rsplit_once('/').map_or(".", |(folder, _)| folder))
            )),
            ShareFault::Union(_) => Some("take it out, and run `gonogo init --git`".to_owned()),
            ShareFault::Unreachable { .. } => Some("try again once the remote answers; nothing is lost".to_owned()),
            ShareFault::NoBranch(..) => Some("push the branch first, or give `--branch BRANCH`".to_owned()),
            ShareFault::Refused { .. } => Some(
                "share through a branch that takes pushes: `--branch gonogo`, or `sharing: {branch: gonogo}` in the playbook; \
                 nothing is lost"
                    .to_owned(),
            ),
            ShareFault::NotPushed { .. } => Some(
                "try again once the remote answers; if you may not push there, share through a branch that you may push to, with \
                 `--branch`; nothing is lost"
                    .to_owned(),
            ),
            ShareFault::Stuck { .. } => Some(
                "ask who runs the remote whether a lock file was left there; nothing is lost".to_owned(),
            ),
            ShareFault::Raced { .. } => Some("run it again; nothing is lost".to_owned()),
            ShareFault::NoSide { .. } => Some("nothing was changed; `git merge --abort` takes the merge back".to_owned()),
            ShareFault::Failed { .. } => None,
        };
        let error = match fault {
            ShareFault::Git(fault) => return fault.into(),
            ShareFault::NoRepository
            | ShareFault::Detached
            | ShareFault::NoUpstream(_)
            | ShareFault::NoRemote(_)
            | ShareFault::NotAName { .. }
            | ShareFault::MoreThanAName { .. }
            | ShareFault::Outside(_)
            | ShareFault::Unmerged(_)
            | ShareFault::Sparse(_)
            | ShareFault::Union(_) => Self::not_evaluated(fault),
            _ => Self::environment(fault),
        };
        hint.into_iter().fold(error, Self::hinted)
    }
}

impl From<EditorError> for CommandError {
    fn from(error: EditorError) -> Self {
        match error {
            EditorError::NoTerminal => Self::not_evaluated(error).hinted(
                "without one: `gonogo notes set FIELD TEXT`, or `gonogo notes set FIELD - < FILE`",
            ),
            EditorError::Failed(_) => {
                Self::environment(error).hinted("set VISUAL or EDITOR to the editor you want")
            }
        }
    }
}

impl From<CommandFault> for CommandError {
    fn from(fault: CommandFault) -> Self {
        let hint = fault.way_out();
        let mut error = Self::environment(fault);
        error.hints.extend(hint.map(Hint::from));
        error
    }
}

impl From<NameFault> for CommandError {
    fn from(fault: NameFault) -> Self {
        let hint = match &fault {
            NameFault::Ambiguous { .. } => "give more of the name, or the whole of it".into(),
            NameFault::Unknown { what, known, .. } => listed(*what, known),
            NameFault::WhichIncident { .. } => "say which with `--incident N`".into(),
            NameFault::NoIncident(_) => Hint::from("to open one: ").run(Suggestion::OpenIncident),
            NameFault::WhichRole { .. } | NameFault::WhichGate { .. } => {
                return Self::not_evaluated(fault);
            }
        };
        Self::not_evaluated(fault).hinted(hint)
    }
}

impl From<DocumentFault> for CommandError {
    fn from(fault: DocumentFault) -> Self {
        let hint = fault.way_out();
        let mut error = Self::not_evaluated(fault);
        error.hints.extend(hint.map(Hint::from));
        error
    }
}

impl From<ServerFault> for CommandError {
    fn from(fault: ServerFault) -> Self {
        let hint = fault.way_out();
        Self::not_evaluated(fault).hinted(hint)
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    #[test]
    fn what_may_not_be_written_or_read_has_a_way_out() {
        let path = || PathBuf::from("releases/1.0.0.toml");
        for kind in [
            io::ErrorKind::PermissionDenied,
            io::ErrorKind::ReadOnlyFilesystem,
        ] {
            for fault in [
                StoreError::Write {
                    step: "write",
                    path: path(),
                    source: kind.into(),
                },
                StoreError::Read {
                    path: path(),
                    source: kind.into(),
                },
            ] {
                let error = CommandError::from(fault);
                assert!(
                    error.hints[0].text("").contains("--releases DIR"),
                    "{error}"
                );
            }
        }
    }
}

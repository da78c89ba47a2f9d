//! What is looked at, one thing after the other.

use serde::{Serialize, Serializer};

use crate::commands::all_records;
use crate::commands::args::Acting;
use crate::commands::context::Context;
use crate::commands::output::Outcome;
use crate::domain::rules::clock::{self, ClockFault};
use crate::domain::state::Release;
use crate::domain::text::{counted, visible};
use crate::error::CommandError;
use crate::git;
use crate::record::disk::is_writable;
use crate::ui::editor::is_there;
use crate::ui::streams::{self, can_prompt, needs_lines, setting};

/// How good a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Grade {
    /// As it should be.
    Ok,
    /// Good to know.
    Note,
    /// A command would fail.
    Problem,
}

impl Grade {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Note => "note",
            Self::Problem => "problem",
        }
    }
}

/// One thing that was looked at.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(super) struct Finding {
    /// What was looked at, such as `git`.
    pub(super) about: &'static str,
    /// `ok`, `note` or `problem`.
    #[serde(serialize_with = "as_word")]
    #[cfg_attr(test, schemars(with = "String"))]
    grade: Grade,
    /// What was found.
    pub(super) text: String,
    /// What to do about it; null when there is nothing to do.
    pub(super) way_out: Option<String>,
    /// What a problem means for the exit code.
    #[serde(skip)]
    pub(super) problem: Option<Outcome>,
}

fn as_word<S: Serializer>(grade: &Grade, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(grade.word())
}

impl Finding {
    pub(super) fn grade(&self) -> Grade {
        self.grade
    }

    fn ok(about: &'static str, text: impl AsRef<str>) -> Self {
        Self {
            about,
            grade: Grade::Ok,
            text: visible(text.as_ref()).into_owned(),
            way_out: None,
            problem: None,
        }
    }

    fn note(about: &'static str, text: impl AsRef<str>, way_out: &str) -> Self {
        Self {
            grade: Grade::Note,
            way_out: Some(way_out.to_owned()),
            ..Self::ok(about, text)
        }
    }

    fn problem(about: &'static str, text: impl AsRef<str>, way_out: Option<String>) -> Self {
        Self {
            grade: Grade::Problem,
            way_out,
            problem: Some(Outcome::NotEvaluated),
            ..Self::ok(about, text)
        }
    }

    fn of_clock(fault: &ClockFault) -> Self {
        Self {
            problem: Some(Outcome::Environment),
            ..Self::problem(CLOCK, fault.to_string(), Some(fault.way_out().to_owned()))
        }
    }

    /// Says what a command would fail with.
    fn failure(about: &'static str, error: &CommandError) -> Self {
        let hint = error.hints.first().map(|hint| hint.text(""));
        Self {
            problem: Some(error.kind.into()),
            ..Self::problem(about, error.to_string(), hint)
        }
    }
}

const RECORDS: &str = "records";
const CLOCK: &str = "clock";

/// Looks at everything.
pub(super) fn all(context: &Context) -> Vec<Finding> {
    let mut findings = vec![
        Finding::ok("program", concat!("gonogo ", env!("CARGO_PKG_VERSION"))),
        git(context),
        identity(context),
        checklists(context),
    ];
    findings.extend(records(context));
    findings.extend([editor(), terminal(context)]);
    findings
}

fn git(context: &Context) -> Finding {
    const GIT: &str = "git";
    let version = match git::version() {
        Ok(Some(version)) => version,
        Ok(None) => {
            return Finding::note(
                GIT,
                "git cannot be run",
                "install git; without it, give `--by` and `--candidate` yourself",
            );
        }
        Err(fault) => return Finding::failure(GIT, &fault.into()),
    };
    match git::top(&context.folder) {
        Some(top) => Finding::ok(GIT, format!("{version}; repository {}", top.display())),
        None => Finding::note(
            GIT,
            format!("{version}; this folder is in no repository"),
            "records belong in git beside the code: `git init`, or change to the repository",
        ),
    }
}

fn identity(context: &Context) -> Finding {
    const IDENTITY: &str = "identity";
    const VARIABLE: &str = "GONOGO_BY";
    let by = setting(VARIABLE);
    let origin = match by {
        Some(_) => VARIABLE,
        None => "git's user.name and user.email",
    };
    let acting = Acting {
        by,
        ..Acting::default()
    };
    match context.actor(&acting) {
        Ok(person) => Finding::ok(IDENTITY, format!("{person}, from {origin}")),
        Err(error) => Finding::failure(IDENTITY, &error),
    }
}

fn checklists(context: &Context) -> Finding {
    const CHECKLISTS: &str = "checklists";
    let library = match context.library() {
        Ok(library) => library,
        Err(error) => return Finding::failure(CHECKLISTS, &error),
    };
    let count = counted(library.checklists.len(), "checklist");
    match context.checklists() {
        Some(folder) => Finding::ok(CHECKLISTS, format!("{}: {count}", folder.display())),
        None => Finding::note(
            CHECKLISTS,
            format!("none here, so the {count} in the program are used"),
            "`gonogo init` writes checklists that you can change",
        ),
    }
}

/// An open release, as far as it matters here.
struct Open {
    version: String,
    clock: Option<ClockFault>,
    ahead: Option<String>,
}

fn records(context: &Context) -> Vec<Finding> {
    let store = context.store();
    let folder = store.folder();
    let now = context.now();
    let open = |release: Release| {
        release.outcome().is_none().then(|| Open {
            version: release.header().version.to_string(),
            clock: clock::check(&release, now, false).err(),
            ahead: clock::warnings(&release, now).into_iter().next(),
        })
    };
    let (mut count, mut releases) = (0, Vec::new());
    let damage = all_records::each(&store, open, |_, read| {
        count += 1;
        releases.extend(read.ok().flatten());
    });
    let damage = match damage {
        Ok(damage) => damage,
        Err(error) => return vec![Finding::failure(RECORDS, &error)],
    };
    let mut findings = vec![place(context, count)];
    findings.extend(damage.unreadable().iter().map(|record| {
        let way_out = record.version.as_ref().map_or_else(
            || "a record is named VERSION.toml: rename it, or move it elsewhere".to_owned(),
            |version| format!("`gonogo verify {version}` says more; compare with git: `git log -p` on the record"),
        );
        Finding {
            problem: Some(damage.outcome()),
            ..Finding::problem(RECORDS, &record.error, Some(way_out))
        }
    }));
    findings.extend(damage.distrusted().iter().map(|record| {
        let way_out = format!("`gonogo verify {}` says more", record.version);
        Finding {
            problem: Some(damage.outcome()),
            ..Finding::problem(RECORDS, record.sentence(), Some(way_out))
        }
    }));
    if folder.is_dir() {
        findings.push(open_releases(&releases));
    }
    findings.extend(time(context, &releases));
    findings
}

/// Says where records are, and whether they can be written there.
fn place(context: &Context, count: usize) -> Finding {
    let store = context.store();
    let folder = store.folder();
    let shown = folder.display();
    let absolute = context.folder.join(folder);
    // The first record makes the folder in the nearest one that is there.
    let nearest = absolute.ancestors().find(|folder| folder.is_dir());
    if !nearest.is_some_and(is_writable) {
        return Finding {
            problem: Some(Outcome::Environment),
            ..Finding::problem(
                RECORDS,
                format!("{shown} cannot be written"),
                Some(
                    "change its permissions, or choose another folder with `--releases DIR`"
                        .to_owned(),
                ),
            )
        };
    }
    if git::is_ignored(&absolute) {
        return Finding::note(
            RECORDS,
            format!("git ignores {shown}, so no one else gets the records"),
            "take it out of .gitignore: `git check-ignore -v` on it says where it is named",
        );
    }
    if folder.is_dir() {
        Finding::ok(RECORDS, format!("{shown}: {}", counted(count, "record")))
    } else {
        Finding::ok(RECORDS, format!("{shown}: the first record makes it"))
    }
}

fn open_releases(releases: &[Open]) -> Finding {
    const OPEN: &str = "open releases";
    let versions: Vec<&str> = releases
        .iter()
        .map(|release| release.version.as_str())
        .collect();
    match versions.as_slice() {
        [] => Finding::ok(OPEN, "none"),
        [only] => Finding::ok(OPEN, only),
        several => Finding::note(
            OPEN,
            several.join(", "),
            "say which is meant: VERSION as the first word, `-r VERSION`, or GONOGO_RELEASE",
        ),
    }
}

/// Judges the clock by itself and by the events of open releases.
fn time(context: &Context, releases: &[Open]) -> Vec<Finding> {
    let now = context.now();
    if let Err(fault) = clock::is_in_time(now) {
        return vec![Finding::of_clock(&fault)];
    }
    let mut findings: Vec<Finding> = releases
        .iter()
        .filter_map(|release| release.clock.as_ref())
        .map(Finding::of_clock)
        .collect();
    if findings.is_empty() {
        let ahead = releases.iter().filter_map(|release| release.ahead.as_ref());
        findings.extend(ahead.map(|ahead| {
            Finding::note(
                CLOCK,
                ahead,
                "set the clock that is wrong: this one, or that of the author",
            )
        }));
    }
    if findings.is_empty() {
        let now = crate::domain::event::timestamp(&now);
        findings.push(Finding::ok(CLOCK, now));
    }
    findings
}

fn editor() -> Finding {
    const EDITOR: &str = "editor";
    let command = streams::editor();
    let program = command.split_whitespace().next().unwrap_or_default();
    if is_there(program) {
        Finding::ok(EDITOR, &command)
    } else {
        Finding::note(
            EDITOR,
            format!("`{command}` is not found, so no text can be edited in it"),
            "set VISUAL or EDITOR to the editor you want",
        )
    }
}

fn terminal(context: &Context) -> Finding {
    const TERMINAL: &str = "terminal";
    if !can_prompt() {
        return Finding::note(
            TERMINAL,
            "standard input or standard error is no terminal, so nothing is asked",
            "give every answer as an option; `gonogo walk --accessible` reads answers from a pipe",
        );
    }
    let look = context.stdout;
    let mut found: Vec<String> = look
        .width
        .map(|width| counted(width, "column"))
        .into_iter()
        .collect();
    found.push(if look.color { "colour" } else { "no colour" }.to_owned());
    found.push(
        if look.unicode {
            "Unicode"
        } else {
            "ASCII only"
        }
        .to_owned(),
    );
    let found = found.join(", ");
    if needs_lines() {
        return Finding::note(
            TERMINAL,
            format!("{found}; questions are asked in plain lines"),
            "set TERM to the name of your terminal for single keys",
        );
    }
    Finding::ok(TERMINAL, found)
}

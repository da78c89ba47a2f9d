//! `gonogo start`: a release is opened with the plan that its type asks for.

use std::path::Path;

use chrono::NaiveDate;

use super::assign::{Assignment, assignment};
use super::context::Context;
use super::fact::{FactAnswer, fact_answer};
use super::respin::{candidate, candidate_or_head};
use super::risk::carried_over;
use crate::commands::args::{Acting, Selected};
use crate::commands::output::{Answer, Remark};
use crate::domain::event::EventKind;
use crate::domain::id::{Candidate, FactId, TypeId};
use crate::domain::plan::library::Library;
use crate::domain::plan::{Header, Plan};
use crate::domain::rules::naming::{self, Named};
use crate::domain::rules::tailor::tailor;
use crate::domain::state::Release;
use crate::domain::text::{counted, visible};
use crate::domain::version::Version;
use crate::error::CommandError;
use crate::git::log::{CommitTimes, commit_times};
use crate::record::journal::{Journal, Signer, started};
use crate::record::store::StoreError;

/// Start a release
///
/// Picks the items for this type of release from the checklists, and keeps them in the record, releases/VERSION.toml.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  gonogo start 2.4.0 --type minor --fact database-migration=yes --fact downtime=no
  gonogo start 2.4.1 --type patch --candidate 9fceb02 --from v2.4.0

Exit codes:
  0   opened
  2   the record already exists, unknown type, fact or revision, bad checklists
  3   disk or lock")]
pub(crate) struct StartArgs {
    /// Type of the release, such as patch, minor or major
    #[arg(long = "type", value_name = "TYPE")]
    kind: String,
    /// Answer to a fact; may be repeated. An unanswered fact is treated as yes
    #[arg(long = "fact", value_name = "NAME=yes|no", value_parser = fact_answer)]
    facts: Vec<FactAnswer>,
    /// Commit or artifact digest under release [default: git's HEAD]
    #[arg(long, value_name = "ID", value_parser = candidate)]
    candidate: Option<Candidate>,
    /// Previous release, as a tag or a commit: the commits since then give the lead time
    #[arg(long, value_name = "REV", allow_hyphen_values = true)]
    from: Option<String>,
    /// Day of the release; what is due by a day counts from it
    #[arg(long, value_name = "DATE")]
    planned: Option<NaiveDate>,
    /// Open it even though its version looks like that of a record, such as 1.2.0 beside v1.2.0
    #[arg(long)]
    new: bool,
    #[command(flatten)]
    selected: Selected,
    /// Who a role is in this release; may be repeated
    #[arg(long, value_name = "ROLE=PERSON", value_parser = assignment)]
    assign: Vec<Assignment>,
    #[command(flatten)]
    acting: Acting,
}

/// A release has no other name than its version.
#[derive(Debug, thiserror::Error)]
#[error("no version is given")]
struct NoVersion;

/// A record is likely to be of the same release.
#[derive(Debug, thiserror::Error)]
#[error("{version} looks like {like}, which has a record")]
struct LooksLike {
    version: Version,
    like: Version,
}

/// Returns the version of a record that this one differs from only in a `v` or in zeros at the end.
pub(super) fn lookalike(
    context: &Context,
    version: &Version,
) -> Result<Option<Version>, CommandError> {
    let versions = context.store().versions()?;
    let is_known = versions.contains(version);
    let mut alike = versions.into_iter().filter(|known| known.is_like(version));
    Ok(alike.next().filter(|_| !is_known))
}

/// Says that a release is likely to have a record under another spelling, and how to go on either way.
pub(super) fn looks_like(version: &Version, like: &Version) -> CommandError {
    let error = LooksLike {
        version: version.clone(),
        like: like.clone(),
    };
    CommandError::not_evaluated(error).hinted(format!(
        "if you mean that release: `gonogo walk {like}`; if it is another one, give `--new`"
    ))
}

/// The changes of a release cannot be read without knowing what is released.
#[derive(Debug, thiserror::Error)]
#[error("`--from` needs a candidate, and git has no HEAD here")]
struct NoCandidate;

impl StartArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        let version = self.version(context)?;
        if !self.new
            && let Some(like) = lookalike(context, &version)?
        {
            return Err(looks_like(&version, &like));
        }
        let library = context.library()?;
        let opening = Opening::new(
            &library,
            version,
            &self.kind,
            &self.facts,
            self.candidate.clone(),
        )?;
        let by = context.actor(&self.acting)?;
        let committed = self.committed(context, opening.candidate.as_ref())?;
        let planned = self
            .planned
            .map(|day| EventKind::Planned { day, reason: None });
        let assigned = self.assign.iter();
        let assigned = assigned
            .map(|assignment| assignment.event(&opening.plan.roles))
            .collect::<Result<Vec<_>, _>>()?;
        let (carried, unread) = carried_over(context, &opening.plan, &by)?;
        let count = carried.len();
        let at_once: Vec<EventKind> = planned
            .into_iter()
            .chain(committed)
            .chain(assigned)
            .chain(carried)
            .collect();
        let store = context.store();
        let path = store.path(&opening.header.version);
        if self.acting.dry_run {
            if path.symlink_metadata().is_ok() {
                return Err(StoreError::Exists { path }.into());
            }
            let release = started(
                opening.header,
                opening.plan,
                opening.candidate,
                at_once,
                context.author(&by, context.now(), &Signer::none()),
            )?;
            return Ok(Answer::data(crate::record::write::text(release.record()))
                .hint("dry run: nothing was written"));
        }
        let journal = Journal::start(
            store,
            opening.header,
            opening.plan,
            opening.candidate,
            at_once,
            context.writer(by, context.signer(&self.acting)?),
        )?;
        let mut answer = opened(journal.release(), &path);
        answer.remarks.splice(0..0, unread);
        if count > 0 {
            let risks = counted(count, "open risk");
            let said = format!("{risks} of earlier releases taken over: `gonogo risk list`");
            answer.remarks.push(Remark::Note(said));
        }
        Ok(answer)
    }

    /// Returns the version that was given. There is nothing open that could be meant without one.
    fn version(&self, context: &Context) -> Result<Version, CommandError> {
        match &self.selected.release {
            Some(text) => context.version(Some(text)),
            None => Err(CommandError::not_evaluated(NoVersion)),
        }
    }

    /// Returns the event that says when the commits of the candidate were made, when they are asked for.
    fn committed(
        &self,
        context: &Context,
        candidate: Option<&Candidate>,
    ) -> Result<Option<EventKind>, CommandError> {
        let Some(from) = &self.from else {
            return Ok(None);
        };
        let candidate = candidate.ok_or_else(|| {
            CommandError::not_evaluated(NoCandidate).hinted("give `--candidate ID`")
        })?;
        let CommitTimes { from, times } = commit_times(&context.folder, from, candidate.as_str())?;
        Ok(Some(EventKind::CommitsRead {
            from,
            candidate: candidate.clone(),
            commits: times,
        }))
    }
}

/// Everything that the first event of a release needs.
pub(crate) struct Opening {
    pub(crate) header: Header,
    pub(crate) plan: Plan,
    pub(crate) candidate: Option<Candidate>,
}

impl Opening {
    /// Tailors a release of a type, with its facts, to the library.
    pub(crate) fn new(
        library: &Library,
        version: Version,
        kind: &str,
        facts: &[FactAnswer],
        candidate: Option<Candidate>,
    ) -> Result<Self, CommandError> {
        let kind = TypeId::from(kind);
        let plan = tailored(library, &kind)?;
        let mut answers = std::collections::BTreeMap::new();
        for FactAnswer { name, answer } in facts {
            let fact: FactId = naming::fact(&plan, name)?.clone();
            answers.insert(fact, *answer);
        }
        let header = Header {
            version,
            id: random_id()?,
            kind,
            playbook: library.source.clone(),
            facts: answers,
        };
        Ok(Self {
            header,
            plan,
            candidate: candidate_or_head(candidate)?,
        })
    }
}

/// Returns the plan that the library gives a release of this type.
pub(super) fn tailored(library: &Library, kind: &TypeId) -> Result<Plan, CommandError> {
    tailor(library, kind).ok_or_else(|| {
        let types: Vec<&str> = library
            .playbook
            .types
            .iter()
            .map(|known| known.id.as_str())
            .collect();
        naming::unknown(Named::ReleaseType, kind.as_str(), types).into()
    })
}

/// Returns 128 random bits as hexadecimal text.
fn random_id() -> Result<String, CommandError> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(CommandError::environment)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Says what was opened, which facts are unanswered, and how to go on.
fn opened(release: &Release, path: &Path) -> Answer {
    let asked = release.plan().asked().count();
    let open_facts: Vec<_> = release
        .plan()
        .facts
        .iter()
        .map(|fact| &fact.id)
        .filter(|id| release.fact(id).is_none())
        .map(FactId::as_str)
        .collect();
    let mut remarks = Vec::new();
    if !open_facts.is_empty() {
        remarks.push(Remark::Warning(format!(
            "{} unanswered, treated as yes: {}",
            counted(open_facts.len(), "fact"),
            open_facts.join(", ")
        )));
    }
    remarks.push(Remark::Hint(format!(
        "`gonogo walk {}` walks through it, `gonogo status` shows where it stands",
        release.header().version
    )));
    Answer {
        text: format!(
            "opened {} with {asked} items\n",
            visible(&path.to_string_lossy())
        ),
        remarks,
        has_recorded: true,
        ..Answer::default()
    }
}

//! `gonogo respin`: another candidate takes the place of the one before.

use super::answer;
use super::context::Context;
use crate::commands::args::{Acting, Selected};
use crate::commands::output::{Answer, Remark};
use crate::domain::event::EventKind;
use crate::domain::id::Candidate;
use crate::domain::rules::respin;
use crate::domain::rules::suggestion::Suggestion;
use crate::domain::state::Release;
use crate::domain::text::is_deceptive;
use crate::error::CommandError;
use crate::git;
use crate::git::log::{CommitTimes, LogError, commit_times};

/// Replace the candidate; sign-offs and calls for the old one go stale
///
/// So do waivers and "not applicable" of items that are bound to the candidate. It lists what goes stale and what
/// stays; with `--dry-run`, it only lists.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Example:
  gonogo respin --candidate 9fceb02 --reason 'fix for the login failure'

Exit codes:
  0   replaced, or already the candidate
  1   the release is closed
  2   no candidate
  3   disk or lock
  4   the record cannot be trusted")]
pub(crate) struct RespinArgs {
    /// Commit or artifact digest [default: git's HEAD]
    #[arg(long, value_name = "ID", value_parser = candidate)]
    candidate: Option<Candidate>,
    /// Why
    #[arg(long, allow_hyphen_values = true)]
    reason: Option<String>,
    #[command(flatten)]
    selected: Selected,
    #[command(flatten)]
    acting: Acting,
}

/// Reads the name of a candidate.
pub(crate) fn candidate(text: &str) -> Result<Candidate, &'static str> {
    if text.is_empty()
        || text.len() > 200
        || text.contains(char::is_whitespace)
        || text.contains(is_deceptive)
    {
        return Err("a candidate is a commit or a digest, without spaces");
    }
    Ok(Candidate::from(text))
}

/// Returns the candidate that was given, or the commit that is checked out.
pub(crate) fn candidate_or_head(
    given: Option<Candidate>,
) -> Result<Option<Candidate>, CommandError> {
    match given {
        Some(candidate) => Ok(Some(candidate)),
        None => git::head()
            .map_err(|fault| CommandError::environment(fault).hinted("give `--candidate ID`")),
    }
}

#[derive(Debug, thiserror::Error)]
#[error("no candidate is named, and git has no HEAD here")]
struct NoCandidate;

/// Reads the commits of another candidate, when those of one before were read; `unknown` takes why that is not possible.
fn committed(
    context: &Context,
    release: &Release,
    candidate: &Candidate,
    unknown: &mut Option<String>,
) -> Option<EventKind> {
    let EventKind::CommitsRead { from, .. } = &release.commits()?.kind else {
        return None;
    };
    match commit_times(&context.folder, from.as_str(), candidate.as_str()) {
        Ok(CommitTimes { from, times }) => Some(EventKind::CommitsRead {
            from,
            candidate: candidate.clone(),
            commits: times,
        }),
        Err(error) => {
            let way_out = match error {
                LogError::Shallow => "; `git fetch --unshallow` gets the rest",
                _ => "",
            };
            *unknown = Some(format!("{}{way_out}", CommandError::from(error)));
            None
        }
    }
}

impl RespinArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        let candidate = candidate_or_head(self.candidate.clone())?;
        let candidate = candidate.ok_or_else(|| {
            CommandError::not_evaluated(NoCandidate).hinted("give `--candidate ID`")
        })?;
        let reason = self.reason.clone();
        let mut unknown = None;
        // Git is asked before the lock is taken: nobody waits for that.
        let committed = committed(
            context,
            &context.release(&self.selected)?,
            &candidate,
            &mut unknown,
        );
        let mut effect = None;
        let mut answer = answer::append(context, &self.selected, &self.acting, |release, _| {
            effect = respin::effect(release, &candidate, context.now());
            let respun = EventKind::Respun {
                candidate: candidate.clone(),
                reason,
            };
            let is_new = release.candidate() != Some(&candidate);
            Ok([respun]
                .into_iter()
                .chain(committed.filter(|_| is_new))
                .collect())
        })?;
        if let Some(why) = unknown.filter(|_| !answer.text.is_empty()) {
            let warning = format!("lead time is unknown for this candidate: {why}");
            answer.remarks.push(Remark::Warning(warning));
        }
        if answer.text.is_empty() {
            return Ok(answer);
        }
        let sentences = effect.map(|effect| effect.sentences()).unwrap_or_default();
        answer
            .remarks
            .extend(sentences.into_iter().map(Remark::Note));
        if self.acting.dry_run {
            return Ok(answer);
        }
        Ok(answer.hint(format!(
            "`{}` shows what has to be signed and called again",
            Suggestion::Status.command(&self.selected.in_commands())
        )))
    }
}

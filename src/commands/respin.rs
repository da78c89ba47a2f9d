//! `gonogo respin`: another candidate takes the place of the one before.

use super::Answer;
use super::answer;
use super::context::Context;
use super::git;
use crate::cli::{Acting, Selected};
use crate::domain::event::EventKind;
use crate::domain::id::Candidate;
use crate::domain::text::is_deceptive;
use crate::error::CommandError;

/// Name a new candidate: sign-offs and calls that were bound to the old one go stale
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Example:
  gonogo respin --candidate 9fceb02 --reason 'fix for the login failure'

Exit codes:
  0   named, or named already
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
    if text.is_empty() || text.len() > 200 || text.contains(char::is_whitespace) || text.contains(is_deceptive) {
        return Err("a candidate is a commit or a digest, without spaces");
    }
    Ok(Candidate::from(text))
}

#[derive(Debug, thiserror::Error)]
#[error("no candidate is named, and git has no HEAD here")]
struct NoCandidate;

impl RespinArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        let candidate = self.candidate.clone().or_else(git::head);
        let candidate = candidate.ok_or_else(|| CommandError::not_evaluated(NoCandidate).hinted("give `--candidate ID`"))?;
        let reason = self.reason.clone();
        let kind = EventKind::Respun { candidate, reason };
        let answer = answer::append(context, &self.selected, &self.acting, |_, _| Ok(vec![kind]))?;
        if answer.text.is_empty() || self.acting.dry_run {
            return Ok(answer);
        }
        Ok(answer.hint("`gonogo status` shows what has to be signed and called again"))
    }
}

//! `gonogo gate`: may we go?

mod attesting;
pub(super) mod checkout;
mod waiting;

use chrono::{DateTime, Utc};

pub(super) use self::attesting::unsealed;
use self::attesting::{AttestArgs, Grounds};
use self::waiting::WaitArgs;
use super::context::Context;
use super::policy::Policy;
use super::respin::candidate;
use super::signing::trusted;
use crate::commands::args::{Format, GateForms, Printed, Selected};
use crate::commands::output::Answer;
use crate::domain::digest::Digest;
use crate::domain::id::{Candidate, PhaseId};
use crate::domain::rules::gate::judge_all;
use crate::domain::rules::judgement::Judgement;
use crate::domain::rules::naming;
use crate::domain::state::Release;
use crate::domain::verdict::Verdict;
use crate::error::CommandError;
use crate::render::gate_report::{GateReport, Room, github_unevaluated, junit_unevaluated};

/// Ask whether a release may proceed: GO, HOLD or NO-GO, with every reason
///
/// With a PHASE, it judges that gate and the phases before it. Without, it judges every gate, and says "GO for
/// release" when all of them are at GO. With `--require`, it is at GO when the gate of each named phase is, that of the
/// rollback among them; a rollback that has not begun cannot be required (exit code 2).
///
/// In CI, give the commit that the job ships as `--candidate`: if it is not the candidate of the record, the
/// verdict is NO-GO. If the checkout is older than the newest sign-off, read the record from a branch with
/// `--record-ref`. `--wait` reads the record again while the verdict is HOLD; it fetches nothing.
///
/// With `--policy-ref`, the plan of the record may ask more than the checklists at that branch, and never less: what a pull
/// request loosened is named, with exit code 4. Signatures are held against `allowed_signers` and `revoked_keys` at that
/// branch. None of it is read from the working tree.
///
/// `--attest` writes a GO down as an in-toto attestation: the candidate and the artifacts made of it, which gates are at GO, and
/// what was verified. It needs a policy that demands signatures.
///
/// `--format github` prints annotations, and adds to the summary and the outputs of the step. `--format junit` fails on
/// HOLD and on NO-GO.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  gonogo gate pre-release
  gonogo gate 2.4.0 pre-release --json
  gonogo gate pre-release --candidate \"$GITHUB_SHA\" --record-ref origin/main
  gonogo gate pre-release --wait --timeout 2h
  gonogo gate --require pre-release --require deployment --format junit > gate.xml

Exit codes:
  0    GO
  1    NO-GO, or another candidate
  2    no record, or one that cannot be read
  3    disk or lock
  4    the record cannot be trusted, or asks less than the policy
  8    HOLD
  130  stopped while waiting")]
pub(crate) struct GateArgs {
    /// Phase whose gate is asked
    #[arg(value_name = "PHASE", conflicts_with = "require")]
    phase: Option<String>,
    /// Phase whose gate must be at GO; can be given several times
    #[arg(long, value_name = "PHASE")]
    require: Vec<String>,
    /// Commit or artifact digest that must be the candidate, in full or from 7 digits on
    #[arg(long, value_name = "ID", value_parser = candidate)]
    candidate: Option<Candidate>,
    /// Read the record from this git revision, such as origin/main, instead of from the folder
    #[arg(long, value_name = "REF")]
    record_ref: Option<String>,
    /// Hold the plan against the checklists at this branch or commit, such as origin/main
    #[arg(long, value_name = "REF")]
    policy_ref: Option<String>,
    #[command(flatten)]
    waiting: WaitArgs,
    #[command(flatten)]
    attesting: AttestArgs,
    #[command(flatten)]
    printed: Printed<GateForms>,
    #[command(flatten)]
    selected: Selected,
}

impl GateArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        self.asked(context).map_err(|error| self.reported(error))
    }

    /// Judges, again and again while it has to wait.
    fn asked(&self, context: &Context) -> Result<Answer, CommandError> {
        let policy = self.policy_ref.as_deref();
        let policy = policy.map(|text| Policy::at(context, text)).transpose()?;
        let attesting = self.attesting.prepare(context)?;
        let mut waiting = self.waiting.start()?;
        loop {
            let (release, record) = self.release(context, policy.as_ref())?;
            if let Some(policy) = &policy {
                policy.hold(&release)?;
            }
            trusted(&release)?;
            let now = context.now();
            let mut report = self.report(&release, now)?;
            report.policy = policy.as_ref().map(Policy::report);
            if let (Verdict::Hold, Some(waiting)) = (report.verdict(), &mut waiting) {
                let headline = report.headline(now, context.stderr);
                if waiting.until_next(context, &headline)? {
                    continue;
                }
            }
            let mut answer = self.answer(context, &release, &report, now)?;
            answer
                .remarks
                .extend(Context::clock_warnings(&release, now));
            answer.remarks.extend(policy.iter().map(Policy::said));
            answer.remarks.extend(Context::signature_warnings(&release));
            if self.candidate.is_none() {
                answer
                    .remarks
                    .extend(checkout::other_than_candidate(context, &release));
            }
            if let Some(attesting) = &attesting {
                let grounds = Grounds {
                    release: &release,
                    record,
                    judgements: report.judgements(),
                    policy: policy.as_ref(),
                };
                answer = attesting.attest(context, report.verdict(), &grounds, answer)?;
            }
            return Ok(answer.with(report.verdict()));
        }
    }

    /// Reads the release, whose signatures the keys of the policy vouch for, with the digest of its record.
    fn release(
        &self,
        context: &Context,
        policy: Option<&Policy>,
    ) -> Result<(Release, Digest), CommandError> {
        let vet = policy.map_or_else(|| context.vet(), |policy| policy.vet(context));
        if let Some(revision) = &self.record_ref {
            return checkout::release_at(context, &self.selected, revision, vet);
        }
        let version = context.version(self.selected.release.as_deref())?;
        Ok(context.store().vetted(vet).release_and_digest(&version)?)
    }

    /// Returns the phases that were asked for, by the names that were given.
    fn names(&self) -> impl Iterator<Item = &String> {
        self.phase.iter().chain(&self.require)
    }

    fn report<'r>(
        &'r self,
        release: &'r Release,
        now: DateTime<Utc>,
    ) -> Result<GateReport<'r>, CommandError> {
        let phases = self
            .names()
            .map(|name| naming::phase(release.plan(), name))
            .collect::<Result<Vec<_>, _>>()?;
        let judgements = judgements(release, &phases, now)?;
        Ok(GateReport::new(
            release,
            judgements,
            phases,
            self.candidate.as_ref(),
        ))
    }

    fn answer(
        &self,
        context: &Context,
        release: &Release,
        report: &GateReport<'_>,
        now: DateTime<Utc>,
    ) -> Result<Answer, CommandError> {
        let select = self.selected.in_commands();
        Ok(match self.printed.format() {
            Format::Json => Answer::data(report.json(now, &select)),
            Format::JUnit => {
                let file = context.store().path(&release.header().version);
                let junit = report.junit(&select, &file.to_string_lossy());
                Answer::data(junit.map_err(CommandError::environment)?)
            }
            Format::Markdown => Answer::data(report.markdown(now, &select, Room::COMMENT)),
            Format::GitHub => {
                let step = &context.step;
                if let Some(bytes) = step.room_for_summary() {
                    let room = Room {
                        rows: usize::MAX,
                        bytes,
                    };
                    step.add_to_summary(&report.markdown(now, &select, room))
                        .map_err(CommandError::environment)?;
                }
                step.add_outputs(&report.outputs(now, &select))
                    .map_err(CommandError::environment)?;
                Answer::data(report.github(now, &select))
            }
            _ => Answer::text(report.text(now, &select, context.stdout)),
        })
    }

    /// Adds to a failure what a pipeline reads of it, so that what could not be judged is not taken for a success.
    fn reported(&self, mut error: CommandError) -> CommandError {
        let names: Vec<&str> = self.names().map(String::as_str).collect();
        let (names, said) = (names.join(", "), error.to_string());
        let select = self.selected.in_commands();
        let hints: Vec<String> = error.hints.iter().map(|hint| hint.text(&select)).collect();
        error.report = match self.printed.format() {
            Format::JUnit => junit_unevaluated(&names, &said, &hints).ok(),
            Format::GitHub => Some(github_unevaluated(&names, &said, &hints)),
            _ => None,
        };
        error
    }
}

/// Judges every gate, or those that these phases need: each with the phases before it. What is off the path stands alone,
/// and cannot be judged before somebody entered it.
fn judgements<'r>(
    release: &'r Release,
    phases: &[&PhaseId],
    now: DateTime<Utc>,
) -> Result<Vec<Judgement<'r>>, CommandError> {
    let mut judgements = judge_all(release, now);
    if let Some(unknown) = phases.iter().find(|phase| {
        let mut judged = judgements.iter();
        !judged.any(|judgement| judgement.topic.id() == **phase)
    }) {
        return Err(CommandError::not_evaluated(NotEntered((**unknown).clone())));
    }
    if !phases.is_empty() {
        let is_asked = |judgement: &Judgement<'_>| phases.contains(&judgement.topic.id());
        let plan = release.plan();
        let last = judgements
            .iter()
            .rposition(|judgement| is_asked(judgement) && judgement.is_on_path(plan));
        let mut place = 0;
        judgements.retain(|judgement| {
            let is_before = last.is_some_and(|last| place <= last) && judgement.is_on_path(plan);
            place += 1;
            is_before || is_asked(judgement)
        });
    } else if judgements.is_empty() || release.plan().phases.is_empty() {
        return Err(CommandError::not_evaluated(NoGate));
    }
    Ok(judgements)
}

#[derive(Debug, thiserror::Error)]
#[error("phase `{0}` has not been entered, so there is nothing to judge")]
struct NotEntered(PhaseId);

#[derive(Debug, thiserror::Error)]
#[error("the record has no gate, so nothing can be judged")]
struct NoGate;

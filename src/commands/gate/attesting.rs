//! `gonogo gate --attest`: the GO as a signed statement, for those who do not read the record.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::commands::context::Context;
use crate::commands::output::{Answer, Remark};
use crate::commands::output_file;
use crate::commands::policy::Policy;
use crate::commands::signing::{self, ALLOWED, REVOKED};
use crate::domain::digest::Digest;
use crate::domain::event::Outcome;
use crate::domain::id::Candidate;
use crate::domain::reports::attested::properties;
use crate::domain::rules::judgement::Judgement;
use crate::domain::state::Release;
use crate::domain::text::visible;
use crate::domain::verdict::Verdict;
use crate::error::CommandError;
use crate::render::attestation::{DigestSet, Resource, Statement};
use crate::trust::dsse::{Envelope, SealFault, can_seal};
use crate::trust::signing_key::SigningKey;

/// What to write a GO down as.
#[derive(clap::Args, Debug)]
pub(super) struct AttestArgs {
    /// On GO, write an in-toto attestation of the verdict to this file, or to standard output with `-`
    #[arg(long, value_name = "FILE", requires = "signed_by")]
    attest: Option<PathBuf>,
    /// An artifact that was made of the candidate: a file, or `sha256:…`; can be given several times
    #[arg(long, value_name = "ARTIFACT", requires = "attest", value_parser = subject)]
    subject: Vec<Subject>,
    #[command(flatten)]
    signed_by: SignedBy,
}

/// What signs the attestation, if anything does.
#[derive(clap::Args, Debug)]
#[group(id = "signed_by", multiple = false)]
struct SignedBy {
    /// Key to sign the attestation with, Ed25519 or ECDSA on P-256: a file, or a public key that an agent has
    #[arg(long, value_name = "KEY", requires = "attest")]
    attest_key: Option<String>,
    /// Write the predicate alone, unsigned, for a tool that makes the statement itself
    #[arg(long, requires = "attest")]
    predicate_only: bool,
}

/// What `--attest-key` takes.
const KEYS: &str = "`--attest-key` takes a file, or a public key whose private one an agent has";

/// How a candidate is named so that others know it.
const WHOLE: &str =
    "name the candidate by its whole commit or by `sha256:…`: `gonogo respin --candidate ID`";

/// An artifact, as it was named.
#[derive(Clone, Debug)]
enum Subject {
    File(PathBuf),
    Sha256(String),
}

/// Why there is no attestation.
#[derive(Debug, Error)]
enum AttestFault {
    #[error("the policy of {0} asks for no signatures, so an attestation would vouch for claims")]
    Unsigned(String),
    #[error("the candidate `{}` is no full commit and no SHA-256", visible(.0.as_str()))]
    NoDigest(Candidate),
    #[error("the record names no candidate")]
    NoCandidate,
    #[error(
        "the release was rolled back or given up, or is being rolled back, so nothing vouches for its candidate"
    )]
    RolledBack,
    #[error("cannot read {}", visible(&.0.to_string_lossy()))]
    Unreadable(PathBuf, #[source] io::Error),
}

fn subject(text: &str) -> Result<Subject, String> {
    match text.split_once(':') {
        Some(("sha256", digits)) if is_hex(digits, 64) => {
            Ok(Subject::Sha256(digits.to_ascii_lowercase()))
        }
        Some(("sha256", _)) => {
            Err("write a digest as `sha256:` with 64 hexadecimal digits".to_owned())
        }
        _ => Ok(Subject::File(PathBuf::from(text))),
    }
}

fn is_hex(text: &str, digits: usize) -> bool {
    text.len() == digits && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// An attestation that is asked for, with all that it needs but the verdict.
pub(super) struct Attesting<'a> {
    to: &'a Path,
    artifacts: Vec<Resource>,
    /// The key; none for a predicate without a signature.
    key: Option<SigningKey>,
}

/// What a GO was judged by.
pub(super) struct Grounds<'g, 'r> {
    pub(super) release: &'r Release,
    /// The digest of the record's bytes.
    pub(super) record: Digest,
    pub(super) judgements: &'g [Judgement<'r>],
    pub(super) policy: Option<&'g Policy>,
}

impl AttestArgs {
    /// Opens the key and reads the artifacts, so that nothing is missing once the gate is at GO.
    pub(super) fn prepare(&self, context: &Context) -> Result<Option<Attesting<'_>>, CommandError> {
        let Some(to) = self.attest.as_deref() else {
            return Ok(None);
        };
        let artifacts = self.subject.iter().map(artifact);
        let artifacts = artifacts.collect::<Result<_, _>>()?;
        let key = self.signed_by.attest_key.as_deref();
        let key = key.map(|text| {
            let key = context.open_key(text, &context.folder);
            let key = key.map_err(|fault| CommandError::not_evaluated(fault).hinted(KEYS))?;
            can_seal(key.public()).map_err(unsealed)?;
            Ok::<_, CommandError>(key)
        });
        Ok(Some(Attesting {
            to,
            artifacts,
            key: key.transpose()?,
        }))
    }
}

impl Attesting<'_> {
    /// Writes the attestation of a GO, and says so; of another verdict none is written.
    pub(super) fn attest(
        &self,
        context: &Context,
        verdict: Verdict,
        grounds: &Grounds<'_, '_>,
        mut answer: Answer,
    ) -> Result<Answer, CommandError> {
        if grounds.release.plan().policy.signatures.is_off() {
            return Err(CommandError::not_evaluated(AttestFault::Unsigned(
                grounds.release.header().version.to_string(),
            ))
            .hinted("set `policy: {signatures: all}` in the playbook and `gonogo amend`"));
        }
        if verdict != Verdict::Go {
            let said = format!(
                "no attestation was written: the verdict is {}",
                verdict.word()
            );
            answer.remarks.push(Remark::Note(said));
            return Ok(answer);
        }
        if is_rolled_back(grounds.release) {
            return Err(CommandError::not_evaluated(AttestFault::RolledBack).hinted(
                "the gate of the rollback says GO for the rollback itself: ask it without `--attest`",
            ));
        }
        let statement = self.statement(context, grounds)?;
        let text = match &self.key {
            Some(key) => {
                let statement = statement.json().map_err(CommandError::environment)?;
                let envelope = Envelope::seal(statement.as_bytes(), key).map_err(unsealed)?;
                serde_json::to_string(&envelope)
            }
            None => statement.predicate_json(),
        };
        let text = text.map_err(CommandError::environment)? + "\n";
        if self.to.as_os_str() == "-" {
            answer.is_data = true;
            answer.text = text;
            return Ok(answer);
        }
        let to = output_file::write(context, self.to, &text)?;
        answer
            .remarks
            .push(Remark::Note(format!("wrote the attestation to {to}")));
        Ok(answer)
    }

    fn statement(
        &self,
        context: &Context,
        grounds: &Grounds<'_, '_>,
    ) -> Result<Statement, CommandError> {
        let Grounds {
            release,
            record,
            judgements,
            policy,
        } = grounds;
        let version = &release.header().version;
        let candidate = release.candidate();
        let candidate = candidate
            .ok_or_else(|| CommandError::not_evaluated(AttestFault::NoCandidate).hinted(WHOLE))?;
        let mut subjects = vec![candidate_of(version.as_str(), candidate)?];
        subjects.extend(self.artifacts.iter().cloned());
        let file = context.store().path(version);
        let file = file.file_name().unwrap_or_default().to_string_lossy();
        let mut policies = vec![sha256(&format!("releases/{file}"), *record)];
        match policy {
            Some(policy) => policies.extend(of_policy(policy)),
            None => policies.extend(key_files(context)?),
        }
        Ok(Statement::new(
            subjects,
            policies,
            properties(release, judgements, policy.is_some()),
            context.now().into(),
        ))
    }
}

/// Tells whether the candidate is taken away: a GO then is that of the rollback, and says nothing for what is rolled back.
fn is_rolled_back(release: &Release) -> bool {
    let is_given_up = matches!(
        release.outcome(),
        Some(Outcome::RolledBack | Outcome::Abandoned)
    );
    is_given_up || release.rolling_back().is_some()
}

/// Returns the candidate as a subject: a full commit, or a SHA-256.
fn candidate_of(version: &str, candidate: &Candidate) -> Result<Resource, CommandError> {
    let text = candidate.as_str();
    let digest = match text.strip_prefix("sha256:") {
        Some(digits) if is_hex(digits, 64) => DigestSet::Sha256(digits.to_ascii_lowercase()),
        None if is_hex(text, 40) || is_hex(text, 64) => {
            DigestSet::GitCommit(text.to_ascii_lowercase())
        }
        _ => {
            let fault = AttestFault::NoDigest(candidate.clone());
            return Err(CommandError::not_evaluated(fault).hinted(WHOLE));
        }
    };
    Ok(Resource {
        name: version.to_owned(),
        digest,
    })
}

fn artifact(subject: &Subject) -> Result<Resource, CommandError> {
    match subject {
        Subject::Sha256(digits) => Ok(Resource {
            name: format!("sha256:{digits}"),
            digest: DigestSet::Sha256(digits.clone()),
        }),
        Subject::File(path) => {
            let unreadable =
                |error| CommandError::not_evaluated(AttestFault::Unreadable(path.clone(), error));
            let mut file = File::open(path).map_err(unreadable)?;
            let digest = Digest::of_pieces(|room| file.read(room));
            let (digest, _) = digest.map_err(unreadable)?;
            let name = path.file_name().unwrap_or(path.as_os_str());
            Ok(sha256(&name.to_string_lossy(), digest))
        }
    }
}

fn sha256(name: &str, digest: Digest) -> Resource {
    Resource {
        name: name.to_owned(),
        digest: DigestSet::Sha256(digest.digits()),
    }
}

/// Returns the branch or commit of a policy, and every file of it that was read.
fn of_policy(policy: &Policy) -> impl Iterator<Item = Resource> + '_ {
    let branch = Resource {
        name: policy.place.clone(),
        digest: DigestSet::GitCommit(policy.commit.clone()),
    };
    let files = policy.files.iter();
    let files = files.map(|(path, digest)| sha256(path, *digest));
    std::iter::once(branch).chain(files)
}

/// Returns the files beside the playbook that said whose keys count.
fn key_files(context: &Context) -> Result<Vec<Resource>, CommandError> {
    let mut files = Vec::new();
    let folder = context.checklists();
    for path in [ALLOWED, REVOKED]
        .iter()
        .filter_map(|name| Some(folder.as_ref()?.join(name)))
    {
        match signing::read(&path) {
            Ok(bytes) => {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                files.push(sha256(
                    &format!("checklists/{name}"),
                    Digest::of_bytes(&bytes),
                ));
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => {
                let fault = AttestFault::Unreadable(path, error);
                return Err(CommandError::environment(fault)
                    .hinted("let who runs this read the file: the attestation has its digest"));
            }
        }
    }
    Ok(files)
}

/// Says why there is no signature.
pub(crate) fn unsealed(fault: SealFault) -> CommandError {
    let way_out = fault.way_out();
    CommandError::not_evaluated(fault).hinted(way_out)
}

//! The keys that commands sign with, and the files that say whose keys count.

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use super::context::Context;
use crate::commands::args::Acting;
use crate::commands::output::{Answer, Outcome, Remark};
use crate::domain::event::Event;
use crate::domain::rules::signed::{self, Demand, Effect};
use crate::domain::standing::{Cause, Standing, Standings};
use crate::domain::state::{Record, Release};
use crate::domain::text::{counted, visible};
use crate::error::{CommandError, Kind};
use crate::git::signing::{Configured, configured};
use crate::record::journal::{Signer, Unsigned};
use crate::record::store::Vet;
use crate::trust::allowed_signers::{AllowedSigners, Moment};
use crate::trust::revoked_keys::{RevocationFault, RevokedKeys};
use crate::trust::signing_key::{KeyFault, SigningKey, Surroundings, by_askpass};
use crate::trust::{Trust, sshsig};
use crate::ui::passphrase;
use crate::ui::streams::setting;

/// The names of the files beside the playbook.
pub(super) const ALLOWED: &str = "allowed_signers";
pub(super) const REVOKED: &str = "revoked_keys";

/// The largest of these files that is read, in bytes.
pub(super) const LARGEST: usize = 4 * 1024 * 1024;

/// The most events that are named one by one.
const MOST_NAMED: usize = 10;

#[derive(Debug, thiserror::Error)]
#[error("the record {}", signed::untrusted(*.0))]
struct Untrusted(usize);

/// Checks that no event has to be signed, cannot be passed over, and is not verified.
pub(super) fn trusted(release: &Release) -> Result<(), CommandError> {
    let distrusted = signed::distrusted(release);
    if distrusted.is_empty() {
        return Ok(());
    }
    let said = distrusted.iter();
    let said = said.map(|unproven| (unproven.sentence(), unproven.standing));
    Err(untrusted(&said.collect::<Vec<_>>()))
}

/// Returns that the record cannot be trusted because of these events, each with the reason and what is known of its signature.
pub(super) fn untrusted(events: &[(String, &Standing)]) -> CommandError {
    let mut error = CommandError::new(Kind::Trust, Untrusted(events.len()));
    error.details = events
        .iter()
        .map(|(said, _)| visible(said).into_owned())
        .collect();
    let hints = ways_out(events.iter().map(|(_, standing)| *standing));
    hints.into_iter().fold(error, CommandError::hinted)
}

/// Says beside a report what is wrong with the signatures of its release, and that it cannot be trusted where that is so: as `gate`
/// says it, with its exit code, but after a report and not in its place.
pub(super) fn vouched(mut answer: Answer, release: &Release) -> Answer {
    let distrusted = signed::distrusted(release);
    let is_trusted = distrusted.is_empty();
    if !is_trusted {
        let warning = Untrusted(distrusted.len()).to_string();
        answer.remarks.push(Remark::Warning(warning));
        answer.outcome = Outcome::gravest([answer.outcome, Outcome::Trust]);
    }
    answer.remarks.extend(Context::signature_warnings(release));
    if !is_trusted {
        let hints = ways_out(distrusted.iter().map(|unproven| unproven.standing));
        answer.remarks.extend(hints.into_iter().map(Remark::Hint));
    }
    answer
}

/// Returns what to do about signatures because of which a record cannot be trusted: a line for each cause.
fn ways_out<'s>(standings: impl Iterator<Item = &'s Standing>) -> Vec<String> {
    let causes: BTreeSet<Option<Cause>> = standings
        .map(|standing| match standing {
            Standing::Refused(flaw) => Some(flaw.cause),
            _ => None,
        })
        .collect();
    let hints = causes.into_iter();
    let hints = hints.map(|cause| cause.map_or(UNSIGNED, Cause::way_out));
    let all = "`gonogo log` shows all signatures";
    hints.chain([all]).map(str::to_owned).collect()
}

/// What to do about an event without a signature.
const UNSIGNED: &str = "the person who said it says it again with `--key`; someone else confirms a plan with `gonogo amend --reason '…'`";

/// What to do without a key.
const NO_KEY: &str = "give `--key FILE`, set GONOGO_KEY, or let git sign with SSH: gpg.format ssh and user.signingkey";

impl Context {
    /// Reads the files that say whose keys count: those beside the playbook.
    pub(crate) fn trust(&self) -> Trust {
        let folder = self.checklists();
        let place = |name: &str| folder.as_deref().map(|folder| folder.join(name));
        let named = |place: &Option<PathBuf>, name: &str| {
            let shown = place.as_ref().map(|path| path.display().to_string());
            shown.unwrap_or_else(|| format!("checklists/{name}"))
        };
        let (allowed, revoked) = (place(ALLOWED), place(REVOKED));
        Trust {
            allowed_at: named(&allowed, ALLOWED),
            revoked_at: named(&revoked, REVOKED),
            allowed: allowed.and_then(|path| match read(&path) {
                Ok(bytes) => Some(AllowedSigners::parse(&bytes)),
                Err(error) if error.kind() == io::ErrorKind::NotFound => None,
                // Without its lines no key is anybody's.
                Err(_) => Some(AllowedSigners::default()),
            }),
            revoked: revoked.map_or(RevokedKeys::Absent, |path| match read(&path) {
                Ok(bytes) => RevokedKeys::parse(&bytes),
                Err(error) if error.kind() == io::ErrorKind::NotFound => RevokedKeys::Absent,
                Err(error) => RevokedKeys::Unreadable(RevocationFault::Disk(error.to_string())),
            }),
        }
    }

    /// Returns what tells who vouches for the events of a record, by the files beside the playbook.
    pub(crate) fn vet(&self) -> Vet {
        let context = self.clone();
        self.vet_by(move || context.trust())
    }

    /// Returns what tells who vouches for the events of a record, by the files that are read when the first record needs
    /// them.
    pub(super) fn vet_by(&self, read: impl Fn() -> Trust + Send + Sync + 'static) -> Vet {
        let (context, trust) = (self.clone(), OnceLock::new());
        Vet(Arc::new(move |record: &Record| {
            let is_demanded = !record.plan.policy.signatures.is_off();
            if !is_demanded && !record.events.iter().any(Event::is_signed) {
                return Standings::default();
            }
            trust.get_or_init(&read).standings(
                &record.events,
                &record.header.id,
                is_demanded,
                context.now(),
            )
        }))
    }

    /// Returns what signs the events of a person: with the key that was named, else with git's once something has to be signed.
    pub(crate) fn signer(&self, acting: &Acting) -> Result<Signer, CommandError> {
        let named = acting
            .key
            .as_deref()
            .map(|text| self.open_key(text, &self.folder));
        let named = named.transpose().map_err(unusable)?;
        let keys = Keys {
            context: self.clone(),
            named,
            found: OnceCell::new(),
            trust: OnceCell::new(),
        };
        Ok(Signer::by(Box::new(move |release, event| {
            keys.sign(release, event)
        })))
    }

    /// Returns what is said of events that have to be signed and are not, and of signatures that prove nothing.
    pub(crate) fn signature_warnings(release: &Release) -> Vec<Remark> {
        let mut said = signed::doubts(release);
        let more = said.len().saturating_sub(MOST_NAMED);
        said.truncate(MOST_NAMED);
        if more > 0 {
            said.push(format!(
                "{} like these; `gonogo log` has all",
                counted(more, "more event")
            ));
        }
        said.into_iter().map(Remark::Warning).collect()
    }

    /// Returns the key that git is set up to sign with, as far as it can be used.
    pub(crate) fn git_key(&self) -> Result<Option<(SigningKey, Configured)>, CommandError> {
        let Some(configured) = configured(&self.folder).map_err(CommandError::not_evaluated)?
        else {
            return Ok(None);
        };
        let key = self.open_key(&configured.text, &configured.folder);
        let key = key.map_err(|fault| {
            let hint = format!(
                "git names it in {}; `--key` takes another one",
                configured.setting
            );
            CommandError::not_evaluated(fault).hinted(hint)
        })?;
        Ok(Some((key, configured)))
    }

    pub(crate) fn open_key(&self, text: &str, folder: &Path) -> Result<SigningKey, KeyFault> {
        let has_terminal = passphrase::can_ask();
        let askpass = setting("SSH_ASKPASS").map(PathBuf::from);
        let ask = |path: &str| match &askpass {
            Some(program) if !has_terminal => by_askpass(program, path),
            _ => passphrase::ask(path),
        };
        let around = Surroundings {
            home: setting("HOME").map(PathBuf::from),
            agent: setting("SSH_AUTH_SOCK").map(PathBuf::from),
            has_terminal,
            ask: &ask,
        };
        SigningKey::find(text, folder, &around)
    }
}

/// The keys of one command.
struct Keys {
    context: Context,
    /// The key that was named for it: it signs everything.
    named: Option<SigningKey>,
    /// Git's, once something has to be signed.
    found: OnceCell<Option<SigningKey>>,
    /// Whose keys count, once something is signed.
    trust: OnceCell<Trust>,
}

impl Keys {
    fn sign(
        &self,
        release: &Release,
        event: &Event,
    ) -> Result<Option<(String, Standing)>, Unsigned> {
        let is_demanded = Demand::of(release).is_for_next(&event.kind);
        match &self.named {
            Some(key) => self.sign_with(key, release, event, is_demanded).map(Some),
            None if !is_demanded => Ok(None),
            None => {
                let key = self.gits(event);
                let signed = key.and_then(|key| self.sign_with(key, release, event, true));
                match signed {
                    // Whoever stops something does not have to look for a key.
                    Err(_) if signed::effect(&event.kind) == Effect::Counts => Ok(None),
                    signed => signed.map(Some),
                }
            }
        }
    }

    fn sign_with(
        &self,
        key: &SigningKey,
        release: &Release,
        event: &Event,
        is_demanded: bool,
    ) -> Result<(String, Standing), Unsigned> {
        let words = || event.in_words();
        let id = &release.header().id;
        let signature = key
            .sign(&event.canonical(id))
            .map_err(|fault| Unsigned::Failed {
                event: words(),
                hint: fault.way_out("--key"),
                source: fault.into(),
            })?;
        let mut copy = event.clone();
        copy.signature = Some(signature.clone());
        let trust = self.trust.get_or_init(|| self.context.trust());
        // Its author has seen everything.
        let seen = release.events().iter().map(|seen| seen.at);
        let moment = Moment::after(event.at, seen);
        match trust.standing(&copy, id, is_demanded, moment) {
            Standing::Refused(flaw) => Err(Unsigned::Useless {
                event: words(),
                flaw: flaw.sentence(),
                hint: self.line_to_add(trust, key, event),
            }),
            standing => Ok((signature, standing)),
        }
    }

    fn gits(&self, event: &Event) -> Result<&SigningKey, Unsigned> {
        if let Some(found) = self.found.get() {
            return found.as_ref().ok_or_else(|| no_key(event));
        }
        let found = self.context.git_key().map_err(|error| Unsigned::BadKey {
            event: event.in_words(),
            source: error.to_string().into(),
        })?;
        let found = self.found.get_or_init(|| found.map(|(key, _)| key));
        found.as_ref().ok_or_else(|| no_key(event))
    }

    /// Returns the line that would let the key sign for the author.
    fn line_to_add(&self, trust: &Trust, key: &SigningKey, event: &Event) -> String {
        let line = sshsig::public_line(sshsig::bare(key.public())).unwrap_or_default();
        format!(
            "if it is the key of {}, this line in {} says so: {} namespaces=\"{}\" {line}",
            event.by.name(),
            trust.allowed_at,
            event.by.key(),
            sshsig::NAMESPACE,
        )
    }
}

/// Returns that a key that was named cannot be used.
pub(super) fn unusable(fault: KeyFault) -> CommandError {
    CommandError::not_evaluated(fault).hinted(
        "`--key` and GONOGO_KEY take a file, or a public key whose private one an agent has",
    )
}

fn no_key(event: &Event) -> Unsigned {
    Unsigned::NoKey {
        event: event.in_words(),
        hint: NO_KEY.to_owned(),
    }
}

pub(super) fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?
        .take(LARGEST as u64 + 1)
        .read_to_end(&mut bytes)?;
    if bytes.len() > LARGEST {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    Ok(bytes)
}

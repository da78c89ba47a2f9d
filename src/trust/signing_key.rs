//! The key that a person signs with: in a file, in an agent, or behind `ssh-keygen`.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use signature::Signer as _;
use ssh_key::public::KeyData;
use ssh_key::{PrivateKey, PublicKey, Signature as Raw, SshSig};
use thiserror::Error;

use super::agent::Agent;
use super::sshsig::{self, Signature, SignatureFault, to_sign};
use crate::domain::text::{shell_word, visible};
use crate::process::{self, Beginning, Limits, ProcessFault};

/// The largest key file that is read, in bytes.
const LARGEST: usize = 64 * 1024;

/// How often a passphrase is asked for.
const TRIES: usize = 3;

/// How long `ssh-keygen` may take: a person may have to type or to touch something.
const PATIENCE: Duration = Duration::from_secs(120);

const OPENSSH: &[u8] = b"-----BEGIN OPENSSH PRIVATE KEY-----";

/// What a key is looked for with.
pub(crate) struct Surroundings<'s> {
    /// The home of the person, for `~/`.
    pub(crate) home: Option<PathBuf>,
    /// The socket of the agent.
    pub(crate) agent: Option<PathBuf>,
    /// Whether a person sits at the terminal.
    pub(crate) has_terminal: bool,
    /// Asks for the passphrase of a file; `None` when there is no answer.
    pub(crate) ask: &'s dyn Fn(&str) -> Option<String>,
}

/// A key that can sign now.
#[derive(Debug)]
pub(crate) struct SigningKey {
    public: KeyData,
    how: How,
}

#[derive(Debug)]
enum How {
    /// The key is here, unlocked.
    Here(Box<PrivateKey>),
    Agent {
        socket: PathBuf,
        blob: Vec<u8>,
    },
    /// `ssh-keygen` signs with the key in this file; without a terminal it asks by a program, if at all.
    Program {
        path: PathBuf,
        has_terminal: bool,
    },
}

impl How {
    fn program(path: &Path, around: &Surroundings<'_>) -> Self {
        Self::Program {
            path: path.to_owned(),
            has_terminal: around.has_terminal,
        }
    }
}

/// Why there is no key to sign with.
#[derive(Debug, Error)]
pub(crate) enum KeyFault {
    #[error("the key to sign with is empty")]
    Empty,
    #[error("`{}` is no public key", visible(.0))]
    NotAKey(String),
    #[error("cannot read the key {}", .0.display())]
    Unreadable(PathBuf, #[source] io::Error),
    #[error("{} is no key that gonogo can read", .0.display())]
    Unknown(PathBuf),
    #[error("no agent has the key {0}")]
    NotInAgent(String),
    #[error("no agent has the key {key}, and {} is not it", beside.display())]
    NotBeside { key: String, beside: PathBuf },
    #[error("{} is locked, and no one can be asked for its passphrase", .0.display())]
    Locked(PathBuf),
    #[error("that is not the passphrase of {}", .0.display())]
    WrongPassphrase(PathBuf),
    #[error("{} needs its public key beside it, in {}", .0.display(), .1.display())]
    NoPublicKey(PathBuf, PathBuf),
}

/// Why nothing was signed.
#[derive(Debug, Error)]
pub(crate) enum SigningFault {
    #[error("the agent did not sign")]
    Agent(#[source] io::Error),
    #[error("cannot run ssh-keygen")]
    NoProgram(#[source] io::Error),
    #[error("ssh-keygen did not sign with {} in time", .0.display())]
    TooSlow(PathBuf),
    #[error("ssh-keygen did not sign with {}", .0.display())]
    Program(PathBuf),
    #[error("{} can sign by ssh-keygen alone, which signs no other bytes than its own", .0.display())]
    OnlyByProgram(PathBuf),
    #[error("its signature would prove nothing")]
    Flawed(#[source] SignatureFault),
    #[error("the key made no signature that can be read")]
    Useless,
}

impl SigningFault {
    /// Returns what can be done about it; `option` is the one that names the key.
    pub(crate) fn way_out(&self, option: &str) -> String {
        match self {
            Self::Agent(_) => {
                format!("`ssh-add -l` shows what the agent has; or give `{option} FILE`")
            }
            Self::NoProgram(_) => {
                format!("install OpenSSH, or give `{option}` with a key in its own format")
            }
            Self::TooSlow(path) | Self::Program(path) => format!(
                "see what it says: `ssh-keygen -Y sign -n {} -f {} < /dev/null`",
                sshsig::NAMESPACE,
                shell_word(&path.display().to_string())
            ),
            Self::OnlyByProgram(_) => {
                "give a key in OpenSSH's own format, or one that an agent has".to_owned()
            }
            Self::Flawed(_) | Self::Useless => format!("give another key with `{option}`"),
        }
    }
}

impl SigningKey {
    /// Finds a key by a text in a form that git has: a path, `key::TYPE DIGITS`, or `TYPE DIGITS`. Paths are relative to
    /// `folder`.
    pub(crate) fn find(
        text: &str,
        folder: &Path,
        around: &Surroundings<'_>,
    ) -> Result<Self, KeyFault> {
        if text.trim().is_empty() {
            return Err(KeyFault::Empty);
        }
        let literal = text.strip_prefix("key::").map(str::trim);
        if let Some(line) = literal.or_else(|| looks_like_key(text).then_some(text)) {
            let key = sshsig::public(line).ok_or_else(|| KeyFault::NotAKey(line.to_owned()))?;
            let named = sshsig::named(&key);
            return Self::in_agent(&key, around).ok_or(KeyFault::NotInAgent(named));
        }
        Self::in_file(&at(text, folder, around.home.as_deref()), around)
    }

    fn in_agent(key: &KeyData, around: &Surroundings<'_>) -> Option<Self> {
        let socket = around.agent.clone()?;
        let blob = PublicKey::new(key.clone(), "").to_bytes().ok()?;
        let keys = Agent::at(&socket).and_then(|mut agent| agent.keys()).ok()?;
        keys.contains(&blob).then(|| Self {
            public: key.clone(),
            how: How::Agent { socket, blob },
        })
    }

    fn in_file(path: &Path, around: &Surroundings<'_>) -> Result<Self, KeyFault> {
        let bytes = read(path)?;
        if bytes.starts_with(OPENSSH) {
            let key = PrivateKey::from_openssh(&bytes);
            let key = key.map_err(|_| KeyFault::Unknown(path.to_owned()))?;
            return Self::of_openssh(key, path, around);
        }
        if bytes.starts_with(b"-----BEGIN ") {
            return Self::of_pem(&bytes, path, around);
        }
        let key = std::str::from_utf8(&bytes).ok();
        let key = key.and_then(sshsig::public);
        let key = key.ok_or_else(|| KeyFault::Unknown(path.to_owned()))?;
        if let Some(found) = Self::in_agent(&key, around) {
            return Ok(found);
        }
        let name = path.to_string_lossy();
        let beside = name
            .strip_suffix("-cert.pub")
            .or(name.strip_suffix(".pub"))
            .map(PathBuf::from)
            .ok_or_else(|| KeyFault::NotInAgent(sshsig::named(&key)))?;
        if !beside.is_file() {
            return Err(KeyFault::NotBeside {
                key: sshsig::named(&key),
                beside,
            });
        }
        let found = Self::in_file(&beside, around)?;
        if sshsig::bare(&found.public) != sshsig::bare(&key) {
            return Err(KeyFault::NotBeside {
                key: sshsig::named(&key),
                beside,
            });
        }
        Ok(Self {
            public: key,
            how: found.how,
        })
    }

    fn of_openssh(
        key: PrivateKey,
        path: &Path,
        around: &Surroundings<'_>,
    ) -> Result<Self, KeyFault> {
        let public = key.public_key().key_data().clone();
        if public.is_sk_ed25519() || public.is_sk_ecdsa_p256() {
            let how = How::program(path, around);
            return Ok(Self { public, how });
        }
        if !key.is_encrypted() {
            let how = How::Here(Box::new(key));
            return Ok(Self { public, how });
        }
        if let Some(found) = Self::in_agent(&public, around) {
            return Ok(found);
        }
        for _ in 0..TRIES {
            let name = path.display().to_string();
            let Some(passphrase) = (around.ask)(&name) else {
                return Err(KeyFault::Locked(path.to_owned()));
            };
            if let Ok(key) = key.decrypt(passphrase) {
                let how = How::Here(Box::new(key));
                return Ok(Self { public, how });
            }
        }
        Err(KeyFault::WrongPassphrase(path.to_owned()))
    }

    /// Leaves a key in an older format to `ssh-keygen`, which needs its public key beside it. It would take the first line of
    /// what it signs for the passphrase of a locked one.
    fn of_pem(bytes: &[u8], path: &Path, around: &Surroundings<'_>) -> Result<Self, KeyFault> {
        let beside = PathBuf::from(format!("{}.pub", path.display()));
        let text = read(&beside).ok().and_then(|it| String::from_utf8(it).ok());
        let public = text.as_deref().and_then(sshsig::public);
        let public = public.ok_or_else(|| KeyFault::NoPublicKey(path.to_owned(), beside))?;
        let is_locked = bytes.windows(9).any(|part| part == b"ENCRYPTED");
        if is_locked {
            let found = Self::in_agent(&public, around);
            return found.ok_or_else(|| KeyFault::Locked(path.to_owned()));
        }
        let how = How::program(path, around);
        Ok(Self { public, how })
    }

    /// Returns the public key, or the certificate.
    pub(crate) fn public(&self) -> &KeyData {
        &self.public
    }

    /// Signs the bytes of an event, and returns the line that the record keeps. What does not check is never returned.
    pub(crate) fn sign(&self, message: &[u8]) -> Result<String, SigningFault> {
        let signature = match &self.how {
            How::Here(key) => self.by_key(key, message).ok_or(SigningFault::Useless)?,
            How::Agent { socket, blob } => {
                let data = to_sign(message).ok_or(SigningFault::Useless)?;
                let agent = Agent::at(socket);
                let signed = agent.and_then(|mut agent| agent.sign(blob, &data));
                let signed = signed.map_err(SigningFault::Agent)?;
                let signature = Signature::of_agent(self.public.clone(), &signed);
                signature.ok_or(SigningFault::Useless)?
            }
            How::Program { path, has_terminal } => by_program(path, *has_terminal, message)?,
        };
        signature.check(message).map_err(SigningFault::Flawed)?;
        signature.line().ok_or(SigningFault::Useless)
    }

    /// Signs bytes as they are, for software that knows no SSH signatures.
    pub(super) fn sign_raw(&self, bytes: &[u8]) -> Result<Raw, SigningFault> {
        match &self.how {
            How::Here(key) => key.try_sign(bytes).map_err(|_| SigningFault::Useless),
            How::Agent { socket, blob } => {
                let agent = Agent::at(socket);
                let signed = agent.and_then(|mut agent| agent.sign(blob, bytes));
                let signed = signed.map_err(SigningFault::Agent)?;
                Raw::try_from(&signed[..]).map_err(|_| SigningFault::Useless)
            }
            How::Program { path, .. } => Err(SigningFault::OnlyByProgram(path.clone())),
        }
    }

    fn by_key(&self, key: &PrivateKey, message: &[u8]) -> Option<Signature> {
        let signature = key.sign(sshsig::NAMESPACE, ssh_key::HashAlg::Sha512, message);
        let signature = signature.ok()?;
        if self.public == *signature.public_key() {
            return Some(Signature::from(signature));
        }
        // The same signature, by the key of a certificate.
        let (hash, raw) = (signature.hash_alg(), signature.signature().clone());
        let signature = SshSig::new(self.public.clone(), sshsig::NAMESPACE, hash, raw);
        signature.ok().map(Signature::from)
    }
}

/// Has `ssh-keygen` sign: the bytes on its standard input and the signature from its output, so that no file of an older
/// signature is taken for it.
fn by_program(path: &Path, has_terminal: bool, message: &[u8]) -> Result<Signature, SigningFault> {
    let mut command = Command::new("ssh-keygen");
    command.args(["-q", "-Y", "sign", "-n", sshsig::NAMESPACE, "-f"]);
    command.arg(path);
    if !has_terminal {
        command.env("SSH_ASKPASS_REQUIRE", "force");
    }
    let finished = process::attended(&mut command, message, LARGEST, PATIENCE);
    let finished = finished.map_err(|fault| match fault {
        ProcessFault::NotStarted(error) | ProcessFault::Unwatched(error) => {
            SigningFault::NoProgram(error)
        }
        ProcessFault::TimedOut | ProcessFault::Stopped => SigningFault::TooSlow(path.to_owned()),
    })?;
    if !finished.status.success() {
        return Err(SigningFault::Program(path.to_owned()));
    }
    let text = String::from_utf8(finished.sink.bytes).unwrap_or_default();
    Signature::parse(&text).map_err(|_| SigningFault::Useless)
}

/// Has a program ask for the passphrase of a key, as `ssh-askpass` does.
pub(crate) fn by_askpass(program: &Path, path: &str) -> Option<String> {
    let mut command = Command::new(program);
    command.arg(format!("Passphrase of the key {path}: "));
    let limits = Limits {
        time: PATIENCE,
        is_stopped: &|| false,
    };
    let sink = Beginning::of(LARGEST);
    let finished = process::run(&mut command, &limits, sink, Beginning::feed).ok()?;
    let text = String::from_utf8(finished.sink.bytes).ok()?;
    let line = text.lines().next()?.to_owned();
    (finished.status.success() && !line.is_empty()).then_some(line)
}

fn read(path: &Path) -> Result<Vec<u8>, KeyFault> {
    let mut bytes = Vec::new();
    let file = File::open(path).and_then(|file| file.take(LARGEST as u64).read_to_end(&mut bytes));
    file.map_err(|error| KeyFault::Unreadable(path.to_owned(), error))?;
    Ok(bytes)
}

/// Reads a public key: from its own line, or from the file of it or of its private one, which stays locked.
///
/// # Errors
///
/// When there is no such file, or it is none that has a public key.
pub(crate) fn public_key(
    text: &str,
    folder: &Path,
    home: Option<&Path>,
) -> Result<KeyData, KeyFault> {
    let literal = text.strip_prefix("key::").map(str::trim);
    if let Some(line) = literal.or_else(|| looks_like_key(text).then_some(text)) {
        return sshsig::public(line).ok_or_else(|| KeyFault::NotAKey(line.to_owned()));
    }
    let path = at(text, folder, home);
    let bytes = read(&path)?;
    let private = PrivateKey::from_openssh(&bytes).ok();
    let found = match private {
        Some(key) => Some(key.public_key().key_data().clone()),
        None => std::str::from_utf8(&bytes).ok().and_then(sshsig::public),
    };
    found.ok_or(KeyFault::Unknown(path))
}

/// Tells whether a text is the line of a public key, not a path.
fn looks_like_key(text: &str) -> bool {
    let kinds = ["ssh-", "ecdsa-sha2-", "sk-ssh-", "sk-ecdsa-"];
    kinds.iter().any(|kind| text.starts_with(kind)) && text.contains(' ')
}

fn at(text: &str, folder: &Path, home: Option<&Path>) -> PathBuf {
    match (text.strip_prefix("~/"), home) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => folder.join(text),
    }
}

#[cfg(test)]
mod tests;

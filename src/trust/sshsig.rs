//! Signatures in the format SSHSIG, as `ssh-keygen -Y` makes them: read, checked and made.
//!
//! It knows whose key made a signature over which bytes, and nothing about who the key belongs to.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ssh_key::encoding::{Decode as _, Encode as _, Reader as _};
use ssh_key::public::KeyData;
use ssh_key::{Algorithm, Certificate, HashAlg, PublicKey, Signature as Raw, SshSig};
use thiserror::Error;

use crate::domain::text::visible;

/// What every signature of an event says that it is for.
pub(crate) const NAMESPACE: &str = "gonogo@event";

/// The least length of an RSA key, in bits.
const LEAST_RSA: u32 = 2048;

/// The longest signature that is read, in bytes of its text.
const LONGEST: usize = 64 * 1024;

/// How many digits stand on a line of the armour, as `ssh-keygen` writes it.
const WIDTH: usize = 70;

const BEGIN: &str = "-----BEGIN SSH SIGNATURE-----";
const END: &str = "-----END SSH SIGNATURE-----";

/// The flag of a security key that was touched.
const TOUCHED: u8 = 1;

/// The bytes after the flags of a security key: its counter.
const COUNTER: usize = 4;

/// A signature that was read, not checked.
#[derive(Debug, Clone)]
pub(crate) struct Signature(SshSig);

/// Why a signature proves nothing.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(crate) enum SignatureFault {
    #[error("the signature is no SSH signature")]
    Unreadable,
    #[error("the signature is for `{}`, not for `{NAMESPACE}`", visible(.0))]
    OtherNamespace(String),
    #[error("keys of the type `{}` need a newer gonogo", visible(.0))]
    UnknownKey(String),
    #[error("a signature with SHA-1 proves nothing")]
    OldHash,
    #[error("an RSA key of {0} bits is too short: {LEAST_RSA} is the least")]
    ShortRsa(u32),
    #[error("the security key was not touched")]
    NotTouched,
    #[error("the signature does not belong to this event")]
    OtherBytes,
}

impl Signature {
    /// Reads the one line of a record, or the armour of `ssh-keygen` in any width and with any line ends.
    pub(crate) fn parse(text: &str) -> Result<Self, SignatureFault> {
        let unreadable = |_| SignatureFault::Unreadable;
        if text.len() > LONGEST {
            return Err(SignatureFault::Unreadable);
        }
        let body = match text.strip_prefix(BEGIN) {
            Some(rest) => {
                let rest = rest.trim_end_matches(['\r', '\n']);
                let body = rest.strip_suffix(END).ok_or(SignatureFault::Unreadable)?;
                body.replace(['\r', '\n'], "")
            }
            None => text.to_owned(),
        };
        let bytes = STANDARD
            .decode(body)
            .map_err(|_| SignatureFault::Unreadable)?;
        let mut rest = bytes.as_slice();
        let signature = SshSig::decode(&mut rest).map_err(unreadable)?;
        let whole = rest.finish(signature);
        whole.map(Self).map_err(|_| SignatureFault::Unreadable)
    }

    /// Makes a signature of what an agent signed: the bytes of [`to_sign`].
    pub(crate) fn of_agent(key: KeyData, signed: &[u8]) -> Option<Self> {
        let mut rest = signed;
        let raw = Raw::decode(&mut rest).ok()?;
        let raw = rest.finish(raw).ok()?;
        let signature = SshSig::new(key, NAMESPACE, HashAlg::Sha512, raw);
        signature.ok().map(Self)
    }

    /// Returns the line that a record keeps.
    pub(crate) fn line(&self) -> Option<String> {
        self.0.encode_vec().ok().map(|bytes| STANDARD.encode(bytes))
    }

    /// Returns the key, or the certificate, that the signature names.
    pub(crate) fn key(&self) -> &KeyData {
        self.0.public_key()
    }

    /// Checks that the key made this signature over `message`, for an event.
    pub(crate) fn check(&self, message: &[u8]) -> Result<(), SignatureFault> {
        let signature = &self.0;
        if signature.namespace() != NAMESPACE {
            let other = signature.namespace().to_owned();
            return Err(SignatureFault::OtherNamespace(other));
        }
        if signature.version() != SshSig::VERSION || !signature.reserved().is_empty() {
            return Err(SignatureFault::Unreadable);
        }
        let key = bare(signature.public_key());
        is_strong(key)?;
        let raw = signature.signature();
        if matches!(raw.algorithm(), Algorithm::Rsa { hash: None }) {
            return Err(SignatureFault::OldHash);
        }
        let others = |_| SignatureFault::OtherBytes;
        if signature.public_key().is_certificate() {
            let (hash, raw) = (signature.hash_alg(), raw.clone());
            let by_key = SshSig::new(key.clone(), NAMESPACE, hash, raw).map_err(others)?;
            let key = PublicKey::new(key.clone(), "");
            key.verify(NAMESPACE, message, &by_key).map_err(others)?;
        } else {
            let key = PublicKey::new(key.clone(), "");
            key.verify(NAMESPACE, message, signature).map_err(others)?;
        }
        is_touched(key, signature.signature())
    }
}

impl From<SshSig> for Signature {
    fn from(signature: SshSig) -> Self {
        Self(signature)
    }
}

/// Returns the bytes that an agent signs for `message`.
pub(crate) fn to_sign(message: &[u8]) -> Option<Vec<u8>> {
    SshSig::signed_data(NAMESPACE, HashAlg::Sha512, message).ok()
}

/// Returns a signature of a record in the armour of `ssh-keygen`; what is no signature is left as it is.
pub(crate) fn armoured(line: &str) -> String {
    let digits: Vec<char> = line.chars().collect();
    let lines = digits
        .chunks(WIDTH)
        .map(|line| line.iter().collect::<String>() + "\n");
    format!("{BEGIN}\n{}{END}\n", lines.collect::<String>())
}

/// Returns the key of a certificate; any other key is itself.
pub(crate) fn bare(key: &KeyData) -> &KeyData {
    key.certificate().map_or(key, |it| it.public_key())
}

/// Checks that a key is of a kind that counts, and long enough.
pub(crate) fn is_strong(key: &KeyData) -> Result<(), SignatureFault> {
    match bare(key) {
        KeyData::Rsa(rsa) if rsa.key_size() < LEAST_RSA => {
            Err(SignatureFault::ShortRsa(rsa.key_size()))
        }
        KeyData::Rsa(_)
        | KeyData::Ed25519(_)
        | KeyData::Ecdsa(_)
        | KeyData::SkEd25519(_)
        | KeyData::SkEcdsaSha2NistP256(_) => Ok(()),
        other => Err(SignatureFault::UnknownKey(other.algorithm().to_string())),
    }
}

/// A security key signs that it was touched, or that it was not.
fn is_touched(key: &KeyData, raw: &Raw) -> Result<(), SignatureFault> {
    if !key.is_sk_ed25519() && !key.is_sk_ecdsa_p256() {
        return Ok(());
    }
    let flags = raw.as_bytes().iter().rev().nth(COUNTER);
    match flags {
        Some(flags) if flags & TOUCHED != 0 => Ok(()),
        _ => Err(SignatureFault::NotTouched),
    }
}

/// Names a key for a person: its type and its fingerprint, as `ssh-keygen -l` prints it.
pub(crate) fn named(key: &KeyData) -> String {
    let bare = bare(key);
    let print = bare.fingerprint(HashAlg::Sha256);
    if let Some(certificate) = key.certificate() {
        return format!(
            "certificate {} of {} {print}",
            certificate.serial(),
            bare.algorithm()
        );
    }
    format!("{} {print}", bare.algorithm())
}

/// Reads a public key, or a certificate, from the line of a `.pub` file.
pub(crate) fn public(line: &str) -> Option<KeyData> {
    let line = line.trim();
    if let Ok(key) = line.parse::<PublicKey>() {
        return Some(key.key_data().clone());
    }
    Certificate::from_openssh(line).ok().map(KeyData::from)
}

/// Returns a key as the line of a `.pub` file, without a comment.
pub(crate) fn public_line(key: &KeyData) -> Option<String> {
    PublicKey::new(key.clone(), "").to_openssh().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The start of the golden record `signed`, by Ada.
    const LINE: &str = "U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAgxTZ5m9hDexlcG1IwrdG30e5cRjigeqXKBJat+dkOnloAAAAMZ29ub2dvQGV2ZW50AAAAAAAAAAZzaGE1MTIAAABTAAAAC3NzaC1lZDI1NTE5AAAAQA/F8ZKT09Eap3ldyjDGOMLDWBrIH9XG8GOiB4fhl4QvshzOJttGScC4prycy8Lw6oDY4uSMwflOLM7I5zuR8wg=";

    #[test]
    fn a_signature_is_read_in_any_width_and_with_any_line_ends_but_alone() {
        let armour = |width: usize, end: &str| {
            let digits: Vec<char> = LINE.chars().collect();
            let lines = digits
                .chunks(width)
                .map(|line| line.iter().collect::<String>());
            let lines = [BEGIN.to_owned()].into_iter().chain(lines);
            let lines = lines.chain([END.to_owned()]).collect::<Vec<_>>();
            lines.join(end) + end
        };
        let read = |text: &str| Signature::parse(text).ok().and_then(|it| it.line());
        let good = [
            LINE.to_owned(),
            armoured(LINE),
            armour(70, "\n"),
            armour(76, "\n"),
            armour(64, "\r\n"),
            armour(usize::MAX, "\n"),
            armour(70, "\n").trim_end().to_owned(),
        ];
        for text in good {
            assert_eq!(read(&text).as_deref(), Some(LINE), "{text}");
        }
        let plain = armour(70, "\n");
        let bad = [
            format!("\n{plain}"),
            format!("a letter before it\n{plain}"),
            format!("{plain}a letter after it\n"),
            format!("{plain}{plain}"),
            plain.replace(END, ""),
            plain.replace(BEGIN, ""),
            format!(" {LINE}"),
            format!("{LINE}\n"),
            format!("{LINE}{LINE}"),
            LINE[..LINE.len() - 4].to_owned(),
        ];
        for text in bad {
            assert_eq!(read(&text), None, "{text}");
        }
    }
}

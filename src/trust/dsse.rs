//! Statements in an envelope that software signs and checks: DSSE 1.0.2 (secure-systems-lab/dsse, `envelope.md`, `protocol.md`).
//!
//! The signature is over the bytes of the statement themselves, and no SSH signature: tools that check envelopes know nothing of
//! those. Ed25519 and ECDSA on P-256 are what all of them check.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use signature::Verifier as _;
use ssh_key::public::{EcdsaPublicKey, KeyData};
use ssh_key::{Algorithm, EcdsaCurve, HashAlg, Signature as Raw};
use thiserror::Error;

use super::signing_key::{SigningFault, SigningKey};
use super::sshsig::{bare, named};

/// The type of the payload: an in-toto statement.
const PAYLOAD: &str = "application/vnd.in-toto+json";

/// The beginning of an Ed25519 key as a `SubjectPublicKeyInfo` in DER (RFC 8410, section 4); its 32 bytes follow.
const ED25519: [u8; 12] = [
    0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00,
];

/// The same of a key on P-256 (RFC 5480, section 2); its uncompressed point of 65 bytes follows.
const P256: [u8; 26] = [
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a,
    0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
];

/// A statement with one signature.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Envelope {
    payload_type: &'static str,
    /// The statement, in Base64.
    payload: String,
    signatures: [Sealed; 1],
}

/// A signature of an envelope.
#[derive(Debug, Serialize)]
struct Sealed {
    /// The fingerprint of the key, as `ssh-keygen -l` prints it.
    keyid: String,
    /// The signature, in Base64.
    sig: String,
}

/// Why an envelope was not signed.
#[derive(Debug, Error)]
pub(crate) enum SealFault {
    #[error("{0} cannot sign an attestation: Ed25519 and ECDSA on P-256 can")]
    OtherKind(String),
    #[error(transparent)]
    NotSigned(#[from] SigningFault),
    #[error("the key made no signature that checks")]
    Useless,
}

impl SealFault {
    /// Returns what can be done about it.
    pub(crate) fn way_out(&self) -> String {
        match self {
            Self::OtherKind(_) => "make one: `ssh-keygen -t ed25519 -f attest-key`".to_owned(),
            Self::NotSigned(fault) => fault.way_out("--attest-key"),
            Self::Useless => "give another key with `--attest-key`".to_owned(),
        }
    }
}

impl Envelope {
    /// Signs a statement. What does not check is never returned.
    ///
    /// # Errors
    ///
    /// When the key is of another kind, or does not sign.
    pub(crate) fn seal(statement: &[u8], key: &SigningKey) -> Result<Self, SealFault> {
        let public = bare(key.public());
        can_seal(public)?;
        let message = to_sign(statement);
        let raw = key.sign_raw(&message)?;
        public
            .verify(&message, &raw)
            .map_err(|_| SealFault::Useless)?;
        let signature = plain(&raw).ok_or(SealFault::Useless)?;
        Ok(Self {
            payload_type: PAYLOAD,
            payload: STANDARD.encode(statement),
            signatures: [Sealed {
                keyid: public.fingerprint(HashAlg::Sha256).to_string(),
                sig: STANDARD.encode(signature),
            }],
        })
    }
}

/// Checks that a key is of a kind that signs envelopes.
///
/// # Errors
///
/// When it is not.
pub(crate) fn can_seal(key: &KeyData) -> Result<(), SealFault> {
    match bare(key) {
        KeyData::Ed25519(_) | KeyData::Ecdsa(EcdsaPublicKey::NistP256(_)) => Ok(()),
        _ => Err(SealFault::OtherKind(named(key))),
    }
}

/// Returns the bytes that are signed for a statement: the pre-authentication encoding of the protocol.
fn to_sign(statement: &[u8]) -> Vec<u8> {
    let head = format!("DSSEv1 {} {PAYLOAD} {} ", PAYLOAD.len(), statement.len());
    [head.as_bytes(), statement].concat()
}

/// Returns a signature as other tools have it: the 64 bytes of Ed25519 (RFC 8032), or the two numbers of ECDSA in DER (RFC
/// 3279, section 2.2.3).
fn plain(raw: &Raw) -> Option<Vec<u8>> {
    match raw.algorithm() {
        Algorithm::Ed25519 => Some(raw.as_bytes().to_vec()),
        Algorithm::Ecdsa {
            curve: EcdsaCurve::NistP256,
        } => {
            let mut rest = raw.as_bytes();
            let numbers = [number(&mut rest)?, number(&mut rest)?];
            let numbers: Vec<u8> = numbers.concat();
            let length = u8::try_from(numbers.len()).ok()?;
            rest.is_empty()
                .then(|| [&[0x30, length], &numbers[..]].concat())
        }
        _ => None,
    }
}

/// Takes a number as SSH writes it (RFC 4251, `mpint`) and returns it as DER does: the bytes are the same, only the length is not.
fn number(rest: &mut &[u8]) -> Option<Vec<u8>> {
    let (length, after) = rest.split_first_chunk()?;
    let length = u32::from_be_bytes(*length);
    let (bytes, after) = after.split_at_checked(usize::try_from(length).ok()?)?;
    *rest = after;
    // One of P-256 has 33 bytes at most, so that its length is one byte in DER.
    let short = u8::try_from(length).ok().filter(|length| *length <= 33)?;
    Some([&[0x02, short], bytes].concat())
}

/// Returns a public key as other tools read it: a `SubjectPublicKeyInfo` in PEM (RFC 7468, section 13).
///
/// # Errors
///
/// When it is of a kind that signs no envelopes.
pub(crate) fn pem(key: &KeyData) -> Result<String, SealFault> {
    let der = match bare(key) {
        KeyData::Ed25519(key) => [&ED25519[..], key.as_ref()].concat(),
        KeyData::Ecdsa(EcdsaPublicKey::NistP256(point)) => [&P256[..], point.as_bytes()].concat(),
        _ => return Err(SealFault::OtherKind(named(key))),
    };
    let digits: Vec<char> = STANDARD.encode(der).chars().collect();
    let lines = digits
        .chunks(64)
        .map(|line| line.iter().collect::<String>());
    let lines: Vec<String> = lines.collect();
    Ok(format!(
        "-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n",
        lines.join("\n")
    ))
}

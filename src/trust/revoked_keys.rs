//! `revoked_keys`: keys that count for nothing any more, whenever they signed. Public keys line by line, or a KRL of OpenSSH.
//!
//! What cannot be read revokes everything: nobody can tell which key it was about.

use ssh_key::public::KeyData;
use ssh_key::{HashAlg, PublicKey};
use thiserror::Error;

use super::krl::{self, Krl};
use super::sshsig;

/// The keys of a file.
#[derive(Debug, Clone)]
pub(crate) enum RevokedKeys {
    /// There is no such file.
    Absent,
    /// Public keys, with the numbers of their lines.
    Lines(Vec<(usize, KeyData)>),
    /// A key revocation list.
    List(Krl),
    /// A file that cannot be read.
    Unreadable(RevocationFault),
}

#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(crate) enum RevocationFault {
    #[error("line {0} is no public key, so that no one can tell what is revoked")]
    Line(usize),
    #[error(
        "it is no key revocation list that gonogo can read, so that no one can tell what is revoked"
    )]
    List,
    #[error("it cannot be read: {0}")]
    Disk(String),
}

/// Why a key counts for nothing.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(crate) enum Revoked {
    #[error("the key is revoked")]
    Key(Option<usize>),
    #[error("the authority that made the certificate is revoked")]
    Authority(Option<usize>),
    #[error("the certificate is revoked")]
    Certificate,
    #[error("{0}")]
    Unreadable(RevocationFault),
}

impl Revoked {
    /// Returns the number of the line that says so.
    pub(crate) fn line(&self) -> Option<usize> {
        match self {
            Self::Key(line) | Self::Authority(line) => *line,
            Self::Unreadable(RevocationFault::Line(line)) => Some(*line),
            Self::Certificate | Self::Unreadable(_) => None,
        }
    }
}

impl RevokedKeys {
    /// Reads a file.
    pub(crate) fn parse(bytes: &[u8]) -> Self {
        if bytes.starts_with(krl::MAGIC) {
            let list = Krl::parse(bytes).ok_or(RevocationFault::List);
            return list.map_or_else(Self::Unreadable, Self::List);
        }
        let mut keys = Vec::new();
        for (number, line) in (1..).zip(bytes.split(|byte| *byte == b'\n')) {
            let line = std::str::from_utf8(line).map(|line| line.trim_matches([' ', '\t', '\r']));
            let key = match line {
                Ok(line) if line.is_empty() || line.starts_with('#') => continue,
                Ok(line) => sshsig::public(&words(line)),
                Err(_) => None,
            };
            let Some(key) = key else {
                return Self::Unreadable(RevocationFault::Line(number));
            };
            keys.push((number, key));
        }
        Self::Lines(keys)
    }

    /// Returns what is revoked of a key, or of a certificate: itself, its key, or its authority.
    pub(crate) fn says(&self, key: &KeyData) -> Option<Revoked> {
        if let Self::Unreadable(fault) = self {
            return Some(Revoked::Unreadable(fault.clone()));
        }
        let Some(certificate) = key.certificate() else {
            return self.has(key).map(Revoked::Key);
        };
        let by_key = || self.has(certificate.public_key()).map(Revoked::Key);
        let by_authority = || {
            self.has(certificate.signature_key())
                .map(Revoked::Authority)
        };
        let itself = match self {
            Self::List(list) => list.has_certificate(certificate),
            _ => self.has(key).is_some(),
        };
        let itself = itself.then_some(Revoked::Certificate);
        itself.or_else(by_key).or_else(by_authority)
    }

    /// Returns where a key stands, if it does; a list has no lines.
    fn has(&self, key: &KeyData) -> Option<Option<usize>> {
        match self {
            Self::Lines(keys) => {
                let found = keys.iter().find(|(_, revoked)| revoked == key);
                found.map(|(number, _)| Some(*number))
            }
            Self::List(list) => {
                let print = key.fingerprint(HashAlg::Sha256);
                let blob = PublicKey::new(key.clone(), "").to_bytes().ok();
                let is_listed = list.has_print(print.as_bytes())
                    || blob.is_some_and(|blob| list.has_key(&blob));
                is_listed.then_some(None)
            }
            Self::Absent | Self::Unreadable(_) => None,
        }
    }
}

/// Returns the type and the digits of a key, parted by one space: the reader of keys knows no tabs.
fn words(line: &str) -> String {
    let words = line.split([' ', '\t']).filter(|word| !word.is_empty());
    words.take(2).collect::<Vec<_>>().join(" ")
}

//! SHA-256 over a canonical form: what binds events, plans and sign-offs together.
//!
//! The canonical form is a list of fields, each `name:length:value` and a line feed, where the length counts the
//! bytes of the value. No two different lists give the same bytes. It is fixed as `gonogo/1` and written out in
//! `docs/record-format.md`, so that anybody can compute a digest again without this program.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest as _, Sha256};
use thiserror::Error;

/// A SHA-256 digest, written as `sha256:` and 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; 32]);

/// A text that is not `sha256:` followed by 64 lower-case hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a digest is `sha256:` and 64 lower-case hexadecimal digits")]
pub struct DigestFault;

const PREFIX: &str = "sha256:";

const HEX: &[u8; 16] = b"0123456789abcdef";

impl Digest {
    /// Returns the digest of raw bytes, such as those of a definition file.
    pub fn of_bytes(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// Returns the digest of what `fill` gives piece by piece, until it gives nothing, and how many bytes that were. It is handed
    /// room for a piece, and returns how much of it it filled.
    ///
    /// # Errors
    ///
    /// Those of `fill`.
    pub(crate) fn of_pieces<E>(
        mut fill: impl FnMut(&mut [u8]) -> Result<usize, E>,
    ) -> Result<(Self, u64), E> {
        let (mut hash, mut length, mut room) = (Sha256::new(), 0, vec![0; 64 * 1024]);
        loop {
            let filled = fill(&mut room)?;
            if filled == 0 {
                return Ok((Self(hash.finalize().into()), length));
            }
            hash.update(&room[..filled]);
            length += filled as u64;
        }
    }

    fn hex(&self) -> [u8; 64] {
        let mut text = [0; 64];
        for (pair, byte) in text.chunks_exact_mut(2).zip(self.0) {
            pair[0] = HEX[usize::from(byte >> 4)];
            pair[1] = HEX[usize::from(byte & 15)];
        }
        text
    }

    /// Returns all hexadecimal digits, without the name of the algorithm.
    pub(crate) fn digits(&self) -> String {
        self.hex().map(char::from).iter().collect()
    }

    /// Returns the first twelve hexadecimal digits, enough to tell events of one record apart on a screen.
    pub fn short(&self) -> String {
        self.0[..6]
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }
}

impl FromStr for Digest {
    type Err = DigestFault;

    fn from_str(text: &str) -> Result<Self, DigestFault> {
        let hex = text.strip_prefix(PREFIX).ok_or(DigestFault)?.as_bytes();
        let mut bytes = [0; 32];
        if hex.len() != 64 {
            return Err(DigestFault);
        }
        let (pairs, _) = hex.as_chunks();
        let mut seen = 0;
        for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
            let (high, low) = (NIBBLES[usize::from(*high)], NIBBLES[usize::from(*low)]);
            seen |= high | low;
            *byte = high << 4 | low & 15;
        }
        if seen < 16 {
            Ok(Self(bytes))
        } else {
            Err(DigestFault)
        }
    }
}

/// What each byte is as a lower-case hexadecimal digit; 16 for one that is none.
const NIBBLES: [u8; 256] = {
    let mut nibbles = [16; 256];
    let mut value = 0;
    while value < 16 {
        nibbles[HEX[value as usize] as usize] = value;
        value += 1;
    }
    nibbles
};

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(PREFIX)?;
        f.write_str(std::str::from_utf8(&self.hex()).unwrap_or_default())
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Collects the canonical form of one thing.
#[derive(Debug)]
pub(crate) struct Canonical(Vec<u8>);

impl Canonical {
    /// Starts the form of a thing of this kind, such as `event`.
    pub(crate) fn of(kind: &str) -> Self {
        let mut form = Self(Vec::with_capacity(512));
        form.text("gonogo/1", kind);
        form
    }

    /// Adds a field.
    pub(crate) fn text(&mut self, name: &str, value: &str) {
        self.parts(name, &[value.as_bytes()]);
    }

    /// Adds a field whose value is these parts, one after the other.
    fn parts(&mut self, name: &str, value: &[&[u8]]) {
        let mut digits = [0; 20];
        let mut start = digits.len();
        let mut length: usize = value.iter().map(|part| part.len()).sum();
        loop {
            start -= 1;
            digits[start] = b'0' + u8::try_from(length % 10).unwrap_or_default();
            length /= 10;
            if length == 0 {
                break;
            }
        }
        for part in [name.as_bytes(), b":", &digits[start..], b":"] {
            self.0.extend_from_slice(part);
        }
        for part in value.iter().copied().chain([&b"\n"[..]]) {
            self.0.extend_from_slice(part);
        }
    }

    /// Adds a field for every value, under the same name.
    pub(crate) fn list<T: AsRef<str>>(&mut self, name: &str, values: impl IntoIterator<Item = T>) {
        for value in values {
            self.text(name, value.as_ref());
        }
    }

    /// Adds a digest as a field.
    pub(crate) fn digest(&mut self, name: &str, value: &Digest) {
        self.parts(name, &[PREFIX.as_bytes(), &value.hex()]);
    }

    /// Adds a yes or no; no is left out.
    pub(crate) fn flag(&mut self, name: &str, value: bool) {
        if value {
            self.text(name, "true");
        }
    }

    /// Returns everything added, as bytes.
    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.0
    }

    /// Returns the digest of everything added.
    pub(crate) fn finish(&self) -> Digest {
        Digest::of_bytes(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_reads_back_what_it_prints() {
        let digest = Digest::of_bytes(b"abc");
        // FIPS 180-2, appendix B.1.
        assert_eq!(
            digest.to_string(),
            "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        assert_eq!(digest.to_string().parse(), Ok(digest));
        for bad in [
            "",
            "sha256:",
            "ba7816",
            "sha256:BA7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        ] {
            assert_eq!(bad.parse::<Digest>(), Err(DigestFault), "{bad}");
        }
    }

    #[test]
    fn fields_cannot_run_into_each_other() {
        let form = |fields: &[(&str, &str)]| {
            let mut form = Canonical::of("test");
            for (name, value) in fields {
                form.text(name, value);
            }
            form.finish()
        };
        assert_ne!(form(&[("a", "1\nb:1:2")]), form(&[("a", "1"), ("b", "2")]));
        assert_ne!(form(&[("a", "")]), form(&[]));
        let mut known = Canonical::of("test");
        known.text("reason", "twelve bytes");
        assert_eq!(known.0, b"gonogo/1:4:test\nreason:12:twelve bytes\n");
    }
}

//! Key revocation lists of OpenSSH, as `ssh-keygen -k` writes them: the binary form, all of it or nothing.

use std::ops::RangeInclusive;

use ssh_key::Certificate;
use ssh_key::public::KeyData;

/// What such a list begins with.
pub(super) const MAGIC: &[u8] = b"SSHKRL\n\0";

const VERSION: u32 = 1;

const CERTIFICATES: u8 = 1;
const KEYS: u8 = 2;
const PRINTS_SHA1: u8 = 3;
const PRINTS_SHA256: u8 = 5;

const SERIALS: u8 = 0x20;
const SERIAL_RANGE: u8 = 0x21;
const SERIAL_BITMAP: u8 = 0x22;
const KEY_IDS: u8 = 0x23;

/// The keys and certificates of a list.
#[derive(Debug, Clone, Default)]
pub(crate) struct Krl {
    keys: Vec<Vec<u8>>,
    prints: Vec<Vec<u8>>,
    certificates: Vec<Certificates>,
}

/// The certificates of one authority that are revoked.
#[derive(Debug, Clone)]
struct Certificates {
    /// The authority; none when it is about those of every authority.
    authority: Option<KeyData>,
    serials: Vec<RangeInclusive<u64>>,
    bitmaps: Vec<Bitmap>,
    ids: Vec<String>,
}

/// Serials whose bits are set, counted from the last bit of the last byte. They stay bits: as numbers, a list of a few megabytes
/// would fill the memory.
#[derive(Debug, Clone)]
struct Bitmap {
    from: u64,
    bits: Vec<u8>,
}

impl Bitmap {
    /// Takes a bitmap; `None` when it has a serial that is no number of 64 bits.
    fn of(from: u64, bits: &[u8]) -> Option<Self> {
        let zeros = bits.iter().take_while(|byte| **byte == 0).count();
        let bits = bits[zeros..].to_vec();
        if let Some(first) = bits.first() {
            let above = u64::try_from(bits.len() - 1).ok()?.checked_mul(8)?;
            from.checked_add(above)?
                .checked_add(u64::from(first.ilog2()))?;
        }
        Some(Self { from, bits })
    }

    fn has(&self, serial: u64) -> bool {
        let place = serial.checked_sub(self.from);
        let byte = place.and_then(|place| {
            let back = usize::try_from(place / 8).ok()?;
            Some((self.bits.iter().rev().nth(back)?, place % 8))
        });
        byte.is_some_and(|(byte, bit)| byte >> bit & 1 == 1)
    }
}

impl Krl {
    /// Reads a list; `None` when a part of it is not understood.
    pub(super) fn parse(bytes: &[u8]) -> Option<Self> {
        let mut bytes = Bytes(bytes.strip_prefix(MAGIC)?);
        if bytes.u32()? != VERSION {
            return None;
        }
        // Its number, its date, its flags, what is reserved and its comment say nothing about keys.
        let (_, _, _) = (bytes.u64()?, bytes.u64()?, bytes.u64()?);
        let (_, _) = (bytes.string()?, bytes.string()?);
        let mut list = Self::default();
        while !bytes.0.is_empty() {
            let kind = bytes.u8()?;
            let mut section = Bytes(bytes.string()?);
            match kind {
                CERTIFICATES => list.certificates.push(Certificates::parse(section)?),
                KEYS => list.keys.extend(section.strings()?),
                PRINTS_SHA256 => list.prints.extend(section.strings()?),
                // A signature, SHA-1, or what came later.
                PRINTS_SHA1 if section.0.is_empty() => {}
                _ => return None,
            }
        }
        Some(list)
    }

    /// Tells whether a key is listed, by its bytes.
    pub(super) fn has_key(&self, blob: &[u8]) -> bool {
        self.keys.iter().any(|key| key == blob)
    }

    /// Tells whether a key is listed by the SHA-256 of its bytes.
    pub(super) fn has_print(&self, print: &[u8]) -> bool {
        self.prints.iter().any(|known| known == print)
    }

    /// Tells whether a certificate is listed by its serial or its name.
    pub(super) fn has_certificate(&self, certificate: &Certificate) -> bool {
        let is_of = |it: &&Certificates| {
            let authority = it.authority.as_ref();
            authority.is_none_or(|key| key == certificate.signature_key())
        };
        let serial = certificate.serial();
        let is_listed = |it: &Certificates| {
            // A serial of 0 is none.
            let by_serial = serial != 0 && it.has_serial(serial);
            by_serial || it.ids.iter().any(|id| id == certificate.key_id())
        };
        self.certificates.iter().filter(is_of).any(is_listed)
    }
}

impl Certificates {
    fn parse(mut bytes: Bytes<'_>) -> Option<Self> {
        let authority = bytes.string()?;
        let authority = match authority {
            [] => None,
            blob => Some(
                ssh_key::PublicKey::from_bytes(blob)
                    .ok()?
                    .key_data()
                    .clone(),
            ),
        };
        bytes.string()?;
        let mut found = Self {
            authority,
            serials: Vec::new(),
            bitmaps: Vec::new(),
            ids: Vec::new(),
        };
        while !bytes.0.is_empty() {
            let kind = bytes.u8()?;
            let mut section = Bytes(bytes.string()?);
            match kind {
                SERIALS => {
                    while !section.0.is_empty() {
                        let serial = section.u64()?;
                        found.take_serial(serial);
                    }
                }
                SERIAL_RANGE => found.serials.push(section.u64()?..=section.u64()?),
                SERIAL_BITMAP => {
                    let bitmap = Bitmap::of(section.u64()?, section.string()?)?;
                    found.bitmaps.push(bitmap);
                }
                KEY_IDS => {
                    for id in section.strings()? {
                        found.ids.push(String::from_utf8(id).ok()?);
                    }
                }
                _ => return None,
            }
        }
        Some(found)
    }

    /// Takes a serial; those that follow each other are one range.
    fn take_serial(&mut self, serial: u64) {
        match self.serials.last_mut() {
            Some(last) if last.end().checked_add(1) == Some(serial) => {
                *last = *last.start()..=serial;
            }
            _ => self.serials.push(serial..=serial),
        }
    }

    fn has_serial(&self, serial: u64) -> bool {
        self.serials.iter().any(|range| range.contains(&serial))
            || self.bitmaps.iter().any(|bitmap| bitmap.has(serial))
    }
}

/// Bytes to take numbers and strings from.
struct Bytes<'b>(&'b [u8]);

impl<'b> Bytes<'b> {
    fn take(&mut self, count: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn u8(&mut self) -> Option<u8> {
        self.take(1).map(|bytes| bytes[0])
    }

    fn u32(&mut self) -> Option<u32> {
        Some(u32::from_be_bytes(self.take(4)?.try_into().ok()?))
    }

    fn u64(&mut self) -> Option<u64> {
        Some(u64::from_be_bytes(self.take(8)?.try_into().ok()?))
    }

    fn string(&mut self) -> Option<&'b [u8]> {
        let count = self.u32()?;
        self.take(usize::try_from(count).ok()?)
    }

    fn strings(&mut self) -> Option<Vec<Vec<u8>>> {
        let mut strings = Vec::new();
        while !self.0.is_empty() {
            strings.push(self.string()?.to_vec());
        }
        Some(strings)
    }
}

#[cfg(test)]
mod tests;

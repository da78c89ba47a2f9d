//! Tells at a glance whether a release has ended, so that a command need not read the whole past to find the open one.
//!
//! Nothing is verified here: whoever acts on a release reads its record whole.

use std::io::{self, Read, Seek, SeekFrom};

use memchr::memmem;

use super::LARGEST;

/// What a record looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Glance {
    /// Nothing has closed it.
    Open,
    /// It was closed, and no rollback has opened it again.
    Closed,
    /// Only replaying it can tell.
    Unclear,
}

/// What follows the events of the release. No text of a record can look like it, since quotes are escaped there.
const NEXT_BLOCK: &[u8] = b"\n[policy]\nseparation = \"";

/// How an end begins.
const END: &[u8] = b"\n[[release.event]]\nkind = \"closed\"\n";

/// What stands before every rollback, in the same way: each gate does.
const GATE: &[u8] = b"\n[[gate]]\nphase = \"";

/// The kind of event that opens a release again.
const BEGUN: &[u8] = b"rollback-begun";

/// How many bytes of the beginning are read first: most releases were opened and closed there.
const HEAD: usize = 4 << 10;

/// How many bytes of the end are read first: what comes after the gates, mostly.
const TAIL: u64 = 16 << 10;

/// How many times as many are read when that was not enough.
const MORE: usize = 4;

impl Glance {
    /// Returns what a record of so many bytes looks like: from its release block, and for one that was closed from what
    /// stands after its gates.
    ///
    /// # Errors
    ///
    /// When it cannot be read.
    pub(super) fn at(record: &mut (impl Read + Seek), size: u64) -> io::Result<Self> {
        if size > LARGEST {
            return Ok(Self::Unclear);
        }
        // Whatever is spelled in another way than ours is not known here.
        let Some(release) = release_block(record, size)? else {
            return Ok(Self::Unclear);
        };
        let release = release.as_slice();
        if !has(release, b"closed") && !has(release, b"\\u") {
            return Ok(Self::Open);
        }
        Ok(if has(release, END) && !has_begun(record, size)? {
            Self::Closed
        } else {
            Self::Unclear
        })
    }
}

fn has(text: &[u8], part: &[u8]) -> bool {
    memmem::find(text, part).is_some()
}

/// Returns everything before the policy, with line feeds alone; `None` when nothing looks like it.
fn release_block(record: &mut (impl Read + Seek), size: u64) -> io::Result<Option<Vec<u8>>> {
    let mut wanted = HEAD;
    loop {
        let mut head = piece(record, 0, wanted)?;
        if has(&head, b"\r\n") {
            let is_return = |at: usize| head[at..].starts_with(b"\r\n");
            head = (0..head.len())
                .filter(|at| !is_return(*at))
                .map(|at| head[at])
                .collect();
        }
        if let Some(end) = memmem::find(&head, NEXT_BLOCK) {
            head.truncate(end);
            return Ok(Some(head));
        }
        if wanted as u64 >= size {
            return Ok(None);
        }
        wanted = wanted.saturating_mul(MORE);
    }
}

/// Tells whether a rollback has begun, or may have.
fn has_begun(record: &mut (impl Read + Seek), size: u64) -> io::Result<bool> {
    let mut wanted = TAIL;
    loop {
        let start = size.saturating_sub(wanted);
        let tail = piece(record, start, usize::try_from(wanted).unwrap_or(usize::MAX))?;
        if has(&tail, BEGUN) {
            return Ok(true);
        }
        if start == 0 || memmem::rfind(&tail, GATE).is_some() {
            return Ok(false);
        }
        wanted = wanted.saturating_mul(MORE as u64);
    }
}

/// Reads so many bytes from a place on, or up to the end.
fn piece(record: &mut (impl Read + Seek), from: u64, length: usize) -> io::Result<Vec<u8>> {
    record.seek(SeekFrom::Start(from))?;
    let mut piece = Vec::with_capacity(length.min(4 * HEAD));
    record.take(length as u64).read_to_end(&mut piece)?;
    Ok(piece)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn glance(record: &str) -> Glance {
        let size = record.len() as u64;
        Glance::at(&mut Cursor::new(record), size).unwrap()
    }

    fn record(release: &str, rest: &str) -> String {
        format!("format = 1\n\n[release]\n{release}\n[policy]\nseparation = \"warn\"\n{rest}")
    }

    const ENDED: &str = "\n[[release.event]]\nkind = \"closed\"\nat = ";
    const BEGAN: &str = "\n[[rollback.event]]\nkind = \"rollback-begun\"\n";
    const A_GATE: &str = "\n[[gate]]\nphase = \"pre\"\n";

    #[test]
    fn an_end_counts_unless_a_rollback_has_begun() {
        for (release, rest, expected) in [
            ("version = \"1.0.0\"", "", Glance::Open),
            ("version = \"1.0.0\"", BEGAN, Glance::Open),
            ("version = \"1.0.0\"", ENDED, Glance::Open),
            (ENDED, "", Glance::Closed),
            (ENDED, BEGAN, Glance::Unclear),
            ("\n[[release.event]]\nkind='closed'\n", "", Glance::Unclear),
            (
                "\n[[release.event]]\nkind = \"clos\\u0065d\"\n",
                "",
                Glance::Unclear,
            ),
            ("reason = \"we closed the port\"\n", "", Glance::Unclear),
        ] {
            let record = record(release, rest);
            assert_eq!(glance(&record), expected, "{record}");
            let returns = record.replace('\n', "\r\n");
            assert_eq!(glance(&returns), expected, "{returns:?}");
        }
        assert_eq!(glance(""), Glance::Unclear);
        assert_eq!(glance(ENDED), Glance::Unclear);
    }

    #[test]
    fn what_stands_far_from_both_ends_is_found() {
        let line = "reason = \"\u{1f44d} so it goes\"\n";
        for lines in [100, 161, 500, 2_000, 10_000] {
            let much = line.repeat(lines);
            for (release, rest, expected) in [
                (much.clone(), String::new(), Glance::Open),
                (format!("{much}{ENDED}"), String::new(), Glance::Closed),
                (format!("{ENDED}{much}"), much.clone(), Glance::Closed),
                (
                    ENDED.to_owned(),
                    format!("{much}{A_GATE}{much}"),
                    Glance::Closed,
                ),
                (
                    ENDED.to_owned(),
                    format!("{much}{A_GATE}{BEGAN}{much}"),
                    Glance::Unclear,
                ),
                (
                    ENDED.to_owned(),
                    format!("{A_GATE}{much}{BEGAN}{much}"),
                    Glance::Unclear,
                ),
            ] {
                assert_eq!(glance(&record(&release, &rest)), expected, "{lines} lines");
            }
        }
    }

    #[test]
    fn the_past_is_not_read_whole() {
        /// Counts what is read.
        struct Counted(Cursor<String>, u64);
        impl Read for Counted {
            fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
                let read = self.0.read(to)?;
                self.1 += read as u64;
                Ok(read)
            }
        }
        impl Seek for Counted {
            fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
                self.0.seek(to)
            }
        }
        let items = "\n[[item]]\nid = \"a\"\n".repeat(100_000);
        let record = record(ENDED, &format!("{items}{A_GATE}"));
        let size = record.len() as u64;
        let mut counted = Counted(Cursor::new(record), 0);
        assert_eq!(Glance::at(&mut counted, size).unwrap(), Glance::Closed);
        assert!(counted.1 <= HEAD as u64 + TAIL, "{} bytes", counted.1);
    }
}

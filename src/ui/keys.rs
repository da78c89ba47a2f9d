//! What arrives from a keyboard: single keys, bursts that no finger makes, and keys held down.

use std::time::{Duration, Instant};

/// How long a key must rest before the same key counts as pressed anew. Keyboards wait up to 660 ms before they
/// begin to repeat a key that is held down.
pub const REST: Duration = Duration::from_millis(700);

/// What one read from the terminal holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Keys {
    /// One key.
    One(char),
    /// A key without a character, such as an arrow or Escape.
    Other,
    /// Several keys at once, the last of them this one: pasted, typed ahead, or repeated faster than they were read.
    Burst(Option<char>),
}

/// Reads what arrived together. One press arrives alone, so several keys at once answer nothing.
pub fn parse(bytes: &[u8]) -> Keys {
    match bytes {
        [b'\r' | b'\n'] => Keys::One('\n'),
        [0x1b, ..] => Keys::Other,
        _ => match std::str::from_utf8(bytes)
            .map(|text| (text.chars().next(), text.chars().count()))
        {
            Ok((Some(key), 1)) => Keys::One(key),
            Ok(_) => Keys::Burst(last_key(bytes)),
            Err(_) => Keys::Other,
        },
    }
}

/// Returns the last key of what arrived together.
pub fn last_key(bytes: &[u8]) -> Option<char> {
    let text = String::from_utf8_lossy(bytes);
    text.chars().next_back().map(|key| {
        if key == '\r' {
            '\n'
        } else {
            key.to_ascii_lowercase()
        }
    })
}

/// Tells a key that was pressed from one that is held down.
#[derive(Debug, Default)]
pub struct Guard {
    last: Option<(char, Instant)>,
}

impl Guard {
    /// Notes a press and tells whether it counts. The last key counts again only after [`REST`]; a press that does not
    /// count starts the rest anew.
    pub fn admits(&mut self, key: char, at: Instant) -> bool {
        let is_repeat = self.last.is_some_and(|(last, pressed)| {
            last == key && at.saturating_duration_since(pressed) < REST
        });
        self.last = Some((key, at));
        !is_repeat
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_key_that_arrives_alone_is_a_key() {
        for (bytes, keys) in [
            (&b"d"[..], Keys::One('d')),
            (b"\r", Keys::One('\n')),
            (b"\n", Keys::One('\n')),
            ("é".as_bytes(), Keys::One('é')),
            (b"dd", Keys::Burst(Some('d'))),
            (b"d\nd\r", Keys::Burst(Some('\n'))),
            (b"\x1b", Keys::Other),
            (b"\x1b[A", Keys::Other),
            (b"\xff", Keys::Other),
            (b"", Keys::Burst(None)),
        ] {
            assert_eq!(parse(bytes), keys, "{bytes:?}");
        }
    }

    #[test]
    fn a_key_held_down_counts_once() {
        let start = Instant::now();
        let at = |ms: u64| start + Duration::from_millis(ms);
        let mut guard = Guard::default();
        assert!(guard.admits('d', at(0)));
        assert!(
            !guard.admits('d', at(660)),
            "the first repeat of a slow keyboard"
        );
        for repeat in 0..200 {
            assert!(!guard.admits('d', at(690 + repeat * 30)));
        }
        assert!(
            guard.admits('d', at(690 + 199 * 30 + 700)),
            "released and pressed again"
        );
        assert!(guard.admits('b', at(8000)), "another key");
        assert!(guard.admits('d', at(8010)));
    }
}

//! Which keys count: tells a press from a key that is held down, a paste or a key without a character, from the bytes
//! that arrive and when.
//!
//! `docs/terminal.md` explains the rule and the one hole that is left in it.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// How long the last key, when it comes again, waits for another of it before it counts. Longer than the slowest
/// repeat that was measured (90 ms), shorter than the fastest presses (150 ms) less the work of an answer.
pub(crate) const PENDING: Duration = Duration::from_millis(100);

/// How long the keyboard is quiet before a key that was held down counts again.
pub(crate) const QUIET: Duration = Duration::from_millis(300);

/// How long Escape waits for the rest of a key that begins with it, such as an arrow.
pub(crate) const ESCAPE: Duration = Duration::from_millis(50);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Key {
    /// A key with a character; letters are small, Enter is `\n`.
    Char(char),
    Escape,
    /// Any other key, such as an arrow.
    Other,
}

/// What the keyboard did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stroke {
    /// A key was pressed, and counts.
    Press(Key),
    /// A key is held down: it is ignored until it rests. Said once for each time it is held.
    Held,
    /// Several keys came at once, as of a paste: they are ignored until the keyboard rests. Said once.
    Several,
}

/// Decides which keys count. Feed it with [`Self::arrived`], and with [`Self::waited`] at each [`Self::deadline`].
#[derive(Debug)]
pub(crate) struct Guard {
    last: Key,
    state: State,
    /// When an Escape arrived that may be the beginning of another key.
    escape: Option<Instant>,
    strokes: VecDeque<Stroke>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Ready,
    /// The last key came again, and counts when no other of it follows.
    Pending(Key, Instant),
    /// Keys are ignored: this one, or all after several different ones.
    Held(Option<Key>, Instant),
}

impl Guard {
    /// Makes a guard. `last` is the key that was pressed just before, which may be held down still.
    pub(crate) fn new(last: Key) -> Self {
        Self {
            last,
            state: State::Ready,
            escape: None,
            strokes: VecDeque::new(),
        }
    }

    /// Returns the next thing that the keyboard did.
    pub(crate) fn next_stroke(&mut self) -> Option<Stroke> {
        self.strokes.pop_front()
    }

    /// Returns when [`Self::waited`] has something to decide.
    pub(crate) fn deadline(&self) -> Option<Instant> {
        let state = match self.state {
            State::Ready => None,
            State::Pending(_, since) => Some(since + PENDING),
            State::Held(_, since) => Some(since + QUIET),
        };
        let escape = self.escape.map(|began| began + ESCAPE);
        state.into_iter().chain(escape).min()
    }

    /// Returns what was typed and is no answer yet: the first characters of a text that is asked for now.
    pub(crate) fn typed_ahead(&mut self) -> String {
        if let State::Pending(key, _) = self.state {
            self.state = State::Ready;
            self.strokes.push_back(Stroke::Press(key));
        }
        let typed = self.strokes.drain(..).filter_map(|stroke| match stroke {
            Stroke::Press(Key::Char(key)) => Some(key),
            _ => None,
        });
        typed.filter(|key| !key.is_control()).collect()
    }

    /// Takes what arrived together.
    pub(crate) fn arrived(&mut self, bytes: &[u8], at: Instant) {
        if let Some(began) = self.escape.take() {
            if !has_passed(ESCAPE, began, at) && !bytes.starts_with(b"\x1b") {
                return self.one(Key::Other, at);
            }
            self.one(Key::Escape, at);
        }
        match keys_of(bytes).as_slice() {
            [] => {}
            [Key::Escape] => self.escape = Some(at),
            [key] => self.one(*key, at),
            [first, rest @ .., last] => {
                let is_same = last == first && rest.iter().all(|key| key == first);
                self.several(is_same.then_some(*first), *last, at);
            }
        }
    }

    /// Takes that nothing more arrived up to `at`.
    pub(crate) fn waited(&mut self, at: Instant) {
        let escape = self.escape.take_if(|began| has_passed(ESCAPE, *began, at));
        if escape.is_some() {
            self.one(Key::Escape, at);
        }
        match self.state {
            State::Pending(key, since) if has_passed(PENDING, since, at) => {
                self.state = State::Ready;
                self.strokes.push_back(Stroke::Press(key));
            }
            State::Held(_, since) if has_passed(QUIET, since, at) => self.state = State::Ready,
            _ => {}
        }
    }

    fn one(&mut self, key: Key, at: Instant) {
        let is_again = std::mem::replace(&mut self.last, key) == key;
        match std::mem::replace(&mut self.state, State::Ready) {
            State::Held(held, since)
                if !has_passed(QUIET, since, at) && held.is_none_or(|held| held == key) =>
            {
                self.state = State::Held(held, at);
                return;
            }
            State::Pending(waiting, since) if waiting == key && !has_passed(PENDING, since, at) => {
                self.state = State::Held(Some(key), at);
                return self.strokes.push_back(Stroke::Held);
            }
            State::Pending(waiting, _) => self.strokes.push_back(Stroke::Press(waiting)),
            State::Held(..) | State::Ready => {}
        }
        if is_again {
            self.state = State::Pending(key, at);
        } else {
            self.strokes.push_back(Stroke::Press(key));
        }
    }

    fn several(&mut self, same: Option<Key>, last: Key, at: Instant) {
        let before = match self.state {
            State::Held(held, since) if !has_passed(QUIET, since, at) => Some(held),
            _ => None,
        };
        let held = same.filter(|_| before != Some(None));
        self.state = State::Held(held, at);
        self.last = last;
        if before != Some(held) {
            self.strokes.push_back(match held {
                Some(_) => Stroke::Held,
                None => Stroke::Several,
            });
        }
    }
}

fn has_passed(time: Duration, since: Instant, at: Instant) -> bool {
    at.saturating_duration_since(since) >= time
}

/// Returns the keys that arrived together. What begins with an Escape is one key, whatever follows.
fn keys_of(bytes: &[u8]) -> Vec<Key> {
    if bytes.starts_with(b"\x1b") {
        let is_escape = bytes.iter().all(|byte| *byte == 0x1b);
        return if is_escape {
            vec![Key::Escape; bytes.len()]
        } else {
            vec![Key::Other]
        };
    }
    String::from_utf8_lossy(bytes)
        .chars()
        .map(|key| match key {
            '\r' => Key::Char('\n'),
            char::REPLACEMENT_CHARACTER => Key::Other,
            key => Key::Char(key.to_ascii_lowercase()),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const D: Key = Key::Char('d');

    /// Presses a stream of keys, each with its time in ms, and returns the strokes with theirs. After each press that
    /// counts, the program works for `work` ms and reads nothing; what arrives meanwhile is read together.
    fn strokes_after(stream: &[(u64, &str)], work: u64) -> Vec<(u64, Stroke)> {
        let start = Instant::now();
        let at = |ms: u64| start + Duration::from_millis(ms);
        let mut guard = Guard::new(Key::Char('\n'));
        let (mut now, mut next, mut strokes) = (0, 0, Vec::new());
        loop {
            let deadline = guard
                .deadline()
                .map(|then| u64::try_from((then - start).as_millis()).unwrap());
            let arrival = stream.get(next).map(|(then, _)| *then);
            match (arrival, deadline) {
                (None, None) => return strokes,
                (Some(arrival), deadline)
                    if arrival <= now || deadline.is_none_or(|deadline| arrival < deadline) =>
                {
                    now = now.max(arrival);
                    let mut together = String::new();
                    while let Some((_, keys)) = stream.get(next).filter(|(then, _)| *then <= now) {
                        together.push_str(keys);
                        next += 1;
                    }
                    guard.arrived(together.as_bytes(), at(now));
                }
                (_, Some(deadline)) => {
                    now = now.max(deadline);
                    guard.waited(at(now));
                }
                (Some(_), None) => unreachable!("an arrival without a deadline is taken above"),
            }
            while let Some(stroke) = guard.next_stroke() {
                strokes.push((now, stroke));
                if matches!(stroke, Stroke::Press(_)) {
                    now += work;
                }
            }
        }
    }

    fn presses(strokes: &[(u64, Stroke)]) -> usize {
        let is_press = |(_, stroke): &&(u64, Stroke)| matches!(stroke, Stroke::Press(_));
        strokes.iter().filter(is_press).count()
    }

    /// A key held down: pressed, then repeated from `first` ms on each `interval` ms.
    fn hold(from: u64, held: u64, (first, interval): (u64, u64)) -> Vec<(u64, &'static str)> {
        let repeats = (0..).map(|count| first + count * interval);
        let repeats = repeats.take_while(|then| *then <= held);
        std::iter::once(0)
            .chain(repeats)
            .map(|then| (from + then, "d"))
            .collect()
    }

    /// What terminals were measured to do: xterm, alacritty and kitty; foot; macOS-like; a slow keyboard.
    const RATES: [(u64, u64); 4] = [(660, 40), (400, 25), (250, 33), (375, 90)];

    #[test]
    fn each_of_twenty_presses_counts_at_every_pace_and_with_work_in_between() {
        for pace in [150, 250, 450] {
            for work in [0, 5, 40] {
                let stream: Vec<_> = (0..20).map(|count| (count * pace, "d")).collect();
                let strokes = strokes_after(&stream, work);
                assert_eq!(presses(&strokes), 20, "{pace} ms, {work} ms of work");
                assert_eq!(
                    strokes.len(),
                    20,
                    "{pace} ms, {work} ms of work: {strokes:?}"
                );
            }
        }
    }

    #[test]
    fn a_key_held_down_counts_once_and_is_said_once_at_every_repeat_rate() {
        for rate in RATES {
            for held in [800, 2000] {
                for work in [0, 40, 90] {
                    let strokes = strokes_after(&hold(0, held, rate), work);
                    let kinds: Vec<_> = strokes.iter().map(|(_, stroke)| *stroke).collect();
                    assert_eq!(
                        kinds,
                        [Stroke::Press(D), Stroke::Held],
                        "{rate:?} for {held} ms, {work} ms of work"
                    );
                }
            }
        }
    }

    /// The hole: released between the first and the second repeat, a hold looks like two presses.
    #[test]
    fn a_hold_that_ends_right_after_its_first_repeat_counts_twice() {
        for (first, interval) in RATES {
            let repeats = |held| presses(&strokes_after(&hold(0, held, (first, interval)), 0));
            assert_eq!(repeats(first - 1), 1, "{first}/{interval}");
            assert_eq!(repeats(first), 2, "{first}/{interval}");
            assert_eq!(repeats(first + interval - 1), 2, "{first}/{interval}");
            assert_eq!(repeats(first + interval), 1, "{first}/{interval}");
        }
    }

    #[test]
    fn a_key_counts_again_after_it_was_held_and_has_rested() {
        let mut stream = hold(0, 800, (660, 40));
        stream.push((1300, "d"));
        let strokes = strokes_after(&stream, 0);
        assert_eq!(
            strokes,
            [
                (0, Stroke::Press(D)),
                (700, Stroke::Held),
                (1400, Stroke::Press(D))
            ]
        );
        // Within the rest it does not, and starts it anew.
        stream.pop();
        stream.push((1000, "d"));
        assert_eq!(presses(&strokes_after(&stream, 0)), 1);
    }

    #[test]
    fn another_key_counts_at_once() {
        let n = Key::Char('n');
        for (stream, expected) in [
            (&[(0, "d"), (1, "n")][..], &[(0, D), (1, n)][..]),
            // After a hold, within its rest.
            (&[(0, "dd"), (50, "n")], &[(50, n)]),
            // The last key again counts, too, when another follows.
            (
                &[(0, "d"), (500, "d"), (550, "n")],
                &[(0, D), (550, D), (550, n)],
            ),
            // Enter, which started the program, is the last key before the first.
            (&[(0, "\r")], &[(100, Key::Char('\n'))]),
            (&[(0, "D")], &[(0, D)]),
            (&[(0, "é")], &[(0, Key::Char('é'))]),
        ] {
            let pressed: Vec<_> = expected
                .iter()
                .map(|(then, key)| (*then, Stroke::Press(*key)))
                .collect();
            let strokes = strokes_after(stream, 0);
            let strokes: Vec<_> = strokes
                .into_iter()
                .filter(|(_, stroke)| matches!(stroke, Stroke::Press(_)))
                .collect();
            assert_eq!(strokes, pressed, "{stream:?}");
        }
    }

    #[test]
    fn several_keys_at_once_are_ignored_until_it_is_quiet_and_said_once() {
        for (stream, expected) in [
            (
                &[(0, "dd"), (40, "d"), (80, "ddd")][..],
                &[(0, Stroke::Held)][..],
            ),
            (
                &[(0, "d\nd\ng"), (200, "d"), (400, "x\ny")],
                &[(0, Stroke::Several)],
            ),
            (
                &[(0, "ab"), (301, "d")],
                &[(0, Stroke::Several), (301, Stroke::Press(D))],
            ),
            (
                &[(0, "ab"), (301, "ab")],
                &[(0, Stroke::Several), (301, Stroke::Several)],
            ),
        ] {
            assert_eq!(strokes_after(stream, 0), expected, "{stream:?}");
        }
    }

    #[test]
    fn one_key_that_waited_while_an_answer_was_written_is_a_press_and_two_are_held() {
        let pressed = strokes_after(&[(0, "d"), (150, "d")], 200);
        assert_eq!(presses(&pressed), 2);
        let held = strokes_after(&[(0, "d"), (150, "d"), (190, "d")], 200);
        assert_eq!(held, [(0, Stroke::Press(D)), (200, Stroke::Held)]);
    }

    #[test]
    fn escape_is_a_key_of_its_own_and_the_beginning_of_others() {
        let escape = Stroke::Press(Key::Escape);
        let other = Stroke::Press(Key::Other);
        for (stream, expected) in [
            (&[(0, "\x1b")][..], &[(50, escape)][..]),
            (&[(0, "\x1b[A")], &[(0, other)]),
            // The bytes of an arrow arrive apart, as over a slow line.
            (&[(0, "\x1b"), (20, "[D")], &[(20, other)]),
            (
                &[(0, "\x1b"), (60, "d")],
                &[(50, escape), (60, Stroke::Press(D))],
            ),
            (&[(0, "\x1bb")], &[(0, other)]),
            // Held down, faster and slower than it waits.
            (
                &[(0, "\x1b"), (660, "\x1b"), (700, "\x1b"), (740, "\x1b")],
                &[(50, escape), (740, Stroke::Held)],
            ),
            (
                &[(0, "\x1b"), (375, "\x1b"), (465, "\x1b"), (555, "\x1b")],
                &[(50, escape), (515, Stroke::Held)],
            ),
            (&[(0, "\x1b\x1b\x1b")], &[(0, Stroke::Held)]),
        ] {
            assert_eq!(strokes_after(stream, 0), expected, "{stream:?}");
        }
    }
}

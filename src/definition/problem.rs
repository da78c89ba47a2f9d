//! A fault with its place and the line of the file around it, cut out so that it can be shown without the file.

use std::path::PathBuf;

use unicode_width::UnicodeWidthStr as _;

use super::fault::Fault;
use super::page::Page;
use super::tree::Place;
use crate::domain::text::visible;

/// Something wrong, or worth a second thought, in a definition file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub path: PathBuf,
    /// Where in the file; `None` when it concerns the whole file.
    pub spot: Option<Spot>,
    /// What it is.
    pub fault: Fault,
}

/// A place in a file, with what stands there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// The line of the file, visible and cut to what is around the place.
    pub text: String,
    /// How many terminal columns of `text` stand before the place.
    pub before: usize,
    /// How many terminal columns the place has, at least one.
    pub width: usize,
}

/// How many characters are kept before and after a place.
const BEFORE: usize = 60;
const AFTER: usize = 100;

impl Problem {
    pub(super) fn at(page: &Page<'_>, place: Option<Place>, fault: Fault) -> Self {
        let spot = place.map(|place| Spot::of(&page.source.bytes, page.text, place));
        Self {
            path: page.source.path.clone(),
            spot,
            fault,
        }
    }
}

impl Problem {
    /// Returns the fault of a line, from 1, of a file that is no definition; without a number, that of the file.
    pub(crate) fn in_line(
        path: PathBuf,
        number: Option<usize>,
        bytes: &[u8],
        fault: Fault,
    ) -> Self {
        let text = String::from_utf8_lossy(bytes);
        let line = number.and_then(|number| text.lines().nth(number.checked_sub(1)?));
        let spot = number.map(|number| {
            let shown: String = visible(line.unwrap_or_default())
                .chars()
                .take(AFTER)
                .collect();
            Spot {
                line: number,
                column: 1,
                before: 0,
                width: shown.width().max(1),
                text: shown,
            }
        });
        Self { path, spot, fault }
    }
}

impl Spot {
    fn of(bytes: &[u8], text: &str, place: Place) -> Self {
        // A file that is not UTF-8 has no text; its line is shown with the odd bytes replaced.
        let lossy;
        let (text, start, end) = if text.is_empty() {
            let window = &bytes
                [place.start.saturating_sub(BEFORE * 4)..bytes.len().min(place.start + AFTER * 4)];
            let offset = String::from_utf8_lossy(
                &bytes[place.start.saturating_sub(BEFORE * 4)..place.start],
            )
            .len();
            lossy = String::from_utf8_lossy(window);
            (&*lossy, offset, offset)
        } else {
            (text, place.start, place.end)
        };
        let head = text.get(..start).unwrap_or_default();
        let tail = text.get(start..).unwrap_or_default();
        let head = head.rsplit(['\n', '\r']).next().unwrap_or_default();
        let tail = tail.split(['\n', '\r']).next().unwrap_or_default();
        let marked = tail
            .get(..end.saturating_sub(start).min(tail.len()))
            .unwrap_or_default();
        let mut shown = String::new();
        let from = head
            .char_indices()
            .rev()
            .nth(BEFORE)
            .map_or(0, |(at, _)| at);
        if from > 0 {
            shown.push('…');
        }
        shown.push_str(&visible(&head[from..]));
        let before = shown.width();
        let until = tail
            .char_indices()
            .nth(AFTER)
            .map_or(tail.len(), |(at, _)| at);
        shown.push_str(&visible(&tail[..until]));
        let width = visible(&marked[..marked.len().min(until)]).width().max(1);
        if until < tail.len() {
            shown.push('…');
        }
        Self {
            line: place.line,
            column: place.column,
            text: shown,
            before,
            width,
        }
    }
}

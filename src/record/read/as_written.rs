//! Reads a record in the form that [`crate::record::write`] gives it: one line a key, in its order. One pass over the
//! text, without a tree; whatever looks different is given up, for the full parser to say what it is.

use std::borrow::Cow;

use chrono::{DateTime, NaiveDate, Utc};

use crate::domain::decimal::Decimal;
use crate::domain::schema::{Block, Known, Source};
use crate::record::fields::{Span, Table, Taken};
use crate::record::malformed::{Fault, Malformed};
use crate::record::write::HEAD;

/// The rest of the text, and the table that it is in.
pub(super) struct AsWritten<'t> {
    rest: &'t str,
    /// The heading of the table: `item.signoff`; empty at the top.
    path: String,
    /// Within a row: whether a value of it was taken.
    row: Option<bool>,
    known: Known,
}

/// What is told of a text in another form: nothing, because the full parser finds out.
fn given_up() -> Malformed {
    Fault::Syntax(String::new()).at(0..0)
}

impl<'t> AsWritten<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self {
            rest: text.strip_prefix(HEAD).unwrap_or(text),
            path: String::new(),
            row: None,
            known: Known::default(),
        }
    }

    /// Goes on with the text after another stretch of it, in which these names were read.
    pub(super) fn going_on(text: &'t str, known: Known) -> Self {
        Self {
            rest: text,
            path: String::new(),
            row: None,
            known,
        }
    }

    /// Returns the names that were read.
    pub(super) fn into_known(self) -> Known {
        self.known
    }

    fn skip(&mut self, text: &str) -> bool {
        match self.rest.strip_prefix(text) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn expect(&mut self, text: &str) -> Taken<()> {
        if self.skip(text) {
            Ok(())
        } else {
            Err(given_up())
        }
    }

    /// Takes a value, if its key is the next one.
    fn value<T>(
        &mut self,
        key: &str,
        take: impl FnOnce(&mut Self) -> Taken<T>,
    ) -> Taken<Option<T>> {
        let rest = match self.row {
            Some(true) => self.rest.strip_prefix(", "),
            _ => Some(self.rest),
        };
        let value = rest
            .and_then(|rest| rest.strip_prefix(key))
            .and_then(|rest| rest.strip_prefix(" = "));
        let Some(value) = value else {
            return Ok(None);
        };
        self.rest = value;
        let taken = take(self)?;
        match &mut self.row {
            Some(has_value) => *has_value = true,
            None => self.expect("\n")?,
        }
        Ok(Some(taken))
    }

    /// Takes what stands up to the end of a value that has no quotes.
    fn bare(&mut self) -> &'t str {
        let end = self.rest.find(['\n', ',', ' ', ']', '}']);
        let (bare, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest;
        bare
    }

    fn parsed<T>(&mut self, parse: impl FnOnce(&str) -> Option<T>) -> Taken<T> {
        parse(self.bare()).ok_or_else(given_up)
    }

    fn string(&mut self) -> Taken<Cow<'t, str>> {
        let has_lines = self.skip("\"\"\"\n");
        if !has_lines {
            self.expect("\"")?;
        }
        let plain = self.plain(has_lines);
        let mut text = Cow::Borrowed(plain);
        while self.skip("\\") {
            let escaped = self.escaped()?;
            let text = text.to_mut();
            text.push(escaped);
            text.push_str(self.plain(has_lines));
        }
        self.expect(if has_lines { "\"\"\"" } else { "\"" })?;
        Ok(text)
    }

    /// Takes the text up to a quote, an escape, or a character that has to be escaped.
    fn plain(&mut self, has_lines: bool) -> &'t str {
        let bytes = self.rest.as_bytes();
        let mut end = plain_length(bytes);
        while has_lines && bytes.get(end) == Some(&b'\n') {
            end += 1 + plain_length(&bytes[end + 1..]);
        }
        let (plain, rest) = self.rest.split_at(end);
        self.rest = rest;
        plain
    }

    fn escaped(&mut self) -> Taken<char> {
        let mut chars = self.rest.chars();
        let escape = chars.next();
        self.rest = chars.as_str();
        match escape {
            Some(same @ ('"' | '\\')) => Ok(same),
            Some('n') => Ok('\n'),
            Some('r') => Ok('\r'),
            Some('t') => Ok('\t'),
            Some('u') => self.code_point(4),
            Some('U') => self.code_point(8),
            _ => Err(given_up()),
        }
    }

    fn code_point(&mut self, digits: usize) -> Taken<char> {
        let (code, rest) = self.rest.split_at_checked(digits).ok_or_else(given_up)?;
        if !code.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(given_up());
        }
        self.rest = rest;
        let code = u32::from_str_radix(code, 16).ok();
        code.and_then(char::from_u32).ok_or_else(given_up)
    }

    fn list<T>(&mut self, mut take: impl FnMut(&mut Self) -> Taken<T>) -> Taken<Vec<T>> {
        self.expect("[")?;
        let mut values = Vec::new();
        if self.skip("]") {
            return Ok(values);
        }
        loop {
            values.push(take(self)?);
            if self.skip("]") {
                return Ok(values);
            }
            self.expect(", ")?;
        }
    }

    /// Takes what stands between the braces of a row.
    fn in_row<T>(&mut self, take: impl FnOnce(&mut Self) -> Taken<T>) -> Taken<T> {
        self.expect("{")?;
        let outer = self.row.replace(false);
        let taken = take(self)?;
        self.row = outer;
        self.expect("}")?;
        Ok(taken)
    }

    fn in_table<T>(
        &mut self,
        [open, close]: [&str; 2],
        key: &str,
        take: impl FnOnce(&mut Self) -> Taken<T>,
    ) -> Taken<Option<T>> {
        let Some(heading) = self.rest.strip_prefix(open) else {
            return Ok(None);
        };
        let outer = match self.path.as_str() {
            "" => Some(heading),
            path => heading
                .strip_prefix(path)
                .and_then(|rest| rest.strip_prefix('.')),
        };
        let rest = outer
            .and_then(|rest| rest.strip_prefix(key))
            .and_then(|rest| rest.strip_prefix(close));
        let Some(rest) = rest else {
            return Ok(None);
        };
        self.rest = rest;
        let outer = self.path.len();
        if outer > 0 {
            self.path.push('.');
        }
        self.path.push_str(key);
        let taken = take(self)?;
        self.path.truncate(outer);
        Ok(Some(taken))
    }
}

impl Table for AsWritten<'_> {
    fn span(&self) -> Span {
        0..0
    }

    fn span_of(&self, _: &str) -> Span {
        0..0
    }

    fn has(&self, key: &str) -> bool {
        self.rest
            .strip_prefix(key)
            .is_some_and(|rest| rest.starts_with(" = "))
    }

    fn number(&mut self, key: &'static str) -> Taken<Option<i64>> {
        self.value(key, |here| {
            here.parsed(|text| is_plain_number(text).then(|| text.parse().ok())?)
        })
    }

    fn table<T>(
        &mut self,
        key: &'static str,
        take: impl FnOnce(&mut Self) -> Taken<T>,
    ) -> Taken<Option<T>> {
        self.in_table(["\n[", "]\n"], key, take)
    }

    fn tables(
        &mut self,
        key: &'static str,
        mut take: impl FnMut(&mut Self) -> Taken<()>,
    ) -> Taken<()> {
        while self.in_table(["\n[[", "]]\n"], key, &mut take)?.is_some() {}
        Ok(())
    }

    fn flags(&mut self, key: &'static str) -> Taken<Vec<(String, bool, Span)>> {
        let flags = self.value(key, |here| {
            here.expect("{")?;
            let mut flags: Vec<(String, bool, Span)> = Vec::new();
            while !here.skip("}") {
                if !flags.is_empty() {
                    here.expect(", ")?;
                }
                let key = here.bare().to_owned();
                here.expect(" = ")?;
                // A key in quotes, or with dots, is another key, or more than one.
                let is_bare = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
                if key.is_empty() || !key.bytes().all(is_bare) {
                    return Err(given_up());
                }
                if flags.iter().any(|(other, ..)| *other == key) {
                    return Err(given_up());
                }
                flags.push((key, here.parsed(yes_or_no)?, 0..0));
            }
            Ok(flags)
        })?;
        Ok(flags.unwrap_or_default())
    }

    fn finish(&mut self) -> Taken<()> {
        let is_done = if self.path.is_empty() {
            self.rest.is_empty()
        } else {
            self.rest.is_empty() || self.rest.starts_with("\n[")
        };
        if is_done { Ok(()) } else { Err(given_up()) }
    }
}

impl Source for AsWritten<'_> {
    type Error = Malformed;

    fn text<T>(
        &mut self,
        key: &'static str,
        parse: impl FnOnce(&str, &mut Known) -> Option<T>,
    ) -> Taken<Option<T>> {
        self.value(key, |here| {
            let text = here.string()?;
            parse(&text, &mut here.known).ok_or_else(given_up)
        })
    }

    fn texts<T>(
        &mut self,
        key: &'static str,
        mut parse: impl FnMut(&str, &mut Known) -> Option<T>,
    ) -> Taken<Vec<T>> {
        let texts = self.value(key, |here| {
            here.list(|here| {
                let text = here.string()?;
                parse(&text, &mut here.known).ok_or_else(given_up)
            })
        })?;
        Ok(texts.unwrap_or_default())
    }

    fn flag(&mut self, key: &'static str) -> Taken<Option<bool>> {
        self.value(key, |here| here.parsed(yes_or_no))
    }

    fn count(&mut self, key: &'static str) -> Taken<Option<u64>> {
        let number = self.number(key)?.map(u64::try_from).transpose();
        number.map_err(|_| given_up())
    }

    fn amount(&mut self, key: &'static str) -> Taken<Option<Decimal>> {
        self.value(key, |here| {
            here.parsed(|text| {
                let whole = text.strip_prefix('-').unwrap_or(text);
                let whole = whole.split('.').next()?;
                is_plain_number(whole).then(|| text.parse().ok())?
            })
        })
    }

    fn day(&mut self, key: &'static str) -> Taken<Option<NaiveDate>> {
        self.value(key, |here| here.parsed(|text| day(text.as_bytes())))
    }

    fn time(&mut self, key: &'static str) -> Taken<Option<DateTime<Utc>>> {
        self.value(key, |here| here.parsed(time))
    }

    fn times(&mut self, key: &'static str) -> Taken<Option<Vec<DateTime<Utc>>>> {
        self.value(key, |here| here.list(|here| here.parsed(time)))
    }

    fn row<T: Block>(&mut self, key: &'static str) -> Taken<Option<T>> {
        self.value(key, |here| here.in_row(T::read))
    }

    fn rows<T: Block>(&mut self, key: &'static str) -> Taken<Vec<T>> {
        let rows = self.value(key, |here| {
            here.expect("[\n")?;
            let mut rows = Vec::new();
            while !here.skip("]") {
                here.expect("  ")?;
                rows.push(here.in_row(T::read)?);
                here.expect(",\n")?;
            }
            Ok(rows)
        })?;
        Ok(rows.unwrap_or_default())
    }

    fn missing(&self, _: &'static str) -> Malformed {
        given_up()
    }
}

/// Returns how many bytes there are before a quote, an escape, or a control character. Eight at a time, because most of
/// a record is strings.
fn plain_length(bytes: &[u8]) -> usize {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const HIGHS: u64 = ONES << 7;
    // The lowest byte with its high bit set is the first one below `least`; those above it may be wrong.
    let below = |word: u64, least: u64| word.wrapping_sub(ONES * least) & !word & HIGHS;
    let (words, _) = bytes.as_chunks::<8>();
    for (place, word) in words.iter().enumerate() {
        let word = u64::from_le_bytes(*word);
        let is = |byte: u8| below(word ^ (ONES * u64::from(byte)), 1);
        let ends = below(word, 0x20) | is(b'"') | is(b'\\') | is(0x7f);
        if ends != 0 {
            return place * 8 + ends.trailing_zeros() as usize / 8;
        }
    }
    let rest = words.len() * 8;
    let ends = |byte: &u8| matches!(byte, b'"' | b'\\' | 0x7f) || *byte < b' ';
    let end = bytes[rest..].iter().position(ends);
    end.map_or(bytes.len(), |end| rest + end)
}

/// Tells whether a text is a whole number as it is written: without a sign, and without zeros before it.
fn is_plain_number(text: &str) -> bool {
    text == "0" || (!text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit()))
}

fn yes_or_no(text: &str) -> Option<bool> {
    match text {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

fn time(text: &str) -> Option<DateTime<Utc>> {
    let (date, clock) = text.as_bytes().split_at_checked(10)?;
    let [b'T', h, h2, b':', m, m2, b':', s, s2, b'Z'] = *clock else {
        return None;
    };
    let clock = day(date)?.and_hms_opt(two(h, h2)?, two(m, m2)?, two(s, s2)?)?;
    Some(clock.and_utc())
}

fn day(text: &[u8]) -> Option<NaiveDate> {
    let [y, y2, y3, y4, b'-', m, m2, b'-', d, d2] = *text else {
        return None;
    };
    let year = two(y, y2)? * 100 + two(y3, y4)?;
    NaiveDate::from_ymd_opt(year.try_into().ok()?, two(m, m2)?, two(d, d2)?)
}

/// Returns the number that two digits make.
fn two(tens: u8, ones: u8) -> Option<u32> {
    let digit = |byte: u8| byte.is_ascii_digit().then(|| u32::from(byte - b'0'));
    Some(digit(tens)? * 10 + digit(ones)?)
}

#[cfg(test)]
mod tests {
    use super::plain_length;

    #[test]
    fn every_byte_that_ends_a_plain_text_is_found_wherever_it_stands() {
        for end in
            (0..=u8::MAX).filter(|byte| !(b' '..0x7f).contains(byte) || b"\"\\".contains(byte))
        {
            for before in 0..20 {
                let mut text = b"a\xff \x80!#[]~".repeat(3);
                text[before] = end;
                let found = if end >= 0x80 { text.len() } else { before };
                assert_eq!(plain_length(&text), found, "{end:#x} after {before}");
            }
        }
    }
}

//! One line of what a person wrote: emphasis, code spans and `https` links are kept, all else is plain text.

use super::{BREAK, escape_char, is_reference, line_start, push_escaped, without_groups};

/// Writes one trimmed line so that it neither opens a block nor holds more than the inline markup above.
pub(super) fn inline(line: &str, out: &mut String) {
    let mut text = line_start(line, out);
    let is_start = text.len() == line.len();
    if let Some(c @ ('*' | '_')) = text.chars().next()
        && is_start
        && (text.starts_with("* ") || text.bytes().all(|b| b"*_ ".contains(&b)))
    {
        push_escaped(out, c);
        text = &text[1..];
    }
    write(out, text, markup);
}

/// Writes a text: what `keep` takes as it says, everything else as plain text.
fn write(
    out: &mut String,
    mut text: &str,
    keep: fn(&mut String, Option<char>, &str) -> Option<usize>,
) {
    let mut before = None;
    while let Some(c) = text.chars().next() {
        let taken = keep(out, before, text).unwrap_or_else(|| {
            escape_char(out, before, c, &text[c.len_utf8()..]);
            c.len_utf8()
        });
        before = text[..taken].chars().next_back();
        text = &text[taken..];
    }
}

/// Writes what is kept at the start of `text` and returns how much of it that was.
fn markup(out: &mut String, before: Option<char>, text: &str) -> Option<usize> {
    match text.chars().next()? {
        c @ ('*' | '_') => {
            out.push(c);
            Some(1)
        }
        '`' => Some(code_span(out, text)),
        '\\' | '&' => kept_escape(out, text),
        '<' => {
            let url = address(&text[1..]);
            text[1..].strip_prefix(url)?.strip_prefix('>')?;
            autolink(out, url).map(|()| url.len() + 2)
        }
        'h' if !before.is_some_and(char::is_alphanumeric) => {
            let url =
                address(text).trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', '_']);
            autolink(out, url).map(|()| url.len())
        }
        '[' => link(out, text),
        _ => None,
    }
}

/// Writes a code span as it is, or the backticks as text when nothing closes them on this line.
fn code_span(out: &mut String, text: &str) -> usize {
    let rest = text.trim_start_matches('`');
    let length = text.len() - rest.len();
    let mut at = length;
    while let Some(next) = text[at..].find('`') {
        let start = at + next;
        let end = text.len() - text[start..].trim_start_matches('`').len();
        if end - start == length {
            out.push_str(&text[..length]);
            out.push_str(&without_groups(&text[length..start]));
            out.push_str(&text[start..end]);
            return end;
        }
        at = end;
    }
    for _ in 0..length {
        push_escaped(out, '`');
    }
    length
}

/// Writes a character that its author escaped, or what breaks a mention, both of which [`super::escape`] writes too.
fn kept_escape(out: &mut String, text: &str) -> Option<usize> {
    if text.starts_with(BREAK) {
        out.push_str(BREAK);
        return Some(BREAK.len());
    }
    if !text.starts_with('\\') {
        return None;
    }
    let mut chars = text[1..].chars();
    let c = chars.next().filter(char::is_ascii_punctuation)?;
    push_escaped(out, c);
    if is_reference(c, chars.as_str()) {
        out.push_str(BREAK);
    }
    Some(2)
}

/// Writes `[text](https://…)`, its text escaped.
fn link(out: &mut String, text: &str) -> Option<usize> {
    let (label, rest) = text[1..].split_once("](")?;
    let url = address(rest);
    let is_plain =
        !label.trim().is_empty() && !label.contains(['[', ']', '`', '<']) && !label.ends_with('\\');
    if !is_plain || !is_https(url) || !rest[url.len()..].starts_with(')') {
        return None;
    }
    out.push('[');
    write(out, label, |out, _, text| kept_escape(out, text));
    out.push_str("](");
    out.push_str(url);
    out.push(')');
    Some(1 + label.len() + 2 + url.len() + 1)
}

fn autolink(out: &mut String, url: &str) -> Option<()> {
    if !is_https(url) {
        return None;
    }
    out.push('<');
    out.push_str(url);
    out.push('>');
    Some(())
}

/// Returns the characters at the start of `text` that an address may hold, none of which means anything to Markdown
/// inside a link.
fn address(text: &str) -> &str {
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || "-._~%/?#=&+,;:@!$'*".contains(c);
    &text[..text.find(|c| !is_allowed(c)).unwrap_or(text.len())]
}

/// Tells whether an address is `https` and names a host, without a user in front of it that could pass for one.
fn is_https(url: &str) -> bool {
    let Some(rest) = url.strip_prefix("https://") else {
        return false;
    };
    let host = &rest[..rest.find(['/', '?', '#']).unwrap_or(rest.len())];
    host.starts_with(|c: char| c.is_ascii_alphanumeric())
        && host
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '.' || c == '-' || c == ':')
}

//! Text from records and files, made safe inside Markdown as GitHub and other hosts read it.
//!
//! [`escape`] takes any text and returns one line that shows exactly that text: no markup, no link, no mention, no
//! HTML, no workflow command of a CI runner. [`prose()`] takes what a person wrote as Markdown and keeps only paragraphs,
//! lists, emphasis, code and `https` links of it.

mod inline;
pub(crate) mod parts;
mod prose;

pub(crate) use prose::prose;

use crate::domain::text::legible_lines;

/// What breaks an `@mention`, `#123` or `GH-123` for GitHub, which looks for them after Markdown is done, so that a
/// backslash does not help: a zero-width space, written so that it can be seen in the source.
const BREAK: &str = "&#8203;";

/// Returns the text on one line with everything escaped that Markdown would read as more than text.
pub(crate) fn escape(text: &str) -> String {
    let text = one_line(text);
    let mut out = String::with_capacity(text.len() + 16);
    let rest = line_start(&text, &mut out);
    let mut before = None;
    for (place, c) in rest.char_indices() {
        escape_char(&mut out, before, c, &rest[place + c.len_utf8()..]);
        before = Some(c);
    }
    out
}

/// Joins the lines of a text with single spaces and makes deceptive characters visible.
fn one_line(text: &str) -> String {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    legible_lines(&lines.collect::<Vec<_>>().join(" "))
        .trim()
        .to_owned()
}

/// Escapes what would open a block at the start of a line, and returns what follows it.
///
/// That is everything but letters and digits, and the mark of an ordered list.
fn line_start<'t>(text: &'t str, out: &mut String) -> &'t str {
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let rest = &text[digits..];
    match rest.chars().next() {
        Some('-' | '+') if digits == 0 && rest[1..].starts_with(char::is_alphanumeric) => {
            return text;
        }
        Some(c @ ('-' | '+' | '=' | ':' | '>')) if digits == 0 => push_escaped(out, c),
        Some(c @ ('.' | ')')) if digits > 0 && (rest.len() == 1 || rest[1..].starts_with(' ')) => {
            out.push_str(&text[..digits]);
            push_escaped(out, c);
        }
        _ => return text,
    }
    &rest[1..]
}

/// Writes one character of text so that Markdown reads it as that character, whatever stands around it.
fn escape_char(out: &mut String, before: Option<char>, c: char, after: &str) {
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let next = after.chars().next();
    match c {
        '_' if is_word(before) && is_word(next) => out.push(c),
        '&' if next.is_none_or(|next| next != '#' && !next.is_ascii_alphanumeric()) => out.push(c),
        ':' if !after.starts_with([':', '/']) => out.push(c),
        '.' if !ends_with(out, "www") => out.push(c),
        '-' if after.starts_with(|c: char| c.is_ascii_digit()) && ends_with(out, "gh") => {
            out.push_str(BREAK);
            out.push(c);
        }
        '@' if is_reference(c, after) => {
            out.push(c);
            out.push_str(BREAK);
        }
        '#' if is_reference(c, after) => {
            push_escaped(out, c);
            out.push_str(BREAK);
        }
        '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '<' | '#' | '|' | '~' | '&' | ':'
        | '.' | '$' => push_escaped(out, c),
        '!' if next == Some('[') => push_escaped(out, c),
        c => out.push(c),
    }
}

/// Tells whether `@` or `#` may begin a mention or a reference, even when emphasis stands in between.
fn is_reference(c: char, after: &str) -> bool {
    let Some(next) = after.chars().next() else {
        return false;
    };
    match c {
        '@' => !next.is_whitespace() && !after.starts_with(BREAK),
        '#' => next.is_ascii_digit() || next == '*' || next == '_',
        _ => false,
    }
}

fn push_escaped(out: &mut String, c: char) {
    out.push('\\');
    out.push(c);
}

/// Tells whether the output ends with these lower-case letters, whatever their case in it.
fn ends_with(out: &str, word: &str) -> bool {
    out.len() >= word.len()
        && out.as_bytes()[out.len() - word.len()..].eq_ignore_ascii_case(word.as_bytes())
}

/// Returns the text as a code span that shows exactly it, on one line.
pub(crate) fn code(text: &str) -> String {
    let text = without_groups(&one_line(text));
    if text.is_empty() {
        return String::new();
    }
    let fence = "`".repeat(longest_run(&text) + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') {
        " "
    } else {
        ""
    };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// Returns how many backticks stand side by side at most.
fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`')
        .map(str::len)
        .max()
        .unwrap_or_default()
}

/// Takes the meaning for a CI runner out of a line of code, where a backslash would show: `::error::` at its start,
/// `##[group]` anywhere.
fn inert_code(line: &str) -> String {
    let line = without_groups(line);
    match line.trim_start().strip_prefix("::") {
        Some(rest) => format!(
            "{}\\x3a:{rest}",
            &line[..line.len() - line.trim_start().len()]
        ),
        None => line,
    }
}

fn without_groups(line: &str) -> String {
    line.replace("##[", "#\\x23[")
}

#[cfg(test)]
mod tests;

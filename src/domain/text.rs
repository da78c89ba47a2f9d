//! Text that came from a file or a person, and may be hostile.

use std::borrow::Cow;
use std::fmt::Write as _;

/// The longest text that an event may carry in one field, in bytes.
pub(crate) const LONGEST_TEXT: usize = 8 * 1024;

/// How much of a name is held against others, in bytes.
const LONGEST_NAME: usize = 100;

/// Tells whether a character can change how the text around it looks: C0 and C1 controls, bidi controls,
/// zero-width characters and other invisible format characters, line separators and private tags.
pub fn is_deceptive(c: char) -> bool {
    matches!(c,
        '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}'
        | '\u{ad}' | '\u{61c}' | '\u{180e}'
        | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Returns the text on one line with every deceptive character spelled out, as `\n`, `\t`, `\x1b` or `\u{202e}`, and
/// with nothing in it that a CI runner takes for a command.
pub fn visible(text: &str) -> Cow<'_, str> {
    if text.contains(is_deceptive) || is_command(text) {
        Cow::Owned(spelled_out(text, false, true))
    } else {
        Cow::Borrowed(text)
    }
}

/// Returns a word as one word of a shell's command line, on one line: in quotes when it has something else in it than letters,
/// digits and what paths are made of.
pub(crate) fn shell_word(word: &str) -> Cow<'_, str> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./:@%+,".contains(c);
    let word = visible(word);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word;
    }
    Cow::Owned(format!("'{}'", word.replace('\'', r"'\''")))
}

/// Returns a program and its arguments as they would be typed into a shell.
pub(crate) fn shell_line(words: &[String]) -> String {
    let words: Vec<_> = words.iter().map(|word| shell_word(word)).collect();
    words.join(" ")
}

/// Returns the text with every deceptive character but the line feed spelled out, and with nothing in it that a CI
/// runner takes for a command.
pub(crate) fn visible_lines(text: &str) -> Cow<'_, str> {
    if is_command(text) {
        Cow::Owned(spelled_out(text, true, true))
    } else {
        legible_lines(text)
    }
}

/// Returns the text with every deceptive character but the line feed spelled out, for a page that takes the meaning of
/// commands away in its own way.
pub fn legible_lines(text: &str) -> Cow<'_, str> {
    if text.contains(|c| c != '\n' && is_deceptive(c)) {
        Cow::Owned(spelled_out(text, true, false))
    } else {
        Cow::Borrowed(text)
    }
}

/// Tells whether a CI runner may take something in the text for a command: `##[group]` anywhere, `::error::` where a
/// line starts or may be broken.
pub(crate) fn is_command(text: &str) -> bool {
    text.contains("##[")
        || text
            .match_indices("::")
            .any(|(at, _)| may_start_line(&text[..at]))
}

fn may_start_line(before: &str) -> bool {
    before.chars().next_back().is_none_or(char::is_whitespace)
}

fn spelled_out(text: &str, keep_lines: bool, hide_commands: bool) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut is_start = true;
    for (at, c) in text.char_indices() {
        match c {
            ':' if hide_commands && is_start && text[at..].starts_with("::") => {
                out.push_str("\\x3a");
            }
            '[' if hide_commands && text[..at].ends_with("##") => out.push_str("\\x5b"),
            '\n' if keep_lines => out.push('\n'),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if is_deceptive(c) && u32::from(c) < 0x100 => {
                let _ = write!(out, "\\x{:02x}", u32::from(c));
            }
            c if is_deceptive(c) => {
                let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
            }
            c => out.push(c),
        }
        is_start = c.is_whitespace();
    }
    out
}

/// Returns the beginning of a text, at most so many bytes of it.
pub fn beginning(text: &str, most: usize) -> &str {
    let end = (0..=most.min(text.len()))
        .rev()
        .find(|end| text.is_char_boundary(*end));
    &text[..end.unwrap_or_default()]
}

/// Returns a number of things, such as `1 item` or `3 items`.
pub fn counted(count: usize, word: &str) -> String {
    if count == 1 {
        format!("1 {word}")
    } else {
        format!("{count} {word}s")
    }
}

/// Returns the word for the answer to a yes/no question.
pub(crate) fn yes_or_no(answer: bool) -> &'static str {
    if answer { "yes" } else { "no" }
}

/// Returns the candidate nearest to `wrong`, when it is near enough to be what was meant.
pub(crate) fn nearest<'a>(
    wrong: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    // Long texts would take long to compare.
    let wrong = beginning(wrong, LONGEST_NAME);
    let limit = (wrong.chars().count() / 3).clamp(1, 4);
    let distance = |name| strsim::osa_distance(wrong, beginning(name, LONGEST_NAME));
    candidates
        .into_iter()
        .map(|candidate| (distance(candidate), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Returns how alike two texts are, from 0 to 1: the share of pairs of letters that they have in common (Sørensen–Dice).
pub(crate) fn likeness(one: &str, other: &str) -> f64 {
    strsim::sorensen_dice(one, other)
}

/// Returns a text as it is compared with others: its words, without case, punctuation and articles.
pub(crate) fn sameness(text: &str) -> String {
    let is_told = |word: &&str| !["", "the", "a", "an"].contains(word);
    if text.is_ascii() {
        let lower = text.to_ascii_lowercase();
        let words = lower.split(|c: char| !c.is_ascii_alphanumeric());
        return spaced(words.filter(is_told), lower.len());
    }
    let lower = text.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric());
    spaced(words.filter(is_told), lower.len())
}

/// Puts words on one line, which has at most so many bytes.
fn spaced<'w>(words: impl Iterator<Item = &'w str>, most: usize) -> String {
    let mut line = String::with_capacity(most);
    for word in words {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_quoted_where_a_shell_would_take_it_apart() {
        for (word, expected) in [
            ("releases/2.4.0.toml", "releases/2.4.0.toml"),
            ("our releases/1.0.0.toml", "'our releases/1.0.0.toml'"),
            ("it's", "'it'\\''s'"),
            ("$(x)", "'$(x)'"),
            ("*.toml", "'*.toml'"),
            ("", "''"),
            ("a\nb", "'a\\nb'"),
            ("it's; ls", "'it'\\''s; ls'"),
            // A shell may take the first for the path of a program, and the second for a home folder.
            ("=ls", "'=ls'"),
            ("~", "'~'"),
        ] {
            assert_eq!(shell_word(word), expected);
        }
        let line = ["./check.sh", "two words", "--all"].map(str::to_owned);
        assert_eq!(shell_line(&line), "./check.sh 'two words' --all");
    }

    #[test]
    fn deceptive_characters_are_spelled_out() {
        for (text, shown) in [
            ("plain — text ✓ 日本", "plain — text ✓ 日本"),
            ("\u{1b}[31mred", "\\x1b[31mred"),
            ("a\nb\tc\r", "a\\nb\\tc\\r"),
            ("\u{9b}31m", "\\x9b31m"),
            ("x\u{202e}y\u{2066}z", "x\\u{202e}y\\u{2066}z"),
            ("zero\u{200b}width", "zero\\u{200b}width"),
            ("::error::x", "\\x3a:error::x"),
            (" ::error::x", " \\x3a:error::x"),
            ("x ::error::y a::b :: :", "x \\x3a:error::y a::b \\x3a: :"),
            (
                "##[group]x ###[error] # #[x]",
                "##\\x5bgroup]x ###\\x5berror] # #[x]",
            ),
        ] {
            assert_eq!(visible(text), shown);
        }
        assert_eq!(visible_lines("a\nb\u{7}"), "a\nb\\x07");
        assert_eq!(legible_lines("a\n::error::b\u{7}"), "a\n::error::b\\x07");
        assert_eq!(
            visible_lines("a\n::error::b\n##[c]"),
            "a\n\\x3a:error::b\n##\\x5bc]"
        );
    }

    #[test]
    fn the_nearest_name_is_found_when_it_is_near() {
        let names = ["developer", "devops-engineer", "qa-automation-engineer"];
        for (wrong, meant) in [
            ("devloper", Some("developer")),
            ("develoepr", Some("developer")),
            ("devops-enginer", Some("devops-engineer")),
            ("lawyer", None),
            ("", None),
        ] {
            assert_eq!(nearest(wrong, names), meant, "{wrong}");
        }
    }

    #[test]
    fn articles_case_and_punctuation_make_no_difference() {
        assert_eq!(
            sameness("Run the smoke-tests."),
            sameness("run Smoke tests")
        );
        assert_ne!(
            sameness("Run smoke tests in staging"),
            sameness("Run smoke tests in production")
        );
    }
}

//! Queries that name the release: `{{version}}` and `{{candidate}}` inside the quoted texts of a query.
//!
//! A value is escaped for the quotes that it stands in, and for a regular expression where the query matches with one.
//! Whatever a candidate is called, it stays one text.

use std::fmt::Write as _;

/// What a placeholder stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placeholder {
    /// The version under release.
    Version,
    /// The candidate under release.
    Candidate,
}

/// Why a placeholder cannot be filled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QueryFault {
    /// Nothing has this name.
    Unknown(String),
    /// It stands outside a text in single or double quotes, where its value could not be escaped.
    Unquoted(Placeholder),
}

impl Placeholder {
    /// Returns its name, without the braces.
    pub fn word(self) -> &'static str {
        match self {
            Self::Version => "version",
            Self::Candidate => "candidate",
        }
    }
}

/// A piece of a query.
enum Piece<'q> {
    Text(&'q str),
    Placeholder(Placeholder, Quoted),
}

/// The quoted text that a placeholder stands in.
#[derive(Clone, Copy)]
struct Quoted {
    quote: char,
    /// Whether the query matches with it as a regular expression.
    is_pattern: bool,
}

/// Tells whether every placeholder of a query can be filled.
///
/// # Errors
///
/// The first one that cannot.
pub fn check(query: &str) -> Result<(), QueryFault> {
    pieces(query).map(|_| ())
}

/// Returns a query with its placeholders filled.
///
/// # Errors
///
/// Why it cannot be asked, as the end of a sentence.
pub fn filled(query: &str, version: &str, candidate: Option<&str>) -> Result<String, String> {
    let pieces = pieces(query).map_err(|fault| match fault {
        QueryFault::Unknown(name) => format!("the query has an unknown placeholder `{name}`"),
        QueryFault::Unquoted(placeholder) => {
            format!("the query has `{}` outside quotes", placeholder.word())
        }
    })?;
    let mut filled = String::with_capacity(query.len());
    for piece in pieces {
        match piece {
            Piece::Text(text) => filled.push_str(text),
            Piece::Placeholder(Placeholder::Version, quoted) => {
                push_escaped(&mut filled, version, quoted);
            }
            Piece::Placeholder(Placeholder::Candidate, quoted) => {
                let candidate =
                    candidate.ok_or("the query names the candidate, and the release has none")?;
                push_escaped(&mut filled, candidate, quoted);
            }
        }
    }
    Ok(filled)
}

fn pieces(query: &str) -> Result<Vec<Piece<'_>>, QueryFault> {
    let mut pieces = Vec::new();
    let mut within: Option<Quoted> = None;
    let (mut done, mut at) = (0, 0);
    while let Some(c) = query[at..].chars().next() {
        let rest = &query[at..];
        if let Some((name, after)) = rest
            .strip_prefix("{{")
            .and_then(|inner| inner.split_once("}}"))
        {
            let placeholder = [Placeholder::Version, Placeholder::Candidate]
                .into_iter()
                .find(|known| known.word() == name.trim())
                .ok_or_else(|| QueryFault::Unknown(name.trim().to_owned()))?;
            let quoted = within
                .filter(|quoted| quoted.quote != '`')
                .ok_or(QueryFault::Unquoted(placeholder))?;
            pieces.push(Piece::Text(&query[done..at]));
            pieces.push(Piece::Placeholder(placeholder, quoted));
            at = query.len() - after.len();
            done = at;
            continue;
        }
        match within {
            // A backslash takes the quote after it into the text.
            Some(quoted) if c == '\\' && quoted.quote != '`' => {
                at += rest.chars().nth(1).map_or(0, char::len_utf8);
            }
            Some(quoted) if c == quoted.quote => within = None,
            None if matches!(c, '"' | '\'' | '`') => {
                let before = query[..at].trim_end();
                within = Some(Quoted {
                    quote: c,
                    is_pattern: before.ends_with("=~") || before.ends_with("!~"),
                });
            }
            // A comment has no texts in it.
            None if c == '#' => at += rest.find('\n').unwrap_or(rest.len()) - 1,
            _ => {}
        }
        at += c.len_utf8();
    }
    pieces.push(Piece::Text(&query[done..]));
    Ok(pieces)
}

fn push_escaped(text: &mut String, value: &str, quoted: Quoted) {
    for c in value.chars() {
        if quoted.is_pattern && r"\.+*?()|[]{}^$".contains(c) {
            text.push_str(r"\\");
        }
        match c {
            '\\' => text.push_str(r"\\"),
            c if c == quoted.quote => {
                text.push('\\');
                text.push(c);
            }
            c if c.is_control() => {
                let _ = write!(text, "\\U{:08x}", u32::from(c));
            }
            c => text.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_placeholder_is_filled_and_escaped_for_where_it_stands() {
        for (query, candidate, expected) in [
            ("up", "c0ffee", "up"),
            (
                r#"up{version="{{version}}", c='{{ candidate }}'}"#,
                "c0ffee",
                r#"up{version="1.2.0+x", c='c0ffee'}"#,
            ),
            (
                r#"up{c="{{candidate}}"} or up{c="b"}"#,
                r#"a"} or vector(0) or up{c="\"#,
                r#"up{c="a\"} or vector(0) or up{c=\"\\"} or up{c="b"}"#,
            ),
            (
                r#"up{c='{{candidate}}'}"#,
                "it's \"a\"\n",
                r#"up{c='it\'s "a"\U0000000a'}"#,
            ),
            (
                r#"up{v=~"v{{version}}", c!~ '{{candidate}}'}"#,
                r".*\d",
                r#"up{v=~"v1\\.2\\.0\\+x", c!~ '\\.\\*\\\\d'}"#,
            ),
            (
                r#"up{a="\"", v="{{version}}"}"#,
                "",
                r#"up{a="\"", v="1.2.0+x"}"#,
            ),
            (
                "up # it's\n{v='{{version}}'}",
                "",
                "up # it's\n{v='1.2.0+x'}",
            ),
            ("up #", "", "up #"),
        ] {
            let found = filled(query, "1.2.0+x", Some(candidate));
            assert_eq!(found.as_deref(), Ok(expected), "{query}");
        }
    }

    #[test]
    fn a_placeholder_that_cannot_be_filled_is_named() {
        for (query, expected) in [
            (
                "up{v={{version}}}",
                QueryFault::Unquoted(Placeholder::Version),
            ),
            (
                "up{v=`{{version}}`}",
                QueryFault::Unquoted(Placeholder::Version),
            ),
            (
                r#"up{v="1"}{{candidate}}"#,
                QueryFault::Unquoted(Placeholder::Candidate),
            ),
            (
                r#"up{v="{{commit}}"}"#,
                QueryFault::Unknown("commit".to_owned()),
            ),
        ] {
            assert_eq!(check(query), Err(expected), "{query}");
            assert!(filled(query, "1.2.0", Some("c0ffee")).is_err(), "{query}");
        }
        assert_eq!(
            filled("up{c='{{candidate}}'}", "1.2.0", None),
            Err("the query names the candidate, and the release has none".to_owned())
        );
    }
}

//! What some readers of TOML refuse, because it came with TOML 1.1: escapes, and inline tables over several lines.
//!
//! The documents promise that a record is TOML 1.0, and the parser reads more. gonogo writes none of it; a hand may.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::record::malformed::{Fault, Malformed, NotEverywhere};

/// Refuses the first thing in a text that is not TOML 1.0, with its place.
pub(super) fn check(text: &str, table: &DeTable<'_>) -> Result<(), Malformed> {
    let look = Look {
        text,
        has_escapes: text.contains("\\e") || text.contains("\\x"),
    };
    if look.has_escapes || text.contains('{') {
        look.table(table)
    } else {
        Ok(())
    }
}

/// A look through a text by the places of its values.
struct Look<'t> {
    text: &'t str,
    /// Whether something in it may be such an escape.
    has_escapes: bool,
}

impl Look<'_> {
    fn table(&self, table: &DeTable<'_>) -> Result<(), Malformed> {
        for (key, value) in table.iter() {
            if self.has_escapes {
                escapes(self.text, key)?;
            }
            self.value(value)?;
        }
        Ok(())
    }

    fn value(&self, value: &Spanned<DeValue<'_>>) -> Result<(), Malformed> {
        match value.get_ref() {
            DeValue::String(_) if self.has_escapes => escapes(self.text, value),
            DeValue::Array(list) => list.iter().try_for_each(|value| self.value(value)),
            DeValue::Table(inner) => {
                is_on_one_line(self.text, value)?;
                self.table(inner)
            }
            _ => Ok(()),
        }
    }
}

/// Refuses `\e` and `\x41` in a text in double quotes.
fn escapes<T>(text: &str, value: &Spanned<T>) -> Result<(), Malformed> {
    let start = value.span().start;
    let raw = text.get(value.span()).unwrap_or_default();
    if !raw.starts_with('"') {
        return Ok(());
    }
    let mut chars = raw.char_indices();
    while let Some((at, c)) = chars.next() {
        let Some((_, escaped)) = (c == '\\').then(|| chars.next()).flatten() else {
            continue;
        };
        if matches!(escaped, 'e' | 'x') {
            let place = start + at..start + at + 2;
            return Err(Fault::NotEverywhere(NotEverywhere::Escape(escaped)).at(place));
        }
    }
    Ok(())
}

/// Refuses a line feed or a last comma directly inside of the braces of an inline table; in a list or a text inside of it,
/// a line feed is fine.
fn is_on_one_line<T>(text: &str, value: &Spanned<T>) -> Result<(), Malformed> {
    let start = value.span().start;
    let raw = text.get(value.span()).unwrap_or_default();
    if !raw.starts_with('{') {
        return Ok(());
    }
    let mut open = Vec::new();
    let mut comma = None;
    let mut at = 0;
    while let Some(c) = raw[at..].chars().next() {
        let fault = |fault| Fault::NotEverywhere(fault);
        let is_braced = open.last() == Some(&'{');
        match c {
            '"' | '\'' => at += quoted(&raw[at..]),
            '#' if !is_braced => at += raw[at..].find('\n').unwrap_or(raw.len() - at),
            '\n' | '#' if is_braced => {
                return Err(fault(NotEverywhere::SeveralLines).at(start + at..start + at + 1));
            }
            '}' => {
                if let Some(comma) = comma {
                    return Err(
                        fault(NotEverywhere::LastComma).at(start + comma..start + comma + 1)
                    );
                }
                open.pop();
                at += 1;
            }
            '{' | '[' => {
                open.push(c);
                at += 1;
            }
            ']' => {
                open.pop();
                at += 1;
            }
            c => at += c.len_utf8(),
        }
        if !c.is_whitespace() {
            comma = (c == ',' && is_braced).then_some(at - 1);
        }
    }
    Ok(())
}

/// Returns the length of a text with its quotes.
fn quoted(raw: &str) -> usize {
    let quote = if raw.starts_with("\"\"\"") || raw.starts_with("'''") {
        &raw[..3]
    } else {
        &raw[..1]
    };
    let has_escapes = quote.starts_with('"');
    let mut at = quote.len();
    while at < raw.len() {
        if has_escapes && raw[at..].starts_with('\\') {
            at += 1;
            at += raw[at..].chars().next().map_or(0, char::len_utf8);
        } else if raw[at..].starts_with(quote) {
            // A text of several lines may end with quotes of its own.
            let more = raw[at + quote.len()..].bytes().take(2);
            let own = more.take_while(|b| quote.len() == 3 && *b == quote.as_bytes()[0]);
            return at + quote.len() + own.count();
        } else {
            at += raw[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    raw.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_with_toml_1_1_is_refused_at_its_place() {
        #[track_caller]
        fn case(text: &str, expected: Option<(NotEverywhere, &str)>) {
            let table = DeTable::parse(text).unwrap();
            let found = check(text, table.get_ref()).err();
            let found = found.map(|malformed| {
                let at = text.len() - text[malformed.span.start..].len();
                (*malformed.fault, text[at..].to_owned())
            });
            let expected =
                expected.map(|(fault, rest)| (Fault::NotEverywhere(fault), rest.to_owned()));
            assert_eq!(found, expected, "{text}");
        }
        use NotEverywhere::{Escape, LastComma, SeveralLines};
        for fine in [
            "a = \"\\\\e \\n\" # \\e",
            "a = '\\e'",
            "a = '''\\x41'''",
            "a = {b = [\n1, # }\n2,\n], c = \"\"\"x\n\"\"\"\"\"}",
            "a = {b = {}, c = {d = 1}}\ne = [1,]",
            "[a]\nb = 1\n",
            "a = {b = ',}', c = \"{\"}",
        ] {
            case(fine, None);
        }
        case("a = \"x\\e[0m\"", Some((Escape('e'), "\\e[0m\"")));
        case("a = [\"\\x41\"]", Some((Escape('x'), "\\x41\"]")));
        case(
            "a = \"\"\"\n\\\\\\e\"\"\"",
            Some((Escape('e'), "\\e\"\"\"")),
        );
        case("\"\\e\" = 1", Some((Escape('e'), "\\e\" = 1")));
        case("[x.\"\\x41\"]\n", Some((Escape('x'), "\\x41\"]\n")));
        case("a = {b = 1,\n c = 2}", Some((SeveralLines, "\n c = 2}")));
        case("a = [{b = 1 # x\n}]", Some((SeveralLines, "# x\n}]")));
        case(
            "a = {b = {c = [1,\n2], \nd = 1}}",
            Some((SeveralLines, "\nd = 1}}")),
        );
        case("a = {b = 1, }", Some((LastComma, ", }")));
    }
}

//! What mail programs and trackers do to a text on its way, undone: quote marks, wrapped lines, typographic dashes, other
//! bullets, escaped brackets.

/// The most lines that a box and its comment may be wrapped to.
const MOST_LINES: usize = 200;

/// A text as it was before its way, with the line in the file of each of its lines.
pub(super) struct Mended {
    pub(super) text: String,
    /// The line in the file, from 1, by the line in the text, from 0.
    pub(super) numbers: Vec<usize>,
}

impl Mended {
    pub(super) fn of(text: &str) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let lines: Vec<String> = text.lines().map(mended_line).collect();
        let mut mended = Self {
            text: String::with_capacity(text.len()),
            numbers: Vec::new(),
        };
        let mut at = 0;
        while at < lines.len() {
            let length = wrapped(&lines[at..]);
            let joined = lines[at..at + length].iter().enumerate();
            let joined: Vec<&str> = joined
                .map(|(place, line)| {
                    if place == 0 {
                        line.trim_end()
                    } else {
                        line.trim()
                    }
                })
                .collect();
            mended.text.push_str(&joined.join(" "));
            mended.text.push('\n');
            mended.numbers.push(at + 1);
            at += length;
        }
        mended
    }
}

fn mended_line(line: &str) -> String {
    let line = unquoted(line).replace(['\u{a0}', '\u{202f}'], " ");
    let line = line
        .replace("&lt;!--", "<!--")
        .replace("--&gt;", "-->")
        .replace("<!\u{2014}", "<!--")
        .replace("<!\u{2013}", "<!--")
        .replace("\u{2014}>", "-->")
        .replace("\u{2013}>", "-->");
    with_box(&line).unwrap_or(line)
}

/// Takes the marks of a quote from a line, and keeps its indent.
fn unquoted(line: &str) -> &str {
    let mut line = line;
    while let Some(rest) = line.trim_start().strip_prefix('>') {
        line = rest.strip_prefix(' ').unwrap_or(rest);
    }
    line
}

/// Writes a box at the start of a list item as GitHub takes it; `None` when there is none.
fn with_box(line: &str) -> Option<String> {
    let item = line.trim_start();
    let indent = &line[..line.len() - item.len()];
    let rest = item.strip_prefix(['-', '*', '+', '\u{2022}', '\u{b7}', '\u{25e6}'])?;
    let is_other_bullet = !item.starts_with(['-', '*', '+']);
    let rest = rest.trim_start();
    let inner = rest.strip_prefix("\\[").or_else(|| rest.strip_prefix('['));
    let Some((inner, after)) = inner.and_then(|inner| inner.split_once(']')) else {
        return is_other_bullet.then(|| format!("{indent}- {rest}"));
    };
    let mark = match inner.trim_end_matches('\\').trim() {
        "" => ' ',
        "x" | "X" | "\u{2713}" | "\u{2714}" | "\u{d7}" => 'x',
        _ => return None,
    };
    Some(format!("{indent}- [{mark}] {}", after.trim_start()))
}

/// Returns how many lines from the first on were one: a box up to the end of its comment, or a comment alone.
fn wrapped(lines: &[String]) -> usize {
    let first = lines[0].trim_start();
    let is_open = |line: &str| {
        let rest = line.rsplit_once("<!--");
        rest.is_some_and(|(_, rest)| !rest.contains("-->"))
    };
    let is_box = is_box(first) && !first.contains("<!--");
    if !is_box && !is_open(first) {
        return 1;
    }
    let mut has_comment = first.contains("<!--");
    for (place, line) in lines.iter().enumerate().take(MOST_LINES).skip(1) {
        let line = line.trim();
        if line.is_empty() || self::is_box(line) {
            return 1;
        }
        has_comment |= line.contains("<!--");
        if has_comment && line.contains("-->") {
            return place + 1;
        }
    }
    1
}

fn is_box(line: &str) -> bool {
    line.starts_with("- [ ] ") || line.starts_with("- [x] ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_happened_on_the_way_is_undone() {
        for (sent, mended, numbers) in [
            ("a\r\nb\r\n", "a\nb\n", &[1, 2][..]),
            (
                "\u{feff}> > - [ ] a <!-- m -->\n> >   - Evidence: x",
                "- [ ] a <!-- m -->\n  - Evidence: x\n",
                &[1, 2],
            ),
            (">- [x] a <!-- m -->", "- [x] a <!-- m -->\n", &[1]),
            (
                "- [ ] a\nb c <!--\nm -->\n  - Evidence:",
                "- [ ] a b c <!-- m -->\n  - Evidence:\n",
                &[1, 4],
            ),
            (
                "- [ ] a\n- b <!-- m -->\nc",
                "- [ ] a - b <!-- m -->\nc\n",
                &[1, 3],
            ),
            ("- [ ] a\n<!-- m -->", "- [ ] a <!-- m -->\n", &[1]),
            (
                "- [ ] a\n- [ ] b <!-- m -->",
                "- [ ] a\n- [ ] b <!-- m -->\n",
                &[1, 2],
            ),
            (
                "- [ ] a\n\nb <!-- m -->",
                "- [ ] a\n\nb <!-- m -->\n",
                &[1, 2, 3],
            ),
            (
                "* [X] a <!\u{2014} m \u{2014}>",
                "- [x] a <!-- m -->\n",
                &[1],
            ),
            (
                "\u{2022} [ x ]\u{a0}a &lt;!-- m --&gt;",
                "- [x] a <!-- m -->\n",
                &[1],
            ),
            ("- \\[x\\] a <!-- m -->", "- [x] a <!-- m -->\n", &[1]),
            ("- [-] a <!-- m -->", "- [-] a <!-- m -->\n", &[1]),
            ("a <!-- b", "a <!-- b\n", &[1]),
        ] {
            let found = Mended::of(sent);
            assert_eq!(
                (found.text.as_str(), &found.numbers[..]),
                (mended, numbers),
                "{sent}"
            );
        }
    }
}

//! Lists of patterns as OpenSSH has them: `*@example.org,!guest@example.org`.

/// What a list of patterns says of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Listed {
    Yes,
    No,
    /// A pattern with `!` says so, whatever the others say.
    Refused,
}

/// Holds a text against a list of patterns, with regard to case and without trimming.
pub(super) fn listed(text: &str, patterns: &str) -> Listed {
    let mut found = Listed::No;
    for pattern in patterns.split(',') {
        match pattern.strip_prefix('!') {
            Some(pattern) if matches(text.as_bytes(), pattern.as_bytes()) => {
                return Listed::Refused;
            }
            None if matches(text.as_bytes(), pattern.as_bytes()) => found = Listed::Yes,
            _ => {}
        }
    }
    found
}

/// Tells whether no part of a list narrows it: it lets every text through.
pub(super) fn is_for_all(patterns: &str) -> bool {
    let mut parts = patterns.split(',').filter(|part| !part.starts_with('!'));
    parts.any(|part| part.contains('*') && part.chars().all(|c| matches!(c, '*' | '?')))
}

/// Goes through both once, and comes back to the last `*` at most once a byte: `*` is any text, `?` any byte.
fn matches(text: &[u8], pattern: &[u8]) -> bool {
    let (mut at, mut within) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while at < text.len() {
        match pattern.get(within) {
            Some(b'*') => {
                star = Some((at, within));
                within += 1;
            }
            Some(c) if *c == b'?' || *c == text[at] => {
                at += 1;
                within += 1;
            }
            _ => match star {
                Some((from, place)) => {
                    star = Some((from + 1, place));
                    at = from + 1;
                    within = place + 1;
                }
                None => return false,
            },
        }
    }
    pattern[within..].iter().all(|c| *c == b'*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_patterns_says_what_openssh_says() {
        for (text, patterns, expected) in [
            ("ada@x", "ada@x", Listed::Yes),
            ("ada@x", "Ada@x", Listed::No),
            ("ada@x", "bo@x,ada@x", Listed::Yes),
            ("ada@x", "bo@x, ada@x", Listed::No),
            ("ada@x", "*@x", Listed::Yes),
            ("ada@x", "*@x,!ada@x", Listed::Refused),
            ("ada@x", "!ada@x,*@x", Listed::Refused),
            ("ada@x", "!bo@x", Listed::No),
            ("ada@x", "a?a@x", Listed::Yes),
            ("ada@x", "a?@x", Listed::No),
            ("ada@x", "a*d*@*x*", Listed::Yes),
            ("ada@x", "", Listed::No),
            ("ada@x", "**", Listed::Yes),
        ] {
            assert_eq!(listed(text, patterns), expected, "{text} {patterns}");
        }
        for (patterns, expected) in [
            ("*", true),
            ("?*,a@x", true),
            ("*,!a@x", true),
            ("*@x", false),
            ("???", false),
        ] {
            assert_eq!(is_for_all(patterns), expected, "{patterns}");
        }
    }

    #[test]
    fn a_hostile_pattern_takes_no_time() {
        let (text, pattern) = ("a".repeat(20_000), "*a".repeat(500) + "b");
        assert_eq!(listed(&text, &pattern), Listed::No);
    }
}

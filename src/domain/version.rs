//! The version of a release, which is also the name of its record.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use super::schema::{Known, Text};

/// The longest version, in bytes.
const LONGEST: usize = 64;

/// A version that is safe as a file name: `[0-9A-Za-z][0-9A-Za-z.+_-]{0,63}`, never with `..` in it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Version(String);

/// Why a text is not a version.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum VersionFault {
    /// Nothing was given.
    #[error("a version cannot be empty")]
    Empty,
    /// The text is too long to be a file name on every system.
    #[error("a version has at most {LONGEST} characters")]
    TooLong,
    /// The text starts with something else than a letter or digit.
    #[error("a version starts with a letter or a digit")]
    BadStart,
    /// The text holds a character that a file name may not have everywhere.
    #[error("a version has only letters, digits and `.+_-`")]
    BadCharacter,
    /// The text could climb out of the releases folder.
    #[error("a version cannot contain `..`")]
    Dots,
    /// The text names a device on Windows, or ends like the store's own files.
    #[error("`{0}` cannot be the name of a file everywhere")]
    Reserved(String),
}

impl Version {
    /// Returns the version as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the version that a text comes closest to: `pkg-1.2.3` for `pkg@1.2.3`.
    pub(crate) fn spelled_like(text: &str) -> Option<Self> {
        let parts = text
            .split(|c: char| !c.is_ascii_alphanumeric() && !".+_-".contains(c))
            .filter(|part| !part.is_empty());
        let spelling = parts.collect::<Vec<_>>().join("-");
        // A text without a number is a path, or something else that nobody meant as a version.
        let spelling = Some(spelling).filter(|text| text.contains(|c: char| c.is_ascii_digit()));
        spelling?.parse().ok()
    }

    /// Tells whether both are likely to be meant as one release: they differ only in a leading `v` and in zeros at the end
    /// of the numbers, such as `v1.2.0` and `1.2`.
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        likeness(&self.0) == likeness(&other.0)
    }

    /// Compares the numbers in two versions as numbers, so that `1.10.0` comes after `1.9.0`, with or without a `v`
    /// before them. What stands behind a hyphen, such as `-rc.1`, comes before the version itself, as Semantic
    /// Versioning has it.
    pub(crate) fn natural_cmp(&self, other: &Self) -> std::cmp::Ordering {
        let (core, before) = halves(without_v(&self.0));
        let (other_core, other_before) = halves(without_v(&other.0));
        let by_core = natural_parts(core).cmp(&natural_parts(other_core));
        let by_kind = || before.is_none().cmp(&other_before.is_none());
        let by_rest = || {
            before
                .map(natural_parts)
                .cmp(&other_before.map(natural_parts))
        };
        by_core
            .then_with(by_kind)
            .then_with(by_rest)
            .then_with(|| self.0.cmp(&other.0))
    }
}

/// Returns a version without the `v` before its first number.
fn without_v(text: &str) -> &str {
    text.strip_prefix(['v', 'V'])
        .filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
        .unwrap_or(text)
}

fn likeness(text: &str) -> (Vec<String>, &str) {
    let text = without_v(text);
    let end = text.find(['-', '+', '_']).unwrap_or(text.len());
    let (numbers, rest) = text.split_at(end);
    let mut numbers: Vec<String> = numbers.split('.').map(str::to_ascii_lowercase).collect();
    while numbers.len() > 1 && numbers.last().is_some_and(|number| number == "0") {
        numbers.pop();
    }
    (numbers, rest)
}

fn halves(text: &str) -> (&str, Option<&str>) {
    text.split_once('-')
        .map_or((text, None), |(core, before)| (core, Some(before)))
}

fn natural_parts(text: &str) -> Vec<(u128, &str)> {
    text.split(['.', '-', '+', '_'])
        .map(|part| {
            let digits = part.len() - part.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            (part[..digits].parse().unwrap_or(0), &part[digits..])
        })
        .collect()
}

impl FromStr for Version {
    type Err = VersionFault;

    fn from_str(text: &str) -> Result<Self, VersionFault> {
        let first = *text.as_bytes().first().ok_or(VersionFault::Empty)?;
        if text.len() > LONGEST {
            return Err(VersionFault::TooLong);
        }
        if !first.is_ascii_alphanumeric() {
            return Err(VersionFault::BadStart);
        }
        if !text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b".+_-".contains(&b))
        {
            return Err(VersionFault::BadCharacter);
        }
        if text.contains("..") {
            return Err(VersionFault::Dots);
        }
        let stem = text
            .split('.')
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase();
        let is_device = matches!(stem.as_str(), "con" | "prn" | "aux" | "nul")
            || (stem.len() == 4
                && (stem.starts_with("com") || stem.starts_with("lpt"))
                && stem.as_bytes()[3].is_ascii_digit());
        if is_device || text.ends_with('.') {
            return Err(VersionFault::Reserved(text.to_owned()));
        }
        Ok(Self(text.to_owned()))
    }
}

impl Text for Version {
    fn text(&self) -> &str {
        &self.0
    }

    fn parse(text: &str, _: &mut Known) -> Option<Self> {
        text.parse().ok()
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_versions_that_are_file_names_everywhere_are_taken() {
        for good in [
            "2.4.0",
            "1.0.0-rc.1",
            "v1",
            "2026.11",
            "1.0.0+build_5",
            &"9".repeat(64),
        ] {
            assert_eq!(
                good.parse::<Version>().map(|v| v.to_string()),
                Ok(good.to_owned())
            );
        }
        for (bad, fault) in [
            ("", VersionFault::Empty),
            (&*"9".repeat(65), VersionFault::TooLong),
            ("../../x", VersionFault::BadStart),
            ("/etc/passwd", VersionFault::BadStart),
            ("-r", VersionFault::BadStart),
            ("1/2", VersionFault::BadCharacter),
            ("1\n::error::", VersionFault::BadCharacter),
            ("1\u{202e}", VersionFault::BadCharacter),
            ("1..2", VersionFault::Dots),
            ("con", VersionFault::Reserved("con".to_owned())),
            ("LPT1.0", VersionFault::Reserved("LPT1.0".to_owned())),
        ] {
            assert_eq!(bad.parse::<Version>(), Err(fault), "{bad:?}");
        }
    }

    #[test]
    fn a_v_and_zeros_at_the_end_make_no_other_release() {
        let like = |one: &str, other: &str| {
            one.parse::<Version>()
                .unwrap()
                .is_like(&other.parse().unwrap())
        };
        for (one, other) in [
            ("1.2.0", "v1.2.0"),
            ("1.2", "1.2.0"),
            ("v1", "1.0.0"),
            ("1.2-rc.1", "v1.2.0-rc.1"),
        ] {
            assert!(like(one, other) && like(other, one), "{one} {other}");
        }
        for (one, other) in [
            ("1.2.0", "1.2.1"),
            ("1.2", "1.20"),
            ("0.1", "1"),
            ("1.2.0", "1.2.0-rc.1"),
            ("vista", "ista"),
            ("1.2.0-rc.1", "1.2.0-rc.10"),
        ] {
            assert!(!like(one, other), "{one} {other}");
        }
    }

    #[test]
    fn numbers_in_versions_compare_as_numbers() {
        let mut versions: Vec<Version> = ["1.10.0", "1.9.0", "1.9.0-rc.10", "1.9.0-rc.2", "2"]
            .iter()
            .map(|v| v.parse().unwrap())
            .collect();
        versions.sort_by(Version::natural_cmp);
        let sorted: Vec<_> = versions.iter().map(Version::as_str).collect();
        assert_eq!(
            sorted,
            ["1.9.0-rc.2", "1.9.0-rc.10", "1.9.0", "1.10.0", "2"]
        );
    }

    #[test]
    fn a_v_before_the_numbers_changes_nothing() {
        let mut versions: Vec<Version> = [
            "v10.0.0",
            "9.1",
            "v2.0.0",
            "v9.0.0",
            "V3",
            "v2.0.0-rc.1",
            "vista",
        ]
        .iter()
        .map(|v| v.parse().unwrap())
        .collect();
        versions.sort_by(Version::natural_cmp);
        let sorted: Vec<_> = versions.iter().map(Version::as_str).collect();
        assert_eq!(
            sorted,
            [
                "vista",
                "v2.0.0-rc.1",
                "v2.0.0",
                "V3",
                "v9.0.0",
                "9.1",
                "v10.0.0"
            ]
        );
    }

    #[test]
    fn a_text_that_is_no_version_has_a_spelling_that_is_accepted() {
        for (text, spelling) in [
            ("pkg@1.2.3", Some("pkg-1.2.3")),
            ("@octoacme/pkg@1.2.3", Some("octoacme-pkg-1.2.3")),
            ("release 2.4", Some("release-2.4")),
            ("1.2.3\n", Some("1.2.3")),
            ("-r", None),
            ("/etc/passwd", None),
            ("../..", None),
            ("@", None),
            ("", None),
        ] {
            let found = Version::spelled_like(text);
            assert_eq!(found.as_ref().map(Version::as_str), spelling, "{text:?}");
        }
    }
}

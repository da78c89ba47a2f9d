//! What proves that an item is done, without a person.

use super::program::{Program, TIMEOUT};
use crate::domain::digest::Canonical;
use crate::domain::duration::span;
use crate::domain::schema::shape::{Field, Shape};
use crate::domain::schema::{Block, Source, Take, Value};
use crate::domain::text::shell_line;

/// The exit code of a program that passes, when its check does not say.
pub const CODE: u64 = 0;

/// The status of an address that passes, when its check does not say.
pub(crate) const STATUS: u64 = 200;

/// The most times that a check is repeated after a failure.
pub(crate) const MOST_RETRIES: u64 = 10;

/// What proves that an item is done. It is run on request alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Check {
    /// A program that ends with the expected exit code.
    Program {
        /// The program.
        program: Program,
        /// The folder that it runs in, below the working folder; the working folder itself when left out.
        folder: Option<String>,
        /// The exit code of a pass, from 0 to 255; [`CODE`] when left out.
        code: Option<u64>,
        /// How many times it is run again after a failure, up to [`MOST_RETRIES`]; never when left out.
        retries: Option<u64>,
    },
    /// An address that answers with the expected status.
    Http {
        /// The address, with `{{version}}` and `{{candidate}}` for those of the release.
        url: String,
        /// The status of a pass, from 100 to 599; [`STATUS`] when left out.
        status: Option<u64>,
        /// How long an answer may take, in seconds.
        timeout: Option<u64>,
        /// How many times it is asked again after a failure, up to [`MOST_RETRIES`]; never when left out.
        retries: Option<u64>,
    },
    /// Files below the working folder, all of which are there; their paths may have placeholders as an address has.
    Files(Vec<String>),
    /// A file below the working folder that mentions the version.
    Changelog(String),
    /// A signed tag on the candidate; its name may have placeholders as an address has.
    Tag(String),
}

/// Why a text with placeholders cannot be filled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unfilled {
    /// Nothing has this name.
    Unknown(String),
    /// The release has no candidate yet.
    NoCandidate,
}

impl Check {
    /// Returns the key that says what kind of check it is.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Program { .. } => "run",
            Self::Http { .. } => "http",
            Self::Files(_) => "files",
            Self::Changelog(_) => "changelog",
            Self::Tag(_) => "tag",
        }
    }

    /// Returns what is run or looked at, whole and on one line. It may have characters that have to be made visible.
    pub fn line(&self) -> String {
        match self {
            Self::Program { program, .. } => shell_line(&program.run),
            Self::Http { url, .. } => format!("GET {url}"),
            Self::Files(paths) => format!("files {}", paths.join(", ")),
            Self::Changelog(path) => format!("version in {path}"),
            Self::Tag(name) => format!("signed tag {name}"),
        }
    }

    /// Returns under which terms it passes, for people; empty for one that has none.
    pub fn terms(&self) -> String {
        let mut terms = Vec::new();
        if let Self::Program {
            program,
            folder,
            code,
            ..
        } = self
        {
            terms.extend(folder.as_ref().map(|folder| format!("in {folder}")));
            terms.extend(code.map(|code| format!("passes with exit code {code}")));
            if !program.env.is_empty() {
                terms.push(format!("given {}", program.env.join(", ")));
            }
        }
        if let Self::Http {
            status: Some(status),
            ..
        } = self
        {
            terms.push(format!("passes with status {status}"));
        }
        if let Some(seconds) = self.timeout() {
            terms.push(format!("up to {}", span(seconds)));
        }
        if self.retries() > 0 {
            terms.push(match self.retries() {
                1 => "1 retry".to_owned(),
                count => format!("{count} retries"),
            });
        }
        terms.join(", ")
    }

    /// Returns how long one attempt may take, in seconds; `None` for a check that waits for nothing.
    pub fn timeout(&self) -> Option<u64> {
        match self {
            Self::Program { program, .. } => Some(program.seconds()),
            Self::Http { timeout, .. } => Some(timeout.unwrap_or(TIMEOUT)),
            Self::Files(_) | Self::Changelog(_) | Self::Tag(_) => None,
        }
    }

    /// Returns how many times it is repeated after a failure. A record may say more than a definition can; it is not followed.
    pub fn retries(&self) -> u64 {
        let (Self::Program { retries, .. } | Self::Http { retries, .. }) = self else {
            return 0;
        };
        retries.unwrap_or_default().min(MOST_RETRIES)
    }

    /// Adds the check to a canonical form. What older checks did not have is left out where it is not said, so that their
    /// digests stay.
    pub(super) fn push_to(&self, form: &mut Canonical) {
        let number = |form: &mut Canonical, key, value: &Option<u64>| {
            if let Some(value) = value {
                form.text(key, &value.to_string());
            }
        };
        match self {
            Self::Program {
                program,
                folder,
                code,
                retries,
            } => {
                program.push_to(form);
                if let Some(folder) = folder {
                    form.text("folder", folder);
                }
                number(form, "code", code);
                number(form, "retries", retries);
            }
            Self::Http {
                url,
                status,
                timeout,
                retries,
            } => {
                form.text("http", url);
                number(form, "status", status);
                number(form, "timeout-seconds", timeout);
                number(form, "retries", retries);
            }
            Self::Files(paths) => form.list("files", paths),
            Self::Changelog(path) => form.text("changelog", path),
            Self::Tag(name) => form.text("tag", name),
        }
    }
}

/// Each kind has keys of its own: what a check of another kind has is unknown to it.
impl Block for Check {
    const HEADING: &'static str = "";

    fn name(&self) -> Option<&str> {
        None
    }

    fn write<'e>(&'e self, take: Take<'_, 'e>) {
        match self {
            Self::Program {
                program,
                folder,
                code,
                retries,
            } => {
                program.write(take);
                folder.put("folder", take);
                code.put("code", take);
                retries.put("retries", take);
            }
            Self::Http {
                url,
                status,
                timeout,
                retries,
            } => {
                url.put("http", take);
                status.put("status", take);
                timeout.put("timeout-seconds", take);
                retries.put("retries", take);
            }
            Self::Files(paths) => paths.put("files", take),
            Self::Changelog(path) => path.put("changelog", take),
            Self::Tag(name) => name.put("tag", take),
        }
    }

    fn read<S: Source>(source: &mut S) -> Result<Self, S::Error> {
        if let Some(url) = Value::find("http", source)? {
            return Ok(Self::Http {
                url,
                status: Value::get("status", source)?,
                timeout: Value::get("timeout-seconds", source)?,
                retries: Value::get("retries", source)?,
            });
        }
        if let Some(path) = Value::find("changelog", source)? {
            return Ok(Self::Changelog(path));
        }
        if let Some(name) = Value::find("tag", source)? {
            return Ok(Self::Tag(name));
        }
        let files: Vec<String> = Value::get("files", source)?;
        if !files.is_empty() {
            return Ok(Self::Files(files));
        }
        Ok(Self::Program {
            program: Program::read(source)?,
            folder: Value::get("folder", source)?,
            code: Value::get("code", source)?,
            retries: Value::get("retries", source)?,
        })
    }

    fn fields() -> Vec<Field> {
        let of = |key, about, shape| Field {
            is_required: false,
            ..Field::of(key, about, shape)
        };
        let mut fields = Program::fields();
        fields.extend([
            of(
                "folder",
                "The folder that it runs in, below the working folder.",
                Shape::Text,
            ),
            of("code", "The exit code of a pass.", Shape::Number),
            of(
                "retries",
                "How many times it is repeated after a failure.",
                Shape::Number,
            ),
            of(
                "http",
                "An address that proves it, in place of a program.",
                Shape::Text,
            ),
            of("status", "The status of a pass.", Shape::Number),
            of(
                "files",
                "Files that have to be there, in place of a program.",
                Shape::List(Box::new(Shape::Text)),
            ),
            of(
                "changelog",
                "A file that has to mention the version, in place of a program.",
                Shape::Text,
            ),
            of(
                "tag",
                "A tag that has to be signed and on the candidate, in place of a program.",
                Shape::Text,
            ),
        ]);
        fields
    }
}

/// Returns a text with `{{version}}` and `{{candidate}}` filled, each value as `written` writes it.
///
/// # Errors
///
/// When a placeholder is unknown, or there is no candidate for it.
pub fn filled(
    text: &str,
    version: &str,
    candidate: Option<&str>,
    written: impl Fn(&str) -> String,
) -> Result<String, Unfilled> {
    let (mut filled, mut rest) = (String::with_capacity(text.len()), text);
    while let Some((before, inner)) = rest.split_once("{{") {
        let Some((name, after)) = inner.split_once("}}") else {
            break;
        };
        filled.push_str(before);
        filled.push_str(&written(match name.trim() {
            "version" => version,
            "candidate" => candidate.ok_or(Unfilled::NoCandidate)?,
            unknown => return Err(Unfilled::Unknown(unknown.to_owned())),
        }));
        rest = after;
    }
    filled.push_str(rest);
    Ok(filled)
}

/// Tells whether a path stays below the folder that it counts from: no part of it is `..`, and it does not begin at a root or
/// a drive. Links are not followed here.
pub fn is_below(path: &str) -> bool {
    let is_drive = path.as_bytes().get(1).is_some_and(|second| *second == b':');
    !path.is_empty()
        && !path.starts_with(['/', '\\'])
        && !is_drive
        && path.split(['/', '\\']).all(|part| part != "..")
}

/// Tells whether this can be the name of an environment variable that a program is given: letters, digits and `_`. What is
/// ours alone, such as secrets for Prometheus, is never given.
pub(crate) fn is_env_name(name: &str) -> bool {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    name.chars().all(is_word)
        && name.starts_with(|c: char| !c.is_ascii_digit())
        && !name
            .to_ascii_uppercase()
            .strip_prefix("GONOGO")
            .is_some_and(|rest| rest.starts_with('_'))
}

/// Returns the line that mentions a version, from 1, with its text: as a word of its own, so that 2.4.0 is not found in
/// 12.4.0, 2.4.0.1 or 2.4.0-rc.1. A `v` may stand before it.
pub fn mention<'t>(text: &'t str, version: &str) -> Option<(usize, &'t str)> {
    let bare = version.strip_prefix('v').unwrap_or(version);
    if bare.is_empty() {
        return None;
    }
    let mut lines = text.lines().zip(1..);
    lines.find_map(|(line, number)| {
        let mut found = line.match_indices(bare);
        let is_mention = found.any(|(at, _)| is_word(&line[..at], &line[at + bare.len()..]));
        is_mention.then_some((number, line))
    })
}

/// Tells whether a version between these texts is a word of its own.
fn is_word(before: &str, after: &str) -> bool {
    let joins = |c: char| c.is_alphanumeric() || matches!(c, '-' | '+' | '_');
    let before = before.strip_suffix(['v', 'V']).unwrap_or(before);
    let begins = !before.ends_with(|c| joins(c) || c == '.');
    let ends = match after.strip_prefix('.') {
        Some(further) => !further.starts_with(joins),
        None => !after.starts_with(joins),
    };
    begins && ends
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_mentioned_as_a_word_of_its_own() {
        for text in [
            "2.4.0",
            "## 2.4.0",
            "## [2.4.0] - 2026-11-20",
            "## v2.4.0 (2026-11-20)",
            "gonogo (2.4.0)",
            "Released 2.4.0.",
            "12.4.0 and 2.4.0",
        ] {
            assert_eq!(mention(text, "2.4.0"), Some((1, text)), "{text}");
            assert_eq!(mention(text, "v2.4.0"), Some((1, text)), "{text}");
        }
        for text in [
            "",
            "12.4.0",
            "1.2.4.0",
            "2.4.01",
            "2.4.0.1",
            "2.4.0-rc.1",
            "2.4.0+build",
            "rev2.4.0",
            "2.4",
            "x-2.4.0",
        ] {
            assert_eq!(mention(text, "2.4.0"), None, "{text}");
        }
        assert_eq!(
            mention("# Log\n\n## 2.4.0\n", "2.4.0"),
            Some((3, "## 2.4.0"))
        );
        assert_eq!(mention("a é2.4.0 b", "2.4.0"), None);
        assert_eq!(mention("anything", ""), None);
    }

    /// Returns the canonical form of a check.
    fn form(check: &Check) -> String {
        let mut form = Canonical::of("check");
        check.push_to(&mut form);
        String::from_utf8(form.into_bytes()).unwrap()
    }

    fn program(run: &str) -> Program {
        Program {
            run: vec![run.to_owned()],
            timeout: Some(5),
            env: Vec::new(),
        }
    }

    #[test]
    fn the_form_of_an_older_check_stays_and_every_value_is_in_it() {
        let of = |program, folder: Option<&str>, code, retries| Check::Program {
            program,
            folder: folder.map(str::to_owned),
            code,
            retries,
        };
        let http = |status, timeout, retries| Check::Http {
            url: "x".to_owned(),
            status,
            timeout,
            retries,
        };
        let older = of(program("x"), None, None, None);
        assert_eq!(form(&older), "gonogo/1:5:check\nrun:1:x\ntimeout:1:5\n");
        let env = vec!["x".to_owned()];
        let all = [
            older,
            of(
                Program {
                    env,
                    ..program("x")
                },
                None,
                None,
                None,
            ),
            of(program("x"), Some("x"), None, None),
            of(program("x"), None, Some(1), None),
            of(program("x"), None, None, Some(1)),
            http(None, None, None),
            http(Some(200), None, None),
            http(None, Some(200), None),
            http(None, None, Some(200)),
            Check::Files(vec!["x".to_owned()]),
            Check::Files(vec!["x".to_owned(), "x".to_owned()]),
            Check::Changelog("x".to_owned()),
            Check::Tag("x".to_owned()),
        ];
        for (place, check) in all.iter().enumerate() {
            let same = all.iter().position(|other| form(other) == form(check));
            assert_eq!(same, Some(place), "{check:?}");
        }
    }

    #[test]
    fn a_record_repeats_a_check_no_more_often_than_a_definition() {
        for (said, followed) in [(None, 0), (Some(3), 3), (Some(u64::MAX), MOST_RETRIES)] {
            let check = Check::Http {
                url: "x".to_owned(),
                status: None,
                timeout: None,
                retries: said,
            };
            assert_eq!(check.retries(), followed, "{said:?}");
        }
    }

    #[test]
    fn a_path_stays_below() {
        for path in ["a", "a/b.c", "./a", "..a/b..", "services/api"] {
            assert!(is_below(path), "{path}");
        }
        for path in [
            "", "/a", "..", "../a", "a/../b", "a/..", "\\a", "a\\..\\b", "C:a", "c:/a",
        ] {
            assert!(!is_below(path), "{path}");
        }
    }

    #[test]
    fn placeholders_are_filled() {
        let fill = |text| {
            filled(text, "2.4.0", Some("c 1"), |value| {
                value.replace(' ', "%20")
            })
        };
        assert_eq!(fill("a").as_deref(), Ok("a"));
        assert_eq!(
            fill("v{{version}}/{{ candidate }}!").as_deref(),
            Ok("v2.4.0/c%201!")
        );
        assert_eq!(fill("{{version").as_deref(), Ok("{{version"));
        assert_eq!(
            fill("{{entry}}"),
            Err(Unfilled::Unknown("entry".to_owned()))
        );
        let none = filled("{{candidate}}", "2.4.0", None, str::to_owned);
        assert_eq!(none, Err(Unfilled::NoCandidate));
    }

    #[test]
    fn what_is_ours_alone_is_no_name() {
        for name in ["PATH", "_x", "KUBECONFIG", "a1"] {
            assert!(is_env_name(name), "{name}");
        }
        for name in ["", "1A", "A B", "A=B", "É", "GONOGO_KEY", "gonogo_key"] {
            assert!(!is_env_name(name), "{name}");
        }
    }
}

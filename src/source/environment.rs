//! What a program is given of the environment: what every program needs to start, and what its definition lists.
//!
//! The rest stays behind, so that a program which a record names does not read the secrets of a CI job or of a person.

use std::ffi::{OsStr, OsString};

/// What every program is given, beside `LC_*`: where programs and the person's files are, and how a terminal and a language
/// work.
const EVERY: [&str; 9] = [
    "CI", "HOME", "LANG", "LOGNAME", "PATH", "TERM", "TMPDIR", "TZ", "USER",
];

/// What programs need to start on Windows.
const WINDOWS: [&str; 18] = [
    "APPDATA",
    "COMSPEC",
    "HOMEDRIVE",
    "HOMEPATH",
    "LOCALAPPDATA",
    "NUMBER_OF_PROCESSORS",
    "OS",
    "PATHEXT",
    "PROCESSOR_ARCHITECTURE",
    "PROGRAMDATA",
    "PROGRAMFILES",
    "PROGRAMFILES(X86)",
    "SYSTEMDRIVE",
    "SYSTEMROOT",
    "TEMP",
    "TMP",
    "USERNAME",
    "USERPROFILE",
];

/// What is in the name of a variable that holds a secret.
const SECRETIVE: [&str; 10] = [
    "AUTH",
    "CERT",
    "COOKIE",
    "CREDENTIAL",
    "DSN",
    "KEY",
    "PASS",
    "PWD",
    "SECRET",
    "TOKEN",
];

/// The fewest bytes of a value that is masked: a shorter one would mask half of what a program says, and hide nothing.
const SHORTEST: usize = 4;

/// What stands for a secret.
const MASK: &[u8] = b"***";

/// The variables that one program is given.
#[derive(Default)]
pub(crate) struct Environment {
    variables: Vec<(OsString, OsString)>,
    /// What must not be shown, the longest first.
    secrets: Vec<Vec<u8>>,
}

impl std::fmt::Debug for Environment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names = self.variables.iter().map(|(name, _)| name);
        f.debug_list().entries(names).finish()
    }
}

impl Environment {
    /// Takes what a program is given from `all`: what every program gets, and the variables that are `listed`.
    pub(crate) fn of(
        all: impl IntoIterator<Item = (OsString, OsString)>,
        listed: &[String],
    ) -> Self {
        let is_listed = |name: &OsStr| listed.iter().any(|listed| is_same(name, listed));
        let is_given = |name: &OsStr| is_for_every(name) || (is_listed(name) && !is_ours(name));
        let all = all.into_iter();
        let variables: Vec<(OsString, OsString)> = all.filter(|(name, _)| is_given(name)).collect();
        let held = variables.iter().filter(|(name, _)| is_secretive(name));
        let mut secrets: Vec<Vec<u8>> = held.flat_map(|(_, value)| parts(value)).collect();
        secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        Self { variables, secrets }
    }

    /// Returns the variables.
    pub(crate) fn variables(&self) -> impl Iterator<Item = (&OsStr, &OsStr)> {
        let variables = self.variables.iter();
        variables.map(|(name, value)| (name.as_os_str(), value.as_os_str()))
    }

    /// Returns what a program printed with `***` for each secret that it was given. Where the output `is_cut`, the beginning of
    /// a secret at its end goes too.
    pub(crate) fn masked(&self, output: Vec<u8>, is_cut: bool) -> Vec<u8> {
        if self.secrets.is_empty() {
            return output;
        }
        let mut masked = Vec::with_capacity(output.len());
        let mut rest = output.as_slice();
        while let Some(first) = rest.first() {
            if let Some(secret) = self.secrets.iter().find(|secret| rest.starts_with(secret)) {
                masked.extend_from_slice(MASK);
                rest = &rest[secret.len()..];
            } else if is_cut && self.secrets.iter().any(|secret| secret.starts_with(rest)) {
                break;
            } else {
                masked.push(*first);
                rest = &rest[1..];
            }
        }
        masked
    }
}

/// Returns what must not be shown of a secret: the whole of it and, of a key in several lines, each of its lines, because
/// only some of them may be printed.
fn parts(value: &OsStr) -> Vec<Vec<u8>> {
    let value = value.to_string_lossy();
    let whole = std::iter::once(value.trim());
    let lines = value.lines().map(str::trim);
    let mut parts: Vec<Vec<u8>> = whole
        .chain(lines)
        .filter(|part| part.len() >= SHORTEST)
        .map(|part| part.as_bytes().to_vec())
        .collect();
    parts.dedup();
    parts
}

fn is_for_every(name: &OsStr) -> bool {
    let is_locale = name.to_str().is_some_and(|name| name.starts_with("LC_"));
    is_locale
        || EVERY.iter().any(|known| is_same(name, known))
        || (cfg!(windows) && WINDOWS.iter().any(|known| is_same(name, known)))
}

/// Tells whether both name one variable.
fn is_same(name: &OsStr, known: &str) -> bool {
    if cfg!(windows) {
        name.eq_ignore_ascii_case(known)
    } else {
        name == known
    }
}

/// Tells whether it is a setting or a secret of gonogo itself. A record may list it although no definition can.
fn is_ours(name: &OsStr) -> bool {
    let name = name.to_string_lossy().to_ascii_uppercase();
    name.strip_prefix("GONOGO")
        .is_some_and(|rest| rest.starts_with('_'))
}

fn is_secretive(name: &OsStr) -> bool {
    let name = name.to_string_lossy().to_ascii_uppercase();
    // `PATH` and what every program gets hold no secrets, and would mask every path.
    !EVERY.contains(&name.as_str()) && SECRETIVE.iter().any(|part| name.contains(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(all: &[(&str, &str)], listed: &[&str]) -> Environment {
        let all = all
            .iter()
            .map(|(name, value)| ((*name).into(), (*value).into()));
        let listed: Vec<String> = listed.iter().map(|name| (*name).to_owned()).collect();
        Environment::of(all, &listed)
    }

    #[test]
    fn a_program_is_given_what_every_program_needs_and_what_is_listed() {
        let all = [
            ("PATH", "/bin"),
            ("LC_ALL", "C"),
            ("CI", "true"),
            ("LD_PRELOAD", "x.so"),
            ("AWS_SECRET_ACCESS_KEY", "s"),
            ("KUBECONFIG", "/k"),
            ("GONOGO_PROMETHEUS_TOKEN", "s"),
            ("LCD", "x"),
        ];
        let environment = given(&all, &["KUBECONFIG", "ABSENT", "GONOGO_PROMETHEUS_TOKEN"]);
        let names: Vec<&OsStr> = environment.variables().map(|(name, _)| name).collect();
        assert_eq!(names, ["PATH", "LC_ALL", "CI", "KUBECONFIG"]);
    }

    #[test]
    fn secrets_that_were_given_are_masked() {
        let all = [
            ("API_TOKEN", "s3cret"),
            ("LONGER_TOKEN", "s3cret-and-more"),
            ("HOST", "host.example"),
            (
                "DEPLOY_KEY",
                "-----BEGIN-----\nabcdef\nghijkl\n-----END-----\n",
            ),
            ("SHORT_KEY", "abc"),
            ("EMPTY_KEY", ""),
        ];
        let listed = all.map(|(name, _)| name);
        let environment = given(&all, &listed);
        let masked = |text: &str, is_cut| {
            let masked = environment.masked(text.as_bytes().to_vec(), is_cut);
            String::from_utf8(masked).unwrap()
        };
        for (text, expected) in [
            ("", ""),
            ("none", "none"),
            ("a s3cret\ns3crets3cret", "a ***\n******"),
            ("s3cret-and-more!", "***!"),
            ("at host.example: abc", "at host.example: abc"),
            ("line ghijkl", "line ***"),
            ("ends in s3c", "ends in s3c"),
        ] {
            assert_eq!(masked(text, false), expected);
        }
        assert_eq!(masked("ends in s3c", true), "ends in ");
        assert_eq!(masked("é s3cret", true), "é ***");
        assert!(!format!("{environment:?}").contains("s3cret"));
        // Not listed, and so not known here.
        assert_eq!(
            given(&all, &[]).masked(b"s3cret".to_vec(), false),
            b"s3cret"
        );
    }
}

//! `allowed_signers`: whose keys are whose, in the language of OpenSSH, read strictly.
//!
//! It takes every line that OpenSSH takes, but for those that mean something else than they say: a time without a zone, a day
//! that does not exist, a list that lets everybody sign. Such a line is void. That only ever refuses more.

use std::fmt;

use chrono::{DateTime, NaiveDate, Utc};
use ssh_key::HashAlg;
use ssh_key::certificate::CertType;
use ssh_key::public::KeyData;
use thiserror::Error;

use super::pattern::{Listed, is_for_all, listed};
use super::sshsig::{self, NAMESPACE, SignatureFault};
use crate::domain::event::timestamp;
use crate::domain::standing::Cause;
use crate::domain::text::visible;

/// The lines of a file, in order.
#[derive(Debug, Clone, Default)]
pub(crate) struct AllowedSigners {
    lines: Vec<Line>,
    /// The lines that count for nothing, with their numbers from 1.
    pub(crate) void: Vec<VoidLine>,
    /// The numbers of the lines whose principals have upper-case letters: they match no address, which gonogo spells in lower
    /// case.
    pub(crate) upper_case: Vec<usize>,
}

/// A line that counts for nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct VoidLine {
    pub(crate) number: usize,
    pub(crate) fault: LineFault,
    /// Who it names, as far as that could be read.
    principals: String,
}

#[derive(Debug, Clone)]
struct Line {
    number: usize,
    principals: String,
    options: Options,
    key: KeyData,
}

#[derive(Debug, Clone, Default)]
struct Options {
    is_authority: bool,
    namespaces: Option<String>,
    after: Option<DateTime<Utc>>,
    before: Option<DateTime<Utc>>,
}

/// Why a line counts for nothing.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(crate) enum LineFault {
    #[error("it is not UTF-8")]
    NotText,
    #[error("a byte order mark stands in front of it")]
    ByteOrderMark,
    #[error("it has no key: `PRINCIPALS [OPTIONS] TYPE KEY` is expected")]
    NoKey,
    #[error("its key cannot be read")]
    BadKey,
    #[error("{0}")]
    WeakKey(SignatureFault),
    #[error("a certificate stands there; write the key of the authority, with `cert-authority`")]
    IsCertificate,
    #[error("`*` lets everyone sign with this key; name who may")]
    ForAll,
    #[error("`{}` is no option; options are parted by commas alone", visible(.0))]
    UnknownOption(String),
    #[error("`{0}` stands there twice")]
    Twice(&'static str),
    #[error("the value of `{0}` stands in no quotes")]
    Unquoted(&'static str),
    #[error("`{0}` is no time such as `20261231Z`: 8, 12 or 14 digits of a day that exists")]
    BadTime(String),
    #[error("`{0}` has no zone, so that it means another moment on each machine; write `{0}Z`")]
    NoZone(String),
    #[error("it ends before it begins")]
    Never,
    #[error("a space in `namespaces` keeps it from `{NAMESPACE}`; part the names by commas alone")]
    SpacedNamespace,
}

/// Why nobody vouches for a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NotAllowed {
    pub(crate) why: Why,
    /// The line that comes nearest, from 1.
    pub(crate) line: Option<usize>,
}

#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(crate) enum Why {
    #[error("no line names {0}")]
    NotNamed(String),
    #[error("{0} is named with another key")]
    OtherKey(String),
    #[error("the key is that of {}", visible(.0))]
    OtherPerson(String),
    #[error("the line is for {}", visible(.0))]
    OtherNamespace(String),
    #[error("the line counts from {0} on")]
    TooEarly(String),
    #[error("the line counts until {0}")]
    TooLate(String),
    #[error("the event is dated later than this clock, and the line has a time")]
    AheadOfClock,
    #[error("the certificate is not for a person")]
    HostCertificate,
    #[error("the certificate names no one")]
    NoPrincipal,
    #[error("the certificate does not name {0}")]
    OtherPrincipal(String),
    #[error("the certificate did not hold at that time, or its authority did not make it")]
    BadCertificate,
    #[error("the line is void: {0}")]
    Void(LineFault),
}

/// When an event happened, as far as the validity of keys goes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Moment {
    /// What the event says.
    pub(crate) at: DateTime<Utc>,
    /// The newest time among this and those of everything that its author had seen.
    pub(crate) not_before: DateTime<Utc>,
    /// Whether the event is dated later than the clock of the reader allows.
    pub(crate) is_ahead: bool,
}

impl Moment {
    /// Returns the moment of an event that is dated `at`, whose author had seen events of these times.
    pub(crate) fn after(at: DateTime<Utc>, seen: impl IntoIterator<Item = DateTime<Utc>>) -> Self {
        Self {
            at,
            not_before: seen.into_iter().fold(at, DateTime::max),
            is_ahead: false,
        }
    }
}

impl Why {
    /// Returns what kind of reason it is.
    pub(crate) fn cause(&self) -> Cause {
        match self {
            Self::TooEarly(_) | Self::TooLate(_) | Self::AheadOfClock | Self::BadCertificate => {
                Cause::Outdated
            }
            Self::NotNamed(_)
            | Self::OtherKey(_)
            | Self::OtherPerson(_)
            | Self::OtherNamespace(_)
            | Self::HostCertificate
            | Self::NoPrincipal
            | Self::OtherPrincipal(_)
            | Self::Void(_) => Cause::NoLine,
        }
    }
}

impl AllowedSigners {
    /// Reads a file.
    pub(crate) fn parse(bytes: &[u8]) -> Self {
        let mut found = Self::default();
        for (number, line) in (1..).zip(bytes.split(|byte| *byte == b'\n')) {
            let Ok(line) = std::str::from_utf8(line) else {
                found.reject(number, LineFault::NotText, "");
                continue;
            };
            if line.starts_with('\u{feff}') {
                found.reject(number, LineFault::ByteOrderMark, "");
                continue;
            }
            let line = line.trim_matches([' ', '\t', '\r']);
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let (principals, rest) = first_word(line);
            if principals.contains(|c: char| c.is_uppercase()) {
                found.upper_case.push(number);
            }
            match Line::parse(number, &principals, rest) {
                Ok(line) => found.lines.push(line),
                Err(fault) => found.reject(number, fault, &principals),
            }
        }
        found
    }

    fn reject(&mut self, number: usize, fault: LineFault, principals: &str) {
        let principals = principals.to_owned();
        self.void.push(VoidLine {
            number,
            fault,
            principals,
        });
    }

    /// Returns the number of the line that lets `principal` sign with this key at that moment.
    pub(crate) fn line_for(
        &self,
        principal: &str,
        key: &KeyData,
        moment: Moment,
    ) -> Result<usize, NotAllowed> {
        let mut nearest = None;
        for line in &self.lines {
            if listed(principal, &line.principals) != Listed::Yes || !line.is_for(key) {
                continue;
            }
            match line.refusal(principal, key, moment) {
                None => return Ok(line.number),
                Some(why) => {
                    let line = Some(line.number);
                    nearest.get_or_insert(NotAllowed { why, line });
                }
            }
        }
        Err(nearest.unwrap_or_else(|| self.stranger(principal, key)))
    }

    /// Says what comes nearest to a line for this principal and key.
    fn stranger(&self, principal: &str, key: &KeyData) -> NotAllowed {
        let names = |principals: &str| listed(principal, principals) == Listed::Yes;
        let void = self.void.iter().find(|line| names(&line.principals));
        let own = self.lines.iter().find(|line| names(&line.principals));
        let other = self.lines.iter().find(|line| line.is_for(key));
        let (why, line) = match (void, own, other) {
            (Some(void), _, _) => (Why::Void(void.fault.clone()), Some(void.number)),
            (_, _, Some(other)) => (
                Why::OtherPerson(other.principals.clone()),
                Some(other.number),
            ),
            (_, Some(own), None) => (Why::OtherKey(principal.to_owned()), Some(own.number)),
            (None, None, None) => (Why::NotNamed(principal.to_owned()), None),
        };
        NotAllowed { why, line }
    }
}

impl Line {
    fn parse(number: usize, principals: &str, rest: &str) -> Result<Self, LineFault> {
        let (options, key) = match key(rest) {
            Ok(key) => (Options::default(), key),
            Err(fault) => {
                let (options, rest) = past_options(rest);
                if rest.is_empty() || is_type_of_key(options) {
                    return Err(fault);
                }
                (Options::parse(options)?, key(rest)?)
            }
        };
        if key.is_certificate() {
            return Err(LineFault::IsCertificate);
        }
        sshsig::is_strong(&key).map_err(LineFault::WeakKey)?;
        if is_for_all(principals) {
            return Err(LineFault::ForAll);
        }
        Ok(Self {
            number,
            principals: principals.to_owned(),
            options,
            key,
        })
    }

    /// Tells whether the line is about this key, or about the authority of this certificate.
    fn is_for(&self, key: &KeyData) -> bool {
        match key.certificate() {
            Some(certificate) => {
                self.options.is_authority && *certificate.signature_key() == self.key
            }
            None => !self.options.is_authority && *key == self.key,
        }
    }

    fn refusal(&self, principal: &str, key: &KeyData, moment: Moment) -> Option<Why> {
        if let Some(certificate) = key.certificate() {
            if certificate.cert_type() != CertType::User {
                return Some(Why::HostCertificate);
            }
            let names = certificate.valid_principals();
            if names.is_empty() {
                return Some(Why::NoPrincipal);
            }
            if !names.iter().any(|name| name == principal) {
                return Some(Why::OtherPrincipal(principal.to_owned()));
            }
            let authority = self.key.fingerprint(HashAlg::Sha256);
            let holds = |at: DateTime<Utc>| {
                u64::try_from(at.timestamp())
                    .is_ok_and(|at| certificate.validate_at(at, [&authority]).is_ok())
            };
            if !holds(moment.at) || !holds(moment.not_before) {
                return Some(Why::BadCertificate);
            }
        }
        if let Some(namespaces) = &self.options.namespaces
            && listed(NAMESPACE, namespaces) != Listed::Yes
        {
            return Some(Why::OtherNamespace(namespaces.clone()));
        }
        match (self.options.after, self.options.before) {
            (Some(after), _) if moment.at < after => Some(Why::TooEarly(timestamp(&after))),
            (_, Some(before)) if moment.at.max(moment.not_before) > before => {
                Some(Why::TooLate(timestamp(&before)))
            }
            (None, None) => None,
            _ => moment.is_ahead.then_some(Why::AheadOfClock),
        }
    }
}

impl Options {
    fn parse(text: &str) -> Result<Self, LineFault> {
        let mut options = Self::default();
        let mut rest = text;
        loop {
            let end = rest.find(['=', ',']).unwrap_or(rest.len());
            let (name, after) = rest.split_at(end);
            let (value, after) = match after.strip_prefix('=') {
                Some(value) => {
                    let known = known_option(name)?;
                    let (value, after) = unquoted(value).ok_or(LineFault::Unquoted(known))?;
                    (Some(value), after)
                }
                None => (None, after),
            };
            options.take(name, value)?;
            match after.strip_prefix(',') {
                Some(next) if !next.is_empty() => rest = next,
                None if after.is_empty() => break,
                _ => return Err(LineFault::UnknownOption(after.to_owned())),
            }
        }
        options.checked()
    }

    fn take(&mut self, name: &str, value: Option<String>) -> Result<(), LineFault> {
        match (known_option(name)?, value) {
            (AUTHORITY, None) => self.is_authority = true,
            (NAMESPACES, Some(value)) => once(NAMESPACES, &mut self.namespaces, value)?,
            (AFTER, Some(value)) => once(AFTER, &mut self.after, time(&value)?)?,
            (BEFORE, Some(value)) => once(BEFORE, &mut self.before, time(&value)?)?,
            _ => return Err(LineFault::UnknownOption(name.to_owned())),
        }
        Ok(())
    }

    fn checked(self) -> Result<Self, LineFault> {
        if let (Some(after), Some(before)) = (self.after, self.before)
            && before <= after
        {
            return Err(LineFault::Never);
        }
        let namespaces = self.namespaces.as_deref().unwrap_or(NAMESPACE);
        let trimmed: Vec<&str> = namespaces.split(',').map(str::trim).collect();
        let would_be = listed(NAMESPACE, &trimmed.join(",")) == Listed::Yes;
        if would_be && listed(NAMESPACE, namespaces) == Listed::No {
            return Err(LineFault::SpacedNamespace);
        }
        Ok(self)
    }
}

const AUTHORITY: &str = "cert-authority";
const NAMESPACES: &str = "namespaces";
const AFTER: &str = "valid-after";
const BEFORE: &str = "valid-before";

/// Returns the option of this name, whatever its case.
fn known_option(name: &str) -> Result<&'static str, LineFault> {
    let mut known = [AUTHORITY, NAMESPACES, AFTER, BEFORE].into_iter();
    let found = known.find(|known| known.eq_ignore_ascii_case(name));
    found.ok_or_else(|| LineFault::UnknownOption(name.to_owned()))
}

fn once<T>(name: &'static str, place: &mut Option<T>, value: T) -> Result<(), LineFault> {
    match place.replace(value) {
        None => Ok(()),
        Some(_) => Err(LineFault::Twice(name)),
    }
}

/// Parts a line at the end of its first word, which may stand in quotes.
fn first_word(line: &str) -> (String, &str) {
    let (word, rest) = match line.strip_prefix('"').and_then(|rest| rest.split_once('"')) {
        Some(parts) => parts,
        None => line.split_at(line.find([' ', '\t']).unwrap_or(line.len())),
    };
    (word.to_owned(), rest.trim_start_matches([' ', '\t']))
}

/// Parts the options of a line from the key: at the first space or tab outside quotes.
fn past_options(rest: &str) -> (&str, &str) {
    let (mut is_quoted, mut is_escaped) = (false, false);
    let end = rest.find(|c: char| {
        if is_escaped {
            is_escaped = false;
            return false;
        }
        is_escaped = c == '\\' && is_quoted;
        is_quoted ^= c == '"';
        !is_quoted && matches!(c, ' ' | '\t')
    });
    let (options, rest) = rest.split_at(end.unwrap_or(rest.len()));
    (options, rest.trim_start_matches([' ', '\t']))
}

/// Takes a value out of its quotes, in which `\"` is a quote.
fn unquoted(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut rest = text.strip_prefix('"')?;
    loop {
        let c = rest.chars().next()?;
        if let Some(after) = rest.strip_prefix("\\\"") {
            value.push('"');
            rest = after;
            continue;
        }
        rest = &rest[c.len_utf8()..];
        if c == '"' {
            return Some((value, rest));
        }
        value.push(c);
    }
}

/// Reads a key: its type and its digits, parted by spaces or tabs. What follows is a comment.
fn key(rest: &str) -> Result<KeyData, LineFault> {
    let mut words = rest.split([' ', '\t']).filter(|word| !word.is_empty());
    let (Some(kind), Some(digits)) = (words.next(), words.next()) else {
        return Err(LineFault::NoKey);
    };
    sshsig::public(&format!("{kind} {digits}")).ok_or(LineFault::BadKey)
}

/// Tells whether a word is the type of a key, not options.
fn is_type_of_key(word: &str) -> bool {
    let kinds = ["ssh-", "ecdsa-sha2-", "sk-ssh-", "sk-ecdsa-"];
    kinds.iter().any(|kind| word.starts_with(kind))
}

/// Reads a time with its zone: 8, 12 or 14 digits and `Z`, in any case, or `UTC`.
fn time(text: &str) -> Result<DateTime<Utc>, LineFault> {
    let bad = || LineFault::BadTime(visible(text).into_owned());
    let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
    let zone = &text[digits.len()..];
    let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number || !matches!(digits.len(), 8 | 12 | 14) {
        return Err(bad());
    }
    let part = |from: usize, to: usize| digits.get(from..to).unwrap_or("0").parse::<u32>();
    let year = digits[..4].parse().map_err(|_| bad())?;
    let parts = [
        part(4, 6),
        part(6, 8),
        part(8, 10),
        part(10, 12),
        part(12, 14),
    ];
    let [Ok(month), Ok(day), Ok(hour), Ok(minute), Ok(second)] = parts else {
        return Err(bad());
    };
    let day = NaiveDate::from_ymd_opt(year, month, day).ok_or_else(bad)?;
    let at = day.and_hms_opt(hour, minute, second).ok_or_else(bad)?;
    if zone.is_empty() {
        return Err(LineFault::NoZone(text.to_owned()));
    }
    if !zone.eq_ignore_ascii_case("z") && !zone.eq_ignore_ascii_case("utc") {
        return Err(bad());
    }
    let at = at.and_utc();
    if at.timestamp() == 0 {
        Err(bad())
    } else {
        Ok(at)
    }
}

impl fmt::Display for VoidLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {} is void: {}", self.number, self.fault)
    }
}

#[cfg(test)]
mod tests;

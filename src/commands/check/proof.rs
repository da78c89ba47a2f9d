//! What a check shows: one attempt of each kind, what is kept of it, and how often it is tried again.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::commands::context::Context;
use crate::commands::program::{environment, told};
use crate::domain::duration::span_of;
use crate::domain::id::Candidate;
use crate::domain::plan::check::{CODE, STATUS, Unfilled, filled, mention};
use crate::domain::plan::{Check, Program};
use crate::domain::rules::checks::Shown;
use crate::domain::state::Release;
use crate::domain::text::{LONGEST_TEXT, beginning, shell_line};
use crate::error::{CommandError, Kind};
use crate::git::tag::{self, TagFault};
use crate::source::command::{CommandFault, Output, Run, run};
use crate::source::files;
use crate::source::http::{self, Answered, HttpFault};
use crate::ui::stopping::Stopping;
use crate::ui::streams::setting;

/// How many of the last lines that a program printed are kept as evidence.
const LAST_LINES: usize = 20;

/// The longest wait before a check is tried again, in seconds: it begins with one and doubles.
const LONGEST_PAUSE: u64 = 30;

/// What checks know of the release that they are about, and where they run.
#[derive(Clone, Debug)]
pub(crate) struct Subject {
    version: String,
    candidate: Option<Candidate>,
    told: Vec<(&'static str, String)>,
    folder: PathBuf,
    clock: fn() -> DateTime<Utc>,
}

#[derive(Debug, thiserror::Error)]
#[error("the check was stopped")]
pub(crate) struct Stopped;

impl Subject {
    /// Takes it from a release.
    ///
    /// # Errors
    ///
    /// When signatures count and no one vouches for the plan, which says what is run.
    pub(crate) fn of(context: &Context, release: &Release) -> Result<Self, CommandError> {
        Ok(Self {
            version: release.header().version.to_string(),
            candidate: release.candidate().cloned(),
            told: told(release)?,
            folder: context.folder.clone(),
            clock: context.clock,
        })
    }

    /// Runs a check, again after a failure as often as it says, and returns what it showed in the end.
    ///
    /// # Errors
    ///
    /// When it cannot be run, which says nothing about the item, or the person stops it.
    pub(crate) fn shown(&self, check: &Check, stopping: &Stopping) -> Result<Shown, CommandError> {
        let attempts = check.retries() + 1;
        let mut pause = 1;
        for attempt in 1..attempts {
            let nth = match attempt {
                1 => String::new(),
                _ => format!(", attempt {attempt} of {attempts}"),
            };
            if let passed @ Shown::Passed(_) = self.attempt(check, &nth, stopping)? {
                return Ok(passed);
            }
            if !stopping.wait(Duration::from_secs(pause)) {
                return Err(stopped(stopping));
            }
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
        if attempts == 1 {
            return self.attempt(check, "", stopping);
        }
        let nth = format!(", attempt {attempts} of {attempts}");
        Ok(match self.attempt(check, &nth, stopping)? {
            Shown::Failed(why) => Shown::Failed(format!("{why} (after {attempts} attempts)")),
            passed @ Shown::Passed(_) => passed,
        })
    }

    /// Runs a check once; `nth` says which time it is, as the end of a sentence.
    fn attempt(
        &self,
        check: &Check,
        nth: &str,
        stopping: &Stopping,
    ) -> Result<Shown, CommandError> {
        match check {
            Check::Program {
                program,
                folder,
                code,
                ..
            } => self.program(
                program,
                folder.as_deref(),
                code.unwrap_or(CODE),
                nth,
                stopping,
            ),
            Check::Http { url, status, .. } => {
                let seconds = check.timeout().unwrap_or_default();
                self.http(url, seconds, status.unwrap_or(STATUS), nth, stopping)
            }
            Check::Files(paths) => Ok(self.files(paths)),
            Check::Changelog(path) => Ok(self.changelog(path)),
            Check::Tag(name) => self.tag(name),
        }
    }

    fn program(
        &self,
        program: &Program,
        folder: Option<&str>,
        code: u64,
        nth: &str,
        stopping: &Stopping,
    ) -> Result<Shown, CommandError> {
        let place = folder.map(|path| files::folder(&self.folder, path));
        let place = match place.transpose() {
            Ok(place) => place,
            Err(fault) => return Ok(Shown::Failed(fault.to_string())),
        };
        let start = (self.clock)();
        let output = run(&Run {
            program,
            folder: place.as_deref(),
            environment: &environment(program),
            told: &self.told,
            is_stopped: &|| stopping.caught().is_some(),
        });
        let output = match output {
            Ok(output) => output,
            Err(late @ CommandFault::TimedOut { .. }) => {
                return Ok(Shown::Failed(late.to_string()));
            }
            Err(CommandFault::Stopped { .. }) => return Err(stopped(stopping)),
            Err(fault) => return Err(fault.into()),
        };
        if let Some(why) = output.failure_unless(code) {
            return Ok(Shown::Failed(why));
        }
        let place = folder.map_or(String::new(), |folder| format!(" in {folder}"));
        let taken = span_of((self.clock)() - start);
        let ended = format!("exit code {code} after {taken}{place}{nth}");
        Ok(Shown::Passed(evidence(program, &output, &ended)))
    }

    fn http(
        &self,
        url: &str,
        seconds: u64,
        wanted: u64,
        nth: &str,
        stopping: &Stopping,
    ) -> Result<Shown, CommandError> {
        let url = match self.filled(url, &percent_encoded) {
            Ok(url) => url,
            Err(why) => return Ok(Shown::Failed(why)),
        };
        let ca = setting(http::CA).map(PathBuf::from);
        let start = (self.clock)();
        let is_stopped = || stopping.caught().is_some();
        let answered = match http::ask(&url, seconds, ca.as_deref(), &is_stopped) {
            Ok(answered) => answered,
            Err(HttpFault::Stopped) => return Err(stopped(stopping)),
            Err(HttpFault::Silent(why)) => return Ok(Shown::Failed(why)),
            Err(unready) => {
                let hint = unready.way_out();
                let error = CommandError::environment(unready);
                return Err(hint.into_iter().fold(error, CommandError::hinted));
            }
        };
        let Answered {
            status,
            digest,
            length,
            is_cut,
        } = answered;
        if u64::from(status) != wanted {
            let why = format!("the server answered with status {status}, not {wanted}");
            return Ok(Shown::Failed(why));
        }
        let taken = span_of((self.clock)() - start);
        let cut = if is_cut { ", cut" } else { "" };
        Ok(passed(&format!(
            "GET {url}\nstatus {status} after {taken}{nth}\n{digest} of {length} bytes{cut}"
        )))
    }

    fn files(&self, paths: &[String]) -> Shown {
        let mut text = "the files are there".to_owned();
        for path in paths {
            let found = self.filled(path, &str::to_owned).and_then(|path| {
                let found = files::digest(&self.folder, &path);
                let (digest, length) = found.map_err(|fault| fault.to_string())?;
                Ok((path, digest, length))
            });
            match found {
                Ok((path, digest, length)) => {
                    let _ = write!(text, "\n{digest} of {length} bytes  {path}");
                }
                Err(why) => return Shown::Failed(why),
            }
        }
        passed(&text)
    }

    fn changelog(&self, path: &str) -> Shown {
        let version = &self.version;
        let (text, digest) = match files::text(&self.folder, path) {
            Ok(read) => read,
            Err(fault) => return Shown::Failed(fault.to_string()),
        };
        match mention(&text, version) {
            Some((number, line)) => passed(&format!(
                "{path} mentions {version} on line {number}\n{digest}\n{}",
                line.trim()
            )),
            None => Shown::Failed(format!("{path} does not mention {version}")),
        }
    }

    fn tag(&self, name: &str) -> Result<Shown, CommandError> {
        let name = match self.filled(name, &str::to_owned) {
            Ok(name) => name,
            Err(why) => return Ok(Shown::Failed(why)),
        };
        let tag = match tag::signed(&self.folder, &name) {
            Ok(tag) => tag,
            Err(TagFault::Git(fault)) => return Err(fault.into()),
            Err(fault) => return Ok(Shown::Failed(fault.to_string())),
        };
        let commit = Candidate::from(tag.commit.as_str());
        let is_on_candidate = self
            .candidate
            .as_ref()
            .is_some_and(|it| it.is_same(&commit));
        if !is_on_candidate {
            let candidate = self.candidate.as_ref().map_or("not set", |it| it.as_str());
            let why = format!("the tag {name} is on {commit}, and the candidate is {candidate}");
            return Ok(Shown::Failed(why));
        }
        let text = format!("signed tag {name} on {commit}\n{}", tag.said);
        Ok(passed(&text))
    }

    /// Returns a text with its placeholders filled, or why it cannot be.
    fn filled(&self, text: &str, written: &dyn Fn(&str) -> String) -> Result<String, String> {
        let candidate = self.candidate.as_ref().map(Candidate::as_str);
        filled(text, &self.version, candidate, written).map_err(|fault| match fault {
            Unfilled::Unknown(name) => format!("the check has an unknown placeholder `{name}`"),
            Unfilled::NoCandidate => {
                "the check names the candidate, and the release has none".to_owned()
            }
        })
    }
}

fn passed(text: &str) -> Shown {
    Shown::Passed(beginning(text.trim_end(), LONGEST_TEXT).to_owned())
}

/// Returns that the person stopped a check.
pub(super) fn stopped(stopping: &Stopping) -> CommandError {
    CommandError::new(Kind::of_signal(stopping.caught()), Stopped)
}

/// Returns a text as a part of an address: whatever is not unreserved in RFC 3986, section 2.3, is encoded.
fn percent_encoded(text: &str) -> String {
    let is_unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if is_unreserved(byte) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

/// Returns what the record keeps of a pass: what ran, how it ended, the digest of what it printed, and the last lines.
fn evidence(program: &Program, output: &Output, ended: &str) -> String {
    let cut = if output.is_cut { ", cut" } else { "" };
    let mut text = format!(
        "$ {}\n{ended}\n{} of {} bytes{cut}\n",
        shell_line(&program.run),
        output.digest,
        output.stdout.len()
    );
    let printed = String::from_utf8_lossy(&output.stdout);
    let lines: Vec<&str> = printed.lines().collect();
    for line in lines.iter().skip(lines.len().saturating_sub(LAST_LINES)) {
        let _ = writeln!(text, "{line}");
    }
    beginning(text.trim_end(), LONGEST_TEXT).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_for_a_placeholder_stays_one_part_of_an_address() {
        assert_eq!(percent_encoded("2.4.0-rc.1"), "2.4.0-rc.1");
        assert_eq!(
            percent_encoded("sha256:9f/../é?#"),
            "sha256%3A9f%2F..%2F%C3%A9%3F%23"
        );
    }
}

//! `gonogo verify`: is the record what gonogo wrote?

use std::collections::HashMap;

use serde::Serialize;

use super::context::Context;
use super::gate::checkout::release_at;
use super::policy;
use super::signing::{trusted, untrusted};
use crate::commands::args::{Printed, Selected};
use crate::commands::output::{Answer, Remark};
use crate::domain::digest::Digest;
use crate::domain::rules::{audit, signed};
use crate::domain::state::Release;
use crate::domain::text::counted;
use crate::error::{CommandError, Kind};
use crate::git::place::Place;
use crate::git::tree::Tree;
use crate::render;
use crate::render::json::{ReleaseReport, SignaturesReport, dated_ahead, envelope, formats};

/// Verify a record: every event, every link, and the plan
///
/// Each event is also held to the rules that its author was under: one that no gonogo would have written is named, with the
/// rule.
///
/// Every signature is held against `allowed_signers` and `revoked_keys` beside the playbook of the working tree: verified,
/// unverified or refused. `gonogo gate --policy-ref REF` takes those of a protected branch.
///
/// A local chain cannot show that its newest events were cut off, or that all of it was rewritten. Keep a head
/// somewhere else (a tag, a CI log) and give it with `--expect-head` to close that gap. `--against` does the same with the
/// record of a branch: every event there must be here, with its signatures. It needs no history, only the branch.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  gonogo verify 2.4.0
  gonogo verify --expect-head sha256:5f2a…
  gonogo verify --against origin/main

Exit codes:
  0   sound
  2   no record, or one that cannot be read
  3   disk or lock
  4   broken, a signature is refused, or an event that is expected is missing")]
pub(crate) struct VerifyArgs {
    /// Id of an event that must be in the record; may be repeated
    #[arg(long, value_name = "ID")]
    expect_head: Vec<Digest>,
    /// Branch or commit whose record must be part of this one, such as origin/main
    #[arg(long, value_name = "REF")]
    against: Option<String>,
    #[command(flatten)]
    printed: Printed,
    #[command(flatten)]
    selected: Selected,
}

#[derive(Debug, thiserror::Error)]
#[error("event {0} is not in the record: newer events were cut off, or the record was rewritten")]
struct HeadMissing(Digest);

formats! { VerifyReport<'_> = "gonogo.verify/1" }

/// A record that is sound.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct VerifyReport<'r> {
    /// The release.
    release: ReleaseReport<'r>,
    /// Always true: a record that is not sound is an error.
    sound: bool,
    /// How many events it has.
    events: usize,
    /// The ids of the events that stand in the file more than once; each counts once.
    copied: Vec<String>,
    /// How many events cannot be judged, because an amendment after them does not say what it changed.
    unjudged: usize,
    /// What it was held against; null when nothing was named.
    against: Option<Against>,
    /// The ids of the events that are dated later than the clock.
    #[serde(rename = "ahead-of-clock")]
    ahead_of_clock: Vec<String>,
    /// What is known of the signatures; null when nothing is signed, and nothing has to be.
    signatures: Option<SignaturesReport<'r>>,
}

impl VerifyArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        let release = context.release(&self.selected)?;
        if let Some(missing) = self
            .expect_head
            .iter()
            .find(|head| !release.has_event(head))
        {
            return Err(CommandError::new(Kind::Trust, HeadMissing(*missing))
                .hinted("compare with the version in git: `git log -p` on the record"));
        }
        let against = self.against.as_deref();
        let against = against.map(|text| Against::of(context, &release, text));
        let against = against.transpose()?;
        trusted(&release)?;
        let refused = signed::refused_freely(&release);
        if !refused.is_empty() {
            let said = refused.iter().map(|event| {
                let standing = release.standing(event);
                let said = format!("{}: {}", event.in_words(), standing.sentence());
                (said, standing)
            });
            return Err(untrusted(&said.collect::<Vec<_>>()));
        }
        let now = context.now();
        let mut remarks = Context::clock_warnings(&release, now);
        remarks.extend(copies(&release));
        remarks.extend(Context::signature_warnings(&release));
        let unjudged = audit::unjudged(&release);
        if self.printed.is_json() {
            let report = VerifyReport {
                release: ReleaseReport::of(&release),
                sound: true,
                events: release.events().len(),
                copied: release.copied().iter().map(ToString::to_string).collect(),
                unjudged,
                against,
                ahead_of_clock: dated_ahead(&release, now),
                signatures: SignaturesReport::of(&release, |_| true),
            };
            return Ok(Answer {
                remarks,
                ..Answer::data(envelope(&report))
            });
        }
        let heads: String = release
            .heads()
            .iter()
            .map(|head| format!("head {head}\n"))
            .collect();
        let events = counted(release.events().len(), "event");
        let unjudged = match unjudged {
            0 => String::new(),
            some => format!(
                "{} cannot be judged: an amendment after them does not say what it changed, in a record from before that was kept\n",
                counted(some, "event")
            ),
        };
        let against = against.map(|it| it.line()).unwrap_or_default();
        let version = &release.header().version;
        let signatures = render::signatures::summary(&release);
        Ok(Answer {
            remarks,
            ..Answer::text(format!(
                "{version} is sound: {events}\n{signatures}{unjudged}{against}{heads}"
            ))
        })
    }
}

/// Says that a merge left some events twice.
fn copies(release: &Release) -> Option<Remark> {
    let copied = release.copied();
    (!copied.is_empty()).then(|| {
        let short: Vec<String> = copied.iter().map(Digest::short).collect();
        Remark::Warning(format!(
            "{} in the file more than once, as a merge may leave them: {}; each counts once, and the next command that \
             records drops the copies",
            are(copied.len()),
            short.join(", ")
        ))
    })
}

fn are(events: usize) -> String {
    let verb = if events == 1 { "is" } else { "are" };
    format!("{} {verb}", counted(events, "event"))
}

/// The record of another place, all of which is in this one.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Against {
    /// The full name of the branch, or the commit.
    #[serde(rename = "ref")]
    place: String,
    /// The commit that it was.
    commit: String,
    /// How many events its record has.
    events: usize,
}

/// The record lacks something that another place has.
#[derive(Debug, thiserror::Error)]
#[error(
    "{version} lacks what {place} ({commit}) has: events were cut off, or the record was rewritten"
)]
struct Lacking {
    version: String,
    place: String,
    commit: String,
}

impl Against {
    /// Holds a release against its record at another place.
    fn of(context: &Context, release: &Release, text: &str) -> Result<Self, CommandError> {
        let place = Place::parse(text)?;
        let commit = Tree::of_place(&context.folder, &place);
        let commit = commit.map_err(|it| policy::not_there(context, it, &place))?;
        let commit = commit.commit().to_owned();
        let version = release.header().version.to_string();
        let selected = Selected {
            release: Some(version.clone()),
        };
        let (there, _) = release_at(context, &selected, &commit, context.vet())?;
        let known: HashMap<_, _> = release.events().iter().map(|it| (it.id, it)).collect();
        let lacking = there
            .events()
            .iter()
            .filter_map(|event| match known.get(&event.id) {
                None => Some(event.in_words()),
                Some(here) if !here.has_signatures_of(event) => {
                    Some(format!("a signature of {}", event.in_words()))
                }
                Some(_) => None,
            });
        let details: Vec<String> = lacking.collect();
        let place = place.words().to_owned();
        if !details.is_empty() {
            let lacking = Lacking {
                version,
                place,
                commit,
            };
            return Err(CommandError {
                details,
                ..CommandError::new(Kind::Trust, lacking)
                    .hinted("compare with the version in git: `git log -p` on the record")
            });
        }
        Ok(Self {
            place,
            commit,
            events: there.events().len(),
        })
    }

    fn line(&self) -> String {
        let events = counted(self.events, "event");
        let Self { place, commit, .. } = self;
        format!("has everything that {place} has ({commit}): {events}\n")
    }
}

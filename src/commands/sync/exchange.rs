//! One exchange with a branch: fetch, join, push one commit with records alone, and again when others were first.

use std::collections::HashMap;
use std::path::PathBuf;
use std::time::Duration;

use super::standing::waiting;
use crate::commands::context::Context;
use crate::domain::event::Event;
use crate::domain::person::Person;
use crate::domain::state::{Keep, Release};
use crate::domain::text::counted;
use crate::domain::version::Version;
use crate::error::CommandError;
use crate::git;
use crate::git::share::{Branch, Entry, Local, Pushed, Settled, ShareFault, Shared};
use crate::record::LARGEST;
use crate::record::disk::{Disk as _, RealDisk};
use crate::record::store::{Joined, Store, StoreError};
use crate::record::write;

/// How often a push that lost a race is made again.
const TRIES: u32 = 10;

/// The longest pause after a lost race, in milliseconds.
const LONGEST_PAUSE: u64 = 1_600;

/// How long to wait for another sync of this clone.
const PATIENCE: Duration = Duration::from_secs(60);

/// What an exchange came to.
#[derive(Debug)]
pub(in crate::commands) struct Exchange {
    pub(in crate::commands) branch: Branch,
    /// Whether the branch was made.
    pub(super) is_new_branch: bool,
    /// The events of each release that came in.
    pub(in crate::commands) news: Vec<(Version, Vec<Event>)>,
    /// How many events of each release went out.
    pub(super) shared: Vec<(Version, usize)>,
    /// How often others pushed first.
    pub(super) lost: u32,
    /// What became of the branch that is checked out.
    pub(super) settled: Option<Settled>,
    pub(super) warnings: Vec<String>,
    /// The releases that could not be joined: nothing of them went out, and what is checked out of them stays as it is.
    pub(super) failures: Vec<(Version, CommandError)>,
}

/// A record that goes out.
struct Outgoing {
    version: Version,
    text: String,
    /// How many events the branch did not have.
    count: usize,
}

/// The records of the branch, and of this clone, held against each other once.
#[derive(Default)]
struct Round {
    outgoing: Vec<Outgoing>,
    /// What the branch has, by version.
    theirs: HashMap<Version, Entry>,
    failures: Vec<(Version, CommandError)>,
}

/// Shares every record, or one; what others did comes in for all of them. A record that cannot be joined is left as it is, and the
/// others go on.
///
/// # Errors
///
/// When the branch cannot be reached or refuses, and when the one record that was asked for cannot be joined.
pub(super) fn exchange(
    context: &Context,
    place: &Shared,
    only: Option<&Version>,
    keep: Keep,
) -> Result<Exchange, CommandError> {
    let folder = context.releases_in_repository().ok_or_else(|| {
        let folder = context.store().folder().display().to_string();
        ShareFault::Outside(folder)
    })?;
    let path = place.lock();
    let lock = RealDisk.lock(&path, PATIENCE);
    let _lock = lock.map_err(|source| {
        // This lock lies beside git's own files, and in no folder of records.
        let is_denied = source.kind() == std::io::ErrorKind::PermissionDenied;
        let fault = StoreError::of_lock(path, source);
        let is_own = is_denied && matches!(fault, StoreError::Write { .. });
        let mut error = CommandError::from(fault);
        if is_own || error.hints.is_empty() {
            let hint = "see what stands there, and that you may write it; then run it again";
            error.hints = vec![hint.into()];
        }
        error
    })?;
    place.clear();
    let mut under_way = UnderWay {
        context,
        place,
        only,
        keep,
        local: place.local(&folder, &format!("{folder}/0.0.0.toml"))?,
        store: context.store(),
        folder,
        is_known: git::identity()?.is_some(),
        author: None,
        news: Vec::new(),
        warnings: Vec::new(),
        lost: Lost::default(),
    };
    under_way.run().map_err(|error| under_way.explained(error))
}

struct UnderWay<'c> {
    context: &'c Context,
    place: &'c Shared,
    only: Option<&'c Version>,
    keep: Keep,
    local: Local,
    store: Store,
    /// The releases folder from the top of the repository.
    folder: String,
    /// Whether git knows who commits.
    is_known: bool,
    /// Who commits, where git does not know: the author of the newest event.
    author: Option<Person>,
    news: Vec<(Version, Vec<Event>)>,
    warnings: Vec<String>,
    lost: Lost,
}

/// The pushes that did not become the tip.
#[derive(Default)]
struct Lost {
    /// The tip that the last of them was made on.
    tip: Option<String>,
    /// What was said of it.
    reason: String,
    /// Whether the tip was another one at some of them: then others did push.
    is_race: bool,
}

impl UnderWay<'_> {
    fn run(&mut self) -> Result<Exchange, CommandError> {
        for round in 1..=TRIES {
            let tip = self.place.fetch()?;
            self.lost.is_race |= round > 1 && self.lost.tip != tip;
            let Round {
                outgoing,
                mut theirs,
                failures,
            } = self.round(tip.as_deref())?;
            let mut shared = Vec::new();
            let mut now = tip.clone();
            if !outgoing.is_empty() {
                let commit = match self.push(tip.as_deref(), &outgoing, &mut theirs)? {
                    Some(commit) => commit,
                    None if round == TRIES => break,
                    None => {
                        pause(round);
                        continue;
                    }
                };
                now = commit.or(now);
                shared.extend(outgoing.into_iter().map(|it| (it.version, it.count)));
            }
            let exchange = Exchange {
                branch: self.place.branch.clone(),
                is_new_branch: tip.is_none() && now.is_some(),
                news: std::mem::take(&mut self.news),
                shared,
                lost: if self.lost.is_race { round - 1 } else { 0 },
                settled: None,
                warnings: std::mem::take(&mut self.warnings),
                failures,
            };
            return self.ended(exchange, now.as_deref(), theirs);
        }
        let (branch, tries) = (self.place.branch.words(), TRIES as usize);
        let fault = if self.lost.is_race {
            ShareFault::Raced { branch, tries }
        } else {
            let reason = std::mem::take(&mut self.lost.reason);
            ShareFault::Stuck {
                branch,
                tries,
                reason,
            }
        };
        Err(fault.into())
    }

    /// Has what is checked out go along with what the branch has now, and picks the failure of the record that was asked for.
    fn ended(
        &self,
        mut exchange: Exchange,
        now: Option<&str>,
        mut theirs: HashMap<Version, Entry>,
    ) -> Result<Exchange, CommandError> {
        // What was not joined is not in the working tree: in the index, or at HEAD, the next commit would take it back.
        for (version, _) in &exchange.failures {
            theirs.remove(version);
        }
        if let Some(tip) = now {
            match self.settle(tip, &theirs) {
                Ok(settled) => exchange.settled = Some(settled),
                Err(fault) => exchange.warnings.push(format!(
                    "the records are shared, and the branch that is checked out did not go along: {fault}"
                )),
            }
        }
        let Some(only) = self.only else {
            for (version, error) in &mut exchange.failures {
                self.add_waiting(error, Some(version));
            }
            return Ok(exchange);
        };
        let mut failures = exchange.failures.iter();
        match failures.position(|(version, _)| version == only) {
            Some(place) => Err(exchange.failures.swap_remove(place).1),
            None => Ok(exchange),
        }
    }

    /// Joins what the branch has with what is here, and returns what has to go out.
    fn round(&mut self, tip: Option<&str>) -> Result<Round, CommandError> {
        let mut round = Round::default();
        let entries = match tip {
            Some(tip) => self.place.entries(tip, &self.folder)?,
            None => Vec::new(),
        };
        for entry in entries {
            let version = entry.name.strip_suffix(".toml").map(str::parse::<Version>);
            if let Some(Ok(version)) = version {
                round.theirs.insert(version, entry);
            }
        }
        let here = self.store.versions()?;
        let paths: Vec<String> = here.iter().map(|it| self.path(it)).collect();
        let blobs = self.place.blobs_of(&paths)?;
        let blobs: HashMap<&Version, &Option<String>> = here.iter().zip(&blobs).collect();
        let mut all: Vec<Version> = here.iter().chain(round.theirs.keys()).cloned().collect();
        all.sort_by(Version::natural_cmp);
        all.dedup();
        for version in all {
            let entry = round.theirs.get(&version);
            let here = blobs.get(&version).and_then(|blob| blob.as_ref());
            let is_same = entry.is_some_and(|entry| here == Some(&entry.blob));
            let is_to_go = self.only.is_none_or(|only| *only == version);
            if is_same || entry.is_none() && !is_to_go {
                continue;
            }
            match self.joined(&version, entry) {
                Ok(outgoing) => round.outgoing.extend(outgoing.filter(|_| is_to_go)),
                Err(error) => round.failures.push((version, error)),
            }
        }
        Ok(round)
    }

    /// Joins one record; returns it when the branch lacks something of it.
    fn joined(
        &mut self,
        version: &Version,
        entry: Option<&Entry>,
    ) -> Result<Option<Outgoing>, CommandError> {
        let Some(entry) = entry else {
            let release = self.store.release(version)?;
            self.note_author(&release);
            return Ok(Some(Outgoing {
                version: version.clone(),
                text: write::text(release.record()),
                count: release.events().len(),
            }));
        };
        let there = PathBuf::from(format!("{}:{}", self.place.branch.words(), self.folder));
        let there = Store::new(there);
        if !entry.is_plain {
            let path = there.path(version);
            return Err(StoreError::NotAFile { path }.into());
        }
        let most = usize::try_from(LARGEST).unwrap_or(usize::MAX);
        let bytes = self.place.content(entry, most)?;
        let theirs: Release = there.release_in(version, bytes.clone())?;
        let Joined {
            release,
            text,
            news,
        } = self.store.take_in(version, &theirs, self.keep)?;
        self.note_author(&release);
        if release.has_rival_plans() {
            let told = format!(
                "{version} has two amendments that did not know of each other; `gonogo amend -r {version}` settles which plan stands"
            );
            if !self.warnings.contains(&told) {
                self.warnings.push(told);
            }
        }
        if !news.is_empty() {
            match self.news.iter_mut().find(|(known, _)| known == version) {
                Some((_, known)) => known.extend(news),
                None => self.news.push((version.clone(), news)),
            }
        }
        let lacking = |event: &&Event| !theirs.has_event(&event.id);
        Ok((text.as_bytes() != bytes).then(|| Outgoing {
            version: version.clone(),
            count: release.events().iter().filter(lacking).count(),
            text,
        }))
    }

    /// Pushes records on top of the tip. The outer `None` is a lost race, the inner one that the branch has them already.
    #[expect(
        clippy::option_option,
        reason = "a lost race and nothing to push are two things"
    )]
    fn push(
        &mut self,
        tip: Option<&str>,
        outgoing: &[Outgoing],
        theirs: &mut HashMap<Version, Entry>,
    ) -> Result<Option<Option<String>>, CommandError> {
        let mut files = Vec::with_capacity(outgoing.len());
        for it in outgoing {
            let blob = self.place.store(&it.text)?;
            files.push((self.path(&it.version), blob.clone()));
            let name = format!("{}.toml", it.version);
            let entry = Entry {
                name,
                blob,
                is_plain: true,
            };
            theirs.insert(it.version.clone(), entry);
        }
        let message = message(outgoing);
        let commit = self
            .place
            .commit(tip, &files, &message, self.author.as_ref())?;
        let Some(commit) = commit else {
            return Ok(Some(None));
        };
        match self.place.push(&commit)? {
            Pushed::Done => Ok(Some(Some(commit))),
            Pushed::Raced(reason) => {
                self.lost.tip = tip.map(str::to_owned);
                self.lost.reason = reason;
                Ok(None)
            }
            Pushed::Failed(said) => {
                let remote = self.place.branch.remote.clone();
                Err(ShareFault::NotPushed { remote, said }.into())
            }
            Pushed::Refused(reason) => Err(ShareFault::Refused {
                remote: self.place.branch.remote.clone(),
                branch: self.place.branch.name.clone(),
                reason,
            }
            .into()),
        }
    }

    /// Has the index and the branch that is checked out go along.
    fn settle(&self, tip: &str, theirs: &HashMap<Version, Entry>) -> Result<Settled, ShareFault> {
        let known = self.place.checked_out(&self.local, &self.folder)?;
        let is_known = |entry: &Entry| known.iter().any(|known| known == entry);
        let files: Vec<(String, String)> = theirs
            .iter()
            .filter(|(_, entry)| !is_known(entry))
            .map(|(version, entry)| (self.path(version), entry.blob.clone()))
            .collect();
        self.place
            .settle(&self.local, tip, &self.folder, &files, self.author.as_ref())
    }

    fn note_author(&mut self, release: &Release) {
        if !self.is_known {
            let last = release.events().last();
            self.author = last.map(|event| event.by.clone()).or(self.author.take());
        }
    }

    fn path(&self, version: &Version) -> String {
        format!("{}/{version}.toml", self.folder)
    }

    /// Adds to a failure how much waits to be shared.
    fn explained(&self, mut error: CommandError) -> CommandError {
        self.add_waiting(&mut error, self.only);
        error
    }

    /// Adds to a failure how much of one release waits to be shared, or of all.
    fn add_waiting(&self, error: &mut CommandError, of: Option<&Version>) {
        let waiting = waiting(self.context, self.place, &self.folder, of);
        if waiting > 0 {
            let verb = if waiting == 1 { "is" } else { "are" };
            let said = format!("{} {verb} not yet shared", counted(waiting, "event"));
            error.details.push(said);
        }
    }
}

/// Returns what the commit says: how much of which release.
fn message(outgoing: &[Outgoing]) -> String {
    let part = |it: &Outgoing| format!("{}: {}", it.version, counted(it.count, "event"));
    match outgoing {
        [only] => format!("Record {}", part(only)),
        several => {
            let parts: Vec<String> = several.iter().map(part).collect();
            format!(
                "Records of {}\n\n{}",
                counted(several.len(), "release"),
                parts.join("\n")
            )
        }
    }
}

/// Waits a random time, longer after every lost race, so that those who raced do not meet again.
fn pause(round: u32) {
    let most = (50 << round.min(10)).min(LONGEST_PAUSE);
    let mut bytes = [0; 8];
    // Without random numbers the longest pause is as good.
    let share = match getrandom::fill(&mut bytes) {
        Ok(()) => u64::from_le_bytes(bytes) % (most + 1),
        Err(_) => most,
    };
    std::thread::sleep(Duration::from_millis(share));
}

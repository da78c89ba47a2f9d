//! Whether every event was allowed when it was made: by the one validator, in the state that its author had seen, on the plan
//! of that time, at the event's own time.
//!
//! Where the author had seen everything before the event, that is the state that replay has at hand. Elsewhere, on branches
//! and before amendments, the state is made again from what the author had seen, once for each stretch of events that follow
//! each other.

mod plans;

use self::plans::Plans;
use super::admission::{Refusal, admit_again};
use super::signed;
use crate::domain::digest::Digest;
use crate::domain::event::{EDITION, Event, EventKind};
use crate::domain::plan::Plan;
use crate::domain::standing::Standings;
use crate::domain::state::{IntegrityFault, Recomputed, Record, Release, Seq};

/// How many events are replayed again, at most, to judge those on branches: a hostile record keeps nobody waiting.
const MOST_REPLAYED: usize = 3_000_000;

/// How many of the newest events that an author names are compared with each of the others.
const MOST_HEADS: usize = 100;

/// Replays a record, and admits every event in the state that its author had seen.
///
/// # Errors
///
/// Every way in which the record is not what gonogo wrote; where its links and digests are in order, every event that was
/// never allowed.
pub fn replay(record: Record) -> Result<Release, Vec<IntegrityFault>> {
    replay_weighed(record, &Recomputed::default(), Standings::default())
}

/// Does what [`replay`] does with a record whose ids were computed again while it was read, and of whose signatures this is
/// known: what has to be signed and is not does not count.
///
/// # Errors
///
/// Those of [`replay`].
pub fn replay_weighed(
    record: Record,
    recomputed: &Recomputed,
    standings: Standings,
) -> Result<Release, Vec<IntegrityFault>> {
    let mut audit = Audit::of(&record);
    let weighed = signed::weigh(&record, standings);
    let mut watch = |before: &Release, event: &Event| audit.meet(before, event);
    let release = Release::replay_watched(record, recomputed, weighed, &mut watch)?;
    audit.judge_the_others(&release);
    if audit.faults.is_empty() {
        Ok(release)
    } else {
        audit.faults.sort_by_key(|(seq, _)| *seq);
        Err(audit.faults.into_iter().map(|(_, fault)| fault).collect())
    }
}

/// Returns how many events of a record cannot be judged: an amendment after them does not say what it changed, as those of
/// older records do not, so nobody knows the plan that they were made on.
pub fn unjudged(release: &Release) -> usize {
    if !is_amended(release.events()) {
        return 0;
    }
    let plans = Plans::of(release, false);
    let is_unknown = |seq: &Seq| {
        let before = plans.before(*seq);
        !before.is_empty() && before.iter().all(|plan| plans.get(plan).is_none())
    };
    (0..release.events().len()).filter(is_unknown).count()
}

struct Audit {
    /// The digest of the plan that stands in the file; none when the plan was never amended.
    file_plan: Option<Digest>,
    /// The events whose state is not at hand during replay.
    others: Vec<Seq>,
    faults: Vec<(Seq, IntegrityFault)>,
    replayed: usize,
}

/// The release as the author of an event saw it.
struct Line {
    plan: Digest,
    release: Release,
}

impl Line {
    fn is_before(&self, plan: &Digest, event: &Event) -> bool {
        self.plan == *plan && self.release.history().are_heads(&event.prev)
    }
}

/// What was made again for the event before, which the next one may need: it may follow, or have seen the same.
#[derive(Default)]
struct Lines {
    seen: Option<Line>,
    /// The event that was judged by it, not yet part of it.
    last: Option<Event>,
}

impl Lines {
    /// Tells whether what is here is what the author of this event saw, once the event before it is part of it if need be.
    fn take_up(&mut self, plan: &Digest, event: &Event) -> bool {
        let Some(line) = &mut self.seen else {
            return false;
        };
        if line.is_before(plan, event) {
            return true;
        }
        let Some(last) = self.last.take() else {
            return false;
        };
        if event.prev != [last.id] || line.plan != *plan {
            return false;
        }
        line.release.append(last);
        line.is_before(plan, event)
    }
}

impl Audit {
    fn of(record: &Record) -> Self {
        Self {
            file_plan: is_amended(&record.events)
                .then(|| record.plan.frozen().digest(&record.header)),
            others: Vec::new(),
            faults: Vec::new(),
            replayed: 0,
        }
    }

    /// Judges an event at once when its author had seen everything before it, and leaves it for later otherwise.
    fn meet(&mut self, before: &Release, event: &Event) {
        let seq = before.events().len();
        if let Some(rule) = malformed(before, event) {
            return self.fail(seq, event, rule.to_owned());
        }
        let is_on_plan = self
            .file_plan
            .is_none_or(|file_plan| before.plans().all(|plan| *plan == file_plan));
        if !is_on_plan || !before.history().are_heads(&event.prev) {
            self.others.push(seq);
        } else if let Err(refusal) = allowed(before, event) {
            // Where signatures count, another look follows once all events are known.
            if before.plan().policy.signatures.is_off() {
                self.fail(seq, event, refusal.to_string());
            } else {
                self.others.push(seq);
            }
        }
    }

    fn judge_the_others(&mut self, release: &Release) {
        let mut others = std::mem::take(&mut self.others);
        if others.is_empty() {
            return;
        }
        others.sort_by_key(|seq| release.history().by_chain(*seq));
        let plans = Plans::of(release, release.edition().is_some());
        for (seq, rule) in &plans.faults {
            self.fail(*seq, release.event(*seq), (*rule).to_owned());
        }
        let mut lines = Lines::default();
        for seq in others {
            self.replayed += plans.count();
            if self.replayed > MOST_REPLAYED {
                let rule = "the record has too many branches to judge it".to_owned();
                return self.fail(seq, release.event(seq), rule);
            }
            self.judge(&plans, release, seq, &mut lines);
        }
    }

    /// Judges an event. Between two amendments that did not know of each other and the next one, the plan of either may be in
    /// the file.
    fn judge(&mut self, plans: &Plans<'_>, release: &Release, seq: Seq, lines: &mut Lines) {
        let event = release.event(seq);
        let before = plans.before(seq);
        let mut refused = None;
        for (digest, plan) in before.iter().filter_map(|it| Some((it, plans.get(it)?))) {
            if lines.take_up(digest, event) {
                self.replayed += 1;
            } else {
                // The whole history is asked what its author had seen.
                self.replayed += release.events().len();
                lines.seen = Some(Line {
                    plan: *digest,
                    release: release.as_seen_on(plan.clone(), event),
                });
            }
            let Some(line) = &lines.seen else { return };
            match allowed(&line.release, event) {
                Ok(()) => {
                    lines.last = Some(event.clone());
                    return;
                }
                Err(refusal) if self.is_forgiven(release, plan, event, &refusal) => {
                    lines.last = Some(event.clone());
                    return;
                }
                Err(refusal) => refused = Some(refusal.to_string()),
            }
        }
        lines.last = refused.as_ref().map(|_| event.clone());
        if let Some(rule) = refused {
            self.fail(seq, event, rule);
        }
    }

    /// Tells whether a refusal follows only from who vouches for what now: its author saw other signatures count, or made an
    /// answer again that did not count.
    fn is_forgiven(
        &mut self,
        release: &Release,
        plan: &Plan,
        event: &Event,
        refusal: &Refusal,
    ) -> bool {
        if release.plan().policy.signatures.is_off() {
            return false;
        }
        if refusal.is_settled() {
            return true;
        }
        self.replayed += release.events().len();
        let all = release.as_seen_counting_all(plan.clone(), event);
        match allowed(&all, event) {
            Ok(()) => true,
            Err(refusal) => refusal.is_settled(),
        }
    }

    fn fail(&mut self, seq: Seq, event: &Event, rule: String) {
        let event = event.in_words();
        self.faults
            .push((seq, IntegrityFault::Refused { event, rule }));
    }
}

fn is_amended(events: &[Event]) -> bool {
    let mut events = events.iter();
    events.any(|event| matches!(event.kind, EventKind::Amended { .. }))
}

fn allowed(before: &Release, event: &Event) -> Result<(), Refusal> {
    admit_again(before, &event.kind, &event.by, event.at)
}

/// Returns what is wrong with the links of an event, or with the edition that a start names.
fn malformed(before: &Release, event: &Event) -> Option<&'static str> {
    let is_first = before.events().is_empty();
    if let EventKind::Started {
        rules: Some(rules), ..
    } = &event.kind
        && !(1..=EDITION).contains(rules)
    {
        return Some("it names rules that this gonogo does not know");
    }
    if event.prev.is_empty() != is_first {
        return Some("every event but the first names what its author had seen");
    }
    if !event.prev.is_sorted_by(|one, next| one < next) {
        return Some("the events that its author had seen are not in order, or are named twice");
    }
    if event.prev.len() < 2 {
        return None;
    }
    let history = before.history();
    let mut seen: Vec<Seq> = event
        .prev
        .iter()
        .filter_map(|id| history.place(id))
        .collect();
    seen.sort_unstable();
    let is_older = |(place, earlier): (usize, &Seq)| {
        let mut later = seen.iter().skip(place + 1).take(MOST_HEADS);
        later.any(|later| history.sees(*later, *earlier))
    };
    seen.iter()
        .enumerate()
        .any(is_older)
        .then_some("it names an event, and one that came after it")
}

#[cfg(test)]
mod tests;

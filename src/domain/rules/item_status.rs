//! Where one item stands.

use chrono::{DateTime, Utc};

use super::calls;
use super::lateness::{self, Deadline};
use super::tally::Voices;
use super::timing::Timing;
use crate::domain::duration::{seconds, span};
use crate::domain::event::{Event, EventKind};
use crate::domain::id::{ItemId, Milestone, PhaseId, RoleId};
use crate::domain::plan::{After, Against, Bound, Item};
use crate::domain::schema::words;
use crate::domain::state::Release;
use crate::domain::text::visible;

words! {
    /// The state of an item.
    #[derive(Hash)]
    pub enum ItemState {
        /// Somebody still has to answer.
        Open = "open",
        /// Every role has signed.
        Done = "done",
        /// It does not apply to this release.
        NotApplicable = "not applicable",
        /// It applies and is knowingly left undone.
        Waived = "waived",
        /// A role said stop.
        Blocked = "blocked",
        /// It was signed, but for another candidate or another text.
        Stale = "stale",
    }

    /// Why a sign-off no longer holds.
    pub enum Staleness {
        /// It was given for another candidate.
        Candidate = "candidate",
        /// The text or the rules were changed since.
        Text = "text",
        /// It is older than a sign-off of the item may be.
        Age = "age",
    }
}

/// An item with everything that decides its state.
#[derive(Clone, Debug)]
pub struct ItemStatus<'r> {
    /// The item.
    pub item: &'r Item,
    /// Its state.
    pub state: ItemState,
    /// Every role of the item with its sign-off, if one is in force.
    pub sign_offs: Vec<SignOff<'r>>,
    /// The blockers that stand.
    pub blockers: Vec<&'r Event>,
    /// The waiver that was given last, even when it has expired; that of each role, of an item that several waive together.
    pub waivers: Vec<&'r Event>,
    /// Whether one of them has expired.
    pub waiver_expired: bool,
    /// The roles that have not waived it yet, of an item that several waive together and that one of them has.
    pub unwaived_by: Vec<&'r RoleId>,
    /// The waiver or the "not applicable" that held for another candidate.
    pub lapsed: Option<&'r Event>,
    /// Why the item does not apply, when somebody or something said so.
    pub ruled_out: Option<NotApplicable<'r>>,
    /// Whether it is the duty that is done by deciding on rollback or hotfix, and nobody has: it cannot be signed before.
    pub is_undecided: bool,
    /// Whether it is due; an item that is settled is.
    pub timing: Timing<'r>,
    /// By when it is done, while it is not, in a release that is planned for a day and has not ended.
    pub deadline: Option<Deadline>,
}

/// A role's slot on an item.
#[derive(Clone, Debug)]
pub struct SignOff<'r> {
    /// The role.
    pub role: &'r RoleId,
    /// Its sign-off; the last one, where several people sign.
    pub event: Option<&'r Event>,
    /// The sign-offs that hold, of different people, where several sign.
    pub signers: Vec<&'r Event>,
    /// How many people still have to sign, where several do.
    pub missing: u64,
    /// Why the sign-off no longer holds.
    pub stale: Option<Staleness>,
}

/// What says that an item does not apply.
#[derive(Clone, Copy, Debug)]
pub enum NotApplicable<'r> {
    /// The answers to facts.
    Fact(Against<'r>),
    /// A person, with a reason.
    Person(&'r Event),
}

impl ItemState {
    /// Tells whether nobody has to do anything about the item.
    pub(crate) fn is_settled(self) -> bool {
        matches!(self, Self::Done | Self::NotApplicable | Self::Waived)
    }
}

impl<'r> ItemStatus<'r> {
    /// Tells whether somebody has to answer the item, now or before: no fact has ruled it out.
    pub(crate) fn is_asked(&self) -> bool {
        !matches!(self.ruled_out, Some(NotApplicable::Fact(_)))
    }

    /// Tells whether somebody can do something about it now: its time has come, or somebody has to clear a blocker.
    pub(crate) fn is_due(&self) -> bool {
        self.state == ItemState::Blocked || self.timing.is_due()
    }

    /// Returns the waiver that was given last.
    pub fn waiver(&self) -> Option<&'r Event> {
        self.waivers.iter().copied().max_by_key(|event| event.at)
    }

    /// Returns the roles that still have to sign.
    pub fn missing(&self) -> impl Iterator<Item = &'r RoleId> {
        self.sign_offs
            .iter()
            .filter(|slot| !slot.holds())
            .map(|slot| slot.role)
    }

    /// Tells whether this role still has to sign, and the item waits for it.
    pub(crate) fn waits_for(&self, role: &RoleId) -> bool {
        !self.state.is_settled() && self.missing().any(|missing| missing == role)
    }

    /// Tells whether the item keeps one of its own roles from calling go: it waits for the role, or it is blocked.
    pub(crate) fn is_held_by(&self, role: &RoleId) -> bool {
        self.item.roles.contains(role) && (self.state == ItemState::Blocked || self.waits_for(role))
    }
}

impl ItemStatus<'_> {
    /// Returns what is the matter with an item that is not settled, on one line, and how late it is.
    pub fn sentence(&self) -> String {
        match self.deadline.filter(Deadline::is_over) {
            Some(deadline) => format!("{}, {}", self.matter(), deadline.words()),
            None => self.matter(),
        }
    }

    fn matter(&self) -> String {
        match self.state {
            ItemState::Blocked => {
                let said = self.blockers.iter().map(|event| {
                    format!(
                        "{} ({})",
                        visible(event.kind.reason().unwrap_or_default()),
                        event.who()
                    )
                });
                format!("blocked: {}", said.collect::<Vec<_>>().join("; "))
            }
            ItemState::Stale => match self.sign_offs.iter().find_map(|slot| slot.stale) {
                Some(Staleness::Text) => "signed, but its text or rules changed since".to_owned(),
                Some(Staleness::Candidate) => "signed, but for another candidate".to_owned(),
                Some(Staleness::Age) => self.too_old(),
                None => self.lapsed_sentence().to_owned(),
            },
            ItemState::Open if self.is_begun() => self.by_how_many(),
            _ if self.waiver_expired => "open again: its waiver has expired".to_owned(),
            _ if !self.unwaived_by.is_empty() => {
                let roles: Vec<_> = self.unwaived_by.iter().map(|role| role.as_str()).collect();
                format!("open: waived, but not yet by {}", roles.join(", "))
            }
            _ => self.timing.sentence().unwrap_or_else(|| "open".to_owned()),
        }
    }
}

impl ItemStatus<'_> {
    /// Tells whether some of several people have signed.
    fn is_begun(&self) -> bool {
        let mut slots = self.sign_offs.iter();
        slots.any(|slot| slot.missing > 0 && !slot.signers.is_empty())
    }

    /// Says by how many of how many people it is signed, role by role.
    fn by_how_many(&self) -> String {
        let wanted = self.item.signers.unwrap_or(1);
        let slots = self.sign_offs.iter().filter(|slot| slot.missing > 0);
        let said = slots.map(|slot| {
            format!(
                "{} of {wanted} people for {}",
                slot.signers.len(),
                slot.role
            )
        });
        format!("open: signed by {}", said.collect::<Vec<_>>().join(", "))
    }

    fn too_old(&self) -> String {
        let fresh = span(self.item.fresh.unwrap_or_default());
        format!("signed, but more than {fresh} ago")
    }

    /// Says what an answer was that held for another candidate.
    pub(crate) fn lapsed_sentence(&self) -> &'static str {
        match self.lapsed.map(|event| &event.kind) {
            Some(EventKind::Waived { .. }) => "waived, but for another candidate",
            _ => "\"not applicable\", but for another candidate",
        }
    }
}

impl SignOff<'_> {
    /// Tells whether the role has signed and the sign-off still holds.
    pub fn holds(&self) -> bool {
        self.event.is_some() && self.stale.is_none() && self.missing == 0
    }
}

/// Returns where an item stands at `now`.
pub fn standing<'r>(
    release: &'r Release,
    id: &ItemId,
    now: DateTime<Utc>,
) -> Option<ItemStatus<'r>> {
    release
        .place_of(id)
        .map(|place| standing_at(release, place, now))
}

/// Returns where an item stands at `now`, without asking whether it is due.
pub(super) fn answered<'r>(
    release: &'r Release,
    id: &ItemId,
    now: DateTime<Utc>,
) -> Option<ItemStatus<'r>> {
    release
        .place_of(id)
        .map(|place| answered_at(release, place, now))
}

/// Returns where the items of a role stand that are asked for in one of these phases, without asking whether they are due.
pub(super) fn answered_for<'r>(
    release: &'r Release,
    role: &RoleId,
    is_asked_in: impl Fn(&PhaseId) -> bool,
    now: DateTime<Utc>,
) -> impl Iterator<Item = ItemStatus<'r>> {
    let items = release.plan().items.iter().enumerate();
    items
        .filter(move |(_, item)| item.roles.contains(role) && is_asked_in(&item.phase))
        .filter(|(place, _)| is_among(release, *place))
        .map(move |(place, _)| answered_at(release, place, now))
}

/// Returns where every item that is asked for stands at `now`, in the plan's order: those of the rollback while one is
/// under way, and the duties of every incident. Neither an amendment nor the end of a rollback clears a blocker: an
/// item that is no longer asked for while it is blocked is among them until somebody clears it.
pub fn standings(release: &Release, now: DateTime<Utc>) -> impl Iterator<Item = ItemStatus<'_>> {
    let places = 0..release.plan().items.len();
    places.filter_map(move |place| standing_asked(release, place, now))
}

/// Returns where the item at this place of the plan stands, if it is among [`standings`].
pub(super) fn standing_asked(
    release: &Release,
    place: usize,
    now: DateTime<Utc>,
) -> Option<ItemStatus<'_>> {
    is_among(release, place).then(|| standing_at(release, place, now))
}

fn is_among(release: &Release, place: usize) -> bool {
    let item = &release.plan().items[place];
    let is_asked = !item.removed && release.is_asked_now(item);
    is_asked || !release.log(place).blocked.is_empty()
}

fn standing_at(release: &Release, place: usize, now: DateTime<Utc>) -> ItemStatus<'_> {
    let mut standing = answered_at(release, place, now);
    if !standing.state.is_settled() {
        let behind = above(release, place, now).map(|above| Timing::Behind(&above.item.id));
        standing.timing =
            behind.unwrap_or_else(|| timing(release, standing.item.after.as_ref(), now));
        let is_open = release.outcome().is_none();
        let deadline = || lateness::of_item(release, standing.item, now);
        standing.deadline = is_open.then(deadline).flatten();
    }
    standing
}

/// Returns the item above this one in its section that is not settled, when the section is signed in order.
pub(super) fn above(release: &Release, place: usize, now: DateTime<Utc>) -> Option<ItemStatus<'_>> {
    let items = &release.plan().items;
    let item = &items[place];
    if !item.in_order {
        return None;
    }
    let is_beside = |other: &Item| {
        other.phase == item.phase
            && other.section == item.section
            && checklist_of(other) == checklist_of(item)
            && (item.entry.is_none() || other.model() != item.model())
    };
    let above = (0..place).filter(|above| is_beside(&items[*above]) && is_among(release, *above));
    above
        .map(|above| answered_at(release, above, now))
        .find(|above| !above.state.is_settled())
}

fn checklist_of(item: &Item) -> Option<&str> {
    let (checklist, _) = item.model().rsplit_once('/')?;
    Some(checklist)
}

/// Returns where an item stands whatever the time is, which the milestones are told by.
fn answered_at(release: &Release, place: usize, now: DateTime<Utc>) -> ItemStatus<'_> {
    let item = &release.plan().items[place];
    let log = release.log(place);
    let slots = item.roles.iter().zip(&log.signed);
    let sign_offs: Vec<_> = slots
        .enumerate()
        .map(|(slot, (role, seq))| {
            let signed = sign_off(release, place, role, seq.map(|seq| release.event(seq)), now);
            by_several(release, place, slot, signed, now)
        })
        .collect();
    let blockers: Vec<_> = log
        .blocked
        .iter()
        .map(|(seq, ())| release.event(*seq))
        .collect();
    let about_text = |seq: Option<usize>| {
        seq.map(|seq| release.event(seq))
            .filter(|event| is_about_present_text(release, place, event))
    };
    let in_force = |seq| about_text(seq).filter(|event| !is_of_other_candidate(release, event));
    let lapsed = [log.waived, log.ruled_out]
        .into_iter()
        .filter_map(about_text);
    let mut lapsed = lapsed.filter(|event| is_of_other_candidate(release, event));
    let lapsed = lapsed.next_back();
    let waived_by: Vec<_> = log.waived_by.iter().map(|seq| in_force(*seq)).collect();
    let waivers: Vec<_> = if item.waived_by.is_empty() {
        in_force(log.waived).into_iter().collect()
    } else {
        waived_by.iter().flatten().copied().collect()
    };
    let waiver_expired = waivers.iter().any(|event| is_expired(event, now));
    let unwaived = item.waived_by.iter().zip(&waived_by);
    let unwaived = unwaived.filter(|(_, event)| !waivers.is_empty() && event.is_none());
    let unwaived_by: Vec<_> = unwaived.map(|(role, _)| role).collect();
    let is_waived = !waivers.is_empty() && !waiver_expired && unwaived_by.is_empty();
    let by_fact = release.facts_against(item).map(NotApplicable::Fact);
    let ruled_out = by_fact.or_else(|| in_force(log.ruled_out).map(NotApplicable::Person));
    let state = if !blockers.is_empty() {
        ItemState::Blocked
    } else if matches!(ruled_out, Some(NotApplicable::Fact(_))) {
        ItemState::NotApplicable
    } else if !sign_offs.is_empty()
        && sign_offs.iter().all(SignOff::holds)
        && !is_answered_since(release, place, is_waived)
    {
        ItemState::Done
    } else if is_waived {
        ItemState::Waived
    } else if ruled_out.is_some() {
        ItemState::NotApplicable
    } else if sign_offs.iter().any(|slot| slot.stale.is_some()) || lapsed.is_some() {
        ItemState::Stale
    } else {
        ItemState::Open
    };
    let is_undecided = release.is_undecided(item);
    ItemStatus {
        item,
        state,
        sign_offs,
        blockers,
        waivers,
        waiver_expired,
        unwaived_by,
        lapsed,
        ruled_out,
        is_undecided,
        timing: Timing::Due,
        deadline: None,
    }
}

/// Tells whether the item was waived, or found not applicable, by somebody who knew of every sign-off: while it was
/// blocked, a signed item takes another answer, and that one stays when the blocker is cleared.
fn is_answered_since(release: &Release, place: usize, is_waived: bool) -> bool {
    let log = release.log(place);
    let signed = || log.signed.iter().flatten();
    let in_force = |seq: &usize| {
        let event = release.event(*seq);
        is_about_present_text(release, place, event) && !is_of_other_candidate(release, event)
    };
    let ruled_out = log.ruled_out.filter(in_force);
    let answers = log
        .waived
        .filter(|_| is_waived)
        .into_iter()
        .chain(ruled_out);
    let mut answers =
        answers.filter(|answer| signed().all(|signed| release.history().sees(*answer, *signed)));
    answers.next().is_some()
}

fn sign_off<'r>(
    release: &'r Release,
    place: usize,
    role: &'r RoleId,
    event: Option<&'r Event>,
    now: DateTime<Utc>,
) -> SignOff<'r> {
    let stale = event.and_then(|event| staleness(release, place, event, now));
    SignOff {
        role,
        event,
        stale,
        signers: Vec::new(),
        missing: 0,
    }
}

/// Adds who else has signed for the role, where several people have to.
fn by_several<'r>(
    release: &'r Release,
    place: usize,
    slot: usize,
    signed: SignOff<'r>,
    now: DateTime<Utc>,
) -> SignOff<'r> {
    let (item, log) = (&release.plan().items[place], release.log(place));
    let (Some(wanted), Some(people)) = (item.signers, log.signers.get(slot)) else {
        return signed;
    };
    let events = people.values().map(|seq| release.event(*seq));
    let mut signers: Vec<&Event> = events
        .filter(|event| staleness(release, place, event, now).is_none())
        .collect();
    signers.sort_by_key(|event| event.at);
    let mut voices = Voices::of(release.plan());
    signers.retain(|event| voices.hear(event));
    let missing = wanted.saturating_sub(u64::try_from(signers.len()).unwrap_or(u64::MAX));
    SignOff {
        // One that went stale is no matter while others hold.
        stale: signed.stale.filter(|_| missing > 0),
        signers,
        missing,
        ..signed
    }
}

fn staleness(
    release: &Release,
    place: usize,
    event: &Event,
    now: DateTime<Utc>,
) -> Option<Staleness> {
    let EventKind::Signed { candidate, .. } = &event.kind else {
        return None;
    };
    if !is_about_present_text(release, place, event) {
        return Some(Staleness::Text);
    }
    let item = &release.plan().items[place];
    let is_bound = item.bound == Bound::Candidate;
    if is_bound && !release.is_for_present(event, candidate.as_ref()) {
        return Some(Staleness::Candidate);
    }
    is_too_old(release, item, event, now).then_some(Staleness::Age)
}

/// Tells whether a sign-off is older than those of the item may be: up to now, or to the time when the poll of its gate was
/// complete or the release ended.
fn is_too_old(release: &Release, item: &Item, event: &Event, now: DateTime<Utc>) -> bool {
    let Some(fresh) = item.fresh else {
        return false;
    };
    let phase = release.plan().phase(&item.phase);
    let decided = phase.and_then(|phase| calls::complete_since(release, phase));
    let ended = release.closing().map(|event| event.at);
    let until = decided.into_iter().chain(ended).fold(now, DateTime::min);
    release.not_after(event, now) + seconds(fresh) < until
}

/// Tells whether a waiver or a "not applicable" names another candidate than the present one. One that names none, as in
/// records of before, holds for the release.
fn is_of_other_candidate(release: &Release, event: &Event) -> bool {
    match &event.kind {
        EventKind::NotApplicable {
            candidate: Some(candidate),
            ..
        }
        | EventKind::Waived {
            candidate: Some(candidate),
            ..
        } => release.candidates().len() > 1 || Some(candidate) != release.candidate(),
        _ => false,
    }
}

fn is_about_present_text(release: &Release, place: usize, event: &Event) -> bool {
    match &event.kind {
        EventKind::Signed { digest, .. }
        | EventKind::NotApplicable { digest, .. }
        | EventKind::Waived { digest, .. } => *digest == release.digest_at(place),
        _ => true,
    }
}

/// Returns when a milestone was reached: the last sign-off of the first done item that marks it, or the entry of
/// the first stage that does.
pub fn milestone(
    release: &Release,
    milestone: &Milestone,
    now: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    let marking = marking(release, milestone, now)
        .filter(|standing| standing.state == ItemState::Done)
        .filter_map(|standing| {
            standing
                .sign_offs
                .iter()
                .filter_map(|slot| slot.event)
                .map(|event| release.not_after(event, now))
                .max()
        });
    marking.chain(release.stage_marking(milestone, now)).min()
}

/// Returns the items that mark a milestone.
pub(super) fn marking<'r>(
    release: &'r Release,
    milestone: &Milestone,
    now: DateTime<Utc>,
) -> impl Iterator<Item = ItemStatus<'r>> {
    let items = release.plan().items.iter().enumerate();
    items
        .filter(move |(_, item)| item.marks.as_ref() == Some(milestone))
        .filter(|(place, _)| is_among(release, *place))
        .map(move |(place, _)| answered_at(release, place, now))
}

/// Returns whether what waits for a moment is due at `now`. With a milestone that nothing marks any more it is: it would wait
/// for ever.
pub(super) fn timing<'r>(
    release: &'r Release,
    after: Option<&'r After>,
    now: DateTime<Utc>,
) -> Timing<'r> {
    let Some(after) = after else {
        return Timing::Due;
    };
    match milestone(release, &after.milestone, now) {
        None if may_reach(release, &after.milestone, now) => Timing::Waits(after),
        None => Timing::Due,
        Some(reached) if reached + seconds(after.wait) > now => {
            Timing::From(reached + seconds(after.wait))
        }
        Some(_) => Timing::Due,
    }
}

/// Tells whether an item that is not settled, or a stage, marks a milestone.
fn may_reach(release: &Release, milestone: &Milestone, now: DateTime<Utc>) -> bool {
    let mut marking = marking(release, milestone, now);
    marking.any(|standing| !standing.state.is_settled())
        || release.plan().is_marked_by_rollout(milestone)
}

/// Tells whether a waiver's last day, in UTC, is over.
fn is_expired(waiver: &Event, now: DateTime<Utc>) -> bool {
    matches!(&waiver.kind, EventKind::Waived { expires: Some(day), .. } if now.date_naive() > *day)
}

#[cfg(test)]
mod tests;

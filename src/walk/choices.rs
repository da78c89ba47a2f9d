//! Which answers a question offers: only those that [`Speaker::may`] admits, so the two cannot disagree.

use chrono::{DateTime, Utc};

use super::question::Choice;
use super::scope::Turn;
use super::speaker::Speaker;
use crate::domain::digest::Digest;
use crate::domain::event::{Call, EventKind};
use crate::domain::id::{Candidate, ItemId, PhaseId, RoleId};
use crate::domain::plan::incident::Mitigation;
use crate::domain::rules::admission::Refusal;
use crate::domain::rules::ahead::shut_before;
use crate::domain::rules::{draft, item_status};
use crate::domain::state::Release;

/// What goes with the coming sign-off.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Draft {
    pub(crate) evidence: Vec<String>,
    /// A remark.
    pub(crate) note: Option<String>,
    /// What a check of the walk put into the evidence.
    pub(super) checked: Option<Checked>,
}

/// The evidence of a check, and what it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Checked {
    pub(super) evidence: String,
    pub(super) candidate: Option<Candidate>,
    /// The digest of the item.
    pub(super) item: Option<Digest>,
}

impl Draft {
    /// Puts the evidence of a check in the place of an earlier one, or takes that out.
    pub(super) fn show(&mut self, checked: Option<Checked>) {
        if let Some(earlier) = self.checked.take() {
            self.evidence.retain(|it| *it != earlier.evidence);
        }
        self.evidence
            .extend(checked.iter().map(|it| it.evidence.clone()));
        self.checked = checked;
    }

    /// Tells whether there is nothing in it.
    pub(crate) fn is_empty(&self) -> bool {
        self.evidence.is_empty() && self.note.is_none()
    }
}

/// The gate that a sign-off comes ahead of, if there is one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Ahead {
    pub(crate) gate: Option<PhaseId>,
    /// Why; a milestone needs it.
    pub(crate) reason: Option<String>,
}

impl Ahead {
    /// Returns the first gate before an item that is not at GO, without a reason yet.
    pub(crate) fn of(release: &Release, item: &ItemId, now: DateTime<Utc>) -> Self {
        let shut = release
            .item(item)
            .and_then(|item| shut_before(release, item, now));
        Self {
            gate: shut.map(|(gate, _)| gate),
            reason: None,
        }
    }
}

/// The answers that one turn admits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AllowedAnswers {
    /// The answers, in the order they are shown.
    pub(crate) choices: Vec<Choice>,
    /// Why the role cannot sign, when a rule about persons forbids it.
    pub(crate) obstacle: Option<Refusal>,
    /// The roles for which the person may accept the risk.
    pub(crate) waivers: Vec<RoleId>,
}

/// Stands in for a text that has yet to be asked for.
const SOME_TEXT: &str = "-";

/// Returns the answers that a turn admits.
pub(crate) fn offer(
    release: &Release,
    turn: &Turn,
    draft: &Draft,
    speaker: &Speaker,
    now: DateTime<Utc>,
) -> AllowedAnswers {
    let admits =
        |kind: Option<EventKind>| kind.is_some_and(|kind| speaker.may(release, &kind, now).is_ok());
    // A reason that a milestone may need is asked for when it is signed.
    let ahead = Ahead {
        reason: Some(SOME_TEXT.to_owned()),
        ..Ahead::of(release, &turn.item, now)
    };
    let refusal = sign_trial(release, turn, draft, &ahead, now)
        .and_then(|kind| speaker.may(release, &kind, now).err());
    let with_evidence = Draft {
        evidence: vec![SOME_TEXT.to_owned()],
        ..Draft::default()
    };
    let can_show = admits(sign(release, turn, &with_evidence, &ahead));
    let has_check = release
        .item(&turn.item)
        .is_some_and(|item| item.check.is_some());
    let waivers = waivers(release, turn, speaker, now);
    let some = || SOME_TEXT.to_owned();
    let decide = |course| draft::deciding(release, &turn.item, &turn.role, course, some());
    let offered = [
        (Choice::Done, refusal.is_none()),
        (
            Choice::Decide(Mitigation::Rollback),
            admits(decide(Mitigation::Rollback)),
        ),
        (
            Choice::Decide(Mitigation::Hotfix),
            admits(decide(Mitigation::Hotfix)),
        ),
        (
            Choice::NotApplicable,
            admits(draft::ruling_out(release, &turn.item, &turn.role, some())),
        ),
        (Choice::Clear, admits(Some(unblock(turn, some())))),
        (Choice::Block, admits(Some(block(turn, some())))),
        (Choice::Waive, !waivers.is_empty()),
        (Choice::Check, can_show && has_check),
        (Choice::Evidence, can_show),
        (Choice::Note, can_show),
        (Choice::Reopen, admits(Some(reopen(turn, some())))),
        (Choice::Later, true),
        (Choice::Back, true),
        (Choice::Jump, true),
        (Choice::Quit, true),
    ];
    let choices = offered
        .into_iter()
        .filter(|(_, is_admitted)| *is_admitted)
        .map(|(choice, _)| choice)
        .collect();
    let is_about_person = |refusal: &Refusal| {
        matches!(
            refusal,
            Refusal::NotAMember { .. } | Refusal::Separation { .. } | Refusal::Closed { .. }
        )
    };
    AllowedAnswers {
        choices,
        obstacle: refusal.filter(is_about_person),
        waivers,
    }
}

/// Returns the answers that a role may give at a gate, and why it cannot say go.
pub(crate) fn offer_calls(
    release: &Release,
    phase: &PhaseId,
    role: &RoleId,
    speaker: &Speaker,
    now: DateTime<Utc>,
) -> (Vec<Choice>, Option<Refusal>) {
    // A reason that a GO may need is asked for when it is called.
    let some_text = Some(SOME_TEXT.to_owned());
    let go = draft::calling(release, phase, role, Call::Go, some_text);
    let obstacle = speaker.may(release, &go, now).err();
    let no_go = draft::calling(release, phase, role, Call::NoGo, Some(SOME_TEXT.to_owned()));
    let no_go = speaker.may(release, &no_go, now);
    let mut choices = Vec::new();
    if obstacle.is_none() {
        choices.push(Choice::Go);
    }
    if no_go.is_ok() {
        choices.push(Choice::NoGo);
    }
    choices.extend([Choice::Later, Choice::Back, Choice::Quit]);
    (choices, obstacle)
}

/// Returns the sign-off as it would be tried: evidence that has yet to be asked for is taken as given.
fn sign_trial(
    release: &Release,
    turn: &Turn,
    draft: &Draft,
    ahead: &Ahead,
    now: DateTime<Utc>,
) -> Option<EventKind> {
    let standing = item_status::standing(release, &turn.item, now)?;
    let holds = standing
        .sign_offs
        .iter()
        .any(|slot| *slot.role == turn.role && slot.holds());
    if standing.item.evidence_required && draft.evidence.is_empty() && !holds {
        let draft = Draft {
            evidence: vec![SOME_TEXT.to_owned()],
            ..draft.clone()
        };
        return sign(release, turn, &draft, ahead);
    }
    sign(release, turn, draft, ahead)
}

/// Returns the sign-off of a turn; `None` when the plan has no such item.
pub(crate) fn sign(
    release: &Release,
    turn: &Turn,
    draft: &Draft,
    ahead: &Ahead,
) -> Option<EventKind> {
    let details = draft::SignOffDetails {
        evidence: draft.evidence.clone(),
        note: draft.note.clone(),
        ahead: ahead.gate.clone(),
        ahead_reason: ahead.reason.clone(),
    };
    draft::signing(release, &turn.item, &turn.role, details)
}

pub(crate) fn block(turn: &Turn, reason: String) -> EventKind {
    EventKind::Blocked {
        item: turn.item.clone(),
        role: turn.role.clone(),
        reason,
        by_check: false,
        acted_for: None,
    }
}

/// Returns the clearing of a blocker.
pub(crate) fn unblock(turn: &Turn, reason: String) -> EventKind {
    EventKind::Unblocked {
        item: turn.item.clone(),
        role: turn.role.clone(),
        reason,
    }
}

/// Returns the retraction of earlier answers.
pub(crate) fn reopen(turn: &Turn, reason: String) -> EventKind {
    EventKind::Reopened {
        item: turn.item.clone(),
        role: turn.role.clone(),
        reason,
    }
}

fn waivers(release: &Release, turn: &Turn, speaker: &Speaker, now: DateTime<Utc>) -> Vec<RoleId> {
    let item = release.item(&turn.item);
    let may = item.map(|item| release.plan().waivers(item));
    let admitted = |role: &&RoleId| {
        draft::waiving(release, &turn.item, role, SOME_TEXT.to_owned(), None)
            .is_some_and(|kind| speaker.may(release, &kind, now).is_ok())
    };
    let may = may.unwrap_or_default().into_iter();
    may.filter(admitted).cloned().collect()
}

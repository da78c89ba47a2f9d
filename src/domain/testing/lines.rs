//! What a line of a story says: an event, or an amendment.

use chrono::{DateTime, Utc};

use super::{incidents, rollout};
use crate::domain::digest::Digest;
use crate::domain::event::{Call, EventKind, Outcome, RiskEvent, RiskLevel, RiskOutcome};
use crate::domain::id::{Candidate, FactId, ItemId, PhaseId, RiskId, RoleId};
use crate::domain::plan::incident::Who;
use crate::domain::plan::{Bound, Plan};
use crate::domain::rules::ahead::shut_before;
use crate::domain::state::Release;

pub(super) fn amended(plan: &Plan, line: &str) -> Option<Plan> {
    // The duties of incidents open anew under the amended plan.
    let mut plan = plan.frozen();
    if line == "amend" {
        return Some(plan);
    }
    if rollout::amend(&mut plan, line) {
        return Some(plan);
    }
    let (what, name) = line.split_once(' ')?;
    let duties = plan
        .incidents
        .iter_mut()
        .flat_map(|incidents| &mut incidents.duties);
    let item = plan
        .items
        .iter_mut()
        .chain(duties)
        .find(|item| item.id.as_str().ends_with(&format!("/{name}")));
    match what {
        "reword" => item?.text.push_str(" again"),
        "retract" => item?.removed = true,
        "unpoll" => plan.phases.iter_mut().for_each(|phase| {
            phase
                .gate
                .poll
                .retain(|polled| polled.role.as_str() != name);
        }),
        "cut" => {
            plan.phases.retain(|phase| phase.id.as_str() != name);
            plan.items
                .iter_mut()
                .filter(|item| item.phase.as_str() == name)
                .for_each(|item| item.removed = true);
        }
        _ => return None,
    }
    Some(plan)
}

pub(super) fn kind(release: &Release, line: &str, now: DateTime<Utc>) -> EventKind {
    let (line, reason) = match line.split_once(" because ") {
        Some((line, reason)) => (line, Some(reason.to_owned())),
        None => (line, None),
    };
    if let Some(kind) = rollout::kind(release, line, reason.as_deref(), now) {
        return kind;
    }
    if let Some(kind) = incidents::kind(release, line, reason.as_deref()) {
        return kind;
    }
    let blank = || reason.clone().unwrap_or_default();
    let words: Vec<&str> = line.split(' ').collect();
    let id = |name: &str| {
        let known = release.plan().items.iter().map(|item| &item.id);
        known
            .clone()
            .find(|id| id.as_str().ends_with(&format!("/{name}")))
            .cloned()
            .unwrap_or_else(|| ItemId::from(name))
    };
    let digest = |item: &ItemId| release.digest_of(item).unwrap_or_else(no_digest);
    let candidate = |item: &ItemId| {
        let is_bound = release
            .item(item)
            .is_some_and(|item| item.bound == Bound::Candidate);
        release.candidate().filter(|_| is_bound).cloned()
    };
    match words.as_slice() {
        ["fact", fact, "=", answer] => EventKind::FactAnswered {
            fact: FactId::from(*fact),
            answer: *answer == "yes",
            reason,
        },
        [role, "raises", impact, "risk", number] => EventKind::Risk(RiskEvent::Raised {
            risk: RiskId::numbered(number.parse().unwrap()),
            text: "x".to_owned(),
            likelihood: RiskLevel::Low,
            impact: RiskLevel::from_word(impact).unwrap(),
            owner: Who::Role(RoleId::from(*role)),
            mitigation: None,
            due: None,
            from: None,
        }),
        [_, "ends", "risk", number] => EventKind::Risk(RiskEvent::Closed {
            risk: RiskId::numbered(number.parse().unwrap()),
            outcome: RiskOutcome::Mitigated,
            reason: blank(),
        }),
        ["plan", day] => EventKind::Planned {
            day: day.parse().unwrap(),
            reason,
        },
        ["respin", candidate] => EventKind::Respun {
            candidate: Candidate::from(*candidate),
            reason,
        },
        [_, "reads", from, candidate, times @ ..] => EventKind::CommitsRead {
            from: Candidate::from(*from),
            candidate: Candidate::from(*candidate),
            commits: times.iter().map(|time| super::at(time)).collect(),
        },
        ["close", outcome, by @ ..] => EventKind::Closed {
            outcome: Outcome::from_word(outcome).unwrap(),
            reason,
            role: by.last().map(|role| RoleId::from(*role)),
        },
        [role, "calls", call, "at", phase] => EventKind::Called {
            phase: PhaseId::from(*phase),
            role: RoleId::from(*role),
            call: Call::from_word(call).unwrap(),
            reason,
            candidate: release.candidate().cloned(),
            acted_for: None,
        },
        [role, "shortens", phase] => EventKind::Shortened {
            phase: PhaseId::from(*phase),
            role: RoleId::from(*role),
            reason: blank(),
            candidate: release.candidate().cloned(),
        },
        [role, "signs", name, rest @ ..] => {
            let ahead = Ahead::of(release, &id(name), reason, now);
            signed(release, id(name), RoleId::from(*role), ahead, rest)
        }
        [role, "rules", "out", name] => {
            let item = id(name);
            EventKind::NotApplicable {
                candidate: candidate(&item),
                digest: digest(&item),
                item,
                role: RoleId::from(*role),
                reason: blank(),
                acted_for: None,
            }
        }
        [role, "waives", name, rest @ ..] => {
            let item = id(name);
            let expires = match rest {
                ["until", day] => Some(day.parse().unwrap()),
                _ => None,
            };
            EventKind::Waived {
                candidate: candidate(&item),
                digest: digest(&item),
                item,
                role: RoleId::from(*role),
                reason: blank(),
                expires,
                acted_for: None,
            }
        }
        [role, "blocks", name] => EventKind::Blocked {
            item: id(name),
            role: RoleId::from(*role),
            reason: blank(),
            by_check: false,
            acted_for: None,
        },
        [role, "unblocks", name] => EventKind::Unblocked {
            item: id(name),
            role: RoleId::from(*role),
            reason: blank(),
        },
        [role, "reopens", name] => EventKind::Reopened {
            item: id(name),
            role: RoleId::from(*role),
            reason: blank(),
        },
        _ => panic!("`{line}` is not a line of the script language"),
    }
}

/// A sign-off ahead of a gate: one that says why is.
struct Ahead {
    gate: Option<PhaseId>,
    reason: Option<String>,
}

impl Ahead {
    fn of(release: &Release, item: &ItemId, reason: Option<String>, now: DateTime<Utc>) -> Self {
        let item = release.item(item).filter(|_| reason.is_some());
        let shut = item.and_then(|item| shut_before(release, item, now));
        Self {
            reason: reason.filter(|_| shut.is_some()),
            gate: shut.map(|(gate, _)| gate),
        }
    }
}

fn signed(release: &Release, item: ItemId, role: RoleId, ahead: Ahead, rest: &[&str]) -> EventKind {
    let is_bound = release
        .item(&item)
        .is_some_and(|item| item.bound == Bound::Candidate);
    EventKind::Signed {
        digest: release.digest_of(&item).unwrap_or_else(no_digest),
        item,
        role,
        candidate: release.candidate().filter(|_| is_bound).cloned(),
        evidence: match rest {
            ["with", evidence] => vec![(*evidence).to_owned()],
            _ => Vec::new(),
        },
        note: match rest {
            ["noting", note] => Some((*note).to_owned()),
            _ => None,
        },
        ahead: ahead.gate,
        ahead_reason: ahead.reason,
        acted_for: None,
    }
}

/// Returns the digest of nothing there is.
pub(super) fn no_digest() -> Digest {
    Digest::of_bytes(b"none")
}

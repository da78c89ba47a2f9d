//! What puts a release at risk: what somebody accepted, and what somebody stopped.

use chrono::{DateTime, NaiveDate, Utc};

use crate::domain::event::{Event, EventKind};
use crate::domain::rules::ahead::signed_ahead;
use crate::domain::rules::before_go::before_go;
use crate::domain::rules::item_status::{ItemState, ItemStatus};
use crate::domain::rules::judgement::{Judgement, is_in_hand};
use crate::domain::rules::overruled;
use crate::domain::rules::reason::Reason;
use crate::domain::rules::risks::matter;
use crate::domain::rules::uncalled;
use crate::domain::rules::{gate, monitoring};
use crate::domain::schema::words;
use crate::domain::state::Release;

/// Something that puts a release at risk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Risk {
    /// What kind it is.
    pub kind: RiskKind,
    /// The item, gate, stage, window or incident.
    pub about: String,
    /// What is the matter.
    pub text: String,
    /// Who said so.
    pub by: Option<String>,
    /// Since when.
    pub since: Option<DateTime<Utc>>,
    /// The last day on which it is accepted.
    pub until: Option<NaiveDate>,
}

words! {
    /// What kind of risk it is.
    #[derive(PartialOrd, Ord)]
    pub enum RiskKind {
        /// The release is being rolled back.
        Rollback = "rollback",
        /// An incident is not over.
        Incident = "incident",
        /// Somebody said stop.
        Blocker = "blocker",
        /// A role called no-go.
        NoGo = "no-go",
        /// Something is overdue.
        Overdue = "overdue",
        /// A risk of the register is open.
        Raised = "raised",
        /// A waiver has expired, and its item is open.
        ExpiredWaiver = "expired-waiver",
        /// An item is knowingly left undone.
        Waiver = "waiver",
        /// A deployment began before the gate in front of it said GO.
        BeforeGo = "before-go",
        /// A milestone was signed ahead of a gate.
        Ahead = "signed-ahead",
        /// A role called no-go, and somebody else overruled it.
        Overruled = "overruled",
        /// Somebody went on although something stood in the way.
        Override = "override",
        /// A monitoring window was closed before its end.
        ClosedEarly = "closed-early",
        /// The wait at a gate was ended before its time.
        WaitEnded = "wait-ended",
        /// The plan asks less than before, and no gate has been called since.
        Amended = "amended",
    }
}

impl RiskKind {
    /// Returns the words shown to people.
    pub fn words(self) -> &'static str {
        match self {
            Self::Rollback => "rollback",
            Self::Incident => "incident",
            Self::Blocker => "blocker",
            Self::NoGo => "no-go",
            Self::Overdue => "overdue",
            Self::Raised => "risk",
            Self::ExpiredWaiver => "expired waiver",
            Self::Waiver => "waiver",
            Self::BeforeGo => "deployed before GO",
            Self::Ahead => "signed ahead",
            Self::Overruled => "overruled no-go",
            Self::Override => "override",
            Self::ClosedEarly => "closed early",
            Self::WaitEnded => "wait ended early",
            Self::Amended => "loosened plan",
        }
    }
}

impl Risk {
    fn new(kind: RiskKind, about: &str, text: impl Into<String>) -> Self {
        Self {
            kind,
            about: about.to_owned(),
            text: text.into(),
            by: None,
            since: None,
            until: None,
        }
    }

    /// A risk that an event tells of, with its reason.
    fn told(kind: RiskKind, about: &str, event: &Event) -> Self {
        let until = match &event.kind {
            EventKind::Waived { expires, .. } => *expires,
            _ => None,
        };
        let text = event.kind.reason().unwrap_or_default();
        Self {
            by: Some(event.who().into_owned()),
            since: Some(event.at),
            until,
            ..Self::new(kind, about, text)
        }
    }
}

/// Returns the risks, the gravest kind first.
pub(super) fn risks(
    release: &Release,
    judgements: &[Judgement<'_>],
    now: DateTime<Utc>,
) -> Vec<Risk> {
    let mut risks: Vec<Risk> = Vec::new();
    let registered = release.open_risks().into_iter();
    risks.extend(registered.map(|risk| Risk {
        by: Some(risk.raised.by.name().to_owned()),
        since: Some(risk.raised.at),
        ..Risk::new(RiskKind::Raised, risk.id.as_str(), matter(&risk, now))
    }));
    for standing in judgements.iter().flat_map(|judgement| &judgement.items) {
        risks.extend(of_item(standing));
    }
    for judgement in judgements {
        let is_in_hand = is_in_hand(release, judgement);
        for reason in judgement
            .reasons
            .iter()
            .filter(|reason| is_in_hand || !reason.explain().overdue)
        {
            let risk = of_reason(reason);
            risks.extend(risk.filter(|risk| !risks.contains(risk)));
        }
    }
    risks.extend(before_go(release).iter().map(|begun| Risk {
        text: begun.sentence(),
        ..Risk::told(RiskKind::BeforeGo, begun.about(), begun.event)
    }));
    let milestones = signed_ahead(release).into_iter();
    let milestones = milestones.filter(|signed| signed.milestone.is_some());
    risks.extend(milestones.flat_map(|signed| {
        let (about, text) = (signed.about().to_owned(), signed.sentence());
        let event = signed.events.into_iter().next();
        event.map(|event| Risk {
            text,
            ..Risk::told(RiskKind::Ahead, &about, event)
        })
    }));
    risks.extend(overruled::all(release).iter().map(|call| Risk {
        text: call.sentence(),
        ..Risk::told(RiskKind::Overruled, call.role.as_str(), call.go)
    }));
    risks.extend(
        release
            .overrides()
            .map(|event| Risk::told(RiskKind::Override, "rollout", event)),
    );
    let early = monitoring::closed_early(release);
    risks.extend(early.map(|(window, event)| {
        Risk::told(RiskKind::ClosedEarly, &format!("window {window}"), event)
    }));
    risks
        .extend(gate::waits_ended_now(release).map(|(phase, event)| {
            Risk::told(RiskKind::WaitEnded, &format!("gate {phase}"), event)
        }));
    let amended = uncalled::since_last_called(release);
    let loosened = amended.iter().filter(|it| it.is_loosened());
    risks.extend(loosened.map(|it| Risk {
        text: it.sentence(),
        ..Risk::told(RiskKind::Amended, "plan", it.event)
    }));
    risks.sort_by_key(|risk| risk.kind);
    risks
}

fn of_item(standing: &ItemStatus<'_>) -> Vec<Risk> {
    let about = standing.item.id.as_str();
    let blockers = standing
        .blockers
        .iter()
        .map(|event| Risk::told(RiskKind::Blocker, about, event));
    let waivers = standing.waivers.iter();
    let waivers =
        waivers.filter(|_| !matches!(standing.state, ItemState::Done | ItemState::NotApplicable));
    let kind = if standing.waiver_expired {
        RiskKind::ExpiredWaiver
    } else {
        RiskKind::Waiver
    };
    blockers
        .chain(waivers.map(|event| Risk::told(kind, about, event)))
        .collect()
}

fn of_reason(reason: &Reason<'_>) -> Option<Risk> {
    match reason {
        Reason::RollingBack(event) => Some(Risk::told(RiskKind::Rollback, "rollback", event)),
        Reason::Incident(incident, _) => {
            let opened = incident.opened();
            Some(Risk {
                by: opened.map(|event| event.by.name().to_owned()),
                since: opened.map(|event| event.at),
                ..Risk::new(
                    RiskKind::Incident,
                    incident.id().as_str(),
                    format!("{} ({})", incident.title(), incident.severity().word()),
                )
            })
        }
        Reason::Call {
            call: Some((_, event)),
            ..
        } if reason.is_call_of_no_go() => {
            Some(Risk::told(RiskKind::NoGo, &reason.explain().about, event))
        }
        _ => {
            let explained = reason.explain();
            explained
                .overdue
                .then(|| Risk::new(RiskKind::Overdue, &explained.about, explained.sentence))
        }
    }
}

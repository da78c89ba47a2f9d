//! The story of a release with a risk register.

use gonogo::domain::event::{CarriedRisk, EventKind, RiskEvent, RiskLevel, RiskOutcome};
use gonogo::domain::id::RiskId;
use gonogo::domain::plan::incident::Who;
use gonogo::domain::state::Release;

use crate::support::{Teller, header, person, wide_plan};

fn raised(number: usize, text: &str, likelihood: RiskLevel, owner: Who) -> RiskEvent {
    RiskEvent::Raised {
        risk: RiskId::numbered(number),
        text: text.to_owned(),
        likelihood,
        impact: RiskLevel::High,
        owner,
        mitigation: None,
        due: None,
        from: None,
    }
}

fn with(mut event: RiskEvent, change: impl FnOnce(&mut RiskEvent)) -> EventKind {
    change(&mut event);
    EventKind::Risk(event)
}

/// A risk that is carried on and changed, one that is closed, and one that two branches changed.
pub(crate) fn risky() -> Release {
    let mut story = Teller::under(Some(2), header(&[]), wide_plan(1), Some("9fceb02"));
    let qa = || Who::Role("qa".into());
    let locks = || raised(1, "the migration may lock orders", RiskLevel::High, qa());
    let origin = CarriedRisk {
        version: "2.3.0".parse().expect("a version"),
        risk: RiskId::numbered(4),
    };
    let carried = |event: RiskEvent| {
        with(event, |event| {
            if let RiskEvent::Raised { from, .. } = event {
                *from = Some(origin.clone());
            }
        })
    };
    story.tell("Ada", carried(locks()));
    let mut milder = raised(1, "the migration may lock orders", RiskLevel::Low, qa());
    if let RiskEvent::Raised {
        mitigation, due, ..
    } = &mut milder
    {
        *mitigation = Some("rehearsed on a copy".to_owned());
        *due = "2026-12-01".parse().ok();
    }
    story.tell("Joan", carried(milder));
    let mirror = raised(
        2,
        "the mirror is slow",
        RiskLevel::Low,
        Who::Person(person("Mary")),
    );
    story.tell("Mary", EventKind::Risk(mirror));
    let closed = RiskEvent::Closed {
        risk: RiskId::numbered(2),
        outcome: RiskOutcome::Obsolete,
        reason: "there is another mirror".to_owned(),
    };
    story.tell("Mary", EventKind::Risk(closed));
    let third = |level| EventKind::Risk(raised(3, "the vendor may be late", level, qa()));
    story.tell("Ada", third(RiskLevel::Low));
    let mut left = Teller::resume(story.release.clone(), story.seconds + 7);
    left.tell("Mary", third(RiskLevel::Medium));
    let mut right = Teller::resume(story.release.clone(), story.seconds);
    right.tell("Grace", third(RiskLevel::High));
    let mut record = left.release.record().clone();
    record
        .events
        .push(right.release.events().last().expect("an event").clone());
    Release::replay(record).expect("a sound record")
}

//! When an item is due: at once, or only after a milestone.

use chrono::{DateTime, TimeDelta, Timelike as _, Utc};

use crate::domain::duration::seconds;
use crate::domain::event::timestamp;
use crate::domain::id::ItemId;
use crate::domain::plan::After;

/// Whether an item is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timing<'r> {
    /// It can be answered now.
    Due,
    /// It is due from this time on, which is still to come.
    From(DateTime<Utc>),
    /// Its milestone has not been reached.
    Waits(&'r After),
    /// An item above it in its section is not settled.
    Behind(&'r ItemId),
}

impl Timing<'_> {
    /// Tells whether the item can be answered now.
    pub(crate) fn is_due(self) -> bool {
        self == Self::Due
    }

    /// Returns the time from which on it is due, when that is known and still to come.
    pub fn from(self) -> Option<DateTime<Utc>> {
        match self {
            Self::From(at) => Some(at),
            Self::Due | Self::Waits(_) | Self::Behind(_) => None,
        }
    }

    /// Returns when the item is due, for people; `None` when it is due now.
    pub fn sentence(self) -> Option<String> {
        match self {
            Self::Due => None,
            Self::From(at) => Some(format!("due from {}", timestamp(&at))),
            Self::Waits(after) => Some(format!("due {}", after.words())),
            Self::Behind(item) => Some(format!("due after {item}")),
        }
    }
}

/// Returns a time that is still to come, for people: `14:32 UTC`, with the date when it is another day. Seconds are
/// rounded up, so that the time has come when it is shown.
pub fn clock(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let beyond = seconds(u64::from(at.second()));
    let at = if beyond.is_zero() {
        at
    } else {
        at - beyond + TimeDelta::minutes(1)
    };
    let form = if at.date_naive() == now.date_naive() {
        "%H:%M UTC"
    } else {
        "%Y-%m-%d %H:%M UTC"
    };
    at.format(form).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::plan::Plan;
    use crate::domain::rules::item_status::standing;
    use crate::domain::state::Release;
    use crate::domain::testing::{Story, plan};

    fn timing(release: &Release, item: &ItemId, now: DateTime<Utc>) -> Option<String> {
        standing(release, item, now).unwrap().timing.sentence()
    }

    #[test]
    fn an_item_is_due_from_its_milestone_on() {
        let plan = plan(&[
            "pre/a dev",
            "pre/b dev marks=staged",
            "ship/c dev after=staged",
            "ship/d dev after=staged+24h",
            "ship/e dev after=rollout-started",
            "ship/f dev after=deployed",
            "ship/g dev after=nowhere",
            "rollout ship",
            "choice standard",
            "strategy standard: canary 1-5, full 100 marks=deployed",
        ]);
        #[track_caller]
        fn case(plan: &Plan, script: &[&str], due: &[Option<&str>]) {
            let story = Story::of(plan.clone()).tell(script);
            let now = story.now;
            let release = story.release();
            let all = release
                .plan()
                .items
                .iter()
                .map(|item| timing(&release, &item.id, now));
            let all: Vec<Option<String>> = all.collect();
            let all: Vec<Option<&str>> = all.iter().map(Option::as_deref).collect();
            assert_eq!(all, due, "{script:?}");
        }
        let (staged, later) = (Some("due after staged"), Some("due 24h after staged"));
        let (started, deployed) = (
            Some("due after rollout-started"),
            Some("due after deployed"),
        );
        case(
            &plan,
            &[],
            &[None, None, staged, later, started, deployed, None],
        );
        let from = Some("due from 2026-11-21T09:02:00Z");
        let sign = ["dev signs a", "dev signs b"];
        case(
            &plan,
            &sign,
            &[None, None, None, from, started, deployed, None],
        );
        let wait = [&sign[..], &["wait 24h"]].concat();
        case(
            &plan,
            &wait,
            &[None, None, None, None, started, deployed, None],
        );
        let canary = [&wait[..], &["dev enters canary at 5"]].concat();
        case(
            &plan,
            &canary,
            &[None, None, None, None, None, deployed, None],
        );
        let full = [&canary[..], &["dev enters full at 100"]].concat();
        case(&plan, &full, &[None; 7]);
    }

    #[test]
    fn what_nobody_reaches_any_more_is_not_waited_for() {
        let plan = plan(&["pre/a dev marks=staged", "pre/b dev after=staged"]);
        for (script, expected) in [
            (&[][..], Some("due after staged")),
            (&["rm waives a because later"], None),
            (
                &["rm waives a because later", "dev reopens a because now"],
                Some("due after staged"),
            ),
        ] {
            let story = Story::of(plan.clone()).tell(script);
            let now = story.now;
            let timing = timing(&story.release(), &"pre/b".into(), now);
            assert_eq!(timing.as_deref(), expected, "{script:?}");
        }
    }

    #[test]
    fn a_time_to_come_is_shown_to_the_minute_and_with_its_day_when_it_is_another() {
        for (at, expected) in [
            ("2026-11-20T14:32:00Z", "14:32 UTC"),
            ("2026-11-20T14:32:01Z", "14:33 UTC"),
            ("2026-11-20T23:59:59Z", "2026-11-21 00:00 UTC"),
            ("2026-11-23T09:00:00Z", "2026-11-23 09:00 UTC"),
        ] {
            let now = "2026-11-20T09:00:00Z".parse().unwrap();
            assert_eq!(clock(at.parse().unwrap(), now), expected);
        }
    }
}

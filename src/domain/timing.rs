//! When an item is due: at once, or only after a milestone.

use chrono::{DateTime, TimeDelta, Timelike as _, Utc};

use super::duration::{read, seconds, span};
use super::event::timestamp;
use super::id::{Milestone, is_slug};
use super::plan::{Item, Plan};
use super::release::Release;
use super::rollout::Rollout;
use super::schema::{Source, Take, Value};

/// The milestone that every rollout reaches by itself, when it enters its first stage.
pub const ROLLOUT_STARTED: &str = "rollout-started";

/// The moment before which an item is not due: a milestone, or some time after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct After {
    /// The milestone.
    pub milestone: Milestone,
    /// How many seconds after it.
    pub wait: u64,
}

/// Whether an item is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timing<'r> {
    /// It can be answered now.
    Due,
    /// It is due from this time on, which is still to come.
    From(DateTime<Utc>),
    /// Its milestone has not been reached.
    Waits(&'r After),
}

impl After {
    /// Reads `deployed` or `deployed + 24h`.
    pub fn parse(text: &str) -> Option<Self> {
        let (name, wait) = match text.split_once('+') {
            Some((name, wait)) => (name.trim(), read(wait.trim()).filter(|wait| *wait > 0)?),
            None => (text, 0),
        };
        is_slug(name).then(|| Self {
            milestone: Milestone::from(name),
            wait,
        })
    }

    /// Returns it in words, as the end of a sentence: `24h after deployed`.
    pub fn words(&self) -> String {
        if self.wait == 0 {
            format!("after {}", self.milestone)
        } else {
            format!("{} after {}", span(self.wait), self.milestone)
        }
    }
}

/// The time is left out when there is none, and means nothing without the milestone.
impl Value<[&'static str; 2]> for After {
    fn put<'e>(&'e self, [milestone, wait]: [&'static str; 2], take: Take<'_, 'e>) {
        self.milestone.put(milestone, take);
        if self.wait > 0 {
            self.wait.put(wait, take);
        }
    }

    fn find<S: Source>(
        [milestone, wait]: [&'static str; 2],
        source: &mut S,
    ) -> Result<Option<Self>, S::Error> {
        let Some(milestone) = Milestone::find(milestone, source)? else {
            return Ok(None);
        };
        let wait = source.count(wait)?.unwrap_or_default();
        Ok(Some(Self { milestone, wait }))
    }
}

impl Timing<'_> {
    /// Tells whether the item can be answered now.
    pub fn is_due(self) -> bool {
        self == Self::Due
    }

    /// Returns when the item is due, for people; `None` when it is due now.
    pub fn sentence(self) -> Option<String> {
        match self {
            Self::Due => None,
            Self::From(at) => Some(format!("due from {}", timestamp(&at))),
            Self::Waits(after) => Some(format!("due {}", after.words())),
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

impl Release {
    /// Returns whether an item is due at `now`. One whose milestone nothing in the plan marks is: it would wait for ever.
    pub fn timing<'i>(&self, item: &'i Item, now: DateTime<Utc>) -> Timing<'i> {
        let after = item.after.as_ref();
        let Some(after) = after.filter(|after| self.plan().marks(&after.milestone)) else {
            return Timing::Due;
        };
        match self.milestone(&after.milestone, now) {
            None => Timing::Waits(after),
            Some(reached) if reached + seconds(after.wait) > now => {
                Timing::From(reached + seconds(after.wait))
            }
            Some(_) => Timing::Due,
        }
    }
}

impl Plan {
    /// Tells whether an item or a stage marks a milestone.
    fn marks(&self, milestone: &Milestone) -> bool {
        let by_item = || {
            self.present()
                .any(|item| item.marks.as_ref() == Some(milestone))
        };
        let by_rollout = |rollout: &Rollout| {
            let mut stages = rollout.strategies.iter().flat_map(|it| &it.stages);
            milestone.as_str() == ROLLOUT_STARTED
                || stages.any(|stage| stage.marks.as_ref() == Some(milestone))
        };
        by_item() || self.rollout.as_ref().is_some_and(by_rollout)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::testing::{Story, plan};

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
                .map(|item| release.timing(item, now).sentence());
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

    #[test]
    fn a_moment_is_a_milestone_or_some_time_after_one() {
        for (text, expected) in [
            ("deployed", Some(("deployed", 0, "after deployed"))),
            (
                "deployed + 24h",
                Some(("deployed", 86_400, "24h after deployed")),
            ),
            (
                "deployed+30m",
                Some(("deployed", 1_800, "30m after deployed")),
            ),
            ("deployed + 0h", None),
            ("deployed +", None),
            ("deployed + soon", None),
            ("Deployed", None),
            ("+ 24h", None),
            ("deployed + 1h + 1h", None),
            ("", None),
        ] {
            let after = After::parse(text);
            let words = after.as_ref().map(After::words);
            let found = after
                .as_ref()
                .zip(words.as_deref())
                .map(|(after, words)| (after.milestone.as_str(), after.wait, words));
            assert_eq!(found, expected, "{text}");
        }
    }
}

//! The figures of a number of deployments.

use super::delivery::{Deployment, Figure};

/// The figures of some deployments.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figures {
    /// How many deployments there were.
    pub deployments: usize,
    /// How many days they are spread over; a stretch of less than a week counts as a week. `None` when nothing says which
    /// days those are.
    pub days: Option<u64>,
    /// From commit to production.
    pub lead_time: Times,
    /// Failed deployments.
    pub failed: Share,
    /// From failure to recovery.
    pub recovery: Times,
    /// Deployments that were taken back.
    pub rolled_back: Share,
    /// From the beginning of a deployment to its completion.
    pub duration: Times,
    /// Deployments that repaired an earlier one.
    pub rework: Share,
}

/// Times, in seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Times {
    /// How many there are.
    pub cases: usize,
    /// Half of them are at most this; `None` when there is none.
    pub median: Option<u64>,
    /// Nine in ten are at most this; `None` when there is none.
    pub p90: Option<u64>,
}

/// So many of so many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// So many.
    pub count: usize,
    /// Of so many.
    pub cases: usize,
}

impl Figures {
    /// Computes the figures of some deployments that are spread over so many days.
    pub fn of(deployments: &[&Deployment], days: Option<u64>) -> Self {
        let times = |take: fn(&Deployment) -> &[u64]| {
            Times::of(
                deployments
                    .iter()
                    .flat_map(|it| take(it))
                    .copied()
                    .collect(),
            )
        };
        let share = |holds: fn(&Deployment) -> Option<bool>| {
            Share::of(deployments.iter().filter_map(|it| holds(it)))
        };
        Self {
            deployments: deployments.len(),
            days: days.map(|days| days.max(7)),
            lead_time: times(|it| it.lead_times.as_deref().unwrap_or_default()),
            failed: share(|it| Some(it.recovery.is_some())),
            recovery: times(|it| {
                it.recovery
                    .as_ref()
                    .and_then(|it| it.as_ref().ok())
                    .map(std::slice::from_ref)
                    .unwrap_or_default()
            }),
            rolled_back: share(|it| Some(it.rolled_back)),
            duration: times(|it| {
                it.duration
                    .as_ref()
                    .map(std::slice::from_ref)
                    .unwrap_or_default()
            }),
            rework: share(|it| it.rework),
        }
    }

    /// Returns how many deployments there were in a week, on average.
    pub(crate) fn per_week(&self) -> Option<f64> {
        self.days
            .map(|days| number(self.deployments) * 7.0 / seconds(days))
    }

    /// Returns the one number of a figure: deployments a week, a share, or the median of times in seconds; `None` when
    /// there is no case.
    pub fn value(&self, figure: Figure) -> Option<f64> {
        match figure {
            Figure::Frequency => self.per_week(),
            _ => self.times(figure).map_or_else(
                || self.share(figure).and_then(Share::value),
                |times| times.median.map(seconds),
            ),
        }
    }

    /// Returns how many cases a figure rests on.
    pub fn cases(&self, figure: Figure) -> usize {
        let of_share = || {
            self.share(figure)
                .map_or(self.deployments, |share| share.cases)
        };
        self.times(figure)
            .map_or_else(of_share, |times| times.cases)
    }

    /// Returns a figure that is a time.
    pub fn times(&self, figure: Figure) -> Option<Times> {
        match figure {
            Figure::LeadTime => Some(self.lead_time),
            Figure::RecoveryTime => Some(self.recovery),
            Figure::Duration => Some(self.duration),
            _ => None,
        }
    }

    /// Returns a figure that is a share.
    pub fn share(&self, figure: Figure) -> Option<Share> {
        match figure {
            Figure::FailureRate => Some(self.failed),
            Figure::RollbackRate => Some(self.rolled_back),
            Figure::ReworkRate => Some(self.rework),
            _ => None,
        }
    }
}

impl Times {
    /// Takes times in any order.
    pub fn of(mut seconds: Vec<u64>) -> Self {
        seconds.sort_unstable();
        Self {
            cases: seconds.len(),
            median: nearest_rank(&seconds, 50),
            p90: nearest_rank(&seconds, 90),
        }
    }
}

impl Share {
    fn of(holds: impl Iterator<Item = bool>) -> Self {
        holds.fold(Self::default(), |share, holds| Self {
            count: share.count + usize::from(holds),
            cases: share.cases + 1,
        })
    }

    /// Returns the share, from 0 to 1; `None` of nothing.
    pub fn value(self) -> Option<f64> {
        (self.cases > 0).then(|| number(self.count) / number(self.cases))
    }
}

/// Returns the smallest of the sorted values that so many percent of them do not exceed.
fn nearest_rank(sorted: &[u64], percent: usize) -> Option<u64> {
    let rank = (sorted.len() * percent).div_ceil(100);
    sorted.get(rank.checked_sub(1)?).copied()
}

#[expect(clippy::cast_precision_loss, reason = "a number of records")]
fn number(count: usize) -> f64 {
    count as f64
}

#[expect(
    clippy::cast_precision_loss,
    reason = "seconds and days, for people and bars"
)]
fn seconds(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_the_nearest_rank() {
        #[track_caller]
        fn case(count: u64, median: Option<u64>, p90: Option<u64>) {
            assert_eq!(
                Times::of((1..=count).rev().collect()),
                Times {
                    cases: count.try_into().unwrap(),
                    median,
                    p90
                }
            );
        }
        case(0, None, None);
        case(1, Some(1), Some(1));
        case(2, Some(1), Some(2));
        case(3, Some(2), Some(3));
        case(9, Some(5), Some(9));
        case(10, Some(5), Some(9));
        case(11, Some(6), Some(10));
        case(20, Some(10), Some(18));
        case(100, Some(50), Some(90));
        case(101, Some(51), Some(91));
    }

    #[test]
    fn a_share_of_nothing_is_unknown() {
        assert_eq!(Share { count: 0, cases: 0 }.value(), None);
        assert_eq!(Share { count: 0, cases: 3 }.value(), Some(0.0));
        assert_eq!(
            Share::of([true, false, false, true].into_iter()),
            Share { count: 2, cases: 4 }
        );
    }

    #[test]
    fn less_than_a_week_counts_as_a_week() {
        let figures = |deployments, days| {
            Figures {
                deployments,
                ..Figures::of(&[], days)
            }
            .per_week()
        };
        assert_eq!(figures(1, Some(1)), Some(1.0));
        assert_eq!(figures(3, Some(21)), Some(1.0));
        assert_eq!(figures(0, Some(30)), Some(0.0));
        assert_eq!(figures(0, None), None);
    }
}

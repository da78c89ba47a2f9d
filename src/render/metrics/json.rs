//! Delivery metrics as `gonogo.metrics/1`.

use serde::Serialize;

use super::rounded;
use crate::domain::reports::metrics::report::{Exclusion, Group, Report};
use crate::domain::reports::metrics::{By, Figure, Figures};
use crate::domain::version::Version;
use crate::render::json::{ByName, Day, Time, envelope, formats};
use crate::render::unreadable::Unreadable;

formats! { MetricsReport<'_> = "gonogo.metrics/1" }

/// Delivery metrics over many releases. What is unknown is null.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct MetricsReport<'r> {
    /// The time that it is told from.
    now: Time,
    /// The first day that counts, in UTC; null for all.
    since: Option<Day>,
    /// By what the groups are told apart; null when there are none.
    by: Option<By>,
    /// How many releases were looked at.
    releases: usize,
    /// The days over which deployments are counted; null when there is none.
    days: Option<DaysReport>,
    /// The unit of each figure's one number.
    units: ByName<&'static str>,
    /// The figures of everything.
    figures: ByName<FigureReport>,
    /// The figures of each group.
    groups: Vec<GroupReport<'r>>,
    /// The figures of each period.
    trend: TrendReport<'r>,
    /// What is left out.
    excluded: Vec<ExclusionReport<'r>>,
    /// The records that could not be read.
    unreadable: &'r [Unreadable],
}

/// The first and the last of some days.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct DaysReport {
    /// The first day.
    from: Day,
    /// The last day.
    to: Day,
}

/// The figures of each period, oldest first.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct TrendReport<'r> {
    /// `month` or `week`.
    by: By,
    /// The periods.
    periods: Vec<PeriodReport<'r>>,
}

/// Returns the figures as JSON. What is unknown is null.
pub fn json(report: &Report<'_>, damaged: &[Unreadable]) -> String {
    let units = Figure::ALL.into_iter();
    envelope(&MetricsReport {
        now: Time(report.asked.now),
        since: report.asked.since.map(Day),
        by: report.asked.by,
        releases: report.releases,
        days: report.days.map(|(from, to)| DaysReport {
            from: Day(from),
            to: Day(to),
        }),
        units: units.map(|figure| (figure.word(), figure.unit())).collect(),
        figures: figures(&report.total),
        groups: report.groups.iter().map(GroupReport::of).collect(),
        trend: TrendReport {
            by: report.trend_by,
            periods: report.trend.iter().map(PeriodReport::of).collect(),
        },
        excluded: report.excluded.iter().map(ExclusionReport::of).collect(),
        unreadable: damaged,
    })
}

/// The figures of some of the deployments.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct GroupReport<'r> {
    /// The period or the type.
    name: &'r str,
    /// The figures.
    figures: ByName<FigureReport>,
}

impl<'r> GroupReport<'r> {
    fn of(group: &'r Group) -> Self {
        Self {
            name: &group.name,
            figures: figures(&group.figures),
        }
    }
}

/// The figures of a period, one number each.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct PeriodReport<'r> {
    /// The period, such as `2026-11` or `2026-W48`.
    name: &'r str,
    /// The one number of each figure.
    #[serde(flatten)]
    values: ByName<Option<f64>>,
}

impl<'r> PeriodReport<'r> {
    fn of(group: &'r Group) -> Self {
        let figures = Figure::ALL.into_iter();
        Self {
            name: &group.name,
            values: figures
                .map(|figure| (figure.word(), group.figures.value(figure).map(rounded)))
                .collect(),
        }
    }
}

/// A figure: times, a share, or how often.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged)]
enum FigureReport {
    /// Times in seconds.
    Times {
        /// How many there are.
        cases: usize,
        /// Half of them are at most this.
        median: Option<u64>,
        /// Nine in ten are at most this.
        p90: Option<u64>,
    },
    /// So many of so many.
    Share {
        /// Of how many.
        cases: usize,
        /// How many.
        count: usize,
        /// The share, from 0 to 1.
        value: Option<f64>,
    },
    /// How often something is deployed.
    Frequency {
        /// How many deployments there are.
        cases: usize,
        /// Over how many days.
        days: Option<u64>,
        /// How many a week.
        value: Option<f64>,
    },
}

fn figures(figures: &Figures) -> ByName<FigureReport> {
    let report = |figure: Figure| match (figures.times(figure), figures.share(figure)) {
        (Some(times), _) => FigureReport::Times {
            cases: times.cases,
            median: times.median,
            p90: times.p90,
        },
        (None, Some(share)) => FigureReport::Share {
            cases: share.cases,
            count: share.count,
            value: share.value().map(rounded),
        },
        (None, None) => FigureReport::Frequency {
            cases: figures.deployments,
            days: figures.days,
            value: figures.per_week().map(rounded),
        },
    };
    let all = Figure::ALL.into_iter();
    all.map(|figure| (figure.word(), report(figure))).collect()
}

/// Something that is left out of figures.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct ExclusionReport<'r> {
    /// The release.
    version: &'r Version,
    /// Which of its deployments, from 1; null when it has none.
    deployment: Option<usize>,
    /// The figure; null for all of them.
    figure: Option<Figure>,
    /// The stable word for why.
    reason: &'static str,
    /// Why, in a sentence.
    text: String,
}

impl<'r> ExclusionReport<'r> {
    fn of(exclusion: &Exclusion<'r>) -> Self {
        Self {
            version: exclusion.version,
            deployment: exclusion.deployment,
            figure: exclusion.figure,
            reason: exclusion.gap.word(),
            text: exclusion.gap.sentence(),
        }
    }
}

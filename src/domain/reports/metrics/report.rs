//! The figures that were asked for, and everything that is not in them.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};

use super::period::{Period, days};
use super::{Asked, By, Delivery, Deployment, Figure, Figures, Gap, Ledger};
use crate::domain::id::TypeId;
use crate::domain::version::Version;

/// The figures that were asked for.
#[derive(Clone, Debug)]
pub struct Report<'l> {
    /// What was asked.
    pub asked: Asked,
    /// How many releases were looked at.
    pub releases: usize,
    /// The first and the last day over which deployments are counted: from the first day that counts, or the first
    /// deployment, until today; `None` when there is neither.
    pub days: Option<(NaiveDate, NaiveDate)>,
    /// The figures of everything.
    pub total: Figures,
    /// The figures of each group that was asked for: oldest first, types by name.
    pub groups: Vec<Group>,
    /// By what the trend is told: weeks when those were asked for, otherwise months.
    pub trend_by: By,
    /// The figures of each period, oldest first.
    pub trend: Vec<Group>,
    /// What is left out, release by release.
    pub excluded: Vec<Exclusion<'l>>,
}

/// The figures of some of the deployments.
#[derive(Clone, Debug)]
pub struct Group {
    /// The period or the type.
    pub name: String,
    /// The figures.
    pub figures: Figures,
}

/// Something that is left out of figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exclusion<'l> {
    /// The release.
    pub version: &'l Version,
    /// Which of its deployments, from 1; `None` when it has none.
    pub deployment: Option<usize>,
    /// The figure; `None` for all of them.
    pub figure: Option<Figure>,
    /// Why.
    pub gap: Gap,
}

/// A deployment that counts, with the type of its release.
type Counted<'l> = (&'l TypeId, &'l Deployment);

impl Ledger {
    /// Computes the figures that were asked for.
    pub fn report(&self, asked: &Asked) -> Report<'_> {
        let mut counted: Vec<Counted<'_>> = Vec::new();
        let mut excluded = Vec::new();
        for delivery in &self.deliveries {
            take(delivery, asked, &mut counted, &mut excluded);
        }
        let today = asked.now.date_naive();
        let earliest = counted.iter().map(|(_, it)| it.at().date_naive()).min();
        let since = asked
            .since
            .filter(|since| *since <= today && !self.deliveries.is_empty());
        let span = since.or(earliest).map(|first| (first, today));
        let total_days = span.map(|(first, last)| days(first, last));
        let trend_by = asked.by.filter(|by| *by != By::Type).unwrap_or(By::Month);
        let trend = by_period(trend_by, &counted, span, asked.now);
        let groups = match asked.by {
            None => Vec::new(),
            Some(By::Type) => by_type(&counted, total_days),
            Some(By::Month | By::Week) => trend.clone(),
        };
        Report {
            asked: *asked,
            releases: self.deliveries.len(),
            days: span,
            total: Figures::of(
                &counted.iter().map(|(_, it)| *it).collect::<Vec<_>>(),
                total_days,
            ),
            groups,
            trend_by,
            trend,
            excluded,
        }
    }
}

fn take<'l>(
    delivery: &'l Delivery,
    asked: &Asked,
    counted: &mut Vec<Counted<'l>>,
    excluded: &mut Vec<Exclusion<'l>>,
) {
    let version = &delivery.version;
    if let Some(undeployed) = delivery.undeployed {
        excluded.push(Exclusion {
            version,
            deployment: None,
            figure: None,
            gap: Gap::Undeployed(undeployed),
        });
    }
    for (number, deployment) in (1..).zip(&delivery.deployments) {
        let whole = whole_gap(deployment, asked);
        let gaps = whole.map_or_else(|| figure_gaps(deployment), |gap| vec![(None, gap)]);
        let exclusion = |(figure, gap)| Exclusion {
            version,
            deployment: Some(number),
            figure,
            gap,
        };
        excluded.extend(gaps.into_iter().map(exclusion));
        if whole.is_none() {
            counted.push((&delivery.kind, deployment));
        }
    }
}

/// Returns why a deployment does not count at all.
fn whole_gap(deployment: &Deployment, asked: &Asked) -> Option<Gap> {
    let at = deployment.at();
    match asked.since {
        _ if at > asked.now => Some(Gap::Future),
        Some(since) if at.date_naive() < since => Some(Gap::Before(since)),
        _ => None,
    }
}

/// Returns the figures that a deployment, or one of its changes, is left out of.
fn figure_gaps(deployment: &Deployment) -> Vec<(Option<Figure>, Gap)> {
    let late = (deployment.late_commits > 0).then_some(Gap::LateCommits(deployment.late_commits));
    let gaps = [
        (
            Figure::LeadTime,
            deployment.lead_times.as_ref().err().copied().or(late),
        ),
        (
            Figure::RecoveryTime,
            deployment.recovery.and_then(Result::err),
        ),
        (Figure::Duration, deployment.duration.err()),
        (
            Figure::ReworkRate,
            deployment.rework.is_none().then_some(Gap::Unanswered),
        ),
    ];
    gaps.into_iter()
        .filter_map(|(figure, gap)| Some((Some(figure), gap?)))
        .collect()
}

/// Groups by period; a period counts as many days as the report has of it.
fn by_period(
    by: By,
    counted: &[Counted<'_>],
    span: Option<(NaiveDate, NaiveDate)>,
    now: DateTime<Utc>,
) -> Vec<Group> {
    let Some((first, last)) = span else {
        return Vec::new();
    };
    let times: Vec<DateTime<Utc>> = counted.iter().map(|(_, it)| it.at()).collect();
    let group = |period: Period| {
        let last_of_period = period.end.pred_opt().unwrap_or(period.end);
        let days = days(period.first.max(first), last_of_period.min(last));
        let within: Vec<_> = counted
            .iter()
            .map(|(_, it)| *it)
            .filter(|it| period.has(it.at()))
            .collect();
        Group {
            figures: Figures::of(&within, Some(days)),
            name: period.name.clone(),
        }
    };
    Period::all(by, &times, now)
        .into_iter()
        .map(group)
        .collect()
}

fn by_type(counted: &[Counted<'_>], days: Option<u64>) -> Vec<Group> {
    let kinds: BTreeSet<&TypeId> = counted.iter().map(|(kind, _)| *kind).collect();
    let group = |kind: &TypeId| {
        let within: Vec<_> = counted
            .iter()
            .filter(|(known, _)| *known == kind)
            .map(|(_, it)| *it)
            .collect();
        Group {
            name: kind.to_string(),
            figures: Figures::of(&within, days),
        }
    };
    kinds.into_iter().map(group).collect()
}

//! Findings held against what the record keeps of the readings they were made from.
//!
//! The samples of a series are gone by then. What they said beyond the value that is kept (the longest time beyond a limit, a
//! worst sample, a gap) has to be believed; everything that follows from it does not.

use super::judge::without_metric;
use crate::domain::decimal::Decimal;
use crate::domain::event::Finding;
use crate::domain::event::reading::Measured;
use crate::domain::id::MetricId;
use crate::domain::plan::rollout::{Rollout, Rule};
use crate::domain::verdict::Ruling;

/// Tells whether `findings` may be what the rules that `is_asked` picks say of the readings, in the order of the rules.
/// `baseline` gives the baseline of a metric, if there is one to compare with. The sentences are not compared.
pub(super) fn may_follow(
    rollout: &Rollout,
    is_asked: impl Fn(&MetricId) -> bool,
    baseline: impl Fn(&MetricId) -> Option<Decimal>,
    readings: &[Measured],
    findings: &[Finding],
) -> bool {
    let asked = || rollout.rules.iter().filter(|rule| is_asked(&rule.metric));
    let one = |(rule, finding): (&Rule, &Finding)| {
        let mut newest = readings.iter().rev();
        let reading = newest.find(|reading| reading.metric == rule.metric);
        let baseline = baseline(&rule.metric).filter(|_| rule.limit.is_relative());
        is_of(rollout, rule, baseline, reading, finding)
    };
    asked().count() == findings.len() && asked().zip(findings).all(one)
}

fn is_of(
    rollout: &Rollout,
    rule: &Rule,
    baseline: Option<Decimal>,
    reading: Option<&Measured>,
    finding: &Finding,
) -> bool {
    let Some(metric) = rollout.metric(&rule.metric) else {
        let text = finding.text.clone();
        return *finding
            == Finding {
                text,
                ..without_metric(rule)
            };
    };
    let limit = rule.limit.against(baseline);
    let margin = limit
        .zip(finding.value)
        .and_then(|(limit, value)| rule.limit.margin(limit, value).in_range());
    let is_beyond = |value| limit.is_some_and(|limit| rule.limit.is_breached(limit, value));
    let kept = reading.and_then(|reading| reading.value);
    let series = reading.filter(|reading| reading.samples.is_some());
    let may_be_worst = series.is_some() && rule.then == Ruling::NoGo && rule.lasting.is_none();
    let is_worst = may_be_worst && finding.value.is_some_and(is_beyond);
    (&finding.metric, &finding.unit) == (&metric.id, &metric.unit)
        && (finding.baseline, finding.limit, finding.margin) == (baseline, limit, margin)
        && finding.lasting == rule.lasting
        && (finding.value == kept || is_worst)
        && rules_like(
            rule,
            limit.and(finding.value).map(is_beyond),
            series,
            limit.is_some(),
            finding,
        )
}

/// Tells whether the ruling follows: from the value alone, or from how long it was beyond the limit. `is_beyond` is `None`
/// when there is nothing to compare.
fn rules_like(
    rule: &Rule,
    is_beyond: Option<bool>,
    series: Option<&Measured>,
    has_limit: bool,
    finding: &Finding,
) -> bool {
    let at_once = match is_beyond {
        None => Ruling::Inconclusive,
        Some(false) => Ruling::Go,
        Some(true) if rule.lasting.is_some() => Ruling::Inconclusive,
        Some(true) => rule.then,
    };
    let (Some(lasting), Some(series), true) = (rule.lasting, series, has_limit) else {
        return finding.beyond_for.is_none() && finding.ruling == at_once;
    };
    let shows_it = series.step.is_some_and(|step| step / 1000 <= lasting);
    match finding.beyond_for {
        None => false,
        Some(seconds) if seconds >= lasting && seconds > 0 => finding.ruling == rule.then,
        Some(_) if finding.ruling == rule.then => lasting == 0,
        // A gap between the samples is not kept: they may always have said too little.
        Some(_) => {
            finding.ruling == Ruling::Inconclusive
                || finding.ruling == Ruling::Go && at_once == Ruling::Go && shows_it
        }
    }
}

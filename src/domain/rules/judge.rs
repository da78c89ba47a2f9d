//! Measurements held against rules: what each rule says, and in which words.
//!
//! Nothing that is missing, ambiguous, out of date or full of gaps is ever within a limit.

use crate::domain::decimal::Decimal;
use crate::domain::duration::span;
use crate::domain::event::Finding;
use crate::domain::event::reading::{Data, Reading, Series};
use crate::domain::id::MetricId;
use crate::domain::plan::rollout::{Limit, Metric, Rollout, Rule};
use crate::domain::text::visible;
use crate::domain::verdict::Ruling;

/// Returns the ruling of all findings together: the worst one, and inconclusive when nothing was judged.
pub fn overall(findings: &[Finding]) -> Ruling {
    findings
        .iter()
        .map(|finding| finding.ruling)
        .max()
        .unwrap_or(Ruling::Inconclusive)
}

/// Holds readings against every rule, in the order of the rules. `baseline` gives the baseline of a metric, or why there is
/// none to compare with, as the end of a sentence.
pub fn judge(
    rollout: &Rollout,
    baseline: &dyn Fn(&MetricId) -> Result<Decimal, String>,
    readings: &[Reading],
) -> Vec<Finding> {
    let one = |rule: &Rule| match rollout.metric(&rule.metric) {
        Some(metric) => {
            let reading = readings
                .iter()
                .rev()
                .find(|reading| reading.metric == rule.metric);
            finding(rule, metric, baseline(&rule.metric), reading)
        }
        None => without_metric(rule),
    };
    rollout.rules.iter().map(one).collect()
}

/// What the samples say about a limit: within it, what follows from a breach, or why it cannot be told, as the end of a
/// sentence.
type Told = Result<Ruling, String>;

fn finding(
    rule: &Rule,
    metric: &Metric,
    baseline: Result<Decimal, String>,
    reading: Option<&Reading>,
) -> Finding {
    let (baseline, no_baseline) = match baseline {
        _ if !rule.limit.is_relative() => (None, String::new()),
        Ok(baseline) => (Some(baseline), String::new()),
        Err(why) => (None, why),
    };
    let limit = rule.limit.against(baseline);
    let peak = limit
        .zip(reading)
        .and_then(|(limit, reading)| peak(rule, limit, reading));
    let newest = reading.map_or_else(|| Err("it was not measured".to_owned()), Reading::value);
    let value = peak.map_or(newest, Ok);
    let (outcome, beyond_for) = match (limit, reading) {
        (None, _) if baseline.is_none() => (Err(no_baseline), None),
        (None, _) if baseline.is_some_and(Decimal::is_negative) => {
            (Err("the baseline is below zero".to_owned()), None)
        }
        (None, _) => (Err("the limit is too large a number".to_owned()), None),
        (Some(limit), Some(reading)) => held_against(rule, limit, reading, &value),
        (Some(_), None) => (Err("it was not measured".to_owned()), None),
    };
    let mut finding = Finding {
        metric: metric.id.clone(),
        ruling: outcome.clone().unwrap_or(Ruling::Inconclusive),
        value: value.ok(),
        baseline,
        limit,
        unit: metric.unit.clone(),
        margin: None,
        lasting: rule.lasting,
        beyond_for,
        text: String::new(),
    };
    finding.margin = finding
        .limit
        .zip(finding.value)
        .and_then(|(limit, value)| rule.limit.margin(limit, value).in_range());
    finding.text = sentence(&finding, rule, metric, &outcome);
    finding
}

/// Returns the worst sample, when it breaches a no-go limit that asks for no time: a better newest sample does not take
/// the no-go back.
fn peak(rule: &Rule, limit: Decimal, reading: &Reading) -> Option<Decimal> {
    match &reading.data {
        Data::Series(series) if rule.then == Ruling::NoGo && rule.lasting.is_none() => {
            let worst = if rule.limit.is_lower() {
                series.lowest()
            } else {
                series.highest()
            };
            worst.filter(|worst| rule.limit.is_breached(limit, *worst))
        }
        _ => None,
    }
}

/// An amendment may take a metric away and leave a rule on it: then nobody can say that it is kept.
pub(super) fn without_metric(rule: &Rule) -> Finding {
    Finding {
        metric: rule.metric.clone(),
        ruling: Ruling::Inconclusive,
        value: None,
        baseline: None,
        limit: None,
        unit: String::new(),
        margin: None,
        lasting: rule.lasting,
        beyond_for: None,
        text: format!("{}: the rollout has no such metric", rule.metric),
    }
}

fn held_against(
    rule: &Rule,
    limit: Decimal,
    reading: &Reading,
    value: &Result<Decimal, String>,
) -> (Told, Option<u64>) {
    let now = match value {
        Ok(value) if rule.limit.is_breached(limit, *value) => Ok(rule.then),
        Ok(_) => Ok(Ruling::Go),
        Err(why) => Err(why.clone()),
    };
    match (rule.lasting, &reading.data) {
        (None, _) => (now, None),
        (Some(lasting), Data::Series(series)) => held_over_time(rule, limit, lasting, series, now),
        (Some(_), _) if now.as_ref().is_ok_and(|it| *it != Ruling::Go) => (
            Err(format!(
                "a single value does not show how long it has been {}",
                rule.limit.beyond()
            )),
            None,
        ),
        (Some(_), _) => (now, None),
    }
}

/// Looks for a run beyond the limit that is long enough. Only a series without gaps can say that there was none.
fn held_over_time(
    rule: &Rule,
    limit: Decimal,
    lasting: u64,
    series: &Series,
    now: Told,
) -> (Told, Option<u64>) {
    let runs = Runs::of(series, &|value| rule.limit.is_breached(limit, value));
    let beyond = rule.limit.beyond();
    let seconds = whole(runs.longest);
    let outcome = if runs.is_any_beyond && seconds >= lasting {
        Ok(rule.then)
    } else if let Err(why) = now {
        Err(why)
    } else if let Some(hole) = runs.hole {
        Err(hole)
    } else if series.step / 1000 > i64::try_from(lasting).unwrap_or(i64::MAX) {
        Err(format!(
            "samples every {} do not show {}",
            span(whole(series.step)),
            span(lasting)
        ))
    } else if now.as_ref().is_ok_and(|it| *it != Ruling::Go) {
        Err(match whole(runs.last) {
            0 => format!("it has just gone {beyond}"),
            seconds => format!("it has been {beyond} for {} so far", span(seconds)),
        })
    } else {
        Ok(Ruling::Go)
    };
    (outcome, Some(seconds))
}

/// Returns the whole seconds in a number of milliseconds.
fn whole(milliseconds: i64) -> u64 {
    u64::try_from(milliseconds / 1000).unwrap_or(0)
}

/// The runs of samples beyond a limit, in milliseconds.
struct Runs {
    is_any_beyond: bool,
    longest: i64,
    /// The run that the series ends with.
    last: i64,
    /// What is missing from the series, as the end of a sentence.
    hole: Option<String>,
}

impl Runs {
    fn of(series: &Series, is_beyond: &dyn Fn(Decimal) -> bool) -> Self {
        let mut runs = Self {
            is_any_beyond: false,
            longest: 0,
            last: 0,
            hole: None,
        };
        let mut began: Option<i64> = None;
        let mut before = series.from.timestamp_millis();
        for sample in &series.samples {
            if sample.at - before > series.longest_step() {
                began = None;
                runs.note(|| {
                    format!(
                        "the samples have a gap of {}",
                        span(whole(sample.at - before))
                    )
                });
            }
            before = sample.at;
            match sample.value {
                Some(value) if is_beyond(value) => {
                    let start = *began.get_or_insert(sample.at);
                    runs.is_any_beyond = true;
                    runs.last = sample.at - start;
                    runs.longest = runs.longest.max(runs.last);
                }
                Some(_) => began = None,
                None => {
                    began = None;
                    runs.note(|| "some samples are not numbers".to_owned());
                }
            }
        }
        if began.is_none() {
            runs.last = 0;
        }
        runs
    }

    fn note(&mut self, hole: impl FnOnce() -> String) {
        self.hole.get_or_insert_with(hole);
    }
}

fn sentence(finding: &Finding, rule: &Rule, metric: &Metric, outcome: &Told) -> String {
    let words = Words { unit: &metric.unit };
    let title = visible(&metric.title);
    let mut said = match finding.value {
        Some(value) => format!("{title} {}", words.value(value)),
        None => title.into_owned(),
    };
    if let Some(limit) = finding.limit {
        let lasting = finding
            .lasting
            .map(|seconds| format!(" for {}", span(seconds)))
            .unwrap_or_default();
        let (kind, sign) = if rule.limit.is_lower() {
            ("lower limit", '-')
        } else {
            ("limit", '+')
        };
        let by = match rule.limit {
            Limit::Fixed(_) | Limit::FixedLeast(_) => None,
            Limit::PointsAboveBaseline(by) | Limit::PointsBelowBaseline(by) => {
                Some(words.difference(by))
            }
            Limit::PercentAboveBaseline(by) | Limit::PercentBelowBaseline(by) => {
                Some(format!("{by} percent"))
            }
        };
        let from = finding
            .baseline
            .zip(by)
            .map(|(baseline, by)| format!(" (baseline {} {sign} {by})", words.value(baseline)))
            .unwrap_or_default();
        said = format!("{said}, {kind} {}{lasting}{from}", words.value(limit));
    }
    let (beyond, within, past) = if rule.limit.is_lower() {
        ("below", "above", "under")
    } else {
        ("above", "below", "over")
    };
    let distance = match finding.margin {
        Some(margin) if margin.is_negative() => {
            format!("{past} by {}", words.difference(margin.abs()))
        }
        Some(margin) if margin == Decimal::default() => {
            "exactly on the limit, still within it".to_owned()
        }
        Some(margin) => format!("{} {within}", words.difference(margin)),
        None if finding.value > finding.limit => "far above".to_owned(),
        None => "far below".to_owned(),
    };
    let what = match (outcome, finding.beyond_for) {
        (Err(why), _) => visible(why).into_owned(),
        (Ok(ruling), Some(seconds)) if *ruling != Ruling::Go => {
            format!("{beyond} it for {} at a stretch", span(seconds))
        }
        (Ok(Ruling::Go), Some(seconds)) if seconds > 0 => {
            format!("{distance}; {beyond} it for {} at most", span(seconds))
        }
        (_, _) => distance,
    };
    format!("{said}: {what}")
}

/// How amounts of a unit are said.
struct Words<'m> {
    unit: &'m str,
}

impl Words<'_> {
    fn value(&self, amount: Decimal) -> String {
        match self.unit {
            "count" => amount.to_string(),
            unit => format!("{amount} {}", visible(unit)),
        }
    }

    /// Says what is between two values: of percentages, points.
    fn difference(&self, amount: Decimal) -> String {
        match self.unit {
            "%" if amount == Decimal::whole(1) => "1 point".to_owned(),
            "%" => format!("{amount} points"),
            _ => self.value(amount),
        }
    }
}

#[cfg(test)]
mod tests;

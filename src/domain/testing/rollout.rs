//! The lines of a rollout and of monitoring windows.
//!
//! In a plan, in this order:
//!
//! ```text
//! rollout ship                                        the phase; the plan need not have it
//! criterion pre/a                                     an item that counts at every stage
//! metric errors %                                     a metric, and its unit
//! rule errors above-baseline 0.1 points then hold     or `10 percent`; or `rule errors above 0 for 5m then no-go`
//! choice direct when=db                               the strategy, when these facts are answered yes
//! strategy standard: canary 1-5 15m..30m qa+dev, full 100 marks=deployed
//! monitoring watch from deployed
//! window first 0m..30m ops
//! ```
//!
//! In a story:
//!
//! ```text
//! ops baselines errors=0.4 p99=200                    because … while the rollout is under way
//! rm takes quick because small
//! ops enters canary at 5                              because … after an abort
//! ops enters quarter at 25 rm overriding because it is known
//! rm overrides full because it is known               what the last stage waits for
//! ops observes errors=0.4 p99=?                       `?` was not measured; `0.4/1.6` is a series, a sample a minute
//! qa calls go on canary                               calls no-go on canary because …
//! ops pauses because it smells      ops resumes because it does not      ops aborts because it burns
//! ops closes first                                    noting quiet; with errors=0.4; because … when it is early
//! drop stage quarter                                  or strategy quick, metric errors, rollout, window first; an amendment
//! allow errors 1000                                   every rule of the metric allows this much; an amendment
//! ```

use chrono::{DateTime, TimeDelta, Utc};

use super::plans::names;
use crate::domain::decimal::Decimal;
use crate::domain::digest::Digest;
use crate::domain::event::reading::{Data, Reading, Sample, Series};
use crate::domain::event::{Call, EventKind, Overriding, RolloutEvent};
use crate::domain::plan::Plan;
use crate::domain::plan::monitoring::{Monitoring, Window};
use crate::domain::plan::rollout::{
    Choice, Limit, Metric, Rollout, Rule, Soak, Stage, Strategy, Traffic,
};
use crate::domain::rules::draft::{self, Entering};
use crate::domain::state::Release;
use crate::domain::verdict::Ruling;

/// Returns the plan of most rollout tests: what is asked before, three stages, and one metric with a hold and a no-go.
pub(crate) fn rollout_plan() -> Plan {
    super::plan(&[
        "pre/a dev",
        "gate pre dev",
        "ship/b ops",
        "gate ship rm",
        "rollout ship",
        "metric errors %",
        "rule errors above-baseline 0.1 points then hold",
        "rule errors above-baseline 1 points then no-go",
        "choice standard",
        "strategy standard: canary 1-5 15m..30m qa, quarter 25 30m..60m qa+dev, full 100 marks=deployed",
        "strategy quick: canary 1-5 15m..30m qa, full 100 marks=deployed",
        "strategy direct: full 100 marks=deployed",
    ])
}

/// Takes a line of a plan, if it is about a rollout or monitoring windows.
pub(super) fn take_plan_line(plan: &mut Plan, line: &str) -> bool {
    let words: Vec<&str> = line.split(' ').collect();
    match words.as_slice() {
        ["rollout", phase] => {
            plan.rollout = Some(Rollout {
                phase: (*phase).into(),
                feature_flag: None,
                max_baseline_age: None,
                criteria: Vec::new(),
                metrics: Vec::new(),
                rules: Vec::new(),
                choices: Vec::new(),
                strategies: Vec::new(),
            });
        }
        ["max-baseline-age", span] => {
            rollout_of(plan).max_baseline_age = Some(seconds(span));
        }
        ["criterion", item] => rollout_of(plan).criteria.push((*item).into()),
        ["metric", id, unit] => rollout_of(plan).metrics.push(metric(id, unit)),
        ["rule", metric, words @ ..] => rollout_of(plan).rules.push(rule(metric, words)),
        ["choice", strategy, rest @ ..] => {
            let when = rest
                .first()
                .map(|when| names(when.strip_prefix("when=").unwrap()))
                .unwrap_or_default();
            rollout_of(plan).choices.push(Choice {
                when: when.into_iter().collect(),
                strategy: (*strategy).into(),
            });
        }
        ["strategy", id, ..] => {
            let stages = line
                .split_once(": ")
                .unwrap()
                .1
                .split(", ")
                .map(stage)
                .collect();
            rollout_of(plan).strategies.push(Strategy {
                id: id.trim_end_matches(':').into(),
                stages,
            });
        }
        ["monitoring", phase, "from", milestone] => {
            let (phase, starts_at) = ((*phase).into(), (*milestone).into());
            plan.monitoring = Some(Monitoring {
                phase,
                starts_at,
                windows: Vec::new(),
            });
        }
        ["window", id, span, role] => {
            let (from, to) = span.split_once("..").unwrap();
            plan.monitoring
                .as_mut()
                .expect("`monitoring` comes first")
                .windows
                .push(Window {
                    id: (*id).into(),
                    title: format!("The {id}"),
                    from: seconds(from),
                    to: seconds(to),
                    focus: None,
                    actions: None,
                    role: (*role).into(),
                });
        }
        _ => return false,
    }
    true
}

fn rollout_of(plan: &mut Plan) -> &mut Rollout {
    plan.rollout.as_mut().expect("`rollout` comes first")
}

fn metric(id: &str, unit: &str) -> Metric {
    Metric {
        id: id.into(),
        title: id.to_owned(),
        unit: unit.to_owned(),
        query: None,
        command: None,
    }
}

fn rule(metric: &str, words: &[&str]) -> Rule {
    let (limit, words) = match words {
        ["above", amount, rest @ ..] => (Limit::Fixed(amount_of(amount)), rest),
        ["above-baseline", amount, "points", rest @ ..] => {
            (Limit::PointsAboveBaseline(amount_of(amount)), rest)
        }
        ["above-baseline", amount, "percent", rest @ ..] => {
            (Limit::PercentAboveBaseline(amount_of(amount)), rest)
        }
        ["below", amount, rest @ ..] => (Limit::FixedLeast(amount_of(amount)), rest),
        ["below-baseline", amount, "points", rest @ ..] => {
            (Limit::PointsBelowBaseline(amount_of(amount)), rest)
        }
        _ => panic!("`{words:?}` is no limit"),
    };
    let (lasting, words) = match words {
        ["for", span, rest @ ..] => (Some(seconds(span)), rest),
        _ => (None, words),
    };
    let known = [Ruling::Hold, Ruling::Investigate, Ruling::NoGo];
    let then = known
        .into_iter()
        .find(|known| words == ["then", known.word()])
        .expect("a consequence");
    Rule {
        metric: metric.into(),
        limit,
        lasting,
        then,
    }
}

fn stage(text: &str) -> Stage {
    let mut words = text.split(' ');
    let (id, share) = (words.next().unwrap(), words.next().unwrap());
    let (least, most) = share.split_once('-').unwrap_or((share, share));
    let traffic = Traffic {
        least: amount_of(least),
        most: amount_of(most),
    };
    let mut stage = Stage {
        id: id.into(),
        traffic,
        soak: None,
        roles: Vec::new(),
        apply: None,
        marks: None,
    };
    for word in words {
        if let Some((least, most)) = word.split_once("..") {
            stage.soak = Some(Soak {
                least: seconds(least),
                most: seconds(most),
            });
        } else if let Some(milestone) = word.strip_prefix("marks=") {
            stage.marks = Some(milestone.into());
        } else {
            stage.roles = names(word);
        }
    }
    stage
}

/// Reads `90s`, `15m` or `4h`.
pub(super) fn seconds(text: &str) -> u64 {
    let (number, unit) = text.split_at(text.len() - 1);
    let number: u64 = number.parse().unwrap();
    number
        * [("s", 1), ("m", 60), ("h", 3_600)]
            .into_iter()
            .find(|(known, _)| *known == unit)
            .expect("a unit")
            .1
}

fn amount_of(text: &str) -> Decimal {
    text.parse().unwrap()
}

/// Changes the plan, if the line says how a rollout or monitoring windows are amended.
pub(super) fn amend(plan: &mut Plan, line: &str) -> bool {
    let words: Vec<&str> = line.split(' ').collect();
    match words.as_slice() {
        ["drop", "rollout"] => plan.rollout = None,
        ["drop", "stage", id] => {
            let strategies = rollout_of(plan).strategies.iter_mut();
            strategies
                .for_each(|strategy| strategy.stages.retain(|stage| stage.id.as_str() != *id));
        }
        ["drop", "strategy", id] => rollout_of(plan)
            .strategies
            .retain(|strategy| strategy.id.as_str() != *id),
        ["drop", "metric", id] => rollout_of(plan)
            .metrics
            .retain(|metric| metric.id.as_str() != *id),
        ["drop", "window", id] => plan
            .monitoring
            .as_mut()
            .unwrap()
            .windows
            .retain(|window| window.id.as_str() != *id),
        ["allow", metric, amount] => {
            let rules = rollout_of(plan)
                .rules
                .iter_mut()
                .filter(|rule| rule.metric.as_str() == *metric);
            rules.for_each(|rule| rule.limit = Limit::Fixed(amount_of(amount)));
        }
        _ => return false,
    }
    true
}

/// Returns the event that a line tells of, if it is about a rollout or monitoring windows: made by the domain's own
/// makers where there is one to make it, and as the line has it where the makers would not.
pub(super) fn kind(
    release: &Release,
    line: &str,
    reason: Option<&str>,
    now: DateTime<Utc>,
) -> Option<EventKind> {
    let words: Vec<&str> = line.split(' ').collect();
    let given = reason.map(str::to_owned);
    let blank = || given.clone().unwrap_or_default();
    Some(match words.as_slice() {
        [_, "baselines", values @ ..] => draft::baselining(&readings(values, now), given),
        [_, "takes", strategy] => EventKind::Rollout(RolloutEvent::Chosen {
            strategy: (*strategy).into(),
            reason: blank(),
        }),
        [_, "enters", stage, "at", traffic, rest @ ..] => {
            let entering = Entering {
                traffic: amount_of(traffic),
                reason: given.clone().filter(|_| rest.is_empty()),
                overriding: match rest {
                    [role, "overriding"] => Some(((*role).into(), blank())),
                    _ => None,
                },
                evidence: Vec::new(),
            };
            entered(release, stage, entering, now)
        }
        [_, "observes", values @ ..] => {
            draft::observing(release, &readings(values, now), now).unwrap_or_else(observed_nowhere)
        }
        [role, "calls", call, "on", stage] => {
            let call = if *call == "go" { Call::Go } else { Call::NoGo };
            called(release, &(*role).into(), call, stage, given)
        }
        [role, "overrides", stage] => overridden(release, role, stage, blank(), now),
        [_, "pauses"] => EventKind::Rollout(RolloutEvent::Paused { reason: blank() }),
        [_, "resumes"] => EventKind::Rollout(RolloutEvent::Resumed { reason: blank() }),
        [_, "aborts"] => EventKind::Rollout(RolloutEvent::Aborted { reason: blank() }),
        [role, "closes", window, rest @ ..] => {
            let note = match rest {
                ["noting", note, ..] => Some((*note).to_owned()),
                _ => None,
            };
            let values = rest
                .iter()
                .skip_while(|word| **word != "with")
                .skip(1)
                .copied()
                .collect::<Vec<_>>();
            draft::closing_window(
                release,
                &(*window).into(),
                &(*role).into(),
                note,
                given,
                &readings(&values, now),
                now,
            )
        }
        _ => return None,
    })
}

fn entered(release: &Release, id: &str, entering: Entering, now: DateTime<Utc>) -> EventKind {
    let Entering {
        traffic,
        reason: said,
        overriding: by,
        ..
    } = entering.clone();
    let mut made = draft::entering(release, entering, now).unwrap_or_else(|| {
        let strategy = release
            .rollout(now)
            .and_then(|progress| Some(progress.strategy?.id.clone()));
        let overriding = by.map(|(role, reason)| Overriding {
            role,
            reason,
            obstacles: Vec::new(),
        });
        EventKind::Rollout(RolloutEvent::Entered {
            strategy: strategy.unwrap_or_else(|| "none".into()),
            stage: id.into(),
            traffic,
            candidate: release.candidate().cloned(),
            reason: said,
            overriding,
            evidence: Vec::new(),
        })
    });
    if let EventKind::Rollout(RolloutEvent::Entered { stage, .. }) = &mut made {
        *stage = id.into();
    }
    made
}

fn overridden(
    release: &Release,
    by: &str,
    id: &str,
    reason: String,
    now: DateTime<Utc>,
) -> EventKind {
    let mut made = draft::overriding_the_last(release, by.into(), reason.clone(), now)
        .unwrap_or_else(|| {
            let overriding = Overriding {
                role: by.into(),
                reason,
                obstacles: Vec::new(),
            };
            EventKind::Rollout(RolloutEvent::Overridden {
                strategy: "none".into(),
                stage: id.into(),
                overriding,
            })
        });
    if let EventKind::Rollout(RolloutEvent::Overridden { stage, .. }) = &mut made {
        *stage = id.into();
    }
    made
}

fn observed_nowhere() -> EventKind {
    EventKind::Rollout(RolloutEvent::Observed {
        strategy: "none".into(),
        stage: "none".into(),
        readings: Vec::new(),
        ruling: Ruling::Inconclusive,
        findings: Vec::new(),
        judged_by: Digest::of_bytes(b"nothing"),
    })
}

fn called(
    release: &Release,
    by: &crate::domain::id::RoleId,
    call: Call,
    id: &str,
    said: Option<String>,
) -> EventKind {
    let mut made = draft::calling_stage(release, by, call, said.clone()).unwrap_or_else(|| {
        EventKind::Rollout(RolloutEvent::StageCalled {
            strategy: "none".into(),
            stage: id.into(),
            role: by.clone(),
            call,
            reason: said,
            candidate: release.candidate().cloned(),
            observation: None,
        })
    });
    if let EventKind::Rollout(RolloutEvent::StageCalled { stage, .. }) = &mut made {
        *stage = id.into();
    }
    made
}

/// Reads `errors=0.4 p99=? queue=1/2/3`: a value, nothing, or a series with a sample a minute up to now.
pub(crate) fn readings(values: &[&str], now: DateTime<Utc>) -> Vec<Reading> {
    values.iter().map(|value| reading(value, now)).collect()
}

fn reading(value: &str, now: DateTime<Utc>) -> Reading {
    let (metric, value) = value.split_once('=').expect("NAME=VALUE");
    let data = if value == "?" {
        Data::Missing {
            why: "the query gave no data".to_owned(),
            digest: None,
        }
    } else if value.contains('/') {
        let values: Vec<&str> = value.split('/').collect();
        let age = |place: usize| TimeDelta::minutes((values.len() - 1 - place).try_into().unwrap());
        let sample = |(place, value): (usize, &&str)| Sample {
            at: (now - age(place)).timestamp_millis(),
            value: value.parse().ok(),
        };
        let samples = values.iter().enumerate().map(sample).collect();
        Data::Series(Series::new(
            now - age(0),
            now,
            60_000,
            samples,
            Digest::of_bytes(value.as_bytes()),
        ))
    } else {
        Data::Value {
            value: amount_of(value),
            digest: None,
        }
    };
    Reading {
        metric: metric.into(),
        source: "by hand".to_owned(),
        query: None,
        data,
        notes: Vec::new(),
    }
}

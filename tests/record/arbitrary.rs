//! Arbitrary texts and events, for the property tests.

use chrono::NaiveDate;
use gonogo::domain::decimal::Decimal;
use gonogo::domain::digest::Digest;
use gonogo::domain::event::reading::Measured;
use gonogo::domain::event::{
    ActedFor, Call, CarriedRisk, EventKind, Finding, IncidentEvent, IncidentStep, KnownGood,
    Outcome, Overriding, RiskEvent, RiskLevel, RiskOutcome, RollbackEvent, RolloutEvent,
    WindowClosed,
};
use gonogo::domain::id::{
    Candidate, FactId, FieldId, IncidentId, ItemId, MetricId, PhaseId, RiskId, RoleId, StageId,
    StrategyId, TriggerId, WindowId,
};
use gonogo::domain::plan::Plan;
use gonogo::domain::plan::incident::{Mitigation, Severity, Who};
use gonogo::domain::rules::judge::overall;
use gonogo::domain::verdict::Ruling;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use crate::support::{at, person};

/// Pieces that texts break at.
const PIECES: &[&str] = &[
    "\n",
    "\r\n",
    "\r",
    "\"",
    "\"\"\"",
    "'",
    "'''",
    "\\",
    "\\n",
    "\t",
    "\u{0}",
    "\u{1b}[2J",
    "\u{85}",
    "\u{202e}",
    "\u{feff}",
    "<<<<<<< ",
    "=======",
    ">>>>>>> ",
    "|||||||",
    "[[item]]",
    "id = ",
    "#",
    " ",
    "é",
    "👩‍💻",
    "\u{e0041}",
    "word",
];

/// Any text, with a liking for what breaks files.
pub(crate) fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        vec(select(PIECES), 0..12).prop_map(|pieces| pieces.concat())
    ]
}

fn digest() -> impl Strategy<Value = Digest> {
    any::<[u8; 4]>().prop_map(|bytes| Digest::of_bytes(&bytes))
}

fn candidate() -> impl Strategy<Value = Candidate> {
    prop_oneof![select(vec!["c1", "c2"]).prop_map(str::to_owned), text()]
        .prop_map(|text| Candidate::from(text.as_str()))
}

/// Any event that a record of this plan can hold but a start and an amendment, admitted or not. The sign-offs name the
/// present text, mostly.
pub(crate) fn event(plan: &Plan) -> BoxedStrategy<EventKind> {
    let items: Vec<(ItemId, Digest)> = plan
        .items
        .iter()
        .map(|item| (item.id.clone(), item.digest()))
        .collect();
    let roles: Vec<RoleId> = plan.roles.iter().map(|role| role.id.clone()).collect();
    let facts: Vec<FactId> = plan.facts.iter().map(|fact| fact.id.clone()).collect();
    let fields: Vec<FieldId> = plan.fields.iter().map(|field| field.id.clone()).collect();
    let polls: Vec<(PhaseId, RoleId)> = (plan.phases.iter())
        .flat_map(|phase| {
            let roles = phase.gate.roles();
            roles.map(|role| (phase.id.clone(), role.clone()))
        })
        .collect();
    prop_oneof![
        8 => about_item(items, roles.clone()),
        1 => (candidate(), option::of(text())).prop_map(|(candidate, reason)| EventKind::Respun { candidate, reason }),
        1 => (select(vec![Outcome::Shipped, Outcome::RolledBack, Outcome::Abandoned]), option::of(text()), select(roles))
            .prop_map(|(outcome, reason, role)| EventKind::Closed { outcome, reason, role: Some(role) }),
        2 => (select(facts), any::<bool>(), option::of(text()))
            .prop_map(|(fact, answer, reason)| EventKind::FactAnswered { fact, answer, reason }),
        3 => (select(polls), any::<bool>(), option::of(text()), option::of(candidate()), acted_for()).prop_map(
            |((phase, role), is_go, reason, candidate, acted_for)| {
                let call = if is_go { Call::Go } else { Call::NoGo };
                EventKind::Called { phase, role, call, reason, candidate, acted_for }
            }
        ),
        2 => (select(fields), text(), option::of(vec("[0-9a-f]{40}", 0..3))).prop_map(
            |(field, text, commits)| match commits {
                None => EventKind::NoteWritten { field, text },
                Some(commits) => EventKind::NoteAdded { field, text, commits },
            }
        ),
        8 => rollout_event(),
        2 => rollback_event(),
        6 => incident_event(),
        2 => risk_event(),
        1 => (select(vec!["qa", "gone"]), select(vec!["Ada", "Mary"])).prop_map(|(role, name)| EventKind::Assigned {
            role: RoleId::from(role),
            person: person(name),
        }),
        1 => (candidate(), candidate(), vec(0_i64..1_000_000, 0..5)).prop_map(|(from, candidate, times)| {
            EventKind::CommitsRead { from, candidate, commits: times.into_iter().map(at).collect() }
        }),
    ]
    .boxed()
}

/// Whose word it is, found somewhere or nowhere; mostly the author's own.
fn acted_for() -> impl Strategy<Value = Option<ActedFor>> {
    let someone = (select(vec!["Ada", "Mary"]), option::of(text())).prop_map(|(name, via)| {
        let person = person(name);
        ActedFor::Word { person, via }
    });
    let deputized = select(vec!["Ada", "Mary"]).prop_map(|name| ActedFor::Deputy {
        member: person(name),
    });
    option::weighted(0.2, prop_oneof![someone, deputized])
}

fn about_item(
    items: Vec<(ItemId, Digest)>,
    roles: Vec<RoleId>,
) -> impl Strategy<Value = EventKind> {
    let day = (1_i32..=9999, 1_u32..=366).prop_map(|(year, day)| NaiveDate::from_yo_opt(year, day));
    let subject = (
        select(items),
        select(roles),
        option::weighted(0.2, digest()),
    );
    let words = (
        text(),
        vec(text(), 0..4),
        option::of(text()),
        option::of(candidate()),
        option::of(day),
    );
    (subject, words, 0..6, 0..3, acted_for()).prop_map(
        |(
            ((item, present), role, other),
            (reason, evidence, note, candidate, day),
            which,
            which_ahead,
            acted_for,
        )| {
            let digest = other.unwrap_or(present);
            match which {
                0 => EventKind::Signed {
                    item,
                    role,
                    digest,
                    candidate,
                    evidence,
                    note,
                    ahead: (which_ahead > 0).then(|| "pre-release".into()),
                    ahead_reason: (which_ahead > 1).then(|| reason.clone()),
                    acted_for,
                },
                1 => EventKind::NotApplicable {
                    candidate,
                    item,
                    role,
                    digest,
                    reason,
                    acted_for,
                },
                2 => EventKind::Waived {
                    candidate,
                    item,
                    role,
                    digest,
                    reason,
                    expires: day.flatten(),
                    acted_for,
                },
                3 => EventKind::Blocked {
                    item,
                    role,
                    by_check: day.is_some(),
                    reason,
                    acted_for,
                },
                4 => EventKind::Unblocked { item, role, reason },
                _ => EventKind::Reopened { item, role, reason },
            }
        },
    )
}

/// Any event of a rollout or a monitoring window of [`crate::rollout_story::staged_plan`], whether the plan has them or not.
fn rollout_event() -> impl Strategy<Value = EventKind> {
    let stage = select(vec![
        ("standard", "canary"),
        ("standard", "full"),
        ("direct", "full"),
        ("gone", "canary"),
    ]);
    let role = select(vec!["qa", "developer", "manager"]).prop_map(RoleId::from);
    let what = (stage, role, candidate(), text(), option::of(text()));
    let data = (
        vec(measured(), 0..3),
        vec(finding(), 0..3),
        digest(),
        amount(),
    );
    let more = (
        vec(text(), 0..3),
        any::<bool>(),
        option::of(digest()),
        select(vec!["immediate", "short-term", "gone"]),
    );
    (what, data, more, 0..10).prop_map(|(what, data, more, which)| {
        let ((strategy, stage), role, candidate, reason, note) = what;
        let (strategy, stage) = (StrategyId::from(strategy), StageId::from(stage));
        let (readings, findings, judged_by, traffic) = data;
        let (evidence, is_go, observation, window) = more;
        let candidate = Some(candidate);
        EventKind::Rollout(match which {
            0 => RolloutEvent::Baselined {
                readings,
                reason: note,
            },
            1 => RolloutEvent::Chosen { strategy, reason },
            2 => {
                let overriding = is_go.then(|| Overriding {
                    role,
                    reason,
                    obstacles: evidence.clone(),
                });
                RolloutEvent::Entered {
                    strategy,
                    stage,
                    traffic,
                    candidate,
                    reason: note,
                    overriding,
                    evidence,
                }
            }
            3 => RolloutEvent::Observed {
                strategy,
                stage,
                readings,
                ruling: overall(&findings),
                findings,
                judged_by,
            },
            4 => {
                let call = if is_go { Call::Go } else { Call::NoGo };
                RolloutEvent::StageCalled {
                    strategy,
                    stage,
                    role,
                    call,
                    reason: note,
                    candidate,
                    observation,
                }
            }
            5 => RolloutEvent::Paused { reason },
            6 => RolloutEvent::Resumed { reason },
            7 => RolloutEvent::Aborted { reason },
            8 => RolloutEvent::Overridden {
                strategy,
                stage,
                overriding: Overriding {
                    role,
                    reason,
                    obstacles: evidence,
                },
            },
            _ => {
                let (window, early) = (WindowId::from(window), is_go.then_some(reason));
                // Findings stand beside readings alone.
                let findings = if readings.is_empty() {
                    Vec::new()
                } else {
                    findings
                };
                return EventKind::WindowClosed(WindowClosed {
                    window,
                    role,
                    candidate,
                    note,
                    early,
                    readings,
                    findings,
                });
            }
        })
    })
}

fn rollback_event() -> impl Strategy<Value = EventKind> {
    let trigger = option::of(select(vec!["failing-flows", "gone"]).prop_map(TriggerId::from));
    let good = option::of((select(vec!["2.3.0", "1"]), option::of(candidate())));
    (text(), trigger, good, option::of(any::<bool>())).prop_map(|(reason, trigger, good, ended)| {
        let known = |(version, candidate): (&str, _)| KnownGood {
            version: version.parse().expect("a version"),
            candidate,
        };
        EventKind::Rollback(match ended {
            None => RollbackEvent::Begun {
                reason,
                trigger,
                back_to: good.map(known),
            },
            Some(by_role) => RollbackEvent::Cancelled {
                role: by_role.then(|| RoleId::from("manager")),
                reason,
            },
        })
    })
}

/// Any event of one of two risks.
fn risk_event() -> impl Strategy<Value = EventKind> {
    let who = prop_oneof![
        select(vec!["qa", "gone"]).prop_map(|role| Who::Role(RoleId::from(role))),
        select(vec!["Ada", "Mary"]).prop_map(|name| Who::Person(person(name))),
    ];
    let day = (1_i32..=9999, 1_u32..=366).prop_map(|(year, day)| NaiveDate::from_yo_opt(year, day));
    let levels = (select(&RiskLevel::ALL[..]), select(&RiskLevel::ALL[..]));
    let rest = (
        text(),
        option::of(text()),
        option::of(day),
        any::<bool>(),
        option::of(select(&RiskOutcome::ALL[..])),
    );
    (1_usize..3, who, levels, rest).prop_map(
        |(number, owner, (likelihood, impact), (text, mitigation, day, is_carried, outcome))| {
            let risk = RiskId::numbered(number);
            let from = is_carried.then(|| CarriedRisk {
                version: "2.3.0".parse().expect("a version"),
                risk: RiskId::numbered(7),
            });
            EventKind::Risk(match outcome {
                Some(outcome) => RiskEvent::Closed {
                    risk,
                    outcome,
                    reason: text,
                },
                None => RiskEvent::Raised {
                    risk,
                    text,
                    likelihood,
                    impact,
                    owner,
                    mitigation,
                    due: day.flatten(),
                    from,
                },
            })
        },
    )
}

/// Any event in one of two incidents.
fn incident_event() -> impl Strategy<Value = EventKind> {
    let who = prop_oneof![
        select(vec!["qa", "gone"]).prop_map(|role| Who::Role(RoleId::from(role))),
        select(vec!["Ada", "Mary"]).prop_map(|name| Who::Person(person(name))),
    ];
    let day = (1_i32..=9999, 1_u32..=366).prop_map(|(year, day)| NaiveDate::from_yo_opt(year, day));
    let words = (
        text(),
        text(),
        option::of(text()),
        option::of(who.clone()),
        who,
    );
    let data = (
        select(Severity::ALL.to_vec()),
        select(Mitigation::ALL.to_vec()),
        option::of(0_i64..100_000),
        option::of(day),
        digest(),
    );
    (1_usize..3, words, data, 0..9).prop_map(
        |(number, (one, other, maybe, commander, who), data, which)| {
            let (severity, course, seconds, day, action) = data;
            let what = match which {
                0 => IncidentStep::Opened {
                    title: one,
                    class: "other".into(),
                    severity,
                    commander,
                },
                1 => IncidentStep::Commanded { commander: who },
                2 => IncidentStep::Noted {
                    text: one,
                    happened: seconds.map(at),
                },
                3 => IncidentStep::ActionAdded {
                    text: other,
                    owner: who,
                    due: day.flatten(),
                },
                4 => IncidentStep::ActionDone {
                    action,
                    note: maybe,
                },
                5 => IncidentStep::Decided {
                    role: "manager".into(),
                    course,
                    reason: one,
                },
                6 => IncidentStep::Withdrawn {
                    role: maybe.map(|_| "manager".into()),
                    reason: one,
                },
                7 => IncidentStep::Reopened { reason: one },
                _ => IncidentStep::Resolved { cause: one },
            };
            EventKind::Incident(IncidentEvent {
                incident: IncidentId::numbered(number),
                what,
            })
        },
    )
}

fn amount() -> impl Strategy<Value = Decimal> {
    prop_oneof![
        (-999_999_999_999_999_i64..=999_999_999_999_999).prop_map(|number| number.to_string()),
        (any::<bool>(), 0_u32..=u32::MAX, 0_u32..1_000_000_000).prop_map(
            |(is_below, whole, part)| format!(
                "{}{whole}.{part:09}",
                if is_below { "-" } else { "" }
            )
        ),
    ]
    .prop_map(|text| text.parse().expect("an amount"))
}

fn count() -> impl Strategy<Value = Option<u64>> {
    option::of(0_u64..=i64::MAX.unsigned_abs())
}

fn measured() -> impl Strategy<Value = Measured> {
    let metric = select(vec!["error-rate", "latency-p99", "gone"]).prop_map(MetricId::from);
    let words = (metric, option::of(text()), text(), option::of(text()));
    let numbers = (
        option::of(amount()),
        option::of((0_i64..100_000, 0_i64..100_000)),
        count(),
        count(),
        option::of(digest()),
    );
    (words, numbers).prop_map(
        |((metric, missing, source, query), (value, span, step, samples, digest))| {
            let span = span.map(|(from, to)| (at(from), at(to)));
            Measured {
                metric,
                value,
                missing,
                source,
                query,
                span,
                step,
                samples,
                digest,
            }
        },
    )
}

fn finding() -> impl Strategy<Value = Finding> {
    let metric = select(vec!["error-rate", "latency-p99", "gone"]).prop_map(MetricId::from);
    let words = (metric, select(Ruling::ALL.to_vec()), text(), text());
    let amounts = (
        option::of(amount()),
        option::of(amount()),
        option::of(amount()),
        option::of(amount()),
    );
    (words, amounts, count(), count()).prop_map(
        |((metric, ruling, unit, text), amounts, lasting, beyond_for)| {
            let (value, baseline, limit, margin) = amounts;
            Finding {
                metric,
                ruling,
                value,
                baseline,
                limit,
                unit,
                margin,
                lasting,
                beyond_for,
                text,
            }
        },
    )
}

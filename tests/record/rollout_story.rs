//! The stories of a staged rollout and its monitoring windows that golden records tell.

use gonogo::domain::decimal::Decimal;
use gonogo::domain::digest::Digest;
use gonogo::domain::event::reading::Measured;
use gonogo::domain::event::{Call, EventKind, Finding, Overriding, RolloutEvent, WindowClosed};
use gonogo::domain::id::{
    FactId, ItemId, MetricId, Milestone, PhaseId, RoleId, StageId, StrategyId, WindowId,
};
use gonogo::domain::plan::monitoring::{Monitoring, Window};
use gonogo::domain::plan::rollout::{
    Choice, Limit, Metric, Rollout, Rule, Soak, Stage, Strategy, Traffic,
};
use gonogo::domain::plan::{Fact, Plan, Program, Role, When};
use gonogo::domain::rules::draft;
use gonogo::domain::state::Release;
use gonogo::domain::verdict::Ruling;

use crate::story::{amend, full_plan};
use crate::support::{Teller, at, header, item, phase, role};

pub(crate) fn amount(text: &str) -> Decimal {
    text.parse().expect("an amount")
}

fn program(run: &[&str], timeout: Option<u64>) -> Program {
    Program {
        run: run.iter().map(|word| (*word).to_owned()).collect(),
        timeout,
        env: Vec::new(),
    }
}

fn metric(id: &str, unit: &str, query: Option<&str>, command: Option<Program>) -> Metric {
    Metric {
        id: MetricId::from(id),
        title: id.replace('-', " "),
        unit: unit.to_owned(),
        query: query.map(str::to_owned),
        command,
    }
}

fn rule(metric: &str, limit: Limit, lasting: Option<u64>, then: Ruling) -> Rule {
    Rule {
        metric: MetricId::from(metric),
        limit,
        lasting,
        then,
    }
}

fn stage(id: &str, traffic: (&str, &str), soak: Option<(u64, u64)>, roles: &[&str]) -> Stage {
    Stage {
        id: StageId::from(id),
        traffic: Traffic {
            least: amount(traffic.0),
            most: amount(traffic.1),
        },
        soak: soak.map(|(least, most)| Soak { least, most }),
        roles: roles.iter().map(|role| RoleId::from(*role)).collect(),
        apply: None,
        marks: None,
    }
}

/// Returns a rollout that uses everything a rollout can say.
fn rollout() -> Rollout {
    let canary = Stage {
        apply: Some(program(&["./shift.sh", "canary"], Some(60))),
        ..stage(
            "canary",
            ("0.5", "5"),
            Some((900, 1800)),
            &["qa", "developer"],
        )
    };
    let full = Stage {
        marks: Some(Milestone::from("deployed")),
        ..stage("full", ("100", "100"), None, &[])
    };
    Rollout {
        phase: PhaseId::from("rollout"),
        max_baseline_age: None,
        feature_flag: Some(FactId::from("breaking-change")),
        criteria: vec![ItemId::from("rollout/smoke-tests")],
        metrics: vec![
            metric(
                "error-rate",
                "%",
                Some("100 * sum(rate(errors[5m])) / sum(rate(requests[5m]))"),
                None,
            ),
            metric(
                "latency-p99",
                "ms",
                None,
                Some(program(&["./p99.sh"], None)),
            ),
            metric("failed-checks", "count", None, None),
        ],
        rules: vec![
            rule(
                "error-rate",
                Limit::PointsAboveBaseline(amount("0.1")),
                None,
                Ruling::Hold,
            ),
            rule(
                "error-rate",
                Limit::PointsAboveBaseline(amount("1")),
                Some(300),
                Ruling::NoGo,
            ),
            rule(
                "latency-p99",
                Limit::PercentAboveBaseline(amount("10")),
                None,
                Ruling::Hold,
            ),
            rule(
                "failed-checks",
                Limit::Fixed(amount("0")),
                None,
                Ruling::Investigate,
            ),
        ],
        choices: vec![
            Choice {
                when: When::from_iter([FactId::from("critical")]),
                strategy: StrategyId::from("direct"),
            },
            Choice {
                when: When::default(),
                strategy: StrategyId::from("standard"),
            },
        ],
        strategies: vec![
            Strategy {
                id: StrategyId::from("standard"),
                stages: vec![canary, full.clone()],
            },
            Strategy {
                id: StrategyId::from("direct"),
                stages: vec![full],
            },
        ],
    }
}

fn monitoring() -> Monitoring {
    let window = |id: &str, from, to, focus: Option<&str>| Window {
        id: WindowId::from(id),
        title: id.replace('-', " "),
        from,
        to,
        focus: focus.map(str::to_owned),
        actions: focus.map(|_| "Watch the dashboards.".to_owned()),
        role: RoleId::from("qa"),
    };
    Monitoring {
        phase: PhaseId::from("rollout"),
        starts_at: Milestone::from("deployed"),
        windows: vec![
            window("immediate", 0, 1800, Some("Critical failures")),
            window("short-term", 1800, 14_400, None),
        ],
    }
}

/// Returns a small plan with a rollout and monitoring windows.
pub(crate) fn staged_plan() -> Plan {
    let fact = |id: &str| Fact {
        id: FactId::from(id),
        question: format!("Is it {id}?"),
    };
    Plan {
        roles: vec![
            role("developer"),
            role("qa"),
            Role {
                may_waive: true,
                may_amend: false,
                ..role("manager")
            },
        ],
        facts: vec![fact("critical"), fact("breaking-change")],
        phases: vec![phase("rollout", "Rollout", &[])],
        items: vec![item("rollout/smoke-tests", "Run smoke tests", &["qa"])],
        rollout: Some(rollout()),
        monitoring: Some(monitoring()),
        ..Plan::default()
    }
}

/// Returns a plan that uses everything a plan can say, a rollout and monitoring windows too.
pub(crate) fn whole_plan() -> Plan {
    Plan {
        rollout: Some(rollout()),
        monitoring: Some(monitoring()),
        ..full_plan()
    }
}

fn measured(metric: &str, value: Option<&str>) -> Measured {
    Measured {
        metric: MetricId::from(metric),
        value: value.map(amount),
        missing: value.is_none().then(|| "it exited with 3".to_owned()),
        source: "by hand".to_owned(),
        query: None,
        span: None,
        step: None,
        samples: None,
        digest: None,
    }
}

/// Returns what is kept of a series.
fn series(metric: &str, value: &str) -> Measured {
    Measured {
        source: "prometheus http://localhost:9090".to_owned(),
        query: Some("rate(errors[5m])".to_owned()),
        span: Some((at(-120), at(0))),
        step: Some(60_000),
        samples: Some(3),
        digest: Some(Digest::of_bytes(b"what the server sent")),
        ..measured(metric, Some(value))
    }
}

/// Returns a finding in words of its own: those of the program may change, and a golden record never does.
fn finding(metric: &str, ruling: Ruling, text: &str) -> Finding {
    Finding {
        metric: MetricId::from(metric),
        ruling,
        value: None,
        baseline: None,
        limit: None,
        unit: "%".to_owned(),
        margin: None,
        lasting: None,
        beyond_for: None,
        text: text.to_owned(),
    }
}

fn breach() -> Finding {
    Finding {
        value: Some(amount("0.9")),
        baseline: Some(amount("0.4")),
        limit: Some(amount("1.4")),
        margin: Some(amount("-0.5")),
        lasting: Some(300),
        beyond_for: Some(360),
        ..finding("error-rate", Ruling::NoGo, "above 1.4 % for 6m")
    }
}

fn strategy(id: &str) -> StrategyId {
    StrategyId::from(id)
}

pub(crate) fn chosen(id: &str, reason: &str) -> EventKind {
    EventKind::Rollout(RolloutEvent::Chosen {
        strategy: strategy(id),
        reason: reason.to_owned(),
    })
}

fn paused(reason: &str) -> EventKind {
    EventKind::Rollout(RolloutEvent::Paused {
        reason: reason.to_owned(),
    })
}

pub(crate) fn overriding(reason: &str) -> Overriding {
    let obstacles = vec![
        "stage canary: no-go".to_owned(),
        "stage canary: \"p99\"?".to_owned(),
    ];
    Overriding {
        role: RoleId::from("manager"),
        reason: reason.to_owned(),
        obstacles,
    }
}

fn closed(
    release: &Release,
    early: Option<&str>,
    readings: Vec<Measured>,
    findings: Vec<Finding>,
) -> EventKind {
    EventKind::WindowClosed(WindowClosed {
        window: WindowId::from("immediate"),
        role: RoleId::from("qa"),
        candidate: release.candidate().cloned(),
        note: early.is_none().then(|| "quiet".to_owned()),
        early: early.map(str::to_owned),
        readings,
        findings,
    })
}

/// Tells a rollout.
impl Teller {
    fn enter(
        &mut self,
        (on, stage): (&str, &str),
        traffic: &str,
        reason: Option<&str>,
        overriding: Option<&str>,
    ) {
        let kind = EventKind::Rollout(RolloutEvent::Entered {
            strategy: strategy(on),
            stage: StageId::from(stage),
            traffic: amount(traffic),
            candidate: self.release.candidate().cloned(),
            reason: reason.map(str::to_owned),
            overriding: overriding.map(self::overriding),
            evidence: vec!["sha256:what shift.sh printed".to_owned()],
        });
        self.tell("Ada", kind);
    }

    fn override_last(&mut self, (on, stage): (&str, &str), reason: &str) {
        let (strategy, stage) = (strategy(on), StageId::from(stage));
        let kind = RolloutEvent::Overridden {
            strategy,
            stage,
            overriding: overriding(reason),
        };
        self.tell("Mary", EventKind::Rollout(kind));
    }

    fn observe(
        &mut self,
        (on, stage): (&str, &str),
        ruling: Ruling,
        readings: Vec<Measured>,
        findings: Vec<Finding>,
    ) {
        let judged_by = self
            .release
            .judging_digest(self.release.plan().rollout.as_ref().expect("a rollout"));
        let (strategy, stage) = (strategy(on), StageId::from(stage));
        let kind = RolloutEvent::Observed {
            strategy,
            stage,
            readings,
            ruling,
            findings,
            judged_by,
        };
        self.tell("Grace", EventKind::Rollout(kind));
    }

    fn observe_well(&mut self, at: (&str, &str)) {
        let within = Finding {
            value: Some(amount("0.45")),
            ..finding("error-rate", Ruling::Go, "within")
        };
        self.observe(
            at,
            Ruling::Go,
            vec![series("error-rate", "0.45")],
            vec![within],
        );
    }

    fn call_stage(&mut self, role: &str, call: Call, reason: Option<&str>) {
        let kind = draft::calling_stage(
            &self.release,
            &RoleId::from(role),
            call,
            reason.map(str::to_owned),
        )
        .expect("a stage");
        self.tell("Joan", kind);
    }

    fn baseline(&mut self) {
        let readings = vec![
            series("error-rate", "0.4"),
            measured("latency-p99", Some("200")),
        ];
        self.tell(
            "Grace",
            EventKind::Rollout(RolloutEvent::Baselined {
                readings,
                reason: None,
            }),
        );
    }
}

/// A rollout with everything that can happen in it, up to its last stage and the first window.
pub(crate) fn staged() -> Release {
    let mut story = Teller::start(header(&[]), staged_plan(), Some("9fceb02"));
    let canary = ("standard", "canary");
    story.baseline();
    story.tell("Mary", chosen("direct", "it is urgent"));
    story.tell("Mary", chosen("standard", "not that urgent"));
    story.enter(canary, "0.5", None, None);
    story.tell("Joan", paused("the dashboards are down"));
    story.tell(
        "Joan",
        EventKind::Rollout(RolloutEvent::Resumed {
            reason: "they are up".to_owned(),
        }),
    );
    story.tell(
        "Joan",
        EventKind::Rollout(RolloutEvent::Aborted {
            reason: "wrong cluster".to_owned(),
        }),
    );
    story.enter(canary, "5", Some("the right cluster"), None);
    story.sign("Joan", "rollout/smoke-tests", "qa");
    story.seconds += 900;
    story.observe_well(canary);
    story.call_stage("qa", Call::Go, None);
    let unclear = finding("latency-p99", Ruling::Inconclusive, "it exited with 3");
    story.observe(
        canary,
        Ruling::NoGo,
        vec![measured("latency-p99", None)],
        vec![breach(), unclear],
    );
    story.call_stage("developer", Call::NoGo, Some("p99 cannot be measured"));
    story.enter(
        ("standard", "full"),
        "100",
        None,
        Some("the script is at fault,\nnot the release"),
    );
    story.observe_well(("standard", "full"));
    let grey = finding("error-rate", Ruling::Hold, "a little too many");
    story.observe(
        ("standard", "full"),
        Ruling::Hold,
        vec![measured("error-rate", Some("0.6"))],
        vec![grey],
    );
    story.override_last(("standard", "full"), "it is the probe");
    let held = finding("error-rate", Ruling::Go, "within");
    let kind = closed(
        &story.release,
        Some("the team goes home"),
        vec![measured("error-rate", Some("-0.000000001"))],
        vec![held],
    );
    story.tell("Joan", kind);
    story.seconds += 1800;
    let kind = closed(&story.release, None, Vec::new(), Vec::new());
    story.tell("Joan", kind);
    story.release
}

/// A rollout at its first stage, and at its last one.
pub(crate) fn entered() -> [Release; 2] {
    let mut story = Teller::start(header(&[]), staged_plan(), Some("9fceb02"));
    story.baseline();
    story.enter(("standard", "canary"), "5", None, None);
    let canary = story.release.clone();
    let risk = Some("the script is at fault,\nnot the release");
    story.enter(("standard", "full"), "100", None, risk);
    [canary, story.release]
}

/// A rollout and monitoring windows that an amendment took out of the plan, with what was said about them.
pub(crate) fn unstaged() -> Release {
    let mut story = Teller::start(header(&[]), staged_plan(), Some("9fceb02"));
    story.baseline();
    story.tell("Mary", chosen("direct", "it is urgent"));
    story.enter(
        ("direct", "full"),
        "100",
        None,
        Some("nobody is there to sign"),
    );
    story.override_last(("direct", "full"), "nobody measures it");
    story.observe_well(("direct", "full"));
    let kind = closed(&story.release, Some("no"), Vec::new(), Vec::new());
    story.tell("Joan", kind);
    story.tell(
        "Mary",
        EventKind::Respun {
            candidate: "1d2e3f4".into(),
            reason: None,
        },
    );
    story.tell("Mary", chosen("standard", "no hurry"));
    story.enter(("standard", "canary"), "1", None, Some("still nobody"));
    story.call_stage("qa", Call::NoGo, Some("it smells"));
    story.tell("Joan", paused("look at it"));
    amend(
        &mut story,
        Plan {
            rollout: None,
            monitoring: None,
            ..staged_plan()
        },
    );
    story.tell(
        "Joan",
        EventKind::Rollout(RolloutEvent::Resumed {
            reason: "it is gone".to_owned(),
        }),
    );
    story.release
}

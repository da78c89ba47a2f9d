//! The stories of rollbacks and incidents that golden records tell.

use gonogo::domain::event::{
    EventKind, IncidentEvent, IncidentStep, KnownGood, Outcome, RollbackEvent,
};
use gonogo::domain::id::{ClassId, IncidentId, ItemId, Milestone, RoleId, TriggerId};
use gonogo::domain::plan::incident::{Class, Incidents, Mitigation, PHASE, Severity, Trigger, Who};
use gonogo::domain::plan::rollback::Rollback;
use gonogo::domain::plan::{Item, Plan};
use gonogo::domain::rules::draft;
use gonogo::domain::state::Release;

use crate::rollout_story::{staged_plan, whole_plan};
use crate::story::amend;
use crate::support::{Teller, at, header, item, person, phase};

/// Returns what is ready for a rollback, and what it asks.
fn way_back() -> (Rollback, Vec<Item>) {
    let ready = Rollback {
        phase: phase("rollback", "Rollback", &["qa"]),
        after: Some(Milestone::from("deployed")),
        ends: vec![RoleId::from("manager")],
    };
    let redeployed = item(
        "rollback/redeployed",
        "Redeploy the release before",
        &["developer"],
    );
    (
        ready,
        vec![
            redeployed,
            item("rollback/verified", "Verify the services", &["qa"]),
        ],
    )
}

fn incidents() -> Incidents {
    let class = |id: &str, commander: Option<&str>| Class {
        id: ClassId::from(id),
        title: format!("{id} issue"),
        commander: commander.map(RoleId::from),
    };
    let trigger = |id: &str, class: Option<&str>| Trigger {
        id: TriggerId::from(id),
        text: format!("There is {id}"),
        class: class.map(ClassId::from),
    };
    let duty = |id: &str, text: &str, roles: &[&str]| Item {
        phase: PHASE.into(),
        ..item(id, text, roles)
    };
    Incidents {
        classes: vec![
            class("application", Some("developer")),
            class("other", None),
        ],
        triggers: vec![
            trigger("failing-flows", Some("application")),
            trigger("latency", None),
        ],
        decision: Some(ItemId::from("incident/decided")),
        duties: vec![
            duty(
                "incident/decided",
                "Decide on rollback or hotfix",
                &["manager"],
            ),
            Item {
                if_applicable: true,
                ..duty(
                    "incident/restored",
                    "Restore the service",
                    &["developer", "qa"],
                )
            },
            Item {
                phase: "rollback".into(),
                help: Some("Who, what, when.".to_owned()),
                ..item("incident/report", "Report", &["qa"])
            },
        ],
    }
}

/// Returns this plan with everything ready for a rollback and for incidents.
fn prepared(plan: Plan) -> Plan {
    let (rollback, items) = way_back();
    Plan {
        items: plan.items.into_iter().chain(items).collect(),
        rollback: Some(rollback),
        incidents: Some(incidents()),
        ..plan
    }
}

/// Returns a plan that uses everything a plan can say.
pub(crate) fn ready_plan() -> Plan {
    prepared(whole_plan())
}

pub(crate) fn in_incident(number: usize, what: IncidentStep) -> EventKind {
    EventKind::Incident(IncidentEvent {
        incident: IncidentId::numbered(number),
        what,
    })
}

pub(crate) fn opened(number: usize, title: &str, class: &str, commander: Option<Who>) -> EventKind {
    let (title, class) = (title.to_owned(), ClassId::from(class));
    in_incident(
        number,
        IncidentStep::Opened {
            title,
            class,
            severity: Severity::High,
            commander,
        },
    )
}

fn decided(course: Mitigation) -> EventKind {
    let step = IncidentStep::Decided {
        role: RoleId::from("manager"),
        course,
        reason: "customers cannot pay".to_owned(),
    };
    in_incident(1, step)
}

fn manager() -> Who {
    Who::Role(RoleId::from("manager"))
}

fn begun(trigger: Option<&str>, back_to: Option<&str>) -> EventKind {
    let good = |version: &str| KnownGood {
        version: version.parse().expect("a version"),
        candidate: Some("71bd5c0".into()),
    };
    EventKind::Rollback(RollbackEvent::Begun {
        reason: "checkout fails".to_owned(),
        trigger: trigger.map(TriggerId::from),
        back_to: back_to.map(good),
    })
}

fn cancelled() -> EventKind {
    let reason = "the hotfix is small".to_owned();
    EventKind::Rollback(RollbackEvent::Cancelled {
        role: Some(RoleId::from("manager")),
        reason,
    })
}

/// A rollback that was cancelled for a hotfix, a second one that was carried out, and everything that can be said in an
/// incident; another one is attached after the end.
pub(crate) fn rolled_back() -> Release {
    let mut story = Teller::start(header(&[]), prepared(staged_plan()), Some("9fceb02"));
    let commits = vec![at(-90_000), at(-80_000), at(-80_000)];
    story.tell(
        "Ada",
        EventKind::CommitsRead {
            from: "71bd5c0".into(),
            candidate: "9fceb02".into(),
            commits,
        },
    );
    story.deploy();
    story.tell("Grace", begun(Some("failing-flows"), Some("2.3.0")));
    story.tell(
        "Grace",
        opened(
            1,
            "Checkout fails",
            "application",
            Some(Who::Role(RoleId::from("developer"))),
        ),
    );
    story.tell(
        "Grace",
        in_incident(
            1,
            IncidentStep::Commanded {
                commander: Who::Person(person("Joan")),
            },
        ),
    );
    story.tell(
        "Joan",
        in_incident(
            1,
            IncidentStep::Commanded {
                commander: manager(),
            },
        ),
    );
    let earlier = IncidentStep::Noted {
        text: "First call of a customer".to_owned(),
        happened: Some(at(5)),
    };
    story.tell("Joan", in_incident(1, earlier));
    story.tell(
        "Joan",
        in_incident(
            1,
            IncidentStep::Noted {
                text: "Traffic is back\non 2.3.0".to_owned(),
                happened: None,
            },
        ),
    );
    story.tell("Mary", decided(Mitigation::Hotfix));
    story.sign("Mary", "incident-1/decided", "manager");
    story.tell("Mary", cancelled());
    story.tell(
        "Mary",
        EventKind::Respun {
            candidate: "1d2e3f4".into(),
            reason: Some("the hotfix".to_owned()),
        },
    );
    story.deploy();
    story.tell("Grace", begun(None, None));
    story.tell("Mary", decided(Mitigation::Rollback));
    let action = IncidentStep::ActionAdded {
        text: "Test the checkout with two carts".to_owned(),
        owner: Who::Role(RoleId::from("qa")),
        due: Some(at(0).date_naive()),
    };
    let action = story.tell("Joan", in_incident(1, action));
    let another = IncidentStep::ActionAdded {
        text: "Say sorry".to_owned(),
        owner: Who::Person(person("Mary")),
        due: None,
    };
    story.tell("Joan", in_incident(1, another));
    story.tell(
        "Grace",
        in_incident(
            1,
            IncidentStep::ActionDone {
                action,
                note: Some("in the nightly run".to_owned()),
            },
        ),
    );
    story.sign("Grace", "rollback/redeployed", "developer");
    story.sign("Joan", "rollback/verified", "qa");
    story.sign("Joan", "incident-1/report", "qa");
    let waived = draft::waiving(
        &story.release,
        &"incident-1/restored".into(),
        &RoleId::from("manager"),
        "it was".to_owned(),
        None,
    );
    story.tell("Mary", waived.expect("a duty"));
    story.tell(
        "Joan",
        draft::calling(
            &story.release,
            &"rollback".into(),
            &"qa".into(),
            gonogo::domain::event::Call::Go,
            None,
        ),
    );
    story.tell(
        "Joan",
        in_incident(
            1,
            IncidentStep::Resolved {
                cause: "two carts in one session".to_owned(),
            },
        ),
    );
    let (reason, role) = (
        Some("back on 2.3.0".to_owned()),
        Some(RoleId::from("manager")),
    );
    story.tell(
        "Mary",
        EventKind::Closed {
            outcome: Outcome::RolledBack,
            reason,
            role,
        },
    );
    story.tell("Joan", opened(2, "Invoices are missing", "other", None));
    story.sign("Joan", "incident-2/report", "qa");
    story.release
}

/// Rollbacks of a release whose plan has nothing ready for them.
pub(crate) fn unprepared() -> Release {
    let mut story = unprepared_story();
    story.tell("Grace", begun(None, None));
    let reason = Some("back on 2.3.0".to_owned());
    story.tell(
        "Mary",
        EventKind::Closed {
            outcome: Outcome::RolledBack,
            reason,
            role: None,
        },
    );
    story.release
}

fn unprepared_story() -> Teller {
    let mut story = Teller::start(header(&[]), staged_plan(), Some("9fceb02"));
    story.tell("Grace", begun(None, Some("2.3.0")));
    story.tell(
        "Mary",
        EventKind::Rollback(RollbackEvent::Cancelled {
            role: None,
            reason: "a false alarm".to_owned(),
        }),
    );
    story
}

/// A rollback that has begun, with an incident.
pub(crate) fn rolling_back() -> Release {
    let mut story = Teller::start(header(&[]), prepared(staged_plan()), Some("9fceb02"));
    story.deploy();
    story.tell("Grace", begun(None, None));
    story.tell("Grace", opened(1, "Checkout fails", "application", None));
    story.release
}

/// Incidents of which one was withdrawn, opened again and resolved, and one resolved, opened again and withdrawn for a role;
/// with a duty that only severe incidents bring.
pub(crate) fn withdrawn() -> Release {
    let mut ready = prepared(staged_plan());
    let duties = ready.incidents.iter_mut().flat_map(|it| &mut it.duties);
    for duty in duties.filter(|duty| duty.id.as_str() == "incident/restored") {
        duty.from_severity = Some(Severity::High);
    }
    let withdraw = |role: Option<&str>| IncidentStep::Withdrawn {
        role: role.map(RoleId::from),
        reason: "an alarm of the test environment".to_owned(),
    };
    let reopen = || IncidentStep::Reopened {
        reason: "customers call".to_owned(),
    };
    let resolve = || IncidentStep::Resolved {
        cause: "an index was missing".to_owned(),
    };
    let mut story = Teller::start(header(&[]), ready, Some("9fceb02"));
    story.deploy();
    story.tell("Grace", opened(1, "Checkout fails", "application", None));
    story.tell("Grace", in_incident(1, withdraw(None)));
    let note = IncidentStep::Noted {
        text: "It was the test environment".to_owned(),
        happened: None,
    };
    story.tell("Joan", in_incident(1, note));
    story.tell("Joan", in_incident(1, reopen()));
    story.sign("Ada", "incident-1/restored", "developer");
    story.tell("Joan", in_incident(1, resolve()));
    let low = IncidentStep::Opened {
        title: "Slow search".to_owned(),
        class: ClassId::from("other"),
        severity: Severity::Low,
        commander: Some(manager()),
    };
    story.tell("Grace", in_incident(2, low));
    story.sign("Joan", "incident-2/report", "qa");
    story.tell("Mary", in_incident(2, resolve()));
    story.tell("Joan", in_incident(2, reopen()));
    story.tell("Mary", in_incident(2, withdraw(Some("manager"))));
    story.release
}

/// A rollback that an amendment has prepared, and another amendment while it is under way.
pub(crate) fn prepared_late() -> Release {
    let mut story = unprepared_story();
    amend(&mut story, prepared(staged_plan()));
    story.deploy();
    story.tell("Grace", begun(None, None));
    story.sign("Joan", "rollback/verified", "qa");
    story.tell("Grace", opened(1, "Checkout fails", "other", None));
    let incidents = Incidents {
        duties: incidents().duties.into_iter().skip(1).collect(),
        ..incidents()
    };
    amend(
        &mut story,
        Plan {
            incidents: Some(incidents),
            ..prepared(staged_plan())
        },
    );
    story.sign("Joan", "incident-1/report", "qa");
    story.release
}

impl Teller {
    /// Enters the last stage, whatever is missing.
    fn deploy(&mut self) {
        let overriding = crate::rollout_story::overriding("nobody is there to sign");
        let entered = gonogo::domain::event::RolloutEvent::Entered {
            strategy: "direct".into(),
            stage: "full".into(),
            traffic: crate::rollout_story::amount("100"),
            candidate: self.release.candidate().cloned(),
            reason: None,
            overriding: Some(overriding),
            evidence: Vec::new(),
        };
        if self
            .release
            .strategy_ahead()
            .is_some_and(|strategy| strategy.id.as_str() != "direct")
        {
            self.tell(
                "Mary",
                crate::rollout_story::chosen("direct", "it is urgent"),
            );
        }
        self.tell("Ada", EventKind::Rollout(entered));
    }
}

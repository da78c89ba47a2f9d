//! The events of an incident.

use chrono::{DateTime, Utc};

use super::item::{SignOffDetails, signing};
use crate::domain::event::{EventKind, IncidentStep, KnownGood, RollbackEvent};
use crate::domain::id::{ClassId, IncidentId, RoleId, TriggerId};
use crate::domain::plan::incident::{Mitigation, Severity, Who};
use crate::domain::rules::admission::IncidentRefusal;
use crate::domain::rules::item_status;
use crate::domain::state::Release;
use crate::domain::text::beginning;

/// The most bytes of the reason for a rollback that become the title of its incident.
const LONGEST_TITLE: usize = 120;

/// Returns the opening of the next incident, commanded by whom its class names unless somebody else is given.
pub fn opening(
    release: &Release,
    title: String,
    class: ClassId,
    severity: Severity,
    commander: Option<Who>,
) -> EventKind {
    let of_class = || {
        release
            .plan()
            .incidents
            .as_ref()
            .and_then(|incidents| incidents.commander_of(&class))
    };
    let commander = commander.or_else(of_class);
    IncidentStep::Opened {
        title,
        class,
        severity,
        commander,
    }
    .of(&release.next_incident())
}

/// Returns what begins a rollback, and opens an incident when none is open: of this class, else the trigger's, else the
/// playbook's last.
pub fn beginning_rollback(
    release: &Release,
    reason: String,
    trigger: Option<TriggerId>,
    class: Option<ClassId>,
    back_to: Option<KnownGood>,
) -> Vec<EventKind> {
    let class = release.plan().incidents.as_ref().and_then(|incidents| {
        let of_trigger = || incidents.trigger(trigger.as_ref()?)?.class.clone();
        let last = || Some(incidents.classes.last()?.id.clone());
        class.or_else(of_trigger).or_else(last)
    });
    let title = beginning(reason.lines().next().unwrap_or_default(), LONGEST_TITLE)
        .trim()
        .to_owned();
    let mut kinds = vec![EventKind::Rollback(RollbackEvent::Begun {
        reason,
        trigger,
        back_to,
    })];
    if let Some(class) = class
        && release.unresolved().next().is_none()
        && release.rolling_back().is_none()
    {
        // A rollback says that what was deployed fails; how badly, only people know.
        kinds.push(opening(release, title, class, Severity::High, None));
    }
    kinds
}

/// Returns what confirms the rollback under way for a role: the decision of its incident, for the reason it began with.
///
/// # Errors
///
/// When no rollback is under way, or no incident belongs to it.
pub fn confirming(
    release: &Release,
    role: &RoleId,
    now: DateTime<Utc>,
) -> Result<Vec<EventKind>, IncidentRefusal> {
    let begun = release
        .rolling_back()
        .ok_or(IncidentRefusal::NotRollingBack)?;
    let incident = release
        .incident_of_rollback(begun)
        .ok_or_else(|| IncidentRefusal::NoIncident(release.next_incident()))?;
    let reason = begun.kind.reason().unwrap_or_default().to_owned();
    Ok(deciding_in(
        release,
        incident.id(),
        role,
        (Mitigation::Rollback, reason),
        now,
    ))
}

/// Returns a decision on rollback or hotfix, and the sign-off of the duty that it does; without that when the duty does
/// not wait for the role, or needs evidence that a decision does not give.
pub fn deciding_in(
    release: &Release,
    incident: &IncidentId,
    role: &RoleId,
    (course, reason): (Mitigation, String),
    now: DateTime<Utc>,
) -> Vec<EventKind> {
    let mut kinds = vec![
        IncidentStep::Decided {
            role: role.clone(),
            course,
            reason,
        }
        .of(incident),
    ];
    let duty = release
        .plan()
        .decision()
        .map(|duty| incident.duty(&duty.id));
    let standing = duty.and_then(|duty| item_status::standing(release, &duty, now));
    let waits = standing
        .filter(|duty| duty.waits_for(role) && !duty.item.removed && !duty.item.evidence_required);
    kinds.extend(
        waits.and_then(|duty| signing(release, &duty.item.id, role, SignOffDetails::default())),
    );
    kinds
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::event::IncidentEvent;
    use crate::domain::plan::Plan;
    use crate::domain::testing::{Story, incident_plan, plan};

    #[track_caller]
    fn case(name: &str, plan: Plan, script: &[&str], expected: &[&str]) {
        let story = Story::of(plan).tell(&[&["qa opens incident checkout fails"], script].concat());
        let now = story.now;
        let decision = (Mitigation::Hotfix, "small".to_owned());
        let kinds = deciding_in(
            &story.release(),
            &IncidentId::numbered(1),
            &"pm".into(),
            decision,
            now,
        );
        assert_eq!(
            kinds.iter().map(EventKind::word).collect::<Vec<_>>(),
            expected,
            "{name}"
        );
    }

    #[test]
    fn a_decision_signs_the_duty_that_it_does() {
        let with = |duty: &str| plan(&["pre/a dev", "class app dev", duty]);
        const DECIDED: &str = "pm decides rollback in 1 because it burns";
        case(
            "while it waits",
            incident_plan(),
            &[],
            &["decided", "signed"],
        );
        case(
            "once",
            incident_plan(),
            &[DECIDED, "pm signs incident-1/course"],
            &["decided"],
        );
        case(
            "not what is waived",
            incident_plan(),
            &["rm waives incident-1/course because small"],
            &["decided"],
        );
        case(
            "what was waived until yesterday",
            incident_plan(),
            &[
                "rm waives incident-1/course until 2026-11-20 because small",
                "at 2026-11-21T00:00:00Z",
            ],
            &["decided", "signed"],
        );
        case(
            "not what was taken out of the plan",
            incident_plan(),
            &["retract course"],
            &["decided"],
        );
        case(
            "not what needs evidence",
            with("decision course pm proof"),
            &[],
            &["decided"],
        );
        case(
            "not what is another's",
            with("decision course rm"),
            &[],
            &["decided"],
        );
        case(
            "nothing where nobody has to decide",
            with("duty restore dev"),
            &[],
            &["decided"],
        );
    }

    #[test]
    fn an_opening_names_the_commander_of_its_class_unless_somebody_is_given() {
        let release = Story::of(incident_plan())
            .tell(&["qa opens incident x"])
            .release();
        let commander = |class: &str, given: Option<&str>| {
            let given = given.map(|role| Who::Role(role.into()));
            match opening(&release, "y".to_owned(), class.into(), Severity::Low, given) {
                EventKind::Incident(IncidentEvent {
                    incident,
                    what: IncidentStep::Opened { commander, .. },
                }) => {
                    assert_eq!(incident.as_str(), "incident-2");
                    commander.map(|who| who.as_str().to_owned())
                }
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(commander("app", None).as_deref(), Some("dev"));
        assert_eq!(commander("app", Some("qa")).as_deref(), Some("qa"));
        assert_eq!(commander("unknown", None), None);
        assert_eq!(commander("unknown", Some("qa")).as_deref(), Some("qa"));
    }
}

//! What an incident still asks: its duties, and what has to be done next.

use chrono::{DateTime, Utc};

use super::item_status::ItemStatus;
use super::suggestion::Suggestion;
use crate::domain::id::PhaseId;
use crate::domain::plan::Topic;
use crate::domain::rules::{item_status, possible};
use crate::domain::state::Incident;

/// Returns where its duties stand at `now`.
pub fn of<'r>(incident: Incident<'r>, now: DateTime<Utc>) -> impl Iterator<Item = ItemStatus<'r>> {
    let (release, places) = (incident.release(), incident.duty_places());
    let standings = places.iter();
    standings.filter_map(move |place| item_status::standing_asked(release, *place, now))
}

/// Returns what has to be done next: somebody to command, the duties to sign, its end, and the actions to close.
pub fn steps<'r>(incident: Incident<'r>, now: DateTime<Utc>) -> Vec<Suggestion<'r>> {
    let id = incident.id();
    if incident.withdrawn().is_some() {
        return Vec::new();
    }
    let is_over = incident.resolved().is_some();
    let nobody = !is_over && incident.commanders().next().is_none();
    let waiting: Vec<_> = of(incident, now)
        .filter(|duty| !duty.state.is_settled())
        .collect();
    let version = &incident.release().header().version;
    let walk = |phase: &'r PhaseId| Suggestion::Walk {
        version,
        role: None,
        phase: Some(phase),
    };
    // Those that count at the gate of the rollback under way are asked there.
    let back = incident.release().entered_way_back().map(|phase| &phase.id);
    let of_back = back.filter(|back| waiting.iter().any(|duty| duty.item.phase == **back));
    let has_own = waiting.iter().any(|duty| Some(&duty.item.phase) != back);
    let steps = [
        nobody.then_some(Suggestion::Command(id)),
        of_back.map(walk),
        has_own.then(|| walk(Topic::Incidents.id())),
        (!is_over).then_some(Suggestion::ResolveIncident(id)),
    ];
    let actions = incident
        .open_actions()
        .map(|action| Suggestion::EndAction(id, action.number));
    let steps = steps.into_iter().flatten().chain(actions);
    possible::among(incident.release(), steps, now)
}

/// Tells whether nothing is left to do about it: it was withdrawn, or it is over, its duties are settled, and its
/// actions are done.
pub(crate) fn is_settled(incident: Incident<'_>, now: DateTime<Utc>) -> bool {
    if incident.withdrawn().is_some() {
        return true;
    }
    incident.resolved().is_some()
        && incident.open_actions().next().is_none()
        && of(incident, now).all(|duty| duty.state.is_settled())
}

#[cfg(test)]
mod tests {
    use super::steps;
    use crate::domain::testing::{Story, incident_plan};

    #[test]
    fn each_duty_is_walked_where_it_is_asked() {
        #[track_caller]
        fn case(name: &str, script: &[&str], expected: &[&str]) {
            let story = Story::of(incident_plan()).tell(
                &[
                    &["ops signs ship/b", "qa opens incident x", "dev commands 1"],
                    script,
                ]
                .concat(),
            );
            let now = story.now;
            let release = story.release();
            let steps: Vec<_> = release
                .incidents()
                .flat_map(|incident| steps(incident, now))
                .collect();
            let found: Vec<_> = steps.iter().map(|step| step.command("")).collect();
            assert_eq!(found, expected, "{name}");
        }
        const END: &str = "gonogo incident resolve --incident incident-1 --cause \"…\"";
        const INCIDENT: &str = "gonogo walk 2.4.0 --phase incident";
        const BACK: &str = "gonogo walk 2.4.0 --phase back";
        const BEGUN: &str = "ops rolls back because it burns";
        let own = [
            "dev signs incident-1/restore",
            "ops signs incident-1/restore",
            "rm waives incident-1/course because small",
        ];
        case("nobody goes back", &[], &[INCIDENT, END]);
        case(
            "of a rollback and its own",
            &[BEGUN],
            &[BACK, INCIDENT, END],
        );
        case(
            "only of a rollback",
            &[&[BEGUN][..], &own].concat(),
            &[BACK, END],
        );
        case("only of one that nobody began", &own, &[INCIDENT, END]);
        case(
            "only its own",
            &[BEGUN, "qa signs incident-1/verified"],
            &[INCIDENT, END],
        );
    }
}

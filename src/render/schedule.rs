//! What has its time in a release, in words: the same in the page and in the calendar.

use crate::domain::reports::schedule::{About, Slot};
use crate::domain::text::{counted, visible};

/// Says what has its time, without when.
pub(crate) fn title(slot: &Slot<'_>) -> String {
    match &slot.about {
        About::Deployment if slot.is_whole_days() => "Release day".to_owned(),
        About::Deployment => "Deployment".to_owned(),
        About::Soak(stage) => format!("Soak of stage {stage}"),
        About::Window(window) => format!("Monitoring: {}", visible(&window.title)),
        About::Waiver(item, ..) => format!("Waiver of {item} ends"),
        About::Action(incident, action) => {
            format!(
                "Action item {} of {}: {}",
                action.number,
                incident.id(),
                visible(action.text)
            )
        }
        About::Phase(phase) => format!("{} is due", visible(&phase.title)),
        About::Items(phase, _, items) => {
            let count = counted(items.len(), "item");
            let verb = if items.len() == 1 { "is" } else { "are" };
            format!("{count} of {} {verb} due", visible(&phase.title))
        }
    }
}

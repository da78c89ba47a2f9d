//! The way back, for people.

use std::fmt::Write as _;

use crate::domain::event::timestamp;
use crate::domain::id::{Candidate, RoleId};
use crate::domain::library::Library;
use crate::domain::release::Release;
use crate::domain::rollback::checklist;
use crate::domain::text::visible;

/// Says which release to go back to.
pub fn known_good(good: Option<&Release>) -> String {
    let Some(good) = good else {
        return "no other record says that it was shipped: find the last known-good release yourself\n".to_owned();
    };
    let candidate = good.candidate().map_or("no candidate", Candidate::as_str);
    let at = good.closing().map(|event| timestamp(&event.at)).unwrap_or_default();
    format!("the last known-good release is {}, {}, shipped {at}\n", good.header().version, visible(candidate))
}

/// Returns what the playbook asks of a rollback.
pub fn way_back(library: &Library, release: &Release) -> String {
    let mut text = String::new();
    let mut heading = "";
    for (phase, item) in checklist(library, release) {
        if heading != phase.phase.title {
            heading = &phase.phase.title;
            let _ = writeln!(text, "\n{}", visible(heading));
        }
        let roles: Vec<&str> = item.roles.iter().map(RoleId::as_str).collect();
        let _ = writeln!(text, "  [ ] {}  [{}]", visible(&item.text), roles.join(", "));
    }
    text
}

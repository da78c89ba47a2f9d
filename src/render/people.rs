//! Roles with the people who have them in a release.

use crate::domain::id::RoleId;
use crate::domain::state::Release;
use crate::domain::text::visible;
use crate::style::OutputStyle;

/// Returns a role, with the name of the person who has it in this release.
pub(crate) fn role(release: &Release, role: &RoleId) -> String {
    match release.assigned(role) {
        Some(person) => format!("{role} ({})", visible(person.name())),
        None => role.to_string(),
    }
}

/// Returns who the roles are in this release, on a line; nothing when nobody was named.
pub(crate) fn assigned(release: &Release, look: OutputStyle) -> String {
    match joined(release, look.dot()) {
        none if none.is_empty() => none,
        named => named + "\n",
    }
}

/// Returns who the roles are in this release, parted by commas.
pub(crate) fn named(release: &Release) -> String {
    joined(release, ", ")
}

fn joined(release: &Release, between: &str) -> String {
    let roles = release.plan().roles.iter();
    let named = roles.filter_map(|role| {
        let person = release.assigned(&role.id)?;
        Some(format!("{}: {}", role.id, visible(person.name())))
    });
    let named: Vec<String> = named.collect();
    named.join(between)
}

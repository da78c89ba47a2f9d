//! Names in a sentence.

use crate::domain::id::RoleId;
use crate::domain::rules::hint::Hint;

pub(super) fn quoted<T: std::fmt::Display>(names: &[T]) -> String {
    let shown: Vec<String> = names
        .iter()
        .take(5)
        .map(|name| format!("`{name}`"))
        .collect();
    let rest = names.len().saturating_sub(5);
    if rest == 0 {
        shown.join(", ")
    } else {
        format!("{} and {rest} more", shown.join(", "))
    }
}

/// Says which of these roles to give.
pub(super) fn say_role(roles: &[RoleId]) -> Option<Hint> {
    Some(format!("give `--role {}`", roles.first()?).into())
}

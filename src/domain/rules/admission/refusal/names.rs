//! Names in a sentence.

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

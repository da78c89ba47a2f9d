//! Texts and names from files, as messages show them.

use crate::domain::text::visible;

/// Returns a text from a file as it can be shown in a message: visible, on one line and not too long.
pub(super) fn shown(text: &str) -> String {
    const LONGEST: usize = 60;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", visible(&text[..end])),
        None => visible(text).into_owned(),
    }
}

pub(super) fn list_of<T: AsRef<str>>(names: &[T]) -> String {
    joined(names, "and")
}

pub(super) fn joined<T: AsRef<str>>(names: &[T], word: &str) -> String {
    const MOST: usize = 16;
    let mut list: Vec<String> = names
        .iter()
        .take(MOST)
        .map(|name| format!("`{}`", shown(name.as_ref())))
        .collect();
    if names.len() > MOST {
        list.push(format!("{} more", names.len() - MOST));
    }
    match list.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} {word} {last}", rest.join(", ")),
        Some((only, _)) => only.clone(),
        None => String::new(),
    }
}

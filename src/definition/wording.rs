//! How the text of an item is read: whether it says what to do, and when two texts ask the same.

/// The longest text that is judged; longer ones hardly ever lack a verb.
const LONGEST_JUDGED: usize = 3;

/// Words that make a short text say what to do or what must be so, besides those that end in `ed` and `ing`.
const VERBS: &str = "\
    accept act add agree alert analyze announce answer apply approve archive are ask assess assign attach back be begin boot \
    brief build bump call can capture celebrate check clean close collect commit communicate compare complete confirm \
    coordinate copy create cut decide define delete deliver deploy describe disable document done draft drain email \
    enable ensure establish evaluate execute exist exists export find finish fit fix flag follow freeze gather get give \
    go happen has have hold identify implement inform initiate inspect install invite is keep know known label launch \
    let link list load lock log look made make mark match measure meet merge met migrate monitor move must name notify \
    obtain open order own pack pass patch pick pin plan post prepare present prevent print promote protect prove provide \
    publish pull purge push put raise read rebuild recommend record reduce refresh register rehearse release remove \
    rename repeat replace report request reset resolve respond restart restore retain review revoke rotate run save say \
    scale scan schedule secure see send sent set share ship show shut sign start stop submit succeed support switch sync tag \
    take taken talk tell test thank toggle trace track train transfer trigger try turn undo unlock update upgrade upload \
    use validate verify wait warn was watch were will work works write written";

/// Tells whether a text says what to do or what must be so.
///
/// Judged by form, in English, and in doubt for the author: only a text of up to three plain words is said to have no
/// verb, and only when none of them is a usual verb of checklists or ends in `ed` or `ing`.
pub(super) fn has_verb(text: &str) -> bool {
    let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
    let is_verb = |word: &String| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        VERBS.split(' ').any(|verb| verb == word)
            || word.ends_with("ed")
            || word.ends_with("ing")
            || !word.is_ascii()
    };
    words.len() > LONGEST_JUDGED || words.iter().any(is_verb)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_short_text_without_any_verb_names_a_thing() {
        for text in [
            "Database backup",
            "Customer notes",
            "Rollback diagram!",
            "Smoke",
        ] {
            assert!(!has_verb(text), "{text}");
        }
        for text in [
            "Backup completed",
            "Run smoke tests",
            "Tests are green",
            "All tests pass",
            "Schedule deployment",
            "Ship it",
            "Zażółć gęślą",
        ] {
            assert!(has_verb(text), "{text}");
        }
        assert!(has_verb("The plan for the worst case"));
    }
}

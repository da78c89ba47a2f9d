//! Words in a checklist that name a role.

/// A role, by the words of a checklist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RoleDraft {
    pub(crate) id: String,
    pub(crate) title: String,
}

/// The last words of the names of roles.
const NOUNS: [&str; 27] = [
    "analyst",
    "architect",
    "captain",
    "commander",
    "coordinator",
    "developer",
    "developers",
    "devops",
    "engineer",
    "engineers",
    "executive",
    "expert",
    "lead",
    "maintainer",
    "maintainers",
    "manager",
    "owner",
    "qa",
    "shepherd",
    "sre",
    "stakeholder",
    "stakeholders",
    "steward",
    "team",
    "tester",
    "testers",
    "writer",
];

/// Words behind the name of a role in a heading.
const BEHIND: [&str; 6] = [
    "actions",
    "checklist",
    "items",
    "responsibilities",
    "tasks",
    "todo",
];

/// Returns the role that a heading or a label names, and nothing else: `Release Captain Tasks`, `**DevOps Engineer:**`.
pub(crate) fn named(text: &str) -> Option<RoleDraft> {
    let label = text
        .trim()
        .trim_end_matches([':', '：'])
        .trim_start_matches('@');
    let mut words: Vec<&str> = label
        .split([' ', '-', '/'])
        .filter(|word| !word.is_empty())
        .collect();
    if words.len() > 1
        && words
            .last()
            .is_some_and(|last| BEHIND.contains(&last.to_lowercase().as_str()))
    {
        words.pop();
    }
    let is_word = |word: &&str| word.chars().all(char::is_alphabetic);
    let last = words.last()?.to_lowercase();
    if words.len() > 3 || !words.iter().all(is_word) || !NOUNS.contains(&last.as_str()) {
        return None;
    }
    let id = words
        .iter()
        .map(|word| word.to_lowercase())
        .collect::<Vec<_>>()
        .join("-");
    let title = words.join(" ");
    id.is_ascii().then_some(RoleDraft { id, title })
}

/// Returns the role that the beginning of an item names, and the rest of it: `[QA] Run the tests`, `@docs-team Review`.
pub(crate) fn tagged(text: &str) -> Option<(RoleDraft, &str)> {
    let (tag, rest) = match text.strip_prefix('[') {
        Some(rest) => rest.split_once(']')?,
        None => text.strip_prefix('@')?.split_once([' ', ':'])?,
    };
    let rest = rest.trim_start_matches([':', ' ', '-']);
    let role = named(tag).filter(|_| !rest.is_empty())?;
    Some((role, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_is_named_by_its_last_word_and_nothing_else() {
        for (text, expected) in [
            ("Release Captain Tasks", Some("release-captain")),
            ("DevOps Engineer:", Some("devops-engineer")),
            ("QA", Some("qa")),
            ("QA Checklist", Some("qa")),
            ("docs-team", Some("docs-team")),
            ("Tasks", None),
            ("Tell the release manager", None),
            ("The Release Manager of the week", None),
            ("Optional", None),
            ("Team 2", None),
            ("", None),
        ] {
            assert_eq!(
                named(text).map(|role| role.id).as_deref(),
                expected,
                "{text}"
            );
        }
    }

    #[test]
    fn a_tag_at_the_beginning_of_an_item_is_its_role() {
        for (text, expected) in [
            ("[QA] Run the tests", Some(("qa", "Run the tests"))),
            (
                "[Release Lead]: Cut the branch",
                Some(("release-lead", "Cut the branch")),
            ),
            (
                "@docs-team Review the notes",
                Some(("docs-team", "Review the notes")),
            ),
            ("[Optional] Announce", None),
            ("[QA]", None),
            ("Ask [QA] to test", None),
            ("@ada review", None),
        ] {
            let found = tagged(text);
            let found = found.as_ref().map(|(role, rest)| (role.id.as_str(), *rest));
            assert_eq!(found, expected, "{text}");
        }
    }
}

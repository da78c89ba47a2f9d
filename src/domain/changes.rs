//! Commits grouped by what they change, after Conventional Commits 1.0.0.
//!
//! Under "Other" a commit stands with its whole subject, whether it follows the convention or not: never dropped.

/// A commit as git has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Commit<'g> {
    /// The full hash.
    pub hash: &'g str,
    /// The whole message.
    pub message: &'g str,
}

/// What one commit changes, for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Where it belongs in the notes.
    pub group: Group,
    /// The part of the product, when the commit names one.
    pub scope: Option<String>,
    /// What changes, without the type that the group says already.
    pub description: String,
    /// What breaks, when a `BREAKING CHANGE:` footer says more than the description.
    pub breaking: Option<String>,
    /// The hash, shortened.
    pub hash: String,
}

/// A group of changes, in the order of the notes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Changes that break something for users, whatever their type.
    Breaking,
    /// `feat`.
    Features,
    /// `fix`.
    Fixes,
    /// `perf`.
    Performance,
    /// Everything else.
    Other,
}

impl Group {
    /// Every group, in the order of the notes.
    pub const ALL: [Self; 5] = [
        Self::Breaking,
        Self::Features,
        Self::Fixes,
        Self::Performance,
        Self::Other,
    ];

    /// Returns the group's title.
    pub fn title(self) -> &'static str {
        match self {
            Self::Breaking => "Breaking changes",
            Self::Features => "Features",
            Self::Fixes => "Fixes",
            Self::Performance => "Performance",
            Self::Other => "Other",
        }
    }
}

impl Change {
    /// Reads one commit.
    pub fn of(commit: Commit<'_>) -> Self {
        let mut lines = commit.message.lines();
        let subject = lines.next().unwrap_or_default().trim();
        let footer = breaking_footer(lines);
        let hash: String = commit.hash.chars().take(9).collect();
        let Some(Head {
            kind,
            scope,
            bang,
            description,
        }) = Head::of(subject)
        else {
            let group = if footer.is_some() {
                Group::Breaking
            } else {
                Group::Other
            };
            return Self {
                group,
                scope: None,
                description: subject.to_owned(),
                breaking: footer,
                hash,
            };
        };
        let group = match kind.to_ascii_lowercase().as_str() {
            _ if bang || footer.is_some() => Group::Breaking,
            "feat" => Group::Features,
            "fix" => Group::Fixes,
            "perf" => Group::Performance,
            _ => Group::Other,
        };
        if group == Group::Other {
            return Self {
                group,
                scope: None,
                description: subject.to_owned(),
                breaking: None,
                hash,
            };
        }
        let breaking = footer.filter(|text| text != description);
        Self {
            group,
            scope: scope.map(str::to_owned),
            description: description.to_owned(),
            breaking,
            hash,
        }
    }
}

/// Groups commits, keeping their order within each group; groups without a commit are left out.
pub fn grouped<'g>(commits: impl IntoIterator<Item = Commit<'g>>) -> Vec<(Group, Vec<Change>)> {
    let changes: Vec<Change> = commits.into_iter().map(Change::of).collect();
    let of = |group| {
        changes
            .iter()
            .filter(|change| change.group == group)
            .cloned()
            .collect::<Vec<_>>()
    };
    Group::ALL
        .into_iter()
        .map(|group| (group, of(group)))
        .filter(|(_, changes)| !changes.is_empty())
        .collect()
}

/// The first line of a commit that follows the convention: `type(scope)!: description`.
struct Head<'s> {
    kind: &'s str,
    scope: Option<&'s str>,
    bang: bool,
    description: &'s str,
}

impl<'s> Head<'s> {
    fn of(subject: &'s str) -> Option<Self> {
        let (head, description) = subject.split_once(": ")?;
        let (head, bang) = head
            .strip_suffix('!')
            .map_or((head, false), |head| (head, true));
        let (kind, scope) = match head.split_once('(') {
            Some((kind, scope)) => (kind, Some(scope.strip_suffix(')')?)),
            None => (head, None),
        };
        let is_word = !kind.is_empty()
            && kind
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
        let is_scope =
            scope.is_none_or(|scope| !scope.trim().is_empty() && !scope.contains(['(', ')']));
        let description = description.trim();
        (is_word && is_scope && !description.is_empty()).then_some(Self {
            kind,
            scope: scope.map(str::trim),
            bang,
            description,
        })
    }
}

/// Returns the text of the first `BREAKING CHANGE:` footer, up to a blank line or the next footer, on one line.
fn breaking_footer<'m>(lines: impl Iterator<Item = &'m str>) -> Option<String> {
    let token = |line: &'m str| {
        line.strip_prefix("BREAKING CHANGE: ")
            .or_else(|| line.strip_prefix("BREAKING-CHANGE: "))
    };
    let mut lines = lines.skip_while(|line| token(line).is_none());
    let first = token(lines.next()?)?.trim();
    let rest = lines
        .take_while(|line| !line.trim().is_empty() && !is_footer(line))
        .map(str::trim);
    let text = std::iter::once(first)
        .chain(rest)
        .collect::<Vec<_>>()
        .join(" ");
    (!text.trim().is_empty()).then(|| text.trim().to_owned())
}

fn is_footer(line: &str) -> bool {
    let token = line
        .split_once(": ")
        .or_else(|| line.split_once(" #"))
        .map(|(token, _)| token);
    token.is_some_and(|token| {
        token.starts_with("BREAKING CHANGE")
            || (token.contains('-')
                && token
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b == b'-'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commit_is_read_by_the_convention_or_kept_whole_under_other() {
        #[track_caller]
        fn case(
            message: &str,
            group: Group,
            scope: Option<&str>,
            description: &str,
            breaking: Option<&str>,
        ) {
            let change = Change::of(Commit {
                hash: "0123456789abcdef",
                message,
            });
            let expected = Change {
                group,
                scope: scope.map(str::to_owned),
                description: description.to_owned(),
                breaking: breaking.map(str::to_owned),
                hash: "012345678".to_owned(),
            };
            assert_eq!(change, expected, "{message:?}");
        }
        case(
            "feat: add a walk",
            Group::Features,
            None,
            "add a walk",
            None,
        );
        case(
            "FIX(gate): hold on NaN\n\nbody",
            Group::Fixes,
            Some("gate"),
            "hold on NaN",
            None,
        );
        case("perf: one pass", Group::Performance, None, "one pass", None);
        case(
            "docs(readme): a tour",
            Group::Other,
            None,
            "docs(readme): a tour",
            None,
        );
        case(
            "feat(api)!: drop v1",
            Group::Breaking,
            Some("api"),
            "drop v1",
            None,
        );
        case(
            "chore!: raise the floor",
            Group::Breaking,
            None,
            "raise the floor",
            None,
        );
        case(
            "fix: dates\n\nBREAKING CHANGE: dates are\nin UTC now\nSigned-off-by: A <a@x>",
            Group::Breaking,
            None,
            "dates",
            Some("dates are in UTC now"),
        );
        case(
            "Tidy up\n\nBREAKING-CHANGE: no more v1",
            Group::Breaking,
            None,
            "Tidy up",
            Some("no more v1"),
        );
        case(
            "fix: x\n\nbreaking change: lower case is no footer",
            Group::Fixes,
            None,
            "x",
            None,
        );
        for whole in [
            "Merge the thing",
            "feat:no space",
            "feat : x",
            "two words: x",
            "feat(): x",
            "feat(a: x",
            ": x",
            "",
            "feat: ",
        ] {
            case(whole, Group::Other, None, whole.trim(), None);
        }
    }

    #[test]
    fn groups_stand_in_the_order_of_the_notes_and_commits_in_their_own() {
        let commit = |message| Commit {
            hash: "abc",
            message,
        };
        let messages = ["misc", "fix: b", "feat: a", "fix: c", "fix!: d"];
        let groups = grouped(messages.map(commit));
        let brief: Vec<_> = groups
            .iter()
            .map(|(group, changes)| {
                (
                    *group,
                    changes
                        .iter()
                        .map(|change| change.description.as_str())
                        .collect::<Vec<_>>(),
                )
            })
            .collect();
        assert_eq!(
            brief,
            [
                (Group::Breaking, vec!["d"]),
                (Group::Features, vec!["a"]),
                (Group::Fixes, vec!["b", "c"]),
                (Group::Other, vec!["misc"])
            ]
        );
    }
}

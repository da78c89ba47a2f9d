//! What became of a push, read from the lines that git prints for programs.

/// What became of a push.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Pushed {
    /// The branch has the commit.
    Done,
    /// Somebody else's commit came first, as far as this reason says; the same again on top of it may succeed.
    Raced(String),
    /// The other side does not take it, for this reason.
    Refused(String),
    /// The push came to no answer: the other side cannot be reached, or lets this person not in.
    Failed(String),
}

/// What git and its servers say when another push came first. A race is noticed either before anything is sent, or when the
/// other side sets the branch.
const RACES: [&str; 7] = [
    "fetch first",
    "non-fast-forward",
    "stale info",
    "failed to update ref",
    "cannot lock ref",
    "incorrect old value provided",
    "reference already exists",
];

/// Returns what the lines of `push --porcelain` mean; `complaint` is what git said beside them.
pub(super) fn classify(printed: &str, complaint: &str) -> Pushed {
    let mut lines = printed.lines().filter_map(|line| {
        let (flag, rest) = line.split_once('\t')?;
        let (_, summary) = rest.split_once('\t')?;
        Some((flag, summary))
    });
    let Some((flag, summary)) = lines.next() else {
        return Pushed::Failed(complaint.to_owned());
    };
    if flag != "!" {
        return Pushed::Done;
    }
    let reason = summary
        .split_once('(')
        .map_or(summary, |(_, rest)| rest.strip_suffix(')').unwrap_or(rest));
    if RACES.iter().any(|race| reason.contains(race)) {
        return Pushed::Raced(reason.to_owned());
    }
    Pushed::Refused(reason.to_owned())
}

//! What the message of a commit says that it takes back.

use super::message::{self, Message};

/// The fewest digits that tell a commit.
const FEWEST_DIGITS: usize = 7;

/// A commit that another takes back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// By its hash, which may be shortened.
    Hash(String),
    /// By its subject alone, as a pull request that reverts another one.
    Subject(String),
}

/// Returns what a message takes back: `This reverts commit HASH`, the `Refs` of a commit of type `revert`, or else the
/// subject in the quotes of `Revert "…"`.
pub(super) fn targets(text: &str, message: &Message<'_>) -> Vec<Target> {
    let after = text.split("This reverts commit ").skip(1);
    let mut targets: Vec<Target> = after.filter_map(hash).collect();
    if targets.is_empty() && is_of_type_revert(message) {
        let footers = text.lines().filter_map(message::footer);
        let refs = footers.filter(|(token, _)| token.eq_ignore_ascii_case("refs"));
        targets.extend(refs.flat_map(|(_, value)| value.split([',', ' ']).filter_map(hash)));
    }
    if targets.is_empty() {
        targets.extend(quoted(message.subject).map(Target::Subject));
    }
    targets
}

fn hash(text: &str) -> Option<Target> {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_hexdigit());
    let hash = &text[..text.len() - rest.len()];
    (hash.len() >= FEWEST_DIGITS).then(|| Target::Hash(hash.to_ascii_lowercase()))
}

fn is_of_type_revert(message: &Message<'_>) -> bool {
    let kind = message.head.as_ref().map(|head| head.kind);
    kind.is_some_and(|kind| kind.eq_ignore_ascii_case("revert"))
}

/// Returns the subject, in the form of [`plain`], that `Revert "…"` takes back; `Reapply "…"` takes a revert back.
pub(super) fn quoted(subject: &str) -> Option<String> {
    let subject = plain(subject);
    let inner = |start| subject.strip_prefix(start)?.strip_suffix('"');
    let reapplied = || inner("Reapply \"").map(|subject| format!("Revert \"{subject}\""));
    inner("Revert \"").map(str::to_owned).or_else(reapplied)
}

/// Returns a subject without the numbers of pull requests behind it and behind those that it quotes.
pub(super) fn plain(subject: &str) -> String {
    let subject = message::without_number(subject);
    let reverted = ["Revert \"", "Reapply \""].into_iter().find_map(|start| {
        let inner = subject.strip_prefix(start)?.strip_suffix('"')?;
        Some(format!("{start}{}\"", plain(inner)))
    });
    reverted.unwrap_or_else(|| subject.to_owned())
}

//! What a change of a plan means: every value that differs by name, and whether it asks less than before.

use super::Change;
use crate::domain::decimal::Decimal;
use crate::domain::text::visible;

/// One value of a plan that an amendment changed, or a part that it added, removed or moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alteration<'c> {
    /// The part, such as `item pre-release/ci-green`.
    pub part: &'c str,
    /// What became of it, such as `killer: true -> none`.
    pub what: String,
    /// Whether the plan asks less, forbids less, or lets more people decide than before.
    pub is_loosened: bool,
    /// Whether it asks something else in its place, of which nothing tells whether that is less.
    pub is_replaced: bool,
    /// Whether it only says the same in other words, so that no call has to be made again.
    pub is_wording: bool,
}

impl Alteration<'_> {
    /// Says on one line what changed.
    pub fn sentence(&self) -> String {
        let loosened = if self.is_loosened { " (loosened)" } else { "" };
        format!("{}: {}{loosened}", visible(self.part), visible(&self.what))
    }
}

/// When a value asks less than before.
#[derive(Clone, Copy)]
enum Looser {
    /// Never.
    Never,
    /// It says the same in other words.
    Wording,
    /// Whenever it is another one: nothing tells which asks more.
    Other,
    /// A list that lost something.
    Fewer,
    /// A list that gained something.
    More,
    /// A list of those who may: it gained somebody, or is empty now, which means anyone.
    Wider,
    /// A limit that is higher, or gone.
    Higher,
    /// A limit that is lower, or gone.
    Lower,
    /// A time that is longer, or asked for now.
    Later,
    /// It is so now.
    Set,
    /// It is so no more.
    Unset,
    /// One of these words, the strictest last.
    Weaker(&'static [&'static str]),
}

/// Returns every change by name: those that loosen the plan first.
pub fn told(changes: &[Change]) -> Vec<Alteration<'_>> {
    let mut told: Vec<_> = changes.iter().flat_map(alterations).collect();
    // What moved says little beside what is asked otherwise.
    if told.iter().any(|alteration| !is_moved(alteration)) {
        told.retain(|alteration| alteration.is_loosened || !is_moved(alteration));
    }
    told.sort_by_key(|alteration| !alteration.is_loosened);
    told
}

fn is_moved(alteration: &Alteration<'_>) -> bool {
    alteration.what == MOVED
}

/// What is said of a part that stands elsewhere now.
const MOVED: &str = "moved";

/// Tells whether nothing but items came to the plan.
pub(crate) fn is_only_adding(changes: &[Change]) -> bool {
    let is_added = |change: &Change| {
        kind_of(&change.part) == "item"
            && change.old.is_empty()
            && change.stood_behind.is_none()
            && change.stands_behind.is_some()
    };
    !changes.is_empty() && changes.iter().all(is_added)
}

/// Returns what a part is: the first word of its name.
fn kind_of(part: &str) -> &str {
    part.split(' ').next().unwrap_or_default()
}

fn alterations(change: &Change) -> Vec<Alteration<'_>> {
    let kind = kind_of(&change.part);
    let whole = |what: &str, is_loosened| Alteration {
        part: &change.part,
        what: what.to_owned(),
        is_loosened,
        is_replaced: false,
        is_wording: false,
    };
    match (&change.stood_behind, &change.stands_behind) {
        (None, Some(_)) => {
            return vec![Alteration {
                is_replaced: matches!(kind, "stage"),
                ..whole("added", lets_more(kind, &change.new))
            }];
        }
        (Some(_), None) => return vec![whole("removed", true)],
        _ => {}
    }
    let is_moved = change.stood_behind.is_some();
    let mut altered: Vec<Alteration<'_>> = Vec::new();
    let mut keys: Vec<&str> = Vec::new();
    for key in change
        .old
        .iter()
        .chain(&change.new)
        .filter_map(|line| key(line))
    {
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    if keys.contains(&"removed") {
        let is_removed = !values(&change.new, "removed").is_empty();
        altered.push(whole(
            if is_removed { "removed" } else { "added again" },
            is_removed,
        ));
    }
    keys.retain(|key| *key != "removed");
    for key in keys {
        let (old, new) = (values(&change.old, key), values(&change.new, key));
        let looser = rule(kind, key);
        altered.push(Alteration {
            part: &change.part,
            what: words(key, &old, &new),
            is_loosened: is_looser(looser, &old, &new),
            is_replaced: matches!(looser, Looser::Never),
            is_wording: matches!(looser, Looser::Wording),
        });
    }
    if altered.is_empty() && is_moved {
        altered.push(Alteration {
            is_wording: kind != "stage",
            ..whole(MOVED, kind == "stage")
        });
    }
    altered
}

/// Tells whether a part that came to the plan lets more people decide, or lets somebody choose what asks less. The addresses
/// of a person let each of them act where another one may.
fn lets_more(kind: &str, lines: &[String]) -> bool {
    let mut keys = lines.iter().filter_map(|line| key(line));
    match kind {
        "choice" | "person" => true,
        "role" => keys.any(|key| matches!(rule(kind, key), Looser::Set)),
        _ => false,
    }
}

fn key(line: &str) -> Option<&str> {
    line.split_once(" = ").map(|(key, _)| key)
}

fn values<'l>(lines: &'l [String], wanted: &str) -> Vec<&'l str> {
    let pairs = lines.iter().filter_map(|line| line.split_once(" = "));
    pairs
        .filter(|(key, _)| *key == wanted)
        .map(|(_, value)| value)
        .collect()
}

/// The most characters of a value that are told.
const MOST: usize = 60;

fn words(key: &str, old: &[&str], new: &[&str]) -> String {
    let said = |values: &[&str]| match values {
        [] => "none".to_owned(),
        values => {
            let all = values.join(", ");
            let mut shown: String = all.chars().take(MOST).collect();
            if shown.len() < all.len() {
                shown.push_str("...");
            }
            shown
        }
    };
    format!("{key}: {} -> {}", said(old), said(new))
}

/// Returns when a value of a part asks less than before. What is not known here is taken to ask less.
fn rule(kind: &str, key: &str) -> Looser {
    // The values of a command or a condition are told apart by what follows a dot.
    let key = key.split('.').next().unwrap_or(key);
    match (kind, key) {
        // One more joins two people, of whom one may have a say; one less makes two of one, whom a quorum counts.
        ("person", "aliases") => Looser::Other,
        (
            _,
            "help" | "link" | "title" | "phase-title" | "aliases" | "section" | "focus" | "actions"
            | "unit" | "due",
        ) => Looser::Wording,
        (
            _,
            "text" | "question" | "facilitator" | "query" | "check" | "apply" | "owner" | "source"
            | "command" | "commander" | "class" | "marks" | "role" | "least-traffic",
        ) => Looser::Never,
        ("policy", "signatures") => Looser::Weaker(&["off", "roles", "all"]),
        ("policy", "signed-roles" | "assign") => Looser::Fewer,
        ("policy", "separation") => Looser::Weaker(&["off", "warn", "enforce"]),
        ("role", "members") | ("rollback", "ends") => Looser::Wider,
        ("role", "may-waive" | "may-amend")
        | ("item" | "duty", "if-applicable")
        | ("gate" | "rollback", "on-demand" | "bound") => Looser::Set,
        ("item" | "duty", "killer" | "in-order" | "evidence" | "bound") => Looser::Unset,
        ("gate" | "rollback", "poll")
        | ("item" | "duty" | "stage", "roles")
        | ("rollout", "criteria")
        | ("note", "items") => Looser::Fewer,
        ("item" | "duty" | "note", "when" | "when-not") | ("person", "deputies") => Looser::More,
        ("rule", "for-seconds") => Looser::Later,
        (
            "rule",
            "above"
            | "points-above-baseline"
            | "percent-above-baseline"
            | "points-below-baseline"
            | "percent-below-baseline",
        )
        | ("stage", "most-traffic" | "most-soak-seconds")
        | ("window", "from-seconds")
        | ("rollout", "max-baseline-age-seconds")
        | ("item", "fresh-seconds") => Looser::Higher,
        ("rule", "below")
        | ("stage", "least-soak-seconds")
        | ("window", "to-seconds")
        | ("item" | "duty", "after-seconds" | "signers")
        | ("gate", "wait-seconds") => Looser::Lower,
        ("rule", "then") => Looser::Weaker(&["hold", "investigate", "no-go"]),
        _ => Looser::Other,
    }
}

fn is_looser(looser: Looser, old: &[&str], new: &[&str]) -> bool {
    let number = |values: &[&str]| -> Option<Decimal> { values.first()?.parse().ok() };
    match looser {
        Looser::Never | Looser::Wording => false,
        Looser::Other => true,
        Looser::Fewer => old.iter().any(|value| !new.contains(value)),
        Looser::More => new.iter().any(|value| !old.contains(value)),
        Looser::Wider => {
            !old.is_empty() && (new.is_empty() || new.iter().any(|value| !old.contains(value)))
        }
        Looser::Later => number(new) > number(old),
        Looser::Higher | Looser::Lower => match (number(old), number(new)) {
            (Some(old), Some(new)) if matches!(looser, Looser::Higher) => new > old,
            (Some(old), Some(new)) => new < old,
            (Some(_), None) => true,
            (None, _) => !old.is_empty(),
        },
        Looser::Set => !new.is_empty(),
        Looser::Unset => !old.is_empty(),
        Looser::Weaker(words) => {
            let rank = |values: &[&str]| {
                let word = values.first()?;
                words.iter().position(|known| known == word)
            };
            rank(new) < rank(old)
        }
    }
}

#[cfg(test)]
mod tests;

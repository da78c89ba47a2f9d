//! What an amendment changed: the parts of a plan, compared, and either plan made again from the other.
//!
//! A part is what stands under one heading of the record, and its values are lines of a key and a text. So whatever a plan
//! has, now or later, is kept without being named here.

use std::collections::{HashMap, HashSet};

pub mod told;

use super::Plan;
use super::parts::{Part, assembled, parts};
use crate::domain::schema::block;

block! {
    /// What an amendment changed of one part of the plan.
    pub struct Change {
        /// The part: what it is, and its name, such as `item pre-release/ci-green`.
        pub part: String as "part",
        /// The part it stood behind, empty for the first; none when it was not in the plan, or stays where it is.
        pub stood_behind: Option<String> as "stood-behind",
        /// The part it stands behind now, empty for the first; none when it is not in the plan, or stays where it is.
        pub stands_behind: Option<String> as "stands-behind",
        /// The values before of every key that changed, such as `text = Verify that CI is green`.
        pub old: Vec<String> as "old",
        /// The values after.
        pub new: Vec<String> as "new",
    }
}

/// Returns what changed from one plan to another: a row for every part that was added, removed, moved or altered. Those of
/// the old plan come first, in its order.
pub fn changes(old: &Plan, new: &Plan) -> Vec<Change> {
    let (old, new) = (parts(old), parts(new));
    let (was, is) = (by_name(&old), by_name(&new));
    let in_place = in_place(&was, &new);
    let mut changes = Vec::new();
    for (place, part) in old.iter().enumerate() {
        let now = is
            .get(part.name.as_str())
            .map(|place| (*place, &new[*place]));
        let is_in_place = in_place.contains(part.name.as_str());
        let (before, after) = match now {
            Some((_, now)) => differing(part, now),
            None => (part.lines(), Vec::new()),
        };
        if !is_in_place || before != after {
            changes.push(Change {
                part: part.name.clone(),
                stood_behind: (!is_in_place).then(|| before_it(&old, place)),
                stands_behind: now
                    .filter(|_| !is_in_place)
                    .map(|(place, _)| before_it(&new, place)),
                old: before,
                new: after,
            });
        }
    }
    let added = new.iter().enumerate();
    changes.extend(
        added
            .filter(|(_, part)| !was.contains_key(part.name.as_str()))
            .map(|(place, part)| Change {
                part: part.name.clone(),
                stood_behind: None,
                stands_behind: Some(before_it(&new, place)),
                old: Vec::new(),
                new: part.lines(),
            }),
    );
    changes
}

/// Returns the plan that these changes led to `new` from; `None` when they cannot have.
pub fn undone(new: &Plan, changes: &[Change]) -> Option<Plan> {
    let back = changes.iter().map(|change| Step {
        part: &change.part,
        from: change.stands_behind.as_deref(),
        to: change.stood_behind.as_deref(),
        lines: (&change.new, &change.old),
    });
    taken(new, &back.collect::<Vec<_>>())
}

/// Returns the plan that these changes lead to from `old`; `None` when they do not.
pub fn redone(old: &Plan, changes: &[Change]) -> Option<Plan> {
    let on = changes.iter().map(|change| Step {
        part: &change.part,
        from: change.stood_behind.as_deref(),
        to: change.stands_behind.as_deref(),
        lines: (&change.old, &change.new),
    });
    taken(old, &on.collect::<Vec<_>>())
}

/// A change, seen from one of its ends.
struct Step<'c> {
    part: &'c str,
    from: Option<&'c str>,
    to: Option<&'c str>,
    lines: (&'c [String], &'c [String]),
}

fn taken(plan: &Plan, steps: &[Step<'_>]) -> Option<Plan> {
    let mut known: HashMap<String, Part> = HashMap::new();
    let mut order = Vec::new();
    for part in parts(plan) {
        order.push(part.name.clone());
        known.insert(part.name.clone(), part);
    }
    let mut behind: HashMap<&str, &str> = HashMap::new();
    let mut leaving = HashSet::new();
    for step in steps {
        if step.from.is_some() {
            leaving.insert(step.part);
        }
        let part = match (step.from, step.to) {
            (Some(_), None) => {
                known.remove(step.part)?;
                continue;
            }
            (None, Some(_)) if known.contains_key(step.part) => return None,
            (None, Some(_)) => known
                .entry(step.part.to_owned())
                .or_insert_with(|| Part::named(step.part)),
            _ => known.get_mut(step.part)?,
        };
        part.replace(step.lines.0, step.lines.1)?;
        if let Some(to) = step.to
            && behind.insert(to, step.part).is_some()
        {
            return None;
        }
    }
    let staying = order
        .iter()
        .map(String::as_str)
        .filter(|name| !leaving.contains(name));
    let mut ordered = Vec::new();
    for name in std::iter::once("").chain(staying) {
        let mut next = Some(name);
        while let Some(name) = next {
            if let Some(part) = known.remove(name) {
                ordered.push(part);
            }
            next = behind.remove(name);
        }
    }
    (known.is_empty() && behind.is_empty())
        .then(|| assembled(&ordered))
        .flatten()
}

fn by_name(parts: &[Part]) -> HashMap<&str, usize> {
    let names = parts.iter().enumerate();
    names
        .map(|(place, part)| (part.name.as_str(), place))
        .collect()
}

fn before_it(parts: &[Part], place: usize) -> String {
    place
        .checked_sub(1)
        .map(|before| parts[before].name.clone())
        .unwrap_or_default()
}

/// Returns the values of every key that differs.
fn differing(old: &Part, new: &Part) -> (Vec<String>, Vec<String>) {
    let is_same = |key: &str| old.of(key).eq(new.of(key));
    (
        old.lines_of(|key| !is_same(key)),
        new.lines_of(|key| !is_same(key)),
    )
}

/// Returns the most parts that stand in both plans in one order: a longest increasing row of their old places.
fn in_place<'n>(was: &HashMap<&str, usize>, new: &'n [Part]) -> HashSet<&'n str> {
    let kept: Vec<(usize, &str)> = new
        .iter()
        .filter_map(|part| Some((*was.get(part.name.as_str())?, part.name.as_str())))
        .collect();
    // The last of the best row of each length, and what stands before each in its row.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::new();
    for (at, (place, _)) in kept.iter().enumerate() {
        let length = ends.partition_point(|end| kept[*end].0 < *place);
        before.push(length.checked_sub(1).map(|shorter| ends[shorter]));
        if length == ends.len() {
            ends.push(at);
        } else {
            ends[length] = at;
        }
    }
    std::iter::successors(ends.last().copied(), |at| before[*at])
        .map(|at| kept[at].1)
        .collect()
}

#[cfg(test)]
mod tests;

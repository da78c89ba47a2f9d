//! Which item of a checklist is which of a draft.

use std::collections::HashMap;

use super::written::{Spot, Written};
use crate::definition::import::draft::Draft;
use crate::domain::text::{self, beginning, sameness};

/// How alike two texts are at least that may be one item with a changed text, in the same section and in another.
const ALIKE: f64 = 0.65;
const ALIKE_ELSEWHERE: f64 = 0.8;

/// How much of a text is held against others, in bytes.
const LONGEST: usize = 200;

/// How many pairs of texts are compared at most.
const MOST_PAIRS: usize = 100_000;

struct New<'d> {
    title: &'d str,
    text: &'d str,
    said: &'d str,
    id: &'d str,
}

struct Old<'w> {
    spot: Spot,
    title: &'w str,
    text: &'w str,
    id: &'w str,
}

/// Returns where each item of the draft is in the checklist, in the order of the draft: the item with the same text in the same
/// section, else anywhere, else of the same name, else the one whose text is most alike.
pub(super) fn pairs(draft: &Draft, written: &Written) -> Vec<Option<Spot>> {
    let new: Vec<New<'_>> = draft
        .sections
        .iter()
        .flat_map(|section| {
            section.items.iter().map(|item| New {
                title: &section.title,
                text: &item.text,
                said: &item.said,
                id: &item.id,
            })
        })
        .collect();
    let old: Vec<Old<'_>> = written
        .items()
        .map(|(spot, item)| Old {
            spot,
            title: &written.lists[spot.list].title,
            text: &item.text,
            id: &item.id,
        })
        .collect();
    let mut pairing = Pairing {
        of_new: vec![None; new.len()],
        of_old: vec![false; old.len()],
    };
    let in_section = |title: &str, text: &str| format!("{title}\n{}", same(text));
    pairing.by(
        new.iter().map(|it| in_section(it.title, it.text)),
        old.iter().map(|it| in_section(it.title, it.text)),
    );
    pairing.by(
        new.iter().map(|it| in_section(it.title, it.said)),
        old.iter().map(|it| in_section(it.title, it.text)),
    );
    pairing.by(
        new.iter().map(|it| same(it.text)),
        old.iter().map(|it| same(it.text)),
    );
    pairing.by(
        new.iter().map(|it| same(it.said)),
        old.iter().map(|it| same(it.text)),
    );
    pairing.by(
        new.iter().map(|it| it.id.to_owned()),
        old.iter().map(|it| it.id.to_owned()),
    );
    pairing.by_likeness(&new, &old);
    let places = pairing.of_new.into_iter();
    places
        .map(|place| place.map(|place| old[place].spot))
        .collect()
}

/// Returns a text as it is compared with others; one without words as it is.
fn same(text: &str) -> String {
    let same = sameness(text);
    if same.is_empty() {
        text.to_owned()
    } else {
        same
    }
}

struct Pairing {
    of_new: Vec<Option<usize>>,
    of_old: Vec<bool>,
}

impl Pairing {
    /// Pairs what has equal keys, in order.
    fn by(
        &mut self,
        new: impl Iterator<Item = String>,
        old: impl DoubleEndedIterator<Item = String> + ExactSizeIterator,
    ) {
        let mut free: HashMap<String, Vec<usize>> = HashMap::new();
        for (place, key) in old.enumerate().rev() {
            if !self.of_old[place] {
                free.entry(key).or_default().push(place);
            }
        }
        for (place, key) in new.enumerate() {
            if self.of_new[place].is_none()
                && let Some(found) = free.get_mut(&key).and_then(Vec::pop)
            {
                self.pair(place, found);
            }
        }
    }

    fn pair(&mut self, new: usize, old: usize) {
        self.of_new[new] = Some(old);
        self.of_old[old] = true;
    }

    /// Pairs what is left by how alike it is, the most alike first. Where much is left, only what stands near is compared.
    fn by_likeness(&mut self, new: &[New<'_>], old: &[Old<'_>]) {
        let free: Vec<usize> = (0..old.len()).filter(|it| !self.of_old[*it]).collect();
        let left: Vec<usize> = (0..new.len())
            .filter(|it| self.of_new[*it].is_none())
            .collect();
        let window = (MOST_PAIRS / left.len().max(1)).max(2);
        let mut found: Vec<(f64, usize, usize)> = Vec::new();
        for place in left {
            let near = self.of_new[..place].iter().rev().find_map(|it| *it);
            let near = free.partition_point(|it| Some(*it) < near);
            let around = near.saturating_sub(window / 2)..(near + window / 2 + 1).min(free.len());
            for candidate in &free[around] {
                let (one, other) = (&new[place], &old[*candidate]);
                if let Some(share) = alike(one, other) {
                    found.push((share, place, *candidate));
                }
            }
        }
        found.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
        for (_, place, candidate) in found {
            if self.of_new[place].is_none() && !self.of_old[candidate] {
                self.pair(place, candidate);
            }
        }
    }
}

/// Returns how alike the texts of two items are, when they may be one.
fn alike(new: &New<'_>, old: &Old<'_>) -> Option<f64> {
    let is_same_section = new.title == old.title;
    let (one, other) = (start_of(new.text), start_of(old.text));
    // Words that were added behind a short text leave little that is alike.
    if is_same_section && (one.starts_with(&other) || other.starts_with(&one)) {
        return Some(1.0);
    }
    let least = if is_same_section {
        ALIKE
    } else {
        ALIKE_ELSEWHERE
    };
    Some(text::likeness(&one, &other)).filter(|share| *share >= least)
}

fn start_of(text: &str) -> String {
    same(beginning(text, LONGEST))
}

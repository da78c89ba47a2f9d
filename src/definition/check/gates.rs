//! Gates that nobody can pass: with `separation: enforce` every role of a release needs a person of its own.

use std::collections::{HashMap, HashSet};

use crate::definition::fault::{Fault, People};
use crate::definition::page::Page;
use crate::definition::raw;
use crate::domain::id::RoleId;
use crate::domain::person::Person;
use crate::domain::plan::Separation;
use crate::domain::plan::key_among;
use crate::domain::plan::library::Playbook;

/// Notes the first gate of every release type whose poll, with those before it, has not enough different people. A release
/// may be rolled back after all of its gates.
pub(super) fn check(page: &Page<'_>, raw: &raw::Playbook, playbook: &Playbook) {
    if playbook.policy.separation != Separation::Enforce {
        return;
    }
    let mut told: HashSet<usize> = HashSet::new();
    for kind in &playbook.types {
        let mut people = Assignment::new(playbook);
        let phases = || playbook.phases.iter().zip(&raw.phases);
        let on_path = phases().filter(|(phase, _)| !phase.on_demand);
        for (phase, raw) in on_path.chain(phases().filter(|(phase, _)| phase.on_demand)) {
            let own = kind
                .poll
                .iter()
                .find(|(id, _)| *id == phase.phase.id)
                .map(|(_, poll)| poll);
            let poll = own.unwrap_or(&phase.phase.gate.poll);
            if let Some((count, roles)) = poll
                .iter()
                .find_map(|it| people.place_all(&it.role, it.votes.unwrap_or(1)))
            {
                let place = raw.value.gate.as_ref().map_or(raw.place, |gate| {
                    gate.value
                        .poll
                        .as_ref()
                        .map_or(gate.place, |poll| poll.place)
                });
                if told.insert(place.start) {
                    page.note(
                        place,
                        Fault::NotEnoughPeople {
                            people: People(count),
                            roles,
                        },
                    );
                }
                break;
            }
        }
    }
}

/// Different people for roles, found by augmenting paths. Roles without members can always be filled.
struct Assignment<'p> {
    /// The roles with members.
    filled: Vec<Filled<'p>>,
    /// Which role each person has.
    taken: Vec<Option<usize>>,
    /// How many people each role has.
    placed: HashMap<&'p RoleId, u64>,
}

/// A role with members.
struct Filled<'p> {
    role: &'p RoleId,
    /// How many members it has: so many votes can be cast for it.
    votes: u64,
    /// Who may decide for it, by number: the members and their deputies.
    people: Vec<usize>,
}

impl<'p> Assignment<'p> {
    fn new(playbook: &'p Playbook) -> Self {
        let mut keys: Vec<String> = Vec::new();
        let mut filled = Vec::new();
        for role in playbook
            .roles
            .iter()
            .filter(|role| !role.members.is_empty())
        {
            let of_member = |member: &Person| {
                let key = key_among(&playbook.people, member);
                let entries = playbook.people.iter();
                let mut entries = entries.filter(move |entry| entry.person.key() == key);
                entries.next().map_or(&[][..], |entry| &entry.deputies)
            };
            let mut number = |person: &Person| {
                let key = key_among(&playbook.people, person);
                let known = keys.iter().position(|known| *known == key);
                known.unwrap_or_else(|| {
                    keys.push(key);
                    keys.len() - 1
                })
            };
            let mut people: Vec<usize> = role.members.iter().map(&mut number).collect();
            people.sort_unstable();
            people.dedup();
            let votes = u64::try_from(people.len()).unwrap_or(u64::MAX);
            people.extend(role.members.iter().flat_map(of_member).map(number));
            filled.push(Filled {
                role: &role.id,
                votes,
                people,
            });
        }
        Self {
            filled,
            taken: vec![None; keys.len()],
            placed: HashMap::new(),
        }
    }

    /// Finds so many people for a role, or returns how many people are too few for which roles.
    fn place_all(&mut self, role: &RoleId, votes: u64) -> Option<(usize, Vec<String>)> {
        let filled = self.filled.iter().find(|filled| filled.role == role)?;
        if filled.votes < votes {
            let people = usize::try_from(filled.votes).unwrap_or(usize::MAX);
            return Some((people, vec![role.as_str().to_owned()]));
        }
        let id = filled.role;
        let known = self.placed.insert(id, votes).unwrap_or_default();
        self.placed.insert(id, votes.max(known));
        (known..votes).find_map(|_| self.place(role))
    }

    /// Finds a person for one more role, or returns how many people are too few for which roles.
    fn place(&mut self, role: &RoleId) -> Option<(usize, Vec<String>)> {
        let number = self.filled.iter().position(|it| it.role == role)?;
        let mut seen: HashSet<usize> = HashSet::new();
        if self.augment(number, &mut seen) {
            return None;
        }
        // The people that were tried are all that these roles have, and there is one role more than people.
        let mut roles: Vec<usize> = seen
            .iter()
            .filter_map(|person| self.taken[*person])
            .chain([number])
            .collect();
        roles.sort_unstable();
        roles.dedup();
        Some((
            seen.len(),
            roles
                .into_iter()
                .map(|role| self.filled[role].role.as_str().to_owned())
                .collect(),
        ))
    }

    fn augment(&mut self, role: usize, seen: &mut HashSet<usize>) -> bool {
        for person in self.filled[role].people.clone() {
            if !seen.insert(person) {
                continue;
            }
            if self.taken[person].is_none_or(|other| self.augment(other, seen)) {
                self.taken[person] = Some(role);
                return true;
            }
        }
        false
    }
}

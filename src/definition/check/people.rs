//! The people who act under several addresses, each that of one person, and those who decide in their place.

use std::collections::HashMap;

use crate::definition::fault::Fault;
use crate::definition::page::Page;
use crate::definition::raw;
use crate::definition::reader::{Placed, Text};
use crate::domain::person::Person;
use crate::domain::plan::Identity;

/// Checks the people of a playbook.
pub(super) fn check(page: &Page<'_>, raw: &[Placed<raw::Identity>]) -> Vec<Identity> {
    let mut known: HashMap<String, usize> = HashMap::new();
    let mut people = Vec::new();
    for identity in raw {
        let Some(text) = &identity.value.person else {
            page.note(identity.place, Fault::MissingKey { key: "person" });
            continue;
        };
        let Some(person) = person(page, text) else {
            continue;
        };
        once(page, &mut known, text, person.key());
        let (aliases, deputies) = (&identity.value.aliases, &identity.value.deputies);
        if aliases.is_none() && deputies.is_none() {
            page.note(identity.place, Fault::MissingKey { key: "aliases" });
            continue;
        }
        let mut identity = Identity {
            person,
            aliases: Vec::new(),
            deputies: Vec::new(),
        };
        if let Some(listed) = aliases {
            identity.aliases = addresses(page, &mut known, listed);
        }
        if let Some(listed) = deputies {
            identity.deputies = deputies_of(page, &identity, listed);
        }
        people.push(identity);
    }
    people
}

/// Reads the other addresses of a person.
fn addresses(
    page: &Page<'_>,
    known: &mut HashMap<String, usize>,
    listed: &Placed<Vec<Text>>,
) -> Vec<String> {
    page.not_empty(
        listed,
        "the list of aliases",
        "list the other addresses of the person",
    );
    let mut aliases = Vec::new();
    for alias in &listed.value {
        if format!("a <{}>", alias.value).parse::<Person>().is_err() {
            page.note(
                alias.place,
                Fault::NotA {
                    what: "an address",
                    text: alias.value.clone(),
                    help: "write the address alone, such as `ada@home.example`",
                },
            );
            continue;
        }
        once(page, known, alias, alias.value.to_lowercase());
        aliases.push(alias.value.clone());
    }
    aliases
}

/// Reads the deputies of a person: others, each once.
fn deputies_of(page: &Page<'_>, member: &Identity, listed: &Placed<Vec<Text>>) -> Vec<Person> {
    page.not_empty(
        listed,
        "the list of deputies",
        "list those who may decide in the person's place",
    );
    let own = member.aliases.iter().map(|alias| alias.to_lowercase());
    let own = own.chain([member.person.key()]);
    let mut known: HashMap<String, usize> = own.map(|key| (key, listed.place.line)).collect();
    let mut deputies = Vec::new();
    for text in &listed.value {
        if let Some(deputy) = person(page, text) {
            once(page, &mut known, text, deputy.key());
            deputies.push(deputy);
        }
    }
    deputies
}

/// Reads a person, or notes that there is none.
pub(super) fn person(page: &Page<'_>, text: &Text) -> Option<Person> {
    match text.value.parse() {
        Ok(person) => Some(person),
        Err(_) if text.value.is_empty() => None,
        Err(_) => {
            let fault = Fault::NotA {
                what: "a person",
                text: text.value.clone(),
                help: "write a person as `Name <email>`",
            };
            page.note(text.place, fault);
            None
        }
    }
}

/// Notes an address that another person, or the same one, has already.
fn once(page: &Page<'_>, known: &mut HashMap<String, usize>, text: &Text, address: String) {
    match known.get(&address) {
        Some(first) => page.note(
            text.place,
            Fault::Duplicate {
                what: "address",
                name: address,
                first: *first,
            },
        ),
        None => {
            known.insert(address, text.place.line);
        }
    }
}

//! On which facts something depends.

use crate::definition::fault::Fault;
use crate::definition::names::Names;
use crate::definition::page::Page;
use crate::definition::raw;
use crate::definition::reader::Text;
use crate::definition::tree::Place;
use crate::domain::id::FactId;
use crate::domain::plan::When;

/// The most facts of one list that are held against those of another; longer lists were noted as such.
const MOST_FACTS: usize = 100;

/// Checks a condition. Facts that nothing declares, and those that appear in it twice, are noted.
pub(super) fn check(page: &Page<'_>, raw: &raw::Condition, facts: Option<&Names>) -> When {
    let [all, any, not] = lists(raw);
    for list in [all, any, not] {
        page.all_known(list, "fact", facts);
    }
    if let Some(any) = &raw.any {
        let help = "name the facts of which one must hold, or leave `any` out";
        page.not_empty(any, "`any`", help);
    }
    for name in any.iter().take(MOST_FACTS) {
        if let Some(first) = find(all, &name.value) {
            let fault = Fault::Duplicate {
                what: "fact",
                name: name.value.clone(),
                first: first.place.line,
            };
            page.note(name.place, fault);
        }
    }
    for name in not.iter().take(MOST_FACTS) {
        if let Some(first) = find(all, &name.value).or_else(|| find(any, &name.value)) {
            page.note(name.place, contradiction(&name.value, first));
        }
    }
    read(raw)
}

/// Returns the condition of an item, with that of its section. Each was checked by itself; what they are together is noted
/// at the place of the item.
pub(super) fn of_both(
    page: &Page<'_>,
    place: Place,
    own: &raw::Condition,
    outer: Option<&raw::Condition>,
) -> When {
    let Some(outer) = outer else { return read(own) };
    if let (Some(any), Some(first)) = (&own.any, &outer.any) {
        page.note(
            any.place,
            Fault::TwoAny {
                first: first.place.line,
            },
        );
    }
    for (one, other) in [(own, outer), (outer, own)] {
        let [_, _, not] = lists(one);
        let [all, any, _] = lists(other);
        let clash = not.iter().take(MOST_FACTS).find_map(|name| {
            let first = find(all, &name.value).or_else(|| find(any, &name.value))?;
            Some(contradiction(&name.value, first))
        });
        if let Some(clash) = clash {
            page.note(place, clash);
        }
    }
    let [all, any, not] = lists(own);
    let [outer_all, outer_any, outer_not] = lists(outer);
    When {
        all: once_each(outer_all.iter().chain(all)),
        any: once_each(outer_any.iter().chain(any)),
        not: once_each(outer_not.iter().chain(not)),
    }
}

fn read(raw: &raw::Condition) -> When {
    let [all, any, not] = lists(raw).map(|list| once_each(list.iter()));
    When { all, any, not }
}

fn lists(raw: &raw::Condition) -> [&[Text]; 3] {
    let any = raw.any.as_ref().map(|any| any.value.as_slice());
    [&raw.facts.0, any.unwrap_or_default(), &raw.not.0]
}

fn find<'t>(list: &'t [Text], name: &str) -> Option<&'t Text> {
    let mut list = list.iter().take(MOST_FACTS);
    list.find(|other| other.value == name)
}

fn contradiction(fact: &str, first: &Text) -> Fault {
    Fault::Contradiction {
        fact: fact.to_owned(),
        first: first.place.line,
    }
}

fn once_each<'t>(names: impl Iterator<Item = &'t Text>) -> Vec<FactId> {
    let mut ids = Vec::new();
    for id in names.map(|name| FactId::from(&*name.value)) {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    ids
}

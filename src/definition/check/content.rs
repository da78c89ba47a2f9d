//! The parts of the playbook beside the plan: release notes and metrics.
//!
//! The titles of the metrics are checked, and not carried into the library.

use super::once::Once;
use super::{Declared, Read};
use crate::definition::fault::Fault;
use crate::definition::names::Names;
use crate::definition::page::Page;
use crate::definition::raw;
use crate::definition::reader::Placed;
use crate::domain::id::{FieldId, RoleId};
use crate::domain::plan::{Field, FieldSource};

/// Checks the metrics.
pub(super) fn check(page: &Page<'_>, raw: &raw::Playbook) {
    for (name, title) in &raw.metrics.0 {
        page.slug("a metric", name);
        page.line(name.place, "title", Some(title));
    }
}

/// Checks the fields of the notes and returns them; with `items` the names of all items, when they are known.
pub(super) fn fields(
    page: &Page<'_>,
    raw: &raw::Notes,
    declared: &Declared,
    items: Option<&Names>,
) -> Vec<Field> {
    let mut seen = Once::new("field", "id");
    raw.fields
        .iter()
        .map(|field| check_field(page, field, declared, items, &mut seen))
        .collect()
}

/// Returns the names of all items but duties, or `None` when files with problems may have lost some.
pub(super) fn items(read: &[Read<'_, '_>], declared: &Declared) -> Option<Names> {
    let is_whole = read.iter().all(|read| read.page.is_sound());
    let lists = read
        .iter()
        .filter(|read| !declared.duties.contains(&read.page.source.name));
    let names = lists
        .flat_map(|read| &read.asked)
        .map(|asked| asked.item.clone());
    is_whole.then(|| Names::new("item", names))
}

fn check_field<'r>(
    page: &Page<'_>,
    field: &'r Placed<raw::Field>,
    declared: &Declared,
    items: Option<&Names>,
    seen: &mut Once<'r>,
) -> Field {
    let (place, raw) = (field.place, &field.value);
    let id = seen.name(page, place, "a field", raw.id.as_ref());
    let owner = page.known_name(place, "owner", raw.owner.as_ref(), &declared.roles);
    let named = raw.items.as_ref().map_or(&[][..], |items| &items.value);
    let source = raw.source.as_ref().unwrap_or(&FieldSource::Text);
    match (source, &raw.items) {
        (FieldSource::Checklist(_), None) => page.note(place, Fault::MissingKey { key: "items" }),
        (FieldSource::Checklist(_), Some(items)) => {
            page.not_empty(items, "`items`", "name the items that the field shows");
        }
        (_, None) => {}
        (_, Some(items)) => {
            let help = "write `source: checklist`, or leave `items` out";
            page.note(
                items.place,
                Fault::NotA {
                    what: "used by this source",
                    text: "items".to_owned(),
                    help,
                },
            );
        }
    }
    let source = match source {
        FieldSource::Checklist(_) => FieldSource::Checklist(page.ids(named, "item", items)),
        plain => plain.clone(),
    };
    Field {
        id: FieldId::from(id),
        title: page.line(place, "title", raw.title.as_ref()),
        owner: RoleId::from(owner),
        source,
        when: page.id(raw.when.as_ref(), &declared.facts),
    }
}

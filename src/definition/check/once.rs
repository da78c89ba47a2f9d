//! Names of a list that may stand once.

use std::collections::HashMap;

use crate::definition::fault::Fault;
use crate::definition::page::Page;
use crate::definition::reader::Text;
use crate::definition::tree::Place;

/// Names of a list that may stand once, each with its line.
#[derive(Debug)]
pub(super) struct Once<'t> {
    what: &'static str,
    key: &'static str,
    lines: HashMap<&'t str, usize>,
}

impl<'t> Once<'t> {
    /// Begins a list of what is called `what` and has its name under `key`.
    pub(super) fn new(what: &'static str, key: &'static str) -> Self {
        Self {
            what,
            key,
            lines: HashMap::new(),
        }
    }

    /// Returns a name that must be there, be a slug and not have been there before; an empty one when it is no slug.
    pub(super) fn name(
        &mut self,
        page: &Page<'_>,
        place: Place,
        whose: &'static str,
        name: Option<&'t Text>,
    ) -> &'t str {
        self.text(page, place, whose, name)
            .map_or("", |name| &name.value)
    }

    /// Returns the same name with its place.
    pub(super) fn text(
        &mut self,
        page: &Page<'_>,
        place: Place,
        whose: &'static str,
        name: Option<&'t Text>,
    ) -> Option<&'t Text> {
        let name = page.name(place, self.key, whose, name)?;
        if let Some(first) = self.lines.insert(&name.value, name.place.line) {
            page.note(
                name.place,
                Fault::Duplicate {
                    what: self.what,
                    name: name.value.clone(),
                    first,
                },
            );
        }
        Some(name)
    }
}

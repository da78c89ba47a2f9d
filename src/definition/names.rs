//! Names that a file declares, and names that may stand once.

use std::collections::{HashMap, HashSet};

use super::fault::Fault;
use super::page::Page;
use super::reader::Text;
use super::tree::Place;

/// Names that something declares, in order.
#[derive(Debug, Default)]
pub(super) struct Names {
    pub(super) what: &'static str,
    pub(super) order: Vec<String>,
    set: HashSet<String>,
}

impl Names {
    pub(super) fn new(what: &'static str, names: impl IntoIterator<Item = String>) -> Self {
        let order: Vec<String> = names.into_iter().collect();
        Self {
            what,
            set: order.iter().cloned().collect(),
            order,
        }
    }

    pub(super) fn in_order(&self) -> impl Iterator<Item = &str> {
        self.order.iter().map(String::as_str)
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.set.contains(name)
    }
}

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

    /// Returns a name that must be there, be a slug and not have been there before; notes it when not.
    pub(super) fn name(
        &mut self,
        page: &Page<'_>,
        place: Place,
        whose: &'static str,
        name: Option<&'t Text>,
    ) -> &'t str {
        let Some(name) = page.name(place, self.key, whose, name) else {
            return "";
        };
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
        &name.value
    }
}

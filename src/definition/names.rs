//! Names that a file declares.

use std::collections::HashSet;

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

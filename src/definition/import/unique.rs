//! Names that differ from those given before, without counting from the start each time.

use foldhash::{HashMap, HashSet};

/// What was given, and how far each name was counted.
#[derive(Debug, Default)]
pub(super) struct Unique {
    given: HashSet<String>,
    counted: HashMap<String, usize>,
}

impl Unique {
    /// Takes a name, when it was not given before.
    pub(super) fn take(&mut self, name: String) -> bool {
        self.given.insert(name)
    }

    /// Returns the first number from `from` on whose name was not given before; names of the same `of` are counted once.
    pub(super) fn number(
        &mut self,
        of: String,
        from: usize,
        name: impl Fn(usize) -> String,
    ) -> usize {
        let number = self.counted.entry(of).or_insert(from);
        while !self.given.insert(name(*number)) {
            *number += 1;
        }
        *number += 1;
        *number - 1
    }
}

//! The items of a plan by the ends of their ids, to find many of them without going through all for each.

use crate::domain::plan::{Item, Plan};

/// The items of a plan, sorted by their ids read backwards, so that those with the same end stand together.
#[derive(Debug)]
pub struct Ends<'p>(Vec<&'p Item>);

impl<'p> Ends<'p> {
    /// Sorts the items of a plan but those that an amendment removed.
    pub fn of(plan: &'p Plan) -> Self {
        let mut items: Vec<&Item> = plan.present().collect();
        items.sort_by(|a, b| backwards(a.id.as_str()).cmp(backwards(b.id.as_str())));
        Self(items)
    }

    /// Finds the item that a name means: its whole id, the only one with this end after a `/`, or with this end at all.
    /// `None` when there is no such item or no such one.
    pub(super) fn only(&self, name: &str) -> Option<&'p Item> {
        let named = self.with_end(name);
        let whole = named.iter().find(|item| item.id.as_str() == name);
        match (whole, self.with_end(&format!("/{name}")), named) {
            (Some(item), ..) | (None, [item], _) | (None, [], [item]) if !name.is_empty() => {
                Some(item)
            }
            _ => None,
        }
    }

    fn with_end(&self, end: &str) -> &[&'p Item] {
        let order = |item: &&Item| {
            let tail = backwards(item.id.as_str()).take(end.len());
            tail.cmp(backwards(end))
        };
        let from = self.0.partition_point(|item| order(item).is_lt());
        let count = self.0[from..].partition_point(|item| order(item).is_eq());
        &self.0[from..from + count]
    }
}

fn backwards(id: &str) -> impl Iterator<Item = u8> {
    id.bytes().rev()
}

//! The moment before which an item is not due.

use crate::domain::duration::{read, span};
use crate::domain::id::{Milestone, is_slug};
use crate::domain::schema::shape::{Field, Shape};
use crate::domain::schema::{Source, Take, Value};

/// The moment before which an item is not due: a milestone, or some time after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct After {
    /// The milestone.
    pub milestone: Milestone,
    /// How many seconds after it.
    pub wait: u64,
}

impl After {
    /// Reads `deployed` or `deployed + 24h`.
    pub fn parse(text: &str) -> Option<Self> {
        let (name, wait) = match text.split_once('+') {
            Some((name, wait)) => (name.trim(), read(wait.trim()).filter(|wait| *wait > 0)?),
            None => (text, 0),
        };
        is_slug(name).then(|| Self {
            milestone: Milestone::from(name),
            wait,
        })
    }

    /// Returns it in words, as the end of a sentence: `24h after deployed`.
    pub fn words(&self) -> String {
        if self.wait == 0 {
            format!("after {}", self.milestone)
        } else {
            format!("{} after {}", span(self.wait), self.milestone)
        }
    }
}

/// The time is left out when there is none, and means nothing without the milestone.
impl Value<[&'static str; 2]> for After {
    fn put<'e>(&'e self, [milestone, wait]: [&'static str; 2], take: Take<'_, 'e>) {
        self.milestone.put(milestone, take);
        if self.wait > 0 {
            self.wait.put(wait, take);
        }
    }

    fn find<S: Source>(
        [milestone, wait]: [&'static str; 2],
        source: &mut S,
    ) -> Result<Option<Self>, S::Error> {
        let Some(milestone) = Milestone::find(milestone, source)? else {
            return Ok(None);
        };
        let wait = source.count(wait)?.unwrap_or_default();
        Ok(Some(Self { milestone, wait }))
    }

    fn describe(
        [milestone, wait]: [&'static str; 2],
        about: &'static str,
        fields: &mut Vec<Field>,
    ) {
        Milestone::describe(milestone, about, fields);
        let wait = Field::of(wait, "How many seconds after it.", Shape::Number);
        fields.push(wait.or_left_out());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_a_milestone_or_some_time_after_one() {
        for (text, expected) in [
            ("deployed", Some(("deployed", 0, "after deployed"))),
            (
                "deployed + 24h",
                Some(("deployed", 86_400, "24h after deployed")),
            ),
            (
                "deployed+30m",
                Some(("deployed", 1_800, "30m after deployed")),
            ),
            ("deployed + 0h", None),
            ("deployed +", None),
            ("deployed + soon", None),
            ("Deployed", None),
            ("+ 24h", None),
            ("deployed + 1h + 1h", None),
            ("", None),
        ] {
            let after = After::parse(text);
            let words = after.as_ref().map(After::words);
            let found = after
                .as_ref()
                .zip(words.as_deref())
                .map(|(after, words)| (after.milestone.as_str(), after.wait, words));
            assert_eq!(found, expected, "{text}");
        }
    }
}

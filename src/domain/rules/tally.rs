//! The votes of a role at a gate, counted.

use crate::domain::event::Event;
use crate::domain::text::counted;

/// The votes of a role at a gate: one of each person, the last that the person cast.
#[derive(Clone, Debug)]
pub struct Tally<'r> {
    /// How many gos it takes.
    pub needed: u64,
    /// The votes for go that hold.
    pub gos: Vec<&'r Event>,
    /// The votes against it that hold.
    pub no_gos: Vec<&'r Event>,
    /// How many votes hold no longer, because of another candidate.
    pub stale: usize,
}

impl Tally<'_> {
    /// Tells whether the role says go: enough votes for it, and more than against it.
    pub fn is_go(&self) -> bool {
        u64::try_from(self.gos.len()).is_ok_and(|gos| gos >= self.needed)
            && self.gos.len() > self.no_gos.len()
    }

    /// Says how the vote stands: "2 of 3 votes, 1 no-go".
    pub fn sentence(&self) -> String {
        let against = match self.no_gos.len() {
            0 => String::new(),
            some => format!(", {}", counted(some, "no-go")),
        };
        let stale = match self.stale {
            0 => String::new(),
            some => format!("; {some} on another candidate"),
        };
        format!(
            "{} of {} votes{against}{stale}",
            self.gos.len(),
            self.needed
        )
    }
}

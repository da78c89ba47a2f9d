//! `gonogo lint --records`: what the records say of the checklists.

use std::fmt::Write as _;

use crate::commands::all_records::{self, Damage};
use crate::commands::context::Context;
use crate::definition::code::Rule;
use crate::domain::id::ItemId;
use crate::domain::reports::applicability::{Habits, RarelyApplies};
use crate::domain::state::Release;
use crate::domain::text::{counted, visible};
use crate::error::CommandError;
use crate::style::OutputStyle;

/// What the records of a folder say.
#[derive(Default)]
pub(super) struct Records {
    /// The items that hardly ever apply.
    pub(super) seldom: Vec<RarelyApplies>,
    folder: String,
    count: usize,
}

/// Finds what the records of the folder say about items that the checklists still have.
pub(super) fn records(
    context: &Context,
    is_known: impl Fn(&ItemId) -> bool,
) -> Result<(Records, Damage), CommandError> {
    let store = context.store();
    let mut habits = Habits::default();
    let mut count = 0;
    let now = context.now();
    let of_one = |release: Release| {
        let mut habits = Habits::default();
        habits.add(&release, now);
        habits
    };
    let damage = all_records::each_release(&store, of_one, |other| {
        habits.join(other);
        count += 1;
    })?;
    let folder = visible(&store.folder().to_string_lossy()).into_owned();
    let seldom: Vec<RarelyApplies> = habits
        .seldom()
        .into_iter()
        .filter(|seldom| is_known(&seldom.item))
        .collect();
    let records = Records {
        seldom,
        folder,
        count,
    };
    Ok((records, damage))
}

impl Records {
    /// Returns the advice that follows, for people.
    pub(super) fn text(&self, look: OutputStyle) -> String {
        let mut text = String::new();
        for seldom in &self.seldom {
            push(&mut text, seldom, &self.folder, look);
        }
        let found = match self.seldom.len() {
            0 => look.good("no suggestions").into_owned(),
            count => counted(count, "suggestion"),
        };
        let records = counted(self.count, "record");
        let _ = writeln!(text, "{}: {found} in {records}", self.folder);
        text
    }
}

fn push(text: &mut String, seldom: &RarelyApplies, folder: &str, look: OutputStyle) {
    let _ = writeln!(
        text,
        "{}: {}",
        look.waiting(&format!("suggestion[{}]", Rule::RarelyApplies.word())),
        look.strong(&visible(&seldom.sentence()))
    );
    let _ = writeln!(text, " {} {folder}", look.faint("-->"));
    let _ = writeln!(
        text,
        "  {} help: {}\n",
        look.faint("="),
        visible(&seldom.help())
    );
}

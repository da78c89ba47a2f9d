//! `gonogo lint --records`: what the records say of the checklists.

use std::fmt::Write as _;

use crate::commands::all_records::{self, Damage};
use crate::commands::context::Context;
use crate::domain::id::ItemId;
use crate::domain::reports::applicability::{Habits, RarelyApplies};
use crate::domain::text::{counted, visible};
use crate::error::CommandError;
use crate::style::OutputStyle;

/// Returns the advice that follows from the records of the folder, about items that the checklists still have.
pub(super) fn advice(
    context: &Context,
    is_known: impl Fn(&ItemId) -> bool,
) -> Result<(String, Damage), CommandError> {
    let store = context.store();
    let mut habits = Habits::default();
    let mut count = 0;
    let damage = all_records::each_release(&store, |release| {
        habits.add(&release, context.now());
        count += 1;
    })?;
    let folder = visible(&store.folder().to_string_lossy()).into_owned();
    let look = context.stdout;
    let mut text = String::new();
    let seldom: Vec<RarelyApplies> = habits
        .seldom()
        .into_iter()
        .filter(|seldom| is_known(&seldom.item))
        .collect();
    for seldom in &seldom {
        push(&mut text, seldom, &folder, look);
    }
    let found = match seldom.len() {
        0 => look.good("no suggestions").into_owned(),
        count => counted(count, "suggestion"),
    };
    let _ = writeln!(text, "{folder}: {found} in {}", counted(count, "record"));
    Ok((text, damage))
}

fn push(text: &mut String, seldom: &RarelyApplies, folder: &str, look: OutputStyle) {
    let _ = writeln!(
        text,
        "{}: {}",
        look.waiting("suggestion"),
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

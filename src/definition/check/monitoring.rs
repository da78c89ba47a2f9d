//! The rules of the monitoring windows: their order, and the milestone that they begin at.

use super::{Declared, Read, phase};
use crate::definition::advice::Advice;
use crate::definition::fault::{Fault, Staging};
use crate::definition::page::{Names, Once, Page};
use crate::definition::raw::{self, Placed};
use crate::domain::id::{Milestone, RoleId, WindowId};
use crate::domain::plan::library::{ListedItem, Playbook, PlaybookRollout};
use crate::domain::plan::milestones::ROLLOUT_STARTED;
use crate::domain::plan::monitoring::{Monitoring, Window};

/// Checks the windows and returns them; `None` when there are none.
pub(super) fn check(
    page: &Page<'_>,
    raw: &Placed<raw::Monitoring>,
    declared: &Declared,
    playbook: &Playbook,
    read: &[Read<'_, '_>],
) -> Option<Monitoring> {
    let (place, raw) = (raw.place, &raw.value);
    let milestones = Names::new("milestone", marked(playbook, read));
    let starts_at = raw
        .starts_at
        .as_ref()
        .filter(|name| page.known(name, Some(&milestones)));
    if raw.windows.is_empty() {
        return None;
    }
    if raw.starts_at.is_none() {
        page.note(place, Fault::MissingKey { key: "starts-at" });
    }
    Some(Monitoring {
        phase: phase::waiting(
            page,
            place,
            raw.phase.as_ref(),
            "monitoring",
            declared,
            &playbook.phases,
        ),
        starts_at: Milestone::from(starts_at.map_or("", |name| &name.value)),
        windows: check_windows(page, &raw.windows, declared),
    })
}

/// Advises on the milestones that items wait for and that nothing marks.
pub(super) fn milestones_of_items(playbook: &Playbook, read: &[Read<'_, '_>]) {
    let by_itself = playbook.rollout.iter().map(|_| ROLLOUT_STARTED.to_owned());
    let milestones = Names::new("milestone", marked(playbook, read).chain(by_itself));
    for read in read {
        for (place, milestone) in read
            .after
            .iter()
            .filter(|(_, milestone)| !milestones.has(milestone))
        {
            let advice = Advice::NeverMarked {
                milestone: milestone.clone(),
                known: milestones.in_order().map(str::to_owned).collect(),
            };
            read.page.advise(*place, advice);
        }
    }
}

/// Returns the milestones that items on the path and stages mark.
fn marked<'r>(
    playbook: &'r Playbook,
    read: &'r [Read<'_, '_>],
) -> impl Iterator<Item = String> + 'r {
    let stages = playbook
        .rollout
        .iter()
        .flat_map(|rollout| &rollout.rollout.strategies)
        .flat_map(|strategy| &strategy.stages);
    let marks = on_path(playbook, read).filter_map(|listed| listed.item.marks.as_ref());
    marks
        .chain(stages.filter_map(|stage| stage.marks.as_ref()))
        .map(|mark| mark.as_str().to_owned())
}

/// Notes the strategies that end without the milestone, unless an item that every release is asked marks it.
pub(super) fn reached_by(
    page: &Page<'_>,
    raw: &raw::Rollout,
    rollout: &PlaybookRollout,
    starts_at: &Milestone,
    playbook: &Playbook,
    read: &[Read<'_, '_>],
) {
    let is_always_asked =
        |listed: &ListedItem| listed.types.is_empty() && listed.item.when.is_empty();
    let marks = |mark: &Option<Milestone>| mark.as_ref() == Some(starts_at);
    let by_item =
        on_path(playbook, read).any(|listed| is_always_asked(listed) && marks(&listed.item.marks));
    if starts_at.as_str().is_empty() || by_item {
        return;
    }
    for ((name, _), strategy) in raw.strategies.0.iter().zip(&rollout.rollout.strategies) {
        if !strategy.stages.is_empty() && !strategy.stages.iter().any(|stage| marks(&stage.marks)) {
            let fault = Staging::NeverMarked {
                strategy: name.value.clone(),
                milestone: starts_at.as_str().to_owned(),
            };
            page.note(name.place, Fault::Staging(fault));
        }
    }
}

/// Returns the items that are asked on the path of some release.
pub(super) fn on_path<'r>(
    playbook: &'r Playbook,
    read: &'r [Read<'_, '_>],
) -> impl Iterator<Item = &'r ListedItem> {
    let is_on_path = |listed: &&ListedItem| {
        playbook
            .phases
            .iter()
            .any(|phase| !phase.on_demand && phase.phase.id == listed.item.phase)
    };
    read.iter()
        .flat_map(|read| &read.checklist.items)
        .filter(is_on_path)
}

fn check_windows(page: &Page<'_>, raw: &[Placed<raw::Window>], declared: &Declared) -> Vec<Window> {
    let mut seen = Once::new("window", "id");
    let mut before: Option<(u64, &str)> = None;
    let mut windows = Vec::new();
    for window in raw {
        let (place, raw) = (window.place, &window.value);
        let id = seen.name(page, place, "a window", raw.id.as_ref());
        for (key, time) in [("from", &raw.from), ("to", &raw.to)] {
            if time.is_none() {
                page.note(place, Fault::MissingKey { key });
            }
        }
        let (from, to) = (
            page.duration(raw.from.as_ref()),
            page.duration(raw.to.as_ref()),
        );
        if let (Some(from), Some(to), Some(text)) = (from, to, &raw.to)
            && from >= to
        {
            let help = "a window ends after it begins";
            page.note(
                text.place,
                Fault::NotA {
                    what: "after `from`",
                    text: text.value.0.clone(),
                    help,
                },
            );
        }
        if let (Some(from), Some(text)) = (from, &raw.from) {
            if let Some((_, before)) = before.filter(|(before, _)| from < *before) {
                let fault = Staging::OutOfOrder {
                    from: text.value.0.clone(),
                    before: before.to_owned(),
                };
                page.note(text.place, Fault::Staging(fault));
            }
            before = Some((from, &text.value.0));
        }
        windows.push(Window {
            id: WindowId::from(id),
            title: page.line(place, "title", raw.title.as_ref()),
            from: from.unwrap_or_default(),
            to: to.unwrap_or_default(),
            focus: page.maybe_line("focus", raw.focus.as_ref()),
            actions: page.maybe_line("actions", raw.actions.as_ref()),
            role: RoleId::from(page.known_name(place, "role", raw.role.as_ref(), &declared.roles)),
        });
    }
    windows
}

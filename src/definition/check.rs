//! Files to a library: every rule that spans keys, sections and files, with every problem in one list.

mod advice;
mod checklist;
mod command;
mod condition;
mod content;
mod gates;
mod incident;
mod lists;
mod monitoring;
mod once;
mod people;
mod phase;
mod playbook;
mod proof;
mod rollback;
mod rollout;
mod unused;
mod waiting;

use std::cell::Cell;
use std::collections::{HashMap, HashSet};

use super::fault::Fault;
use super::findings::Findings;
use super::names::Names;
use super::page::Page;
use super::problem::Problem;
use super::raw;
use super::source::Source;
use super::tree::Place;
use crate::domain::digest::Canonical;
use crate::domain::id::ChecklistId;
use crate::domain::plan::library::{Checklist, Library, Playbook};
use advice::Asked;

/// The most problems that are told at once.
const MOST: usize = 200;

/// What a check came to.
#[derive(Debug)]
pub struct Checked {
    /// The library; only without problems.
    pub library: Option<Library>,
    /// What is wrong, file by file.
    pub problems: Vec<Problem>,
    /// What is allowed and worth a second thought, file by file.
    pub advice: Vec<Problem>,
    /// How many checklists were looked at, without the playbook.
    pub checklists: usize,
}

/// What the playbook declares, for the checklists that refer to it.
#[derive(Debug, Default)]
struct Declared {
    roles: Names,
    facts: Names,
    types: Names,
    phases: Names,
    /// The checklists that each phase takes items from.
    listed: HashMap<String, HashSet<String>>,
    /// The checklists that open with an incident.
    duties: HashSet<String>,
    /// The phases that are entered on demand.
    on_demand: HashSet<String>,
    /// How many members each role has; none means anyone.
    members: HashMap<String, usize>,
    list_names: Names,
    /// The entries of each list.
    lists: HashMap<String, Vec<lists::Entry>>,
    /// How many items the lists have made so far.
    made: Cell<usize>,
}

impl Declared {
    /// Tells whether a phase takes items from a checklist.
    fn lists(&self, phase: &str, checklist: &str) -> bool {
        self.listed
            .get(phase)
            .is_some_and(|listed| listed.contains(checklist))
    }
}

/// A checklist and what the rules across files need of it.
#[derive(Debug)]
struct Read<'p, 's> {
    page: &'p Page<'s>,
    checklist: Checklist,
    /// What its items ask, those of incident duties too.
    asked: Vec<Asked>,
    /// The milestones that its items wait for, each with its place.
    after: Vec<(Place, String)>,
    /// The items that are asked for each entry of a list: their places, their ids without an entry, and the lists.
    for_each: Vec<(Place, String, String)>,
}

/// Checks a playbook and its checklists; `origin` says where they came from.
pub(super) fn library(origin: &str, sources: &[Source]) -> Checked {
    let pages: Vec<Page<'_>> = sources.iter().map(Page::open).collect();
    let library = pages
        .iter()
        .find(|page| page.source.is_playbook())
        .and_then(|page| {
            let raw = page.read::<raw::Playbook>();
            let declared = raw.as_ref().map(|raw| playbook::declared(&raw.value));
            let read = checklists(&pages, declared.as_ref());
            let raw = raw?;
            let mut playbook = playbook::check(page, &raw, declared.as_ref()?);
            beside_the_plan(page, &raw.value, declared.as_ref()?, &read, &mut playbook);
            lists::check(page, &raw.value, declared.as_ref()?);
            lists::hold_against(page, &raw.value, &read);
            playbook::hold_against(page, &raw.value, declared.as_ref()?, &read);
            unused::check(page, &raw.value, &playbook, &read);
            advice::across(
                &read
                    .iter()
                    .map(|read| (read.page, &*read.asked))
                    .collect::<Vec<_>>(),
            );
            let mut checklists: Vec<Checklist> =
                read.into_iter().map(|read| read.checklist).collect();
            checklists.sort_by(|a, b| a.id.cmp(&b.id));
            Some(Library {
                source: format!("{origin} {}", digest(sources)),
                playbook,
                checklists,
            })
        });
    finish(&pages, library)
}

/// Checks the parts of the playbook that refer to items, and adds them.
fn beside_the_plan(
    page: &Page<'_>,
    raw: &raw::Playbook,
    declared: &Declared,
    read: &[Read<'_, '_>],
    playbook: &mut Playbook,
) {
    content::check(page, raw);
    let items = content::items(read, declared);
    playbook.fields = content::fields(page, &raw.notes, declared, items.as_ref());
    if let Some(raw) = &raw.rollout {
        playbook.rollout = Some(rollout::check(
            page,
            raw,
            declared,
            playbook,
            &rollout::Items {
                names: items.as_ref(),
                read,
            },
        ));
    }
    if let Some(monitoring) = &raw.monitoring {
        playbook.monitoring = monitoring::check(page, monitoring, declared, playbook, read);
        if let (Some(raw), Some(rollout), Some(monitoring)) =
            (&raw.rollout, &playbook.rollout, &playbook.monitoring)
        {
            monitoring::reached_by(
                page,
                &raw.value,
                rollout,
                &monitoring.starts_at,
                playbook,
                read,
            );
        }
    }
    monitoring::milestones_of_items(playbook, read);
    waiting::check(playbook, read);
    waiting::gates(page, raw, playbook, read);
    playbook.rollback = rollback::check(page, raw, declared, playbook, read);
    if let Some(raw) = &raw.incidents {
        playbook.incidents = Some(incident::check(page, raw, declared, read));
    }
}

/// Checks checklists without a playbook: what they refer to is taken as it is.
pub(super) fn alone(sources: &[Source]) -> Checked {
    let pages: Vec<Page<'_>> = sources.iter().map(Page::open).collect();
    checklists(&pages, None);
    finish(&pages, None)
}

fn checklists<'p, 's>(pages: &'p [Page<'s>], declared: Option<&Declared>) -> Vec<Read<'p, 's>> {
    let mut all = Vec::new();
    for page in pages.iter().filter(|page| !page.source.is_playbook()) {
        match page.read::<raw::Checklist>() {
            Some(raw) => all.push(checklist::check(page, &raw, declared)),
            None => all.push(Read {
                page,
                checklist: Checklist {
                    id: ChecklistId::from(page.source.name.as_str()),
                    title: String::new(),
                    purpose: String::new(),
                    items: Vec::new(),
                },
                asked: Vec::new(),
                after: Vec::new(),
                for_each: Vec::new(),
            }),
        }
    }
    all
}

fn finish(pages: &[Page<'_>], library: Option<Library>) -> Checked {
    let mut problems: Vec<Problem> = Vec::new();
    let mut advice: Vec<Problem> = Vec::new();
    for page in pages {
        let found = page.problems.take();
        problems.extend(of_page(page, &found, MOST.saturating_sub(problems.len())));
        // Advice on a file with problems is often their echo.
        if found.list.is_empty() {
            advice.extend(of_page(
                page,
                &page.advice.take(),
                MOST.saturating_sub(advice.len()),
            ));
        }
    }
    let checklists = pages
        .iter()
        .filter(|page| !page.source.is_playbook())
        .count();
    Checked {
        library: library.filter(|_| problems.is_empty()),
        problems,
        advice,
        checklists,
    }
}

/// Returns the findings of a page in the order of the file, at most so many.
fn of_page(page: &Page<'_>, findings: &Findings, most: usize) -> Vec<Problem> {
    let mut list: Vec<_> = findings.list.iter().collect();
    list.sort_by_key(|(place, _)| place.map_or((0, 0), |place| (place.line, place.column)));
    let hidden = list.len().saturating_sub(most) + findings.dropped;
    let mut problems: Vec<Problem> = list
        .into_iter()
        .take(most)
        .map(|(place, fault)| Problem::at(page, *place, fault.clone()))
        .collect();
    if hidden > 0 {
        problems.push(Problem::at(page, None, Fault::More { count: hidden }));
    }
    problems
}

fn digest(sources: &[Source]) -> crate::domain::digest::Digest {
    let mut form = Canonical::of("definitions");
    for source in sources {
        form.text("path", &source.name);
        form.text("content", &String::from_utf8_lossy(&source.bytes));
    }
    form.finish()
}

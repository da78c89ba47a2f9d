//! The parts of the playbook beside the plan: release notes, staged rollout, monitoring windows, incidents, metrics.
//!
//! Only the notes are carried into the library. The others are checked, so that they can be relied on when their
//! machinery comes.

use std::collections::HashMap;

use super::{Declared, Read};
use crate::definition::fault::Fault;
use crate::definition::page::{Names, Page};
use crate::definition::raw::{self, Placed, Text};
use crate::definition::scalar;
use crate::definition::tree::Place;
use crate::domain::id::{FactId, FieldId, ItemId, RoleId};
use crate::domain::plan::{Field, FieldSource};

/// Checks everything but the notes.
pub(super) fn check(page: &Page<'_>, raw: &raw::Playbook, declared: &Declared, read: &[Read<'_, '_>]) {
    if let Some(rollout) = &raw.rollout {
        check_rollout(page, rollout, declared);
    }
    if let Some(monitoring) = &raw.monitoring {
        check_monitoring(page, monitoring, declared, read);
    }
    if let Some(incidents) = &raw.incidents {
        check_incidents(page, incidents, declared);
    }
    for (name, title) in &raw.metrics.0 {
        page.slug("a metric", name);
        page.line(name.place, "title", Some(title));
    }
}

/// Checks the fields of the notes and returns them.
pub(super) fn fields(page: &Page<'_>, raw: &raw::Notes, declared: &Declared, read: &[Read<'_, '_>]) -> Vec<Field> {
    let items = Names::new("item", read.iter().flat_map(|read| &read.asked).map(|asked| asked.item.clone()));
    let is_whole = read.iter().all(|read| read.page.problems.borrow().list.is_empty());
    let mut seen = Once::new("field");
    raw.fields.iter().map(|field| check_field(page, field, declared, is_whole.then_some(&items), &mut seen)).collect()
}

fn check_field<'r>(
    page: &Page<'_>,
    field: &'r Placed<raw::Field>,
    declared: &Declared,
    items: Option<&Names>,
    seen: &mut Once<'r>,
) -> Field {
    let (place, raw) = (field.place, &field.value);
    let id = seen.name(page, place, "a field", raw.id.as_ref());
    let owner = known(page, place, "owner", raw.owner.as_ref(), &declared.roles);
    let named = raw.items.as_ref().map_or(&[][..], |items| &items.value);
    match (raw.source, &raw.items) {
        (raw::Source::Checklist, None) => page.note(place, Fault::MissingKey { key: "items" }),
        (raw::Source::Checklist, Some(items)) => page.not_empty(items, "`items`", "name the items that the field shows"),
        (_, None) => {}
        (_, Some(items)) => {
            let help = "write `source: checklist`, or leave `items` out";
            page.note(items.place, Fault::NotA { what: "used by this source", text: "items".to_owned(), help });
        }
    }
    let source = match raw.source {
        raw::Source::Text => FieldSource::Text,
        raw::Source::Version => FieldSource::Version,
        raw::Source::Date => FieldSource::Date,
        raw::Source::KnownIssues => FieldSource::KnownIssues,
        raw::Source::Checklist => {
            FieldSource::Checklist(page.all_known(named, "item", items).into_iter().map(ItemId::from).collect())
        }
    };
    let when = raw.when.as_ref().filter(|fact| page.known(fact, Some(&declared.facts)));
    Field {
        id: FieldId::from(id),
        title: page.line(place, "title", raw.title.as_ref()),
        owner: RoleId::from(owner),
        source,
        when: when.map(|fact| FactId::from(fact.value.as_str())),
    }
}

fn check_rollout(page: &Page<'_>, raw: &raw::Rollout, declared: &Declared) {
    for (name, metric) in &raw.metrics.0 {
        page.slug("a metric", name);
        page.line(metric.place, "title", metric.value.title.as_ref());
        page.line(metric.place, "unit", metric.value.unit.as_ref());
        page.maybe_lines("query", metric.value.query.as_ref());
    }
    let metrics = Names::new("metric", raw.metrics.0.iter().map(|(name, _)| name.value.clone()));
    for rule in &raw.rules {
        let (place, rule) = (rule.place, &rule.value);
        known(page, place, "metric", rule.metric.as_ref(), &metrics);
        let over_baseline = "a threshold over the baseline";
        let help = "write a number and its unit, such as `0.1 points` or `10 percent`";
        match (&rule.above, &rule.above_baseline) {
            (Some(above), None) => plain(page, above, "a number of at least 0", "write a number such as `0` or `2.5`", |text| {
                scalar::is_threshold(text, false)
            }),
            (None, Some(above)) => plain(page, above, over_baseline, help, |text| scalar::is_threshold(text, true)),
            _ => page.note(place, Fault::OneOf("above", "above-baseline")),
        }
        duration(page, rule.lasting.as_ref());
        if rule.then.is_none() {
            page.note(place, Fault::MissingKey { key: "then" });
        }
    }
    for (name, stages) in &raw.strategies.0 {
        page.slug("a strategy", name);
        page.not_empty(stages, "the strategy", "write at least one stage");
        let mut seen = Once::new("stage");
        for stage in &stages.value {
            check_stage(page, stage, &mut seen);
        }
    }
    let strategies = Names::new("strategy", raw.strategies.0.iter().map(|(name, _)| name.value.clone()));
    for choice in &raw.choose {
        known(page, choice.place, "strategy", choice.value.strategy.as_ref(), &strategies);
        page.all_known(&choice.value.when.facts.0, "fact", Some(&declared.facts));
        page.all_known(&choice.value.when.types.0, "type", Some(&declared.types));
    }
}

fn check_stage<'r>(page: &Page<'_>, stage: &'r Placed<raw::Stage>, seen: &mut Once<'r>) {
    let (place, raw) = (stage.place, &stage.value);
    seen.name(page, place, "a stage", raw.stage.as_ref());
    match &raw.traffic {
        Some(traffic) => plain(page, traffic, "a share of traffic", "write percent, such as `25` or `1-5`", scalar::is_traffic),
        None => page.note(place, Fault::MissingKey { key: "traffic" }),
    }
    if let Some(soak) = &raw.soak {
        plain(page, soak, "a time to soak", "write the least and the most, such as `30m..60m`", scalar::is_soak);
    }
}

fn check_monitoring(page: &Page<'_>, raw: &raw::Monitoring, declared: &Declared, read: &[Read<'_, '_>]) {
    if let Some(name) = &raw.starts_at {
        let marks = read.iter().flat_map(|read| &read.checklist.items).filter_map(|listed| listed.item.marks.as_ref());
        page.known(name, Some(&Names::new("milestone", marks.map(|mark| mark.as_str().to_owned()))));
    }
    let mut seen = Once::new("window");
    for window in &raw.windows {
        let (place, raw) = (window.place, &window.value);
        seen.name(page, place, "a window", raw.id.as_ref());
        page.line(place, "title", raw.title.as_ref());
        page.maybe_line("focus", raw.focus.as_ref());
        page.maybe_line("actions", raw.actions.as_ref());
        known(page, place, "role", raw.role.as_ref(), &declared.roles);
        for (key, time) in [("from", &raw.from), ("to", &raw.to)] {
            if time.is_none() {
                page.note(place, Fault::MissingKey { key });
            }
        }
        let (from, to) = (duration(page, raw.from.as_ref()), duration(page, raw.to.as_ref()));
        if let (Some(from), Some(to), Some(text)) = (from, to, &raw.to)
            && from >= to
        {
            let help = "a window ends after it begins";
            page.note(text.place, Fault::NotA { what: "after `from`", text: text.value.0.clone(), help });
        }
    }
}

fn check_incidents(page: &Page<'_>, raw: &raw::Incidents, declared: &Declared) {
    for (name, class) in &raw.classes.0 {
        page.slug("a class of incidents", name);
        page.line(class.place, "title", class.value.title.as_ref());
        if let Some(role) = &class.value.commander {
            page.known(role, Some(&declared.roles));
        }
    }
    let mut seen = Once::new("trigger");
    for trigger in &raw.triggers {
        seen.name(page, trigger.place, "a trigger", trigger.value.id.as_ref());
        page.line(trigger.place, "text", trigger.value.text.as_ref());
    }
}

/// Names that may stand once.
struct Once<'r> {
    what: &'static str,
    lines: HashMap<&'r str, usize>,
}

impl<'r> Once<'r> {
    fn new(what: &'static str) -> Self {
        Self { what, lines: HashMap::new() }
    }

    /// Returns a name that must be there, be a slug and not have been there before; notes it when not.
    fn name(&mut self, page: &Page<'_>, place: Place, whose: &'static str, name: Option<&'r Text>) -> &'r str {
        let key = if self.what == "stage" { "stage" } else { "id" };
        let Some(name) = page.name(place, key, whose, name) else { return "" };
        if let Some(first) = self.lines.insert(&name.value, name.place.line) {
            page.note(name.place, Fault::Duplicate { what: self.what, name: name.value.clone(), first });
        }
        &name.value
    }
}

fn known<'r>(page: &Page<'_>, place: Place, key: &'static str, name: Option<&'r Text>, names: &Names) -> &'r str {
    match name {
        Some(name) if page.known(name, Some(names)) => &name.value,
        Some(_) => "",
        None => {
            page.note(place, Fault::MissingKey { key });
            ""
        }
    }
}

fn plain(page: &Page<'_>, value: &Placed<raw::Plain>, what: &'static str, help: &'static str, fits: impl Fn(&str) -> bool) {
    let text = &value.value.0;
    if !text.is_empty() && !fits(text) {
        page.note(value.place, Fault::NotA { what, text: text.clone(), help });
    }
}

fn duration(page: &Page<'_>, text: Option<&Placed<raw::Plain>>) -> Option<u64> {
    let text = text.filter(|text| !text.value.0.is_empty())?;
    let seconds = scalar::seconds(&text.value.0);
    if seconds.is_none() {
        page.note(text.place, Fault::NotADuration { text: text.value.0.clone() });
    }
    seconds
}

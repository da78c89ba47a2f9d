//! A plan as parts, each a name and lines of a key and a text, and the plan made again of them.

use chrono::{DateTime, NaiveDate, Utc};

use super::rollback::Rollback;
use super::rollout::{Rollout, Stage, Strategy};
use super::{Gate, Item, Phase, Plan, Polled};
use crate::domain::decimal::Decimal;
use crate::domain::id::RoleId;
use crate::domain::schema::{Block, Detail, Known, SomeRows, Source, Take, Value};

/// What stands under one heading of the record.
#[derive(Clone, Debug)]
pub(super) struct Part {
    /// What it is, and its name.
    pub(super) name: String,
    lines: Vec<(String, String)>,
}

/// What stands between a key and its text.
const IS: &str = " = ";

/// The key of the polled roles of which there is more to say than their name.
const POLLED: SomeRows = SomeRows("polled");

impl Part {
    pub(super) fn named(name: &str) -> Self {
        let name = name.to_owned();
        Self {
            name,
            lines: Vec::new(),
        }
    }

    fn with<'e>(mut self, fill: impl FnOnce(Take<'_, 'e>)) -> Self {
        fill(&mut |key, detail| push(&mut self.lines, key, &detail));
        self
    }

    /// Returns every line.
    pub(super) fn lines(&self) -> Vec<String> {
        self.lines_of(|_| true)
    }

    /// Returns the lines of some keys.
    pub(super) fn lines_of(&self, is_wanted: impl Fn(&str) -> bool) -> Vec<String> {
        let lines = self.lines.iter().filter(|(key, _)| is_wanted(key));
        lines
            .map(|(key, text)| format!("{key}{IS}{text}"))
            .collect()
    }

    /// Returns the texts of a key.
    pub(super) fn of(&self, key: &str) -> impl Iterator<Item = &str> {
        let lines = self.lines.iter().filter(move |(known, _)| known == key);
        lines.map(|(_, text)| text.as_str())
    }

    /// Puts lines in the place of others; `None` when those are not all that the part has of their keys.
    pub(super) fn replace(&mut self, old: &[String], new: &[String]) -> Option<()> {
        let (old, new) = (split(old)?, split(new)?);
        let is_named = |key: &str| old.iter().chain(&new).any(|(named, _)| *named == key);
        let present = self.lines.iter().filter(|(key, _)| is_named(key));
        let present = present.map(|(key, text)| (key.as_str(), text.as_str()));
        if !present.eq(old.iter().copied()) {
            return None;
        }
        self.lines
            .retain(|(key, _)| !old.iter().chain(&new).any(|(named, _)| named == key));
        let new = new.into_iter();
        self.lines
            .extend(new.map(|(key, text)| (key.to_owned(), text.to_owned())));
        Some(())
    }

    fn read<T: Block>(&self) -> Option<T> {
        T::read(&mut self.source()).ok()
    }

    fn source(&self) -> Lines<'_> {
        let lines = self.lines.iter();
        Lines(
            lines
                .map(|(key, text)| (key.as_str(), text.as_str()))
                .collect(),
        )
    }
}

fn split(lines: &[String]) -> Option<Vec<(&str, &str)>> {
    lines.iter().map(|line| line.split_once(IS)).collect()
}

fn push(lines: &mut Vec<(String, String)>, key: &str, detail: &Detail<'_>) {
    let mut add = |text: String| lines.push((key.to_owned(), text));
    match detail {
        Detail::Text(text) => add((*text).to_owned()),
        Detail::List(texts) => texts.iter().for_each(|text| add((*text).to_owned())),
        Detail::Flag(answer) => add(answer.to_string()),
        Detail::Day(day) => add(day.to_string()),
        Detail::Digest(digest) => add(digest.to_string()),
        Detail::Number(number) => add(number.to_string()),
        Detail::Decimal(amount) => add(amount.to_string()),
        Detail::Time(at) => add(at.to_rfc3339()),
        Detail::Times(times) => times.iter().for_each(|at| add(at.to_rfc3339())),
        Detail::Row(row) => {
            for (inner, detail) in row {
                push(lines, &format!("{key}.{inner}"), detail);
            }
        }
        Detail::Rows(rows) => {
            for (place, row) in rows.iter().enumerate() {
                for (inner, detail) in row {
                    push(lines, &format!("{key}.{place}.{inner}"), detail);
                }
            }
        }
    }
}

/// Returns the parts of a plan, in the order of the record, without the duties of incidents that were opened.
pub(super) fn parts(plan: &Plan) -> Vec<Part> {
    let mut parts = vec![of("policy", &plan.policy)];
    parts.extend(plan.roles.iter().map(|role| of("role", role)));
    parts.extend(plan.people.iter().map(|person| of("person", person)));
    parts.extend(plan.facts.iter().map(|fact| of("fact", fact)));
    let items = plan.items.iter().filter(|item| item.incident.is_none());
    parts.extend(items.map(|item| of_item("item", item)));
    parts.extend(
        plan.phases
            .iter()
            .map(|phase| of_phase(Part::named(&format!("gate {}", phase.id)), phase)),
    );
    parts.extend(plan.fields.iter().map(|field| of("note", field)));
    if let Some(rollout) = &plan.rollout {
        of_rollout(rollout, &mut parts);
    }
    if let Some(monitoring) = &plan.monitoring {
        parts.push(of("monitoring", monitoring));
        parts.extend(monitoring.windows.iter().map(|window| of("window", window)));
    }
    if let Some(rollback) = &plan.rollback {
        let part = of_phase(Part::named("rollback"), &rollback.phase);
        parts.push(part.with(|take| {
            rollback.phase.id.put("phase", take);
            rollback.after.put("after", take);
            rollback.ends.put("ends", take);
        }));
    }
    if let Some(incidents) = &plan.incidents {
        parts.push(of("incidents", incidents));
        parts.extend(incidents.classes.iter().map(|class| of("class", class)));
        parts.extend(incidents.triggers.iter().map(|it| of("trigger", it)));
        parts.extend(incidents.duties.iter().map(|duty| of_item("duty", duty)));
    }
    parts
}

fn of<T: Block>(what: &str, block: &T) -> Part {
    let name = block.name();
    let part = name.map_or_else(
        || Part::named(what),
        |name| Part::named(&format!("{what} {name}")),
    );
    part.with(|take| block.write(take))
}

fn of_item(what: &str, item: &Item) -> Part {
    of(what, item).with(|take| item.roles.put("roles", take))
}

fn of_phase(part: Part, phase: &Phase) -> Part {
    part.with(|take| {
        phase.title.put("phase-title", take);
        phase.gate.write(take);
        let roles: Vec<&str> = phase.gate.roles().map(RoleId::as_str).collect();
        if !roles.is_empty() {
            take("poll", Detail::List(roles));
        }
        let more = phase.gate.poll.iter().filter(|polled| !polled.is_plain());
        let more: Vec<_> = more.map(Polled::row).collect();
        if !more.is_empty() {
            take(POLLED.0, Detail::Rows(more));
        }
    })
}

fn of_rollout(rollout: &Rollout, parts: &mut Vec<Part>) {
    parts.push(of("rollout", rollout));
    parts.extend(rollout.metrics.iter().map(|metric| of("metric", metric)));
    // Neither a rule nor a choice has a name: each is told by its place.
    for (place, rule) in rollout.rules.iter().enumerate() {
        parts.push(Part::named(&format!("rule {}", place + 1)).with(|take| rule.write(take)));
    }
    for (place, choice) in rollout.choices.iter().enumerate() {
        parts.push(Part::named(&format!("choice {}", place + 1)).with(|take| choice.write(take)));
    }
    for strategy in &rollout.strategies {
        parts.push(of("strategy", strategy));
        for stage in &strategy.stages {
            let part = Part::named(&format!("stage {}/{}", strategy.id, stage.id));
            parts.push(part.with(|take| {
                stage.write(take);
                stage.roles.put("roles", take);
            }));
        }
    }
}

/// Returns the plan of these parts; `None` when they are none.
pub(super) fn assembled(parts: &[Part]) -> Option<Plan> {
    let mut plan = Plan::default();
    for part in parts {
        let (what, name) = part.name.split_once(' ').unwrap_or((&part.name, ""));
        match what {
            "policy" => plan.policy = part.read()?,
            "role" => plan.roles.push(part.read()?),
            "person" => plan.people.push(part.read()?),
            "fact" => plan.facts.push(part.read()?),
            "item" => plan.items.push(item(part)?),
            "gate" => plan.phases.push(phase(part, name)?),
            "note" => plan.fields.push(part.read()?),
            "rollout" => plan.rollout = Some(part.read()?),
            "monitoring" => plan.monitoring = Some(part.read()?),
            "window" => plan.monitoring.as_mut()?.windows.push(part.read()?),
            "rollback" => plan.rollback = Some(rollback(part)?),
            "incidents" => plan.incidents = Some(part.read()?),
            "class" => plan.incidents.as_mut()?.classes.push(part.read()?),
            "trigger" => plan.incidents.as_mut()?.triggers.push(part.read()?),
            "duty" => plan.incidents.as_mut()?.duties.push(item(part)?),
            _ => add_to_rollout(plan.rollout.as_mut()?, part, what, name)?,
        }
    }
    Some(plan)
}

fn item(part: &Part) -> Option<Item> {
    let mut item: Item = part.read()?;
    item.roles = Value::get("roles", &mut part.source()).ok()?;
    Some(item)
}

fn phase(part: &Part, id: &str) -> Option<Phase> {
    let mut gate: Gate = part.read()?;
    let roles: Vec<RoleId> = Value::get("poll", &mut part.source()).ok()?;
    let more: Vec<Polled> = Value::get(POLLED, &mut part.source()).ok()?;
    let polled = |role: RoleId| {
        let more = more.iter().find(|polled| polled.role == role);
        more.cloned().unwrap_or_else(|| Polled::from(role))
    };
    gate.poll = roles.into_iter().map(polled).collect();
    let title = Value::get("phase-title", &mut part.source()).ok()?;
    Some(Phase {
        id: id.into(),
        title,
        gate,
    })
}

fn rollback(part: &Part) -> Option<Rollback> {
    let source = &mut part.source();
    let id = String::get("phase", source).ok()?;
    Some(Rollback {
        phase: phase(part, &id)?,
        after: Value::get("after", source).ok()?,
        ends: Value::get("ends", source).ok()?,
    })
}

fn add_to_rollout(rollout: &mut Rollout, part: &Part, what: &str, name: &str) -> Option<()> {
    match what {
        "metric" => rollout.metrics.push(part.read()?),
        "rule" => rollout.rules.push(part.read()?),
        "choice" => rollout.choices.push(part.read()?),
        "strategy" => rollout.strategies.push(part.read::<Strategy>()?),
        "stage" => {
            let mut stage: Stage = part.read()?;
            stage.roles = Value::get("roles", &mut part.source()).ok()?;
            let (strategy, _) = name.split_once('/')?;
            let mut strategies = rollout.strategies.iter_mut();
            let strategy = strategies.find(|known| known.id.as_str() == strategy)?;
            strategy.stages.push(stage);
        }
        _ => return None,
    }
    Some(())
}

/// Lines to read values from. Nothing says what is wrong: a plan that comes out otherwise has another digest.
struct Lines<'p>(Vec<(&'p str, &'p str)>);

impl Lines<'_> {
    fn texts_of<'s>(&'s self, key: &'s str) -> impl Iterator<Item = &'s str> {
        let lines = self.0.iter().filter(move |(known, _)| *known == key);
        lines.map(|(_, text)| *text)
    }

    fn parsed<T>(&self, key: &str, parse: impl FnOnce(&str) -> Option<T>) -> Result<Option<T>, ()> {
        match self.texts_of(key).next() {
            Some(text) => parse(text).map(Some).ok_or(()),
            None => Ok(None),
        }
    }

    fn below(&self, prefix: &str) -> Lines<'_> {
        let lines = self.0.iter();
        Lines(
            lines
                .filter_map(|(key, text)| Some((key.strip_prefix(prefix)?, *text)))
                .collect(),
        )
    }
}

impl Source for Lines<'_> {
    type Error = ();

    fn text<T>(
        &mut self,
        key: &'static str,
        parse: impl FnOnce(&str, &mut Known) -> Option<T>,
    ) -> Result<Option<T>, ()> {
        self.parsed(key, |text| parse(text, &mut Known::default()))
    }

    fn texts<T>(
        &mut self,
        key: &'static str,
        mut parse: impl FnMut(&str, &mut Known) -> Option<T>,
    ) -> Result<Vec<T>, ()> {
        let texts = self.texts_of(key);
        let parsed = texts.map(|text| parse(text, &mut Known::default()).ok_or(()));
        parsed.collect()
    }

    fn flag(&mut self, key: &'static str) -> Result<Option<bool>, ()> {
        self.parsed(key, |text| text.parse().ok())
    }

    fn count(&mut self, key: &'static str) -> Result<Option<u64>, ()> {
        self.parsed(key, |text| text.parse().ok())
    }

    fn amount(&mut self, key: &'static str) -> Result<Option<Decimal>, ()> {
        self.parsed(key, |text| text.parse().ok())
    }

    fn day(&mut self, key: &'static str) -> Result<Option<NaiveDate>, ()> {
        self.parsed(key, |text| text.parse().ok())
    }

    fn time(&mut self, key: &'static str) -> Result<Option<DateTime<Utc>>, ()> {
        self.parsed(key, |text| text.parse().ok())
    }

    fn times(&mut self, key: &'static str) -> Result<Option<Vec<DateTime<Utc>>>, ()> {
        let times: Result<Vec<_>, ()> = self
            .texts_of(key)
            .map(|text| text.parse().map_err(|_| ()))
            .collect();
        times.map(|times| (!times.is_empty()).then_some(times))
    }

    fn row<T: Block>(&mut self, key: &'static str) -> Result<Option<T>, ()> {
        let mut row = self.below(&format!("{key}."));
        if row.0.is_empty() {
            return Ok(None);
        }
        T::read(&mut row).map(Some)
    }

    fn rows<T: Block>(&mut self, key: &'static str) -> Result<Vec<T>, ()> {
        let places = 0..self.0.len();
        let rows = places.map(|place| self.below(&format!("{key}.{place}.")));
        let present = rows.take_while(|row| !row.0.is_empty());
        present.map(|mut row| T::read(&mut row)).collect()
    }

    fn missing(&self, _: &'static str) {}
}

//! Holds the library in `checklists/` against the five documents it was made from.
//!
//! **Checkable lines.** In the copies under `tests/fixtures/seeds/` these are: every `- [ ]`, bullet and numbered
//! item, every table row below a table's divider, and the bold lines that name an incident commander. Left out are
//! the head of a nested list that ends in `:` (the lines below it carry the acts) and the links under
//! "Related Templates" (they lead to other documents and ask for nothing). Headings and prose are no list lines.
//! Each checkable line needs exactly one row in `tests/seed_coverage.tsv`, and each row such a line.
//!
//! **Targets.** `item:<full id>` or `playbook:<dotted path>`; lists are addressed by `id`, `stage` or index. Several
//! are joined with `;` where one line carries several acts.
//!
//! **The measure.** A line and its target are compared as sets of words: lower case, stop words and conditions ("if
//! applicable") dropped, inflections cut off, at most six letters kept. A role that owns a target is taken out of
//! the line first ("drafted by Technical Writer"). The targets together must have at least half of the line's words
//! ([`LINE_SHARE`]), and each of them alone an overlap coefficient of an eighth with it ([`TARGET_SHARE`]): a word or
//! more, so that nothing unrelated rides along. Two items say the same from a Jaccard index of [`SAME`] on, or when
//! the words of one, three or more, all stand in the other.
//!
//! Beyond words: a duty under a role's name must be owned by that role, and a line with a condition must lead to
//! something conditional.

#![expect(
    clippy::expect_used,
    reason = "helpers of a test may fail loudly, and clippy knows only the test functions themselves"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

const LINE_SHARE: f64 = 0.5;
const TARGET_SHARE: f64 = 0.125;
const SAME: f64 = 0.7;

/// Lines whose target says it in other words, with the reason.
const OTHER_WORDS: &[(&str, usize, &str)] = &[
    (
        "002_ee3e9ba9ae02729f.txt",
        33,
        "\"a small subset of instances\" is what takes the canary's 1 to 5 percent of the traffic",
    ),
    (
        "002_ee3e9ba9ae02729f.txt",
        36,
        "that there is a decision follows from the roles that the playbook has for it; without them it is refused",
    ),
    (
        "002_ee3e9ba9ae02729f.txt",
        38,
        "\"Percentage-Based Rollout\" names the stages below it, and stages are not called so in the playbook",
    ),
];

/// Conditional lines whose target always applies, with the reason.
const ALWAYS: &[(&str, &str)] = &[
    (
        "item:deployment/window-confirmed",
        "two other lines confirm the window without a condition",
    ),
    (
        "item:deployment/rollback-ready",
        "the condition is on the rollback, not on being ready for it",
    ),
    (
        "item:pre-release/rollback-documented",
        "\"in case of critical issues\" is what any rollback plan is for",
    ),
];

/// Items that no line asks for, with the reason.
const OWN_ADDITIONS: &[(&str, &str)] = &[];

/// Items that share their words and still are two acts, with the reason.
const DIFFERENT_ACTS: &[(&str, &str, &str)] = &[];

const STOP_WORDS: &[&str] = &[
    "a", "an", "and", "any", "are", "as", "at", "be", "by", "for", "from", "if", "in", "is", "it",
    "of", "on", "or", "s", "that", "the", "their", "they", "this", "to", "was", "were", "with",
];

/// Words that the documents use for one thing.
const SYNONYMS: &[(&str, &str)] = &[
    ("h", "hour"),
    ("hours", "hour"),
    ("m", "minute"),
    ("min", "minute"),
    ("minutes", "minute"),
];

/// How the documents write that a line may not apply.
const CONDITIONS: &[&str] = &[
    "(if applicable)",
    "(if needed)",
    "(if any)",
    "if needed",
    "if necessary",
    "if incidents occur",
    "as needed",
    "in case of critical issues",
];

#[test]
fn every_checkable_line_has_exactly_one_row() {
    let rows = rows();
    let lines = checkable_lines();
    let mut findings = Vec::new();
    for line in &lines {
        match rows
            .iter()
            .filter(|row| row.place() == line.place())
            .collect::<Vec<_>>()[..]
        {
            [row] if row.text == line.text => {}
            [row] => findings.push(format!(
                "{}: the row says `{}`, the line `{}`",
                line.at(),
                row.text,
                line.text
            )),
            [] => findings.push(format!("{}: no row for `{}`", line.at(), line.text)),
            _ => findings.push(format!("{}: more than one row", line.at())),
        }
    }
    let places: BTreeSet<_> = lines.iter().map(Line::place).collect();
    findings.extend(
        rows.iter()
            .filter(|row| !places.contains(&row.place()))
            .map(|row| format!("{}: no checkable line there", row.at())),
    );
    assert_none(&findings);
}

#[test]
fn every_row_leads_to_something_that_says_the_same() {
    let library = Library::load();
    let mut findings = Vec::new();
    for row in rows() {
        let targets = row.targets(&library, &mut findings);
        if OTHER_WORDS
            .iter()
            .any(|(document, number, _)| row.place() == (*document, *number))
        {
            continue;
        }
        let line = words(&library.without_owners(&row.text, &targets));
        let carried: BTreeSet<_> = targets
            .iter()
            .flat_map(|target| target.words.iter().cloned())
            .collect();
        let share = ratio(line.intersection(&carried).count(), line.len());
        if share < LINE_SHARE {
            findings.push(format!(
                "{}: `{}` shares only {share:.2} of its words with {}",
                row.at(),
                row.text,
                row.target
            ));
        }
        for target in targets {
            let common = ratio(
                target.words.intersection(&line).count(),
                target.words.len().min(line.len()),
            );
            if common < TARGET_SHARE {
                findings.push(format!(
                    "{}: {} shares only {common:.2} with `{}`",
                    row.at(),
                    target.name,
                    row.text
                ));
            }
        }
    }
    assert_none(&findings);
}

#[test]
fn a_duty_under_the_name_of_a_role_is_owned_by_that_role() {
    let library = Library::load();
    let owners: BTreeMap<_, _> = checkable_lines()
        .into_iter()
        .filter_map(|line| Some(((line.document.clone(), line.number), line.owner.clone()?)))
        .collect();
    let mut findings = Vec::new();
    for row in rows() {
        let Some(owner) = owners.get(&(row.document.clone(), row.number)) else {
            continue;
        };
        let Some(role) = library.role_called(owner) else {
            findings.push(format!(
                "{}: nobody in the playbook is called `{owner}`",
                row.at()
            ));
            continue;
        };
        let targets = row.targets(&library, &mut findings);
        let owned = |target: &Target| match target.item {
            Some(item) => item.roles.contains(&role),
            None => target.text.contains(&role),
        };
        if !targets.iter().any(owned) {
            findings.push(format!(
                "{}: {} is not owned by {role}",
                row.at(),
                row.target
            ));
        }
    }
    assert_none(&findings);
}

#[test]
fn a_line_with_a_condition_leads_to_something_conditional() {
    let library = Library::load();
    let mut findings = Vec::new();
    for row in rows() {
        let lower = row.text.to_lowercase();
        let conditional = CONDITIONS.iter().any(|condition| lower.contains(condition));
        if !conditional || ALWAYS.iter().any(|(target, _)| *target == row.target) {
            continue;
        }
        let targets = row.targets(&library, &mut findings);
        let may_not_apply = |target: &Target| match target.item {
            Some(item) => item.if_applicable || !item.facts.is_empty() || !library.is_on_path(item),
            None => target.value.get("when").is_some() || row.target.contains("choose"),
        };
        if !targets.iter().any(may_not_apply) {
            findings.push(format!(
                "{}: {} always applies, `{}` does not",
                row.at(),
                row.target,
                row.text
            ));
        }
    }
    assert_none(&findings);
}

#[test]
fn every_reason_to_roll_back_is_a_trigger_and_every_trigger_is_one() {
    let reasons = reasons_to_roll_back();
    assert_eq!(
        reasons.len(),
        10,
        "five in each of two documents: {reasons:?}"
    );
    let rows = rows();
    let mut led_to = BTreeSet::new();
    let mut findings = Vec::new();
    for (document, number) in &reasons {
        let targets = rows
            .iter()
            .filter(|row| row.place() == (document, *number))
            .flat_map(|row| row.target.split(';'));
        let triggers: Vec<_> = targets
            .filter_map(|target| target.strip_prefix("playbook:incidents.triggers."))
            .collect();
        match triggers[..] {
            [trigger] => {
                led_to.insert(trigger.to_owned());
            }
            _ => findings.push(format!(
                "{document}:{number}: leads to {} triggers",
                triggers.len()
            )),
        }
    }
    assert_none(&findings);
    let known = list(&Library::load().playbook["incidents"]["triggers"]);
    assert_eq!(
        led_to,
        known.iter().map(|trigger| text(&trigger["id"])).collect()
    );
}

#[test]
fn every_item_comes_from_a_line() {
    let mapped: BTreeSet<String> = rows()
        .iter()
        .flat_map(|row| row.target.split(';').map(str::to_owned).collect::<Vec<_>>())
        .collect();
    let findings: Vec<_> = Library::load()
        .items
        .into_iter()
        .filter(|item| !mapped.contains(&format!("item:{}", item.id)))
        .filter(|item| !OWN_ADDITIONS.iter().any(|(id, _)| *id == item.id))
        .map(|item| format!("{}: no line of the documents asks for it", item.id))
        .collect();
    assert_none(&findings);
}

#[test]
fn no_two_items_of_one_plan_say_the_same() {
    let library = Library::load();
    let mut findings = Vec::new();
    for release_type in library.types() {
        let mut plan = library.plan(&release_type, true);
        plan.extend(
            library
                .items
                .iter()
                .filter(|item| !library.is_on_path(item)),
        );
        for (index, one) in plan.iter().enumerate() {
            for other in &plan[index + 1..] {
                if says_the_same(&words(&one.text), &words(&other.text)) && !is_excepted(one, other)
                {
                    findings.push(format!(
                        "{release_type}: {} and {} say the same",
                        one.id, other.id
                    ));
                }
            }
        }
    }
    assert_none(&findings);
}

#[test]
fn a_patch_is_short_a_minor_release_reasonable_and_a_major_complete() {
    let library = Library::load();
    let size = |release_type, facts| library.plan(release_type, facts).len();
    assert!(
        (28..=34).contains(&size("patch", false)),
        "patch: {}",
        size("patch", false)
    );
    assert!(
        size("patch", true) <= 46,
        "patch with every fact: {}",
        size("patch", true)
    );
    assert!(
        (60..=70).contains(&size("minor", false)),
        "minor: {}",
        size("minor", false)
    );
    let on_path = library
        .items
        .iter()
        .filter(|item| library.is_on_path(item))
        .count();
    assert_eq!(
        size("major", true),
        on_path,
        "a major release leaves nothing out"
    );
}

#[test]
fn whoever_is_polled_has_an_item_of_that_phase_even_when_no_fact_holds() {
    let library = Library::load();
    let mut findings = Vec::new();
    for release_type in library.types() {
        for phase in list(&library.playbook["phases"]) {
            let id = text(&phase["id"]);
            let own = &library.playbook["types"][&release_type]["poll"][&id];
            let poll = if own.is_null() {
                &phase["gate"]["poll"]
            } else {
                own
            };
            let items = library.items_of_phase(&release_type, false, &phase);
            // Whoever decides at the stages of the rollout has that to do.
            let is_rollout = library.playbook["rollout"]["phase"] == phase["id"];
            let deciders = if is_rollout {
                list(&library.playbook["rollout"]["roles"])
            } else {
                Vec::new()
            };
            for role in list(poll)
                .iter()
                .filter(|role| !deciders.contains(role))
                .map(text)
            {
                if !items.iter().any(|item| item.roles.contains(&role)) {
                    findings.push(format!(
                        "{release_type}, {id}: {role} is polled and has nothing to do"
                    ));
                }
            }
        }
    }
    assert_none(&findings);
}

/// A checkable line of a document.
struct Line {
    document: String,
    number: usize,
    text: String,
    /// The role whose name stands in bold above the list.
    owner: Option<String>,
}

impl Line {
    fn place(&self) -> (&str, usize) {
        (&self.document, self.number)
    }

    fn at(&self) -> String {
        format!("{}:{}", self.document, self.number)
    }
}

/// A line of `seed_coverage.tsv`.
struct Row {
    document: String,
    number: usize,
    text: String,
    target: String,
}

impl Row {
    fn place(&self) -> (&str, usize) {
        (&self.document, self.number)
    }

    fn at(&self) -> String {
        format!("{}:{}", self.document, self.number)
    }

    /// Returns the row's targets; one that does not exist becomes a finding.
    fn targets<'a>(&self, library: &'a Library, findings: &mut Vec<String>) -> Vec<Target<'a>> {
        let mut found = Vec::new();
        for name in self.target.split(';') {
            match library.target(name) {
                Some(target) => found.push(target),
                None => findings.push(format!("{}: there is no `{name}`", self.at())),
            }
        }
        found
    }
}

/// What a row leads to.
struct Target<'a> {
    name: String,
    item: Option<&'a Item>,
    value: &'a Value,
    text: String,
    words: BTreeSet<String>,
}

/// An item with everything it inherits from its section and its checklist.
struct Item {
    id: String,
    checklist: String,
    phase: Option<String>,
    text: String,
    roles: Vec<String>,
    types: Vec<Vec<String>>,
    facts: Vec<String>,
    if_applicable: bool,
}

impl Item {
    fn new(checklist: &Value, section: &Value, item: &Value) -> Self {
        let inherited = |key: &str| {
            [item, section, checklist]
                .into_iter()
                .map(|level| &level[key])
                .find(|v| !v.is_null())
        };
        let conditions: Vec<_> = [&section["when"], &item["when"]]
            .into_iter()
            .filter(|when| !when.is_null())
            .collect();
        let facts_of = |when: &&Value| {
            if when.is_object() {
                list(&when["fact"])
            } else {
                list(when)
            }
        };
        Self {
            id: format!("{}/{}", text(&checklist["id"]), text(&item["id"])),
            checklist: text(&checklist["id"]),
            phase: inherited("phase").map(text),
            text: text(&item["text"]),
            roles: inherited("roles")
                .map(|roles| list(roles).iter().map(text).collect())
                .unwrap_or_default(),
            types: conditions
                .iter()
                .filter_map(|when| when.get("type"))
                .map(|types| list(types).iter().map(text).collect())
                .collect(),
            facts: conditions
                .iter()
                .flat_map(facts_of)
                .map(|fact| text(&fact))
                .collect(),
            if_applicable: item["if-applicable"] == true,
        }
    }

    fn applies(&self, release_type: &str, facts: bool) -> bool {
        self.types
            .iter()
            .all(|types| types.iter().any(|one| one == release_type))
            && (facts || self.facts.is_empty())
    }
}

/// The playbook and every item, read without the crate's own types so that a mistake there cannot hide one here.
struct Library {
    playbook: Value,
    items: Vec<Item>,
}

impl Library {
    fn load() -> Self {
        let folder = root().join("checklists");
        let mut items = Vec::new();
        for path in yaml_files(&folder) {
            let checklist = yaml(&path);
            if path.ends_with("playbook.yaml") {
                continue;
            }
            for item in list(&checklist["items"]) {
                items.push(Item::new(&checklist, &Value::Null, &item));
            }
            for section in list(&checklist["sections"]) {
                items.extend(
                    list(&section["items"])
                        .iter()
                        .map(|item| Item::new(&checklist, &section, item)),
                );
            }
        }
        Self {
            playbook: yaml(&folder.join("playbook.yaml")),
            items,
        }
    }

    fn types(&self) -> Vec<String> {
        self.playbook["types"]
            .as_object()
            .expect("types are a map")
            .keys()
            .cloned()
            .collect()
    }

    fn target(&self, name: &str) -> Option<Target<'_>> {
        if let Some(id) = name.strip_prefix("item:") {
            let item = self.items.iter().find(|item| item.id == id)?;
            let words = words(&item.text);
            return Some(Target {
                name: name.into(),
                item: Some(item),
                value: &Value::Null,
                text: item.text.clone(),
                words,
            });
        }
        let path = name.strip_prefix("playbook:")?;
        let value = path.split('.').try_fold(&self.playbook, step)?;
        let text = format!("{} {}", path.replace(['.', '-'], " "), flat(value));
        let words = words(&text);
        Some(Target {
            name: name.into(),
            item: None,
            value,
            text,
            words,
        })
    }

    /// Returns `line` without the names of the roles that own one of `targets`.
    fn without_owners(&self, line: &str, targets: &[Target]) -> String {
        let mut line = line.to_owned();
        for role in targets
            .iter()
            .filter_map(|target| target.item)
            .flat_map(|item| &item.roles)
        {
            for name in self.names(role) {
                line = line.replace(&name, " ");
            }
        }
        line
    }

    fn names(&self, role: &str) -> Vec<String> {
        let role = &self.playbook["roles"][role];
        let mut names: Vec<_> = list(&role["aliases"])
            .iter()
            .map(text)
            .chain([text(&role["title"])])
            .collect();
        names.sort_by_key(|name| std::cmp::Reverse(name.len()));
        names
    }

    fn role_called(&self, name: &str) -> Option<String> {
        let roles = self.playbook["roles"].as_object().expect("roles are a map");
        roles
            .keys()
            .find(|role| self.names(role).iter().any(|one| one == name))
            .cloned()
    }

    fn phase(&self, item: &Item) -> Option<Value> {
        list(&self.playbook["phases"])
            .into_iter()
            .find(|phase| Some(text(&phase["id"])) == item.phase)
    }

    fn is_on_path(&self, item: &Item) -> bool {
        self.phase(item)
            .is_some_and(|phase| phase["on-demand"] != true)
    }

    fn items_of_phase(&self, release_type: &str, facts: bool, phase: &Value) -> Vec<&Item> {
        let without = list(&self.playbook["types"][release_type]["without"]);
        let checklists: Vec<_> = list(&phase["checklists"])
            .into_iter()
            .filter(|one| !without.contains(one))
            .map(|one| text(&one))
            .collect();
        let is_here = |item: &&Item| {
            item.phase == Some(text(&phase["id"])) && checklists.contains(&item.checklist)
        };
        self.items
            .iter()
            .filter(is_here)
            .filter(|item| item.applies(release_type, facts))
            .collect()
    }

    /// Returns the items of every phase on the path.
    fn plan(&self, release_type: &str, facts: bool) -> Vec<&Item> {
        list(&self.playbook["phases"])
            .iter()
            .filter(|phase| phase["on-demand"] != true)
            .flat_map(|phase| self.items_of_phase(release_type, facts, phase))
            .collect()
    }
}

/// Goes one part of a dotted path down.
fn step<'a>(value: &'a Value, part: &str) -> Option<&'a Value> {
    match value {
        Value::Array(entries) => entries
            .iter()
            .find(|entry| entry["id"] == part || entry["stage"] == part)
            .or_else(|| entries.get(part.parse::<usize>().ok()?)),
        other => other.get(part),
    }
}

/// Returns every key and every scalar below `value`.
fn flat(value: &Value) -> String {
    match value {
        Value::Object(map) => map
            .iter()
            .map(|(key, value)| format!("{key} {} ", flat(value)))
            .collect(),
        Value::Array(entries) => entries
            .iter()
            .map(|entry| format!("{} ", flat(entry)))
            .collect(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn words(text: &str) -> BTreeSet<String> {
    let mut text = text
        .to_lowercase()
        .replace("roll back", "rollback")
        .replace('%', " percent ");
    for condition in CONDITIONS {
        text = text.replace(condition, " ");
    }
    tokens(&text)
        .iter()
        .map(|word| {
            SYNONYMS
                .iter()
                .find(|(from, _)| from == word)
                .map_or(word.as_str(), |(_, to)| to)
        })
        .filter(|word| !STOP_WORDS.contains(word))
        .map(stem)
        .collect()
}

/// Cuts `text` into runs of letters and numbers; a full stop between digits belongs to the number.
fn tokens(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut last = ' ';
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let is_point = character == '.'
            && last.is_ascii_digit()
            && characters.peek().is_some_and(char::is_ascii_digit);
        let goes_on =
            is_point || last == '.' || last.is_ascii_digit() == character.is_ascii_digit();
        if character.is_alphanumeric() || is_point {
            match found.last_mut() {
                Some(word) if goes_on && last != ' ' => word.push(character),
                _ => found.push(character.to_string()),
            }
            last = character;
        } else {
            last = ' ';
        }
    }
    found
}

/// Cuts off what English adds to a word; crude, and the same on both sides of the comparison.
fn stem(word: &str) -> String {
    let word = word.replace('y', "i");
    let mut letters: Vec<char> = without_suffix(without_suffix(&word))
        .chars()
        .take(6)
        .collect();
    if letters.len() > 3 && letters.last() == letters.iter().rev().nth(1) {
        letters.pop();
    }
    letters.into_iter().collect()
}

fn without_suffix(word: &str) -> &str {
    ["ing", "ed", "es", "s", "e"]
        .iter()
        .filter(|_| !word.ends_with("ss"))
        .find_map(|suffix| word.strip_suffix(suffix).filter(|rest| rest.len() >= 3))
        .unwrap_or(word)
}

fn says_the_same(one: &BTreeSet<String>, other: &BTreeSet<String>) -> bool {
    let common = one.intersection(other).count();
    let smaller = one.len().min(other.len());
    ratio(common, one.union(other).count()) >= SAME || (smaller >= 3 && common == smaller)
}

fn ratio(part: usize, whole: usize) -> f64 {
    let small = |count| f64::from(u32::try_from(count).expect("a text has few words"));
    if whole == 0 {
        0.0
    } else {
        small(part) / small(whole)
    }
}

fn is_excepted(one: &Item, other: &Item) -> bool {
    DIFFERENT_ACTS
        .iter()
        .any(|(a, b, _)| (*a == one.id && *b == other.id) || (*a == other.id && *b == one.id))
}

fn checkable_lines() -> Vec<Line> {
    let mut found = Vec::new();
    for path in files(&seeds()) {
        let document = path
            .file_name()
            .expect("a file has a name")
            .to_string_lossy()
            .into_owned();
        let content = fs::read_to_string(&path).expect("the document can be read");
        let lines: Vec<&str> = content.lines().collect();
        let mut heading = "";
        let mut owner = None;
        for (index, line) in lines.iter().enumerate() {
            if line.starts_with('#') {
                heading = line.trim_start_matches(['#', ' ']);
                owner = None;
            } else if let Some(bold) = line.strip_prefix("**") {
                owner = bold
                    .split_once([':', '('])
                    .map(|(name, _)| name.trim_end_matches(['*', ' ']).to_owned());
            }
            let next = lines.get(index + 1).copied().unwrap_or_default();
            let text = if heading == "Related Templates" {
                None
            } else {
                checkable_text(line, next)
            };
            if let Some(text) = text {
                let owner = owner.clone().filter(|_| heading.contains("Role"));
                found.push(Line {
                    document: document.clone(),
                    number: index + 1,
                    text,
                    owner,
                });
            }
        }
    }
    found
}

/// Returns the places of the lines in which the documents say when to roll back.
fn reasons_to_roll_back() -> Vec<(String, usize)> {
    let mut found = Vec::new();
    for path in files(&seeds()) {
        let document = path
            .file_name()
            .expect("a file has a name")
            .to_string_lossy()
            .into_owned();
        let content = fs::read_to_string(&path).expect("the document can be read");
        let is_head = |line: &str| {
            line == "Initiate rollback if:" || line.starts_with("**No-Go (Rollback required)")
        };
        let mut is_below = false;
        for (index, line) in content.lines().enumerate() {
            is_below = is_head(line) || is_below && line.starts_with("- ");
            if is_below && !is_head(line) {
                found.push((document.clone(), index + 1));
            }
        }
    }
    found
}

/// Returns what a line asks for, without its marker, when it asks for something.
fn checkable_text(line: &str, next: &str) -> Option<String> {
    let indent = |text: &str| text.len() - text.trim_start().len();
    let is_divider = |text: &str| text.starts_with('|') && text.chars().all(|c| "|-: ".contains(c));
    let trimmed = line.trim();
    let text = if let Some(row) = trimmed.strip_prefix('|') {
        (!is_divider(trimmed) && !is_divider(next.trim())).then(|| row.trim_end_matches('|'))
    } else if let Some(bullet) = trimmed.strip_prefix("- ") {
        let is_head = bullet.ends_with(':') && indent(next) > indent(line);
        (!is_head).then(|| bullet.strip_prefix("[ ]").unwrap_or(bullet))
    } else if let Some((number, numbered)) = trimmed.split_once(". ") {
        number
            .chars()
            .all(|c| c.is_ascii_digit())
            .then_some(numbered)
    } else {
        (trimmed.starts_with("**") && trimmed.contains("Commander")).then_some(trimmed)
    };
    text.map(|text| text.replace("**", "").trim().to_owned())
}

fn rows() -> Vec<Row> {
    let content =
        fs::read_to_string(root().join("tests/seed_coverage.tsv")).expect("the table can be read");
    let mut lines = content.lines();
    assert_eq!(lines.next(), Some("document\tline\ttext\ttarget"));
    lines
        .map(|line| match line.split('\t').collect::<Vec<_>>()[..] {
            [document, number, text, target] => Row {
                document: document.into(),
                number: number.parse().expect("a line number"),
                text: text.into(),
                target: target.into(),
            },
            _ => panic!("`{line}` does not have four columns"),
        })
        .collect()
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn seeds() -> PathBuf {
    root().join("tests/fixtures/seeds")
}

/// Returns what stands in `folder`, by name.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<_> = fs::read_dir(folder)
        .expect("the folder exists")
        .map(|entry| entry.expect("an entry can be read").path())
        .collect();
    found.sort();
    found
}

fn yaml_files(folder: &Path) -> Vec<PathBuf> {
    files(folder)
        .into_iter()
        .flat_map(|path| {
            if path.is_dir() {
                yaml_files(&path)
            } else {
                vec![path]
            }
        })
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "yaml")
        })
        .collect()
}

fn yaml(path: &Path) -> Value {
    let text = fs::read_to_string(path).expect("the definition can be read");
    serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Returns the entries of a list, the one entry of a scalar, or none.
fn list(value: &Value) -> Vec<Value> {
    match value {
        Value::Array(entries) => entries.clone(),
        Value::Null => Vec::new(),
        other => vec![other.clone()],
    }
}

fn text(value: &Value) -> String {
    value
        .as_str()
        .unwrap_or_else(|| panic!("{value} is not a text"))
        .to_owned()
}

#[track_caller]
fn assert_none(findings: &[String]) {
    assert!(
        findings.is_empty(),
        "{} findings\n{}",
        findings.len(),
        findings.join("\n")
    );
}

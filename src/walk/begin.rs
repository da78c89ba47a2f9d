//! The questions of a release that has no record yet: its type and its facts.

use std::collections::BTreeMap;

use super::facts::fact_choices;
use super::question::{About, Choice, Request};
use super::scope::deciding_facts;
use super::{Prompter, Stop};
use crate::domain::id::{FactId, TypeId};
use crate::domain::plan::library::{Library, ReleaseType};
use crate::domain::rules::tailor::tailor;

/// What a release begins with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    /// The release type.
    pub kind: TypeId,
    /// The facts that were answered.
    pub facts: BTreeMap<FactId, bool>,
}

/// Asks for what was not given: the type of the release, and the facts that decide something in its plan.
/// `None` when the person quits, and then nothing begins.
///
/// # Errors
///
/// When no answer comes.
pub fn ask_opening(
    library: &Library,
    kind: Option<TypeId>,
    given: BTreeMap<FactId, bool>,
    prompter: &mut dyn Prompter,
) -> Result<Option<Opening>, Stop> {
    let Some(kind) = (match kind {
        Some(kind) => Some(kind),
        None => ask_type(&library.playbook.types, prompter)?,
    }) else {
        return Ok(None);
    };
    let Some(facts) = ask_facts(library, &kind, given, prompter)? else {
        return Ok(None);
    };
    Ok(Some(Opening { kind, facts }))
}

fn ask_type(types: &[ReleaseType], prompter: &mut dyn Prompter) -> Result<Option<TypeId>, Stop> {
    if let [only] = types {
        return Ok(Some(only.id.clone()));
    }
    let label = |kind: &ReleaseType| match &kind.help {
        Some(help) => format!("{}: {help}", kind.title),
        None => kind.title.clone(),
    };
    let labels: Vec<String> = types.iter().map(label).collect();
    let picked = prompter.pick("What type of release is it?", &labels)?;
    Ok(picked
        .and_then(|place| types.get(place))
        .map(|kind| kind.id.clone()))
}

fn ask_facts(
    library: &Library,
    kind: &TypeId,
    given: BTreeMap<FactId, bool>,
    prompter: &mut dyn Prompter,
) -> Result<Option<BTreeMap<FactId, bool>>, Stop> {
    let plan = tailor(library, kind).unwrap_or_default();
    let facts: Vec<_> = deciding_facts(&plan)
        .filter(|fact| !given.contains_key(&fact.id))
        .collect();
    let mut answers = given;
    let mut place = 0;
    while let Some(fact) = facts.get(place) {
        let number = place + 1;
        let about = About::Fact {
            fact,
            number,
            total: facts.len(),
            answer: answers.get(&fact.id).copied(),
        };
        match prompter.choice(&Request {
            about,
            choices: fact_choices(number),
        })? {
            Choice::Yes => answers.insert(fact.id.clone(), true),
            Choice::No => answers.insert(fact.id.clone(), false),
            Choice::Quit => return Ok(None),
            Choice::Back => {
                place -= 1;
                continue;
            }
            _ => None,
        };
        place += 1;
    }
    Ok(Some(answers))
}

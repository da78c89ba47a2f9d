//! Finds what a person means by a name: an item by any unique suffix, a role by its title, a near miss by its spelling.

mod ends;

use std::fmt::{self, Display};

use thiserror::Error;

use super::hint::Hint;
use super::suggestion::Suggestion;
use crate::domain::id::{FactId, PhaseId, RoleId};
use crate::domain::person::Person;
use crate::domain::plan::incident::Who;
use crate::domain::plan::{Item, Plan, Role, Topic};
use crate::domain::state::{Incident, Release};
use crate::domain::text::{nearest, visible};
use crate::domain::version::Version;

pub use ends::Ends;

/// What a name can be the name of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    /// An item.
    Item,
    /// A role.
    Role,
    /// A phase.
    Phase,
    /// A fact.
    Fact,
    /// A field of the release notes.
    Field,
    /// A release type.
    ReleaseType,
    /// A strategy of a staged rollout.
    Strategy,
    /// A metric.
    Metric,
    /// A monitoring window.
    Window,
    /// A class of incidents.
    Class,
    /// A reason to roll back.
    Trigger,
    /// An incident.
    Incident,
}

impl Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Item => "item",
            Self::Role => "role",
            Self::Phase => "phase",
            Self::Fact => "fact",
            Self::Field => "notes field",
            Self::ReleaseType => "release type",
            Self::Strategy => "strategy",
            Self::Metric => "metric",
            Self::Window => "monitoring window",
            Self::Class => "class of incidents",
            Self::Trigger => "trigger",
            Self::Incident => "incident",
        })
    }
}

/// Why a name does not say what is meant.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NameFault {
    /// There is no such thing.
    #[error("there is no {what} `{}`{}", visible(name), did_you_mean(near))]
    Unknown {
        /// What was looked for.
        what: Named,
        /// What was given.
        name: String,
        /// What may have been meant.
        near: Vec<String>,
        /// The names there are.
        known: Vec<String>,
    },
    /// Several things answer to the name.
    #[error("`{}` could be {}", visible(name), choices.join(", "))]
    Ambiguous {
        /// What was given.
        name: String,
        /// What answers to it.
        choices: Vec<String>,
    },
    /// Several incidents could be meant.
    #[error("the release has several incidents: {}", choices.join(", "))]
    WhichIncident {
        /// Their names and titles.
        choices: Vec<String>,
    },
    /// There is no incident to pick.
    #[error("release {0} has no incident")]
    NoIncident(Version),
    /// A role has to call again at several gates.
    #[error("`{role}` has to call at several gates: say which: {}", phases.iter().map(|phase| format!("`--phase {phase}`")).collect::<Vec<_>>().join(" or "))]
    WhichGate {
        /// The role.
        role: RoleId,
        /// The phases whose gates they are.
        phases: Vec<PhaseId>,
    },
    /// Several roles could speak here.
    #[error("for {about}, say for which role: {}", roles.iter().map(|role| format!("`--role {role}`")).collect::<Vec<_>>().join(" or "))]
    WhichRole {
        /// What is answered.
        about: String,
        /// The roles that could.
        roles: Vec<RoleId>,
    },
}

fn did_you_mean(near: &[String]) -> String {
    let near: Vec<_> = near.iter().map(|near| format!("`{near}`")).collect();
    if near.is_empty() {
        String::new()
    } else {
        format!("; did you mean {}?", near.join(" or "))
    }
}

/// Finds the items of a plan that a name or a pattern with `*` means: one for a name, all that match for a pattern.
///
/// # Errors
///
/// When nothing matches, or a name matches several items.
pub fn items<'p>(plan: &'p Plan, ends: &Ends<'p>, name: &str) -> Result<Vec<&'p Item>, NameFault> {
    if name.contains('*') {
        return matching(plan, name);
    }
    let found = ends.only(name).map_or_else(|| item(plan, name), Ok);
    found.map(|item| vec![item])
}

/// Finds the items that a pattern with `*` means.
fn matching<'p>(plan: &'p Plan, pattern: &str) -> Result<Vec<&'p Item>, NameFault> {
    let found: Vec<_> = plan
        .present()
        .filter(|item| matches_pattern(pattern, item.id.as_str()))
        .collect();
    if found.is_empty() {
        Err(unknown_item(&plan.present(), pattern))
    } else {
        Ok(found)
    }
}

/// Finds the item that a name means: its id, or any suffix of it that no other item has. Items that an amendment
/// removed answer only to names that no present item has.
///
/// # Errors
///
/// When nothing matches, or several items do.
pub fn item<'p>(plan: &'p Plan, name: &str) -> Result<&'p Item, NameFault> {
    for is_removed in [false, true] {
        let items = plan
            .items
            .iter()
            .filter(move |item| item.removed == is_removed);
        if let Some(item) = item_meant(&items, name)? {
            return Ok(item);
        }
    }
    Err(unknown_item(&plan.present(), name))
}

/// Finds the one of these items that a name means, as [`item`] does.
///
/// # Errors
///
/// When nothing matches, or several items do.
pub(crate) fn item_among<'p>(items: &[&'p Item], name: &str) -> Result<&'p Item, NameFault> {
    let items = items.iter().copied();
    item_meant(&items, name)?.ok_or_else(|| unknown_item(&items, name))
}

fn item_meant<'p>(
    items: &(impl Iterator<Item = &'p Item> + Clone),
    name: &str,
) -> Result<Option<&'p Item>, NameFault> {
    let whole_words = format!("/{name}");
    let ways: [&dyn Fn(&str) -> bool; 3] =
        [&|id| id == name, &|id| id.ends_with(&whole_words), &|id| {
            !name.is_empty() && id.ends_with(name)
        }];
    for is_meant in ways {
        let found: Vec<_> = items
            .clone()
            .filter(|item| is_meant(item.id.as_str()))
            .collect();
        match found.as_slice() {
            [] => {}
            [item] => return Ok(Some(item)),
            several => {
                let choices = several
                    .iter()
                    .take(6)
                    .map(|item| format!("`{}`", item.id))
                    .collect();
                return Err(NameFault::Ambiguous {
                    name: name.to_owned(),
                    choices,
                });
            }
        }
    }
    Ok(None)
}

/// Says that there is no such item, and names the one spelled alike, or those that have the name in them.
fn unknown_item<'p>(items: &(impl Iterator<Item = &'p Item> + Clone), name: &str) -> NameFault {
    let ids = || items.clone().map(|item| item.id.as_str());
    let with_last_part = |wanted: &str| ids().find(|id| id.rsplit('/').next() == Some(wanted));
    let last_parts = ids().filter_map(|id| id.rsplit('/').next());
    let near = nearest(name, ids()).or_else(|| with_last_part(nearest(name, last_parts)?));
    let mut holding: Vec<&str> = ids()
        .filter(|id| !name.is_empty() && id.contains(name))
        .take(4)
        .collect();
    if holding.is_empty() {
        holding.extend(near);
    }
    let near = holding.into_iter().map(str::to_owned).collect();
    NameFault::Unknown {
        what: Named::Item,
        name: name.to_owned(),
        near,
        known: ids().map(str::to_owned).collect(),
    }
}

/// Tells whether `pattern`, in which `*` stands for any text, matches the whole of `text`.
fn matches_pattern(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| text.strip_prefix(first)) else {
        return false;
    };
    let mut parts = parts.peekable();
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        let Some(at) = rest.find(part) else {
            return false;
        };
        rest = &rest[at + part.len()..];
    }
    rest.is_empty()
}

/// Finds a role by its name, its title or another title for it, whatever the case.
///
/// # Errors
///
/// When no role answers to the name.
pub fn role<'p>(roles: &'p [Role], name: &str) -> Result<&'p Role, NameFault> {
    let wanted = name.to_lowercase();
    let answers = |role: &&Role| {
        role.title.to_lowercase() == wanted
            || role
                .aliases
                .iter()
                .any(|alias| alias.to_lowercase() == wanted)
    };
    roles
        .iter()
        .find(|role| role.id.as_str() == name)
        .or_else(|| roles.iter().find(answers))
        .ok_or_else(|| unknown(Named::Role, name, roles.iter().map(|role| role.id.as_str())))
}

/// Finds a phase by its name: on the path, that of the rollback, or what stands for that of incidents.
///
/// # Errors
///
/// When the plan has no such phase.
pub fn phase<'p>(plan: &'p Plan, name: &str) -> Result<&'p PhaseId, NameFault> {
    let phases = || {
        plan.phases
            .iter()
            .chain(plan.way_back())
            .map(|phase| &phase.id)
    };
    let phases = || phases().chain(plan.incidents.iter().map(|_| Topic::Incidents.id()));
    phases()
        .find(|id| id.as_str() == name)
        .ok_or_else(|| unknown(Named::Phase, name, phases().map(PhaseId::as_str)))
}

/// Finds the incident that is meant: by its number or its name; without one, the only one that is not over, else the only
/// one there is.
///
/// # Errors
///
/// When there is no such incident, or it is not clear which is meant.
pub fn incident<'r>(release: &'r Release, given: Option<&str>) -> Result<Incident<'r>, NameFault> {
    let all: Vec<_> = release.incidents().collect();
    if let Some(name) = given {
        let is_meant = |incident: &&Incident<'_>| {
            let id = incident.id().as_str();
            id == name || id.strip_prefix("incident-") == Some(name)
        };
        let known = all.iter().find(is_meant).copied();
        return known.ok_or_else(|| {
            unknown(
                Named::Incident,
                name,
                all.iter().map(|incident| incident.id().as_str()),
            )
        });
    }
    let unresolved: Vec<_> = release.unresolved().collect();
    match (unresolved.as_slice(), all.as_slice()) {
        ([only], _) | ([], [only]) => Ok(*only),
        ([], []) => Err(NameFault::NoIncident(release.header().version.clone())),
        ([], several) | (several, _) => {
            let choice = |incident: &Incident<'_>| {
                format!("`{}` ({})", incident.id(), visible(incident.title()))
            };
            Err(NameFault::WhichIncident {
                choices: several.iter().take(6).map(choice).collect(),
            })
        }
    }
}

/// Finds who is meant: a role by its name, its title or another title for it, or a person as `Name <email>`.
///
/// # Errors
///
/// When it is neither.
pub fn who(roles: &[Role], name: &str) -> Result<Who, NameFault> {
    match role(roles, name) {
        Ok(role) => Ok(Who::Role(role.id.clone())),
        Err(fault) => name.parse().map(Who::Person).map_err(|_| fault),
    }
}

/// Finds a fact by its name.
///
/// # Errors
///
/// When the plan has no such fact.
pub fn fact<'p>(plan: &'p Plan, name: &str) -> Result<&'p FactId, NameFault> {
    let found = plan
        .facts
        .iter()
        .map(|fact| &fact.id)
        .find(|id| id.as_str() == name);
    found.ok_or_else(|| {
        unknown(
            Named::Fact,
            name,
            plan.facts.iter().map(|fact| fact.id.as_str()),
        )
    })
}

/// Says that there is no such thing, what may have been meant, and which there are.
pub fn unknown<'n>(what: Named, name: &str, names: impl IntoIterator<Item = &'n str>) -> NameFault {
    let names: Vec<&str> = names.into_iter().collect();
    let near = nearest(name, names.iter().copied());
    NameFault::Unknown {
        what,
        name: name.to_owned(),
        near: near.map(str::to_owned).into_iter().collect(),
        known: names.into_iter().map(str::to_owned).collect(),
    }
}

/// The most names that are listed; a plan has many items, and few of anything else.
const MOST_LISTED: usize = 20;
const MOST_ITEMS: usize = 6;

/// Says which names of a kind there are; of very many, the first and the command that lists them all.
pub(crate) fn listed(what: Named, known: &[String]) -> Hint {
    let has = match what {
        Named::ReleaseType => "the playbook has",
        Named::Incident => "the release has",
        _ => "the plan has",
    };
    let most = match what {
        Named::Item => MOST_ITEMS,
        _ => MOST_LISTED,
    };
    let names = known.get(..most).unwrap_or(known).join(", ");
    let rest = known.len().saturating_sub(most);
    match what {
        _ if known.is_empty() => format!("{has} none").into(),
        _ if rest == 0 => format!("{has} {names}").into(),
        Named::Item => {
            Hint::from(format!("{has} {names} and {rest} more: ")).run(Suggestion::WholeStatus)
        }
        _ => format!("{has} {names} and {rest} more").into(),
    }
}

/// Decides for which of `candidates` a person speaks who did not say: the only one, or the only one the person holds.
///
/// # Errors
///
/// When it is not clear.
pub(crate) fn speaking_role(
    plan: &Plan,
    candidates: &[RoleId],
    by: &Person,
    about: &dyn Display,
) -> Result<RoleId, NameFault> {
    if let [only] = candidates {
        return Ok(only.clone());
    }
    let holds = |role: &&RoleId| {
        plan.role(role)
            .is_some_and(|role| plan.is_among(by, &role.members))
    };
    let held: Vec<&RoleId> = candidates.iter().filter(holds).collect();
    match held.as_slice() {
        [only] => Ok((*only).clone()),
        _ => Err(NameFault::WhichRole {
            about: about.to_string(),
            roles: candidates.to_vec(),
        }),
    }
}

#[cfg(test)]
mod tests;

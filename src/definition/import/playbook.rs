//! A playbook for drafted checklists.

use std::collections::HashMap;

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::draft::{Draft, FALLBACK};
use super::emit::{EmitFault, yaml};
use super::words::title_of;

/// Returns a playbook for these checklists as YAML, by their names; `phase` is the phase of all items, when one was named.
///
/// # Errors
///
/// When it cannot be written as YAML.
pub(crate) fn playbook(drafts: &[(&str, Draft)], phase: Option<&str>) -> Result<String, EmitFault> {
    #[derive(Serialize)]
    struct Playbook<'d> {
        format: u8,
        title: &'d str,
        roles: Map<String, Value>,
        types: Value,
        phases: Vec<Value>,
    }
    let mut roles = Map::new();
    roles.insert(
        FALLBACK.to_owned(),
        json!({"title": "Release Manager", "may-waive": true}),
    );
    for role in drafts.iter().flat_map(|(_, draft)| &draft.roles) {
        roles
            .entry(&role.id)
            .or_insert_with(|| json!({"title": role.title}));
    }
    let mut phases: Vec<(String, String, Vec<&str>)> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for (checklist, draft) in drafts {
        let named = phase.map(|phase| (phase.to_owned(), title_of(phase)));
        for (id, title) in named.iter().chain(&draft.phases) {
            let place = *places.entry(id.clone()).or_insert(phases.len());
            match phases.get_mut(place) {
                Some((.., lists)) if lists.last() == Some(checklist) => {}
                Some((.., lists)) => lists.push(checklist),
                None => phases.push((id.clone(), title.clone(), vec![checklist])),
            }
        }
    }
    let title = match drafts {
        [(_, only)] => only.title.as_str(),
        _ => "Release playbook",
    };
    let phases = phases.into_iter().map(|(id, title, checklists)| {
        let gate = json!({"title": format!("{title} is done"), "poll": [FALLBACK]});
        json!({"id": id, "title": title, "checklists": checklists, "gate": gate})
    });
    yaml(&Playbook {
        format: 1,
        title,
        roles,
        types: json!({"release": {"title": "Release"}}),
        phases: phases.collect(),
    })
}

//! What a gate has to tell, one thing at a time, as the formats for CI list it.

use crate::domain::id::{ItemId, RoleId};
use crate::domain::plan::Item;
use crate::domain::rules::item_status::ItemState;
use crate::domain::rules::judgement::Judgement;
use crate::domain::rules::reason::{Code, Reason};
use crate::domain::state::Release;
use crate::domain::text::visible;
use crate::domain::verdict::Verdict;
use crate::render::gate::{accepted, is_told, waiver};

/// One thing that a gate has to tell.
#[derive(Debug)]
pub(super) struct Matter<'r> {
    /// The stable word for the kind of reason; `accepted` for what keeps no gate shut.
    pub(super) code: Code,
    /// What it alone asks for: GO for what was knowingly accepted.
    pub(super) verdict: Verdict,
    /// The role that has not called go here.
    pub(super) caller: Option<&'r RoleId>,
    /// The item that it is about.
    pub(super) item: Option<&'r Item>,
    /// What it is about, visible.
    pub(super) about: String,
    /// What is the matter, visible.
    pub(super) sentence: String,
    /// Who can settle it.
    pub(super) owners: Vec<&'r RoleId>,
    /// The commands that may settle it, or how long there is nothing to do.
    pub(super) steps: Vec<String>,
}

/// Returns what the gate of one phase has to tell: what says NO-GO first, and what was knowingly accepted last.
pub(super) fn of<'r>(
    release: &'r Release,
    judgement: &Judgement<'r>,
    select: &str,
) -> Vec<Matter<'r>> {
    let phase = judgement.topic.id();
    let reasons = judgement.reasons_by_weight();
    let mut matters: Vec<Matter<'r>> = reasons
        .into_iter()
        .filter(|reason| is_told(reason))
        .map(|reason| {
            let explained = reason.explain();
            let steps = judgement.steps(release, reason);
            Matter {
                code: explained.code,
                verdict: explained.verdict,
                caller: match reason {
                    Reason::Call { role, .. } => Some(role),
                    _ => None,
                },
                item: reason.item(),
                about: visible(&explained.about).into_owned(),
                sentence: visible(&explained.sentence).into_owned(),
                owners: explained.owners,
                steps: steps.iter().map(|step| step.command(select)).collect(),
            }
        })
        .collect();
    let items = judgement.items.iter();
    let waived = items.filter(|standing| standing.state == ItemState::Waived);
    let waived = waived.flat_map(|standing| {
        let item = standing.item;
        let waivers = standing.waivers.iter();
        waivers.map(move |event| (item.id.to_string(), waiver(event), Some(item)))
    });
    let others = accepted(release, phase).into_iter();
    let accepted = waived.chain(others.map(|(about, said)| (about, said, None)));
    matters.extend(accepted.map(|(about, said, item)| Matter {
        code: Code::Accepted,
        verdict: Verdict::Go,
        caller: None,
        item,
        about: visible(&about).into_owned(),
        sentence: visible(&said).into_owned(),
        owners: Vec::new(),
        steps: Vec::new(),
    }));
    matters
}

impl Matter<'_> {
    /// Tells whether it is about this item, and not about a stage that counts it.
    pub(super) fn is_of_item(&self, id: &ItemId) -> bool {
        self.code != Code::Criterion && self.item.is_some_and(|item| item.id == *id)
    }

    /// Returns what is the matter, with the roles that can settle it and the text of the item, on one line.
    pub(super) fn line(&self) -> String {
        let roles: Vec<&str> = self.owners.iter().map(|role| role.as_str()).collect();
        let roles = if roles.is_empty() || self.caller.is_some() {
            String::new()
        } else {
            format!(" [{}]", roles.join(", "))
        };
        let text = self
            .item
            .map(|item| format!("  {}", visible(&item.text)))
            .unwrap_or_default();
        format!("{}{roles}{text}", self.sentence)
    }
}

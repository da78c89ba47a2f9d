//! What is left when a walk ends: whose turn it is, and the commands that go on.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::scope::Turn;
use crate::domain::event::Outcome;
use crate::domain::gate::{self, Judgement, Reason, Verdict, judge};
use crate::domain::id::RoleId;
use crate::domain::plan::{Item, Phase};
use crate::domain::release::Release;
use crate::domain::standing::ItemState;

/// Where the release stands when a walk ends.
#[derive(Clone, Debug)]
pub struct Summary<'r> {
    /// How many answers this walk has recorded.
    pub saved: usize,
    /// The items that were put off and still wait.
    pub put_off: Vec<&'r Item>,
    /// The first phase whose gate is not at GO, with what its gate says.
    pub present: Option<(&'r Phase, Verdict)>,
    /// What is outstanding there, role by role, in the playbook's order.
    pub whose_turn: Vec<Due<'r>>,
    /// The commands that go on.
    pub commands: Vec<String>,
}

/// What one role still has to do in a phase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due<'r> {
    /// The role.
    pub role: &'r RoleId,
    /// Items to sign.
    pub items: usize,
    /// Items that it has blocked.
    pub blocked: usize,
    /// Calls to make.
    pub calls: usize,
}

/// Returns where the release stands.
pub fn summarize<'r>(release: &'r Release, saved: usize, put_off: &[Turn], now: DateTime<Utc>) -> Summary<'r> {
    let judgements = judge(release, now);
    let present = gate::present(&judgements);
    let whose_turn = present.map(|present| whose_turn(release, present)).unwrap_or_default();
    let commands = commands(release, present.is_none(), &whose_turn);
    let mut items: Vec<&Item> = Vec::new();
    for turn in put_off {
        let item = release.item(&turn.item);
        items.extend(item.filter(|item| !items.iter().any(|known| known.id == item.id)));
    }
    Summary { saved, put_off: items, present: present.map(|found| (found.phase, found.verdict)), whose_turn, commands }
}

fn whose_turn<'r>(release: &'r Release, present: &Judgement<'r>) -> Vec<Due<'r>> {
    let mut due: HashMap<&RoleId, Due<'r>> = HashMap::new();
    for reason in &present.reasons {
        match reason {
            Reason::Item(standing) if standing.state == ItemState::Blocked => {
                for role in standing.blockers.iter().filter_map(|event| super::scope::role_of(event)) {
                    due.entry(role).or_insert_with(|| Due::none(role)).blocked += 1;
                }
            }
            Reason::Item(standing) => {
                for role in standing.missing() {
                    due.entry(role).or_insert_with(|| Due::none(role)).items += 1;
                }
            }
            Reason::Call { role, .. } => due.entry(role).or_insert_with(|| Due::none(role)).calls += 1,
            Reason::Candidates(_) | Reason::Plans | Reason::EmptyPlan | Reason::Ended(..) => {}
        }
    }
    release.plan().roles.iter().filter_map(|role| due.remove(&role.id)).collect()
}

impl<'r> Due<'r> {
    fn none(role: &'r RoleId) -> Self {
        Self { role, items: 0, blocked: 0, calls: 0 }
    }
}

fn commands(release: &Release, is_go: bool, whose_turn: &[Due<'_>]) -> Vec<String> {
    let version = &release.header().version;
    if release.outcome() == Some(Outcome::Shipped) {
        return vec![format!("gonogo notes -r {version}")];
    }
    if is_go {
        return vec![format!("gonogo notes -r {version}"), format!("gonogo close -r {version}")];
    }
    let walks = whose_turn.iter().take(3).map(|due| format!("gonogo walk {version} --role {}", due.role));
    walks.chain([format!("gonogo status -r {version}")]).collect()
}

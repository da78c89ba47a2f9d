//! What is left when a walk ends: whose turn it is, and what comes next.

use chrono::{DateTime, Utc};

use super::scope::Turn;
use crate::domain::plan::{Item, Phase};
use crate::domain::rules::gate::judge_all;
use crate::domain::rules::judgement::present;
use crate::domain::rules::suggestion::Suggestion;
use crate::domain::rules::todo::{OpenWork, due_now, next_steps};
use crate::domain::state::Release;
use crate::domain::verdict::Verdict;

/// Where the release stands when a walk ends.
#[derive(Clone, Debug)]
pub struct Summary<'r> {
    /// The release.
    pub release: &'r Release,
    /// How many answers this walk has recorded.
    pub saved: usize,
    /// The items that were put off and still wait.
    pub put_off: Vec<&'r Item>,
    /// The first phase whose gate is not at GO, with what its gate says.
    pub present: Option<(&'r Phase, Verdict)>,
    /// What is outstanding there, role by role, in the playbook's order.
    pub whose_turn: Vec<OpenWork<'r>>,
    /// What comes next.
    pub next: Vec<Suggestion<'r>>,
}

/// Returns where the release stands.
pub fn summarize<'r>(
    release: &'r Release,
    saved: usize,
    put_off: &[Turn],
    now: DateTime<Utc>,
) -> Summary<'r> {
    let judgements = judge_all(release, now);
    let present = present(&judgements).map(|judgement| (judgement.phase, judgement.verdict));
    let mut next = next_steps(release, &judgements, None);
    next.extend(
        present
            .filter(|_| release.outcome().is_none())
            .map(|_| Suggestion::Status),
    );
    let mut items: Vec<&Item> = Vec::new();
    for turn in put_off {
        let item = release.item(&turn.item);
        items.extend(item.filter(|item| !items.iter().any(|known| known.id == item.id)));
    }
    Summary {
        release,
        saved,
        put_off: items,
        present,
        whose_turn: due_now(release, &judgements),
        next,
    }
}

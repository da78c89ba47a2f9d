//! What is left when a walk ends: whose turn it is, and what comes next.

use chrono::{DateTime, Utc};

use super::scope::{Scope, Turn};
use crate::domain::plan::{Item, Topic};
use crate::domain::rules::facts::{self, Unanswered};
use crate::domain::rules::gate::judge_all;
use crate::domain::rules::judgement::present;
use crate::domain::rules::progress::Progress;
use crate::domain::rules::reason::Reason;
use crate::domain::rules::suggestion::Suggestion;
use crate::domain::rules::timing::clock;
use crate::domain::rules::todo::{OpenWork, due_now, next_steps, no_gos};
use crate::domain::state::Release;
use crate::domain::verdict::Verdict;

/// Where the release stands when a walk ends.
#[derive(Clone, Debug)]
pub(crate) struct Summary<'r> {
    pub(crate) release: &'r Release,
    /// How many answers this walk has recorded.
    pub(crate) saved: usize,
    /// The items that were put off and still wait.
    pub(crate) put_off: Vec<&'r Item>,
    /// The first phase whose gate is not at GO, with what its gate says.
    pub(crate) present: Option<(Topic<'r>, Verdict)>,
    /// What says NO-GO, wherever it stands, with what clears it.
    pub(crate) no_go: Vec<(Reason<'r>, Vec<Suggestion<'r>>)>,
    /// What the walk takes in, and how much of it is done.
    pub(crate) progress: Progress,
    /// The facts that nobody has answered.
    pub(crate) unanswered: Option<Unanswered>,
    /// Until when there is nothing to do and what is waited for, when only time is missing.
    pub(crate) until: Option<String>,
    /// The command that continues the walk.
    pub(crate) command: &'r str,
    /// What is outstanding there, role by role, in the playbook's order.
    pub(crate) whose_turn: Vec<OpenWork<'r>>,
    /// What comes next.
    pub(crate) next: Vec<Suggestion<'r>>,
}

/// Returns where the release stands.
pub(crate) fn summarize<'r>(
    release: &'r Release,
    scope: &'r Scope,
    saved: usize,
    put_off: &[Turn],
    until: Option<(DateTime<Utc>, String)>,
    now: DateTime<Utc>,
) -> Summary<'r> {
    let judgements = judge_all(release, now);
    let no_go = no_gos(release, &judgements)
        .into_iter()
        .map(|(reason, steps)| (reason.clone(), steps));
    let present = present(&judgements).map(|judgement| (judgement.topic, judgement.verdict));
    let mut next = next_steps(release, &judgements, None);
    let is_walk = |step: &Suggestion<'_>| matches!(step, Suggestion::Walk { .. });
    if scope.role.is_none() && scope.phase.is_none() && next.iter().any(is_walk) {
        // Whoever stops a walk of everything goes on with it.
        let whole = Suggestion::Walk {
            version: &release.header().version,
            role: None,
            phase: None,
        };
        next.retain(|step| *step != whole);
        next.insert(0, whole);
    }
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
        no_go: no_go.collect(),
        progress: scope.progress(release, now),
        unanswered: facts::unanswered(release),
        until: until.map(|(until, why)| format!("{}: {why}", clock(until, now))),
        command: &scope.command,
        whose_turn: due_now(release, &judgements),
        next,
    }
}

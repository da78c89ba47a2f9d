//! `gonogo sign`: a role says that items are done.

use super::answer::{self, RoleChoice};
use super::context::Context;
use super::sync;
use crate::commands::args::{Acting, Represented, Selected};
use crate::commands::output::{Answer, Outcome, Remark};
use crate::domain::event::{Event, EventKind};
use crate::domain::id::{ItemId, RoleId};
use crate::domain::person::Person;
use crate::domain::plan::Item;
use crate::domain::rules::admission::{Refusal, admit};
use crate::domain::rules::checks::asks_why;
use crate::domain::rules::gate::judge;
use crate::domain::rules::judgement::Judgement;
use crate::domain::rules::{ahead, draft, item_status, naming};
use crate::domain::state::Release;
use crate::domain::text::counted;
use crate::error::CommandError;

/// Sign items as done
///
/// ITEM is an item's id, any unique end of it, or a pattern with `*`. A pattern signs every item that waits for one
/// role, lists them, and says how many were refused. What you sign while a gate before its phase is not at GO is recorded as
/// ahead of that gate. An item that marks a milestone, such as a deployment, then needs `--ahead --reason`, and stays a risk
/// of the release.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  gonogo sign smoke-tests-staging --evidence https://ci.example/run/881
  gonogo sign 'pre-release/*' --role developer
  gonogo sign 2.4.0 deployment-started
  gonogo sign deployment-started --ahead --reason 'the fix cannot wait'

Exit codes:
  0   signed, or signed already
  1   a rule says no, or refused every item of a pattern
  2   unknown item, or evidence is missing
  3   disk or lock
  4   the record cannot be trusted
With --sync, what is signed stays signed, and what `gonogo sync` fails with counts as well.")]
pub(crate) struct SignArgs {
    /// Items to sign
    #[arg(required = true, value_name = "ITEM")]
    items: Vec<String>,
    /// Role that signs [default: the only role of the item or the pattern]
    #[arg(long)]
    role: Option<String>,
    /// URL, file digest or text that shows it; may be repeated
    #[arg(long, value_name = "EVIDENCE")]
    evidence: Vec<String>,
    /// Remark to keep with the sign-off; needed for an item with a check that is blocked
    #[arg(long)]
    note: Option<String>,
    /// Sign a milestone although a gate before it is not at GO; needs `--reason`
    #[arg(long, requires = "reason")]
    ahead: bool,
    /// Why it is signed ahead of the gate
    #[arg(long, requires = "ahead", allow_hyphen_values = true)]
    reason: Option<String>,
    /// Share what was signed at once, and take in what others did
    #[arg(long, conflicts_with = "dry_run")]
    sync: bool,
    #[command(flatten)]
    represented: Represented,
    #[command(flatten)]
    selected: Selected,
    #[command(flatten)]
    acting: Acting,
}

#[derive(Debug, thiserror::Error)]
#[error("`{0}` has a check and is blocked")]
struct Unproven(ItemId);

impl SignArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        let mut pattern = Pattern::default();
        let answer = answer::append_for(
            context,
            (&self.selected, &self.acting),
            &self.represented,
            |release, by| {
                let mut kinds = Vec::new();
                let ends = naming::Ends::of(release.plan());
                // What this command signs opens no gate for itself.
                let path = judge(release, context.now());
                for name in &self.items {
                    let items = naming::items(release.plan(), &ends, name)?;
                    if name.contains('*') {
                        kinds.extend(self.of_pattern(
                            context,
                            release,
                            (name, &items),
                            (by, &path),
                            &mut pattern,
                        )?);
                    } else {
                        let role = RoleChoice::Own(self.role.as_deref());
                        let role = role.decide(release, items[0], by)?;
                        if let Some(unproven) = self.unproven(context, release, items[0]) {
                            return Err(CommandError::not_evaluated(unproven).hinted(
                            "say with `--note` why it is done anyway, or run `gonogo check --run` once it is mended",
                        ));
                        }
                        kinds.push(self.signed(release, items[0], &role, &path)?);
                    }
                }
                Ok(kinds)
            },
        )?;
        let answer = pattern.add_to(answer);
        Ok(if self.sync {
            sync::add_to(answer, context, &self.selected)
        } else {
            answer
        })
    }

    /// Signs the items of a pattern that wait for the role; says what stands in the way of others.
    fn of_pattern(
        &self,
        context: &Context,
        release: &Release,
        (pattern, items): (&str, &[&Item]),
        (by, path): (&Person, &[Judgement<'_>]),
        told: &mut Pattern,
    ) -> Result<Vec<EventKind>, CommandError> {
        let role = self.role_of_pattern(release, pattern, items, by)?;
        let mut kinds = Vec::new();
        // Of a section that is signed in order, what the pattern signs itself counts.
        let is_in_order = items.iter().any(|item| item.in_order);
        let mut signed_so_far = is_in_order.then(|| release.clone());
        for item in items.iter().filter(|item| item.roles.contains(&role)) {
            let release = signed_so_far.as_ref().unwrap_or(release);
            let waits = item_status::standing(release, &item.id, context.now())
                .is_some_and(|standing| standing.waits_for(&role));
            if !waits {
                continue;
            }
            if let Some(unproven) = self.unproven(context, release, item) {
                told.refuse(&unproven);
                continue;
            }
            let kind = self.signed(release, item, &role, path)?;
            match admit(release, &kind, by, context.now()) {
                Ok(_) => {
                    kinds.push(kind.clone());
                    signed_so_far = signed_so_far.map(|so_far| {
                        let (id, heads) = (so_far.header().id.clone(), so_far.heads());
                        let event = Event::new(&id, context.now(), by.clone(), kind, heads);
                        so_far.after(event)
                    });
                }
                Err(refusal) => told.refuse(&refusal),
            }
        }
        told.signed += kinds.len();
        if kinds.is_empty() && told.remarks.is_empty() {
            told.remarks.push(Remark::Hint(format!(
                "no item of `{pattern}` waits for a sign-off by `{role}`"
            )));
        }
        Ok(kinds)
    }

    /// Returns that the item is blocked although a program could prove it, unless a note says why it is done.
    fn unproven(&self, context: &Context, release: &Release, item: &Item) -> Option<Unproven> {
        let is_unproven = self.note.is_none()
            && item_status::standing(release, &item.id, context.now())
                .is_some_and(|standing| asks_why(&standing));
        is_unproven.then(|| Unproven(item.id.clone()))
    }

    /// A pattern is signed for one role, so that nobody signs for roles he did not think of.
    fn role_of_pattern(
        &self,
        release: &Release,
        pattern: &str,
        items: &[&Item],
        by: &Person,
    ) -> Result<RoleId, CommandError> {
        if let Some(name) = &self.role {
            return Ok(naming::role(&release.plan().roles, name)?.id.clone());
        }
        let mut roles: Vec<RoleId> = Vec::new();
        for role in items.iter().flat_map(|item| &item.roles) {
            if !roles.contains(role) {
                roles.push(role.clone());
            }
        }
        Ok(naming::speaking_role(
            release.plan(),
            &roles,
            by,
            &format!("`{pattern}`"),
        )?)
    }

    fn signed(
        &self,
        release: &Release,
        item: &Item,
        role: &RoleId,
        path: &[Judgement<'_>],
    ) -> Result<EventKind, CommandError> {
        let shut = ahead::shut_gate(path, &item.phase);
        let details = draft::SignOffDetails {
            evidence: self.evidence.clone(),
            note: self.note.clone(),
            ahead: shut.map(|shut| shut.topic.id().clone()),
            ahead_reason: self.reason.clone(),
        };
        let signed = draft::signing(release, &item.id, role, details);
        Ok(signed.ok_or_else(|| Refusal::NoItem(item.id.clone()))?)
    }
}

/// What came of the items of patterns.
#[derive(Default)]
struct Pattern {
    signed: usize,
    refused: usize,
    /// What is said of them, item by item.
    remarks: Vec<Remark>,
}

impl Pattern {
    fn refuse(&mut self, why: &impl std::fmt::Display) {
        self.refused += 1;
        let remark = Remark::Warning(format!("not signed: {why}"));
        self.remarks.push(remark);
    }

    /// Says how many items were not signed. When none was, nothing came of the command.
    fn add_to(self, mut answer: Answer) -> Answer {
        answer.remarks.extend(self.remarks);
        if self.refused == 0 {
            return answer;
        }
        let all = counted(self.signed + self.refused, "item");
        let said = format!("signed {} of {all}", self.signed);
        answer.remarks.push(Remark::Note(said));
        if self.signed == 0 && answer.text.is_empty() {
            answer.outcome = Outcome::No;
        }
        answer
    }
}

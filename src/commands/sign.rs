//! `gonogo sign`: a role says that items are done.

use super::answer::{self, RoleChoice, answered};
use super::context::Context;
use super::{Answer, Remark};
use crate::cli::{Acting, Selected};
use crate::domain::admission::{Refusal, admit};
use crate::domain::event::EventKind;
use crate::domain::id::RoleId;
use crate::domain::naming;
use crate::domain::person::Person;
use crate::domain::plan::{Bound, Item};
use crate::domain::release::Release;
use crate::error::CommandError;

/// Sign items as done
///
/// ITEM is an item's id, any unique end of it, or a pattern with `*`. A pattern takes the items of your role that
/// wait for it, and says which.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  gonogo sign smoke-tests-staging --evidence https://ci.example/run/881
  gonogo sign 'pre-release/*' --role developer

Exit codes: 0 signed, or signed already; 1 a rule says no; 2 unknown item, or evidence is missing; 3; 4")]
pub(crate) struct SignArgs {
    /// Items to sign
    #[arg(required = true, value_name = "ITEM")]
    items: Vec<String>,
    /// Role that signs [default: the item's only role]
    #[arg(long)]
    role: Option<String>,
    /// URL, file digest or text that shows it; may be repeated
    #[arg(long, value_name = "EVIDENCE")]
    evidence: Vec<String>,
    /// Remark to keep with the sign-off
    #[arg(long)]
    note: Option<String>,
    #[command(flatten)]
    selected: Selected,
    #[command(flatten)]
    acting: Acting,
}

impl SignArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        let mut passed_over = Vec::new();
        let mut answer = answer::append(context, &self.selected, &self.acting, |release, by| {
            let mut kinds = Vec::new();
            for name in &self.items {
                let items = naming::items(release.plan(), name)?;
                if name.contains('*') {
                    kinds.extend(self.of_pattern(context, release, &items, by, &mut passed_over)?);
                } else {
                    kinds.push(self.signature(release, items[0], by)?);
                }
            }
            Ok(kinds)
        })?;
        answer.remarks.extend(passed_over);
        if answer.text.is_empty() && answer.remarks.is_empty() {
            answer.remarks.push(Remark::Hint("no item of this role waits for a sign-off".to_owned()));
        }
        Ok(answer)
    }

    /// Signs the items of a pattern that belong to the role and wait for it; says what stands in the way of others.
    fn of_pattern(
        &self,
        context: &Context,
        release: &Release,
        items: &[&Item],
        by: &Person,
        passed_over: &mut Vec<Remark>,
    ) -> Result<Vec<EventKind>, CommandError> {
        let role = self.role.as_deref().map(|name| naming::role(&release.plan().roles, name)).transpose()?;
        let mut kinds = Vec::new();
        let mut others = 0;
        for item in items {
            if role.is_some_and(|role| !item.roles.contains(&role.id)) {
                others += 1;
                continue;
            }
            let kind = self.signature(release, item, by)?;
            match admit(release, &kind, by, context.now()) {
                Ok(_) => kinds.push(kind),
                Err(refusal) if refusal.is_already_so() => {}
                Err(Refusal::DoesNotApply { .. } | Refusal::IsWaived(_)) => {}
                Err(refusal) => passed_over.push(Remark::Warning(format!("not signed: {refusal}"))),
            }
        }
        if others > 0 {
            passed_over.push(Remark::Hint(format!("{others} of the matching items belong to other roles")));
        }
        Ok(kinds)
    }

    fn signature(&self, release: &Release, item: &Item, by: &Person) -> Result<EventKind, CommandError> {
        let role = RoleChoice::Own(self.role.as_deref()).decide(release, item, by)?;
        signature(release, item, role, self.evidence.clone(), self.note.clone())
    }
}

/// Returns the sign-off of an item as it stands now.
pub(crate) fn signature(
    release: &Release,
    item: &Item,
    role: RoleId,
    evidence: Vec<String>,
    note: Option<String>,
) -> Result<EventKind, CommandError> {
    let answered = answered(release, item, role)?;
    let candidate = if item.bound == Bound::Candidate { release.candidate().cloned() } else { None };
    Ok(EventKind::Signed { item: answered.item, role: answered.role, digest: answered.digest, candidate, evidence, note })
}

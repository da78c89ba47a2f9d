//! `gonogo na`: items do not apply to this release.

use super::answer::{self, RoleChoice};
use super::context::Context;
use crate::commands::args::{Acting, Represented, Selected};
use crate::commands::output::Answer;
use crate::domain::rules::{draft, naming};
use crate::error::CommandError;

/// Answer "not applicable" to items, with a reason
///
/// Only items that their checklist marks `if-applicable` can be answered so. Where a fact decides, answer the fact.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Example:
  gonogo na code-freeze --reason 'trunk-based, nothing to freeze'

Exit codes:
  0   answered
  1   a rule says no
  2   unknown item, or the reason is missing
  3   disk or lock
  4   the record cannot be trusted")]
pub(crate) struct NaArgs {
    /// Items that do not apply
    #[arg(required = true, value_name = "ITEM")]
    items: Vec<String>,
    /// Why they do not apply to this release
    #[arg(long, allow_hyphen_values = true)]
    reason: String,
    /// Role that answers [default: the item's only role]
    #[arg(long)]
    role: Option<String>,
    #[command(flatten)]
    represented: Represented,
    #[command(flatten)]
    selected: Selected,
    #[command(flatten)]
    acting: Acting,
}

impl NaArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        answer::append_for(
            context,
            (&self.selected, &self.acting),
            &self.represented,
            |release, by| {
                let mut kinds = Vec::new();
                let ends = naming::Ends::of(release.plan());
                for name in &self.items {
                    for item in naming::items(release.plan(), &ends, name)? {
                        let role =
                            RoleChoice::Own(self.role.as_deref()).decide(release, item, by)?;
                        kinds.extend(draft::ruling_out(
                            release,
                            &item.id,
                            &role,
                            self.reason.clone(),
                        ));
                    }
                }
                Ok(kinds)
            },
        )
    }
}

//! `gonogo risk list`: the risk register of a release.

use serde::Serialize;

use crate::commands::args::{Printed, Selected};
use crate::commands::context::Context;
use crate::commands::output::Answer;
use crate::domain::version::Version;
use crate::error::CommandError;
use crate::render;
use crate::render::json::{envelope, formats};
use crate::render::risk::RegisterEntry;

/// List the risks of a release
///
/// Open ones first, the highest at the top; then those that are closed.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  gonogo risk list
  gonogo risk list 2.4.0 --json | jq '.risks[] | select(.outcome == null and .level == \"high\")'

Exit codes:
  0   listed
  2   no record
  3   disk or lock
  4   the record cannot be trusted")]
pub(crate) struct ListArgs {
    #[command(flatten)]
    printed: Printed,
    #[command(flatten)]
    selected: Selected,
}

formats! { RisksReport<'_> = "gonogo.risks/1" }

/// The risk register of a release.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct RisksReport<'r> {
    /// The release.
    version: &'r Version,
    /// The risks: open ones first, the highest at the top.
    risks: Vec<RegisterEntry<'r>>,
}

impl ListArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        context.shown(&self.selected, |release, now| {
            let mut risks = release.open_risks();
            risks.extend(release.risks().filter(|risk| !risk.is_open()));
            if self.printed.is_json() {
                return Ok(Answer::data(envelope(&RisksReport {
                    version: &release.header().version,
                    risks: risks.iter().map(|it| RegisterEntry::of(it, now)).collect(),
                })));
            }
            if risks.is_empty() {
                let hint = "no risk was raised; to add one: `gonogo risk add \"…\"`";
                return Ok(Answer::default().hint(hint));
            }
            let text = render::risk::register(&risks, now, context.stdout);
            Ok(Answer::text(text))
        })
    }
}

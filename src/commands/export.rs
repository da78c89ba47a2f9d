//! `gonogo export`: a release as a document for others.

use super::context::Context;
use crate::commands::args::{ExportForms, Format, Printed, Selected};
use crate::commands::output::Answer;
use crate::commands::output_file::Output;
use crate::domain::rules::audit;
use crate::domain::rules::gate::judge_all;
use crate::error::CommandError;
use crate::render::export::{Exported, csv};

/// Export a release as a task list, an issue, a table or an audit
///
/// `markdown` is a task list with every item and how it stands; `github-issue` the same within the size of an issue on
/// GitHub; `csv` a row for each role of an item; `audit` what an auditor asks for: each requirement with its evidence and
/// who signed it, the calls, what was accepted, and the digest of the record.
///
/// With `-o` the file is replaced in one step, so that no reader sees half of it.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  gonogo export > release.md
  gonogo export --format github-issue | gh issue create --title 'Release 2.4.0' --body-file -
  gonogo export 2.4.0 --format audit -o audit-2.4.0.md

Exit codes:
  0   written, whatever the verdict
  2   no record, or one that cannot be read
  3   disk
  4   the record cannot be trusted; for its signatures, it is written and says so")]
pub(crate) struct ExportArgs {
    #[command(flatten)]
    printed: Printed<ExportForms>,
    #[command(flatten)]
    output: Output,
    #[command(flatten)]
    selected: Selected,
}

impl ExportArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        let version = context.version(self.selected.release.as_deref())?;
        let (release, digest) = context.store().release_and_digest(&version)?;
        let now = context.now();
        let exported = Exported {
            release: &release,
            judgements: &judge_all(&release, now),
            digest,
            unjudged: audit::unjudged(&release),
            now,
        };
        let text = match self.printed.format() {
            Format::GitHubIssue => exported.issue(),
            Format::Csv => csv(&exported),
            Format::Audit => exported.audit(),
            Format::Json => exported.json(&self.selected.in_commands()),
            _ => exported.markdown(),
        };
        let answer = match self.output.write(context, &text)? {
            None => Answer::data(text),
            Some(path) => Answer::text(format!("wrote {path}\n")),
        };
        Ok(context.doubted(answer, &release, now))
    }
}

//! `gonogo doctor`: what gonogo finds around it, and what would not work. It changes nothing.

mod findings;

use serde::Serialize;

use self::findings::{Finding, Grade};
use super::context::Context;
use crate::commands::args::Printed;
use crate::commands::output::{Answer, Outcome};
use crate::domain::text::visible;
use crate::error::CommandError;
use crate::render::json::{envelope, formats};
use crate::style::OutputStyle;

/// Show what gonogo finds here, and what would not work
///
/// It looks for git, who you are, the checklists, the records, your editor, what the terminal can show, and whether the
/// clock can be right. Each line is `ok`, a `note` (good to know) or a `problem` (a command would fail), with what to do.
/// Nothing is written.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  gonogo doctor
  gonogo doctor --json | jq '.findings[] | select(.grade == \"problem\")'

Exit codes:
  0   no problem
  2   a problem: commands would not be able to do what they are asked
  3   a problem with the disk or the clock
  4   a record cannot be trusted")]
pub(crate) struct DoctorArgs {
    #[command(flatten)]
    printed: Printed,
}

/// The width of the column of grades, with its margin.
const GRADE: usize = "problem".len() + 2;

formats! { DoctorReport<'_> = "gonogo.doctor/1" }

/// What was found.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct DoctorReport<'r> {
    /// Whether there is no problem.
    sound: bool,
    /// What was looked at, in order.
    findings: &'r [Finding],
}

impl DoctorArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        let findings = findings::all(context);
        let outcome = Outcome::gravest(findings.iter().filter_map(|finding| finding.problem));
        let answer = if self.printed.is_json() {
            Answer::data(envelope(&DoctorReport {
                sound: outcome == Outcome::Done,
                findings: &findings,
            }))
        } else {
            Answer::text(text(&findings, context.stdout))
        };
        Ok(answer.with(outcome))
    }
}

fn text(findings: &[Finding], look: OutputStyle) -> String {
    let width = findings.iter().map(|finding| finding.about.len()).max();
    let width = width.unwrap_or(0);
    let rows = findings.iter().map(|finding| row(finding, width, look));
    rows.collect()
}

/// Returns a finding in lines, with room for `width` characters of what it is about.
fn row(finding: &Finding, width: usize, look: OutputStyle) -> String {
    let word = finding.grade().word();
    let word = match finding.grade() {
        Grade::Ok => look.good(word),
        Grade::Note => look.waiting(word),
        Grade::Problem => look.bad(word),
    };
    let about = finding.about;
    let margin = " ".repeat(GRADE);
    let lines = look.wrapped(&format!("{margin}{about:width$}  "), &finding.text);
    let mut text = lines.join("\n") + "\n";
    // Colour codes would count as characters of the line.
    let blank = finding.grade().word().len();
    text.replace_range(..blank, &word);
    if let Some(way_out) = &finding.way_out {
        let indent = format!("{margin}{:width$}  -> ", "");
        text += &(look.wrapped(&indent, &visible(way_out)).join("\n") + "\n");
    }
    text
}

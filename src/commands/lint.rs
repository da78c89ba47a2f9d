//! `gonogo lint`: are the definitions sound, and could they be better?

mod applicability;
mod keys;
mod report;

use std::path::{Path, PathBuf};

use self::applicability::Records;
use super::all_records::Damage;
use super::context::Context;
use super::merge_setup;
use crate::commands::args::{Format, LintForms, Printed};
use crate::commands::output::{Answer, Outcome};
use crate::definition::check::Checked;
use crate::definition::fault::Fault;
use crate::definition::load::{check_embedded, check_file, check_folder};
use crate::definition::problem::Problem;
use crate::definition::report::{Grade, problems as told};
use crate::domain::id::ItemId;
use crate::domain::text::{counted, visible};
use crate::error::CommandError;
use crate::style::OutputStyle;

/// Check playbooks and checklists
///
/// Names every problem with its file, line and column, and how to fix it. Suggestions follow: what is correct but
/// could be better, such as a fact that nothing uses. Only problems make it fail. With --records it also reads past
/// releases: an item that nearly all of them (9 of 10, of at least 5) answered with "not applicable" is asked too
/// often.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  gonogo lint
  gonogo lint checklists/deployment.yaml
  gonogo lint --records
  gonogo lint --format sarif > lint.sarif

Exit codes:
  0   no problems, with or without suggestions
  2   problems, nothing to check, or a record that cannot be read
  3   disk or lock
  4   a record cannot be trusted (the others still count)")]
pub(crate) struct LintArgs {
    /// Folder with a playbook, or a single file [default: the checklists that would be used]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Also name the items that hardly ever apply, from the records
    #[arg(long)]
    records: bool,
    #[command(flatten)]
    printed: Printed<LintForms>,
}

/// What was checked, and how it is called.
struct Subject {
    name: String,
    checked: Checked,
}

impl LintArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        let mut subjects = if self.paths.is_empty() {
            vec![match context.checklists() {
                Some(folder) => folder_subject(&folder)?,
                None => Subject {
                    name: "the embedded checklists".to_owned(),
                    checked: check_embedded(),
                },
            }]
        } else {
            self.paths
                .iter()
                .map(|path| subject(path))
                .collect::<Result<_, _>>()?
        };
        if self.paths.is_empty()
            && let Some(subject) = subjects.first_mut()
        {
            subject.checked.problems.extend(union_merge(context));
        }
        let is_sound = subjects
            .iter()
            .all(|subject| subject.checked.problems.is_empty());
        let (records, damage) = if self.records {
            // Where the definitions do not load, nobody knows which items they have.
            let libraries = || {
                subjects
                    .iter()
                    .filter_map(|subject| subject.checked.library.as_ref())
            };
            let items = || {
                libraries()
                    .flat_map(|library| &library.checklists)
                    .flat_map(|checklist| &checklist.items)
            };
            let is_known = |item: &ItemId| {
                libraries().next().is_none() || items().any(|listed| listed.item.id == *item)
            };
            let (records, damage) = applicability::records(context, is_known)?;
            (Some(records), damage)
        } else {
            (None, Damage::default())
        };
        let answer = damage.told_in(self.answer(context, &subjects, records));
        // A disk that fails is graver than a definition that does not add up; a record that cannot be trusted is not.
        let outcome = if is_sound || answer.outcome == Outcome::Environment {
            answer.outcome
        } else {
            Outcome::NotEvaluated
        };
        Ok(answer.with(outcome))
    }

    fn answer(&self, context: &Context, subjects: &[Subject], records: Option<Records>) -> Answer {
        let seldom = records.as_ref().map_or(&[][..], |records| &records.seldom);
        let remarks = || report::remarks(subjects, seldom);
        match self.printed.format() {
            Format::Json => Answer::data(report::json(subjects, &remarks())),
            Format::GitHub => Answer::data(report::github(&remarks())),
            Format::Sarif => {
                let store = context.store();
                let folder = store.folder().to_string_lossy();
                Answer::data(report::sarif(&remarks(), &context.folder, &folder))
            }
            _ => {
                let texts = subjects
                    .iter()
                    .map(|subject| text(subject, context.stdout))
                    .chain(records.map(|records| records.text(context.stdout)));
                Answer::text(texts.collect::<Vec<_>>().join("\n"))
            }
        }
    }
}

/// Returns that git would weave records together, where an attribute says so.
fn union_merge(context: &Context) -> Option<Problem> {
    merge_setup::is_union(context).then(|| Problem {
        path: PathBuf::from(".gitattributes"),
        spot: None,
        fault: Fault::UnionMerge,
    })
}

fn subject(path: &Path) -> Result<Subject, CommandError> {
    if path.is_dir() {
        return folder_subject(path);
    }
    Ok(Subject {
        name: visible(&path.to_string_lossy()).into_owned(),
        checked: check_file(path)?,
    })
}

fn folder_subject(folder: &Path) -> Result<Subject, CommandError> {
    let mut checked = check_folder(folder)?;
    keys::check(folder, &mut checked);
    Ok(Subject {
        name: visible(&folder.to_string_lossy()).into_owned(),
        checked,
    })
}

fn text(subject: &Subject, look: OutputStyle) -> String {
    let Checked {
        problems,
        advice,
        checklists,
        ..
    } = &subject.checked;
    let mut parts = Vec::new();
    for (list, grade) in [(problems, Grade::Error), (advice, Grade::Advice)] {
        if !list.is_empty() {
            parts.push(told(list, grade, look));
        }
    }
    let found = match (problems.len(), advice.len()) {
        (0, 0) => look.good("no problems").into_owned(),
        (0, advice) => format!(
            "{}, {}",
            look.good("no problems"),
            counted(advice, "suggestion")
        ),
        (problems, _) => look.bad(&counted(problems, "problem")).into_owned(),
    };
    parts.push(format!(
        "{}: {found} in {}\n",
        subject.name,
        counted(*checklists, "checklist")
    ));
    parts.join("\n")
}

//! `gonogo answers`: a form came back, and what it says is recorded.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::answer;
use super::context::Context;
use super::terminal::Console;
use super::walk::stopped;
use crate::commands::args::{Acting, Selected};
use crate::commands::output::{Answer, Outcome, Remark};
use crate::definition::load::read_text;
use crate::domain::person::Person;
use crate::domain::rules::form::{Answers, Bearer, Judged, judge_answers};
use crate::domain::text::{shell_word, visible};
use crate::error::CommandError;
use crate::markdown::answers::read;
use crate::render::form::{refusals, table};
use crate::ui::streams::can_prompt;
use crate::walk::question::About;
use crate::walk::{Choice, Request};

/// Record the answers of a form that came back
///
/// Takes the form as it is, or as mail and issue trackers leave it: quoted, wrapped, with other line ends and quotes. Shows
/// what it would record and asks once. Every answer passes the rules, as with `sign`, `waive`, `block` and `call`. What
/// changed since the form was written, was edited, or is answered twice is named with its line and not recorded; everything
/// else is. The digest of the file and who brought it stay in the record.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  gonogo answers legal.md --by 'Mia Chen <mia@octoacme.example>'
  gonogo answers mail.txt --by 'Mia Chen <mia@octoacme.example>' --via 'mail of 20 November' --yes

Exit codes:
  0   recorded, or recorded already; what was refused is named
  1   every answer was refused
  2   no form, another release, not confirmed, or no terminal and no --yes
  3   disk or lock
  4   the record cannot be trusted
  130 interrupted")]
pub(crate) struct AnswersArgs {
    /// Form that came back
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[arg(
        help = "Who answered, as \"Name <email>\"",
        long,
        value_name = "PERSON"
    )]
    by: String,
    #[arg(
        help = "Who records them, as \"Name <email>\" [default: you, as git knows you]",
        long,
        value_name = "PERSON",
        env = "GONOGO_BY",
        hide_env_values = true
    )]
    bearer: Option<String>,
    /// How the answers came, such as 'mail of 20 November'
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    via: Option<String>,
    /// Record without asking
    #[arg(short, long)]
    yes: bool,
    /// Show what would be recorded
    #[arg(short = 'n', long)]
    dry_run: bool,
    /// Key to sign with: a file, or a public key that an agent has
    #[arg(long, value_name = "KEY", env = "GONOGO_KEY", hide_env_values = true)]
    key: Option<String>,
    #[command(flatten)]
    selected: Selected,
}

/// Why a file holds no answers for this release.
#[derive(Debug, thiserror::Error)]
enum AnswersFault {
    #[error("{0} has no box of a form")]
    NoForm(String),
    #[error("{path} is a form of release {of}, not of {given}")]
    OtherRelease {
        path: String,
        of: String,
        given: String,
    },
    #[error("not confirmed, nothing recorded")]
    NotConfirmed,
}

impl AnswersArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        let file = read_text(&self.file)?.map_err(|fault| {
            CommandError::not_evaluated(fault).hinted("send the form as plain text in UTF-8")
        })?;
        let answers = read(&file.text);
        if answers.boxes.is_empty() {
            let fault = AnswersFault::NoForm(named(&self.file));
            let hint = "`gonogo form --role ROLE` writes one; the comments at the ends of its lines have to come back";
            return Err(CommandError::not_evaluated(fault).hinted(hint));
        }
        let selected = self.selected(&answers)?;
        let acting = Acting {
            by: self.bearer.clone(),
            key: self.key.clone(),
            dry_run: self.dry_run,
        };
        let by = context.actor(&acting)?;
        let person = Context::person(&self.by, "--by")?;
        let release = context.release(&selected)?;
        let bearer = Bearer {
            person: &person,
            by: &by,
            via: self
                .via
                .as_deref()
                .map(str::trim)
                .filter(|via| !via.is_empty()),
            file: file.digest,
        };
        let judge = |release: &_| judge_answers(release, &answers, &bearer, context.now());
        let judged = judge(&release);
        let count = judged.iter().filter(|it| it.outcome.is_ok()).count();
        let refused = |judged: &[Judged]| -> Vec<Remark> {
            let refused = refusals(judged, &answers.stray, &named(&self.file));
            refused.into_iter().map(Remark::Warning).collect()
        };
        let told = refused(&judged);
        if count == 0 {
            return Ok(nothing(&judged, told));
        }
        let is_asked = !self.yes && !self.dry_run;
        if is_asked && !can_prompt() {
            return Ok(unattended(table(&judged, &bearer, context.stdout), told));
        }
        if is_asked {
            let table = table(&judged, &bearer, context.stderr);
            self.confirm(context, &table, &told, (count, &person))?;
        }
        let mut judged = Vec::new();
        let mut answer = answer::append(context, &selected, &acting, |release, _| {
            // Others may have gone on while the person was asked.
            judged = judge(release);
            let recordable = judged.iter().filter_map(|it| it.outcome.as_ref().ok());
            Ok(recordable.cloned().collect())
        })?;
        let refused = refused(&judged);
        if judged.iter().all(|it| it.outcome.is_err()) {
            return Ok(nothing(&judged, refused));
        }
        let is_news = |remark: &Remark| !is_asked || !told.contains(remark);
        answer.remarks.extend(refused.into_iter().filter(is_news));
        Ok(answer)
    }

    /// Returns the release that is meant: the one that was given, else the one that the form is for.
    fn selected(&self, answers: &Answers) -> Result<Selected, CommandError> {
        match (&self.selected.release, &answers.version) {
            (Some(given), Some(of)) if given != of => {
                let fault = AnswersFault::OtherRelease {
                    path: named(&self.file),
                    of: visible(of).into_owned(),
                    given: visible(given).into_owned(),
                };
                Err(CommandError::not_evaluated(fault).hinted("leave `-r` out"))
            }
            (None, of) => Ok(Selected {
                release: of.clone(),
            }),
            (Some(_), _) => Ok(self.selected.clone()),
        }
    }

    /// Returns the command that asks again.
    fn command(&self) -> String {
        let file = self.file.to_string_lossy();
        let select = self.selected.in_commands();
        let mut command = format!(
            "gonogo answers {}{select} --by {}",
            shell_word(&file),
            shell_word(&self.by)
        );
        let options = [
            ("--bearer", &self.bearer),
            ("--via", &self.via),
            ("--key", &self.key),
        ];
        for (option, value) in options {
            if let Some(value) = value {
                let _ = write!(command, " {option} {}", shell_word(value));
            }
        }
        command
    }

    fn confirm(
        &self,
        context: &Context,
        table: &str,
        told: &[Remark],
        (count, by): (usize, &Person),
    ) -> Result<(), CommandError> {
        context.notice(table);
        for remark in told {
            if let Remark::Warning(warning) = remark {
                context.notice(&format!("warning: {warning}\n"));
            }
        }
        let command = self.command();
        let mut console =
            Console::take(context, false, command.clone()).map_err(CommandError::environment)?;
        let choice = console.prompter.choice(&Request {
            about: About::Answers { count, by },
            choices: vec![Choice::Yes, Choice::No],
        });
        match choice.map_err(|stop| stopped(stop, console.saved(), &command))? {
            Choice::Yes => Ok(()),
            _ => Err(CommandError::not_evaluated(AnswersFault::NotConfirmed)),
        }
    }
}

fn named(path: &Path) -> String {
    visible(&path.to_string_lossy()).into_owned()
}

/// Answers for a form of which nothing can be recorded.
fn nothing(judged: &[Judged], told: Vec<Remark>) -> Answer {
    let is_news = |judged: &Judged| match &judged.outcome {
        Ok(_) => false,
        Err(fault) => !fault.is_already_so(),
    };
    Answer {
        outcome: if judged.iter().any(is_news) {
            Outcome::No
        } else {
            Outcome::Done
        },
        remarks: told,
        ..Answer::text("nothing to record\n")
    }
}

/// Says what would be recorded, where nobody can be asked.
fn unattended(table: String, told: Vec<Remark>) -> Answer {
    let mut remarks = told;
    remarks.push(Remark::Warning(
        "there is no terminal to ask at; nothing recorded".to_owned(),
    ));
    Answer {
        remarks,
        outcome: Outcome::NotEvaluated,
        ..Answer::text(table)
    }
    .hint("give `--yes` to record this")
}

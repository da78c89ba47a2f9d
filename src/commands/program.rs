//! Programs that the playbook names: run only because somebody asked for it, and told to whoever reads along.

use std::fmt::Write as _;

use super::context::Context;
use super::signing::trusted;
use crate::domain::id::Candidate;
use crate::domain::plan::Program;
use crate::domain::rules::signed;
use crate::domain::state::Release;
use crate::domain::text::{LONGEST_TEXT, beginning, shell_line};
use crate::error::{CommandError, Kind};
use crate::source::command::{CommandFault, Output, Run, run};
use crate::source::environment::Environment;
use crate::ui::stopping::Stopping;
use crate::ui::streams::variables;

/// A program that did not do what it was asked.
#[derive(Debug, thiserror::Error)]
#[error("`{program}` failed, and the stage was not entered: {why}")]
struct Failed {
    program: String,
    why: String,
}

/// Says which program is about to run.
pub(super) fn announce(context: &Context, program: &Program) {
    context.notice(&format!("running {}\n", shell_line(&program.run)));
}

/// Returns what a program may know of the release it runs for.
///
/// # Errors
///
/// When signatures count and no one vouches for the plan, which names the program.
pub(super) fn told(release: &Release) -> Result<Vec<(&'static str, String)>, CommandError> {
    if signed::is_plan_unproven(release) {
        trusted(release)?;
    }
    let candidate = release
        .candidate()
        .map(Candidate::as_str)
        .unwrap_or_default();
    Ok(vec![
        ("GONOGO_VERSION", release.header().version.to_string()),
        ("GONOGO_CANDIDATE", candidate.to_owned()),
    ])
}

/// Returns what a program is given of the environment of this process.
pub(super) fn environment(program: &Program) -> Environment {
    Environment::of(variables(), &program.env)
}

/// Runs a program to its end, however it ends; the inner error is that it took too long.
///
/// # Errors
///
/// When it cannot be started, or the person stops it.
pub(super) fn ran(
    program: &Program,
    told: &[(&'static str, String)],
) -> Result<Result<Output, CommandFault>, CommandError> {
    let stopping = Stopping::start().map_err(CommandError::environment)?;
    let output = run(&Run {
        program,
        folder: None,
        environment: &environment(program),
        told,
        is_stopped: &|| stopping.caught().is_some(),
    });
    match output {
        Ok(output) => Ok(Ok(output)),
        Err(late @ CommandFault::TimedOut { .. }) => Ok(Err(late)),
        Err(stopped @ CommandFault::Stopped { .. }) => Err(CommandError::new(
            Kind::of_signal(stopping.caught()),
            stopped,
        )),
        Err(fault) => Err(fault.into()),
    }
}

/// Runs a program that changes something, and returns what it printed, as evidence.
///
/// # Errors
///
/// When it does not run to a successful end.
pub(super) fn evidence(
    context: &Context,
    program: &Program,
    told: &[(&'static str, String)],
) -> Result<Vec<String>, CommandError> {
    announce(context, program);
    let output = ran(program, told)??;
    match output.failure() {
        Some(why) => {
            let program = shell_line(&program.run);
            Err(CommandError::environment(Failed { program, why }))
        }
        None => Ok(vec![kept(program, &output)]),
    }
}

/// Returns what the record keeps of a program: what ran, the digest of what it printed, and the beginning of that.
fn kept(program: &Program, output: &Output) -> String {
    let cut = if output.is_cut { ", cut" } else { "" };
    let mut text = format!(
        "$ {}\n{} of {} bytes{cut}\n",
        shell_line(&program.run),
        output.digest,
        output.stdout.len()
    );
    text.push_str(&String::from_utf8_lossy(&output.stdout));
    if !output.stderr.is_empty() {
        let _ = write!(
            text,
            "\nstandard error:\n{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    beginning(text.trim_end(), LONGEST_TEXT).to_owned()
}

//! `gonogo completions`: what a shell has to read so that Tab completes.

use clap_complete::env::Shells;
use thiserror::Error;

use crate::commands::output::Answer;
use crate::error::CommandError;

/// The environment variable with which a shell asks for completions.
pub(crate) const VARIABLE: &str = "GONOGO_COMPLETE";

/// Print what a shell needs to complete commands, items, roles and versions
///
/// Let the shell read it each time it starts: what is printed fits this version of gonogo.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  source <(gonogo completions bash)        in ~/.bashrc
  source <(gonogo completions zsh)         in ~/.zshrc, after compinit
  gonogo completions fish | source         in ~/.config/fish/config.fish

Exit codes:
  0   printed
  2   no such shell
  3   standard output cannot be written")]
pub(crate) struct CompletionsArgs {
    /// Shell: bash, zsh, fish, elvish or powershell
    #[arg(value_name = "SHELL", value_parser = ["bash", "zsh", "fish", "elvish", "powershell"], hide_possible_values = true)]
    shell: String,
}

#[derive(Debug, Error)]
#[error("no completions for {0}")]
struct NoShell(String);

impl CompletionsArgs {
    pub(crate) fn run(&self) -> Result<Answer, CommandError> {
        let shells = Shells::builtins();
        let shell = shells
            .completer(&self.shell)
            .ok_or_else(|| CommandError::not_evaluated(NoShell(self.shell.clone())))?;
        let mut script = Vec::new();
        shell
            .write_registration(VARIABLE, "gonogo", "gonogo", "gonogo", &mut script)
            .map_err(CommandError::environment)?;
        Ok(Answer::data(String::from_utf8_lossy(&script)))
    }
}

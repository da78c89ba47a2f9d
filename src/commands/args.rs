//! Options that commands share: where things are, which release, and who acts. Decides nothing.

use std::path::PathBuf;

use clap::Args;

use crate::ui::streams::ColorChoice;

/// The heading under which help shows the options that every command has.
const COMMON: &str = "Common options";

/// Options that every command has.
#[derive(Args, Debug, Clone)]
pub struct Global {
    /// Folder with the checklists [default: checklists/ here or in a parent, else the embedded ones]
    #[arg(long, global = true, help_heading = COMMON, env = "GONOGO_CHECKLISTS", value_name = "DIR", hide_env_values = true)]
    pub checklists: Option<PathBuf>,
    /// Folder with the records [default: releases/ at the top of the repository]
    #[arg(long, global = true, help_heading = COMMON, env = "GONOGO_RELEASES", value_name = "DIR", hide_env_values = true)]
    pub releases: Option<PathBuf>,
    /// When to use colour: auto, always or never
    #[arg(long, global = true, help_heading = COMMON, value_name = "WHEN", default_value = "auto", hide_default_value = true)]
    pub color: ColorChoice,
}

/// Which release a command is about.
#[derive(Args, Debug, Clone, Default)]
pub struct Selected {
    /// Version of the release [default: the only open one]
    #[arg(
        short,
        long,
        value_name = "VERSION",
        env = "GONOGO_RELEASE",
        hide_env_values = true
    )]
    pub release: Option<String>,
}

/// Who acts, and whether the record is really written.
#[derive(Args, Debug, Clone, Default)]
pub struct Acting {
    /// Who acts.
    #[arg(
        long,
        help = "Who acts, as \"Name <email>\" [default: git's user.name and user.email]",
        value_name = "PERSON",
        env = "GONOGO_BY",
        hide_env_values = true
    )]
    pub by: Option<String>,
    /// Print the event that would be added, and add nothing
    #[arg(short = 'n', long)]
    pub dry_run: bool,
}

impl Selected {
    /// Returns how the release is said in a proposed command: not at all when it was picked by itself.
    pub(crate) fn in_commands(&self) -> String {
        self.release
            .as_ref()
            .map(|version| format!(" -r {version}"))
            .unwrap_or_default()
    }
}

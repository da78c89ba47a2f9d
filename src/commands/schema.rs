//! `gonogo schema`: what an editor needs to check a file while it is written.

use clap::ValueEnum;
use serde_json::Value;

use crate::commands::output::Answer;
use crate::definition::{checklist_schema, playbook_schema};
use crate::error::CommandError;
use crate::record::schema::record_schema;

/// Print the JSON Schema of a checklist, a playbook or a record, for editors
///
/// An editor with a YAML language server completes keys and marks what does not fit. `gonogo lint` finds more: names that
/// are not known, and texts that need quotes. The schema of a record is for programs that read it: `gonogo verify` holds
/// it to its chain and to the rules.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Example:
  gonogo schema checklist > .schema/checklist.json
  and as the first line of each checklist beside it:
  # yaml-language-server: $schema=.schema/checklist.json
  (`gonogo init` writes both)

Exit codes:
  0   printed
  2   no such schema
  3   standard output cannot be written")]
pub(crate) struct SchemaArgs {
    /// What to describe
    #[arg(value_name = "WHAT")]
    what: What,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum What {
    /// A checklist
    Checklist,
    /// A playbook
    Playbook,
    /// A release record, after TOML was read into JSON
    Record,
}

impl What {
    fn schema(self) -> Value {
        match self {
            Self::Checklist => checklist_schema(),
            Self::Playbook => playbook_schema(),
            Self::Record => record_schema(),
        }
    }
}

impl SchemaArgs {
    pub(crate) fn run(&self) -> Result<Answer, CommandError> {
        let text = serde_json::to_string_pretty(&self.what.schema());
        Ok(Answer::data(
            text.map_err(CommandError::environment)? + "\n",
        ))
    }
}

//! A walk without a terminal: says what to do instead.

use std::fmt::Write as _;

use super::WalkArgs;
use super::halt::Halted;
use crate::commands::output::{Answer, Outcome, Remark};
use crate::domain::state::Release;
use crate::domain::version::Version;

impl WalkArgs {
    /// Says which commands do without a terminal what the walk does.
    pub(super) fn without_terminal(&self, version: &Version, known: Option<&Release>) -> Answer {
        let first = match (known, &self.kind) {
            (Some(_), _) => (format!("status -r {version}"), "shows what is open"),
            (None, Some(kind)) => (
                format!("start {version} --type {kind}"),
                "opens the release",
            ),
            (None, None) => (format!("start {version} --type TYPE"), "opens the release"),
        };
        let lines = [
            first,
            (
                format!("sign ITEM -r {version}"),
                "answers an item, as do na, waive, block and fact",
            ),
            (
                format!("gate -r {version}"),
                "says GO, HOLD or NO-GO, and what is missing",
            ),
            (
                format!("walk {version} --accessible"),
                "reads the answers from a pipe, one a line",
            ),
        ];
        let widest = lines.iter().map(|(command, _)| command.len()).max();
        let mut text = "Without a terminal:\n".to_owned();
        for (command, what) in lines {
            let width = widest.unwrap_or_default();
            let _ = writeln!(text, "  gonogo {command:width$}  {what}");
        }
        Answer {
            remarks: vec![Remark::Warning(Halted::NoTerminal.to_string())],
            outcome: Outcome::NotEvaluated,
            ..Answer::text(text)
        }
    }
}

//! A walk without a terminal: says what to do instead.

use super::WalkArgs;
use super::halt::Halted;
use crate::commands::output::{Answer, Outcome, Remark};
use crate::domain::release::Release;
use crate::domain::version::Version;

impl WalkArgs {
    /// Says which commands do without a terminal what the walk does.
    pub(super) fn without_terminal(&self, version: &Version, known: Option<&Release>) -> Answer {
        let first = match known {
            Some(_) => format!("gonogo status -r {version}          shows what is open"),
            None => format!("gonogo start {version} --type TYPE    opens the release"),
        };
        let text = format!(
            "Without a terminal:\n  \
             {first}\n  \
             gonogo sign ITEM -r {version}       answers an item, as do na, waive, block and fact\n  \
             gonogo gate -r {version}            says GO, HOLD or NO-GO, and what is missing\n  \
             gonogo walk {version} --accessible  reads the answers from a pipe, one a line\n"
        );
        Answer {
            remarks: vec![Remark::Warning(Halted::NoTerminal.to_string())],
            outcome: Outcome::NotEvaluated,
            ..Answer::text(text)
        }
    }
}

//! A walk without a terminal: shows what would be asked, and which commands answer it.

use super::WalkArgs;
use super::halt::Halted;
use crate::commands::context::Context;
use crate::commands::output::{Answer, Outcome, Remark};
use crate::domain::rules::gate::judge_all;
use crate::domain::state::Release;
use crate::domain::version::Version;
use crate::error::CommandError;
use crate::render::status::{StatusView, status};

impl WalkArgs {
    /// Shows what would be asked, and which commands answer it without a terminal.
    pub(super) fn without_terminal(
        &self,
        context: &Context,
        version: Version,
        known: Option<Release>,
    ) -> Result<Answer, CommandError> {
        let has_record = known.is_some();
        let release = match known {
            Some(release) => release,
            None => self.preview(context, version)?,
        };
        let scope = self.scope(release.plan())?;
        let select = format!(" -r {}", release.header().version);
        let judgements = judge_all(&release, context.now());
        let judgements: Vec<_> = judgements
            .into_iter()
            .filter(|judgement| scope.has_phase(&judgement.phase.id))
            .collect();
        let view = StatusView {
            role: scope.role.as_ref(),
            all: true,
            now: context.now(),
            select: &select,
        };
        let text = status(&release, &judgements, view, context.stdout);
        let open = if has_record {
            ""
        } else {
            "`gonogo start` opens the record; "
        };
        let hint = format!(
            "{open}`gonogo sign`, `na`, `waive`, `block`, `fact` and `call` answer without a terminal; `--accessible` reads answers from a pipe"
        );
        let said = Remark::Warning(Halted::NoTerminal.to_string());
        let remarks = vec![said, Remark::Hint(hint)];
        Ok(Answer {
            remarks,
            outcome: Outcome::NotEvaluated,
            ..Answer::text(text)
        })
    }
}

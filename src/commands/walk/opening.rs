//! A walk through a release that has no record yet: its type and facts are asked, then the record is opened.

use std::collections::BTreeMap;

use super::WalkArgs;
use super::halt::{Halt, Halted};
use crate::commands::context::Context;
use crate::commands::fact::FactAnswer;
use crate::commands::start::{Opening, lookalike, looks_like};
use crate::domain::id::FactId;
use crate::domain::person::Person;
use crate::domain::release::Release;
use crate::domain::version::Version;
use crate::error::CommandError;
use crate::record::journal::{Journal, started};
use crate::walk::{Prompter, ask_opening};

impl WalkArgs {
    /// Asks for what the start of a release needs, and opens its record. `None` when the person quits.
    pub(super) fn open(
        &self,
        context: &Context,
        version: &Version,
        by: &Person,
        prompter: &mut dyn Prompter,
    ) -> Result<Option<Journal>, Halt> {
        if !self.is_meant(context, version, prompter)? {
            return Ok(None);
        }
        let library = context.library()?;
        let given = match &self.kind {
            // Checks the type and the names of the facts before anything is asked.
            Some(kind) => Some(
                Opening::new(
                    &library,
                    version.clone(),
                    kind,
                    &self.facts,
                    self.candidate.clone(),
                )?
                .header,
            ),
            None => None,
        };
        let (kind, facts) = match given {
            Some(header) => (Some(header.kind), header.facts),
            None => (None, named(&self.facts)),
        };
        let Some(asked) = ask_opening(&library, kind, facts, prompter)? else {
            return Ok(None);
        };
        let answer = |(name, answer): (FactId, bool)| FactAnswer {
            name: name.to_string(),
            answer,
        };
        let facts: Vec<FactAnswer> = asked.facts.into_iter().map(answer).collect();
        let opening = Opening::new(
            &library,
            version.clone(),
            asked.kind.as_str(),
            &facts,
            self.candidate.clone(),
        )?;
        let store = context.store();
        let journal = Journal::start(
            store,
            opening.header,
            opening.plan,
            opening.candidate,
            None,
            by.clone(),
            context.clock,
        );
        Ok(Some(journal.map_err(CommandError::from)?))
    }

    /// Asks whether a release is another one than that of a record whose version looks like its own.
    fn is_meant(
        &self,
        context: &Context,
        version: &Version,
        prompter: &mut dyn Prompter,
    ) -> Result<bool, Halt> {
        let Some(like) = lookalike(context, version)?.filter(|_| !self.new) else {
            return Ok(true);
        };
        let title = format!("{version} looks like {like}, which has a record");
        let options = [
            format!("stop: `gonogo walk {like}` goes on with that one"),
            format!("open {version} as another release"),
        ];
        Ok(prompter.pick(&title, &options)? == Some(1))
    }

    /// Returns the release as its start would make it, when the type was given.
    pub(super) fn preview(
        &self,
        context: &Context,
        version: Version,
    ) -> Result<Release, CommandError> {
        let Some(kind) = &self.kind else {
            let hint = format!(
                "open the record with `gonogo start {version} --type TYPE`, or give `--type`"
            );
            return Err(CommandError::not_evaluated(Halted::NoTerminal).hinted(hint));
        };
        if let Some(like) = lookalike(context, &version)?.filter(|_| !self.new) {
            return Err(looks_like(&version, &like));
        }
        let opening = Opening::new(
            &context.library()?,
            version,
            kind,
            &self.facts,
            self.candidate.clone(),
        )?;
        let acting = crate::commands::args::Acting {
            by: self.by.clone(),
            dry_run: true,
        };
        let nobody = || {
            "Nobody <nobody@localhost>"
                .parse()
                .map_err(CommandError::not_evaluated)
        };
        let by = context.actor(&acting).or_else(|_| nobody())?;
        Ok(started(
            opening.header,
            opening.plan,
            opening.candidate,
            None,
            &by,
            context.now(),
        )?)
    }
}

fn named(facts: &[FactAnswer]) -> BTreeMap<FactId, bool> {
    facts
        .iter()
        .map(|fact| (FactId::from(fact.name.as_str()), fact.answer))
        .collect()
}

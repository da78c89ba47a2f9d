//! A walk through a release that has no record yet: its type is asked, and the record is opened before
//! anything else is.

use super::WalkArgs;
use super::halt::Halt;
use crate::commands::context::Context;
use crate::commands::start::Opening;
use crate::domain::person::Person;
use crate::domain::version::Version;
use crate::error::CommandError;
use crate::record::journal::Journal;
use crate::walk::{Prompter, ask_type};

impl WalkArgs {
    /// Asks for what the start of a release needs, and opens its record. `None` when the person quits.
    pub(super) fn open(
        &self,
        context: &Context,
        version: &Version,
        by: &Person,
        prompter: &mut dyn Prompter,
    ) -> Result<Option<Journal>, Halt> {
        let library = context.library()?;
        let kind = match &self.kind {
            Some(kind) => kind.clone(),
            None => match ask_type(&library.playbook.types, prompter)? {
                Some(kind) => kind.to_string(),
                None => return Ok(None),
            },
        };
        let opening = Opening::new(
            &library,
            version.clone(),
            &kind,
            &self.facts,
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
}

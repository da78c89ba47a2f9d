//! A walk through a release that has no record yet: its type is asked, and the record is opened before
//! anything else is.

use super::WalkArgs;
use super::halt::Halt;
use crate::commands::context::Context;
use crate::commands::risk::carried_over;
use crate::commands::start::{Opening, lookalike};
use crate::domain::person::Person;
use crate::domain::version::Version;
use crate::error::CommandError;
use crate::record::journal::{Journal, Signer};
use crate::walk::{Prompter, ask_type};

impl WalkArgs {
    /// Asks for what the start of a release needs, and opens its record. `None` when the person quits.
    pub(super) fn open(
        &self,
        context: &Context,
        version: &Version,
        by: &Person,
        signer: Signer,
        prompter: &mut dyn Prompter,
    ) -> Result<Option<Journal>, Halt> {
        if !self.is_meant(context, version, prompter)? {
            return Ok(None);
        }
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
        let (carried, _) = carried_over(context, &opening.plan, by)?;
        let store = context.store();
        let journal = Journal::start(
            store,
            opening.header,
            opening.plan,
            opening.candidate,
            carried,
            context.writer(by.clone(), signer),
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
            format!("stop: `gonogo walk {like}` continues that one"),
            format!("open {version} as another release"),
        ];
        Ok(prompter.pick(&title, &options)? == Some(1))
    }
}

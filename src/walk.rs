//! The interactive walk: asks facts, items and polls in turn, and records every answer before the next question.
//!
//! This module decides what is asked and what an answer means. It owns four ports, [`Prompter`] towards the person,
//! [`Recorder`] towards the record, [`Measures`] towards the metrics and [`Checks`] towards what proves items, and never draws, reads a key, opens a file or knows the time by itself.

mod assignments;
pub(crate) mod became;
pub(crate) mod begin;
pub(crate) mod choices;
pub(crate) mod question;
pub(crate) mod scope;
pub(crate) mod session;
pub(crate) mod summary;

mod after_rollout;
mod check;
mod facts;
mod gate;
mod item;
mod measure;
mod rollback;
mod rollout;
mod rollout_step;
pub(crate) mod speaker;

#[cfg(test)]
mod tests;

use std::error::Error;

use crate::domain::event::{Event, EventKind, KnownGood};
use crate::domain::rules::admission::{Caution, Refusal};
use crate::domain::state::Release;

pub(crate) use begin::ask_type;
pub(crate) use check::Checks;
pub(crate) use measure::Measures;
pub(crate) use question::{Choice, ItemQuestion, Notice, Request, TextRequest};
pub(crate) use scope::Scope;
pub(crate) use session::{Ending, walk};
pub(crate) use speaker::Speaker;

/// Writes what happened into the record.
pub(crate) trait Recorder {
    /// Returns the release as the record tells it; it may have changed after [`Self::record`], and by other hands.
    fn release(&self) -> &Release;

    /// Returns the release to go back to, among the other records that can be read.
    fn known_good(&self) -> Option<KnownGood>;

    /// Adds an event. When this returns, the event is durably in the record.
    ///
    /// # Errors
    ///
    /// [`RecordFault::Refused`] when a rule forbids the event: the walk says so and asks again.
    /// [`RecordFault::Failed`] when the record cannot be written: the walk ends.
    fn record(&mut self, kind: EventKind) -> Result<Vec<Caution>, RecordFault>;

    /// Gives others what was recorded, and takes in what they did: their events are in the release afterwards. One that
    /// works alone does nothing.
    ///
    /// # Errors
    ///
    /// Why nothing was shared, on one line. What was recorded stays recorded.
    fn share(&mut self) -> Result<Vec<Event>, String> {
        Ok(Vec::new())
    }
}

/// Why an event is not in the record.
#[derive(Debug)]
pub(crate) enum RecordFault {
    /// A rule forbids it.
    Refused(Refusal),
    /// The record could not be written.
    Failed(Box<dyn Error + Send + Sync>),
}

/// Talks to the person at the terminal.
///
/// Every question may be answered with a [`Stop`]: the person interrupted, or the terminal is gone.
pub(crate) trait Prompter {
    /// Asks what to do about one item; the answer is one of the question's choices.
    fn item(&mut self, question: &ItemQuestion<'_>) -> Result<Choice, Stop>;

    /// Asks something that is answered with one of the request's choices.
    fn choice(&mut self, request: &Request<'_>) -> Result<Choice, Stop>;

    /// Asks for a text; `None` when the person cancelled or gave none. An empty text is an answer only to
    /// [`TextRequest::LastDay`].
    fn text(&mut self, request: &TextRequest<'_>) -> Result<Option<String>, Stop>;

    /// Lets the person pick from a list; `None` when the person wants to go back.
    fn pick(&mut self, title: &str, options: &[String]) -> Result<Option<usize>, Stop>;

    /// Says something that needs no answer.
    fn tell(&mut self, notice: &Notice<'_>) -> Result<(), Stop>;
}

/// Why no answer came.
#[derive(Debug)]
pub(crate) enum Stop {
    /// A signal with this number asked the program to end.
    Signal(i32),
    /// The input has ended.
    Ended,
    /// The terminal cannot be read or written.
    Broken(std::io::Error),
}

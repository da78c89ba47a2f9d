//! What comes after the rollout: monitoring windows as they end, the release notes, and the close.

use chrono::{DateTime, Utc};

use super::question::{About, Choice, Request, TextRequest};
use super::scope::Scope;
use super::session::{Halt, Move, Session};
use crate::domain::event::{EventKind, Outcome};
use crate::domain::id::{PhaseId, WindowId};
use crate::domain::plan::Field;
use crate::domain::rules::draft;
use crate::domain::rules::gate::judge_all;
use crate::domain::rules::judgement::present;
use crate::domain::rules::monitoring::{self, WindowState, WindowStatus};
use crate::domain::rules::notes::{Gap, ReleaseNotes};
use crate::domain::state::Release;

impl Session<'_> {
    /// Asks about every window of the scope that is over; nothing in a phase that does not wait for them.
    pub(super) fn windows(&mut self, phase: &PhaseId) -> Result<Move, Halt> {
        let release = self.recorder.release();
        if release.plan().home_of_monitoring() != Some(phase) {
            return Ok(Move::Next);
        }
        let ended: Vec<WindowId> = windows(release, self.scope, self.now())
            .into_iter()
            .filter(|window| window.state == WindowState::Overdue)
            .map(|window| window.window.id.clone())
            .collect();
        for window in ended {
            if self.windows_left.contains(&window) {
                continue;
            }
            if self.window(&window)? == Move::Quit {
                return Ok(Move::Quit);
            }
            self.windows_left.push(window);
        }
        Ok(Move::Next)
    }

    fn window(&mut self, id: &WindowId) -> Result<Move, Halt> {
        let release = self.recorder.release();
        let windows = windows(release, self.scope, self.now());
        let Some(window) = windows.iter().find(|window| window.window.id == *id) else {
            return Ok(Move::Next);
        };
        let request = Request {
            about: About::Window(window),
            choices: vec![Choice::Clean, Choice::Found, Choice::Later, Choice::Quit],
        };
        let role = window.window.role.clone();
        let note = match self.prompter.choice(&request)? {
            Choice::Clean => None,
            Choice::Found => match self.prompter.text(&TextRequest::Found)? {
                Some(note) => Some(note),
                None => return Ok(Move::Next),
            },
            Choice::Quit => return Ok(Move::Quit),
            _ => return Ok(Move::Next),
        };
        let release = self.recorder.release();
        let kind = draft::closing_window(release, id, &role, note, None, &[], self.now());
        self.record(&kind)?;
        Ok(Move::Next)
    }

    /// Asks for the fields of the release notes that nobody has written, then whether to close the release, once every
    /// gate is at GO.
    pub(super) fn close(&mut self) -> Result<(), Halt> {
        if self.scope.role.is_some() || self.scope.phase.is_some() || !self.is_ready_to_close() {
            return Ok(());
        }
        for field in self.missing_fields() {
            if let Some(text) = self.prompter.text(&TextRequest::Field(&field))? {
                self.record(&EventKind::NoteWritten {
                    field: field.id.clone(),
                    text,
                })?;
            }
        }
        let version = self.recorder.release().header().version.clone();
        let request = Request {
            about: About::Close(&version),
            choices: vec![Choice::Yes, Choice::Later, Choice::Quit],
        };
        if self.prompter.choice(&request)? == Choice::Yes {
            self.record(&EventKind::Closed {
                outcome: Outcome::Shipped,
                reason: None,
                role: None,
            })?;
        }
        Ok(())
    }

    fn is_ready_to_close(&self) -> bool {
        let release = self.recorder.release();
        release.outcome().is_none() && present(&judge_all(release, self.now())).is_none()
    }

    fn missing_fields(&self) -> Vec<Field> {
        let notes = ReleaseNotes::of(self.recorder.release(), self.now());
        let gaps = notes.gaps().into_iter().filter_map(|gap| match gap {
            Gap::Missing(notes) => Some(notes.field.clone()),
            Gap::Contradicting(..) => None,
        });
        gaps.filter(|field| self.scope.has_role(&field.owner))
            .collect()
    }
}

/// Returns the windows of the scope's roles that are not closed.
pub(super) fn windows<'r>(
    release: &'r Release,
    scope: &Scope,
    now: DateTime<Utc>,
) -> Vec<WindowStatus<'r>> {
    let windows = monitoring::watch(release, now).map(|watch| watch.windows);
    windows
        .unwrap_or_default()
        .into_iter()
        .filter(|window| !window.state.is_closed() && scope.has_role(&window.window.role))
        .collect()
}

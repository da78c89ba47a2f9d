//! The person at the terminal, in whichever way is possible.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::context::Context;
use crate::ui::prompt_lines::LinesPrompter;
use crate::ui::streams::{needs_lines, wants_accessible};
use crate::walk::Prompter;

/// Who asks, and how many answers were saved.
pub(super) struct Console {
    pub(super) prompter: Box<dyn Prompter>,
    tally: Arc<AtomicUsize>,
}

impl Console {
    /// Returns how many answers were saved.
    pub(super) fn saved(&self) -> usize {
        self.tally.load(Ordering::SeqCst)
    }

    /// Takes the terminal over; it is given back when the console goes. `command` is what goes on with what was stopped.
    pub(super) fn take(
        context: &Context,
        is_accessible: bool,
        command: String,
    ) -> std::io::Result<Self> {
        let is_plain = is_accessible || wants_accessible() || needs_lines();
        #[cfg(unix)]
        {
            use crate::ui::prompt_terminal::TerminalPrompter;
            use crate::ui::signals::Watch;
            use crate::ui::terminal::Keyboard;
            let watch = Watch::start(command, is_plain)?;
            let tally = watch.tally();
            let keyboard = Keyboard::new(watch);
            let prompter: Box<dyn Prompter> = if is_plain {
                Box::new(LinesPrompter::new(
                    keyboard,
                    context.stderr,
                    Arc::clone(&tally),
                ))
            } else {
                Box::new(TerminalPrompter::new(keyboard, context.global.color))
            };
            Ok(Self { prompter, tally })
        }
        #[cfg(not(unix))]
        {
            let _ = (is_plain, command);
            let tally = Arc::default();
            let lines = crate::ui::prompt_lines::stdin_lines();
            let prompter = Box::new(LinesPrompter::new(
                lines,
                context.stderr,
                Arc::clone(&tally),
            ));
            Ok(Self { prompter, tally })
        }
    }
}

//! The walk on a terminal: single keys for answers, dialoguer for texts, choices, confirmations and the editor.
//!
//! Everything is written to stderr. The width is read anew before each question, so a resize does no harm.

use std::io::{self, Write};
use std::sync::atomic::Ordering;
use std::time::Instant;

use console::Term;
use dialoguer::{Confirm, Editor, Input, Select};
use signal_hook::consts::SIGINT;

use super::keys::{Guard, Keys};
use super::notices::notice;
use super::prompt_lines::Lines;
use super::prompts::{
    enter_words, hint, item_body, meaning, on_enter, request_body, text_question, words,
};
use super::streams::{ColorChoice, editor, stderr_look};
use super::terminal::{Keyboard, Woken};
use super::text_buffer::Sheet;
use super::theme::{INPUT_MARK, Plain};
use crate::style::OutputStyle;
use crate::walk::question::{About, Choice, ItemQuestion, Notice, Request, TextRequest};
use crate::walk::{Prompter, Stop};

/// What opens the editor when it is typed as a text.
const OPEN_EDITOR: &str = ":e";

/// The narrowest terminal in which dialoguer can edit a line; it divides by the width less one.
const NARROWEST_INPUT: usize = 10;

/// Asks with single keys.
pub struct TerminalPrompter {
    keyboard: Keyboard,
    color: ColorChoice,
    guard: Guard,
}

impl TerminalPrompter {
    /// Makes a prompter; keys arrive one by one from now on.
    pub fn new(keyboard: Keyboard, color: ColorChoice) -> Self {
        keyboard.take_keys();
        console::set_colors_enabled_stderr(false);
        Self {
            keyboard,
            color,
            guard: Guard::default(),
        }
    }

    fn sheet(&self) -> Sheet {
        Sheet::new(stderr_look(self.color))
    }

    fn write(&self, text: &str) -> Result<(), Stop> {
        let mut stderr = io::stderr().lock();
        let written = stderr
            .write_all(text.as_bytes())
            .and_then(|()| stderr.flush());
        written.map_err(|error| self.keyboard.broken(error))
    }

    /// Waits for a key. When none comes any more, what is said then begins on a line of its own.
    fn key(&mut self) -> Result<Woken, Stop> {
        self.keyboard.key().inspect_err(|_| {
            let _ = self.write("\n");
        })
    }

    /// Shows a question and waits for one of its keys.
    fn ask(
        &mut self,
        choices: &[Choice],
        draw: &dyn Fn(&mut Sheet),
        help: &dyn Fn(&mut Sheet),
    ) -> Result<Choice, Stop> {
        self.keyboard.take_keys();
        self.drop_typed_ahead();
        self.show(choices, draw)?;
        let mut is_told = false;
        loop {
            let key = match self.key()? {
                Woken::Keys(Keys::One(key)) => key.to_ascii_lowercase(),
                Woken::Keys(Keys::Burst(last)) => {
                    self.note(last);
                    continue;
                }
                Woken::Keys(Keys::Other) => continue,
                Woken::Resumed => {
                    self.keyboard.take_keys();
                    self.show(choices, draw)?;
                    continue;
                }
            };
            let is_fresh = self.guard.admits(key, Instant::now());
            let choice = match key {
                '\n' => Some(on_enter(choices)),
                '\u{4}' => Some(Choice::Quit),
                _ => choices.iter().copied().find(|choice| choice.key() == key),
            };
            match choice {
                Some(choice) if choice.is_recording() && key != '\n' && !is_fresh => {}
                Some(choice) => {
                    self.write(&format!("{}\n", words(choice)))?;
                    return Ok(choice);
                }
                None if key == '?' => self.show_help(choices, help)?,
                None if !is_told => {
                    is_told = true;
                    self.show_unknown(key, choices)?;
                }
                None => {}
            }
        }
    }

    /// Drops what was typed ahead. A key among it that is held down still does not count when it comes again.
    fn drop_typed_ahead(&mut self) {
        let last = self.keyboard.drop_typed_ahead();
        self.note(last);
    }

    fn note(&mut self, key: Option<char>) {
        if let Some(key) = key {
            self.guard.admits(key, Instant::now());
        }
    }

    fn show(&self, choices: &[Choice], draw: &dyn Fn(&mut Sheet)) -> Result<(), Stop> {
        let mut sheet = self.sheet();
        sheet.blank();
        draw(&mut sheet);
        hints(&mut sheet, choices);
        self.write(&sheet.into_text())
    }

    fn show_help(&self, choices: &[Choice], help: &dyn Fn(&mut Sheet)) -> Result<(), Stop> {
        let mut sheet = self.sheet();
        sheet.raw("help\n");
        help(&mut sheet);
        for choice in choices {
            sheet.under(&format!("  {}  ", choice.key()), meaning(*choice));
        }
        sheet.under(
            "  ",
            &format!("{}. A key held down counts once.", enter_words(choices)),
        );
        hints(&mut sheet, choices);
        self.write(&sheet.into_text())
    }

    fn show_unknown(&self, key: char, choices: &[Choice]) -> Result<(), Stop> {
        let mut sheet = self.sheet();
        sheet.raw("\n");
        sheet.under("  ", &format!("`{key}` is not an answer here"));
        hints(&mut sheet, choices);
        self.write(&sheet.into_text())
    }

    /// Reads a line with dialoguer, and takes it off the screen. A terminal too narrow to edit in reads it plainly.
    fn line(&mut self) -> Result<String, Stop> {
        let term = Term::stderr();
        if usize::from(term.size().1) < NARROWEST_INPUT {
            self.keyboard.give_back();
            let line = self.keyboard.line();
            self.keyboard.take_keys();
            return Ok(line?.unwrap_or_default());
        }
        let input = Input::<String>::with_theme(&Plain)
            .allow_empty(true)
            .report(false);
        let typed = input
            .interact_text_on(&term)
            .map_err(|error| self.stop(error))?;
        // dialoguer takes only the last row of a long line off the screen.
        let cells =
            textwrap::core::display_width(INPUT_MARK) + textwrap::core::display_width(&typed);
        let rows_above = cells.saturating_sub(1) / usize::from(term.size().1).max(1);
        term.clear_last_lines(rows_above)
            .map_err(|error| self.keyboard.broken(error))?;
        Ok(typed)
    }

    /// Opens the person's editor. `None` when nothing was saved in it.
    fn edit(&mut self) -> Result<Option<String>, Stop> {
        let executable = editor();
        self.keyboard.give_back();
        let edited = Editor::new()
            .executable(&executable)
            .require_save(true)
            .trim_newlines(true)
            .edit("");
        self.keyboard.take_keys();
        if let Some(signal) = self.keyboard.watch().caught() {
            return Err(Stop::Signal(signal));
        }
        match edited {
            Ok(text) => Ok(text
                .map(|text| text.trim().to_owned())
                .filter(|text| !text.is_empty())),
            Err(dialoguer::Error::IO(error)) => {
                let mut sheet = self.sheet();
                sheet.under(
                    "  ",
                    &format!("the editor `{executable}` gave no text: {error}"),
                );
                self.write(&sheet.into_text())?;
                Ok(None)
            }
        }
    }

    /// Tells what kept dialoguer from an answer.
    fn stop(&self, error: dialoguer::Error) -> Stop {
        let dialoguer::Error::IO(error) = error;
        let _ = self.write("\n");
        match error.kind() {
            io::ErrorKind::Interrupted => {
                Stop::Signal(self.keyboard.watch().caught_soon().unwrap_or(SIGINT))
            }
            io::ErrorKind::UnexpectedEof => Stop::Ended,
            _ => self.keyboard.broken(error),
        }
    }

    fn confirm(&mut self, draw: &dyn Fn(&mut Sheet)) -> Result<Choice, Stop> {
        self.drop_typed_ahead();
        let mut sheet = self.sheet();
        sheet.blank();
        draw(&mut sheet);
        self.write(&sheet.into_text())?;
        let answer = Confirm::with_theme(&Plain)
            .with_prompt("go on")
            .default(false)
            .interact_on_opt(&Term::stderr());
        let answer = answer.map_err(|error| self.stop(error))?;
        Ok(if answer == Some(true) {
            Choice::Yes
        } else {
            Choice::No
        })
    }
}

impl Prompter for TerminalPrompter {
    fn item(&mut self, question: &ItemQuestion<'_>) -> Result<Choice, Stop> {
        let item = question.item();
        let draw = |sheet: &mut Sheet| {
            let progress = question
                .place
                .map(|place| format!("{}/{}", place.number, place.total))
                .unwrap_or_default();
            let parts = [
                question.phase.title.as_str(),
                &item.section,
                &progress,
                question.role.as_str(),
            ];
            let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
            let heading = parts.join(sheet.look().dot());
            sheet.painted(OutputStyle::strong, "", &heading);
            item_body(sheet, question);
        };
        let help = |sheet: &mut Sheet| {
            sheet.under("  ", item.id.as_str());
            item.help.iter().for_each(|help| sheet.under("  ", help));
            item.link.iter().for_each(|link| sheet.under("  ", link));
        };
        self.ask(&question.choices, &draw, &help)
    }

    fn choice(&mut self, request: &Request<'_>) -> Result<Choice, Stop> {
        let draw = |sheet: &mut Sheet| {
            let heading = match &request.about {
                About::Fact { number, total, .. } => {
                    ["Facts".to_owned(), format!("{number}/{total}")].join(sheet.look().dot())
                }
                About::Call { phase, role, .. } => {
                    [phase.title.as_str(), "poll", role.as_str()].join(sheet.look().dot())
                }
                About::GoOn { .. } => return request_body(sheet, &request.about),
            };
            sheet.painted(OutputStyle::strong, "", &heading);
            request_body(sheet, &request.about);
        };
        match request.about {
            About::GoOn { .. } => self.confirm(&draw),
            About::Fact { .. } | About::Call { .. } => self.ask(&request.choices, &draw, &|_| {}),
        }
    }

    fn text(&mut self, request: &TextRequest<'_>) -> Result<Option<String>, Stop> {
        self.drop_typed_ahead();
        let mut sheet = self.sheet();
        let question = text_question(request);
        let ways = if request.is_prose() {
            " (Enter alone: none; :e opens your editor)"
        } else {
            ""
        };
        sheet.under("  ", &format!("{question}{ways}"));
        self.write(&sheet.into_text())?;
        let typed = self.line()?;
        let typed = match typed.trim() {
            OPEN_EDITOR if request.is_prose() => self.edit()?,
            "" => None,
            typed => Some(typed.to_owned()),
        };
        if let Some(typed) = &typed {
            let mut sheet = self.sheet();
            sheet.under(INPUT_MARK, typed);
            self.write(&sheet.into_text())?;
        }
        Ok(typed)
    }

    fn pick(&mut self, title: &str, options: &[String]) -> Result<Option<usize>, Stop> {
        self.drop_typed_ahead();
        let look = stderr_look(self.color);
        let mut sheet = self.sheet();
        sheet.blank();
        sheet.painted(OutputStyle::strong, "", title);
        self.write(&sheet.into_text())?;
        let width = look.width.unwrap_or(80).saturating_sub(4);
        let tail = if look.unicode { "…" } else { "..." };
        let fits =
            |option: &String| console::truncate_str(&look.shown(option), width, tail).into_owned();
        let labels: Vec<String> = options.iter().map(fits).collect();
        let select = Select::with_theme(&Plain)
            .items(&labels)
            .default(0)
            .report(false);
        let picked = select
            .interact_on_opt(&Term::stderr())
            .map_err(|error| self.stop(error))?;
        if let Some(place) = picked {
            self.write(&format!("  > {}\n", labels[place]))?;
        }
        Ok(picked)
    }

    fn tell(&mut self, said: &Notice<'_>) -> Result<(), Stop> {
        if let Notice::Saved { answers, .. } = said {
            self.keyboard
                .watch()
                .tally()
                .store(*answers, Ordering::SeqCst);
        }
        let mut sheet = self.sheet();
        notice(&mut sheet, said);
        self.write(&sheet.into_text())
    }
}

/// Adds the line that shows the keys, and the prompt.
fn hints(sheet: &mut Sheet, choices: &[Choice]) {
    let width = sheet.look().width.map_or(usize::MAX, |width| width - 1);
    let mut line = String::new();
    for hint in choices
        .iter()
        .map(|choice| hint(*choice))
        .chain(["[?] help"])
    {
        if !line.is_empty() && line.len() + 2 + hint.len() > width {
            sheet.painted(OutputStyle::faint, "", &std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push_str("  ");
        }
        line.push_str(hint);
    }
    sheet.painted(OutputStyle::faint, "", &line);
    sheet.raw("> ");
}

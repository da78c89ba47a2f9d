//! The walk on a terminal: single keys for answers, the line editor for texts, dialoguer for choices, confirmations and
//! the person's own editor.
//!
//! Everything is written to stderr. The width is read anew before each question, so a resize does no harm.

use std::io::{self, Write};
use std::sync::atomic::Ordering;

use console::Term;
use dialoguer::{Confirm, Editor, Select};
use signal_hook::consts::SIGINT;

use super::choice_words::{hint, meaning, words};
use super::keys::{Key, Stroke};
use super::line_editor::Edited;
use super::notices::notice;
use super::prompts::{
    answer_of, cleaned, enter_words, heading, item_body, on_enter, request_body, text_question,
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

/// What stands where a key is waited for.
const PROMPT: &str = "> ";

/// What the terminal sends for Ctrl-D.
const CTRL_D: char = '\u{4}';

/// Asks with single keys.
pub(crate) struct TerminalPrompter {
    keyboard: Keyboard,
    color: ColorChoice,
    has_begun: bool,
}

impl TerminalPrompter {
    /// Makes a prompter; keys arrive one by one from now on.
    pub(crate) fn new(keyboard: Keyboard, color: ColorChoice) -> Self {
        keyboard.take_keys();
        console::set_colors_enabled_stderr(false);
        Self {
            keyboard,
            color,
            has_begun: false,
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
        self.begin()?;
        self.show(choices, draw)?;
        let mut is_told = false;
        loop {
            let key = match self.key()? {
                Woken::Stroke(Stroke::Press(key)) => key,
                Woken::Stroke(Stroke::Held) => {
                    self.aside("key held down: ignored")?;
                    continue;
                }
                Woken::Stroke(Stroke::Several) => {
                    self.aside("several keys at once: ignored")?;
                    continue;
                }
                Woken::Resumed => {
                    self.keyboard.take_keys();
                    self.show(choices, draw)?;
                    continue;
                }
            };
            let choice = match key {
                Key::Escape | Key::Char('\n') => Some(on_enter(choices)),
                Key::Char(CTRL_D) => Some(Choice::Quit),
                Key::Char(key) => choices.iter().copied().find(|choice| choice.key() == key),
                Key::Other => None,
            };
            match choice {
                Some(choice) => {
                    self.write(&format!("{}\n", words(choice)))?;
                    return Ok(choice);
                }
                None if key == Key::Char('?') => self.show_help(choices, help)?,
                None if !is_told => {
                    is_told = true;
                    self.show_unknown(key, choices)?;
                }
                None => {}
            }
        }
    }

    /// Drops, before the first question, what was typed before the program could ask.
    fn begin(&mut self) -> Result<(), Stop> {
        if !std::mem::replace(&mut self.has_begun, true) && self.keyboard.drop_typed_ahead() {
            let mut sheet = self.sheet();
            sheet.line("typed before the first question: ignored");
            self.write(&sheet.into_text())?;
        }
        Ok(())
    }

    /// Says something while a question waits for its key.
    fn aside(&self, text: &str) -> Result<(), Stop> {
        let mut sheet = self.sheet();
        sheet.raw("\n");
        sheet.painted(OutputStyle::waiting, "  ", text);
        sheet.raw(PROMPT);
        self.write(&sheet.into_text())
    }

    /// Says something on a line of its own.
    fn say(&self, text: &str) -> Result<(), Stop> {
        let mut sheet = self.sheet();
        sheet.under("  ", text);
        self.write(&sheet.into_text())
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
        sheet.under("  ", enter_words(choices));
        hints(&mut sheet, choices);
        self.write(&sheet.into_text())
    }

    fn show_unknown(&self, key: Key, choices: &[Choice]) -> Result<(), Stop> {
        let mut sheet = self.sheet();
        sheet.raw("\n");
        let name = match key {
            Key::Char(key) => format!("`{key}`"),
            Key::Escape | Key::Other => "that key".to_owned(),
        };
        sheet.under("  ", &format!("{name} is not an answer here"));
        hints(&mut sheet, choices);
        self.write(&sheet.into_text())
    }

    /// Opens the person's editor. The text is empty when nothing was saved in it.
    fn edit(&mut self) -> Result<String, Stop> {
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
            Ok(text) => Ok(text.unwrap_or_default().trim().to_owned()),
            Err(dialoguer::Error::IO(error)) => {
                self.say(&format!("the editor `{executable}` gave no text: {error}"))?;
                Ok(String::new())
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
        let mut sheet = self.sheet();
        sheet.blank();
        draw(&mut sheet);
        self.write(&sheet.into_text())?;
        let answer = Confirm::with_theme(&Plain)
            .default(false)
            .interact_on_opt(&Term::stderr());
        let answer = answer.map_err(|error| self.stop(error))?;
        self.keyboard.pressed(match answer {
            Some(true) => Key::Char('y'),
            Some(false) => Key::Char('\n'),
            None => Key::Escape,
        });
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
                question.topic.title(),
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
            let heading = heading(&request.about).join(sheet.look().dot());
            if !heading.is_empty() {
                sheet.painted(OutputStyle::strong, "", &heading);
            }
            request_body(sheet, &request.about);
        };
        match request.about {
            About::GoOn { .. } | About::Answers { .. } => self.confirm(&draw),
            _ => self.ask(&request.choices, &draw, &|_| {}),
        }
    }

    fn text(&mut self, request: &TextRequest<'_>) -> Result<Option<String>, Stop> {
        self.begin()?;
        self.say(&text_question(request))?;
        if request.is_prose() {
            self.say(&format!(
                "{OPEN_EDITOR} opens your editor; pasted lines are kept"
            ))?;
        }
        let typed = loop {
            match self.keyboard.edit_line()? {
                Edited::Text(typed) => break cleaned(&typed),
                Edited::Cancelled => {
                    self.say("cancelled")?;
                    return Ok(None);
                }
                Edited::NotText => self.say("that was not UTF-8; type it again")?,
            }
        };
        let mut sheet = self.sheet();
        let text = if typed == OPEN_EDITOR && request.is_prose() {
            let text = self.edit()?;
            for line in text.lines() {
                sheet.under(INPUT_MARK, line);
            }
            text
        } else {
            typed
        };
        let answer = answer_of(&mut sheet, request, text);
        self.write(&sheet.into_text())?;
        Ok(answer)
    }

    fn pick(&mut self, title: &str, options: &[String]) -> Result<Option<usize>, Stop> {
        self.begin()?;
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
        self.keyboard.pressed(match picked {
            Some(_) => Key::Char('\n'),
            None => Key::Escape,
        });
        match picked {
            Some(place) => self.write(&format!("  > {}\n", labels[place]))?,
            None => self.say("none")?,
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
    sheet.raw(PROMPT);
}

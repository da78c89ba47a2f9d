//! The walk in plain lines: no cursor movement, no colours, numbered answers, full words.
//!
//! For screen readers and dumb terminals, and the one prompter that takes answers from piped input, because it was
//! asked to.

use std::io;
#[cfg(not(unix))]
use std::io::BufRead;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::choice_words::{meaning, words};
use super::notices::notice;
use super::prompts::{answer_of, cleaned, item_body, on_enter, request_body, text_question};
use super::streams::write_all;
use super::text_buffer::Sheet;
use crate::style::OutputStyle;
use crate::walk::question::{About, Choice, ItemQuestion, Notice, Request, TextRequest};
use crate::walk::{Prompter, Stop};

/// The longest line that is read, in bytes; what is beyond it is dropped.
pub(crate) const LONGEST_LINE: usize = 64 * 1024;

/// What Escape followed by Enter types.
const ESCAPE: &str = "\u{1b}";

/// Where lines come from.
pub(crate) trait Lines {
    /// Returns the next line without its end, or `None` when the input has ended.
    ///
    /// # Errors
    ///
    /// When the program is asked to end, or the input cannot be read.
    fn line(&mut self) -> Result<Option<String>, Stop>;

    /// Drops what was typed before it was asked for, and tells whether there was anything. Piped input has nothing to
    /// drop.
    fn discard(&mut self) -> bool {
        false
    }

    /// Tells whether the person sees what is typed; the lines of a pipe are repeated, so that the text can be followed.
    fn is_seen(&self) -> bool {
        false
    }
}

/// Lines of any input, such as a pipe or a text in memory.
#[cfg(not(unix))]
pub(crate) struct Piped<R>(R);

#[cfg(not(unix))]
impl<R: BufRead> Lines for Piped<R> {
    fn line(&mut self) -> Result<Option<String>, Stop> {
        let mut bytes = Vec::new();
        self.0.read_until(b'\n', &mut bytes).map_err(Stop::Broken)?;
        Ok((!bytes.is_empty()).then(|| text_of(&bytes)))
    }
}

/// Returns a line as text: without its end, cut to [`LONGEST_LINE`], and with what is no text replaced.
pub(super) fn text_of(line: &[u8]) -> String {
    let line = &line[..line.len().min(LONGEST_LINE)];
    String::from_utf8_lossy(line)
        .trim_end_matches(['\n', '\r'])
        .to_owned()
}

/// Asks in plain lines.
pub(crate) struct LinesPrompter<L> {
    lines: L,
    look: OutputStyle,
    tally: Arc<AtomicUsize>,
}

impl<L: Lines> LinesPrompter<L> {
    /// Makes a prompter that keeps the number of saved answers in `tally`.
    pub(crate) fn new(lines: L, look: OutputStyle, tally: Arc<AtomicUsize>) -> Self {
        Self {
            lines,
            look: OutputStyle {
                color: false,
                ..look
            },
            tally,
        }
    }

    fn write(&mut self, sheet: Sheet) -> Result<(), Stop> {
        write_all(&mut io::stderr().lock(), &sheet.into_text()).map_err(Stop::Broken)
    }

    fn sheet(&self) -> Sheet {
        Sheet::new(self.look)
    }

    /// Reads a line. When none comes any more, what is said then begins on a line of its own.
    fn line(&mut self) -> Result<Option<String>, Stop> {
        let line = self.lines.line();
        match &line {
            Ok(Some(_)) if self.lines.is_seen() => {}
            Ok(Some(line)) => self.write_line(line)?,
            Ok(None) | Err(_) => {
                let _ = self.write_line("");
            }
        }
        line
    }

    /// Shows the numbered answers and reads one. The end of the input quits.
    fn ask(
        &mut self,
        mut sheet: Sheet,
        choices: &[Choice],
        help: &dyn Fn(&mut Sheet),
    ) -> Result<Choice, Stop> {
        for (place, choice) in choices.iter().enumerate() {
            sheet.under(&format!("{:>3}. ", place + 1), words(*choice));
        }
        self.discard(&mut sheet);
        loop {
            sheet.raw(&format!(
                "Answer by number, ? for help, Enter for {}: ",
                words(on_enter(choices))
            ));
            self.write(sheet)?;
            let Some(line) = self.line()? else {
                return Ok(Choice::Quit);
            };
            if let Some(choice) = chosen(line.trim(), choices) {
                return Ok(choice);
            }
            sheet = self.sheet();
            if line.trim() == "?" {
                help(&mut sheet);
                for (place, choice) in choices.iter().enumerate() {
                    sheet.under(
                        &format!("{:>3}. ", place + 1),
                        &format!("{}: {}", words(*choice), meaning(*choice)),
                    );
                }
            } else {
                sheet.line(&format!(
                    "`{}` is not an answer; give a number from 1 to {}.",
                    line.trim(),
                    choices.len()
                ));
            }
        }
    }

    /// Drops what was typed before the question, and says so.
    fn discard(&mut self, sheet: &mut Sheet) {
        if self.lines.discard() {
            sheet.line("What was typed before this question is ignored.");
        }
    }

    fn write_line(&mut self, text: &str) -> Result<(), Stop> {
        let mut sheet = self.sheet();
        sheet.line(text);
        self.write(sheet)
    }
}

/// Reads an answer: its number, its words or its key.
fn chosen(line: &str, choices: &[Choice]) -> Option<Choice> {
    if line.is_empty() || line == ESCAPE {
        return Some(on_enter(choices));
    }
    let by_number = line
        .parse::<usize>()
        .ok()
        .and_then(|number| choices.get(number.checked_sub(1)?));
    let by_word = || {
        let line = line.to_lowercase();
        choices
            .iter()
            .find(|choice| words(**choice) == line || choice.key().to_string() == line)
    };
    by_number.or_else(by_word).copied()
}

impl<L: Lines> Prompter for LinesPrompter<L> {
    fn item(&mut self, question: &ItemQuestion<'_>) -> Result<Choice, Stop> {
        let mut sheet = self.sheet();
        let item = question.item();
        sheet.blank();
        if let Some(place) = question.place {
            sheet.line(&format!("Item {} of {}.", place.number, place.total));
        }
        sheet.line(&format!(
            "{}, {}. For {}.",
            question.topic.title(),
            item.section,
            question.role
        ));
        item_body(&mut sheet, question);
        let help = |sheet: &mut Sheet| {
            sheet.line(&format!("Item {}.", item.id));
            item.help.iter().for_each(|help| sheet.line(help));
            item.link.iter().for_each(|link| sheet.line(link));
        };
        self.ask(sheet, &question.choices, &help)
    }

    fn choice(&mut self, request: &Request<'_>) -> Result<Choice, Stop> {
        let mut sheet = self.sheet();
        sheet.blank();
        if let About::Fact { number, total, .. } = &request.about {
            sheet.line(&format!("Fact {number} of {total}."));
        }
        request_body(&mut sheet, &request.about);
        self.ask(sheet, &request.choices, &|_| {})
    }

    fn text(&mut self, request: &TextRequest<'_>) -> Result<Option<String>, Stop> {
        let mut sheet = self.sheet();
        sheet.line(&text_question(request));
        sheet.raw("Text: ");
        self.write(sheet)?;
        let line = self.line()?.ok_or(Stop::Ended)?;
        let mut sheet = self.sheet();
        if self.lines.discard() {
            sheet.line("Only the first line is kept; the others are ignored.");
        }
        let answer = if line.trim() == ESCAPE {
            sheet.line("cancelled");
            None
        } else {
            answer_of(&mut sheet, request, cleaned(&line))
        };
        self.write(sheet)?;
        Ok(answer)
    }

    fn pick(&mut self, title: &str, options: &[String]) -> Result<Option<usize>, Stop> {
        let mut sheet = self.sheet();
        sheet.blank();
        sheet.line(title);
        for (place, option) in options.iter().enumerate() {
            sheet.under(&format!("{:>3}. ", place + 1), option);
        }
        self.discard(&mut sheet);
        loop {
            sheet.raw("Answer by number, Enter to cancel: ");
            self.write(sheet)?;
            let line = self.line()?.unwrap_or_default();
            let line = line.trim();
            if line.is_empty() || line == ESCAPE {
                return Ok(None);
            }
            if let Some(place) = line
                .parse::<usize>()
                .ok()
                .and_then(|n| n.checked_sub(1))
                .filter(|place| *place < options.len())
            {
                return Ok(Some(place));
            }
            sheet = self.sheet();
            sheet.line(&format!(
                "`{line}` is not an answer; give a number from 1 to {}.",
                options.len()
            ));
        }
    }

    fn tell(&mut self, said: &Notice<'_>) -> Result<(), Stop> {
        if let Notice::Saved { answers, .. } = said {
            self.tally.store(*answers, Ordering::SeqCst);
        }
        let mut sheet = self.sheet();
        notice(&mut sheet, said);
        self.write(sheet)
    }
}

/// Returns the lines of stdin, for systems on which the terminal is not watched.
#[cfg(not(unix))]
pub(crate) fn stdin_lines() -> Piped<io::StdinLock<'static>> {
    Piped(io::stdin().lock())
}

//! Where output goes, and what each stream can show: colour, characters and width are decided per stream.

use std::ffi::OsString;
use std::io::{self, IsTerminal, Write};

use crate::style::OutputStyle;

/// When to use colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum ColorChoice {
    /// On a terminal, unless the environment says otherwise.
    #[default]
    Auto,
    Always,
    Never,
}

impl std::str::FromStr for ColorChoice {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "auto" => Ok(Self::Auto),
            "always" => Ok(Self::Always),
            "never" => Ok(Self::Never),
            _ => Err("write auto, always or never"),
        }
    }
}

/// The narrowest width that text is wrapped to.
const NARROWEST: usize = 20;

/// The widest width that text is wrapped to: longer lines are hard to read.
const WIDEST: usize = 200;

/// Returns how output may look on stdout.
pub(crate) fn stdout_look(choice: ColorChoice) -> OutputStyle {
    let stdout = io::stdout();
    look(choice, stdout.is_terminal(), columns_of(&stdout), &setting)
}

/// Returns how output may look on stderr.
pub(crate) fn stderr_look(choice: ColorChoice) -> OutputStyle {
    let stderr = io::stderr();
    look(choice, stderr.is_terminal(), columns_of(&stderr), &setting)
}

/// Tells whether a person can be prompted: stdin and stderr are both terminals.
pub(crate) fn can_prompt() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Tells whether the terminal can do no more than print lines, or nobody knows what it can do.
pub(crate) fn is_dumb() -> bool {
    has_dumb_term(&setting)
}

/// Tells whether questions need plain lines because the terminal can do no more, or is none of this session, which the
/// line editor opens.
pub(crate) fn needs_lines() -> bool {
    is_dumb() || (cfg!(unix) && std::fs::File::open("/dev/tty").is_err())
}

/// Tells whether `ACCESSIBLE` asks for plain lines.
pub(crate) fn wants_accessible() -> bool {
    is_accessible(&setting)
}

/// Returns a setting from the environment, when it is set to something.
#[expect(clippy::disallowed_methods, reason = "the environment is read here")]
pub(crate) fn setting(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// Returns every variable of the environment.
pub(crate) fn variables() -> impl Iterator<Item = (OsString, OsString)> {
    std::env::vars_os()
}

fn is_accessible(setting: &dyn Fn(&str) -> Option<String>) -> bool {
    setting("ACCESSIBLE").is_some_and(|value| {
        let value = value.to_ascii_lowercase();
        !["", "0", "false", "no"].contains(&value.as_str())
    })
}

/// On Unix every terminal has a name; where none is set, nobody knows what is there. The line editor takes the last two
/// for dumb.
fn has_dumb_term(setting: &dyn Fn(&str) -> Option<String>) -> bool {
    setting("TERM").map_or(cfg!(unix), |term| {
        let term = term.to_ascii_lowercase();
        ["", "dumb", "cons25", "emacs"].contains(&term.as_str())
    })
}

/// Returns the person's editor: `VISUAL`, else `EDITOR`, else `vi`. A blank one counts as none.
pub(crate) fn editor() -> String {
    let named = ["VISUAL", "EDITOR"]
        .into_iter()
        .filter_map(setting)
        .find(|value| !value.trim().is_empty());
    named.unwrap_or_else(|| "vi".to_owned())
}

/// Writes to standard error, the last resort: there is nowhere to say that it failed.
pub(crate) fn tell(text: &str) {
    let _ = write_all(&mut io::stderr().lock(), text);
}

/// Writes all of `text`; an error is returned, never a panic, even when the reader is gone.
///
/// # Errors
///
/// When the stream cannot be written; see [`is_reader_gone`].
pub(crate) fn write_all(out: &mut dyn Write, text: &str) -> io::Result<()> {
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// Tells whether writing failed because whoever read the output has stopped reading.
pub(crate) fn is_reader_gone(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::BrokenPipe
}

/// Decides how output may look on a stream.
fn look(
    choice: ColorChoice,
    is_terminal: bool,
    columns: Option<usize>,
    setting: &dyn Fn(&str) -> Option<String>,
) -> OutputStyle {
    let is_set = |name: &str| setting(name).is_some_and(|value| !value.is_empty());
    let color = match choice {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto if is_set("NO_COLOR") => false,
        ColorChoice::Auto
            if is_set("CLICOLOR_FORCE") && setting("CLICOLOR_FORCE").as_deref() != Some("0") =>
        {
            true
        }
        ColorChoice::Auto if setting("CLICOLOR").as_deref() == Some("0") => false,
        ColorChoice::Auto if has_dumb_term(setting) => false,
        ColorChoice::Auto => is_terminal,
    };
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .filter_map(setting)
        .find(|value| !value.is_empty());
    let unicode = locale.is_some_and(|value| {
        let value = value.to_ascii_lowercase();
        value.contains("utf-8") || value.contains("utf8")
    });
    let columns = columns
        .filter(|columns| *columns > 0)
        .or_else(|| setting("COLUMNS")?.parse().ok());
    let width = is_terminal.then(|| columns.unwrap_or(80).clamp(NARROWEST, WIDEST));
    OutputStyle {
        color,
        unicode,
        width,
    }
}

#[cfg(unix)]
fn columns_of(stream: &impl std::os::fd::AsFd) -> Option<usize> {
    rustix::termios::tcgetwinsize(stream)
        .ok()
        .map(|size| usize::from(size.ws_col))
}

#[cfg(not(unix))]
fn columns_of<S>(_stream: &S) -> Option<usize> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colour_is_decided_by_the_flag_then_the_environment_then_the_terminal() {
        #[track_caller]
        fn case(choice: ColorChoice, is_terminal: bool, settings: &[(&str, &str)], expected: bool) {
            let setting = |name: &str| {
                settings
                    .iter()
                    .find(|(known, _)| *known == name)
                    .map(|(_, value)| (*value).to_owned())
            };
            assert_eq!(
                look(choice, is_terminal, None, &setting).color,
                expected,
                "{choice:?} {is_terminal} {settings:?}"
            );
        }
        use ColorChoice::{Always, Auto, Never};
        case(Auto, true, &[("TERM", "xterm")], true);
        case(Auto, true, &[], cfg!(not(unix)));
        case(Auto, false, &[], false);
        case(Auto, true, &[("NO_COLOR", "1")], false);
        case(Auto, true, &[("TERM", "xterm"), ("NO_COLOR", "")], true);
        case(
            Auto,
            true,
            &[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")],
            false,
        );
        case(Auto, false, &[("CLICOLOR_FORCE", "1")], true);
        case(Auto, false, &[("CLICOLOR_FORCE", "0")], false);
        case(Auto, true, &[("CLICOLOR", "0")], false);
        case(Auto, true, &[("TERM", "dumb")], false);
        case(Always, false, &[("NO_COLOR", "1")], true);
        case(Never, true, &[("CLICOLOR_FORCE", "1")], false);
    }

    #[test]
    fn plain_lines_are_asked_for_by_one_setting_and_by_a_dumb_terminal() {
        #[track_caller]
        fn case(value: &str, expected: bool) {
            let setting = |name: &str| (name == "ACCESSIBLE").then(|| value.to_owned());
            assert_eq!(is_accessible(&setting), expected, "{value}");
        }
        for value in ["1", "yes", "true", "2", "on", " "] {
            case(value, true);
        }
        for value in ["", "0", "false", "no", "False", "NO"] {
            case(value, false);
        }
        let only_no_color = |name: &str| (name == "NO_COLOR").then(|| "1".to_owned());
        assert!(!is_accessible(&only_no_color));
        for (term, expected) in [("dumb", true), ("emacs", true), ("xterm", false)] {
            let setting = |name: &str| (name == "TERM").then(|| term.to_owned());
            assert_eq!(has_dumb_term(&setting), expected, "{term}");
        }
    }

    #[test]
    fn characters_beyond_ascii_need_a_utf_8_locale() {
        #[track_caller]
        fn case(settings: &[(&str, &str)], expected: bool) {
            let setting = |name: &str| {
                settings
                    .iter()
                    .find(|(known, _)| *known == name)
                    .map(|(_, value)| (*value).to_owned())
            };
            assert_eq!(
                look(ColorChoice::Auto, true, None, &setting).unicode,
                expected,
                "{settings:?}"
            );
        }
        case(&[], false);
        case(&[("LANG", "en_US.UTF-8")], true);
        case(&[("LANG", "C.utf8")], true);
        case(&[("LANG", "en_US.UTF-8"), ("LC_ALL", "C")], false);
        case(&[("LANG", "C"), ("LC_CTYPE", "C.UTF-8")], true);
        case(&[("LC_ALL", ""), ("LANG", "C.UTF-8")], true);
    }

    #[test]
    fn only_a_terminal_has_a_width_and_it_stays_readable() {
        #[track_caller]
        fn case(
            is_terminal: bool,
            columns: Option<usize>,
            setting: Option<&str>,
            expected: Option<usize>,
        ) {
            let settings = |name: &str| setting.filter(|_| name == "COLUMNS").map(str::to_owned);
            assert_eq!(
                look(ColorChoice::Auto, is_terminal, columns, &settings).width,
                expected
            );
        }
        case(false, Some(80), Some("80"), None);
        case(true, Some(100), Some("60"), Some(100));
        case(true, Some(0), Some("60"), Some(60));
        case(true, None, Some("1000000000"), Some(200));
        case(true, Some(1), None, Some(20));
        case(true, None, Some("wide"), Some(80));
    }
}

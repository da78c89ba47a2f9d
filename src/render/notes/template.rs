//! The release notes through a team's own MiniJinja template.
//!
//! A template sees the notes and nothing else: it opens no file, includes no other template, and stops when it takes
//! too long or writes too much. What it prints is escaped for HTML in `*.html`, as JSON in `*.json`, and for Markdown in
//! all others but `*.txt`; `| prose` keeps the simple Markdown of what people wrote.

use std::collections::BTreeMap;
use std::io::{self, Write};

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value};
use minijinja::{
    AutoEscape, Environment, Error, ErrorKind, Output, State, UndefinedBehavior, context,
    escape_formatter,
};
use serde::de::IgnoredAny;

use super::view::{FieldView, NotesView};
use crate::domain::rules::notes::ReleaseNotes;
use crate::domain::text::nearest;
use crate::render::markdown::{escape, prose};

/// The longest template, in bytes.
pub(crate) const LONGEST_TEMPLATE: usize = 256 * 1024;

/// The longest text that a template may print, in bytes.
const LONGEST_OUTPUT: usize = 4 * 1024 * 1024;

/// How many steps a template may take.
const FUEL: u64 = 2_000_000;

/// What is wrong with a template, and where.
#[derive(Debug, thiserror::Error)]
#[error("{name}:{line}: {message}")]
pub(crate) struct TemplateFault {
    /// The template's file.
    pub(crate) name: String,
    /// The line, from 1; the first when the place is not known.
    pub(crate) line: usize,
    /// What is wrong.
    pub(crate) message: String,
    /// What to do about it.
    pub(crate) way_out: String,
}

/// Returns what the template prints for these notes. `name` is its file, and decides how text is escaped.
///
/// # Errors
///
/// The first thing that is wrong with the template, with its line.
pub(crate) fn from_template(
    name: &str,
    source: &str,
    notes: &ReleaseNotes<'_>,
) -> Result<String, TemplateFault> {
    let fault = |error: &Error| fault(name, source, notes, error);
    if source.len() > LONGEST_TEMPLATE {
        let error = Error::new(
            ErrorKind::InvalidOperation,
            format!("the template is longer than {LONGEST_TEMPLATE} bytes"),
        );
        return Err(fault(&error));
    }
    let environment = environment();
    let template = environment
        .template_from_named_str(name, source)
        .map_err(|error| fault(&error))?;
    let view = NotesView::of(notes);
    // Every field can be reached by its name as well.
    let field: BTreeMap<&str, &FieldView<'_>> =
        view.fields.iter().map(|field| (field.id, field)).collect();
    let seen = context! { field => Value::from(Serde(&field)), ..Value::from(Serde(&view)) };
    let mut page = Page(Vec::new());
    template
        .render_captured_to(seen, &mut page)
        .map_err(|error| fault(&error))?;
    let mut text = String::from_utf8_lossy(&page.0).into_owned();
    if extension(name) == "json" {
        serde_json::from_str::<IgnoredAny>(&text).map_err(|error| not_json(name, &text, &error))?;
    }
    if !text.ends_with('\n') {
        text.push('\n');
    }
    Ok(text)
}

fn environment<'t>() -> Environment<'t> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(FUEL));
    // Lines that hold only a block leave no line behind.
    if let Ok(syntax) = SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .build()
    {
        environment.set_syntax(syntax);
    }
    environment.set_auto_escape_callback(escaping);
    environment.set_formatter(print);
    environment.add_filter("md", |text: String| Value::from_safe_string(escape(&text)));
    environment.add_filter("prose", |text: String| {
        Value::from_safe_string(prose(&text))
    });
    environment
}

/// Returns what a template's file ends in, in lower case, apart from the ending that says that it is a template.
fn extension(name: &str) -> String {
    let name = name.to_ascii_lowercase();
    let name = [".j2", ".jinja", ".jinja2"]
        .into_iter()
        .find_map(|end| name.strip_suffix(end))
        .unwrap_or(&name);
    name.rsplit('.').next().unwrap_or_default().to_owned()
}

fn escaping(name: &str) -> AutoEscape {
    match extension(name).as_str() {
        "html" | "htm" | "xml" => AutoEscape::Html,
        "json" | "json5" | "js" | "yaml" | "yml" => AutoEscape::Json,
        "txt" => AutoEscape::None,
        _ => AutoEscape::Custom("markdown".into()),
    }
}

/// Says where the result of a template for JSON is none. Its lines are those of the result.
fn not_json(name: &str, text: &str, error: &serde_json::Error) -> TemplateFault {
    let line = text.lines().nth(error.line().saturating_sub(1));
    TemplateFault {
        name: name.to_owned(),
        line: 1,
        message: format!(
            "the result is no JSON, at its line {}: `{}`",
            error.line(),
            line.unwrap_or_default().trim()
        ),
        way_out: "a value brings its own quotes: write `{\"version\": {{ version }}}`".to_owned(),
    }
}

fn print(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    if value.is_safe() || value.is_undefined() || *state.auto_escape() == AutoEscape::Json {
        return escape_formatter(out, state, value);
    }
    // MiniJinja prints what is no text as Python does: `True`, `None`, `['a']`.
    let text = match value.as_str() {
        Some(text) => text.to_owned(),
        None => serde_json::to_string(value)
            .map_err(|error| Error::new(ErrorKind::BadSerialization, error.to_string()))?,
    };
    if matches!(state.auto_escape(), AutoEscape::Custom(_)) {
        out.write_str(&escape(&text))
            .map_err(|_| Error::from(ErrorKind::WriteFailure))
    } else {
        escape_formatter(out, state, &Value::from(text))
    }
}

/// What a template has printed so far.
struct Page(Vec<u8>);

impl Write for Page {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len() + bytes.len() > LONGEST_OUTPUT {
            return Err(io::Error::other("the template prints too much"));
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn fault(name: &str, source: &str, notes: &ReleaseNotes<'_>, error: &Error) -> TemplateFault {
    let place = error
        .range()
        .and_then(|range| source.get(range))
        .map(|place| place.trim_start_matches('.').trim())
        .filter(|place| !place.is_empty());
    let message = match (error.kind(), place) {
        (ErrorKind::UndefinedError, Some(place)) => format!("`{place}` is not defined"),
        (ErrorKind::OutOfFuel, _) => "the template takes too long".to_owned(),
        (ErrorKind::WriteFailure, _) => {
            format!("the template prints more than {LONGEST_OUTPUT} bytes")
        }
        (kind, _) => error
            .detail()
            .map_or_else(|| kind.to_string(), str::to_owned),
    };
    let way_out = match error.kind() {
        ErrorKind::UndefinedError => place.and_then(|place| meant(place, notes)),
        ErrorKind::OutOfFuel | ErrorKind::WriteFailure => {
            Some("look for a loop over too much".to_owned())
        }
        _ => None,
    };
    let line = error.line().unwrap_or(1);
    let way_out =
        way_out.unwrap_or_else(|| "docs/notes.md describes what a template sees".to_owned());
    TemplateFault {
        name: name.to_owned(),
        line,
        message,
        way_out,
    }
}

/// Returns what may have been meant by the part of an expression that is no known name.
fn meant(place: &str, notes: &ReleaseNotes<'_>) -> Option<String> {
    const NAMES: [&str; 29] = [
        "at",
        "basis",
        "by",
        "complete",
        "contradicting",
        "date",
        "day",
        "expires",
        "field",
        "fields",
        "format",
        "id",
        "items",
        "kind",
        "missing",
        "needed",
        "owner",
        "parts",
        "phase",
        "reason",
        "risks",
        "role",
        "roles",
        "source",
        "state",
        "text",
        "title",
        "type",
        "version",
    ];
    let names = || {
        NAMES
            .into_iter()
            .chain(notes.fields.iter().map(|field| field.field.id.as_str()))
    };
    let parts = place
        .split(['.', '['])
        .map(|part| part.trim_matches([']', '"', '\'', ' ']));
    let near = parts
        .filter(|part| names().all(|name| name != *part))
        .find_map(|part| nearest(part, names()))?;
    Some(format!(
        "did you mean `{near}`? docs/notes.md describes what a template sees"
    ))
}

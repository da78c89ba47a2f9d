//! `gonogo notes`: prints the notes as Markdown, as JSON, or through a template.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::commands::args::{DocumentForms, Printed, Selected};
use crate::commands::context::Context;
use crate::commands::output::Answer;
use crate::commands::output_file::Output;
use crate::domain::rules::notes::ReleaseNotes;
use crate::error::CommandError;
use crate::render::notes::{self, LONGEST_TEMPLATE};

#[derive(clap::Args, Debug)]
pub(super) struct PrintArgs {
    #[command(flatten)]
    printed: Printed<DocumentForms>,
    /// MiniJinja template to fill; docs/notes.md describes what it sees
    #[arg(long, value_name = "FILE", conflicts_with_all = ["format", "json"])]
    template: Option<PathBuf>,
    #[command(flatten)]
    output: Output,
    #[command(flatten)]
    selected: Selected,
}

/// Why a template could not be read.
#[derive(Debug, Error)]
enum TemplateError {
    #[error("cannot read the template {}", path.display())]
    Read { path: PathBuf, source: io::Error },
    #[error("the template {} is not a regular file", path.display())]
    NotAFile { path: PathBuf },
    #[error("the template {} is not UTF-8", path.display())]
    NotText { path: PathBuf },
}

impl PrintArgs {
    pub(super) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        context.shown(&self.selected, |release, now| {
            let text = self.text(&ReleaseNotes::of(release, now))?;
            Ok(match self.output.write(context, &text)? {
                None => Answer::data(text),
                Some(path) => Answer::text(format!("wrote {path}\n")),
            })
        })
    }

    fn text(&self, notes: &ReleaseNotes<'_>) -> Result<String, CommandError> {
        let Some(path) = &self.template else {
            return Ok(match self.printed.is_json() {
                false => notes::markdown(notes),
                true => notes::json(notes),
            });
        };
        let source = read(path).map_err(CommandError::not_evaluated)?;
        notes::from_template(&path.to_string_lossy(), &source, notes).map_err(|fault| {
            let way_out = fault.way_out.clone();
            CommandError::not_evaluated(fault).hinted(way_out)
        })
    }
}

/// Reads a template, but no more of it than one may have; the renderer refuses what is longer.
fn read(path: &Path) -> Result<String, TemplateError> {
    let fail = |source| TemplateError::Read {
        path: path.to_owned(),
        source,
    };
    let mut bytes = Vec::new();
    // Before it is opened: a pipe that nobody writes into would be waited for.
    let known = path.metadata().map_err(fail)?;
    if !known.is_file() {
        return Err(TemplateError::NotAFile {
            path: path.to_owned(),
        });
    }
    let file = File::open(path).map_err(fail)?;
    file.take(LONGEST_TEMPLATE as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(fail)?;
    let text = String::from_utf8(bytes).map_err(|_| TemplateError::NotText {
        path: path.to_owned(),
    })?;
    Ok(text
        .strip_prefix('\u{feff}')
        .map(str::to_owned)
        .unwrap_or(text))
}

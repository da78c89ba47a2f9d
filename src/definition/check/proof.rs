//! The checks of items: what proves one without a person.

use super::command;
use crate::definition::fault::{Fault, Proving};
use crate::definition::page::Page;
use crate::definition::raw;
use crate::definition::reader::{Placed, Plain, Text};
use crate::definition::tree::Place;
use crate::domain::plan::Check;
use crate::domain::plan::check::{MOST_RETRIES, Unfilled, filled, is_below};

/// The most files that one check looks for.
const MOST_FILES: usize = 100;

/// What a relative path is told to be.
const BELOW: &str =
    "write a path below the working folder, such as `dist/app.tar.gz`, without `..`";

/// Checks what proves an item and returns it.
pub(super) fn check(page: &Page<'_>, placed: &Placed<raw::Check>) -> Check {
    let raw = &placed.value;
    let given = kinds(raw);
    match *given {
        [] => page.note(placed.place, Fault::Proving(Proving::Nothing)),
        [(first, _), (second, place), ..] => {
            page.note(place, Fault::Proving(Proving::Two { first, second }));
        }
        // With two of them nothing says whose the other keys are.
        [(kind, _)] => note_strays(page, raw, kind),
    }
    match given.first() {
        Some(("http", _)) => Check::Http {
            url: url(page, raw.http.as_ref()),
            status: number(page, raw.status.as_ref(), &STATUS),
            timeout: page.duration(raw.timeout.as_ref(), 1),
            retries: number(page, raw.retries.as_ref(), &RETRIES),
        },
        Some(("files", _)) => Check::Files(files(page, raw.files.as_ref())),
        Some(("changelog", place)) => Check::Changelog(path(
            page,
            *place,
            "changelog",
            raw.changelog.as_ref(),
            false,
        )),
        Some(("tag", place)) => Check::Tag(text(page, *place, "tag", raw.tag.as_ref())),
        _ => Check::Program {
            program: command::program(page, raw.run.as_ref(), raw.timeout.as_ref(), &raw.env),
            folder: raw
                .folder
                .as_ref()
                .map(|folder| path(page, folder.place, "folder", Some(folder), false)),
            code: number(page, raw.code.as_ref(), &CODE),
            retries: number(page, raw.retries.as_ref(), &RETRIES),
        },
    }
}

/// Returns the keys that say what kind of check it is, with their places.
fn kinds(raw: &raw::Check) -> Vec<(&'static str, Place)> {
    let text = |text: &Option<Text>| text.as_ref().map(|text| text.place);
    let list = |list: &Option<Placed<Vec<Text>>>| list.as_ref().map(|list| list.place);
    let known = [
        ("run", list(&raw.run)),
        ("http", text(&raw.http)),
        ("files", list(&raw.files)),
        ("changelog", text(&raw.changelog)),
        ("tag", text(&raw.tag)),
    ];
    let given = known.into_iter();
    given
        .filter_map(|(key, place)| Some((key, place?)))
        .collect()
}

/// Notes the keys that say nothing about a check of this kind.
fn note_strays(page: &Page<'_>, raw: &raw::Check, kind: &'static str) {
    let plain = |plain: &Option<Placed<Plain>>| plain.as_ref().map(|plain| plain.place);
    let keys: [(&'static str, Option<Place>, &[&str]); 6] = [
        (
            "folder",
            raw.folder.as_ref().map(|folder| folder.place),
            &["run"],
        ),
        ("env", raw.env.first().map(|name| name.place), &["run"]),
        ("code", plain(&raw.code), &["run"]),
        ("status", plain(&raw.status), &["http"]),
        ("timeout", plain(&raw.timeout), &["run", "http"]),
        ("retries", plain(&raw.retries), &["run", "http"]),
    ];
    for (key, place, of) in keys {
        if let Some(place) = place.filter(|_| !of.contains(&kind)) {
            page.note(
                place,
                Fault::Proving(Proving::Stray {
                    key,
                    kind,
                    of: of.to_vec(),
                }),
            );
        }
    }
}

/// A number that a check has, and what it may be.
struct Numbered {
    what: &'static str,
    help: &'static str,
    least: u64,
    most: u64,
}

const CODE: Numbered = Numbered {
    what: "an exit code",
    help: "write a number from 0 to 255",
    least: 0,
    most: 255,
};

const STATUS: Numbered = Numbered {
    what: "an HTTP status",
    help: "write a number from 100 to 599, such as `204`",
    least: 100,
    most: 599,
};

const RETRIES: Numbered = Numbered {
    what: "a number of retries",
    help: "write a number from 1 to 10, or leave it out to try once",
    least: 1,
    most: MOST_RETRIES,
};

fn number(page: &Page<'_>, raw: Option<&Placed<Plain>>, of: &Numbered) -> Option<u64> {
    page.scalar(raw?, of.what, of.help, |text| {
        let number = text.parse().ok();
        number.filter(|number| (of.least..=of.most).contains(number))
    })
}

/// Returns an address; notes one that is none, has a user or a fragment in it, or an unknown placeholder.
fn url(page: &Page<'_>, raw: Option<&Text>) -> String {
    let Some(given) = raw else {
        return String::new();
    };
    // First of all: from here on the text can be shown.
    if given.value.contains('@') {
        page.note(given.place, Fault::Proving(Proving::Userinfo));
        return String::new();
    }
    let url = page.web_address("http", raw).unwrap_or_default();
    if url.contains('#') {
        let fault = Fault::NotA {
            what: "an address that can be asked",
            text: url.clone(),
            help: "leave out `#` and what follows it: no server is told of it",
        };
        page.note(given.place, fault);
    }
    note_placeholders(page, raw, true);
    url
}

/// Returns the paths of files, once each.
fn files(page: &Page<'_>, raw: Option<&Placed<Vec<Text>>>) -> Vec<String> {
    let Some(raw) = raw else { return Vec::new() };
    page.not_empty(raw, "`files`", "name at least one file");
    if let Some(first) = raw.value.get(MOST_FILES) {
        let (what, limit) = ("file", MOST_FILES);
        page.note(first.place, Fault::TooMany { what, limit });
    }
    let given: Vec<Text> = raw.value.iter().take(MOST_FILES).cloned().collect();
    page.all_known(&given, "file", None);
    given
        .iter()
        .map(|file| path(page, file.place, "files", Some(file), true))
        .collect()
}

/// Returns a path; notes one that leads out of the working folder.
fn path(
    page: &Page<'_>,
    place: Place,
    key: &'static str,
    raw: Option<&Text>,
    has_placeholders: bool,
) -> String {
    let path = page.line(place, key, raw);
    if let Some(raw) = raw.filter(|_| !path.is_empty() && !is_below(&path)) {
        let fault = Fault::NotA {
            what: "a path below the working folder",
            text: path.clone(),
            help: BELOW,
        };
        page.note(raw.place, fault);
    }
    note_placeholders(page, raw, has_placeholders);
    path
}

fn text(page: &Page<'_>, place: Place, key: &'static str, raw: Option<&Text>) -> String {
    let text = page.line(place, key, raw);
    note_placeholders(page, raw, true);
    text
}

/// Notes a placeholder that nothing fills.
fn note_placeholders(page: &Page<'_>, raw: Option<&Text>, has_placeholders: bool) {
    let Some(raw) = raw else { return };
    let name = match filled(&raw.value, "", Some(""), str::to_owned) {
        Err(Unfilled::Unknown(name)) => name,
        Ok(filled) if !has_placeholders && filled != raw.value => "{{…}}".to_owned(),
        _ => return,
    };
    let help = if has_placeholders {
        "a check can name `{{version}}` and `{{candidate}}`"
    } else {
        "write the path as it is; only `http`, `files` and `tag` have placeholders"
    };
    let (what, text) = ("a placeholder here", name);
    page.note(raw.place, Fault::NotA { what, text, help });
}

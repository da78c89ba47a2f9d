use std::fs;
use std::path::Path;

use super::*;
use crate::domain::testing::{Story, plan};
use crate::record::read;

/// Returns the first event of each kind in the golden records.
fn of_every_kind() -> Vec<Event> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/records/format-1");
    let mut paths: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|it| it == "toml"))
        .collect();
    paths.sort();
    let records = paths.iter().map(|path| {
        let text = fs::read_to_string(path).unwrap();
        read::record(&text).unwrap()
    });
    let events: Vec<Event> = records.flat_map(|record| record.events).collect();
    let kinds = EventKind::all().into_iter().map(|kind| kind.word);
    let first = |word: &str| events.iter().find(|event| event.kind.word() == word);
    kinds
        .map(|word| {
            first(word)
                .unwrap_or_else(|| panic!("no record has `{word}`"))
                .clone()
        })
        .collect()
}

fn shown(tell: impl Fn(&mut Sheet)) -> String {
    let mut sheet = Sheet::new(OutputStyle::PLAIN);
    tell(&mut sheet);
    sheet.into_text()
}

#[test]
fn what_others_did_reads_well_whatever_it_was() {
    let events = of_every_kind();
    let news: String = events
        .iter()
        .map(|event| shown(|sheet| news(sheet, std::slice::from_ref(event))))
        .collect();
    let news = news.replace("Meanwhile, others recorded:\n", "");
    snapbox::assert_data_eq!(
        news,
        snapbox::IntoData::raw(snapbox::file!["tests/news.txt"])
    );
}

#[test]
fn what_was_recorded_is_said_whatever_it_was() {
    let events = of_every_kind();
    let said: String = events
        .iter()
        .map(|event| shown(|sheet| recorded(sheet, &event.kind, 3, None)))
        .collect();
    snapbox::assert_data_eq!(
        said,
        snapbox::IntoData::raw(snapbox::file!["tests/recorded.txt"])
    );
}

#[test]
fn open_risks_are_listed_with_who_watches_them() {
    let story = Story::of(plan(&["pre/a dev", "pre/b qa"]))
        .tell(&["dev raises high risk 1", "qa raises low risk 2"]);
    let (now, release) = (story.now, story.release());
    let told = shown(|sheet| risks(sheet, &release.open_risks(), now));
    snapbox::assert_data_eq!(
        told,
        snapbox::str![[r#"

Open: 2 risks
  risk-1  medium: x [dev]
  risk-2  low: x [qa]

"#]]
    );
}

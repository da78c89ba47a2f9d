//! How long the steps of a command take, for a library and a release of 100 and of 10,000 items with one and with ten events each.
//!
//! Absolute times depend on the machine; `benches/goals.rs` holds the ratios that must not grow.

#![expect(
    clippy::expect_used,
    reason = "a benchmark that cannot be set up has to stop"
)]

mod generated;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use divan::{Bencher, black_box};
use gonogo::domain::rules::gate::judge;
use gonogo::domain::state::Release;
use gonogo::record::store::Store;
use gonogo::record::{read, write};
use gonogo::style::OutputStyle;
use gonogo::{definition, render};

fn main() {
    divan::main();
}

const SIZES: [(usize, usize); 4] = [(100, 1), (100, 10), (10_000, 1), (10_000, 10)];

#[divan::bench(args = SIZES, sample_count = 10)]
fn toml_table(bencher: Bencher, (items, events): (usize, usize)) {
    let text = generated::text(items, events);
    bencher.bench(|| toml::from_str::<toml::Table>(black_box(&text)));
}

#[divan::bench(args = SIZES, sample_count = 10)]
fn load(bencher: Bencher, (items, events): (usize, usize)) {
    let text = generated::text(items, events);
    bencher.bench(|| read::record(black_box(&text)));
}

#[divan::bench(args = SIZES, sample_count = 10)]
fn replay(bencher: Bencher, (items, events): (usize, usize)) {
    let release = generated::release(items, events);
    bencher
        .with_inputs(|| release.record().clone())
        .bench_values(|record| Release::replay(record).is_ok());
}

#[divan::bench(args = SIZES, sample_count = 10)]
fn gate(bencher: Bencher, (items, events): (usize, usize)) {
    let release = generated::release(items, events);
    bencher.bench(|| {
        render::gate::gates(
            &release,
            &judge(black_box(&release), generated::start()),
            OutputStyle::PLAIN,
            "",
        )
    });
}

#[divan::bench(args = SIZES, sample_count = 10)]
fn write_text(bencher: Bencher, (items, events): (usize, usize)) {
    let release = generated::release(items, events);
    bencher.bench(|| write::text(black_box(release.record())));
}

#[divan::bench(args = [100, 10_000], sample_count = 10)]
fn library(bencher: Bencher, items: usize) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    write_library(folder.path(), items);
    bencher.bench(|| {
        definition::load(black_box(folder.path()))
            .expect("a sound library")
            .checklists
            .len()
    });
}

#[divan::bench(args = SIZES, sample_count = 10)]
fn sign(bencher: Bencher, (items, events): (usize, usize)) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let store = Store::new(folder.path().to_owned());
    let text = generated::text(items, events);
    let path = store.path(&"2.4.0".parse().expect("a version"));
    bencher
        .with_inputs(|| fs::write(&path, &text).expect("a writable folder"))
        .bench_values(|()| generated::append_once(&store));
}

/// The most items that one generated checklist holds.
const ITEMS_A_FILE: usize = 1_000;

/// Writes a playbook and as many checklists as it takes for `items` items into `folder`.
fn write_library(folder: &Path, items: usize) {
    let lists: Vec<String> = (0..items.div_ceil(ITEMS_A_FILE))
        .map(|place| format!("part-{place}"))
        .collect();
    let role = generated::ROLE;
    let playbook = format!(
        "format: 1\ntitle: Generated\nroles:\n  {role}: {{title: Developer}}\ntypes:\n  minor: {{title: Minor}}\nphases:\n  \
         - {{id: pre-release, title: Pre-release, checklists: [{}], gate: {{title: Go, poll: [{role}]}}}}\n",
        lists.join(", ")
    );
    fs::write(folder.join("playbook.yaml"), playbook).expect("a writable folder");
    for (place, list) in lists.iter().enumerate() {
        let mut text = format!(
            "id: {list}\ntitle: Part {place}\npurpose: To be measured.\nphase: pre-release\nroles: [{role}]\nitems:\n"
        );
        for item in place * ITEMS_A_FILE..items.min((place + 1) * ITEMS_A_FILE) {
            let _ = writeln!(
                text,
                "  - id: item-{item}\n    text: Verify that part number {item} of the release does what it should"
            );
        }
        fs::write(folder.join(format!("{list}.yaml")), text).expect("a writable folder");
    }
}

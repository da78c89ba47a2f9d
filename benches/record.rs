//! How long the steps of a command take, for a release of 100 and of 10,000 items with one and with ten events each.
//!
//! Absolute times depend on the machine; `benches/goals.rs` holds the ratios that must not grow.

#![expect(clippy::expect_used, reason = "a benchmark that cannot be set up has to stop")]

mod generated;

use divan::{Bencher, black_box};
use gonogo::domain::gate::judge;
use gonogo::domain::release::Release;
use gonogo::look::Look;
use gonogo::record::{read, write};
use gonogo::render;

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
    bencher.with_inputs(|| release.record().clone()).bench_values(|record| Release::replay(record).is_ok());
}

#[divan::bench(args = SIZES, sample_count = 10)]
fn gate(bencher: Bencher, (items, events): (usize, usize)) {
    let release = generated::release(items, events);
    bencher.bench(|| render::gate::gates(&judge(black_box(&release), generated::start()), Look::PLAIN, ""));
}

#[divan::bench(args = SIZES, sample_count = 10)]
fn write_text(bencher: Bencher, (items, events): (usize, usize)) {
    let release = generated::release(items, events);
    bencher.bench(|| write::text(black_box(release.record())));
}

//! What a person waits for in a walk: from an answer to the next question, on a large record.

use std::fs;
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use gonogo::domain::event::{Event, EventKind};
use gonogo::record::write;

use super::folders::gonogo;
use super::{Goals, fsync_time, generated};

/// How a question about an item ends.
const QUESTION: &str = "Enter for later: ";

/// How many answers are measured; the quickest counts.
const ANSWERS: usize = 8;

/// Holds how long the next question takes once an answer is on the disk, in milliseconds.
pub(super) fn next_question(goals: &mut Goals, folder: &Path) {
    let records = folder.join("walk");
    fs::create_dir(&records).expect("a writable folder");
    let text = reopened(10_000, 10);
    fs::write(records.join("2.4.0.toml"), &text).expect("space");
    let mut walk = gonogo("walk 2.4.0 --accessible", &records, folder)
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("a child");
    let mut answers = walk.stdin.take().expect("a pipe");
    let mut said = walk.stderr.take().expect("a pipe");
    let mut ask = |answer: &str| {
        let start = Instant::now();
        answers.write_all(answer.as_bytes()).expect("a reader");
        let (mut heard, mut bytes) = (Vec::new(), [0; 4096]);
        while !heard.ends_with(QUESTION.as_bytes()) {
            let count = said.read(&mut bytes).expect("a question");
            assert!(count > 0, "{}", String::from_utf8_lossy(&heard));
            heard.extend_from_slice(&bytes[..count]);
        }
        start.elapsed()
    };
    // The first item needs evidence.
    ask("");
    ask("later\n");
    let asked = (0..ANSWERS).map(|_| ask("done\n")).min();
    drop(answers);
    walk.wait().expect("an end");
    let written = (0..ANSWERS)
        .map(|_| fsync_time(folder, text.as_bytes()))
        .min();
    let rest = asked
        .zip(written)
        .map(|(asked, written)| asked.saturating_sub(written));
    goals.hold(
        "walk, answer to next question less its fsyncs, 10,000 items x 10 events / ms",
        rest.unwrap_or(Duration::MAX).as_secs_f64() * 1_000.0,
        120.0,
    );
}

/// Returns the text of a record of which every item was reopened in the end.
fn reopened(items: usize, events: usize) -> String {
    let mut release = generated::release(items, events - 1);
    for place in 0..items {
        let item = &release.plan().items[place];
        let kind = EventKind::Reopened {
            item: item.id.clone(),
            role: item.roles[0].clone(),
            reason: "measured".to_owned(),
        };
        let seconds = i64::try_from(events * items + place).expect("few events");
        let at = generated::start() + TimeDelta::seconds(seconds);
        let (by, heads) = (generated::signer(), release.heads());
        release.append(Event::new(&release.header().id, at, by, kind, heads));
    }
    write::text(release.record())
}

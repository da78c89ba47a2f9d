//! Many processes that write one record at once.

use std::collections::BTreeSet;
use std::fs::File;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use gonogo::domain::event::EventKind;

use crate::support::{Scratch, person, version, wide_plan};

const WRITERS: usize = 50;

#[test]
fn fifty_processes_that_sign_at_once_lose_nothing() {
    let scratch = Scratch::with_plan(wide_plan(WRITERS));
    let lock = File::options()
        .write(true)
        .open(scratch.releases().join(".gonogo/2.4.0.lock"))
        .unwrap();
    lock.lock().unwrap();
    let writers: Vec<_> = (0..WRITERS)
        .map(|place| {
            let roles = &wide_plan(WRITERS).items[place].roles;
            let mut command = scratch.gonogo(&[
                "sign",
                &format!("item-{place:03}"),
                "--role",
                roles[0].as_str(),
            ]);
            command.env("GONOGO_BY", person(&format!("P{place}")).as_str());
            command
                .stdout(std::process::Stdio::piped())
                .stderr(std::process::Stdio::piped());
            command.spawn().unwrap()
        })
        .collect();
    let is_over = AtomicBool::new(false);
    let reads = thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let mut counts = BTreeSet::new();
            while !is_over.load(Ordering::SeqCst) {
                counts.insert(
                    scratch
                        .store()
                        .read(&version())
                        .expect("old or new, never half")
                        .release
                        .events()
                        .len(),
                );
            }
            counts
        });
        // All of them wait by now, or come later and wait for each other.
        lock.unlock().unwrap();
        for writer in writers {
            let output = writer.wait_with_output().unwrap();
            assert!(
                output.status.success(),
                "{}",
                String::from_utf8_lossy(&output.stderr)
            );
        }
        is_over.store(true, Ordering::SeqCst);
        reader.join().unwrap()
    });
    assert!(
        reads.iter().all(|count| (1..=WRITERS + 1).contains(count)),
        "{reads:?}"
    );
    let release = scratch.release();
    let signed: BTreeSet<_> = (release.events().iter())
        .filter_map(|event| match &event.kind {
            EventKind::Signed { item, .. } => Some((item.to_string(), event.by.to_string())),
            _ => None,
        })
        .collect();
    let asked: BTreeSet<_> = (0..WRITERS)
        .map(|place| {
            (
                format!("pre-release/item-{place:03}"),
                person(&format!("P{place}")).to_string(),
            )
        })
        .collect();
    assert_eq!(signed, asked, "every sign-off is there, by who gave it");
    assert_eq!(release.events().len(), WRITERS + 1, "and each of them once");
    assert_eq!(release.heads().len(), 1, "each writer had seen all before");
    assert_eq!(scratch.run(&["verify"]).code, Some(0));
}

//! A record is held to the rules: what no gonogo would have written is named by every command that reads it.

use gonogo::domain::event::{Event, EventKind, Outcome};
use gonogo::record::write;

use crate::story::golden;
use crate::support::{Scratch, Teller, at, header, person, signed, wide_plan};

#[test]
fn an_event_that_was_never_allowed_is_named_wherever_the_record_is_read() {
    let mut plan = wide_plan(2);
    plan.roles[0].members = vec![person("Grace")];
    let story = Teller::start(header(&[]), plan, Some("9fceb02"));
    let release = story.release;
    let kind = signed(&release, "pre-release/item-000", "developer");
    let event = Event::new(
        &release.header().id,
        at(60),
        person("Eve"),
        kind,
        release.heads(),
    );
    let scratch = Scratch::with_bytes(write::text(release.after(event).record()));
    for arguments in [&["verify"][..], &["gate"], &["status"], &["list"]] {
        let ran = scratch.run(arguments);
        assert_eq!(ran.code, Some(4), "{arguments:?}: {ran:?}");
        let said = format!("{}{}", ran.stdout, ran.stderr);
        assert!(said.contains("cannot be trusted"), "{arguments:?}: {said}");
        if arguments != ["list"] {
            let rule = "Eve <eve@octoacme.example> is not a member of role `developer`";
            assert!(said.contains(rule), "{arguments:?}: {said}");
        }
    }
}

#[test]
fn a_release_that_shipped_over_hold_is_counted_nowhere() {
    let story = Teller::start(header(&[]), wide_plan(2), Some("9fceb02"));
    let kind = EventKind::Closed {
        outcome: Outcome::Shipped,
        reason: None,
        role: None,
    };
    let release = story.release;
    let event = Event::new(
        &release.header().id,
        at(60),
        person("Ada"),
        kind,
        release.heads(),
    );
    let scratch = Scratch::with_bytes(write::text(release.after(event).record()));
    for arguments in [&["list", "--json"][..], &["metrics", "--format", "json"]] {
        let ran = scratch.run(arguments);
        assert_eq!(ran.code, Some(4), "{arguments:?}: {ran:?}");
        assert!(!ran.stdout.contains("shipped"), "{arguments:?}: {ran:?}");
    }
}

#[test]
fn what_an_older_record_cannot_tell_is_said_once_and_is_no_failure() {
    let scratch = Scratch::with_bytes(golden("part-way"));
    let ran = scratch.run(&["verify"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_eq!(ran.stdout.matches("cannot be judged").count(), 1, "{ran:?}");
    let scratch = Scratch::with_bytes(golden("amended"));
    let ran = scratch.run(&["verify"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_eq!(ran.stdout.matches("cannot be judged").count(), 0, "{ran:?}");
}

use super::*;

fn event(id: u8, at: &str, prev: &[Digest]) -> Event {
    let kind = crate::domain::event::EventKind::NoteAdded {
        field: "summary".into(),
        text: id.to_string(),
        commits: Vec::new(),
    };
    let by = "Ada <ada@octoacme.example>".parse().unwrap();
    Event::new("ab", at.parse().unwrap(), by, kind, prev.to_vec())
}

#[test]
fn the_newest_time_that_an_author_had_seen_is_found_in_any_order() {
    let first = event(1, "2026-11-20T10:00:00Z", &[]);
    let back = event(2, "2026-11-20T09:00:00Z", &[first.id]);
    let last = event(3, "2026-11-20T09:30:00Z", &[back.id]);
    for events in [
        [first.clone(), back.clone(), last.clone()],
        [last.clone(), back.clone(), first.clone()],
        [back.clone(), last.clone(), first.clone()],
    ] {
        let newest = newest_seen(&events);
        for event in &events {
            assert_eq!(newest[&event.id], first.at, "{}", event.in_words());
        }
    }
}

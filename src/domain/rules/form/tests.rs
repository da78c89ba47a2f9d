use super::*;
use crate::domain::digest::Digest;
use crate::domain::event::{Call, EventKind};
use crate::domain::testing::{Story, person, plan};

const PLAN: [&str; 6] = [
    "pre/a dev",
    "pre/b dev proof bound",
    "pre/c dev maybe",
    "pre/d dev+qa",
    "pre/k rm killer",
    "gate pre dev+qa",
];

fn story() -> Story {
    Story::of(plan(&PLAN))
}

/// Returns a form of this role, as it comes back without an answer.
fn unanswered(story: &Story, role: &str) -> Answers {
    let release = story.clone().release();
    let role = release.plan().role(&role.into()).unwrap();
    let form = Form::of(&release, role, story.now);
    let items = form.items.iter().map(|item| About::Item(item.id.clone()));
    let calls = form
        .gates
        .iter()
        .flat_map(|phase| [Call::Go, Call::NoGo].map(|call| About::Call(phase.id.clone(), call)));
    let boxes = items.chain(calls).enumerate().map(|(place, about)| Answer {
        line: place + 1,
        text: match &about {
            About::Item(id) => release.item(id).unwrap().text.clone(),
            About::Call(_, call) => call.word().to_uppercase(),
        },
        mark: Mark::of(&release, &role.id, about).unwrap(),
        ticked: Some(false),
        lines: Vec::new(),
    });
    Answers {
        version: None,
        boxes: boxes.collect(),
        stray: Vec::new(),
    }
}

/// Answers boxes: `a x` ticks one, `a Evidence https://x` writes on a line of it. A name is the end of an item's id, or `go`, or `no-go`.
fn answered(answers: &Answers, lines: &[&str]) -> Answers {
    let mut answers = answers.clone();
    for line in lines {
        let (name, what) = line.split_once(' ').unwrap();
        let is_meant = |it: &&mut Answer| match &it.mark.about {
            About::Item(id) => id.as_str().ends_with(&format!("/{name}")),
            About::Call(_, call) => call.word() == name,
        };
        let found = answers.boxes.iter_mut().find(is_meant).unwrap();
        match what.split_once(' ') {
            None => found.ticked = (what == "x").then_some(true),
            Some(("text", text)) => found.text = text.to_owned(),
            Some((word, text)) => {
                let mut labels = Label::ALL.into_iter();
                let label = labels
                    .find(|label| label.words().starts_with(word))
                    .unwrap();
                found.lines.push(Line {
                    line: found.line,
                    label,
                    text: text.to_owned(),
                });
            }
        }
    }
    answers
}

fn judged(story: &Story, answers: &Answers, by: &str) -> Vec<Judged> {
    let bearer = Bearer {
        person: &person(by),
        by: &person("Mia"),
        via: Some("mail of 20 November"),
        file: Digest::of_bytes(b"form"),
    };
    judge_answers(&story.clone().release(), answers, &bearer, story.now)
}

/// Says what became of each answer.
fn told(judged: &[Judged]) -> Vec<String> {
    let told = judged.iter().map(|judged| {
        let about = judged.about.subject();
        match judged.outcome.as_ref() {
            Err(fault) => format!("{about}: {fault}"),
            Ok(EventKind::Signed { evidence, note, .. }) => {
                let note = note.as_deref().unwrap_or("without a word");
                format!("{about}: signed {} {note}", evidence.len())
            }
            Ok(kind) => {
                let reason = kind.reason().unwrap_or_default();
                format!("{about}: {} {reason}", kind.word())
            }
        }
    });
    told.collect()
}

#[test]
fn a_form_asks_what_waits_for_the_role() {
    let asked = |story: &Story, role: &str| -> Vec<String> {
        let answers = unanswered(story, role);
        answers
            .boxes
            .iter()
            .map(|it| it.mark.about.to_string())
            .collect()
    };
    let fresh = story();
    assert_eq!(
        asked(&fresh, "dev"),
        [
            "sign pre/a",
            "sign pre/b",
            "sign pre/c",
            "sign pre/d",
            "go pre",
            "no-go pre"
        ]
    );
    assert_eq!(asked(&fresh, "rm"), ["sign pre/k"]);
    assert_eq!(asked(&fresh, "ops"), [""; 0]);
    let later = story().tell(&["dev signs a", "dev blocks c because it burns"]);
    assert_eq!(
        asked(&later, "dev"),
        ["sign pre/b", "sign pre/d", "go pre", "no-go pre"]
    );
}

#[test]
fn every_answer_is_judged_by_itself() {
    let story = story();
    let form = unanswered(&story, "dev");
    for (lines, expected) in [
        (&[][..], &[][..]),
        (&["a x"], &["pre/a: signed 0 without a word"]),
        (
            &[
                "a x",
                "a Remark fine",
                "a Evidence https://x https://y",
                "a Evidence seen it",
            ],
            &["pre/a: signed 3 fine"],
        ),
        (&["b x"], &["pre/b: item `pre/b` needs evidence"]),
        (
            &["b x", "b Evidence https://x"],
            &["pre/b: signed 1 without a word"],
        ),
        (
            &["c Does no such thing"],
            &["pre/c: not-applicable no such thing"],
        ),
        (&["a Blocked it burns"], &["pre/a: blocked it burns"]),
        (
            &["a Skip nobody cares"],
            &["pre/a: role `dev` may not waive; `rm` may"],
        ),
        (
            &["a x", "a Blocked it burns", "c Does x", "c Blocked y"],
            &[
                "pre/a: the answer is ambiguous: ticked and blocked; keep one",
                "pre/c: the answer is ambiguous: not applicable and blocked; keep one",
            ],
        ),
        (
            &["a Evidence https://x", "c Remark later"],
            &[
                "pre/a: there is evidence, but the box is not ticked",
                "pre/c: there is a remark, but the box is not ticked",
            ],
        ),
        (&["a Reason x"], &["pre/a: `Reason` is no answer here"]),
        (
            &["a ?"],
            &["pre/a: the box cannot be read; write `- [x]` before the text, or `- [ ]`"],
        ),
        (
            &["a x", "a text Another text"],
            &["pre/a: its text was edited in the form, so it is not clear what was answered"],
        ),
        (
            &["no-go x", "no-go Reason it burns"],
            &["pre: called it burns"],
        ),
        (&["no-go x"], &["pre: a no-go needs a reason"]),
        (
            &["no-go Reason it burns"],
            &["pre: there is a reason, but the box is not ticked"],
        ),
        (
            &["go x", "no-go x", "no-go Reason it burns"],
            &[
                "pre: the answer is ambiguous: go and no-go; keep one",
                "pre: the answer is ambiguous: go and no-go; keep one",
            ],
        ),
        (
            &[
                "a x",
                "b x",
                "b Evidence https://x",
                "c x",
                "d x",
                "go x",
                "no-go Reason well done",
            ],
            &[
                "pre/a: signed 0 without a word",
                "pre/b: signed 1 without a word",
                "pre/c: signed 0 without a word",
                "pre/d: signed 0 without a word",
                "pre: called well done",
            ],
        ),
    ] {
        let answers = answered(&form, lines);
        assert_eq!(
            told(&judged(&story, &answers, "dev")),
            expected,
            "{lines:?}"
        );
    }
}

#[test]
fn the_author_is_who_brings_the_form_and_the_word_is_that_of_who_answered() {
    let story = story();
    let answers = answered(&unanswered(&story, "dev"), &["a x"]);
    let judged = judged(&story, &answers, "dev");
    let acted_for = judged[0].outcome.as_ref().unwrap().acted_for().unwrap();
    assert_eq!(acted_for.person(), &person("dev"));
    let via = format!("form {}, mail of 20 November", Digest::of_bytes(b"form"));
    assert_eq!(acted_for.via(), Some(via.as_str()));
}

#[test]
fn a_killer_item_is_never_skipped() {
    let story = story();
    let answers = answered(&unanswered(&story, "rm"), &["k Skip nobody cares"]);
    let judged = judged(&story, &answers, "rm");
    assert!(matches!(judged[0].outcome, Err(FormFault::Refused(_))));
}

#[test]
fn what_changed_since_the_form_was_written_is_not_answered_by_it() {
    let filled = [
        "a x",
        "b x",
        "b Evidence https://x",
        "no-go x",
        "no-go Reason it burns",
    ];
    let form = answered(&unanswered(&story(), "dev"), &filled);
    let changed = "its text, its rules, the candidate or what is known of it changed since the form was written; ask again with a new form";
    let after = |lines: &[&str]| told(&judged(&story().tell(lines), &form, "dev"));
    assert_eq!(
        after(&["respin c2"]),
        [
            "pre/a: signed 0 without a word".to_owned(),
            format!("pre/b: {changed}"),
            format!("pre: {changed}"),
        ]
    );
    assert_eq!(after(&["reword a"])[0], format!("pre/a: {changed}"));
    let closed = after(&["close abandoned because no budget"]);
    assert!(closed.iter().all(|it| it.contains("closed")), "{closed:?}");
    let signed = after(&["dev signs a"]);
    assert!(signed[0].starts_with("pre/a: item `pre/a` was already signed"));

    let other = Story::of_version("9.0.0", "2026-11-20T09:00:00Z", plan(&PLAN));
    let other = told(&judged(&other, &form, "dev"));
    assert_eq!(other[0], format!("pre/a: {changed}"));
    let mut unknown = form.clone();
    unknown.boxes[0].mark.about = About::Item("pre/z".into());
    assert_eq!(
        told(&judged(&story(), &unknown, "dev"))[0],
        "pre/z: this release has no item `pre/z`"
    );
}

#[test]
fn an_old_form_is_no_go_and_no_sign_off_over_what_happened_since_it_was_written() {
    let signed = [
        "dev signs a",
        "dev signs b with https://x",
        "dev signs c",
        "dev signs d",
    ];
    let ready = story().tell(&signed);
    let form = answered(
        &unanswered(&ready, "dev"),
        &["go x", "go Reason it is fine"],
    );
    let is_old = |story: &Story, form: &Answers| {
        let mut judged = judged(story, form, "dev");
        matches!(judged.remove(0).outcome, Err(FormFault::Changed))
    };
    for (since, expected) in [
        (&["wait 1m"][..], false),
        (&["rm blocks k because it burns"], false),
        (&["unpoll qa"], true),
        (&["respin c2", "respin c1"], true),
        (&["dev calls no-go at pre because it burns"], true),
        (
            &[
                "dev calls go at pre",
                "dev calls no-go at pre because it burns",
            ],
            true,
        ),
        (&["qa calls no-go at pre because it burns"], false),
    ] {
        assert_eq!(
            is_old(&ready.clone().tell(since), &form),
            expected,
            "{since:?}"
        );
    }
    let form = answered(&unanswered(&story(), "dev"), &["a x"]);
    let reopened = story().tell(&["dev signs a", "dev reopens a because it was wrong"]);
    assert!(is_old(&reopened, &form));
    assert!(!is_old(
        &reopened,
        &answered(&unanswered(&reopened, "dev"), &["a x"])
    ));
}

#[test]
fn a_form_that_comes_back_twice_changes_nothing() {
    let story = story();
    let filled = [
        "a x",
        "c Blocked it burns",
        "no-go x",
        "no-go Reason it burns",
    ];
    let form = answered(&unanswered(&story, "dev"), &filled);
    let mut release = story.clone().release();
    for judged in judged(&story, &form, "dev") {
        let kind = judged.outcome.unwrap();
        let event = crate::domain::event::Event::new(
            &release.header().id,
            story.now,
            person("Mia"),
            kind,
            release.heads(),
        );
        release = release.after(event);
    }
    let again = Story::resume(release, story.now);
    let judged = judged(&again, &form, "dev");
    assert_eq!(judged.len(), 3);
    for judged in judged {
        assert!(judged.outcome.unwrap_err().is_already_so());
    }
}

#[test]
fn an_answer_in_two_places_counts_in_none_and_an_empty_copy_does_not_matter() {
    let story = story();
    let form = unanswered(&story, "dev");
    let mut twice = answered(&form, &["a x"]);
    let copy = |answers: &Answers| -> Vec<Answer> {
        let mut boxes = answers.boxes.clone();
        boxes.iter_mut().for_each(|it| it.line += 100);
        boxes
    };
    twice.boxes.extend(copy(&form));
    assert_eq!(
        told(&judged(&story, &twice, "dev")),
        ["pre/a: signed 0 without a word"]
    );
    twice.boxes.extend(copy(&answered(&form, &["a x"])));
    let doubled = "pre/a: answered twice, on lines 1 and 101; keep one";
    assert_eq!(told(&judged(&story, &twice, "dev")), [doubled, doubled]);
}

#[test]
fn only_who_holds_the_role_answers_for_it() {
    let mut plan = plan(&PLAN);
    plan.roles[0].members = vec![person("dev")];
    let story = Story::of(plan);
    let form = answered(&unanswered(&story, "dev"), &["a x"]);
    assert!(judged(&story, &form, "dev")[0].outcome.is_ok());
    let other = judged(&story, &form, "qa");
    assert!(
        matches!(other[0].outcome, Err(FormFault::Refused(_))),
        "{:?}",
        other[0]
    );
}

#[test]
fn marks_read_back_and_nothing_else_is_one() {
    let story = story();
    for answer in unanswered(&story, "dev").boxes {
        assert_eq!(
            Mark::read(&format!(" {}\n", answer.mark)),
            Some(answer.mark)
        );
    }
    for other in [
        "",
        "ask first",
        "gonogo form 2.4.0",
        "gonogo dev sign pre/a",
        "gonogo dev sign ../a 0",
        "gonogo DEV sign a 0",
        "gonogo dev maybe a 0",
        "gonogo dev sign a 0 1",
    ] {
        assert_eq!(Mark::read(other), None, "{other}");
    }
}

#[test]
fn only_what_looks_the_same_is_the_same_text() {
    for (a, b, is_same) in [
        (
            "Say \"yes\" -- don't",
            "Say \u{201c}yes\u{201d} \u{2014} don\u{2019}t",
            true,
        ),
        ("a  b\u{a0}c", "a b c", true),
        ("@ben", "@\u{200b}ben", true),
        ("wait...", "wait\u{2026}", true),
        ("Deploy", "deploy", false),
        ("Do it", "Do not do it", false),
        ("a 1.5", "a 15", false),
    ] {
        assert_eq!(folded(a) == folded(b), is_same, "{a} / {b}");
    }
}

//! What is written is read back as it was, whatever it says and however its lines end.

use gonogo::domain::decimal::Decimal;
use gonogo::domain::event::Event;
use gonogo::domain::plan::change::{changes as changed, redone, undone};
use gonogo::domain::plan::rollout::{Limit, Rule};
use gonogo::domain::plan::{Check, Plan, Program};
use gonogo::domain::state::{Record, Release};
use gonogo::record::{read, write};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::rollback_story::ready_plan;
use crate::story::{GOLDEN, full_plan, golden, golden_path};
use crate::support::{Scratch, Teller, at, header, person, version};
use crate::{arbitrary, schema};

#[test]
fn golden_records_tell_the_story_they_were_made_from() {
    for (name, story) in GOLDEN {
        let told = story();
        let text = write::text(told.record());
        if !golden_path(name).exists() || golden(name) != text {
            let made =
                std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.toml"));
            std::fs::write(&made, &text).unwrap();
            panic!(
                "golden record `{name}` is kept for ever, and the story now gives {}",
                made.display()
            );
        }
        let read = Release::replay(read::record(&text).unwrap()).unwrap();
        assert_eq!(read.record(), told.record(), "{name}");
        assert_eq!(read.heads(), told.heads(), "{name}");
    }
}

#[test]
fn golden_records_are_written_again_byte_for_byte() {
    for (name, _) in GOLDEN {
        let text = golden(name);
        let record = read::record(&text).unwrap();
        assert_eq!(write::text(&record), text, "{name}: as read");
        let release = Release::replay(record).unwrap();
        assert_eq!(write::text(release.record()), text, "{name}: as replayed");
    }
}

#[test]
fn every_kind_of_limit_and_the_age_of_a_baseline_are_read_as_they_are_written() {
    let mut record = read::record(&golden("staged")).unwrap();
    let rollout = record.plan.rollout.as_mut().unwrap();
    let amount: Decimal = "12.5".parse().unwrap();
    let model = rollout.rules[0].clone();
    rollout.rules = [
        Limit::Fixed,
        Limit::PointsAboveBaseline,
        Limit::PercentAboveBaseline,
        Limit::FixedLeast,
        Limit::PointsBelowBaseline,
        Limit::PercentBelowBaseline,
    ]
    .into_iter()
    .map(|limit| Rule {
        limit: limit(amount),
        ..model.clone()
    })
    .collect();
    let before = record.plan.rollout.as_ref().unwrap().rules_digest();
    record.plan.rollout.as_mut().unwrap().max_baseline_age = Some(5_400);
    let text = write::text(&record);
    assert!(
        text.contains("\nmax-baseline-age-seconds = 5400\n"),
        "{text}"
    );
    let again = read::record(&text).unwrap();
    assert_eq!(again, record);
    assert_ne!(again.plan.rollout.unwrap().rules_digest(), before);
}

#[test]
fn line_ends_are_kept_and_a_byte_order_mark_is_left_out() {
    let plain = golden("part-way");
    let known = Scratch::with_bytes(&plain).release();
    let windows = plain.replace('\n', "\r\n");
    let marked = format!("\u{feff}{plain}");
    let both = format!("\u{feff}{windows}");
    for (case, text) in [("CRLF", windows), ("BOM", marked), ("BOM and CRLF", both)] {
        let scratch = Scratch::with_bytes(&text);
        assert_eq!(scratch.release().record(), known.record(), "{case}");
        append_one(&scratch);
        let after = String::from_utf8(scratch.bytes()).unwrap();
        assert!(!after.starts_with('\u{feff}'), "{case}: the mark");
        let is_windows = text.contains("\r\n");
        assert_eq!(
            after.matches("\r\n").count(),
            if is_windows {
                after.matches('\n').count()
            } else {
                0
            },
            "{case}: the line ends"
        );
        let added: Vec<_> = after.lines().filter(|line| !text.contains(line)).collect();
        assert!(
            added.len() <= 6,
            "{case}: only the new event is new, not {added:?}"
        );
        assert_eq!(
            scratch.release().events().len(),
            known.events().len() + 1,
            "{case}"
        );
    }
}

#[test]
fn a_missing_final_line_feed_changes_nothing() {
    let plain = golden("part-way");
    let scratch = Scratch::with_bytes(plain.trim_end_matches('\n'));
    assert_eq!(write::text(scratch.release().record()), plain);
    append_one(&scratch);
    assert!(scratch.bytes().ends_with(b"\n"));
}

/// Appends a sign-off to the record that [`crate::story::part_way`] tells.
fn append_one(scratch: &Scratch) {
    let updated = scratch.store().update(&version(), None, |release| {
        let mut story = Teller::resume(release, 10_000);
        story.sign("Grace", "deployment/tag", "developer");
        Ok::<_, gonogo::record::store::StoreError>((story.release, true))
    });
    updated.expect("an append");
}

#[test]
fn what_is_saved_is_what_is_read_back() {
    let told = crate::story::hostile_texts();
    let scratch = Scratch::new();
    scratch.store().create(told.clone()).unwrap();
    assert_eq!(scratch.release().record(), told.record());
}

/// Writes these texts into what a rollout and monitoring windows have of them.
fn with_texts(mut plan: Plan, texts: &[String]) -> Plan {
    let (rollout, monitoring) = (
        plan.rollout.as_mut().expect("a rollout"),
        plan.monitoring.as_mut().expect("windows"),
    );
    let metric = &mut rollout.metrics[0];
    (metric.title, metric.unit, metric.query) =
        (texts[0].clone(), texts[1].clone(), Some(texts[2].clone()));
    metric.command = Some(Program {
        run: texts.to_vec(),
        timeout: Some(1),
        env: texts.to_vec(),
    });
    rollout.strategies[0].stages[0].apply = Some(Program {
        run: texts.to_vec(),
        timeout: None,
        env: Vec::new(),
    });
    let window = &mut monitoring.windows[0];
    (window.title, window.focus, window.actions) = (
        texts[3].clone(),
        Some(texts[4].clone()),
        Some(texts[5].clone()),
    );
    let (rollback, incidents) = (
        plan.rollback.as_mut().expect("a way back"),
        plan.incidents.as_mut().expect("incidents"),
    );
    (rollback.phase.title, rollback.phase.gate.title) = (texts[0].clone(), texts[1].clone());
    (incidents.classes[0].title, incidents.triggers[0].text) = (texts[2].clone(), texts[3].clone());
    let duty = &mut incidents.duties[0];
    (duty.text, duty.section, duty.help) =
        (texts[4].clone(), texts[5].clone(), Some(texts[0].clone()));
    plan
}

/// Returns a check of each kind with these texts, of which none is empty as a list.
fn checks_of(texts: &[String]) -> [Check; 5] {
    let program = Program {
        run: texts.to_vec(),
        timeout: None,
        env: texts.to_vec(),
    };
    [
        Check::Program {
            program,
            folder: Some(texts[0].clone()),
            code: Some(3),
            retries: Some(2),
        },
        Check::Http {
            url: texts[1].clone(),
            status: Some(204),
            timeout: Some(5),
            retries: None,
        },
        Check::Files(texts.to_vec()),
        Check::Changelog(texts[2].clone()),
        Check::Tag(texts[3].clone()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_record_reads_back_as_it_was(
        kinds in vec(arbitrary::event(&ready_plan()), 0..12),
        texts in vec(arbitrary::text(), 6),
        times in vec(-60_000_000_000_i64..250_000_000_000, 12),
        signature in proptest::option::of(arbitrary::text()),
        has_rollout in proptest::bool::weighted(0.7),
    ) {
        let bare = Plan { rollout: None, monitoring: None, rollback: None, incidents: None, ..ready_plan() };
        let mut plan = if has_rollout { with_texts(ready_plan(), &texts) } else { bare };
        plan.items[0].text.clone_from(&texts[0]);
        plan.items[0].section.clone_from(&texts[1]);
        plan.items[0].help = Some(texts[2].clone());
        plan.items[1].link = Some(texts[3].clone());
        plan.roles[1].aliases.clone_from(&texts);
        plan.fields[1].title.clone_from(&texts[4]);
        for (item, check) in plan.items.iter_mut().zip(checks_of(&texts)) {
            item.check = Some(check);
        }
        let header = gonogo::domain::plan::Header { playbook: texts[5].clone(), ..header(&[("downtime", true)]) };
        let mut release = Teller::start(header, plan, Some(&texts[0])).release;
        for (kind, seconds) in kinds.into_iter().zip(times) {
            let event = Event::new(&release.header().id, at(seconds), person("Ada"), kind, release.heads().to_vec());
            release = release.after(Event { signature: signature.clone(), ..event });
        }
        let text = write::text(release.record());
        let read = read::record(&text).map_err(|malformed| TestCaseError::fail(format!("{malformed:?} in\n{text}")))?;
        prop_assert_eq!(read::as_written(&text), Some(read.clone()), "in the form it is written in\n{}", text);
        prop_assert_eq!(read::any_form(&text), Ok(read.clone()));
        let replayed = Release::replay(read).map_err(|broken| TestCaseError::fail(format!("{broken:?} in\n{text}")))?;
        prop_assert_eq!(replayed.record(), release.record());
        prop_assert_eq!(write::text(replayed.record()), text.as_str());
        schema::holds(&text);
    }

    #[test]
    fn any_text_is_a_record_or_refused_in_peace(text in arbitrary::text(), place in any::<prop::sample::Index>()) {
        let mut damaged = golden("two-heads");
        let mut at = place.index(damaged.len());
        while !damaged.is_char_boundary(at) {
            at -= 1;
        }
        damaged.insert_str(at, &text);
        for text in [text, damaged] {
            let read: Result<Record, _> = read::record(&text);
            if let Err(malformed) = read {
                let (line, column) = malformed.place(&text);
                prop_assert!(line >= 1 && column >= 1 && line <= text.matches('\n').count() + 1);
            }
        }
    }
}

#[test]
fn conditions_change_the_digest_and_only_where_there_are_any() {
    let (plain, header) = (full_plan(), header(&[]));
    let mut seen = vec![plain.digest(&header)];
    type Change = fn(&mut Plan);
    let changes: [Change; 5] = [
        |plan| plan.items[0].when.any = vec!["downtime".into()],
        |plan| plan.items[0].when.not = vec!["downtime".into()],
        |plan| plan.phases[0].gate.poll[0].when.all = vec!["downtime".into()],
        |plan| plan.phases[0].gate.poll[0].when.any = vec!["downtime".into()],
        |plan| plan.phases[0].gate.poll[0].when.not = vec!["downtime".into()],
    ];
    for change in changes {
        let mut plan = plain.clone();
        change(&mut plan);
        let digest = plan.digest(&header);
        assert!(!seen.contains(&digest), "{plan:?}");
        seen.push(digest);
        assert_eq!(redone(&plain, &changed(&plain, &plan)), Some(plan.clone()));
        assert_eq!(undone(&plan, &changed(&plain, &plan)), Some(plain.clone()));
    }
}

#[test]
fn gates_that_outlive_the_candidate_and_items_in_order_are_read_as_they_are_written() {
    let mut record = read::record(&golden("part-way")).unwrap();
    let plain = record.plan.clone();
    record.plan.phases[0].gate.holds_for_release = true;
    record.plan.items[1].in_order = true;
    let text = write::text(&record);
    for line in ["bound = \"release\"\n", "in-order = true\n"] {
        assert_eq!(text.matches(line).count(), 1, "{line}");
    }
    assert_eq!(read::record(&text).unwrap().plan, record.plan);
    let header = &record.header;
    let digest = |plan: &Plan| plan.digest(header);
    let mut bound = plain.clone();
    bound.phases[0].gate.holds_for_release = true;
    let mut in_order = plain.clone();
    in_order.items[1].in_order = true;
    assert_ne!(digest(&plain), digest(&bound));
    assert_ne!(digest(&plain), digest(&in_order));
}

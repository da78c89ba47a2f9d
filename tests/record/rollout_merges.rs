//! Real git merges what several people do during one rollout.

use std::fs;

use gonogo::domain::event::reading::{Data, Reading};
use gonogo::domain::event::{Call, EventKind, RolloutEvent};
use gonogo::domain::id::{RoleId, WindowId};
use gonogo::domain::rules::gate::judge;
use gonogo::domain::rules::{draft, readiness};
use gonogo::domain::state::Release;
use gonogo::domain::verdict::Verdict;

use crate::merges::{Repository, without_markers};
use crate::rollout_story::{amount, entered, staged, staged_plan};
use crate::support::{Scratch, at, signed};

/// Returns a repository with the record of a rollout that is at its last stage.
fn repository() -> Repository {
    let scratch = Scratch::with_plan(staged_plan());
    fs::write(
        scratch.record(),
        gonogo::record::write::text(staged().record()),
    )
    .expect("a record");
    Repository::with(scratch)
}

fn observed(repository: &Repository, rate: &str) -> EventKind {
    draft::observing(&repository.0.release(), &[errors(rate)], at(60)).expect("a stage")
}

fn errors(rate: &str) -> Reading {
    Reading {
        metric: "error-rate".into(),
        source: "by hand".to_owned(),
        query: None,
        data: Data::Value {
            value: amount(rate),
            digest: None,
        },
        notes: Vec::new(),
    }
}

fn paused() -> EventKind {
    EventKind::Rollout(RolloutEvent::Paused {
        reason: "look at it".to_owned(),
    })
}

fn stage_verdict(release: &Release) -> Verdict {
    let now = at(9_000);
    readiness::verdict(&readiness::here(release, &judge(release, now), now))
}

/// Lets everybody say one thing on a branch of their own, merges all, and returns the release.
fn merged(release: &Release, branches: &[(&str, EventKind)]) -> Release {
    let scratch = Scratch::with_bytes(gonogo::record::write::text(release.record()));
    let repository = Repository::with(scratch);
    for (name, kind) in branches {
        repository.branch(name, &[vec![kind.clone()]]);
    }
    for (name, _) in branches {
        repository.git(&["merge", "--quiet", "--no-edit", name]);
    }
    assert_eq!(repository.0.run(&["verify"]).code, Some(0));
    let merged = repository.0.release();
    let before = release.events().len();
    assert_eq!(
        (merged.events().len() - before, merged.heads().len()),
        (branches.len(), branches.len()),
        "every event is kept"
    );
    for (_, kind) in branches {
        assert!(merged.events().iter().any(|event| event.kind == *kind));
    }
    merged
}

#[test]
fn who_observes_calls_pauses_and_signs_merges() {
    let [release, _] = entered();
    let no_go = EventKind::Rollout(RolloutEvent::StageCalled {
        strategy: "standard".into(),
        stage: "canary".into(),
        role: RoleId::from("qa"),
        call: Call::NoGo,
        reason: Some("it smells".to_owned()),
        candidate: release.candidate().cloned(),
        observation: None,
    });
    let observed = draft::observing(&release, &[errors("0.4")], at(60)).expect("a stage");
    let merged = merged(
        &release,
        &[
            ("Ada", observed),
            ("Grace", no_go),
            ("Mary", signed(&release, "rollout/smoke-tests", "qa")),
            ("Radia", paused()),
        ],
    );
    assert_eq!(
        stage_verdict(&merged),
        Verdict::NoGo,
        "the careful one wins"
    );
}

#[test]
fn who_closes_a_window_pauses_and_signs_merges() {
    let [_, release] = entered();
    let (window, by) = (WindowId::from("short-term"), RoleId::from("qa"));
    let late = Some("it is late".to_owned());
    let closed = draft::closing_window(&release, &window, &by, None, late, &[], at(60));
    merged(
        &release,
        &[
            ("Joan", closed),
            ("Mary", signed(&release, "rollout/smoke-tests", "qa")),
            ("Radia", paused()),
        ],
    );
}

#[test]
fn two_observations_of_one_stage_conflict_and_both_are_kept() {
    let repository = repository();
    let before = repository.0.release().events().len();
    let ran = repository.sides(observed(&repository, "0.4"), observed(&repository, "0.6"));
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert_eq!(
        repository.0.run(&["verify", "-r", "2.4.0"]).code,
        Some(2),
        "a conflict is named"
    );
    repository.git(&["checkout", "--conflict=diff3", "--", "releases/2.4.0.toml"]);
    let whole = String::from_utf8(repository.0.bytes()).unwrap();
    fs::write(repository.0.record(), without_markers(&whole)).unwrap();
    assert_eq!(repository.0.run(&["verify"]).code, Some(0));
    let release = repository.0.release();
    assert_eq!(release.events().len(), before + 2);
    let position = release
        .rollout(at(9_000))
        .and_then(|progress| progress.position)
        .expect("a stage");
    assert_eq!(position.observations.len(), 2, "both count");
    assert_eq!(
        stage_verdict(&release),
        Verdict::Hold,
        "and the grey one holds"
    );
}

#[test]
fn an_amendment_that_drops_the_rollout_beside_what_happens_in_it_is_one_or_the_other() {
    let repository = repository();
    repository.git(&["switch", "--quiet", "--create", "Mary"]);
    let amended = repository
        .0
        .store()
        .update(&crate::support::version(), None, |release| {
            let plan = gonogo::domain::plan::Plan {
                rollout: None,
                monitoring: None,
                ..release.plan().clone()
            };
            let kind = draft::amending(&release, &plan, None, None);
            let heads = release.heads().to_vec();
            let event = gonogo::domain::event::Event::new(
                &release.header().id,
                at(8_000),
                crate::support::person("Mary"),
                kind,
                heads,
            );
            Ok::<_, gonogo::record::store::StoreError>((release.amended(plan, event), true))
        });
    amended.unwrap();
    repository.commit("amend");
    repository.git(&["switch", "--quiet", "main"]);
    repository.branch("Ada", &[vec![paused()]]);
    repository.git(&["merge", "--quiet", "Mary"]);
    let ran = repository.try_git(&["merge", "--quiet", "--no-edit", "Ada"]);
    assert_eq!(
        ran.code,
        Some(1),
        "the blocks are gone on one side and longer on the other: {ran:?}"
    );
    assert_eq!(
        repository.0.run(&["gate", "-r", "2.4.0"]).code,
        Some(2),
        "nobody goes on from there"
    );
}

use crate::domain::rules::gate::judge;
use crate::domain::testing::{Story, plan, side_by_side};

#[test]
fn a_reason_says_what_is_the_matter_and_what_settles_it() {
    #[track_caller]
    fn case(script: &[&str], expected: &[&str]) {
        let plan = plan(&[
            "pre/a dev",
            "pre/b dev+qa proof",
            "pre/c dev bound",
            "gate pre dev",
        ]);
        let story = Story::of(plan).tell(&["dev signs c"]).tell(script);
        let now = story.now;
        let release = story.release();
        let judgements = judge(&release, now);
        let reasons = judgements.iter().flat_map(|judgement| {
            let reasons = judgement.reasons.iter();
            reasons.map(move |reason| (judgement, reason))
        });
        let said = reasons.map(|(judgement, reason)| {
            let explained = reason.explain();
            let steps = judgement.steps(&release, reason);
            let commands: Vec<_> = steps.iter().map(|step| step.command("")).collect();
            format!(
                "{} | {} | {}",
                explained.about,
                explained.sentence,
                commands.join(" ; ")
            )
        });
        assert_eq!(said.collect::<Vec<_>>(), expected);
    }
    const CALL: &str = "pre: dev | has not called | ";
    const A: &str = "pre/a | open | gonogo sign pre/a";
    const B: &str = "pre/b | open | gonogo sign pre/b --role dev --evidence URL ; gonogo sign pre/b --role qa --evidence URL";
    case(&[], &[A, B, CALL]);
    case(
        &[
            "qa blocks a because it\u{1b} burns",
            "dev signs b with x",
            "qa signs b with x",
        ],
        &[
            "pre/a | blocked: it\\x1b burns (qa) | gonogo unblock pre/a --role dev --reason \"…\"",
            CALL,
        ],
    );
    case(
        &[
            "respin c2",
            "rm waives a until 2026-11-20 because later",
            "at 2026-11-21T09:00:00Z",
            "reword b",
        ],
        &[
            "pre/a | open again: its waiver has expired | gonogo sign pre/a",
            B,
            "pre/c | signed, but for another candidate | gonogo sign pre/c",
            CALL,
        ],
    );
    case(
        &[
            "dev signs a",
            "reword a",
            "dev calls no-go at pre because slow",
        ],
        &[
            "pre/a | signed, but its text or rules changed since | gonogo sign pre/a",
            B,
            "pre: dev | called no-go: slow (dev, 2026-11-20T09:04:00Z) | ",
        ],
    );
    case(
        &["close abandoned because no budget"],
        &[
            "release | was closed as abandoned: no budget | ",
            "pre/a | open | ",
            "pre/b | open | ",
            CALL,
        ],
    );
}

#[test]
fn what_two_branches_did_is_said_of_the_release() {
    let plan = plan(&["pre/a dev", "gate pre dev"]);
    side_by_side(
        &plan,
        &["dev signs a", "dev calls go at pre"],
        &["respin c2"],
        &["respin c3"],
        |release, now| {
            let judgements = judge(release, now);
            let said = judgements.iter().flat_map(|judgement| &judgement.reasons);
            let said: Vec<_> = said.map(|reason| reason.explain().line()).collect();
            let expected = [
                "release: two branches named different candidates: c2, c3",
                "pre: dev: called go on another candidate",
            ];
            assert_eq!(said, expected);
        },
    );
}

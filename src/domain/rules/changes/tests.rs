use super::*;

fn commit(message: &str) -> Commit {
    Commit::read("0123456789abcdef", "a", message)
}

fn change(message: &str) -> Change {
    commit(message).change.unwrap()
}

/// Returns what commits bring, given oldest first as (hash, parents, message), as `group: description`.
#[track_caller]
fn kept(commits: &[(&str, &str, &str)]) -> Vec<String> {
    let commits: Vec<Commit> = commits
        .iter()
        .rev()
        .map(|(hash, parents, message)| Commit::read(hash, parents, message))
        .collect();
    let changes = Changes::of(&commits, true, None);
    let brief = |change: &Change| {
        let breaking: String = change
            .breaking
            .iter()
            .map(|text| format!(" / {text}"))
            .collect();
        format!("{}: {}{breaking}", change.group.title(), change.description)
    };
    changes.kept.iter().map(brief).collect()
}

#[test]
fn a_commit_is_read_by_the_convention_or_kept_whole_under_other() {
    #[track_caller]
    fn case(
        message: &str,
        group: Group,
        scope: Option<&str>,
        description: &str,
        breaking: Option<&str>,
    ) {
        let expected = Change {
            group,
            scope: scope.map(str::to_owned),
            description: description.to_owned(),
            breaking: breaking.into_iter().map(str::to_owned).collect(),
            hash: "0123456789abcdef".to_owned(),
        };
        assert_eq!(change(message), expected, "{message:?}");
    }
    case(
        "feat: add a walk",
        Group::Features,
        None,
        "add a walk",
        None,
    );
    case(
        "FIX(gate): hold on NaN\n\nbody",
        Group::Fixes,
        Some("gate"),
        "hold on NaN",
        None,
    );
    case("perf: one pass", Group::Performance, None, "one pass", None);
    case(
        "docs(readme): a tour",
        Group::Other,
        None,
        "docs(readme): a tour",
        None,
    );
    case(
        "feat(api)!: drop v1",
        Group::Breaking,
        Some("api"),
        "drop v1",
        None,
    );
    case(
        "chore!: raise the floor",
        Group::Breaking,
        None,
        "raise the floor",
        None,
    );
    case(
        "fix: dates\n\nBREAKING CHANGE: dates are\nin UTC now\nSigned-off-by: A <a@x>",
        Group::Breaking,
        None,
        "dates",
        Some("dates are in UTC now"),
    );
    case(
        "Tidy up\n\nBREAKING-CHANGE: no more v1",
        Group::Breaking,
        None,
        "Tidy up",
        Some("no more v1"),
    );
    for token in ["BREAKING CHANGE", "BREAKING-CHANGE"] {
        let message = format!("{token}: no more v1\n\nUse v2.");
        case(
            &message,
            Group::Breaking,
            None,
            "no more v1",
            Some("no more v1 Use v2."),
        );
    }
    case(
        "fix: x\n\nbreaking change: lower case is no footer",
        Group::Fixes,
        None,
        "x",
        None,
    );
    for whole in [
        "Merge the thing",
        "feat:no space",
        "feat : x",
        "two words: x",
        "feat(): x",
        "feat(a: x",
        ": x",
        "",
        "feat: ",
    ] {
        case(whole, Group::Other, None, whole.trim(), None);
    }
}

#[test]
fn the_text_of_a_breaking_change_ends_where_the_next_footer_begins() {
    #[track_caller]
    fn case(body: &str, expected: &[&str]) {
        let change = change(&format!("feat: x\n\n{body}"));
        assert_eq!(change.breaking, expected, "{body:?}");
    }
    case(
        "BREAKING CHANGE: --old is gone\nBREAKING CHANGE: the port is 9090",
        &["--old is gone", "the port is 9090"],
    );
    case("BREAKING CHANGE:\nthe file moved", &["the file moved"]);
    case(
        "BREAKING CHANGE:  \n\n  the file\n  moved\n",
        &["the file moved"],
    );
    case(
        "BREAKING CHANGE: it moved.\n\nRun migrate.\n\nReviewed-by: Z",
        &["it moved. Run migrate."],
    );
    case("BREAKING CHANGE #12\nRefs #13", &["#12"]);
    for footer in [
        "Refs #133",
        "Closes: #1",
        "Reviewed-by : Z",
        "Note: z",
        "(cherry picked from commit 0123456)",
        "See merge request octo/acme!12",
        "---------",
        "* fix: the next of a squash",
    ] {
        let body = format!("BREAKING CHANGE: a\n{footer}\nnot this");
        case(&body, &["a"]);
    }
    for text in [
        "https://octoacme.example/x",
        "Steps:",
        "two words: x",
        "* an entry: of a list",
        "  Folded: as git does",
        "-x: y",
        "a:b",
    ] {
        let body = format!("BREAKING CHANGE: a\n{text}");
        case(&body, &[&format!("a {}", text.trim())]);
    }
    case("BREAKING CHANGES: not the token", &[]);
    case("BREAKING CHANGE:", &[]);
}

#[test]
fn a_commit_and_its_revert_cancel_out() {
    let (a, b) = ("a".repeat(40), "b".repeat(40));
    let revert = |hash: &str| format!("Revert \"feat: x\"\n\nThis reverts commit {hash}.\n");
    let feature = (a.as_str(), "0", "feat: x");
    assert_eq!(
        kept(&[feature, (&b, &a, &revert(&a)), ("c", &b, "fix: y")]),
        ["Fixes: y"]
    );
    // A revert that is reverted takes nothing back, whatever git calls it.
    for subject in ["Revert \"Revert \"feat: x\"\"", "Reapply \"feat: x\""] {
        let again = format!("{subject}\n\nThis reverts commit {b}.\n");
        assert_eq!(
            kept(&[feature, (&b, &a, &revert(&a)), ("c", &b, &again)]),
            ["Features: x"]
        );
        let thrice = revert("cccccccc");
        assert_eq!(
            kept(&[
                feature,
                (&b, &a, &revert(&a)),
                ("cccccccc", &b, &again),
                ("d", "cccccccc", &thrice)
            ]),
            [] as [&str; 0]
        );
    }
    // What was released before is told.
    assert_eq!(
        kept(&[(&b, "0", &revert(&a))]),
        ["Other: Revert \"feat: x\""]
    );
    let both = format!("revert: x and another\n\nRefs: {}, 7654321", &a[..8]);
    assert_eq!(
        kept(&[feature, (&b, &a, &both)]),
        ["Other: revert: x and another"]
    );
    let one = format!("revert: x\n\nRefs: {}", &a[..8]);
    assert_eq!(kept(&[feature, (&b, &a, &one)]), [] as [&str; 0]);
}

#[test]
fn a_pull_request_that_reverts_another_is_known_by_the_title() {
    let revert = "Revert \"feat: x (#12)\" (#13)\n\nReverts octoacme/api#12";
    let feature = ("a", "0", "feat: x (#12)");
    assert_eq!(kept(&[feature, ("b", "a", revert)]), [] as [&str; 0]);
    let again = "Reapply \"feat: x (#12)\" (#14)";
    assert_eq!(
        kept(&[feature, ("b", "a", revert), ("c", "b", again)]),
        ["Features: x (#12)"]
    );
    // One that comes after it is another change.
    assert_eq!(
        kept(&[("b", "0", revert), ("a", "b", "feat: x (#12)")]),
        ["Features: x (#12)", "Other: Revert \"feat: x (#12)\" (#13)"]
    );
}

#[test]
fn a_revert_that_says_more_than_that_is_told() {
    let a = "a".repeat(40);
    let feature = (a.as_str(), "0", "feat: x");
    let fix = format!("fix: go back to the old parser\n\nThis reverts commit {a}.");
    assert_eq!(
        kept(&[feature, ("b", &a, &fix)]),
        ["Fixes: go back to the old parser"]
    );
    let breaking = format!("Revert \"feat: x\"\n\nThis reverts commit {a}.\n\nBREAKING CHANGE: y");
    assert_eq!(
        kept(&[feature, ("b", &a, &breaking)]),
        ["Breaking changes: Revert \"feat: x\" / y"]
    );
}

#[test]
fn the_revert_of_a_merge_takes_back_all_that_it_brought() {
    let merge = "m".to_owned() + &"0".repeat(39);
    let merge = merge.replace('m', "d");
    let revert = format!(
        "Revert \"Merge branch 'f'\"\n\nThis reverts commit {merge}, reversing\nchanges made to b."
    );
    let merge_parents = "b f2";
    let commits = [
        ("f1", "0", "feat: one"),
        ("f2", "f1", "feat!: two"),
        ("b", "0", "fix: stays"),
        (merge.as_str(), merge_parents, "Merge branch 'f'"),
        ("r", merge.as_str(), revert.as_str()),
    ];
    assert_eq!(kept(&commits), ["Fixes: stays"]);
    let commits: Vec<Commit> = commits
        .iter()
        .rev()
        .map(|(hash, parents, message)| Commit::read(hash, parents, message))
        .collect();
    let reverted = Changes::of(&commits, true, None).reverted;
    let hashes: Vec<_> = reverted.iter().map(|change| change.hash.as_str()).collect();
    assert_eq!(hashes, ["f2", "f1"]);
}

#[test]
fn a_merge_counts_when_it_carries_the_message_of_a_pull_request() {
    #[track_caller]
    fn case(message: &str, expected: &[&str]) {
        assert_eq!(
            kept(&[
                ("f", "0", "wip"),
                ("b", "0", "chore: b"),
                ("m", "b f", message)
            ]),
            [expected, &["Other: chore: b", "Other: wip"]].concat(),
            "{message:?}"
        );
    }
    let breaking = "Breaking changes: drop v1 (#12) / use v2";
    case(
        "feat!: drop v1 (#12)\n\nBREAKING CHANGE: use v2",
        &[breaking],
    );
    let pull = "Merge pull request #12 from octoacme/drop-v1";
    case(
        &format!("{pull}\n\nfeat!: drop v1"),
        &["Breaking changes: drop v1"],
    );
    case(
        &format!("{pull}\n\nDrop v1\n\nBREAKING CHANGE: use v2"),
        &["Breaking changes: Drop v1 / use v2"],
    );
    case(
        "Merge branch 'f' into 'main'\n\nfeat: x\n\nSee merge request octoacme/api!12",
        &["Features: x"],
    );
    case("Merged PR 12: fix: y", &["Fixes: y"]);
    case("Merged in f (pull request #12)\n\nfix: y", &["Fixes: y"]);
    for plain in [
        "Merge branch 'f'",
        "Merge the thing",
        &format!("{pull}\n\nAdd the walk"),
        "Merged PR 12: Add the walk",
        pull,
        "",
    ] {
        case(plain, &[]);
    }
}

#[test]
fn a_merge_and_its_only_commit_are_one_change() {
    let commits = [
        ("f", "0", "feat(api): drop v1"),
        (
            "m",
            "0 f",
            "Merge pull request #12 from x/y\n\nfeat(api)!: drop v1 (#12)\n\nBREAKING CHANGE: use v2",
        ),
    ];
    assert_eq!(kept(&commits), ["Breaking changes: drop v1 / use v2"]);
    let read = commits.map(|(hash, parents, message)| Commit::read(hash, parents, message));
    let without = Changes::of(&read, false, None).kept;
    assert_eq!(without.len(), 1);
    assert_eq!(without[0].group, Group::Features);
}

#[test]
fn only_the_commits_that_were_asked_about_are_told() {
    let read = [
        Commit::read("a", "0", "feat: a"),
        Commit::read("b", "0", "feat: b"),
    ];
    let touching = HashSet::from(["b".to_owned()]);
    let kept = Changes::of(&read, true, Some(&touching)).kept;
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].description, "b");
}

#[test]
fn changes_are_listed_as_written_in_texts_that_fit_into_events() {
    let changes: Vec<Change> = [
        "fix: b (#12)",
        "feat(api)!: a_b `c`\n\nBREAKING CHANGE: d\nBREAKING CHANGE: *e*",
        "",
    ]
    .map(change)
    .to_vec();
    let lists = listed(&changes);
    assert_eq!(
        lists[0].text,
        "**Breaking changes**\n\n- **api:** a_b `c` — d; *e* (012345678)\n\n\
         **Fixes**\n\n- b (#12) (012345678)\n\n\
         **Other**\n\n- (no subject) (012345678)"
    );
    assert_eq!(lists[0].commits, vec!["0123456789abcdef"; 3]);
    assert_eq!(lists.len(), 1);
    assert_eq!(listed(&[]), []);

    let many = vec![change(&format!("fix: {}", "x".repeat(98))); 250];
    let lists = listed(&many);
    assert!(
        lists
            .iter()
            .all(|list| list.text.len() <= crate::domain::text::LONGEST_TEXT)
    );
    let counts: Vec<usize> = lists.iter().map(|list| list.commits.len()).collect();
    assert_eq!(counts, [72, 72, 72, 34]);
    assert!(lists[1].text.starts_with("- xxx"));
    let short = vec![change("fix: y"); 101];
    assert_eq!(listed(&short).len(), 2);
}

#[test]
fn a_message_that_is_too_long_for_a_line_is_cut_and_keeps_its_hash() {
    let footers = format!("BREAKING CHANGE: {}\n", "ä".repeat(5000)).repeat(9);
    let lists = listed(&[change(&format!("feat: {}\n\n{footers}", "x".repeat(5000)))]);
    assert_eq!(lists.len(), 1);
    let text = &lists[0].text;
    assert!(
        text.len() <= crate::domain::text::LONGEST_TEXT,
        "{}",
        text.len()
    );
    assert!(text.ends_with("… (012345678)"), "{text}");
    assert!(text.starts_with("**Breaking changes**\n\n- xxx"), "{text}");
}

#[test]
fn groups_stand_in_the_order_of_the_notes_and_changes_in_their_own() {
    let messages = ["misc", "fix: b", "feat: a", "fix: c", "fix!: d"];
    let changes = messages.map(change);
    let groups = grouped(&changes);
    let brief: Vec<_> = groups
        .iter()
        .map(|(group, changes)| {
            (
                *group,
                changes
                    .iter()
                    .map(|change| change.description.as_str())
                    .collect::<Vec<_>>(),
            )
        })
        .collect();
    assert_eq!(
        brief,
        [
            (Group::Breaking, vec!["d"]),
            (Group::Features, vec!["a"]),
            (Group::Fixes, vec!["b", "c"]),
            (Group::Other, vec!["misc"])
        ]
    );
}

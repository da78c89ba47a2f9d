use snapbox::str;

use crate::team::{Team, shows};

/// Makes so many releases in which nobody had to update the training, and no user saw a change. None migrated a database:
/// that item is a killer, which may well wait for the one release that does.
fn asked(count: usize) -> Team {
    let team = Team::new();
    for number in 0..count {
        team.quietly(&format!(
            "start 1.{number}.0 --type minor --fact database-migration=no --fact user-facing-change=no
             na -r 1.{number}.0 training-updated --reason 'nothing to learn'"
        ));
    }
    team
}

#[test]
fn what_hardly_ever_applies_is_named_with_what_to_do() {
    shows!(
        asked(5).transcript("lint --records\n lint"),
        str![[r#"
$ gonogo lint --records
suggestion[no-poll]: no role is polled at the gate `Release done`
  --> [LIBRARY]/playbook.yaml:47:7
   |
47 |       title: Release done
   |       ^
   = help: add a `poll`, or leave `gate` out when the items alone decide

[LIBRARY]: no problems, 1 suggestion in 3 checklists

suggestion[rarely-applies]: a fact made `post-release/customers-told` not applicable in 5 of 5 releases
 --> releases
  = help: drop it, unless it matters when the fact `user-facing-change` says yes

suggestion[rarely-applies]: people answered `post-release/training-updated` with "not applicable" in 5 of 5 releases
 --> releases
  = help: give it a `when:` that says in which releases it applies, or drop it

releases: 2 suggestions in 5 records
= 0
$ gonogo lint
suggestion[no-poll]: no role is polled at the gate `Release done`
  --> [LIBRARY]/playbook.yaml:47:7
   |
47 |       title: Release done
   |       ^
   = help: add a `poll`, or leave `gate` out when the items alone decide

[LIBRARY]: no problems, 1 suggestion in 3 checklists
= 0

"#]]
    );
    shows!(
        asked(4).transcript("lint --records"),
        str![[r#"
$ gonogo lint --records
suggestion[no-poll]: no role is polled at the gate `Release done`
  --> [LIBRARY]/playbook.yaml:47:7
   |
47 |       title: Release done
   |       ^
   = help: add a `poll`, or leave `gate` out when the items alone decide

[LIBRARY]: no problems, 1 suggestion in 3 checklists

releases: no suggestions in 4 records
= 0

"#]]
    );
    shows!(
        Team::new().transcript("lint --records"),
        str![[r#"
$ gonogo lint --records
suggestion[no-poll]: no role is polled at the gate `Release done`
  --> [LIBRARY]/playbook.yaml:47:7
   |
47 |       title: Release done
   |       ^
   = help: add a `poll`, or leave `gate` out when the items alone decide

[LIBRARY]: no problems, 1 suggestion in 3 checklists

releases: no suggestions in 0 records
= 0

"#]]
    );
}

#[test]
fn an_item_that_the_checklists_have_no_more_gives_no_advice() {
    let team = asked(5).with_own_library();
    team.replace(
        "checklists/post-release.yaml",
        "  - id: training-updated\n    text: Update the training materials\n    if-applicable: true\n",
        "",
    );
    shows!(
        team.transcript("lint --records"),
        str![[r#"
$ gonogo lint --records
suggestion[no-poll]: no role is polled at the gate `Release done`
  --> [FOLDER]/checklists/playbook.yaml:47:7
   |
47 |       title: Release done
   |       ^
   = help: add a `poll`, or leave `gate` out when the items alone decide

[FOLDER]/checklists: no problems, 1 suggestion in 3 checklists

suggestion[rarely-applies]: a fact made `post-release/customers-told` not applicable in 5 of 5 releases
 --> releases
  = help: drop it, unless it matters when the fact `user-facing-change` says yes

releases: 1 suggestion in 5 records
= 0

"#]]
    );
}

#[test]
fn a_damaged_record_is_named_and_the_others_count() {
    let team = asked(6);
    team.replace(
        "releases/1.0.0.toml",
        "text = \"Review every merged change\"",
        "text = \"x\"",
    );
    shows!(
        team.transcript("lint --records"),
        str![[r#"
$ gonogo lint --records
suggestion[no-poll]: no role is polled at the gate `Release done`
  --> [LIBRARY]/playbook.yaml:47:7
   |
47 |       title: Release done
   |       ^
   = help: add a `poll`, or leave `gate` out when the items alone decide

[LIBRARY]: no problems, 1 suggestion in 3 checklists

suggestion[rarely-applies]: a fact made `post-release/customers-told` not applicable in 5 of 5 releases
 --> releases
  = help: drop it, unless it matters when the fact `user-facing-change` says yes

suggestion[rarely-applies]: people answered `post-release/training-updated` with "not applicable" in 5 of 5 releases
 --> releases
  = help: give it a `when:` that says in which releases it applies, or drop it

releases: 2 suggestions in 5 records
! warning: releases/1.0.0.toml cannot be trusted
= 4

"#]]
    );
    std::fs::write(team.path("releases/1.1.0.toml"), "[[[").unwrap();
    shows!(
        team.transcript("lint --records"),
        str![[r#"
$ gonogo lint --records
suggestion[no-poll]: no role is polled at the gate `Release done`
  --> [LIBRARY]/playbook.yaml:47:7
   |
47 |       title: Release done
   |       ^
   = help: add a `poll`, or leave `gate` out when the items alone decide

[LIBRARY]: no problems, 1 suggestion in 3 checklists

releases: no suggestions in 4 records
! warning: releases/1.0.0.toml cannot be trusted
! warning: releases/1.1.0.toml:1:3: unquoted keys cannot be empty, expected letters, numbers, `-`, `_`
= 2

"#]]
    );
}

use snapbox::str;

use crate::team::{START, Team, shows};

#[test]
fn a_release_is_opened_with_the_plan_of_its_type() {
    let team = Team::new();
    shows!(
        team.transcript(&format!("{START}\n start 2.4.1 --type patch\n list")),
        str![[r#"
$ gonogo start 2.4.0 --type minor --candidate c1 --fact database-migration=no --fact user-facing-change=yes
opened releases/2.4.0.toml with 9 items
! hint: `gonogo walk 2.4.0` walks through it, `gonogo status` shows where it stands
= 0
$ gonogo start 2.4.1 --type patch
opened releases/2.4.1.toml with 8 items
! warning: 2 facts unanswered, treated as yes: database-migration, user-facing-change
! hint: `gonogo walk 2.4.1` walks through it, `gonogo status` shows where it stands
= 0
$ gonogo list
 Version   Type    Opened                 Items   Calls   Status
──────────────────────────────────────────────────────────────────────────────
 2.4.0     minor   2026-11-20T09:00:00Z     0/8     0/3   HOLD at pre-release
 2.4.1     patch   2026-11-20T09:00:00Z     0/8     0/3   HOLD at pre-release
= 0

"#]]
    );
}

#[test]
fn a_start_that_cannot_be_says_why_and_writes_nothing() {
    let team = Team::new();
    shows!(
        team.transcript(
            "start 2.4.0 --type mior
             start 2.4.0 --type patch --fact database-migation=no
             start 2.4.0 --type patch --fact database-migration=maybe
             start 2.4.0 --type patch --fact database-migration
             start ../2.4.0 --type patch
             start @octoacme/pkg@2.4.0 --type patch
             start 2.4.0 --type patch --candidate 'two words'
             start 2.4.0
             start"
        ),
        str![[r#"
$ gonogo start 2.4.0 --type mior
! error: there is no release type `mior`; did you mean `minor`?
! hint: the playbook has patch, minor, major
= 2
$ gonogo start 2.4.0 --type patch --fact database-migation=no
! error: there is no fact `database-migation`; did you mean `database-migration`?
! hint: the plan has database-migration, user-facing-change
= 2
$ gonogo start 2.4.0 --type patch --fact database-migration=maybe
! error: invalid value 'database-migration=maybe' for '--fact <NAME=yes|no>': the answer is yes or no
! 
! For more information, try '--help'.
= 2
$ gonogo start 2.4.0 --type patch --fact database-migration
! error: invalid value 'database-migration' for '--fact <NAME=yes|no>': write it as NAME=yes or NAME=no
! 
! For more information, try '--help'.
= 2
$ gonogo start ../2.4.0 --type patch
! error: `../2.4.0` is not a version: a version starts with a letter or a digit
= 2
$ gonogo start @octoacme/pkg@2.4.0 --type patch
! error: `@octoacme/pkg@2.4.0` is not a version: a version starts with a letter or a digit
! hint: `octoacme-pkg-2.4.0` is accepted
= 2
$ gonogo start 2.4.0 --type patch --candidate 'two words'
! error: invalid value 'two words' for '--candidate <ID>': a candidate is a commit or a digest, without spaces
! 
! For more information, try '--help'.
= 2
$ gonogo start 2.4.0
! error: the following required arguments were not provided:
!   --type <TYPE>
! 
! Usage: gonogo start --type <TYPE> --by <PERSON> <VERSION>
! 
! For more information, try '--help'.
= 2
$ gonogo start
! error: the following required arguments were not provided:
!   --type <TYPE>
!   <VERSION>
! 
! Usage: gonogo start --type <TYPE> --by <PERSON> <VERSION>
! 
! For more information, try '--help'.
= 2

"#]]
    );
    assert!(!team.path("releases").exists());
}

#[test]
fn a_release_that_has_a_record_is_not_started_again() {
    let team = Team::on_release();
    let before = team.read("releases/2.4.0.toml");
    shows!(
        team.transcript("start 2.4.0 --type patch\n start 2.4.0 --type patch --dry-run"),
        str![[r#"
$ gonogo start 2.4.0 --type patch
! error: releases/2.4.0.toml already exists
! hint: `gonogo walk 2.4.0` continues it, `gonogo status -r 2.4.0` shows where it stands
= 2
$ gonogo start 2.4.0 --type patch --dry-run
! error: releases/2.4.0.toml already exists
! hint: `gonogo walk 2.4.0` continues it, `gonogo status -r 2.4.0` shows where it stands
= 2

"#]]
    );
    assert_eq!(team.read("releases/2.4.0.toml"), before);
}

#[test]
fn a_rehearsed_start_prints_the_record_and_opens_none() {
    let team = Team::new();
    shows!(
        team.rehearses("start 2.4.0 --type patch --candidate c1 --dry-run"),
        str![[r#"
$ gonogo start 2.4.0 --type patch --candidate c1 --dry-run
# gonogo release record. Written by gonogo; change it with gonogo, not by hand.
format = 1

[release]
version = "2.4.0"
id = "[HASH]"
type = "patch"
playbook = "tests/fixtures/library sha256:[HASH]"
facts = {}

[[release.event]]
kind = "started"
at = 2026-11-20T09:00:00Z
by = "Ada Lovelace <ada@octoacme.example>"
candidate = "c1"
plan = "sha256:[HASH]"
rules = 2
id = "sha256:[HASH]"
prev = []

[policy]
separation = "off"

[[role]]
id = "release-manager"
title = "Release Manager"
may-waive = true

[[role]]
id = "developer"
title = "Developer"

[[role]]
id = "qa-automation-engineer"
title = "QA Automation Engineer"
aliases = ["QA Specialist", "QA"]

[[fact]]
id = "database-migration"
question = "Does this release migrate a database?"

[[fact]]
id = "user-facing-change"
question = "Does this release change what users see or do?"

[[item]]
id = "pre-release/ci-green"
phase = "pre-release"
section = "Code"
text = "Run all CI/CD pipelines on the candidate"
bound = "candidate"

[[item.signoff]]
role = "developer"

[[item]]
id = "pre-release/code-reviewed"
phase = "pre-release"
section = "Code"
text = "Review every merged change"

[[item.signoff]]
role = "developer"

[[item.signoff]]
role = "qa-automation-engineer"

[[item]]
id = "pre-release/smoke-tests"
phase = "pre-release"
section = "Tests"
text = "Run the smoke tests in staging"
evidence = "required"

[[item.signoff]]
role = "qa-automation-engineer"

[[item]]
id = "deployment/backup-completed"
phase = "deployment"
section = "Deployment"
text = "Complete the database backup"
when = ["database-migration"]
evidence = "required"
killer = true
help = "A restore of such a backup has worked before."

[[item.signoff]]
role = "developer"

[[item]]
id = "deployment/deployed"
phase = "deployment"
section = "Deployment"
text = "Deploy the candidate to production"
bound = "candidate"
marks = "deployed"

[[item.signoff]]
role = "developer"

[[item]]
id = "deployment/smoke-tests"
phase = "deployment"
section = "Deployment"
text = "Repeat the smoke tests in production"

[[item.signoff]]
role = "qa-automation-engineer"

[[item]]
id = "post-release/customers-told"
phase = "post-release"
section = "Post-release"
text = "Tell the customers what changed"
when = ["user-facing-change"]

[[item.signoff]]
role = "release-manager"

[[item]]
id = "post-release/training-updated"
phase = "post-release"
section = "Post-release"
text = "Update the training materials"
if-applicable = true

[[item.signoff]]
role = "release-manager"

[[gate]]
phase = "pre-release"
phase-title = "Pre-release"
title = "Go for deployment"
facilitator = "release-manager"

[[gate.call]]
role = "developer"

[[gate.call]]
role = "qa-automation-engineer"

[[gate]]
phase = "deployment"
phase-title = "Deployment"
title = "Deployment verified"
facilitator = "release-manager"

[[gate.call]]
role = "developer"

[[gate]]
phase = "post-release"
phase-title = "Post-release"
title = "Release done"
facilitator = "release-manager"

[[note]]
id = "version"
title = "Release"
owner = "release-manager"
source = "version"

[[note]]
id = "summary"
title = "Summary"
owner = "release-manager"
! hint: dry run: nothing was written
= 0

"#]]
    );
}

#[test]
fn a_person_has_to_be_named() {
    let nobody = Team::new().with("GONOGO_BY", "");
    shows!(
        nobody.transcript("start 1.0.0 --type patch\n start 1.0.0 --type patch --by Ada"),
        str![[r#"
$ gonogo start 1.0.0 --type patch
! error: who are you?
! hint: give `--by "Name <email>"`, set GONOGO_BY, or set git's user.name and user.email
= 2
$ gonogo start 1.0.0 --type patch --by Ada
! error: `Ada` needs an e-mail: "Name <email>"
! hint: write `--by "Name <email>"`
= 2

"#]]
    );
}

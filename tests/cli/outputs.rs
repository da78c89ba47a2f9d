//! Where documents are written: `-o FILE`, alike for every command that writes one.

use std::fs;

use crate::team::{Team, snapshot};

/// Every command that writes a document to a file.
const COMMANDS: [&str; 7] = [
    "page",
    "page --all",
    "export",
    "calendar",
    "metrics --json",
    "notes",
    "form --role qa-automation-engineer",
];

#[test]
fn no_document_takes_the_place_of_a_record_or_its_lock() {
    let team = Team::on_release();
    let releases = team.path("releases");
    // The lock folder is there once something was recorded.
    team.quietly("sign pre-release/ci-green --evidence https://ci.example/run/881");
    let locks: Vec<_> = fs::read_dir(releases.join(".gonogo")).unwrap().collect();
    assert!(!locks.is_empty());
    let absolute = releases.join("2.4.0.toml");
    let mut places = vec![
        "releases/2.4.0.toml".to_owned(),
        "releases/3.0.0.toml".to_owned(),
        "releases/3.0.0.TOML".to_owned(),
        "./releases/../releases/2.4.0.toml".to_owned(),
        "releases/.gonogo/page.html".to_owned(),
        absolute.to_str().unwrap().to_owned(),
    ];
    for lock in locks {
        let name = lock.unwrap().file_name().into_string().unwrap();
        places.push(format!("releases/.gonogo/{name}"));
    }
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("releases", team.path("link")).unwrap();
        places.push("link/2.4.0.toml".to_owned());
    }
    let before = snapshot(&releases);
    for command in COMMANDS {
        for place in &places {
            let output = team.run(&format!("{command} -o {place}"));
            let said = String::from_utf8(output.stderr).unwrap();
            assert_eq!(output.status.code(), Some(2), "{command} {place}: {said}");
            assert!(said.contains("is a record, or belongs to one"), "{said}");
            assert!(said.contains("\nhint: "), "{said}");
        }
    }
    // From another folder, and of a releases folder that is not this command's.
    let other = fs::create_dir(team.path("other")).map(|()| team.path("other"));
    let mut command = team.gonogo();
    command
        .args(["page", "--all", "--releases"])
        .arg(other.unwrap());
    let output = command.arg("-o").arg(&absolute).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(snapshot(&releases), before);
    // Beside the records, other files may stand.
    team.quietly("page -o releases/2.4.0.html");
}

#[test]
fn a_dash_is_standard_output() {
    let team = Team::on_release();
    for command in COMMANDS {
        let plain = team.run(command);
        let dashed = team.run(&format!("{command} -o -"));
        assert_eq!(dashed.stdout, plain.stdout, "{command}");
        assert_eq!(dashed.status.code(), Some(0), "{command}");
    }
    assert!(!team.path("-").exists());
    team.quietly("page -o ./-");
    assert!(team.path("-").exists());
}

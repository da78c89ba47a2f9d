//! The program against the real Prometheus: what it asks, what it says, and what it keeps.

use std::process::{Command, Output};

use tempfile::TempDir;

use super::at;

/// A folder in which a patch is rolled out.
struct Team {
    folder: TempDir,
    url: String,
}

impl Team {
    fn gonogo(&self, second: i64, line: &str) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_gonogo"));
        command
            .env_clear()
            .current_dir(self.folder.path())
            .env("GONOGO_NOW", at(second).to_rfc3339());
        command
            .env("GONOGO_BY", "Ada Lovelace <ada@octoacme.example>")
            .env("GONOGO_PROMETHEUS", &self.url);
        command.args(line.split(' ')).output().unwrap()
    }

    #[track_caller]
    fn expect(&self, second: i64, line: &str, code: i32) -> String {
        let output = self.gonogo(second, line);
        let said =
            String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{line}\n{said}");
        said
    }
}

/// Takes a patch onto its canary and observes it: at `now` everything is exactly on its limit, and within it.
pub(super) fn keeps_what_was_asked(url: &str, now: i64) {
    let team = Team {
        folder: TempDir::new().unwrap(),
        url: url.to_owned(),
    };
    team.expect(
        -60,
        "start 2.4.0 --type patch --candidate c1 --fact critical=no --fact breaking-change=no",
        0,
    );
    team.expect(0, "rollout baseline", 0);
    team.expect(0, "rollout start --traffic 5 --override --reason trying", 0);
    let observed = team.expect(now, "rollout observe", 0);
    assert!(
        observed.starts_with("observed stage canary: go\n"),
        "{observed}"
    );
    let record = std::fs::read_to_string(team.folder.path().join("releases/2.4.0.toml")).unwrap();
    let kept = record
        .lines()
        .filter(|line| line.starts_with("  {metric = ") && line.contains("source = "))
        .collect::<Vec<_>>();
    assert_eq!(
        kept.len(),
        6,
        "three metrics, before and at the stage\n{record}"
    );
    assert!(
        kept.iter()
            .all(|line| line.contains(&format!("source = \"prometheus {url}\""))),
        "{kept:#?}"
    );
    assert!(
        kept.iter()
            .all(|line| line.contains("query = ") && line.contains("digest = \"sha256:")),
        "{kept:#?}"
    );
    // The rule with `for` asks for a range over the whole stage; the others ask for the present.
    let error_rate = kept
        .iter()
        .rfind(|line| line.contains("metric = \"error-rate\""))
        .unwrap();
    let range = format!(
        "from = {}, to = {}, step-ms = 15000, samples = 121",
        stamp(0),
        stamp(now)
    );
    assert!(error_rate.contains(&range), "{error_rate}");
    assert!(error_rate.contains("value = 0.5"), "{error_rate}");
    team.expect(now, "verify", 0);
    let hold = team.expect(now, "rollout observe --prometheus http://127.0.0.1:9", 8);
    assert!(hold.contains("the server cannot be reached"), "{hold}");
}

fn stamp(second: i64) -> String {
    at(second).to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}

//! Runs the shell lines of every recipe in `docs/ci.md` as its system would, on a release at HOLD, at NO-GO and at GO: the
//! deployment begins at GO alone. Runs `action.yml` in the same way.

#![cfg(all(unix, debug_assertions))]
#![expect(
    clippy::expect_used,
    reason = "a recipe that cannot be read has failed"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

const DOCUMENT: &str = include_str!("../docs/ci.md");
const ACTION: &str = include_str!("../action.yml");

const LIBRARY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/library");

/// The states of a release, with the exit code of its gate.
const STATES: [(&str, i32); 3] = [("HOLD", 8), ("NO-GO", 1), ("GO", 0)];

/// Words with which a job that failed lets those that need it run.
const FORGIVING: [&str; 5] = [
    "allow_failure",
    "continue-on-error",
    "soft_fail",
    "|| true",
    "catchError",
];

/// A checkout with a release whose record is on `origin/main`.
struct Checkout {
    folder: TempDir,
    candidate: String,
}

impl Checkout {
    fn new(state: &str) -> Self {
        let mut checkout = Self {
            folder: tempfile::tempdir().expect("a folder"),
            candidate: String::new(),
        };
        checkout.shell(
            "git init -q --bare -b main origin.git && git clone -q origin.git work 2>/dev/null",
            checkout.folder.path(),
        );
        checkout.prepare("echo 'touch deployed' > deploy.sh && chmod +x deploy.sh && git add . && git commit -qm app");
        checkout.candidate = checkout.prepare("git rev-parse HEAD").trim().to_owned();
        checkout.prepare("gonogo start 2.4.0 --type minor --candidate \"$GITHUB_SHA\" --fact database-migration=no --fact user-facing-change=yes");
        match state {
            "NO-GO" => {
                checkout.prepare("gonogo block ci-green --reason 'red again'");
            }
            "GO" => {
                checkout.prepare(
                    "gonogo sign ci-green code-reviewed --role developer
                     gonogo sign code-reviewed pre-release/smoke-tests load-test --role QA --evidence https://ci.example/run/881
                     gonogo call go --role developer --phase pre-release
                     gonogo call go --role QA --phase pre-release",
                );
            }
            _ => {}
        }
        checkout.prepare("git add . && git commit -qm record && git push -q origin HEAD:main");
        checkout
    }

    fn work(&self) -> PathBuf {
        self.folder.path().join("work")
    }

    /// Runs lines that must succeed, and returns what they print.
    fn prepare(&self, lines: &str) -> String {
        self.shell(&format!("set -e\n{lines}"), &self.work())
    }

    fn shell(&self, lines: &str, folder: &Path) -> String {
        let output = self.command(lines, folder).output().expect("a shell");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{lines}: {said}");
        String::from_utf8(output.stdout).expect("UTF-8")
    }

    fn command(&self, lines: &str, folder: &Path) -> Command {
        let program = Path::new(env!("CARGO_BIN_EXE_gonogo"));
        let path = format!(
            "{}:/usr/bin:/bin",
            program.parent().expect("a folder").display()
        );
        let mut command = Command::new("bash");
        command
            .args(["-e", "-c", lines])
            .current_dir(folder)
            .env_clear()
            .env("PATH", path)
            .env("HOME", self.folder.path())
            .env("LC_ALL", "C.UTF-8")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_AUTHOR_NAME", "Ada Lovelace")
            .env("GIT_AUTHOR_EMAIL", "ada@octoacme.example")
            .env("GIT_COMMITTER_NAME", "Ada Lovelace")
            .env("GIT_COMMITTER_EMAIL", "ada@octoacme.example")
            .env("GONOGO_BY", "Ada Lovelace <ada@octoacme.example>")
            .env("GONOGO_NOW", "2026-11-20T09:00:00Z")
            .env("GONOGO_CHECKLISTS", LIBRARY)
            .env("VERSION", "2.4.0")
            .env("GITHUB_OUTPUT", self.folder.path().join("output"))
            .env("GITHUB_STEP_SUMMARY", self.folder.path().join("summary"));
        for name in [
            "GITHUB_SHA",
            "CI_COMMIT_SHA",
            "GIT_COMMIT",
            "BUILDKITE_COMMIT",
        ] {
            command.env(name, &self.candidate);
        }
        command
    }

    /// Runs the lines of a job, each of which must succeed, and returns the exit code.
    fn job(&self, lines: &[String]) -> i32 {
        // The real one would wait for two hours.
        let lines = lines
            .join("\n")
            .replace("--timeout 2h", "--timeout 1s --interval 1h");
        let status = self
            .command(&lines, &self.work())
            .output()
            .expect("a shell")
            .status;
        status.code().expect("an exit code")
    }

    fn is_deployed(&self) -> bool {
        self.work().join("deployed").exists()
    }

    fn output(&self, name: &str) -> String {
        let text = fs::read_to_string(self.folder.path().join("output")).unwrap_or_default();
        let value = text
            .lines()
            .find_map(|line| line.strip_prefix(&format!("{name}=")));
        value.unwrap_or_default().to_owned()
    }
}

/// A block of the document, with the heading above it.
struct Recipe {
    heading: &'static str,
    language: &'static str,
    text: String,
}

/// Returns the recipes of pipelines.
fn recipes() -> Vec<Recipe> {
    let (mut heading, mut found) = ("", Vec::<Recipe>::new());
    let mut is_inside = false;
    for line in DOCUMENT.lines() {
        match (is_inside, line) {
            (true, "```") => is_inside = false,
            (true, line) => {
                let recipe: &mut Recipe = found.last_mut().expect("a block");
                recipe.text.extend([line, "\n"]);
            }
            (false, line) if line.starts_with("```") => {
                is_inside = true;
                let (language, text) = (&line[3..], String::new());
                found.push(Recipe {
                    heading,
                    language,
                    text,
                });
            }
            (false, line) if line.starts_with('#') => heading = line.trim_start_matches(['#', ' ']),
            _ => {}
        }
    }
    let is_pipeline = |recipe: &Recipe| {
        matches!(recipe.language, "yaml" | "groovy") && recipe.heading != "pre-commit"
    };
    found.retain(is_pipeline);
    found
}

/// A job of a pipeline.
#[derive(Debug)]
struct Job {
    lines: Vec<String>,
    needs: Vec<String>,
    condition: Option<String>,
}

/// Returns a text, or the texts of a list.
fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(values) => values.iter().flat_map(texts).collect(),
        _ => Vec::new(),
    }
}

/// Returns the jobs of a pipeline by their names, in the order in which they stand there.
fn jobs(pipeline: &Value) -> Vec<(String, Job)> {
    if let Some(steps) = pipeline["steps"].as_array() {
        let named = |step: &Value| {
            (
                step["key"]
                    .as_str()
                    .or(step["label"].as_str())
                    .expect("a name")
                    .to_owned(),
                job(step),
            )
        };
        return steps.iter().map(named).collect();
    }
    let jobs = pipeline.as_object().expect("jobs");
    jobs.iter()
        .map(|(name, value)| (name.clone(), job(value)))
        .collect()
}

fn job(value: &Value) -> Job {
    let mut lines = texts(&value["script"]);
    lines.extend(texts(&value["command"]));
    for step in value["steps"].as_array().into_iter().flatten() {
        lines.extend(texts(&step["run"]));
        if step["uses"]
            .as_str()
            .is_some_and(|uses| uses.starts_with("OWNER/gonogo@"))
        {
            lines.extend(action(&step["with"]));
        }
    }
    let needs = if value["needs"].is_null() {
        &value["depends_on"]
    } else {
        &value["needs"]
    };
    Job {
        lines,
        needs: texts(needs),
        condition: value["if"].as_str().map(str::to_owned),
    }
}

/// Returns the shell lines of `action.yml` with these inputs.
fn action(with: &Value) -> Vec<String> {
    let action: Value = serde_yaml::from_str(ACTION).expect("YAML");
    let inputs: BTreeMap<&str, String> = action["inputs"]
        .as_object()
        .expect("inputs")
        .iter()
        .map(|(name, input)| {
            let default = input["default"].as_str().expect("a default");
            let default = if default == "${{ github.sha }}" {
                "$GITHUB_SHA"
            } else {
                default
            };
            (
                name.as_str(),
                with[name]
                    .as_str()
                    .map_or_else(|| format!("\"{default}\""), quoted),
            )
        })
        .collect();
    let mut lines = Vec::new();
    for step in action["runs"]["steps"].as_array().expect("steps") {
        for (name, value) in step["env"].as_object().into_iter().flatten() {
            let value = value.as_str().expect("a text");
            let input = value
                .strip_prefix("${{ inputs.")
                .and_then(|rest| rest.strip_suffix(" }}"));
            lines.push(format!(
                "export {name}={}",
                inputs[input.expect("an input")]
            ));
        }
        let run = step["run"].as_str().expect("a script");
        assert!(!run.contains("${{"), "an expression in a script: {run}");
        lines.push(run.to_owned());
    }
    lines
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// Runs a pipeline: a job runs when those that it needs have passed, or under its own condition.
fn run(checkout: &Checkout, jobs: &[(String, Job)]) -> BTreeMap<String, i32> {
    let mut codes: BTreeMap<String, i32> = BTreeMap::new();
    for (name, job) in jobs {
        let runs = match &job.condition {
            None => job.needs.iter().all(|need| codes.get(need) == Some(&0)),
            Some(condition) => {
                let verdict = condition.strip_prefix("always() && needs.gate.outputs.verdict == ");
                format!("'{}'", checkout.output("verdict"))
                    == verdict.expect("a condition that is known here")
            }
        };
        if runs {
            codes.insert(name.clone(), checkout.job(&job.lines));
        }
    }
    codes
}

#[test]
fn every_recipe_deploys_at_go_alone() {
    let recipes = recipes();
    let headings: Vec<&str> = recipes.iter().map(|recipe| recipe.heading).collect();
    assert_eq!(
        headings,
        [
            "The gate in CI",
            "GitHub Actions",
            "GitHub Actions",
            "GitLab",
            "Jenkins",
            "Buildkite"
        ]
    );
    for recipe in &recipes {
        for word in FORGIVING {
            assert!(!recipe.text.contains(word), "{}: {word}", recipe.heading);
        }
        for (state, code) in STATES {
            let case = format!("{} at {state}", recipe.heading);
            let checkout = Checkout::new(state);
            if recipe.language == "groovy" {
                assert_eq!(groovy(&checkout, &recipe.text), code, "{case}");
            } else {
                let jobs = jobs(&serde_yaml::from_str(&recipe.text).expect("YAML"));
                let codes = run(&checkout, &jobs);
                let gate = codes.get("gate").or(codes.get("deploy"));
                assert_eq!(gate, Some(&code), "{case}: {codes:?}");
                let tells = jobs.iter().any(|(name, _)| name == "tell");
                assert_eq!(
                    codes.contains_key("tell"),
                    tells && state == "HOLD",
                    "{case}"
                );
            }
            let has_deployment = recipe.text.contains("./deploy.sh");
            assert_eq!(
                checkout.is_deployed(),
                has_deployment && state == "GO",
                "{case}"
            );
        }
    }
    assert!(
        recipes
            .iter()
            .filter(|recipe| recipe.text.contains("./deploy.sh"))
            .count()
            == 5
    );
}

/// Runs a Jenkins pipeline: the line whose status is asked for, then what is done about it, then the rest.
fn groovy(checkout: &Checkout, text: &str) -> i32 {
    let (_, gate) = text
        .split_once("sh(returnStatus: true, script: '")
        .expect("a gate");
    let (line, rest) = gate.split_once("')").expect("the end of a line");
    let code = checkout.job(&[line.to_owned()]);
    let (checks, deploy) = rest.split_once("stage('Deploy')").expect("a deployment");
    let is_stopped = checks.lines().map(str::trim).any(|check| {
        let condition = check
            .strip_prefix("if (code ")
            .and_then(|rest| rest.split_once(") { error("));
        condition.is_some_and(|(condition, _)| match condition.split_once(' ') {
            Some(("==", number)) => number.parse() == Ok(code),
            Some(("!=", number)) => number.parse() != Ok(code),
            _ => panic!("unknown condition: {condition}"),
        })
    });
    if !is_stopped {
        let (_, line) = deploy.split_once("sh '").expect("a line");
        let (line, _) = line.split_once('\'').expect("its end");
        assert_eq!(checkout.job(&[line.to_owned()]), 0);
    }
    code
}

#[test]
fn the_action_gives_the_verdict_and_no_input_becomes_a_script_or_an_option() {
    let checkout = Checkout::new("HOLD");
    let with = |inputs: Value| checkout.job(&action(&inputs));
    assert_eq!(
        with(serde_json::json!({"phase": "pre-release", "timeout": "1s"})),
        8
    );
    assert_eq!(checkout.output("verdict"), "HOLD");
    assert_eq!(checkout.output("candidate"), checkout.candidate);
    assert!(checkout.output("head").starts_with("sha256:"));
    for hostile in [
        "\"; touch pwned; \"",
        "$(touch pwned)",
        "`touch pwned`",
        "--help",
        "--record-ref=main",
        "a\nb",
    ] {
        for input in ["phase", "release", "candidate", "record-ref", "timeout"] {
            let code = with(serde_json::json!({ (input): hostile }));
            assert!(matches!(code, 1 | 2), "{input}: {hostile}: {code}");
            assert!(
                !checkout.work().join("pwned").exists(),
                "{input}: {hostile}"
            );
        }
    }
}

#[test]
fn the_hooks_of_pre_commit_run_once_and_find_a_problem() {
    let hooks: Value =
        serde_yaml::from_str(include_str!("../.pre-commit-hooks.yaml")).expect("YAML");
    let hooks = hooks.as_array().expect("hooks");
    assert_eq!(hooks.len(), 2);
    let checkout = Checkout::new("HOLD");
    checkout.prepare("gonogo init --minimal");
    let unset = |entry: &Value| {
        vec![
            "unset GONOGO_CHECKLISTS".to_owned(),
            entry.as_str().expect("a line").to_owned(),
        ]
    };
    for hook in hooks {
        assert_eq!(
            hook["pass_filenames"], false,
            "a checklist is judged with the others"
        );
        assert_eq!(checkout.job(&unset(&hook["entry"])), 0);
    }
    checkout.prepare("echo 'tilte: x' >> checklists/prepare.yaml");
    for hook in hooks {
        assert_eq!(checkout.job(&unset(&hook["entry"])), 2);
        assert!(DOCUMENT.contains(hook["id"].as_str().expect("an id")));
    }
}

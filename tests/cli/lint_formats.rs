//! `gonogo lint --format github` and `--format sarif`.

use serde_json::Value;
use snapbox::str;

use crate::gate_github::commands;
use crate::hostile;
use crate::readers::{python, readers};
use crate::team::{Team, shows};

/// A library with a problem, a text that tries to be a command, and advice.
fn faulty() -> Team {
    let team = Team::new().with_own_library();
    team.replace(
        "checklists/deployment.yaml",
        "roles: [developer]\n",
        "rolls: [developer]\n",
    );
    team.replace(
        "checklists/pre-release.yaml",
        "roles: [qa-automation-engineer]\n        evidence: required",
        "roles: ['a,b:c%0A::error::owned']\n        evidence: required",
    );
    team
}

#[test]
fn problems_are_annotations_at_their_lines() {
    shows!(
        faulty().transcript("lint --format github"),
        str![[r#"
$ gonogo lint --format github
::error file=[FOLDER]/checklists/deployment.yaml,line=5,col=1,title=unknown-key::unknown key `rolls`; did you mean `roles`?
::error file=[FOLDER]/checklists/deployment.yaml,line=7,col=5,title=nobody-signs::a killer item needs a role: this one cannot be signed, and it can never be waived
::error file=[FOLDER]/checklists/pre-release.yaml,line=19,col=17,title=unknown-name::unknown role `a,b:c%250A::error::owned`; there are `release-manager`, `developer` and `qa-automation-engineer`
3 problems, 0 suggestions
= 2

"#]]
    );
    shows!(
        Team::new().transcript("lint --format github"),
        str![[r#"
$ gonogo lint --format github
::notice file=[LIBRARY]/playbook.yaml,line=47,col=7,title=no-poll::no role is polled at the gate `Release done`; add a `poll`, or leave `gate` out when the items alone decide
0 problems, 1 suggestion
= 0

"#]]
    );
}

#[test]
fn problems_are_results_of_sarif() {
    let team = faulty();
    let output = team.run("lint --format sarif");
    assert_eq!(output.status.code(), Some(2));
    let text = String::from_utf8(output.stdout).unwrap();
    shows!(
        team.redacted(&text),
        str![[r#"
{
  "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
  "version": "2.1.0",
  "runs": [
    {
      "tool": {
        "driver": {
          "name": "gonogo",
          "version": "0.1.0",
          "rules": [
            {
              "id": "nobody-signs",
              "shortDescription": {
                "text": "nobody signs"
              },
              "fullDescription": {
                "text": "A killer item has no role. It could not be signed, and it can never be waived."
              },
              "help": {
                "text": "Give it `roles`."
              }
            },
            {
              "id": "unknown-key",
              "shortDescription": {
                "text": "unknown key"
              },
              "fullDescription": {
                "text": "Nothing reads the key. It is often misspelled, or indented too far."
              },
              "help": {
                "text": "Take the proposed key, or one of those that are listed."
              }
            },
            {
              "id": "unknown-name",
              "shortDescription": {
                "text": "unknown name"
              },
              "fullDescription": {
                "text": "A role, fact, type, phase, checklist, item, metric, strategy or milestone that nothing declares."
              },
              "help": {
                "text": "Take the proposed name, or declare it."
              }
            }
          ]
        }
      },
      "columnKind": "unicodeCodePoints",
      "results": [
        {
          "ruleId": "unknown-key",
          "ruleIndex": 1,
          "level": "error",
          "message": {
            "text": "unknown key `rolls`; did you mean `roles`?"
          },
          "locations": [
            {
              "physicalLocation": {
                "artifactLocation": {
                  "uri": "checklists/deployment.yaml"
                },
                "region": {
                  "startLine": 5,
                  "startColumn": 1
                }
              }
            }
          ],
          "partialFingerprints": {
            "gonogo/v1": "[HASH]"
          }
        },
        {
          "ruleId": "nobody-signs",
          "ruleIndex": 0,
          "level": "error",
          "message": {
            "text": "a killer item needs a role: this one cannot be signed, and it can never be waived"
          },
          "locations": [
            {
              "physicalLocation": {
                "artifactLocation": {
                  "uri": "checklists/deployment.yaml"
                },
                "region": {
                  "startLine": 7,
                  "startColumn": 5
                }
              }
            }
          ],
          "partialFingerprints": {
            "gonogo/v1": "[HASH]"
          }
        },
        {
          "ruleId": "unknown-name",
          "ruleIndex": 2,
          "level": "error",
          "message": {
            "text": "unknown role `a,b:c%0A::error::owned`; there are `release-manager`, `developer` and `qa-automation-engineer`"
          },
          "locations": [
            {
              "physicalLocation": {
                "artifactLocation": {
                  "uri": "checklists/pre-release.yaml"
                },
                "region": {
                  "startLine": 19,
                  "startColumn": 17
                }
              }
            }
          ],
          "partialFingerprints": {
            "gonogo/v1": "[HASH]"
          }
        }
      ]
    }
  ]
}

"#]]
    );
    let document: Value = serde_json::from_str(&text).unwrap();
    let results = document["runs"][0]["results"].as_array().unwrap();
    let rules = document["runs"][0]["tool"]["driver"]["rules"]
        .as_array()
        .unwrap();
    let json: Value = serde_json::from_slice(&team.run("lint --json").stdout).unwrap();
    assert_eq!(results.len(), json["remarks"].as_array().unwrap().len());
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        let uri = &result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
        assert!(uri.as_str().unwrap().starts_with("checklists/"), "{uri}");
    }
    let Some(readers) = readers() else {
        return;
    };
    let file = team.path("lint.sarif");
    std::fs::write(&file, &text).unwrap();
    let read = python(&readers, "read_sarif.py", &file);
    let told: Vec<Value> = results
        .iter()
        .map(|result| {
            let place = &result["locations"][0]["physicalLocation"];
            let line = &place["region"]["startLine"];
            serde_json::json!([
                result["level"],
                result["ruleId"],
                place["artifactLocation"]["uri"],
                line
            ])
        })
        .collect();
    let records = read["records"].as_array().unwrap().iter();
    let mut found: Vec<Value> = records
        .map(|record| record.as_array().unwrap()[..4].into())
        .collect();
    assert_eq!(found.len(), told.len(), "{read}");
    found.retain(|record| !told.contains(record));
    assert_eq!(found, [Value::Null; 0], "{told:?}");
    assert_eq!(read["check"], 3, "errors fail the check: {read}");
    std::fs::write(&file, Team::new().run("lint --format sarif").stdout).unwrap();
    let read = python(&readers, "read_sarif.py", &file);
    assert_eq!(read["check"], 0, "advice does not: {read}");
}

/// Returns a text in the double quotes of YAML, with everything escaped that it may not hold.
fn quoted(text: &str) -> String {
    let escaped = text.chars().map(|c| match c {
        '"' | '\\' => format!("\\{c}"),
        ' '..='~' => c.to_string(),
        c => format!("\\U{:08x}", u32::from(c)),
    });
    format!("\"{}\"", escaped.collect::<String>())
}

#[test]
fn texts_of_definitions_stay_texts() {
    let texts = hostile::texts(500);
    let mut told = 0;
    for part in texts.chunks(25) {
        let team = Team::new().with_own_library();
        let items = part.iter().enumerate().map(|(number, text)| {
            format!(
                "  - id: x{number}\n    text: Do it\n    roles: [{}]\n",
                quoted(text)
            )
        });
        let page = format!(
            "id: x\ntitle: X\nphase: deployment\nitems:\n{}",
            items.collect::<String>()
        );
        std::fs::write(team.path("checklists/x.yaml"), page).unwrap();
        let run = |format: &str| {
            String::from_utf8(team.run(&format!("lint --format {format}")).stdout).unwrap()
        };
        let json: Value = serde_json::from_str(&run("json")).unwrap();
        let remarks: Vec<&Value> = json["remarks"].as_array().unwrap().iter().collect();
        assert!(remarks.len() > part.len(), "{json}");
        let sentence = |remark: &Value| {
            let help = remark["help"]
                .as_str()
                .map_or_else(String::new, |help| format!("; {help}"));
            format!("{}{help}", remark["text"].as_str().unwrap())
        };
        let sarif: Value = serde_json::from_str(&run("sarif")).unwrap();
        let results = sarif["runs"][0]["results"].as_array().unwrap();
        assert_eq!(results.len(), remarks.len());
        for (result, remark) in results.iter().zip(&remarks) {
            assert_eq!(result["message"]["text"], sentence(remark));
            told += 1;
        }
        let github = run("github");
        let found = commands(&github);
        assert_eq!(
            found.len(),
            github.lines().count() - 1,
            "the last line is none: {github}"
        );
        for command in found
            .iter()
            .filter(|command| !command.title.as_ref().unwrap().ends_with(" more"))
        {
            let is_its = |remark: &&&Value| sentence(remark) == command.data;
            assert!(remarks.iter().any(|remark| is_its(&remark)), "{command:?}");
        }
    }
    assert!(told > 500);
}

//! Checks of items: what proves one, and what says nothing.

use super::gates_and_time::item_rules;
use super::*;

#[test]
fn a_check_is_one_thing_with_its_own_terms() {
    for good in [
        "check: {run: [./a, b], folder: services/api, env: [TOKEN], code: 3, timeout: 5m, retries: 2}",
        "check: {http: \"https://staging.octoacme.example/{{version}}?a=b\", status: 204, timeout: 5s, retries: 10}",
        "check: {files: [\"dist/app-{{version}}.tar.gz\", NOTICE]}",
        "check: {changelog: docs/CHANGELOG.md}",
        "check: {tag: \"v{{version}}\"}",
    ] {
        assert_eq!(item_rules(good), "", "{good}");
    }
}

#[test]
fn what_a_check_cannot_be_is_told_with_a_way_out() {
    let told = [
        "check: {}",
        "check: {timeout: 5m}",
        "check: {run: []}",
        "check: {run: [./a], http: \"https://a.example\"}",
        "check: {run: [./a], status: 200}",
        "check: {http: \"https://a.example\", code: 3}",
        "check: {http: \"https://a.example\", env: [A]}",
        "check: {files: [a], retries: 2}",
        "check: {tag: a, folder: b, timeout: 5s}",
        "check: {run: [./a], folder: ../b}",
        "check: {run: [./a], folder: /b}",
        "check: {run: [./a], folder: \"{{version}}\"}",
        "check: {run: [./a], code: 256}",
        "check: {run: [./a], retries: 0}",
        "check: {run: [./a], env: [A-B, GONOGO_KEY, OK, OK]}",
        "check: {http: ftp://a.example}",
        "check: {http: \"https://ada:secret@a.example\"}",
        "check: {http: \"https://a.example/#top\"}",
        "check: {http: \"https://a.example\", status: 99}",
        "check: {files: []}",
        "check: {files: [a, a, \"../b\", \"{{entry}}\"]}",
        "check: {changelog: /etc/passwd}",
        "check: {tag: \"{{tag}}\"}",
        "check: {tags: v1}",
        "check: ./smoke.sh",
    ];
    let told = told.map(|rules| format!("{rules}\n{}", item_rules(rules)));
    assert_data_eq!(
        told.concat(),
        str![[r#"
check: {}
error[check-of-nothing]: a check needs `run`, `http`, `files`, `changelog` or `tag`
= help: write `check: {run: [program, argument]}`, or `check: {http: "https://…"}`
check: {timeout: 5m}
error[check-of-nothing]: a check needs `run`, `http`, `files`, `changelog` or `tag`
= help: write `check: {run: [program, argument]}`, or `check: {http: "https://…"}`
check: {run: []}
error[empty-list]: `run` is empty
= help: write the program and its arguments as a list
check: {run: [./a], http: "https://a.example"}
error[check-of-two]: a check has either `run` or `http`
= help: keep one; an item that needs both runs a program that checks both
check: {run: [./a], status: 200}
error[check-stray-key]: `status` belongs to a check with `http`, and this one has `run`
= help: leave `status` out
check: {http: "https://a.example", code: 3}
error[check-stray-key]: `code` belongs to a check with `run`, and this one has `http`
= help: leave `code` out
check: {http: "https://a.example", env: [A]}
error[check-stray-key]: `env` belongs to a check with `run`, and this one has `http`
= help: leave `env` out
check: {files: [a], retries: 2}
error[check-stray-key]: `retries` belongs to a check with `run` or `http`, and this one has `files`
= help: leave `retries` out
check: {tag: a, folder: b, timeout: 5s}
error[check-stray-key]: `folder` belongs to a check with `run`, and this one has `tag`
= help: leave `folder` out
error[check-stray-key]: `timeout` belongs to a check with `run` or `http`, and this one has `tag`
= help: leave `timeout` out
check: {run: [./a], folder: ../b}
error[not-a-value]: `../b` is not a path below the working folder
= help: write a path below the working folder, such as `dist/app.tar.gz`, without `..`
check: {run: [./a], folder: /b}
error[not-a-value]: `/b` is not a path below the working folder
= help: write a path below the working folder, such as `dist/app.tar.gz`, without `..`
check: {run: [./a], folder: "{{version}}"}
error[not-a-value]: `{{…}}` is not a placeholder here
= help: write the path as it is; only `http`, `files` and `tag` have placeholders
check: {run: [./a], code: 256}
error[not-a-value]: `256` is not an exit code
= help: write a number from 0 to 255
check: {run: [./a], retries: 0}
error[not-a-value]: `0` is not a number of retries
= help: write a number from 1 to 10, or leave it out to try once
check: {run: [./a], env: [A-B, GONOGO_KEY, OK, OK]}
error[not-a-value]: `A-B` is not an environment variable that a program can be given
= help: write a name such as `KUBECONFIG`; those of gonogo itself are kept from programs
error[not-a-value]: `GONOGO_KEY` is not an environment variable that a program can be given
= help: write a name such as `KUBECONFIG`; those of gonogo itself are kept from programs
error[duplicate-name]: the environment variable `OK` appears twice
= help: it first appears on line 7
check: {http: ftp://a.example}
error[not-a-value]: `ftp://a.example` is not an address on the web
= help: write an address that starts with `https://` or `http://`
check: {http: "https://ada:secret@a.example"}
error[check-userinfo]: the address has a user name or a password in it
= help: leave them out; for an address that needs a secret, let a program ask
check: {http: "https://a.example/#top"}
error[not-a-value]: `https://a.example/#top` is not an address that can be asked
= help: leave out `#` and what follows it: no server is told of it
check: {http: "https://a.example", status: 99}
error[not-a-value]: `99` is not an HTTP status
= help: write a number from 100 to 599, such as `204`
check: {files: []}
error[empty-list]: `files` is empty
= help: name at least one file
check: {files: [a, a, "../b", "{{entry}}"]}
error[duplicate-name]: the file `a` appears twice
= help: it first appears on line 7
error[not-a-value]: `../b` is not a path below the working folder
= help: write a path below the working folder, such as `dist/app.tar.gz`, without `..`
error[not-a-value]: `entry` is not a placeholder here
= help: a check can name `{{version}}` and `{{candidate}}`
check: {changelog: /etc/passwd}
error[not-a-value]: `/etc/passwd` is not a path below the working folder
= help: write a path below the working folder, such as `dist/app.tar.gz`, without `..`
check: {tag: "{{tag}}"}
error[not-a-value]: `tag` is not a placeholder here
= help: a check can name `{{version}}` and `{{candidate}}`
check: {tags: v1}
error[check-of-nothing]: a check needs `run`, `http`, `files`, `changelog` or `tag`
= help: write `check: {run: [program, argument]}`, or `check: {http: "https://…"}`
error[unknown-key]: unknown key `tags`
= help: did you mean `tag`?
check: ./smoke.sh
error[wrong-shape]: `check` needs keys and values, but has a text
= help: write `check: {run: [program, argument]}`

"#]]
    );
}

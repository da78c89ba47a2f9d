//! What people read is told in the characters that their terminal has; data is the same everywhere.

use std::io::Result;
use std::path::Path;
use std::process::{Command, Output};

fn gonogo(folder: &Path, locale: &str, line: &str) -> Result<Output> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gonogo"));
    command
        .env_clear()
        .env("GONOGO_NOW", "2026-11-20T09:00:00Z")
        .env("GONOGO_BY", "Zoë Müller <zoe@octoacme.example>");
    command
        .env("HOME", folder)
        .env("PATH", "")
        .env("LC_ALL", locale)
        .current_dir(folder);
    command.args(line.split(' ')).output()
}

#[test]
fn a_terminal_without_unicode_gets_ascii_and_data_is_the_same_everywhere() {
    let folder = tempfile::tempdir().unwrap();
    let run = |locale: &str, line: &str| gonogo(folder.path(), locale, line).unwrap();
    assert!(
        run("C", "start 2.4.0 --type minor --candidate c1")
            .status
            .success()
    );
    assert!(
        run(
            "C",
            "block version-and-date --role release-manager --reason naïve—日"
        )
        .status
        .success()
    );
    for line in [
        "status",
        "status --all",
        "gate",
        "list",
        "log",
        "show version-and-date",
        "sign naïve",
        "walk --phase naïve",
        "lint",
    ] {
        let output = run("C", line);
        let text = [output.stdout, output.stderr].concat();
        assert!(
            !text.is_empty() && text.is_ascii(),
            "{line}: {}",
            String::from_utf8_lossy(&text)
        );
    }
    assert!(
        String::from_utf8(run("C", "gate").stdout)
            .unwrap()
            .contains(r"na\u{ef}ve--\u{65e5} (Zo\u{eb} M\u{fc}ller)")
    );
    for line in [
        "status --json",
        "gate --format json",
        "log --json",
        "notes",
        "block version-and-date -n --role release-manager --reason ü",
    ] {
        let (plain, rich) = (run("C", line), run("C.UTF-8", line));
        assert_eq!(plain.stdout, rich.stdout, "{line}");
        assert!(!plain.stdout.is_ascii(), "{line}: the test shows nothing");
    }
}

#[test]
fn what_is_typed_is_shown_harmless_even_when_only_its_looks_are_wrong() {
    let folder = tempfile::tempdir().unwrap();
    for line in [
        "respin --candidate c\u{202e}1",
        "respin\u{202e}",
        "gate --format \u{202e}",
    ] {
        let output = gonogo(folder.path(), "C.UTF-8", line).unwrap();
        let text = String::from_utf8(output.stderr).unwrap();
        assert!(
            output.status.code() == Some(2)
                && text.contains(r"\u{202e}")
                && !text.contains('\u{202e}'),
            "{text}"
        );
    }
}

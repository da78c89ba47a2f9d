//! Independent readers of what gonogo prints: packages of PyPI and npm, which `.ci/run` installs below `target/readers`.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// Returns the folder with the readers. Without them, says so on standard error, even when the test passes; where nothing
/// may be left out, fails.
pub(crate) fn readers() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/readers");
    if folder.join("complete").exists() {
        return Some(folder);
    }
    let _ = writeln!(
        std::io::stderr(),
        "\nLEFT OUT: reading formats back, because `tests/readers/install` was not run"
    );
    assert!(
        std::env::var_os("GONOGO_TESTS_COMPLETE").is_none(),
        "there are no readers in {}",
        folder.display()
    );
    None
}

/// Runs one of the scripts of `tests/readers`, and returns what it says of a file.
#[track_caller]
pub(crate) fn python(folder: &Path, script: &str, file: &Path) -> Value {
    let script = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/readers")
        .join(script);
    let mut python = Command::new(folder.join("python/bin/python"));
    let output = python.arg(script).arg(file).output().unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Returns what xunit-viewer tells on its console.
pub(crate) fn xunit_viewer(folder: &Path, file: &Path) -> String {
    let output = Command::new("node")
        .arg(folder.join("node_modules/xunit-viewer/bin/xunit-viewer.js"))
        .args(["--console", "--no-clear", "-n", "--results"])
        .arg(file)
        .arg("--output")
        .arg(file.with_extension("html"))
        .output()
        .unwrap();
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    assert!(output.status.success(), "{said}");
    said
}

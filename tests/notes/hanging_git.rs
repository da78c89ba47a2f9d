//! A git that never answers hangs nobody.

use std::os::unix::fs::PermissionsExt as _;

use snapbox::str;

use crate::release::Folder;

#[test]
fn a_git_that_hangs_is_ended_with_all_that_it_started() {
    let folder = Folder::with_release();
    std::fs::create_dir(folder.path("bin")).unwrap();
    folder.write(
        "bin/git",
        "#!/bin/sh\nsleep 1000 &\necho $! > \"$HOME/child\"\nwait\n",
    );
    let executable = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(folder.path("bin/git"), executable).unwrap();
    let path = std::env::var_os("PATH").unwrap();
    let path = format!(
        "{}:{}",
        folder.path("bin").display(),
        path.to_string_lossy()
    );
    let sign = ["sign", "deployment/help", "--role", "release-manager"];
    folder
        .gonogo(&sign)
        .env("PATH", &path)
        .env_remove("GONOGO_BY")
        .assert()
        .code(2)
        .stdout_eq("")
        .stderr_eq(str![[r#"
error: git took longer than 10s and was stopped
hint: say who you are: `--by "Name <email>"`, or GONOGO_BY

"#]]);
    let child = std::fs::read_to_string(folder.path("child")).unwrap();
    let state = std::fs::read_to_string(format!("/proc/{}/stat", child.trim())).unwrap_or_default();
    let is_gone = state
        .rsplit(") ")
        .next()
        .is_none_or(|rest| rest.is_empty() || rest.starts_with('Z'));
    assert!(is_gone, "{state}");
    // With a name nobody asks git.
    let unblock = [
        "unblock",
        "deployment/help",
        "--reason",
        "x",
        "--role",
        "release-manager",
    ];
    folder
        .gonogo(&unblock)
        .env("PATH", &path)
        .assert()
        .success();
}

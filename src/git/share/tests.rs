use super::pushed::classify;
use super::*;

#[test]
fn what_became_of_a_push_is_read_from_its_line() {
    let line = |rest: &str| format!("To ../origin.git\n{rest}\nDone\n");
    let refused = |reason: &str| Pushed::Refused(reason.to_owned());
    let raced = |reason: &str| Pushed::Raced(reason.to_owned());
    for (rest, expected) in [
        (" \tc0ffee:refs/heads/main\t1234567..c0ffee1", Pushed::Done),
        ("=\tc0ffee:refs/heads/main\t[up to date]", Pushed::Done),
        ("*\tc0ffee:refs/heads/gonogo\t[new branch]", Pushed::Done),
        (
            "!\tc0ffee:refs/heads/main\t[rejected] (fetch first)",
            raced("fetch first"),
        ),
        (
            "!\tc0ffee:refs/heads/main\t[rejected] (non-fast-forward)",
            raced("non-fast-forward"),
        ),
        (
            "!\tc0ffee:refs/heads/main\t[remote rejected] (failed to update ref)",
            raced("failed to update ref"),
        ),
        (
            "!\tc0ffee:refs/heads/main\t[remote rejected] (cannot lock ref 'refs/heads/main': is at 1 but expected 2)",
            raced("cannot lock ref 'refs/heads/main': is at 1 but expected 2"),
        ),
        (
            "!\tc0ffee:refs/heads/main\t[remote rejected] (pre-receive hook declined)",
            refused("pre-receive hook declined"),
        ),
        (
            "!\tc0ffee:refs/heads/main\t[remote rejected] (protected branch hook declined)",
            refused("protected branch hook declined"),
        ),
        (
            "!\tc0ffee:refs/heads/main\t[remote rejected] (unpacker error)",
            refused("unpacker error"),
        ),
    ] {
        assert_eq!(classify(&line(rest), "x"), expected, "{rest}");
    }
    assert_eq!(
        classify("", "permission denied"),
        Pushed::Failed("permission denied".to_owned())
    );
}

#[test]
fn what_git_complains_about_is_one_line() {
    for (stderr, expected) in [
        ("", "git said nothing"),
        (
            "warning: x\nfatal: unable to access 'https://h/': no route\n",
            "unable to access 'https://h/': no route",
        ),
        (
            "ssh: no such host\nfatal: Could not read from remote repository.\n",
            "Could not read from remote repository.",
        ),
        ("\n  odd\n", "odd"),
    ] {
        assert_eq!(said(stderr.as_bytes()), expected, "{stderr}");
    }
}

#[test]
fn a_remote_that_hangs_is_given_up() {
    let folder = tempfile::tempdir().unwrap();
    let git = |line: &str| {
        let mut git = git(folder.path());
        let finished = git.args(line.split(' ')).output().unwrap();
        assert!(finished.status.success(), "{line}");
    };
    git("init --quiet --initial-branch main");
    git("remote add origin ssh://hanging.example/records.git");
    let mut shared = Shared::of(folder.path(), None, Some("gonogo")).unwrap();
    shared.ssh = Some("sleep 1000 #");
    shared.time = Duration::from_secs(1);
    let fault = shared.fetch().unwrap_err();
    assert_eq!(fault.to_string(), "git took longer than 1s and was stopped");
}

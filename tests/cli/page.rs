//! A release, and all of them, as one HTML page.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::Value;
use snapbox::str;

use crate::hostile::{self, HOSTILE};
use crate::readers::readers;
use crate::releasing::{EMBEDDED, FACTS, HEALTHY, open};
use crate::story::ship_patch;
use crate::team::{Team, shows};

/// Gives a team a release that goes back from its canary, with an incident, a waiver and a window that was closed early in
/// the release before.
pub(crate) fn on_the_way_back() -> Team {
    let team = Team::new().with("GONOGO_CHECKLISTS", EMBEDDED);
    ship_patch(&team, "2.3.1", "71bd5c0", "2026-11-16");
    team.quietly("at 2026-11-20T08:00:00Z");
    open(
        &team,
        &format!("2.4.0 --type minor --candidate 9fceb02 {FACTS}"),
    );
    team.quietly(&format!(
        "plan 2026-11-20
         waive tracking-updated --reason 'the team is at the offsite' --expires 2026-12-31
         block stakeholders-notified --reason 'legal has not seen the text'
         at 2026-11-20T10:00:00Z
         rollout baseline --metric error-rate=0.4 --metric latency-p99=200 --metric failed-health-checks=0
         rollout start --traffic 5
         {HEALTHY}
         at 2026-11-20T10:12:00Z"
    ));
    // This says no-go, and ends with 1.
    team.run("rollout observe --metric error-rate=1.9 --metric latency-p99=320 --metric failed-health-checks=3");
    team.quietly(
        "incident open --title 'checkout fails' --class application --severity high
         incident note 'first alert: error budget burn' --at 2026-11-20T10:09:30Z
         incident action 'Test the checkout with two carts' --owner qa-automation-engineer --due 2026-11-27
         notes set summary 'Search is **fast**, see https://octoacme.example/search.'",
    );
    team
}

#[test]
fn a_page_holds_the_whole_release() {
    let team = Team::on_release();
    team.quietly(
        "plan 2026-11-27
         sign pre-release/ci-green --evidence https://ci.example/run/881
         block pre-release/smoke-tests --reason 'login <b>fails</b> on staging'",
    );
    let output = team.run("page");
    assert_eq!(output.status.code(), Some(0));
    let page = team.redacted(&String::from_utf8(output.stdout).unwrap());
    let (head, body) = page.split_once("<style>").unwrap();
    let (_, body) = body.split_once("</style>").unwrap();
    let page = format!("{head}{body}").replace("><", ">\n<");
    shows!(page, snapbox::file!["page/release.html"]);
}

#[test]
fn a_page_goes_to_a_file_and_a_board_names_what_it_could_not_read() {
    let team = Team::on_release();
    fs::write(team.path("releases/2.5.0.toml"), "nothing").unwrap();
    shows!(
        team.transcript(
            "page 2.4.0 -o release.html
             page --all -o board.html
             page --all 2.4.0
             page 2.4.0 --watch
             page 2.4.0 --watch -o -
             page 3.0.0 -o none.html",
        ),
        str![[r#"
$ gonogo page 2.4.0 -o release.html
wrote release.html
= 0
$ gonogo page --all -o board.html
wrote board.html
! warning: releases/2.5.0.toml:1:8: key with no value, expected `=`
= 2
$ gonogo page --all 2.4.0
! error: `--all` is every release, and 2.4.0 is one
! hint: leave out the version, or unset GONOGO_RELEASE
= 2
$ gonogo page 2.4.0 --watch
! error: `--watch` writes a file again and again, and standard output is none
! hint: give `--output FILE`
= 2
$ gonogo page 2.4.0 --watch -o -
! error: `--watch` writes a file again and again, and standard output is none
! hint: give `--output FILE`
= 2
$ gonogo page 3.0.0 -o none.html
! error: there is no record releases/3.0.0.toml
! hint: `gonogo list` shows the records, `gonogo start VERSION` opens one
= 2

"#]]
    );
    let board = team.read("board.html");
    assert!(
        board.contains("2.4.0") && board.contains("Not readable"),
        "{board}"
    );
    assert!(team.read("release.html").ends_with("</html>\n"));
    assert!(!team.path("none.html").exists());
}

#[test]
fn hostile_texts_are_texts_in_a_page() {
    let team = hostile::team(&hostile::texts(200), true);
    let page = String::from_utf8(team.run("page 2.4.0").stdout).unwrap();
    let is_deceptive = |c: char| c != '\n' && gonogo::domain::text::is_deceptive(c);
    assert!(!page.contains(is_deceptive));
    assert!(!page.lines().any(|line| line.trim_start().starts_with("::")));
    for text in ["<script", "##[", "onload=\"", "-->", "]]>"] {
        assert!(!page.contains(text), "{text}");
    }
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    assert!(HOSTILE.contains(&"<script>alert(1)</script><!-- x -->"));
}

/// Waits until a file satisfies a condition.
#[track_caller]
fn until(path: &Path, is_so: impl Fn(&str) -> bool) -> String {
    let end = Instant::now() + Duration::from_secs(60);
    loop {
        let text = fs::read_to_string(path).unwrap_or_default();
        if is_so(&text) {
            return text;
        }
        assert!(Instant::now() < end, "{}", path.display());
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[cfg(unix)]
#[test]
fn a_page_under_watch_follows_the_record_whatever_happens_beside_it() {
    let team = Team::on_release();
    let (page, said) = (team.path("release.html"), team.path("said"));
    let mut watching = team
        .gonogo()
        .args(["page", "-o", "release.html", "--watch"])
        .stderr(fs::File::create(&said).unwrap())
        .spawn()
        .unwrap();
    let signed = "https://ci.example/run/881";
    let first = until(&page, |text| text.contains("</html>"));
    assert!(!first.contains(signed));
    team.quietly(&format!("sign pre-release/ci-green --evidence {signed}"));
    until(&page, |text| text.contains(signed));
    // Another release: the only open one is no longer the only one.
    team.quietly(&crate::team::START.replace("2.4.0", "2.5.0"));
    team.quietly("block pre-release/smoke-tests -r 2.4.0 --reason 'login fails'");
    let last = until(&page, |text| text.contains("login fails"));
    // A record that cannot be read leaves the page as it is, and the watch goes on.
    let record = team.path("releases/2.4.0.toml");
    let sound = fs::read(&record).unwrap();
    fs::write(&record, "<<<<<<< ours\n").unwrap();
    until(&said, |text| {
        text.contains("warning: releases/2.4.0.toml") && text.contains("\nhint: ")
    });
    assert_eq!(fs::read_to_string(&page).unwrap(), last);
    fs::remove_file(&record).unwrap();
    until(&said, |text| text.contains("there is no record"));
    assert_eq!(fs::read_to_string(&page).unwrap(), last);
    assert_eq!(watching.try_wait().unwrap(), None);
    fs::write(&record, sound).unwrap();
    team.quietly("close -r 2.4.0 --outcome abandoned --reason 'the next one is it'");
    until(&page, |text| text.contains("closed as abandoned"));
    let interrupt = Command::new("kill")
        .args(["-s", "INT", &watching.id().to_string()])
        .status();
    assert!(interrupt.unwrap().success());
    assert_eq!(watching.wait().unwrap().code(), Some(130));
    let said = team.read("said");
    assert!(said.starts_with("wrote release.html\n"), "{said}");
    assert!(
        said.ends_with("stopped watching; the page stays\n"),
        "{said}"
    );
}

/// Returns a release of so many items, half of them signed.
fn large(items: usize) -> Team {
    let team = Team::new().with_own_library();
    let list: String = (0..items)
        .map(|place| {
            format!(
                "      - id: p-{place}\n        text: Verify part number {place} of the release\n"
            )
        })
        .collect();
    let list = format!(
        "id: pre-release/parts\ntitle: Parts\nphase: pre-release\nsections:\n  - title: Parts\n    roles: [developer]\n    items:\n{list}"
    );
    fs::create_dir(team.path("checklists/pre-release")).unwrap();
    fs::write(team.path("checklists/pre-release/parts.yaml"), list).unwrap();
    team.replace(
        "checklists/playbook.yaml",
        "checklists: [pre-release]",
        "checklists: [pre-release, pre-release/parts]",
    );
    team.quietly(crate::team::START);
    team.quietly("sign 'pre-release/parts/p-1*' --role developer");
    team
}

#[test]
fn a_browser_finds_a_page_whole_reachable_and_quiet() {
    let Some(modules) = readers() else { return };
    // `GONOGO_KEEP_PAGES=FOLDER PICTURES=1` leaves the pages there, with screenshots to look at.
    let temporary = tempfile::tempdir().unwrap();
    let kept = std::env::var_os("GONOGO_KEEP_PAGES").map(PathBuf::from);
    let folder = kept.as_deref().unwrap_or(temporary.path());
    let put = |team: &Team, line: &str, name: &str| {
        let path = folder.join(name);
        let mut command = team.gonogo();
        command.args(line.split(' ')).arg("-o").arg(&path);
        assert!(command.output().unwrap().status.success(), "{line}");
        path
    };
    let back = on_the_way_back();
    put(&back, "page 2.4.0", "back.html");
    put(&back, "page 2.3.1", "shipped.html");
    put(&back, "page --all", "board.html");
    let hostile = hostile::team(&hostile::texts(200), true);
    put(&hostile, "page 2.4.0", "hostile.html");
    put(&hostile, "page --all", "hostile-board.html");
    let many = put(&large(10_000), "page 2.4.0", "large.html");
    let size = fs::metadata(many).unwrap().len();
    assert!(size < 3_000_000, "{size} bytes");
    let said = opened(&modules, folder);
    for (name, page) in said.as_object().unwrap() {
        let of = |key: &str| &page[key];
        let own = format!("file://{}", folder.join(name).display());
        assert_eq!(*of("requests"), serde_json::json!([own]), "{name}");
        assert_eq!(*of("errors"), serde_json::json!([]), "{name}");
        for (key, count) in [
            ("dialogs", 0),
            ("scripts", 0),
            ("handlers", 0),
            ("captions", 0),
            ("headings", 1),
        ] {
            assert_eq!(*of(key), count, "{name}: {key}");
        }
        for (key, is_so) in [("ran", false), ("owned", false), ("styled", true)] {
            assert_eq!(*of(key), is_so, "{name}: {key}");
        }
        assert_eq!(*of("lang"), "en", "{name}");
        for (scheme, violations) in of("violations").as_object().unwrap() {
            assert_eq!(*violations, serde_json::json!([]), "{name} in {scheme}");
        }
        for stop in of("stops").as_array().unwrap() {
            assert_eq!(
                (&stop["visible"], &stop["outlined"]),
                (&true.into(), &true.into()),
                "{name}: {stop}"
            );
        }
        assert!(
            of("wide").as_u64().unwrap() <= 320,
            "{name} on a narrow screen: {}",
            of("wide")
        );
    }
    let stops = said["back.html"]["stops"].as_array().unwrap();
    let kinds = |kind: &str| stops.iter().filter(|stop| stop["kind"] == kind).count();
    assert!(
        kinds("a") > 5 && kinds("summary") > 5 && kinds("div") > 5,
        "{stops:?}"
    );
    let drawings = said["back.html"]["drawings"].as_array().unwrap();
    assert_eq!(drawings.len(), 4, "{drawings:?}");
    assert!(said["large.html"]["items"].as_u64().unwrap() > 10_000);
}

/// Opens every page of a folder in Chromium, and returns what it says of them.
fn opened(modules: &Path, folder: &Path) -> Value {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/readers/read_page.mjs");
    let output = Command::new("node")
        .arg(script)
        .arg(modules)
        .arg(folder)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    serde_json::from_slice(&output.stdout).unwrap()
}

//! The goals of `docs/performance.md`, measured as ratios in one run: each against something that grows alike.
//!
//! `cargo bench --bench goals` prints every ratio beside its goal, and fails when one is missed.

#![expect(
    clippy::expect_used,
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "a benchmark that cannot be set up has to stop, and it prints what it measures"
)]

mod commands;
mod folders;
mod generated;
mod import;
mod measured;
mod signed;
mod walk;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use gonogo::domain::id::MetricId;
use gonogo::domain::reports::carry_over::CarryOver;
use gonogo::domain::reports::retro::Retro;
use gonogo::domain::rules::audit;
use gonogo::domain::rules::gate::judge;
use gonogo::domain::rules::judge;
use gonogo::domain::rules::tailor::amendment;
use gonogo::domain::standing::Standings;
use gonogo::domain::state::Release;
use gonogo::domain::verdict::Ruling;
use gonogo::record::store::Store;
use gonogo::record::{read, write};
use gonogo::render;
use gonogo::source::document::Document;
use gonogo::style::OutputStyle;
use rustix::time::{ClockId, clock_gettime};

/// The argument with which this program measures the memory of one gate, in a process of its own.
const MEASURE_MEMORY: &str = "--measure-memory";

/// With this in its environment it is `gonogo` itself, and says in the end what memory that took.
const RUN_GONOGO: &str = "GONOGO_GOALS_RUN";

fn main() -> ExitCode {
    if std::env::var_os(RUN_GONOGO).is_some() {
        let code = gonogo::cli::run();
        eprintln!("{}", own_peak());
        return code;
    }
    let arguments: Vec<String> = std::env::args().collect();
    if let [_, mode, path] = arguments.as_slice()
        && mode == MEASURE_MEMORY
    {
        let store = Store::new(Path::new(path).parent().expect("a folder").to_owned());
        let version = "2.4.0".parse().expect("a version");
        // What a record with too many branches needs counts as well, until gonogo declines to judge it.
        let gates = store.release(&version).map(|release| gates_of(&release));
        let is_sound = gates.is_ok();
        print_peak_memory(&gates.unwrap_or_else(|error| error.to_string()));
        return if is_sound {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        };
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut goals = Goals::default();
    // `cargo bench --bench goals -- memory` measures one group.
    let chosen = |name: &str| {
        let mut named = arguments
            .iter()
            .skip(1)
            .filter(|word| !word.starts_with('-'))
            .peekable();
        named.peek().is_none() || named.any(|word| word == name)
    };
    type Group = fn(&mut Goals, &Path);
    let groups: [(&str, Group); 18] = [
        ("gate", time_of_gate_and_sign),
        ("audit", audited),
        ("growth", linear_growth),
        ("looking-back", looking_back),
        ("commands", commands::growth),
        ("incidents", commands::incidents),
        ("names", commands::names),
        ("import", import::markdown),
        ("page", commands::page),
        ("picking", folders::picking),
        ("folders", folders::all_records),
        ("walk", walk::next_question),
        ("memory", memory),
        ("memory-of-commands", commands::memory),
        ("process", whole_process),
        ("signatures", signed::verified),
        ("sha256sum", beside_sha256sum),
        ("measurements", measurements),
    ];
    for (_, measure) in groups.iter().filter(|(name, _)| chosen(name)) {
        measure(&mut goals, folder.path());
    }
    if goals.is_missed {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}

#[derive(Default)]
struct Goals {
    is_missed: bool,
}

impl Goals {
    fn hold(&mut self, what: &str, ratio: f64, goal: f64) {
        let verdict = if ratio <= goal { "ok" } else { "MISSED" };
        self.is_missed |= ratio > goal;
        println!("{what:<62} {ratio:>6.2}  goal {goal:>5.2}  {verdict}");
    }

    /// Holds how much longer one thing takes than another. A ratio above the goal is measured on, up to three times as long:
    /// the quickest runs so far count, and a moment in which the machine was busy leaves none.
    fn hold_ratio(
        &mut self,
        what: &str,
        goal: f64,
        runs: usize,
        mut one: impl FnMut() -> Duration,
        mut other: impl FnMut() -> Duration,
    ) {
        let mut quickest = Quickest::default();
        for _ in 0..3 {
            quickest.run(runs, &mut one, &mut other);
            if quickest.ratio() <= goal {
                break;
            }
        }
        self.hold(what, quickest.ratio(), goal);
    }
}

/// The quickest runs of two things. Both run in turn, so that what else the machine does meets them alike.
struct Quickest(Duration, Duration);

impl Default for Quickest {
    fn default() -> Self {
        Self(Duration::MAX, Duration::MAX)
    }
}

impl Quickest {
    fn run(
        &mut self,
        runs: usize,
        mut one: impl FnMut() -> Duration,
        mut other: impl FnMut() -> Duration,
    ) {
        for _ in 0..runs {
            self.0 = self.0.min(one());
            self.1 = self.1.min(other());
        }
    }

    fn ratio(&self) -> f64 {
        self.0.as_secs_f64() / self.1.as_secs_f64()
    }
}

/// Returns how much longer one thing takes than another.
fn ratio(runs: usize, one: impl FnMut() -> Duration, other: impl FnMut() -> Duration) -> f64 {
    let mut quickest = Quickest::default();
    quickest.run(runs, one, other);
    quickest.ratio()
}

/// Returns how much of the machine something in this process takes: the time of every core that it keeps busy, not the time
/// that it waits for one while other programs run.
fn worked<T>(work: impl FnOnce() -> T) -> Duration {
    let spent = || {
        let time = clock_gettime(ClockId::ProcessCPUTime);
        let parts = (u64::try_from(time.tv_sec), u32::try_from(time.tv_nsec));
        let (Ok(seconds), Ok(nanoseconds)) = parts else {
            panic!("{time:?}");
        };
        Duration::new(seconds, nanoseconds)
    };
    let start = spent();
    let result = work();
    let worked = spent() - start;
    drop(result);
    worked
}

/// Returns how long something takes on the clock, such as another process, or two cores together.
fn timed<T>(work: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    let result = work();
    let elapsed = start.elapsed();
    drop(result);
    elapsed
}

/// Does what `gonogo gate` does with the bytes of a file.
fn gate_on(text: &str) -> String {
    let read = read::in_stretches(&mut text.as_bytes(), read::STRETCH).expect("bytes");
    let read = read.expect("a record as it is written");
    let release = audit::replay_weighed(read.record, &read.recomputed, Standings::default());
    gates_of(&release.expect("a sound record"))
}

/// Does what [`gate_on`] does, without asking whether each event was allowed.
fn unaudited_gate_on(text: &str) -> String {
    let record = read::record(text).expect("a record");
    gates_of(&Release::replay(record).expect("a sound record"))
}

fn gates_of(release: &Release) -> String {
    render::gate::gates(
        release,
        &judge(release, generated::start()),
        OutputStyle::PLAIN,
        "",
    )
}

/// Compares a gate that holds every event to the rules with one that does not.
fn audited(goals: &mut Goals, _: &Path) {
    for (items, events) in [(10_000, 1), (10_000, 10), (1_000, 10)] {
        let text = generated::text(items, events);
        let audited = || worked(|| gate_on(&text));
        let plain = || worked(|| unaudited_gate_on(&text));
        let what = format!("gate, {items} items x {events} events / without the audit");
        goals.hold_ratio(&what, 1.6, 15, audited, plain);
    }
    let branches = measured::text_of_branches(16_000);
    let audited = || worked(|| gate_on(&branches));
    let plain = || worked(|| unaudited_gate_on(&branches));
    let what = "gate, 16,000 heads / without the audit";
    goals.hold_ratio(what, 2.0, 5, audited, plain);
}

fn time_of_gate_and_sign(goals: &mut Goals, folder: &Path) {
    for events in [1, 10] {
        let text = generated::text(10_000, events);
        let table = || worked(|| toml::from_str::<toml::Table>(&text));
        let gate = || worked(|| gate_on(&text));
        let what = format!("gate, 10,000 items x {events} events / toml::Table");
        goals.hold_ratio(&what, 0.8, 9, gate, table);

        let store = Store::new(folder.to_owned());
        let path = store.path(&"2.4.0".parse().expect("a version"));
        let sign = || {
            fs::write(&path, &text).expect("a writable folder");
            worked(|| generated::append_once(&store))
        };
        let what = format!("sign, 10,000 items x {events} events / toml::Table");
        goals.hold_ratio(&what, 0.95, 7, sign, table);
    }
    if !folders::two_cores_are_free() {
        println!("gate on two cores: not measured, since two cores are not to be had");
        return;
    }
    for events in [1, 10] {
        let text = generated::text(10_000, events);
        let table = || timed(|| toml::from_str::<toml::Table>(&text));
        let gate = || timed(|| gate_on(&text));
        let what = format!("gate on two cores, 10,000 items x {events} events / toml::Table");
        goals.hold_ratio(&what, 0.6, 9, gate, table);
    }
}

/// Measures what writing and syncing a file of this size costs on this disk, with nothing else.
fn fsync_time(folder: &Path, bytes: &[u8]) -> Duration {
    let path = folder.join("raw");
    timed(|| {
        let mut file = fs::File::create(&path).expect("a writable folder");
        std::io::Write::write_all(&mut file, bytes).expect("space");
        file.sync_all().expect("a sync");
        fs::File::open(folder)
            .and_then(|folder| folder.sync_all())
            .expect("a sync");
    })
}

/// Compares the time per event of large and small records: a quadratic step would show as a factor of 1,000.
fn linear_growth(goals: &mut Goals, _: &Path) {
    let per_event = |items: usize, events: usize| {
        let text = generated::text(items, events);
        move || {
            let work = || {
                let release = Release::replay(read::record(&text).expect("a record"))
                    .expect("a sound record");
                write::text(release.record()).len() + gate_on(&text).len()
            };
            worked(work) / u32::try_from(items * events).expect("few events")
        }
    };
    for (items, events, runs) in [(1_000, 1, 31), (1_000, 10, 11), (10_000, 10, 5)] {
        let what = format!("time per event, {} events / 100 events", items * events);
        goals.hold_ratio(
            &what,
            2.0,
            runs,
            per_event(items, events),
            per_event(100, 1),
        );
    }
}

/// What a command does once it has a release.
type Work = fn(&Release) -> usize;

/// Compares what looks at a whole release with a gate on the same record, and with itself on a tenth of the items.
fn looking_back(goals: &mut Goals, _: &Path) {
    let works: [(&str, Work); 2] = [
        ("retro", |release| {
            let retro = Retro::of(release, generated::start(), &CarryOver::default());
            retro.times.len()
        }),
        ("amend", |release| {
            let (plan, difference) = amendment(release, release.plan().clone());
            assert!(difference.is_nothing(), "the same plan");
            plan.items.len()
        }),
    ];
    let (small, large) = (generated::text(1_000, 1), generated::text(10_000, 1));
    let again = generated::text(10_000, 10);
    for (name, work) in works {
        let run = |text: &str| {
            let read = || Release::replay(read::record(text).expect("a record"));
            worked(|| work(&read().expect("a sound record")))
        };
        goals.hold_ratio(
            &format!("{name}, 10,000 items / gate on the same record"),
            3.0,
            5,
            || run(&large),
            || worked(|| gate_on(&large)),
        );
        // Most of its events answer what is settled.
        goals.hold_ratio(
            &format!("{name}, 10,000 items x 10 events / gate on the same record"),
            3.0,
            3,
            || run(&again),
            || worked(|| gate_on(&again)),
        );
        goals.hold_ratio(
            &format!("{name}, 10,000 items / {name}, 1,000 items"),
            24.0,
            9,
            || run(&large),
            || run(&small),
        );
    }
}

fn memory(goals: &mut Goals, folder: &Path) {
    let branches = measured::text_of_branches(16_000);
    hold_memory(goals, folder, ("gate, 16,000 heads", true), &branches, 7.0);
    let joins = measured::text_of_joins(8_000);
    let joined = "gate, 8,000 joined heads, declined";
    hold_memory(goals, folder, (joined, false), &joins, 7.0);
    for (events, goal) in [(1, 3.9), (10, 2.4)] {
        let text = generated::text(10_000, events);
        let name = format!("gate, 10,000 items x {events} events");
        hold_memory(goals, folder, (&name, true), &text, goal);
    }
}

/// Holds what a gate on this record needs, beside what it needs on a record of one item; with its name, whether the record is
/// sound.
fn hold_memory(
    goals: &mut Goals,
    folder: &Path,
    (name, is_sound): (&str, bool),
    text: &str,
    goal: f64,
) {
    let at = |name: &str| folder.join(name).join("2.4.0.toml");
    let (path, empty) = (at("measured"), at("empty"));
    let write = |path: &Path, text: &str| {
        fs::create_dir_all(path.parent().expect("a folder")).expect("a writable folder");
        fs::write(path, text).expect("space");
    };
    write(&path, text);
    write(&empty, &generated::text(1, 1));
    let peak = |path: &Path, is_sound| peak_memory(MEASURE_MEMORY, path, is_sound);
    #[expect(clippy::cast_precision_loss, reason = "a file size")]
    let size = text.len() as f64 / 1024.0;
    let name = format!("peak memory of {name} / file of {:.1} MiB", size / 1024.0);
    goals.hold(
        &name,
        (peak(&path, is_sound) - peak(&empty, true)) / size,
        goal,
    );
}

/// Measures how many kibibytes a process of its own needs for something.
fn peak_memory(mode: &str, path: &Path, is_sound: bool) -> f64 {
    let this = std::env::current_exe().expect("this program");
    let output = Command::new(this)
        .arg(mode)
        .arg(path)
        .output()
        .expect("a child");
    assert_eq!(output.status.success(), is_sound, "{output:?}");
    String::from_utf8_lossy(&output.stdout)
        .trim()
        .parse()
        .expect("kibibytes")
}

fn print_peak_memory(shown: &str) {
    println!("{}", own_peak());
    assert!(!shown.is_empty());
}

/// Returns how many kibibytes this process has needed at most.
fn own_peak() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .unwrap_or("0 kB");
    peak.trim().trim_end_matches(" kB").to_owned()
}

/// Measures how many kibibytes a command of the program needs.
fn peak_of(command: &Command) -> f64 {
    let mut this = Command::new(std::env::current_exe().expect("this program"));
    this.args(command.get_args()).env(RUN_GONOGO, "yes");
    for (name, value) in command.get_envs() {
        this.env(name, value.expect("a value"));
    }
    if let Some(folder) = command.get_current_dir() {
        this.current_dir(folder);
    }
    let output = this.output().expect("a child");
    let said = String::from_utf8_lossy(&output.stderr);
    let peak = said.lines().last().and_then(|line| line.parse().ok());
    peak.unwrap_or_else(|| panic!("{output:?}"))
}

/// Compares a whole `gonogo gate` on the embedded minor plan with a clap program that does nothing.
fn whole_process(goals: &mut Goals, folder: &Path) {
    let gonogo = Path::new(env!("CARGO_BIN_EXE_gonogo"));
    let records = folder.join("releases");
    let run = |arguments: &[&str]| {
        let mut command = Command::new(gonogo);
        command
            .args(arguments)
            .arg("--releases")
            .arg(&records)
            .current_dir(folder)
            .env("GONOGO_BY", generated::signer().as_str());
        timed(|| command.output().expect("a child"))
    };
    run(&[
        "start",
        "1.0.0",
        "--type",
        "minor",
        "--candidate",
        "9fceb02",
    ]);
    assert!(
        records.join("1.0.0.toml").is_file(),
        "the minor release was not opened"
    );
    let empty = empty_program();
    let clap_alone = || {
        let mut command = Command::new(&empty);
        command.arg("-r").arg("1.0.0").current_dir(folder);
        timed(|| command.output().expect("a child"))
    };
    goals.hold_ratio(
        "`gonogo gate`, embedded minor plan / an empty clap program",
        8.0,
        301,
        || run(&["gate"]),
        clap_alone,
    );
}

/// Builds the empty program of `benches/empty.rs` as this one was built, and returns its file.
fn empty_program() -> PathBuf {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args([
        "bench",
        "--bench",
        "empty",
        "--no-run",
        "--message-format",
        "json",
    ]);
    cargo.current_dir(env!("CARGO_MANIFEST_DIR"));
    // What cargo tells a program that it runs about its package is kept from the cargo below: the build script of `ring` asks
    // for it, and would be built again, and everything on top of it.
    for (name, _) in std::env::vars_os() {
        let bytes = name.as_encoded_bytes();
        if bytes.starts_with(b"CARGO_PKG_") || bytes.starts_with(b"CARGO_MANIFEST_") {
            cargo.env_remove(name);
        }
    }
    let built = cargo.output().expect("cargo");
    let lines = String::from_utf8_lossy(&built.stdout).into_owned();
    let messages = lines
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    let mut empty = messages.filter(|message| message["target"]["name"] == "empty");
    let found = empty.find_map(|message| Some(message["executable"].as_str()?.into()));
    found.unwrap_or_else(|| panic!("{built:?}"))
}

/// Compares a whole `gonogo gate` on the largest usual record with hashing its file.
fn beside_sha256sum(goals: &mut Goals, folder: &Path) {
    let records = folder.join("hashed");
    fs::create_dir(&records).expect("a writable folder");
    let path = records.join("2.4.0.toml");
    fs::write(&path, generated::text(10_000, 10)).expect("space");
    let mut hash = Command::new("sha256sum");
    hash.arg(&path);
    if hash.output().is_err() {
        println!("`gonogo gate` / sha256sum: not measured, since there is none here");
        return;
    }
    let mut gate = folders::gonogo("gate", &records, folder);
    goals.hold_ratio(
        "`gonogo gate`, 42.4 MiB record / `sha256sum` of it",
        4.5,
        7,
        || timed(|| gate.output().expect("a child")),
        || timed(|| hash.output().expect("a child")),
    );
}

/// Compares reading and judging a document of 100,000 samples with reading the same samples and nothing else.
fn measurements(goals: &mut Goals, _: &Path) {
    let rollout = measured::rollout();
    let (json, stretch) = measured::document(50_000);
    let baseline = |id: &MetricId| {
        if id.as_str() == "error-rate" {
            "0.4".parse().map_err(|_| String::new())
        } else {
            "200".parse().map_err(|_| String::new())
        }
    };
    let judged = || {
        let document = Document::from_stdin(json.as_bytes()).expect("a document");
        let readings = document
            .readings(&rollout.metrics, stretch)
            .expect("metrics");
        let findings = judge::judge(&rollout, &baseline, &readings);
        assert!(judge::overall(&findings) == Ruling::Go, "{findings:#?}");
        readings
    };
    let parsed = || {
        serde_json::from_slice::<BTreeMap<String, measured::Samples>>(json.as_bytes())
            .expect("JSON")
    };
    goals.hold_ratio(
        "judging 100,000 samples from JSON / serde_json into samples",
        2.0,
        31,
        || worked(judged),
        || worked(parsed),
    );
}

//! The real Prometheus, with data of its own, on a free port of this machine.

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// How long a server may take to be ready.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running Prometheus; dropped, it is ended.
pub(crate) struct Prometheus {
    child: Child,
    port: u16,
    _folder: TempDir,
}

/// Tells whether programs are on this machine. When one is not, it says that a test is left out, and fails where
/// everything has to be tested.
pub(crate) fn has_programs(what: &str, programs: &[(&str, &str)]) -> bool {
    let is_there = |(program, argument): &&(&str, &str)| {
        Command::new(program)
            .arg(argument)
            .output()
            .is_ok_and(|output| output.status.success())
    };
    let Some((program, _)) = programs.iter().find(|program| !is_there(program)) else {
        return true;
    };
    // Written past the test harness, which would swallow the words of a test that passes.
    let _ = writeln!(
        std::io::stderr(),
        "\nLEFT OUT: {what}, because `{program}` is not on this machine"
    );
    assert!(
        std::env::var_os("GONOGO_TESTS_COMPLETE").is_none(),
        "`{program}` is not on this machine"
    );
    false
}

impl Prometheus {
    /// Starts a server with the data of a text in the `OpenMetrics` format, and with more arguments.
    ///
    /// `is_ready` tells whether a connection to it answers as it should.
    pub(crate) fn start(
        metrics: &str,
        arguments: &[&str],
        folder: TempDir,
        is_ready: fn(u16) -> bool,
    ) -> Self {
        let (text, data) = (
            folder.path().join("metrics.txt"),
            folder.path().join("data"),
        );
        if !metrics.is_empty() {
            fs::write(&text, metrics).unwrap();
            let made = Command::new("promtool")
                .args(["tsdb", "create-blocks-from", "openmetrics"])
                .arg(&text)
                .arg(&data)
                .output();
            let made = made.unwrap();
            assert!(
                made.status.success(),
                "{}",
                String::from_utf8_lossy(&made.stderr)
            );
        }
        fs::write(folder.path().join("prometheus.yml"), "").unwrap();
        // The port is free until somebody else takes it in this very moment; then another one is tried.
        for _ in 0..5 {
            let port = TcpListener::bind("127.0.0.1:0")
                .unwrap()
                .local_addr()
                .unwrap()
                .port();
            let mut child = program(folder.path(), &data, port, arguments)
                .spawn()
                .unwrap();
            if wait_until(&mut child, || is_ready(port)) {
                return Self {
                    child,
                    port,
                    _folder: folder,
                };
            }
        }
        panic!(
            "{}",
            fs::read_to_string(folder.path().join("log")).unwrap_or_default()
        );
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }
}

impl Drop for Prometheus {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn program(folder: &Path, data: &Path, port: u16, arguments: &[&str]) -> Command {
    let log = fs::File::create(folder.join("log")).unwrap();
    let mut command = Command::new("prometheus");
    command.arg(format!(
        "--config.file={}",
        folder.join("prometheus.yml").display()
    ));
    command.arg(format!("--storage.tsdb.path={}", data.display()));
    command.arg(format!("--web.listen-address=127.0.0.1:{port}"));
    // The data is from a day in the past.
    command
        .arg("--storage.tsdb.retention.time=100y")
        .args(arguments);
    command
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(log);
    command
}

/// Waits until something holds; not when the program ends before, and fails when it takes too long.
fn wait_until(child: &mut Child, holds: impl Fn() -> bool) -> bool {
    let started = Instant::now();
    while !holds() {
        if child.try_wait().unwrap().is_some() {
            return false;
        }
        if started.elapsed() > PATIENCE {
            let _ = child.kill();
            panic!("prometheus is not ready after {PATIENCE:?}");
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    true
}

/// Tells whether Prometheus is ready there, and not a server of another test that took the port.
pub(crate) fn is_ready(port: u16) -> bool {
    let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)) else {
        return false;
    };
    let mut answer = String::new();
    let asked = stream.write_all(b"GET /-/ready HTTP/1.0\r\nHost: localhost\r\n\r\n");
    let read = asked.is_ok() && stream.read_to_string(&mut answer).is_ok();
    read && answer.contains(" 200 OK") && answer.contains("is Ready")
}

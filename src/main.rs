//! The `gonogo` program: parse, run, exit code.

use std::panic;
use std::process::ExitCode;

/// The exit code of a failure of the environment, an internal fault among them.
const INTERNAL_FAULT: u8 = 3;

fn main() -> ExitCode {
    panic::catch_unwind(gonogo::cli::run).unwrap_or_else(|_| ExitCode::from(INTERNAL_FAULT))
}

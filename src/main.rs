//! The `gonogo` program: parse, run, exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    gonogo::cli::run()
}

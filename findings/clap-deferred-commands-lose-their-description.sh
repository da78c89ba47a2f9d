#!/usr/bin/env bash
# crate clap 4.6.9, `#[command(defer = true)]` on an enum of subcommands (new in 4.6.7, for a quicker start).
# Guess: only the arguments wait until a command is named; what each command does still stands in the list of commands.
# Seen: it does for a description on the variant. One on the struct of the arguments, where it stands in most programs and
# where the list takes it from without `defer`, waits as well: the list has the name of the command and nothing beside it.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"; mkdir src
cat > Cargo.toml <<'T'
[package]
name = "seen"
version = "0.0.0"
edition = "2021"
[dependencies]
clap = { version = "=4.6.9", features = ["derive"] }
T
cat > src/main.rs <<'R'
use clap::{Args, CommandFactory, Parser, Subcommand};

#[derive(Parser)]
struct Eager {
    #[command(subcommand)]
    _command: Commands,
}

#[derive(Parser)]
struct Late {
    #[command(subcommand)]
    _command: Deferred,
}

#[derive(Subcommand)]
enum Commands {
    Gate(GateArgs),
    /// Shows where a release stands
    Status(StatusArgs),
}

#[derive(Subcommand)]
#[command(defer = true)]
enum Deferred {
    Gate(GateArgs),
    /// Shows where a release stands
    Status(StatusArgs),
}

/// Says whether a release may go
#[derive(Args)]
struct GateArgs {}

#[derive(Args)]
struct StatusArgs {}

fn main() {
    for mut command in [Eager::command(), Late::command()] {
        let help = command.render_help().to_string();
        let lines = help.lines().filter(|line| line.starts_with("  gate") || line.starts_with("  status"));
        lines.for_each(|line| println!("{}", line.trim_end()));
    }
}
R
cargo run --quiet | tee seen
diff seen - <<'S'
  gate    Says whether a release may go
  status  Shows where a release stands
  gate
  status  Shows where a release stands
S

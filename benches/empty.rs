//! A program that reads its command line with clap, as `gonogo` does, and does nothing else: what starting costs at least.

use clap::Parser;

/// Do nothing
#[derive(Parser)]
#[command(name = "empty", version)]
struct Empty {
    /// Release to do nothing about
    #[arg(short, long)]
    release: Option<String>,
}

fn main() {
    // `cargo bench` gives it an argument that it does not know.
    let _ = Empty::try_parse().map(|empty| empty.release);
}

#!/usr/bin/env bash
# crates humantime 2.4.0, duration-str 0.21.0 and parse_duration 2.1.1, on durations as soak times and timeouts are written.
# Guess: `1M` is a month or an error everywhere, and a range is an error everywhere.
# Seen: `1M` is a month to humantime and parse_duration (2,630,016 and 2,629,746 s) and a minute to duration-str;
# parse_duration adds the ends of `15m..30m` to 45 minutes; a bare 10 is 10 s to two of the three; `1.5h` is an error to one.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"; mkdir src
cat > Cargo.toml <<'T'
[package]
name = "seen"
version = "0.0.0"
edition = "2021"
[dependencies]
humantime = "=2.4.0"
duration-str = "=0.21.0"
parse_duration = "=2.1.1"
T
cat > src/main.rs <<'R'
fn main() {
    for text in ["1M", "15m..30m", "10", "1.5h"] {
        let human = humantime::parse_duration(text).map(|d| d.as_secs()).ok();
        let short = duration_str::parse(text).map(|d| d.as_secs()).ok();
        let parsed = parse_duration::parse(text).map(|d| d.as_secs()).ok();
        println!("{text}: humantime {human:?}, duration-str {short:?}, parse_duration {parsed:?}");
    }
}
R
cargo run --quiet | tee seen
diff seen - <<'S'
1M: humantime Some(2630016), duration-str Some(60), parse_duration Some(2629746)
15m..30m: humantime None, duration-str None, parse_duration Some(2700)
10: humantime None, duration-str Some(10), parse_duration Some(10)
1.5h: humantime Some(5400), duration-str None, parse_duration Some(5400)
S

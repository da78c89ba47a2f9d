#!/usr/bin/env bash
# crates version-compare 0.2.1, versions 8.0.1 and lenient_semver 0.4.2, on names of releases as git tags have them.
# Guess: v10.0 comes after v9.0, and a release candidate before its release, in all three.
# Seen: version-compare puts v10.0 before v9.0 (without the v it is right); versions puts 1.0-rc1 after 1.0, since with two
# numbers it is no semantic version to it; lenient_semver orders by build metadata, which semver 2.0.0 item 10 ignores.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"; mkdir src
cat > Cargo.toml <<'T'
[package]
name = "seen"
version = "0.0.0"
edition = "2021"
[dependencies]
version-compare = "=0.2.1"
versions = "=8.0.1"
lenient_semver = "=0.4.2"
T
cat > src/main.rs <<'R'
fn main() {
    for (a, b) in [("v10.0", "v9.0"), ("10.0", "9.0"), ("1.0-rc1", "1.0"), ("1.2.0+1", "1.2.0+2")] {
        let compare = version_compare::compare(a, b).unwrap();
        let versions = versions::Versioning::new(a).cmp(&versions::Versioning::new(b));
        let lenient = lenient_semver::parse(a).unwrap().cmp(&lenient_semver::parse(b).unwrap());
        println!("{a} to {b}: version-compare {compare:?}, versions {versions:?}, lenient_semver {lenient:?}");
    }
}
R
cargo run --quiet | tee seen
diff seen - <<'S'
v10.0 to v9.0: version-compare Lt, versions Greater, lenient_semver Greater
10.0 to 9.0: version-compare Gt, versions Greater, lenient_semver Greater
1.0-rc1 to 1.0: version-compare Lt, versions Greater, lenient_semver Less
1.2.0+1 to 1.2.0+2: version-compare Lt, versions Equal, lenient_semver Less
S

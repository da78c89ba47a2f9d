#!/usr/bin/env bash
# PyPI towncrier 26.9.0, `check` and `build`, with one fragment whose kind is misspelt beside a right one.
# Guess: both refuse a fragment of an unknown kind, since its text would be missing from the release notes.
# Seen: `check` refuses it; `build`, on the day of the release, exits 0, leaves the text out without naming the file, and the
# file stays behind for every later build.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
python3 -m venv v; v/bin/pip -q install towncrier==26.9.0 2>/dev/null
git init -q -b main repository; cd repository
git config user.name Quinn; git config user.email quinn@example.com
printf '[tool.towncrier]\ndirectory = "news"\nfilename = "NEWS.md"\nname = "app"\nversion = "2.3.0"\n' > towncrier.toml
mkdir news; touch NEWS.md news/.gitkeep; git add -A; git commit -qm "Start"
git checkout -qb topic
echo "Export to CSV." > news/41.feature.md
echo "Passwords are no longer logged." > news/42.bugfx.md
git add -A; git commit -qm "Two changes"
{
  code=0; ../v/bin/towncrier check --compare-with main >check.log 2>&1 || code=$?; echo "check: exit $code"
  grep -c bugfx check.log || true
  code=0; ../v/bin/towncrier build --yes --date 2026-11-29 >build.log 2>&1 || code=$?; echo "build: exit $code"
  grep -c bugfx build.log || true
  grep '^- ' NEWS.md; ls news
} | tee ../seen; diff ../seen - <<'S'
check: exit 1
2
build: exit 0
0
- Export to CSV. (#41)
42.bugfx.md
S

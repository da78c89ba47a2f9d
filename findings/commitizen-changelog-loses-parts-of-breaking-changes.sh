#!/usr/bin/env bash
# PyPI commitizen 4.19.3, `cz changelog` with its default cz_conventional_commits.
# Guess: every breaking change that `cz bump` counts as MAJOR stands under "BREAKING CHANGE" with its whole text.
# Seen: a second footer runs into the text of the first; a second paragraph is cut off; `BREAKING-CHANGE:` (which the
# specification holds equal) is missing there; and `chore!:` stands under no heading at all, although it makes the
# bump a major one.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"; export HOME=$work
python3 -m venv v; v/bin/pip -q install commitizen==4.19.3 2>/dev/null
git init -q r; cd r; git config user.name Ada; git config user.email ada@octoacme.example
printf '[tool.commitizen]\nname = "cz_conventional_commits"\nversion = "0.1.0"\ntag_format = "v$version"\n' > .cz.toml
git add .; git commit -qm 'chore: start'; git tag v0.1.0
commit() { printf "$1" | git commit -q --allow-empty --cleanup=verbatim -F -; }
commit 'feat: two\n\nBREAKING CHANGE: flag --old is gone\nBREAKING CHANGE: the port is 9090 now\n'
commit 'fix: hyphen\n\nBREAKING-CHANGE: with a hyphen\n'
commit 'fix: paragraphs\n\nBREAKING CHANGE: one.\n\nTwo.\n\nReviewed-by: Grace\n'
commit 'chore!: drop Python 3.8\n'
{ ../v/bin/cz changelog --dry-run | sed '/^## v0.1.0/,$d' | grep -v '^$'; ../v/bin/cz bump --get-next; } | tee ../seen
diff ../seen - <<'S'
## Unreleased
### BREAKING CHANGE
- one.
- flag --old is gone
BREAKING CHANGE: the port is 9090 now
### Feat
- two
### Fix
- paragraphs
- hyphen
- drop Python 3.8
1.0.0
S

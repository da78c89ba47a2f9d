#!/usr/bin/env bash
# npm @conventional-commits/parser 0.4.1, the parser that the specification's own organisation publishes (release-please
# and others read commits with it).
# Guess: two BREAKING CHANGE footers are two notes, and the message that `git revert` writes parses.
# Seen: toConventionalChangelogFormat keeps only the last of several breaking footers, and git's own `Revert "…"`
# header is a syntax error, so a revert is no commit to it at all.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
npm init -y >/dev/null
npm install --silent --no-fund --no-audit @conventional-commits/parser@0.4.1
cat > t.mjs <<'J'
import { parser, toConventionalChangelogFormat } from '@conventional-commits/parser';
const two = 'feat: x\n\nBREAKING CHANGE: flag --old is gone\nBREAKING CHANGE: the port is 9090 now\n';
console.log(JSON.stringify(toConventionalChangelogFormat(parser(two)).notes.map(note => note.text)));
const revert = 'Revert "feat: y"\n\nThis reverts commit 1234567890abcdef1234567890abcdef12345678.\n';
try { parser(revert); console.log('parsed'); } catch (error) { console.log(error.message.split('\n')[0]); }
J
node t.mjs | tee seen
diff seen - <<'S'
["the port is 9090 now"]
unexpected token ' ' at 1:7, valid tokens [(, !, :]
S

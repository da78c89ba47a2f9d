#!/usr/bin/env bash
# npm conventional-commits-parser 6.4.0 (release notes of conventional-changelog, semantic-release, release-it).
# Guess: a BREAKING CHANGE note ends where the next footer begins (Conventional Commits 1.0.0, item 10).
# Seen: nothing ends it but another note or an issue reference. Signed-off-by, Co-authored-by and Reviewed-by lines,
# e-mail addresses included, become part of the published text of the breaking change, with the presets
# conventionalcommits 9.3.1 and angular 8.3.1 too. Also seen: a note in lower case counts, though item 15 asks for
# upper case, and without a preset `feat!: x` has no type at all.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
npm init -y >/dev/null
npm install --silent --no-fund --no-audit conventional-commits-parser@6.4.0 \
  conventional-changelog-conventionalcommits@9.3.1 conventional-changelog-angular@8.3.1
cat > t.mjs <<'J'
import { CommitParser } from 'conventional-commits-parser';
import conventional from 'conventional-changelog-conventionalcommits';
import angular from 'conventional-changelog-angular';
const message = 'feat: y\n\nBREAKING CHANGE: gone\nCo-authored-by: Ada Lovelace <ada@octoacme.example>\n\nReviewed-by: Grace\n';
const presets = { none: undefined, conventional: (await conventional()).parser, angular: (await angular()).parser };
for (const [name, options] of Object.entries(presets)) {
  const parser = new CommitParser(options);
  console.log(name, JSON.stringify(parser.parse(message).notes.map(note => note.text)),
    JSON.stringify(parser.parse('fix: y\n\nbreaking change: no\n').notes.length),
    JSON.stringify(parser.parse('feat!: z\n').type));
}
J
node t.mjs | tee seen
diff seen - <<'S'
none ["gone\nCo-authored-by: Ada Lovelace <ada@octoacme.example>\n\nReviewed-by: Grace"] 1 undefined
conventional ["gone\nCo-authored-by: Ada Lovelace <ada@octoacme.example>\n\nReviewed-by: Grace"] 1 "feat"
angular ["gone\nCo-authored-by: Ada Lovelace <ada@octoacme.example>\n\nReviewed-by: Grace"] 1 undefined
S

#!/usr/bin/env bash
# npm git-cliff 2.14.2, `--bumped-version` with its default configuration, after the tag of a release candidate.
# Guess: the next version is counted from the last release: after v1.2.0, v1.2.1-rc.1 and then a feature or a breaking change it is a
# candidate of 1.3.0 or of 2.0.0.
# Seen: only the number of the candidate is raised, v1.2.1-rc.2, for a feature and for a breaking change, so that both ship as the
# patch 1.2.1. A tag of another scheme (app@2.0.0) is taken for the last version.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund git-cliff@2.14.2
git init -q -b main repository; cd repository
git config user.name Quinn; git config user.email quinn@example.com
commit() { git commit -q --allow-empty -m "$1"; }
next() { echo "$1: $(../node_modules/.bin/git-cliff --bumped-version 2>/dev/null)"; }
{
  commit "feat: start"; git tag v1.2.0
  commit "fix: a"; next "fix after v1.2.0"
  git tag v1.2.1-rc.1
  commit "feat: b"; next "feature after v1.2.1-rc.1"
  commit "feat!: c"; next "breaking after v1.2.1-rc.1"
  git tag v1.2.1
  commit "feat!: d"; next "breaking after v1.2.1"
  git tag app@2.0.0
  commit "fix: e"; next "fix after app@2.0.0"
} | tee ../seen
diff ../seen - <<'S'
fix after v1.2.0: v1.2.1
feature after v1.2.1-rc.1: v1.2.1-rc.2
breaking after v1.2.1-rc.1: v1.2.1-rc.2
breaking after v1.2.1: v2.0.0
fix after app@2.0.0: app@2.0.1
S

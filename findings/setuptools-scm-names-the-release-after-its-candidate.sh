#!/usr/bin/env bash
# PyPI setuptools-scm 10.3.4, versioningit 3.3.0 and dunamai 1.26.5, on a commit that has the tag of its release candidate and of the
# release, as when the candidate is tagged by hand (annotated) and the release on a forge's page (lightweight).
# Guess: a commit tagged v2.3.0-rc.1 and v2.3.0 is version 2.3.0 for all three; a tag that is no version is passed over.
# Seen: with an annotated candidate and a lightweight release setuptools-scm and versioningit build 2.3.0 as 2.3.0rc1, since they ask
# `git describe`, which prefers annotated tags; dunamai builds 2.3.0. With a tag nightly-20261129 beside them setuptools-scm builds
# version 20261129, versioningit stops, and dunamai passes it over.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
python3 -m venv v; v/bin/pip -q install setuptools-scm==10.3.4 versioningit==3.3.0 dunamai==1.26.5 2>/dev/null
git init -q -b main repository; cd repository
git config user.name Quinn; git config user.email quinn@example.com
printf '[project]\nname = "app"\ndynamic = ["version"]\n[tool.setuptools_scm]\n[tool.versioningit]\n' > pyproject.toml
git add -A; git commit -qm "Start"
versions() {
  echo "$1: $(../v/bin/python -m setuptools_scm 2>/dev/null)," \
    "$(../v/bin/versioningit 2>/dev/null || echo stops), $(../v/bin/dunamai from git | sed 's/+.*//')"
}
{
  GIT_COMMITTER_DATE="2026-11-20T09:00:00Z" git tag -a v2.3.0-rc.1 -m "Candidate"; git tag v2.3.0
  versions "annotated candidate, lightweight release"
  GIT_COMMITTER_DATE="2026-11-21T09:00:00Z" git tag -f -a v2.3.0 -m "Release" >/dev/null
  versions "both annotated"
  git tag -d v2.3.0 v2.3.0-rc.1 >/dev/null; git tag v2.3.0-rc.1; git tag v2.3.0
  versions "both lightweight"
  git commit -q --allow-empty -m "Next"; git tag nightly-20261129
  versions "a nightly tag"
} | tee ../seen
diff ../seen - <<'S'
annotated candidate, lightweight release: 2.3.0rc1, 2.3.0-rc.1, 2.3.0
both annotated: 2.3.0, 2.3.0, 2.3.0
both lightweight: 2.3.0, 2.3.0, 2.3.0
a nightly tag: 20261129, stops, 2.3.0.post1.dev0
S

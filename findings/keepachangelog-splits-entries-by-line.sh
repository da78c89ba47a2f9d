#!/usr/bin/env bash
# PyPI keepachangelog 2.0.0, to_dict, on a file in the form of Keep a Changelog 1.1.0.
# Guess: one entry per bullet, its further lines and paragraphs kept with it; [YANKED] is a flag of the release.
# Seen: every line of a wrapped bullet, every paragraph and every nested bullet is an entry of its own, and the mark of a
# yanked release is part of its date.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
python3 -m venv v; v/bin/pip -q install keepachangelog==2.0.0 2>/dev/null
cat > C.md <<'M'
# Changelog

## [1.1.0] - 2026-10-01 [YANKED]
### Added
- Export to CSV, with a text that
  goes on in the next line.

  A second paragraph.
- Reports:
  - weekly
M
v/bin/python -c '
import keepachangelog
release = keepachangelog.to_dict("C.md")["1.1.0"]
print(release["metadata"]["release_date"]); print(*release["added"], sep="\n")' | tee seen
diff seen - <<'S'
2026-10-01 [yanked]
Export to CSV, with a text that
goes on in the next line.
A second paragraph.
Reports:
weekly
S

#!/usr/bin/env bash
# PyPI pytomlpp 1.1.0 (toml++), writing a text of several lines; beside it tomlkit 0.15.2 and rtoml 0.14.0.
# Guess: what a TOML writer writes reads back equal.
# Seen: pytomlpp writes a text that begins with a line feed as '''LF…''' without the extra line feed that TOML 1.0 trims there, so
# that every rewrite of a file takes one line feed off the text; the other two read back equal.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
python3 -m venv v; v/bin/pip -q install pytomlpp==1.1.0 tomlkit==0.15.2 rtoml==0.14.0 tomli==2.2.1 2>/dev/null
cat > twice.py <<'P'
import tomli, pytomlpp, tomlkit, rtoml

note = {"text": "\n\nChecked by hand:\nall five regions"}
for library in [pytomlpp, tomlkit, rtoml]:
    once = tomli.loads(library.dumps(note))
    twice = tomli.loads(library.dumps(once))
    print(library.__name__, [copy["text"].count("\n") for copy in (note, once, twice)])
P
v/bin/python twice.py | tee seen
diff seen - <<'S'
pytomlpp [3, 2, 1]
tomlkit [3, 3, 3]
rtoml [3, 3, 3]
S

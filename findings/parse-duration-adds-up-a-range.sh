#!/usr/bin/env bash
# npm parse-duration 2.1.9, on durations as soak times and timeouts are written.
# Guess: what it cannot read whole is null, as the empty text is.
# Seen: it adds up whatever it can find. The range `15m..30m` is 15.3 minutes (`.30m` is 0.3), `1,5h` is 15 hours, `1:30`
# is 1.03 ms, and `1M` is a minute.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
npm init -y >/dev/null; npm install --silent --no-fund --no-audit parse-duration@2.1.9
cat > t.mjs <<'J'
import parse from 'parse-duration';
for (const text of ['15m..30m', '1,5h', '1:30', '1M', '']) console.log(JSON.stringify(text), parse(text));
J
node t.mjs | tee seen
diff seen - <<'S'
"15m..30m" 918000
"1,5h" 54000000
"1:30" 1.03
"1M" 60000
"" null
S

#!/usr/bin/env bash
# PyPI growthbook 4.0.0, a feature rule with `coverage`, as a staged rollout sets it.
# Guess: a coverage of 0.05 % of the users gives about 0.05 %, and 0.25 % about 0.25 %.
# Seen: without `hashVersion` the rule falls back to version 1, which knows 1,000 buckets: 0.05 % becomes 0.1 % and 0.25 % becomes 0.3 %.
# With `hashVersion: 2` (10,000 buckets) both are met. The counts are exact: the hash of these names is fixed.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
python3 -m venv v; v/bin/pip -q install growthbook==4.0.0 2>/dev/null
cat > share.py <<'P'
from growthbook import GrowthBook

def users(coverage, **more):
    rule = {"force": True, "coverage": coverage, "hashAttribute": "id", **more}
    book = GrowthBook(features={"export": {"defaultValue": False, "rules": [rule]}})
    count = 0
    for number in range(100_000):
        book.set_attributes({"id": f"user-{number}"})
        count += book.is_on("export")
    return count

for coverage in [0.0005, 0.0025, 0.01]:
    print(coverage, users(coverage), users(coverage, hashVersion=2))
P
v/bin/python share.py 2>/dev/null | tee seen
diff seen - <<'S'
0.0005 120 50
0.0025 319 254
0.01 1027 1026
S

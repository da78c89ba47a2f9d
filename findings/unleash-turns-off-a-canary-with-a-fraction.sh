#!/usr/bin/env bash
# PyPI UnleashClient 6.9.1 (yggdrasil-engine 2.0.0), npm unleash-client 6.12.1 and npm @openfeature/flagd-core 4.0.1, on a gradual
# rollout to a share of users with a fraction.
# Guess: 0.5 percent is one user in 200, 50.5 percent about half, and two clients of one flag server give a user the same answer;
# weights of flagd are relative, so that 0.5 to 99.5 is 1 to 199.
# Seen: the Python client takes a share with a fraction for no share at all, so that "50.5" reaches nobody. The Node client counts
# users in whole percents, so that "1.9" is 1 and "0.5" is nobody. Whole shares are alike in both. flagd gives the default to
# everybody when a weight is no integer, and logs it; 1 to 199 does what was meant.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
python3 -m venv v; v/bin/pip -q install UnleashClient==6.9.1 yggdrasil-engine==2.0.0 2>/dev/null
npm init -y >/dev/null
npm install --silent --no-audit --no-fund unleash-client@6.12.1 @openfeature/flagd-core@4.0.1
cat > python.py <<'P'
import json
from yggdrasil_engine.engine import UnleashEngine

for share in ["0.5", "1", "1.9", "2", "50.5"]:
    parameters = {"rollout": share, "stickiness": "userId", "groupId": "search"}
    strategy = {"name": "flexibleRollout", "parameters": parameters, "constraints": []}
    flag = {"name": "search", "type": "release", "enabled": True, "stale": False, "strategies": [strategy]}
    engine = UnleashEngine()
    engine.take_state(json.dumps({"version": 2, "features": [flag]}))
    reached = sum(1 for user in range(20000) if engine.is_enabled("search", {"userId": str(user)}).is_enabled)
    print(f"python {share} percent: {reached} of 20000")
P
cat > node.mjs <<'J'
import { createRequire } from 'node:module';
import { FlagdCore } from '@openfeature/flagd-core';
const Flexible = createRequire(import.meta.url)('unleash-client/lib/strategy/flexible-rollout-strategy').default;
const strategy = new Flexible();
for (const rollout of ['0.5', '1', '1.9', '2', '50.5']) {
  const parameters = { rollout, stickiness: 'userId', groupId: 'search' };
  let reached = 0;
  for (let user = 0; user < 20000; user++) reached += strategy.isEnabled(parameters, { userId: String(user) });
  console.log(`node ${rollout} percent: ${reached} of 20000`);
}
const quiet = { error() {}, warn() {}, info() {}, debug() {} };
for (const [on, off] of [[1, 199], [0.5, 99.5]]) {
  const targeting = { fractional: [['on', on], ['off', off]] };
  const search = { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'off', targeting };
  const core = new FlagdCore(undefined, quiet);
  core.setConfigurations(JSON.stringify({ flags: { search } }));
  let reached = 0;
  for (let user = 0; user < 20000; user++)
    reached += core.resolveBooleanEvaluation('search', false, { targetingKey: String(user) }, quiet).value;
  console.log(`flagd ${on} to ${off}: ${reached} of 20000`);
}
J
{ v/bin/python python.py; node node.mjs; } | tee seen
diff seen - <<'S'
python 0.5 percent: 0 of 20000
python 1 percent: 223 of 20000
python 1.9 percent: 0 of 20000
python 2 percent: 442 of 20000
python 50.5 percent: 0 of 20000
node 0.5 percent: 0 of 20000
node 1 percent: 223 of 20000
node 1.9 percent: 223 of 20000
node 2 percent: 442 of 20000
node 50.5 percent: 9984 of 20000
flagd 1 to 199: 78 of 20000
flagd 0.5 to 99.5: 0 of 20000
S

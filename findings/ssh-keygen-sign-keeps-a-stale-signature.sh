#!/usr/bin/env bash
# OpenSSH 9.2p1 and 10.0p1, `ssh-keygen -Y sign FILE` without a terminal, when FILE.sig is there already.
# Guess: it fails, or writes the new signature.
# Seen: it exits with 0 and leaves the old signature, which is none for the new bytes.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
ssh-keygen -q -t ed25519 -N '' -f key
echo one > file
ssh-keygen -q -Y sign -n test -f key file </dev/null 2>/dev/null
cp file.sig before
echo two > file
code=0; ssh-keygen -q -Y sign -n test -f key file </dev/null >/dev/null 2>&1 || code=$?
{
  echo "exit $code"
  cmp -s before file.sig && echo "the old signature" || echo "a new signature"
} | tee seen
diff seen - <<'S'
exit 0
the old signature
S

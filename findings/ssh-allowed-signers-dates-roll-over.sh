#!/usr/bin/env bash
# OpenSSH 9.2p1 and 10.0p1, times in `allowed_signers`.
# Guess: a time without a zone is UTC, and 30 February is refused.
# Seen: a time without a zone is local, so that machines disagree; 30 February is 2 March.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
ssh-keygen -q -t ed25519 -N '' -f key
echo text > text
ssh-keygen -q -Y sign -n test -f key < text > sig 2>/dev/null
valid() { # zone, line, time
  printf 'u@x %s %s\n' "$2" "$(cut -d' ' -f1,2 key.pub)" > allowed
  TZ=$1 ssh-keygen -Y verify -f allowed -I u@x -n test -s sig -O verify-time="$3" < text >/dev/null 2>&1 && echo yes || echo no
}
{
  echo "before 20 November, at 10:00Z that day, in UTC: $(valid UTC 'valid-before="202611201200"' 20261120100000Z)"
  echo "the same in Tokyo: $(valid Asia/Tokyo 'valid-before="202611201200"' 20261120100000Z)"
  echo "before 30 February, on 1 March: $(valid UTC 'valid-before="20260230Z"' 20260301120000Z)"
} | tee seen
diff seen - <<'S'
before 20 November, at 10:00Z that day, in UTC: yes
the same in Tokyo: no
before 30 February, on 1 March: yes
S

#!/usr/bin/env bash
# OpenSSH 9.2p1 and 10.0p1, `ssh-keygen -Y sign` with a locked key, the message on standard input, and no terminal.
# Guess: it fails, because nobody can type a passphrase.
# Seen: the first line of the message is tried as the passphrase. Where it fits, the rest is signed, and the exit code is 0.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
ssh-keygen -q -t ed25519 -N 'correct horse' -f key
printf 'u@x %s\n' "$(cut -d' ' -f1,2 key.pub)" > allowed
code=0; printf 'correct horse\nthe rest\n' | env -u DISPLAY -u SSH_ASKPASS setsid -w ssh-keygen -q -Y sign -n test -f key > sig 2>/dev/null || code=$?
says() { "$@" >/dev/null 2>&1 && echo yes || echo no; }
{
  echo "exit $code"
  echo "over the whole message: $(printf 'correct horse\nthe rest\n' | says ssh-keygen -Y verify -f allowed -I u@x -n test -s sig)"
  echo "over the rest: $(printf 'the rest\n' | says ssh-keygen -Y verify -f allowed -I u@x -n test -s sig)"
} | tee seen
diff seen - <<'S'
exit 0
over the whole message: no
over the rest: yes
S

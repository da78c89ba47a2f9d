#!/usr/bin/env bash
# git 2.47.3 and 2.39.5, `git interpret-trailers --parse`, on messages as Conventional Commits 1.0.0 writes them.
# Guess: BREAKING CHANGE is no trailer to git (a space in the token), but the other footers of its block are.
# Seen: the one line makes the whole block ordinary text, so Reviewed-by is gone too; the ` #` separator of the
# specification (`Refs #12`) does the same; a Signed-off-by in the block brings all of it back.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"; export HOME=$work
parse() { printf -- '-- %s\n' "$1"; printf "$2" | git interpret-trailers --parse; }
{
  parse 'break and review' 'feat: x\n\nBREAKING CHANGE: moved\nReviewed-by: Grace\n'
  parse 'refs with #'      'feat: x\n\nbody\n\nReviewed-by: Grace\nRefs #12\n'
  parse 'refs with :'      'feat: x\n\nbody\n\nReviewed-by: Grace\nRefs: #12\n'
  parse 'signed off too'   'feat: x\n\nBREAKING CHANGE: moved\nReviewed-by: Grace\nSigned-off-by: Ada <ada@octoacme.example>\n'
} | tee seen
git --version
diff seen - <<'S'
-- break and review
-- refs with #
-- refs with :
Reviewed-by: Grace
Refs: #12
-- signed off too
Reviewed-by: Grace
Signed-off-by: Ada <ada@octoacme.example>
S

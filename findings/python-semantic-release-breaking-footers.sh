#!/usr/bin/env bash
# PyPI python-semantic-release 10.7.0, ConventionalCommitParser.
# Guess: two BREAKING CHANGE footers give two breaking descriptions; the text runs over paragraphs; ` #` separates as
# `: ` does (Conventional Commits 1.0.0, items 8 and 10).
# Seen: adjacent footers are joined into one description with the words "BREAKING CHANGE:" in the middle of it, and so is
# a Co-authored-by line; a second paragraph becomes an ordinary description of the commit; with ` #` the release is a patch.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"; export HOME=$work
python3 -m venv v; v/bin/pip -q install python-semantic-release==10.7.0 2>/dev/null
git init -q r
cat > t.py <<'P'
import subprocess
from git import Repo
from semantic_release.commit_parser import ConventionalCommitParser
repo = Repo("r")
def git(*arguments, text=""):
    return subprocess.run(["git", "-C", "r", "-c", "user.name=Ada", "-c", "user.email=ada@octoacme.example", *arguments],
                          input=text, text=True, stdout=subprocess.PIPE, check=True).stdout.strip()
tree = git("hash-object", "-t", "tree", "-w", "--stdin")
for text in ["feat: x\n\nBREAKING CHANGE: flag --old is gone\nBREAKING CHANGE: the port is 9090 now\n",
             "feat: x\n\nBREAKING CHANGE: gone\nCo-authored-by: Ada Lovelace <ada@octoacme.example>\n",
             "feat: x\n\nBREAKING CHANGE: moved.\n\nRun migrate first.\n",
             "fix: y\n\nBREAKING CHANGE #the old way is gone\n"]:
    found = ConventionalCommitParser().parse(repo.commit(git("commit-tree", tree, "-F", "-", text=text)))
    for one in found if isinstance(found, list) else [found]:
        print(one.bump, one.descriptions, one.breaking_descriptions)
P
v/bin/python t.py | tee seen
diff seen - <<'S'
major ['x'] ['flag --old is gone BREAKING CHANGE: the port is 9090 now']
major ['x'] ['gone Co-authored-by: Ada Lovelace <ada@octoacme.example>']
major ['x', 'Run migrate first.'] ['moved.']
patch ['y', 'BREAKING CHANGE #the old way is gone'] []
S

#!/usr/bin/env bash
# PyPI and npm email-reply-parser 0.5.12 and 2.3.7, and quotequail 0.5.4, on votes and answers that come back by mail.
# Guess: "-1 (binding)" with its reason is text of the reply like "+1"; an answer below each quoted question stays beside it.
# Seen: PyPI email-reply-parser takes a line that begins with "-1" for a signature and drops it with all that follows, unless it
# is the first line; "+1" stays, and so does "-1" with npm's package of the same name. quotequail gives only the first
# question of an interleaved reply as the quoted text, and splits the date of the usual "On …, 2026 at …" line in the year.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
python3 -m venv v; v/bin/pip -q install email-reply-parser==0.5.12 quotequail==0.5.4 2>/dev/null
npm init -y >/dev/null; npm install --silent --no-audit --no-fund email-reply-parser@2.3.7
cat > vote.py <<'P'
import json
from email_reply_parser import EmailReplyParser
import quotequail

quoted = "\n\nOn Mon, Nov 23, 2026 at 9:00 AM Quinn <quinn@example.com> wrote:\n> Please vote on 2.3.0 rc1.\n"
for vote in ["-1", "+1"]:
    mail = f"Hi all,\n\n{vote} (binding)\n\nI checked the archive." + quoted
    print(json.dumps(EmailReplyParser.parse_reply(mail)))
    open(f"{vote}.txt", "w").write(mail)
print(json.dumps(EmailReplyParser.parse_reply("-1 (binding)\n\nI checked the archive." + quoted)))

interleaved = (
    "On Mon, Nov 23, 2026 at 9:00 AM Quinn <quinn@example.com> wrote:\n"
    "> 1. Are the support articles ready?\nYes, all five.\n> 2. Is the team briefed?\nNo, on Friday.\n"
)
print(json.dumps(quotequail.unwrap(interleaved), sort_keys=True))
P
cat > vote.js <<'J'
const EmailReplyParser = require("email-reply-parser").default || require("email-reply-parser");
const mail = require("fs").readFileSync("-1.txt", "utf8");
console.log(JSON.stringify(new EmailReplyParser().read(mail).getVisibleText().trim()));
J
{ v/bin/python vote.py; node vote.js; } | tee seen
diff seen - <<'S'
"Hi all,"
"Hi all,\n\n+1 (binding)\n\nI checked the archive."
"-1 (binding)\n\nI checked the archive."
{"date": "Mon, Nov 23", "from": "2026 at 9:00 AM Quinn <quinn@example.com>", "text": "1. Are the support articles ready?", "text_bottom": "Yes, all five.\n> 2. Is the team briefed?\nNo, on Friday.", "type": "reply"}
"Hi all,\n\n-1 (binding)\n\nI checked the archive."
S

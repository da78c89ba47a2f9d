#!/usr/bin/env bash
# npm slackify-markdown 4.5.0 and @tryfabric/mack 1.2.1, PyPI markdown-to-mrkdwn 0.3.3 and telegramify-markdown 1.4.1, on a task list
# of GitHub's Markdown (spec 0.29, 5.3) on its way to a chat.
# Guess: what is open and what is done look different in the chat, and a task below a task is still there.
# Seen: slackify-markdown gives both the same bullet. mack does too, and drops the inner task. telegramify-markdown shows the open task
# with U+2611, a ballot box with a check. markdown-to-mrkdwn alone tells them apart, with U+2611 for what is done.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
python3 -m venv v; v/bin/pip -q install markdown-to-mrkdwn==0.3.3 telegramify-markdown==1.4.1 2>/dev/null
npm init -y >/dev/null; npm install --silent --no-audit --no-fund slackify-markdown@4.5.0 @tryfabric/mack@1.2.1
cat > tasks.md <<'M'
- [x] Tests pass
- [ ] Backup is taken
  - [ ] Restore is tried
M
cat > node.mjs <<'J'
import fs from 'node:fs';
import slackify from 'slackify-markdown';
import mack from '@tryfabric/mack';
const tasks = fs.readFileSync('tasks.md', 'utf8');
console.log(`slackify-markdown:\n${slackify(tasks).trimEnd()}`);
console.log(`mack:\n${(await mack.markdownToBlocks(tasks)).map((block) => block.text.text).join('\n')}`);
J
cat > python.py <<'P'
from markdown_to_mrkdwn import SlackMarkdownConverter
from telegramify_markdown import markdownify

tasks = open("tasks.md").read()
for name, convert in [("markdown-to-mrkdwn", SlackMarkdownConverter().convert), ("telegramify-markdown", markdownify)]:
    shown = convert(tasks).rstrip()
    print(f"{name}:\n" + "".join(c if c.isascii() or c == "\u2022" else f"U+{ord(c):04X}" for c in shown))
P
{ node node.mjs; v/bin/python python.py; } | tee seen
diff seen - <<'S'
slackify-markdown:
•   Tests pass
•   Backup is taken
    •   Restore is tried
mack:
• Tests pass
• Backup is taken
markdown-to-mrkdwn:
• U+2611 Tests pass
• U+2610 Backup is taken
  • U+2610 Restore is tried
telegramify-markdown:
U+2705 Tests pass
U+2611 Backup is taken
  U+2611 Restore is tried
S

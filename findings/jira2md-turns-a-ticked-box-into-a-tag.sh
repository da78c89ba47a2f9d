#!/usr/bin/env bash
# npm jira2md 3.0.1 and md-to-adf 0.6.4, on a checklist that travels between GitHub and Jira.
# Guess: a box keeps its state in both directions, at worst as plain text "[x]"; a list stays one list.
# Seen: jira2md leaves "[x]" alone on the way to Jira, and on the way back reads it as a link: "[x] Sign" becomes "<x> Sign", which
# a Markdown renderer takes for a tag and shows without its tick. md-to-adf writes the box as text and makes no taskList.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund jira2md@3.0.1 md-to-adf@0.6.4 markdown-it@14.1.0
cat > boxes.js <<'J'
const jira2md = require("jira2md"), toAdf = require("md-to-adf"), markdown = require("markdown-it")({ html: true });
const list = "- [ ] Build\n- [x] Sign\n";
const back = jira2md.to_markdown(jira2md.to_jira(list));
console.log(JSON.stringify(back));
console.log(markdown.render(back).trim());
for (const block of JSON.parse(JSON.stringify(toAdf(list))).content)
  console.log(block.type, block.content.length, JSON.stringify(block.content[0].content[0].content[0].text));
J
node boxes.js | tee seen
diff seen - <<'S'
"- < > Build\n- <x> Sign\n"
<ul>
<li>&lt; &gt; Build</li>
<li><x> Sign</li>
</ul>
bulletList 2 "[ ] Build"
S

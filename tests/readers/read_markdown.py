"""Says what GitHub's own parser of Markdown, cmark-gfm, makes of a page."""

import json
import sys
from collections import Counter
from html.parser import HTMLParser

from cmarkgfm import github_flavored_markdown_to_html
from cmarkgfm.cmark import Options

with open(sys.argv[1], encoding="utf-8") as file:
    page = file.read()


class Reader(HTMLParser):
    tags = Counter()
    checked = 0
    cells = []

    def handle_starttag(self, tag, attributes):
        self.tags[tag] += 1
        self.checked += "checked" in dict(attributes)
        if tag in ("td", "li"):
            self.cells.append("")

    def handle_data(self, data):
        if self.cells:
            self.cells[-1] += data


reader = Reader()
reader.feed(github_flavored_markdown_to_html(page, Options.CMARK_OPT_UNSAFE))
print(json.dumps({"tags": reader.tags, "checked": reader.checked, "cells": reader.cells}))

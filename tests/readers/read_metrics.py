"""Says what prometheus-client makes of a page of metrics, and looks for samples that stand twice."""

import json
import sys

from prometheus_client.openmetrics.parser import text_string_to_metric_families as openmetrics
from prometheus_client.parser import text_string_to_metric_families as text

with open(sys.argv[1], encoding="utf-8") as file:
    page = file.read()


def samples(parse):
    try:
        return sorted(
            (sample.name, sorted(sample.labels.items()), sample.value)
            for family in parse(page)
            for sample in family.samples
        )
    except ValueError as error:
        return str(error)


# The parser keeps the first of two neighbours of the same labels and says nothing, so the lines are counted.
lines = [line.rsplit(" ", 1)[0] for line in page.splitlines() if line and not line.startswith("#")]
print(json.dumps({
    "openmetrics": samples(openmetrics),
    "text": samples(text),
    "lines": len(lines),
    "repeated": sorted({line for line in lines if lines.count(line) > 1}),
    "types": sorted({family.type for family in text(page)}),
    "undocumented": sorted(family.name for family in text(page) if not family.documentation),
}))

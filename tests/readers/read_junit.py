"""Says what four readers of JUnit make of a report: junitparser, xunitparser, junit2html and the standard library."""

import json
import subprocess
import sys
import xml.etree.ElementTree as ET

import junitparser
import xunitparser
from junit2htmlreport.parser import Junit

path = sys.argv[1]

root = ET.parse(path).getroot()
plain = [
    {
        "suite": suite.get("name"),
        "class": case.get("classname"),
        "name": case.get("name"),
        "attributes": sorted(case.attrib),
        "children": [child.tag for child in case],
        "type": [child.get("type") for child in case],
        "message": [child.get("message") for child in case],
        "text": [child.text for child in case],
    }
    for suite in root
    for case in suite
]
COUNTS = ["tests", "failures", "errors", "skipped"]
counted = [[suite.tag] + [int(suite.get(count)) for count in COUNTS] for suite in [root, *root]]

report = junitparser.JUnitXml.fromfile(path)
before = [[suite.tests, suite.failures, suite.errors, suite.skipped] for suite in report]
bad = sum(
    isinstance(result, (junitparser.Failure, junitparser.Error))
    for suite in report
    for case in suite
    for result in case.result
)
report.update_statistics()
verify = subprocess.run([sys.executable, "-m", "junitparser", "verify", path], capture_output=True).returncode

with open(path) as file:
    suite, result = xunitparser.parse(file)
goods = {}
for case in suite:
    goods[case.methodname] = case.good

html = Junit(path)
shown = [case.outcome() for suite in html.suites for case in suite.all()]

print(json.dumps({
    "plain": plain,
    "counts": counted,
    "junitparser": {
        "bad": bad,
        "verify": verify,
        "as-counted": before == [[s.tests, s.failures, s.errors, s.skipped] for s in report],
    },
    "xunitparser": {"all-good": all(goods.values()), "failures": len(result.failures), "errors": len(result.errors)},
    "junit2html": {word: shown.count(word) for word in set(shown)},
}))

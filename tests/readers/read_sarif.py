"""Says what sarif-tools makes of a SARIF file."""

import json
import subprocess
import sys

from sarif import loader

path = sys.argv[1]
data = loader.load_sarif_file(path)
records = data.get_records()
check = subprocess.run([sys.executable, "-m", "sarif", "--check", "error", "summary", path], capture_output=True, text=True)
print(json.dumps({
    "records": [[record["Severity"], record["Code"], record["Location"], record["Line"], record["Description"]] for record in records],
    "check": check.returncode,
    "said": check.stderr,
}))

"""Says what PyPI icalendar makes of a calendar: every entry with its times in UTC."""

import json
import sys
from datetime import timezone

from icalendar import Calendar

with open(sys.argv[1], "rb") as file:
    calendar = Calendar.from_ical(file.read())


def instant(value):
    assert value.tzinfo is not None, "a floating time"
    return value.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


print(json.dumps([
    {
        "uid": str(event["UID"]),
        "stamp": instant(event["DTSTAMP"].dt),
        "start": instant(event["DTSTART"].dt),
        "end": instant(event["DTEND"].dt),
        "sequence": int(event["SEQUENCE"]),
        "status": str(event["STATUS"]),
        "summary": str(event["SUMMARY"]),
        "description": str(event.get("DESCRIPTION", "")),
        "errors": [str(error) for error in event.errors],
    }
    for event in calendar.walk("VEVENT")
]))

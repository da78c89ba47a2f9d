#!/usr/bin/env bash
# PyPI khal 0.14.1 and npm node-ical 0.26.1, on a deployment window that moved, a moment, and a task with a due time.
# Guess: of two versions of one UID the higher SEQUENCE wins (RFC 5545 3.8.7.4), also when the older file is read later; an event
# without an end has no length (RFC 5545 3.6.1); a task without a start has none.
# Seen: khal takes whichever file was imported last, so that an old file moves the window back, and of two versions in one file it
# shows both days, both under the name of the older; it draws the moment as a whole hour. node-ical keeps the higher SEQUENCE, but gives the task an end that is an
# invalid date, which throws when it is printed.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
python3 -m venv v; v/bin/pip -q install khal==0.14.1 icalendar==7.3.2 2>/dev/null
npm init -y >/dev/null; npm install --silent --no-audit --no-fund node-ical@0.26.1
python3 - <<'P'
def event(uid, sequence, start, end, summary):
    lines = ["BEGIN:VEVENT", f"UID:{uid}@example.com", "DTSTAMP:20261120T090000Z", f"SEQUENCE:{sequence}", f"DTSTART:{start}"]
    return lines + ([f"DTEND:{end}"] if end else []) + [f"SUMMARY:{summary}", "END:VEVENT"]

def write(name, *parts):
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//example//release//EN", *sum(parts, []), "END:VCALENDAR"]
    open(name, "w", newline="").write("".join(line + "\r\n" for line in lines))

old = event("window", 1, "20261201T150000Z", "20261201T170000Z", "Window")
new = event("window", 2, "20261203T150000Z", "20261203T170000Z", "Window (moved)")
task = ["BEGIN:VTODO", "UID:task@example.com", "DTSTAMP:20261120T090000Z", "DUE:20261210T090000Z", "SUMMARY:Report", "END:VTODO"]
write("old.ics", old)
write("new.ics", new)
write("both.ics", new, old)
write("moment.ics", event("moment", 0, "20261202T120000Z", None, "Waiver expires"))
write("task.ics", new, old, task)
P
mkdir -p calendar
cat > conf <<C
[calendars]
[[releases]]
path = $work/calendar
[locale]
local_timezone = UTC
default_timezone = UTC
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[sqlite]
path = $work/khal.db
C
khal() { HOME="$work" v/bin/khal -c conf "$@" 2>/dev/null; }
{
  for file in new old; do khal import --batch $file.ics; echo "after $file:"; khal list 2026-12-01 10d; done
  rm -rf calendar/* khal.db; khal import --batch both.ics; echo "both:"; khal list 2026-12-01 10d
  rm -rf calendar/* khal.db; khal import --batch moment.ics; echo "moment:"; khal list 2026-12-01 10d
  TZ=UTC node -e '
    const read = Object.values(require("node-ical").sync.parseFile("task.ics"));
    for (const part of read.filter((part) => part.summary)) console.log(part.type, part.summary, String(part.start), String(part.end));' 2>/dev/null
} | tee seen
diff seen - <<'S'
after new:
Thursday, 2026-12-03
15:00-17:00 Window (moved)
after old:
Tuesday, 2026-12-01
15:00-17:00 Window
both:
Tuesday, 2026-12-01
15:00-17:00 Window
Thursday, 2026-12-03
15:00-17:00 Window
moment:
Wednesday, 2026-12-02
12:00-13:00 Waiver expires
VEVENT Window (moved) Thu Dec 03 2026 15:00:00 GMT+0000 (Coordinated Universal Time) Thu Dec 03 2026 17:00:00 GMT+0000 (Coordinated Universal Time)
VTODO Report undefined Invalid Date
S

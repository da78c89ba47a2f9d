// Says what npm ical.js makes of a calendar: every entry with its times in UTC.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";

const [, , modules, file] = process.argv;
const require = createRequire(resolve(modules, "package.json"));
const { default: ICAL } = await import(require.resolve("ical.js"));

const calendar = new ICAL.Component(ICAL.parse(readFileSync(file, "utf8")));
const instant = (time) => {
  if (time.zone !== ICAL.Timezone.utcTimezone) throw new Error(`${time} is not in UTC`);
  return time.toJSDate().toISOString().replace(".000Z", "Z");
};
console.log(JSON.stringify(calendar.getAllSubcomponents("vevent").map((part) => {
  const event = new ICAL.Event(part);
  return {
    uid: event.uid,
    stamp: instant(part.getFirstPropertyValue("dtstamp")),
    start: instant(event.startDate),
    end: instant(event.endDate),
    sequence: event.sequence,
    status: part.getFirstPropertyValue("status"),
    summary: event.summary,
    description: event.description ?? "",
    errors: [],
  };
})));

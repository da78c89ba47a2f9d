"""Computes the figures of docs/metrics.md from a folder of records, on its own: only the standard library.

recompute.py FOLDER NOW [--since DATE] [--by month|week|type]   prints JSON with the names of gonogo.metrics/1
"""

import argparse, heapq, json, math, pathlib, tomllib
from collections import Counter
from datetime import date, datetime, timedelta, timezone

FIGURES = ["deployment-frequency", "lead-time-for-changes", "change-failure-rate", "failed-deployment-recovery-time",
           "rollback-frequency", "deployment-duration", "rework-rate"]
LEAD, RECOVERY, DURATION, REWORK = FIGURES[1], FIGURES[3], FIGURES[5], FIGURES[6]


def events_of(record):
    """Every event that figures rest on, with what it is about as `about`."""
    for event in record["release"]["event"]:
        yield {**event, "about": "release"}
    for fact in record.get("fact", []):
        for event in fact.get("event", []):
            yield {**event, "about": fact["id"]}
    for item in record.get("item", []):
        for event in item.get("event", []):
            yield {**event, "about": item["id"]}
        for slot in item.get("signoff", []):
            for event in slot.get("event", []):
                yield {**event, "about": item["id"], "role": slot["role"]}
    for event in record.get("rollout", {}).get("event", []):
        yield {**event, "about": "rollout"}
    for strategy in record.get("strategy", []):
        for stage in strategy.get("stage", []):
            for event in stage.get("event", []):
                yield {**event, "about": "stage", "marks": stage.get("marks")}
    for event in record.get("rollback", {}).get("event", []):
        yield {**event, "about": "rollback"}
    for incident in record.get("incident", []):
        for event in incident.get("event", []):
            yield {**event, "about": incident["id"]}


def replayed(record):
    """The events in replay order: after what their authors had seen, then by time, then by id; and who had seen what."""
    events = {event["id"]: event for event in events_of(record)}
    waiting = {name: len(event["prev"]) for name, event in events.items()}
    after = {name: [] for name in events}
    for name, event in events.items():
        for prev in event["prev"]:
            after[prev].append(name)
    ready = [(event["at"], name) for name, event in events.items() if not event["prev"]]
    heapq.heapify(ready)
    order, seen = [], {}
    while ready:
        _, name = heapq.heappop(ready)
        order.append(events[name])
        seen[name] = {name}.union(*(seen[prev] for prev in events[name]["prev"]))
        for later in after[name]:
            waiting[later] -= 1
            if waiting[later] == 0:
                heapq.heappush(ready, (events[later]["at"], later))
    assert len(order) == len(events)
    return order, lambda later, earlier: earlier["id"] in seen[later["id"]]


def standing(events, sees):
    """Those that no later one had seen."""
    return [e for i, e in enumerate(events) if not any(sees(later, e) for later in events[i + 1:])]


class Deployment:
    def __init__(self, candidate, began, reached, by_stage):
        self.candidate, self.began, self.reached, self.by_stage = candidate, began, reached, by_stage
        self.completed = None
        self.ended_by = None
        self.troubles = []
        self.taken_back = False

    def at(self):
        return self.completed or self.reached

    def continues_for(self, event, candidate, sees):
        return self.candidate == candidate and not (self.ended_by and sees(event, self.ended_by))


def trouble(kind, event, place):
    return {"kind": kind, "event": event, "from": event["at"], "to": None, "place": place, "ended_at_place": None}


def finish(troubles, at, place):
    """What is in production changes: every trouble that goes on, or goes on later in the record, is over."""
    for it in troubles:
        if it["ended_at_place"] is None or it["ended_at_place"] > place:
            it["to"], it["ended_at_place"] = at, place


def end_of(incident, order, sees):
    """What ended an incident: somebody who had seen every opening. Only a withdrawal gives way to what it had not seen."""
    said = [e for e in order if e["about"] == incident]
    openings = [e for e in said if e["kind"] in ("opened", "reopened")]
    begun = [e for e in order if e["kind"] == "rollback-begun"]
    for end in said:
        if end["kind"] not in ("resolved", "withdrawn") or not all(sees(end, opening) for opening in openings):
            continue
        if end["kind"] == "resolved" or all(sees(end, e) or sees(e, end) for e in said + begun):
            return end
    return None


def deployments_of(record, order, sees):
    items = {item["id"]: item for item in record.get("item", [])}
    marks = {name: item.get("marks") for name, item in items.items()}
    roles = {name: [slot["role"] for slot in item.get("signoff", [])] for name, item in items.items()}
    place_of = {event["id"]: place for place, event in enumerate(order)}
    stages = [stage for strategy in record.get("strategy", []) for stage in strategy.get("stage", [])]
    marked = [item for item in items.values() if not item.get("removed")] + stages
    deployed = "deployed"
    if all(thing.get("marks") != deployed for thing in marked):
        deployed = record.get("monitoring", {}).get("starts-at", deployed)
    started = record.get("rollback", {}).get("after")
    if started in (None, deployed):
        started = "deployment-started"
    found, candidate, beginning, signatures = [], None, None, set()

    def last():
        return found[-1] if found else None

    def goes_on(event, about):
        return last() is not None and last().continues_for(event, about, sees)

    def is_complete(event, place, about):
        nonlocal beginning
        if not goes_on(event, about):
            found.append(Deployment(about, beginning, event["at"], False))
            beginning = None
        complete(event, place)

    def complete(event, place):
        if last().completed is None:
            last().completed = event["at"]
            finish([t for earlier in found[:-1] for t in earlier.troubles], event["at"], place)

    def is_going_back():
        return last() is not None and any(t["kind"] == "rollback" and t["to"] is None for t in last().troubles)

    def ends(event):
        if last() is not None and last().ended_by is None:
            last().ended_by = event

    def something_was_out():
        nonlocal beginning
        if beginning is not None:
            found.append(Deployment(candidate, beginning, beginning, False))
            beginning = None

    for place, event in enumerate(order):
        kind, about, at = event["kind"], event["about"], event["at"]
        if kind == "started":
            candidate = event.get("candidate")
        elif kind == "respun":
            candidate, beginning, signatures = event["candidate"], None, set()
            ends(event)
        elif kind == "signed" and event.get("candidate", candidate) == candidate:
            if marks.get(about) == started and not goes_on(event, candidate):
                beginning = beginning or at
            if marks.get(about) == deployed:
                signatures.add((about, event["role"]))
                if all((about, role) in signatures for role in roles[about]) and not is_going_back():
                    is_complete(event, place, candidate)
        elif kind == "reopened" and marks.get(about) == started:
            beginning = None
        elif kind == "reopened" and marks.get(about) == deployed:
            signatures = {pair for pair in signatures if pair[0] != about}
            if found and not last().ended_by and not last().troubles and not last().by_stage:
                beginning = found.pop().began
        elif kind == "entered":
            if not goes_on(event, event.get("candidate")):
                found.append(Deployment(event.get("candidate"), beginning or at, at, True))
                beginning = None
            if event["marks"] == deployed:
                complete(event, place)
        elif kind == "aborted":
            if found and last().ended_by is None:
                last().troubles.append(trouble("abort", event, place))
            ends(event)
        elif kind == "rollback-begun":
            something_was_out()
            if found:
                last().troubles.append(trouble("rollback", event, place))
            ends(event)
        elif kind == "rollback-cancelled":
            for deployment in found:
                for it in deployment.troubles:
                    if it["kind"] == "rollback" and it["to"] is None and sees(event, it["event"]):
                        it["kind"], it["to"], it["ended_at_place"] = "cancelled", at, place
                        if deployment.ended_by is it["event"]:
                            deployment.ended_by = None
        elif kind == "opened":
            opened = next(e for e in order if e["kind"] == "opened" and e["about"] == about)
            end = end_of(about, order, sees)
            if opened is event and found and (end is None or end["kind"] == "resolved"):
                it = trouble("incident", event, place)
                if end:
                    it["to"], it["ended_at_place"] = end["at"], place_of[end["id"]]
                last().troubles.append(it)
        elif kind == "closed" and event["outcome"] == "shipped":
            if not is_going_back():
                is_complete(event, place, candidate)
        elif kind == "closed" and event["outcome"] == "rolled-back":
            something_was_out()
            finish([t for deployment in found for t in deployment.troubles], at, place)
            if found:
                last().taken_back = True
                if not any(t["kind"] == "rollback" for t in last().troubles):
                    last().troubles.append(trouble("closing", event, place))
            ends(event)
    return found


def seconds(start, end):
    return int((end - start).total_seconds())


def recovery_of(troubles):
    """Seconds in which at least one trouble lasted, or why that is unknown."""
    for it in troubles:
        if it["kind"] == "closing":
            return "no-rollback"
        if it["to"] is None:
            return "not-recovered"
    if any(it["to"] < it["from"] for it in troubles):
        return "clock"
    edges = sorted([(it["from"], 1) for it in troubles] + [(it["to"], -1) for it in troubles], key=lambda e: (e[0], -e[1]))
    total, depth, since = 0, 0, None
    for at, step in edges:
        if depth == 0:
            since = at
        depth += step
        if depth == 0:
            total += seconds(since, at)
    return total


def rework_of(record, order, sees, number, found):
    if any(earlier.troubles for earlier in found[:number]):
        return True
    if not any(fact["id"] == "critical" for fact in record.get("fact", [])):
        return False
    answers = standing([e for e in order if e["kind"] == "answered" and e["about"] == "critical"], sees)
    if answers:
        return any(e["answer"] for e in answers)
    return record["release"].get("facts", {}).get("critical")


def undeployed(order, sees):
    begun = [e for e in order if e["kind"] == "rollback-begun"]
    ends = standing([e for e in order if e["kind"] == "closed"], sees)
    ends = [e["outcome"] for e in ends if all(sees(e, b) for b in begun)]
    ends.sort(key=lambda outcome: outcome == "shipped")
    return {"abandoned": "abandoned", "rolled-back": "deployment-not-recorded"}.get(ends[0] if ends else None, "open")


def rows_of(record):
    """One row for each deployment of a release, or the reason why it has none."""
    order, sees = replayed(record)
    found = deployments_of(record, order, sees)
    if not found:
        return undeployed(order, sees)
    commits = {}
    for event in order:
        if event["kind"] == "committed":
            commits[event["candidate"]] = event["commits"]
    rows, delivered = [], Counter()
    for number, it in enumerate(found):
        row = {"at": it.at(), "type": record["release"]["type"], "gaps": {}, "lead": [], "recovery": None, "duration": None}
        row["failed"] = bool(it.troubles)
        row["back"] = it.taken_back or any(t["kind"] == "rollback" for t in it.troubles)
        row["rework"] = rework_of(record, order, sees, number, found)
        gaps = row["gaps"]
        if it.completed is None:
            gaps[LEAD] = gaps[DURATION] = "incomplete"
        else:
            if it.began is None:
                gaps[DURATION] = "no-beginning"
            elif it.completed < it.began:
                gaps[DURATION] = "clock"
            else:
                row["duration"] = seconds(it.began, it.completed)
            if it.candidate is None:
                gaps[LEAD] = "no-candidate"
            elif it.candidate not in commits:
                gaps[LEAD] = "commits-of-another-candidate" if commits else "commits-unread"
            else:
                new = Counter(commits[it.candidate]) - delivered
                delivered += new
                row["lead"] = [seconds(at, it.completed) for at in new.elements() if at <= it.completed]
                if not new:
                    gaps[LEAD] = "no-changes"
                elif len(row["lead"]) < new.total():
                    gaps[LEAD] = "late-commits"
        if it.troubles:
            recovery = recovery_of(it.troubles)
            if isinstance(recovery, str):
                gaps[RECOVERY] = recovery
            else:
                row["recovery"] = recovery
        if row["rework"] is None:
            gaps[REWORK] = "unanswered"
        rows.append(row)
    return rows


def rank(values, percent):
    return sorted(values)[math.ceil(len(values) * percent / 100) - 1] if values else None


def figures_of(rows, days):
    days = None if days is None else max(days, 7)

    def share(values):
        values = [value for value in values if value is not None]
        return {"cases": len(values), "count": sum(values), "value": round(sum(values) / len(values), 6) if values else None}

    def times(values):
        return {"cases": len(values), "median": rank(values, 50), "p90": rank(values, 90)}

    per_week = None if days is None else round(len(rows) * 7 / days, 6)
    return {
        FIGURES[0]: {"cases": len(rows), "days": days, "value": per_week},
        FIGURES[1]: times([value for row in rows for value in row["lead"]]),
        FIGURES[2]: share([row["failed"] for row in rows]),
        FIGURES[3]: times([row["recovery"] for row in rows if row["recovery"] is not None]),
        FIGURES[4]: share([row["back"] for row in rows]),
        FIGURES[5]: times([row["duration"] for row in rows if row["duration"] is not None]),
        FIGURES[6]: share([row["rework"] for row in rows]),
    }


def period_of(by, day):
    """The name, the first day and the day after the last."""
    if by == "month":
        first = day.replace(day=1)
        return day.strftime("%Y-%m"), first, (first + timedelta(days=32)).replace(day=1)
    year, week, weekday = day.isocalendar()
    first = day - timedelta(days=weekday - 1)
    return f"{year}-W{week:02}", first, first + timedelta(days=7)


def groups_of(by, rows, first, today):
    if not rows and by != "type" or first is None:
        return []
    if by == "type":
        days = (today - first).days + 1
        return [{"name": kind, "figures": figures_of([row for row in rows if row["type"] == kind], days)}
                for kind in sorted({row["type"] for row in rows})]
    groups, day = [], min(row["at"] for row in rows).date()
    while day <= today:
        name, begin, end = period_of(by, day)
        days = (min(end - timedelta(days=1), today) - max(begin, first)).days + 1
        within = [row for row in rows if begin <= row["at"].date() < end]
        groups.append({"name": name, "figures": figures_of(within, days)})
        day = end
    return groups


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("now", type=datetime.fromisoformat)
    parser.add_argument("--since", type=date.fromisoformat)
    parser.add_argument("--by", choices=["month", "week", "type"])
    asked = parser.parse_args()
    today = asked.now.astimezone(timezone.utc).date()
    rows, excluded, releases = [], [], 0
    for path in asked.folder.glob("*.toml"):
        record = tomllib.loads(path.read_text(encoding="utf-8"))
        releases += 1
        found, version = rows_of(record), record["release"]["version"]
        if isinstance(found, str):
            excluded.append([version, None, None, found])
            continue
        for number, row in enumerate(found, 1):
            if row["at"] > asked.now:
                excluded.append([version, number, None, "future"])
            elif asked.since and row["at"].date() < asked.since:
                excluded.append([version, number, None, "before"])
            else:
                excluded += [[version, number, figure, reason] for figure, reason in row["gaps"].items()]
                rows.append(row)
    first = min((row["at"].date() for row in rows), default=None)
    if asked.since and asked.since <= today and releases:
        first = asked.since
    days = None if first is None else (today - first).days + 1
    print(json.dumps({
        "releases": releases,
        "figures": figures_of(rows, days),
        "groups": groups_of(asked.by, rows, first, today) if asked.by else [],
        "excluded": sorted(excluded, key=lambda it: (it[0], it[1] or 0, it[2] or "", it[3])),
    }))


main()

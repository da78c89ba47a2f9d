"""A second gate: says what the gates of records come to, from docs/record-format.md and the rules alone.

    python3 tests/gate.py FOLDER NOW

prints `NAME PHASE=VERDICT …` for every FOLDER/NAME.toml, in the order of the names. NOW is a time as in a record. It knows items,
facts, calls, votes, candidates and branches; of rollouts, rollbacks, incidents, waits and amendments it knows nothing. Nothing but
Python 3.11.
"""
import heapq, pathlib, sys, tomllib
from datetime import datetime, timedelta

GO, HOLD, NO_GO = range(3)
WORDS = ["GO", "HOLD", "NO-GO"]


def slots(table):
    """Every event of a record with what it is about."""
    for event in table["release"].get("event", []):
        yield {**event, "about": "release"}
    for fact in table.get("fact", []):
        for event in fact.get("event", []):
            yield {**event, "about": ("fact", fact["id"])}
    for item in table.get("item", []):
        for event in item.get("event", []):
            yield {**event, "about": ("item", item["id"])}
        for slot in item.get("signoff", []):
            for event in slot.get("event", []):
                yield {**event, "about": ("item", item["id"]), "role": slot["role"]}
    for gate in table.get("gate", []):
        for slot in gate.get("call", []):
            for event in slot.get("event", []):
                yield {**event, "about": ("gate", gate["phase"]), "role": slot["role"]}


def replayed(events):
    """The events in replay order, each with the set of ids that its author had seen, its own among them."""
    events = {event["id"]: event for event in events}
    waiting = {id: len(event["prev"]) for id, event in events.items()}
    after = {id: [] for id in events}
    for id, event in events.items():
        for before in event["prev"]:
            after[before].append(id)
    ready = [(event["at"], id) for id, event in events.items() if not waiting[id]]
    heapq.heapify(ready)
    order = []
    while ready:
        _, id = heapq.heappop(ready)
        event = events[id]
        event["seen"] = {id}.union(*(events[before]["seen"] for before in event["prev"]))
        order.append(event)
        for later in after[id]:
            waiting[later] -= 1
            if not waiting[later]:
                heapq.heappush(ready, (events[later]["at"], later))
    assert len(order) == len(events), "a circle"
    return order


def unseen(events):
    """Those of the events that none of the others has seen: what stands side by side."""
    return [one for one in events if not any(one["id"] in other["seen"] for other in events if other is not one)]


class Release:
    def __init__(self, table, now):
        self.table, self.now = table, now
        self.events = replayed(slots(table))
        named = unseen([event for event in self.events if event["kind"] in ("started", "respun")])
        self.named, self.candidate = named, named[-1].get("candidate")
        self.has_one = len({event.get("candidate") for event in named}) == 1

    def of(self, about, *kinds):
        return [event for event in self.events if event["about"] == about and event["kind"] in kinds]

    def fact(self, id):
        answers = unseen(self.of(("fact", id), "answered"))
        if answers:
            return any(event["answer"] for event in answers)
        return self.table["release"]["facts"].get(id)

    def applies(self, block):
        """An unanswered fact keeps nothing out."""
        whens = block.get("when", []), block.get("when-any", []), block.get("when-not", [])
        every, some, none = ([self.fact(id) for id in ids] for ids in whens)
        return False not in every and (not some or any(answer is not False for answer in some)) and True not in none

    def is_present(self, event):
        """Whether an answer is for the candidate of now: that one alone, and named before the answer."""
        is_named = any(naming["id"] in event["seen"] for naming in self.named)
        return self.has_one and event.get("candidate") == self.candidate and is_named

    def holds_for_candidate(self, event):
        """Waivers and "not applicable" that name no candidate hold for the release."""
        return "candidate" not in event or (self.has_one and event["candidate"] == self.candidate)


def item_verdict(release, item):
    about = ("item", item["id"])
    cleared = release.of(about, "unblocked")
    blocked = release.of(about, "blocked")
    if any(not any(block["id"] in clear["seen"] for clear in cleared) for block in blocked):
        return NO_GO
    if not release.applies(item):
        return GO
    reopened = release.of(about, "reopened")
    knows = lambda event: all(again["id"] in event["seen"] for again in reopened)
    answers = [event for event in release.of(about, "signed", "waived", "not-applicable") if knows(event)]
    last = lambda kind, role=None: next(
        (e for e in reversed(answers) if e["kind"] == kind and role in (None, e["role"])), None)
    signed = [last("signed", slot["role"]) for slot in item["signoff"]]
    waivers = [last("waived", role) for role in item["waived-by"]] if item.get("waived-by") else [last("waived")]
    waivers = [event if event and release.holds_for_candidate(event) else None for event in waivers]
    is_waived = all(waivers) and not any("expires" in e and release.now.date() > e["expires"] for e in waivers)
    ruled_out = last("not-applicable")
    ruled_out = ruled_out if ruled_out and release.holds_for_candidate(ruled_out) else None
    if is_waived or ruled_out:
        return GO
    is_bound = item.get("bound") == "candidate"
    holds = lambda event: event and (not is_bound or release.is_present(event))
    is_fresh = lambda event: "fresh-seconds" not in item or fresh_until(release, item) <= event["at"] + timedelta(
        seconds=item["fresh-seconds"])
    return GO if all(holds(event) and is_fresh(event) for event in signed) else HOLD


def fresh_until(release, item):
    """Up to when a sign-off ages: now, or the call that completed the poll of its gate."""
    gate = next(gate for gate in release.table["gate"] if gate["phase"] == item["phase"])
    slots = [slot for slot in gate.get("call", []) if release.applies(slot)]
    if slots and all(role_verdict(release, gate, slot) == GO for slot in slots):
        gos = [event for slot in slots for event in standing(release, gate, slot) if event["call"] == "go"]
        return min(release.now, max(event["at"] for event in gos))
    return release.now


def standing(release, gate, slot):
    """The calls of a role that count: one, or one of each person where people vote. A no-go stands until its author's next
    call, or that of the role, has seen it."""
    calls = [e for e in release.of(("gate", gate["phase"]), "called") if e["role"] == slot["role"]]
    people = {event["by"].split("<")[1].lower() for event in calls} if "votes" in slot else {None}
    found = []
    for person in people:
        own = [event for event in calls if person in (None, event["by"].split("<")[1].lower())]
        noes = [one for one in own if one["call"] == "no-go"]
        noes = [one for one in noes if not any(one["id"] in e["seen"] and e is not one for e in own)]
        gos = [event for event in own if event["call"] == "go"]
        found += (noes or gos)[-1:]
    is_bound = gate.get("bound") != "release"
    dies = lambda event: "votes" in slot or event["call"] == "go"
    return [event for event in found if not (is_bound and dies(event) and not release.is_present(event))]


def role_verdict(release, gate, slot):
    calls = standing(release, gate, slot)
    gos = [event for event in calls if event["call"] == "go"]
    noes = len(calls) - len(gos)
    if "votes" in slot:
        return GO if len(gos) >= slot["votes"] and len(gos) > noes else HOLD
    return NO_GO if noes else GO if gos else HOLD


def verdicts(table, now):
    release, verdict = Release(table, now), GO
    for gate in table["gate"]:
        reasons = [GO if release.has_one else HOLD]
        reasons += [item_verdict(release, item) for item in table["item"] if item["phase"] == gate["phase"]]
        for slot in gate.get("call", []):
            called = role_verdict(release, gate, slot)
            # A no-go of a role that is not polled any more stands as well.
            reasons.append(called if release.applies(slot) or called == NO_GO else GO)
        verdict = max(verdict, *reasons)
        yield gate["phase"], WORDS[verdict]


if __name__ == "__main__":
    folder, now = pathlib.Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2])
    for path in sorted(folder.glob("*.toml")):
        table = tomllib.loads(path.read_text())
        print(path.stem, *(f"{phase}={verdict}" for phase, verdict in verdicts(table, now)))

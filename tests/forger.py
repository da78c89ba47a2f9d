"""Forges records: each with one step that no gonogo would have written, and with every id and link in order.

    python3 tests/forger.py docs/record-format.md FOLDER

reads FOLDER/*.toml, each with the digests of its items in FOLDER/*.digests, and writes FOLDER/forged/NAME.toml for every
forgery. With `mutations` behind it, writes FOLDER/mutated/NAME.toml for every single value of every event that is changed, with
all ids computed again. The ids come from the script of the document. Nothing but Python 3.11.
"""
import copy, hashlib, json, pathlib, re, sys, tomllib
from datetime import date, datetime, timedelta, timezone

document, folder = pathlib.Path(sys.argv[1]).read_text(), pathlib.Path(sys.argv[2])
script = re.search(r"```python\n(.*?)```", document, re.S).group(1)
exec(script.split("record = tomllib.load")[0])


class Amount(str):
    """A number with a point, as it is written."""


# The rows of an event, and the blocks that stand on one line.
ROWS = {"reading", "finding", "change", "command", "check", "apply", "facts"}


def text(value):
    if isinstance(value, Amount): return value
    if isinstance(value, bool): return str(value).lower()
    if isinstance(value, datetime): return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, (int, date)): return str(value)
    if isinstance(value, str): return json.dumps(value).replace("\x7f", "\\u007F")
    if isinstance(value, list): return "[" + ", ".join(map(text, value)) + "]"
    return "{" + ", ".join(f"{key} = {text(inner)}" for key, inner in value.items()) + "}"


def is_block(key, value):
    is_table = isinstance(value, dict) or isinstance(value, list) and value and isinstance(value[0], dict)
    return is_table and key not in ROWS


def dump(table, path=""):
    lines = [f"{key} = {text(value)}" for key, value in table.items() if not is_block(key, value)]
    for key, value in table.items():
        if is_block(key, value):
            name = f"{path}{key}"
            for inner in value if isinstance(value, list) else [value]:
                heading = f"[[{name}]]" if isinstance(value, list) else f"[{name}]"
                lines += ["", heading, dump(inner, name + ".")]
    return "\n".join(lines)


class Base:
    def __init__(self, path):
        self.record = tomllib.loads(path.read_text(), parse_float=Amount)
        self.digests = dict(line.split(" ") for line in path.with_suffix(".digests").read_text().splitlines())
        self.events = list(self.all_events(self.record))

    def all_events(self, value):
        if isinstance(value, dict):
            yield from (event for event in value.get("event", []))
            for key, inner in value.items():
                if key not in ROWS and key != "event": yield from self.all_events(inner)
        elif isinstance(value, list):
            for inner in value: yield from self.all_events(inner)

    def heads(self):
        named = {seen for event in self.events for seen in event["prev"]}
        return sorted(event["id"] for event in self.events if event["id"] not in named)

    def last(self, *kinds):
        fitting = [event for event in self.events if not kinds or event["kind"] in kinds]
        return max(fitting, key=lambda event: event["at"])

    def slot(self, about):
        """Where an event about this stands, and what its id says of it."""
        record = self.record
        if "item" in about:
            item, role = about["item"], about["role"]
            duties = [duty for incident in record.get("incident", []) for duty in incident.get("duty", [])]
            block = next(it for it in record["item"] + duties if it["id"] == item)
            ids = [("about-item", item), ("role", role)]
            for signoff in block.get("signoff", []):
                if signoff["role"] == role: return signoff.setdefault("event", []), ids, {}
            return block.setdefault("event", []), ids, {"role": role}
        if "incident" in about:
            name = about["incident"]
            blocks = record.setdefault("incident", [])
            if not any(block["id"] == name for block in blocks): blocks.append({"id": name})
            block = next(block for block in blocks if block["id"] == name)
            return block.setdefault("event", []), [("about-incident", name)], {}
        if "risk" in about:
            name = about["risk"]
            blocks = record.setdefault("risk", [])
            if not any(block["id"] == name for block in blocks): blocks.append({"id": name})
            block = next(block for block in blocks if block["id"] == name)
            return block.setdefault("event", []), [("risk", name)], {}
        events = record["release"]["event"]
        return events, None, about

    def add(self, kind, about=None, by="Ada", at=60, prev=None, **values):
        """Adds an event after everything, so many seconds after the newest."""
        events, ids, named = self.slot(about or {})
        event = {"kind": kind, "at": self.last()["at"] + timedelta(seconds=at) if isinstance(at, int) else at}
        event |= {"by": by if "<" in by else f"{by} <{by}@octoacme.example>"} | named
        event |= {key.replace("_", "-"): value for key, value in values.items() if value is not None}
        event["prev"] = self.heads() if prev is None else prev
        hashed = copy.deepcopy(event)
        event["id"] = event_id(self.record["release"]["id"], about_gone(hashed) if ids is None else ids, hashed)
        events.append(event)
        self.events.append(event)
        return event


ITEM = {"a": "pre/a", "b": "ship/b", "c": "pre/c", "d": "pre/d", "k": "pre/k", "m": "ship/m", "undo": "back/undo"}
LONG = "x" * 9000
FORGERIES = {}


def forgery(base, name):
    def keep(make): FORGERIES[f"{base}--{name}"] = (base, make)
    return keep


def each(base, name, kind, about, values, changes):
    """One forgery for each change of what would have been honest."""
    for what, change in changes.items():
        def make(it, change=change):
            said = values(it) | {key: value for key, value in change.items() if key != "about"}
            it.add(kind, about | change.get("about", {}), **said)
        FORGERIES[f"{base}--{name}-{what.replace(' ', '-')}"] = (base, make)


STRANGER = {"by": "Eve"}
BLANK = {"for a blank reason": {"reason": " "}, "for an endless reason": {"reason": LONG}}


def signing(item):
    return lambda it: {"item": it.digests[ITEM.get(item, item)]}


def reasoned(item):
    return lambda it: {"reason": "because", "item": it.digests[ITEM[item]]}


# A milestone ahead of a gate that is not at GO, without a reason.
for base in ["fresh", "blocked"]:
    each(base, "sign-m", "signed", {"item": "ship/m", "role": "ops"}, signing("m"),
         {"ahead without a word": {}, "ahead without a reason": {"ahead": "pre"}, "ahead for a blank reason": {"ahead": "pre", "ahead-reason": " "},
          "ahead of its own gate": {"ahead": "ship", "ahead-reason": "x"}, "ahead of nothing": {"ahead": "nowhere", "ahead-reason": "x"}})

# Items: who may sign what, with what, and when.
for base in ["fresh", "blocked", "canary", "back", "ended", "shipped"]:
    for role in ["qa", "ops", "rm", "nobody"]:
        each(base, f"sign-a-as-{role}", "signed", {"item": "pre/a", "role": role}, signing("a"), {"": {}})
    each(base, "sign-k", "signed", {"item": "pre/k", "role": "dev"}, signing("k"), {"by a stranger": STRANGER, "with an endless note": {"note": LONG}})
    each(base, "waive-k", "waived", {"item": "pre/k", "role": "rm"}, reasoned("k"), {"a killer item": {}})
    each(base, "waive-a", "waived", {"item": "pre/a", "role": "rm"}, reasoned("a"),
         {"by a role that may not": {"about": {"role": "dev"}}, "by a stranger": STRANGER, "for a day that is over": {"expires": date(2020, 1, 1)}} | BLANK)
    each(base, "rule-out-a", "not-applicable", {"item": "pre/a", "role": "dev"}, reasoned("a"), {"which always applies": {}})
    each(base, "rule-out-d", "not-applicable", {"item": "pre/d", "role": "qa"}, reasoned("d"),
         {"by another role": {"about": {"role": "ops"}}} | BLANK)
    each(base, "sign-c", "signed", {"item": "pre/c", "role": "qa"}, signing("c"),
         {"without evidence": {}, "with blank evidence": {"evidence": [" "]}, "with endless evidence": {"evidence": [LONG]}, "with too much evidence": {"evidence": ["x"] * 101}})
each("fresh", "block", "blocked", {"item": "pre/a", "role": "qa"}, lambda it: {"reason": "x"}, {"by nobody": {"about": {"role": "nobody"}}} | BLANK)
each("fresh", "unblock", "unblocked", {"item": "pre/a", "role": "dev"}, lambda it: {"reason": "x"}, {"what is not blocked": {}})
each("fresh", "reopen", "reopened", {"item": "pre/k", "role": "dev"}, lambda it: {"reason": "x"}, {"what nobody answered": {}})
each("blocked", "unblock", "unblocked", {"item": "pre/a", "role": "dev"}, lambda it: {"reason": "x"},
     {"by a stranger": STRANGER, "by nobody": {"about": {"role": "nobody"}}} | BLANK)
each("ready", "reopen", "reopened", {"item": "pre/a", "role": "dev"}, lambda it: {"reason": "x"}, {"by a stranger": STRANGER} | BLANK)
each("ready", "sign-again", "signed", {"item": "pre/a", "role": "dev"}, signing("a"), {"what is signed": {}})
each("ready", "waive", "waived", {"item": "pre/a", "role": "rm"}, reasoned("a"), {"what is done": {}})
each("back", "sign-undo", "signed", {"item": "back/undo", "role": "ops"}, signing("undo"), {"by a stranger": STRANGER, "as another role": {"about": {"role": "dev"}}})
each("canary", "sign-undo", "signed", {"item": "back/undo", "role": "ops"}, signing("undo"), {"before any rollback": {}})

# Another person's word: who spoke is held to the rules, and the word is somewhere.
ADA, EVE = "Ada <Ada@octoacme.example>", "Eve <Eve@octoacme.example>"
each("fresh", "sign-k", "signed", {"item": "pre/k", "role": "dev"}, signing("k"),
     {"for a stranger": {"for": EVE, "via": "a mail"}, "for another without a word": {"for": ADA}, "for another with a blank word": {"for": ADA, "via": " "},
      "for another with an endless word": {"for": ADA, "via": LONG},
      "on behalf of whom the author represents not": {"on-behalf-of": ADA}})
each("fresh", "waive-a", "waived", {"item": "pre/a", "role": "rm"}, reasoned("a"), {"for a stranger": {"for": EVE, "via": "a mail"}})
each("fresh", "call-no-go", "called", {"phase": "pre", "role": "dev"}, lambda it: {"call": "no-go", "candidate": "c1", "reason": "x"},
     {"for a stranger": {"for": EVE, "via": "a mail"}, "for another without a word": {"for": ADA},
      "on behalf of whom the author represents not": {"on-behalf-of": ADA}})
each("refused", "take-back", "called", {"phase": "pre", "role": "dev"}, lambda it: {"call": "go", "candidate": "c1"},
     {"for another than who said no": {"for": "Joan <Joan@octoacme.example>", "via": "a mail"}})

# Calls.
for base in ["fresh", "blocked", "canary", "ended", "shipped"]:
    for role in ["dev", "qa", "rm", "nobody"]:
        for phase in ["pre", "ship", "nowhere"]:
            if base in ("ended", "shipped", "fresh", "blocked") and (phase, role) != ("ship", "rm") or (phase, role) in [("ship", "dev"), ("nowhere", "dev"), ("pre", "ops")]:
                if base == "fresh" and (phase, role) == ("pre", "qa"): continue
                each(base, f"call-{phase}-{role}", "called", {"phase": phase, "role": role}, lambda it: {"call": "go", "candidate": "c1"}, {"": {}})
    each(base, "call-ship", "called", {"phase": "ship", "role": "rm"}, lambda it: {"call": "go", "candidate": "c1"}, {"over what is outstanding": {}})
each("fresh", "call-no-go", "called", {"phase": "pre", "role": "dev"}, lambda it: {"call": "no-go", "candidate": "c1"}, {"without a reason": {}, "by a stranger": {"by": "Eve", "reason": "x"}})
each("ready", "call-again", "called", {"phase": "pre", "role": "dev"}, lambda it: {"call": "go", "candidate": "c1"}, {"": {}})
each("refused", "take-back", "called", {"phase": "pre", "role": "dev"}, lambda it: {"call": "go", "candidate": "c1", "reason": "x"},
     {"by a stranger": STRANGER, "of another person without a reason": {"reason": None}})

# The release as a whole.
each("ready", "answer", "answered", {"fact": "db"}, lambda it: {"answer": False, "reason": "x"},
     {"again the same": {"answer": True}, "changed without a reason": {"reason": None}, "changed for a blank reason": {"reason": " "}, "a fact of no plan": {"about": {"fact": "nothing"}}})
each("ready", "respin", "respun", {}, lambda it: {"candidate": "c1"}, {"to what is there": {}, "for an endless reason": {"candidate": "c2", "reason": LONG}})
each("ready", "start", "started", {}, lambda it: {"candidate": "c1", "plan": it.last("started")["plan"], "rules": 1}, {"again": {}})
each("ready", "amend", "amended", {}, lambda it: {"plan": it.last("started")["plan"]}, {"to what is there": {}})
each("ready", "assign", "assigned", {}, lambda it: {"role": "nobody", "person": "Eve <Eve@octoacme.example>"}, {"a role of no plan": {}})
for base in ["fresh", "ready", "canary", "soaked", "blocked", "back"]:
    each(base, "close", "closed", {}, lambda it: {"outcome": "shipped"}, {"over HOLD": {}})
    each(base, "abandon", "closed", {}, lambda it: {"outcome": "abandoned"}, {"without a reason": {}})
    each(base, "close-rolled-back", "closed", {}, lambda it: {"outcome": "rolled-back", "reason": "x"}, {"that is not": {}})
for base in ["ended", "shipped"]:
    each(base, "close-again", "closed", {}, lambda it: {"outcome": "shipped"}, {"": {}})
    each(base, "respin", "respun", {}, lambda it: {"candidate": "c9"}, {"after the end": {}})
    each(base, "answer", "answered", {"fact": "db"}, lambda it: {"answer": False, "reason": "x"}, {"after the end": {}})
    each(base, "pause", "paused", {}, lambda it: {"reason": "x"}, {"after the end": {}})
each("ready", "write", "written", {"note": "nothing"}, lambda it: {"text": "x"}, {"in a field of no plan": {}})

# The rollout.
STAGE = {"on-strategy": "quick", "stage": "canary"}
FULL = {"on-strategy": "quick", "stage": "full"}
def entering(it): return {"candidate": "c1", "traffic": 5}
each("ready", "enter", "entered", STAGE, entering,
     {"with other traffic": {"traffic": 50}, "of no strategy": {"about": {"on-strategy": "none"}}, "of another strategy": {"about": {"on-strategy": "standard"}},
      "of no plan": {"about": {"stage": "none"}}, "the last one first": {"about": {"stage": "full"}, "traffic": 100}})
for base in ["canary", "soaked"]:
    each(base, "enter-full", "entered", FULL, lambda it: {"candidate": "c1", "traffic": 100},
         {"too early": {}, "with other traffic": {"traffic": 50},
          "overriding nothing": {"override_role": "rm", "override_reason": "x"},
          "overriding without a reason": {"override_role": "rm", "override_reason": " ", "overridden": ["x"]},
          "overriding by a role that may not": {"override_role": "dev", "override_reason": "x", "overridden": ["x"]},
          "overriding by a stranger": {"override_role": "rm", "override_reason": "x", "overridden": ["x"], "by": "Eve"}})
    each(base, "call-stage", "stage-called", STAGE | {"role": "qa"}, lambda it: {"call": "go", "candidate": "c1"},
         {"as a role that does not": {"about": {"role": "ops"}}, "at another stage": {"about": {"stage": "full"}}, "by a stranger": STRANGER,
          "no-go without a reason": {"call": "no-go"}} | ({"too early": {}} if base == "canary" else {}))
    each(base, "resume", "resumed", {}, lambda it: {"reason": "x"}, {"what is not paused": {}})
    each(base, "pause", "paused", {}, lambda it: {"reason": " "}, {"without a reason": {}})
    each(base, "baseline", "baselined", {}, lambda it: {"reading": it.last("baselined")["reading"]}, {"in mid-stage without a reason": {}})
    each(base, "choose", "chosen", {}, lambda it: {"strategy": "direct", "reason": "x"}, {"in mid-rollout": {}})
    each(base, "override-last", "overridden", STAGE, lambda it: {"override_role": "rm", "override_reason": "x", "overridden": ["x"]}, {"before the last": {}})
each("ready", "choose", "chosen", {}, lambda it: {"strategy": "none", "reason": "x"}, {"no strategy": {}, "without a reason": {"strategy": "direct", "reason": " "}})
each("ready", "observe", "observed", STAGE, lambda it: {"ruling": "inconclusive", "reading": [{"metric": "errors", "value": Amount("0.4"), "source": "by hand"}], "finding": [], "judged_by": it.digests["pre/a"]}, {"before the start": {}})
each("paused", "pause", "paused", {}, lambda it: {"reason": "x"}, {"again": {}})
each("paused", "resume", "resumed", {}, lambda it: {"reason": " "}, {"without a reason": {}})
each("ready", "abort", "aborted", {}, lambda it: {"reason": "x"}, {"what did not start": {}})


def observing(change):
    def make(it):
        honest = copy.deepcopy(it.last("observed"))
        change(honest)
        values = {key.replace("-", "_"): honest[key] for key in ["ruling", "reading", "finding", "judged-by"]}
        it.add("observed", STAGE, **values)
    return make


OBSERVED = {
    "the ruling alone": lambda it: it.update(ruling="go"),
    "ruling and findings": lambda it: (it.update(ruling="go"), [row.update(ruling="go") for row in it["finding"]]),
    "a value": lambda it: it["reading"][0].update(value=Amount("0.1")),
    "the value of a finding": lambda it: it["finding"][0].update(value=Amount("0.1")),
    "a limit": lambda it: it["finding"][0].update(limit=9),
    "a margin": lambda it: it["finding"][0].update(margin=9),
    "a baseline": lambda it: it["finding"][0].update(baseline=9),
    "a unit": lambda it: it["finding"][0].update(unit="ms"),
    "a duration": lambda it: it["finding"][0].update({"for-seconds": 999}),
    "a metric": lambda it: it["reading"][0].update(metric="other"),
    "fewer findings": lambda it: (it["finding"].pop(), it.update(ruling="hold")),
    "no findings": lambda it: it.update(finding=[], ruling="inconclusive"),
    "more findings": lambda it: it["finding"].append(it["finding"][0]),
    "no readings": lambda it: it.update(reading=[]),
    "half a reading": lambda it: it["reading"][0].update(missing="x"),
    "other rules": lambda it: it.update({"judged-by": it["id"]}),
}
for what, change in OBSERVED.items():
    FORGERIES[f"bad--observe-with-{what.replace(' ', '-')}-forged"] = ("bad", observing(change))
each("bad", "call-stage", "stage-called", STAGE | {"role": "qa"}, lambda it: {"call": "go", "candidate": "c1"}, {"go over a no-go": {}})
each("bad", "enter-full", "entered", FULL, lambda it: {"candidate": "c1", "traffic": 100}, {"over a no-go": {}})

# Monitoring windows.
for base in ["canary", "full"]:
    each(base, "close-window", "window-closed", {"window": "first"}, lambda it: {"role": "ops", "candidate": "c1"},
         {"early": {}, "by another role": {"role": "dev", "at": 9000}, "by a stranger": {"by": "Eve", "at": 9000} if base == "full" else STRANGER, "that is none": {"about": {"window": "none"}},
          "early without a reason": {"early_reason": " "}})

# Rollback and incidents.
INCIDENT = {"incident": "incident-1"}
each("back", "cancel", "rollback-cancelled", {}, lambda it: {"role": "rm", "reason": "x"}, {"undecided": {}, "by a role that may not": {"role": "dev"}, "by a stranger": STRANGER, "by nobody": {"role": None}, "without a reason": {"reason": " "}})
each("back", "go-back", "rollback-begun", {}, lambda it: {"reason": "x"}, {"again": {}})
each("fresh", "go-back", "rollback-begun", {}, lambda it: {"reason": "x"}, {"from nothing": {}})
each("full", "go-back", "rollback-begun", {}, lambda it: {"reason": "x"}, {"without a reason": {"reason": " "}, "for no trigger": {"trigger": "none"}})
each("back", "enter-full", "entered", FULL, lambda it: {"candidate": "c1", "traffic": 100}, {"while going back": {}})
OPEN = lambda it: {"title": "x", "class": "app", "severity": "high"}
each("back", "open", "opened", {"incident": "incident-2"}, OPEN,
     {"again": {"about": INCIDENT}, "by a skipped number": {"about": {"incident": "incident-7"}}, "of no class": {"class": "none"}, "without a title": {"title": " "}, "for nobody": {"commander_role": "nobody"}, "with an endless title": {"title": LONG}})
for kind, values in {"noted": {"text": "x"}, "resolved": {"cause": "x"}, "reopened": {"reason": "x"}, "withdrawn": {"reason": "x"},
                     "commanded": {"commander-role": "dev"}, "decided": {"role": "pm", "course": "hotfix", "reason": "x"}}.items():
    each("full", kind, kind, {"incident": "incident-9"}, lambda it, values=values: values, {"in no incident": {}})
each("back", "note", "noted", INCIDENT, lambda it: {"text": " "}, {"nothing": {}, "endlessly": {"text": LONG}, "the future": {"text": "x", "happened": datetime(2099, 1, 1, tzinfo=timezone.utc)}})
each("back", "ask", "action-added", INCIDENT, lambda it: {"text": "x"}, {"nobody": {"owner_role": "nobody"}, "nothing": {"text": " ", "owner_role": "dev"}})
each("back", "do", "action-done", INCIDENT, lambda it: {"action": it.heads()[0]}, {"what nobody asked for": {}})
each("back", "decide", "decided", INCIDENT, lambda it: {"role": "pm", "course": "hotfix", "reason": "x"},
     {"by a role that does not": {"role": "dev"}, "by a stranger": STRANGER, "without a reason": {"reason": " "}})
each("back", "resolve", "resolved", INCIDENT, lambda it: {"cause": " "}, {"without a cause": {}})
each("back", "withdraw", "withdrawn", INCIDENT, lambda it: {"reason": "x", "role": "rm"}, {"by a stranger": STRANGER, "by a role that may not": {"role": "ops"}, "without a reason": {"reason": " "}})
each("back", "reopen", "reopened", INCIDENT, lambda it: {"reason": "x"}, {"what is open": {}})
each("back", "decide-by-signing", "signed", {"item": "incident-1/course", "role": "pm"}, signing("incident-1/course"), {"": {}})
each("back", "sign-duty", "signed", {"item": "incident-1/restore", "role": "dev"}, signing("incident-1/restore"), {"by a stranger": STRANGER, "as another role": {"about": {"role": "pm"}}})

# Risks.
RAISE = lambda it: {"text": "x", "likelihood": "low", "impact": "high", "owner-role": "dev"}
each("fresh", "raise", "raised", {"risk": "risk-1"}, RAISE,
     {"nothing": {"text": " "}, "endlessly": {"text": LONG}, "for nobody": {"owner-role": "nobody"}, "with a blank mitigation": {"mitigation": " "},
      "by a skipped number": {"about": {"risk": "risk-7"}}})
each("risky", "raise", "raised", {"risk": "risk-1"}, RAISE, {"again the same": {"impact": "medium"}, "of another origin": {"from": "2.3.0", "from-risk": "risk-1"}})
each("risky", "raise", "raised", {"risk": "risk-2"}, RAISE, {"what is closed": {}})
END = lambda it: {"outcome": "mitigated", "reason": "x"}
each("risky", "close-risk", "risk-closed", {"risk": "risk-1"}, END, {"without a reason": {"reason": " "}, "that is none": {"about": {"risk": "risk-7"}}})
each("risky", "close-risk", "risk-closed", {"risk": "risk-2"}, END, {"again": {}})
each("ended", "raise", "raised", {"risk": "risk-1"}, RAISE, {"after the end": {}})

# Links, on one branch and where two meet.
for base in ["ready", "merged", "back"]:
    for what, links in {"to nothing": lambda it: [], "twice": lambda it: it.heads() * 2, "to the start as well": lambda it: sorted({*it.heads(), it.last("started")["id"]})}.items():
        def make(it, links=links): it.add("blocked", {"item": "pre/a", "role": "qa"}, reason="x", prev=links(it))
        FORGERIES[f"{base}--link-{what.replace(' ', '-')}"] = (base, make)
each("merged", "sign-k", "signed", {"item": "pre/k", "role": "dev"}, signing("k"), {"by a stranger": STRANGER})
each("merged", "unblock", "unblocked", {"item": "pre/a", "role": "dev"}, lambda it: {"reason": " "}, {"without a reason": {}})
each("merged", "call", "called", {"phase": "pre", "role": "dev"}, lambda it: {"call": "go", "candidate": "c1"}, {"over what the other branch said": {}})


@forgery("merged", "a-branch-of-a-stranger")
def _(it):
    start = it.last("started")
    it.add("signed", {"item": "pre/k", "role": "dev"}, by="Eve", prev=[start["id"]], item=it.digests["pre/k"])


WORDS = ["go", "no-go", "shipped", "abandoned", "rolled-back", "rollback", "hotfix", "hold", "dev", "qa", "ops", "rm", "nobody",
         "c1", "c2", "canary", "full", "quick", "direct", "app", "", " ", LONG]
KINDS = ["blocked", "unblocked", "reopened", "paused", "resumed", "aborted", "waived", "not-applicable"]


def others(key, value):
    """Other values for a key, of the same type; None leaves it out."""
    yield None
    if key == "kind": yield from KINDS
    elif key == "by": yield "Eve <Eve@octoacme.example>"
    elif isinstance(value, bool): yield not value
    elif isinstance(value, datetime): yield from (value + timedelta(days=days) for days in (-30, -1, 1, 30))
    elif isinstance(value, date): yield from (value + timedelta(days=days) for days in (-3650, 1))
    elif isinstance(value, (int, Amount)): yield from (0, 1, 100, Amount("0.1"))
    elif isinstance(value, str): yield from (word for word in WORDS if word != value)
    elif value and isinstance(value[0], dict):
        for at, row in enumerate(value):
            yield value[:at] + value[at + 1:]
            for inner, old in row.items():
                for other in others(inner, old):
                    changed = {name: it for name, it in (row | {inner: other}).items() if it is not None}
                    yield value[:at] + [changed] + value[at + 1:]
    else: yield from ([], [" "], value * 2, ["x"] * 101)


# The part of the script that finds every event with what it is about.
SLOTS = compile(script.split("parse_float=str)\n")[1].split("for about, slot in slots:")[0], "slots", "exec")


def relink(it):
    """Computes every id again, and puts the new ones wherever an old one is named."""
    names, subjects = dict(globals()), {}
    names["record"] = copy.deepcopy(it.record)
    exec(SLOTS, names)
    for about, slot in names["slots"]:
        subjects |= {event["id"]: about for event in slot.get("event", [])}
    new, waiting = {}, sorted(it.events, key=lambda event: event["at"])
    of_release = {event["id"] for event in it.record["release"]["event"]}
    known = {event["id"] for event in waiting}
    while waiting:
        event = next((one for one in waiting if all(seen in new or seen not in known for seen in one["prev"])), waiting[0])
        waiting.remove(event)
        old = event["id"]
        for key in ("action", "observation"):
            if key in event: event[key] = new.get(event[key], event[key])
        event["prev"] = sorted(new.get(seen, seen) for seen in event["prev"])
        hashed = copy.deepcopy(event)
        if old in of_release: about_gone(hashed)
        event["id"] = new[old] = event_id(it.record["release"]["id"], subjects[old], hashed)


def mutations():
    for name in ["bad", "back", "blocked", "merged", "shipped"]:  # Between them they have what the others have.
        path = folder / f"{name}.toml"
        base = Base(path)
        for place, event in enumerate(base.events):
            for key, value in event.items():
                if key in ("id", "prev"): continue
                for number, other in enumerate(others(key, value)):
                    it = copy.deepcopy(base)
                    changed = it.events[place]
                    if other is None: del changed[key]
                    else: changed[key] = other
                    try: relink(it)
                    except KeyError: continue  # It says no more what it is about, when, or by whom: nothing reads it.
                    yield f"{path.stem}--{place}-{event['kind']}-{key}-{number}", it


if sys.argv[3:] == ["mutations"]:
    (folder / "mutated").mkdir()
    for name, it in mutations():
        (folder / "mutated" / f"{name}.toml").write_text(dump(it.record) + "\n")
    sys.exit()

(folder / "forged").mkdir()
for name, (base, make) in FORGERIES.items():
    it = Base(folder / f"{base}.toml")
    make(it)
    (folder / "forged" / f"{name}.toml").write_text(dump(it.record) + "\n")
print(len(FORGERIES))

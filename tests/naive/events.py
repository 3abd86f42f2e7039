"""events -- the events of a file of NDJSON, and which of them count.

A second reading of the rules, in the plainest Python and from their words alone, so that two
people have to misread a rule in the same way before nobody sees it.  It favours what can be seen
to be right over what is quick.  Where the rules say nothing and the ledgers' choice is adopted,
the comment begins with "silent:".
"""
import datetime
import json
import uuid

CASE_NAMESPACE = uuid.UUID("6f0c3a10-5e0b-4c5e-9d3a-7b21e488a101")
UNIT_YEAR_NAMESPACE = uuid.UUID("6f0c3a10-5e0b-4c5e-9d3a-7b21e488a103")

# of events at one instant the kind that stands first is applied first
KINDS = """accepted amended supplemented transferred signedFor returned contacted progressed
    paused resumed extended completed callbackMade rated reopened withdrawn merged yearOpened
    opinionRecorded spotChecked rectificationOrdered rectificationDone urged explained
    noticeIssued inspected trainingHeld checklistEvidence bookReported pointsAdjusted voided
    erased""".split()

ENUMERATIONS = """CHANNEL CATEGORY ANSWER SATISFACTION RATER CALLBACK_OUTCOME OPINION_ROLE CHECKER
    FINDING INSPECTION_MODE EVIDENCE_PART TRAINING_MODE ORGANISER""".split()

SECOND = 1_000_000
MINUTE = 60 * SECOND
DAY = 24 * 60 * MINUTE
SHANGHAI = 8 * 60 * MINUTE
EPOCH = datetime.datetime(1970, 1, 1)


def microseconds(text):
    """2024-03-04T09:12:00.5+08:00, or Z, as microseconds since 1970."""
    clock, rest = text[:19], text[19:]
    fraction = ""
    if rest.startswith("."):
        fraction = rest[1:].rstrip("Z").split("+")[0].split("-")[0]
        rest = rest[1 + len(fraction):]
    seconds = (datetime.datetime.fromisoformat(clock) - EPOCH) // datetime.timedelta(seconds=1)
    us = seconds * SECOND + int((fraction + "000000")[:6])
    if rest != "Z":
        minutes = int(rest[1:3]) * 60 + int(rest[4:6])
        us -= (minutes if rest[0] == "+" else -minutes) * MINUTE
    return us


def local(us):
    """The time of day in Shanghai."""
    return EPOCH + datetime.timedelta(microseconds=us + SHANGHAI)


def word(value):
    """An enumeration's value as the ledgers say it: CATEGORY_SERVICE -> service."""
    for enumeration in ENUMERATIONS:
        if value.startswith(enumeration + "_"):
            value = value[len(enumeration) + 1:].lower()
    return "" if value == "unspecified" else value


class Party:
    def __init__(self, unit="", section="", person="", isOutside=False):
        self.unit = unit
        self.section = section
        self.person = person
        self.is_outside = isOutside


class Event:
    def __init__(self, line, number):
        said = json.loads(line)
        header = said.pop("header")
        (self.kind, self.body), = said.items()
        self.source = header.get("source", "")
        self.ref = header.get("sourceRef", "")
        self.actor = header.get("actor", "")
        self.id = header.get("eventId", "%032x" % number)
        self.case_source = header["caseSource"]
        self.case_number = header["caseNumber"]
        self.subject = header.get("subject") or str(
            uuid.uuid5(CASE_NAMESPACE, self.case_source + "\x1f" + self.case_number))
        self.sequence = int(header.get("sourceSequence", 0))
        self.texts = header.get("texts", [])
        self.recorded = microseconds(header["recordedAt"])
        self.precision = "day" if header.get("precision") == "PRECISION_DAY" else "instant"
        self.at = microseconds(header["occurredAt"])
        if self.precision == "day":
            start = (self.at + SHANGHAI) // DAY * DAY - SHANGHAI
            self.at = start if self.kind == "accepted" else start + DAY - SECOND
        compared = {k: v for k, v in header.items() if k not in ("recordedAt", "correlationId")}
        self.content = (compared, self.kind, self.body)

    def order(self):
        return (self.at, KINDS.index(self.kind), self.sequence, self.id)

    def get(self, name, default=""):
        return self.body.get(name, default)

    def word(self, name):
        return word(self.body.get(name, ""))

    def party(self, name):
        return Party(**self.body.get(name, {}))


def histories(lines):
    """What was said of each subject, each event id once with its last recorded_at; and the numbers
    of the lines that say something else under an id already used, which are left out here: which
    content stays is no rule of the fold."""
    subjects = {}
    contradictions = set()
    for number, line in enumerate(lines):
        if not line.strip() or line.startswith("#"):
            continue
        event = Event(line, number)
        known = subjects.setdefault(event.subject, {})
        before = known.setdefault(event.id, event)
        if before.content != event.content:
            contradictions.add(number)
        elif event.recorded > before.recorded:
            known[event.id] = event
    return {subject: list(known.values()) for subject, known in subjects.items()}, contradictions


# ---- what counts ----

def later(a, b):
    """Was a recorded after b?"""
    return (a.recorded, a.id) > (b.recorded, b.id)


def same_cell(a, b):
    return a.ref != "" and (a.source, a.ref) == (b.source, b.ref)


class Counting:
    """Of events with the same source and source_ref the one recorded last counts; a Voided takes
    its target out, except that a rating's or completion's handler has a say: `contested` has the
    approvers that want such a one out, by its id."""

    def __init__(self, events):
        self.events = events
        self.out = set()            # ids
        self.contested = {}
        self.flags = set()
        for event in events:
            older = [e for e in events if same_cell(e, event) and later(event, e)]
            self.out |= {e.id for e in older}
        for void in self.voids():
            if any(e.id in self.out and same_cell(e, void) for e in events):
                self.flags.add("book_corrected")
        # silent: a Voided can be voided too, by one that was recorded later
        for void in sorted(self.voids(), key=lambda e: (e.recorded, e.id), reverse=True):
            if void.id not in self.out:
                self.take_out(void)

    def voids(self):
        return [e for e in self.events if e.kind == "voided" and e.id not in self.out]

    def take_out(self, void):
        if void.get("eventId"):
            named = [e for e in self.events if e.id == void.get("eventId")]
        else:
            named = [e for e in self.events
                     if e.source == void.source and e.ref == void.get("sourceRef")]
        if not named:
            self.flags.add("void_without_target")
        for target in named:
            if target.id in self.out or target is void or same_cell(target, void):
                continue            # out already, or an emptied cell: it counts instead
            # silent: a reference means what was recorded under it so far; an id means its event,
            # but a Voided does not know of a later one
            if later(target, void) and (not void.get("eventId") or target.kind == "voided"):
                continue
            if target.kind in ("rated", "completed"):
                self.contested.setdefault(target.id, []).append(void.get("approver"))
            else:
                self.out.add(target.id)
                self.flags.add("voided")

    def in_order(self):
        return sorted((e for e in self.events if e.id not in self.out), key=Event.order)

    def is_voided(self, event, handlers):
        """A rating or completion is voided with an approver who is not the handler."""
        is_voided = False
        for approver in self.contested.get(event.id, []):
            may = approver != "" and approver not in handlers
            self.flags.add("voided" if may else "void_refused")
            is_voided = is_voided or may
        return is_voided

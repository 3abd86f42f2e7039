"""alert_flow -- lives of cases whose clocks run for a minute, published as they happen.

    alert_flow.py PUBLISH LOG SEED SECONDS

Every half a second some cases are accepted and something happens to others: in time, late, told
late, taken back.  Half of the cases are of a book whose imports come ten minutes behind what they
tell; its source is book-SEED, the others' flow-SEED.  Each line says its own event id and is
appended to LOG before it is handed to PUBLISH, again and again until all of it is acknowledged.
"""
import json
import random
import subprocess
import sys
import time
import uuid

import events

CASES_A_ROUND = 2
HAPPENINGS_A_ROUND = 5
BEHIND = 10 * events.MINUTE         # an import that began then is over
SECTIONS = [(unit, section) for unit in ("U1", "U2") for section in ("S1", "S2")]


def text_of(us):
    return events.local(us).strftime("%Y-%m-%dT%H:%M:%S.%f") + "+08:00"


class Flow:
    def __init__(self, publish, log, seed):
        self.publish = publish
        self.log = log
        self.random = random.Random(seed)
        self.seed = seed
        self.cases = []
        self.lines = []
        self.number = 0

    def say(self, case, kind, at, body):
        """An event that happened then; gives its id."""
        self.number += 1
        source = case["source"]
        behind = BEHIND if source.startswith("book") else 0
        event_id = str(uuid.UUID(int=self.random.getrandbits(128), version=4))
        self.lines.append(json.dumps({"header": {
            "eventId": event_id, "subject": case["subject"], "caseSource": source,
            "caseNumber": case["number"], "source": source, "sourceRef": str(self.number),
            "occurredAt": text_of(at - behind), "recordedAt": text_of(now() - behind)},
            kind: body}) + "\n")
        case["said"].append((kind, event_id))
        return event_id

    def accept(self):
        number = str(len(self.cases))
        source = self.random.choice(("flow-%d", "book-%d")) % self.seed
        subject = str(uuid.uuid5(events.CASE_NAMESPACE, source + "\x1f" + number))
        unit, section = self.random.choice(SECTIONS)
        case = {"source": source, "number": number, "subject": subject, "said": [],
                "at": self.some_ago(55)}
        self.cases.append(case)
        self.say(case, "accepted", case["at"], {
            "unit": unit, "section": section, "receiver": self.random.choice(["li", "li", ""]),
            "hasContact": self.random.random() < 0.8, "category": "CATEGORY_SERVICE"})

    def some_ago(self, seconds):
        return now() - self.random.randrange(seconds * events.SECOND)

    def party(self):
        unit, section = self.random.choice(SECTIONS)
        return {"unit": unit, "section": section}

    def happen(self):
        """Something, to one of the cases that still matter."""
        case = self.random.choice(self.cases[-150:])
        # mostly at once; else told late, but after its case began
        at = now() if self.random.random() < 0.6 else max(self.some_ago(70), case["at"] + 1)
        kind = self.random.choice(
            "completed completed completed contacted contacted signedFor transferred returned paused "
            "resumed extended reopened callbackMade urged explained voided withdrawn".split())
        bodies = {
            "completed": {"by": {"person": "li"}},
            "contacted": {"reached": self.random.random() < 0.8},
            "signedFor": {"by": dict(self.party(), person="wu")},
            "transferred": {"to": self.party()},
            "returned": {},
            "paused": {"pauseId": "p", "reason": "papers", "approver": "zhao"},
            "resumed": {"pauseId": "p"},
            "extended": {"askedAt": text_of(at), "approvedAt": text_of(at), "approver": "zhao",
                         "amount": "1", "amountUnit": "LIMIT_UNIT_MINUTE"},
            "reopened": {},
            "callbackMade": {"outcome": self.random.choice(
                ["CALLBACK_OUTCOME_REACHED", "CALLBACK_OUTCOME_UNREACHABLE"])},
            "urged": {"number": "u"},
            "explained": {"number": "u"},
            "withdrawn": {},
            "voided": {},
        }
        body = bodies[kind]
        if kind == "voided":
            body = {"eventId": self.random.choice(case["said"])[1], "reason": "wrong",
                    "approver": "zhao", "by": {"person": "zhao"}}
        self.say(case, kind, at, body)

    def round(self):
        for _ in range(CASES_A_ROUND):
            self.accept()
        for _ in range(HAPPENINGS_A_ROUND):
            self.happen()
        said = "".join(self.lines)
        self.lines = []
        self.log.write(said)
        self.log.flush()
        while True:
            done = subprocess.run([self.publish], input=said, text=True, check=False,
                                  stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
            if '"rejected"' in done.stdout:
                raise SystemExit(done.stdout)
            if done.returncode == 0:
                return
            time.sleep(0.2)


def now():
    return time.time_ns() // 1000


def main(publish, log, seed, seconds):
    until = time.monotonic() + float(seconds)
    with open(log, "a", encoding="utf-8") as file:
        flow = Flow(publish, file, int(seed))
        while time.monotonic() < until:
            flow.round()
            time.sleep(0.4)
    print("%d cases, %d events" % (len(flow.cases), flow.number))


main(*sys.argv[1:])

"""alerts -- I7 by another way: what the alerts of a log must be, and what they were.

    alerts.py LOG RULES,RULES... FACTS LAST_US SLACK_S [SINCE_US...]

LOG has the events as NDJSON, each with its id; RULES are folders of calendar and policy, in force
one after the other, the last one in the end.  FACTS is alert.alert as CSV.  What the topics hold is
read with kcat (SHOUWEN_KAFKA_BOOTSTRAP_SERVERS).  Until LAST_US everything should be decided; what
rings less than SLACK_S before may be.  At each SINCE_US somebody began to look after a while: what
the broker had by then was no state by itself.  REPEATS=1 lists what the topic has twice.

Every alert is judged by the events that the broker had when it rang, and by those that came until
it was decided: one that rests on none of these states was raised in error.  So was one that waits for
an import, when none that covers its due time was over.  Prints each fault by case, clock and rung;
exit 1 when there is any.
"""
import bisect
import collections
import csv
import os
import subprocess
import sys
import uuid

import clock_rows
import events
from limits import Limits

ALERT_NAMESPACE = uuid.UUID("6f0c3a10-5e0b-4c5e-9d3a-7b21e488a104")
TOPICS = "inquiry transfer completion callback rating oversight".split()
SHOWN_MAX = 20
AT_ONCE = events.SECOND             # a relay that wakes repeats what is older
BROKER_MS = 1000                    # its times are whole milliseconds
STALE = 30 * events.DAY             # what rang longer ago is kept, and not published
IMPORT = 10 * events.MINUTE         # so long after it began an import is over
HEADER, RAISED, CLEARED = 1, 112, 113


# ---- protobuf, as far as it is needed ----

def varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if not byte & 0x80:
            return value, at


def fields(data):
    """number: the last value, of a message."""
    found = {}
    at = 0
    while at < len(data):
        key, at = varint(data, at)
        if key & 7 == 0:
            found[key >> 3], at = varint(data, at)
        elif key & 7 == 2:
            length, at = varint(data, at)
            found[key >> 3] = data[at:at + length]
            at += length
        else:
            raise ValueError("wire type %d" % (key & 7))
    return found


def text(message, number):
    return message.get(number, b"").decode()


def instant(message, number):
    if number not in message:
        return None
    timestamp = fields(message[number])
    return timestamp.get(1, 0) * events.SECOND + timestamp.get(2, 0) // 1000


# ---- topics ----

def records(topic):
    """(broker's time in microseconds, partition, offset, payload) of each, from the beginning."""
    servers = os.environ["SHOUWEN_KAFKA_BOOTSTRAP_SERVERS"]
    command = ["kcat", "-b", servers, "-C", "-q", "-e", "-o", "beginning", "-t", "shouwen." + topic,
               "-f", "%T %p %o %S %s"]
    data = subprocess.run(command, capture_output=True, check=True).stdout
    at = 0
    while at < len(data):
        numbers = []
        for _ in range(4):
            end = data.index(b" ", at)
            numbers.append(int(data[at:end]))
            at = end + 1
        ms, partition, offset, size = numbers
        yield ms * 1000, partition, offset, data[at:at + size]
        at += size


def appended():
    """event id: when the broker had it first."""
    times = {}
    for topic in TOPICS:
        for us, _, _, payload in records(topic):
            event_id = text(fields(fields(payload)[HEADER]), 1)
            times[event_id] = min(us, times.get(event_id, us))
    return times


class Message:
    def __init__(self, us, partition, offset, payload):
        message = fields(payload)
        self.us = us
        self.place = (partition, offset)
        self.id = text(fields(message[HEADER]), 1)
        self.subject = text(fields(message[HEADER]), 2)
        self.is_raised = RAISED in message
        body = fields(message[RAISED] if self.is_raised else message[CLEARED])
        self.clears = "" if self.is_raised else text(body, 1)
        raised = body if self.is_raised else fields(body[3])
        rung = fields(raised[1])
        self.started_by, self.rung = text(rung, 2), text(rung, 3)
        self.rings, self.due = instant(rung, 5), instant(rung, 6)


# ---- facts ----

class Fact:
    def __init__(self, row):
        self.id = row["id"]
        self.subject, self.clock = row["subject"], row["clock"]
        self.started_by, self.rung = row["started_by"], row["rung"]
        self.due = int(row["due"]) if row["due"] else None
        self.rings, self.raised = int(row["rings"]), int(row["raised"])
        self.cleared_before = int(row["cleared_before"])
        self.is_stale = row["state"] == "stale"
        self.cleared = int(row["cleared"]) if row["cleared"] else None
        self.clear_id = row["clear_id"]

    def key(self):
        return (self.subject, self.clock, self.started_by, self.rung, self.due)

    def meant_id(self):
        return str(uuid.uuid5(ALERT_NAMESPACE, "\x1f".join((
            self.subject, self.clock, self.started_by, self.rung,
            "" if self.due is None else str(self.due), str(self.cleared_before)))))


# ---- what must be ----

Rung = collections.namedtuple("Rung", "rings held_until")   # at most, when it waits for an import


class Meant:
    """The rungs of every state that a case went through, by each of the rules."""

    def __init__(self, log, folders, since):
        self.since = [0] + sorted(since)
        with open(log, encoding="utf-8") as lines:
            said = events.histories(lines)[0]
        self.ids = {                # as tables have them
            subject: clock_rows.unit_year_id(history[0]) if subject.startswith("unit/") else subject
            for subject, history in said.items()}
        self.subjects = {self.ids[subject]: history for subject, history in said.items()}
        self.rules = [Limits(folder) for folder in folders]
        self.times = appended()
        self.known = {}
        self.imports = collections.defaultdict(list)    # source: (recorded, appended) of what it said
        for history in self.subjects.values():
            for e in history:
                if e.source == e.case_source and e.id in self.times:
                    self.imports[e.source].append((e.recorded, self.times[e.id]))

    def lost(self):
        """Events that were acknowledged and that no topic has."""
        return [e for history in self.subjects.values() for e in history if e.id not in self.times]

    def rungs(self, subject, count, rules):
        """key: Rung; of the first so many events that the broker had."""
        wanted = (subject, count, rules)
        if wanted not in self.known:
            came = sorted(self.subjects[subject], key=lambda e: self.times[e.id])[:count]
            rows = clock_rows.alerts({came[0].subject: came}, self.rules[rules]) if came else {}
            self.known[wanted] = {
                key[1:] + (row.get("due_at"),): Rung(row["rings_at"], row.get("held_until"))
                for key, row in rows.items() if key[0] == "rung_row"}
        return self.known[wanted]

    def count_at(self, subject, us):
        return sum(self.times[e.id] <= us for e in self.subjects[subject])

    def waits(self, key, rung, us):
        """For an import, still: neither was one that began behind its due time over by then, nor was
        it long enough."""
        if rung.held_until is None or us >= rung.held_until:
            return False
        due = key[-1]
        return not any(recorded > due and recorded + IMPORT <= us and came <= us + BROKER_MS
                       for recorded, came in self.imports[self.subjects[key[0]][0].case_source])

    def states(self, subject, from_us, until_us):
        """What a case may have been between two times, when somebody looked."""
        looked = self.since[bisect.bisect(self.since, until_us) - 1]
        first = self.count_at(subject, max(from_us, looked))
        last = max(first, self.count_at(subject, until_us + BROKER_MS))
        for count in range(first, last + 1):
            for rules in range(len(self.rules)):
                yield self.rungs(subject, count, rules)

    def in_the_end(self):
        last = len(self.rules) - 1
        for subject, history in self.subjects.items():
            yield from self.rungs(subject, len(history), last).items()


class Judge:
    def __init__(self):
        self.faults = collections.Counter()

    def told(self, fault, of, *more):
        self.faults[fault] += 1
        if self.faults[fault] <= SHOWN_MAX:
            print(fault + ":", " ".join(str(part) for part in of), *more)


def judge_facts(judge, facts, meant):
    by_key = collections.defaultdict(list)
    for fact in facts:
        by_key[fact.key()].append(fact)
        if fact.id != fact.meant_id():
            judge.told("its id does not follow from what it is", fact.key(), fact.id)
        if fact.raised < fact.rings:
            judge.told("decided before its time", fact.key(), fact.rings - fact.raised, "us")
        if fact.is_stale != (fact.raised - fact.rings > STALE):
            judge.told("history, and told" if not fact.is_stale else "news, and not told",
                       fact.key(), "id", fact.id)
        if fact.subject not in meant.subjects:
            judge.told("an alert of no case", fact.key())
            continue
        rungs = [state[fact.key()] for state in meant.states(fact.subject, fact.rings, fact.raised)
                 if fact.key() in state and state[fact.key()].rings == fact.rings]
        if not rungs:
            judge.told("raised in error", fact.key(), "id", fact.id)
        elif all(meant.waits(fact.key(), rung, fact.raised) for rung in rungs):
            judge.told("raised before an import that it waits for", fact.key(), "id", fact.id)
        if fact.cleared is not None and not any(
                fact.key() not in state or state[fact.key()].rings > fact.cleared
                for state in meant.states(fact.subject, fact.raised - BROKER_MS, fact.cleared)):
            judge.told("cleared, and it holds", fact.key(), "id", fact.id)
    for key, of_key in by_key.items():
        of_key.sort(key=lambda fact: fact.cleared_before)
        if [fact.cleared_before for fact in of_key] != list(range(len(of_key))):
            judge.told("counted wrongly", key)
        if any(fact.cleared is None for fact in of_key[:-1]):
            judge.told("two alerts of one rung and due time", key)
    return {key for key, of_key in by_key.items() if of_key[-1].cleared is None}


def judge_end(judge, stand, meant, last_us, slack_us):
    expected = dict(meant.in_the_end())
    until = last_us - slack_us
    holding = {key for key, rung in expected.items()
               if rung.rings <= until and not meant.waits(key, rung, until)}
    for key in sorted(holding - stand, key=str):
        judge.told("missing", key, "rings at", events.local(expected[key].rings))
    for key in stand:
        if key not in expected or expected[key].rings > last_us:
            judge.told("not cleared, and it does not hold", key)
    waiting = sum(rung.rings <= until for rung in expected.values()) - len(holding)
    return len(holding), waiting


def judge_topic(judge, facts, messages, ids):
    raised = {fact.id: fact for fact in facts if not fact.is_stale}
    cleared = {fact.clear_id: fact for fact in raised.values() if fact.cleared is not None}
    first = {}
    for message in messages:
        first.setdefault(message.id, message)
        fact = (raised if message.is_raised else cleared).get(message.id)
        if fact is None:
            judge.told("a message without a fact", (message.id, message.subject, message.rung))
            continue
        said = (ids.get(message.subject), message.started_by, message.rung, message.rings, message.due)
        if said != (fact.subject, fact.started_by, fact.rung, fact.rings, fact.due) or (
                not message.is_raised and message.clears != fact.id):
            judge.told("a message that is not its fact", fact.key(), message.id)
        if message.us + BROKER_MS <= message.rings:
            judge.told("on the topic before its time", fact.key())
        if message.us < first[message.id].us + AT_ONCE and first[message.id] is not message:
            judge.told("on the topic twice at once", fact.key(), message.id)
    for wanted in (raised, cleared):
        for message_id, fact in wanted.items():
            if message_id not in first:
                judge.told("not on the topic", fact.key(), message_id)
    for clear_id, fact in cleared.items():
        if fact.id in first and clear_id in first and first[clear_id].place < first[fact.id].place:
            judge.told("cleared on the topic before it is raised", fact.key())
    if os.environ.get("REPEATS"):
        for message in messages:
            if first[message.id] is not message:
                print("again:", events.local(message.us), message.place, message.id, "first",
                      events.local(first[message.id].us), first[message.id].place)
    return len(messages) - len(first)


def main(log, folders, facts_csv, last_us, slack_s, *since):
    judge = Judge()
    meant = Meant(log, folders.split(","), [int(us) for us in since])
    with open(facts_csv, encoding="utf-8", newline="") as file:
        facts = [Fact(row) for row in csv.DictReader(file)]
    for event in meant.lost():
        judge.told("acknowledged, and on no topic", (event.subject, event.kind, event.id))
    if judge.faults:
        return 1
    messages = [Message(*record) for record in records("alert")]
    stand = judge_facts(judge, facts, meant)
    holding, waiting = judge_end(judge, stand, meant, int(last_us), int(slack_s) * events.SECOND)
    repeated = judge_topic(judge, facts, messages, meant.ids)
    print("%d cases, %d rungs hold (%d wait), %d alerts (%d of history, %d cleared, %d once more), "
          "%d messages (%d repeated): %d faults" % (
              len(meant.subjects), holding, waiting, len(facts), sum(f.is_stale for f in facts),
              sum(f.cleared is not None for f in facts), sum(f.cleared_before > 0 for f in facts),
              len(messages), repeated, sum(judge.faults.values())))
    return 1 if judge.faults or not facts or not messages else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

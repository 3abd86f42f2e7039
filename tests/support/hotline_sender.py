"""hotline_sender.py -- one sender of events over HTTP that goes on until every one was accepted.

hotline_sender.py PORT KEY NAME CASES SEED RATE STOP: of each case an acceptance, a transfer and a completion, some
told again, RATE events a second: at least so many cases, and on until the file STOP is there.  Prints, a line each,
the ids that were answered with 202.  What had no answer, or another one, is told again; a refusal (4xx) ends it.
On standard error it says "cut" of each request that had no answer, and in the end how many cases there were.
"""
import http.client
import itertools
import json
import os
import random
import sys
import time

port, key, name, cases = int(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])
seed, rate, stop = int(sys.argv[5]), float(sys.argv[6]), sys.argv[7]
chance = random.Random(seed)
begun = time.monotonic()
deadline = begun + 900


def event(number, minute, ref, member, content):
    return {"header": {"source": "hotline", "caseSource": "hotline", "caseNumber": f"{name}-{number}",
                       "sourceRef": ref, "occurredAt": f"2025-09-22T09:{minute:02}:00+08:00"}, member: content}


def tell(number):
    yield event(number, 1, "accepted", "accepted",
                {"unit": "zjj", "section": "bgs", "channel": "CHANNEL_HOTLINE"}) | {
                    "citizenRecord": {"name": f"canary {number}"}}
    yield event(number, 2, "transferred", "transferred",
                {"from": {"unit": "zjj", "section": "bgs"}, "to": {"unit": "zjj", "section": "fck"}})
    yield event(number, 3, "completed", "completed", {"by": {"unit": "zjj", "section": "fck"}})


def send(connection, batch):
    body = "\n".join(json.dumps(one) for one in batch)
    connection.request("POST", "/v1/events", body, {"Authorization": f"Bearer {key}",
                                                    "Content-Type": "application/x-ndjson"})
    response = connection.getresponse()
    answer = json.loads(response.read())
    if "events" in answer:
        return answer["events"]
    if response.status not in (429, 503):
        sys.exit(f"status {response.status}: {answer}")
    return [{"status": response.status}] * len(batch)


def stories():
    """Events, as long as they are wanted; gives the number of cases."""
    for number in itertools.count():
        if number >= cases and os.path.exists(stop):
            return number
        yield from tell(number)
        if chance.random() < 0.15:
            yield chance.choice(list(tell(chance.randrange(number + 1))))


def take(source, count):
    global made
    for _ in range(count):
        try:
            yield next(source)
        except StopIteration as end:
            made = made or end.value
            return


def dial():
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.connect()
    return connection


source, waiting, told, made = stories(), [], 0, 0
connection = None
while waiting or not made:
    due = (time.monotonic() - begun) * rate - told  # after a pause it is more at once
    if due < 1:
        time.sleep(0.005)
        continue
    if time.monotonic() > deadline:
        sys.exit(f"{len(waiting)} events were not accepted in time")
    size = chance.choice((1, 2, 7)) if due < 100 else 300
    waiting += take(source, size - len(waiting))
    batch = waiting[:size]
    try:
        connection = connection or dial()
    except OSError:
        time.sleep(0.05)
        continue
    try:
        answers = send(connection, batch) if batch else []
    except (OSError, http.client.HTTPException, ValueError):
        connection = None  # it was killed: nobody knows, so all is told again
        print("cut", file=sys.stderr, flush=True)
        continue
    again = []
    for one, answer in zip(batch, answers, strict=True):
        if answer["status"] == 202:
            print(answer["eventId"])
        elif answer["status"] in (429, 503):
            again.append(one)
        else:
            sys.exit(f"refused: {answer}")
    sys.stdout.flush()
    told += len(batch) - len(again)
    waiting[:len(batch)] = again
    if again:
        time.sleep(0.2)
print(f"cases={made}", file=sys.stderr)

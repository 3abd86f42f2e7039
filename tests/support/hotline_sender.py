"""hotline_sender.py -- one sender of events over HTTP that goes on until every one was accepted.

hotline_sender.py PORT KEY NAME CASES SEED: of each case an acceptance, a transfer and a completion, some
told again, in requests of any size.  Prints, a line each, the ids that were answered with 202.  What had no
answer, or another one, is told again; a refusal (4xx) ends it.
"""
import http.client
import json
import random
import sys
import time

port, key, name, cases, seed = int(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5])
chance = random.Random(seed)
deadline = time.monotonic() + 900


def event(number, minute, ref, member, content):
    return {"header": {"source": "hotline", "caseSource": "hotline", "caseNumber": f"{name}-{number}",
                       "sourceRef": ref, "occurredAt": f"2025-09-22T09:{minute:02}:00+08:00"}, member: content}


def tell():
    for number in range(cases):
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


waiting = list(tell())
waiting += chance.sample(waiting, len(waiting) // 20)
connection = None
while waiting:
    if time.monotonic() > deadline:
        sys.exit(f"{len(waiting)} events were not accepted in time")
    batch = waiting[:chance.choice((1, 7, 100, 300))]
    try:
        connection = connection or http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        answers = send(connection, batch)
    except (OSError, http.client.HTTPException, ValueError):
        connection = None  # it was killed: nobody knows, so all is told again
        time.sleep(0.05)
        continue
    again = []
    for one, answer in zip(batch, answers, strict=True):
        if answer["status"] == 202:
            print(answer["eventId"])
        elif answer["status"] in (429, 503):
            again.append(one)
        else:
            sys.exit(f"refused: {answer}")
    waiting[:len(batch)] = again
    if again:
        time.sleep(0.2)

"""hotline_crowd.py -- a crowd of rude connections, and one honest sender among them.

hotline_crowd.py PORT KEY COUNT PID SECONDS: connections that are silent, say half a head, or a byte a second of a
head or of a body, and one that posts an event after the other.  Ends when the server has closed all of the crowd,
and prints what was seen as JSON; status 1 when some are left after so many seconds, or the honest one was not served.
"""
import http.client
import json
import os
import selectors
import socket
import sys
import threading
import time

port, key, count, pid, seconds = int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5])
CONNECTING_MAX = 500
head = f"POST /v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\nContent-Type: application/json\r\n"
kinds = {  # what is said at once, and then a byte a second
    "silent": (b"", b""),
    "half a head": (head.encode()[:60], b""),
    "a head in drops": (b"", head.encode() + b"X-Long: " + b"x" * 10000),
    "half a body": (head.encode() + b"Content-Length: 1000\r\n\r\n{", b""),
    "a body in drops": (head.encode() + b"Content-Length: 1000\r\n\r\n", b"{" + b" " * 900),
}


def proc(name):
    with open(f"/proc/{pid}/status", encoding="ascii") as status:
        return next(int(line.split()[1]) for line in status if line.startswith(name + ":"))


def event(number):
    return json.dumps({"header": {"source": "hotline", "caseSource": "hotline", "caseNumber": f"honest-{number}",
                                  "sourceRef": "1", "occurredAt": "2025-09-22T09:00:00+08:00"},
                       "accepted": {"unit": "zjj", "section": "bgs", "channel": "CHANNEL_HOTLINE"}})


class Honest(threading.Thread):
    """One connection, one event after the other; none may be refused."""

    def __init__(self):
        super().__init__(daemon=True)
        self.served, self.longest_s, self.trouble, self.is_over = 0, 0.0, "", False
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.connection.connect()

    def run(self):
        try:
            while not self.is_over:
                begun = time.monotonic()
                self.connection.request("POST", "/v1/events", event(self.served), {
                    "Authorization": f"Bearer {key}", "Content-Type": "application/json"})
                response = self.connection.getresponse()
                response.read()
                if response.status != 202:
                    raise OSError(f"status {response.status}")
                self.longest_s = max(self.longest_s, time.monotonic() - begun)
                self.served += 1
                time.sleep(0.02)
        except (OSError, http.client.HTTPException) as trouble:
            self.trouble = repr(trouble)


class Rude:
    def __init__(self, kind):
        self.kind, self.at, self.is_open = kind, 0, False
        self.socket = socket.socket()
        self.socket.setblocking(False)
        self.socket.connect_ex(("127.0.0.1", port))

    def begin(self):
        self.is_open = True
        self.say(kinds[self.kind][0])

    def drip(self):
        self.say(kinds[self.kind][1][self.at:self.at + 1])
        self.at += 1

    def say(self, text):
        try:
            self.socket.send(text)
        except OSError:
            pass  # closed: it will be heard

    def is_closed(self):
        try:
            return self.socket.recv(65536) == b""
        except BlockingIOError:
            return False
        except OSError:
            return True


honest = Honest()
honest.start()
selector = selectors.EpollSelector()
crowd = []
connecting = closed = most_files = most_open = 0
deadline = time.monotonic() + seconds
drops_at = time.monotonic()
while closed < count and time.monotonic() < deadline:
    while len(crowd) < count and connecting < CONNECTING_MAX:
        rude = Rude(list(kinds)[len(crowd) % len(kinds)])
        selector.register(rude.socket, selectors.EVENT_WRITE, rude)
        crowd.append(rude)
        connecting += 1
    for chosen, events in selector.select(0.2):
        rude = chosen.data
        if not rude.is_open:
            connecting -= 1
            selector.modify(rude.socket, selectors.EVENT_READ, rude)
            rude.begin()
        elif rude.is_closed():
            selector.unregister(rude.socket)
            rude.socket.close()
            rude.is_open = False
            closed += 1
    if time.monotonic() >= drops_at:
        drops_at += 1
        for rude in crowd:
            if rude.is_open:
                rude.drip()
        most_files = max(most_files, len(os.listdir(f"/proc/{pid}/fd")))
        most_open = max(most_open, sum(rude.is_open for rude in crowd))
honest.is_over = True
honest.join()
left = {}
for rude in crowd:
    if rude.is_open:
        left[rude.kind] = left.get(rude.kind, 0) + 1
print(json.dumps({"closed": closed, "left": left, "most_open": most_open, "most_files": most_files,
                  "served": honest.served, "longest_s": round(honest.longest_s, 3), "trouble": honest.trouble,
                  "kb": proc("VmRSS"), "most_kb": proc("VmHWM")}))
sys.exit(0 if closed == count and honest.served > 0 and not honest.trouble else 1)

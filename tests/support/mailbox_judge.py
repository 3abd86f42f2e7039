"""mailbox_judge.py -- is every mail where it belongs, and every letter in the log under its thread's case?

mailbox_judge.py MAILDIR MAILS: MAILS is what mailbox_sender.py printed; topics are read with kcat from
SHOUWEN_KAFKA_BOOTSTRAP_SERVERS.  Prints what is not as it must be, and in the last line how many there were.
"""
import collections
import os
import re
import subprocess
import sys

maildir, told = sys.argv[1], sys.argv[2]
faults = 0


def fault(text):
    global faults
    faults += 1
    print(text)


def records(topic):
    """Key and bytes of each."""
    output = subprocess.run(
        ["kcat", "-b", os.environ["SHOUWEN_KAFKA_BOOTSTRAP_SERVERS"], "-C", "-t", f"shouwen.{topic}", "-e", "-q",
         "-f", "%k\n%S\n%s"], check=True, stdout=subprocess.PIPE).stdout
    while output:
        key, size, rest = output.split(b"\n", 2)
        yield key.decode(), rest[:int(size)]
        output = rest[int(size):]


with open(told, encoding="utf-8") as file:
    mails = [line.rstrip("\n").split("\t") for line in file]

# ---- folders ----

lying = collections.Counter()
for folder in ("new", "cur", "tmp", "done", "refused", "aside"):
    for name in os.listdir(f"{maildir}/{folder}"):
        lying[folder, name] += 1
reasons = {name for name, folder, *_ in mails if folder in ("refused", "aside")}
wanted = collections.Counter((folder, name) for name, folder, *_ in mails)
wanted.update((folder, f"{name}.reason") for name, folder, *_ in mails if name in reasons)
for folder, name in (wanted - lying):
    fault(f"{folder}/{name} is not there")
for folder, name in (lying - wanted):
    fault(f"{folder}/{name} is there")
for name in os.listdir(f"{maildir}/threads"):
    is_whole = len(name) == 36 and os.path.getsize(f"{maildir}/threads/{name}") > 0
    if not name.startswith(".") and not is_whole:  # a hidden one is being written, and nobody's yet
        fault(f"threads/{name} is half a note")

# ---- the log ----

openers = {which: opener for _, folder, which, opener in mails if folder == "done"}
events = collections.defaultdict(set)  # cases by event
sent = 0
for key, value in records("inquiry"):
    sent += 1
    events[re.search(rb"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", value).group().decode()].add(key)
letters = collections.defaultdict(set)  # cases and events by what was written
for key, value in records("citizen"):
    for which in re.findall(rb"canary (\d+)", value):
        letters[which.decode()].add(tuple(key.split("/")[:2]))
threads = collections.defaultdict(set)  # openers by case
for which, opener in openers.items():
    if len(letters[which]) != 1:
        fault(f"letter {which} is in {len(letters[which])} events")
        continue
    (case, event), = letters[which]
    threads[case].add(opener)
    if events[event] != {case}:
        fault(f"event {event} of letter {which} is in {sorted(events[event])}, not in {case}")
    if {case} != {one for one, _ in letters[opener]}:
        fault(f"letter {which} is not in the case of {opener}")
for case, several in threads.items():
    if len(several) > 1:
        fault(f"case {case} is of several threads: {sorted(several)}")
if set(letters) - set(openers):
    fault(f"letters nobody wrote: {sorted(set(letters) - set(openers))}")
if len(events) != len(openers):
    fault(f"{len(events)} events of {len(openers)} letters")
print(f"{len(mails)} mails, {len(openers)} letters in {len(threads)} cases, sent {sent} times; {faults} faults")
sys.exit(faults > 0)

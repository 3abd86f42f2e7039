"""counters -- what assessment counts, a second time, from histories; see events.py.

    counters.py PROGRAMS RULES random TOOL SEED ROUNDS SUBJECTS    random histories
    counters.py PROGRAMS RULES FILE...                              these

RULES is a folder of calendar and policies.  Prints what differs; exit 1 when anything does.
"""
import collections
import datetime
import re
import subprocess
import sys

import clocks
import compare
import events
import ledgers
from cases import Case
from whose import about, handler, receiver
from worktime import NEVER, date_of

DUE = {     # what a kind of clock counts as: due, in time, whose
    "completion": ("due", "on_time", "handling"),
    "redo": ("redo_due", "redone_on_time", "handling"),
    "sign": ("sign_due", "signed_on_time", "handling"),
    "rectification": ("rectification_due", "rectified_on_time", "handling"),
    "first_contact": ("contact_due", "contacted_on_time", "receiver")}
HOUR = 60 * events.MINUTE
KEYS = ("unit", "section", "person", "account", "day")
PAIR_KEYS = ("unit", "section", "to_unit", "to_section", "day")
SHOWN_MAX = 10
CELL = re.compile(r' ([a-z_]+)=("[^"]*"|\S+)')
TRAINING = 5
PARTS = {                       # that the evidence of an item must have
    1: {"duties", "staffing", "procedure", "supervision", "assessment"},
    3: {"year_start", "year_end"},
    TRAINING: {"assembly", "section", "self_study", "reminder"},
    14: {"premises", "website", "wechat", "phone", "mailbox"}}


def day_of(event):
    return events.local(event.at).strftime("%Y-%m-%d")


class Counters(collections.Counter):
    def add(self, counter, account, party, day, amount=1):
        self[party + (account, day), counter] += amount


# ---- whose ----

def holder_at(case, event):
    held = [s for s in case.stays if s.is_held and s.began.order() <= event.order()]
    return held[-1] if held else None


# ---- a case ----

def count_rounds(counters, case):
    whose = receiver(case)
    completed = {}      # round: its first completion
    number = 0
    for event, flags in case.facts:
        if event.kind == "reopened":
            number += 1
            if "reopened_while_open" not in flags:
                counters.add("redone", "handling", handler(case, holder_at(case, event)),
                             day_of(event))
        elif event.kind == "completed":
            completed.setdefault(number, event)
    for number, each in enumerate(case.rounds):
        first = each.ratings[0] if each.ratings else None
        if first is None and number not in completed:
            continue
        day = day_of(completed.get(number, first))

        def add(counter):
            counters.add(counter, "receiver", whose, day)
        if first:
            add("rated")
            add(first.word("satisfaction"))
            if ledgers.as_amended(case).get("priority") == "provincial":
                add("provincial_rated")
                if first.word("satisfaction") == "satisfied":
                    add("provincial_satisfied")
        if len(each.ratings) > 1:
            add(each.ratings[-1].word("satisfaction") + "_after")
        said = first.word("solved") if first else ""
        if not said and each.closing_calls:
            said = each.closing_calls[0].word("solved")
        if said:
            add("solved" if said == "yes" else "unsolved")
        if each.calls:
            counters.add("callback_attempts", "receiver", whose[:2] + ("",), day, len(each.calls))


def is_complete(case):
    row = ledgers.case_row(case)
    results = any(int(e.get("resultLength", 0)) > 0 or "TEXT_FIELD_RESULT" in e.texts
                  for e, stay in case.completions)
    is_called = any(r.calls or r.early_calls for r in case.rounds)
    is_explained = any(r.ratings or (r.calls and r.calls[-1].word("outcome") != "reached")
                       for r in case.rounds)
    fields = (row["receiver"], row["has_name"], row["has_contact"], row["has_content"],
              row["channel"], row["category"] != "unclassified", results)
    return all(fields) and (case.is_mock_visit or (is_called and is_explained))


def count_record(counters, case):
    if not case.completions:
        return
    day = day_of(case.completions[0][0])
    counters.add("records", "receiver", receiver(case), day)
    if is_complete(case):
        counters.add("complete_records", "receiver", receiver(case), day)


def count_handings(counters, case):
    hops = []
    for handing in case.handings:
        before = handing.ended.key() if handing.ended else None
        if not handing.moved or before == handing.to.key():
            continue
        giver = receiver(case)
        if handing.ended:
            giver = handler(case, handing.ended)
        elif handing.named:
            giver = handing.named + ("",)
        day = day_of(handing.event)
        pair = ("handover",) + (before or handing.named or giver[:2]) + handing.to.key() + (day,)
        if handing.event.kind == "returned":
            counters.add("returned", "handling", giver, day)
            counters[pair, "returned"] += 1
            continue
        counters.add("hops", "handling", giver, day)
        counters[pair, "hops"] += 1
        if hops and hops[-1] == (handing.to.key(), before):
            counters.add("loops", "handling", giver, day)
            counters[pair, "loops"] += 1
        hops.append((before, handing.to.key()))


# ---- clocks ----

def holder_when(case, at):
    before = [moment for moment in case.moments if moment.event.at <= at]
    return handler(case, before[-1].holder)


def count_due(counters, case, clock):
    due, on_time, account = DUE[clock.kind]
    verdict = clocks.verdict(clock)
    if clock.due.at == NEVER:
        return
    day = date_of(clock.due.day).isoformat()
    whose = clock.who
    if verdict == "left":
        if clock.kind == "completion":
            counters.add("excluded", account, whose, day)
        return
    if verdict == "on_time" and clock.kind == "sign":
        whose = handler(case, clock.stay)
    elif verdict != "on_time" and clock.kind in ("completion", "redo"):
        whose = holder_when(case, clock.due.at)
    counters.add(due, account, whose, day)
    if verdict != "on_time":
        return
    counters.add(on_time, account, whose, day)
    if clock.kind == "completion" and clock.stop.precision != "day" and (
            clock.due.at - clock.stop.at <= HOUR):
        counters.add("last_hour", account, whose, day)


def count_callback(counters, case, clock):
    """On the day of the first completion of its round."""
    number = next(m.round for m in case.moments if m.event is clock.event)
    done = [m.event for m in case.moments if m.round == number and m.event.kind == "completed"]
    day = day_of((done or [clock.event])[0])
    if clock.end == "exempt":
        counters.add("callback_exempt", "receiver", clock.who, day)
    if clocks.verdict(clock) == "left":
        return
    counters.add("callback_owed", "receiver", clock.who, day)
    is_after = clock.event.kind == "rectificationDone"
    if is_after:
        counters.add("callback_owed_after", "receiver", clock.who, day)
    if clock.end == "done":
        counters.add("called_back", "receiver", clock.who, day)
        if is_after:
            counters.add("called_back_after", "receiver", clock.who, day)
        counters.add(clock.stop.word("outcome"), "receiver", clock.who, day)


def count_clocks(counters, case, theirs):
    for clock in theirs:
        if clock.kind == "callback":
            count_callback(counters, case, clock)
        elif clock.kind in DUE:
            count_due(counters, case, clock)
        elif clock.kind == "return" and clocks.verdict(clock) == "late":
            counters.add("late_returns", "handling", clock.who, day_of(clock.stop))


# ---- checks ----

def count_checks(counters, facts, usual, case=None):
    for event in facts:
        if event.kind == "spotChecked":
            whose = about(event, usual, case)
            counters.add("spot_checked", "receiver", whose, day_of(event))
            found = "found_bad" if event.word("finding") == "bad" else "found_good"
            counters.add(found, "receiver", whose, day_of(event))
        elif event.kind == "inspected":
            whose = about(event, usual, case)
            counters.add("inspected", "unit", whose, day_of(event))
            found = "inspected_bad" if event.word("finding") == "bad" else "inspected_good"
            counters.add(found, "unit", whose, day_of(event))


def count_case(counters, case, limits):
    if case.accepted is None:
        first = case.stays[0].key() if case.stays else ("", "")
        counters.add("incomplete", "receiver", first + ("",), day_of(case.facts[0][0]))
        return
    counters.add("received", "receiver", receiver(case), day_of(case.accepted))
    count_rounds(counters, case)
    count_record(counters, case)
    count_handings(counters, case)
    count_clocks(counters, case, clocks.case_clocks(case, limits))
    count_checks(counters, [event for event, flags in case.facts], receiver(case), case)


# ---- a unit's year ----

def count_year(counters, said, limits):
    count_clocks(counters, None, clocks.year_clocks(clocks.Year(said), limits))
    facts = events.Counting(said).in_order()
    unit = (said[0].case_source, "", "")
    count_checks(counters, facts, unit)
    opened = [event for event in facts if event.kind == "yearOpened"]
    if not opened:
        return
    day = datetime.date(int(opened[0].get("year")), 12, 31).isoformat()
    counters.add("checklist_items", "unit", unit, day, 16)
    parts = collections.defaultdict(set)
    for event in facts:
        if event.kind == "checklistEvidence" and int(event.get("item")) != TRAINING:
            parts[int(event.get("item"))] |= {events.word(p) for p in event.get("parts", [])}
        elif event.kind == "trainingHeld":
            parts[TRAINING].add(event.word("mode"))
    done = sum(1 for item, there in parts.items() if item != 2 and PARTS.get(item, set()) <= there)
    if done:
        counters.add("checklist_done", "unit", unit, day, done)


# ---- theirs ----

def counted(lines, limits):
    subjects, contradictions = events.histories(lines)
    counters = Counters()
    for subject, said in subjects.items():
        if subject.startswith("unit/"):
            count_year(counters, said, limits)
        else:
            count_case(counters, Case(said), limits)
    return counters, [line for n, line in enumerate(lines) if n not in contradictions]


def printed(lines, where):
    done = subprocess.run([where.programs + "/shouwen-assessment", "rows", where.rules],
                          input="\n".join(lines) + "\n", capture_output=True, text=True,
                          check=False)
    if done.returncode != 0:
        raise SystemExit("shouwen-assessment rows: " + done.stderr)
    counters = Counters()
    for line in done.stdout.splitlines():
        table = line.split(" ", 1)[0]
        row = {name: value.strip('"') for name, value in CELL.findall(line)}
        if table == "contribution_row":
            key = tuple(row.pop(name, "") for name in KEYS)
        elif table == "handover_row":
            key = ("handover",) + tuple(row.pop(name, "") for name in PAIR_KEYS)
        else:
            continue
        row.pop("bucket", None)
        for counter, amount in row.items():
            counters[key, counter] += int(amount)
    return counters


def main(programs, rules, *arguments):
    where = compare.Where(programs, rules)
    differing = compared = 0
    seen = set()
    for name, lines in compare.inputs(arguments, where):
        ours, lines = counted(lines, where.limits)
        theirs = printed(lines, where)
        for key in sorted({**ours, **theirs}):
            compared += 1
            seen.add(key[1])
            if ours[key] == theirs[key]:
                continue
            differing += 1
            if differing <= SHOWN_MAX:
                print("%s: %s of %s: the program says %d, the rules %d" % (
                    name, key[1], "/".join(key[0]), theirs[key], ours[key]))
    print("%d sums of %d counters compared, %d differ" % (compared, len(seen), differing))
    return 1 if differing or compared == 0 else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

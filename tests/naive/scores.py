"""scores -- I8 by another way: the counters and scores that a log must come to, and what they are.

    scores.py FOLDER LOG.ndjson DUMPS RULES FORMULAS ASSESSMENT ASKED SEED [JOBS]

DUMPS has contribution_row.csv and handover_row.csv, the live tables, and letters.csv as tables.py has it; RULES is the
folder that was loaded last, FORMULAS the folder of the formulas.  Every counter of the table is
compared, and of ASKED scores (units, sections and persons, chosen by SEED) every line that the
program ASSESSMENT prints.  Prints what differs; exit 1 when anything does.  Subjects are dealt
out to FOLDER/deal-N first, so that memory does not grow with the log.
"""
import collections
import csv
import datetime
import glob
import math
import multiprocessing
import os
import random
import re
import shutil
import subprocess
import sys
from fractions import Fraction

import counters
import events
import limits
import tables
from cases import Case

SHOWN_MAX = 10
KEYS = counters.KEYS
PERIODS = ("2024", "2024-Q1", "2024-Q2", "2024-Q3", "2024-Q4", "2024-02", "2025", "2025-Q1")
MINIMUM = 10
GRADES = ((9000, "优秀"), (8000, "良好"), (6000, "合格"))
ITEM = re.compile(r"^(\S+) +\S+ (\d+) / \S+ (\d+)  (?:(not rated)|([\d.]+)%  n .*  (\S+))$")


# ---- points by decision ----

def adjusted_party(event, usual):
    named = event.party("about")
    if named.unit:
        return (named.unit, named.section, named.person)
    return usual[:2] + (named.person or usual[2],)


def adjustments(subject, said):
    """(party, day, hundredths) of every decision upon a case or a unit's year."""
    if subject.startswith("unit/"):
        facts, usual = events.Counting(said).in_order(), (said[0].case_source, "", "")
    else:
        case = Case(said)
        facts = [event for event, flags in case.facts]
        usual = ("", "", "") if case.accepted is None else counters.receiver(case)
    return [(adjusted_party(event, usual), counters.day_of(event),
             int(event.get("pointsHundredths", 0)))
            for event in facts if event.kind == "pointsAdjusted"]


# ---- one deal of the log ----

def read_deal(task):
    folder, letters, rules = task
    with open(os.path.join(folder, "log"), encoding="utf-8") as file:
        lines = file.read().splitlines()
    subjects, contradictions = events.histories(lines)
    ids = {tables.said_in(lines[number], "eventId") for number in contradictions}
    complaints = []
    lost = tables.settle_ids("assessment", lines, ids, letters, complaints)
    counted, decided = counters.Counters(), []
    for subject, said in tables.without(lines, lost, subjects, contradictions).items():
        if subject.startswith("unit/"):
            counters.count_year(counted, said, rules)
        else:
            counters.count_case(counted, Case(said), rules)
        decided += adjustments(subject, said)
    return dict(counted), decided, complaints, len(subjects)


def read_log(folder, log, dumps, rules, jobs):
    shutil.rmtree(folder, ignore_errors=True)
    for i in range(tables.DEALS):
        os.makedirs(os.path.join(folder, "deal-%d" % i))
    with open(log, encoding="utf-8") as lines:
        tables.deal(folder, "log", lines, tables.row_subject)
    rules = limits.Limits(rules)
    letters = tables.letters_of(dumps)
    tasks = [(os.path.join(folder, "deal-%d" % i), letters, rules) for i in range(tables.DEALS)]
    counted, decided, complaints, subjects = counters.Counters(), [], [], 0
    with multiprocessing.Pool(jobs) as pool:
        for some, given, said, number in pool.imap(read_deal, tasks):
            counted.update(some)
            decided += given
            complaints += said
            subjects += number
    shutil.rmtree(folder)
    return counted, decided, complaints, subjects


# ---- counters ----

def stored(dumps):
    found = counters.Counters()
    for table, before, keys in (("contribution_row", (), KEYS),
                                ("handover_row", ("handover",), counters.PAIR_KEYS)):
        with open(os.path.join(dumps, table + ".csv"), encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                key = before + tuple(row.pop(name) for name in keys)
                del row["bucket"]
                for counter, amount in row.items():
                    if amount:
                        found[key, counter] += int(amount)
    return found


def compare_counters(ours, theirs):
    for key in sorted({**ours, **theirs}):
        if ours[key] != theirs[key]:
            yield "%s of %s: the table says %d, the rules %d" % (
                key[1], "/".join(key[0]), theirs[key], ours[key])


# ---- scores ----

def half_up(number):
    """To hundredths, as an integer of them."""
    return math.floor(number * 100 + Fraction(1, 2))


def text(hundredths):
    return "%s%d.%02d" % ("-" if hundredths < 0 else "", abs(hundredths) // 100, abs(hundredths) % 100)


def formulas_of(folder):
    read = {}
    for path in glob.glob(os.path.join(folder, "*.csv")):
        with open(path, encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        read[rows[0]["formula"]] = rows
    return read


def points_of(row, rate):
    cap = Fraction(row["cap"])
    slope = Fraction(row.get("slope") or cap / 100)
    target = Fraction(row.get("target") or 100)
    points = half_up(cap - slope * (target - Fraction(rate, 100)))
    return min(max(points, half_up(Fraction(row.get("floor") or 0))), half_up(cap))


def grade_of(final):
    return next((grade for least, grade in GRADES if final >= least), "不合格")


def score(rows, counts, decided):
    """The lines that must be printed: {what: values}."""
    lines, points, rated, many = {}, 0, Fraction(0), Fraction(0)
    out_of = sum(Fraction(row["cap"]) for row in rows)
    for row in rows:
        part, whole = counts[row["numerator"]], counts[row["denominator"]]
        if whole <= 0:
            lines[row["item"]] = (str(part), str(whole), "not rated")
            continue
        rate = half_up(Fraction(100 * part, whole))
        worth = points_of(row, rate)
        points += worth
        rated += Fraction(row["cap"])
        many += Fraction(row["cap"]) if whole >= MINIMUM else 0
        lines[row["item"]] = (str(part), str(whole), text(rate), text(worth))
    lines["points"] = text(points)
    if rated == 0 or 2 * rated < out_of:
        lines["total"] = "not rated"
        return lines
    total = half_up(points / rated)
    lines["total"] = text(total)
    final = max(total + sum(decided), 0)
    if decided:
        lines["final"] = text(final)
    lines["grade"] = "样本不足" if 2 * many < out_of else grade_of(final)
    return lines


def printed(program, asked):
    unit, section, person, period, formula = asked
    command = [program, "score", "--unit", unit, "--period", period, "--formula", formula]
    command += ["--section", section] if section else []
    command += ["--person", person] if person else []
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(" ".join(command) + ": " + done.stderr)
    lines = {}
    for line in done.stdout.splitlines():
        item = ITEM.match(line)
        if item:
            name, part, whole, nothing, rate, worth = item.groups()
            lines[name] = (part, whole, nothing) if nothing else (part, whole, rate, worth)
        elif line.split(" ")[0] in ("points", "total", "final", "grade"):
            lines[line.split(" ")[0]] = (
                "not rated" if line.endswith("not rated") else line.split(" ")[-1])
    return lines


def days_of(period):
    """First and last, as the tables say them; no later than today."""
    year, _, part = period.partition("-")
    first, count = (1, 12) if not part else (
        (3 * int(part[1:]) - 2, 3) if part.startswith("Q") else (int(part), 1))
    ends = datetime.date(int(year) + (first + count - 1) // 12, (first + count - 1) % 12 + 1, 1)
    return "%s-%02d-01" % (year, first), min(
        (ends - datetime.timedelta(days=1)).isoformat(), datetime.date.today().isoformat())


def is_of(party, asked):
    unit, section, person = asked[:3]
    return party[0] == unit and (not section or party[1] == section) and (
        not person or party[2] == person)


def is_decided_upon(party, asked):
    """Points of a unit as such, of a section as such, of a person."""
    unit, section, person = asked[:3]
    return party[0] == unit and party[2] == person and (
        party[1] == section or (not section and person != ""))


def chosen(counted, formulas, count, seed):
    """Whose scores are asked: some units, sections and persons of periods and formulas."""
    dice = random.Random(seed)
    parties = sorted({key[0][:3] for key in counted if key[0][0] and len(key[0]) == len(KEYS)})
    for _ in range(count):
        unit, section, person = dice.choice(parties)
        depth = dice.randrange(3)
        yield (unit, section if depth > 0 else "", person if depth > 1 else "",
               dice.choice(PERIODS), dice.choice(sorted(formulas)))


def compare_scores(counted, decided, formulas, program, asks):
    of_unit = collections.defaultdict(list)
    for (key, counter), amount in counted.items():
        of_unit[key[0]].append((key, counter, amount))
    for asked in asks:
        first, last = days_of(asked[3])
        counts = collections.Counter()
        for key, counter, amount in of_unit[asked[0]]:
            if is_of(key, asked) and first <= key[4] <= last:
                counts[counter] += amount
        points = [hundredths for party, day, hundredths in decided
                  if is_decided_upon(party, asked) and first <= day <= last]
        meant, said = score(formulas[asked[4]], counts, points), printed(program, asked)
        for line in sorted({**meant, **said}):
            if meant.get(line) != said.get(line):
                yield "%s of %s: the program says %s, the rules %s" % (
                    line, " ".join(asked), said.get(line), meant.get(line))


def main(folder, log, dumps, rules, formulas, program, asked, seed, jobs="2"):
    counted, decided, faults, subjects = read_log(folder, log, dumps, rules, int(jobs))
    faults = ["%s: %s" % complaint for complaint in faults]
    theirs = stored(dumps)
    faults += compare_counters(counted, theirs)
    formulas = formulas_of(formulas)
    asks = list(chosen(counted, formulas, int(asked), int(seed)))
    wrong = list(compare_scores(counted, decided, formulas, program, asks))
    for fault in faults[:SHOWN_MAX] + wrong[:SHOWN_MAX]:
        print(fault)
    print("%d subjects: %d sums compared, %d differ; %d decisions; %d scores compared, %d lines differ" % (
        subjects, len({**counted, **theirs}), len(faults), len(decided), len(asks), len(wrong)))
    return 1 if faults or wrong or not theirs or not asks else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

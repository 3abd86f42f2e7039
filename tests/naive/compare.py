"""compare -- what the programs make of histories, against the naive reading.

    compare.py PROGRAMS RULES FOLDER random TOOL SEED ROUNDS SUBJECTS    random histories
    compare.py PROGRAMS RULES FOLDER FILE...                              these

RULES is a folder of calendar and policies.  Prints what differs, a column at a time, and keeps the
histories that show it in FOLDER, without the events that do not matter.  Exit 1 when anything does.
"""
import collections
import datetime
import json
import os
import re
import subprocess
import sys

import beside
import clock_rows
import events
import ledgers
import limits
import oversight
import times

ODD_PERCENTS = (0, 10, 30, 100)
# in days: histories are of 2020 to 2024, years without a notice among them, and none may lie ahead
MOVE_MAX = (datetime.date.today() - datetime.date(2025, 1, 2)).days
MOVES = (690, 0, 600, 365, 690)
KEYS = {"case_row": ("case_id",), "section_row": ("case_id", "unit", "section"),
        "master_row": ("case_id", "unit"),
        "report_row": ("subject", "section", "month"),
        "clock_row": ("subject", "clock", "started_by"),
        "rung_row": ("subject", "clock", "started_by", "rung"),
        "document_row": ("subject", "event_id"), **oversight.KEYS, **beside.KEYS}
OF_CITIZENS = re.compile(r'"(citizenRecord|textRecord|erasedRecord)":')  # no ledger reads these
CELL = re.compile(r' ([a-z_]+)=("[^"]*"|\S+)')
SHOWN_MAX = 3


def rows_printed(ledger, lines, where):
    """The rows as the verb `rows` prints them, by table and key."""
    program = where.programs + "/shouwen-" + ledger
    rules = [where.rules] if ledger in (clock_rows.NAME, oversight.NAME) else []
    done = subprocess.run([program, "rows"] + rules, input="\n".join(lines) + "\n",
                          capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(program + " rows: " + done.stderr)
    rows = {}
    for line in done.stdout.splitlines():
        table = line.split(" ", 1)[0]
        row = {name: value.strip('"') for name, value in CELL.findall(line)}
        if table not in KEYS and ledger == oversight.NAME:
            continue        # counters.py has them
        if table not in KEYS:
            raise SystemExit(program + " rows: " + line)
        key = (table,) + tuple(row.get(name, "") for name in KEYS[table])
        if key in rows:
            raise SystemExit(program + " rows: twice " + " ".join(key))
        if "flags" in row:
            row["flags"] = ",".join(sorted(row["flags"].split(",")))
        rows[key] = row
    return rows


def as_printed(row):
    """A row of ours in the same words: what says nothing is left out."""
    printed = {}
    for name, value in row.items():
        if name == "flags":
            value = ",".join(sorted(value))
        elif value and (name.endswith("_at") or name in ("held_since", "held_until")):
            fraction = (".%06d" % (value % events.SECOND)).rstrip("0").rstrip(".")
            value = events.local(value).strftime("%Y-%m-%dT%H:%M:%S") + fraction + "+08:00"
        elif value is True:
            value = "true"
        if value:
            printed[name] = str(value)
    return printed


class Where:
    """What is compared with what."""

    def __init__(self, programs, rules):
        self.programs = programs
        self.rules = rules
        self.limits = limits.Limits(rules)


def read(lines, where):
    """What each program must print of these, and the lines that it is asked."""
    subjects, contradictions = events.histories(lines)
    lines = [line for n, line in enumerate(lines) if n not in contradictions]
    books = ledgers.books(subjects)
    books[clock_rows.NAME] = clock_rows.alerts(subjects, where.limits)
    books[oversight.NAME] = {**oversight.rows(subjects), **beside.rows(subjects)}
    return books, lines, len(subjects)


def differences(lines, ours, where):
    """(ledger, key, column, theirs, ours) of every value that differs."""
    for ledger, meant in ours.items():
        printed = rows_printed(ledger, lines, where)
        for key in sorted({**printed, **meant}):
            if key not in printed or key not in meant:
                yield ledger, key, "(row)", key in printed, key in meant
                continue
            said, wanted = printed[key], as_printed(meant[key])
            for column in sorted({**said, **wanted}):
                if said.get(column) != wanted.get(column):
                    yield ledger, key, column, said.get(column), wanted.get(column)


def of_subject(lines, subject):
    """One subject's history, in the order of folding."""
    mine = [(events.Event(line, number), line) for number, line in enumerate(lines) if line.strip()]
    mine = [(e, line) for e, line in mine if subject in (e.subject, clock_rows.unit_year_id(e))]
    return [line for e, line in sorted(mine, key=lambda pair: pair[0].order())]


def keep(folder, subject, lines):
    path = os.path.join(folder, subject + ".ndjson")
    with open(path, "w", encoding="utf-8") as out:
        out.writelines(line + "\n" for line in lines)
    return path


def shrunk(lines, ledger, column, where):
    """As few of the lines as still differ there."""
    def differs(some):
        books, asked, _ = read(some, where)
        found = differences(asked, {ledger: books[ledger]}, where)
        return any(what == column for _, _, what, _, _ in found)
    i = 0
    while i < len(lines):
        fewer = lines[:i] + lines[i + 1:]
        if fewer and differs(fewer):
            lines = fewer
        else:
            i += 1
    return lines


def identified(lines, where):
    """The same with the event ids that publishing gives to lines without one."""
    done = subprocess.run([where.programs + "/shouwen-publish", "--dry-run"], capture_output=True,
                          input="\n".join(lines) + "\n", text=True, check=True)
    answers = {}
    for line in done.stdout.splitlines():
        answer = json.loads(line)
        answers[answer["line"]] = answer["eventId"]
    for number, line in enumerate(lines):
        said = json.loads(line)
        said["header"].setdefault("eventId", answers[number + 1])
        yield json.dumps(said, ensure_ascii=False)


def inputs(arguments, where):
    """The lines of each file, or of each round, with a name to find it again."""
    if arguments[0] != "random":
        for name in arguments:
            with open(name, encoding="utf-8") as file:
                lines = [line for line in file.read().splitlines()
                         if line.startswith("{") and not OF_CITIZENS.search(line)]
            if not all('"eventId"' in line for line in lines):
                lines = list(identified(lines, where))
            yield name, lines
        return
    tool, (seed, rounds, subjects) = arguments[1], map(int, arguments[2:5])
    for i in range(rounds):
        command = [tool, str(subjects), str(seed + i), str(ODD_PERCENTS[i % len(ODD_PERCENTS)])]
        text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        days = min(MOVES[i % len(MOVES)], MOVE_MAX)
        yield "%s moved %d days" % (" ".join(["histories"] + command[1:]), days), [
            times.moved(line, days, str(seed + i)) for line in text.splitlines()]


def main(programs, rules, folder, *arguments):
    where = Where(programs, rules)
    shown = collections.defaultdict(list)
    histories = rows = 0
    os.makedirs(folder, exist_ok=True)
    for name, lines in inputs(arguments, where):
        books, lines, count = read(lines, where)
        histories += count
        rows += sum(len(book) for book in books.values())
        for ledger, key, column, theirs, ours in differences(lines, books, where):
            examples = shown[key[0], column]
            path = ""
            if len(examples) < SHOWN_MAX:
                few = shrunk(of_subject(lines, key[1]), ledger, column, where)
                path = keep(folder, key[1], few)
            examples.append("%s, %s, %s: the program says %s, the rules %s: %s" % (
                name, ledger, " ".join(key[1:]), theirs, ours, path))
    for (table, column), examples in shown.items():
        print("%s.%s differs %d times" % (table, column, len(examples)))
        for example in examples[:SHOWN_MAX]:
            print("    " + example)
    print("%d histories, %d rows compared" % (histories, rows))
    return 1 if shown or rows == 0 else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

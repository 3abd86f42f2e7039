"""compare -- what the ledgers' programs make of histories, against the naive reading.

    compare.py PROGRAMS FOLDER random TOOL SEED ROUNDS SUBJECTS    random histories
    compare.py PROGRAMS FOLDER FILE...                              these

Prints what differs, a column at a time, and keeps the histories that show it in FOLDER.  Exit 1
when anything does.
"""
import collections
import os
import re
import subprocess
import sys

import events
import ledgers

ODD_PERCENTS = (0, 10, 30, 100)
KEYS = {"case_row": ("case_id",), "section_row": ("case_id", "unit", "section"),
        "master_row": ("case_id", "unit"),
        "report_row": ("subject", "section", "month")}
OF_CITIZENS = re.compile(r'"(citizenRecord|textRecord|erasedRecord)":')  # no ledger reads these
CELL = re.compile(r' ([a-z_]+)=("[^"]*"|\S+)')
SHOWN_MAX = 3


def rows_printed(program, lines):
    """The rows as the verb `rows` prints them, by table and key."""
    done = subprocess.run([program, "rows"], input="\n".join(lines) + "\n", capture_output=True,
                          text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(program + " rows: " + done.stderr)
    rows = {}
    for line in done.stdout.splitlines():
        table = line.split(" ", 1)[0]
        row = {name: value.strip('"') for name, value in CELL.findall(line)}
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
        elif value and (name.endswith("_at") or name == "held_since"):
            fraction = (".%06d" % (value % events.SECOND)).rstrip("0").rstrip(".")
            value = events.local(value).strftime("%Y-%m-%dT%H:%M:%S") + fraction + "+08:00"
        elif value is True:
            value = "true"
        if value:
            printed[name] = str(value)
    return printed


def differences(lines, ours, programs):
    """(ledger, key, column, theirs, ours) of every value that differs."""
    for ledger, meant in ours.items():
        printed = rows_printed(programs + "/shouwen-" + ledger, lines)
        for key in sorted({**printed, **meant}):
            if key not in printed or key not in meant:
                yield ledger, key, "(row)", key in printed, key in meant
                continue
            said, wanted = printed[key], as_printed(meant[key])
            for column in sorted({**said, **wanted}):
                if said.get(column) != wanted.get(column):
                    yield ledger, key, column, said.get(column), wanted.get(column)


def keep(folder, subject, lines):
    """One subject's history, in the order of folding."""
    path = os.path.join(folder, subject + ".ndjson")
    mine = [events.Event(line, number) for number, line in enumerate(lines) if line.strip()]
    with open(path, "w", encoding="utf-8") as out:
        for event, line in sorted(zip(mine, lines), key=lambda pair: pair[0].order()):
            if event.subject == subject:
                out.write(line + "\n")
    return path


def inputs(arguments):
    """The lines of each file, or of each round, with a name to find it again."""
    if arguments[0] != "random":
        for name in arguments:
            with open(name, encoding="utf-8") as file:
                yield name, [line for line in file.read().splitlines()
                             if not OF_CITIZENS.search(line)]
        return
    tool, (seed, rounds, subjects) = arguments[1], map(int, arguments[2:5])
    for i in range(rounds):
        command = [tool, str(subjects), str(seed + i), str(ODD_PERCENTS[i % len(ODD_PERCENTS)])]
        text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        yield " ".join(["histories"] + command[1:]), text.splitlines()


def main(programs, folder, *arguments):
    shown = collections.defaultdict(list)
    histories = rows = 0
    os.makedirs(folder, exist_ok=True)
    for name, lines in inputs(arguments):
        subjects, contradictions = events.histories(lines)
        lines = [line for n, line in enumerate(lines) if n not in contradictions]
        books = ledgers.books(subjects)
        histories += len(subjects)
        rows += sum(len(book) for book in books.values())
        for ledger, key, column, theirs, ours in differences(lines, books, programs):
            examples = shown[key[0], column]
            path = keep(folder, key[1], lines) if len(examples) < SHOWN_MAX else ""
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

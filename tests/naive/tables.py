"""tables -- what the tables of ledgers and clocks hold, row by row and column by column, against the
naive reading of the log they were made from.

    tables.py FOLDER LOG.ndjson DUMPS RULES [JOBS]

DUMPS has LEDGER.TABLE.csv for every table, columns.csv (table, column, type) and letters.csv
(projection, reason, event_id, payload in hexadecimal), all with a header; e2e/simulate.sh makes
them.  RULES is the folder that was loaded into the database.  Prints what differs as compare.py does and keeps the histories that show it in FOLDER.
Subjects are dealt out to FOLDER/deal-N first, so that memory does not grow with the log.
"""
import collections
import csv
import multiprocessing
import os
import shutil
import sys
import zlib

import clock_rows
import compare
import events
import ledgers
import limits

DEALS = 32
TABLES = {"section-ledger": ("case_row", "section_row"),
          "master-ledger": ("case_row", "master_row"),
          clock_rows.NAME: ("clock_row", "rung_row", "document_row")}
SUBJECT = dict.fromkeys(TABLES[clock_rows.NAME], "subject")     # of the others case_id
NOTHING = {"boolean": "f", "integer": "0", "bigint": "0"}


def deal_of(subject):
    return zlib.crc32(subject.encode()) % DEALS


def said_in(line, name):
    """A text of its header, without parsing all of it; simulate says every subject and event id."""
    start = line.index('"%s":"' % name) + len(name) + 4
    return line[start:line.index('"', start)]


def subject_of(line):
    return said_in(line, "subject")


def row_subject(line):
    """As the tables have it: an id of a unit's year too."""
    subject = subject_of(line)
    if subject.startswith("unit/"):
        return clock_rows.unit_year_id(events.Event(line, 0))
    return subject


def deal(folder, name, lines, subject):
    """Every line into the file of its subject's deal."""
    files = [open(os.path.join(folder, "deal-%d" % i, name), "w", encoding="utf-8")
             for i in range(DEALS)]
    for line in lines:
        files[deal_of(subject(line))].write(line)
    for file in files:
        file.close()


def deal_all(folder, log, dumps):
    for i in range(DEALS):
        os.makedirs(os.path.join(folder, "deal-%d" % i), exist_ok=True)
    with open(log, encoding="utf-8") as lines:
        deal(folder, "log", lines, row_subject)
    headers = {}
    for ledger, tables in TABLES.items():
        for table in tables:
            name = ledger + "." + table
            with open(os.path.join(dumps, name + ".csv"), encoding="utf-8", newline="") as lines:
                headers[name] = next(csv.reader([next(lines)]))
                at = headers[name].index(SUBJECT.get(table, "case_id"))
                deal(folder, name, lines, lambda line, at=at: line.split(",", at + 1)[at])
    return headers


def column_types(dumps):
    types = collections.defaultdict(dict)
    with open(os.path.join(dumps, "columns.csv"), encoding="utf-8", newline="") as file:
        for table, column, kind in list(csv.reader(file))[1:]:
            types[table][column] = kind
    return types


def letters_of(dumps):
    """By projection and event id: reasons and payloads of its letters."""
    letters = collections.defaultdict(list)
    with open(os.path.join(dumps, "letters.csv"), encoding="utf-8", newline="") as file:
        for projection, reason, event, payload in list(csv.reader(file))[1:]:
            letters[projection.replace("_", "-"), event].append((reason, bytes.fromhex(payload)))
    return letters


def rows_dumped(path, header, table, types):
    """The rows as `rows` prints them: what says nothing is left out."""
    kinds = [types[table][column] for column in header]
    with open(path, encoding="utf-8", newline="") as file:
        for values in csv.reader(file):
            row = {}
            for column, kind, value in zip(header, kinds, values):
                if value == "" or value == NOTHING.get(kind):
                    continue
                if kind == "boolean":
                    value = "true"
                elif kind.startswith("timestamp"):
                    value = value.replace(" ", "T") + ":00"
                row[column] = value
            if "flags" in row:
                row["flags"] = ",".join(sorted(row["flags"].split(",")))
            yield (table,) + tuple(row.get(name, "") for name in compare.KEYS[table]), row


# ---- ids used twice ----

def texts_of(content):
    """Every text an event says, as protobuf would hold it."""
    if isinstance(content, dict):
        return set().union(*(texts_of(value) for value in content.values()))
    if isinstance(content, (list, tuple)):
        return set().union(*(texts_of(value) for value in content))
    return {content.encode()} if isinstance(content, str) else set()


def settle_ids(ledger, lines, ids, letters, complaints):
    """The numbers of the lines that lost their id to another content: which one stays is no rule of
    the fold, so the letter says which did not."""
    contents = collections.defaultdict(list)
    for number, line in enumerate(lines):
        if said_in(line, "eventId") in ids:
            event = events.Event(line, number)
            contents[event.id].append((event.content, number))
    lost = set()
    for event, said in contents.items():
        found = letters.get((ledger, event), [])
        if [reason for reason, payload in found] != ["conflict"]:
            complaints.append((ledger, "letters of %s: %s" % (event, found)))
            continue
        mine = set()
        for content, number in said:
            others = set().union(*(texts_of(c) for c, n in said if c != content))
            if all(text in found[0][1] for text in texts_of(content[2]) - others):
                mine.add(number)
        if len(mine) != 1:
            complaints.append((ledger, "the letter of %s holds %d contents" % (event, len(mine))))
        lost |= mine
    return lost


def without(lines, lost, subjects, contradictions):
    """The histories without the lines that lost their id."""
    torn = {subject_of(lines[number]) for number in contradictions}
    left = [line for number, line in enumerate(lines)
            if subject_of(line) in torn and number not in lost]
    return {**subjects, **events.histories(left)[0]}


# ---- one deal ----

def differences(mine, header, path, types):
    """(key, column, the table's, ours) of every value of a table that differs."""
    seen = set()
    table = path.rsplit(".", 1)[1]
    for key, said in rows_dumped(path, header, table, types):
        if key in seen:
            yield key, "(twice)", True, False
        seen.add(key)
        if key not in mine:
            yield key, "(row)", True, False
            continue
        wanted = compare.as_printed(mine[key])
        if said == wanted:
            continue
        for column in sorted({**said, **wanted}):
            if said.get(column) != wanted.get(column):
                yield key, column, said.get(column), wanted.get(column)
    for key in mine:
        if key[0] == table and key not in seen:
            yield key, "(row)", False, True


def books_of(subjects, rules):
    return {**ledgers.books(subjects), clock_rows.NAME: clock_rows.alerts(subjects, rules)}


def read_deal(task):
    """What one deal's tables differ in; its numbers; the ids that were used twice; its flags."""
    folder, headers, types, letters, rules = task
    with open(os.path.join(folder, "log"), encoding="utf-8") as file:
        lines = file.read().splitlines()
    subjects, contradictions = events.histories(lines)
    ids = {said_in(lines[number], "eventId") for number in contradictions}
    found, complaints, counts, flags = [], [], collections.Counter(), set()
    books, before = {}, None
    for ledger, tables in TABLES.items():
        lost = settle_ids(ledger, lines, ids, letters, complaints)
        if lost != before:      # the ledgers agree on what was lost, or are read apart
            books = books_of(without(lines, lost, subjects, contradictions), rules)
            before = lost
        for table in tables:
            name = ledger + "." + table
            for difference in differences(books[ledger], headers[name],
                                          os.path.join(folder, name), types):
                found.append((ledger,) + difference)
        counts["rows"] += len(books[ledger])
        flags.update(*(row.get("flags", ()) for row in books[ledger].values()))
    counts["cases"] = sum(1 for key in books["master-ledger"] if key[0] == "case_row")
    kept = {}
    for ledger, key, *rest in found[:compare.SHOWN_MAX]:
        kept[key[1]] = compare.keep(
            os.path.dirname(folder), key[1], compare.of_subject(lines, key[1]))
    return found, complaints, ids, counts, flags, kept


def letters_left(letters, ids):
    """Letters that no id used twice explains."""
    for (ledger, event), found in letters.items():
        if ledger in TABLES and event not in ids:
            yield ledger, "letters of %s: %s" % (event, [reason for reason, payload in found])


def main(folder, log, dumps, rules, jobs="2"):
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    headers, types, letters = deal_all(folder, log, dumps), column_types(dumps), letters_of(dumps)
    rules = limits.Limits(rules)
    rules.calendar.name = "default"     # as a database calls it
    tasks = [(os.path.join(folder, "deal-%d" % i), headers, types, letters, rules)
             for i in range(DEALS)]
    shown = collections.defaultdict(list)
    complaints, ids, counts, flags = [], set(), collections.Counter(), set()
    with multiprocessing.Pool(int(jobs)) as pool:
        for found, said, used, numbers, raised, kept in pool.imap(read_deal, tasks):
            complaints += said
            ids |= used
            counts.update(numbers)
            flags |= raised
            for ledger, key, column, theirs, ours in found:
                shown[key[0], column].append("%s %s: the table says %s, the rules %s: %s" % (
                    ledger, " ".join(key[1:]), theirs, ours, kept.get(key[1], "")))
    for i in range(DEALS):
        shutil.rmtree(os.path.join(folder, "deal-%d" % i))
    for (table, column), examples in shown.items():
        print("%s.%s differs %d times" % (table, column, len(examples)))
        for example in examples[:compare.SHOWN_MAX]:
            print("    " + example)
    complaints += letters_left(letters, ids)
    for ledger, complaint in complaints[:20]:
        print("%s: %s" % (ledger, complaint))
    print("%d cases, %d rows compared, %d ids used twice, %d flags" % (
        counts["cases"], counts["rows"], len(ids), len(flags)))
    return 1 if shown or complaints or counts["rows"] == 0 else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

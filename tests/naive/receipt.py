"""receipt -- the receipt phase of a municipality's permits (CoSeLoG) as events and figures.

    receipt.py CSV FOLDER     writes FOLDER/receipt-N.ndjson, and prints what its books add up to
"""
import csv
import json
import os
import sys

import events
import ledgers

CASES_AT_ONCE = 400             # the verb `rows` takes some thousands of events
CHANNELS = {"Desk": "VISIT", "Post": "LETTER", "e-mail": "MAILBOX", "Internet": "OTHER",
            "Intern": "OTHER"}
UNIT = "gemeente"


def event(case, number, ref, time, kind, **said):
    header = {"caseSource": "coselog", "caseNumber": case, "source": "coselog", "sourceRef": ref,
              "occurredAt": time.replace(" ", "T"), "recordedAt": "2012-06-01T00:00:00Z",
              "sourceSequence": str(number)}
    return json.dumps({"header": header, kind: said}, ensure_ascii=False)


def events_of(case, rows):
    """Accepted, then a Transferred for every change of group, a Progressed else, Completed."""
    first = rows[0]
    yield event(case, 0, "accepted", first["case:startdate"], "accepted", unit=UNIT,
                section=first["org:group"], receiver=first["org:resource"],
                channel="CHANNEL_" + CHANNELS[first["case:channel"]], category="CATEGORY_SERVICE")
    group = first["org:group"]
    for number, row in enumerate(rows, 1):
        here = {"unit": UNIT, "section": row["org:group"], "person": row["org:resource"]}
        said = {"by": here}
        kind = "progressed"
        if row["org:group"] != group:
            said = {"from": {"unit": UNIT, "section": group}, "to": here}
            kind = "transferred"
        group = row["org:group"]
        yield event(case, number, "concept:" + row["concept:instance"], row["time:timestamp"],
                    kind, **said)
    if first["case:enddate"]:
        yield event(case, len(rows) + 1, "completed", first["case:enddate"], "completed",
                    by={"person": first["case:responsible"]})


def figures(lines):
    subjects, contradictions = events.histories(lines)
    kinds = [e.kind for mine in subjects.values() for e in mine]
    books = ledgers.books(subjects)
    sections = [r for key, r in books["section-ledger"].items() if key[0] == "section_row"]
    masters = [r for key, r in books["master-ledger"].items() if key[0] == "master_row"]
    for kind in ("accepted", "transferred", "progressed", "completed"):
        yield kind, kinds.count(kind)
    yield "section rows", len(sections)
    yield "first", sum(r["entry"] == "first" for r in sections)
    yield "without handling", sum("handling" not in r for r in sections)
    yield "master rows", len(masters)
    yield "own", sum(r["handling"] == "own" for r in masters)
    yield "other section", sum(r["handling"] == "other_section" for r in masters)


def main(path, folder):
    cases = {}
    with open(path, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            cases.setdefault(row["case:concept:name"], []).append(row)
    lines = [list(events_of(case, rows)) for case, rows in cases.items()]
    os.makedirs(folder, exist_ok=True)
    for start in range(0, len(lines), CASES_AT_ONCE):
        name = "receipt-%d.ndjson" % (start // CASES_AT_ONCE + 1)
        with open(os.path.join(folder, name), "w", encoding="utf-8") as out:
            for case in lines[start:start + CASES_AT_ONCE]:
                out.writelines(line + "\n" for line in case)
    print(", ".join("%d %s" % (count, name)
                    for name, count in figures([line for case in lines for line in case])))


if __name__ == "__main__":
    main(*sys.argv[1:])

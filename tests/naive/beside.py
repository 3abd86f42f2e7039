"""beside -- results by digest as assessment keeps them, from a file of events; see events.py."""
import base64
import uuid

import events
from cases import Case
from whose import handler

KEYS = {"result_row": ("subject", "event_id")}
CHARACTERS_MIN = 20


def result_rows(subject, case):
    for event, stay in case.completions:
        digest = base64.b64decode(event.get("resultDigest") or "")[:16]
        characters = int(event.get("resultLength", 0))
        if characters < CHARACTERS_MIN or not any(digest):
            continue
        unit, section, person = handler(case, stay)
        yield ("result_row", subject, event.id), {
            "subject": subject, "event_id": event.id, "case_source": event.case_source,
            "case_number": event.case_number, "unit": unit, "section": section, "person": person,
            "day": events.local(event.at).strftime("%Y-%m-%d"), "characters": characters,
            "digest": str(uuid.UUID(bytes=digest))}


def rows(subjects):
    """{(table, key ...): row} of every result that is long enough."""
    found = {}
    for subject, said in subjects.items():
        case = None if subject.startswith("unit/") else Case(said)
        if case and case.accepted:
            found.update(result_rows(subject, case))
    return found

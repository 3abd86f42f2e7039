"""oversight -- checks, evidence and trainings as assessment keeps them, from a file of events; see events.py."""
from cases import Case
from clock_rows import unit_year_id
from events import Counting, word
from whose import about, receiver

NAME = "assessment"
KEYS = {"check_row": ("subject", "event_id"), "evidence_row": ("subject", "event_id"),
        "training_row": ("subject", "event_id"), "trained_row": ("subject", "person")}
CHECKERS = ("master_post", "discipline_committee")
MODES = ("assembly", "section", "self_study", "reminder")
PARTS = ("duties", "staffing", "procedure", "supervision", "assessment", "year_start", "year_end",
         "premises", "website", "wechat", "phone", "mailbox")


def listed(words, known):
    return ",".join(each for each in known if each in words)


def party_of(event, usual, case):
    return dict(zip(("unit", "section", "person"), about(event, usual, case)))


def rated(case, event):
    number = next(m.round for m in case.moments if m.event is event)
    ratings = case.rounds[max(number, 1) - 1].ratings
    return ratings[-1].word("satisfaction") if ratings else ""


def check_rows(subject, facts, usual, case=None):
    for event in facts:
        if event.kind not in ("spotChecked", "inspected"):
            continue
        row = {"subject": subject, "event_id": event.id, "case_source": event.case_source,
               "case_number": event.case_number, "checked_at": event.at,
               "finding": event.word("finding"), **party_of(event, usual, case)}
        if case:
            row["rated"] = rated(case, event)
        if event.kind == "spotChecked":
            row.update(kind="spot_check", sample=event.get("sample"), solved=event.word("solved"),
                       satisfaction=event.word("satisfaction"),
                       checkers=listed({word(c) for c in event.get("checkers", [])}, CHECKERS),
                       checked_by=",".join(event.get("checkedBy", [])))
        else:
            row.update(kind="inspection", mode=event.word("mode"), number=event.get("number"),
                       checked_by=event.party("inspector").person)
        yield ("check_row", subject, event.id), row


def year_rows(subject, facts, of):
    trained = {}
    for event in facts:
        if event.kind == "checklistEvidence":
            parts = {word(p) for p in event.get("parts", [])}
            yield ("evidence_row", subject, event.id), {
                **of, "event_id": event.id, "item": int(event.get("item")),
                "parts": listed(parts, PARTS), "section": event.get("section"),
                "person": event.get("person"), "document": event.get("document"),
                "shown_at": event.at}
        elif event.kind == "trainingHeld":
            persons = event.get("persons", [])
            yield ("training_row", subject, event.id), {
                **of, "event_id": event.id, "mode": event.word("mode"),
                "organiser": event.word("organiser"), "section": event.get("section"),
                "headcount": int(event.get("headcount", 0)), "named": len(persons),
                "is_for_newcomers": event.get("isForNewcomers", False), "held_at": event.at}
            for person in set(persons):
                trained.setdefault(person, []).append(event)
    for person, held in trained.items():
        yield ("trained_row", subject, person), {
            **of, "person": person, "trainings": len(held),
            "modes": listed({event.word("mode") for event in held}, MODES),
            "first_at": held[0].at, "last_at": held[-1].at}


def usual_of(case):
    if case.accepted:
        return receiver(case)
    return (case.stays[0].key() if case.stays else ("", "")) + ("",)


def rows(subjects):
    """{(table, key ...): row} of every check, evidence and training."""
    found = {}
    for subject, said in subjects.items():
        if subject.startswith("unit/"):
            facts = Counting(said).in_order()
            of = {"subject": unit_year_id(said[0]), "unit": said[0].case_source,
                  "year": int(said[0].case_number)}
            found.update(check_rows(of["subject"], facts, (of["unit"], "", "")))
            found.update(year_rows(of["subject"], facts, of))
        else:
            case = Case(said)
            found.update(check_rows(subject, [e for e, flags in case.facts], usual_of(case), case))
    return found

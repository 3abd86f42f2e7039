"""clock_rows -- the rows of every clock of a subject, of its rungs and of the documents they prompt,
from a file of events and the files of the rules."""
import uuid

from cases import Case
from clocks import Year, case_clocks, verdict, year_clocks
from events import UNIT_YEAR_NAMESPACE, Party
from ledgers import receiver
from rungs import rung_row, rungs_of, told_at, urgings_of
from worktime import NEVER, date_of, day_of

NAME = "overdue-alerts"
KNOWN_LATE = ("dispatch", "return")     # when they are over: nobody is told before
DAYS_MAX = 400


def clock_row(clock, subject, source, number, limits):
    row = {
        "subject": subject, "clock": clock.kind, "started_by": clock.event.id,
        "case_source": source, "case_number": number, "round": clock.round,
        "unit": clock.who[0], "section": clock.who[1], "person": clock.who[2],
        "started_at": clock.start, "limit_amount": clock.limit[0], "limit_unit": clock.limit[1],
        "extensions": len(clock.extended), "is_provisional": clock.due.is_provisional,
        "is_paused": clock.is_paused, "ended": clock.end, "verdict": verdict(clock),
        "policy": clock.row.preset, "policy_version": 1, "policy_scope": clock.row.scope,
        "policy_unit": clock.row.unit, "policy_category": clock.row.category,
        "policy_channel": clock.row.channel, "policy_priority": clock.row.priority,
        "days": days(clock), "calendar": limits.calendar.name, "calendar_version": 1,
    }
    if clock.due.at != NEVER:
        row.update(due_at=clock.due.at, due_day=date_of(clock.due.day).isoformat())
    if clock.base.at != NEVER:
        row["base_due_at"] = clock.base.at
    if clock.order:
        row["ordered_by"] = clock.order.id
    if clock.stop:
        row.update(stopped_at=clock.stop.at, stopped_by=clock.stop.id,
                   used=clock.counter.used(clock.stop.at))
        if clock.due.at != NEVER:
            row["remaining"] = remaining(clock)
    return row


def days(clock):
    """A letter a day, capitals of extensions; silent: none of more than 400 days, nor where an order
    says a date."""
    first = day_of(clock.start)
    if clock.order and clock.order.get("dueAt") or (
            clock.due.at != NEVER and clock.due.day - first >= DAYS_MAX):
        return ""
    said = "b" * (day_of(clock.counter.start) - first)  # before it was ordered
    said += "".join(clock.counter.letters(clock.limit[0], clock.base))
    for counter, amount, due in clock.counted:
        letters = "".join(counter.letters(amount, due)).upper()
        said += letters[first + len(said) - day_of(counter.start):]
    return said if len(said) <= DAYS_MAX else ""


def remaining(clock):
    """Units from its stop until it was due; of a late one less than 0."""
    due, stop = clock.counter.used(clock.due.at), clock.counter.used(clock.stop.at)
    return due - stop


def key_hash(key):
    """murmur2, as Kafka's own clients choose a key's partition, without the sign."""
    data, mask, factor = key.encode(), 0xFFFFFFFF, 0x5BD1E995
    result = 0x9747B28C ^ len(data)
    for i in range(0, len(data), 4):
        word = int.from_bytes(data[i:i + 4], "little")
        if i + 4 <= len(data):
            word = word * factor & mask
            word = (word ^ word >> 24) * factor & mask
            result = result * factor & mask ^ word
        else:
            result = (result ^ word) * factor & mask
    result = (result ^ result >> 13) * factor & mask
    return (result ^ result >> 15) & 0x7FFFFFFF


def document_rows(subject, moments):
    """Urgings, explanations and notices, each of (event, who held it then)."""
    events = [event for event, holder in moments]
    for event, holder in moments:
        kind = {"urged": "urged", "explained": "explained",
                "noticeIssued": "notice_issued"}.get(event.kind)
        if kind is None:
            continue
        party = event.party({"urged": "to", "explained": "by"}.get(kind, "about"))
        issuer = event.party("issuer")
        row = {"subject": subject, "event_id": event.id, "case_source": event.case_source,
               "case_number": event.case_number, "kind": kind, "number": event.get("number"),
               "issued_at": event.at, "issued_precision": event.precision,
               "issuer_unit": issuer.unit, "issuer_section": issuer.section,
               "issuer_person": issuer.person, "finding": event.word("finding"),
               "unit": party.unit, "section": party.section, "person": party.person}
        if not party.unit:      # a person is of whoever held it; silent: to whom it was addressed
            section, person = holder.section, holder.person
            if party.person:
                section, person = "", party.person
            row.update(unit=holder.unit, section=section, person=person)
        if kind == "explained":
            answered = [u for u in events if u.kind == "urged" and
                        u.get("number") == event.get("number")]
            row["answers"] = answered[0].id if answered else ""
        yield ("document_row", subject, event.id), row


def unit_year_id(event):
    return str(uuid.uuid5(UNIT_YEAR_NAMESPACE, event.case_source + "\x1f" + event.case_number))


def alerts(subjects, limits):
    """{(table, key …): row} of every clock, rung and document."""
    rows = {}
    for subject, events in subjects.items():
        if subject.startswith("unit/"):
            year = Year(events)
            subject = unit_year_id(events[0])
            rows.update(document_rows(subject, [(e, Party(year.source)) for e in year.facts]))
            facts, clocks = year.facts, year_clocks(year, limits)
            extra = {}
        else:
            case = Case(events)
            rows.update(document_rows(subject, [(m.event, m.holder or Party())
                                                for m in case.moments]))
            if case.accepted is None:
                continue
            facts, clocks = [e for e, flags in case.facts], case_clocks(case, limits)
            extra = {"receiver": receiver(case), "accepted_unit": case.accepted.get("unit")}
        urgings = urgings_of(facts)
        hashed = key_hash(events[0].subject)    # of the records' key
        for clock in clocks:
            key = (subject,) + clock.key()
            ladder = limits.ladders.get(clock.row.ladder, [])
            told = told_at(facts, ladder)
            rows[("clock_row",) + key] = {
                **clock_row(clock, subject, events[0].case_source, events[0].case_number, limits),
                **extra, **({} if told is None else {"told_at": told})}
            if clock.kind in KNOWN_LATE:
                ladder = []
            for name, rung, at in rungs_of(clock, ladder, urgings, limits.calendar):
                rows[("rung_row",) + key + (name,)] = {
                    **rung_row(clock, name, rung, at, limits.calendar), "subject": subject,
                    "key_hash": hashed}
    return rows

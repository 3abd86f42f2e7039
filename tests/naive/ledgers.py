"""ledgers -- the rows of both ledgers from a file of events; see events.py."""
import uuid

from cases import Case
from events import UNIT_YEAR_NAMESPACE, MINUTE, Counting, local, microseconds, word


def at(event):
    return event.at if event else 0


def last(items):
    return items[-1] if items else None


# ---- a case's row ----

def status(case):
    if case.merged:
        return "merged"
    if case.withdrawn:
        return "withdrawn"
    return "completed" if case.rounds[-1].is_completed else "open"


def all_flags(case):
    flags = set(case.counting.flags).union(*(flags for event, flags in case.facts))
    return flags if case.accepted else flags | {"incomplete"}


def as_amended(case):
    """The acceptance; Amended replaces the value for the whole case, whenever it was said."""
    said = dict(case.accepted.body) if case.accepted else {}
    for event in case.of("amended"):
        said.update(event.body)
    return said


def receiver(case):
    named = as_amended(case).get("receiver", "")
    if named or not case.accepted:
        return named
    signers = [e.party("by").person for e in case.of("signedFor")
               if e.party("by").unit == case.accepted.get("unit") and e.party("by").person]
    return signers[0] if signers else ""


def acceptance(case):
    said = as_amended(case)
    accused = case.against()
    row = {
        "case_id": case.id, "case_source": case.source, "case_number": case.number,
        "status": status(case), "flags": all_flags(case), "receiver": receiver(case),
        "channel": word(said.get("channel", "")),
        "category": word(said.get("category", "")) or "unclassified",
        "priority": said.get("priority", ""),
        "against_unit": accused.unit, "against_section": accused.section,
        "against_person": accused.person, "incomplete": case.accepted is None,
    }
    for column, name in (("has_name", "hasName"), ("has_contact", "hasContact"),
                         ("has_content", "hasContent")):
        row[column] = said.get(name) in (True, "ANSWER_YES")
    if case.accepted:
        row.update(accepted_unit=case.accepted.get("unit"), accepted_at=case.accepted.at,
                   accepted_section=case.accepted.get("section"),
                   accepted_precision=case.accepted.precision)
        if case.accepted.get("askedAt"):
            row["asked_at"] = microseconds(case.accepted.get("askedAt"))
    return row


def moves(case):
    """Holder, hops, loops (A to B to A), returns; a change of person is none of them."""
    hops = []
    loops = returns = 0
    for handing in case.handings:
        before = handing.ended.key() if handing.ended else None
        if not handing.moved or before == handing.to.key():
            continue
        if handing.event.kind == "returned":
            returns += 1
            continue
        if hops and hops[-1] == (handing.to.key(), before):
            loops += 1
        hops.append((before, handing.to.key()))
    row = {"hops": len(hops), "loops": loops, "returns": returns}
    if case.holder:
        row.update(holder_unit=case.holder.unit, holder_section=case.holder.section,
                   holder_person=case.holder.handler())
    return row


def work(case):
    reached = [e for e in case.of("contacted") if e.get("reached", False)]
    row = {
        "first_contact_at": reached[0].at if reached else 0, "rounds": len(case.rounds),
        "reopened_at": at(last(case.reopened)), "withdrawn_at": at(case.withdrawn),
        "merged_at": at(case.merged),
        # silent: unfounded pauses and refused extensions are counted too
        "pauses": len(case.pauses), "extensions": len(case.of("extended")),
        "is_paused": any(runs and is_founded for event, runs, is_founded in case.pauses),
    }
    if case.completions:
        event = case.completions[-1][0]
        row.update(
            first_completed_at=case.completions[0][0].at, completed_at=event.at,
            completed_precision=event.precision, completed_by=event.party("by").person,
            on_behalf_of=event.party("onBehalfOf").unit,
            has_result=int(event.get("resultLength", 0)) > 0 or "TEXT_FIELD_RESULT" in event.texts)
    if case.merged:
        row.update(merged_into=case.merged.get("into"), merged_number=case.merged.get("intoNumber"),
                   merged_source=case.merged.get("intoSource"))
    return row


def callback(case):
    """silent: of the last round called back what closed it last, else its last attempt; a call
    before the completion is shown when there is no other."""
    called = last([r for r in case.rounds if r.calls])
    if called:
        event = last(called.closing_calls) or called.calls[-1]
    else:
        event = last([e for r in case.rounds for e in r.early_calls])
    if event is None:
        return {}
    return {"callback_at": event.at, "callback_precision": event.precision,
            "callback_outcome": event.word("outcome"),
            "callback_attempts": len(called.calls) if called else 0}


def satisfaction(case):
    """The ratings that count: the first, the last, and the last after a redo."""
    counted = [event for r in case.rounds for event in r.ratings]
    row = {}
    redone = False
    for event, flags in case.facts:
        redone = redone or event.kind in ("reopened", "rectificationDone")
        if event not in counted:
            continue
        rating = event.word("satisfaction")
        row.setdefault("satisfaction_first", rating)
        row.update(rated_at=event.at, satisfaction=rating, own_level=event.get("ownLevel"),
                   own_scale=event.get("ownScale"))
        if redone:
            row["satisfaction_after"] = rating
    # silent: solved or not as said last, by who completed it, then by the citizen
    for event, flags in case.facts:
        if event.kind in ("completed", "callbackMade") or event in counted:
            row["solved"] = event.word("solved") or row.get("solved", "")
    return row


def oversight(case):
    row = {
        "rectifications_ordered": len(case.of("rectificationOrdered")),
        "rectifications_done": len(case.of("rectificationDone")),
        "urgings": len(case.of("urged")), "explanations": len(case.of("explained")),
        "notices": len(case.of("noticeIssued")), "spot_checks": len(case.of("spotChecked")),
        "is_mock_visit": case.is_mock_visit, "erased": bool(case.of("erased")),
    }
    for event in case.of("opinionRecorded"):
        name = "section_head" if event.word("role") == "section_head" else "leader"
        row[name + "_opinion_at"] = event.at
        row[name + "_agrees"] = event.word("agrees")
    for event in case.of("spotChecked"):
        checkers = [word(c) for c in event.get("checkers", [])]
        row.update(
            spot_checked_at=event.at, spot_check_satisfaction=event.word("satisfaction"),
            spot_check_finding=event.word("finding"),
            spot_checkers=",".join(
                c for c in ("master_post", "discipline_committee") if c in checkers))
    return row


def case_row(case):
    return {**acceptance(case), **moves(case), **work(case), **callback(case),
            **satisfaction(case), **oversight(case)}


# ---- sections and units ----

def closing(case):
    """Who held it at its last completion, or now when the round is open.  silent: now, too, when
    it was reopened and then withdrawn or merged, so that who has it then has a handling."""
    return case.completions[-1][1] if case.rounds[-1].is_completed else case.holder


def entry(case, unit):
    """The key of the unit's entry section: the accepting one, elsewhere the first."""
    if case.accepted and case.accepted.get("unit") == unit:
        return (unit, case.accepted.get("section"))
    return next(s.key() for s in case.stays if s.unit == unit)


def entered(case, unit):
    """The stay by which the unit's entry section got it.  silent: also when that was a transfer
    from before its acceptance; and another section of the unit may have had it earlier."""
    return next(s for s in case.stays if s.key() == entry(case, unit))


def unit_receiver(case, unit):
    if case.accepted and case.accepted.get("unit") == unit:
        return receiver(case)
    if entered(case, unit).is_asked:    # silent: accepted again, there
        return entered(case, unit).person
    first = next(s for s in case.stays if s.key() == entry(case, unit) and s.is_held)
    return first.signed.party("by").person if first.signed else ""


def flags_of(case, stays):
    """Of what brought it there."""
    flags = set()
    for event, raised in case.facts:
        if any(s.is_asked and s.began is event for s in stays):
            flags |= raised & {"accepted_again", "accepted_late"}
        if any(h.event is event and h.to in stays for h in case.handings):
            flags |= raised
    return flags


def held(stays):
    spans = [span for stay in stays for span in stay.spans]
    return {"held_minutes": sum(end - begin for begin, end in spans if end is not None) // MINUTE,
            "held_since": max((begin for begin, end in spans if end is None), default=0)}


def section_row(case, unit, section):
    key = (unit, section)
    stays = [s for s in case.stays if s.key() == key]
    handlers = [s.handler() for s in stays if s.is_held and s.handler()]
    signed = [s.signed for s in stays if s.signed]
    done = [event for event, stay in case.completions if stay in stays]
    away = [h for h in case.handings if key in h.givers() and h.to.key() != key]
    row = {
        "case_id": case.id, "unit": unit, "section": section,
        "book_year": local(entered(case, unit).began.at).year,
        "came_in_at": stays[0].began.at, "came_in_precision": stays[0].began.precision,
        "entry": "first" if entry(case, unit) == key else "transferred_in",
        "receiver": unit_receiver(case, unit), "handler": last(handlers),
        "signed_at": signed[0].at if signed else 0,
        "visits": sum(1 for s in stays
                      if s.is_held and not (s.before and s.before.key() == key)),
        "completions": len(done), "completed_at": at(last(done)),
        "is_outside": any(s.is_outside for s in stays), "is_holder": case.holder in stays,
        "is_closing": closing(case) in stays, "flags": flags_of(case, stays), **held(stays),
    }
    if away:
        row.update(handed_to_unit=away[-1].to.unit, handed_to_section=away[-1].to.section,
                   handed_at=away[-1].event.at)
    if row["is_closing"]:
        row["handling"] = "own"
    elif away:
        row["handling"] = "other_section" if away[-1].to.unit == unit else "other_unit"
    return row


def master_row(case, unit):
    stays = [s for s in case.stays if s.unit == unit]
    own = [s for s in stays if s.key() == entry(case, unit)]
    signed = [s.signed for s in own if s.signed]
    row = {
        "case_id": case.id, "unit": unit, "entry_section": entry(case, unit)[1],
        "book_year": local(own[0].began.at).year,
        "came_in_at": own[0].began.at, "came_in_precision": own[0].began.precision,
        "is_accepting": bool(case.accepted) and case.accepted.get("unit") == unit,
        "receiver": unit_receiver(case, unit), "handling": "other_unit",
        "signed_at": signed[0].at if signed else 0, "sections": len({s.key() for s in stays}),
        "is_outside": any(s.is_outside for s in stays), "is_holder": case.holder in stays,
        "flags": flags_of(case, stays), **held(stays),
    }
    if closing(case) in stays:
        row.update(handling="own" if closing(case) in own else "other_section",
                   handling_section=closing(case).section, handler=closing(case).handler())
    return row


# ---- a unit's year ----

def reports(events):
    """What its sections reported: of each section's month the report recorded last."""
    said = {}
    for event in Counting(events).in_order():
        if event.kind != "bookReported":
            continue
        key = (event.get("section"), int(event.get("month", 0)))
        before = said.get(key)
        if before is None or (event.recorded, event.id) > (before.recorded, before.id):
            said[key] = event
    for (section, month), event in said.items():
        unit, year = event.case_source, event.case_number
        subject = str(uuid.uuid5(UNIT_YEAR_NAMESPACE, unit + "\x1f" + year))
        yield ("report_row", subject, section, str(month)), {
            "subject": subject, "section": section, "month": month, "unit": unit, "year": int(year),
            "rows_count": int(event.get("rows", 0)), "is_nil": event.get("isNil", False),
            "reported_by": event.get("by"), "reported_at": event.at}


def books(subjects):
    """What each ledger must hold: {(table, key …): row}."""
    ledgers = {"section-ledger": {}, "master-ledger": {}}
    for subject, events in subjects.items():
        if subject.startswith("unit/"):
            ledgers["master-ledger"].update(reports(events))
            continue
        case = Case(events)
        for ledger in ledgers.values():
            ledger["case_row", subject] = case_row(case)
        for key in {s.key() for s in case.stays}:
            ledgers["section-ledger"][("section_row", subject) + key] = section_row(case, *key)
        for unit in {s.unit for s in case.stays}:
            ledgers["master-ledger"]["master_row", subject, unit] = master_row(case, unit)
    return ledgers

"""rungs -- the rungs of a clock's ladder, and when each rings."""
from events import MINUTE
from limits import RECIPIENTS, Offset
from worktime import NEVER, Counter, is_by, start_of

HOLD = Offset("due+5wd")           # a rung that waits for an import waits no longer


def percent_of(clock, percent, calendar):
    """The instant at which so much of the time until it is due is over, in whole minutes of real or
    working time."""
    kind = "min" if clock.limit[1] in ("min", "cd") else "wmin"
    counter = Counter(calendar, clock.counter.unit, kind, clock.start, clock.pauses)
    minutes = counter.used(clock.due.at) * percent // 100
    return counter.due(minutes).at if minutes else None


def moved(at, offset, clock, calendar):
    """So much after an instant, or before it."""
    if offset.amount == 0:
        return at
    if offset.amount < 0:
        ends, day = calendar.before(clock.counter.unit, at, -offset.amount, offset.unit)
    else:
        start = at if offset.base == "start" or offset.unit in ("min", "wmin") else at - 1
        due = Counter(calendar, clock.counter.unit, offset.unit, start, clock.pauses).due(
            offset.amount)
        day, ends = due.day, due.at
    if ends == NEVER:
        return None
    return ends if offset.minute is None else start_of(day) + offset.minute * MINUTE


def rung_at(offset, above, clock, calendar):
    """NEVER as None."""
    if offset.percent is not None:
        return None if clock.due.at == NEVER else percent_of(clock, offset.percent, calendar)
    base = {"start": clock.start, "due": clock.due.at, "rung": above}[offset.base]
    if base is None or base == NEVER:
        return None
    return moved(base, offset, clock, calendar)


def unexplained(offset, above, clock, calendar, urgings):
    """So long after the rung above, or after an urging that came later, of the first urging since
    its start that nobody explained until then."""
    for urged, explained in urgings if above is not None else []:
        if urged.order() < clock.event.order():
            continue
        at = moved(max(urged.at, above), offset, clock, calendar)
        if at is not None and not any(e.at <= at for e in explained):
            return at
    return None


def held_until(clock, rung, at, calendar):
    """Until when it waits for an import at most; None: it rings without."""
    if clock.due.at == NEVER or clock.event.case_source not in rung.batch_sources:
        return None
    until = moved(clock.due.at, HOLD, clock, calendar)
    if until is not None and rung.is_quiet:
        until = calendar.next_work(clock.counter.unit, until)
    return until if until is not None and until > at else None


def told_at(facts, ladder):
    """When the case's own source said something of it last, where a rung may wait for it."""
    source = facts[0].case_source
    if not any(source in rung.batch_sources for rung in ladder):
        return None
    return max((e.recorded for e in facts if e.source == source), default=None)


def rungs_of(clock, ladder, urgings, calendar):
    """(rung, at): those after its start and before its stop; what was done by the due time without
    a time of day was done before what comes then."""
    stop = clock.stop.at if clock.stop else NEVER
    if clock.stop and is_by(clock.stop, clock.due):
        stop = min(stop, clock.due.at)
    for name, rung, stands in times_of(clock, ladder, urgings, calendar):
        if stands is None or stands <= clock.start or clock.end == "exempt":
            continue
        at = calendar.next_work(clock.counter.unit, stands) if rung.is_quiet else stands
        if at < stop:
            yield name, rung, at


def times_of(clock, ladder, urgings, calendar):
    """(name, rung, at) of all that are for its limit; the row's own warnings go to whom the first
    yellow rung goes, and none of those rings."""
    above = None
    warned = False
    for rung in ladder:
        if rung.level == "yellow" and not warned:
            warned = True
            for i, offset in enumerate(clock.row.warnings):
                yield "warning_%d" % (i + 1), rung, rung_at(offset, None, clock, calendar)
        if rung.is_unexplained:
            above = unexplained(rung.offset, above, clock, calendar, urgings)
        else:
            above = rung_at(rung.offset, above, clock, calendar)
        if rung.is_for(clock.limit) and not (rung.level == "yellow" and clock.row.warnings):
            yield rung.name, rung, above


def urgings_of(events):
    """Every Urged with what explains it."""
    return [(u, [e for e in events if e.kind == "explained" and e.order() > u.order() and
                 e.get("number") == u.get("number")]) for u in events if u.kind == "urged"]


def rung_row(clock, name, rung, at, calendar):
    row = {"clock": clock.kind, "started_by": clock.event.id,
           "rung": name, "level": rung.level, "rings_at": at,
           "heeds_quiet_hours": rung.is_quiet,
           "recipients": ",".join(r for r in RECIPIENTS if r in rung.recipients),
           "copies": ",".join(r for r in RECIPIENTS if r in rung.copies)}
    if clock.due.at != NEVER:
        row["due_at"] = clock.due.at
    until = held_until(clock, rung, at, calendar)
    if until is not None:
        row["held_until"] = until
    return row

"""clocks -- every clock of a subject, the rungs of its ladder and the documents they prompt, from a
file of events and the files of the rules; see events.py.

Limits are counted by worktime.py, day by day.
"""
import uuid

from cases import Case
from events import MINUTE, UNIT_YEAR_NAMESPACE, Counting, Party, microseconds, word
from ledgers import as_amended, receiver
from limits import RECIPIENTS, Offset, days_of
from worktime import NEVER, Counter, Due, date_of, day_of, start_of

NAME = "overdue-alerts"
UNITS = {"MINUTE": "min", "WORKING_MINUTE": "wmin", "HALF_DAY": "hd", "WORKING_DAY": "wd",
         "CALENDAR_DAY": "cd"}
HANDLING = ("completion", "redo", "rectification")  # what pauses stop
ADDRESSED = ("dispatch", "sign", "return", "first_contact")  # by whose hours it runs
KNOWN_LATE = ("dispatch", "return")     # when they are over: nobody is told before
EXTENDED = ("completion", "redo")
EXTENDED_MAX = 10000                # silent: more of a unit than a limit may have is none
ATTEMPTS_WANTED = 3
ANNUAL_REPORT_ITEM = 4
DAYS_MAX = 400
HOLD = Offset("due+5wd")           # a rung that waits for an import waits no longer


def unit_of(text):
    return UNITS.get(text.replace("LIMIT_UNIT_", ""), "")


class Clock:
    def __init__(self, kind, event, round_number):
        self.kind = kind
        self.event = event          # that started it
        self.round = round_number
        self.start = event.at
        self.who = ("", "", "")
        self.row = None             # of the policy
        self.limit = None
        self.base = None            # Due
        self.due = None
        self.counter = None
        self.pauses = []
        self.extended = []          # (approved at, Due), of those that count
        self.counted = []           # (Counter, amount, Due) of those that run on
        self.order = None           # event
        self.stop = None            # event
        self.end = "running"
        self.is_paused = False

    def key(self):
        return (self.kind, self.event.id)

    def is_running(self):
        return self.end == "running"

    def finish(self, event, end):
        if self.is_running():
            self.stop, self.end = event, end


# ---- what starts and stops them ----

def about(event):
    party = event.party("about")
    return (party.unit, party.section, party.person)


def is_outside(case, stay):
    """silent: what was said to be outside once is so always."""
    return any(s.is_outside for s in case.stays if s.key() == stay.key())


class Subject:
    """The clocks of a case, started and stopped by its facts in order."""

    def __init__(self, case, calendar):
        self.case = case
        self.calendar = calendar
        self.clocks = []
        self.is_shut = False        # merged or withdrawn
        self.sent = []              # (stay, work)
        self.work = 0               # rounds that began when the one before had ended
        self.run()

    def running(self, *kinds):
        return [c for c in self.clocks if c.is_running() and (not kinds or c.kind in kinds)]

    def start(self, kind, event, moment):
        clock = Clock(kind, event, moment.round)
        clock.work = self.work
        self.clocks.append(clock)
        return clock

    def run(self):
        case = self.case
        accepted = next(m for m in case.moments if m.event is case.accepted)
        self.start("completion", case.accepted, accepted).round = 1
        contact = self.start("first_contact", case.accepted, accepted)
        contact.round = 1
        if not self.may_call():     # silent: nobody to be called is nobody to be contacted
            contact.end = "exempt"
        self.dispatch(accepted)
        for moment in case.moments:
            self.follow(moment)
            self.end(moment)

    def may_call(self):
        return as_amended(self.case).get("hasContact") in (True, "ANSWER_YES")

    def follow(self, moment):
        event = moment.event
        getattr(self, "on_" + event.kind, lambda event, moment: None)(event, moment)

    def end(self, moment):
        """The round ended; merged or withdrawn nothing is owed any longer."""
        kind = moment.event.kind
        if kind in ("withdrawn", "merged") and not moment.is_open and self.shuts(moment.event):
            for clock in self.running():
                clock.finish(moment.event, kind)
            self.is_shut = True
        if kind == "completed" and moment.was_open:
            for clock in self.running("completion", "redo"):
                clock.finish(moment.event, "done")
            for clock in self.running("sign", "first_contact"):
                clock.finish(moment.event, "moved_on")

    def shuts(self, event):
        flags = next(flags for e, flags in self.case.facts if e is event)
        return not flags & {"withdrawn_after_completion", "merged_into_itself"}

    # -- signing --

    def started_stay(self, event):
        return next((s for s in self.case.stays if s.began is event and s.is_held), None)

    def sign(self, event, moment):
        stay = self.started_stay(event)
        if stay is None:
            return
        for clock in self.running("sign"):
            clock.finish(event, "moved_on")
        # what has ended waits for nobody, and an outside unit tells us nothing
        if not moment.is_open or is_outside(self.case, stay):
            return
        self.sent.append((stay, self.work))
        clock = self.start("sign", event, moment)
        clock.stay = stay
        clock.who = (stay.unit, stay.section, stay.person)

    def on_accepted(self, event, moment):
        if event.get("receiver") == "":
            self.sign(event, moment)

    def on_transferred(self, event, moment):
        self.give_back(event, moment)
        self.sign(event, moment)

    on_returned = on_transferred

    def on_signedFor(self, event, moment):
        for clock in self.running("sign"):
            if clock.stay.signed is event:
                clock.finish(event, "done")

    # -- dispatch and return: known when they are over --

    def dispatch(self, moment):
        accepted = self.case.accepted
        if accepted.get("askedAt"):
            clock = self.start("dispatch", accepted, moment)
            clock.start = microseconds(accepted.get("askedAt"))
            clock.who = (accepted.source, "", accepted.actor)
            clock.finish(accepted, "done")

    def give_back(self, event, moment):
        """By the holder himself, while the work lasts that it was sent to him for."""
        flags = next(flags for e, flags in self.case.facts if e is event)
        for stay, work in self.sent:
            if stay.ended is event and work == self.work and moment.was_open and (
                    event.kind == "returned" and "irregular_transfer" not in flags):
                clock = self.start("return", stay.began, moment)
                clock.round = next(m.round for m in self.case.moments if m.event is stay.began)
                clock.who = (stay.unit, stay.section, stay.handler())
                clock.finish(event, "done")

    # -- handling --

    def on_contacted(self, event, moment):
        if event.get("reached", False):
            for clock in self.running("first_contact"):
                clock.finish(event, "done")

    def on_reopened(self, event, moment):
        if moment.was_open:
            return
        for clock in self.running("callback", "rectification"):
            clock.finish(event, "reopened")
        self.is_shut = False
        self.work += 1
        self.start("redo", event, moment)

    # -- afterwards --

    def callback(self, event, moment):
        clock = self.start("callback", event, moment)
        clock.calls = []
        clock.is_called = False
        if self.case.is_mock_visit or not self.may_call():
            clock.end = "exempt"

    def on_completed(self, event, moment):
        if moment.was_open:
            self.callback(event, moment)

    def on_callbackMade(self, event, moment):
        last = [c for c in self.clocks if c.kind == "callback" and c.work == self.work][-1:]
        for clock in last:
            clock.calls.append(event)
            days = {day_of(call.at) for call in clock.calls}
            days = {day for day in days if self.calendar.is_worked(day)}
            if event.word("outcome") != "unreachable" or (
                    len(clock.calls) >= ATTEMPTS_WANTED and len(days) >= 2):
                clock.is_called = True
                clock.finish(event, "done")

    def found_bad(self, event, moment):
        theirs = [c for c in self.clocks if c.kind == "rectification" and c.work == self.work]
        if not theirs and not self.is_shut:
            self.start("rectification", event, moment)

    def on_rated(self, event, moment):
        counts = any(event in r.ratings for r in self.case.rounds)
        if counts and event.word("satisfaction") == "dissatisfied":
            self.found_bad(event, moment)

    def on_spotChecked(self, event, moment):
        if event.word("finding") == "bad":
            self.found_bad(event, moment)

    on_inspected = on_spotChecked

    def on_rectificationOrdered(self, event, moment):
        running = self.running("rectification")
        if running:
            running[0].order = event
        elif not self.is_shut:
            self.start("rectification", event, moment).order = event

    def on_rectificationDone(self, event, moment):
        if event.word("accepted") == "no":
            return
        for clock in self.running("rectification"):
            clock.finish(event, "done")
        # silent: of what was called back already
        calls = [c for c in self.clocks if c.kind == "callback" and c.work == self.work]
        if calls and calls[-1].is_called and not self.is_shut:
            self.callback(event, moment)


class Year:
    """Of a unit's year: no rounds."""

    def __init__(self, events):
        self.source = events[0].case_source
        self.year = int(events[0].case_number)
        self.facts = Counting(events).in_order()
        self.clocks = []
        for event in self.facts:
            getattr(self, "on_" + event.kind, lambda event: None)(event)

    def running(self, kind):
        return [c for c in self.clocks if c.is_running() and c.kind == kind]

    def start(self, kind, event):
        clock = Clock(kind, event, 0)
        clock.who = (self.source, "", "")
        self.clocks.append(clock)
        return clock

    def on_yearOpened(self, event):
        """silent: however late it was opened, the year has begun, and a report is made."""
        if any(c.kind == "annual_report" for c in self.clocks):
            return
        clock = self.start("annual_report", event)
        reports = [e for e in self.facts if e.kind == "checklistEvidence" and
                   int(e.get("item", 0)) == ANNUAL_REPORT_ITEM]
        for report in reports:
            clock.finish(report, "done")

    def on_inspected(self, event):
        if event.word("finding") == "bad":
            self.start("rectification", event)

    def on_rectificationOrdered(self, event):
        """silent: an order is of an earlier order's finding by its id, of an inspection by its
        number, or when it names no basis by whom it is about."""
        for clock in self.running("rectification"):
            if clock.order:
                is_same = clock.order.get("orderId") == event.get("orderId")
            elif event.get("basis"):
                is_same = clock.event.get("number") == event.get("basis")
            else:
                is_same = about(clock.event) == about(event)
            if is_same:
                clock.order = event
                return
        self.start("rectification", event).order = event

    def on_rectificationDone(self, event):
        if event.word("accepted") == "no":
            return
        for clock in self.running("rectification"):
            known = clock.order.get("orderId") if clock.order else clock.event.get("number")
            if known == event.get("orderId"):
                clock.finish(event, "done")
                return


# ---- when they are due ----

def pauses_of(case):
    """[from, to] of the founded ones: until resumed, or the work that it stops ends, or the next
    round begins."""
    pauses = []
    for i, moment in enumerate(case.moments):
        event = moment.event
        is_founded = event.kind == "paused" and event.get("approver") and (
            event.get("reason") or "TEXT_FIELD_REASON" in event.texts)
        if not is_founded:
            continue
        end = NEVER
        for later in case.moments[i + 1:]:
            what = later.event
            if what.kind == "resumed" and what.get("pauseId") in ("", event.get("pauseId")) or (
                    later.was_open != later.is_open):
                end = what.at
                break
        pauses.append([event.at, end])
    return pauses


def said_values(said):
    return (word(said.get("category", "")) or "unclassified", word(said.get("channel", "")),
            said.get("priority", ""))


def said_until(case, due_by):
    """Category, channel and priority last set until a clock is due: due_by says when it is, when
    these are so."""
    said = dict(case.accepted.body)
    for event in case.of("amended"):
        due = due_by(*said_values(said))
        if due is not None and not is_by(event, due):
            break
        said.update(event.body)
    return said_values(said)


class Timing:
    """Gives every clock of a case its policy's row, its limit and its due time."""

    def __init__(self, limits, unit, day):
        self.limits = limits
        self.unit = unit
        self.day = day              # of the acceptance

    def find(self, kind, values):
        return self.limits.find(self.day, kind, self.unit, *values)

    def counter(self, clock, kind, start):
        unit = clock.who[0] if clock.kind in ADDRESSED else self.unit
        return Counter(self.limits.calendar, unit, kind, start, clock.pauses)

    def set(self, clock, row, extensions):
        clock.row = row
        clock.limit = row.limit
        clock.counter = self.counter(clock, clock.limit[1], clock.start)
        clock.base = clock.due = clock.counter.due(clock.limit[0])
        clock.extended = []
        clock.counted = []
        for event in extensions:
            self.extend(clock, event)
        if clock.order:
            self.obey(clock)

    def extend(self, clock, event):
        asked = microseconds(event.get("askedAt"))
        amount, kind = int(event.get("amount")), unit_of(event.get("amountUnit"))
        if not event.get("approvedAt") or amount > EXTENDED_MAX and kind not in ("min", "wmin"):
            return
        in_force = [due for approved, due in clock.extended if approved <= asked]
        if asked > (in_force[-1] if in_force else clock.base).at:
            return
        more, due = self.after(clock, clock.due, (amount, kind))
        if self.is_within_caps(clock, (amount, kind), due):
            clock.extended.append((microseconds(event.get("approvedAt")), due))
            if more:
                clock.counted.append((more, amount, due))
            clock.due = due

    def is_within_caps(self, clock, what, due):
        row = clock.row
        if row.extensions is not None and len(clock.extended) >= row.extensions:
            return False
        each, whole = row.extension_limit, row.long_cycle
        if each and (what[0] > each[0] if what[1] == each[1] else days_of(what) > days_of(each)):
            return False
        return not whole or due.at <= self.counter(clock, whole[1], clock.start).due(whole[0]).at

    def after(self, clock, due, what):
        """So much more, from the old due time; a day that ends then does not count."""
        if due.at == NEVER:
            return None, due
        start = due.at if what[1] in ("min", "wmin") else due.at - 1
        counter = self.counter(clock, what[1], start)
        more = counter.due(what[0])
        more.is_provisional |= due.is_provisional
        return counter, more

    def obey(self, clock):
        """silent: an order that says no time gives the policy's limit from then."""
        order = clock.order
        amount, kind = int(order.get("limit", 0)), unit_of(order.get("limitUnit", ""))
        if 0 < amount <= EXTENDED_MAX and kind:
            clock.limit = (amount, kind)
        clock.counter = self.counter(clock, clock.limit[1], order.at)
        clock.due = clock.counter.due(clock.limit[0])
        if order.get("dueAt"):
            at = max(microseconds(order.get("dueAt")), clock.start)
            clock.due = Due(at, day_of(at - 1), None, self.limits.calendar, False)
        clock.base = clock.due


def is_by(event, due):
    """The due instant itself is on time; of a day without a time its date."""
    if due.at == NEVER or event.at <= due.at:
        return True
    return event.precision == "day" and day_of(event.at) <= due.day


def verdict(clock):
    if clock.is_running():
        return "pending"
    if clock.end == "exempt":
        return "left"
    if not is_by(clock.stop, clock.due):
        return "late"
    return "on_time" if clock.end == "done" else "left"


# ---- rungs ----

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


# ---- rows ----

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


def case_clocks(case, limits):
    """The clocks of a case that its policy has."""
    timing = Timing(limits, case.accepted.get("unit"), day_of(case.accepted.at))
    pauses = pauses_of(case)
    clocks = Subject(case, limits.calendar).clocks
    work_ends = {c.work: c.stop for c in clocks if c.kind in EXTENDED and c.stop}
    for clock in clocks:
        if clock.kind in HANDLING:
            clock.pauses = handling_pauses(clock, pauses)
        settle_who(clock, case, work_ends)
        if clock.kind in ("completion", "first_contact") and not move_start(clock, case, timing):
            continue
        extensions = [event for work, event in told_in(case, "extended") if work == clock.work]
        if clock.kind not in EXTENDED:
            extensions = []

        def due_by(*values, clock=clock, extensions=extensions):
            row = timing.find(clock.kind, values)
            if row is None:
                return None
            timing.set(clock, row, extensions)
            return clock.due
        values = said_until(case, due_by)
        row = timing.find(clock.kind, values)
        if row is None:
            continue
        timing.set(clock, row, extensions)
        clock.is_paused = clock.is_running() and any(end == NEVER for b, end in clock.pauses)
        yield clock


def move_start(clock, case, timing):
    """A row may have the clock start later in its round; False: that did not happen.  The row is
    that for the case as it was accepted.  silent: what nobody handed over went to its holder when
    it was accepted."""
    row = timing.find(clock.kind, said_values(case.accepted.body))
    starts = [case.accepted]
    if row and row.start == "handed_over":
        starts = in_first_work(case, [h.event for h in case.handings]) or starts
    if row and row.start == "signed":
        starts = in_first_work(case, [s.signed for s in case.stays if s.signed])
    for event in starts[:1]:
        clock.event, clock.start = event, event.at
    return bool(starts)


def in_first_work(case, events):
    first = [event for kind in {e.kind for e in events} for work, event in told_in(case, kind)
             if work == 0]
    return [event for event in events if event in first]


def told_in(case, kind):
    """(work, event): in which of the rounds that began when the one before had ended."""
    work = 0
    for moment in case.moments:
        if moment.event.kind == "reopened" and not moment.was_open:
            work += 1
        if moment.event.kind == kind:
            yield work, moment.event


def handling_pauses(clock, pauses):
    """A pause ends with the work that it stops."""
    stop = clock.stop.at if clock.stop else NEVER
    return [[begin, min(end, stop)] for begin, end in pauses if begin < stop]


def settle_who(clock, case, work_ends):
    """Whose it is to act."""
    accepted = (case.accepted.get("unit"), case.accepted.get("section"))

    def holder(stay):
        if stay is None or is_outside(case, stay):  # the receiver's section follows up
            return accepted + (receiver(case),)
        return (stay.unit, stay.section, stay.handler())

    def holder_at(event):
        return holder(next(m.holder for m in case.moments if m.event is event))
    if clock.kind == "first_contact":
        clock.who = accepted + (receiver(case),)
    elif clock.kind == "callback":
        clock.who = accepted + ("",)
    elif clock.kind in ("completion", "redo"):
        clock.who = holder_at(clock.stop) if clock.stop else holder(case.holder)
    elif clock.kind == "rectification":
        # who completed it, unless finding or order names somebody
        clock.who = holder_at(work_ends.get(clock.work, clock.event))
        name(clock)


def name(clock):
    for event in (clock.event, clock.order):
        party = event.party("about") if event else Party()
        if party.unit:
            clock.who = about(event)
        elif party.person:
            clock.who = clock.who[:2] + (party.person,)


def year_clocks(year, limits):
    calendar = limits.calendar
    for clock in year.clocks:
        if clock.kind == "annual_report":
            clock.start = microseconds("%04d-01-01T00:00:00+08:00" % year.year)
        timing = Timing(limits, year.source, day_of(clock.start))
        row = timing.find(clock.kind, ("unclassified", "", ""))
        if row is None:
            continue
        if clock.kind == "annual_report":
            clock.row = row
            first = day_of(clock.start) + 1
            after = day_of(microseconds("%04d-01-01T00:00:00+08:00" % (year.year + 1)))
            clock.limit = (sum(calendar.is_worked(d) for d in range(first, after)), "wd")
            day = calendar.worked_from(after, -1)
            clock.due = clock.base = Due(calendar.day_end(year.source, day), day, first, calendar)
            clock.counter = timing.counter(clock, "wd", clock.start)
        else:
            timing.set(clock, row, [])
            name(clock)
        yield clock


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

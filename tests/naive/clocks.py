"""clocks -- every clock of a subject: what starts and stops it, and whom it waits for; see events.py.

Limits are counted by worktime.py, day by day.
"""
from events import Counting, Party, microseconds
from ledgers import as_amended, receiver
from timing import Timing, pauses_of, said_until, said_values
from worktime import NEVER, Due, day_of, is_by

HANDLING = ("completion", "redo", "rectification")  # what pauses stop
EXTENDED = ("completion", "redo")
ATTEMPTS_WANTED = 3
ANNUAL_REPORT_ITEM = 4


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


def verdict(clock):
    if clock.is_running():
        return "pending"
    if clock.end == "exempt":
        return "left"
    if not is_by(clock.stop, clock.due):
        return "late"
    return "on_time" if clock.end == "done" else "left"


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

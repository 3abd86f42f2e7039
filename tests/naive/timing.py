"""timing -- the row of the policy that a clock has, its limit, and when it is due."""
from events import microseconds, word
from limits import days_of
from worktime import NEVER, Counter, Due, day_of, is_by

UNITS = {"MINUTE": "min", "WORKING_MINUTE": "wmin", "HALF_DAY": "hd", "WORKING_DAY": "wd",
         "CALENDAR_DAY": "cd"}
ADDRESSED = ("dispatch", "sign", "return", "first_contact")  # by whose hours it runs
EXTENDED_MAX = 10000                # silent: more of a unit than a limit may have is none


def unit_of(text):
    return UNITS.get(text.replace("LIMIT_UNIT_", ""), "")


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

"""worktime -- working time by a calendar's files, counted day by day; see events.py.

A limit is (amount, unit) with the unit min, wmin, hd, wd or cd.  Pauses are [from, to] in
microseconds, `to` being NEVER while they last.
"""
import csv
import datetime
import functools
import glob
import itertools
import os

from events import DAY, MINUTE, SHANGHAI

NEVER = 1 << 62
NOON = 12 * 60


def day_of(us):
    """The local day an instant falls in, as a number of days since 1970."""
    return (us + SHANGHAI) // DAY


def start_of(day):
    return day * DAY - SHANGHAI


def day_number(text):
    return datetime.date.fromisoformat(text).toordinal() - datetime.date(1970, 1, 1).toordinal()


def date_of(day):
    return datetime.date.fromordinal(day + datetime.date(1970, 1, 1).toordinal())


def minute_of(text):
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


class Calendar:
    def __init__(self, folder):
        self.name = "files"
        self.published = []         # [first day, last day]
        self.worked = {}            # day: is it worked, of exceptions
        self.hours = []             # (unit, first day, last day, [open, close in minutes])
        self.ends_at_close = False
        for path in sorted(glob.glob(os.path.join(folder, "*.csv"))):
            with open(path, encoding="utf-8-sig", newline="") as file:
                for row in csv.DictReader(file):
                    self.add(**row)

    def add(self, kind, first_day, last_day, unit, value, notice):
        del notice
        first = day_number(first_day) if first_day else None
        last = day_number(last_day) if last_day else first
        if kind == "published":
            self.published.append((first, last))
        elif kind in ("off", "worked"):
            for day in range(first, last + 1):
                self.worked[day] = kind == "worked"
        elif kind == "hours":
            spans = [[minute_of(m) for m in span.split("-")] for span in value.split()]
            self.hours.append((unit, first, last, spans))
        elif kind == "day_end":
            self.ends_at_close = value == "close"

    def is_worked(self, day):
        # 1970-01-01 was a Thursday
        return self.worked.get(day, (day + 3) % 7 < 5)

    def is_published(self, day):
        return any(first <= day <= last for first, last in self.published)

    @functools.cache
    def minutes(self, unit, day):
        """The hours of a working day: those of one day before a period's before those for ever, a
        unit's own before everybody's."""
        best = None
        for owner, first, last, spans in self.hours:
            if owner not in ("", unit) or (first is not None and not first <= day <= last):
                continue
            rank = (owner != "", 0 if first is None else 1 if first != last else 2)
            if best is None or rank > best[0]:
                best = (rank, spans)
        return best[1] if best else [[540, 720], [780, 1020]]

    def spans(self, unit, day):
        """When it is worked that day: [[open, close]] in microseconds."""
        if not self.is_worked(day):
            return []
        return [[start_of(day) + m * MINUTE for m in span] for span in self.minutes(unit, day)]

    def day_end(self, unit, day):
        if self.ends_at_close and self.is_worked(day):
            return self.spans(unit, day)[-1][1]
        return start_of(day + 1)

    def session_ends(self, unit, day):
        """[[begin, end]] of its half days: what begins before noon, and what begins later."""
        spans = self.spans(unit, day)
        noon = start_of(day) + NOON * MINUTE
        halves = [[s for s in spans if s[0] < noon], [s for s in spans if s[0] >= noon]]
        return [[half[0][0], half[-1][1]] for half in halves if half]

    def next_work(self, unit, at):
        """The instant itself when it is worked, else when work begins again."""
        day = day_of(at)
        while True:
            for begin, end in self.spans(unit, day):
                if at < end:
                    return max(at, begin)
            day += 1

    def before(self, unit, at, amount, kind):
        """The instant so much before another, and the day it ends."""
        if kind in ("wd", "cd"):
            day = day_of(at - 1) - amount
            if kind == "wd":
                day = self.worked_from(day_of(at - 1), -amount)
            return self.day_end(unit, day), day
        if kind == "min":
            at -= amount * MINUTE
        elif kind == "hd":
            at = self.sessions_before(unit, at, amount)
        else:
            at = self.work_before(unit, at, amount * MINUTE)
        return at, day_of(at - 1)

    def sessions_before(self, unit, at, amount):
        """silent: counted from the last session that is over by then."""
        day = day_of(at)
        while True:
            for begin, end in reversed(self.session_ends(unit, day)):
                if end <= at:
                    if amount == 0:
                        return end
                    amount -= 1
            day -= 1

    def work_before(self, unit, at, left):
        day = day_of(at)
        while True:
            for begin, end in reversed(self.spans(unit, day)):
                end = min(end, at)
                if begin < end and left < end - begin:
                    return end - left
                left -= max(end - begin, 0)
            day -= 1

    def next_worked(self, day):
        while not self.is_worked(day):
            day += 1
        return day

    def worked_from(self, day, count):
        """The count-th working day after this one, or before it."""
        step = 1 if count > 0 else -1
        while count:
            day += step
            count -= step * self.is_worked(day)
        return day


def is_paused(pauses, at):
    return any(begin <= at < end for begin, end in pauses)


def without(span, pauses):
    """What is left of a span when pauses are cut out, in order."""
    left = [list(span)]
    for begin, end in pauses:
        cut = []
        for a, b in left:
            cut += [[a, min(b, begin)], [max(a, end), b]]
        left = [s for s in cut if s[0] < s[1]]
    return left


class Due:
    def __init__(self, at, day, first_day, calendar, is_provisional=None):
        self.at = at
        self.day = day
        self.is_provisional = is_provisional
        if is_provisional is None:
            self.is_provisional = at != NEVER and not (
                calendar.is_published(first_day) and calendar.is_published(day))


def is_by(event, due):
    """The due instant itself is on time; of a day without a time its date."""
    if due.at == NEVER or event.at <= due.at:
        return True
    return event.precision == "day" and day_of(event.at) <= due.day


class Counter:
    """A limit's units, one after the other, from an instant."""

    def __init__(self, calendar, unit, kind, start, pauses):
        self.calendar = calendar
        self.unit = unit
        self.kind = kind
        self.start = start
        self.pauses = pauses
        # the day whose end is the start has ended: what follows it is counted
        self.day = day_of(start)

    def is_over(self, day):
        """Does a pause without end hold all that follows?"""
        return any(end == NEVER and begin < start_of(day) for begin, end in self.pauses)

    def ends(self):
        """The ends of days or sessions that count, in order; they cease in a pause without end."""
        day = self.day
        while not self.is_over(day):
            if self.kind == "hd":
                marks = [end for begin, end in self.calendar.session_ends(self.unit, day)
                         if begin > self.start]
            elif day == self.day:
                marks = []          # the opening day does not count
            elif self.kind == "cd" or self.calendar.is_worked(day):
                marks = [self.calendar.day_end(self.unit, day)]
            else:
                marks = []
            for mark in marks:
                if not is_paused(self.pauses, mark - 1):
                    yield day, mark
            day += 1

    def stretches(self, until=NEVER):
        """What runs of the time: [from, to] of real or working time."""
        if self.kind == "min":
            yield from without([self.start, until], self.pauses)
            return
        day = self.day
        while not self.is_over(day) and start_of(day) < until:
            for begin, end in self.calendar.spans(self.unit, day):
                span = [max(begin, self.start), min(end, until)]
                if span[0] < span[1]:
                    yield from without(span, self.pauses)
            day += 1

    def due(self, amount):
        if self.kind in ("min", "wmin"):
            left = amount * MINUTE
            for begin, end in self.stretches():
                if end - begin >= left:
                    return self.found(begin + left, day_of(begin + left - 1))
                left -= end - begin
        else:
            for day, mark in self.ends():
                amount -= 1
                if amount == 0 and self.kind == "cd":
                    return self.moved(day)
                if amount == 0:
                    return self.found(mark, day)
        return Due(NEVER, None, None, self.calendar, False)

    def moved(self, last):
        """When the last day of a limit is a rest day it ends with the next working day; whether
        those before it are rest days does not matter."""
        day = self.calendar.next_worked(last)
        return Due(self.calendar.day_end(self.unit, day), day, last, self.calendar)

    def found(self, at, day):
        if self.kind == "min":      # real minutes rest on no notice
            return Due(at, day, None, self.calendar, False)
        first = day_of(self.start) + (self.kind == "wd")
        return Due(at, day, min(first, day), self.calendar)

    def letters(self, amount, due):
        """What each day is to the limit, from its start to its due day, or to the last pause when
        that holds it for ever: start, counted, make-up, rest, off, paused, moved (v)."""
        first = day_of(self.start)
        last = due.day if due.at != NEVER else max(first, day_of(self.pauses[-1][0]))
        used = self.uses(due.at)
        for day in range(first, last + 1):
            before = min(used(start_of(day)), amount)
            after = min(used(min(start_of(day + 1), due.at)), amount)
            letter = self.letter(day, after - before, before == amount)
            window = max(start_of(day), self.start), min(start_of(day + 1), due.at)
            is_in_part = any(a < window[1] and window[0] < b for a, b in self.pauses)
            yield chr(ord(letter) + (is_in_part and letter in "scm"))

    def letter(self, day, counted, is_reached):
        is_worked = self.calendar.is_worked(day)
        counts_rest = self.kind in ("min", "cd")
        if day == day_of(self.start):
            return "s"
        if counted:
            return "m" if is_worked and day in self.calendar.worked and not counts_rest else "c"
        if not is_worked and (is_reached or not counts_rest):
            return "o" if day in self.calendar.worked else "r"
        return "v" if is_reached else "p"

    def used(self, until):
        return self.uses(until)(until)

    def uses(self, until):
        """A function that tells what is used at instants up to this one."""
        if self.kind in ("min", "wmin"):
            stretches = list(self.stretches(until)) if until > self.start else []
            return lambda at: sum(
                min(end, at) - begin for begin, end in stretches if begin < at) // MINUTE
        ends = itertools.takewhile(lambda end: end <= until, (mark for day, mark in self.ends()))
        marks = list(ends) if until > self.start else []
        return lambda at: sum(mark <= at for mark in marks)

"""due_days -- due days of tests/tool/due_days against the package chinesecalendar, day by day.

    due_days.py COUNT     standard input: so many lines of accepted, working days, due day

Prints the first that differ; exit 1 when any does, or lines are missing.
"""
import datetime
import functools
import sys

import chinese_calendar

DAY = datetime.timedelta(days=1)
SHOWN_MAX = 5


@functools.cache
def is_worked(day):
    return chinese_calendar.is_workday(day)


def due_day(accepted, amount):
    day = accepted
    while amount > 0:
        day += DAY
        amount -= is_worked(day)
    return day


def main():
    read = differing = 0
    for line in sys.stdin:
        accepted, amount, due = line.split()
        expected = due_day(datetime.date.fromisoformat(accepted), int(amount))
        read += 1
        if expected.isoformat() == due:
            continue
        differing += 1
        if differing <= SHOWN_MAX:
            print(accepted, amount, "working days:", due, "but by chinesecalendar", expected)
    print(read, "due days,", differing, "differ")
    return 1 if differing or read != int(sys.argv[1]) else 0


sys.exit(main())

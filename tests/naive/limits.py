"""limits -- policies and ladders by their files; see events.py."""
import csv
import glob
import os
import re

from worktime import Calendar, day_number

RECIPIENTS = """handler receiver handler_section_post receiver_section_post master_post
    section_head leader_in_charge head supervision_office discipline_committee
    lead_department""".split()
# what a limit comes to in days: less than a day is none
MINUTES_OF_A_DAY = {"min": 24 * 60, "wmin": 7 * 60}


def limit(text):
    """7wd as (7, "wd"); nothing as None."""
    match = re.fullmatch(r"(\d+) ?([a-z]+)", text or "")
    return (int(match.group(1)), match.group(2)) if match else None


def days_of(what):
    """The whole days of a limit."""
    if what is None:
        return 0
    amount, unit = what
    return amount // {"min": 1440, "wmin": 420, "hd": 2}.get(unit, 1)


class Offset:
    """90%, due, due-1wd@09:00, rung+5wd, start+20min."""

    def __init__(self, text):
        match = re.fullmatch(
            r"(?:(\d+)%|(start|due|rung)(?:([+-])(\d+)([a-z]+)(?:@(\d\d):(\d\d))?)?)", text)
        percent, self.base, sign, amount, self.unit, hour, minute = match.groups()
        self.percent = int(percent) if percent else None
        self.amount = int(amount) * (-1 if sign == "-" else 1) if amount else 0
        self.minute = int(hour) * 60 + int(minute) if hour else None


class Rung:
    def __init__(self, row):
        self.ladder = row["ladder"]
        self.name = row["rung"]
        self.level = row["level"]
        self.offset = Offset(row["rings_at"])
        self.days_min = int(row["days_min"] or 0)
        self.days_max = int(row["days_max"] or 0)
        self.recipients = row["recipients"].split()
        self.copies = row["copies"].split()
        self.is_quiet = row["quiet_hours"] == "yes"
        self.is_unexplained = row["condition"] == "unexplained"
        # of books that come in batches it waits for the next
        self.batch_sources = (row.get("batch_sources") or "").split()

    def is_for(self, what):
        days = days_of(what)
        return days >= self.days_min and (self.days_max == 0 or days <= self.days_max)


class Row:
    """Of a policy: absent columns are any."""

    def __init__(self, row):
        self.preset = row["preset"]
        self.first_day = day_number(row["first_day"]) if row.get("first_day") else -(1 << 40)
        self.last_day = day_number(row["last_day"]) if row.get("last_day") else 1 << 40
        self.clock = row["clock"]
        self.scope = row["scope"]
        self.unit = row.get("unit") or ""
        self.category = row.get("category") or "any"
        self.channel = row.get("channel") or "any"
        self.priority = row.get("priority") or ""
        self.limit = limit(row["time_limit"])
        self.ladder = row["ladder"]
        self.start = row.get("start") or ""
        self.warnings = [Offset(text) for text in (row.get("warnings") or "").split()]
        self.extensions = int(row["extensions"]) if row.get("extensions") else None
        self.extension_limit = limit(row.get("extension_limit"))
        self.long_cycle = limit(row.get("long_cycle"))

    def rank(self, unit, category, channel, priority):
        """How near it is; None when it is for others."""
        if self.scope not in ("all", "unit") or (self.scope == "unit" and self.unit != unit):
            return None             # there is no tree of units in files
        if self.category not in ("any", category) or self.channel not in ("any", channel):
            return None
        if self.priority not in ("", priority):
            return None
        return (self.scope == "unit", self.category != "any", self.channel != "any",
                self.priority != "")


class Limits:
    """A folder of rules: its calendar, and every policy with the ladders beside it."""

    def __init__(self, folder):
        self.calendar = Calendar(os.path.join(folder, "calendar"))
        self.rows = []
        self.ladders = {}
        for path in sorted(glob.glob(os.path.join(folder, "*.csv"))):
            with open(path, encoding="utf-8-sig", newline="") as file:
                for row in csv.DictReader(file):
                    if os.path.basename(path) == "ladders.csv":
                        rung = Rung(row)
                        self.ladders.setdefault(rung.ladder, []).append(rung)
                    else:
                        self.rows.append(Row(row))

    def find(self, day, clock, unit, category, channel, priority):
        """The row of the period that has begun last, by the nearest scope; None: no such clock."""
        begun = [row for row in self.rows if row.first_day <= day]
        first = max((row.first_day for row in begun), default=None)
        period = [row for row in begun if row.first_day == first and row.clock == clock and
                  day <= row.last_day]
        best = None
        for row in period:
            rank = row.rank(unit, category, channel, priority)
            if rank is not None and (best is None or rank > best[0]):
                best = (rank, row)
        if best:
            return best[1]
        return next((row for row in period if row.scope == "default"), None)

"""times -- random histories moved to other years, and some of their instants to where working time
begins and ends; see compare.py.
"""
import datetime
import re
import zlib

TIME = re.compile(r'"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?Z"')
ASKED_TO_MOVE = 40                  # percent
# of the local day: its turns, and both sides of opening, lunch and closing
EDGES = """00:00:00 00:00:01 08:59:59 09:00:00 11:59:59 12:00:00 12:30:00 13:00:00 16:59:59 17:00:00
    17:00:01 23:59:59""".split()
ZONE = datetime.timedelta(hours=8)


def moved(line, days, salt):
    """The same text always moves alike, so that what was said twice still is.  Times of whole days
    stay what they are."""
    def place(match):
        number = zlib.crc32((match.group(0) + salt).encode())
        at = datetime.datetime.fromisoformat(match.group(1)) + ZONE
        at += datetime.timedelta(days=days)
        fraction = match.group(2) or ""
        if number % 100 < ASKED_TO_MOVE and not is_whole_day:
            at = datetime.datetime.fromisoformat(
                "%s %s" % (at.date(), EDGES[number // 100 % len(EDGES)]))
            fraction = ""
        return '"%s%sZ"' % ((at - ZONE).isoformat(), fraction)
    is_whole_day = "PRECISION_DAY" in line
    return TIME.sub(place, line)

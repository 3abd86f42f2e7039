/*
 * deadline -- when a limit is over, and how much of it is used: one count for both.
 *
 * 民法典 201 and 203: the opening day does not count; a limit of days ends at the end of its last
 * day, and when that is a rest day at the end of the next working day.  Minutes run from the
 * instant, in real time or in working time.  A half day ends with a session; the session of the
 * start does not count.  The due instant itself is on time.
 *
 * A pause takes real and working minutes that it covers; a day (or session) counts when the case is
 * not paused at its end, that is, in the last instant before it.
 *
 * Laws: used(due(n)) = n, but for calendar days that had to move; due(used(t)) = t for t in working
 * time in whole minutes from the start, of which 13:00 is the same as 12:00; both are monotone.
 */
#ifndef SHOUWEN_CORE_DEADLINE_H
#define SHOUWEN_CORE_DEADLINE_H

#include "core/event.h"
#include "core/schedule.h"
#include "core/table.h"

#define DEADLINE_NEVER_US INT64_MAX
enum { DEADLINE_AMOUNT_MAX = 1000000 };

/* Half-open. */
struct timing_pause {
    int64_t from_us;
    int64_t to_us; /* DEADLINE_NEVER_US: still paused */
};

struct timing {
    struct str unit; /* whose hours */
    int64_t start_us;
    int64_t amount; /* 1 to DEADLINE_AMOUNT_MAX */
    enum limit_unit limit_unit;
    const struct timing_pause *pauses; /* in order and apart: timing_pauses_unite() */
    size_t pauses_count;
};

struct deadline {
    int64_t due_us; /* the last instant that is on time; DEADLINE_NEVER_US: a pause without end */
    int64_t day;    /* the local day that instant ends or falls in; DAY_NONE: there is none */
    bool is_provisional; /* it rests on a year whose exceptions are not published yet */
};

/* Puts pauses into order and makes one of those that overlap or touch; gives how many are left. */
size_t timing_pauses_unite(struct timing_pause *pauses, size_t count);

struct deadline deadline_of(const struct calendar *calendar, const struct timing *timing);

/* The same limit, running on from where another ended: an extension.  Its start is not looked at.
 * `from` is due some time. */
struct timing timing_after(const struct deadline *from, const struct timing *timing);

/* And when that is over. */
struct deadline deadline_after(const struct calendar *calendar, const struct deadline *from,
                               const struct timing *timing);

/* Whole units of the limit that are used by then, at least 0; the amount is not looked at. */
int64_t deadline_used(const struct calendar *calendar, const struct timing *timing,
                      int64_t until_us);

#endif

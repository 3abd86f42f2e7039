/*
 * deadline_walk -- why a deadline is when it is: from the start day by day to the due day.
 *
 * Pure and without memory of its own; calendar and timing outlive the walk.  A deadline that a
 * pause without an end holds is walked to the day on which that pause began.
 */
#ifndef SHOUWEN_CORE_DEADLINE_WALK_H
#define SHOUWEN_CORE_DEADLINE_WALK_H

#include "core/deadline.h"

enum walked {
    WALKED_START, /* the opening day; of minutes and half days it may count too */
    WALKED_COUNTED,
    WALKED_MAKE_UP, /* the same of a worked weekend day, which is an exception */
    WALKED_REST,    /* a rest day, which the limit does not count */
    WALKED_PAUSED,  /* nothing of it counts because of a pause */
    WALKED_MOVED,   /* due here, because the last day of a limit of calendar days was a rest day */
    WALKED_COUNT
};

struct walked_day {
    struct calendar_day day; /* with the exception that makes it what it is, and its notice */
    const struct calendar_row *hours; /* of a worked day, when the limit goes by them; else NULL */
    enum walked walked;
    bool is_paused;  /* for a part of it, or all of it */
    int64_t counted; /* units of the limit, whole ones */
    int64_t total;   /* with all days before */
};

struct deadline_walk {
    const struct calendar *calendar;
    const struct timing *timing;
    const struct schedule *schedule;
    struct deadline deadline;
    int64_t start_day;
    int64_t next_day;
    int64_t last_day;
    int64_t total; /* until next_day */
};

void deadline_walk_init(struct deadline_walk *walk, const struct calendar *calendar,
                        const struct timing *timing);

/* False: there are no more days. */
bool deadline_walk_next(struct deadline_walk *walk, struct walked_day *day_out);

#endif

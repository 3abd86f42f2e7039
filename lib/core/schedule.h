/*
 * schedule -- the hours of a unit's working days, and working time counted by them.
 *
 * A unit's own hours go before everybody's, those of one day before those of a period, a period's
 * before those that are for ever; where no row speaks it is 09:00 to 12:00 and 13:00 to 17:00.  A
 * half day is a session: the intervals that begin before 12:00, or those that begin later.
 *
 * Working time and sessions are counted from some day of the schedule's own: differences mean
 * something, and may be negative.  Every answer takes the logarithm of the number of rows.
 */
#ifndef SHOUWEN_CORE_SCHEDULE_H
#define SHOUWEN_CORE_SCHEDULE_H

#include "core/calendar.h"

/* What a span of days with the same hours is counted in. */
enum schedule_measure { SCHEDULE_WORK_US, SCHEDULE_SESSIONS, SCHEDULE_MEASURES_COUNT };

struct schedule_span {
    int64_t first_day; /* the last is before the next span's; of the first one: EVER_FIRST */
    const struct calendar_row *row; /* whose hours */
    int64_t worked_before;          /* calendar_worked_before() the first day; of the first: next */
    int64_t before[SCHEDULE_MEASURES_COUNT]; /* the same of work and sessions */
    int64_t each[SCHEDULE_MEASURES_COUNT];   /* of a working day */
};

struct schedule {
    const struct calendar *calendar;
    struct str unit; /* '' is everybody */
    const struct schedule_span *spans;
    size_t spans_count;
};

/* Those of all units the rows name, into the calendar: calendar_build() asks.  RETRY: the arena is
 * full. */
MUST_CHECK enum outcome schedules_build(struct calendar *calendar, struct arena *arena,
                                        struct err *err);

/* Of two rows of hours that name a day, the one of the higher rank speaks. */
int schedule_rank(const struct calendar_row *row);

/* The unit's own, or everybody's. */
const struct schedule *schedule_of(const struct calendar *calendar, struct str unit);

/* The row whose hours a working day has; its notice is '' when no row speaks. */
const struct calendar_row *schedule_row(const struct schedule *schedule, int64_t day);

/* When work begins on a working day, and when it is over. */
int64_t schedule_open(const struct schedule *schedule, int64_t day);
int64_t schedule_close(const struct schedule *schedule, int64_t day);

/* When a day ends for limits of days: by the calendar's setting; of a rest day at 24:00. */
int64_t schedule_day_end(const struct schedule *schedule, int64_t day);

/* The first day that has not ended by then; at its end it has. */
int64_t schedule_day_not_ended(const struct schedule *schedule, int64_t at_us);

/* Working time before the instant; and the earliest instant with so much of it, so that what is due
 * when a session is over is not due when the next one begins. */
int64_t schedule_work_us_before(const struct schedule *schedule, int64_t at_us);
int64_t schedule_work_us_at(const struct schedule *schedule, int64_t work_us);

/* The instant itself while work goes on; else when work begins again: after a break, in the morning
 * of the next working day.  What is closed at an instant is closed then. */
int64_t schedule_next_work(const struct schedule *schedule, int64_t at_us);

/* Sessions that have begun by then, or are over; and the instant at which so many are over. */
int64_t schedule_sessions_begun(const struct schedule *schedule, int64_t at_us);
int64_t schedule_sessions_over(const struct schedule *schedule, int64_t at_us);
int64_t schedule_sessions_at(const struct schedule *schedule, int64_t sessions);

#endif

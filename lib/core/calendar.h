/*
 * calendar -- which days are worked: Monday to Friday, but for dated exceptions.
 *
 * Built once from rows into an index, and never changed: working days are counted and found in
 * constant time, within the exceptions by tables and beyond them by whole weeks.  A day is a number
 * of civil_day_of().  The hours of its working days are core/schedule's, limits core/deadline's.
 *
 * The rows were checked when they were loaded: exceptions of one kind or another are at most one a
 * day, worked ones are at weekends, published years stand together, hours of equal rank are apart.
 */
#ifndef SHOUWEN_CORE_CALENDAR_H
#define SHOUWEN_CORE_CALENDAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

enum { HOURS_INTERVALS_MAX = 4, HOURS_DAY_MINUTES = 1440 };

/* The hours of a working day: half-open, in the order of the day, apart or touching. */
struct hours {
    size_t count; /* 1 and more */
    struct {
        int32_t open_min; /* of the day: 540 is 09:00 */
        int32_t close_min;
    } intervals[HOURS_INTERVALS_MAX];
};

enum calendar_row_kind {
    CALENDAR_PUBLISHED = 1, /* whole years of which the exceptions are known */
    CALENDAR_OFF,
    CALENDAR_WORKED, /* 调休 */
    CALENDAR_HOURS,
    CALENDAR_ROW_KINDS_END
};

#define CALENDAR_EVER_FIRST INT64_MIN
#define CALENDAR_EVER_LAST INT64_MAX

struct calendar_row {
    enum calendar_row_kind kind;
    int64_t first_day;
    int64_t last_day;   /* included; hours may be for ever, from CALENDAR_EVER_FIRST */
    struct str unit;    /* whose hours; '' is everybody's */
    struct hours hours; /* of hours */
    struct str notice;  /* what the row rests on */
};

/* When a day limit ends on its last day. */
enum day_end {
    DAY_END_MIDNIGHT, /* 24:00 */
    DAY_END_CLOSE,    /* of business */
};

/* One version of a calendar, as it is loaded; rows in any order. */
struct calendar_rows {
    struct str name;
    int64_t version;
    enum day_end day_end;
    const struct calendar_row *items;
    size_t count;
};

struct schedule;

/* All of it in the arena it was built in. */
struct calendar {
    struct calendar_rows rows;
    int64_t published_first_day; /* after the last: no year is published */
    int64_t published_last_day;
    int64_t first_day;             /* the index is of the exceptions' days, from this one */
    int64_t days_count;            /* so many of them */
    const uint32_t *exceptions;    /* of each day, the row + 1; 0: none */
    const int32_t *worked_before;  /* how many of the index's days before this one are worked */
    const int32_t *worked;         /* which these are, as days behind the first */
    const struct schedule *common; /* everybody's hours */
    const struct schedule *own;    /* those of units with hours of their own, in their order */
    size_t own_count;
};

/* Copies the rows.  RETRY: the arena is full. */
MUST_CHECK enum outcome calendar_build(const struct calendar_rows *rows, struct arena *arena,
                                       const struct calendar **calendar_out, struct err *err);

bool calendar_is_worked(const struct calendar *calendar, int64_t day);

/* How many days before `day` are worked, counted from some day of the calendar's own: differences
 * mean something, and may be negative. */
int64_t calendar_worked_before(const struct calendar *calendar, int64_t day);

/* The worked day with so many before it. */
int64_t calendar_worked_at(const struct calendar *calendar, int64_t before);

/* `day` itself, or the first worked day behind it. */
int64_t calendar_next_worked(const struct calendar *calendar, int64_t day);

/* The n-th worked day after `day`, which does not count; of n < 0 before it; n is not 0. */
int64_t calendar_worked_from(const struct calendar *calendar, int64_t day, int64_t n);

/* Why a day is worked or not. */
struct calendar_day {
    int64_t number;
    bool is_worked;
    bool is_published;                    /* else it may yet become something else */
    const struct calendar_row *exception; /* NULL: it is what the day of the week says */
};

struct calendar_day calendar_day_of(const struct calendar *calendar, int64_t day);

/* Are all the days from one to the other in published years? */
bool calendar_is_published(const struct calendar *calendar, int64_t first_day, int64_t last_day);

#endif

/*
 * lateness -- how long after the fact an event was told of: broker's time less its own.
 *
 * An instant is late by minutes, a day without a time by days; the two are classes apart, since a
 * book of days is late by nature.
 */
#ifndef SHOUWEN_CORE_LATENESS_H
#define SHOUWEN_CORE_LATENESS_H

#include "core/event.h"

enum lateness_class {
    LATENESS_AHEAD,      /* of the broker's clock, by more than LATENESS_SKEW_MINUTES */
    LATENESS_10_MINUTES, /* at most that late, as are the following */
    LATENESS_1_HOUR,
    LATENESS_1_DAY,
    LATENESS_7_DAYS,
    LATENESS_LONGER,
    LATENESS_SAME_DAY, /* of days without a time from here on */
    LATENESS_NEXT_DAY,
    LATENESS_DAYS_7,
    LATENESS_DAYS_30,
    LATENESS_DAYS_LONGER,
    LATENESS_CLASSES_COUNT
};

enum { LATENESS_SKEW_MINUTES = 5 }; /* clocks may differ by so much */

struct lateness {
    enum lateness_class class;
    int64_t amount; /* minutes, of a day without a time days; whole ones, 0 when ahead */
};

/* Of an event (behind the door) that the broker was told at this time. */
struct lateness lateness_of(const struct event *event, int64_t told_at_us);

#endif

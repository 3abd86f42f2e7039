/*
 * limit -- how long something may take, in the unit its rule speaks of: 7wd, 30min, 1hd.
 */
#ifndef SHOUWEN_CORE_LIMIT_H
#define SHOUWEN_CORE_LIMIT_H

#include "core/event.h"

struct limit {
    int64_t amount;
    enum limit_unit unit; /* 0: there is no limit */
};

enum limit_fault {
    LIMIT_FINE,
    LIMIT_SYNTAX,       /* no whole number with letters behind it */
    LIMIT_UNKNOWN_UNIT, /* the letters are no unit's */
    LIMIT_TOO_SMALL,    /* 0, or negative */
    LIMIT_TOO_LARGE,    /* more than 10,000 days or half days, or DEADLINE_AMOUNT_MAX minutes */
    LIMIT_FAULTS_COUNT
};

/* "7wd" or "7 wd"; `limit_out` is untouched unless it is fine. */
enum limit_fault limit_parse(struct str text, struct limit *limit_out);

/* "is no number with a unit, like 7wd" … */
const char *limit_fault_words(enum limit_fault fault);

/* "min", "wmin", "hd", "wd", "cd"; back: false when it is none of them. */
const char *limit_unit_name(enum limit_unit unit);
bool limit_unit_from(struct str name, enum limit_unit *unit_out);

/* Is it one that limit_parse() takes? */
bool limit_is_fine(struct limit limit);

/* The whole days it comes to when no rest day lies between: by this ladders tell long limits from
 * short ones, and caps are held against each other.  0: less than a day, or no limit. */
int64_t limit_days(struct limit limit);

#endif

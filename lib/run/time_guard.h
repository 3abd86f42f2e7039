/*
 * time_guard -- may the database's time be trusted for saying that something is overdue?
 *
 * Not while it is apart from this machine's, nor for a minute after it jumped against a clock that
 * does not jump: somebody is setting a clock, or another server answers.  Pure.
 */
#ifndef SHOUWEN_RUN_TIME_GUARD_H
#define SHOUWEN_RUN_TIME_GUARD_H

#include <stdbool.h>
#include <stdint.h>

enum {
    TIME_APART_US_MAX = 5000000,  /* more than this is too much, either way */
    TIME_AGREEMENT_US = 60000000, /* so long after a jump */
};

enum time_verdict {
    TIME_AGREES,
    TIME_APART,  /* the database's from this machine's */
    TIME_JUMPED, /* the database's, within the last minute */
};

/* Three clocks, read at one moment. */
struct time_told {
    int64_t database_us;
    int64_t local_us;
    int64_t steady_us; /* only grows, from wherever */
};

struct time_guard {
    struct time_told last; /* steady_us 0: nothing was told yet */
    int64_t held_until_us; /* steady; 0: not held */
};

enum time_verdict time_guard_judge(struct time_guard *guard, const struct time_told *told);

#endif

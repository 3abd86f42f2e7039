/*
 * arrival -- what arrived of each source, by day: intake.arrival.
 *
 * Counted when a batch is folded and added by the batch's own transaction, so that every record of
 * the log counts once, whatever falls meanwhile.  Only one projection does it (projection.h), which
 * wants all events; only its live loop does, since a rebuild reads again what was counted.
 */
#ifndef SHOUWEN_RUN_ARRIVAL_H
#define SHOUWEN_RUN_ARRIVAL_H

#include "base/arena.h"
#include "core/lateness.h"
#include "io/pg.h"

enum arrival_fate {
    ARRIVAL_TAKEN,     /* it is in its file, and was not before */
    ARRIVAL_REPEATED,  /* it was in its file, word for word */
    ARRIVAL_SET_ASIDE, /* it became a dead letter */
    ARRIVAL_FATES_COUNT
};

/* One record. */
struct arrived {
    struct str source; /* lives as long as the batch; '': nobody knows */
    int32_t partition;
    int64_t at_us; /* the broker's time */
    enum arrival_fate fate;
    struct lateness lateness; /* of one that was taken */
};

/* Those of one source, local day and partition. */
struct arrival {
    struct arrival *next;
    struct arrival *next_of_bucket;
    struct str source;
    int32_t partition;
    int64_t day;
    int64_t last_us;
    int64_t fates[ARRIVAL_FATES_COUNT];
    int64_t classes[LATENESS_CLASSES_COUNT];
    int64_t minutes, minutes_max;
    int64_t days, days_max;
};

enum { ARRIVAL_BUCKETS = 256 };

/* Of a batch; zeroes: none. */
struct arrivals {
    struct arrival *first;
    size_t count;
    struct arrival *buckets[ARRIVAL_BUCKETS];
};

/* RETRY: the arena is full. */
MUST_CHECK enum outcome arrivals_add(struct arrivals *arrivals, struct arena *arena,
                                     const struct arrived *arrived, struct err *err);

/* As pg_prepare(). */
MUST_CHECK enum outcome arrivals_prepare(struct pg *pg, struct err *err);

/* Queue them into the pipeline under way; nothing when there are none.  `params` is scratch.  As
 * pg_pipeline_send(); RETRY (too_large): they do not fit. */
MUST_CHECK enum outcome arrivals_send(struct pg *pg, const struct arrivals *arrivals,
                                      struct pg_params *params, struct err *err);

#endif

/*
 * stats -- what a shard has done, as counters that another thread may read at any time.
 */
#ifndef SHOUWEN_RUN_STATS_H
#define SHOUWEN_RUN_STATS_H

#include <stdatomic.h>
#include <stdint.h>

struct stats {
#define STAT(name, help) _Atomic uint64_t name;
#include "run/stats.def"
#undef STAT
    _Atomic int64_t lag_count; /* records not stored yet, as far as the last fetch told */
    _Atomic int64_t behind_us; /* how long ago it is that all was complete: what time brought since
                                  is not decided; 0: nothing is decided by time */
    _Atomic int64_t lag_us;    /* age of the newest stored record; 0 when caught up */
};

/* Add to a counter; relaxed, as nobody orders anything by it. */
#define STAT_ADD(stats, name, number)                                                              \
    atomic_fetch_add_explicit(&(stats)->name, (uint64_t) (number), memory_order_relaxed)

/* One log line of the sums over `count` shards. */
void stats_log(const char *message, struct stats *const *shards, int count);

#endif

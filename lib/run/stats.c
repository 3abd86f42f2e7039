/* stats -- see stats.h. */
#include "run/stats.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>

#include "run/log.h"

static const struct {
    const char *name;
    size_t offset;
} counters[] = {
#define STAT(name, help) {#name, offsetof(struct stats, name)},
#include "run/stats.def"
#undef STAT
};

static uint64_t read_counter(const struct stats *stats, size_t offset)
{
    const _Atomic uint64_t *counter =
        (const _Atomic uint64_t *) (const void *) ((const char *) stats + offset);
    return atomic_load_explicit(counter, memory_order_relaxed);
}

void stats_log(const char *message, struct stats *const *shards, int count)
{
    char text[1024];
    size_t len = 0;
    for (size_t i = 0; i < sizeof(counters) / sizeof(counters[0]); i++) {
        uint64_t sum = 0;
        for (int shard = 0; shard < count; shard++)
            sum += read_counter(shards[shard], counters[i].offset);
        int more =
            snprintf(text + len, sizeof(text) - len, "%s=%" PRIu64 " ", counters[i].name, sum);
        len += (size_t) more;
        if (len >= sizeof(text))
            return;
    }
    int64_t lag_count = 0;
    int64_t lag_us = 0;
    int64_t behind_us = 0;
    for (int shard = 0; shard < count; shard++) {
        int64_t its = atomic_load_explicit(&shards[shard]->lag_us, memory_order_relaxed);
        lag_us = its > lag_us ? its : lag_us;
        its = atomic_load_explicit(&shards[shard]->behind_us, memory_order_relaxed);
        behind_us = its > behind_us ? its : behind_us;
        lag_count += atomic_load_explicit(&shards[shard]->lag_count, memory_order_relaxed);
    }
    log_line(LOG_INFO, message, "%slag_count=%" PRId64 " lag_ms=%" PRId64 " behind_ms=%" PRId64,
             text, lag_count, lag_us / 1000, behind_us / 1000);
}

/* log_ranges -- from where to where a projection has read, as ranges of the log. */
#ifndef SHOUWEN_RUN_LOG_RANGES_H
#define SHOUWEN_RUN_LOG_RANGES_H

#include "io/pg.h"
#include "run/log_reader.h"

struct log_ranges {
    struct log_range *items; /* by partition, then topic */
    size_t count;
    int32_t partitions_count; /* numbers from 0 */
    uint64_t records_count;   /* offsets between `from` and `to`, of all of them */
};

/* Whose positions: names in schema stream. */
struct log_ranges_of {
    const char *projection;
    const char *follower;     /* who reads after it; "": from 0 */
    const char *topic_prefix; /* topics of another one are left out */
};

/* Of every topic and partition: from where the follower stands to where the projection does.
 * Outcomes as pg_exec(). */
MUST_CHECK enum outcome log_ranges_read(struct pg *pg, const struct log_ranges_of *of,
                                        struct log_ranges *ranges_out, struct err *err);

/* The one of this topic and partition, or NULL. */
struct log_range *log_ranges_find(const struct log_ranges *ranges, enum topic topic,
                                  int32_t partition);
void log_ranges_done(struct log_ranges *ranges);

#endif

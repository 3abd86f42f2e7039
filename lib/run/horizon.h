/*
 * horizon -- up to when everything that was published is in the tables, partition by partition.
 *
 * A partition is complete up to a time when the ends of its topics, asked for after that time, are
 * not beyond what is stored.  What an event says of its own time is not used: one from 2099, or one
 * slow source, would spoil it; nor is what was read and not committed.  A backlog is never
 * complete, so it makes nothing look as if it had not happened.  Pure; times are the database's.
 */
#ifndef SHOUWEN_RUN_HORIZON_H
#define SHOUWEN_RUN_HORIZON_H

#include "run/positions.h"

/* One partition number; ends of topics that are not ours are 0. */
struct horizon_partition {
    int64_t complete_us; /* 0: nothing is known yet */
    int64_t asked_us;    /* the time before `ends` were asked for; 0: no question is open */
    int64_t ends[TOPICS_TO_READ];
};

struct horizon {
    struct horizon_partition items[PARTITIONS_MAX];
};

/* Nothing is known: partitions came, or what is stored may be another than we thought. */
void horizon_clear(struct horizon *horizon);

/* Is it ours, does it go on, and is no question open?  One that is open is waited for, or a
 * partition that is always a little behind would never be complete. */
bool horizon_wants(const struct horizon *horizon, const struct positions *positions,
                   int32_t partition);

/* The ends of its topics, asked for after `asked_us`. */
void horizon_ask(struct horizon *horizon, int32_t partition, int64_t asked_us,
                 const int64_t ends[TOPICS_TO_READ]);

/* Which questions does what is stored answer?  True: a partition is complete up to a later time. */
bool horizon_look(struct horizon *horizon, const struct positions *positions);

/* Up to when all partitions that are ours are complete, halted ones too; 0: some are not at all.
 * INT64_MAX: none are ours. */
int64_t horizon_of_all(const struct horizon *horizon, const struct positions *positions);

#endif

/*
 * outbox -- what a transaction left to be published, relayed in order by the owner of its
 * partition.
 *
 * Rows are read, sent, and deleted when acknowledged; after a crash in between they are sent again,
 * unless somebody compares them with what the topic has already (run/shard_tail), so a reader may
 * see an id twice and never misses one.  Never waits: outbox_step() moves it on.
 */
#ifndef SHOUWEN_RUN_OUTBOX_H
#define SHOUWEN_RUN_OUTBOX_H

#include "io/kafka_out.h"
#include "io/pg.h"
#include "run/positions.h"

enum { OUTBOX_ROWS_MAX = 2000 };

struct outbox {
    struct kafka_out *out; /* opened when first needed */
    struct kafka_out_options options;
    const char *projection;
    bool is_due;           /* there may be rows */
    int64_t wait_until_us; /* something was refused: not before this steady time */
    uint32_t round;        /* of sending; what is told of an earlier one is of no interest */
    size_t sent_count;     /* under way */
    size_t done_count;
    size_t failed_count;
    int32_t partitions[OUTBOX_ROWS_MAX];
    int64_t sequences[OUTBOX_ROWS_MAX];
    enum topic topics[OUTBOX_ROWS_MAX];
    bool is_acknowledged[OUTBOX_ROWS_MAX];
    int64_t offsets[OUTBOX_ROWS_MAX]; /* where it stands in its topic; -1: nobody said */
    struct pg_params *params;
};

MUST_CHECK enum outcome outbox_init(struct outbox *outbox, const struct kafka_out_options *options,
                                    const char *projection, struct err *err);
void outbox_done(struct outbox *outbox);

/* Something was committed that may be for the outbox, or partitions came. */
void outbox_wake(struct outbox *outbox);

/*
 * Delete what was acknowledged, read and send what is next, without waiting for Kafka.  Failures of
 * Kafka are tried again; outcomes are those of `pg`.
 */
MUST_CHECK enum outcome outbox_step(struct outbox *outbox, struct pg *pg,
                                    const struct positions *positions, struct err *err);

/* Has everything that was due been relayed? */
bool outbox_is_empty(const struct outbox *outbox);

/* Is there something to do soon: messages on their way, or rows that may go at once? */
bool outbox_is_busy(const struct outbox *outbox);

/* What is on its way is no longer waited for: its rows stay, unless they are deleted by others. */
void outbox_forget(struct outbox *outbox);

/* Before partitions go: wait for what is on its way, for at most so long, and delete it. */
void outbox_settle(struct outbox *outbox, struct pg *pg, const struct positions *positions,
                   int wait_ms_max);

#endif

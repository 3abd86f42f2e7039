/*
 * spool -- what a producer took is safe at once, and reaches the broker when the broker is there.
 *
 * spool_put() hands over messages; when they are on the disk, done() says so, and whoever told them
 * may be told: 202.  All that is put while the disk is busy shares the next sync (group commit).
 * Messages are sent in the order they were taken, so those of a subject too, by an idempotent
 * producer, and are kept until the broker has acknowledged them.  After a crash, a kill or a failed
 * send some are sent again: their ids are the same, and consumers drop repeats.  What the broker
 * refuses is never dropped: it is tried again and again, with a line in the log, until somebody
 * mends the cause.
 *
 * Two threads of its own: one writes, one reads and sends.  Any thread may put.
 */
#ifndef SHOUWEN_RUN_SPOOL_H
#define SHOUWEN_RUN_SPOOL_H

#include "run/publisher.h"
#include "run/spool_log.h"

enum { SPOOL_BATCH_BYTES = 8 << 20, SPOOL_TICKETS_MAX = 16384 };

struct spool_options {
    struct spool_log_options log;
    struct publisher_options publisher; /* its callbacks are the spool's own */
    void *context;
    /* The message of this number is with the broker, there (offset -1: it does not say where);
     * called by the thread that sends, and perhaps more than once.  NULL: nobody asks. */
    void (*arrived)(void *context, uint64_t sequence, int32_t partition, int64_t offset);
    /* This message waits since before, and so many behind it; all of them in order, inside
     * spool_open().  NULL: nobody asks. */
    void (*found)(void *context, const struct spool_record *record, uint64_t behind);
};

struct spool;

/* As spool_log_open() and publisher_open(). */
MUST_CHECK enum outcome spool_open(const struct spool_options *options, struct spool **spool_out,
                                   struct spool_found *found_out, struct err *err);

/* What was put is written, what is in flight gets PUBLISHER_STOPPED_WAIT_MS; the rest waits on the
 * disk.  Nobody may put any more. */
void spool_close(struct spool *spool); /* NULL is allowed */

/* What becomes of messages that were put. */
struct spool_ticket {
    void *context;
    /* OK: safe, and the first has this number, the next the next; RETRY: none of them was taken.
     * Called by the thread that writes, before they are sent; be quick. */
    void (*done)(void *context, enum outcome outcome, uint64_t first_sequence,
                 const struct err *err);
};

/*
 * Take these messages, all or none; they are copied, and done() is called later.
 *
 * RETRY: too much waits for the disk, and done() is not called; REJECT: one is larger than
 * SPOOL_BODY_MAX.
 */
MUST_CHECK enum outcome spool_put(struct spool *spool, const struct outgoing *messages,
                                  size_t count, const struct spool_ticket *ticket, struct err *err);

/* The same, waiting for the disk. */
MUST_CHECK enum outcome spool_keep(struct spool *spool, const struct outgoing *messages,
                                   size_t count, struct err *err);

struct spool_status {
    struct spool_log_size waiting;
    uint64_t taken;    /* messages */
    uint64_t syncs;    /* that made them safe */
    uint64_t failures; /* writes and syncs that failed */
    uint64_t sent;     /* acknowledged by the broker */
    uint64_t rounds;   /* of sending, begun again after a failure */
    bool is_full;      /* the last write was refused for want of room, or by the disk */
    bool is_at_limit;  /* it was for want of room within bytes_max: the broker makes some */
    bool is_damaged;   /* what was safe cannot be read: the program must end */
};
struct spool_status spool_status(struct spool *spool);

#endif

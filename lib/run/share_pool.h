/*
 * share_pool -- threads that replay a projection's log, a share of its subjects after the other.
 *
 * A share is a partition number; of a projection whose subjects are scattered, a class of its
 * subjects.  What fails for a while is tried again; progress is shown; a stop ends it soon.
 */
#ifndef SHOUWEN_RUN_SHARE_POOL_H
#define SHOUWEN_RUN_SHARE_POOL_H

#include "run/consumer.h"
#include "run/log_ranges.h"
#include "run/replay.h"

struct share_pool;

/* One thread, its connection (as pg_rebuild_user) and its memory. */
struct share_worker {
    struct share_pool *pool;
    struct pg *pg;
    struct pg_params *params;
    struct replay replay;
    struct log_ranges ranges; /* of the share in hand */
    enum outcome outcome;
    struct err err;
};

struct share_pool_options {
    const struct consumer *consumer;
    const char *search_path;
    const struct log_ranges *ranges; /* all there is to read, from 0 */
    const char *unit;                /* of the progress: "records loaded" */
    void *context;
    /* After connecting: statements to be prepared (pg_reconnect() does it again); may be NULL. */
    enum outcome (*prepare)(struct share_worker *worker, void *context, struct err *err);
    /* Do one share, from nothing; RETRY: it is done again. */
    enum outcome (*work)(struct share_worker *worker, void *context, int share, struct err *err);
    /* What follows when all shares are done: every worker does it, at the same time; RETRY as
     * above; may be NULL. */
    enum outcome (*finish)(struct share_worker *worker, void *context, struct err *err);
};

/* Do all shares, and what follows; RETRY: asked to stop; FATAL: the first error. */
MUST_CHECK enum outcome share_pool_run(const struct share_pool_options *options, struct err *err);

/* A worker outside the pool: `memory_bytes` of records. */
MUST_CHECK enum outcome share_worker_open(struct share_worker *worker,
                                          const struct share_pool_options *options,
                                          size_t memory_bytes, struct err *err);
void share_worker_close(struct share_worker *worker);

/* Alive and prepared again, after a failure; as pg_open(). */
MUST_CHECK enum outcome share_worker_mend(struct share_worker *worker, struct err *err);

/* Gather the records of a share (worker->ranges may have been changed); as replay_read(). */
MUST_CHECK enum outcome share_read(struct share_worker *worker, int share,
                                   const struct replay_sink *sink, struct err *err);

#endif

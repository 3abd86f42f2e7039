/* spool_internal -- what the files of spool share. */
#ifndef SHOUWEN_RUN_SPOOL_INTERNAL_H
#define SHOUWEN_RUN_SPOOL_INTERNAL_H

#include <pthread.h>
#include <stdatomic.h>

#include "run/spool.h"

/* What is put while another batch is written. */
struct spool_filling {
    struct spool_batch batch;
    struct spool_ticket *tickets;
    size_t *counts; /* messages of each ticket */
    size_t tickets_count;
};

struct spool {
    struct spool_options options;
    struct spool_log *log;
    struct publisher *publisher; /* the sender's; NULL: to be opened anew */
    struct spool_reader *reader; /* the sender's */
    pthread_t writer_thread;
    pthread_t sender_thread;
    bool has_writer;
    bool has_sender;
    atomic_uint_fast64_t told; /* of those up to this number done() was called: they may be sent */

    pthread_mutex_t mutex;  /* of what follows */
    pthread_cond_t is_put;  /* something is in `filling`, or `is_closing` */
    pthread_cond_t is_kept; /* something was written, or `is_closing` */
    struct spool_filling *filling;
    bool is_closing;            /* the writer ends when all is written */
    bool is_ending;             /* the sender ends soon */
    struct spool_status status; /* but for `waiting` */

    struct spool_filling fillings[2];
};

/* The sender's thread, given the spool; see spool_send.c. */
void *spool_send(void *spool);

/* Wait until something was kept, the sender is to end, or this time has passed; true: it is to end.
 */
bool spool_wait_kept(struct spool *spool, int wait_ms_max);

#endif

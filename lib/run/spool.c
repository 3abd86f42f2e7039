/* spool -- see spool.h; sending is in spool_send.c. */
#include "run/spool.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/steady_wait.h"
#include "run/spool_internal.h"

/* ---- waiting ---- */

static void lock(struct spool *spool)
{
    int failure = pthread_mutex_lock(&spool->mutex);
    assert(failure == 0);
}

static void unlock(struct spool *spool)
{
    int failure = pthread_mutex_unlock(&spool->mutex);
    assert(failure == 0);
}

bool spool_wait_kept(struct spool *spool, int wait_ms_max)
{
    const struct timespec until = steady_wait_until(wait_ms_max);
    lock(spool);
    if (!spool->is_ending && wait_ms_max > 0)
        (void) pthread_cond_timedwait(&spool->is_kept, &spool->mutex, &until);
    bool is_ending = spool->is_ending;
    unlock(spool);
    return is_ending;
}

/* ---- writing ---- */

static void write_filled(struct spool *spool, struct spool_filling *filled)
{
    struct err err = {.outcome = OK};
    uint64_t last = 0;
    uint64_t count = filled->batch.count;
    enum outcome outcome = spool_log_write(spool->log, &filled->batch, &last, &err);
    lock(spool);
    spool->status.is_full = outcome != OK;
    spool->status.is_at_limit = spool_log_is_at_limit(spool->log);
    spool->status.taken += outcome == OK ? count : 0;
    spool->status.syncs += outcome == OK;
    spool->status.failures += outcome != OK;
    unlock(spool);
    uint64_t sequence = outcome == OK ? last + 1 - count : 0;
    for (size_t i = 0; i < filled->tickets_count; i++) {
        filled->tickets[i].done(filled->tickets[i].context, outcome, sequence, &err);
        sequence += filled->counts[i];
    }
    lock(spool);
    if (outcome == OK)
        atomic_store(&spool->told, last);
    (void) pthread_cond_broadcast(&spool->is_kept);
    unlock(spool);
    filled->tickets_count = 0;
    filled->batch.size = 0;
    filled->batch.count = 0;
}

static void *write_all(void *argument)
{
    struct spool *spool = argument;
    for (;;) {
        lock(spool);
        while (spool->filling->tickets_count == 0 && !spool->is_closing)
            (void) pthread_cond_wait(&spool->is_put, &spool->mutex);
        struct spool_filling *filled = spool->filling;
        bool is_filled = filled->tickets_count > 0;
        spool->filling = filled == &spool->fillings[0] ? &spool->fillings[1] : &spool->fillings[0];
        unlock(spool);
        if (!is_filled)
            return NULL;
        write_filled(spool, filled);
    }
}

enum outcome spool_put(struct spool *spool, const struct outgoing *messages, size_t count,
                       const struct spool_ticket *ticket, struct err *err)
{
    size_t size = 0;
    for (size_t i = 0; i < count; i++) {
        if (messages[i].key.len + messages[i].value.len > SPOOL_BODY_MAX)
            return err_reason(err, REJECT, REASON_TOO_LARGE, "a message has more than %d bytes",
                              SPOOL_BODY_MAX);
        size += spool_record_size(&messages[i]);
    }
    lock(spool);
    struct spool_filling *filling = spool->filling;
    struct spool_batch *batch = &filling->batch;
    bool has_room =
        filling->tickets_count < SPOOL_TICKETS_MAX && batch->size + size <= SPOOL_BATCH_BYTES;
    for (size_t i = 0; has_room && i < count; i++)
        batch->size += spool_record_pack(&messages[i], batch->bytes + batch->size);
    if (has_room) {
        batch->count += count;
        filling->counts[filling->tickets_count] = count;
        filling->tickets[filling->tickets_count++] = *ticket;
        (void) pthread_cond_signal(&spool->is_put);
    }
    unlock(spool);
    return has_room ? OK : err_set(err, RETRY, "too much waits for the disk already");
}

/* ---- one that waits ---- */

struct waiting {
    struct spool *spool;
    pthread_cond_t is_done;
    pthread_mutex_t mutex;
    bool has_answer;
    struct err err;
};

static void answered(void *context, enum outcome outcome, uint64_t first_sequence,
                     const struct err *err)
{
    struct waiting *waiting = context;
    (void) first_sequence;
    (void) pthread_mutex_lock(&waiting->mutex);
    waiting->has_answer = true;
    waiting->err = *err;
    waiting->err.outcome = outcome;
    (void) pthread_cond_signal(&waiting->is_done);
    (void) pthread_mutex_unlock(&waiting->mutex);
}

enum outcome spool_keep(struct spool *spool, const struct outgoing *messages, size_t count,
                        struct err *err)
{
    struct waiting waiting = {
        .spool = spool, .is_done = PTHREAD_COND_INITIALIZER, .mutex = PTHREAD_MUTEX_INITIALIZER};
    const struct spool_ticket ticket = {.context = &waiting, .done = answered};
    if (spool_put(spool, messages, count, &ticket, err) != OK)
        return err->outcome;
    (void) pthread_mutex_lock(&waiting.mutex);
    while (!waiting.has_answer)
        (void) pthread_cond_wait(&waiting.is_done, &waiting.mutex);
    (void) pthread_mutex_unlock(&waiting.mutex);
    if (waiting.err.outcome != OK)
        *err = waiting.err;
    return waiting.err.outcome;
}

/* ---- life cycle ---- */

static enum outcome make_fillings(struct spool *spool, struct err *err)
{
    for (size_t i = 0; i < 2; i++) {
        struct spool_filling *filling = &spool->fillings[i];
        filling->batch.bytes = malloc(SPOOL_BATCH_BYTES);
        filling->tickets = calloc(SPOOL_TICKETS_MAX, sizeof(*filling->tickets));
        filling->counts = calloc(SPOOL_TICKETS_MAX, sizeof(*filling->counts));
        if (filling->batch.bytes == NULL || filling->tickets == NULL || filling->counts == NULL)
            return err_set(err, FATAL, "no memory for a spool's batches");
    }
    spool->filling = &spool->fillings[0];
    return OK;
}

static enum outcome tell_found(struct spool *spool, struct err *err)
{
    struct spool_record record;
    struct spool_log_size size = spool_log_size(spool->log);
    bool is_there = spool->options.found != NULL;
    atomic_store(&spool->told, size.acknowledged + size.records);
    while (is_there) {
        if (spool_reader_next(spool->reader, &record, &is_there, err) != OK)
            return err->outcome;
        if (is_there)
            spool->options.found(spool->options.context, &record,
                                 size.acknowledged + size.records - record.sequence);
    }
    spool_reader_rewind(spool->reader);
    return OK;
}

static enum outcome start(struct spool *spool, struct err *err)
{
    int failure = pthread_create(&spool->writer_thread, NULL, write_all, spool);
    spool->has_writer = failure == 0;
    if (failure == 0)
        failure = pthread_create(&spool->sender_thread, NULL, spool_send, spool);
    spool->has_sender = failure == 0;
    return failure == 0 ? OK : err_set(err, FATAL, "no thread for a spool: %s", strerror(failure));
}

static void init_waiting(struct spool *spool)
{
    (void) pthread_mutex_init(&spool->mutex, NULL);
    (void) pthread_cond_init(&spool->is_put, NULL);
    steady_wait_init(&spool->is_kept);
}

enum outcome spool_open(const struct spool_options *options, struct spool **spool_out,
                        struct spool_found *found_out, struct err *err)
{
    struct spool *spool = calloc(1, sizeof(*spool));
    if (spool == NULL)
        return err_set(err, FATAL, "no memory for a spool");
    spool->options = *options;
    init_waiting(spool);
    enum outcome outcome = make_fillings(spool, err);
    if (outcome == OK)
        outcome = spool_log_open(&options->log, &spool->log, found_out, err);
    if (outcome == OK)
        outcome = spool_reader_new(spool->log, &spool->reader, err);
    if (outcome == OK)
        outcome = tell_found(spool, err);
    if (outcome == OK)
        outcome = start(spool, err);
    if (outcome == OK)
        *spool_out = spool;
    else
        spool_close(spool);
    return outcome;
}

static void end_thread(struct spool *spool, bool has_thread, pthread_t thread, bool *flag)
{
    lock(spool);
    *flag = true;
    (void) pthread_cond_broadcast(&spool->is_put);
    (void) pthread_cond_broadcast(&spool->is_kept);
    unlock(spool);
    if (has_thread)
        (void) pthread_join(thread, NULL);
}

void spool_close(struct spool *spool)
{
    if (spool == NULL)
        return;
    end_thread(spool, spool->has_writer, spool->writer_thread, &spool->is_closing);
    end_thread(spool, spool->has_sender, spool->sender_thread, &spool->is_ending);
    spool_reader_free(spool->reader);
    spool_log_close(spool->log);
    for (size_t i = 0; i < 2; i++) {
        free(spool->fillings[i].batch.bytes);
        free(spool->fillings[i].tickets);
        free(spool->fillings[i].counts);
    }
    (void) pthread_cond_destroy(&spool->is_put);
    (void) pthread_cond_destroy(&spool->is_kept);
    (void) pthread_mutex_destroy(&spool->mutex);
    free(spool);
}

struct spool_status spool_status(struct spool *spool)
{
    struct spool_log_size waiting = spool_log_size(spool->log);
    lock(spool);
    struct spool_status status = spool->status;
    unlock(spool);
    status.waiting = waiting;
    return status;
}

/* spool_send -- from the disk to the broker, in order; see spool.h. */
#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>

#include "base/stop.h"
#include "base/time.h"
#include "run/log.h"
#include "run/spool_internal.h"

enum {
    IDLE_MS = 1000,     /* nothing to send; woken when there is */
    ANSWERS_MS = 20,    /* nothing to send, and answers to come */
    BACK_OFF_MS = 1000, /* after a failure, doubling */
    BACK_OFF_MS_MAX = 30000,
    ROUND_MS = 500, /* from a refusal to the next round */
    MARK_MS = 1000, /* between two notes of how far we are */
};

/* Which messages have their answer; a sequence's place in the ring is it modulo the size. */
struct sending {
    struct spool *spool;
    bool *has_answer; /* the broker has it */
    size_t size;
    uint64_t first; /* has no answer yet */
    uint64_t next;  /* is read next */
    uint64_t end;   /* those below it were read once */
    uint64_t in_flight;
    int64_t failed_us; /* when the first of this round was refused; 0: none was */
    bool is_damaged;   /* the spool cannot be read */
    bool has_record;   /* one that was read and not sent */
    struct spool_record record;
    int64_t marked_us;
    int back_off_ms;
};

static void refused(struct sending *sending, uint64_t sequence, const struct err *err)
{
    if (sending->failed_us != 0)
        return; /* one line a round */
    log_line(LOG_ERROR, "the broker did not take a message of the spool",
             "number=%" PRIu64 " outcome=%s text=\"%s\" then=\"it is sent again\"", sequence,
             outcome_name(err->outcome), err->text);
    sending->failed_us = time_steady_us();
}

static void settled(void *context, uint64_t cookie, enum outcome outcome, const struct err *err)
{
    struct sending *sending = context;
    sending->in_flight--;
    if (outcome == OK) {
        sending->has_answer[cookie % sending->size] = true;
        return;
    }
    refused(sending, cookie, err);
}

static void arrived(void *context, uint64_t cookie, int32_t partition, int64_t offset)
{
    struct sending *sending = context;
    const struct spool_options *options = &sending->spool->options;
    if (options->arrived != NULL)
        options->arrived(options->context, cookie, partition, offset);
}

static enum outcome open_publisher(struct sending *sending, struct err *err)
{
    struct spool *spool = sending->spool;
    struct publisher_options options = spool->options.publisher;
    options.context = sending;
    options.settled = settled;
    options.arrived = arrived;
    return publisher_open(&options, &spool->publisher, err);
}

/* After a refusal the others get a moment. */
static bool is_round_over(const struct sending *sending)
{
    return sending->failed_us != 0 &&
           time_steady_us() - sending->failed_us > ROUND_MS * INT64_C(1000);
}

/* What has an answer in front is done with. */
static void advance(struct sending *sending)
{
    uint64_t first = sending->first;
    while (first < sending->end && sending->has_answer[first % sending->size])
        sending->has_answer[first++ % sending->size] = false;
    if (first == sending->first)
        return;
    struct spool *spool = sending->spool;
    (void) pthread_mutex_lock(&spool->mutex);
    spool->status.sent += first - sending->first;
    (void) pthread_mutex_unlock(&spool->mutex);
    sending->first = first;
    sending->back_off_ms = BACK_OFF_MS;
    spool_log_acknowledge(spool->log, first - 1);
    if (time_steady_us() - sending->marked_us > MARK_MS * INT64_C(1000)) {
        spool_log_mark(spool->log);
        sending->marked_us = time_steady_us();
    }
}

/* Have the next record that has no answer yet. */
static enum outcome read_record(struct sending *sending, struct err *err)
{
    while (!sending->has_record && sending->next <= atomic_load(&sending->spool->told) &&
           (sending->next < sending->end || sending->end - sending->first < sending->size)) {
        bool is_there = false;
        enum outcome outcome =
            spool_reader_next(sending->spool->reader, &sending->record, &is_there, err);
        sending->is_damaged = outcome == FATAL;
        if (outcome != OK || !is_there)
            return outcome;
        uint64_t sequence = sending->record.sequence;
        assert(sequence == sending->next);
        sending->has_record = !sending->has_answer[sequence % sending->size];
        sending->next++;
        if (sequence == sending->end)
            sending->end++;
    }
    return OK;
}

/* As much as there is and may be in flight; what is refused is passed, until the next round. */
static enum outcome send_some(struct sending *sending, struct err *err)
{
    struct spool *spool = sending->spool;
    for (;;) {
        if (read_record(sending, err) != OK)
            return err->outcome;
        if (!sending->has_record)
            return OK;
        uint64_t sequence = sending->record.sequence;
        enum outcome outcome =
            publisher_outgoing(spool->publisher, &sending->record.item, sequence, err);
        if (outcome == RETRY && stop_requested())
            return OK; /* there is no room, and no time to wait for it */
        if (outcome == REJECT)
            refused(sending, sequence, err);
        else if (outcome != OK)
            return outcome;
        sending->in_flight += outcome == OK;
        sending->has_record = false;
        publisher_poll(spool->publisher, 0);
        advance(sending);
        if (is_round_over(sending))
            return OK;
    }
}

static void back_off(struct sending *sending)
{
    int64_t until_us = time_steady_us() + sending->back_off_ms * INT64_C(1000);
    int64_t left_us = 0;
    while ((left_us = until_us - time_steady_us()) > 0 &&
           !spool_wait_kept(sending->spool, (int) (left_us / 1000) + 1))
        continue;
    sending->back_off_ms *= 2;
    if (sending->back_off_ms > BACK_OFF_MS_MAX)
        sending->back_off_ms = BACK_OFF_MS_MAX;
}

/* Again from the first that has no answer, with another producer. */
static void begin_again(struct sending *sending)
{
    struct spool *spool = sending->spool;
    publisher_close(spool->publisher);
    spool->publisher = NULL;
    advance(sending);
    spool_reader_rewind(spool->reader);
    sending->next = sending->first;
    sending->has_record = false;
    sending->failed_us = 0;
    sending->in_flight = 0;
    (void) pthread_mutex_lock(&spool->mutex);
    spool->status.rounds++;
    (void) pthread_mutex_unlock(&spool->mutex);
    back_off(sending);
}

/* Send what there is; false: the spool cannot be read. */
static bool go_on(struct sending *sending)
{
    struct err err;
    struct spool *spool = sending->spool;
    enum outcome outcome = OK;
    if (spool->publisher == NULL)
        outcome = open_publisher(sending, &err);
    if (outcome == OK)
        outcome = send_some(sending, &err);
    if (outcome != OK)
        log_err(LOG_ERROR, "sending from the spool", &err);
    if (sending->is_damaged)
        return false;
    bool is_idle = sending->in_flight == 0 && !sending->has_record;
    if (outcome != OK || is_round_over(sending) || (sending->failed_us != 0 && is_idle)) {
        begin_again(sending);
    } else if (sending->in_flight > 0) {
        publisher_poll(spool->publisher, ANSWERS_MS);
        advance(sending);
    } else {
        (void) spool_wait_kept(spool, IDLE_MS);
    }
    return true;
}

/* To the end of what there is, when it can be reached in time. */
static void finish(struct sending *sending)
{
    struct spool *spool = sending->spool;
    int64_t until_us = time_steady_us() + PUBLISHER_STOPPED_WAIT_MS * INT64_C(1000);
    uint64_t rounds = spool->status.rounds; /* ours alone */
    while (spool_log_size(spool->log).records > 0 && time_steady_us() < until_us)
        if (!go_on(sending) || spool->status.rounds != rounds)
            return;
}

void *spool_send(void *argument)
{
    struct spool *spool = argument;
    uint64_t first = spool_log_size(spool->log).acknowledged + 1;
    struct sending sending = {.spool = spool,
                              .size = spool->options.publisher.in_flight_max,
                              .first = first,
                              .next = first,
                              .end = first,
                              .back_off_ms = BACK_OFF_MS};
    bool is_readable = true;
    sending.has_answer = calloc(sending.size, sizeof(*sending.has_answer));
    assert(sending.has_answer != NULL); /* at the start */
    while (is_readable && !spool_wait_kept(spool, 0))
        is_readable = go_on(&sending);
    if (is_readable)
        finish(&sending);
    publisher_close(spool->publisher);
    spool->publisher = NULL;
    advance(&sending);
    free(sending.has_answer);
    (void) pthread_mutex_lock(&spool->mutex);
    spool->status.is_damaged = !is_readable;
    (void) pthread_mutex_unlock(&spool->mutex);
    return NULL;
}

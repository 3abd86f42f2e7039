/* shard -- see shard.h: the loop. */
#include "run/shard.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/stop.h"
#include "base/time.h"
#include "run/fold_batch.h"
#include "run/input.h"
#include "run/log.h"
#include "run/shard_internal.h"

enum {
    PARAMS_BYTES_MAX = 32 << 20,
    POLL_RECORDS_MAX = 1000,
    WAIT_MS = 100,    /* a stop is noticed so late */
    BUSY_WAIT_MS = 5, /* what is relayed comes back so late, when nothing else is to do */
};

static enum outcome init_batches(struct shard *shard, struct err *err)
{
    for (size_t i = 0; i < sizeof(shard->batches) / sizeof(shard->batches[0]); i++)
        if (batch_init(&shard->batches[i], shard->options.projection, BATCH_BYTES, err) != OK)
            return err->outcome;
    return OK;
}

enum outcome shard_new(const struct shard_options *options, struct shard **shard_out,
                       struct err *err)
{
    struct shard *shard = calloc(1, sizeof(*shard));
    if (shard == NULL)
        return err_set(err, FATAL, "could not take memory for a shard");
    shard->options = *options;
    shard->positions = calloc(1, sizeof(*shard->positions));
    if (shard->positions == NULL ||
        file_cache_init(&shard->cache, (size_t) options->conf->cache_bytes_max, err) != OK ||
        arena_init(&shard->scratch, FOLD_SCRATCH_BYTES, err) != OK ||
        revisions_init(&shard->revisions, options->projection, err) != OK ||
        init_batches(shard, err) != OK ||
        pg_params_new(PARAMS_BYTES_MAX, &shard->params, err) != OK ||
        shard_tick_new(shard, err) != OK) {
        shard_free(shard);
        return err_set(err, FATAL, "could not take memory for a shard");
    }
    shard->positions->is_compacted = input_of(options->projection)->is_compacted;
    shard->filling = &shard->batches[0];
    shard->batch_limit = (size_t) options->conf->batch_events_max;
    *shard_out = shard;
    return OK;
}

void shard_free(struct shard *shard)
{
    if (shard == NULL)
        return;
    shard_session_close(shard);
    shard_tick_free(shard);
    pg_params_free(shard->params);
    for (size_t i = 0; i < sizeof(shard->batches) / sizeof(shard->batches[0]); i++)
        batch_done(&shard->batches[i]);
    arena_done(&shard->scratch);
    revisions_done(&shard->revisions);
    file_cache_done(&shard->cache);
    free(shard->positions);
    free(shard);
}

bool shard_is_caught_up(const struct shard *shard)
{
    return atomic_load(&shard->is_caught_up);
}

struct stats *shard_stats(struct shard *shard)
{
    return &shard->stats;
}

/* Why this record is known to be refused; REASON_NONE: it is not. */
static enum reason poison_reason(const struct shard *shard, const struct record *record)
{
    for (size_t i = 0; i < POISON_MAX && i < shard->poison_count; i++)
        if (shard->poison[i].topic == record->topic &&
            shard->poison[i].partition == record->partition &&
            shard->poison[i].offset == record->offset)
            return shard->poison[i].reason;
    return REASON_NONE;
}

/* Put the record that is next into the batch; RETRY: the batch is full. */
static enum outcome take_next(struct shard *shard, const struct record *record, int64_t expected,
                              struct err *err)
{
    struct batch *batch = shard->filling;
    enum reason refused = poison_reason(shard, record);
    size_t mark = arena_mark(&batch->arena);
    struct str headers;
    enum outcome outcome = RETRY;
    if (refused != REASON_NONE)
        outcome = batch_take_refused(batch, record, expected, refused, err);
    else if (kafka_in_headers(&shard->polled, shard->polled_at, &batch->arena, &headers, err) == OK)
        outcome = batch_take(batch, record, expected, headers, err);
    if (outcome != OK)
        arena_rewind(&batch->arena, mark);
    if (outcome == RETRY && batch_is_empty(batch)) /* it will not fit into any batch */
        outcome = batch_take_refused(batch, record, expected, REASON_TOO_LARGE, err);
    if (outcome == OK)
        STAT_ADD(&shard->stats, received, 1);
    return outcome;
}

/* Judge one record, and take it if it is the next.  `is_over_out`: the rest of what was polled is
 * void. */
static enum outcome take_record(struct shard *shard, const struct record *record, bool *is_over_out,
                                struct err *err)
{
    struct position *position = &shard->positions->items[record->topic][record->partition];
    struct position was = *position;
    char why[ERR_TEXT_MAX];
    uint64_t gaps = 0;
    switch (positions_judge(shard->positions, record, &gaps, why)) {
    case VERDICT_NEXT:
        if (take_next(shard, record, was.read_next, err) != OK) {
            *position = was;
            shard->is_full = !batch_is_empty(shard->filling);
            *is_over_out = !shard->is_full;
            return shard->is_full ? OK
                                  : shard_halt(shard, record->partition,
                                               "a record is larger than our memory", err);
        }
        STAT_ADD(&shard->stats, gaps, gaps);
        break;
    case VERDICT_STALE:
        STAT_ADD(&shard->stats, stale, 1);
        break;
    case VERDICT_PROOF:
        break;
    case VERDICT_GAP:
        shard->is_asking = true; /* about this one and all others that were polled with it */
        break;
    case VERDICT_ALIEN:
        *is_over_out = true;
        return shard_halt(shard, record->partition, why, err);
    }
    shard->polled_at++;
    return OK;
}

static enum outcome take_notice(struct shard *shard, const struct kafka_notice *notice,
                                struct err *err)
{
    struct position *position = &shard->positions->items[notice->at.topic][notice->at.partition];
    if (!position->is_ours)
        return OK;
    switch (notice->kind) {
    case KAFKA_NOTICE_END:
        if (positions_end(position, notice->at.next_offset))
            return OK;
        return shard_halt(shard, notice->at.partition,
                          "the log ends before what was applied: it was cut or re-created", err);
    case KAFKA_NOTICE_OUT_OF_RANGE:
        return shard_halt(shard, notice->at.partition,
                          "the log does not have the offset we need next: it was cut or re-created",
                          err);
    case KAFKA_NOTICE_GONE:
        return shard_halt(shard, notice->at.partition, "the topic or partition is gone", err);
    }
    return OK;
}

static void release_polled(struct shard *shard)
{
    kafka_in_batch_release(shard->in, &shard->polled);
    shard->polled_at = 0;
}

/* A batch is not kept waiting for records that may not come; what flies is waited for, too.  Its
 * answer may have been read together with that of the flush before it: then nothing would wake us.
 */
static struct kafka_in_limits limits_of(const struct shard *shard)
{
    struct kafka_in_limits limits = {.records_max = POLL_RECORDS_MAX, .wait_ms_max = WAIT_MS};
    if (outbox_is_busy(&shard->outbox))
        limits.wait_ms_max = BUSY_WAIT_MS;
    if (shard_redate_is_due(shard) || shard_tick_is_busy(shard))
        limits.wait_ms_max = 0;
    else if (shard->flying_count == 0 ? !batch_is_empty(shard->filling)
                                      : pg_pipeline_pump(shard->write))
        limits.wait_ms_max = 0;
    else if (shard->flying_count > 0)
        limits.also = pg_pipeline_poll(shard->write);
    return limits;
}

/* Read more, when what was read before has been used up. */
static enum outcome poll_more(struct shard *shard, struct err *err)
{
    if (shard->polled_at < shard->polled.records_count || shard->is_full)
        return OK;
    release_polled(shard);
    const struct kafka_in_limits limits = limits_of(shard);
    struct kafka_in_batch polled = {
        0}; /* not the shard's own: a rebalance inside drops what it has */
    enum outcome outcome = kafka_in_poll(shard->in, &limits, &polled, err);
    if (outcome == RETRY && !shard->is_untaken) {
        log_err(LOG_WARN, "waiting for the broker", err);
        shard->is_idle = true;
        shard_back_off(shard);
        return OK;
    }
    if (outcome != OK)
        return err_wrap(err, "read");
    shard->polled = polled;
    shard->is_idle = polled.records_count == 0;
    return OK;
}

/* Notices follow the records they were given after. */
static enum outcome take_notices(struct shard *shard, struct err *err)
{
    if (shard->polled_at < shard->polled.records_count)
        return OK;
    for (size_t i = 0; i < shard->polled.notices_count; i++)
        if (take_notice(shard, &shard->polled.notices[i], err) != OK)
            return err->outcome;
    shard->polled.notices_count = 0;
    return OK;
}

/* While a record is looked for that PostgreSQL refuses, the batches that it may be in are halved,
 * and those of all others are not: with each rewind partitions come back in another order, and
 * batches of both would meet it again and again. */
static bool is_enough(struct shard *shard, const struct record *record)
{
    size_t count = shard->filling->records_count;
    bool is_suspect = positions_is_suspect(shard->positions, record);
    if (count == 0)
        shard->is_of_suspects = is_suspect;
    return (count > 0 && shard->is_of_suspects != is_suspect) || count >= shard->batch_limit ||
           (is_suspect && count >= shard->suspects_limit);
}

static enum outcome fill(struct shard *shard, struct err *err)
{
    if (poll_more(shard, err) != OK)
        return err->outcome;
    bool is_over = false;
    while (!is_over && shard->polled_at < shard->polled.records_count && !shard->is_full) {
        if (is_enough(shard, &shard->polled.records[shard->polled_at])) {
            shard->is_full = true;
            break;
        }
        if (take_record(shard, &shard->polled.records[shard->polled_at], &is_over, err) != OK)
            return err->outcome;
    }
    if (shard->is_asking && shard->polled_at == shard->polled.records_count) {
        is_over = true;
        if (shard_restart(shard, err) != OK)
            return err->outcome;
    }
    if (is_over) {
        release_polled(shard);
        shard->polled = (struct kafka_in_batch) {0};
    }
    return take_notices(shard, err);
}

/* Decisions are many when time brings much, and events go between them. */
static bool has_batch_flying(const struct shard *shard)
{
    for (size_t i = 0; i < shard->flying_count; i++)
        if (shard->flying[i] != NULL)
            return true;
    return false;
}

/* Is it time to send the filling batch?  While one flies, reading on costs nothing; a full one goes
 * behind it, so that the server need not wait for us when it is done. */
static bool is_due(const struct shard *shard)
{
    if (batch_is_empty(shard->filling))
        return false;
    if (shard->is_full)
        return true;
    if (has_batch_flying(shard))
        return false;
    int64_t waited_us = time_steady_us() - shard->filling->began_us;
    return shard->is_idle || waited_us >= shard->options.conf->linger_ms * 1000;
}

static bool is_caught_up(const struct shard *shard)
{
    return shard->is_member && shard->is_idle && shard->flying_count == 0 &&
           batch_is_empty(shard->filling) && shard->polled_at == shard->polled.records_count &&
           positions_at_end(shard->positions) && outbox_is_empty(&shard->outbox) &&
           shard_tick_is_idle(shard);
}

/* What is done beside the events: letters go out, new rules are seen, cases are dated by them, and
 * what time brings is decided. */
static enum outcome beside(struct shard *shard, struct err *err)
{
    enum outcome outcome = outbox_step(&shard->outbox, shard->read, shard->positions, err);
    if (outcome != OK)
        (void) err_wrap(err, "relay the outbox");
    else if ((outcome = shard_look_at_rules(shard, err)) == OK)
        outcome = shard_redate_fill(shard, err);
    if (outcome == RETRY) {
        log_err(LOG_WARN, "beside the events", err);
        return shard_recover(shard, err);
    }
    if (outcome == OK && !batch_is_empty(shard->filling) && shard->filling->records_count == 0)
        outcome = shard_flush(shard, err);
    return outcome;
}

/* The same for what time brings; it waits for what flies, so that comes first. */
static enum outcome tick(struct shard *shard, struct err *err)
{
    enum outcome outcome = shard_tick(shard, err);
    if (outcome != RETRY)
        return outcome;
    log_err(LOG_WARN, "beside the events", err);
    return shard_recover(shard, err);
}

static enum outcome loop(struct shard *shard, struct err *err)
{
    while (!stop_requested()) {
        if (fill(shard, err) != OK || shard_land(shard, PG_PIPELINES_MAX, err) != OK)
            return err->outcome;
        if (is_due(shard) && shard_flush(shard, err) != OK)
            return err->outcome;
        if (beside(shard, err) != OK || tick(shard, err) != OK)
            return err->outcome;
        shard_report(shard);
        bool caught_up = is_caught_up(shard);
        atomic_store(&shard->is_caught_up, caught_up && !shard->redating.is_on);
        if (caught_up) {
            atomic_store(&shard->stats.lag_us, 0);
            atomic_store(&shard->stats.lag_count, 0);
        }
    }
    if (!batch_is_empty(shard->filling) && shard_flush(shard, err) != OK)
        return err->outcome;
    return shard_land(shard, 0, err);
}

/* One membership of the group, from joining to leaving. */
static enum outcome session(struct shard *shard, struct err *err)
{
    enum outcome outcome = shard_session_open(shard, err);
    if (outcome == OK)
        outcome = loop(shard, err);
    if (outcome == FENCED &&
        !shard->options.conf->until_caught_up) /* then we have an instance id */
        outcome = shard_hear_group(shard, err);
    if (outcome == FATAL)
        outcome = shard_excuse_tables(shard, err);
    atomic_store(&shard->is_caught_up, outcome == OK && shard_is_caught_up(shard));
    shard_session_close(shard);
    return outcome;
}

enum outcome shard_run(struct shard *shard, struct err *err)
{
    for (;;) {
        enum outcome outcome = session(shard, err);
        if (outcome == OK || outcome == FATAL)
            return outcome;
        if (stop_requested())
            return OK; /* what was not committed will be read again */
        if (outcome == FENCED)
            STAT_ADD(&shard->stats, fenced, 1);
        log_err(LOG_WARN, "leaving the group, to begin anew", err);
        shard_back_off(shard);
    }
}

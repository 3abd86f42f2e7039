/*
 * rebuild_tail -- see rebuild_internal.h: what the live projection applied since the rebuild began,
 * in its order, as it would have been flushed.
 *
 * It never goes beyond the live offsets: where these are held, both generations are of one state.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "base/stop.h"
#include "io/table_pg.h"
#include "run/files.h"
#include "run/flush.h"
#include "run/log.h"
#include "run/rebuild_internal.h"
#include "sql.h"

enum { BATCH_RECORDS = 1000, REFUSED_MAX = 10 };

struct tailing {
    struct rebuild *rebuild;
    struct share_worker *worker;
    struct positions *positions; /* fences, for the flush */
    size_t records_max;
    uint64_t records;
    struct record only; /* the record of a batch of one, without its bytes */
    struct record refused[REFUSED_MAX];
    size_t refused_count;
};

enum outcome rebuild_tail_prepare(struct share_worker *worker, void *context, struct err *err)
{
    (void) context;
    if (files_prepare(worker->pg, err) != OK)
        return err->outcome;
    return flush_prepare(worker->pg, worker->replay.projection, err);
}

static bool is_refused(const struct tailing *tailing, const struct record *record)
{
    for (size_t i = 0; i < tailing->refused_count; i++)
        if (tailing->refused[i].topic == record->topic &&
            tailing->refused[i].partition == record->partition &&
            tailing->refused[i].offset == record->offset)
            return true;
    return false;
}

/* One transaction of what is in the batch; then the batch is empty. */
static enum outcome flush(struct tailing *tailing, struct err *err)
{
    struct share_worker *worker = tailing->worker;
    struct replay *replay = &worker->replay;
    const struct fold_context fold = {
        .projection = replay->projection,
        .rules = replay->revisions.present,
        .scratch = &replay->scratch,
        .revisions = &replay->revisions,
    };
    const struct flush_context context = {
        .projection = replay->projection,
        .name = tailing->rebuild->name,
        .topic_prefix = tailing->rebuild->consumer->conf.topic_prefix,
        .positions = tailing->positions,
        .rules = replay->revisions.present,
        .params = worker->params,
    };
    bool is_ambiguous = false;
    if (batch_is_empty(&replay->batch))
        return OK;
    tailing->only = replay->batch.only;
    if (files_read(worker->pg, worker->params, &replay->batch, err) != OK)
        return err->outcome;
    if (fold_batch(&replay->batch, &fold, err) != OK)
        return err->reason == REASON_TOO_LARGE
                   ? err_reason(err, REJECT, REASON_TOO_LARGE, "the batch does not fit its memory")
                   : err->outcome;
    if (flush_send(worker->pg, &replay->batch, &context, err) != OK ||
        pg_pipeline_finish(worker->pg, &is_ambiguous, err) != OK)
        return err->outcome;
    tailing->records += replay->batch.records_count;
    batch_reset(&replay->batch);
    return OK;
}

static enum outcome take(void *context, const struct record *record, struct str headers,
                         struct err *err)
{
    struct tailing *tailing = context;
    struct batch *batch = &tailing->worker->replay.batch;
    struct position *position = &tailing->positions->items[record->topic][record->partition];
    for (;;) {
        enum outcome outcome =
            is_refused(tailing, record)
                ? batch_take_refused(batch, record, position->stored_next, REASON_DATABASE, err)
                : batch_take(batch, record, position->stored_next, headers, err);
        if (outcome == OK)
            break;
        if (outcome != RETRY || batch_is_empty(batch))
            return err_set(err, FATAL, "a record is larger than our memory");
        if (flush(tailing, err) != OK)
            return err->outcome;
    }
    position->stored_next = record->offset + 1;
    return batch->records_count < tailing->records_max ? OK : flush(tailing, err);
}

static enum outcome follow(const struct tailing *tailing, struct err *err)
{
    struct share_worker *worker = tailing->worker;
    pg_params_reset(worker->params);
    pg_param_text(worker->params, str_from(tailing->rebuild->consumer->projection->name));
    pg_param_text(worker->params, str_from(tailing->rebuild->name));
    return pg_exec(worker->pg, SQL_REBUILD_FOLLOW, worker->params, NULL, err);
}

/* From where to read.  Nobody else writes under this name: its fences stay 0, and two rebuilds
 * would meet in the offsets they expect. */
static enum outcome begin(struct tailing *tailing, struct log_ranges *ranges, struct err *err)
{
    struct rebuild *rebuild = tailing->rebuild;
    struct share_worker *worker = tailing->worker;
    const struct log_ranges_of of = {rebuild->consumer->projection->name, rebuild->name,
                                     rebuild->consumer->conf.topic_prefix};
    if (share_worker_mend(worker, err) != OK ||
        revisions_read(&worker->replay.revisions, err) != OK || follow(tailing, err) != OK ||
        log_ranges_read(worker->pg, &of, ranges, err) != OK)
        return err->outcome;
    positions_clear(tailing->positions);
    for (size_t i = 0; i < ranges->count; i++) {
        const struct log_range *range = &ranges->items[i];
        tailing->positions->items[range->topic][range->partition].stored_next = range->from;
    }
    batch_reset(&worker->replay.batch);
    return OK;
}

static enum outcome once(struct tailing *tailing, struct err *err)
{
    const struct log_sink sink = {.context = tailing, .take = take};
    struct log_ranges ranges = {0};
    enum outcome outcome = begin(tailing, &ranges, err);
    if (outcome == OK)
        outcome = log_read(tailing->worker->replay.reader, ranges.items, ranges.count, &sink, err);
    if (outcome == OK)
        outcome = flush(tailing, err);
    log_ranges_done(&ranges);
    return outcome;
}

/* Fewer at a time, down to the one; that becomes a letter. */
static enum outcome learn(struct tailing *tailing, struct err *err)
{
    size_t records = tailing->worker->replay.batch.records_count;
    if (records > 1) {
        tailing->records_max = records / 2;
        return OK;
    }
    log_line(LOG_WARN, "an event is refused",
             "topic=%s partition=%" PRId32 " offset=%" PRId64 " text=\"%s\"",
             topic_name(tailing->only.topic), tailing->only.partition, tailing->only.offset,
             err->text);
    if (tailing->refused_count == REFUSED_MAX)
        return err_set(err, FATAL, "PostgreSQL refuses event after event");
    tailing->refused[tailing->refused_count++] = tailing->only;
    return OK;
}

enum outcome rebuild_catch_up(struct rebuild *rebuild, uint64_t *records_out, struct err *err)
{
    struct positions *positions = calloc(1, sizeof(*positions));
    struct tailing tailing = {.rebuild = rebuild,
                              .worker = &rebuild->tail,
                              .positions = positions,
                              .records_max = BATCH_RECORDS};
    if (positions == NULL)
        return err_set(err, FATAL, "could not take memory for positions");
    enum outcome outcome = OK;
    do {
        outcome = once(&tailing, err);
        if (outcome == REJECT)
            outcome = learn(&tailing, err) == OK ? REJECT : err->outcome;
    } while (outcome == REJECT && !stop_requested());
    free(positions);
    *records_out = tailing.records;
    return outcome == REJECT ? err_set(err, RETRY, "asked to stop") : outcome;
}

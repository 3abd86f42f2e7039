/* shard_flush -- see shard_internal.h: folding, sending, landing, and what a failure leads to. */
#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "base/stop.h"
#include "base/time.h"
#include "io/table_pg.h"
#include "run/files.h"
#include "run/flush.h"
#include "run/fold_batch.h"
#include "run/log.h"
#include "run/shard_internal.h"

enum { MINUTE_US = 60 * 1000000 };

/* From memory: what flies is newer than what is cached, and the last that was sent the newest. */
static bool find_in_memory(struct shard *shard, struct group *group)
{
    const struct group *flying = NULL;
    for (size_t i = shard->flying_count; flying == NULL && i-- > 0;)
        if (shard->flying[i] != NULL)
            flying = batch_find(shard->flying[i], &group->subject);
    if (flying != NULL)
        group->before = flying->is_changed ? flying->after : flying->before;
    else if (!file_cache_find(&shard->cache, &group->subject, &group->before))
        return false;
    return true;
}

static enum outcome find_files(struct shard *shard, struct batch *batch, struct err *err)
{
    size_t missing = 0;
    for (size_t i = 0; i < batch->groups_count; i++) {
        struct group *group = &batch->groups[i];
        if (group->is_found)
            continue;
        if (!find_in_memory(shard, group))
            missing++;
        else if (files_keep(batch, group, err) != OK)
            return err->outcome;
    }
    STAT_ADD(&shard->stats, cache_hits, batch->groups_count - missing);
    STAT_ADD(&shard->stats, cache_misses, missing);
    return missing == 0 ? OK : files_read(shard->read, shard->params, batch, err);
}

static enum outcome fold_filling(struct shard *shard, struct err *err)
{
    const struct fold_context context = {
        .projection = shard->options.projection,
        .rules = shard->revisions.present,
        .scratch = &shard->scratch,
        .revisions = &shard->revisions,
        .counts_arrivals = shard->options.projection->counts_arrivals,
    };
    if (find_files(shard, shard->filling, err) != OK)
        return err->outcome;
    return fold_batch(shard->filling, &context, err);
}

/* The batches go round, and one more than may fly: the next is one that has landed. */
static struct batch *next_batch(struct shard *shard)
{
    size_t count = sizeof(shard->batches) / sizeof(shard->batches[0]);
    size_t place = (size_t) (shard->filling - shard->batches);
    return &shard->batches[(place + 1) % count];
}

static enum outcome send_filling(struct shard *shard, struct err *err)
{
    const struct flush_context context = {
        .projection = shard->options.projection,
        .name = shard->options.projection->name,
        .topic_prefix = shard->options.conf->topic_prefix,
        .positions = shard->positions,
        .rules = shard->revisions.present,
        .params = shard->params,
    };
    if (flush_send(shard->write, shard->filling, &context, err) != OK)
        return err_wrap(err, "send");
    shard->flying[shard->flying_count++] = shard->filling;
    shard->filling = next_batch(shard);
    shard->is_full = false;
    return OK;
}

void shard_drop(struct shard *shard)
{
    assert(shard->flying_count == 0);
    batch_reset(shard->filling); /* what landed, or fell, was reset then */
    shard->is_full = false;
    shard->is_asking = false;
    file_cache_clear(&shard->cache);
    if (shard->in != NULL)
        kafka_in_batch_release(shard->in, &shard->polled);
    shard->polled = (struct kafka_in_batch) {0};
    shard->polled_at = 0;
    positions_rewind(shard->positions);
    shard_redate_again(shard);
}

/* ---- landing ---- */

static void count_landed(struct shard *shard, const struct batch *batch)
{
    size_t files = 0;
    for (size_t i = 0; i < batch->groups_count; i++)
        files += batch->groups[i].is_changed;
    STAT_ADD(&shard->stats, applied, batch->applied_count);
    STAT_ADD(&shard->stats, duplicate, batch->duplicates_count);
    STAT_ADD(&shard->stats, dead_lettered, batch->letters_count);
    STAT_ADD(&shard->stats, files_written, files);
    for (size_t i = 0; shard->options.projection->tables[i] != NULL; i++) {
        STAT_ADD(&shard->stats, rows_put, batch->put[i].count);
        STAT_ADD(&shard->stats, rows_gone, batch->gone[i].count);
    }
    STAT_ADD(&shard->stats, flushes, 1);
    if (batch->records_count > 0)
        atomic_store(&shard->stats.lag_us, time_now_us() - batch->newest_us);
    shard_redate_landed(shard, batch, files);
}

/* The oldest flies no more, whatever became of it. */
static void leave_air(struct shard *shard)
{
    if (shard->flying[0] != NULL)
        batch_reset(shard->flying[0]);
    shard->flying_count--;
    memmove(shard->flying, shard->flying + 1, shard->flying_count * sizeof(shard->flying[0]));
}

/* A file that was only dated anew need not displace one that events came for. */
static bool is_cached(const struct shard *shard, const struct batch *batch, size_t group)
{
    struct stored_file file;
    return file_cache_find(&shard->cache, &batch->groups[group].subject, &file);
}

/* What a batch held is stored: the positions move, the files are cached. */
static void batch_landed(struct shard *shard, const struct batch *batch)
{
    for (size_t i = 0; i < batch->advances_count; i++) {
        const struct advance *advance = &batch->advances[i];
        struct position *position = &shard->positions->items[advance->topic][advance->partition];
        position->stored_next = advance->next;
        position->last = advance->last;
    }
    for (size_t i = 0; i < batch->groups_count; i++)
        if (batch->groups[i].is_changed && (batch->records_count > 0 || is_cached(shard, batch, i)))
            file_cache_put(&shard->cache, &batch->groups[i].subject, &batch->groups[i].after);
    count_landed(shard, batch);
    shard_tick_landed(shard, batch);
    if (batch->letters_count > 0)
        outbox_wake(&shard->outbox);
    size_t max = (size_t) shard->options.conf->batch_events_max;
    shard->batch_limit = shard->batch_limit * 2 > max ? max : shard->batch_limit * 2;
}

/* The oldest is stored. */
static void landed(struct shard *shard)
{
    if (shard->flying[0] == NULL)
        shard_tick_decided(shard, true);
    else
        batch_landed(shard, shard->flying[0]);
    shard->failing_since_us = 0;
    shard->wait_ms = 0;
}

/* ---- failures ---- */

/* One of these is refused. */
static void suspect(struct shard *shard, const struct batch *batch)
{
    if (batch->records_count < 2)
        return;
    for (size_t i = 0; i < batch->advances_count; i++) {
        const struct advance *advance = &batch->advances[i];
        struct position *position = &shard->positions->items[advance->topic][advance->partition];
        if (advance->next > position->suspect_to)
            position->suspect_to = advance->next;
    }
    shard->suspects_limit = batch->records_count / 2;
}

/* Bisection ended at one record.  Too many of these, and the mistake is ours: halt its partition.
 */
static enum outcome refuse(struct shard *shard, const struct record *record, const struct err *why,
                           struct err *err)
{
    int64_t now_us = time_steady_us();
    size_t place = shard->refused_count % REFUSED_A_MINUTE_MAX;
    bool is_flood = shard->refused_count >= REFUSED_A_MINUTE_MAX &&
                    now_us - shard->refused_at_us[place] < MINUTE_US;
    log_line(LOG_WARN, "an event is refused",
             "topic=%s partition=%" PRId32 " offset=%" PRId64 " text=\"%s\"",
             topic_name(record->topic), record->partition, record->offset, why->text);
    if (is_flood)
        return shard_halt(shard, record->partition, "PostgreSQL refuses event after event", err);
    positions_acquit(shard->positions);
    shard->refused_at_us[place] = now_us;
    shard->refused_count++;
    shard->poison[shard->poison_count++ % POISON_MAX] =
        (struct poison) {record->topic, record->partition, record->offset, why->reason};
    return OK;
}

/* The outside failed: wait, connect again if need be; give the group up (RETRY) when it lasts. */
static enum outcome outside_failed(struct shard *shard, struct err *err)
{
    if (shard->failing_since_us == 0)
        shard->failing_since_us = time_steady_us();
    int64_t until_us = shard->failing_since_us + shard->options.conf->flush_timeout_ms * 1000;
    enum outcome outcome = RETRY;
    while (outcome == RETRY && time_steady_us() < until_us && !stop_requested()) {
        shard_back_off(shard);
        outcome = shard_reconnect(shard, err);
        if (outcome == OK)
            outcome = shard_take_again(shard, err);
    }
    return outcome;
}

/* Either may have sent the statement that its server no longer knows. */
static enum outcome prepare_again(struct shard *shard, struct err *err)
{
    if (pg_prepare_again(shard->write, err) != OK)
        return err->outcome;
    return pg_prepare_again(shard->read, err);
}

/* What is to be known of what flew when it is gone. */
struct held {
    bool is_decision;
    size_t records_count; /* 0: files were dated anew, … */
    struct record only;
    struct uuid first; /* … this one first */
};

static struct held held_by(const struct batch *batch)
{
    if (batch == NULL)
        return (struct held) {.is_decision = true};
    struct held held = {.records_count = batch->records_count, .only = batch->only};
    if (batch->groups_count > 0)
        held.first = batch->groups[0].subject;
    return held;
}

/* What is no fault of what flew. */
static enum outcome mend(struct shard *shard, const struct err *why, struct err *err)
{
    if (why->reason == REASON_STALE_PREPARED)
        return prepare_again(shard, err);
    if (why->reason == REASON_STALE_FILE || why->reason == REASON_STALE_RULES)
        return shard_load_rules(shard, err);
    return outside_failed(shard, err);
}

/* Nothing of what flew is stored.  Learn from `err`, then begin anew from the stored offsets. */
static enum outcome failed(struct shard *shard, const struct held *held, struct err *err)
{
    struct err why = *err;
    STAT_ADD(&shard->stats, retried, 1);
    log_err(LOG_WARN, "a transaction was given up", &why);
    bool is_too_much = why.reason == REASON_CANCELED || why.reason == REASON_TOO_LARGE;
    enum outcome outcome = OK;
    if (why.outcome == FENCED || why.outcome == FATAL)
        return why.outcome;
    if (held->is_decision)
        outcome = shard_tick_refused(shard, &why) ? OK : mend(shard, &why, err);
    else if (held->records_count == 0 && (why.outcome == REJECT || is_too_much))
        shard_redate_refused(shard, &held->first, &why);
    else if (held->records_count > 1 && is_too_much)
        shard->batch_limit = held->records_count / 2;
    else if (held->records_count > 1 && why.outcome == REJECT)
        outcome = OK; /* suspects are told by now */
    else if (why.outcome == REJECT || why.reason == REASON_TOO_LARGE)
        outcome = refuse(shard, &held->only, &why, err);
    else
        outcome = mend(shard, &why, err);
    if (outcome != OK)
        return outcome;
    shard_drop(shard);
    return shard_restart(shard, err);
}

/* Wait for the oldest that flies; a server that hangs beyond all its own timeouts is cut off. */
static enum outcome finish(struct shard *shard, struct err *err)
{
    bool is_ambiguous = false; /* taking the partitions again tells whether it was committed */
    int wait_ms = (int) shard->options.conf->flush_timeout_ms * 2;
    if (!pg_pipeline_wait(shard->write, wait_ms))
        pg_abandon(shard->write);
    enum outcome outcome = pg_pipeline_finish(shard->write, &is_ambiguous, err);
    if (outcome == OK)
        landed(shard);
    else if (shard->flying[0] == NULL)
        shard_tick_decided(shard, false);
    else if (outcome == REJECT)
        suspect(shard, shard->flying[0]);
    leave_air(shard);
    return outcome;
}

/* What flew behind a transaction that failed falls with it, and its failure says nothing.  Was it
 * only the COMMIT that failed, and what follows is of other partitions, it may land yet. */
static void finish_rest(struct shard *shard)
{
    struct err ignored = {.outcome = OK};
    while (shard->flying_count > 0)
        err_ignore(finish(shard, &ignored));
}

enum outcome shard_land(struct shard *shard, size_t flying_max, struct err *err)
{
    while (shard->flying_count > 0 &&
           (shard->flying_count > flying_max || pg_pipeline_pump(shard->write))) {
        struct held held = held_by(shard->flying[0]);
        if (finish(shard, err) == OK)
            continue;
        finish_rest(shard);
        return failed(shard, &held, err);
    }
    return OK;
}

enum outcome shard_recover(struct shard *shard, struct err *err)
{
    struct err why = *err;
    if (shard_land(shard, 0, err) != OK)
        return err->outcome;
    *err = why;
    if (why.reason == REASON_STALE_PREPARED)
        return prepare_again(shard, err);
    if (outside_failed(shard, err) != OK)
        return err->outcome;
    shard->failing_since_us = 0; /* it answers; whether it takes a flush is another matter */
    return OK;
}

void shard_settle(struct shard *shard)
{
    struct err err = {.outcome = OK};
    while (shard->flying_count > 0 && err.outcome == OK)
        if (finish(shard, &err) != OK)
            log_err(LOG_WARN, "a transaction was given up as partitions went", &err);
    finish_rest(shard);
}

enum outcome shard_flush(struct shard *shard, struct err *err)
{
    enum outcome outcome = fold_filling(shard, err);
    if (outcome == OK) {
        outcome = shard_land(shard, PG_PIPELINES_MAX - 1, err);
        if (outcome != OK || batch_is_empty(shard->filling))
            return outcome; /* what flew failed, and was dealt with: everything was dropped */
        outcome = send_filling(shard, err);
        if (outcome == OK)
            return OK;
    }
    struct err why = *err;
    outcome = shard_land(shard, 0, err);
    if (outcome != OK || batch_is_empty(shard->filling))
        return outcome; /* as above */
    *err = why;
    if (why.outcome == REJECT)
        suspect(shard, shard->filling);
    struct held held = held_by(shard->filling);
    return failed(shard, &held, err);
}

/* shard_tick -- see shard_internal.h: how far the log is, and what is decided by it. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/time.h"
#include "run/log.h"
#include "run/shard_internal.h"
#include "sql.h"

enum { REFUSED_WAIT_US = 1000000 };

static const struct ticker *ticker_of(const struct shard *shard)
{
    return shard->options.projection->ticker;
}

enum outcome shard_tick_new(struct shard *shard, struct err *err)
{
    if (ticker_of(shard) == NULL)
        return OK;
    struct ticking *ticking = calloc(1, sizeof(*ticking));
    shard->ticking = ticking;
    if (ticking == NULL || arena_init(&ticking->arena, TICK_ARENA_BYTES, err) != OK)
        return err_set(err, FATAL, "could not take memory for what time brings");
    ticking->tick = (struct tick) {
        .projection = shard->options.projection->name,
        .conf = shard->options.conf,
        .stats = &shard->stats,
        .params = shard->params,
        .arena = &ticking->arena,
        .partitions_count = shard->options.partitions_count,
        .positions = shard->positions,
        .complete_us = ticking->complete_us,
        .changed = ticking->changed,
        .flying = shard->flying,
        .flying_count = &shard->flying_count,
    };
    return ticker_of(shard)->open(&ticking->tick, err);
}

void shard_tick_free(struct shard *shard)
{
    if (shard->ticking == NULL)
        return;
    ticker_of(shard)->close(&shard->ticking->tick);
    arena_done(&shard->ticking->arena);
    free(shard->ticking);
    shard->ticking = NULL;
}

void tick_put_fences(const struct tick *tick, const bool *is_wanted)
{
    size_t count = 0;
    const struct claim *claims = tick->positions->claims;
    for (int32_t partition = 0; partition < PARTITIONS_MAX; partition++)
        count += claims[partition].is_ours && (is_wanted == NULL || is_wanted[partition]);
    pg_array_begin(tick->params, PG_INTEGER, count);
    for (int32_t partition = 0; partition < PARTITIONS_MAX; partition++)
        if (claims[partition].is_ours && (is_wanted == NULL || is_wanted[partition]))
            pg_array_integer(tick->params, partition);
    pg_array_begin(tick->params, PG_BIGINT, count);
    for (int32_t partition = 0; partition < PARTITIONS_MAX; partition++)
        if (claims[partition].is_ours && (is_wanted == NULL || is_wanted[partition]))
            pg_array_bigint(tick->params, claims[partition].fence);
}

bool tick_is_flying(const struct tick *tick, const struct uuid *subject)
{
    for (size_t i = 0; i < *tick->flying_count; i++)
        if (tick->flying[i] != NULL && batch_find(tick->flying[i], subject) != NULL)
            return true;
    return false;
}

void tick_note_changed(struct tick *tick, const struct uuid *subject)
{
    if (tick->changed_count < TICK_CHANGED_MAX)
        tick->changed[tick->changed_count++] = *subject;
    else
        tick->is_changed_full = true;
}

/* ---- what begins anew ---- */

void shard_tick_whole(struct shard *shard)
{
    if (shard->ticking == NULL)
        return;
    shard->ticking->is_due = true;
    ticker_of(shard)->begin(&shard->ticking->tick);
}

void shard_tick_begin(struct shard *shard)
{
    struct ticking *ticking = shard->ticking;
    if (ticking == NULL)
        return;
    ticking->begun++;
    ticking->ask_at_us = 0;
    ticking->since_us = 0;
    ticking->is_some = false;
    ticking->tick.changed_count = 0;
    ticking->tick.is_changed_full = false;
    horizon_clear(&ticking->horizon);
    shard_tail_begin(shard);
    shard_tick_whole(shard);
}

void shard_tick_landed(struct shard *shard, const struct batch *batch)
{
    if (shard->ticking == NULL || batch->records_count == 0)
        return; /* when all are dated anew, all are looked at */
    struct tick *tick = &shard->ticking->tick;
    for (size_t i = 0; i < batch->groups_count && !tick->is_changed_full; i++)
        if (batch->groups[i].is_changed)
            tick_note_changed(tick, &batch->groups[i].subject);
}

/* ---- up to when ---- */

static enum outcome judge_time(struct shard *shard, struct err *err)
{
    static const char *const words[] = {
        [TIME_AGREES] = "the database's time is trusted again",
        [TIME_APART] = "the database's time is apart from this machine's: nothing is decided by it",
        [TIME_JUMPED] = "the database's time has jumped: nothing is decided by it for a minute",
    };
    struct ticking *ticking = shard->ticking;
    struct pg_rows rows = {.count = 0};
    if (pg_exec(shard->read, SQL_TIME_NOW, NULL, &rows, err) != OK)
        return err_wrap(err, "ask for the time");
    const struct time_told told = {pg_rows_time(&rows, 0, 0), time_now_us(), time_steady_us()};
    pg_rows_done(&rows);
    enum time_verdict verdict = time_guard_judge(&ticking->guard, &told);
    if (verdict != ticking->verdict)
        log_line(verdict == TIME_AGREES ? LOG_INFO : LOG_ERROR, words[verdict],
                 "shard=%d apart_ms=%" PRId64, shard->options.number,
                 (told.database_us - told.local_us) / 1000);
    ticking->verdict = verdict;
    ticking->tick.time_us = told.database_us;
    ticking->since_us = ticking->since_us == 0 ? told.database_us : ticking->since_us;
    atomic_store(&shard->stats.held, verdict != TIME_AGREES);
    return OK;
}

static size_t list_wanted(const struct shard *shard, struct kafka_position *list)
{
    size_t count = 0;
    for (int32_t partition = 0; partition < PARTITIONS_MAX; partition++) {
        if (!horizon_wants(&shard->ticking->horizon, shard->positions, partition))
            continue;
        for (enum topic topic = 0; topic < TOPICS_TO_READ; topic++)
            if (shard->positions->items[topic][partition].is_ours)
                list[count++] = (struct kafka_position) {.topic = topic, .partition = partition};
    }
    return count;
}

/* A partition of which an end is not known just now is asked again with the next. */
static void take_ends(struct shard *shard, const struct kafka_position *list, size_t count)
{
    for (size_t from = 0, to; from < count; from = to) {
        int64_t ends[TOPICS_TO_READ] = {0};
        bool is_known = true;
        for (to = from; to < count && list[to].partition == list[from].partition; to++) {
            is_known = is_known && list[to].next_offset != KAFKA_NOT_READ;
            ends[list[to].topic] = list[to].next_offset;
        }
        if (is_known)
            horizon_ask(&shard->ticking->horizon, list[from].partition,
                        shard->ticking->tick.time_us, ends);
    }
}

/* The time first, the ends after it. */
static enum outcome ask(struct shard *shard, struct err *err)
{
    struct ticking *ticking = shard->ticking;
    ticking->ask_at_us = time_steady_us() + shard->options.conf->tick_ms * 1000;
    if (judge_time(shard, err) != OK)
        return err->outcome;
    if (ticking->verdict != TIME_AGREES)
        return OK;
    struct kafka_position *list = malloc(sizeof(*list) * TOPICS_TO_READ * PARTITIONS_MAX);
    if (list == NULL)
        return err_set(err, FATAL, "could not take memory to ask where partitions end");
    size_t count = list_wanted(shard, list);
    enum outcome outcome =
        count == 0 ? OK : kafka_in_bounds(shard->in, KAFKA_END, list, count, err);
    if (outcome == OK) {
        take_ends(shard, list, count);
    } else {
        log_err(LOG_WARN, "waiting for the ends of partitions", err);
        ticking->ask_at_us = time_steady_us() + REFUSED_WAIT_US;
    }
    free(list);
    return OK;
}

/* What is being compared is not decided upon yet. */
static void note_complete(struct shard *shard)
{
    struct ticking *ticking = shard->ticking;
    for (int32_t partition = 0; partition < shard->options.partitions_count; partition++) {
        const struct claim *claim = &shard->positions->claims[partition];
        ticking->complete_us[partition] =
            claim->is_ours && !claim->is_held ? ticking->horizon.items[partition].complete_us : 0;
    }
    int64_t all_us = horizon_of_all(&ticking->horizon, shard->positions);
    int64_t from_us = all_us == 0 ? ticking->since_us : all_us;
    bool has_any = all_us != INT64_MAX && from_us != 0;
    atomic_store(&shard->stats.behind_us, has_any ? ticking->tick.time_us - from_us : 0);
}

/* ---- deciding ---- */

enum outcome shard_tick_prepare(struct shard *shard, struct err *err)
{
    if (shard->ticking == NULL)
        return OK;
    return ticker_of(shard)->prepare(shard->read, shard->write, err);
}

void shard_tick_decided(struct shard *shard, bool is_stored)
{
    ticker_of(shard)->landed(&shard->ticking->tick, is_stored);
    shard->ticking->is_due = true; /* some may have to be decided once more */
    if (is_stored)
        outbox_wake(&shard->outbox);
}

bool shard_tick_refused(struct shard *shard, const struct err *why)
{
    return ticker_of(shard)->refused(&shard->ticking->tick, why);
}

/* While the last is being written, the next is decided; it waits for a place behind it. */
static enum outcome decide_next(struct shard *shard, struct err *err)
{
    struct ticking *ticking = shard->ticking;
    struct tick *tick = &ticking->tick;
    bool is_some = false;
    bool is_sent = false;
    arena_reset(&ticking->arena);
    if (ticker_of(shard)->decide(tick, &is_some, err) != OK)
        return err_wrap(err, "decide what time brought");
    if (!is_some)
        return OK;
    uint64_t begun = ticking->begun;
    enum outcome outcome = shard_land(shard, PG_PIPELINES_MAX - 1, err);
    if (outcome != OK || ticking->begun != begun)
        return outcome; /* what flew failed, and was dealt with */
    if (ticker_of(shard)->send(tick, &is_sent, err) != OK)
        return err_wrap(err, "send what was decided");
    if (is_sent)
        shard->flying[shard->flying_count++] = NULL;
    return OK;
}

static enum outcome decide(struct shard *shard, struct err *err)
{
    struct ticking *ticking = shard->ticking;
    struct tick *tick = &ticking->tick;
    tick->read = shard->read;
    tick->write = shard->write;
    tick->rules = shard->revisions.present;
    tick->is_redating = shard->redating.is_on;
    arena_reset(&ticking->arena);
    if (ticker_of(shard)->look(tick, &ticking->is_some, err) != OK)
        return err_wrap(err, "look for what time brought");
    ticking->is_due = ticking->is_some;
    return ticking->is_some ? decide_next(shard, err) : OK;
}

enum outcome shard_tick(struct shard *shard, struct err *err)
{
    struct ticking *ticking = shard->ticking;
    if (ticking == NULL || !shard->is_member)
        return OK;
    uint64_t begun = ticking->begun;
    enum outcome outcome = shard_tail_step(shard, err);
    bool is_time = time_steady_us() >= ticking->ask_at_us;
    if (outcome == OK && ticking->begun == begun && is_time)
        outcome = ask(shard, err);
    if (outcome != OK || ticking->begun != begun)
        return outcome;
    bool is_later = horizon_look(&ticking->horizon, shard->positions);
    note_complete(shard);
    /* a walk through all goes on with each tick, and without a pause when nothing else is to do */
    bool is_walking = !ticker_of(shard)->is_idle(&ticking->tick) && (is_time || shard->is_idle);
    ticking->is_due = ticking->is_due || is_later || is_walking;
    if (!ticking->is_due || ticking->verdict != TIME_AGREES)
        return OK;
    return decide(shard, err);
}

bool shard_tick_is_busy(const struct shard *shard)
{
    const struct ticking *ticking = shard->ticking;
    if (ticking == NULL || ticking->verdict != TIME_AGREES)
        return false;
    return ticking->is_some || ticking->tail.reader != NULL ||
           !ticker_of(shard)->is_idle(&ticking->tick);
}

bool shard_tick_is_idle(const struct shard *shard)
{
    const struct ticking *ticking = shard->ticking;
    if (ticking == NULL || (ticking->verdict != TIME_AGREES && ticking->tail.left_count == 0))
        return true;
    for (int32_t partition = 0; partition < PARTITIONS_MAX; partition++) {
        const struct claim *claim = &shard->positions->claims[partition];
        if (claim->is_ours && !claim->is_halted &&
            ticking->horizon.items[partition].complete_us == 0)
            return false;
    }
    return ticking->tail.left_count == 0 && ticking->tick.changed_count == 0 &&
           !ticking->tick.is_changed_full && !ticking->is_some &&
           ticker_of(shard)->is_idle(&ticking->tick);
}

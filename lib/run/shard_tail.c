/* shard_tail -- see shard_internal.h: what the topic holds already is not sent again. */
#include <inttypes.h>

#include "base/time.h"
#include "run/log.h"
#include "run/shard_internal.h"
#include "run/transaction.h"
#include "sql.h"

enum {
    AGAIN_US = 1000000,
    RECORDS_MAX = 1000,
    POLL_WAIT_MS = 5,
    QUEUE_BYTES_MAX = 1 << 20,
};

static enum topic topic_of(const struct shard *shard)
{
    return shard->options.projection->ticker->topic;
}

static void close_reader(struct tail *tail)
{
    kafka_in_close(tail->reader);
    tail->reader = NULL;
}

void shard_tail_begin(struct shard *shard)
{
    struct tail *tail = &shard->ticking->tail;
    close_reader(tail);
    tail->is_asked = false;
    tail->wait_until_us = 0;
    tail->left_count = 0;
    for (int32_t partition = 0; partition < PARTITIONS_MAX; partition++) {
        bool is_ours = shard->positions->claims[partition].is_ours;
        tail->items[partition].is_left = is_ours;
        shard->positions->claims[partition].is_held = is_ours;
        tail->left_count += is_ours;
    }
    outbox_forget(&shard->outbox);
}

void shard_tail_end(struct shard *shard)
{
    close_reader(&shard->ticking->tail);
    shard->ticking->tail.left_count = 0;
}

static void is_compared(struct shard *shard, int32_t partition)
{
    struct tail *tail = &shard->ticking->tail;
    tail->left_count -= tail->items[partition].is_left;
    tail->items[partition].is_left = false;
    shard->positions->claims[partition].is_held = false;
    outbox_wake(&shard->outbox);
}

/* Something of Kafka's failed: begin anew in a while. */
static enum outcome again(struct shard *shard, const struct err *why)
{
    log_err(LOG_WARN, "waiting for what the topic holds already", why);
    shard->ticking->tail.is_asked = false;
    shard->ticking->tail.wait_until_us = time_steady_us() + AGAIN_US;
    close_reader(&shard->ticking->tail);
    return OK;
}

/* ---- from where to where ---- */

static enum outcome read_relay(struct shard *shard, struct err *err)
{
    struct tail *tail = &shard->ticking->tail;
    struct pg_rows rows = {.count = 0};
    pg_params_reset(shard->params);
    pg_param_text(shard->params, str_from(shard->options.projection->name));
    pg_param_text(shard->params, str_from(topic_name(topic_of(shard))));
    if (pg_exec(shard->read, SQL_RELAY_READ, shard->params, &rows, err) != OK)
        return err_wrap(err, "read how far the topic was compared");
    for (int32_t partition = 0; partition < PARTITIONS_MAX; partition++)
        tail->items[partition].next = 0;
    for (size_t r = 0; r < rows.count; r++) {
        int64_t partition = pg_rows_bigint(&rows, r, 0);
        if (partition >= 0 && partition < PARTITIONS_MAX)
            tail->items[partition].next = pg_rows_bigint(&rows, r, 1);
    }
    pg_rows_done(&rows);
    return OK;
}

static size_t list_left(const struct shard *shard, struct kafka_position list[PARTITIONS_MAX])
{
    size_t count = 0;
    for (int32_t partition = 0; partition < PARTITIONS_MAX; partition++)
        if (shard->ticking->tail.items[partition].is_left)
            list[count++] = (struct kafka_position) {
                .topic = topic_of(shard),
                .partition = partition,
                .next_offset = shard->ticking->tail.items[partition].next,
            };
    return count;
}

/* Without a topic there is nothing to compare: what is decided waits in the outbox. */
static void without_topic(struct shard *shard, const struct err *why)
{
    log_err(LOG_ERROR,
            "a topic is missing; messages for it wait: make it with shouwen-admin topics", why);
    for (int32_t partition = 0; partition < PARTITIONS_MAX; partition++)
        if (shard->ticking->tail.items[partition].is_left)
            is_compared(shard, partition);
}

static enum outcome open_reader(struct shard *shard, struct err *err)
{
    struct kafka_position list[PARTITIONS_MAX];
    struct tail *tail = &shard->ticking->tail;
    const struct kafka_in_options options = {
        .bootstrap_servers = shard->options.conf->kafka_bootstrap_servers,
        .topic_prefix = shard->options.conf->topic_prefix,
        .group = shard->options.group,
        .is_reader = true,
        .settings = shard->options.conf->kafka.list,
        .topics = 1U << topic_of(shard),
        .queue_bytes_max = QUEUE_BYTES_MAX,
    };
    if (kafka_in_open(&options, NULL, &tail->reader, err) != OK)
        return err->outcome;
    return kafka_in_restart(tail->reader, list, list_left(shard, list), err);
}

/* A place that the log does not have is of another topic than this one, which is read whole. */
static void take_bounds(struct shard *shard, const struct kafka_position *first,
                        const struct kafka_position *end, size_t count)
{
    struct tail *tail = &shard->ticking->tail;
    for (size_t i = 0; i < count; i++) {
        int32_t partition = end[i].partition;
        int64_t next = tail->items[partition].next;
        if (next > end[i].next_offset || next < first[i].next_offset)
            next = first[i].next_offset;
        tail->items[partition].next = next;
        tail->items[partition].end = end[i].next_offset;
        if (next >= end[i].next_offset)
            is_compared(shard, partition);
    }
}

static enum outcome ask(struct shard *shard, struct err *err)
{
    struct kafka_position first[PARTITIONS_MAX];
    struct kafka_position end[PARTITIONS_MAX];
    if (read_relay(shard, err) != OK)
        return err->outcome;
    size_t count = list_left(shard, end);
    (void) list_left(shard, first);
    enum outcome outcome = kafka_in_bounds(shard->in, KAFKA_END, end, count, err);
    if (outcome == OK)
        outcome = kafka_in_bounds(shard->in, KAFKA_FIRST, first, count, err);
    for (size_t i = 0; outcome == OK && i < count; i++)
        if (end[i].next_offset == KAFKA_NOT_READ || first[i].next_offset == KAFKA_NOT_READ)
            outcome = err_set(err, RETRY, "partition %" PRId32 " of %s has no leader",
                              end[i].partition, topic_name(topic_of(shard)));
    if (outcome == REJECT)
        without_topic(shard, err);
    if (outcome != OK)
        return outcome == REJECT ? OK : again(shard, err);
    take_bounds(shard, first, end, count);
    if (shard->ticking->tail.left_count > 0 && open_reader(shard, err) != OK)
        return again(shard, err);
    shard->ticking->tail.is_asked = true;
    return OK;
}

/* ---- reading ---- */

/* Records of one partition, in order. */
struct run {
    struct shard *shard;
    const struct record *records;
    size_t count;
    int32_t partition;
    int64_t next;
};

static enum outcome put_run(struct pg *pg, void *context, struct err *err)
{
    const struct run *run = context;
    struct shard *shard = run->shard;
    struct tick *tick = &shard->ticking->tick;
    bool is_wanted[PARTITIONS_MAX] = {false};
    is_wanted[run->partition] = true;
    pg_params_reset(shard->params);
    pg_param_text(shard->params, str_from(tick->projection));
    tick_put_fences(tick, is_wanted);
    if (pg_exec(pg, SQL_HOLD_PARTITIONS, shard->params, NULL, err) != OK)
        return err_wrap(err, "hold a partition");
    arena_reset(&shard->ticking->arena);
    if (run->count > 0 &&
        shard->options.projection->ticker->published(tick, run->records, run->count, err) != OK)
        return err->outcome;
    pg_params_reset(shard->params);
    pg_param_text(shard->params, str_from(tick->projection));
    pg_param_text(shard->params, str_from(topic_name(topic_of(shard))));
    pg_param_integer(shard->params, run->partition);
    pg_param_bigint(shard->params, run->next);
    return pg_exec(pg, SQL_RELAY_PUT, shard->params, NULL, err);
}

static enum outcome take_run(struct shard *shard, struct run *run, struct err *err)
{
    struct tail *tail = &shard->ticking->tail;
    if (run->partition < 0 || !tail->items[run->partition].is_left ||
        run->next <= tail->items[run->partition].next)
        return OK;
    run->shard = shard;
    shard->ticking->tick.write = shard->write;
    if (transaction_run(shard->write, put_run, run, err) != OK)
        return err_wrap(err, "compare the topic");
    tail->items[run->partition].next = run->next;
    if (run->next >= tail->items[run->partition].end)
        is_compared(shard, run->partition);
    return OK;
}

static enum outcome take_records(struct shard *shard, const struct kafka_in_batch *batch,
                                 struct err *err)
{
    enum outcome outcome = OK;
    for (size_t from = 0, to; outcome == OK && from < batch->records_count; from = to) {
        const struct record *first = &batch->records[from];
        for (to = from + 1; to < batch->records_count; to++)
            if (batch->records[to].partition != first->partition)
                break;
        struct run run = {.records = first,
                          .count = to - from,
                          .partition = first->partition,
                          .next = batch->records[to - 1].offset + 1};
        outcome = take_run(shard, &run, err);
    }
    return outcome;
}

static enum outcome take_notice(struct shard *shard, const struct kafka_notice *notice,
                                struct err *err)
{
    struct run run = {.partition = notice->at.partition, .next = notice->at.next_offset};
    switch (notice->kind) {
    case KAFKA_NOTICE_END:
        return take_run(shard, &run, err);
    case KAFKA_NOTICE_OUT_OF_RANGE:
    case KAFKA_NOTICE_GONE:
        shard->ticking->tail.is_asked = false; /* it became another topic meanwhile, or none */
        return OK;
    }
    return OK;
}

/* What flies lands first: if that fails, all begins anew, and this reader with it. */
static enum outcome read_on(struct shard *shard, struct err *err)
{
    const struct kafka_in_limits limits = {.records_max = RECORDS_MAX, .wait_ms_max = POLL_WAIT_MS};
    struct tail *tail = &shard->ticking->tail;
    uint64_t begun = shard->ticking->begun;
    enum outcome outcome = shard_land(shard, 0, err);
    if (outcome != OK || shard->ticking->begun != begun)
        return outcome;
    struct kafka_in_batch batch = {.internal = NULL};
    if (kafka_in_poll(tail->reader, &limits, &batch, err) != OK)
        return again(shard, err);
    outcome = take_records(shard, &batch, err);
    for (size_t i = 0; outcome == OK && i < batch.notices_count; i++)
        outcome = take_notice(shard, &batch.notices[i], err);
    kafka_in_batch_release(tail->reader, &batch);
    if (tail->left_count == 0 || !tail->is_asked)
        close_reader(tail);
    return outcome;
}

enum outcome shard_tail_step(struct shard *shard, struct err *err)
{
    struct tail *tail = &shard->ticking->tail;
    if (tail->left_count == 0 || time_steady_us() < tail->wait_until_us)
        return OK;
    return tail->is_asked ? read_on(shard, err) : ask(shard, err);
}

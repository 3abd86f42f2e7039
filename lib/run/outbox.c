/* outbox -- see outbox.h. */
#include "run/outbox.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/time.h"
#include "run/log.h"
#include "sql.h"
#include "wire/headers_json.h"

enum {
    PARAMS_BYTES_MAX = 1 << 20,
    SEND_WAIT_MS = 100,
    REFUSED_WAIT_US = 1000000,
    READ_BYTES_MAX = 4 << 20, /* at once; one may be larger */
};

/* The round in the upper half, the place in it in the lower. */
static uint64_t cookie_of(const struct outbox *outbox, size_t place)
{
    return (uint64_t) outbox->round << 32 | place;
}

static void delivered(void *context, const struct kafka_delivery *delivery, enum outcome outcome,
                      const struct err *err)
{
    struct outbox *outbox = context;
    size_t place = delivery->cookie & UINT32_MAX;
    if (delivery->cookie >> 32 != outbox->round)
        return;
    if (outcome == OK) {
        outbox->is_acknowledged[place] = true;
        outbox->offsets[place] = delivery->offset;
        outbox->done_count++;
        return;
    }
    outbox->failed_count++;
    log_err(LOG_WARN, "a message of the outbox was not taken, and is sent again", err);
}

enum outcome outbox_init(struct outbox *outbox, const struct kafka_out_options *options,
                         const char *projection, struct err *err)
{
    *outbox = (struct outbox) {.options = *options, .projection = projection, .is_due = true};
    return pg_params_new(PARAMS_BYTES_MAX, &outbox->params, err);
}

void outbox_done(struct outbox *outbox)
{
    kafka_out_close(outbox->out);
    pg_params_free(outbox->params);
    *outbox = (struct outbox) {0};
}

void outbox_wake(struct outbox *outbox)
{
    outbox->is_due = true;
}

bool outbox_is_empty(const struct outbox *outbox)
{
    return !outbox->is_due && outbox->sent_count == 0;
}

bool outbox_is_busy(const struct outbox *outbox)
{
    return outbox->sent_count > 0 || (outbox->is_due && time_steady_us() >= outbox->wait_until_us);
}

void outbox_forget(struct outbox *outbox)
{
    kafka_out_close(outbox->out);
    outbox->out = NULL;
    outbox->round++;
    outbox->sent_count = 0;
    outbox->is_due = true;
}

/* Are rows of this partition sent?  Not while they are compared with the topic. */
static bool is_sent(const struct positions *positions, int32_t partition)
{
    return positions->claims[partition].is_ours && !positions->claims[partition].is_held;
}

static void put_partitions(struct outbox *outbox, const struct positions *positions)
{
    size_t count = 0;
    for (int32_t partition = 0; partition < PARTITIONS_MAX; partition++)
        count += is_sent(positions, partition);
    pg_array_begin(outbox->params, PG_INTEGER, count);
    for (int32_t partition = 0; partition < PARTITIONS_MAX; partition++)
        if (is_sent(positions, partition))
            pg_array_integer(outbox->params, partition);
}

static enum topic topic_from(struct str name)
{
    for (enum topic topic = 0; topic < TOPICS_COUNT; topic++)
        if (str_eq(name, str_from(topic_name(topic))))
            return topic;
    return TOPIC_DEADLETTER;
}

/* Columns: partition, sequence, topic, key, payload, headers. */
static enum outcome send_row(struct outbox *outbox, const struct pg_rows *rows, size_t row,
                             struct err *err)
{
    struct kafka_header headers[HEADERS_JSON_MAX];
    unsigned char memory[HEADERS_JSON_BYTES_MAX];
    struct arena arena = {.memory = memory, .size_bytes = sizeof(memory)};
    struct headers_json said;
    if (headers_json_read(pg_rows_text(rows, row, 5), &arena, &said, err) != OK)
        said.count = 0; /* the row says it all again in the table */
    for (size_t i = 0; i < said.count; i++)
        headers[i] = (struct kafka_header) {said.names[i], said.values[i]};
    enum topic topic = topic_from(pg_rows_text(rows, row, 2));
    int32_t partition = (int32_t) pg_rows_bigint(rows, row, 0);
    const struct kafka_message message = {
        .topic = topic,
        .partition = topic == TOPIC_ALERT ? partition : KAFKA_BY_KEY,
        .key = pg_rows_text(rows, row, 3),
        .value = pg_rows_text(rows, row, 4),
        .headers = headers,
        .headers_count = said.count,
        .cookie = cookie_of(outbox, outbox->sent_count),
    };
    outbox->topics[outbox->sent_count] = topic;
    outbox->partitions[outbox->sent_count] = partition;
    outbox->sequences[outbox->sent_count] = pg_rows_bigint(rows, row, 1);
    outbox->is_acknowledged[outbox->sent_count] = false;
    outbox->offsets[outbox->sent_count] = -1;
    enum outcome outcome = kafka_out_send(outbox->out, &message, SEND_WAIT_MS, err);
    if (outcome == OK)
        outbox->sent_count++;
    return outcome;
}

static enum outcome open_out(struct outbox *outbox, struct err *err)
{
    const struct kafka_out_hooks hooks = {outbox, delivered};
    return outbox->out != NULL ? OK : kafka_out_open(&outbox->options, &hooks, &outbox->out, err);
}

/* Read what is next and send it. */
static enum outcome send_next(struct outbox *outbox, struct pg *pg,
                              const struct positions *positions, struct err *err)
{
    pg_params_reset(outbox->params);
    pg_param_text(outbox->params, str_from(outbox->projection));
    put_partitions(outbox, positions);
    pg_param_integer(outbox->params, OUTBOX_ROWS_MAX);
    pg_param_bigint(outbox->params, READ_BYTES_MAX);
    struct pg_rows rows;
    if (pg_exec(pg, SQL_OUTBOX_READ, outbox->params, &rows, err) != OK)
        return err_wrap(err, "read the outbox");
    outbox->is_due = rows.count > 0;
    outbox->done_count = 0;
    outbox->failed_count = 0;
    outbox->round++;
    enum outcome outcome = rows.count == 0 ? OK : open_out(outbox, err);
    for (size_t r = 0; r < rows.count && outcome == OK; r++)
        outcome = send_row(outbox, &rows, r, err);
    pg_rows_done(&rows);
    if (outcome == OK)
        return OK;
    /* A topic that is not there, or a right that is missing, is an operator's to mend; what is
     * decided and projected goes on meanwhile.  A producer at its end needs a successor. */
    log_err(outcome == FATAL ? LOG_ERROR : LOG_WARN, "a message of the outbox could not be queued",
            err);
    if (outcome == FATAL)
        outbox_forget(outbox);
    outbox->wait_until_us = time_steady_us() + REFUSED_WAIT_US;
    return OK;
}

static void put_fence(struct outbox *outbox, const struct positions *positions, size_t place)
{
    pg_array_bigint(outbox->params, positions->claims[outbox->partitions[place]].fence);
}

/* How far each partition of a topic was acknowledged.  When something was refused, a later message
 * may be there and an earlier one not: then it is not told. */
static enum outcome advance(struct outbox *outbox, enum topic topic, struct pg *pg,
                            const struct positions *positions, struct err *err)
{
    size_t last[PARTITIONS_MAX]; /* 1 + the place of its last message; 0: none */
    size_t count = 0;
    memset(last, 0, sizeof(last));
    for (size_t i = 0; i < outbox->sent_count; i++)
        if (outbox->topics[i] == topic && outbox->offsets[i] >= 0)
            last[outbox->partitions[i]] = i + 1;
    for (size_t partition = 0; partition < PARTITIONS_MAX; partition++)
        count += last[partition] > 0;
    if (count == 0 || outbox->failed_count > 0)
        return OK;
    pg_params_reset(outbox->params);
    pg_param_text(outbox->params, str_from(outbox->projection));
    pg_param_text(outbox->params, str_from(topic_name(topic)));
    pg_array_begin(outbox->params, PG_INTEGER, count);
    for (int32_t partition = 0; partition < PARTITIONS_MAX; partition++)
        if (last[partition] > 0)
            pg_array_integer(outbox->params, partition);
    pg_array_begin(outbox->params, PG_BIGINT, count);
    for (size_t partition = 0; partition < PARTITIONS_MAX; partition++)
        if (last[partition] > 0)
            put_fence(outbox, positions, last[partition] - 1);
    pg_array_begin(outbox->params, PG_BIGINT, count);
    for (size_t partition = 0; partition < PARTITIONS_MAX; partition++)
        if (last[partition] > 0)
            pg_array_bigint(outbox->params, outbox->offsets[last[partition] - 1] + 1);
    return pg_exec(pg, SQL_RELAY_ADVANCE, outbox->params, NULL, err);
}

/* All that was sent has been answered: delete what was acknowledged. */
static enum outcome delete_done(struct outbox *outbox, struct pg *pg,
                                const struct positions *positions, struct err *err)
{
    pg_params_reset(outbox->params);
    pg_param_text(outbox->params, str_from(outbox->projection));
    pg_array_begin(outbox->params, PG_INTEGER, outbox->done_count);
    for (size_t i = 0; i < outbox->sent_count; i++)
        if (outbox->is_acknowledged[i])
            pg_array_integer(outbox->params, outbox->partitions[i]);
    pg_array_begin(outbox->params, PG_BIGINT, outbox->done_count);
    for (size_t i = 0; i < outbox->sent_count; i++)
        if (outbox->is_acknowledged[i])
            pg_array_bigint(outbox->params, outbox->sequences[i]);
    pg_array_begin(outbox->params, PG_BIGINT, outbox->done_count);
    for (size_t i = 0; i < outbox->sent_count; i++)
        if (outbox->is_acknowledged[i])
            put_fence(outbox, positions, i);
    if (pg_exec(pg, SQL_OUTBOX_DELETE, outbox->params, NULL, err) != OK)
        return err_wrap(err, "empty the outbox");
    if (advance(outbox, TOPIC_ALERT, pg, positions, err) != OK)
        return err_wrap(err, "note what was relayed");
    outbox->sent_count = 0;
    if (outbox->failed_count == 0)
        return OK;
    /* Not with the same producer: librdkafka 2.0.2 may crash when it sends again to a topic that it
     * knew before it was deleted. */
    outbox_forget(outbox);
    outbox->wait_until_us = time_steady_us() + REFUSED_WAIT_US;
    return OK;
}

static bool is_answered(const struct outbox *outbox)
{
    return outbox->done_count + outbox->failed_count >= outbox->sent_count;
}

/* What is next goes out in the step that takes note of what went, or a shard that has much to do
 * between two steps sends as much in two of them as it could in one. */
enum outcome outbox_step(struct outbox *outbox, struct pg *pg, const struct positions *positions,
                         struct err *err)
{
    if (outbox->out != NULL)
        kafka_out_poll(outbox->out, 0);
    if (outbox->sent_count > 0 && !is_answered(outbox))
        return OK;
    if (outbox->sent_count > 0 && delete_done(outbox, pg, positions, err) != OK)
        return err->outcome;
    return outbox->is_due && time_steady_us() >= outbox->wait_until_us
               ? send_next(outbox, pg, positions, err)
               : OK;
}

void outbox_settle(struct outbox *outbox, struct pg *pg, const struct positions *positions,
                   int wait_ms_max)
{
    struct err err = {.outcome = OK};
    if (outbox->sent_count == 0)
        return;
    int64_t until_us = time_steady_us() + INT64_C(1000) * wait_ms_max;
    while (!is_answered(outbox) && time_steady_us() < until_us)
        kafka_out_poll(outbox->out, wait_ms_max / 10);
    /* who comes after us compares the topic, where it matters; else it is sent twice */
    if (is_answered(outbox))
        err_ignore(delete_done(outbox, pg, positions, &err));
}

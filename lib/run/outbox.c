/* outbox -- see outbox.h. */
#include "run/outbox.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/time.h"
#include "run/log.h"
#include "sql.h"
#include "wire/headers_json.h"

enum { PARAMS_BYTES_MAX = 1 << 20, SEND_WAIT_MS = 100, REFUSED_WAIT_US = 1000000 };

static void delivered(void *context, uint64_t cookie, enum outcome outcome, const struct err *err)
{
    struct outbox *outbox = context;
    if (outcome == OK) {
        outbox->is_acknowledged[cookie] = true;
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

static void put_partitions(struct outbox *outbox, const struct positions *positions)
{
    size_t count = 0;
    for (int32_t partition = 0; partition < PARTITIONS_MAX; partition++)
        count += positions->claims[partition].is_ours;
    pg_array_begin(outbox->params, PG_INTEGER, count);
    for (int32_t partition = 0; partition < PARTITIONS_MAX; partition++)
        if (positions->claims[partition].is_ours)
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
    const struct kafka_message message = {
        .topic = topic_from(pg_rows_text(rows, row, 2)),
        .partition = KAFKA_BY_KEY,
        .key = pg_rows_text(rows, row, 3),
        .value = pg_rows_text(rows, row, 4),
        .headers = headers,
        .headers_count = said.count,
        .cookie = outbox->sent_count,
    };
    outbox->partitions[outbox->sent_count] = (int32_t) pg_rows_bigint(rows, row, 0);
    outbox->sequences[outbox->sent_count] = pg_rows_bigint(rows, row, 1);
    outbox->is_acknowledged[outbox->sent_count] = false;
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
    struct pg_rows rows;
    if (pg_exec(pg, SQL_OUTBOX_READ, outbox->params, &rows, err) != OK)
        return err_wrap(err, "read the outbox");
    outbox->is_due = rows.count > 0;
    outbox->done_count = 0;
    outbox->failed_count = 0;
    enum outcome outcome = rows.count == 0 ? OK : open_out(outbox, err);
    for (size_t r = 0; r < rows.count && outcome == OK; r++)
        outcome = send_row(outbox, &rows, r, err);
    if (outcome != OK) {
        log_err(LOG_WARN, "a message of the outbox could not be queued", err);
        outbox->wait_until_us = time_steady_us() + REFUSED_WAIT_US;
    }
    pg_rows_done(&rows);
    return outcome == FATAL ? FATAL : OK;
}

/* All that was sent has been answered: delete what was acknowledged. */
static enum outcome delete_done(struct outbox *outbox, struct pg *pg, struct err *err)
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
    if (pg_exec(pg, SQL_OUTBOX_DELETE, outbox->params, NULL, err) != OK)
        return err_wrap(err, "empty the outbox");
    if (outbox->failed_count > 0)
        outbox->wait_until_us = time_steady_us() + REFUSED_WAIT_US;
    outbox->sent_count = 0;
    return OK;
}

enum outcome outbox_step(struct outbox *outbox, struct pg *pg, const struct positions *positions,
                         struct err *err)
{
    if (outbox->out != NULL)
        kafka_out_poll(outbox->out, 0);
    if (outbox->sent_count == 0)
        return outbox->is_due && time_steady_us() >= outbox->wait_until_us
                   ? send_next(outbox, pg, positions, err)
                   : OK;
    if (outbox->done_count + outbox->failed_count < outbox->sent_count)
        return OK;
    return delete_done(outbox, pg, err);
}

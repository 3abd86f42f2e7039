/* flush -- see flush.h. */
#include "run/flush.h"

#include <stdio.h>
#include <string.h>

#include "io/table_pg.h"
#include "run/version.h"

static const struct {
    const char *name;
    const char *sql;
} statements[] = {
    {"advance", "SELECT stream.advance($1::text, $2::int[], $3::bigint[], $4::text[], $5::int[], "
                "$6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[], $10::bigint[])"},
    {"put_files", "SELECT stream.put_files($1::uuid[], $2::bigint[], $3::bigint, $4::bytea[])"},
    {"hold_rules", "SELECT stream.hold_rules($1::bigint)"},
    {"put_letters", "SELECT stream.put_letters($1::text, $2::text[], $3::int[], $4::bigint[], "
                    "$5::uuid[], $6::text[], $7::text[], $8::bytea[], $9::bytea[], $10::text[], "
                    "$11::bigint[], $12::boolean[], $13::text, $14::text[])"},
};

enum outcome flush_prepare(struct pg *pg, const struct projection *projection, struct err *err)
{
    for (size_t i = 0; i < sizeof(statements) / sizeof(statements[0]); i++)
        if (pg_prepare(pg, statements[i].name, statements[i].sql, err) != OK)
            return err_wrap(err, "prepare %s", statements[i].name);
    for (size_t i = 0; projection->tables[i] != NULL; i++)
        if (table_pg_prepare(pg, projection->tables[i], err) != OK)
            return err_wrap(err, "prepare %s", projection->tables[i]->name);
    return OK;
}

/* Send one statement, unless its parameters did not fit. */
static enum outcome send_statement(struct pg *pg, const char *name, struct pg_params *params,
                                   struct err *err)
{
    if (pg_params_full(params))
        return err_reason(err, RETRY, REASON_TOO_LARGE, "the parameters of %s do not fit", name);
    return pg_pipeline_send(pg, name, params, err);
}

/* The partition numbers a batch touches, with their fences. */
static void put_fences(const struct batch *batch, const struct flush_context *context)
{
    int32_t numbers[PARTITIONS_MAX];
    size_t count = 0;
    for (int32_t partition = 0; partition < PARTITIONS_MAX; partition++)
        if (batch->touches[partition])
            numbers[count++] = partition;
    pg_array_begin(context->params, PG_INTEGER, count);
    for (size_t i = 0; i < count; i++)
        pg_array_integer(context->params, numbers[i]);
    pg_array_begin(context->params, PG_BIGINT, count);
    for (size_t i = 0; i < count; i++)
        pg_array_bigint(context->params, context->positions->claims[numbers[i]].fence);
}

static void put_topic(struct pg_params *params, const char *prefix, enum topic topic)
{
    char name[256];
    (void) snprintf(name, sizeof(name), "%s.%s", prefix, topic_name(topic));
    pg_array_text(params, str_from(name));
}

/* One bigint of every advance, as an array. */
static void put_numbers(struct pg_params *params, const struct batch *batch, size_t offset)
{
    pg_array_begin(params, PG_BIGINT, batch->advances_count);
    for (size_t i = 0; i < batch->advances_count; i++) {
        int64_t number;
        memcpy(&number, (const char *) &batch->advances[i] + offset, sizeof(number));
        pg_array_bigint(params, number);
    }
}

static enum outcome send_advance(struct pg *pg, const struct batch *batch,
                                 const struct flush_context *context, struct err *err)
{
    struct pg_params *params = context->params;
    pg_params_reset(params);
    pg_param_text(params, str_from(context->name));
    put_fences(batch, context);
    pg_array_begin(params, PG_TEXT, batch->advances_count);
    for (size_t i = 0; i < batch->advances_count; i++)
        put_topic(params, context->topic_prefix, batch->advances[i].topic);
    pg_array_begin(params, PG_INTEGER, batch->advances_count);
    for (size_t i = 0; i < batch->advances_count; i++)
        pg_array_integer(params, batch->advances[i].partition);
    put_numbers(params, batch, offsetof(struct advance, expected));
    put_numbers(params, batch, offsetof(struct advance, next));
    put_numbers(params, batch, offsetof(struct advance, last.offset));
    put_numbers(params, batch, offsetof(struct advance, last.timestamp_us));
    put_numbers(params, batch, offsetof(struct advance, last.hash));
    return send_statement(pg, "advance", params, err);
}

static enum outcome send_files(struct pg *pg, const struct batch *batch,
                               const struct flush_context *context, struct err *err)
{
    struct pg_params *params = context->params;
    size_t count = 0;
    for (size_t i = 0; i < batch->groups_count; i++)
        count += batch->groups[i].is_changed;
    if (count == 0)
        return OK;
    pg_params_reset(params);
    pg_array_begin(params, PG_UUID, count);
    for (size_t i = 0; i < batch->groups_count; i++)
        if (batch->groups[i].is_changed)
            pg_array_uuid(params, &batch->groups[i].subject);
    pg_array_begin(params, PG_BIGINT, count);
    for (size_t i = 0; i < batch->groups_count; i++)
        if (batch->groups[i].is_changed)
            pg_array_bigint(params, batch->groups[i].before.revision);
    pg_param_bigint(params, context->rules->version);
    pg_array_begin(params, PG_BYTEA, count);
    for (size_t i = 0; i < batch->groups_count; i++)
        if (batch->groups[i].is_changed)
            pg_array_text(params, batch->groups[i].after.bytes);
    return send_statement(pg, "put_files", params, err);
}

static enum outcome send_rules(struct pg *pg, const struct flush_context *context, struct err *err)
{
    pg_params_reset(context->params);
    pg_param_bigint(context->params, context->rules->version);
    return send_statement(pg, "hold_rules", context->params, err);
}

static enum outcome send_tables(struct pg *pg, const struct batch *batch,
                                const struct flush_context *context, struct err *err)
{
    for (size_t i = 0; context->projection->tables[i] != NULL; i++) {
        bool is_of_sums = context->projection->tables[i]->kind == TABLE_OF_SUMS;
        if (!is_of_sums && table_pg_gone(pg, &batch->gone[i], context->params, err) != OK)
            return err->outcome;
        if (table_pg_put(pg, &batch->put[i], context->params, err) != OK)
            return err->outcome;
        if (is_of_sums && table_pg_gone(pg, &batch->gone[i], context->params, err) != OK)
            return err->outcome;
    }
    return OK;
}

/* One column of the letters, written by `put`. */
static void put_letters(struct pg_params *params, const struct batch *batch, enum pg_element type,
                        void (*put)(struct pg_params *params, const struct letter *letter))
{
    pg_array_begin(params, type, batch->letters_count);
    for (const struct letter *letter = batch->letters; letter != NULL; letter = letter->next)
        put(params, letter);
}

static void put_source(struct pg_params *params, const struct letter *letter)
{
    pg_array_text(params, letter->source);
}

static void put_partition(struct pg_params *params, const struct letter *letter)
{
    pg_array_integer(params, letter->partition);
}

static void put_offset(struct pg_params *params, const struct letter *letter)
{
    pg_array_bigint(params, letter->offset);
}

static void put_event_id(struct pg_params *params, const struct letter *letter)
{
    pg_array_uuid(params, &letter->event_id);
}

static void put_reason(struct pg_params *params, const struct letter *letter)
{
    pg_array_text(params, str_from(reason_name(letter->reason)));
}

static void put_text(struct pg_params *params, const struct letter *letter)
{
    pg_array_text(params, letter->text);
}

static void put_key(struct pg_params *params, const struct letter *letter)
{
    pg_array_text(params, letter->key);
}

static void put_payload(struct pg_params *params, const struct letter *letter)
{
    if (letter->payload.ptr == NULL)
        pg_array_null(params);
    else
        pg_array_text(params, letter->payload);
}

static void put_headers(struct pg_params *params, const struct letter *letter)
{
    pg_array_text(params, letter->headers);
}

static void put_timestamp(struct pg_params *params, const struct letter *letter)
{
    pg_array_bigint(params, letter->timestamp_us);
}

static void put_is_personal(struct pg_params *params, const struct letter *letter)
{
    pg_array_boolean(params, letter->is_personal);
}

void flush_letters(const struct batch *batch, const struct flush_context *context)
{
    struct pg_params *params = context->params;
    pg_params_reset(params);
    pg_param_text(params, str_from(context->name));
    pg_array_begin(params, PG_TEXT, batch->letters_count);
    for (const struct letter *letter = batch->letters; letter != NULL; letter = letter->next)
        put_topic(params, context->topic_prefix, letter->topic);
    put_letters(params, batch, PG_INTEGER, put_partition);
    put_letters(params, batch, PG_BIGINT, put_offset);
    put_letters(params, batch, PG_UUID, put_event_id);
    put_letters(params, batch, PG_TEXT, put_reason);
    put_letters(params, batch, PG_TEXT, put_text);
    put_letters(params, batch, PG_BYTEA, put_key);
    put_letters(params, batch, PG_BYTEA, put_payload);
    put_letters(params, batch, PG_TEXT, put_headers);
    put_letters(params, batch, PG_BIGINT, put_timestamp);
    put_letters(params, batch, PG_BOOLEAN, put_is_personal);
    pg_param_text(params, str_from(SHOUWEN_VERSION));
    put_letters(params, batch, PG_TEXT, put_source);
}

static enum outcome send_letters(struct pg *pg, const struct batch *batch,
                                 const struct flush_context *context, struct err *err)
{
    if (batch->letters_count == 0)
        return OK;
    flush_letters(batch, context);
    return send_statement(pg, "put_letters", context->params, err);
}

static enum outcome send_all(struct pg *pg, const struct batch *batch,
                             const struct flush_context *context, struct err *err)
{
    if (send_advance(pg, batch, context, err) != OK || send_files(pg, batch, context, err) != OK ||
        send_rules(pg, context, err) != OK || send_tables(pg, batch, context, err) != OK ||
        send_letters(pg, batch, context, err) != OK ||
        arrivals_send(pg, &batch->arrivals, context->params, err) != OK)
        return err->outcome;
    return pg_pipeline_commit(pg, err);
}

enum outcome flush_send(struct pg *pg, const struct batch *batch,
                        const struct flush_context *context, struct err *err)
{
    if (pg_pipeline_begin(pg, err) != OK)
        return err->outcome;
    enum outcome outcome = send_all(pg, batch, context, err);
    if (outcome != OK)
        pg_pipeline_give_up(pg);
    return outcome;
}

/*
 * peer_rows -- the rows section-ledger would write, published ready-made for the bench's peer.
 *
 *   peer_rows --description FILE --gone FILE
 *
 * Reads the topics and folds as limit does, and publishes every file and row that a transaction
 * would put, in the order of the transactions, to a topic named as the table.  A record's value
 * holds the columns in their order: a text or bytes behind its length in four bytes, bigint and
 * time (µs since 1970, 0 is NULL) in eight, integer in four, boolean in one, uuid in sixteen, all
 * big-endian; its key the key columns likewise.  FILE of --description tells the columns, a line
 * each: table, column, type, "key" or "-", separated by tabs.  Rows that a transaction would delete
 * are not published: their keys go to FILE of --gone as CSV.  Prints one line of JSON.
 */
#include <inttypes.h>
#include <librdkafka/rdkafka.h>
#include <stdio.h>
#include <string.h>

#include "run/conf.h"
#include "support/backlog.h"
#include "support/tool.h"

enum { ROW_BYTES_MAX = 8 << 20, FLUSH_MS = 60000, QUEUE_WAIT_MS = 1000 };

struct settings {
    CONF_TYPE_TEXT(kafka_bootstrap_servers);
    CONF_TYPE_TEXT(topic_prefix);
    CONF_TYPE_INT(batch_events);
    CONF_TYPE_TEXT(description);
    CONF_TYPE_TEXT(gone);
};

#define FIELD(name, kind, fallback, min, max, help)                                                \
    {                                                                                              \
#name, CONF_##kind, offsetof(struct settings, name), fallback, min, max, help              \
    }
static const struct conf_field fields[] = {
    FIELD(kafka_bootstrap_servers, TEXT, "127.0.0.1:9092", 0, 0, "brokers"),
    FIELD(topic_prefix, TEXT, "shouwen", 0, 0, "what topics of events are named after"),
    FIELD(batch_events, INT, "1000", 1, BATCH_EVENTS_MAX, "events a transaction"),
    FIELD(description, TEXT, "", 0, 0, "file for the columns of the topics"),
    FIELD(gone, TEXT, "", 0, 0, "file for the keys of rows that are deleted"),
};

/* case_file as if it were a table of rows. */
struct file_row {
    struct uuid subject;
    int64_t revision;
    int64_t rules_version;
    struct str bytes;
};

static const struct column file_columns[] = {
    COLUMN(file_row, subject),
    COLUMN(file_row, revision),
    COLUMN(file_row, rules_version),
    COLUMN(file_row, bytes),
};

static const struct table file_table = {
    .name = "case_file",
    .row_size = sizeof(struct file_row),
    .keys_count = 1,
    .columns_count = sizeof(file_columns) / sizeof(file_columns[0]),
    .columns = file_columns,
};

struct topic_out {
    const struct table *table;
    rd_kafka_topic_t *topic;
    uint64_t rows;
};

struct publishing {
    rd_kafka_t *rk;
    FILE *gone;
    unsigned char *bytes; /* of the row in hand */
    size_t used;
    struct topic_out files;
    struct topic_out rows[PROJECTION_TABLES_MAX];
    uint64_t events;
    uint64_t transactions;
    uint64_t rows_gone;
    uint64_t sent_bytes;
    uint64_t lost;
};

/* ---- a row's bytes ---- */

static void put(struct publishing *publishing, const void *bytes, size_t len)
{
    if (len > ROW_BYTES_MAX - publishing->used)
        tool_die("a row exceeds %d bytes", ROW_BYTES_MAX);
    if (len > 0)
        memcpy(publishing->bytes + publishing->used, bytes, len);
    publishing->used += len;
}

static void put_number(struct publishing *publishing, int64_t number, size_t size)
{
    unsigned char bytes[8];
    for (size_t i = 0; i < size; i++)
        bytes[i] = (unsigned char) ((uint64_t) number >> (8 * (size - 1 - i)));
    put(publishing, bytes, size);
}

static void put_value(struct publishing *publishing, enum column_type type, const void *at)
{
    switch (type) {
    case COLUMN_TEXT:
        put_number(publishing, (int64_t) ((const struct str *) at)->len, 4);
        put(publishing, ((const struct str *) at)->ptr, ((const struct str *) at)->len);
        return;
    case COLUMN_BIGINT:
    case COLUMN_COUNT:
        put_number(publishing, *(const int64_t *) at, 8);
        return;
    case COLUMN_INTEGER:
        put_number(publishing, *(const int32_t *) at, 4);
        return;
    case COLUMN_BOOLEAN:
        put_number(publishing, *(const bool *) at, 1);
        return;
    case COLUMN_UUID:
        put(publishing, at, sizeof(struct uuid));
        return;
    case COLUMN_TIME:
        put_number(publishing, ((const struct instant *) at)->us, 8);
        return;
    case COLUMN_DATE:
        tool_die("no table of section-ledger has a date");
    }
}

static void put_columns(struct publishing *publishing, const struct table *table, const void *row,
                        size_t count)
{
    for (size_t i = 0; i < count; i++)
        put_value(publishing, table->columns[i].type,
                  (const unsigned char *) row + table->columns[i].offset);
}

/* ---- publishing ---- */

static void delivered(rd_kafka_t *rk, const rd_kafka_message_t *message, void *context)
{
    struct publishing *publishing = context;
    (void) rk;
    publishing->lost += message->err != RD_KAFKA_RESP_ERR_NO_ERROR;
}

static void publish(struct publishing *publishing, struct topic_out *out, const void *row)
{
    publishing->used = 0;
    put_columns(publishing, out->table, row, out->table->columns_count);
    /* The key's columns come first, so its bytes are the value's first. */
    size_t value_len = publishing->used;
    put_columns(publishing, out->table, row, out->table->keys_count);
    while (rd_kafka_produce(out->topic, RD_KAFKA_PARTITION_UA, RD_KAFKA_MSG_F_COPY,
                            publishing->bytes, value_len, publishing->bytes,
                            publishing->used - value_len, NULL) != 0) {
        if (rd_kafka_last_error() != RD_KAFKA_RESP_ERR__QUEUE_FULL)
            tool_die("%s: %s", out->table->name, rd_kafka_err2str(rd_kafka_last_error()));
        rd_kafka_poll(publishing->rk, QUEUE_WAIT_MS);
    }
    rd_kafka_poll(publishing->rk, 0);
    out->rows++;
    publishing->sent_bytes += publishing->used;
}

static void publish_files(struct publishing *publishing, const struct batch *batch)
{
    for (size_t i = 0; i < batch->groups_count; i++) {
        const struct group *group = &batch->groups[i];
        if (!group->is_changed)
            continue;
        const struct file_row row = {
            .subject = group->subject,
            .revision = group->after.revision,
            .rules_version = group->after.rules_version,
            .bytes = group->after.bytes,
        };
        publish(publishing, &publishing->files, &row);
    }
}

static void write_gone(struct publishing *publishing, const struct rows *rows)
{
    const struct table *table = rows->table;
    for (size_t r = 0; r < rows->count; r++) {
        (void) fputs(table->name, publishing->gone);
        for (size_t i = 0; i < table->keys_count; i++) {
            const unsigned char *at =
                (const unsigned char *) rows_at(rows, r) + table->columns[i].offset;
            char text[UUID_TEXT_LEN + 1];
            struct str value;
            if (table->columns[i].type == COLUMN_UUID) {
                uuid_text((const struct uuid *) (const void *) at, text);
                value = str_from(text);
            } else {
                value = *(const struct str *) (const void *) at;
            }
            (void) fprintf(publishing->gone, ",\"%.*s\"", STR_ARG(value));
        }
        (void) fputc('\n', publishing->gone);
    }
    publishing->rows_gone += rows->count;
}

static void publish_batch(void *context, const struct batch *batch)
{
    struct publishing *publishing = context;
    publish_files(publishing, batch);
    for (size_t i = 0; backlog_projection.tables[i] != NULL; i++) {
        write_gone(publishing, &batch->gone[i]);
        for (size_t r = 0; r < batch->put[i].count; r++)
            publish(publishing, &publishing->rows[i], rows_at(&batch->put[i], r));
    }
    publishing->events += batch->items_count;
    publishing->transactions++;
}

/* ---- before and after ---- */

static rd_kafka_t *open_producer(const struct settings *settings, struct publishing *publishing)
{
    const char *const values[][2] = {
        {"bootstrap.servers", settings->kafka_bootstrap_servers},
        {"enable.idempotence", "true"}, /* in order, whatever happens */
        {"partitioner", "murmur2_random"},
        {"linger.ms", "20"},
        {"message.max.bytes", "8388608"},
    };
    char message[256];
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
        if (rd_kafka_conf_set(conf, values[i][0], values[i][1], message, sizeof(message)) !=
            RD_KAFKA_CONF_OK)
            tool_die("%s", message);
    rd_kafka_conf_set_dr_msg_cb(conf, delivered);
    rd_kafka_conf_set_opaque(conf, publishing);
    rd_kafka_t *rk = rd_kafka_new(RD_KAFKA_PRODUCER, conf, message, sizeof(message));
    if (rk == NULL)
        tool_die("%s", message);
    return rk;
}

static struct topic_out topic_of(struct publishing *publishing, const struct table *table)
{
    struct topic_out out = {.table = table,
                            .topic = rd_kafka_topic_new(publishing->rk, table->name, NULL)};
    if (out.topic == NULL)
        tool_die("%s: %s", table->name, rd_kafka_err2str(rd_kafka_last_error()));
    return out;
}

static FILE *open_file(const char *path)
{
    FILE *file = fopen(path, "w");
    if (file == NULL)
        tool_die("\"%s\" cannot be written", path);
    return file;
}

static void close_file(FILE *file, const char *path)
{
    if (ferror(file) != 0 || fclose(file) != 0)
        tool_die("\"%s\" cannot be written", path);
}

static void describe(FILE *file, const struct table *table)
{
    static const char *const names[] = {
        [COLUMN_TEXT] = "text",    [COLUMN_BIGINT] = "bigint",   [COLUMN_INTEGER] = "integer",
        [COLUMN_COUNT] = "bigint", [COLUMN_BOOLEAN] = "boolean", [COLUMN_UUID] = "uuid",
        [COLUMN_TIME] = "time",    [COLUMN_DATE] = "date",
    };
    for (size_t i = 0; i < table->columns_count; i++) {
        bool is_bytes = table->columns == file_columns && table->columns[i].type == COLUMN_TEXT;
        (void) fprintf(file, "%s\t%s\t%s\t%s\n", table->name, table->columns[i].name,
                       is_bytes ? "bytes" : names[table->columns[i].type],
                       i < table->keys_count ? "key" : "-");
    }
}

static void publish_all(const struct settings *settings, struct publishing *publishing)
{
    const struct backlog backlog = {
        .bootstrap_servers = settings->kafka_bootstrap_servers,
        .topic_prefix = settings->topic_prefix,
        .batch_events = (size_t) settings->batch_events,
        .context = publishing,
        .folded = publish_batch,
    };
    FILE *description = open_file(settings->description);
    publishing->rk = open_producer(settings, publishing);
    publishing->bytes = tool_alloc(ROW_BYTES_MAX);
    publishing->files = topic_of(publishing, &file_table);
    describe(description, &file_table);
    for (size_t i = 0; backlog_projection.tables[i] != NULL; i++) {
        publishing->rows[i] = topic_of(publishing, backlog_projection.tables[i]);
        describe(description, backlog_projection.tables[i]);
    }
    close_file(description, settings->description);
    publishing->gone = open_file(settings->gone);
    backlog_read(&backlog);
    close_file(publishing->gone, settings->gone);
    if (rd_kafka_flush(publishing->rk, FLUSH_MS) != RD_KAFKA_RESP_ERR_NO_ERROR ||
        publishing->lost > 0)
        tool_die("not all rows were published");
}

int main(int argc, char **argv)
{
    static struct settings settings;
    static struct publishing publishing;
    const struct conf_spec spec = {
        .fields = fields, .fields_count = sizeof(fields) / sizeof(fields[0]), .values = &settings};
    struct err err;
    int rest = 0;
    backlog_must(conf_read(&spec, argc - 1, argv + 1, &rest, &err), &err);
    publish_all(&settings, &publishing);
    uint64_t records = publishing.files.rows;
    (void) printf("{\"events\": %" PRIu64 ", \"transactions\": %" PRIu64
                  ", \"case_file\": %" PRIu64,
                  publishing.events, publishing.transactions, publishing.files.rows);
    for (size_t i = 0; backlog_projection.tables[i] != NULL; i++) {
        records += publishing.rows[i].rows;
        (void) printf(", \"%s\": %" PRIu64, backlog_projection.tables[i]->name,
                      publishing.rows[i].rows);
    }
    (void) printf(", \"records\": %" PRIu64 ", \"rows_gone\": %" PRIu64 ", \"mebibytes\": %" PRIu64
                  "}\n",
                  records, publishing.rows_gone, publishing.sent_bytes >> 20);
    return 0;
}

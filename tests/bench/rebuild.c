/*
 * rebuild -- the two halves of a rebuild done bare: how fast could anybody be?
 *
 *   rebuild read                             all records of the topics of events, unpacked by
 *                                            protobuf-c and forgotten: no door, no folding
 *   rebuild copy --schema section_ledger_g1  the files and rows that stand there, by COPY BINARY
 * into fresh tables, a connection a table, all at once
 *
 * What is copied is read into memory beforehand, untimed.  It is timed three times: into tables
 * without keys; into tables with all keys, indexes and checks; and without, made afterwards.
 * Prints one line of JSON.
 */
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libpq-fe.h>
#include <librdkafka/rdkafka.h>

#include "base/time.h"
#include "core/topic.h"
#include "run/conf.h"
#include "support/tool.h"
#include "wire/event_codec.h"
#include "wire/proto_memory.h"
#include "wire/proto_tables.h"

enum {
    PARTITIONS_MAX = 1024,
    MESSAGES = 10000,
    WAIT_MS = 10, /* a call returns when it has as many as it may, or then */
    QUERY_WAIT_MS = 10000,
    TABLES = 3,
    CHUNK_BYTES = 1 << 16,
    SQL_BYTES = 4096,
};

struct settings {
    CONF_TYPE_TEXT(kafka_bootstrap_servers);
    CONF_TYPE_TEXT(topic_prefix);
    CONF_TYPE_TEXT(pg_admin_conninfo);
    CONF_TYPE_TEXT(schema);
};

#define FIELD(name, kind, fallback, min, max, help)                                                \
    {                                                                                              \
#name, CONF_##kind, offsetof(struct settings, name), fallback, min, max, help              \
    }
static const struct conf_field fields[] = {
    FIELD(kafka_bootstrap_servers, TEXT, "127.0.0.1:9092", 0, 0, "brokers"),
    FIELD(topic_prefix, TEXT, "shouwen", 0, 0, "what topics are named after"),
    FIELD(pg_admin_conninfo, TEXT, "dbname=shouwen", 0, 0, "PostgreSQL, as one who makes schemas"),
    FIELD(schema, TEXT, "section_ledger_g1", 0, 0, "the generation that is copied"),
};

/* ---- reading ---- */

struct reading {
    rd_kafka_t *rk;
    rd_kafka_topic_partition_list_t *partitions;
    enum topic *topics; /* of partitions, by their place */
    struct arena arena;
    size_t left; /* partitions with something to read */
    uint64_t records;
    uint64_t bytes;
};

static void set(rd_kafka_conf_t *conf, const char *name, const char *value)
{
    char message[256];
    if (rd_kafka_conf_set(conf, name, value, message, sizeof(message)) != RD_KAFKA_CONF_OK)
        tool_die("%s", message);
}

static void open_reader(struct reading *reading, const struct settings *settings)
{
    char message[256];
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    set(conf, "bootstrap.servers", settings->kafka_bootstrap_servers);
    set(conf, "group.id", "bench.rebuild");
    set(conf, "enable.auto.commit", "false");
    set(conf, "enable.partition.eof", "true");
    set(conf, "auto.offset.reset", "earliest");
    set(conf, "fetch.wait.max.ms", "50");
    /* Never full: librdkafka 2.0.2 waits a whole second after its queue was. */
    set(conf, "queued.min.messages", "10000000");
    set(conf, "queued.max.messages.kbytes", "2097151");
    reading->rk = rd_kafka_new(RD_KAFKA_CONSUMER, conf, message, sizeof(message));
    if (reading->rk == NULL)
        tool_die("%s", message);
    reading->partitions = rd_kafka_topic_partition_list_new(64);
    reading->arena = tool_arena(EVENT_MEMORY_MAX * 2);
}

static void add_topic(struct reading *reading, const struct settings *settings, enum topic topic)
{
    char name[256];
    const struct rd_kafka_metadata *metadata = NULL;
    (void) snprintf(name, sizeof(name), "%.200s.%s", settings->topic_prefix, topic_name(topic));
    rd_kafka_topic_t *handle = rd_kafka_topic_new(reading->rk, name, NULL);
    if (rd_kafka_metadata(reading->rk, 0, handle, &metadata, QUERY_WAIT_MS) != 0 ||
        metadata->topic_cnt != 1 || metadata->topics[0].partition_cnt == 0)
        tool_die("there is no topic %s", name);
    for (int32_t i = 0; i < metadata->topics[0].partition_cnt; i++) {
        int64_t low;
        int64_t high;
        if (rd_kafka_query_watermark_offsets(reading->rk, name, i, &low, &high, QUERY_WAIT_MS) !=
            RD_KAFKA_RESP_ERR_NO_ERROR)
            tool_die("%s [%d] does not tell its ends", name, (int) i);
        rd_kafka_topic_partition_list_add(reading->partitions, name, i)->offset = low;
        reading->left++;
    }
    rd_kafka_metadata_destroy(metadata);
    rd_kafka_topic_destroy(handle);
}

static enum topic topic_of(const struct settings *settings, const char *name)
{
    enum topic topic;
    if (!topic_find(str_from(name + strlen(settings->topic_prefix) + 1), &topic))
        tool_die("%s is none of our topics", name);
    return topic;
}

static void unpack(struct reading *reading, const struct settings *settings,
                   const rd_kafka_message_t *message)
{
    struct proto_memory memory;
    ProtobufCMessage *unpacked;
    struct err err;
    const struct str bytes = {.ptr = message->payload, .len = message->len};
    enum topic topic = topic_of(settings, rd_kafka_topic_name(message->rkt));
    arena_reset(&reading->arena);
    proto_memory_init(&memory, &reading->arena, EVENT_MEMORY_MAX);
    if (proto_unpack(proto_message_of(topic), bytes, &memory, &unpacked, &err) != OK)
        tool_die("%s", err.text);
    reading->records++;
    reading->bytes += message->len;
}

static void read_all(const struct settings *settings)
{
    static rd_kafka_message_t *messages[MESSAGES];
    struct reading reading = {.rk = NULL};
    open_reader(&reading, settings);
    for (enum topic topic = 0; topic < TOPICS_OF_EVENTS; topic++)
        add_topic(&reading, settings, topic);
    rd_kafka_queue_t *queue = rd_kafka_queue_get_consumer(reading.rk);
    int64_t began_us = time_steady_us();
    if (rd_kafka_assign(reading.rk, reading.partitions) != RD_KAFKA_RESP_ERR_NO_ERROR)
        tool_die("cannot assign");
    while (reading.left > 0) {
        ssize_t count = rd_kafka_consume_batch_queue(queue, WAIT_MS, messages, MESSAGES);
        for (ssize_t i = 0; i < count; i++) {
            if (messages[i]->err == RD_KAFKA_RESP_ERR_NO_ERROR)
                unpack(&reading, settings, messages[i]);
            else if (messages[i]->err == RD_KAFKA_RESP_ERR__PARTITION_EOF)
                reading.left--;
            else
                tool_die("%s", rd_kafka_message_errstr(messages[i]));
            rd_kafka_message_destroy(messages[i]);
        }
    }
    double seconds = (double) (time_steady_us() - began_us) / 1e6;
    (void) printf("{\"events\": %" PRIu64 ", \"seconds\": %.3f, \"events_per_second\": %.0f, "
                  "\"mebibytes\": %" PRIu64 "}\n",
                  reading.records, seconds, (double) reading.records / seconds,
                  reading.bytes >> 20);
    rd_kafka_queue_destroy(queue);
    rd_kafka_topic_partition_list_destroy(reading.partitions);
    (void) rd_kafka_consumer_close(reading.rk);
    rd_kafka_destroy(reading.rk);
    arena_done(&reading.arena);
}

/* ---- copying ---- */

static const char *const tables[TABLES] = {"case_file", "case_row", "section_row"};

struct copying {
    const char *table;
    const char *conninfo;
    char *bytes; /* as COPY (FORMAT binary) gave them */
    size_t size;
    size_t capacity;
    PGconn *connection;
};

static PGconn *connect_to(const char *conninfo)
{
    PGconn *connection = PQconnectdb(conninfo);
    if (PQstatus(connection) != CONNECTION_OK)
        tool_die("%s", PQerrorMessage(connection));
    return connection;
}

static void run(PGconn *connection, ExecStatusType wanted, const char *sql)
{
    PGresult *result = PQexec(connection, sql);
    if (PQresultStatus(result) != wanted)
        tool_die("%s: %s", sql, PQerrorMessage(connection));
    PQclear(result);
}

static void load(struct copying *copying, const char *schema)
{
    char sql[SQL_BYTES];
    char *chunk = NULL;
    int len;
    (void) snprintf(sql, sizeof(sql), "COPY %s.%s TO STDOUT (FORMAT binary)", schema,
                    copying->table);
    run(copying->connection, PGRES_COPY_OUT, sql);
    while ((len = PQgetCopyData(copying->connection, &chunk, 0)) > 0) {
        while (copying->size + (size_t) len > copying->capacity)
            copying->bytes = tool_grow(copying->bytes, copying->capacity, &copying->capacity, 1);
        memcpy(copying->bytes + copying->size, chunk, (size_t) len);
        copying->size += (size_t) len;
        PQfreemem(chunk);
    }
    PGresult *result = PQgetResult(copying->connection);
    if (len != -1 || PQresultStatus(result) != PGRES_COMMAND_OK)
        tool_die("COPY of %s: %s", copying->table, PQerrorMessage(copying->connection));
    PQclear(result);
    while ((result = PQgetResult(copying->connection)) != NULL)
        PQclear(result);
}

static void *copy(void *context)
{
    struct copying *copying = context;
    char sql[SQL_BYTES];
    (void) snprintf(sql, sizeof(sql), "COPY bench_copy.%s FROM STDIN (FORMAT binary)",
                    copying->table);
    run(copying->connection, PGRES_COPY_IN, sql);
    for (size_t at = 0; at < copying->size; at += CHUNK_BYTES) {
        size_t left = copying->size - at;
        if (PQputCopyData(copying->connection, copying->bytes + at,
                          (int) (left < CHUNK_BYTES ? left : CHUNK_BYTES)) != 1)
            tool_die("%s", PQerrorMessage(copying->connection));
    }
    if (PQputCopyEnd(copying->connection, NULL) != 1)
        tool_die("%s", PQerrorMessage(copying->connection));
    PGresult *result;
    while ((result = PQgetResult(copying->connection)) != NULL) {
        if (PQresultStatus(result) != PGRES_COMMAND_OK)
            tool_die("COPY into %s: %s", copying->table, PQresultErrorMessage(result));
        PQclear(result);
    }
    return NULL;
}

/* Keys, indexes and checks as the copied table has them, by LIKE into an empty one, would come too
 * late; so each is made by its own definition. */
static void *make_keys(void *context)
{
    struct copying *copying = context;
    char sql[SQL_BYTES];
    (void) snprintf(
        sql, sizeof(sql),
        "DO $$ DECLARE line text; BEGIN FOR line IN "
        "SELECT format('ALTER TABLE bench_copy.%%I ADD CONSTRAINT %%I %%s', '%s', conname, "
        "pg_get_constraintdef(oid)) FROM pg_constraint WHERE conrelid = 'bench_full.%s'::regclass "
        "UNION ALL SELECT replace(pg_get_indexdef(indexrelid), ' ON bench_full.', "
        "' ON bench_copy.') FROM pg_index WHERE indrelid = 'bench_full.%s'::regclass AND NOT "
        "indisprimary LOOP EXECUTE line; END LOOP; END $$",
        copying->table, copying->table, copying->table);
    run(copying->connection, PGRES_COMMAND_OK, sql);
    return NULL;
}

static void in_parallel(struct copying *all, void *(*work)(void *) )
{
    pthread_t threads[TABLES];
    for (size_t i = 0; i < TABLES; i++)
        if (pthread_create(&threads[i], NULL, work, &all[i]) != 0)
            tool_die("no thread");
    for (size_t i = 0; i < TABLES; i++)
        (void) pthread_join(threads[i], NULL);
}

static void make_tables(PGconn *connection, const char *name, const char *schema, bool has_keys)
{
    char sql[SQL_BYTES];
    (void) snprintf(sql, sizeof(sql), "CREATE SCHEMA %s", name);
    run(connection, PGRES_COMMAND_OK, sql);
    for (size_t i = 0; i < TABLES; i++) {
        (void) snprintf(sql, sizeof(sql),
                        "CREATE TABLE %s.%s (LIKE %s.%s %s) WITH (fillfactor = 70)", name,
                        tables[i], schema, tables[i], has_keys ? "INCLUDING ALL" : "");
        run(connection, PGRES_COMMAND_OK, sql);
    }
}

enum keys { KEYS_NONE, KEYS_FIRST, KEYS_AFTER };

static double time_copy(struct copying *all, const char *schema, enum keys keys)
{
    PGconn *connection = all[0].connection;
    make_tables(connection, "bench_copy", schema, keys == KEYS_FIRST);
    run(connection, PGRES_COMMAND_OK, "CHECKPOINT");
    int64_t began_us = time_steady_us();
    in_parallel(all, copy);
    if (keys == KEYS_AFTER)
        in_parallel(all, make_keys);
    double seconds = (double) (time_steady_us() - began_us) / 1e6;
    run(connection, PGRES_COMMAND_OK,
        "DROP TABLE bench_copy.case_file, bench_copy.case_row, bench_copy.section_row");
    run(connection, PGRES_COMMAND_OK, "DROP SCHEMA bench_copy");
    return seconds;
}

static int64_t count_rows(PGconn *connection, const char *schema, const char *table)
{
    char sql[SQL_BYTES];
    (void) snprintf(sql, sizeof(sql), "SELECT count(*) FROM %s.%s", schema, table);
    PGresult *result = PQexec(connection, sql);
    if (PQresultStatus(result) != PGRES_TUPLES_OK)
        tool_die("%s", PQerrorMessage(connection));
    int64_t count = strtoll(PQgetvalue(result, 0, 0), NULL, 10);
    PQclear(result);
    return count;
}

static void copy_all(const struct settings *settings)
{
    struct copying all[TABLES] = {{.table = NULL}};
    size_t bytes = 0;
    int64_t rows = 0;
    for (size_t i = 0; i < TABLES; i++) {
        all[i].table = tables[i];
        all[i].connection = connect_to(settings->pg_admin_conninfo);
        load(&all[i], settings->schema);
        bytes += all[i].size;
        rows += count_rows(all[i].connection, settings->schema, tables[i]);
    }
    make_tables(all[0].connection, "bench_full", settings->schema, true);
    double none = time_copy(all, settings->schema, KEYS_NONE);
    double first = time_copy(all, settings->schema, KEYS_FIRST);
    double after = time_copy(all, settings->schema, KEYS_AFTER);
    run(all[0].connection, PGRES_COMMAND_OK,
        "DROP TABLE bench_full.case_file, bench_full.case_row, bench_full.section_row");
    run(all[0].connection, PGRES_COMMAND_OK, "DROP SCHEMA bench_full");
    (void) printf("{\"rows\": %" PRId64 ", \"mebibytes\": %zu, \"without_keys_s\": %.3f, "
                  "\"keys_first_s\": %.3f, \"keys_after_s\": %.3f}\n",
                  rows, bytes >> 20, none, first, after);
    for (size_t i = 0; i < TABLES; i++) {
        PQfinish(all[i].connection);
        free(all[i].bytes);
    }
}

int main(int argc, char **argv)
{
    static struct settings settings;
    const struct conf_spec spec = {
        .fields = fields, .fields_count = sizeof(fields) / sizeof(fields[0]), .values = &settings};
    struct err err;
    int rest = 0;
    if (conf_read(&spec, argc - 1, argv + 1, &rest, &err) != OK)
        tool_die("%s", err.text);
    if (rest == 1 && strcmp(argv[1], "read") == 0)
        read_all(&settings);
    else if (rest == 1 && strcmp(argv[1], "copy") == 0)
        copy_all(&settings);
    else
        tool_die("it is `rebuild read` or `rebuild copy`");
    return 0;
}

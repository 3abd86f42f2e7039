/*
 * limit -- the writes of section-ledger done bare: how fast could anybody be?
 *
 *   limit --batch-events 1000
 *
 * First, untimed: the topics are read as the consumer reads them, decoded, folded on an unbounded
 * memory of case files, and what every transaction would write is kept as finished parameters.
 * Then, timed: these are sent in the same transactions by plain upserts, no fence, no
 * compare-and-set, with two transactions under way, so that the server never waits for us.
 * Prints one line of JSON.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/time.h"
#include "io/pg_internal.h"
#include "io/table_pg.h"
#include "run/conf.h"
#include "sql.h"
#include "support/backlog.h"
#include "support/tool.h"

enum {
    PARAMS_BYTES_MAX = 32 << 20,
    STATEMENTS_MAX = 8, /* of a transaction */
    IN_FLIGHT_MAX = 2,
};

struct settings {
    CONF_TYPE_TEXT(kafka_bootstrap_servers);
    CONF_TYPE_TEXT(topic_prefix);
    CONF_TYPE_TEXT(pg_conninfo);
    CONF_TYPE_INT(batch_events);
};

#define FIELD(name, kind, fallback, min, max, help)                                                \
    {                                                                                              \
#name, CONF_##kind, offsetof(struct settings, name), fallback, min, max, help              \
    }
static const struct conf_field fields[] = {
    FIELD(kafka_bootstrap_servers, TEXT, "127.0.0.1:9092", 0, 0, "brokers"),
    FIELD(topic_prefix, TEXT, "shouwen", 0, 0, "what topics are named after"),
    FIELD(pg_conninfo, TEXT, "dbname=shouwen", 0, 0, "PostgreSQL"),
    FIELD(batch_events, INT, "1000", 1, BATCH_EVENTS_MAX, "events a transaction"),
};

struct statement {
    char name[64];
    struct pg_params *params;
};

struct transaction {
    struct transaction *next;
    struct statement statements[STATEMENTS_MAX];
    size_t count;
};

struct gathering {
    const struct settings *settings;
    struct pg *reader;          /* of files that were in the tables before */
    struct pg_params *subjects; /* that are asked for */
    struct transaction *first;
    struct transaction **last;
    uint64_t events;
    uint64_t transactions;
    uint64_t files_written;
    uint64_t rows_put;
    uint64_t rows_gone;
    uint64_t bytes;
};

/* ---- connecting ---- */

static const struct {
    const char *name;
    const char *sql;
} plain[] = {
    {"offsets", "INSERT INTO stream.consumer_offset (projection, topic, partition, next_offset)\n"
                "SELECT 'bench', UNNEST($1::text[]), UNNEST($2::integer[]), UNNEST($3::bigint[])\n"
                "ON CONFLICT (projection, topic, partition) DO UPDATE\n"
                "SET next_offset = excluded.next_offset"},
    {"files", "INSERT INTO case_file (subject, revision, rules_version, bytes)\n"
              "SELECT UNNEST($1::uuid[]), UNNEST($2::bigint[]), 1, UNNEST($3::bytea[])\n"
              "ON CONFLICT (subject) DO UPDATE\n"
              "SET revision = excluded.revision, bytes = excluded.bytes"},
};

static struct pg *connect_bare(const struct settings *settings)
{
    struct pg *pg = NULL;
    struct err err;
    const struct pg_options options = {
        .conninfo = settings->pg_conninfo,
        .user = "shouwen_section_ledger",
        .application_name = "bench limit",
        .search_path = "section_ledger_g1, pg_catalog",
        .looks_up_by_key = true,
    };
    backlog_must(pg_open(&options, &pg, &err), &err);
    for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++)
        backlog_must(pg_prepare(pg, plain[i].name, plain[i].sql, &err), &err);
    for (size_t i = 0; backlog_projection.tables[i] != NULL; i++)
        backlog_must(table_pg_prepare(pg, backlog_projection.tables[i], &err), &err);
    return pg;
}

/* ---- gathering ---- */

static struct pg_params *statement_add(struct transaction *transaction, const char *name)
{
    struct err err;
    struct statement *statement = &transaction->statements[transaction->count++];
    (void) snprintf(statement->name, sizeof(statement->name), "%s", name);
    backlog_must(pg_params_new(PARAMS_BYTES_MAX, &statement->params, &err), &err);
    return statement->params;
}

static void add_offsets(const struct settings *settings, const struct batch *batch,
                        struct transaction *transaction)
{
    struct pg_params *params = statement_add(transaction, "offsets");
    pg_array_begin(params, PG_TEXT, batch->advances_count);
    for (size_t i = 0; i < batch->advances_count; i++) {
        char name[256];
        (void) snprintf(name, sizeof(name), "%.200s.%s", settings->topic_prefix,
                        topic_name(batch->advances[i].topic));
        pg_array_text(params, str_from(name));
    }
    pg_array_begin(params, PG_INTEGER, batch->advances_count);
    for (size_t i = 0; i < batch->advances_count; i++)
        pg_array_integer(params, batch->advances[i].partition);
    pg_array_begin(params, PG_BIGINT, batch->advances_count);
    for (size_t i = 0; i < batch->advances_count; i++)
        pg_array_bigint(params, batch->advances[i].next);
}

static void add_files(struct gathering *gathering, const struct batch *batch,
                      struct transaction *transaction)
{
    size_t count = 0;
    for (size_t i = 0; i < batch->groups_count; i++)
        count += batch->groups[i].is_changed;
    if (count == 0)
        return;
    struct pg_params *params = statement_add(transaction, "files");
    pg_array_begin(params, PG_UUID, count);
    for (size_t i = 0; i < batch->groups_count; i++)
        if (batch->groups[i].is_changed)
            pg_array_uuid(params, &batch->groups[i].subject);
    pg_array_begin(params, PG_BIGINT, count);
    for (size_t i = 0; i < batch->groups_count; i++)
        if (batch->groups[i].is_changed)
            pg_array_bigint(params, batch->groups[i].after.revision);
    pg_array_begin(params, PG_BYTEA, count);
    for (size_t i = 0; i < batch->groups_count; i++)
        if (batch->groups[i].is_changed)
            pg_array_text(params, batch->groups[i].after.bytes);
    gathering->files_written += count;
}

static void add_rows(struct gathering *gathering, struct transaction *transaction,
                     const struct rows *rows, enum table_sql which)
{
    char name[64];
    if (rows->count == 0)
        return;
    (void) snprintf(name, sizeof(name), "%s.%s", rows->table->name,
                    which == TABLE_PUT ? "put" : "gone");
    table_pg_params(rows, which, statement_add(transaction, name));
    *(which == TABLE_PUT ? &gathering->rows_put : &gathering->rows_gone) += rows->count;
}

/* What the tables had before we came; untimed, as all of gathering. */
static void read_files(void *context, const struct batch *batch, struct file_cache *files)
{
    struct gathering *gathering = context;
    struct pg_rows rows;
    struct err err;
    pg_params_reset(gathering->subjects);
    pg_array_begin(gathering->subjects, PG_UUID, batch->groups_count);
    for (size_t i = 0; i < batch->groups_count; i++)
        pg_array_uuid(gathering->subjects, &batch->groups[i].subject);
    backlog_must(pg_exec(gathering->reader, SQL_FILE_READ, gathering->subjects, &rows, &err), &err);
    for (size_t r = 0; r < rows.count; r++) {
        const struct uuid subject = pg_rows_uuid(&rows, r, 0);
        struct stored_file file = {.revision = pg_rows_bigint(&rows, r, 1),
                                   .rules_version = pg_rows_bigint(&rows, r, 2),
                                   .bytes = pg_rows_text(&rows, r, 3)};
        struct stored_file known;
        if (!file_cache_find(files, &subject, &known))
            file_cache_put(files, &subject, &file);
    }
    pg_rows_done(&rows);
}

/* Keep what the transaction of this batch would write. */
static void gather(void *context, const struct batch *batch)
{
    struct gathering *gathering = context;
    struct transaction *transaction = tool_alloc(sizeof(*transaction));
    add_offsets(gathering->settings, batch, transaction);
    add_files(gathering, batch, transaction);
    for (size_t i = 0; backlog_projection.tables[i] != NULL; i++) {
        add_rows(gathering, transaction, &batch->gone[i], TABLE_GONE);
        add_rows(gathering, transaction, &batch->put[i], TABLE_PUT);
    }
    for (size_t i = 0; i < transaction->count; i++)
        gathering->bytes += pg_params_bytes(transaction->statements[i].params);
    gathering->events += batch->items_count;
    gathering->transactions++;
    *gathering->last = transaction;
    gathering->last = &transaction->next;
}

/* ---- writing ---- */

static void send_transaction(PGconn *connection, const struct transaction *transaction)
{
    int sent = PQsendQueryParams(connection, "BEGIN", 0, NULL, NULL, NULL, NULL, 1);
    for (size_t i = 0; i < transaction->count && sent == 1; i++) {
        struct pg_arguments arguments;
        struct err err;
        backlog_must(pg_arguments_from(transaction->statements[i].params, &arguments, &err), &err);
        sent = PQsendQueryPrepared(connection, transaction->statements[i].name, arguments.count,
                                   arguments.values, arguments.lengths, arguments.formats, 1);
    }
    if (sent == 1)
        sent = PQsendQueryParams(connection, "COMMIT", 0, NULL, NULL, NULL, NULL, 1);
    if (sent != 1 || PQpipelineSync(connection) != 1)
        tool_die("%s", PQerrorMessage(connection));
}

/* Until the sync of the oldest transaction under way. */
static void collect(PGconn *connection)
{
    for (;;) {
        PGresult *result = PQgetResult(connection);
        if (result == NULL)
            continue; /* behind each statement */
        ExecStatusType status = PQresultStatus(result);
        if (status == PGRES_FATAL_ERROR)
            tool_die("%s", PQresultErrorMessage(result));
        PQclear(result);
        if (status == PGRES_PIPELINE_SYNC)
            return;
    }
}

static int64_t write_all(const struct gathering *gathering)
{
    struct pg *pg = connect_bare(gathering->settings);
    size_t in_flight = 0;
    if (PQenterPipelineMode(pg->connection) != 1)
        tool_die("%s", PQerrorMessage(pg->connection));
    int64_t began_us = time_steady_us();
    for (const struct transaction *at = gathering->first; at != NULL; at = at->next) {
        send_transaction(pg->connection, at);
        if (++in_flight == IN_FLIGHT_MAX) {
            collect(pg->connection);
            in_flight--;
        }
    }
    for (; in_flight > 0; in_flight--)
        collect(pg->connection);
    int64_t took_us = time_steady_us() - began_us;
    pg_close(pg);
    return took_us;
}

int main(int argc, char **argv)
{
    static struct settings settings;
    static struct gathering gathering;
    const struct conf_spec spec = {
        .fields = fields, .fields_count = sizeof(fields) / sizeof(fields[0]), .values = &settings};
    struct err err;
    int rest = 0;
    backlog_must(conf_read(&spec, argc - 1, argv + 1, &rest, &err), &err);
    gathering.settings = &settings;
    gathering.last = &gathering.first;
    gathering.reader = connect_bare(&settings);
    backlog_must(pg_params_new(PARAMS_BYTES_MAX, &gathering.subjects, &err), &err);
    const struct backlog backlog = {
        .bootstrap_servers = settings.kafka_bootstrap_servers,
        .topic_prefix = settings.topic_prefix,
        .batch_events = (size_t) settings.batch_events,
        .context = &gathering,
        .before = read_files,
        .folded = gather,
    };
    backlog_read(&backlog);
    pg_params_free(gathering.subjects);
    pg_close(gathering.reader);
    int64_t took_us = write_all(&gathering);
    (void) printf("{\"events\": %" PRIu64 ", \"seconds\": %.3f, \"events_per_second\": %.0f, "
                  "\"transactions\": %" PRIu64 ", \"files\": %" PRIu64 ", \"rows_put\": %" PRIu64
                  ", \"rows_gone\": %" PRIu64 ", \"mebibytes\": %" PRIu64 "}\n",
                  gathering.events, (double) took_us / 1e6,
                  (double) gathering.events * 1e6 / (double) took_us, gathering.transactions,
                  gathering.files_written, gathering.rows_put, gathering.rows_gone,
                  gathering.bytes >> 20);
    return 0;
}

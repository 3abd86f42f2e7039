/* check_books -- see check.h: what SQL alone can say, beside where the log ends. */
#include <inttypes.h>
#include <libpq-fe.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/check.h"
#include "support/plain_log.h"
#include "support/tool.h"

enum { QUERY_MAX = 4096 };

PGconn *check_connect(const struct check *check)
{
    PGconn *connection = PQconnectdb(check->conninfo);
    if (PQstatus(connection) != CONNECTION_OK)
        tool_die("%s", PQerrorMessage(connection));
    PQclear(check_query(connection, "SET TIME ZONE 'UTC'"));
    return connection;
}

PGresult *check_query(PGconn *connection, const char *sql)
{
    PGresult *result = PQexec(connection, sql);
    ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK)
        tool_die("%s", PQerrorMessage(connection));
    return result;
}

bool check_exists(PGconn *connection, const char *relation)
{
    char sql[QUERY_MAX];
    (void) snprintf(sql, sizeof(sql), "SELECT to_regclass('%s') IS NOT NULL", relation);
    PGresult *result = check_query(connection, sql);
    bool exists = PQgetvalue(result, 0, 0)[0] == 't';
    PQclear(result);
    return exists;
}

void check_schema(PGconn *connection, const char *projection, char schema_out[CHECK_NAME_MAX])
{
    char sql[QUERY_MAX];
    (void) snprintf(sql, sizeof(sql),
                    "SELECT projection || '_g' || number FROM stream.generation "
                    "WHERE projection = '%s' AND state = 'live'",
                    projection);
    PGresult *result = check_query(connection, sql);
    (void) snprintf(schema_out, CHECK_NAME_MAX, "%s",
                    PQntuples(result) == 0 ? "" : PQgetvalue(result, 0, 0));
    PQclear(result);
}

/* Every row of the answer is a violation, said in its only column. */
static void every_row_is_broken(struct check *check, PGconn *connection, const char *invariant,
                                const char *sql)
{
    PGresult *result = check_query(connection, sql);
    for (int row = 0; row < PQntuples(result); row++)
        check_broken(check, invariant, "%s", PQgetvalue(result, row, 0));
    PQclear(result);
}

/* ---- offsets ---- */

/* The last record of a partition, or NULL. */
static const struct record *last_of(const struct check *check, enum topic topic, int32_t partition)
{
    const struct record *last = NULL;
    for (size_t i = 0; i < check->records_count; i++) {
        const struct record *record = &check->records[i].record;
        if (record->topic == topic && record->partition == partition &&
            (last == NULL || record->offset > last->offset))
            last = record;
    }
    return last;
}

static void compare_offset(struct check *check, PGconn *connection, const char *name,
                           const struct record *last, int64_t end)
{
    char sql[QUERY_MAX];
    (void) snprintf(sql, sizeof(sql),
                    "SELECT next_offset, last_offset, last_timestamp FROM stream.consumer_offset "
                    "WHERE projection = '%s' AND topic = '%s' AND partition = %d",
                    check->projection->name, name, (int) last->partition);
    PGresult *result = check_query(connection, sql);
    if (PQntuples(result) == 0) {
        check_broken(check, "I3", "%s[%d] was never taken", name, (int) last->partition);
        PQclear(result);
        return;
    }
    int64_t next = strtoll(PQgetvalue(result, 0, 0), NULL, 10);
    int64_t applied = strtoll(PQgetvalue(result, 0, 1), NULL, 10);
    int64_t timestamp_us = strtoll(PQgetvalue(result, 0, 2), NULL, 10);
    PQclear(result);
    if (next <= last->offset || next > end)
        check_broken(check, "I3",
                     "%s[%d] stands at %" PRId64 ", the last record is %" PRId64
                     ", the end %" PRId64,
                     name, (int) last->partition, next, last->offset, end);
    else if (applied != last->offset || timestamp_us != last->timestamp_us)
        check_broken(check, "I3", "%s[%d] remembers %" PRId64 " as its last record, not %" PRId64,
                     name, (int) last->partition, applied, last->offset);
}

static void compare_ends(struct check *check, PGconn *connection)
{
    struct plain_log log = plain_log_open(check->bootstrap_servers, check->prefix);
    for (enum topic topic = 0; topic < TOPICS_OF_EVENTS; topic++) {
        char name[PLAIN_NAME_MAX];
        plain_log_name(&log, topic, name);
        int32_t partitions = plain_log_partitions(&log, topic);
        for (int32_t partition = 0; partition < partitions; partition++) {
            const struct record *last = last_of(check, topic, partition);
            if (last != NULL)
                compare_offset(check, connection, name, last,
                               plain_log_end(&log, topic, partition));
        }
    }
    plain_log_close(&log);
}

void check_books_offsets(struct check *check)
{
    char sql[QUERY_MAX];
    PGconn *connection = check_connect(check);
    compare_ends(check, connection);
    (void) snprintf(sql, sizeof(sql),
                    "SELECT format('%%s messages of partition %%s wait in the outbox', count(*), "
                    "partition) FROM stream.outbox WHERE projection = '%s' GROUP BY partition",
                    check->projection->name);
    every_row_is_broken(check, connection, "I1", sql);
    if (check_exists(connection, "watch.seen"))
        every_row_is_broken(check, connection, "I3", "SELECT text FROM watch.seen ORDER BY number");
    PQfinish(connection);
}

/* ---- books ---- */

static const char balance_sql[] =
    "SELECT format('%%s of %%s: %%s rows 首问 in the sections'' books, %%s in the master''s', "
    "unit, "
    "book_year, sections.count, master.count) "
    "FROM (SELECT unit, book_year, count(*) FROM %s.section_row WHERE entry = 'first' "
    "      GROUP BY unit, book_year) AS sections "
    "FULL JOIN (SELECT unit, book_year, count(*) FROM %s.master_row GROUP BY unit, book_year) "
    "      AS master USING (unit, book_year) "
    "WHERE sections.count IS DISTINCT FROM master.count ORDER BY unit, book_year";

static const char transfers_sql[] =
    "SELECT format('case %%s went from %%s to %%s, whose book does not have it', part.case_id, "
    "part.unit, part.handed_to_unit) "
    "FROM %s.section_row AS part WHERE part.handed_to_unit <> '' AND NOT EXISTS ("
    "SELECT FROM %s.master_row AS whole WHERE whole.case_id = part.case_id "
    "AND whole.unit = part.handed_to_unit) ORDER BY part.case_id";

void check_books_balance(struct check *check)
{
    char sections[CHECK_NAME_MAX];
    char master[CHECK_NAME_MAX];
    char sql[QUERY_MAX];
    PGconn *connection = check_connect(check);
    check_schema(connection, "section_ledger", sections);
    check_schema(connection, "master_ledger", master);
    if (sections[0] != '\0' && master[0] != '\0') {
        (void) snprintf(sql, sizeof(sql), balance_sql, sections, master);
        every_row_is_broken(check, connection, "I6", sql);
        (void) snprintf(sql, sizeof(sql), transfers_sql, sections, master);
        every_row_is_broken(check, connection, "I6", sql);
    }
    PQfinish(connection);
}

/* check_tables -- see check.h: case files and rows, recomputed from the log and compared column by
 * column with what the tables hold.  Log and tables are walked side by side, by subject. */
#include <assert.h>
#include <inttypes.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "office/rules_pg.h"
#include "support/check.h"
#include "support/tool.h"

enum { QUERY_MAX = 16384, VALUE_TEXT_MAX = 64, ROWS_OF_A_CASE = 64, SUBJECT_COLUMN = 0 };

/* Rows of a query, one at a time; column 0 is the subject's text. */
struct stream {
    PGconn *connection;
    PGresult *row; /* NULL: no more */
    struct uuid subject;
    const struct table *table; /* NULL: the files */
};

static void stream_next(struct stream *stream)
{
    PQclear(stream->row);
    stream->row = PQgetResult(stream->connection);
    if (stream->row != NULL && PQresultStatus(stream->row) == PGRES_TUPLES_OK) {
        PQclear(stream->row);
        stream->row = NULL;
        return;
    }
    if (stream->row == NULL || PQresultStatus(stream->row) != PGRES_SINGLE_TUPLE)
        tool_die("%s", PQerrorMessage(stream->connection));
    if (!uuid_parse(str_from(PQgetvalue(stream->row, 0, SUBJECT_COLUMN)), &stream->subject))
        tool_die("a subject is no id");
}

static struct stream stream_open(const struct check *check, const struct table *table,
                                 const char *sql)
{
    struct stream stream = {.connection = check_connect(check), .table = table};
    if (PQsendQuery(stream.connection, sql) != 1 || PQsetSingleRowMode(stream.connection) != 1)
        tool_die("%s", PQerrorMessage(stream.connection));
    stream_next(&stream);
    return stream;
}

static struct stream stream_files(const struct check *check)
{
    char sql[QUERY_MAX];
    (void) snprintf(sql, sizeof(sql), "SELECT subject, bytes FROM %s.case_file ORDER BY subject",
                    check->schema);
    return stream_open(check, NULL, sql);
}

/* One column as a text that value_text() gives too. */
static void add_column(char *sql, const struct column *column)
{
    size_t len = strlen(sql);
    const char *lead = len == 0 ? "SELECT " : ", ";
    if (column->type == COLUMN_TIME)
        (void) snprintf(sql + len, QUERY_MAX - len,
                        "%s(extract(epoch FROM %s) * 1000000)::bigint::text", lead, column->name);
    else
        (void) snprintf(sql + len, QUERY_MAX - len, "%s%s::text", lead, column->name);
}

static struct stream stream_rows(const struct check *check, const struct table *table)
{
    char sql[QUERY_MAX] = "";
    for (size_t i = 0; i < table->columns_count; i++)
        add_column(sql, &table->columns[i]);
    size_t len = strlen(sql);
    /* by the columns themselves, not by the texts that are selected under their names */
    len += (size_t) snprintf(sql + len, QUERY_MAX - len, " FROM %s.%s AS kept ORDER BY kept.%s",
                             check->schema, table->name, table->columns[0].name);
    for (size_t i = 1; i < table->keys_count; i++)
        len += (size_t) snprintf(sql + len, QUERY_MAX - len, ", kept.%s%s", table->columns[i].name,
                                 table->columns[i].type == COLUMN_TEXT ? " COLLATE \"C\"" : "");
    return stream_open(check, table, sql);
}

static void stream_close(struct stream *stream)
{
    PQclear(stream->row);
    PQfinish(stream->connection);
}

/* Rows of subjects that have none, up to this one. */
static void skip_to(struct check *check, struct stream *stream, const struct uuid *subject)
{
    const char *what = stream->table == NULL ? "case_file" : stream->table->name;
    while (stream->row != NULL &&
           (subject == NULL || uuid_compare(&stream->subject, subject) < 0)) {
        check_broken(check, "I2", "%s has %s, which the log does not give", what,
                     PQgetvalue(stream->row, 0, SUBJECT_COLUMN));
        stream_next(stream);
    }
}

static bool is_at(const struct stream *stream, const struct uuid *subject)
{
    return stream->row != NULL && uuid_eq(&stream->subject, subject);
}

/* ---- values ---- */

static void date_text(int64_t day, char text[VALUE_TEXT_MAX])
{
    struct civil_date date = civil_date_of(day);
    (void) snprintf(text, VALUE_TEXT_MAX, "%04" PRId64 "-%02d-%02d", date.year, date.month,
                    date.day);
}

/* A computed value as its text; false: NULL. */
static bool value_text(const struct column *column, const void *row, bool is_key,
                       char number[VALUE_TEXT_MAX], struct str *text_out)
{
    const void *at = (const char *) row + column->offset;
    switch (column->type) {
    case COLUMN_TEXT:
        *text_out = *(const struct str *) at;
        return true;
    case COLUMN_BIGINT:
    case COLUMN_COUNT:
        (void) snprintf(number, VALUE_TEXT_MAX, "%" PRId64, *(const int64_t *) at);
        break;
    case COLUMN_INTEGER:
        (void) snprintf(number, VALUE_TEXT_MAX, "%" PRId32, *(const int32_t *) at);
        break;
    case COLUMN_BOOLEAN:
        (void) snprintf(number, VALUE_TEXT_MAX, "%s", *(const bool *) at ? "true" : "false");
        break;
    case COLUMN_UUID:
        if (!is_key && uuid_is_zero(at))
            return false;
        uuid_text(at, number);
        break;
    case COLUMN_TIME:
        if (((const struct instant *) at)->us == 0)
            return false;
        (void) snprintf(number, VALUE_TEXT_MAX, "%" PRId64, ((const struct instant *) at)->us);
        break;
    case COLUMN_DATE:
        if (((const struct day *) at)->number == DAY_NONE)
            return false;
        date_text(((const struct day *) at)->number, number);
    }
    *text_out = str_from(number);
    return true;
}

/* The first column that differs is told. */
static void compare_row(struct check *check, const struct stream *stream, const void *computed)
{
    const struct table *table = stream->table;
    for (size_t i = 0; i < table->columns_count; i++) {
        char number[VALUE_TEXT_MAX];
        struct str wanted = {0};
        bool has = value_text(&table->columns[i], computed, i < table->keys_count, number, &wanted);
        bool is_null = PQgetisnull(stream->row, 0, (int) i) == 1;
        struct str got = str_from(PQgetvalue(stream->row, 0, (int) i));
        if (has == !is_null && (is_null || str_eq(got, wanted)))
            continue;
        check_broken(check, "I4", "%s of %s: %s is '%.*s', and should be '%.*s'", table->name,
                     PQgetvalue(stream->row, 0, SUBJECT_COLUMN), table->columns[i].name,
                     STR_ARG(got), STR_ARG(wanted));
        return;
    }
}

static void compare_rows(struct check *check, struct stream *stream, const struct uuid *subject,
                         const struct rows *computed)
{
    char id[UUID_TEXT_LEN + 1];
    size_t found = 0;
    uuid_text(subject, id);
    skip_to(check, stream, subject);
    for (; is_at(stream, subject); stream_next(stream), found++)
        if (found < computed->count)
            compare_row(check, stream, rows_at(computed, found));
    if (found != computed->count)
        check_broken(check, "I2", "%s has %zu rows of %s, and should have %zu", stream->table->name,
                     found, id, computed->count);
}

/* ---- files ---- */

static void tell_file(struct check *check, const char *id, struct str stored,
                      const struct check_set *set)
{
    struct case_file file;
    struct err err;
    if (case_file_unpack(stored, &set->file.subject, &check->arena, &file, &err) != OK) {
        check_broken(check, "I1", "the file of %s: %s", id, err.text);
        return;
    }
    check_broken(check, "I1", "the file of %s holds %zu events, and should hold %zu of its own", id,
                 file.count, set->file.count);
}

static void compare_file(struct check *check, struct stream *stream, const struct check_set *set,
                         const struct uuid *subject)
{
    char id[UUID_TEXT_LEN + 1];
    struct str packed;
    struct err err;
    uuid_text(subject, id);
    skip_to(check, stream, subject);
    if (!is_at(stream, subject)) {
        check_broken(check, "I1", "%s has %zu events and no file", id, set->kept_count);
        return;
    }
    if (case_file_pack(&set->file, &check->arena, &packed, &err) != OK)
        tool_die("%s", err.text);
    size_t len = 0;
    unsigned char *bytes = PQunescapeBytea((unsigned char *) PQgetvalue(stream->row, 0, 1), &len);
    struct str stored = {.ptr = (const char *) bytes, .len = len};
    if (!str_eq(stored, packed))
        tell_file(check, id, stored, set);
    PQfreemem(bytes);
    stream_next(stream);
}

/* ---- rules ---- */

static int64_t version_of_rules(const struct check *check)
{
    PGconn *connection = check_connect(check);
    PGresult *result = check_query(connection, "SELECT version FROM stream.rules_version");
    int64_t version = strtoll(PQgetvalue(result, 0, 0), NULL, 10);
    PQclear(result);
    PQfinish(connection);
    return version;
}

void check_rules_load(struct check *check)
{
    const struct pg_options options = {.conninfo = check->conninfo};
    struct pg *pg = NULL;
    struct err err;
    check->rules = (struct rules) {.version = version_of_rules(check)};
    arena_reset(&check->rules_arena);
    if (!check->projection->is_dated)
        return;
    if (pg_open(&options, &pg, &err) != OK ||
        rules_pg_load(pg, &check->rules_arena, &check->rules, &err) != OK)
        tool_die("%s", err.text);
    pg_close(pg);
}

/* ---- subjects ---- */

static void compute(struct check *check, const struct check_set *set, struct rows *rows)
{
    const struct check_projection *projection = check->projection;
    struct life life;
    struct err err;
    for (size_t i = 0; projection->tables[i] != NULL; i++)
        if (rows_init(&rows[i], projection->tables[i], ROWS_OF_A_CASE, &check->arena, &err) != OK)
            tool_die("%s", err.text);
    if (set->file.count == 0)
        return;
    if (fold(&set->file, &check->arena, &life, &err) != OK)
        tool_die("%s", err.text);
    projection->rows(&life, &check->rules, rows);
    for (size_t i = 0; projection->tables[i] != NULL; i++) {
        if (rows[i].full)
            tool_die("a subject does not fit the checker's memory");
        rows_sort(&rows[i]);
    }
}

/* One subject: records [from, to) of the log. */
static void check_subject(struct check *check, size_t from, size_t to, struct stream *streams)
{
    struct rows rows[CHECK_TABLES_MAX];
    const struct uuid subject = check->records[from].subject;
    size_t count = 0;
    arena_reset(&check->arena);
    const struct event **events =
        arena_alloc(&check->arena, (to - from) * sizeof(const struct event *));
    if (events == NULL)
        tool_die("a subject does not fit the checker's memory");
    for (size_t i = from; i < to; i++)
        if (!check->records[i].is_refused)
            events[count++] = check_log_event(check, &check->records[i]);
    if (count == 0)
        return;
    const struct check_set set = check_set_of(check, events, count);
    if (set.file.count != set.kept_count)
        check_broken(check, "I4", "core keeps %zu events where the naive set has %zu",
                     set.file.count, set.kept_count);
    check_letters_of_set(check, &set);
    compare_file(check, &streams[0], &set, &subject);
    compute(check, &set, rows);
    for (size_t i = 0; check->projection->tables[i] != NULL; i++)
        compare_rows(check, &streams[1 + i], &subject, &rows[i]);
}

void check_tables(struct check *check)
{
    struct stream streams[1 + CHECK_TABLES_MAX];
    size_t count = 0;
    streams[count++] = stream_files(check);
    for (size_t i = 0; check->projection->tables[i] != NULL; i++)
        streams[count++] = stream_rows(check, check->projection->tables[i]);
    size_t from = 0;
    while (from < check->records_count && !check->records[from].is_event)
        from++;
    while (from < check->records_count) {
        size_t to = from + 1;
        while (to < check->records_count &&
               uuid_eq(&check->records[to].subject, &check->records[from].subject))
            to++;
        check_subject(check, from, to, streams);
        from = to;
    }
    for (size_t i = 0; i < count; i++) {
        skip_to(check, &streams[i], NULL);
        stream_close(&streams[i]);
    }
}

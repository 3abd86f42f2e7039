/* table_pg -- see table_pg.h. */
#include "io/table_pg.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { NAME_MAX = 96 };

/* ---- composing ---- */

struct text {
    char *bytes;
    size_t used;
    bool full;
};

__attribute__((format(printf, 2, 3))) static void add(struct text *text, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int more = vsnprintf(text->bytes + text->used, TABLE_SQL_MAX - text->used, format, arguments);
    va_end(arguments);
    text->used += (size_t) more;
    if (text->used >= TABLE_SQL_MAX) {
        text->used = TABLE_SQL_MAX - 1;
        text->full = true;
    }
}

/* Names come from struct tables, so a quote within one is our mistake. */
static const char *checked(const char *name)
{
    assert(name[0] != '\0' && strchr(name, '"') == NULL);
    return name;
}

static const char *type_name(enum column_type type)
{
    static const char *const names[] = {
        [COLUMN_TEXT] = "text",       [COLUMN_BIGINT] = "bigint",
        [COLUMN_COUNT] = "integer",   [COLUMN_INTEGER] = "integer",
        [COLUMN_BOOLEAN] = "boolean", [COLUMN_UUID] = "uuid",
        [COLUMN_DATE] = "date",       [COLUMN_TIME] = "timestamp with time zone",
    };
    return names[type];
}

/* "a", "b": the columns from `from` up to `to`. */
static void add_names(struct text *text, const struct table *table, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        add(text, "%s\"%s\"", i == from ? "" : ", ", checked(table->columns[i].name));
}

/* UNNEST($1::uuid[], $2::text[]) AS given ("a", "b"): joined to the table, it is looked up by key.
 */
static void add_given_keys(struct text *text, const struct table *table)
{
    add(text, "UNNEST(");
    for (size_t i = 0; i < table->keys_count; i++)
        add(text, "%s$%zu::%s[]", i == 0 ? "" : ", ", i + 1, type_name(table->columns[i].type));
    add(text, ") AS given (");
    add_names(text, table, 0, table->keys_count);
    add(text, ")");
}

/*
 * UNNEST($1::uuid[]), UNNEST($2::text[]): in a select list arrays go in step, element by element.
 * In FROM each would fill a tuplestore of its own first, which took half of the time of seventy
 * columns.
 */
static void add_given_rows(struct text *text, const struct table *table)
{
    for (size_t i = 0; i < table->columns_count; i++)
        add(text, "%sUNNEST($%zu::%s[])", i == 0 ? "" : ", ", i + 1,
            type_name(table->columns[i].type));
}

static void add_put(struct text *text, const struct table *table)
{
    add(text, "INSERT INTO \"%s\" AS kept (", checked(table->name));
    add_names(text, table, 0, table->columns_count);
    add(text, ")\nSELECT ");
    add_given_rows(text, table);
    add(text, "\nON CONFLICT (");
    add_names(text, table, 0, table->keys_count);
    add(text, ") DO %s", table->keys_count == table->columns_count ? "NOTHING" : "UPDATE SET ");
    for (size_t i = table->keys_count; i < table->columns_count; i++) {
        const char *name = table->columns[i].name;
        add(text, "%s\"%s\" = ", i == table->keys_count ? "" : ", ", name);
        if (table->kind == TABLE_OF_SUMS)
            add(text, "nullif(coalesce(kept.\"%s\", 0) + coalesce(excluded.\"%s\", 0), 0)", name,
                name);
        else
            add(text, "excluded.\"%s\"", name);
    }
}

/* Only the subject, which the keys begin with, may be looked up: for an empty table any index that
 * holds the other keys looks as good, and stays in the plan while the table grows.  Sums have no
 * index but the key. */
static void add_gone(struct text *text, const struct table *table)
{
    bool is_of_sums = table->kind == TABLE_OF_SUMS;
    add(text, "DELETE FROM \"%s\" AS kept\nUSING ", checked(table->name));
    add_given_keys(text, table);
    for (size_t i = 0; i < table->keys_count; i++)
        add(text, "%s kept.\"%s\" %s given.\"%s\"", i == 0 ? "\nWHERE" : " AND",
            table->columns[i].name, i == 0 || is_of_sums ? "=" : "IS NOT DISTINCT FROM",
            table->columns[i].name);
    if (is_of_sums) {
        add(text, "\n    AND num_nonnulls(");
        for (size_t i = table->keys_count; i < table->columns_count; i++)
            add(text, "%skept.\"%s\"", i == table->keys_count ? "" : ", ", table->columns[i].name);
        add(text, ") = 0");
    }
}

static void add_copy(struct text *text, const struct table *table)
{
    add(text, "COPY \"%s\" (", checked(table->name));
    add_names(text, table, 0, table->columns_count);
    add(text, ") FROM STDIN (FORMAT binary)");
}

static void add_read(struct text *text, const struct table *table)
{
    add(text, "SELECT ");
    add_names(text, table, 0, table->columns_count);
    add(text, "\nFROM \"%s\"\nWHERE \"%s\" = ANY ($1::%s[])", checked(table->name),
        checked(table->columns[0].name), type_name(table->columns[0].type));
}

static void add_strange(struct text *text, const struct table *table)
{
    const char *key = checked(table->columns[0].name);
    add(text,
        "SELECT DISTINCT stored.\"%s\"\nFROM \"%s\" AS stored\n"
        "WHERE NOT EXISTS (SELECT 1 FROM pg_temp.seen WHERE seen.subject = stored.\"%s\")\n"
        "LIMIT $1::bigint",
        key, checked(table->name), key);
}

/* As text that no setting of the session (date style, time zone) can change. */
static void add_plain(struct text *text, const struct column *column)
{
    const char *name = checked(column->name);
    if (column->type == COLUMN_TIME)
        add(text, "extract(epoch FROM \"%s\")", name);
    else if (column->type == COLUMN_DATE)
        add(text, "\"%s\" - date '1970-01-01'", name);
    else
        add(text, "\"%s\"", name);
}

static void add_digest(struct text *text, const struct table *table)
{
    add(text, "SELECT count(*), coalesce(sum(hashtextextended(line, 0)), 0)::text,\n"
              "    coalesce(sum(hashtextextended(line, 1)), 0)::text\nFROM (SELECT ROW(");
    for (size_t i = 0; i < table->columns_count; i++) {
        add(text, "%s", i == 0 ? "" : ", ");
        add_plain(text, &table->columns[i]);
    }
    add(text, ")::text AS line FROM \"%s\") AS lines", checked(table->name));
}

static void add_walk(struct text *text, const struct table *table)
{
    add(text, "DECLARE walk NO SCROLL CURSOR FOR\nSELECT ");
    add_names(text, table, 0, table->columns_count);
    add(text, "\nFROM \"%s\"", checked(table->name));
}

enum outcome table_pg_sql(const struct table *table, enum table_sql which,
                          char sql_out[TABLE_SQL_MAX], struct err *err)
{
    struct text text = {.bytes = sql_out};
    assert(table->keys_count > 0 && table->keys_count <= table->columns_count);
    switch (which) {
    case TABLE_PUT:
        add_put(&text, table);
        break;
    case TABLE_GONE:
        add_gone(&text, table);
        break;
    case TABLE_COPY:
        add_copy(&text, table);
        break;
    case TABLE_READ:
        add_read(&text, table);
        break;
    case TABLE_STRANGE:
        add_strange(&text, table);
        break;
    case TABLE_DIGEST:
        add_digest(&text, table);
        break;
    case TABLE_WALK:
        add_walk(&text, table);
        break;
    }
    if (text.full)
        return err_set(err, FATAL, "the statement of table %s exceeds %d bytes", table->name,
                       TABLE_SQL_MAX);
    return OK;
}

/* ---- sending ---- */

static void statement_name(const struct table *table, enum table_sql which, char name_out[NAME_MAX])
{
    (void) snprintf(name_out, NAME_MAX, "%s.%s", table->name, which == TABLE_PUT ? "put" : "gone");
}

static enum outcome prepare(struct pg *pg, const struct table *table, enum table_sql which,
                            struct err *err)
{
    char sql[TABLE_SQL_MAX];
    char name[NAME_MAX];
    statement_name(table, which, name);
    if (table_pg_sql(table, which, sql, err) != OK)
        return err->outcome;
    return pg_prepare(pg, name, sql, err);
}

enum outcome table_pg_prepare(struct pg *pg, const struct table *table, struct err *err)
{
    if (prepare(pg, table, TABLE_PUT, err) != OK)
        return err->outcome;
    return prepare(pg, table, TABLE_GONE, err);
}

static enum outcome send(struct pg *pg, const struct rows *rows, enum table_sql which,
                         struct pg_params *params, struct err *err)
{
    char name[NAME_MAX];
    if (rows->count == 0)
        return OK;
    statement_name(rows->table, which, name);
    table_pg_params(rows, which, params);
    return pg_pipeline_send(pg, name, params, err);
}

enum outcome table_pg_put(struct pg *pg, const struct rows *rows, struct pg_params *params,
                          struct err *err)
{
    return send(pg, rows, TABLE_PUT, params, err);
}

enum outcome table_pg_gone(struct pg *pg, const struct rows *rows, struct pg_params *params,
                           struct err *err)
{
    return send(pg, rows, TABLE_GONE, params, err);
}

/* ---- checking ---- */

static const char catalogue_sql[] =
    "SELECT a.attname::text, format_type(a.atttypid, a.atttypmod),\n"
    "    coalesce(a.attnum = ANY (i.indkey::smallint[]), false)\n"
    "FROM pg_class c\n"
    "JOIN pg_namespace n ON n.oid = c.relnamespace\n"
    "JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped\n"
    "LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary\n"
    "WHERE n.nspname = current_schema() AND c.relname = $1::text AND c.relkind IN ('r', 'p')\n"
    "ORDER BY a.attnum";

static const struct column *column_find(const struct table *table, struct str name)
{
    for (size_t i = 0; i < table->columns_count; i++)
        if (str_eq(name, str_from(table->columns[i].name)))
            return &table->columns[i];
    return NULL;
}

static enum outcome check_column(const struct table *table, const struct pg_rows *found, size_t row,
                                 struct err *err)
{
    struct str name = pg_rows_text(found, row, 0);
    struct str type = pg_rows_text(found, row, 1);
    bool is_key = pg_rows_boolean(found, row, 2);
    const struct column *column = column_find(table, name);
    if (column == NULL)
        return err_set(err, FATAL, "column \"%.*s\" is not one this program writes", STR_ARG(name));
    const char *wanted = type_name(column->type);
    if (!str_eq(type, str_from(wanted)))
        return err_set(err, FATAL, "column \"%.*s\" is %.*s and must be %s", STR_ARG(name),
                       STR_ARG(type), wanted);
    bool wants_key = (size_t) (column - table->columns) < table->keys_count;
    if (is_key != wants_key)
        return err_set(err, FATAL, "column \"%.*s\" %s of the primary key", STR_ARG(name),
                       wants_key ? "must be part" : "must not be part");
    return OK;
}

/* All found columns fit; is one of ours missing? */
static enum outcome check_missing(const struct table *table, const struct pg_rows *found,
                                  struct err *err)
{
    for (size_t i = 0; i < table->columns_count; i++) {
        bool is_there = false;
        for (size_t row = 0; row < found->count && !is_there; row++)
            is_there = str_eq(pg_rows_text(found, row, 0), str_from(table->columns[i].name));
        if (!is_there)
            return err_set(err, FATAL, "column \"%s\" is missing", table->columns[i].name);
    }
    return OK;
}

enum outcome table_pg_check(struct pg *pg, const struct table *table, struct err *err)
{
    struct pg_params *params = NULL;
    struct pg_rows found = {.count = 0};
    enum outcome outcome = pg_params_new((size_t) 2 * NAME_MAX, &params, err);
    if (outcome == OK) {
        pg_param_text(params, str_from(table->name));
        outcome = pg_exec(pg, catalogue_sql, params, &found, err);
    }
    if (outcome == OK && found.count == 0)
        outcome = err_set(err, FATAL,
                          "there is no such table in the first schema of the "
                          "search path");
    for (size_t row = 0; outcome == OK && row < found.count; row++)
        outcome = check_column(table, &found, row, err);
    if (outcome == OK)
        outcome = check_missing(table, &found, err);
    pg_rows_done(&found);
    pg_params_free(params);
    return outcome == OK ? OK : err_wrap(err, "table %s", table->name);
}

/* verify_compare -- see verify_internal.h: what the log gives against what is stored, cell by cell.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/civil.h"
#include "io/table_pg.h"
#include "run/files.h"
#include "run/input.h"
#include "run/verify_internal.h"

enum { CELL_MAX = 96, ROW_MAX = 512, STORED_ROWS = 64 };

void verify_differs(struct verify *verify, const char *format, ...)
{
    char text[2 * ROW_MAX];
    va_list arguments;
    va_start(arguments, format);
    (void) vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    (void) pthread_mutex_lock(&verify->mutex);
    if (verify->differences++ < VERIFY_SHOWN_MAX)
        (void) printf("%s\n", text);
    (void) pthread_mutex_unlock(&verify->mutex);
}

/* ---- words ---- */

static void day_text(int64_t day, char text_out[CELL_MAX])
{
    struct civil_date date = civil_date_of(day == DAY_NONE ? 0 : day);
    (void) snprintf(text_out, CELL_MAX, "none");
    if (day != DAY_NONE)
        (void) snprintf(text_out, CELL_MAX, "%04" PRId64 "-%02d-%02d", date.year, date.month,
                        date.day);
}

static void cell_text(const struct column *column, const void *row, char text_out[CELL_MAX])
{
    const unsigned char *at = (const unsigned char *) row + column->offset;
    char uuid[UUID_TEXT_LEN + 1];
    switch (column->type) {
    case COLUMN_TEXT:
        (void) snprintf(text_out, CELL_MAX, "\"%.*s\"",
                        STR_ARG(*(const struct str *) (const void *) at));
        break;
    case COLUMN_BIGINT:
    case COLUMN_COUNT:
        (void) snprintf(text_out, CELL_MAX, "%" PRId64, *(const int64_t *) (const void *) at);
        break;
    case COLUMN_INTEGER:
        (void) snprintf(text_out, CELL_MAX, "%" PRId32, *(const int32_t *) (const void *) at);
        break;
    case COLUMN_BOOLEAN:
        (void) snprintf(text_out, CELL_MAX, "%s", *(const bool *) at ? "true" : "false");
        break;
    case COLUMN_UUID:
        uuid_text((const struct uuid *) (const void *) at, uuid);
        (void) snprintf(text_out, CELL_MAX, "%s", uuid);
        break;
    case COLUMN_TIME:
        (void) snprintf(text_out, CELL_MAX, "none");
        if (((const struct instant *) (const void *) at)->us != 0)
            civil_text(((const struct instant *) (const void *) at)->us, text_out);
        break;
    case COLUMN_DATE:
        day_text(((const struct day *) (const void *) at)->number, text_out);
        break;
    }
}

void verify_keys_text(const struct table *table, const void *row, char *text_out, size_t size)
{
    size_t used = 0;
    for (size_t i = 0; i < table->keys_count && used < size; i++) {
        char cell[CELL_MAX];
        cell_text(&table->columns[i], row, cell);
        int len = snprintf(text_out + used, size - used, "%s%s=%s", i == 0 ? "" : ", ",
                           table->columns[i].name, cell);
        used += len > 0 ? (size_t) len : 0;
    }
}

/* ---- rows ---- */

static bool cell_eq(const struct table *table, size_t column, const void *a, const void *b)
{
    struct column one = table->columns[column];
    const struct table alone = {
        .name = table->name, .keys_count = 1, .columns_count = 1, .columns = &one};
    return row_eq(&alone, a, b);
}

/* Values of personal data are not shown, only where they differ. */
static void say_cells(struct verify *verify, const struct table *table, const void *stored,
                      const void *given)
{
    bool is_personal = input_of(verify->consumer->projection)->is_personal;
    char keys[ROW_MAX];
    verify_keys_text(table, given, keys, sizeof(keys));
    for (size_t i = table->keys_count; i < table->columns_count; i++) {
        char is[CELL_MAX];
        char wanted[CELL_MAX];
        if (cell_eq(table, i, stored, given))
            continue;
        cell_text(&table->columns[i], stored, is);
        cell_text(&table->columns[i], given, wanted);
        verify_differs(verify, "%s (%s): %s is %s, the log gives %s", table->name, keys,
                       table->columns[i].name, is_personal ? "another value" : is,
                       is_personal ? "one that is not shown" : wanted);
    }
}

static void compare_rows(struct verify *verify, struct rows *stored, const struct rows *given)
{
    const struct table *table = given->table;
    char keys[ROW_MAX];
    size_t i = 0;
    size_t j = 0;
    while (i < stored->count || j < given->count) {
        const void *is = i < stored->count ? rows_at(stored, i) : NULL;
        const void *wanted = j < given->count ? rows_at(given, j) : NULL;
        int order = is == NULL ? 1 : wanted == NULL ? -1 : row_compare_keys(table, is, wanted);
        if (order != 0) {
            verify_keys_text(table, order < 0 ? is : wanted, keys, sizeof(keys));
            verify_differs(verify, "%s (%s): %s", table->name, keys,
                           order < 0 ? "is stored, the log does not give it"
                                     : "is missing, the log gives it");
        } else if (!row_eq(table, is, wanted)) {
            say_cells(verify, table, is, wanted);
        }
        i += order <= 0;
        j += order >= 0;
    }
}

/* ---- files ---- */

static void put_subjects(struct share_worker *worker)
{
    const struct batch *batch = &worker->replay.batch;
    pg_params_reset(worker->params);
    pg_array_begin(worker->params, PG_UUID, batch->groups_count);
    for (size_t i = 0; i < batch->groups_count; i++)
        pg_array_uuid(worker->params, &batch->groups[i].subject);
}

static void compare_file(struct verify *verify, const struct group *group,
                         const struct stored_file *stored)
{
    char subject[UUID_TEXT_LEN + 1];
    struct str given = group->is_changed ? group->after.bytes : (struct str) {0};
    uuid_text(&group->subject, subject);
    if (stored->bytes.len == 0 && given.len > 0)
        verify_differs(verify, "case_file (subject=%s): is missing, the log gives it", subject);
    else if (!str_eq(stored->bytes, given))
        verify_differs(verify,
                       "case_file (subject=%s): %zu bytes are stored, the log gives %zu others",
                       subject, stored->bytes.len, given.len);
}

/* `before` of the groups is used for what is stored; the fold is over. */
static enum outcome compare_files(struct verify *verify, struct share_worker *worker,
                                  uint64_t *older_out, struct err *err)
{
    struct batch *batch = &worker->replay.batch;
    bool loads_rules = worker->replay.projection->load_rules != NULL;
    for (size_t i = 0; i < batch->groups_count; i++) {
        batch->groups[i].is_found = false;
        batch->groups[i].before = (struct stored_file) {0};
    }
    if (files_read(worker->pg, worker->params, batch, err) != OK)
        return err->outcome;
    for (size_t i = 0; i < batch->groups_count; i++) {
        const struct stored_file *stored = &batch->groups[i].before;
        compare_file(verify, &batch->groups[i], stored);
        *older_out += loads_rules && stored->revision > 0 &&
                      stored->rules_version != worker->replay.revisions.present->version;
    }
    return OK;
}

static enum outcome compare_table(struct verify *verify, struct share_worker *worker,
                                  const struct rows *given, struct err *err)
{
    char sql[TABLE_SQL_MAX];
    struct pg_rows found = {.count = 0};
    struct rows stored;
    arena_reset(&worker->replay.scratch);
    if (table_pg_sql(given->table, TABLE_READ, sql, err) != OK ||
        rows_init(&stored, given->table, STORED_ROWS, &worker->replay.scratch, err) != OK)
        return err->outcome;
    put_subjects(worker);
    if (pg_exec(worker->pg, sql, worker->params, &found, err) != OK)
        return err_wrap(err, "%s", given->table->name);
    enum outcome outcome = table_pg_read(&found, &stored, err);
    if (outcome == OK) {
        rows_sort(&stored);
        compare_rows(verify, &stored, given);
    }
    pg_rows_done(&found);
    return outcome;
}

enum outcome verify_compare(struct verify *verify, struct share_worker *worker, struct err *err)
{
    const struct projection *projection = worker->replay.projection;
    struct batch *batch = &worker->replay.batch;
    uint64_t older = 0;
    uint64_t rows = 0;
    if (compare_files(verify, worker, &older, err) != OK)
        return err->outcome;
    for (size_t i = 0; older == 0 && projection->tables[i] != NULL; i++) {
        if (projection->tables[i]->kind == TABLE_OF_SUMS)
            continue; /* a row is of many subjects: verify_sums() */
        if (compare_table(verify, worker, &batch->put[i], err) != OK)
            return err->outcome;
        rows += batch->put[i].count;
    }
    (void) pthread_mutex_lock(&verify->mutex);
    verify->subjects += batch->groups_count;
    verify->rows += rows;
    verify->older += older;
    (void) pthread_mutex_unlock(&verify->mutex);
    return OK;
}

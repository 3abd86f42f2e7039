/* table_pg_read -- rows out of PostgreSQL into rows in memory; see table_pg.h. */
#include <assert.h>
#include <string.h>

#include "io/table_pg.h"

/* A value that is NULL stays zero, which is what stands for it in a row; but for a date. */
static void take_value(const struct pg_rows *given, size_t row, size_t place,
                       const struct column *column, unsigned char *at)
{
    int index = (int) place;
    if (pg_rows_is_null(given, row, index)) {
        if (column->type == COLUMN_DATE)
            ((struct day *) (void *) at)->number = DAY_NONE;
        return;
    }
    switch (column->type) {
    case COLUMN_TEXT:
        *(struct str *) (void *) at = pg_rows_text(given, row, index);
        break;
    case COLUMN_BIGINT:
    case COLUMN_COUNT:
        *(int64_t *) (void *) at = pg_rows_bigint(given, row, index);
        break;
    case COLUMN_INTEGER:
        *(int32_t *) (void *) at = (int32_t) pg_rows_bigint(given, row, index);
        break;
    case COLUMN_BOOLEAN:
        *(bool *) at = pg_rows_boolean(given, row, index);
        break;
    case COLUMN_UUID:
        *(struct uuid *) (void *) at = pg_rows_uuid(given, row, index);
        break;
    case COLUMN_TIME:
        ((struct instant *) (void *) at)->us = pg_rows_time(given, row, index);
        break;
    case COLUMN_DATE:
        ((struct day *) (void *) at)->number = pg_rows_date(given, row, index);
        break;
    }
}

enum outcome table_pg_read(const struct pg_rows *given, struct rows *rows, struct err *err)
{
    const struct table *table = rows->table;
    for (size_t r = 0; r < given->count; r++) {
        unsigned char *row = rows_add(rows);
        for (size_t c = 0; c < table->columns_count; c++)
            take_value(given, r, c, &table->columns[c], row + table->columns[c].offset);
    }
    return rows->full ? err_set(err, RETRY, "no room for the rows of %s", table->name) : OK;
}

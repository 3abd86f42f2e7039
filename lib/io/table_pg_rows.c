/*
 * table_pg_rows -- rows of a table as PostgreSQL reads them; see table_pg.h.
 *
 * A cell is the length of its value and the value, big-endian; -1 and nothing is NULL.  It is the
 * same in an array, where the cells of a column follow each other, and in COPY, where those of a
 * row do.
 */
#include <assert.h>

#include "io/pg_internal.h"
#include "io/table_pg.h"

enum { LENGTH_BYTES = 4, NUMBER_OF_COLUMNS_BYTES = 2 };

static const struct {
    enum pg_element element;
    size_t size; /* of the value; 0: of a text, as long as it is */
} types[] = {
    [COLUMN_TEXT] = {PG_TEXT, 0},        [COLUMN_BIGINT] = {PG_BIGINT, 8},
    [COLUMN_COUNT] = {PG_INTEGER, 4},    [COLUMN_INTEGER] = {PG_INTEGER, 4},
    [COLUMN_BOOLEAN] = {PG_BOOLEAN, 1},  [COLUMN_UUID] = {PG_UUID, 16},
    [COLUMN_TIME] = {PG_TIMESTAMPTZ, 8}, [COLUMN_DATE] = {PG_DATE, 4},
};

static const void *cell_at(const struct rows *rows, size_t row, const struct column *column)
{
    return rows->items + row * rows->table->row_size + column->offset;
}

/* Of a column that is no key. */
static bool is_null(const struct column *column, const void *cell)
{
    switch (column->type) {
    case COLUMN_UUID:
        return uuid_is_zero(cell);
    case COLUMN_COUNT:
        return *(const int64_t *) cell == 0;
    case COLUMN_TIME:
        return ((const struct instant *) cell)->us == 0;
    case COLUMN_DATE:
        return ((const struct day *) cell)->number == DAY_NONE;
    case COLUMN_TEXT:
    case COLUMN_BIGINT:
    case COLUMN_INTEGER:
    case COLUMN_BOOLEAN:
        break;
    }
    return false;
}

/* At most; of a NULL it is less. */
static size_t cell_bytes(const struct column *column, const void *cell)
{
    return LENGTH_BYTES + (column->type == COLUMN_TEXT ? ((const struct str *) cell)->len
                                                       : types[column->type].size);
}

static void put_value(unsigned char *at, enum column_type type, const void *value)
{
    switch (type) {
    case COLUMN_TEXT:
        if (((const struct str *) value)->len > 0)
            memcpy(at, ((const struct str *) value)->ptr, ((const struct str *) value)->len);
        break;
    case COLUMN_BIGINT:
        pg_put_64(at, (uint64_t) * (const int64_t *) value);
        break;
    case COLUMN_COUNT:
        assert(*(const int64_t *) value == (int32_t) * (const int64_t *) value);
        pg_put_32(at, (uint32_t) * (const int64_t *) value);
        break;
    case COLUMN_INTEGER:
        pg_put_32(at, (uint32_t) * (const int32_t *) value);
        break;
    case COLUMN_BOOLEAN:
        *at = *(const bool *) value;
        break;
    case COLUMN_UUID:
        memcpy(at, value, sizeof(struct uuid));
        break;
    case COLUMN_TIME:
        pg_put_64(at, (uint64_t) (((const struct instant *) value)->us - PG_EPOCH_US));
        break;
    case COLUMN_DATE:
        pg_put_32(at, (uint32_t) (int32_t) (((const struct day *) value)->number - PG_EPOCH_DAYS));
        break;
    }
}

/* Where it ends. */
static unsigned char *put_cell(unsigned char *at, const struct column *column, const void *cell)
{
    size_t bytes = cell_bytes(column, cell);
    pg_put_32(at, (uint32_t) (bytes - LENGTH_BYTES));
    put_value(at + LENGTH_BYTES, column->type, cell);
    return at + bytes;
}

static unsigned char *put_null(unsigned char *at)
{
    pg_put_32(at, UINT32_MAX);
    return at + LENGTH_BYTES;
}

/* ---- an array a column ---- */

static size_t column_bytes(const struct rows *rows, const struct column *column)
{
    size_t bytes = rows->count * (LENGTH_BYTES + types[column->type].size);
    for (size_t row = 0; row < rows->count && column->type == COLUMN_TEXT; row++)
        bytes += ((const struct str *) cell_at(rows, row, column))->len;
    return bytes;
}

static void put_column(struct pg_params *params, const struct rows *rows, size_t number)
{
    const struct column *column = &rows->table->columns[number];
    bool is_key = number < rows->table->keys_count;
    bool has_null = false;
    pg_array_begin(params, types[column->type].element, rows->count);
    unsigned char *at = pg_array_room(params, column_bytes(rows, column));
    if (at == NULL)
        return;
    for (size_t row = 0; row < rows->count; row++) {
        const void *cell = cell_at(rows, row, column);
        bool is_none = !is_key && is_null(column, cell);
        at = is_none ? put_null(at) : put_cell(at, column, cell);
        has_null = has_null || is_none;
    }
    pg_array_end(params, at, has_null);
}

void table_pg_params(const struct rows *rows, enum table_sql which, struct pg_params *params)
{
    const struct table *table = rows->table;
    size_t columns_count = which == TABLE_PUT ? table->columns_count : table->keys_count;
    assert(!rows->full);
    pg_params_reset(params);
    for (size_t column = 0; column < columns_count; column++)
        put_column(params, rows, column);
}

/* ---- a row a row ---- */

static size_t row_bytes(const struct rows *rows, size_t row)
{
    size_t bytes = NUMBER_OF_COLUMNS_BYTES;
    for (size_t i = 0; i < rows->table->columns_count; i++) {
        const struct column *column = &rows->table->columns[i];
        bytes += cell_bytes(column, cell_at(rows, row, column));
    }
    return bytes;
}

static void put_row(struct pg_params *params, const struct rows *rows, size_t row)
{
    const struct table *table = rows->table;
    unsigned char *at = pg_params_room(params, row_bytes(rows, row));
    if (at == NULL)
        return;
    pg_put_16(at, (uint16_t) table->columns_count);
    at += NUMBER_OF_COLUMNS_BYTES;
    for (size_t i = 0; i < table->columns_count; i++) {
        const struct column *column = &table->columns[i];
        const void *cell = cell_at(rows, row, column);
        at = i >= table->keys_count && is_null(column, cell) ? put_null(at)
                                                             : put_cell(at, column, cell);
    }
    params->used_bytes = (size_t) (at - params->bytes);
}

void table_pg_copy(const struct rows *rows, struct pg_params *gathered)
{
    assert(!rows->full);
    for (size_t row = 0; row < rows->count; row++)
        put_row(gathered, rows, row);
}

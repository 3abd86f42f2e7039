/* pg_rows -- reading results in libpq's binary form; see pg.h. */
#include "io/pg_internal.h"

#include <assert.h>
#include <string.h>

static const unsigned char *value(const struct pg_rows *rows, size_t row, int column, size_t size)
{
    assert(row < rows->count && column < PQnfields(rows->result));
    assert((size_t) PQgetlength(rows->result, (int) row, column) == size);
    return (const unsigned char *) PQgetvalue(rows->result, (int) row, column);
}

void pg_rows_done(struct pg_rows *rows)
{
    PQclear(rows->result);
    *rows = (struct pg_rows) {.result = NULL};
}

bool pg_rows_is_null(const struct pg_rows *rows, size_t row, int column)
{
    assert(row < rows->count && column < PQnfields(rows->result));
    return PQgetisnull(rows->result, (int) row, column) == 1;
}

struct str pg_rows_text(const struct pg_rows *rows, size_t row, int column)
{
    assert(row < rows->count && column < PQnfields(rows->result));
    return (struct str) {.ptr = PQgetvalue(rows->result, (int) row, column),
                         .len = (size_t) PQgetlength(rows->result, (int) row, column)};
}

int64_t pg_rows_bigint(const struct pg_rows *rows, size_t row, int column)
{
    assert(row < rows->count && column < PQnfields(rows->result));
    size_t size = (size_t) PQgetlength(rows->result, (int) row, column);
    assert(size == 2 || size == 4 || size == 8);
    uint64_t number = pg_get(value(rows, row, column, size), size);
    if (size == 2)
        return (int16_t) number;
    return size == 4 ? (int32_t) number : (int64_t) number;
}

bool pg_rows_boolean(const struct pg_rows *rows, size_t row, int column)
{
    return value(rows, row, column, 1)[0] != 0;
}

struct uuid pg_rows_uuid(const struct pg_rows *rows, size_t row, int column)
{
    struct uuid uuid;
    memcpy(uuid.bytes, value(rows, row, column, sizeof(uuid.bytes)), sizeof(uuid.bytes));
    return uuid;
}

int64_t pg_rows_time(const struct pg_rows *rows, size_t row, int column)
{
    return (int64_t) pg_get(value(rows, row, column, 8), 8) + PG_EPOCH_US;
}

int64_t pg_rows_date(const struct pg_rows *rows, size_t row, int column)
{
    return (int32_t) pg_get(value(rows, row, column, 4), 4) + PG_EPOCH_DAYS;
}

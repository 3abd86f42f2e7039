/* pg_copy -- COPY … FROM STDIN in binary; see pg.h. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "io/pg_class.h"
#include "io/pg_internal.h"

enum { SIGNATURE_BYTES = 19 };

static const char signature[SIGNATURE_BYTES + 1] = "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0";

static enum outcome put(struct pg *pg, const void *bytes, size_t size, struct err *err)
{
    if (PQputCopyData(pg->connection, bytes, (int) size) == 1)
        return OK;
    return pg_failure(pg, NULL, false, err);
}

enum outcome pg_copy_begin(struct pg *pg, const char *sql, struct err *err)
{
    assert(pg->pipelines_count == 0 && !pg->is_copying);
    if (pg_usable(pg, err) != OK)
        return err->outcome;
    PGresult *result = PQexec(pg->connection, sql);
    enum outcome outcome = OK;
    if (PQresultStatus(result) != PGRES_COPY_IN)
        outcome = pg_failure(pg, result, false, err);
    PQclear(result);
    if (outcome != OK)
        return outcome;
    /* Rows may wait for the server here; otherwise libpq would keep what it does not take. */
    if (PQsetnonblocking(pg->connection, 0) != 0)
        return pg_failure(pg, NULL, false, err);
    pg->is_copying = true;
    return put(pg, signature, SIGNATURE_BYTES, err);
}

/* Room for a row; the buffer stays with the connection. */
static unsigned char *row_bytes(struct pg *pg, size_t size)
{
    if (size > pg->copy_capacity_bytes) {
        unsigned char *bytes = realloc(pg->copy_bytes, size * 2);
        if (bytes == NULL)
            return NULL;
        pg->copy_bytes = bytes;
        pg->copy_capacity_bytes = size * 2;
    }
    return pg->copy_bytes;
}

enum outcome pg_copy_row(struct pg *pg, const struct pg_params *row, struct err *err)
{
    struct pg_arguments values;
    assert(pg->is_copying);
    if (pg_usable(pg, err) != OK || pg_arguments_from(row, &values, err) != OK)
        return err->outcome;
    unsigned char *bytes = row_bytes(pg, 2 + 4 * (size_t) values.count + pg_params_bytes(row));
    if (bytes == NULL)
        return err_set(err, RETRY, "no memory for a row");
    unsigned char *at = bytes;
    pg_put_16(at, (uint16_t) values.count);
    at += 2;
    for (int i = 0; i < values.count; i++) {
        size_t len = (size_t) values.lengths[i];
        pg_put_32(at, values.values[i] == NULL ? UINT32_MAX : (uint32_t) len);
        at += 4;
        if (len > 0)
            memcpy(at, values.values[i], len);
        at += len;
    }
    return put(pg, bytes, (size_t) (at - bytes), err);
}

enum outcome pg_copy_rows(struct pg *pg, const struct pg_params *rows, struct err *err)
{
    assert(pg->is_copying && rows->count == 0);
    if (pg_usable(pg, err) != OK || pg_params_fit(rows, err) != OK)
        return err->outcome;
    return rows->used_bytes == 0 ? OK : put(pg, rows->bytes, rows->used_bytes, err);
}

enum outcome pg_copy_end(struct pg *pg, bool is_aborted, struct err *err)
{
    assert(pg->is_copying);
    pg->is_copying = false;
    if (pg_usable(pg, err) != OK)
        return err->outcome;
    if (!is_aborted && put(pg, "\377\377", 2, err) != OK)
        return err->outcome;
    if (PQputCopyEnd(pg->connection, is_aborted ? "given up by the client" : NULL) != 1)
        return pg_failure(pg, NULL, false, err);

    enum outcome outcome = OK;
    for (PGresult *result; (result = PQgetResult(pg->connection)) != NULL; PQclear(result))
        if (PQresultStatus(result) != PGRES_COMMAND_OK && outcome == OK)
            outcome = pg_failure(pg, result, false, err);
    if (PQsetnonblocking(pg->connection, 1) != 0)
        pg->is_broken = true;
    if (is_aborted && !pg->is_broken)
        return OK;
    return outcome;
}

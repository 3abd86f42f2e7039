/* pg_copy -- COPY … FROM STDIN in binary; see pg.h. */
#include <assert.h>
#include <string.h>

#include "io/pg_class.h"
#include "io/pg_internal.h"

enum { SIGNATURE_BYTES = 19, PIECE_BYTES = 64 << 10 };

static const char signature[SIGNATURE_BYTES + 1] = "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0";

void pg_copy_row(struct pg_params *rows, const struct pg_params *row)
{
    struct pg_arguments values;
    struct err ignored;
    assert(rows->count == 0);
    if (pg_arguments_from(row, &values, &ignored) != OK) {
        rows->full = true;
        return;
    }
    unsigned char *at = pg_params_room(rows, 2 + 4 * (size_t) values.count + pg_params_bytes(row));
    if (at == NULL)
        return;
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
}

static enum outcome put(struct pg *pg, const void *bytes, size_t size, struct err *err)
{
    if (PQputCopyData(pg->connection, bytes, (int) size) == 1)
        return OK;
    return pg_failure(pg, NULL, false, err);
}

/* In pieces, because libpq copies each; and the server is waited for, or libpq would keep what it
 * does not take. */
static enum outcome put_rows(struct pg *pg, const struct pg_params *rows, struct err *err)
{
    if (PQsetnonblocking(pg->connection, 0) != 0)
        return pg_failure(pg, NULL, false, err);
    if (put(pg, signature, SIGNATURE_BYTES, err) != OK)
        return err->outcome;
    for (size_t at = 0; at < rows->used_bytes; at += PIECE_BYTES) {
        size_t left = rows->used_bytes - at;
        if (put(pg, rows->bytes + at, left < PIECE_BYTES ? left : PIECE_BYTES, err) != OK)
            return err->outcome;
    }
    if (put(pg, "\377\377", 2, err) != OK)
        return err->outcome;
    return PQputCopyEnd(pg->connection, NULL) == 1 ? OK : pg_failure(pg, NULL, false, err);
}

static enum outcome begin(struct pg *pg, const char *sql, struct err *err)
{
    enum outcome outcome = OK;
    PGresult *result = PQexec(pg->connection, sql);
    if (PQresultStatus(result) != PGRES_COPY_IN)
        outcome = pg_failure(pg, result, false, err);
    PQclear(result);
    return outcome;
}

enum outcome pg_copy(struct pg *pg, const char *sql, const struct pg_params *rows, struct err *err)
{
    assert(pg->pipelines_count == 0 && rows->count == 0);
    if (pg_params_fit(rows, err) != OK || pg_usable(pg, err) != OK)
        return err->outcome;
    if (rows->used_bytes == 0)
        return OK;
    if (begin(pg, sql, err) != OK)
        return err->outcome;
    if (put_rows(pg, rows, err) != OK) {
        pg->is_broken = true; /* nobody ended it: the server waits for more */
        return err->outcome;
    }
    enum outcome outcome = OK;
    for (PGresult *result; (result = PQgetResult(pg->connection)) != NULL; PQclear(result))
        if (PQresultStatus(result) != PGRES_COMMAND_OK && outcome == OK)
            outcome = pg_failure(pg, result, false, err);
    if (PQsetnonblocking(pg->connection, 1) != 0)
        pg->is_broken = true;
    return outcome;
}

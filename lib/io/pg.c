/* pg -- statements that are waited for; see pg.h. */
#include "io/pg.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "io/pg_class.h"
#include "io/pg_internal.h"

bool pg_is_broken(const struct pg *pg)
{
    return pg->is_broken;
}

int pg_backend_pid(const struct pg *pg)
{
    return PQbackendPID(pg->connection);
}

int pg_socket(const struct pg *pg)
{
    return pg->is_broken ? -1 : PQsocket(pg->connection);
}

enum outcome pg_usable(const struct pg *pg, struct err *err)
{
    if (pg->is_broken)
        return err_set(err, RETRY, "the connection to PostgreSQL is lost");
    return OK;
}

enum outcome pg_failure(struct pg *pg, const PGresult *result, bool is_prepared, struct err *err)
{
    if (PQstatus(pg->connection) == CONNECTION_BAD)
        pg->is_broken = true;
    return pg_class_failure(pg->connection, result, is_prepared, err);
}

static int64_t affected_rows(PGresult *result)
{
    const char *text = PQcmdTuples(result);
    return text[0] == '\0' ? 0 : strtoll(text, NULL, 10);
}

/* Takes `result`. */
static enum outcome finish(struct pg *pg, PGresult *result, bool is_prepared,
                           struct pg_rows *rows_out, struct err *err)
{
    ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK && status != PGRES_EMPTY_QUERY) {
        (void) pg_failure(pg, result, is_prepared, err);
        PQclear(result);
        return err->outcome;
    }
    if (rows_out == NULL) {
        PQclear(result);
        return OK;
    }
    *rows_out = (struct pg_rows) {
        .result = result, .count = (size_t) PQntuples(result), .affected = affected_rows(result)};
    return OK;
}

enum outcome pg_exec(struct pg *pg, const char *sql, const struct pg_params *params,
                     struct pg_rows *rows_out, struct err *err)
{
    struct pg_arguments arguments;
    assert(pg->pipelines_count == 0);
    if (pg_usable(pg, err) != OK || pg_arguments_from(params, &arguments, err) != OK)
        return err->outcome;
    PGresult *result = PQexecParams(pg->connection, sql, arguments.count, arguments.types,
                                    arguments.values, arguments.lengths, arguments.formats, 1);
    return finish(pg, result, false, rows_out, err);
}

enum outcome pg_script(struct pg *pg, const char *sql, struct err *err)
{
    assert(pg->pipelines_count == 0);
    if (pg_usable(pg, err) != OK)
        return err->outcome;
    PGTransactionStatusType before = PQtransactionStatus(pg->connection);
    if (finish(pg, PQexec(pg->connection, sql), false, NULL, err) == OK)
        return OK;
    /* A script that began a transaction and failed in it must not leave it open behind itself. */
    if (before == PQTRANS_IDLE && PQtransactionStatus(pg->connection) == PQTRANS_INERROR)
        PQclear(PQexec(pg->connection, "ROLLBACK"));
    return err->outcome;
}

const struct pg_prepared *pg_prepared_find(const struct pg *pg, const char *name)
{
    for (size_t i = 0; i < pg->prepared_count; i++)
        if (strcmp(pg->prepared[i].name, name) == 0)
            return &pg->prepared[i];
    return NULL;
}

/* The server says which types it takes the parameters for; binary values must be of these. */
static enum outcome describe(struct pg *pg, struct pg_prepared *prepared, struct err *err)
{
    PGresult *result = PQdescribePrepared(pg->connection, prepared->name);
    if (PQresultStatus(result) != PGRES_COMMAND_OK)
        return finish(pg, result, false, NULL, err);
    prepared->params_count = PQnparams(result);
    enum outcome outcome = OK;
    if (prepared->params_count > PG_PARAMS_MAX)
        outcome = err_set(err, FATAL, "%d parameters, the limit is %d", prepared->params_count,
                          PG_PARAMS_MAX);
    for (int i = 0; outcome == OK && i < prepared->params_count; i++)
        prepared->types[i] = PQparamtype(result, i);
    PQclear(result);
    return outcome;
}

static enum outcome prepare(struct pg *pg, struct pg_prepared *prepared, struct err *err)
{
    PGresult *result = PQprepare(pg->connection, prepared->name, prepared->sql, 0, NULL);
    if (finish(pg, result, false, NULL, err) != OK || describe(pg, prepared, err) != OK)
        return err_wrap(err, "prepare %s", prepared->name);
    return OK;
}

enum outcome pg_prepare(struct pg *pg, const char *name, const char *sql, struct err *err)
{
    assert(pg->pipelines_count == 0 && pg->prepared_count < PG_PREPARED_MAX);
    assert(pg_prepared_find(pg, name) == NULL);
    if (pg_usable(pg, err) != OK)
        return err->outcome;
    struct pg_prepared *prepared = &pg->prepared[pg->prepared_count];
    *prepared = (struct pg_prepared) {.name = strdup(name), .sql = strdup(sql)};
    enum outcome outcome = prepared->name == NULL || prepared->sql == NULL
                               ? err_set(err, FATAL, "could not allocate a statement")
                               : prepare(pg, prepared, err);
    if (outcome == OK) {
        pg->prepared_count++;
        return OK;
    }
    free(prepared->name);
    free(prepared->sql);
    return outcome;
}

enum outcome pg_prepare_all(struct pg *pg, struct err *err)
{
    for (size_t i = 0; i < pg->prepared_count; i++)
        if (prepare(pg, &pg->prepared[i], err) != OK)
            return err->outcome;
    return OK;
}

enum outcome pg_prepare_again(struct pg *pg, struct err *err)
{
    if (pg_exec(pg, "DEALLOCATE ALL", NULL, NULL, err) != OK)
        return err->outcome;
    return pg_prepare_all(pg, err);
}

enum outcome pg_execute(struct pg *pg, const char *name, const struct pg_params *params,
                        struct pg_rows *rows_out, struct err *err)
{
    struct pg_arguments arguments;
    const struct pg_prepared *prepared = pg_prepared_find(pg, name);
    assert(prepared != NULL);
    assert(pg->pipelines_count == 0);
    if (pg_usable(pg, err) != OK || pg_arguments_from(params, &arguments, err) != OK ||
        pg_arguments_fit(prepared, &arguments, err) != OK)
        return err->outcome;
    PGresult *result = PQexecPrepared(pg->connection, name, arguments.count, arguments.values,
                                      arguments.lengths, arguments.formats, 1);
    if (finish(pg, result, true, rows_out, err) != OK)
        return err_wrap(err, "%s", name);
    return OK;
}

enum outcome pg_cancel(struct pg *pg, struct err *err)
{
    char message[ERR_TEXT_MAX] = "no memory";
    PGcancel *cancel = PQgetCancel(pg->connection);
    bool sent = cancel != NULL && PQcancel(cancel, message, (int) sizeof(message)) == 1;
    PQfreeCancel(cancel);
    if (!sent)
        return err_set(err, RETRY, "could not ask to cancel: %.*s", (int) strcspn(message, "\n"),
                       message);
    return OK;
}

/* pq_run -- statements, results and pipelines of the fake libpq; see pq.h. */
#include "fake/pq_internal.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void say(const char *text)
{
    size_t used = strlen(pq_fake.said);
    (void) snprintf(pq_fake.said + used, SAID_MAX - used, "%s%.*s", used == 0 ? "" : "; ",
                    (int) strcspn(text, " \n"), text);
}

static void say_whole(const char *text)
{
    size_t used = strlen(pq_fake.said);
    (void) snprintf(pq_fake.said + used, SAID_MAX - used, "%s%s", used == 0 ? "" : "; ", text);
}

static struct pq_answer take_answer(const char *statement)
{
    for (size_t i = 0; i < pq_fake.answers_count; i++) {
        struct pq_answer answer = pq_fake.answers[i];
        if (answer.statement == NULL ||
            strncmp(statement, answer.statement, strlen(answer.statement)) != 0)
            continue;
        pq_fake.answers[i].statement = NULL;
        return answer;
    }
    return (struct pq_answer) {.statement = NULL};
}

static const struct pq_answer *look(const char *statement)
{
    for (size_t i = 0; i < pq_fake.answers_count; i++)
        if (pq_fake.answers[i].statement != NULL &&
            strncmp(statement, pq_fake.answers[i].statement,
                    strlen(pq_fake.answers[i].statement)) == 0)
            return &pq_fake.answers[i];
    return NULL;
}

static PGresult *result_new(ExecStatusType status)
{
    PGresult *result = calloc(1, sizeof(*result));
    assert(result != NULL);
    result->status = status;
    pq_fake.open++;
    return result;
}

/* What libpq itself says, without a SQLSTATE. */
static PGresult *own_failure(PGconn *conn)
{
    PGresult *result = result_new(PGRES_FATAL_ERROR);
    result->answer.message = conn->message;
    return result;
}

static void move_transaction(PGconn *conn, const char *statement, PGresult *result)
{
    if (result->status == PGRES_FATAL_ERROR) {
        if (strncmp(statement, "COMMIT", 6) == 0)
            conn->transaction = PQTRANS_IDLE; /* it ends even so */
        else if (conn->transaction == PQTRANS_INTRANS || result->answer.begins)
            conn->transaction = PQTRANS_INERROR;
        return;
    }
    if (strncmp(statement, "BEGIN", 5) == 0) {
        conn->transaction = PQTRANS_INTRANS;
    } else if (strncmp(statement, "COMMIT", 6) == 0 || strncmp(statement, "ROLLBACK", 8) == 0) {
        if (conn->transaction == PQTRANS_INERROR)
            (void) snprintf(result->tag, sizeof(result->tag), "ROLLBACK");
        conn->transaction = PQTRANS_IDLE;
    }
}

/* In a transaction that failed nothing else runs than its end. */
static bool is_refused(const PGconn *conn, const char *statement)
{
    return conn->transaction == PQTRANS_INERROR && strncmp(statement, "COMMIT", 6) != 0 &&
           strncmp(statement, "ROLLBACK", 8) != 0;
}

/* Run a statement: its answer becomes a result. */
static PGresult *run(PGconn *conn, const char *statement)
{
    struct pq_answer answer = is_refused(conn, statement)
                                  ? (struct pq_answer) {.sqlstate = "25P02", .message = "aborted"}
                                  : take_answer(statement);
    if (answer.is_cut)
        pq_cut(conn);
    if (answer.is_cut && answer.sqlstate == NULL) {
        conn->is_told = true;
        return own_failure(conn);
    }
    ExecStatusType status = answer.sqlstate != NULL ? PGRES_FATAL_ERROR
                            : answer.columns > 0    ? PGRES_TUPLES_OK
                                                    : PGRES_COMMAND_OK;
    if (status == PGRES_COMMAND_OK && strncmp(statement, "COPY", 4) == 0)
        status = PGRES_COPY_IN;
    PGresult *result = result_new(status);
    result->answer = answer;
    (void) snprintf(
        result->tag, sizeof(result->tag), "%.*s",
        (int) strcspn(answer.tag != NULL ? answer.tag : statement, answer.tag != NULL ? "" : " \n"),
        answer.tag != NULL ? answer.tag : statement);
    move_transaction(conn, statement, result);
    return result;
}

static void keep_params(int count, const char *const *values, const int *lengths)
{
    if (count == 0)
        return;
    pq_forget_params();
    for (int i = 0; i < count; i++) {
        if (values[i] == NULL)
            continue;
        pq_fake.params[i] = malloc((size_t) lengths[i] + 1);
        assert(pq_fake.params[i] != NULL);
        memcpy(pq_fake.params[i], values[i], (size_t) lengths[i]);
        pq_fake.params_len[i] = (size_t) lengths[i];
    }
}

static PGresult *run_now(PGconn *conn, const char *statement)
{
    if (!pq_step(conn))
        return conn->status == CONNECTION_BAD ? own_failure(conn) : NULL;
    assert(!conn->in_pipeline);
    say(statement);
    return run(conn, statement);
}

static int queue(PGconn *conn, const char *statement, bool is_sync)
{
    if (!pq_step(conn))
        return 0;
    assert(conn->in_pipeline && conn->queue_end < QUEUE_MAX);
    struct item *item = &conn->queue[conn->queue_end++];
    (void) snprintf(item->statement, sizeof(item->statement), "%s", statement);
    item->is_sync = is_sync;
    say(statement);
    return 1;
}

/* ---- statements that are waited for ---- */

PGresult *PQexec(PGconn *conn, const char *query)
{
    return run_now(conn, query);
}

PGresult *PQexecParams(PGconn *conn, const char *command, int nParams, const Oid *paramTypes,
                       const char *const *paramValues, const int *paramLengths,
                       const int *paramFormats, int resultFormat)
{
    (void) paramTypes;
    (void) paramFormats;
    assert(resultFormat == 1);
    keep_params(nParams, paramValues, paramLengths);
    return run_now(conn, command);
}

PGresult *PQexecPrepared(PGconn *conn, const char *stmtName, int nParams,
                         const char *const *paramValues, const int *paramLengths,
                         const int *paramFormats, int resultFormat)
{
    return PQexecParams(conn, stmtName, nParams, NULL, paramValues, paramLengths, paramFormats,
                        resultFormat);
}

PGresult *PQprepare(PGconn *conn, const char *stmtName, const char *query, int nParams,
                    const Oid *paramTypes)
{
    char statement[128];
    (void) query;
    assert(nParams == 0 && paramTypes == NULL);
    (void) snprintf(statement, sizeof(statement), "prepare:%s", stmtName);
    return run_now(conn, statement);
}

PGresult *PQdescribePrepared(PGconn *conn, const char *stmt)
{
    char statement[128];
    (void) snprintf(statement, sizeof(statement), "describe:%s", stmt);
    return run_now(conn, statement);
}

int PQnparams(const PGresult *res)
{
    return (int) res->answer.params;
}

Oid PQparamtype(const PGresult *res, int param_num)
{
    return res->answer.types == NULL ? 0 : res->answer.types[param_num];
}

/* ---- pipelines ---- */

int PQenterPipelineMode(PGconn *conn)
{
    if (!pq_step(conn))
        return 0;
    conn->in_pipeline = true;
    conn->queue_first = conn->queue_end = 0;
    return 1;
}

int PQexitPipelineMode(PGconn *conn)
{
    if (!pq_step(conn))
        return 0;
    assert(conn->queue_first == conn->queue_end);
    conn->in_pipeline = false;
    return 1;
}

int PQsendQueryParams(PGconn *conn, const char *command, int nParams, const Oid *paramTypes,
                      const char *const *paramValues, const int *paramLengths,
                      const int *paramFormats, int resultFormat)
{
    (void) paramTypes;
    (void) paramFormats;
    (void) resultFormat;
    keep_params(nParams, paramValues, paramLengths);
    return queue(conn, command, false);
}

int PQsendQueryPrepared(PGconn *conn, const char *stmtName, int nParams,
                        const char *const *paramValues, const int *paramLengths,
                        const int *paramFormats, int resultFormat)
{
    return PQsendQueryParams(conn, stmtName, nParams, NULL, paramValues, paramLengths, paramFormats,
                             resultFormat);
}

int PQpipelineSync(PGconn *conn)
{
    return queue(conn, "sync", true);
}

int PQflush(PGconn *conn)
{
    return pq_step(conn) ? 0 : -1;
}

int PQconsumeInput(PGconn *conn)
{
    return pq_step(conn) ? 1 : 0;
}

int PQisBusy(PGconn *conn)
{
    if (conn->status == CONNECTION_BAD || conn->queue_first == conn->queue_end || conn->wants_null)
        return 0;
    if (conn->busy < 0) {
        const struct pq_answer *answer = look(conn->queue[conn->queue_first].statement);
        conn->busy = answer == NULL ? 0 : answer->busy;
    }
    return conn->busy-- > 0 ? 1 : 0;
}

/* The next result of a pipeline. */
static PGresult *next_queued(PGconn *conn)
{
    if (conn->wants_null) {
        conn->wants_null = false;
        return NULL;
    }
    if (conn->status == CONNECTION_BAD) {
        if (conn->is_told)
            return NULL;
        conn->is_told = true;
        return own_failure(conn);
    }
    if (conn->queue_first == conn->queue_end)
        return NULL;
    const struct item *item = &conn->queue[conn->queue_first++];
    conn->busy = -1;
    if (item->is_sync) {
        const struct pq_answer answer = take_answer("sync");
        if (answer.is_cut) {
            pq_cut(conn);
            conn->is_told = true;
            return own_failure(conn);
        }
        conn->is_aborted = false;
        return result_new(PGRES_PIPELINE_SYNC);
    }
    conn->wants_null = true;
    if (conn->is_aborted)
        return result_new(PGRES_PIPELINE_ABORTED);
    PGresult *result = run(conn, item->statement);
    conn->is_aborted = result->status == PGRES_FATAL_ERROR;
    return result;
}

PGresult *PQgetResult(PGconn *conn)
{
    if (conn->in_pipeline)
        return next_queued(conn);
    if (!conn->has_copy_end)
        return NULL;
    conn->has_copy_end = false;
    if (conn->status == CONNECTION_BAD)
        return own_failure(conn);
    PGresult *result = run(conn, conn->copy_failed ? "copy failed" : "copy done");
    if (conn->copy_failed)
        result->status = PGRES_FATAL_ERROR;
    return result;
}

/* ---- COPY ---- */

int PQputCopyData(PGconn *conn, const char *buffer, int nbytes)
{
    char text[64];
    if (!pq_step(conn))
        return -1;
    keep_params(1, &buffer, &nbytes);
    (void) snprintf(text, sizeof(text), "copied %d bytes", nbytes);
    say_whole(text);
    return 1;
}

int PQputCopyEnd(PGconn *conn, const char *errormsg)
{
    if (!pq_step(conn))
        return -1;
    conn->has_copy_end = true;
    conn->copy_failed = errormsg != NULL;
    say_whole(errormsg != NULL ? "copy failed" : "copy done");
    return 1;
}

/* ---- results ---- */

void PQclear(PGresult *res)
{
    if (res == NULL)
        return;
    pq_fake.open--;
    free(res);
}

ExecStatusType PQresultStatus(const PGresult *res)
{
    return res == NULL ? PGRES_FATAL_ERROR : res->status;
}

char *PQresultErrorField(const PGresult *res, int fieldcode)
{
    const char *value = NULL;
    if (res != NULL && fieldcode == PG_DIAG_SQLSTATE)
        value = res->answer.sqlstate;
    if (res != NULL && fieldcode == PG_DIAG_MESSAGE_PRIMARY)
        value = res->answer.message;
    if (res != NULL && fieldcode == PG_DIAG_CONSTRAINT_NAME)
        value = res->answer.constraint;
    if (res != NULL && fieldcode == PG_DIAG_COLUMN_NAME)
        value = res->answer.column;
    if (res != NULL && fieldcode == PG_DIAG_MESSAGE_DETAIL)
        value = "Key (phone)=(13800001111) already exists.";
    return (char *) (uintptr_t) value;
}

char *PQcmdStatus(PGresult *res)
{
    return res->tag;
}

char *PQcmdTuples(PGresult *res)
{
    char *blank = strrchr(res->tag, ' ');
    return blank == NULL ? res->tag + strlen(res->tag) : blank + 1;
}

int PQntuples(const PGresult *res)
{
    return (int) res->answer.rows;
}

int PQnfields(const PGresult *res)
{
    return (int) res->answer.columns;
}

static struct str cell(const PGresult *res, int row, int column)
{
    assert(row >= 0 && column >= 0 && (size_t) row < res->answer.rows);
    return res->answer.values[(size_t) row * res->answer.columns + (size_t) column];
}

char *PQgetvalue(const PGresult *res, int tup_num, int field_num)
{
    static char empty[] = "";
    struct str value = cell(res, tup_num, field_num);
    return value.ptr == NULL ? empty : (char *) (uintptr_t) value.ptr;
}

int PQgetlength(const PGresult *res, int tup_num, int field_num)
{
    return (int) cell(res, tup_num, field_num).len;
}

int PQgetisnull(const PGresult *res, int tup_num, int field_num)
{
    return cell(res, tup_num, field_num).ptr == NULL ? 1 : 0;
}

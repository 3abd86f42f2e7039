/*
 * pg_pipeline -- one transaction in one round trip, and a second behind it; see pg.h.
 *
 *   --begin--> OPEN --commit--> SENT --sync came--> ENDED --finish-->
 *                `---------------'------connection lost---^
 *
 * libpq gives the results of each statement followed by NULL, after a failure "aborted" for each
 * that follows, and one for the sync at the end; then those of the next transaction.  One that
 * failed is left open by the server, which refuses all of the next (25P02): so a transaction never
 * stands upon one that was not committed, whatever its statements compare.
 */
#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <string.h>

#include "base/time.h"
#include "io/pg_class.h"
#include "io/pg_internal.h"

static const char commit_tag[] = "commit";

static struct pg_pipeline *oldest(struct pg *pg)
{
    assert(pg->pipelines_count > 0);
    return &pg->pipelines[pg->pipelines_first];
}

static struct pg_pipeline *newest(struct pg *pg)
{
    assert(pg->pipelines_count > 0);
    return &pg->pipelines[(pg->pipelines_first + pg->pipelines_count - 1) % PG_PIPELINES_MAX];
}

/* The first failure is the one that counts. */
static void failed(struct pg_pipeline *pipeline, const struct err *err)
{
    if (!pipeline->has_failed)
        pipeline->failure = *err;
    pipeline->has_failed = true;
}

static void lost(struct pg *pg, struct pg_pipeline *pipeline, const PGresult *result)
{
    struct err err;
    pg->is_broken = true;
    (void) pg_failure(pg, result, true, &err);
    failed(pipeline, &err);
    pipeline->state = PG_PIPELINE_ENDED;
}

/* A failure that was known before everything was sent. */
static enum outcome known_failure(const struct pg_pipeline *pipeline, struct err *err)
{
    assert(pipeline->has_failed);
    *err = pipeline->failure;
    return err->outcome;
}

/* libpq took a statement, or not. */
static enum outcome queued(struct pg *pg, const char *tag, int sent, struct err *err)
{
    struct pg_pipeline *pipeline = newest(pg);
    if (sent == 1) {
        pipeline->tags[pipeline->tags_count++] = tag;
        return OK;
    }
    (void) pg_failure(pg, NULL, true, err);
    (void) err_wrap(err, "%s", tag);
    failed(pipeline, err);
    return err->outcome;
}

enum outcome pg_pipeline_begin(struct pg *pg, struct err *err)
{
    assert(pg->pipelines_count < PG_PIPELINES_MAX);
    if (pg_usable(pg, err) != OK)
        return err->outcome;
    if (pg->pipelines_count == 0 && PQenterPipelineMode(pg->connection) != 1)
        return pg_failure(pg, NULL, false, err);
    pg->pipelines_count++;
    *newest(pg) = (struct pg_pipeline) {.state = PG_PIPELINE_OPEN};
    int sent = PQsendQueryParams(pg->connection, "BEGIN", 0, NULL, NULL, NULL, NULL, 1);
    if (queued(pg, "begin", sent, err) == OK)
        return OK;
    pg->is_broken = true; /* nothing else keeps libpq from taking so little */
    pg->pipelines_count--;
    return err_set(err, RETRY, "could not begin a transaction");
}

enum outcome pg_pipeline_send(struct pg *pg, const char *name, const struct pg_params *params,
                              struct err *err)
{
    struct pg_pipeline *pipeline = newest(pg);
    const struct pg_prepared *prepared = pg_prepared_find(pg, name);
    struct pg_arguments arguments;

    assert(prepared != NULL);
    assert(pipeline->state == PG_PIPELINE_OPEN || pipeline->state == PG_PIPELINE_ENDED);
    assert(pipeline->tags_count < PG_PIPELINE_MAX - 1); /* one is for COMMIT */
    if (pipeline->has_failed)
        return known_failure(pipeline, err);
    if (pg_arguments_from(params, &arguments, err) != OK ||
        pg_arguments_fit(prepared, &arguments, err) != OK) {
        failed(pipeline, err);
        return err->outcome;
    }
    return queued(pg, prepared->name,
                  PQsendQueryPrepared(pg->connection, name, arguments.count, arguments.values,
                                      arguments.lengths, arguments.formats, 1),
                  err);
}

static void flush(struct pg *pg)
{
    /* What cannot be written is no reason to stop reading: the server may have said why. */
    if (!pg->write_failed && PQflush(pg->connection) < 0)
        pg->write_failed = true;
}

/* Everything of the newest is queued; the sync ends it. */
static void end(struct pg *pg)
{
    struct pg_pipeline *pipeline = newest(pg);
    if (PQpipelineSync(pg->connection) != 1) {
        lost(pg, pipeline, NULL);
        return;
    }
    pipeline->state = PG_PIPELINE_SENT;
    flush(pg);
}

enum outcome pg_pipeline_commit(struct pg *pg, struct err *err)
{
    struct pg_pipeline *pipeline = newest(pg);
    assert(pipeline->state == PG_PIPELINE_OPEN || pipeline->state == PG_PIPELINE_ENDED);
    if (pipeline->has_failed)
        return known_failure(pipeline, err);
    /* Even a call that fails may have put COMMIT on the wire. */
    pipeline->has_commit = true;
    int sent = PQsendQueryParams(pg->connection, "COMMIT", 0, NULL, NULL, NULL, NULL, 1);
    if (queued(pg, commit_tag, sent, err) != OK)
        return err->outcome;
    end(pg);
    return pipeline->has_failed ? known_failure(pipeline, err) : OK;
}

static bool is_commit(const struct pg_pipeline *pipeline)
{
    return pipeline->collected < pipeline->tags_count &&
           pipeline->tags[pipeline->collected] == commit_tag;
}

static void take_failure(struct pg *pg, const PGresult *result)
{
    struct pg_pipeline *pipeline = oldest(pg);
    struct err err;
    if (PQresultErrorField(result, PG_DIAG_SQLSTATE) == NULL &&
        PQstatus(pg->connection) == CONNECTION_BAD) {
        lost(pg, pipeline, result);
        return;
    }
    (void) pg_failure(pg, result, true, &err);
    if (pipeline->collected < pipeline->tags_count)
        (void) err_wrap(&err, "%s", pipeline->tags[pipeline->collected]);
    /* Of a statement before COMMIT: then COMMIT was skipped, whatever becomes of the connection. */
    if (!pipeline->has_failed)
        pipeline->has_spoken = !is_commit(pipeline);
    failed(pipeline, &err);
}

/* One result, or the NULL behind those of a statement.  False when there is no more to take. */
static bool take(struct pg *pg, PGresult *result)
{
    struct pg_pipeline *pipeline = oldest(pg);
    if (result == NULL) {
        bool had_result = pipeline->has_result;
        if (had_result)
            pipeline->collected++;
        else if (PQstatus(pg->connection) == CONNECTION_BAD)
            lost(pg, pipeline, NULL);
        pipeline->has_result = false;
        return had_result;
    }
    ExecStatusType status = PQresultStatus(result);
    if (status == PGRES_PIPELINE_SYNC) {
        pipeline->state = PG_PIPELINE_ENDED;
    } else {
        pipeline->has_result = true;
        if (status == PGRES_COMMAND_OK && is_commit(pipeline))
            pipeline->is_committed = strcmp(PQcmdStatus(result), "COMMIT") == 0;
        else if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK &&
                 status != PGRES_PIPELINE_ABORTED)
            take_failure(pg, result);
    }
    PQclear(result);
    return pipeline->state != PG_PIPELINE_ENDED;
}

bool pg_pipeline_pump(struct pg *pg)
{
    struct pg_pipeline *pipeline = oldest(pg);
    if (pipeline->state == PG_PIPELINE_ENDED)
        return true;
    flush(pg);
    /* A failed read is told by the results behind what came before it. */
    (void) PQconsumeInput(pg->connection);
    while (!PQisBusy(pg->connection) && take(pg, PQgetResult(pg->connection)))
        continue;
    if (PQstatus(pg->connection) == CONNECTION_BAD)
        pg->is_broken = true;
    return pipeline->state == PG_PIPELINE_ENDED;
}

struct pollfd pg_pipeline_poll(struct pg *pg)
{
    bool writes = !pg->write_failed && PQflush(pg->connection) == 1;
    return (struct pollfd) {.fd = PQsocket(pg->connection),
                            .events = (short) (POLLIN | (writes ? POLLOUT : 0))};
}

bool pg_pipeline_wait(struct pg *pg, int wait_ms_max)
{
    int64_t until_us = time_steady_us() + INT64_C(1000) * wait_ms_max;
    while (!pg_pipeline_pump(pg)) {
        int left_ms = -1;
        if (wait_ms_max >= 0) {
            int64_t left_us = until_us - time_steady_us();
            if (left_us <= 0)
                return false;
            left_ms = (int) ((left_us + 999) / 1000);
        }
        struct pollfd ready = pg_pipeline_poll(pg);
        (void) poll(&ready, 1, left_ms); /* interrupted or not, the next pump sees what is there */
    }
    return true;
}

/* Out of the pipeline and out of a transaction that failed. */
static void leave(struct pg *pg)
{
    if (pg->is_broken)
        return;
    if (PQexitPipelineMode(pg->connection) != 1) {
        pg->is_broken = true;
        return;
    }
    if (PQtransactionStatus(pg->connection) == PQTRANS_IDLE)
        return;
    PGresult *result = PQexec(pg->connection, "ROLLBACK");
    if (PQresultStatus(result) != PGRES_COMMAND_OK)
        pg->is_broken = true;
    PQclear(result);
}

/* Wait for the end of the oldest and forget it. */
static struct pg_pipeline collect(struct pg *pg)
{
    (void) pg_pipeline_wait(pg, -1);
    struct pg_pipeline collected = *oldest(pg);
    pg->pipelines_first = (pg->pipelines_first + 1) % PG_PIPELINES_MAX;
    if (--pg->pipelines_count == 0)
        leave(pg);
    return collected;
}

enum outcome pg_pipeline_finish(struct pg *pg, bool *is_ambiguous_out, struct err *err)
{
    if (oldest(pg)->state == PG_PIPELINE_OPEN)
        end(pg);
    const struct pg_pipeline collected = collect(pg);
    if (pg->pipelines_count > 0 && oldest(pg)->is_given_up)
        (void) collect(pg);

    *is_ambiguous_out =
        collected.has_commit && !collected.is_committed && pg->is_broken && !collected.has_spoken;
    if (collected.is_committed)
        return OK;
    if (collected.has_failed)
        return known_failure(&collected, err);
    return err_set(err, RETRY, "the transaction was rolled back");
}

void pg_pipeline_give_up(struct pg *pg)
{
    struct pg_pipeline *pipeline = newest(pg);
    pipeline->is_given_up = true;
    if (pipeline->state == PG_PIPELINE_OPEN)
        end(pg);
    if (pg->pipelines_count == 1)
        (void) collect(pg);
}

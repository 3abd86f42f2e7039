/*
 * rebuild_load -- see rebuild_internal.h: a share of the subjects, by COPY, in one transaction.
 *
 * Folded in small batches, which stay in the processor's memory; their rows are gathered and copied
 * some thousand subjects at a time, which is half of the work for the server.  That is done between
 * savepoints: what PostgreSQL refuses is narrowed down to the one record, which becomes a letter,
 * as in the live projection.
 */
#include <inttypes.h>
#include <stdio.h>

#include "base/stop.h"
#include "base/time.h"
#include "io/table_pg.h"
#include "run/flush.h"
#include "run/log.h"
#include "run/rebuild_internal.h"
#include "run/transaction.h"
#include "sql.h"

enum {
    SUBJECTS_A_CHUNK = 1 << 20, /* so many as have … */
    CHUNK_BYTES = 4 << 20,      /* … these rows, and a batch more */
    GATHERED_BYTES_MAX = 64 << 20,
    REFUSED_MAX = 10,
};

static const char copy_files_sql[] =
    "COPY case_file (subject, revision, rules_version, bytes) FROM STDIN (FORMAT binary)";

struct loading {
    struct share_worker *worker;
    const struct rebuild *rebuild;
    int share;
    size_t refused_count;
    struct pg_params *files;                           /* rows for COPY, gathered */
    struct pg_params *rows[PROJECTION_TABLES_MAX + 1]; /* NULL at the end */
};

enum outcome rebuild_load_prepare(struct share_worker *worker, void *context, struct err *err)
{
    (void) context;
    /* Nobody waits for the disk: a server that forgets a share forgets that it was loaded, and has
     * lost the connection that swaps, whose commit comes after all of this. */
    if (pg_script(worker->pg, "SET synchronous_commit = off", err) != OK ||
        pg_prepare(worker->pg, "share", SQL_REBUILD_SHARE_INSERT, err) != OK ||
        pg_prepare(worker->pg, "share_find", SQL_REBUILD_SHARE_FIND, err) != OK ||
        pg_prepare(worker->pg, "index", SQL_REBUILD_INDEX, err) != OK)
        return err->outcome;
    /* Tables of sums are added to by key; the other statements are prepared for nothing. */
    return flush_prepare(worker->pg, worker->replay.projection, err);
}

/* ---- copying ---- */

static enum outcome take_room(struct loading *loading, struct err *err)
{
    const struct projection *projection = loading->worker->replay.projection;
    enum outcome outcome = pg_params_new(GATHERED_BYTES_MAX, &loading->files, err);
    for (size_t i = 0; outcome == OK && projection->tables[i] != NULL; i++)
        outcome = pg_params_new(GATHERED_BYTES_MAX, &loading->rows[i], err);
    return outcome;
}

static void give_room_back(struct loading *loading)
{
    pg_params_free(loading->files);
    for (size_t i = 0; i < PROJECTION_TABLES_MAX; i++)
        pg_params_free(loading->rows[i]);
}

static void forget_gathered(struct loading *loading)
{
    pg_params_reset(loading->files);
    for (size_t i = 0; loading->rows[i] != NULL; i++)
        pg_params_reset(loading->rows[i]);
}

static size_t gathered_bytes(const struct loading *loading)
{
    size_t bytes = pg_params_bytes(loading->files);
    for (size_t i = 0; loading->rows[i] != NULL; i++)
        bytes += pg_params_bytes(loading->rows[i]);
    return bytes;
}

static void gather_files(struct loading *loading)
{
    const struct replay *replay = &loading->worker->replay;
    struct pg_params *params = loading->worker->params;
    for (size_t i = 0; i < replay->batch.groups_count; i++) {
        const struct group *group = &replay->batch.groups[i];
        if (!group->is_changed)
            continue;
        pg_params_reset(params);
        pg_param_uuid(params, &group->subject);
        pg_param_bigint(params, 1);
        pg_param_bigint(params, replay->revisions.present->version);
        pg_param_bytes(params, group->after.bytes);
        pg_copy_row(loading->files, params);
    }
}

static enum outcome add_sums(struct loading *loading, const struct rows *rows, struct err *err)
{
    char name[96];
    if (rows->count == 0)
        return OK;
    (void) snprintf(name, sizeof(name), "%s.put", rows->table->name);
    table_pg_params(rows, TABLE_PUT, loading->worker->params);
    return pg_execute(loading->worker->pg, name, loading->worker->params, NULL, err);
}

/* What the batch gave; it is used again. */
static enum outcome gather(struct loading *loading, struct err *err)
{
    const struct batch *batch = &loading->worker->replay.batch;
    gather_files(loading);
    for (size_t i = 0; batch->projection->tables[i] != NULL; i++)
        if (batch->projection->tables[i]->kind != TABLE_OF_SUMS)
            table_pg_copy(&batch->put[i], loading->rows[i]);
        else if (add_sums(loading, &batch->put[i], err) != OK)
            return err->outcome;
    return OK;
}

static enum outcome copy_gathered(const struct loading *loading, struct err *err)
{
    const struct projection *projection = loading->worker->replay.projection;
    struct pg *pg = loading->worker->pg;
    enum outcome outcome = pg_copy(pg, copy_files_sql, loading->files, err);
    for (size_t i = 0; outcome == OK && projection->tables[i] != NULL; i++) {
        char sql[TABLE_SQL_MAX];
        outcome = table_pg_sql(projection->tables[i], TABLE_COPY, sql, err);
        if (outcome == OK)
            outcome = pg_copy(pg, sql, loading->rows[i], err);
    }
    return outcome;
}

static enum outcome write_letters(void *context, const struct batch *batch, struct err *err)
{
    const struct loading *loading = context;
    const struct flush_context flush = {
        .projection = loading->worker->replay.projection,
        .name = loading->rebuild->name,
        .topic_prefix = loading->rebuild->consumer->conf.topic_prefix,
        .params = loading->worker->params,
    };
    struct pg_rows rows = {.count = 0};
    flush_letters(batch, &flush);
    if (pg_execute(loading->worker->pg, "put_letters", flush.params, &rows, err) != OK)
        return err_wrap(err, "letters");
    pg_rows_done(&rows);
    return OK;
}

/* Subjects of the run, batch by batch, until these are enough rows. */
static enum outcome fold_and_gather(struct loading *loading, struct replay_run *run,
                                    struct err *err)
{
    struct replay_run part = {.at = run->at};
    enum outcome outcome = OK;
    run->count = 0;
    forget_gathered(loading);
    while (outcome == OK && part.at != NULL && run->count < run->subjects_max &&
           gathered_bytes(loading) < CHUNK_BYTES) {
        part.subjects_max = run->subjects_max - run->count;
        outcome = replay_fold(&loading->worker->replay, &part, err);
        run->count += part.count;
        if (outcome == OK)
            outcome = gather(loading, err);
    }
    run->at = part.at;
    return outcome;
}

/* ---- refusals ---- */

/* Some subjects, between savepoints; `stays`: what was written does, if it was taken. */
static enum outcome try_some(struct loading *loading, struct replay_run *run, bool stays,
                             struct err *err)
{
    struct pg *pg = loading->worker->pg;
    const struct kept_subject *first = run->at;
    if (pg_script(pg, "SAVEPOINT chunk", err) != OK)
        return err->outcome;
    enum outcome outcome = fold_and_gather(loading, run, err);
    if (outcome == OK)
        outcome = copy_gathered(loading, err);
    if (outcome == OK && stays)
        return pg_script(pg, "RELEASE SAVEPOINT chunk", err);
    run->at = first;
    struct err why = {.outcome = OK};
    if (outcome != OK)
        why = *err;
    if ((outcome == OK || outcome == REJECT) &&
        pg_script(pg, "ROLLBACK TO SAVEPOINT chunk", err) != OK)
        return err->outcome;
    *err = why;
    return outcome;
}

/* The first record of a subject with which it is refused becomes a letter. */
static enum outcome refuse_one(struct loading *loading, const struct kept_subject *subject,
                               struct err *err)
{
    struct replay *replay = &loading->worker->replay;
    const struct err why = *err;
    size_t low = 0; /* so many are taken */
    size_t high = subject->records_count;
    while (low + 1 < high) {
        struct replay_run run = {.at = subject, .subjects_max = 1};
        replay->records_limit = low + (high - low) / 2;
        enum outcome outcome = try_some(loading, &run, false, err);
        if (outcome != OK && outcome != REJECT)
            break;
        *(outcome == OK ? &low : &high) = replay->records_limit;
    }
    bool is_found = low + 1 >= high;
    replay->records_limit = SIZE_MAX;
    if (!is_found)
        return err->outcome; /* of the try that failed otherwise */
    struct kept_record *kept = subject->first;
    for (size_t i = 1; i < high; i++)
        kept = kept->next;
    log_line(LOG_WARN, "an event is refused",
             "topic=%s partition=%" PRId32 " offset=%" PRId64 " text=\"%s\"",
             topic_name(kept->record.topic), kept->record.partition, kept->record.offset, why.text);
    if (loading->refused_count++ >= REFUSED_MAX || kept->refused != REASON_NONE)
        return err_set(err, FATAL, "PostgreSQL refuses event after event: %.180s", why.text);
    kept->refused = why.reason;
    return OK;
}

static enum outcome load_class(void *context, struct replay *replay, struct err *err)
{
    struct loading *loading = context;
    struct replay_run run = {.at = replay->store.first, .subjects_max = SUBJECTS_A_CHUNK};
    while (run.at != NULL) {
        if (stop_requested())
            return err_set(err, RETRY, "asked to stop");
        enum outcome outcome = try_some(loading, &run, true, err);
        size_t wider = run.subjects_max * 2;
        if (outcome == OK)
            run.subjects_max = wider > SUBJECTS_A_CHUNK ? SUBJECTS_A_CHUNK : wider;
        else if (outcome != REJECT)
            return outcome;
        else if (run.count > 1)
            run.subjects_max = run.count / 2;
        else if (refuse_one(loading, run.at, err) != OK)
            return err->outcome;
    }
    return OK;
}

/* ---- a share ---- */

static void put_share(const struct loading *loading)
{
    struct pg_params *params = loading->worker->params;
    pg_params_reset(params);
    pg_param_text(params, str_from(loading->rebuild->consumer->projection->name));
    pg_param_integer(params, loading->rebuild->building.number);
    pg_param_integer(params, loading->share);
}

static enum outcome is_loaded(const struct loading *loading, bool *answer_out, struct err *err)
{
    struct pg_rows rows = {.count = 0};
    put_share(loading);
    if (pg_execute(loading->worker->pg, "share_find", loading->worker->params, &rows, err) != OK)
        return err_wrap(err, "share %d", loading->share);
    *answer_out = rows.count > 0;
    pg_rows_done(&rows);
    return OK;
}

/* The rules are looked at last: their lock must not be held while a share is loaded. */
static enum outcome finish_share(const struct loading *loading, struct err *err)
{
    struct share_worker *worker = loading->worker;
    struct pg_rows rows = {.count = 0};
    pg_params_reset(worker->params);
    pg_param_bigint(worker->params, worker->replay.revisions.present->version);
    if (pg_execute(worker->pg, "hold_rules", worker->params, &rows, err) != OK)
        return err->outcome;
    pg_rows_done(&rows);
    put_share(loading);
    enum outcome outcome = pg_execute(worker->pg, "share", worker->params, NULL, err);
    if (outcome != REJECT)
        return outcome;
    return err_set(err, FATAL, "share %d was loaded by somebody else: is another rebuild running?",
                   loading->share);
}

static enum outcome load_share(struct pg *pg, void *context, struct err *err)
{
    struct loading *loading = context;
    const struct replay_sink sink = {loading, load_class};
    (void) pg;
    bool is_there = false;
    *err = (struct err) {.outcome = OK};
    if (is_loaded(loading, &is_there, err) != OK)
        return err->outcome;
    if (is_there) {
        struct share_worker *worker = loading->worker;
        atomic_fetch_add(&worker->replay.records_read, worker->ranges.records_count);
        return OK;
    }
    if (share_read(loading->worker, loading->share, &sink, err) != OK)
        return err->outcome;
    return finish_share(loading, err);
}

enum outcome rebuild_load(struct share_worker *worker, void *context, int share, struct err *err)
{
    struct loading loading = {.worker = worker, .rebuild = context, .share = share};
    worker->replay.letters = write_letters;
    worker->replay.letters_context = &loading;
    enum outcome outcome = take_room(&loading, err);
    if (outcome == OK)
        outcome = transaction_run(worker->pg, load_share, &loading, err);
    worker->replay.letters = NULL;
    give_room_back(&loading);
    return outcome;
}

/* ---- what follows ---- */

/* Each worker makes another one; every one is a transaction of its own. */
enum outcome rebuild_index(struct share_worker *worker, void *context, struct err *err)
{
    struct rebuild *rebuild = context;
    int64_t not_yet = 0;
    int64_t now_us = time_steady_us();
    if (atomic_compare_exchange_strong(&rebuild->loaded_us, &not_yet, now_us))
        log_line(LOG_INFO, "loaded", "records=%" PRIu64 " took_ms=%" PRId64, rebuild->records_count,
                 (now_us - rebuild->began_us) / 1000);
    for (bool is_end = false; !is_end;) {
        struct pg_rows rows = {.count = 0};
        if (stop_requested())
            return err_set(err, RETRY, "asked to stop");
        pg_params_reset(worker->params);
        pg_param_text(worker->params, str_from(rebuild->consumer->projection->name));
        pg_param_integer(worker->params, rebuild->building.number);
        if (pg_execute(worker->pg, "index", worker->params, &rows, err) != OK)
            return err_wrap(err, "keys and indexes");
        is_end = pg_rows_is_null(&rows, 0, 0);
        pg_rows_done(&rows);
        if (!is_end)
            atomic_fetch_add(&rebuild->made_count, 1);
    }
    return OK;
}

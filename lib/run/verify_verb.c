/*
 * verify_verb -- the verb `verify`: is what is stored what the log gives?
 *
 * The live projection goes on.  Each share is compared in a snapshot of its own: the log is read up
 * to where the offsets of that very snapshot stand.  What is stored of subjects that the log does
 * not have is found at the end, against a table of all subjects seen, which is completed with those
 * that came meanwhile.  Sums over subjects are compared last, with what the stored files add.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/stop.h"
#include "io/table_pg.h"
#include "run/files.h"
#include "run/generation.h"
#include "run/log.h"
#include "run/transaction.h"
#include "run/verify_internal.h"

enum { PARAMS_BYTES_MAX = 16 << 20, SUBJECTS_A_CHUNK = 1000, ADD_MEMORY_BYTES = 1 << 20 };

static const char snapshot_sql[] = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ";
static const char seen_sql[] = "CREATE TEMPORARY TABLE seen (subject uuid NOT NULL)";
static const char see_sql[] = "INSERT INTO pg_temp.seen SELECT unnest($1::uuid[])";

static struct log_ranges_of positions_of(const struct verify *verify)
{
    return (struct log_ranges_of) {verify->consumer->projection->name, "",
                                   verify->consumer->conf.topic_prefix};
}

/* ---- subjects that the log has ---- */

static enum outcome see(struct verify *verify, const struct batch *batch, struct err *err)
{
    (void) pthread_mutex_lock(&verify->mutex);
    pg_params_reset(verify->params);
    pg_array_begin(verify->params, PG_UUID, batch->groups_count);
    for (size_t i = 0; i < batch->groups_count; i++)
        pg_array_uuid(verify->params, &batch->groups[i].subject);
    enum outcome outcome = pg_exec(verify->seen, see_sql, verify->params, NULL, err);
    (void) pthread_mutex_unlock(&verify->mutex);
    if (outcome == RETRY && pg_is_broken(verify->seen)) /* and with it the table */
        return err_set(err, FATAL, "the connection was lost: run verify again");
    return outcome;
}

/* Up to where a share was read; of several that read the same, the least. */
static void note_done(struct verify *verify, const struct log_ranges *ranges)
{
    (void) pthread_mutex_lock(&verify->mutex);
    for (size_t i = 0; i < ranges->count; i++) {
        const struct log_range *read = &ranges->items[i];
        struct log_range *done = log_ranges_find(&verify->done, read->topic, read->partition);
        if (done != NULL && (done->from < 0 || done->from > read->to))
            done->from = read->to;
    }
    (void) pthread_mutex_unlock(&verify->mutex);
}

/* ---- a share ---- */

struct verifying {
    struct verify *verify;
    struct share_worker *worker;
    int share;
};

static enum outcome compare_class(void *context, struct replay *replay, struct err *err)
{
    const struct verifying *verifying = context;
    struct replay_run run = {.at = replay->store.first, .subjects_max = SUBJECTS_A_CHUNK};
    while (run.at != NULL) {
        if (stop_requested())
            return err_set(err, RETRY, "asked to stop");
        if (replay_fold(replay, &run, err) != OK ||
            see(verifying->verify, &replay->batch, err) != OK ||
            verify_compare(verifying->verify, verifying->worker, err) != OK)
            return err->outcome;
    }
    return OK;
}

/* The ranges of the share end where this snapshot's offsets stand. */
static enum outcome end_at_snapshot(struct verifying *verifying, struct err *err)
{
    struct log_ranges *mine = &verifying->worker->ranges;
    const struct log_ranges_of of = positions_of(verifying->verify);
    struct log_ranges now = {0};
    if (log_ranges_read(verifying->worker->pg, &of, &now, err) != OK)
        return err->outcome;
    for (size_t i = 0; i < mine->count; i++) {
        struct log_range *range = &mine->items[i];
        const struct log_range *until = log_ranges_find(&now, range->topic, range->partition);
        if (until != NULL)
            *range = *until;
    }
    log_ranges_done(&now);
    return OK;
}

static enum outcome verify_share(struct pg *pg, void *context, struct err *err)
{
    struct verifying *verifying = context;
    const struct replay_sink sink = {verifying, compare_class};
    if (pg_script(pg, snapshot_sql, err) != OK || end_at_snapshot(verifying, err) != OK ||
        share_read(verifying->worker, verifying->share, &sink, err) != OK)
        return err->outcome;
    note_done(verifying->verify, &verifying->worker->ranges);
    return OK;
}

static enum outcome prepare(struct share_worker *worker, void *context, struct err *err)
{
    (void) context;
    return files_prepare(worker->pg, err);
}

/* What an attempt counted that failed half-way is not taken back: then it says more, never less. */
static enum outcome work(struct share_worker *worker, void *context, int share, struct err *err)
{
    struct verifying verifying = {.verify = context, .worker = worker, .share = share};
    return transaction_run(worker->pg, verify_share, &verifying, err);
}

/* ---- what the log does not have ---- */

struct adding {
    struct verify *verify;
    struct share_worker worker;
};

static enum outcome add_record(void *context, const struct record *record, struct str headers,
                               struct err *err)
{
    struct adding *adding = context;
    struct batch *batch = &adding->worker.replay.batch;
    enum outcome outcome = batch_take(batch, record, record->offset, headers, err);
    if (outcome == RETRY && !batch_is_empty(batch)) {
        if (see(adding->verify, batch, err) != OK)
            return err->outcome;
        batch_reset(batch);
        outcome = batch_take(batch, record, record->offset, headers, err);
    }
    return outcome;
}

/* Subjects whose first record came after their share was read. */
static enum outcome add_newer(struct verify *verify, const struct log_ranges *now, struct err *err)
{
    const struct share_pool_options options = {
        .consumer = verify->consumer, .search_path = verify->search_path, .ranges = now};
    struct adding adding = {.verify = verify};
    const struct log_sink sink = {.context = &adding, .take = add_record};
    enum outcome outcome = share_worker_open(&adding.worker, &options, ADD_MEMORY_BYTES, err);
    if (outcome == OK)
        outcome = log_read(adding.worker.replay.reader, now->items, now->count, &sink, err);
    if (outcome == OK && !batch_is_empty(&adding.worker.replay.batch))
        outcome = see(verify, &adding.worker.replay.batch, err);
    share_worker_close(&adding.worker);
    return outcome;
}

/* Case files, as far as strangers are looked for among them. */
struct file_row {
    struct uuid subject;
};
static const struct column file_columns[] = {COLUMN(file_row, subject)};
static const struct table file_table = {"case_file", TABLE_OF_CASE, sizeof(struct file_row), 1,
                                        1,           file_columns};

static enum outcome find_strangers(struct verify *verify, const struct table *table,
                                   struct err *err)
{
    char sql[TABLE_SQL_MAX];
    struct pg_rows rows = {.count = 0};
    pg_params_reset(verify->params);
    pg_param_bigint(verify->params, VERIFY_SHOWN_MAX);
    if (table_pg_sql(table, TABLE_STRANGE, sql, err) != OK ||
        pg_exec(verify->seen, sql, verify->params, &rows, err) != OK)
        return err_wrap(err, "%s", table->name);
    for (size_t r = 0; r < rows.count; r++) {
        char subject[UUID_TEXT_LEN + 1];
        struct uuid uuid = pg_rows_uuid(&rows, r, 0);
        uuid_text(&uuid, subject);
        verify_differs(verify, "%s (%s=%s): is stored, the log does not have the subject",
                       table->name, table->columns[0].name, subject);
    }
    pg_rows_done(&rows);
    return OK;
}

static enum outcome strangers(struct pg *pg, void *context, struct err *err)
{
    struct verify *verify = context;
    const struct table *const *tables = verify->consumer->projection->tables;
    const struct log_ranges_of of = positions_of(verify);
    struct log_ranges now = {0};
    if (pg_script(pg, snapshot_sql, err) != OK || log_ranges_read(pg, &of, &now, err) != OK)
        return err->outcome;
    for (size_t i = 0; i < now.count; i++) {
        struct log_range *range = &now.items[i];
        const struct log_range *done =
            log_ranges_find(&verify->done, range->topic, range->partition);
        if (done != NULL && done->from >= 0)
            range->from = done->from;
    }
    enum outcome outcome = add_newer(verify, &now, err);
    log_ranges_done(&now);
    if (outcome == OK)
        outcome = pg_script(pg, "ANALYZE pg_temp.seen", err);
    if (outcome == OK)
        outcome = find_strangers(verify, &file_table, err);
    for (size_t i = 0; outcome == OK && tables[i] != NULL; i++)
        if (tables[i]->kind == TABLE_OF_CASE)
            outcome = find_strangers(verify, tables[i], err);
    return outcome;
}

/* ---- all of it ---- */

static enum outcome open_seen(struct verify *verify, struct err *err)
{
    const struct consumer *consumer = verify->consumer;
    const char *name = consumer->projection->name;
    struct generation live;
    if (consumer_open_as(consumer, consumer->conf.pg_rebuild_user, &live, &verify->seen, err) !=
            OK ||
        generation_fits(name, live.number, live.version, err) != OK)
        return err->outcome;
    generation_search_path(name, live.number, verify->search_path);
    return pg_script(verify->seen, seen_sql, err);
}

static enum outcome verify_all(struct verify *verify, struct err *err)
{
    const struct log_ranges_of of = positions_of(verify);
    struct log_ranges ranges = {0};
    if (pg_params_new(PARAMS_BYTES_MAX, &verify->params, err) != OK ||
        open_seen(verify, err) != OK || log_ranges_read(verify->seen, &of, &ranges, err) != OK ||
        log_ranges_read(verify->seen, &of, &verify->done, err) != OK) {
        log_ranges_done(&ranges);
        return err->outcome;
    }
    for (size_t i = 0; i < verify->done.count; i++)
        verify->done.items[i].from = -1;
    const struct share_pool_options pool = {
        .consumer = verify->consumer,
        .search_path = verify->search_path,
        .ranges = &ranges,
        .unit = "records verified",
        .context = verify,
        .prepare = prepare,
        .work = work,
    };
    enum outcome outcome = share_pool_run(&pool, err);
    log_ranges_done(&ranges);
    if (outcome == OK)
        outcome = transaction_run(verify->seen, strangers, verify, err);
    return outcome == OK ? verify_sums(verify, err) : outcome;
}

int verify_verb(int argc, char **argv, void *context)
{
    struct consumer *consumer = context;
    struct verify verify = {.consumer = consumer, .mutex = PTHREAD_MUTEX_INITIALIZER};
    struct err err = {.outcome = OK};
    int exit_code = EXIT_DONE;
    if (!consumer_settings(consumer, argc, argv, 0, &exit_code))
        return exit_code;
    if (stop_on_signals(&err) != OK)
        return consumer_failed("cannot start", &err);
    enum outcome outcome = consumer_check_topics(consumer, &err);
    if (outcome == OK)
        outcome = verify_all(&verify, &err);
    pg_close(verify.seen);
    pg_params_free(verify.params);
    log_ranges_done(&verify.done);
    if (outcome != OK)
        return consumer_failed("verify", &err);
    if (verify.older > 0)
        (void) printf("older rules: %" PRIu64 " subjects, their rows were not compared\n",
                      verify.older);
    (void) printf("%s: %" PRIu64 " subjects, %" PRIu64 " rows, %" PRIu64 " differences\n",
                  consumer->projection->name, verify.subjects, verify.rows, verify.differences);
    return verify.differences == 0 ? EXIT_DONE : EXIT_FAILED;
}

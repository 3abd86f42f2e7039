/* verify_sums -- see verify_internal.h: sums over subjects against what the stored files add. */
#include <inttypes.h>
#include <stdio.h>

#include "io/table_pg.h"
#include "run/file_scan.h"
#include "run/transaction.h"
#include "run/verify_internal.h"

enum {
    MEMORY_BYTES = 1 << 20, /* of records: none are read */
    KEYS_MAX = 512,
    DIFFERENT_ROWS = VERIFY_SHOWN_MAX,
    PARAMS_BYTES_MAX = 64 << 20,
};

/* One table of sums. */
struct summing {
    struct verify *verify;
    struct share_worker worker;
    struct pg_params *params;
    size_t table; /* its place among the projection's */
};

static const struct table *table_of(const struct summing *summing)
{
    return summing->verify->consumer->projection->tables[summing->table];
}

/* ---- what the files add ---- */

static enum outcome add_batch(void *context, const struct batch *batch, struct err *err)
{
    const struct summing *summing = context;
    struct table others = *table_of(summing);
    char sql[TABLE_SQL_MAX];
    others.name = "others";
    pg_params_reset(summing->params);
    table_pg_copy(&batch->put[summing->table], summing->params);
    if (table_pg_sql(&others, TABLE_COPY, sql, err) != OK)
        return err->outcome;
    return pg_copy(summing->worker.pg, sql, summing->params, err);
}

/* ---- the difference ---- */

static void say_row(const struct summing *summing, const void *row)
{
    const struct table *table = table_of(summing);
    char keys[KEYS_MAX] = "";
    verify_keys_text(table, row, keys, sizeof(keys));
    for (size_t i = table->keys_count; i < table->columns_count; i++) {
        const struct column *column = &table->columns[i];
        int64_t more = *(const int64_t *) (const void *) ((const char *) row + column->offset);
        if (more != 0)
            verify_differs(summing->verify, "%s (%s): %s is %" PRId64 " %s than the files give",
                           table->name, keys, column->name, more > 0 ? more : -more,
                           more > 0 ? "more" : "less");
    }
}

static enum outcome compare(struct summing *summing, struct err *err)
{
    const struct table *table = table_of(summing);
    struct arena *arena = &summing->worker.replay.scratch;
    struct pg_rows given = {.count = 0};
    struct rows rows;
    char sql[TABLE_SQL_MAX];
    arena_reset(arena);
    pg_params_reset(summing->params);
    pg_param_bigint(summing->params, DIFFERENT_ROWS);
    if (table_pg_sql(table, TABLE_DIFFER, sql, err) != OK ||
        rows_init(&rows, table, DIFFERENT_ROWS, arena, err) != OK ||
        pg_exec(summing->worker.pg, sql, summing->params, &given, err) != OK)
        return err->outcome;
    enum outcome outcome = table_pg_read(&given, &rows, err);
    for (size_t r = 0; outcome == OK && r < rows.count; r++)
        say_row(summing, rows_at(&rows, r));
    pg_rows_done(&given);
    return outcome;
}

/* ---- all of it ---- */

static enum outcome sum_table(struct pg *pg, void *context, struct err *err)
{
    static const char snapshot_sql[] = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ";
    struct summing *summing = context;
    const struct file_scan scan = {
        .pg = pg,
        .batch = &summing->worker.replay.batch,
        .scratch = &summing->worker.replay.scratch,
        .revisions = &summing->worker.replay.revisions,
    };
    const struct file_scan_sink sink = {summing, add_batch};
    char sql[TABLE_SQL_MAX];
    if (table_pg_sql(table_of(summing), TABLE_OTHERS, sql, err) != OK ||
        pg_script(pg, snapshot_sql, err) != OK || pg_script(pg, sql, err) != OK ||
        file_scan(&scan, &sink, err) != OK)
        return err->outcome;
    return compare(summing, err);
}

static enum outcome sum_tables(struct summing *summing, struct err *err)
{
    const struct table *const *tables = summing->verify->consumer->projection->tables;
    for (size_t i = 0; tables[i] != NULL; i++) {
        summing->table = i;
        if (tables[i]->kind == TABLE_OF_SUMS &&
            transaction_run(summing->worker.pg, sum_table, summing, err) != OK)
            return err_wrap(err, "%s", tables[i]->name);
    }
    return OK;
}

enum outcome verify_sums(struct verify *verify, struct err *err)
{
    static const struct log_ranges nothing;
    const struct share_pool_options options = {
        .consumer = verify->consumer, .search_path = verify->search_path, .ranges = &nothing};
    const struct table *const *tables = verify->consumer->projection->tables;
    struct summing summing = {.verify = verify};
    bool has_sums = false;
    for (size_t i = 0; tables[i] != NULL; i++)
        has_sums |= tables[i]->kind == TABLE_OF_SUMS;
    if (!has_sums)
        return OK;
    enum outcome outcome = pg_params_new(PARAMS_BYTES_MAX, &summing.params, err);
    if (outcome == OK)
        outcome = share_worker_open(&summing.worker, &options, MEMORY_BYTES, err);
    if (outcome == OK)
        outcome = sum_tables(&summing, err);
    share_worker_close(&summing.worker);
    pg_params_free(summing.params);
    return outcome;
}

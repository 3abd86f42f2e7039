/*
 * verify_sums -- see verify_internal.h: sums over subjects against what the stored files add.
 *
 * Both are digested, which takes the same room however large the table is.  What differs is looked
 * for in a second pass, of some classes of keys, in a limited room too.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/sum_digest.h"
#include "io/table_pg.h"
#include "run/file_scan.h"
#include "run/transaction.h"
#include "run/verify_internal.h"

enum {
    MEMORY_BYTES = 1 << 20, /* of records: none are read */
    KEYS_MAX = 512,
    ROWS_A_FETCH = 1000, /* of fetch_sql */
    SUSPECT_CLASSES_MAX = 16,
    SUSPECT_ROWS = 32768, /* before those of one key are gathered */
    SUSPECT_BYTES = 96 << 20,
};

static const char fetch_sql[] = "FETCH 1000 FROM walk";

/* One table of sums. */
struct summing {
    struct verify *verify;
    struct share_worker worker;
    size_t table; /* its place among the projection's */
    struct sum_digest digest;
    bool is_suspect[SUM_DIGEST_CLASSES]; /* it is looked for what differs there */
    struct arena arena;
    struct rows suspects; /* what the table has more than the files give, in these classes */
};

static const struct table *table_of(const struct summing *summing)
{
    return summing->verify->consumer->projection->tables[summing->table];
}

/* ---- both sides, row by row ---- */

/* What is done with rows: those of the table are +1, those that the files give -1. */
struct side {
    struct summing *summing;
    int64_t sign;
    enum outcome (*take)(struct summing *summing, const struct rows *rows, int64_t sign,
                         struct err *err);
};

static enum outcome take_batch(void *context, const struct batch *batch, struct err *err)
{
    const struct side *side = context;
    return side->take(side->summing, &batch->put[side->summing->table], side->sign, err);
}

static enum outcome walk_some(const struct side *side, size_t *count_out, struct err *err)
{
    struct summing *summing = side->summing;
    struct arena *arena = &summing->worker.replay.scratch;
    struct pg_rows given = {.count = 0};
    struct rows rows;
    arena_reset(arena);
    if (rows_init(&rows, table_of(summing), ROWS_A_FETCH, arena, err) != OK ||
        pg_exec(summing->worker.pg, fetch_sql, NULL, &given, err) != OK)
        return err->outcome;
    enum outcome outcome = table_pg_read(&given, &rows, err);
    if (outcome == OK)
        outcome = side->take(summing, &rows, side->sign, err);
    *count_out = given.count;
    pg_rows_done(&given);
    return outcome;
}

static enum outcome walk_table(const struct side *side, struct err *err)
{
    struct pg *pg = side->summing->worker.pg;
    char sql[TABLE_SQL_MAX];
    size_t count = 1;
    if (table_pg_sql(table_of(side->summing), TABLE_WALK, sql, err) != OK ||
        pg_script(pg, sql, err) != OK)
        return err->outcome;
    while (count > 0)
        if (walk_some(side, &count, err) != OK)
            return err->outcome;
    return pg_script(pg, "CLOSE walk", err);
}

static enum outcome walk_files(struct side *side, struct err *err)
{
    struct share_worker *worker = &side->summing->worker;
    const struct file_scan scan = {
        .pg = worker->pg,
        .batch = &worker->replay.batch,
        .scratch = &worker->replay.scratch,
        .revisions = &worker->replay.revisions,
    };
    const struct file_scan_sink sink = {side, take_batch};
    return file_scan(&scan, &sink, err);
}

static enum outcome walk_both(struct summing *summing,
                              enum outcome (*take)(struct summing *summing, const struct rows *rows,
                                                   int64_t sign, struct err *err),
                              struct err *err)
{
    const struct side stored = {summing, 1, take};
    struct side given = {summing, -1, take};
    if (walk_table(&stored, err) != OK)
        return err->outcome;
    return walk_files(&given, err);
}

/* ---- do they differ? ---- */

static enum outcome digest_rows(struct summing *summing, const struct rows *rows, int64_t sign,
                                struct err *err)
{
    (void) err;
    sum_digest_add(&summing->digest, rows, sign);
    return OK;
}

/* The first classes that differ; gives how many do. */
static size_t choose_suspects(struct summing *summing)
{
    size_t differing = 0;
    for (size_t i = 0; i < SUM_DIGEST_CLASSES; i++) {
        bool differs = summing->digest.classes[i] != 0;
        summing->is_suspect[i] = differs && differing < SUSPECT_CLASSES_MAX;
        differing += differs;
    }
    return differing;
}

/* ---- where? ---- */

static enum outcome keep_row(struct summing *summing, const void *row, int64_t sign,
                             struct err *err)
{
    const struct table *table = table_of(summing);
    if (summing->suspects.count == summing->suspects.capacity)
        rows_sort(&summing->suspects);
    char *kept = rows_add_sum(&summing->suspects, row, sign);
    bool has_room = !summing->suspects.full;
    for (size_t i = 0; i < table->keys_count; i++) {
        struct str *text = (void *) (kept + table->columns[i].offset);
        if (table->columns[i].type == COLUMN_TEXT)
            has_room = has_room && str_keep(*text, &summing->arena, text, err) == OK;
    }
    return has_room ? OK : err_set(err, FATAL, "rows differ, and are too many to be listed");
}

static enum outcome keep_suspects(struct summing *summing, const struct rows *rows, int64_t sign,
                                  struct err *err)
{
    for (size_t r = 0; r < rows->count; r++) {
        const void *row = rows_at(rows, r);
        if (summing->is_suspect[sum_digest_class(rows->table, row)] &&
            keep_row(summing, row, sign, err) != OK)
            return err->outcome;
    }
    return OK;
}

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

static enum outcome find_differences(struct summing *summing, struct err *err)
{
    arena_reset(&summing->arena);
    if (rows_init(&summing->suspects, table_of(summing), SUSPECT_ROWS, &summing->arena, err) !=
            OK ||
        walk_both(summing, keep_suspects, err) != OK)
        return err->outcome;
    rows_sort(&summing->suspects);
    for (size_t r = 0; r < summing->suspects.count; r++)
        say_row(summing, rows_at(&summing->suspects, r));
    return OK;
}

/* ---- all of it ---- */

static enum outcome sum_table(struct pg *pg, void *context, struct err *err)
{
    static const char snapshot_sql[] = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ";
    struct summing *summing = context;
    summing->digest = (struct sum_digest) {{0}};
    if (pg_script(pg, snapshot_sql, err) != OK || walk_both(summing, digest_rows, err) != OK)
        return err->outcome;
    size_t differing = choose_suspects(summing);
    if (differing == 0)
        return OK;
    if (differing > SUSPECT_CLASSES_MAX)
        verify_differs(summing->verify,
                       "%s: rows differ in %zu of %d classes of keys; listed are %d",
                       table_of(summing)->name, differing, SUM_DIGEST_CLASSES, SUSPECT_CLASSES_MAX);
    return find_differences(summing, err);
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
    static struct summing summing; /* large: a number a class */
    bool has_sums = false;
    for (size_t i = 0; tables[i] != NULL; i++)
        has_sums |= tables[i]->kind == TABLE_OF_SUMS;
    if (!has_sums)
        return OK;
    summing = (struct summing) {.verify = verify};
    enum outcome outcome = arena_init(&summing.arena, SUSPECT_BYTES, err);
    if (outcome == OK)
        outcome = share_worker_open(&summing.worker, &options, MEMORY_BYTES, err);
    if (outcome == OK)
        outcome = sum_tables(&summing, err);
    share_worker_close(&summing.worker);
    arena_done(&summing.arena);
    return outcome;
}

/* policy_pg -- see policy_pg.h. */
#include "office/policy_pg.h"

#include "office/listing_pg.h"
#include "sql.h"

enum { PARAMS_BYTES_MAX = 4096 };

static enum outcome read_lines(struct pg *pg, const struct pg_params *params,
                               struct policy_file *file, struct err *err)
{
    static const char *const queries[POLICY_TABLES_COUNT] = {
        [POLICY_LINE] = SQL_POLICY_ROWS,
        [POLICY_RUNG_LINE] = SQL_POLICY_RUNGS,
    };
    for (enum policy_table which = 0; which < POLICY_TABLES_COUNT; which++) {
        struct rows *lines = &file->lines[which];
        const struct table *listed = lines->table;
        lines->table = &policy_tables[which]; /* the same rows, with other columns */
        enum outcome outcome = listing_pg_read(pg, queries[which], params, lines, err);
        lines->table = listed;
        if (outcome != OK)
            return outcome;
    }
    return OK;
}

enum outcome policy_pg_read(struct pg *pg, int64_t revision, struct policy_file *file,
                            struct err *err)
{
    struct faults faults = {.count = 0};
    struct pg_params *params = NULL;
    if (pg_params_new(PARAMS_BYTES_MAX, &params, err) != OK)
        return err->outcome;
    pg_param_bigint(params, revision);
    enum outcome outcome = read_lines(pg, params, file, err);
    pg_params_free(params);
    if (outcome != OK)
        return outcome;
    outcome = policy_file_make(file, &faults, err);
    return version_pg_judge(outcome, &faults, err);
}

enum outcome policy_pg_add(struct pg *pg, struct policy_file *file, const struct version *version,
                           struct str loaded_by, struct err *err)
{
    const struct policy_head *first = rows_at(&file->lines[POLICY_LINE], 0);
    struct version_addition addition = {
        .sql = SQL_POLICY_ADD,
        .name = first->preset,
        .version = version,
        .loaded_by = loaded_by,
        .tables_count = POLICY_TABLES_COUNT,
    };
    for (size_t which = 0; which < POLICY_TABLES_COUNT; which++) {
        addition.tables[which] = file->lines[which];
        addition.tables[which].table = &policy_tables[which];
        for (size_t i = 0; i < file->lines[which].count; i++)
            ((struct policy_head *) rows_at(&file->lines[which], i))->version = version->number;
    }
    return version_pg_add(pg, &addition, err);
}

/* policy_pg -- see policy_pg.h. */
#include "office/policy_pg.h"

#include <string.h>

#include "io/table_pg.h"
#include "office/listing_pg.h"
#include "run/transaction.h"
#include "sql.h"

enum { PARAMS_BYTES_MAX = 4096 };

/* ---- reading ---- */

/* They were judged when they were loaded, but maybe by another program. */
static enum outcome make(struct policy_file *file, struct err *err)
{
    struct faults faults = {.count = 0};
    enum outcome outcome = policy_file_make(file, &faults, err);
    if (outcome == OK && faults.errors > 0)
        outcome = err_set(err, FATAL, "schema policy holds what this program cannot read: %.120s",
                          faults.count > 0 ? faults.items[0].text : "");
    faults_done(&faults);
    return outcome;
}

enum outcome policy_pg_read(struct pg *pg, struct policy_file *file, struct err *err)
{
    static const char *const queries[POLICY_TABLES_COUNT] = {
        [POLICY_LINE] = SQL_POLICY_ROWS,
        [POLICY_RUNG_LINE] = SQL_POLICY_RUNGS,
    };
    for (enum policy_table which = 0; which < POLICY_TABLES_COUNT; which++) {
        struct rows *lines = &file->lines[which];
        const struct table *listed = lines->table;
        lines->table = &policy_tables[which]; /* the same rows, with other columns */
        enum outcome outcome = listing_pg_read(pg, queries[which], NULL, lines, err);
        lines->table = listed;
        if (outcome != OK)
            return outcome;
    }
    return make(file, err);
}

enum outcome policy_pg_last(struct pg *pg, struct str preset, struct policy_version *version_out,
                            struct err *err)
{
    struct pg_rows rows = {.count = 0};
    struct pg_params *params = NULL;
    if (pg_params_new(PARAMS_BYTES_MAX, &params, err) != OK)
        return err->outcome;
    pg_param_text(params, preset);
    enum outcome outcome = pg_exec(pg, SQL_POLICY_LAST, params, &rows, err);
    pg_params_free(params);
    if (outcome != OK)
        return err_wrap(err, "look for the last version");
    *version_out = (struct policy_version) {.version = 0};
    if (rows.count > 0) {
        version_out->version = pg_rows_bigint(&rows, 0, 0);
        struct str sha256 = pg_rows_text(&rows, 0, 1);
        if (sha256.len == SHA256_HEX_LEN)
            memcpy(version_out->sha256, sha256.ptr, sha256.len);
    }
    pg_rows_done(&rows);
    return OK;
}

/* ---- writing ---- */

struct adding {
    struct policy_file *file;
    struct pg_params *params; /* of the version's row */
};

static enum outcome exec(struct pg *pg, const char *sql, const struct pg_params *params,
                         struct err *err)
{
    struct pg_rows rows = {.count = 0};
    if (pg_exec(pg, sql, params, &rows, err) != OK)
        return err->outcome;
    pg_rows_done(&rows);
    return OK;
}

static enum outcome add(struct pg *pg, void *context, struct err *err)
{
    const struct adding *adding = context;
    if (exec(pg, SQL_RULES_BUMP, NULL, err) != OK)
        return err_wrap(err, "new version of the rules");
    if (exec(pg, SQL_POLICY_ADD, adding->params, err) != OK)
        return err_wrap(err, "add a version");
    for (enum policy_table which = 0; which < POLICY_TABLES_COUNT; which++) {
        struct rows lines = adding->file->lines[which];
        lines.table = &policy_tables[which];
        if (listing_pg_add(pg, &lines, err) != OK)
            return err->outcome;
    }
    return OK;
}

enum outcome policy_pg_add(struct pg *pg, struct policy_file *file,
                           const struct policy_version *version, struct str loaded_by,
                           struct err *err)
{
    struct adding adding = {.file = file};
    const struct policy_head *first = rows_at(&file->lines[POLICY_LINE], 0);
    for (size_t i = 0; i < POLICY_TABLES_COUNT; i++)
        if (table_pg_check(pg, &policy_tables[i], err) != OK)
            return err->outcome;
    if (pg_params_new(PARAMS_BYTES_MAX, &adding.params, err) != OK)
        return err->outcome;
    for (size_t which = 0; which < POLICY_TABLES_COUNT; which++)
        for (size_t i = 0; i < file->lines[which].count; i++)
            ((struct policy_head *) rows_at(&file->lines[which], i))->version = version->version;
    pg_param_text(adding.params, first->preset);
    pg_param_bigint(adding.params, version->version);
    pg_param_text(adding.params, str_from(version->sha256));
    pg_param_text(adding.params, loaded_by);
    enum outcome outcome = transaction_run(pg, add, &adding, err);
    pg_params_free(adding.params);
    return outcome;
}

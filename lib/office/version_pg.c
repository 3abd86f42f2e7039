/* version_pg -- see version_pg.h. */
#include "office/version_pg.h"

#include <string.h>

#include "io/table_pg.h"
#include "office/listing_pg.h"
#include "run/transaction.h"
#include "sql.h"

enum { PARAMS_BYTES_MAX = 4096 };

enum outcome version_pg_last(struct pg *pg, const char *sql, struct str name,
                             struct version *version_out, struct err *err)
{
    struct pg_rows rows = {.count = 0};
    struct pg_params *params = NULL;
    if (pg_params_new(PARAMS_BYTES_MAX, &params, err) != OK)
        return err->outcome;
    pg_param_text(params, name);
    enum outcome outcome = pg_exec(pg, sql, params, &rows, err);
    pg_params_free(params);
    if (outcome != OK)
        return err_wrap(err, "look for the last version");
    *version_out = (struct version) {.number = 0};
    if (rows.count > 0) {
        struct str sha256 = pg_rows_text(&rows, 0, 1);
        version_out->number = pg_rows_bigint(&rows, 0, 0);
        if (sha256.len == SHA256_HEX_LEN)
            memcpy(version_out->sha256, sha256.ptr, sha256.len);
    }
    pg_rows_done(&rows);
    return OK;
}

enum outcome version_pg_judge(enum outcome made, struct faults *faults, struct err *err)
{
    if (made == OK && faults->errors > 0)
        made = err_set(err, FATAL, "schema policy holds what this program cannot read: %.120s",
                       faults->count > 0 ? faults->items[0].text : "");
    faults_done(faults);
    return made;
}

struct adding {
    const struct version_addition *addition;
    struct pg_params *params; /* of the version's row */
};

static enum outcome add(struct pg *pg, void *context, struct err *err)
{
    const struct adding *adding = context;
    if (!adding->addition->begins_no_rules && pg_exec(pg, SQL_RULES_BUMP, NULL, NULL, err) != OK)
        return err_wrap(err, "new version of the rules");
    if (pg_exec(pg, adding->addition->sql, adding->params, NULL, err) != OK)
        return err_wrap(err, "add a version");
    for (size_t i = 0; i < adding->addition->tables_count; i++)
        if (listing_pg_add(pg, &adding->addition->tables[i], err) != OK)
            return err->outcome;
    return OK;
}

enum outcome version_pg_add(struct pg *pg, const struct version_addition *addition, struct err *err)
{
    struct adding adding = {.addition = addition};
    for (size_t i = 0; i < addition->tables_count; i++)
        if (table_pg_check(pg, addition->tables[i].table, err) != OK)
            return err->outcome;
    if (pg_params_new(PARAMS_BYTES_MAX, &adding.params, err) != OK)
        return err->outcome;
    pg_param_text(adding.params, addition->name);
    pg_param_bigint(adding.params, addition->version->number);
    pg_param_text(adding.params, str_from(addition->version->sha256));
    pg_param_text(adding.params, addition->loaded_by);
    enum outcome outcome = transaction_run(pg, add, &adding, err);
    pg_params_free(adding.params);
    return outcome;
}

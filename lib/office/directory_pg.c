/* directory_pg -- see directory_pg.h. */
#include "office/directory_pg.h"

#include "io/table_pg.h"
#include "office/listing_pg.h"
#include "run/transaction.h"
#include "sql.h"

enum outcome directory_pg_lock(struct pg *pg, bool waits, bool *is_ours_out, struct err *err)
{
    struct pg_rows rows = {.count = 0};
    const char *sql = waits ? SQL_DIRECTORY_LOCK_WAIT : SQL_DIRECTORY_LOCK;
    if (pg_exec(pg, sql, NULL, &rows, err) != OK)
        return err->outcome;
    *is_ours_out = pg_rows_boolean(&rows, 0, 0);
    pg_rows_done(&rows);
    return OK;
}

/* ---- reading ---- */

enum outcome directory_pg_read_table(struct pg *pg, enum directory_table which, struct rows *rows,
                                     struct err *err)
{
    static const char *const queries[DIRECTORY_TABLES_COUNT] = {
        [DIRECTORY_UNIT] = SQL_DIRECTORY_UNITS,
        [DIRECTORY_SECTION] = SQL_DIRECTORY_SECTIONS,
        [DIRECTORY_PERSON] = SQL_DIRECTORY_PEOPLE,
        [DIRECTORY_MEMBERSHIP] = SQL_DIRECTORY_MEMBERSHIPS,
        [DIRECTORY_ROLE] = SQL_DIRECTORY_ROLES,
        [DIRECTORY_ALIAS] = SQL_DIRECTORY_ALIASES,
    };
    return listing_pg_read(pg, queries[which], NULL, rows, err);
}

enum outcome directory_pg_read(struct pg *pg, struct directory *directory, struct err *err)
{
    for (enum directory_table which = 0; which < DIRECTORY_TABLES_COUNT; which++)
        if (directory_pg_read_table(pg, which, &directory->tables[which], err) != OK)
            return err->outcome;
    return OK;
}

/* ---- writing ---- */

struct applying {
    const struct directory_diff *diff;
    struct pg_params *params;
};

static enum outcome write(struct pg *pg, const struct rows *rows, enum table_sql which,
                          struct pg_params *params, struct err *err)
{
    char sql[TABLE_SQL_MAX];
    struct pg_rows none = {.count = 0};
    if (rows->count == 0)
        return OK;
    if (table_pg_sql(rows->table, which, sql, err) != OK)
        return err->outcome;
    table_pg_params(rows, which, params);
    if (pg_exec(pg, sql, params, &none, err) != OK)
        return err_wrap(err, "write directory.%s", rows->table->name);
    pg_rows_done(&none);
    return OK;
}

static enum outcome exec(struct pg *pg, const char *sql, struct err *err)
{
    struct pg_rows rows = {.count = 0};
    if (pg_exec(pg, sql, NULL, &rows, err) != OK)
        return err->outcome;
    pg_rows_done(&rows);
    return OK;
}

static enum outcome apply(struct pg *pg, void *context, struct err *err)
{
    const struct applying *applying = context;
    bool has_rules = directory_diff_has_rules(applying->diff);
    if (has_rules && exec(pg, SQL_RULES_BUMP, err) != OK)
        return err_wrap(err, "new version of the rules");
    for (enum directory_table which = 0; which < DIRECTORY_TABLES_COUNT; which++) {
        const struct listing_change *change = &applying->diff->tables[which];
        if (write(pg, &change->gone, TABLE_GONE, applying->params, err) != OK ||
            write(pg, &change->put, TABLE_PUT, applying->params, err) != OK)
            return err->outcome;
    }
    if (has_rules && exec(pg, SQL_UNIT_PLACES_ADD, err) != OK)
        return err_wrap(err, "keep the tree of units");
    return OK;
}

enum outcome directory_pg_apply(struct pg *pg, const struct directory_diff *diff, struct err *err)
{
    struct applying applying = {.diff = diff};
    for (size_t i = 0; i < DIRECTORY_TABLES_COUNT; i++)
        if (table_pg_check(pg, &directory_listings[i].table, err) != OK)
            return err->outcome;
    if (pg_params_new(LISTING_PARAMS_BYTES_MAX, &applying.params, err) != OK)
        return err->outcome;
    enum outcome outcome = transaction_run(pg, apply, &applying, err);
    pg_params_free(applying.params);
    return outcome;
}

enum outcome directory_pg_prune(struct pg *pg, struct err *err)
{
    if (pg_exec(pg, SQL_UNIT_PLACES_PRUNE, NULL, NULL, err) != OK)
        return err_wrap(err, "remove trees of units");
    return OK;
}

/* formula_pg -- see formula_pg.h. */
#include "office/formula_pg.h"

#include "office/listing_pg.h"
#include "sql.h"

enum { PARAMS_BYTES_MAX = 4096 };

enum outcome formula_pg_read(struct pg *pg, struct str name, int64_t version,
                             struct formula_file *file, struct err *err)
{
    struct faults faults = {.count = 0};
    struct pg_params *params = NULL;
    if (pg_params_new(PARAMS_BYTES_MAX, &params, err) != OK)
        return err->outcome;
    pg_param_text(params, name);
    pg_param_bigint(params, version);
    file->lines.table = &formula_table; /* the same rows, with other columns */
    enum outcome outcome = listing_pg_read(pg, SQL_FORMULA_ROWS, params, &file->lines, err);
    file->lines.table = &formula_listing.table;
    pg_params_free(params);
    if (outcome != OK || file->lines.count == 0)
        return outcome;
    outcome = formula_file_make(file, &faults, err);
    return version_pg_judge(outcome, &faults, err);
}

enum outcome formula_pg_add(struct pg *pg, struct formula_file *file, const struct version *version,
                            struct str loaded_by, struct err *err)
{
    const struct formula_line *first = rows_at(&file->lines, 0);
    struct version_addition addition = {
        .sql = SQL_FORMULA_ADD,
        .name = first->formula,
        .version = version,
        .loaded_by = loaded_by,
        .tables = {file->lines},
        .tables_count = 1,
        .begins_no_rules = true,
    };
    addition.tables[0].table = &formula_table;
    for (size_t i = 0; i < file->lines.count; i++)
        ((struct formula_line *) rows_at(&file->lines, i))->version = version->number;
    return version_pg_add(pg, &addition, err);
}

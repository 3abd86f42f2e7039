/* calendar_pg -- see calendar_pg.h. */
#include "office/calendar_pg.h"

#include "office/listing_pg.h"
#include "sql.h"

enum { PARAMS_BYTES_MAX = 4096 };

static enum outcome read_lines(struct pg *pg, int64_t revision, struct rows *lines, struct err *err)
{
    struct pg_params *params = NULL;
    if (pg_params_new(PARAMS_BYTES_MAX, &params, err) != OK)
        return err->outcome;
    pg_param_text(params, STR(CALENDAR_NAME));
    pg_param_bigint(params, revision);
    lines->table = &calendar_table; /* the same rows, with other columns */
    enum outcome outcome = listing_pg_read(pg, SQL_CALENDAR_ROWS, params, lines, err);
    lines->table = &calendar_listing.table;
    pg_params_free(params);
    return outcome;
}

enum outcome calendar_pg_read(struct pg *pg, int64_t revision, struct calendar_file *file,
                              struct err *err)
{
    struct faults faults = {.count = 0};
    if (read_lines(pg, revision, &file->lines, err) != OK)
        return err->outcome;
    enum outcome outcome = calendar_file_make(file, &faults, err);
    return version_pg_judge(outcome, &faults, err);
}

enum outcome calendar_pg_add(struct pg *pg, struct calendar_file *file,
                             const struct version *version, struct str loaded_by, struct err *err)
{
    struct version_addition addition = {
        .sql = SQL_CALENDAR_ADD,
        .name = STR(CALENDAR_NAME),
        .version = version,
        .loaded_by = loaded_by,
        .tables = {file->lines},
        .tables_count = 1,
    };
    addition.tables[0].table = &calendar_table;
    for (size_t i = 0; i < file->lines.count; i++)
        ((struct calendar_line *) rows_at(&file->lines, i))->version = version->number;
    return version_pg_add(pg, &addition, err);
}

/* listing_pg -- see listing_pg.h. */
#include "office/listing_pg.h"

#include "io/table_pg.h"

/* Texts are borrowed from a result that goes. */
static enum outcome keep_texts(struct rows *rows, size_t first, struct err *err)
{
    const struct table *table = rows->table;
    for (size_t i = first; i < rows->count; i++)
        for (size_t column = 0; column < table->columns_count; column++) {
            void *at = (unsigned char *) rows_at(rows, i) + table->columns[column].offset;
            struct str *text = at;
            if (table->columns[column].type == COLUMN_TEXT &&
                str_keep(*text, rows->arena, text, err) != OK)
                return err->outcome;
        }
    return OK;
}

enum outcome listing_pg_read(struct pg *pg, const char *sql, const struct pg_params *params,
                             struct rows *rows, struct err *err)
{
    struct pg_rows found = {.count = 0};
    size_t first = rows->count;
    if (pg_exec(pg, sql, params, &found, err) != OK)
        return err_wrap(err, "read %s", rows->table->name);
    bool has_room = table_pg_read(&found, rows, err) == OK && keep_texts(rows, first, err) == OK;
    pg_rows_done(&found);
    return has_room ? OK : listing_full(rows->arena, err);
}

enum outcome listing_pg_add(struct pg *pg, const struct rows *rows, struct err *err)
{
    char sql[TABLE_SQL_MAX];
    struct pg_params *params = NULL;
    if (table_pg_sql(rows->table, TABLE_COPY, sql, err) != OK ||
        pg_params_new(LISTING_PARAMS_BYTES_MAX, &params, err) != OK)
        return err->outcome;
    table_pg_copy(rows, params);
    enum outcome outcome = pg_copy(pg, sql, params, err);
    pg_params_free(params);
    return outcome == OK ? OK : err_wrap(err, "write %s", rows->table->name);
}

/* files -- see files.h. */
#include "run/files.h"

#include <assert.h>

#include "sql.h"

enum outcome files_prepare(struct pg *pg, struct err *err)
{
    return pg_prepare(pg, "file_read", SQL_FILE_READ, err);
}

enum outcome files_keep(struct batch *batch, struct group *group, struct err *err)
{
    group->is_found = true;
    if (str_keep(group->before.bytes, &batch->arena, &group->before.bytes, err) == OK)
        return OK;
    err->reason = REASON_TOO_LARGE;
    return err->outcome;
}

enum outcome files_read(struct pg *pg, struct pg_params *params, struct batch *batch,
                        struct err *err)
{
    size_t missing = 0;
    for (size_t i = 0; i < batch->groups_count; i++)
        missing += !batch->groups[i].is_found;
    pg_params_reset(params);
    pg_array_begin(params, PG_UUID, missing);
    for (size_t i = 0; i < batch->groups_count; i++)
        if (!batch->groups[i].is_found)
            pg_array_uuid(params, &batch->groups[i].subject);
    struct pg_rows rows;
    if (pg_execute(pg, "file_read", params, &rows, err) != OK)
        return err_wrap(err, "read case files");
    enum outcome outcome = OK;
    for (size_t r = 0; r < rows.count && outcome == OK; r++) {
        struct uuid subject = pg_rows_uuid(&rows, r, 0);
        struct group *group = (struct group *) (uintptr_t) batch_find(batch, &subject);
        assert(group != NULL);
        group->before = (struct stored_file) {
            .revision = pg_rows_bigint(&rows, r, 1),
            .rules_version = pg_rows_bigint(&rows, r, 2),
            .bytes = pg_rows_text(&rows, r, 3),
        };
        outcome = files_keep(batch, group, err);
    }
    pg_rows_done(&rows);
    for (size_t i = 0; i < batch->groups_count; i++)
        batch->groups[i].is_found = true; /* what was not there is a new file */
    return outcome;
}

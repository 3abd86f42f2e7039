/* migrate -- see migrate.h. */
#include "run/migrate.h"

#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/time.h"
#include "run/transaction.h"
#include "sql.h"

enum { PARAMS_BYTES_MAX = 4 << 20, LOCK_TRIES_MAX = 300, LOCK_WAIT_MS = 200 };

static const char folder[] = "migrations/";
static const char no_transaction[] = "-- no transaction";

/* One migration as this program carries it: migrations/NNNN_name.sql. */
struct migration {
    const struct sql_file *file;
    int32_t number;
    struct str name; /* "0003_create_stream" */
};

static bool migration_from(const struct sql_file *file, struct migration *migration_out)
{
    if (strncmp(file->path, folder, strlen(folder)) != 0)
        return false;
    struct str name = str_from(file->path + strlen(folder));
    name.len -= strlen(".sql");
    *migration_out = (struct migration) {
        .file = file,
        .number = (int32_t) strtol(name.ptr, NULL, 10),
        .name = name,
    };
    return true;
}

size_t migrate_count(void)
{
    size_t count = 0;
    struct migration migration;
    for (const struct sql_file *file = sql_files; file->path != NULL; file++)
        count += migration_from(file, &migration);
    return count;
}

/* Numbers from 1 without gaps; sql_files is in order. */
static enum outcome check_numbers(struct err *err)
{
    int32_t last = 0;
    struct migration migration;
    for (const struct sql_file *file = sql_files; file->path != NULL; file++) {
        if (!migration_from(file, &migration))
            continue;
        if (migration.number != last + 1)
            return err_set(err, FATAL, "migration %.*s does not follow number %04d",
                           STR_ARG(migration.name), (int) last);
        last = migration.number;
    }
    return OK;
}

/* ---- compare ---- */

static enum outcome has_table(struct pg *pg, bool *answer_out, struct err *err)
{
    struct pg_rows rows = {.count = 0};
    if (pg_exec(pg, SQL_MIGRATION_TABLE, NULL, &rows, err) != OK)
        return err->outcome;
    *answer_out = pg_rows_boolean(&rows, 0, 0);
    pg_rows_done(&rows);
    return OK;
}

static void put_files(struct pg_params *params)
{
    struct migration migration;
    size_t count = migrate_count();
    pg_params_reset(params);
    pg_array_begin(params, PG_INTEGER, count);
    for (const struct sql_file *file = sql_files; file->path != NULL; file++)
        if (migration_from(file, &migration))
            pg_array_integer(params, migration.number);
    pg_array_begin(params, PG_TEXT, count);
    for (const struct sql_file *file = sql_files; file->path != NULL; file++)
        if (migration_from(file, &migration))
            pg_array_text(params, migration.name);
    pg_array_begin(params, PG_TEXT, count);
    for (const struct sql_file *file = sql_files; file->path != NULL; file++)
        if (migration_from(file, &migration))
            pg_array_text(params, str_from(file->text));
}

/* One row of migration_state.sql. */
static enum outcome judge(const struct pg_rows *rows, size_t row, struct migrate_state *state,
                          struct err *err)
{
    struct str name = pg_rows_text(rows, row, 1);
    struct str word = pg_rows_text(rows, row, 2);
    struct str file_name = pg_rows_text(rows, row, 3);
    if (str_eq(word, STR("changed")))
        return err_set(err, FATAL,
                       "migration %.*s was changed after it was applied; put its file back and "
                       "write a new one",
                       STR_ARG(name));
    if (str_eq(word, STR("renamed")))
        return err_set(err, FATAL, "migration %.*s was applied, but its file is called %.*s here",
                       STR_ARG(name), STR_ARG(file_name));
    if (str_eq(word, STR("foreign")))
        return err_set(err, FATAL,
                       "migration %.*s was applied, but this program does not have it; it is "
                       "older than the database",
                       STR_ARG(name));
    if (str_eq(word, STR("applied"))) {
        if (state->pending > 0)
            return err_set(err, FATAL, "migration %.*s was applied, but %s before it was not",
                           STR_ARG(name), state->first_pending);
        state->applied++;
        return OK;
    }
    if (state->pending++ == 0)
        (void) snprintf(state->first_pending, sizeof(state->first_pending), "%.*s", STR_ARG(name));
    return OK;
}

static enum outcome compare(struct pg *pg, struct pg_params *params,
                            struct migrate_state *state_out, struct err *err)
{
    struct migrate_state state = {.applied = 0};
    bool is_there = false;
    if (check_numbers(err) != OK || has_table(pg, &is_there, err) != OK)
        return err->outcome;
    if (!is_there) {
        state.pending = migrate_count();
        (void) snprintf(state.first_pending, sizeof(state.first_pending), "all of them");
        *state_out = state;
        return OK;
    }

    struct pg_rows rows = {.count = 0};
    put_files(params);
    if (pg_exec(pg, SQL_MIGRATION_STATE, params, &rows, err) != OK)
        return err_wrap(err, "read public.schema_migration");
    enum outcome outcome = OK;
    for (size_t i = 0; i < rows.count && outcome == OK; i++)
        outcome = judge(&rows, i, &state, err);
    pg_rows_done(&rows);
    if (outcome == OK)
        *state_out = state;
    return outcome;
}

enum outcome migrate_compare(struct pg *pg, struct migrate_state *state_out, struct err *err)
{
    struct pg_params *params = NULL;
    if (pg_params_new(PARAMS_BYTES_MAX, &params, err) != OK)
        return err->outcome;
    enum outcome outcome = compare(pg, params, state_out, err);
    pg_params_free(params);
    return outcome;
}

/* ---- apply ---- */

struct applying {
    const struct migration *migration;
    struct pg_params *params;
};

static enum outcome note_applied(struct pg *pg, void *context, struct err *err)
{
    const struct applying *applying = context;
    struct pg_rows rows = {.count = 0};
    pg_params_reset(applying->params);
    pg_param_integer(applying->params, applying->migration->number);
    pg_param_text(applying->params, applying->migration->name);
    pg_param_text(applying->params, str_from(applying->migration->file->text));
    if (pg_exec(pg, SQL_MIGRATION_INSERT, applying->params, &rows, err) != OK)
        return err->outcome;
    pg_rows_done(&rows);
    return OK;
}

static enum outcome apply_in_transaction(struct pg *pg, void *context, struct err *err)
{
    const struct applying *applying = context;
    if (pg_script(pg, applying->migration->file->text, err) != OK)
        return err->outcome;
    if (pg_script(pg, "RESET ROLE", err) != OK)
        return err->outcome;
    return note_applied(pg, context, err);
}

static enum outcome apply(struct pg *pg, const struct migration *migration,
                          struct pg_params *params, struct err *err)
{
    struct applying applying = {.migration = migration, .params = params};
    const char *text = migration->file->text;
    if (strncmp(text, no_transaction, strlen(no_transaction)) != 0)
        return transaction_run(pg, apply_in_transaction, &applying, err);
    if (pg_script(pg, text, err) != OK)
        return err->outcome;
    return transaction_run(pg, note_applied, &applying, err);
}

static enum outcome apply_pending(struct pg *pg, const struct migrate_hooks *hooks,
                                  struct pg_params *params, struct err *err)
{
    struct migrate_state state;
    if (compare(pg, params, &state, err) != OK)
        return err->outcome;
    struct migration migration;
    for (const struct sql_file *file = sql_files; file->path != NULL; file++) {
        if (!migration_from(file, &migration) || migration.number <= (int32_t) state.applied)
            continue;
        if (apply(pg, &migration, params, err) != OK)
            return err_wrap(err, "migration %.*s", STR_ARG(migration.name));
        if (hooks != NULL)
            hooks->applied(hooks->context, file->path + strlen(folder));
    }
    return OK;
}

static enum outcome lock(struct pg *pg, struct err *err)
{
    for (int i = 0; i < LOCK_TRIES_MAX; i++) {
        struct pg_rows rows = {.count = 0};
        if (pg_exec(pg, SQL_MIGRATION_LOCK, NULL, &rows, err) != OK)
            return err->outcome;
        bool is_ours = pg_rows_boolean(&rows, 0, 0);
        pg_rows_done(&rows);
        if (is_ours)
            return OK;
        time_pause_ms(LOCK_WAIT_MS);
    }
    return err_set(err, RETRY, "another migrate of this database has been under way for a minute");
}

enum outcome migrate_run(struct pg *pg, const struct migrate_hooks *hooks, struct err *err)
{
    struct pg_params *params = NULL;
    if (pg_params_new(PARAMS_BYTES_MAX, &params, err) != OK)
        return err->outcome;
    enum outcome outcome = lock(pg, err); /* until the connection is closed */
    if (outcome == OK)
        outcome = apply_pending(pg, hooks, params, err);
    pg_params_free(params);
    if (outcome == OK && pg_script(pg, SQL_DATABASE_RIGHTS, err) != OK)
        outcome = err_wrap(err, "rights on the database");
    if (outcome == OK)
        outcome = generation_make(pg, hooks == NULL ? NULL : &hooks->generations, err);
    return outcome;
}

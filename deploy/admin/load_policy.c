/* load_policy -- a policy's file is read, judged, compared with its last version, loaded as a new
 * one. */
#include <string.h>

#include "load.h"
#include "office/policy_check.h"
#include "office/policy_pg.h"
#include "sql.h"

/* Everything that is open. */
struct loading {
    const struct admin *admin;
    const char *files[POLICY_TABLES_COUNT];
    char ladders[POLICY_PATH_MAX];
    struct policy_file present; /* every preset in force */
    struct policy_file file;
    struct load_units units;
    struct faults faults;
    struct pg *pg;
};

/* ---- reading and judging ---- */

static enum outcome read_file(struct loading *loading, struct err *err)
{
    const char *path = loading->files[POLICY_LINE];
    if (policy_file_ladders(path, loading->ladders, err) != OK)
        return err->outcome;
    loading->files[POLICY_RUNG_LINE] = loading->ladders;
    if (policy_file_init(&loading->file, err) != OK ||
        policy_file_read(&loading->file, path, &loading->faults, err) != OK)
        return err->outcome;
    return policy_file_make(&loading->file, &loading->faults, err);
}

static enum outcome read_database(struct loading *loading, struct err *err)
{
    if (admin_open_schema(loading->admin, "policy", &loading->pg, err) != OK ||
        load_take_lock(loading->pg, err) != OK || policy_file_init(&loading->present, err) != OK ||
        policy_pg_read(loading->pg, REVISION_LAST, &loading->present, err) != OK ||
        load_units_read(&loading->units, loading->pg, err) != OK)
        return err->outcome;
    return OK;
}

/* REJECT: it cannot be loaded, and why is told. */
static enum outcome judge(struct loading *loading, struct err *err)
{
    const struct policy_source others = policy_file_source(&loading->present);
    const struct units_known units = load_units_known(&loading->units);
    if (policy_check(&loading->file, &others, &units, &loading->faults, err) != OK)
        return err->outcome;
    return loading->faults.errors > 0 ? err_set(err, REJECT, "the policy has faults") : OK;
}

/* ---- comparing and loading ---- */

static struct str preset_of(const struct loading *loading)
{
    return ((const struct policy_head *) rows_at(&loading->file.lines[POLICY_LINE], 0))->preset;
}

/* Leave what is of this preset. */
static void keep_preset(struct rows *lines, struct str preset)
{
    size_t kept = 0;
    for (size_t i = 0; i < lines->count; i++) {
        const struct policy_head *head = rows_at(lines, i);
        if (str_eq(head->preset, preset))
            memmove(rows_at(lines, kept++), head, lines->table->row_size);
    }
    lines->count = kept;
}

static enum outcome show(void *context, struct err *err)
{
    struct loading *loading = context;
    struct listing_change changes[POLICY_TABLES_COUNT];
    for (size_t i = 0; i < POLICY_TABLES_COUNT; i++) {
        keep_preset(&loading->present.lines[i], preset_of(loading));
        if (listing_diff(&policy_listings[i], &loading->present.lines[i], &loading->file.lines[i],
                         &changes[i], err) != OK)
            return err->outcome;
    }
    load_show(loading->admin, changes, POLICY_TABLES_COUNT);
    return OK;
}

static enum outcome add(void *context, const struct version *version, struct err *err)
{
    struct loading *loading = context;
    return policy_pg_add(loading->pg, &loading->file, version, str_from(loading->admin->loaded_by),
                         err);
}

static enum outcome apply(struct loading *loading, struct err *err)
{
    const struct load_plan plan = {
        .admin = loading->admin,
        .pg = loading->pg,
        .name = preset_of(loading),
        .last = SQL_POLICY_LAST,
        .files = loading->files,
        .files_count = POLICY_TABLES_COUNT,
        .arena = &loading->file.arena,
        .context = loading,
        .show = show,
        .add = add,
    };
    return load_version(&plan, err);
}

/* ---- whole ---- */

static int load(struct loading *loading)
{
    struct err err;
    enum outcome outcome = read_file(loading, &err);
    if (outcome == OK)
        outcome = read_database(loading, &err);
    if (outcome == OK)
        outcome = judge(loading, &err);
    load_tell_faults(&loading->faults, loading->files);
    if (outcome == REJECT && loading->faults.errors > 0)
        return EXIT_FAILED; /* what is wrong was said */
    if (outcome != OK || apply(loading, &err) != OK)
        return admin_failed("load", &err);
    return EXIT_DONE;
}

int load_policy(const struct admin *admin, const char *path)
{
    struct loading loading = {.admin = admin, .files = {[POLICY_LINE] = path}};
    int code = load(&loading);
    pg_close(loading.pg);
    faults_done(&loading.faults);
    policy_file_done(&loading.present);
    policy_file_done(&loading.file);
    load_units_done(&loading.units);
    return code;
}

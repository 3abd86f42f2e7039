/* load_formula -- a formula's file is read, judged, compared with its last version, loaded as a new
 * one. */
#include "load.h"
#include "office/formula_pg.h"
#include "sql.h"

/* Everything that is open. */
struct loading {
    const struct admin *admin;
    const char *path;
    struct formula_file present; /* the last version */
    struct formula_file file;
    struct faults faults;
    struct pg *pg;
};

/* REJECT: it cannot be loaded, and why is told. */
static enum outcome read_file(struct loading *loading, struct err *err)
{
    if (formula_file_init(&loading->file, err) != OK ||
        formula_file_read(&loading->file, loading->path, &loading->faults, err) != OK ||
        formula_file_make(&loading->file, &loading->faults, err) != OK)
        return err->outcome;
    return loading->faults.errors > 0 ? err_set(err, REJECT, "the formula has faults") : OK;
}

static struct str name_of(const struct loading *loading)
{
    return ((const struct formula_line *) rows_at(&loading->file.lines, 0))->formula;
}

static enum outcome read_database(struct loading *loading, struct err *err)
{
    if (admin_open_schema(loading->admin, "policy", &loading->pg, err) != OK ||
        load_take_lock(loading->pg, err) != OK || formula_file_init(&loading->present, err) != OK)
        return err->outcome;
    return formula_pg_read(loading->pg, name_of(loading), FORMULA_LAST, &loading->present, err);
}

static enum outcome show(void *context, struct err *err)
{
    struct loading *loading = context;
    struct listing_change change;
    if (listing_diff(&formula_listing, &loading->present.lines, &loading->file.lines, &change,
                     err) != OK)
        return err->outcome;
    load_show(loading->admin, &change, 1);
    return OK;
}

static enum outcome add(void *context, const struct version *version, struct err *err)
{
    struct loading *loading = context;
    return formula_pg_add(loading->pg, &loading->file, version, str_from(loading->admin->loaded_by),
                          err);
}

static enum outcome apply(struct loading *loading, struct err *err)
{
    const struct load_plan plan = {
        .admin = loading->admin,
        .pg = loading->pg,
        .name = name_of(loading),
        .last = SQL_FORMULA_LAST,
        .files = &loading->path,
        .files_count = 1,
        .arena = &loading->file.arena,
        .context = loading,
        .show = show,
        .add = add,
    };
    return load_version(&plan, err);
}

static int load(struct loading *loading)
{
    struct err err;
    enum outcome outcome = read_file(loading, &err);
    load_tell_faults(&loading->faults, &loading->path);
    if (outcome == REJECT && loading->faults.errors > 0)
        return EXIT_FAILED; /* what is wrong was said */
    if (outcome == OK)
        outcome = read_database(loading, &err);
    if (outcome != OK || apply(loading, &err) != OK)
        return admin_failed("load", &err);
    return EXIT_DONE;
}

int load_formula(const struct admin *admin, const char *path)
{
    struct loading loading = {.admin = admin, .path = path};
    int code = load(&loading);
    pg_close(loading.pg);
    faults_done(&loading.faults);
    formula_file_done(&loading.present);
    formula_file_done(&loading.file);
    return code;
}

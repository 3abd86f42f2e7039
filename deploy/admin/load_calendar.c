/* load_calendar -- a calendar's files are read, judged, compared with the last version, loaded as a
 * new one. */
#include "load.h"
#include "office/calendar_check.h"
#include "office/calendar_pg.h"
#include "sql.h"

/* Everything that is open. */
struct loading {
    const struct admin *admin;
    struct calendar_file present; /* the last version */
    struct calendar_file file;
    struct load_units units;
    struct faults faults;
    struct pg *pg;
};

/* ---- reading and judging ---- */

static enum outcome read_files(struct loading *loading, const char *path, struct err *err)
{
    if (calendar_file_init(&loading->file, err) != OK ||
        calendar_file_read(&loading->file, path, &loading->faults, err) != OK)
        return err->outcome;
    return calendar_file_make(&loading->file, &loading->faults, err);
}

static enum outcome read_database(struct loading *loading, struct err *err)
{
    if (admin_open_schema(loading->admin, "policy", &loading->pg, err) != OK ||
        load_take_lock(loading->pg, err) != OK ||
        calendar_file_init(&loading->present, err) != OK ||
        calendar_pg_read(loading->pg, REVISION_LAST, &loading->present, err) != OK)
        return err->outcome;
    return load_units_read(&loading->units, loading->pg, err);
}

/* REJECT: it cannot be loaded, and why is told. */
static enum outcome judge(struct loading *loading, struct err *err)
{
    const struct units_known units = load_units_known(&loading->units);
    if (calendar_check(&loading->file, &units, &loading->faults, err) != OK)
        return err->outcome;
    return loading->faults.errors > 0 ? err_set(err, REJECT, "the calendar has faults") : OK;
}

/* ---- comparing and loading ---- */

static enum outcome show(void *context, struct err *err)
{
    struct loading *loading = context;
    struct listing_change change;
    if (listing_diff(&calendar_listing, &loading->present.lines, &loading->file.lines, &change,
                     err) != OK)
        return err->outcome;
    load_show(loading->admin, &change, 1);
    return OK;
}

static enum outcome add(void *context, const struct version *version, struct err *err)
{
    struct loading *loading = context;
    return calendar_pg_add(loading->pg, &loading->file, version,
                           str_from(loading->admin->loaded_by), err);
}

static enum outcome apply(struct loading *loading, struct err *err)
{
    const struct load_plan plan = {
        .admin = loading->admin,
        .pg = loading->pg,
        .name = STR(CALENDAR_NAME),
        .last = SQL_CALENDAR_LAST,
        .files = loading->file.files,
        .files_count = loading->file.files_count,
        .arena = &loading->file.arena,
        .context = loading,
        .show = show,
        .add = add,
    };
    return load_version(&plan, err);
}

/* ---- whole ---- */

static int load(struct loading *loading, const char *path)
{
    struct err err;
    enum outcome outcome = read_files(loading, path, &err);
    if (outcome == OK)
        outcome = read_database(loading, &err);
    if (outcome == OK)
        outcome = judge(loading, &err);
    load_tell_faults(&loading->faults, loading->file.files);
    if (outcome == REJECT && loading->faults.errors > 0)
        return EXIT_FAILED; /* what is wrong was said */
    if (outcome != OK || apply(loading, &err) != OK)
        return admin_failed("load", &err);
    return EXIT_DONE;
}

int load_calendar(const struct admin *admin, const char *path)
{
    struct loading loading = {.admin = admin};
    int code = load(&loading, path);
    pg_close(loading.pg);
    faults_done(&loading.faults);
    calendar_file_done(&loading.present);
    calendar_file_done(&loading.file);
    load_units_done(&loading.units);
    return code;
}

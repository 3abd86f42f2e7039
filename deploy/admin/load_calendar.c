/* load_calendar -- a calendar's files are read, judged, compared with the last version, loaded as a
 * new one. */
#include <glob.h>
#include <string.h>

#include "load.h"
#include "office/calendar_check.h"
#include "office/calendar_pg.h"
#include "sql.h"

enum { LINES_BYTES = 32 << 20, CAPACITY = 256, PATTERN_MAX = 4096 };

/* Everything that is open. */
struct loading {
    const struct admin *admin;
    glob_t files;
    struct calendar_csv csv;
    struct complaints complaints;
    struct arena arena;
    struct rows present; /* lines of the last version */
    struct rows lines;   /* of the files */
    struct load_units units;
    struct pg *pg;
};

/* ---- reading and judging ---- */

static void tell(void *context, const char *text)
{
    (void) context;
    (void) printf("WRONG %s\n", text);
}

/* The files of a folder by their names, or the one that `path` is. */
static enum outcome find_files(struct loading *loading, const char *path, struct err *err)
{
    char pattern[PATTERN_MAX];
    if (snprintf(pattern, sizeof(pattern), "%s/*.csv", path) >= (int) sizeof(pattern))
        return err_set(err, FATAL, "the folder's name is too long");
    if (glob(pattern, 0, NULL, &loading->files) != 0 &&
        glob(path, GLOB_NOCHECK, NULL, &loading->files) != 0)
        return err_set(err, FATAL, "cannot read \"%s\"", path);
    return OK;
}

static enum outcome read_files(struct loading *loading, const char *path, struct err *err)
{
    if (arena_init(&loading->arena, LINES_BYTES, err) != OK ||
        rows_init(&loading->present, &calendar_listing.table, CAPACITY, &loading->arena, err) !=
            OK ||
        rows_init(&loading->lines, &calendar_listing.table, CAPACITY, &loading->arena, err) != OK ||
        find_files(loading, path, err) != OK || calendar_csv_init(&loading->csv, err) != OK)
        return err->outcome;
    return calendar_csv_load(&loading->csv, path, &loading->complaints, err);
}

static bool knows_unit(void *context, struct str unit)
{
    return load_units_know(context, unit);
}

/* REJECT: it cannot be loaded, and why was told. */
static enum outcome judge(struct loading *loading, struct err *err)
{
    const struct calendar_units units = {.context = &loading->units, .is_known = knows_unit};
    if (admin_open_schema(loading->admin, "policy", &loading->pg, err) != OK ||
        load_take_lock(loading->pg, err) != OK ||
        load_units_read(&loading->units, loading->pg, err) != OK)
        return err->outcome;
    return calendar_check(&loading->csv, &units, &loading->complaints, err);
}

/* ---- comparing and loading ---- */

static enum outcome show(void *context, struct err *err)
{
    struct loading *loading = context;
    struct listing_change change;
    if (listing_diff(&calendar_listing, &loading->present, &loading->lines, &change, err) != OK)
        return err->outcome;
    load_show(loading->admin, &change, 1);
    return OK;
}

static enum outcome add(void *context, const struct version *version, struct err *err)
{
    struct loading *loading = context;
    return calendar_pg_add(loading->pg, &loading->lines, version,
                           str_from(loading->admin->loaded_by), err);
}

static enum outcome apply(struct loading *loading, struct err *err)
{
    const struct load_plan plan = {
        .admin = loading->admin,
        .pg = loading->pg,
        .name = STR(CALENDAR_NAME),
        .last = SQL_CALENDAR_LAST,
        .files = (const char *const *) loading->files.gl_pathv,
        .files_count = loading->files.gl_pathc,
        .arena = &loading->arena,
        .context = loading,
        .show = show,
        .add = add,
    };
    if (calendar_pg_read(loading->pg, &loading->present, err) != OK ||
        calendar_lines_make(&loading->csv, &loading->lines, err) != OK)
        return err->outcome;
    return load_version(&plan, err);
}

/* ---- whole ---- */

static int load(struct loading *loading, const char *path)
{
    struct err err;
    enum outcome outcome = read_files(loading, path, &err);
    if (outcome == OK)
        outcome = judge(loading, &err);
    if (loading->complaints.count > 0) {
        (void) printf("%zu thing%s wrong; nothing was changed\n", loading->complaints.count,
                      loading->complaints.count == 1 ? " is" : "s are");
        if (outcome == REJECT)
            return EXIT_FAILED; /* what is wrong was said */
    }
    if (outcome != OK || apply(loading, &err) != OK)
        return admin_failed("load", &err);
    return EXIT_DONE;
}

int load_calendar(const struct admin *admin, const char *path)
{
    struct loading loading = {.admin = admin, .complaints = {.tell = tell}};
    int code = load(&loading, path);
    pg_close(loading.pg);
    load_units_done(&loading.units);
    calendar_csv_done(&loading.csv);
    arena_done(&loading.arena);
    globfree(&loading.files);
    return code;
}

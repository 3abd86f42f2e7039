/* load_version -- rules become a version; what loading policies and calendars shares. */
#include <inttypes.h>
#include <string.h>

#include "load.h"
#include "office/directory_pg.h"
#include "office/files_digest.h"

enum outcome load_version(const struct load_plan *plan, struct err *err)
{
    struct version last;
    struct version next;
    if (version_pg_last(plan->pg, plan->last, plan->name, &last, err) != OK ||
        files_digest(plan->files, plan->files_count, plan->arena, next.sha256, err) != OK)
        return err->outcome;
    if (strcmp(last.sha256, next.sha256) == 0) {
        (void) printf("nothing to change: version %" PRId64 " of '%.*s' is of these very files\n",
                      last.number, STR_ARG(plan->name));
        return OK;
    }
    if (plan->show(plan->context, err) != OK)
        return err->outcome;
    if (!load_may_apply(plan->admin)) {
        (void) printf("nothing was changed; --yes applies this\n");
        return OK;
    }
    next.number = last.number + 1;
    if (plan->add(plan->context, &next, err) != OK)
        return err->outcome;
    (void) printf("version %" PRId64 " of '%.*s' is loaded\n", next.number, STR_ARG(plan->name));
    return OK;
}

void load_show(const struct admin *admin, const struct listing_change *changes, size_t count)
{
    bool is_empty = true;
    for (size_t i = 0; i < count; i++)
        is_empty = is_empty && listing_change_is_empty(&changes[i]);
    if (is_empty)
        (void) printf("the rows are the same, in another order or spelling\n");
    listing_changes_print(changes, count, (size_t) admin->limit, stdout);
}

enum outcome load_units_read(struct load_units *units, struct pg *pg, struct err *err)
{
    if (directory_init(&units->directory, DIRECTORY_MEMORY_MAX, err) != OK)
        return err->outcome;
    struct rows *rows = &units->directory.tables[DIRECTORY_UNIT];
    if (directory_pg_read_table(pg, DIRECTORY_UNIT, rows, err) != OK)
        return err->outcome;
    rows_sort(rows);
    return OK;
}

void load_units_done(struct load_units *units)
{
    directory_done(&units->directory);
}

static bool knows(const void *context, struct str code)
{
    const struct load_units *units = context;
    const struct directory_unit probe = {.code = code};
    struct listing_range range = listing_find(&units->directory.tables[DIRECTORY_UNIT], 1, &probe);
    return range.first < range.end;
}

struct units_known load_units_known(const struct load_units *units)
{
    return (struct units_known) {.context = units, .knows = knows};
}

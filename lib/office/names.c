/* names -- see names.h. */
#include "office/names.h"

#include <stdlib.h>

#include "sql.h"

enum { KIND, UNIT, CODE, NAME, FIRST_DAY, LAST_DAY, IS_DEDICATED };

enum outcome names_read(struct pg *pg, struct names *names_out, struct err *err)
{
    struct names names = {.count = 0};
    if (pg_exec(pg, SQL_DIRECTORY_NAMES, NULL, &names.rows, err) != OK)
        return err_wrap(err, "read the directory");
    names.items = calloc(names.rows.count + 1, sizeof(*names.items));
    if (names.items == NULL) {
        pg_rows_done(&names.rows);
        return err_set(err, FATAL, "could not allocate %zu names", names.rows.count);
    }
    for (size_t row = 0; row < names.rows.count; row++)
        names.items[names.count++] = (struct name) {
            .kind = (enum name_kind) pg_rows_bigint(&names.rows, row, KIND),
            .unit = pg_rows_text(&names.rows, row, UNIT),
            .code = pg_rows_text(&names.rows, row, CODE),
            .name = pg_rows_text(&names.rows, row, NAME),
            .first_day = pg_rows_date(&names.rows, row, FIRST_DAY),
            .last_day = pg_rows_is_null(&names.rows, row, LAST_DAY)
                            ? INT64_MAX
                            : pg_rows_date(&names.rows, row, LAST_DAY),
            .is_dedicated = pg_rows_boolean(&names.rows, row, IS_DEDICATED),
        };
    *names_out = names;
    return OK;
}

void names_done(struct names *names)
{
    free(names->items);
    pg_rows_done(&names->rows);
    *names = (struct names) {.count = 0};
}

static int compare(const struct name *a, const struct name *b)
{
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    int order = str_compare(a->unit, b->unit);
    return order != 0 ? order : str_compare(a->code, b->code);
}

/* The first that is not before `wanted`. */
static size_t find(const struct names *names, const struct name *wanted)
{
    size_t low = 0;
    size_t high = names->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare(&names->items[middle], wanted) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static struct str name_on(const struct names *names, const struct name *wanted, int64_t day)
{
    const struct name *found = NULL;
    for (size_t i = find(names, wanted); i < names->count; i++) {
        const struct name *name = &names->items[i];
        if (compare(name, wanted) != 0 || (found != NULL && name->first_day > day))
            break;
        found = name;
    }
    return found == NULL ? wanted->code : found->name;
}

struct str names_unit(const struct names *names, struct str code, int64_t day)
{
    return name_on(names, &(struct name) {.kind = NAME_OF_UNIT, .code = code}, day);
}

struct str names_section(const struct names *names, struct str unit, struct str code, int64_t day)
{
    return name_on(names, &(struct name) {.kind = NAME_OF_SECTION, .unit = unit, .code = code},
                   day);
}

struct str names_person(const struct names *names, struct str code, int64_t day)
{
    return name_on(names, &(struct name) {.kind = NAME_OF_PERSON, .code = code}, day);
}

const struct name *names_dedicated(const struct names *names, struct str unit, int64_t day)
{
    const struct name *found = NULL;
    size_t i = find(names, &(struct name) {.kind = NAME_OF_SECTION, .unit = unit});
    for (; i < names->count && names->items[i].kind == NAME_OF_SECTION &&
           str_eq(names->items[i].unit, unit);
         i++) {
        const struct name *name = &names->items[i];
        if (!name->is_dedicated)
            continue;
        bool is_then = name->first_day <= day && day <= name->last_day;
        if (found == NULL || is_then)
            found = name;
    }
    return found;
}

/* directory_twin -- see directory_twin.h. */
#include "office/directory_twin.h"

struct twin {
    struct str bare; /* the code without zeros in front */
    struct str code;
    struct str unit; /* of a section */
};

static const struct column columns[] = {COLUMN(twin, bare), COLUMN(twin, code), COLUMN(twin, unit)};
static const struct table table = {
    "twin", TABLE_OF_CASE, sizeof(struct twin), 3, 3, columns,
};

static struct str without_zeros(struct str code)
{
    while (code.len > 1 && code.ptr[0] == '0') {
        code.ptr++;
        code.len--;
    }
    return code;
}

static struct twin twin_of(const struct rows *rows, enum directory_table which, size_t row)
{
    struct twin twin = {.unit = STR("")};
    const void *from = rows_at(rows, row);
    if (which == DIRECTORY_UNIT)
        twin.code = ((const struct directory_unit *) from)->code;
    else if (which == DIRECTORY_PERSON)
        twin.code = ((const struct directory_person *) from)->code;
    else {
        twin.code = ((const struct directory_section *) from)->code;
        twin.unit = ((const struct directory_section *) from)->unit;
    }
    twin.bare = without_zeros(twin.code);
    return twin;
}

enum outcome directory_twins_make(struct directory *directory, struct directory_twins *twins_out,
                                  struct err *err)
{
    for (enum directory_table which = 0; which < DIRECTORY_MEMBERSHIP; which++) {
        const struct rows *from = &directory->tables[which];
        struct rows *rows = &twins_out->tables[which];
        if (rows_init(rows, &table, from->count + 1, &directory->arena, err) != OK)
            return listing_full(&directory->arena, err);
        for (size_t i = 0; i < from->count; i++)
            *(struct twin *) rows_add(rows) = twin_of(from, which, i);
        rows_sort(rows);
    }
    return OK;
}

bool directory_twins_have(const struct directory_twins *twins, enum directory_table which,
                          struct str unit, struct str code)
{
    const struct twin probe = {.bare = without_zeros(code), .code = code, .unit = unit};
    struct listing_range range = listing_find(&twins->tables[which], unit.len == 0 ? 2 : 3, &probe);
    return range.first < range.end;
}

struct str directory_twin_find(const struct directory_twins *twins, enum directory_table which,
                               struct str unit, struct str code)
{
    const struct twin probe = {.bare = without_zeros(code)};
    const struct rows *rows = &twins->tables[which];
    struct listing_range range = listing_find(rows, 1, &probe);
    for (size_t i = range.first; i < range.end; i++) {
        const struct twin *twin = rows_at(rows, i);
        bool is_of_unit = unit.len == 0 || str_eq(without_zeros(twin->unit), without_zeros(unit));
        if (is_of_unit && !str_eq(twin->code, code))
            return twin->code;
    }
    return STR("");
}

/* directory_check -- the whole, and who names whom; see directory_check.h. */
#include "office/directory_check.h"

#include <string.h>

#include "office/directory_twin.h"

enum outcome directory_check(struct directory *directory, int64_t today, struct faults *faults,
                             struct err *err)
{
    for (size_t i = 0; i < DIRECTORY_TABLES_COUNT; i++)
        rows_sort(&directory->tables[i]);
    if (directory->tables[DIRECTORY_UNIT].count == 0 && faults->errors == 0)
        faults_add(faults, DIRECTORY_UNIT, 0, "there are no units");
    if (directory_check_references(directory, faults, err) != OK)
        return err->outcome;
    directory_check_circles(directory, faults);
    if (directory_check_overlaps(directory, faults, err) != OK)
        return err->outcome;
    return directory_check_vacancies(directory, today, faults, err);
}

bool directory_gap(const struct rows *rows, struct listing_range range, int64_t first, int64_t last,
                   int64_t *day_out)
{
    int64_t wanted = first;
    for (size_t i = range.first; i < range.end; i++) {
        const struct listing_row *row = rows_at(rows, i);
        int64_t end = listing_end(row);
        if (row->first_day.number > wanted)
            break;
        if (end >= last)
            return false;
        if (end >= wanted)
            wanted = end + 1;
    }
    *day_out = wanted;
    return true;
}

/* ---- who is named ---- */

/* A row that names somebody: where it stands, and by which column. */
struct naming {
    const struct directory *directory;
    const struct directory_twins *twins;
    struct faults *faults;
    enum directory_table table;
    const struct listing_row *row;
    const char *column;
    bool is_dated; /* who is named must be there on all of the row's days */
};

/* Nobody has this code; `twin` may be who was meant. */
static void tell_stranger(const struct naming *naming, struct str code, struct str twin)
{
    if (twin.len > 0)
        faults_add(naming->faults, naming->table, naming->row->number,
                   "%s '%.*s' is not in the directory; did a spreadsheet drop leading "
                   "zeros? there is '%.*s'",
                   naming->column, STR_ARG(code), STR_ARG(twin));
    else
        faults_add(naming->faults, naming->table, naming->row->number,
                   "%s '%.*s' is not in the directory", naming->column, STR_ARG(code));
}

static void tell_absent(const struct naming *naming, struct str code, int64_t day)
{
    char text[LISTING_DAY_TEXT_MAX];
    faults_add(naming->faults, naming->table, naming->row->number,
               "%s '%.*s' is not there on %s, when this row is in force", naming->column,
               STR_ARG(code), listing_day_text(day, text));
}

static void want_days(const struct naming *naming, const struct rows *rows,
                      struct listing_range range, struct str code)
{
    int64_t day = 0;
    for (size_t i = range.first; i < range.end; i++)
        if (((const struct listing_row *) rows_at(rows, i))->has_fault)
            return; /* its days may be among what is wrong */
    if (naming->is_dated && !naming->row->has_fault &&
        directory_gap(rows, range, naming->row->first_day.number, listing_end(naming->row), &day))
        tell_absent(naming, code, day);
}

/* Of a table whose first column is the code. */
static void want_code(const struct naming *naming, enum directory_table which, struct str code)
{
    union {
        struct directory_unit unit;
        struct directory_person person;
    } probe = {.unit = {.row = {.number = 0}}};
    const struct rows *rows = &naming->directory->tables[which];
    memcpy((unsigned char *) &probe + rows->table->columns[0].offset, &code, sizeof(code));
    struct listing_range range = listing_find(rows, 1, &probe);
    if (range.first < range.end)
        want_days(naming, rows, range, code);
    else
        tell_stranger(naming, code, directory_twin_find(naming->twins, which, STR(""), code));
}

static void want_unit(const struct naming *naming, struct str code)
{
    want_code(naming, DIRECTORY_UNIT, code);
}

static void want_person(const struct naming *naming, struct str code)
{
    want_code(naming, DIRECTORY_PERSON, code);
}

/* A section of this unit; of whichever when `unit` is ''. */
static void want_section(const struct naming *naming, struct str unit, struct str code)
{
    const struct directory_section probe = {.unit = unit, .code = code};
    const struct rows *rows = &naming->directory->tables[DIRECTORY_SECTION];
    struct listing_range range = listing_find(rows, 2, &probe);
    if (range.first < range.end)
        want_days(naming, rows, range, code);
    else if (unit.len > 0 || !directory_twins_have(naming->twins, DIRECTORY_SECTION, unit, code))
        tell_stranger(naming, code,
                      directory_twin_find(naming->twins, DIRECTORY_SECTION, unit, code));
}

/* ---- table by table ---- */

typedef void name_who(struct naming naming);

static void unit_names(struct naming naming)
{
    const struct directory_unit *unit = (const void *) naming.row;
    naming.column = "parent";
    naming.is_dated = true;
    if (unit->parent.len > 0)
        want_unit(&naming, unit->parent);
    naming.column = "successor";
    naming.is_dated = false;
    if (unit->successor.len > 0)
        want_unit(&naming, unit->successor);
}

static void section_names(struct naming naming)
{
    const struct directory_section *section = (const void *) naming.row;
    struct str successor_unit = section->successor_unit;
    naming.column = "unit";
    naming.is_dated = true;
    if (section->unit.len > 0)
        want_unit(&naming, section->unit);
    naming.is_dated = false;
    naming.column = "successor_unit";
    if (successor_unit.len > 0)
        want_unit(&naming, successor_unit);
    naming.column = "successor_section";
    if (section->successor_section.len > 0)
        want_section(&naming, successor_unit.len > 0 ? successor_unit : section->unit,
                     section->successor_section);
}

static void membership_names(struct naming naming)
{
    const struct directory_membership *membership = (const void *) naming.row;
    naming.is_dated = true;
    naming.column = "person";
    want_person(&naming, membership->person);
    naming.column = "unit";
    if (membership->unit.len > 0)
        want_unit(&naming, membership->unit);
    naming.column = "section";
    if (membership->unit.len > 0 && membership->section.len > 0)
        want_section(&naming, membership->unit, membership->section);
}

static void role_names(struct naming naming)
{
    const struct directory_role *role = (const void *) naming.row;
    naming.is_dated = true;
    naming.column = "unit";
    want_unit(&naming, role->unit);
    naming.column = "section";
    if (role->section.len > 0)
        want_section(&naming, role->unit, role->section);
    else if (str_eq(role->role, STR("section_post")) || str_eq(role->role, STR("section_head")))
        faults_add(naming.faults, naming.table, naming.row->number,
                   "section is empty, and %.*s is of one", STR_ARG(role->role));
    naming.column = "person";
    if (role->person.len > 0)
        want_person(&naming, role->person);
}

static void alias_names(struct naming naming)
{
    const struct directory_alias *alias = (const void *) naming.row;
    naming.column = "unit";
    if (alias->unit.len > 0)
        want_unit(&naming, alias->unit);
    naming.column = "code";
    if (alias->code.len == 0)
        return;
    if (str_eq(alias->kind, STR("unit")))
        want_unit(&naming, alias->code);
    else if (str_eq(alias->kind, STR("section")))
        want_section(&naming, alias->unit, alias->code);
    else if (str_eq(alias->kind, STR("person")))
        want_person(&naming, alias->code);
}

enum outcome directory_check_references(struct directory *directory, struct faults *faults,
                                        struct err *err)
{
    struct directory_twins twins;
    static name_who *const name_by_table[DIRECTORY_TABLES_COUNT] = {
        [DIRECTORY_UNIT] = unit_names,   [DIRECTORY_SECTION] = section_names,
        [DIRECTORY_ROLE] = role_names,   [DIRECTORY_MEMBERSHIP] = membership_names,
        [DIRECTORY_ALIAS] = alias_names,
    };
    if (directory_twins_make(directory, &twins, err) != OK)
        return err->outcome;
    for (enum directory_table which = 0; which < DIRECTORY_TABLES_COUNT; which++)
        for (size_t i = 0; i < directory->tables[which].count && name_by_table[which] != NULL; i++)
            name_by_table[which]((struct naming) {
                .directory = directory,
                .twins = &twins,
                .faults = faults,
                .table = which,
                .row = rows_at(&directory->tables[which], i),
            });
    return OK;
}

/* ---- zeros lost since the last load ---- */

/* What is known before and after. */
struct passage {
    struct directory_twins before;
    struct directory_twins after;
    struct faults *faults;
};

/* A code that is new, shorter than one that would be gone, and the same but for zeros. */
static void compare_code(const struct passage *passage, enum directory_table which, size_t number,
                         struct str unit, struct str code)
{
    if (directory_twins_have(&passage->before, which, unit, code))
        return;
    struct str former = directory_twin_find(&passage->before, which, unit, code);
    if (former.len <= code.len || directory_twins_have(&passage->after, which, unit, former))
        return;
    faults_add(passage->faults, which, number,
               "code '%.*s' is new, and '%.*s' would be gone; did a spreadsheet drop "
               "leading zeros? if not, take the old one away in a load before",
               STR_ARG(code), STR_ARG(former));
}

enum outcome directory_check_zeros(struct directory *before, struct directory *after,
                                   struct faults *faults, struct err *err)
{
    struct passage passage = {.faults = faults};
    if (directory_twins_make(before, &passage.before, err) != OK ||
        directory_twins_make(after, &passage.after, err) != OK)
        return err->outcome;
    const struct rows *units = &after->tables[DIRECTORY_UNIT];
    for (size_t i = 0; i < units->count; i++) {
        const struct directory_unit *unit = rows_at(units, i);
        compare_code(&passage, DIRECTORY_UNIT, unit->row.number, STR(""), unit->code);
    }
    const struct rows *sections = &after->tables[DIRECTORY_SECTION];
    for (size_t i = 0; i < sections->count; i++) {
        const struct directory_section *section = rows_at(sections, i);
        compare_code(&passage, DIRECTORY_SECTION, section->row.number, section->unit,
                     section->code);
    }
    const struct rows *people = &after->tables[DIRECTORY_PERSON];
    for (size_t i = 0; i < people->count; i++) {
        const struct directory_person *person = rows_at(people, i);
        compare_code(&passage, DIRECTORY_PERSON, person->row.number, STR(""), person->code);
    }
    return OK;
}

/* ---- parents in a circle ---- */

enum { LEVELS_MAX = 16, STEPS_MAX = 4096 };

enum climb_end { AT_THE_TOP, AT_THE_START, TOO_HIGH };

/* From a unit upwards, as long as the days of all that were passed have one in common. */
struct climb {
    const struct rows *units;
    struct str start;
    int64_t first;
    int64_t last;
    int levels;
    size_t *steps; /* all together: units that are there many times at once have many ways up */
};

static enum climb_end climb(struct climb way, struct str parent)
{
    const struct directory_unit probe = {.code = parent};
    if (parent.len == 0)
        return AT_THE_TOP;
    if (str_eq(parent, way.start))
        return AT_THE_START;
    if (++way.levels > LEVELS_MAX || ++*way.steps > STEPS_MAX)
        return TOO_HIGH;
    struct listing_range range = listing_find(way.units, 1, &probe);
    enum climb_end end = AT_THE_TOP;
    for (size_t i = range.first; i < range.end && end == AT_THE_TOP; i++) {
        const struct directory_unit *unit = rows_at(way.units, i);
        struct climb further = way;
        if (unit->row.first_day.number > further.first)
            further.first = unit->row.first_day.number;
        if (listing_end(&unit->row) < further.last)
            further.last = listing_end(&unit->row);
        if (further.first <= further.last)
            end = climb(further, unit->parent);
    }
    return end;
}

void directory_check_circles(const struct directory *directory, struct faults *faults)
{
    const struct rows *units = &directory->tables[DIRECTORY_UNIT];
    for (size_t i = 0; i < units->count; i++) {
        const struct directory_unit *unit = rows_at(units, i);
        size_t steps = 0;
        const struct climb way = {.units = units,
                                  .start = unit->code,
                                  .first = unit->row.first_day.number,
                                  .last = listing_end(&unit->row),
                                  .steps = &steps};
        enum climb_end end = climb(way, unit->parent);
        if (end == AT_THE_START)
            faults_add(faults, DIRECTORY_UNIT, unit->row.number,
                       "parent '%.*s' is below the unit itself: parents go in a circle",
                       STR_ARG(unit->parent));
        if (end == TOO_HIGH)
            faults_add(faults, DIRECTORY_UNIT, unit->row.number,
                       "parent '%.*s' has more than %d units above it, or a circle",
                       STR_ARG(unit->parent), LEVELS_MAX);
    }
}

/* directory_check -- the whole, and who names whom; see directory_check.h. */
#include "run/directory_check.h"

#include <string.h>

enum outcome directory_check(struct directory *directory, int64_t today,
                             struct directory_faults *faults, struct err *err)
{
    for (size_t i = 0; i < DIRECTORY_TABLES_COUNT; i++)
        rows_sort(&directory->tables[i]);
    directory_check_references(directory, faults);
    directory_check_circles(directory, faults);
    if (directory_check_overlaps(directory, faults, err) != OK)
        return err->outcome;
    return directory_check_vacancies(directory, today, faults, err);
}

bool directory_gap(const struct rows *rows, struct directory_range range, int64_t first,
                   int64_t last, int64_t *day_out)
{
    int64_t wanted = first;
    for (size_t i = range.first; i < range.end; i++) {
        const struct directory_row *row = rows_at(rows, i);
        int64_t end = directory_end(row);
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
    struct directory *directory;
    struct directory_faults *faults;
    enum directory_table table;
    const struct directory_row *row;
    const char *column;
    bool is_dated; /* who is named must be there on all of the row's days */
};

static struct str without_zeros(struct str code)
{
    while (code.len > 1 && code.ptr[0] == '0') {
        code.ptr++;
        code.len--;
    }
    return code;
}

/* Codes that only leading zeros tell apart. */
static bool is_twin(struct str a, struct str b)
{
    return a.len != b.len && str_eq(without_zeros(a), without_zeros(b));
}

/* Nobody has this code; `twin` may be who was meant. */
static void tell_stranger(const struct naming *naming, struct str code, struct str twin)
{
    if (twin.len > 0)
        directory_fault_add(naming->faults, naming->table, naming->row->number,
                            "%s '%.*s' is not in the directory; did a spreadsheet drop leading "
                            "zeros? there is '%.*s'",
                            naming->column, STR_ARG(code), STR_ARG(twin));
    else
        directory_fault_add(naming->faults, naming->table, naming->row->number,
                            "%s '%.*s' is not in the directory", naming->column, STR_ARG(code));
}

static void tell_absent(const struct naming *naming, struct str code, int64_t day)
{
    char text[DIRECTORY_DAY_TEXT_MAX];
    directory_fault_add(naming->faults, naming->table, naming->row->number,
                        "%s '%.*s' is not there on %s, when this row is in force", naming->column,
                        STR_ARG(code), directory_day_text(day, text));
}

static void want_days(const struct naming *naming, const struct rows *rows,
                      struct directory_range range, struct str code)
{
    int64_t day = 0;
    for (size_t i = range.first; i < range.end; i++)
        if (((const struct directory_row *) rows_at(rows, i))->has_fault)
            return; /* its days may be among what is wrong */
    if (naming->is_dated && !naming->row->has_fault &&
        directory_gap(rows, range, naming->row->first_day.number, directory_end(naming->row), &day))
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
    size_t offset = rows->table->columns[0].offset;
    memcpy((unsigned char *) &probe + offset, &code, sizeof(code));
    struct directory_range range = directory_find(rows, 1, &probe);
    if (range.first < range.end) {
        want_days(naming, rows, range, code);
        return;
    }
    struct str twin = STR("");
    for (size_t i = 0; i < rows->count && twin.len == 0; i++) {
        struct str known;
        memcpy(&known, (const unsigned char *) rows_at(rows, i) + offset, sizeof(known));
        if (is_twin(known, code))
            twin = known;
    }
    tell_stranger(naming, code, twin);
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
    struct directory_range range = directory_find(rows, 2, &probe);
    if (range.first < range.end) {
        want_days(naming, rows, range, code);
        return;
    }
    struct str twin = STR("");
    for (size_t i = 0; i < rows->count; i++) {
        const struct directory_section *section = rows_at(rows, i);
        bool is_of_unit = unit.len == 0 || str_eq(section->unit, unit);
        if (is_of_unit && str_eq(section->code, code))
            return;
        if (is_of_unit && is_twin(section->code, code))
            twin = section->code;
    }
    tell_stranger(naming, code, twin);
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
        directory_fault_add(naming.faults, naming.table, naming.row->number,
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

void directory_check_references(struct directory *directory, struct directory_faults *faults)
{
    static name_who *const name_by_table[DIRECTORY_TABLES_COUNT] = {
        [DIRECTORY_UNIT] = unit_names,   [DIRECTORY_SECTION] = section_names,
        [DIRECTORY_ROLE] = role_names,   [DIRECTORY_MEMBERSHIP] = membership_names,
        [DIRECTORY_ALIAS] = alias_names,
    };
    for (enum directory_table which = 0; which < DIRECTORY_TABLES_COUNT; which++)
        for (size_t i = 0; i < directory->tables[which].count && name_by_table[which] != NULL; i++)
            name_by_table[which]((struct naming) {
                .directory = directory,
                .faults = faults,
                .table = which,
                .row = rows_at(&directory->tables[which], i),
            });
}

/* ---- zeros lost since the last load ---- */

/* Units, sections and people: which of a row's columns is the code; of a section of one unit. */
struct coded {
    enum directory_table which;
    size_t code;  /* the column */
    size_t whose; /* keys before the code */
};

static struct str text_of(const struct rows *rows, size_t row, size_t column)
{
    struct str text;
    const unsigned char *start = rows_at(rows, row);
    memcpy(&text, start + rows->table->columns[column].offset, sizeof(text));
    return text;
}

static bool is_kept(const struct coded *coded, const struct rows *rows, const void *probe)
{
    struct directory_range range = directory_find(rows, coded->code + 1, probe);
    return range.first < range.end;
}

/* The row of `before` that this one may have been, with its zeros; its code, or ''. */
static struct str find_former(const struct coded *coded, const struct rows *before,
                              const struct rows *after, size_t row)
{
    struct str code = text_of(after, row, coded->code);
    for (size_t i = 0; i < before->count; i++) {
        struct str former = text_of(before, i, coded->code);
        if (former.len <= code.len || former.ptr[0] != '0' || !is_twin(former, code) ||
            is_kept(coded, after, rows_at(before, i)))
            continue;
        if (coded->whose == 0 ||
            str_eq(without_zeros(text_of(before, i, 0)), without_zeros(text_of(after, row, 0))))
            return former;
    }
    return STR("");
}

void directory_check_zeros(const struct directory *before, const struct directory *after,
                           struct directory_faults *faults)
{
    static const struct coded tables[] = {
        {DIRECTORY_UNIT, 0, 0}, {DIRECTORY_SECTION, 1, 1}, {DIRECTORY_PERSON, 0, 0}};
    for (size_t n = 0; n < sizeof(tables) / sizeof(tables[0]); n++) {
        const struct rows *old = &before->tables[tables[n].which];
        const struct rows *new = &after->tables[tables[n].which];
        for (size_t i = 0; i < new->count; i++) {
            const struct directory_row *row = rows_at(new, i);
            if (is_kept(&tables[n], old, row))
                continue;
            struct str former = find_former(&tables[n], old, new, i);
            if (former.len > 0)
                directory_fault_add(faults, tables[n].which, row->number,
                                    "code '%.*s' is new, and '%.*s' would be gone; did a "
                                    "spreadsheet drop leading zeros? if not, take the old one away "
                                    "in a load before",
                                    STR_ARG(text_of(new, i, tables[n].code)), STR_ARG(former));
        }
    }
}

/* ---- parents in a circle ---- */

enum { LEVELS_MAX = 16 };

/* From a unit upwards, as long as the days of all that were passed have one in common. */
struct climb {
    const struct rows *units;
    struct str start;
    int64_t first;
    int64_t last;
    int levels;
};

/* 0: the top is reached; 1: the start came again; 2: too far up. */
static int climb(struct climb way, struct str parent)
{
    const struct directory_unit probe = {.code = parent};
    if (parent.len == 0)
        return 0;
    if (str_eq(parent, way.start))
        return 1;
    if (++way.levels > LEVELS_MAX)
        return 2;
    struct directory_range range = directory_find(way.units, 1, &probe);
    int worst = 0;
    for (size_t i = range.first; i < range.end && worst == 0; i++) {
        const struct directory_unit *unit = rows_at(way.units, i);
        struct climb further = way;
        if (unit->row.first_day.number > further.first)
            further.first = unit->row.first_day.number;
        if (directory_end(&unit->row) < further.last)
            further.last = directory_end(&unit->row);
        if (further.first <= further.last)
            worst = climb(further, unit->parent);
    }
    return worst;
}

void directory_check_circles(struct directory *directory, struct directory_faults *faults)
{
    const struct rows *units = &directory->tables[DIRECTORY_UNIT];
    for (size_t i = 0; i < units->count; i++) {
        const struct directory_unit *unit = rows_at(units, i);
        const struct climb way = {.units = units,
                                  .start = unit->code,
                                  .first = unit->row.first_day.number,
                                  .last = directory_end(&unit->row)};
        int found = climb(way, unit->parent);
        if (found == 1)
            directory_fault_add(faults, DIRECTORY_UNIT, unit->row.number,
                                "parent '%.*s' is below the unit itself: parents go in a circle",
                                STR_ARG(unit->parent));
        if (found == 2)
            directory_fault_add(faults, DIRECTORY_UNIT, unit->row.number,
                                "parent '%.*s' has more than %d units above it, or a circle",
                                STR_ARG(unit->parent), LEVELS_MAX);
    }
}

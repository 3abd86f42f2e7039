/* directory_overlap -- two at once where there can be one, and none where there must be one; see
 * directory_check.h. */
#include "office/directory_check.h"

#include <stdio.h>
#include <string.h>

/* Two rows that agree in the first `same` columns may not be in force on one day. */
struct single {
    enum directory_table which;
    const struct table table; /* the order in which they stand together, by day in the end */
    size_t same;
    bool (*applies)(const void *row);                        /* NULL: to every row */
    bool (*is_conflict)(const void *one, const void *other); /* NULL: always */
    const char *noun; /* what is said of it: noun 'about' of 'whose' */
    size_t about;
    size_t whose; /* 0: nobody's */
    const char *words;
};

enum { NAME_TEXT_MAX = 320 };

/* clang-format off */
#define KEY(row, member) COLUMN(row, member)
#define FIRST_DAY(noun) {"first_day", COLUMN_DATE, offsetof(struct noun, row.first_day)}
#define TABLE(row, columns) \
    {#row, TABLE_OF_CASE, sizeof(struct row), sizeof(columns) / sizeof(columns[0]), \
     sizeof(columns) / sizeof(columns[0]), columns}

static const struct column units[] = {KEY(directory_unit, code), FIRST_DAY(directory_unit)};
static const struct column sections[] = {
    KEY(directory_section, unit), KEY(directory_section, code), FIRST_DAY(directory_section)};
static const struct column sections_anywhere[] = {
    KEY(directory_section, code), KEY(directory_section, name), FIRST_DAY(directory_section)};
static const struct column sections_dedicated[] = {
    KEY(directory_section, unit), KEY(directory_section, is_dedicated), FIRST_DAY(directory_section)};
static const struct column people[] = {KEY(directory_person, code), FIRST_DAY(directory_person)};
static const struct column memberships[] = {
    KEY(directory_membership, person), FIRST_DAY(directory_membership)};
static const struct column posts_of_units[] = {
    KEY(directory_role, role), KEY(directory_role, unit), FIRST_DAY(directory_role)};
static const struct column posts_of_sections[] = {
    KEY(directory_role, role), KEY(directory_role, unit), KEY(directory_role, section),
    FIRST_DAY(directory_role)};
static const struct column holders[] = {
    KEY(directory_role, role), KEY(directory_role, unit), KEY(directory_role, section),
    KEY(directory_role, person), FIRST_DAY(directory_role)};
static const struct column aliases[] = {
    KEY(directory_alias, source), KEY(directory_alias, kind), KEY(directory_alias, unit),
    KEY(directory_alias, alias), FIRST_DAY(directory_alias)};
/* clang-format on */

static bool is_dedicated(const void *row)
{
    return ((const struct directory_section *) row)->is_dedicated;
}

static bool is_master_post(const void *row)
{
    return str_eq(((const struct directory_role *) row)->role, STR("master_post"));
}

static bool is_section_post(const void *row)
{
    const struct directory_role *role = row;
    return role->section.len > 0 && str_eq(role->role, STR("section_post"));
}

static bool is_no_post(const void *row)
{
    return !is_master_post(row) && !is_section_post(row);
}

static bool are_of_two_units(const void *one, const void *other)
{
    return !str_eq(((const struct directory_section *) one)->unit,
                   ((const struct directory_section *) other)->unit);
}

/* clang-format off */
#define AT(noun, member) offsetof(struct directory_##noun, member)
static const struct single singles[] = {
    {DIRECTORY_UNIT, TABLE(directory_unit, units), 1, NULL, NULL,
     "unit", AT(unit, code), 0, "is there twice at once"},
    {DIRECTORY_SECTION, TABLE(directory_section, sections), 2, NULL, NULL,
     "section", AT(section, code), AT(section, unit), "is there twice at once"},
    {DIRECTORY_SECTION, TABLE(directory_section, sections_anywhere), 2, NULL, are_of_two_units,
     "section", AT(section, code), AT(section, unit),
     "is in two units at once; end one of them, or give each a code of its own"},
    {DIRECTORY_SECTION, TABLE(directory_section, sections_dedicated), 2, is_dedicated, NULL,
     "unit", AT(section, unit), 0, "has two dedicated sections at once"},
    {DIRECTORY_PERSON, TABLE(directory_person, people), 1, NULL, NULL,
     "person", AT(person, code), 0, "is there twice at once"},
    {DIRECTORY_MEMBERSHIP, TABLE(directory_membership, memberships), 1, NULL, NULL,
     "person", AT(membership, person), 0, "is in two sections at once"},
    {DIRECTORY_ROLE, TABLE(directory_role, posts_of_units), 2, is_master_post, NULL,
     "unit", AT(role, unit), 0, "has two master posts at once"},
    {DIRECTORY_ROLE, TABLE(directory_role, posts_of_sections), 3, is_section_post, NULL,
     "section", AT(role, section), AT(role, unit), "has two section posts at once"},
    {DIRECTORY_ROLE, TABLE(directory_role, holders), 4, is_no_post, NULL,
     "role", AT(role, role), AT(role, unit), "is held twice at once by the same person"},
    {DIRECTORY_ALIAS, TABLE(directory_alias, aliases), 4, NULL, NULL,
     "alias", AT(alias, alias), AT(alias, source), "is there twice"},
};
/* clang-format on */

static bool are_at_odds(const struct single *single, const struct listing_row *one,
                        const struct listing_row *other)
{
    if (one->has_fault || other->has_fault || listing_end(one) < other->first_day.number ||
        listing_end(other) < one->first_day.number)
        return false;
    return single->is_conflict == NULL || single->is_conflict(one, other);
}

/* "section 'a' of 'u'" */
static void name(const struct single *single, const void *row, char text_out[NAME_TEXT_MAX])
{
    struct str about;
    struct str whose = STR("");
    memcpy(&about, (const unsigned char *) row + single->about, sizeof(about));
    if (single->whose != 0)
        memcpy(&whose, (const unsigned char *) row + single->whose, sizeof(whose));
    (void) snprintf(text_out, NAME_TEXT_MAX, whose.len > 0 ? "%s '%.*s' of '%.*s'" : "%s '%.*s'",
                    single->noun, STR_ARG(about), STR_ARG(whose));
}

/* Told of the row that stands further down in the file. */
static void tell(const struct single *single, const struct listing_row *one,
                 const struct listing_row *other, struct faults *faults)
{
    char text[NAME_TEXT_MAX];
    char day[LISTING_DAY_TEXT_MAX] = "";
    const struct listing_row *upper = one->number < other->number ? one : other;
    const struct listing_row *lower = upper == one ? other : one;
    int64_t first = one->first_day.number > other->first_day.number ? one->first_day.number
                                                                    : other->first_day.number;
    bool has_days = single->which != DIRECTORY_ALIAS;
    name(single, lower, text);
    faults_add(faults, single->which, lower->number, "%s %s: also in row %zu%s%s", text,
               single->words, upper->number, has_days ? ", on " : "",
               has_days ? listing_day_text(first, day) : "");
}

/* Row `at` against those before it with the same columns; the nearest is told. */
static void check_row(const struct single *single, const struct rows *rows, size_t at,
                      struct faults *faults)
{
    struct table prefix = single->table;
    const struct listing_row *row = rows_at(rows, at);
    prefix.keys_count = single->same;
    if (row->has_fault || (single->applies != NULL && !single->applies(row)))
        return;
    for (size_t i = at; i-- > 0;) {
        const struct listing_row *before = rows_at(rows, i);
        if (row_compare_keys(&prefix, before, row) != 0)
            return;
        if (are_at_odds(single, before, row)) {
            tell(single, before, row, faults);
            return;
        }
    }
}

enum outcome directory_check_overlaps(struct directory *directory, struct faults *faults,
                                      struct err *err)
{
    for (size_t i = 0; i < sizeof(singles) / sizeof(singles[0]); i++) {
        struct rows rows;
        size_t mark = arena_mark(&directory->arena);
        if (directory_view(directory, singles[i].which, &singles[i].table, &rows, err) != OK)
            return err->outcome;
        for (size_t at = 0; at < rows.count; at++)
            check_row(&singles[i], &rows, at, faults);
        arena_rewind(&directory->arena, mark);
    }
    return OK;
}

/* ---- vacant posts ---- */

/* Posts that somebody holds, in the order of `table`. */
static enum outcome held_posts(struct directory *directory, const struct table *table,
                               struct rows *rows_out, struct err *err)
{
    if (directory_view(directory, DIRECTORY_ROLE, table, rows_out, err) != OK)
        return err->outcome;
    size_t kept = 0;
    for (size_t i = 0; i < rows_out->count; i++) {
        const struct directory_role *role = rows_at(rows_out, i);
        struct directory_role *to = rows_at(rows_out, kept);
        if (role->person.len == 0)
            continue;
        *to = *role;
        kept++;
    }
    rows_out->count = kept;
    return OK;
}

/* Is the unit one of ours on that day? */
static bool is_inside(const struct directory *directory, struct str code, int64_t day)
{
    const struct directory_unit probe = {.code = code};
    const struct rows *rows = &directory->tables[DIRECTORY_UNIT];
    struct listing_range range = listing_find(rows, 1, &probe);
    for (size_t i = range.first; i < range.end; i++) {
        const struct directory_unit *unit = rows_at(rows, i);
        if (unit->row.first_day.number <= day && listing_end(&unit->row) >= day)
            return !unit->is_outside;
    }
    return false;
}

static int64_t later_of(int64_t one, int64_t other)
{
    return one > other ? one : other;
}

static void check_units(const struct directory *directory, int64_t today, const struct rows *posts,
                        struct faults *faults)
{
    const struct rows *rows = &directory->tables[DIRECTORY_UNIT];
    for (size_t i = 0; i < rows->count; i++) {
        const struct directory_unit *unit = rows_at(rows, i);
        const struct directory_role probe = {.role = STR("master_post"), .unit = unit->code};
        int64_t first = later_of(today, unit->row.first_day.number);
        int64_t day = 0;
        char text[LISTING_DAY_TEXT_MAX];
        if (!unit->is_outside && !unit->row.has_fault && first <= listing_end(&unit->row) &&
            directory_gap(posts, listing_find(posts, 2, &probe), first, listing_end(&unit->row),
                          &day))
            faults_warn(faults, DIRECTORY_UNIT, unit->row.number,
                        "unit '%.*s' has nobody on its master post on %s", STR_ARG(unit->code),
                        listing_day_text(day, text));
    }
}

static void check_sections(const struct directory *directory, int64_t today,
                           const struct rows *posts, struct faults *faults)
{
    const struct rows *rows = &directory->tables[DIRECTORY_SECTION];
    for (size_t i = 0; i < rows->count; i++) {
        const struct directory_section *section = rows_at(rows, i);
        const struct directory_role probe = {
            .role = STR("section_post"), .unit = section->unit, .section = section->code};
        int64_t first = later_of(today, section->row.first_day.number);
        int64_t day = 0;
        char text[LISTING_DAY_TEXT_MAX];
        if (!section->row.has_fault && first <= listing_end(&section->row) &&
            is_inside(directory, section->unit, first) &&
            directory_gap(posts, listing_find(posts, 3, &probe), first, listing_end(&section->row),
                          &day))
            faults_warn(faults, DIRECTORY_SECTION, section->row.number,
                        "section '%.*s' of '%.*s' has nobody on its post on %s",
                        STR_ARG(section->code), STR_ARG(section->unit),
                        listing_day_text(day, text));
    }
}

enum outcome directory_check_vacancies(struct directory *directory, int64_t today,
                                       struct faults *faults, struct err *err)
{
    static const struct table of_units = TABLE(directory_role, posts_of_units);
    static const struct table of_sections = TABLE(directory_role, posts_of_sections);
    struct rows posts;
    if (directory->tables[DIRECTORY_ROLE].count == 0) {
        if (directory->tables[DIRECTORY_UNIT].count > 0)
            faults_warn(faults, DIRECTORY_ROLE, 0, "there are no roles: no post is held");
        return OK;
    }
    if (held_posts(directory, &of_units, &posts, err) != OK)
        return err->outcome;
    check_units(directory, today, &posts, faults);
    if (held_posts(directory, &of_sections, &posts, err) != OK)
        return err->outcome;
    check_sections(directory, today, &posts, faults);
    return OK;
}

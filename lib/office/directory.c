/* directory -- see directory.h. */
#include "office/directory.h"

#include <string.h>

enum { CAPACITY = 64 };

/* clang-format off */
static const struct listing_word levels[] = {
    {"city",     {"市", "市级", NULL}},
    {"county",   {"县", "县级", "区县", NULL}},
    {"township", {"乡镇", "乡镇街道", "街道", NULL}},
    {NULL, {NULL}},
};
static const struct listing_word kinds[] = {
    {"organ", {"机关", "行政机关", NULL}},
    {"park",  {"园区", "园区管委会", NULL}},
    {NULL, {NULL}},
};
static const struct listing_word roles[] = {
    {"head",                 {"主要领导", NULL}},
    {"leader_in_charge",     {"分管领导", NULL}},
    {"master_post",          {"首问责任总岗", "总岗", NULL}},
    {"section_head",         {"科室负责人", NULL}},
    {"section_post",         {"首问责任岗", NULL}},
    {"discipline_committee", {"机关纪委", NULL}},
    {"inspector",            {"督查", NULL}},
    {"lead_department",      {"牵头部门", NULL}},
    {NULL, {NULL}},
};
static const struct listing_word alias_kinds[] = {
    {"unit",    {"单位", NULL}},
    {"section", {"科室", NULL}},
    {"person",  {"人员", NULL}},
    {NULL, {NULL}},
};

#define DAYS(X, noun) \
    X(noun, last_day,  row.last_day,  DATE, "停用日期", DAY,       false, NULL)
#define FIRST(X, noun) \
    X(noun, first_day, row.first_day, DATE, "启用日期", FIRST_DAY, false, NULL)

#define UNIT_COLUMNS(X) \
    X(unit, code,       code,       TEXT,    "编码",     UNIT_CODE, true,  NULL) \
    FIRST(X, unit) \
    X(unit, name,       name,       TEXT,    "名称",     NAME,      true,  NULL) \
    X(unit, level,      level,      TEXT,    "层级",     WORD,      true,  levels) \
    X(unit, kind,       kind,       TEXT,    "类别",     WORD,      false, kinds) \
    X(unit, parent,     parent,     TEXT,    "上级",     REFERENCE, false, NULL) \
    X(unit, is_outside, is_outside, BOOLEAN, "外部",     YES_NO,    false, NULL) \
    DAYS(X, unit) \
    X(unit, successor,  successor,  TEXT,    "承接单位", REFERENCE, false, NULL)

#define SECTION_COLUMNS(X) \
    X(section, unit,              unit,              TEXT,    "单位",     CODE,      true,  NULL) \
    X(section, code,              code,              TEXT,    "编码",     CODE,      true,  NULL) \
    FIRST(X, section) \
    X(section, name,              name,              TEXT,    "名称",     NAME,      true,  NULL) \
    X(section, is_dedicated,      is_dedicated,      BOOLEAN, "专门科室", YES_NO,    false, NULL) \
    X(section, phone,             phone,             TEXT,    "电话",     LINE,      false, NULL) \
    DAYS(X, section) \
    X(section, successor_unit,    successor_unit,    TEXT,    "承接单位", REFERENCE, false, NULL) \
    X(section, successor_section, successor_section, TEXT,    "承接科室", REFERENCE, false, NULL)

#define PERSON_COLUMNS(X) \
    X(person, code,  code,  TEXT, "编码", CODE, true,  NULL) \
    FIRST(X, person) \
    X(person, name,  name,  TEXT, "姓名", NAME, true,  NULL) \
    X(person, phone, phone, TEXT, "电话", LINE, false, NULL) \
    DAYS(X, person)

#define MEMBERSHIP_COLUMNS(X) \
    X(membership, person,  person,  TEXT, "人员", CODE, true, NULL) \
    FIRST(X, membership) \
    X(membership, unit,    unit,    TEXT, "单位", CODE, true, NULL) \
    X(membership, section, section, TEXT, "科室", CODE, true, NULL) \
    DAYS(X, membership)

#define ROLE_COLUMNS(X) \
    X(role, role,    role,    TEXT, "角色", WORD,      true,  roles) \
    X(role, unit,    unit,    TEXT, "单位", CODE,      true,  NULL) \
    X(role, section, section, TEXT, "科室", REFERENCE, false, NULL) \
    X(role, person,  person,  TEXT, "人员", REFERENCE, false, NULL) \
    FIRST(X, role) \
    DAYS(X, role)

#define ALIAS_COLUMNS(X) \
    X(alias, source, source, TEXT, "来源", CODE,      true,  NULL) \
    X(alias, kind,   kind,   TEXT, "类别", WORD,      true,  alias_kinds) \
    X(alias, unit,   unit,   TEXT, "单位", REFERENCE, false, NULL) \
    X(alias, alias,  alias,  TEXT, "别名", CODE,      true,  NULL) \
    X(alias, code,   code,   TEXT, "编码", CODE,      true,  NULL)

#define AS_COLUMN(noun, ...) LISTING_COLUMN(directory_##noun, __VA_ARGS__)

static const struct column unit_columns[] = {UNIT_COLUMNS(AS_COLUMN)};
static const struct column section_columns[] = {SECTION_COLUMNS(AS_COLUMN)};
static const struct column person_columns[] = {PERSON_COLUMNS(AS_COLUMN)};
static const struct column membership_columns[] = {MEMBERSHIP_COLUMNS(AS_COLUMN)};
static const struct column role_columns[] = {ROLE_COLUMNS(AS_COLUMN)};
static const struct column alias_columns[] = {ALIAS_COLUMNS(AS_COLUMN)};

static const struct listing_column unit_reading[] = {UNIT_COLUMNS(LISTING_READING)};
static const struct listing_column section_reading[] = {SECTION_COLUMNS(LISTING_READING)};
static const struct listing_column person_reading[] = {PERSON_COLUMNS(LISTING_READING)};
static const struct listing_column membership_reading[] = {MEMBERSHIP_COLUMNS(LISTING_READING)};
static const struct listing_column role_reading[] = {ROLE_COLUMNS(LISTING_READING)};
static const struct listing_column alias_reading[] = {ALIAS_COLUMNS(LISTING_READING)};

#define LISTING(which, noun, keys, file_name, required) \
    [which] = {.table = LISTING_TABLE(#noun, directory_##noun, keys, noun##_columns), \
     .file = file_name, .number = which, .is_required = required, .columns = noun##_reading}
/* clang-format on */

const struct listing directory_listings[] = {
    LISTING(DIRECTORY_UNIT, unit, 2, "units.csv", true),
    LISTING(DIRECTORY_SECTION, section, 3, "sections.csv", true),
    LISTING(DIRECTORY_PERSON, person, 2, "people.csv", false),
    LISTING(DIRECTORY_MEMBERSHIP, membership, 2, "memberships.csv", false),
    LISTING(DIRECTORY_ROLE, role, 5, "roles.csv", false),
    LISTING(DIRECTORY_ALIAS, alias, 4, "aliases.csv", false),
};

enum outcome directory_init(struct directory *directory, size_t memory_bytes, struct err *err)
{
    *directory = (struct directory) {.arena = {.memory = NULL}};
    if (arena_init(&directory->arena, memory_bytes, err) != OK)
        return err->outcome;
    for (size_t i = 0; i < DIRECTORY_TABLES_COUNT; i++)
        if (rows_init(&directory->tables[i], &directory_listings[i].table, CAPACITY,
                      &directory->arena, err) != OK)
            return listing_full(&directory->arena, err);
    return OK;
}

void directory_done(struct directory *directory)
{
    arena_done(&directory->arena);
}

enum outcome directory_view(struct directory *directory, enum directory_table which,
                            const struct table *table, struct rows *rows_out, struct err *err)
{
    const struct rows *from = &directory->tables[which];
    if (rows_init(rows_out, table, from->count + 1, &directory->arena, err) != OK)
        return listing_full(&directory->arena, err);
    for (size_t i = 0; i < from->count; i++)
        memcpy(rows_add(rows_out), rows_at(from, i), table->row_size);
    rows_sort(rows_out);
    return OK;
}

/*
 * directory -- units, sections, people, posts and aliases, as rows in memory.
 *
 * The same six tables come from a folder of CSV files (office/directory_csv) and from schema
 * directory (office/directory_pg); what is wrong with them (office/directory_check) and how two of
 * them differ (office/directory_diff) is found without I/O.  A row is in force from its first day
 * to its last, both included.  Texts are in the directory's arena.
 */
#ifndef SHOUWEN_OFFICE_DIRECTORY_H
#define SHOUWEN_OFFICE_DIRECTORY_H

#include "core/table.h"

enum directory_table {
    DIRECTORY_UNIT,
    DIRECTORY_SECTION,
    DIRECTORY_PERSON,
    DIRECTORY_MEMBERSHIP,
    DIRECTORY_ROLE,
    DIRECTORY_ALIAS,
    DIRECTORY_TABLES_COUNT
};

enum {
    DIRECTORY_MEMORY_MAX = 128 << 20, /* of one directory */
    DIRECTORY_UNIT_CODE_MAX = 118,    /* so that unit/<code>/<year> is a code too */
};

/* What every row begins with. */
struct directory_row {
    struct day first_day;
    struct day last_day; /* DAY_NONE: until further notice */
    size_t number;       /* in its file, as a spreadsheet counts; 0: it is from the database */
    bool has_fault;      /* a value of it cannot be right, so it is not judged any further */
};

struct directory_unit {
    struct directory_row row;
    struct str code;
    struct str name;
    struct str level;
    struct str kind;
    struct str parent;
    struct str successor;
    bool is_outside;
};

struct directory_section {
    struct directory_row row;
    struct str unit;
    struct str code;
    struct str name;
    struct str phone;
    struct str successor_unit;
    struct str successor_section;
    bool is_dedicated;
};

struct directory_person {
    struct directory_row row;
    struct str code;
    struct str name;
    struct str phone;
};

struct directory_membership {
    struct directory_row row;
    struct str person;
    struct str unit;
    struct str section;
};

struct directory_role {
    struct directory_row row;
    struct str role;
    struct str unit;
    struct str section;
    struct str person;
};

/* Aliases have no days; theirs are those of ever. */
struct directory_alias {
    struct directory_row row;
    struct str source;
    struct str kind;
    struct str unit;
    struct str alias;
    struct str code;
};

/* A word of a list, and what people write for it; NULL ends both. */
struct directory_word {
    const char *word;
    const char *chinese[4];
};

enum directory_rule {
    RULE_CODE,      /* must be given */
    RULE_UNIT_CODE, /* the same, at most DIRECTORY_UNIT_CODE_MAX bytes */
    RULE_REFERENCE, /* a code, or empty */
    RULE_NAME,      /* one line, must be given */
    RULE_LINE,      /* one line, or empty */
    RULE_WORD,      /* of a list; empty is the list's first when the column may be absent */
    RULE_YES_NO,    /* empty is no */
    RULE_FIRST_DAY, /* empty is DIRECTORY_FIRST_DAY */
    RULE_LAST_DAY,
};

/* How a column is read from a file. */
struct directory_column {
    const char *chinese; /* its other name */
    enum directory_rule rule;
    bool is_required; /* the file must have it */
    const struct directory_word *words;
};

struct directory_shape {
    struct table table;                     /* as in schema directory */
    const char *file;                       /* "units.csv" */
    bool is_required;                       /* without the file there is no directory */
    const struct directory_column *columns; /* one for each of the table's */
};

extern const struct directory_shape directory_shapes[DIRECTORY_TABLES_COUNT];

/* 2000-01-01, which stands for "ever". */
extern const int64_t DIRECTORY_FIRST_DAY;

struct directory {
    struct arena arena;
    struct rows tables[DIRECTORY_TABLES_COUNT];
};

/* Empty, with room for so much, taken as it is needed; FATAL: no memory. */
MUST_CHECK enum outcome directory_init(struct directory *directory, size_t memory_bytes,
                                       struct err *err);
void directory_done(struct directory *directory);

/* It does not fit: FATAL, with its words. */
enum outcome directory_full(const struct arena *arena, struct err *err);

/* Rows of another order, or fewer, upon the same texts: for looking up by other columns.  `table`
 * describes the same struct.  FATAL: no memory. */
MUST_CHECK enum outcome directory_view(struct directory *directory, enum directory_table which,
                                       const struct table *table, struct rows *rows_out,
                                       struct err *err);

/* The rows [first, end) of sorted ones whose first `keys` columns are those of `probe`. */
struct directory_range {
    size_t first;
    size_t end;
};
struct directory_range directory_find(const struct rows *rows, size_t keys, const void *probe);

/* The day after which a row is not in force; INT64_MAX: there is none. */
int64_t directory_end(const struct directory_row *row);

/* "2022-03-05" */
enum { DIRECTORY_DAY_TEXT_MAX = 32 };
const char *directory_day_text(int64_t day, char text_out[DIRECTORY_DAY_TEXT_MAX]);

#endif

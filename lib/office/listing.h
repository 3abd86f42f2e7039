/*
 * listing -- a table that people keep in a file, described once: its columns, their names in two
 * languages and what may stand in them.
 *
 * office/listing_csv reads one; a row is in force from its first day to its last, both included.
 */
#ifndef SHOUWEN_OFFICE_LISTING_H
#define SHOUWEN_OFFICE_LISTING_H

#include "core/table.h"

enum { LISTING_UNIT_CODE_MAX = 118 }; /* so that unit/<code>/<year> is a code too */

/* What every row begins with. */
struct listing_row {
    struct day first_day;
    struct day last_day; /* DAY_NONE: until further notice */
    size_t number;       /* in its file, as a spreadsheet counts; 0: it is from the database */
    bool has_fault;      /* a value of it cannot be right, so it is not judged any further */
};

/* A word of a list, and what people write for it; NULL ends both. */
struct listing_word {
    const char *word;
    const char *chinese[4];
};

enum listing_rule {
    RULE_CODE,      /* must be given */
    RULE_UNIT_CODE, /* the same, at most LISTING_UNIT_CODE_MAX bytes */
    RULE_REFERENCE, /* a code, or empty */
    RULE_NAME,      /* one line, must be given */
    RULE_LINE,      /* one line, or empty */
    RULE_WORD,      /* of a list; empty is the list's first when the column may be absent */
    RULE_YES_NO,    /* empty is no */
    RULE_FIRST_DAY, /* empty is LISTING_FIRST_DAY */
    RULE_DAY,       /* empty is none */
};

/* How a column is read from a file. */
struct listing_column {
    const char *chinese; /* its other name */
    enum listing_rule rule;
    bool is_required; /* the file must have it */
    const struct listing_word *words;
};

/* A table that people keep. */
struct listing {
    struct table table; /* as in the database */
    const char *file;   /* "units.csv" */
    size_t number;      /* of the file, in the list of those that are read together */
    bool is_required;   /* without the file there is nothing */
    const struct listing_column *columns; /* one for each of the table's */
};

/*
 * A listing is written as rows X(row, column, member, type, other name, rule, must the file have
 * it, words), keys first; `row` is its struct.  Table and reading are made of the same rows.
 */
/* clang-format off */
#define LISTING_COLUMN(row, column, member, type, chinese, rule, required, words) \
    {#column, COLUMN_##type, offsetof(struct row, member)},
#define LISTING_READING(row, column, member, type, chinese, rule, required, words) \
    {chinese, RULE_##rule, required, words},
#define LISTING_TABLE(name, row, keys, columns) \
    {name, TABLE_OF_CASE, sizeof(struct row), keys, sizeof(columns) / sizeof(columns[0]), columns}
/* clang-format on */

/* 2000-01-01, which stands for "ever". */
extern const int64_t LISTING_FIRST_DAY;

/* It does not fit: FATAL, with its words. */
enum outcome listing_full(const struct arena *arena, struct err *err);

/* Which of the words it is, or is written for; their count: none. */
size_t listing_word_find(const struct listing_word *words, struct str text);

/* The rows [first, end) of sorted ones whose first `keys` columns are those of `probe`. */
struct listing_range {
    size_t first;
    size_t end;
};
struct listing_range listing_find(const struct rows *rows, size_t keys, const void *probe);

/* The day after which a row is not in force; INT64_MAX: there is none. */
int64_t listing_end(const struct listing_row *row);

/* "2022-03-05" */
enum { LISTING_DAY_TEXT_MAX = 32 };
const char *listing_day_text(int64_t day, char text_out[LISTING_DAY_TEXT_MAX]);

#endif

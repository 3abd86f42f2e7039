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

#include "office/listing.h"

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
};

struct directory_unit {
    struct listing_row row;
    struct str code;
    struct str name;
    struct str level;
    struct str kind;
    struct str parent;
    struct str successor;
    bool is_outside;
};

struct directory_section {
    struct listing_row row;
    struct str unit;
    struct str code;
    struct str name;
    struct str phone;
    struct str successor_unit;
    struct str successor_section;
    bool is_dedicated;
};

struct directory_person {
    struct listing_row row;
    struct str code;
    struct str name;
    struct str phone;
};

struct directory_membership {
    struct listing_row row;
    struct str person;
    struct str unit;
    struct str section;
};

struct directory_role {
    struct listing_row row;
    struct str role;
    struct str unit;
    struct str section;
    struct str person;
};

/* Aliases have no days; theirs are those of ever. */
struct directory_alias {
    struct listing_row row;
    struct str source;
    struct str kind;
    struct str unit;
    struct str alias;
    struct str code;
};

extern const struct listing directory_listings[DIRECTORY_TABLES_COUNT];

struct directory {
    struct arena arena;
    struct rows tables[DIRECTORY_TABLES_COUNT];
};

/* Empty, with room for so much, taken as it is needed; FATAL: no memory. */
MUST_CHECK enum outcome directory_init(struct directory *directory, size_t memory_bytes,
                                       struct err *err);
void directory_done(struct directory *directory);

/* Rows of another order, or fewer, upon the same texts: for looking up by other columns.  `table`
 * describes the same struct.  FATAL: no memory. */
MUST_CHECK enum outcome directory_view(struct directory *directory, enum directory_table which,
                                       const struct table *table, struct rows *rows_out,
                                       struct err *err);

#endif

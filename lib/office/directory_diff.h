/*
 * directory_diff -- what loading a directory would change, for people and for the database.
 */
#ifndef SHOUWEN_OFFICE_DIRECTORY_DIFF_H
#define SHOUWEN_OFFICE_DIRECTORY_DIFF_H

#include <stdio.h>

#include "office/directory.h"

struct directory_change {
    struct rows put;  /* new or changed */
    struct rows gone; /* their keys */
    size_t added;
    size_t changed;
};

struct directory_diff {
    const struct directory *before;
    struct directory_change tables[DIRECTORY_TABLES_COUNT];
};

/*
 * From `before` to `after`, whose tables are sorted by it and which outlive it (rows are in the
 * arena of `after`).  FATAL: no memory.
 */
MUST_CHECK enum outcome directory_diff(struct directory *before, struct directory *after,
                                       struct directory_diff *diff_out, struct err *err);

bool directory_diff_is_empty(const struct directory_diff *diff);

/* Do rules rest on what changes?  Of the directory only the tree of units and sections. */
bool directory_diff_has_rules(const struct directory_diff *diff);

/* "+ new", "~ changed: column old -> new", "- gone", at most `limit` a table, and the counts. */
void directory_diff_print(const struct directory_diff *diff, size_t limit, FILE *out);

#endif

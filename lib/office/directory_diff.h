/*
 * directory_diff -- what loading a directory would change, for people and for the database.
 */
#ifndef SHOUWEN_OFFICE_DIRECTORY_DIFF_H
#define SHOUWEN_OFFICE_DIRECTORY_DIFF_H

#include "office/directory.h"
#include "office/listing_diff.h"

struct directory_diff {
    struct listing_change tables[DIRECTORY_TABLES_COUNT];
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

/* As listing_changes_print(). */
void directory_diff_print(const struct directory_diff *diff, size_t limit, FILE *out);

#endif

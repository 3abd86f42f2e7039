/*
 * listing_diff -- what loading a listing's rows would change, for people and for the database.
 */
#ifndef SHOUWEN_OFFICE_LISTING_DIFF_H
#define SHOUWEN_OFFICE_LISTING_DIFF_H

#include <stdio.h>

#include "office/listing.h"

struct listing_change {
    const struct listing *listing;
    const struct rows *before;
    struct rows put;  /* new or changed */
    struct rows gone; /* their keys */
    size_t added;
    size_t changed;
};

/*
 * From `before` to `after`, which are sorted by it and outlive it (its rows are in the arena of
 * `after`).  FATAL: no memory.
 */
MUST_CHECK enum outcome listing_diff(const struct listing *listing, struct rows *before,
                                     struct rows *after, struct listing_change *change_out,
                                     struct err *err);

bool listing_change_is_empty(const struct listing_change *change);

/* "+ new", "~ changed: column old -> new", "- gone", at most `limit` a table, and the counts. */
void listing_changes_print(const struct listing_change *changes, size_t count, size_t limit,
                           FILE *out);

#endif

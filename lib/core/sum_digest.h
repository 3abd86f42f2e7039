/*
 * sum_digest -- what a table of sums comes to, in a few numbers that can themselves be added.
 *
 * Rows may be added and taken away in any order and in any parts: a table and what it is the sum of
 * have the same digest, and another table has another one, but for a chance in 2^64.  So that what
 * differs can be looked for, keys fall into classes, each with a number of its own.  No defence
 * against somebody who looks for a table with the same digest.
 */
#ifndef SHOUWEN_CORE_SUM_DIGEST_H
#define SHOUWEN_CORE_SUM_DIGEST_H

#include "core/table.h"

enum { SUM_DIGEST_CLASSES = 4096 };

struct sum_digest {
    uint64_t classes[SUM_DIGEST_CLASSES];
};

/* Which class a row is of, by its keys. */
size_t sum_digest_class(const struct table *table, const void *row);

/* These rows, too; taken away when `sign` is -1. */
void sum_digest_add(struct sum_digest *digest, const struct rows *rows, int64_t sign);

#endif

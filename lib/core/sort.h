/*
 * sort -- a stable order of numbered things, in memory the caller gives.
 *
 * The C library's qsort() may allocate and takes no context; the core may have neither.  n log n
 * comparisons at worst, n - 1 when the things are in order already.
 */
#ifndef SHOUWEN_CORE_SORT_H
#define SHOUWEN_CORE_SORT_H

#include <stddef.h>
#include <stdint.h>

/* < 0, 0 or > 0 as thing `a` stands before, beside or behind thing `b`. */
typedef int sort_compare(const void *context, uint32_t a, uint32_t b);

/* Puts the `count` numbers of `items` into order; `spare` has room for as many. */
void sort_numbers(uint32_t *items, uint32_t *spare, size_t count, sort_compare *compare,
                  const void *context);

#endif

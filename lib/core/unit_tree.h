/*
 * unit_tree -- which unit stood below which, and when: what rules need of the directory.
 *
 * Built once in an arena, over places that outlive it.  A tree of zeroes has nobody above anybody.
 */
#ifndef SHOUWEN_CORE_UNIT_TREE_H
#define SHOUWEN_CORE_UNIT_TREE_H

#include "core/table.h"

enum { UNIT_TREE_LEVELS_MAX = 16 }; /* the directory refuses more, and circles */

/* A unit in force from its first day to its last, both included. */
struct unit_place {
    struct str unit;
    struct str parent; /* '': none */
    struct day first_day;
    struct day last_day; /* DAY_NONE: until further notice */
};

struct unit_tree {
    const struct unit_place *places;
    const uint32_t *order; /* by unit, then by first day */
    size_t count;
};

/* Of one unit's places no two are in force on one day.  RETRY: the arena is full. */
MUST_CHECK enum outcome unit_tree_build(const struct unit_place *places, size_t count,
                                        struct arena *arena, struct unit_tree *tree_out,
                                        struct err *err);

/* The unit above it on that day; '' when there is none. */
struct str unit_tree_parent(const struct unit_tree *tree, struct str unit, int64_t day);

#endif

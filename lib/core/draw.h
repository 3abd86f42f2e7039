/*
 * draw -- which cases are spot-checked (抽查): a sample that anybody can draw again.
 *
 * Cases are in strata by section and rating.  A sample of n out of N gives every stratum its share
 * n * population / N: the whole part of it, but one at least, and what is over goes one each to
 * those that lack most of their share (the largest remainder); where the ones are too many, those
 * that have most above it give up one each.  Are there more strata than n, the largest have one.
 * Of two that are equal the one that stands first, by section and rating, is given first.
 *
 * Of a stratum those are drawn whose SHA-256 of "SEED/CASE-ID" is the smallest.  So a sample
 * depends on the cases, its size and its seed: not on the order they are given in, nor on machine
 * or build.  Integers only.  Pure.
 */
#ifndef SHOUWEN_CORE_DRAW_H
#define SHOUWEN_CORE_DRAW_H

#include "core/event.h"

enum { DRAW_SIZE_MAX = 100000, DRAW_CASES_MAX = 1 << 28 };

/* A case that may be drawn. */
struct draw_case {
    struct uuid id;
    struct str section;
    enum satisfaction satisfaction; /* 0: not rated */
};

struct draw_stratum {
    struct str section;
    enum satisfaction satisfaction;
    int64_t population;
    int64_t drawn;
    size_t first; /* of its cases in `order`, those drawn first */
};

struct draw {
    const uint32_t *order; /* numbers of all cases: by stratum, and in it as they are drawn */
    struct draw_stratum *strata;
    size_t strata_count;
    int64_t population;
    int64_t drawn;
};

/* No two cases have the same id. */
struct draw_wanted {
    const struct draw_case *cases;
    size_t count; /* at most DRAW_CASES_MAX */
    int64_t size; /* 1 to DRAW_SIZE_MAX; more than there are: all */
    int64_t seed; /* 0 or more */
};

/* In the arena; sections are borrowed from the cases.  RETRY: the arena is full. */
MUST_CHECK enum outcome draw_make(const struct draw_wanted *wanted, struct arena *arena,
                                  struct draw *draw_out, struct err *err);

/* Bytes of arena that so many cases want at most. */
size_t draw_bytes(size_t cases);

#endif
